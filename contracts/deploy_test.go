package contracts_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/contracts"
)

func TestDeployWiresThePlatform(t *testing.T) {
	w := newWorld(t)
	codeAt := func(block uint64) int {
		code, err := w.CodeAt(t.Context(), w.EventFactory, new(big.Int).SetUint64(block))
		if err != nil {
			t.Fatal(err)
		}
		return len(code)
	}
	if codeAt(w.Block) == 0 || codeAt(w.Block-1) != 0 {
		t.Errorf("EventFactory was not created in block %d", w.Block)
	}
	for _, name := range []struct {
		got  common.Address
		want common.Address
	}{
		{call(w, w.EventFactory, factory.PackEventManager(), factory.UnpackEventManager), w.EventManager},
		{call(w, w.EventFactory, factory.PackLiveTipping(), factory.UnpackLiveTipping), w.LiveTipping},
		{call(w, w.EventFactory, factory.PackDistributor(), factory.UnpackDistributor), w.Distributor},
		{call(w, w.EventFactory, factory.PackTreasury(), factory.UnpackTreasury), treasury},
		{call(w, w.EventFactory, factory.PackOwner(), factory.UnpackOwner), w.deployer.Address},
		{call(w, w.EventManager, manager.PackCreationWrapper(), manager.UnpackCreationWrapper), w.CreationWrapper},
		{call(w, w.EventManager, manager.PackOwner(), manager.UnpackOwner), w.deployer.Address},
		{call(w, w.LiveTipping, tipping.PackFactory(), tipping.UnpackFactory), w.EventFactory},
		{call(w, w.Distributor, share.PackFactory(), share.UnpackFactory), w.EventFactory},
	} {
		same(t, "wired address", name.got, name.want)
	}
	same(t, "name", call(w, w.EventFactory, factory.PackName(), factory.UnpackName), "Real-Time Asset")
	same(t, "symbol", call(w, w.EventFactory, factory.PackSymbol(), factory.UnpackSymbol), "RTA")
	same(t, "EIP-4906", call(w, w.EventFactory, factory.PackSupportsInterface([4]byte{0x49, 0x06, 0x49, 0x06}), factory.UnpackSupportsInterface), true)

	// A second platform on the same chain, from a nonce that is not 0, has its own events.
	first := w.Deployment
	second, err := contracts.Deploy(t.Context(), w.deployChain(), w.opts(w.deployer), treasury, func() { w.chain.Commit() })
	if err != nil {
		t.Fatal(err)
	}
	if second.EventFactory == first.EventFactory || second.Block <= first.Block {
		t.Errorf("the second platform is %+v, the first %+v", second, first)
	}
	same(t, "events there", call(w, second.EventFactory, factory.PackTotalEvents(), factory.UnpackTotalEvents), 0)
}

func TestDeployNamesTheStepThatFails(t *testing.T) {
	w := newWorld(t)
	poor := newAccount(t)
	_, err := contracts.Deploy(t.Context(), w.deployChain(), w.opts(poor), treasury, func() { w.chain.Commit() })
	if err == nil || !strings.Contains(err.Error(), "send EventFactory") || !strings.Contains(err.Error(), "hold enough") {
		t.Errorf("error is %v, want the step and the mend", err)
	}
}

// A chain that mines on demand and leaves the transactions out must not hold Deploy for ever.
func TestDeployGivesUpOnBlocksWithoutIt(t *testing.T) {
	w := newWorld(t)
	commits := 0
	_, err := contracts.Deploy(t.Context(), w.deployChain(), w.opts(w.alice), treasury, func() { commits++ })
	if !errors.Is(err, ethereum.NotFound) || !strings.Contains(err.Error(), "wait for EventFactory") {
		t.Errorf("error is %v, want one that names the step", err)
	}
	same(t, "commits", commits, 10)
}

// Blocks that hold a part of the transactions only are no failure.
func TestDeployOverSeveralBlocks(t *testing.T) {
	w := newWorld(t)
	late := 3
	_, err := contracts.Deploy(t.Context(), w.deployChain(), w.opts(w.alice), treasury, func() {
		if late--; late < 0 {
			w.chain.Commit()
		}
	})
	if err != nil {
		t.Error(err)
	}
}

func TestPlanFollowsFromDeployerAndNonce(t *testing.T) {
	deployer := common.HexToAddress("0xd0")
	a, steps, err := contracts.Plan(deployer, 0, treasury)
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := contracts.Plan(deployer, 0, treasury)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := contracts.Plan(deployer, 1, treasury)
	if err != nil {
		t.Fatal(err)
	}
	if a != b || a.EventFactory == c.EventFactory {
		t.Errorf("plans for nonces 0, 0 and 1: %+v, %+v, %+v", a, b, c)
	}
	var total uint64
	for _, step := range steps {
		total += step.Gas
		if step.Gas > 1<<24 {
			t.Errorf("%s asks for %d gas, more than a transaction may", step.Name, step.Gas)
		}
	}
	t.Logf("%d steps, %d gas at most", len(steps), total)
}

func TestBytecodeOfNothing(t *testing.T) {
	if _, err := contracts.Bytecode("Nothing"); err == nil || !strings.Contains(err.Error(), "make contracts") {
		t.Errorf("error is %v, want one that says how to mend it", err)
	}
}

// A stranger's logs carry the platform's topics and any content.
func TestLookalike(t *testing.T) {
	w := newWorld(t)
	code, err := contracts.Bytecode("Lookalike")
	if err != nil {
		t.Fatal(err)
	}
	address, tx, err := bind.DeployContract(w.opts(w.stranger), code, w.Client, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.mine(tx)
	w.names[address] = named{"Lookalike", strange.GetABI()}

	one := big.NewInt(1)
	faked := log(w, w.do(w.stranger, address, nil, strange.PackEmitEventCreated(one, w.creator.Address, one, one, "uri", "art", address)), factory.UnpackEventCreatedEvent)
	same(t, "EventCreated", []any{faked.EventId, faked.Creator, faked.MetadataURI, faked.TicketKioskAddress, faked.Raw.Address},
		[]any{1, w.creator.Address, "uri", address, address})
	ticket := log(w, w.do(w.stranger, address, nil, strange.PackEmitTicketMinted(one, w.alice.Address, "front row", "art", one)), kiosk.UnpackTicketMintedEvent)
	same(t, "TicketMinted", []any{ticket.Buyer, ticket.TicketName}, []any{w.alice.Address, "front row"})
	moved := log(w, w.do(w.stranger, address, nil, strange.PackEmitTransfer(w.alice.Address, w.bob.Address, one)), factory.UnpackTransferEvent)
	same(t, "Transfer", []any{moved.From, moved.To}, []any{w.alice.Address, w.bob.Address})
}
