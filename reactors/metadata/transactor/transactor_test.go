package transactor

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/devnet"
)

func TestOneTransactionForOneWish(t *testing.T) {
	r := newRig(t)
	in := r.intent(0, "ipfs://new")
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if st, err := r.tx.Send(t.Context(), in); err != nil || st.State != Pending {
				t.Errorf("%+v, %v", st, err)
			}
		})
	}
	wait.Wait()
	first := r.want(r.send(in), Pending)
	if again := r.want(r.send(r.intent(0, "ipfs://other")), Pending); again.Hash != first.Hash || string(again.Data) != string(in.Data) {
		t.Errorf("another wish of the same purpose gave %+v", again)
	}
	block := r.mine()[0].BlockNumber.Uint64()
	st, err := r.tx.Look(t.Context(), 0, in.Purpose, in.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	if r.want(st, Mined); st.Block != block || st.Hash != first.Hash {
		t.Errorf("%+v, mined in %d", st, block)
	}
	r.want(r.send(in), Mined) // who has not seen the block yet sends nothing
	if r.nonce() != 1 || r.uri(0) != "ipfs://new" {
		t.Errorf("%d transactions, the URI is %q", r.nonce(), r.uri(0))
	}
	if st, err = r.tx.Look(t.Context(), 0, in.Purpose, block); err != nil || st.State != None {
		t.Errorf("who has seen the block is told %+v (%v)", st, err)
	}
}

func TestSeveralEventsAtOnce(t *testing.T) {
	r := newRig(t)
	for event := range uint64(3) {
		r.want(r.send(r.intent(event, fmt.Sprint("ipfs://new-", event))), Pending)
	}
	r.mine()
	for event := range uint64(3) {
		if got := r.uri(event); got != fmt.Sprint("ipfs://new-", event) {
			t.Errorf("event %d has %q", event, got)
		}
	}
	if r.nonce() != 3 {
		t.Errorf("%d transactions", r.nonce())
	}
}

var errKilled = errors.New("killed")

// TestKilledAnywhere ends the process at each moment between journal, broadcast and settling, mined meanwhile or not, and wants one effect.
func TestKilledAnywhere(t *testing.T) {
	for _, at := range []string{"before journal", "after journal", "after broadcast", "before settling", "after settling"} {
		for _, mined := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, mined %t", at, mined), func(t *testing.T) {
				t.Parallel()
				r := newRig(t)
				in := r.intent(1, "ipfs://new")
				died := 0
				kill := func(point string) error {
					if point == at {
						died++
						return errKilled
					}
					return nil
				}
				r.tx.step = kill
				for i := 0; died == 0 && i < 5; i++ {
					if _, err := r.tx.Send(t.Context(), in); err != nil && !errors.Is(err, errKilled) {
						t.Fatal(err)
					}
					if mined {
						r.mine()
					}
					if died == 0 && !mined {
						r.mine()
					}
				}
				if died != 1 {
					t.Fatalf("died %d times", died)
				}
				r.restart()
				r.settle(in)
				if r.nonce() != 1 || r.uri(1) != "ipfs://new" {
					t.Errorf("%d transactions, the URI is %q", r.nonce(), r.uri(1))
				}
				r.restart()
				r.want(r.send(in), Mined)
				if ends := r.receipts(KindEnded); len(ends) != 1 {
					t.Errorf("%d ends are journalled", len(ends))
				}
			})
		}
	}
}

