package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/haus25/backend/store"
)

// world drives a store at random and keeps the model in step with it.
type world struct {
	t    *testing.T
	rng  *rand.Rand
	o    store.Options
	s    *store.Store
	m    *model
	past map[uint64]*model // by ref: the last state while the cursor stood on it
	low  uint64            // no ref below it can be gone back to for sure
	feed []feedRow         // what the feed has told, from number 1

	rechecked    uint64
	late, undone uint64
}

type feedRow struct {
	removed bool
	log     *store.Log
}

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{t: t, rng: rand.New(rand.NewPCG(seed, 25)), o: options(t.TempDir()), m: newModel(), past: map[uint64]*model{}}
	w.s = open(t, w.o)
	return w
}

func (w *world) reopen() {
	if err := w.s.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.s = open(w.t, w.o)
}

// add adds a log to the batch and to the model.
func (w *world) add(b *store.Batch, l *store.Log) {
	mine := *l
	b.AddLog(l)
	b.AddLog(&mine) // twice does no harm
	w.feed = append(w.feed, feedRow{log: l})
	if l.Seq != uint64(len(w.feed)) {
		w.t.Fatalf("log %s got number %d, want %d", l.Pos, l.Seq, len(w.feed))
	}
	w.m.logs[l.Pos] = l
}

func (w *world) refold(b *store.Batch, event uint64) {
	got, want := b.ResetEvent(event), w.m.reset(event)
	if len(got) != len(want) {
		w.t.Fatalf("reset of event %d: %d logs, want %d", event, len(got), len(want))
	}
	for i, l := range got {
		equal(w.t, "log to fold", l, want[i])
		fold(b, l)
		fold(w.m, l)
	}
}

// advance commits the next range of blocks.
func (w *world) advance() {
	b := w.s.Begin()
	defer b.Discard()
	from := w.m.asOf.Number + 1
	to := from + uint64(w.rng.IntN(3))
	for block := from; block <= to; block++ {
		for i := range w.rng.IntN(4) {
			l := randomLog(w.rng, store.Pos{Block: block, Tx: uint32(i / 2), Log: uint32(i)})
			w.add(b, l)
			if l.HasEvent {
				fold(b, l)
				fold(w.m, l)
			}
		}
	}
	if w.rng.IntN(3) == 0 {
		a := addr(w.rng.IntN(people))
		standing := store.Whitelisted{Address: a, Allowed: w.rng.IntN(2) == 0, At: store.Pos{Block: to}}
		*b.Whitelisted(a), w.m.whitelist[a] = standing, &standing
	}
	if w.rng.IntN(4) == 0 {
		a := addr(w.rng.IntN(people))
		b.MissChild(a, from)
		w.m.missed[a] = from
	}
	if w.rng.IntN(4) == 0 {
		a := addr(w.rng.IntN(people))
		b.FoundChild(a)
		delete(w.m.missed, a)
	}
	head := to + uint64(w.rng.IntN(4))
	if w.rng.IntN(10) == 0 {
		head = to + 100 // as in a backfill: nothing is undone
	}
	b.Advance(refAt(to), head)
	w.m.asOf, w.m.indexed = refAt(to), true
	w.commit(b)
	if to+w.o.UndoWindow <= head {
		w.low = to
	}
	w.low = max(w.low, to-min(to, w.o.UndoWindow))
}

func (w *world) commit(b *store.Batch) {
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
	if w.m.indexed {
		w.past[w.m.asOf.Number] = w.m.clone()
	}
}

// late adds a log that was missed, and folds its event again.
func (w *world) addLate() {
	if !w.m.indexed {
		return
	}
	b := w.s.Begin()
	defer b.Discard()
	l := randomLog(w.rng, store.Pos{Block: 1 + w.rng.Uint64N(w.m.asOf.Number), Tx: 9, Log: uint32(w.rng.IntN(1 << 20))})
	w.add(b, l)
	if l.HasEvent {
		w.refold(b, l.EventID)
	}
	b.CountLate(1)
	w.late++
	w.rechecked = l.Block + w.rng.Uint64N(3)
	b.SetRecheck("logs", w.rechecked)
	w.commit(b)
}

