package devnet

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/haus25/backend/bindings"
)

// A chain told block by block and one told in real time by another block time
// but the same chain time are the same chain.
func TestTheSameSeedTellsTheSameStory(t *testing.T) {
	const blocks = 120
	told := start(t, Options{Seed: 7, BlockTime: 400 * time.Millisecond, Speed: 60})
	tell(t, told, blocks)

	ran := start(t, Options{Seed: 7, BlockTime: 4 * time.Millisecond, Speed: 6000})
	heads := make(chan *types.Header, 1)
	subscription, err := ran.Client().SubscribeNewHead(t.Context(), heads)
	if err != nil {
		t.Fatal(err)
	}
	defer subscription.Unsubscribe()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- ran.Run(ctx) }()
	for head := range heads {
		if head.Number.Cmp(told.Head().Number) >= 0 {
			break
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatalf("Run stopped with %v, want nil", err)
	}

	last := told.Head().Number.Uint64()
	want := allLogs(t, told)
	got := slices.DeleteFunc(allLogs(t, ran), func(log types.Log) bool { return log.BlockNumber > last })
	if len(want) < 100 {
		t.Fatalf("only %d logs in %d blocks: nothing is proven", len(want), blocks)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the same seed told %d logs, then %d others", len(want), len(got))
	}

	other := start(t, Options{Seed: 8, Speed: 60})
	tell(t, other, blocks)
	if reflect.DeepEqual(allLogs(t, other), want) {
		t.Error("another seed told the same story")
	}
}

// The story has every log of the contracts that an indexer follows, and soon.
func TestTheStoryHasEveryLog(t *testing.T) {
	const within = 220
	c := start(t, Options{Speed: 60})
	tell(t, c, within)

	missing := map[string]common.Hash{}
	at := c.Contracts()
	perEvent := map[common.Address]string{}
	for _, s := range c.story.world.shows {
		perEvent[s.kiosk] = "TicketKiosk"
		perEvent[s.curation] = "Curation"
	}
	contracts := map[string]struct {
		abi   abi.ABI
		names []string
	}{
		"EventFactory":   {bindings.NewEventFactory().GetABI(), []string{"EventCreated", "CurationDeployed", "MetadataUpdated", "ReservePriceUpdated", "EventFinalizedAndTransferred", "EventFinalized", "Transfer", "MetadataUpdate", "OwnershipTransferred", "Approval", "ApprovalForAll"}},
		"EventManager":   {bindings.NewEventManager().GetABI(), []string{"GlobalWhitelistUpdated", "DelegationProxyCreated", "DelegateUpdated", "CreationWrapperUpdated"}},
		"TicketKiosk":    {bindings.NewTicketKiosk().GetABI(), []string{"TicketMinted", "RevenueDistributed", "Transfer", "OwnershipTransferred"}},
		"LiveTipping":    {bindings.NewLiveTipping().GetABI(), []string{"EventRegistered", "TipReceived", "NewHighestTipper", "EventFinalized", "TipsDistributed"}},
		"Distributor":    {bindings.NewDistributor().GetABI(), []string{"EventRegistered", "TipDistributed", "CurationEnabled", "CurationDisabled"}},
		"Curation":       {bindings.NewCuration().GetABI(), []string{"CurationActivated", "CurationDeactivated", "CurationUpdated", "FundsReceived", "FundsWithdrawn"}},
		"the stranger's": {bindings.NewLookalike().GetABI(), []string{"EventCreated", "TicketMinted", "Transfer"}},
	}
	names := map[common.Address]string{
		at.EventFactory: "EventFactory", at.EventManager: "EventManager", at.LiveTipping: "LiveTipping",
		at.Distributor: "Distributor", c.Lookalike(): "the stranger's",
	}
	for contract, logs := range contracts {
		for _, name := range logs.names {
			missing[contract+" "+name] = logs.abi.Events[name].ID
		}
	}
	for _, log := range allLogs(t, c) {
		contract := names[log.Address]
		if contract == "" {
			contract = perEvent[log.Address]
		}
		for name := range contracts[contract].abi.Events {
			if contracts[contract].abi.Events[name].ID == log.Topics[0] {
				delete(missing, contract+" "+name)
			}
		}
	}
	for _, log := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("no %s within %d blocks", log, within)
	}
}

// Nobody in the story acts in vain, except who tries to finalize an event whose
// reserve is not met.
func TestOnlyHopelessFinalizationsRevert(t *testing.T) {
	c := start(t, Options{Speed: 60})
	tell(t, c, 400)
	finalize := [4]byte(managerABI.GetABI().Methods["finalizeRTA"].ID)
	reverted, chain := 0, c.eth.BlockChain()
	for number := range c.Head().Number.Uint64() {
		block := chain.GetBlockByNumber(number + 1)
		for i, receipt := range chain.GetReceiptsByHash(block.Hash()) {
			if receipt.Status == types.ReceiptStatusSuccessful {
				continue
			}
			reverted++
			if tx := block.Transactions()[i]; [4]byte(tx.Data()) != finalize {
				t.Errorf("block %d: a transaction to %s with selector %x reverted", number+1, tx.To(), tx.Data()[:4])
			}
		}
	}
	if reverted == 0 {
		t.Error("nobody tried to finalize an event whose reserve is not met")
	}
	done, err := c.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if done.Finalized == 0 || done.Finalized == done.Events || done.Resales == 0 {
		t.Errorf("%+v: want some events finalized, some not, and tickets resold", done)
	}
	if open := len(c.story.open); open > 12 {
		t.Errorf("%d events are open: the story grows without bound", open)
	}
}