// TestNonceUsedByAnother: the journalled transaction never arrived, and somebody used its nonce with the same key.
func TestNonceUsedByAnother(t *testing.T) {
	r := newRig(t)
	in := r.intent(0, "ipfs://ours")
	r.tx.step = func(at string) error {
		if at == "after journal" {
			return errKilled
		}
		return nil
	}
	if _, err := r.tx.Send(t.Context(), in); !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	r.restart()
	r.mine(devnet.Call{From: r.key, To: &common.Address{1}, Gas: 21000})
	if st := r.want(r.send(in), Pending); !strings.Contains(st.Why, "nonce is used") {
		t.Errorf("it says %q", st.Why)
	}
	r.now = r.now.Add(3 * time.Minute)
	if st := r.want(r.send(in), Ended); !strings.Contains(st.Why, "another transaction") {
		t.Errorf("it says %q", st.Why)
	}
	in.AsOf = r.chain.Head().Number.Uint64()
	r.want(r.send(in), Pending)
	r.mine()
	r.want(r.send(in), Mined)
	if r.nonce() != 2 || r.uri(0) != "ipfs://ours" {
		t.Errorf("%d transactions, the URI is %q", r.nonce(), r.uri(0))
	}
}

// TestJournalLost: a transaction is on its way that nobody remembers.
func TestJournalLost(t *testing.T) {
	for name, resolves := range map[string]bool{"it is mined": true, "it is stuck": false} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			in := r.intent(0, "ipfs://ours")
			r.want(r.send(in), Pending)
			r.dir = t.TempDir()
			r.restart()
			if st := r.want(r.send(in), Held); !strings.Contains(st.Why, "not in this journal") || st.Again.IsZero() {
				t.Errorf("%+v", st)
			}
			if resolves {
				r.mine()
			} else {
				r.now = r.now.Add(3 * time.Minute) // it is not waited for for ever: the next one queues behind it
			}
			r.want(r.send(r.intent(1, "ipfs://next")), Pending)
			r.mine()
			if r.nonce() != 2 || r.uri(0) != "ipfs://ours" || r.uri(1) != "ipfs://next" {
				t.Errorf("%d transactions, %q, %q", r.nonce(), r.uri(0), r.uri(1))
			}
		})
	}
}

