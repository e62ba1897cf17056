package transactor

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/store"
)

var (
	factory = bindings.NewEventFactory()
	manager = bindings.NewEventManager()
)

// rig is a real chain, a store and a transactor that can die and come back.
type rig struct {
	t     *testing.T
	chain *devnet.Chain
	pool  *evm.Pool
	key   *ecdsa.PrivateKey
	dir   string
	store *store.Store
	now   time.Time
	opts  func(*Options)
	tx    *Transactor
}

// actor is somebody of the development world: its keys follow from the seed.
func actor(t *testing.T, role string, index int) *ecdsa.PrivateKey {
	t.Helper()
	key, err := crypto.ToECDSA(crypto.Keccak256(fmt.Appendf(nil, "haus devnet 0 %s %d", role, index)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newRig(t *testing.T) *rig {
	t.Helper()
	chain, err := devnet.Start(t.Context(), devnet.Options{Time: time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, chain: chain, key: actor(t, "agent", 0), dir: t.TempDir(), now: time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC), opts: func(*Options) {}}
	t.Cleanup(func() {
		if err := chain.Close(); err != nil {
			t.Error(err)
		}
	})
	if r.pool, err = evm.NewPool(evm.Options{Endpoints: []evm.EndpointConfig{{URL: chain.HTTPURL()}}, ChainID: chain.ChainID(), RetryMin: time.Millisecond, RetryMax: 5 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.pool.Close)
	for i := range 3 { // events 0 to 2
		r.mine(devnet.Call{From: actor(t, "creator", i), To: at(chain.Contracts().EventFactory), Data: factory.PackCreateEvent(
			new(big.Int).SetUint64(chain.Head().Time+3600), big.NewInt(60), big.NewInt(1e18), fmt.Sprintf("ipfs://original-%d", i), "improv", big.NewInt(10), big.NewInt(0))})
	}
	r.restart()
	t.Cleanup(func() { r.store.Close() })
	return r
}

// restart is the process dying and starting again: only what is on the disk is left.
func (r *rig) restart() {
	r.t.Helper()
	if r.store != nil {
		if err := r.store.Close(); err != nil {
			r.t.Fatal(err)
		}
	}
	made := r.chain.Contracts()
	var err error
	r.store, err = store.Open(store.Options{Dir: r.dir, Identity: store.Identity{ChainID: r.chain.ChainID(), StartBlock: r.chain.StartBlock(), EventFactory: made.EventFactory, EventManager: made.EventManager}})
	if err != nil {
		r.t.Fatal(err)
	}
	o := Options{Store: r.store, Pool: r.pool, Key: agent.New(r.key), MaxFee: big.NewInt(300e9), Now: func() time.Time { return r.now }}
	r.opts(&o)
	if r.tx, err = New(o); err != nil {
		r.t.Fatal(err)
	}
}

// mine adds a block of these calls and of what the chain's pool holds, and wants none to revert.
func (r *rig) mine(calls ...devnet.Call) types.Receipts {
	r.t.Helper()
	_, receipts, err := r.chain.Mine(r.t.Context(), calls...)
	if err != nil {
		r.t.Fatal(err)
	}
	for i, receipt := range receipts {
		if receipt.Status != types.ReceiptStatusSuccessful {
			r.t.Fatalf("transaction %d of block %d reverted", i, receipt.BlockNumber)
		}
	}
	return receipts
}

func (r *rig) intent(event uint64, uri string) Intent {
	return Intent{Event: event, Creator: crypto.PubkeyToAddress(actor(r.t, "creator", int(event)).PublicKey), To: r.chain.Contracts().EventManager,
		Data: manager.PackUpdateMetadata(new(big.Int).SetUint64(event), uri), Purpose: "updateMetadata", AsOf: r.chain.Head().Number.Uint64()}
}

func (r *rig) send(in Intent) Standing {
	r.t.Helper()
	st, err := r.tx.Send(r.t.Context(), in)
	if err != nil {
		r.t.Fatal(err)
	}
	return st
}

// want checks a state and returns the standing.
func (r *rig) want(st Standing, state State) Standing {
	r.t.Helper()
	if st.State != state {
		r.t.Fatalf("the standing is %+v, want %s", st, state)
	}
	return st
}

func (r *rig) uri(event uint64) string {
	r.t.Helper()
	var out string
	err := r.pool.Do(r.t.Context(), func(ctx context.Context, e *evm.Endpoint) error {
		b := e.NewBatch()
		call := b.Call(r.chain.Contracts().EventFactory, factory.PackTokenURI(new(big.Int).SetUint64(event)))
		if err := b.Send(ctx); err != nil {
			return err
		}
		var err error
		if call.Err == nil {
			out, err = factory.UnpackTokenURI(call.Value)
		}
		return errors.Join(call.Err, err)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// nonce counts the key's mined transactions.
func (r *rig) nonce() uint64 {
	r.t.Helper()
	n, err := r.chain.Client().NonceAt(r.t.Context(), crypto.PubkeyToAddress(r.key.PublicKey), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// settle mines and looks until the intent's transaction took effect.
func (r *rig) settle(in Intent) Standing {
	r.t.Helper()
	for range 20 {
		st := r.send(in)
		if st.State == Mined {
			return st
		}
		r.mine()
		r.now = r.now.Add(time.Minute)
	}
	r.t.Fatal("it never took effect")
	return Standing{}
}

// receipts are the journal's lines of a kind.
func (r *rig) receipts(kind string) (out []store.Receipt) {
	r.t.Helper()
	v, err := r.store.View()
	if err != nil {
		r.t.Fatal(err)
	}
	defer v.Release()
	for receipt, err := range v.AllReceipts(Reactor) {
		if err != nil {
			r.t.Fatal(err)
		}
		if receipt.Kind == kind {
			out = append(out, receipt)
		}
	}
	return out
}

func at(a common.Address) *common.Address { return &a }
