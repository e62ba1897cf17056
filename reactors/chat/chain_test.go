package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

var identity = store.Identity{ChainID: 1328, StartBlock: 1, EventFactory: common.HexToAddress("0xFac7"), EventManager: common.HexToAddress("0x3a9a")}

// wallet is the nth person's.
func wallet(n int) common.Address { return common.BigToAddress(big.NewInt(int64(n) + 0x10000)) }

func wallets(from, to int) (out []common.Address) {
	for n := from; n < to; n++ {
		out = append(out, wallet(n))
	}
	return out
}

var (
	service = common.HexToAddress("0x5e41")
	creator = common.HexToAddress("0xc4ea")
)

const (
	begins = 100_000 // chain time at which the events start
	lasts  = 3600
)

// world is a store that is filled as the indexer does, an XMTP network, and the reactor between them.
type world struct {
	t       testing.TB
	dir     string
	s       *store.Store
	net     *network
	xmtp    *installation
	options Options
	r       *Reactor
	block   uint64
	chain   uint64
	wall    time.Time
	tickets uint64
	docs    map[string]Document
	acts    []func(*store.Batch) // everything that happened on chain, for a new index
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, dir: t.TempDir(), net: newNetwork(), chain: begins - 10_000, wall: time.Unix(1_800_000_000, 0), docs: map[string]Document{}}
	w.xmtp = w.net.install(service)
	w.open()
	w.restart()
	t.Cleanup(func() { w.s.Close() })
	return w
}

func (w *world) open() {
	w.t.Helper()
	s, err := store.Open(store.Options{Dir: w.dir, Identity: identity})
	if err != nil {
		w.t.Fatal(err)
	}
	w.s = s
}

// restart is a new process.
func (w *world) restart() {
	w.t.Helper()
	o := w.options
	o.Messenger, o.Network, o.Identity, o.Self, o.Log = w.xmtp, "dev", identity, service, slog.New(slog.DiscardHandler)
	if o.Document == nil {
		o.Document = w.document
	}
	r, err := New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.r = r
}

func (w *world) document(_ context.Context, uri string) (Document, error) {
	d, ok := w.docs[uri]
	if !ok {
		return Document{}, errors.New("no gateway has it")
	}
	return d, nil
}

// commit writes the next block.
func (w *world) commit(act func(*store.Batch)) {
	w.t.Helper()
	w.acts = append(w.acts, act)
	w.apply(act)
}