func TestStuckTransactionIsOfferedForMore(t *testing.T) {
	r := newRig(t)
	r.opts = func(o *Options) { o.MaxFee = big.NewInt(3e9) }
	r.restart()
	in := r.intent(0, "ipfs://new")
	r.want(r.send(in), Pending)
	last := func() *types.Transaction { return r.tx.book.open[0].newest() }
	for range 50 {
		before := last()
		r.now = r.now.Add(20 * time.Second)
		r.want(r.send(in), Pending)
		if last() != before {
			t.Fatal("raised before its time")
		}
		r.now = r.now.Add(20 * time.Second)
		st := r.want(r.send(in), Pending)
		if last() == before {
			if !strings.Contains(st.Why, "agent.max_fee_gwei is 3") {
				t.Errorf("at the limit it says %q", st.Why)
			}
			break
		}
		for what, fee := range map[string]func(*types.Transaction) *big.Int{"price": (*types.Transaction).GasFeeCap, "tip": (*types.Transaction).GasTipCap} {
			least := new(big.Int).Div(new(big.Int).Mul(fee(before), big.NewInt(9)), big.NewInt(8))
			if fee(last()).Cmp(least) < 0 {
				t.Fatalf("the %s rose from %s to %s only", what, fee(before), fee(last()))
			}
		}
		if last().GasFeeCap().Cmp(big.NewInt(3e9)) > 0 || last().Nonce() != before.Nonce() {
			t.Fatalf("offer %+v", last())
		}
		r.restart() // the offers are all in the journal
		var err error
		if r.tx.book, err = readBook(r.store, r.tx.Address()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(r.tx.book.open[0].offers); n < 2 {
		t.Fatalf("%d offers", n)
	}
	newest := last().Hash()
	if mined := r.mine(); len(mined) != 1 || mined[0].TxHash != newest {
		t.Errorf("the chain's pool did not take the newest offer: %v", mined)
	}
	r.want(r.send(in), Mined)
	if r.nonce() != 1 {
		t.Errorf("%d transactions", r.nonce())
	}
}

// TestClockSetBack: an offer that was made while the clock was ahead is raised all the same.
func TestClockSetBack(t *testing.T) {
	r := newRig(t)
	in := r.intent(0, "ipfs://new")
	r.now = r.now.AddDate(4, 0, 0)
	r.want(r.send(in), Pending)
	r.now = r.now.AddDate(-4, 0, 0)
	r.restart()
	for range 2 {
		r.want(r.send(in), Pending)
		if n := len(r.tx.book.open[0].offers); n != 2 {
			t.Fatalf("%d offers", n)
		}
	}
}

// TestAnotherKey: the journal of another key, which may have something on its way, says nothing about this one's nonces.
func TestAnotherKey(t *testing.T) {
	r := newRig(t)
	for event := range uint64(3) { // the first key's nonces 0 to 2; 2 stays on its way
		in := r.intent(event, "ipfs://old")
		r.want(r.send(in), Pending)
		if event < 2 {
			r.mine()
			r.want(r.send(in), Mined)
		}
	}
	old := r.key
	r.key = actor(t, "creator", 0)
	r.restart()
	r.mine(devnet.Call{From: actor(t, "owner", 0), To: at(r.chain.Contracts().EventManager), Data: manager.PackSetGlobalWhitelist(r.tx.Address(), true)})
	if got := r.uri(2); got != "ipfs://old" { // which the block took in
		t.Fatalf("the old key's transaction is lost: %q", got)
	}
	before := r.nonce()
	for event := range uint64(2) { // at once
		r.want(r.send(r.intent(event, "ipfs://new")), Pending)
	}
	r.mine()
	for event := range uint64(2) {
		if got := r.uri(event); got != "ipfs://new" {
			t.Errorf("event %d: %q", event, got)
		}
	}
	if n := r.nonce(); n != before+2 {
		t.Errorf("%d transactions", n-before)
	}
	// Back to the first key: how the second's ended says nothing about the first's.
	r.key = old
	r.restart()
	in := r.intent(2, "ipfs://back")
	r.want(r.send(in), Pending)
	r.mine()
	r.want(r.send(in), Mined)
	if got := r.uri(2); got != "ipfs://back" || r.nonce() != 4 {
		t.Errorf("%q after %d transactions", got, r.nonce())
	}
}

// TestNetworkTooDear: nothing is sent while the network asks for more than is allowed.
func TestNetworkTooDear(t *testing.T) {
	r := newRig(t)
	r.opts = func(o *Options) { o.MaxFee = big.NewInt(1) }
	r.restart()
	if st := r.want(r.send(r.intent(0, "ipfs://new")), Held); !strings.Contains(st.Why, "agent.max_fee_gwei is 0.000000001") {
		t.Errorf("it says %q", st.Why)
	}
	if len(r.receipts(KindSent)) != 0 {
		t.Error("something was journalled")
	}
}

func TestSumsOfTheDay(t *testing.T) {
	r := newRig(t)
	r.want(r.send(r.intent(0, "ipfs://a")), Pending)
	most := r.tx.book.open[0].cost()
	r.mine()
	r.want(r.send(Intent{Event: 0, Purpose: "updateMetadata"}), Mined)
	cost := r.tx.book.expenses[0].wei
	if cost.Sign() <= 0 || cost.Cmp(most) >= 0 {
		t.Fatalf("it cost %s, at most %s", cost, most)
	}
	// What was spent counts, what was only reserved does not any more.
	limit := new(big.Int).Add(cost, most)
	for name, set := range map[string]func(*Options){
		"spend_per_day":         func(o *Options) { o.PerDay = limit },
		"spend_per_creator_day": func(o *Options) { o.PerCreatorDay = limit },
	} {
		r.opts = set
		r.restart()
		limit.Sub(limit, cost).Sub(limit, big.NewInt(1)) // less than one more
		st := r.want(r.send(r.intent(0, "ipfs://b")), Held)
		if !strings.Contains(st.Why, name) || !st.Again.Equal(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%+v", st)
		}
		limit.Add(cost, most)
	}
	// The second creator has a sum of its own.
	r.want(r.send(r.intent(1, "ipfs://c")), Pending)
	r.mine()
	r.now = r.now.Add(4 * time.Hour) // tomorrow
	r.want(r.send(r.intent(0, "ipfs://b")), Pending)
}

func TestRevertIsToldBeforeItCosts(t *testing.T) {
	r := newRig(t)
	r.key = actor(t, "fan", 0) // on no list
	r.restart()
	_, err := r.tx.Send(t.Context(), r.intent(0, "ipfs://new"))
	var revert *Revert
	if !errors.As(err, &revert) || revert.Name != "NotAuthorized" {
		t.Errorf("got %v", err)
	}
	r.key = actor(t, "agent", 0)
	r.restart()
	late := r.intent(0, "")
	late.Data = manager.PackUpdateReservePrice(big.NewInt(0), new(big.Int))
	if _, err = r.tx.Send(t.Context(), late); !errors.As(err, &revert) || revert.Name != "ReservePriceIsZero" {
		t.Errorf("got %v", err)
	}
	if len(r.receipts(KindSent)) != 0 || r.nonce() != 0 {
		t.Error("something was sent")
	}
}

// TestRevertInTheBlock: what was fine when it was tried is refused when it is mined.
func TestRevertInTheBlock(t *testing.T) {
	r := newRig(t)
	in := r.intent(0, "ipfs://new")
	r.want(r.send(in), Pending)
	owner := actor(t, "owner", 0)
	if err := r.chain.Fork(t.Context(), 1, []devnet.Call{}, []devnet.Call{{From: owner, To: at(r.chain.Contracts().EventManager),
		Data: manager.PackSetGlobalWhitelist(crypto.PubkeyToAddress(r.key.PublicKey), false)}}); err != nil {
		t.Fatal(err)
	}
	if _, receipts, err := r.chain.Mine(t.Context()); err != nil || len(receipts) == 0 {
		t.Fatal(receipts, err)
	}
	if st := r.want(r.send(in), Ended); !strings.Contains(st.Why, "NotAuthorized") {
		t.Errorf("it says %q", st.Why)
	}
	var revert *Revert
	if _, err := r.tx.Send(t.Context(), in); !errors.As(err, &revert) {
		t.Errorf("sent again: %v", err)
	}
}

func TestEmptyAccount(t *testing.T) {
	r := newRig(t)
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	r.key = key
	r.restart()
	address := agent.New(key).Address()
	r.mine(devnet.Call{From: actor(t, "owner", 0), To: at(r.chain.Contracts().EventManager), Data: manager.PackSetGlobalWhitelist(address, true)})
	st := r.want(r.send(r.intent(0, "ipfs://new")), Held)
	if !st.Mend || !strings.Contains(st.Why, address.Hex()+" cannot pay") {
		t.Errorf("%+v", st)
	}
	r.mine(devnet.Call{From: actor(t, "fan", 0), To: &address, Value: big.NewInt(1e18), Gas: 21000})
	r.want(r.send(r.intent(0, "ipfs://new")), Pending)
}

// TestNotTooManyAtOnce: an endpoint's pool has room for so many of one account.
func TestNotTooManyAtOnce(t *testing.T) {
	r := newRig(t)
	var mint []devnet.Call
	for range maxOpen {
		mint = append(mint, devnet.Call{From: actor(t, "creator", 0), To: at(r.chain.Contracts().EventFactory), Data: factory.PackCreateEvent(
			new(big.Int).SetUint64(r.chain.Head().Time+3600), big.NewInt(60), big.NewInt(1e18), "", "improv", big.NewInt(10), big.NewInt(0))})
	}
	r.mine(mint...)
	for event := range uint64(maxOpen) {
		r.want(r.send(r.intent(event, "ipfs://new")), Pending)
	}
	if st := r.want(r.send(r.intent(maxOpen, "ipfs://new")), Held); !strings.Contains(st.Why, "on their way already") {
		t.Errorf("it says %q", st.Why)
	}
	r.mine()
	r.want(r.send(r.intent(maxOpen, "ipfs://new")), Pending)
	if r.nonce() != maxOpen {
		t.Errorf("%d transactions", r.nonce())
	}
}