// call enters the answer of a call, which is in no log.
func (w *world) call() {
	b := w.s.Begin()
	defer b.Discard()
	id := uint64(w.rng.IntN(shows))
	if !b.HasEvent(id) {
		if w.m.events[id] != nil {
			w.t.Fatalf("event %d is not there", id)
		}
		return
	}
	called := store.Called{TicketsAmount: new(store.Wei).SetUint64(w.rng.Uint64())}
	if w.rng.IntN(2) == 0 {
		minutes := uint64(w.rng.IntN(9))
		called.TicketPrice, called.Duration = new(store.Wei), &minutes
	}
	b.Event(id).Called, w.m.Event(id).Called = called, called
	w.commit(b)
}

// rollback goes back to a random ref that the store offers.
func (w *world) rollback() {
	v := view(w.t, w.s)
	refs, err := v.Refs()
	if err != nil {
		w.t.Fatal(err)
	}
	v.Release()
	if len(refs) < 2 {
		return
	}
	to := refs[1+w.rng.IntN(len(refs)-1)]
	if err := w.s.Rollback(to.Number, []string{"chat"}); err != nil {
		w.t.Fatal(err)
	}
	w.undone++
	was := w.m
	w.m = w.past[to.Number].clone()
	lowest := to.Number + 1
	var gone []*store.Log
	for pos, l := range was.logs {
		if w.m.logs[pos] == nil {
			gone = append(gone, l)
			lowest = min(lowest, l.Block)
		}
	}
	slices.SortFunc(gone, func(a, b *store.Log) int { return int(b.Seq) - int(a.Seq) })
	for _, l := range gone {
		w.feed = append(w.feed, feedRow{removed: true, log: l})
	}
	w.rechecked = min(w.rechecked, max(lowest, 1)-1)
	for block := range w.past {
		if block > to.Number {
			delete(w.past, block)
		}
	}
}

func (w *world) step() string {
	switch n := w.rng.IntN(20); {
	case n < 10:
		w.advance()
		return "advance"
	case n < 13:
		w.addLate()
		return "late log"
	case n < 16:
		w.call()
		return "call"
	case n < 19:
		w.rollback()
		return "rollback"
	default:
		w.reopen()
		return "reopen"
	}
}

// verify compares everything with the model, now and at every ref that can be gone back to.
func (w *world) verify() {
	w.t.Helper()
	v := view(w.t, w.s)
	defer v.Release()
	check(w.t, v)
	compare(w.t, w.rng, v, w.m)
	if at, err := v.Recheck("logs"); err != nil || at != w.rechecked {
		w.t.Fatalf("the second pass stands at %d (%v), want %d", at, err, w.rechecked)
	}
	if r := v.Repairs(); r.LateLogs != w.late || r.Rollbacks != w.undone {
		w.t.Fatalf("repairs %+v, want %d late logs and %d rollbacks", r, w.late, w.undone)
	}
	refs, err := v.Refs()
	if err != nil {
		w.t.Fatal(err)
	}
	offered := map[uint64]bool{}
	for _, r := range refs {
		offered[r.Number] = true
	}
	for block := range w.past {
		if block >= w.low && !offered[block] {
			w.t.Fatalf("block %d is inside the window from %d and cannot be gone back to: %v", block, w.low, refs)
		}
	}
	for i, r := range refs {
		if w.rng.IntN(4) > 0 {
			continue
		}
		final := r.Number
		if i > 0 {
			final += w.rng.Uint64N(refs[i-1].Number - r.Number) // up to the next ref it is the same state
		}
		old, err := w.s.FinalView(final)
		if err != nil {
			w.t.Fatal(err)
		}
		compare(w.t, w.rng, old, w.past[r.Number])
		check(w.t, old)
		old.Release()
	}
}

func (w *world) String() string {
	return fmt.Sprintf("block %d, %d logs", w.m.asOf.Number, len(w.m.logs))
}
