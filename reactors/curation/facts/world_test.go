package facts

import (
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"go.uber.org/goleak"

	"github.com/haus25/backend/store"
)

func TestMain(m *testing.M) {
	// LevelDB's pool of buffers ends by itself up to a second after the store was closed.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"))
}

func wallet(n int) common.Address { return common.BigToAddress(big.NewInt(int64(n) + 0x10000)) }

// now is chain time in tests that need no other: Tuesday, 24 November 2026, 12:00 UTC.
var now = uint64(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).Unix())

const minute = 60

// world is a store that is filled as the indexer does.
type world struct {
	t     testing.TB
	s     *store.Store
	block uint64
}

func newWorld(t testing.TB) *world {
	s, err := store.Open(store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &world{t: t, s: s}
}

func (w *world) commit(act func(*store.Batch)) {
	w.t.Helper()
	w.block++
	b := w.s.Begin()
	defer b.Discard()
	act(b)
	b.Advance(store.Ref{Number: w.block, Hash: common.BigToHash(new(big.Int).SetUint64(w.block)), Time: now}, w.block+1_000_000)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) view() *store.View {
	w.t.Helper()
	v, err := w.s.View()
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(v.Release)
	return v
}

// put mints an hour's event of wallet 1 that is over, with 10 tickets at 100 wei and a reserve of 1,000, unless the change says otherwise.
func put(b *store.Batch, id uint64, change func(*store.Event)) {
	e := b.Event(id)
	e.ID, e.Known, e.Creator, e.Owner, e.Kiosk = id, true, wallet(1), wallet(1), common.BigToAddress(new(big.Int).SetUint64(1<<40+id))
	e.StartDate, e.RegisteredEnd = now-10*day, now-10*day+hour
	e.ArtCategory = "poetry-slam"
	e.ReservePrice = *uint256.NewInt(1000)
	e.Called.TicketPrice, e.Called.TicketsAmount = uint256.NewInt(100), uint256.NewInt(10)
	if change != nil {
		change(e)
	}
}

// sell mints the event's next ticket to a wallet, at a time.
func sell(b *store.Batch, event uint64, to common.Address, at uint64) {
	e := b.Event(event)
	e.Sold++
	t := b.Ticket(event, e.Sold)
	t.Owner, t.OriginalOwner, t.Minted = to, to, store.Stamp{Block: 1, Time: at}
	if e.Called.TicketPrice != nil {
		t.Price = *e.Called.TicketPrice
		e.Revenue.Add(&e.Revenue, &t.Price)
	}
}

func (w *world) event(v *store.View, id uint64) *store.Event {
	w.t.Helper()
	e, err := v.Event(id)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *world) compare(id uint64) Comparables {
	w.t.Helper()
	v := w.view()
	c, err := Compare(v, w.event(v, id), now)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) plan(id, chain uint64, zone string) Schedule {
	w.t.Helper()
	v := w.view()
	s, err := Plan(v, w.event(v, id), chain, zone)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}