func (w *world) apply(act func(*store.Batch)) {
	w.t.Helper()
	w.block++
	b := w.s.Begin()
	defer b.Discard()
	act(b)
	b.Advance(store.Ref{Number: w.block, Hash: common.BigToHash(new(big.Int).SetUint64(w.block)), Time: w.chain}, w.block)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

// reindex deletes the index and makes it anew from the chain.
func (w *world) reindex(receipts bool) {
	w.t.Helper()
	if err := w.s.Close(); err != nil {
		w.t.Fatal(err)
	}
	old := w.dir
	w.dir = w.t.TempDir()
	if receipts {
		copyFile(w.t, old+"/receipts/journal", w.dir+"/receipts/journal")
	}
	w.open()
	w.block = 0
	for _, act := range w.acts {
		w.apply(act)
	}
}

func word(a common.Address) common.Hash { return common.BytesToHash(a[:]) }

func (w *world) log(b *store.Batch, n uint32, contract store.Contract, address common.Address, event uint64, name string, indexed []common.Hash, data ...any) {
	l := &store.Log{Pos: store.Pos{Block: w.block, Log: n}, Contract: contract, HasEvent: true, EventID: event, Time: w.chain, Address: address}
	for _, s := range protocol.Signatures(contract) {
		if s.Name != name {
			continue
		}
		l.Topics = append([]common.Hash{s.Topic}, indexed...)
		var args abi.Arguments
		for _, a := range s.Args {
			if !a.Indexed {
				kind, err := abi.NewType(a.Type, "", nil)
				if err != nil {
					w.t.Fatal(err)
				}
				args = append(args, abi.Argument{Type: kind})
			}
		}
		packed, err := args.Pack(data...)
		if err != nil {
			w.t.Fatal(err)
		}
		l.Data = packed
	}
	if _, err := protocol.Decode(contract, l.Topics, l.Data); err != nil {
		w.t.Fatal(err)
	}
	b.AddLog(l)
}

func kiosk(event uint64) common.Address {
	return common.BigToAddress(new(big.Int).SetUint64(0x4105_0000 + event))
}

func number(n uint64) common.Hash { return common.BigToHash(new(big.Int).SetUint64(n)) }

// mint creates an event.
func (w *world) mint(event uint64, by common.Address) {
	w.commit(func(b *store.Batch) {
		w.log(b, 0, store.EventFactory, identity.EventFactory, event, "Transfer", []common.Hash{{}, word(by), number(event)})
		w.log(b, 1, store.EventFactory, identity.EventFactory, event, "EventCreated", []common.Hash{number(event), word(by)},
			new(big.Int).SetUint64(begins), new(big.Int).SetUint64(5), uri(event, 0), "poetry-slam", kiosk(event))
		e := b.Event(event)
		e.Known, e.Creator, e.Owner, e.StartDate, e.RegisteredEnd = true, by, by, begins, begins+lasts
		e.Created = store.Stamp{Block: w.block, Time: w.chain}
		e.ReservePrice.SetUint64(5)
		e.MetadataURI, e.ArtCategory, e.Kiosk = uri(event, 0), "poetry-slam", kiosk(event)
	})
}

func uri(event uint64, version int) string { return fmt.Sprintf("ipfs://event-%d-%d", event, version) }

// write sets the event's metadata URI.
func (w *world) write(event uint64, to string) {
	w.commit(func(b *store.Batch) {
		w.log(b, 0, store.EventFactory, identity.EventFactory, event, "MetadataUpdated", []common.Hash{number(event)}, to)
		b.Event(event).MetadataURI = to
	})
}

// buy mints the next tickets to the wallets, in one block.
func (w *world) buy(event uint64, buyers ...common.Address) (first uint64) {
	first = w.tickets + 1
	w.tickets += uint64(len(buyers))
	w.commit(func(b *store.Batch) {
		for i, buyer := range buyers {
			w.moveIn(b, uint32(i), event, first+uint64(i), common.Address{}, buyer)
		}
	})
	return first
}

func (w *world) move(event, ticket uint64, from, to common.Address) {
	w.commit(func(b *store.Batch) { w.moveIn(b, 0, event, ticket, from, to) })
}

func (w *world) moveIn(b *store.Batch, n uint32, event, ticket uint64, from, to common.Address) {
	w.log(b, n, store.TicketKiosk, kiosk(event), event, "Transfer", []common.Hash{word(from), word(to), number(ticket)})
	t := b.Ticket(event, ticket)
	t.Owner, t.Burned, t.Moved = to, to == common.Address{}, store.Stamp{Block: w.block, Time: w.chain}
	if from == (common.Address{}) {
		t.OriginalOwner = to
	}
}

// give moves the event's NFT.
func (w *world) give(event uint64, from, to common.Address) {
	w.commit(func(b *store.Batch) {
		w.log(b, 0, store.EventFactory, identity.EventFactory, event, "Transfer", []common.Hash{word(from), word(to), number(event)})
		b.Event(event).Owner = to
	})
}

// at moves chain time.
func (w *world) at(chain uint64) {
	w.chain = chain
	w.commit(func(*store.Batch) {})
}

// look makes one attempt, and shows its state as the runner would.
func (w *world) look(event uint64) (reactors.Result, error) {
	w.t.Helper()
	a, err := reactors.NewAttempt(w.s, Name, event, w.wall, slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	defer a.View.Release()
	result, err := w.r.Reconcile(context.Background(), a)
	if result.State != nil {
		b := w.s.Begin()
		defer b.Discard()
		b.SetState(event, result.State)
		if err := b.Commit(); err != nil {
			w.t.Fatal(err)
		}
	}
	return result, err
}

// must makes one attempt that succeeds.
func (w *world) must(event uint64) (reactors.Result, *store.ChatState) {
	w.t.Helper()
	result, err := w.look(event)
	if err != nil {
		w.t.Fatal(err)
	}
	if result.State != nil {
		return result, result.State.(*store.ChatState)
	}
	v, err := w.s.View()
	if err != nil {
		w.t.Fatal(err)
	}
	defer v.Release()
	s := new(store.ChatState)
	if err := v.State(event, s); err != nil {
		w.t.Fatal(err)
	}
	return result, s
}

// handed lists the parts that the metadata reactor got.
func (w *world) handed(event uint64) (parts []part) {
	w.t.Helper()
	v, err := w.s.View()
	if err != nil {
		w.t.Fatal(err)
	}
	defer v.Release()
	for r, err := range v.Receipts(store.WorkKey{Reactor: metadata, EventID: event}) {
		if err != nil {
			w.t.Fatal(err)
		}
		var p part
		if err := json.Unmarshal(r.Data, &p); err != nil {
			w.t.Fatal(err)
		}
		parts = append(parts, p)
	}
	return parts
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func receipt(event uint64, kind string, data any) store.Receipt {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	return store.Receipt{Reactor: Name, EventID: event, Kind: kind, Data: raw, Touch: true}
}
