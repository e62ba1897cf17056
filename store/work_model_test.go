package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/haus25/backend/store"
)

// standing is what the model knows of a key: the blocks of the touches that no finished attempt covers.
type standing struct {
	store.Work
	touches int
	open    []touched
}

// touched is one touch, by its number and its block.
type touched struct {
	n     int
	block uint64
}

// claim is an attempt under way: the newest touch that it saw, and the block it sees up to.
type claim struct {
	touched uint64
	touches int
	final   uint64
}

type workWorld struct {
	t       *testing.T
	rng     *rand.Rand
	s       *store.Store
	cursor  uint64
	keys    map[store.WorkKey]*standing
	claims  map[store.WorkKey]claim
	changes map[uint64]map[uint64]bool // by block: the events that changed in it
}

func (w *workWorld) touch(k store.WorkKey) {
	if w.keys[k] == nil {
		w.keys[k] = &standing{Work: store.Work{WorkKey: k}}
	}
	m := w.keys[k]
	m.touches++
	m.open = append(m.open, touched{m.touches, w.cursor})
	if m.Dead {
		m.Dead, m.WallAt = false, 0
	}
}

func (w *workWorld) anyKey() store.WorkKey {
	return store.WorkKey{Reactor: []string{"chat", "archive"}[w.rng.IntN(2)], EventID: uint64(w.rng.IntN(4))}
}

func (w *workWorld) advance() {
	w.cursor++
	b := w.s.Begin()
	w.changes[w.cursor] = map[uint64]bool{}
	for range w.rng.IntN(3) {
		k := w.anyKey()
		b.Event(k.EventID).StartDate = w.cursor
		w.changes[w.cursor][k.EventID] = true
		b.Touch(k.Reactor, k.EventID)
		b.Touch(k.Reactor, k.EventID)
		w.touch(k)
	}
	b.Advance(refAt(w.cursor), w.cursor)
	commit(w.t, b)
}

func (w *workWorld) rollback() {
	if w.cursor < 3 {
		return
	}
	to := w.cursor - 1 - w.rng.Uint64N(min(w.cursor-2, 4))
	switch err := w.s.Rollback(to, []string{"chat", "archive"}); {
	case errors.Is(err, store.ErrTooDeep): // several in a row leave the window
		return
	case err != nil:
		w.t.Fatal(err)
	}
	events := map[uint64]bool{}
	for block := to + 1; block <= w.cursor; block++ {
		for id := range w.changes[block] {
			events[id] = true
		}
	}
	w.cursor = to
	for id := range events {
		for _, reactor := range []string{"chat", "archive"} {
			w.touch(store.WorkKey{Reactor: reactor, EventID: id})
		}
	}
}

func (w *workWorld) finish() {
	k := w.anyKey()
	m, c := w.keys[k], w.claims[k]
	if m == nil || c.touches == 0 {
		return
	}
	delete(w.claims, k)
	o := store.Outcome{Waits: []string{"", "for rain"}[w.rng.IntN(2)]}
	if w.rng.IntN(2) == 0 {
		o.ChainAt = w.rng.Uint64N(20)
	}
	if w.rng.IntN(2) == 0 {
		o.WallAt = w.rng.Uint64N(20)
	}
	if w.rng.IntN(2) == 0 {
		o.Err, o.Dead = fmt.Sprint("failure ", w.rng.IntN(9)), w.rng.IntN(3) == 0
	}
	b := w.s.Begin()
	b.Finish(store.Claim{WorkKey: k, Touched: c.touched, Final: c.final}, o)
	commit(w.t, b)
	m.LastError, m.ChainAt, m.WallAt = o.Err, o.ChainAt, o.WallAt
	seen := func() {
		m.open = slices.DeleteFunc(m.open, func(t touched) bool { return t.n <= c.touches && t.block <= c.final })
	}
	if o.Err == "" {
		m.Attempts, m.Dead, m.Waits = 0, false, o.Waits
		seen()
		return
	}
	m.Attempts++
	above := m.Touched > m.Finished && m.Last > c.final
	m.Dead = o.Dead && m.touches == c.touches && !above
	if m.Dead && slices.ContainsFunc(m.open, func(t touched) bool { return t.block > c.final }) {
		w.t.Fatalf("%s is dead, and a block that was not looked at touched it: %v", k, m.open)
	}
	if o.Dead && !m.Dead {
		m.WallAt = 0
		if m.touches == c.touches {
			seen()
		}
	}
}

func (w *workWorld) retry() {
	k := w.anyKey()
	if w.keys[k] == nil {
		return
	}
	b := w.s.Begin()
	b.Retry(k)
	commit(w.t, b)
	m := w.keys[k]
	m.touches++
	m.open = append(m.open, touched{m.touches, 0})
	m.Attempts, m.WallAt, m.Dead = 0, 0, false
}

// mustBeDue says whether a key has to be due: once every block that touched it is final.
func (m *standing) mustBeDue(at store.DueAt) bool {
	switch {
	case m.Dead:
		return false
	case m.Attempts > 0 && m.WallAt > 0:
		return m.WallAt <= at.Wall
	default:
		return len(m.open) > 0 && at.Final >= m.last() || m.woken(at)
	}
}

// last is the newest block of an open touch.
func (m *standing) last() (block uint64) {
	for _, t := range m.open {
		block = max(block, t.block)
	}
	return block
}

func (m *standing) woken(at store.DueAt) bool {
	return m.ChainAt > 0 && m.ChainAt <= at.Chain || m.WallAt > 0 && m.WallAt <= at.Wall
}

// mayBeDue says whether there is a reason to look. Of several touches the store keeps only the lowest and the highest block, so
// it may look once too often.
func (m *standing) mayBeDue(at store.DueAt) bool {
	return m.mustBeDue(at) || !m.Dead && !(m.Attempts > 0 && m.WallAt > 0) && m.Touched > m.Finished && m.First <= at.Final
}

func (w *workWorld) verify() {
	v := view(w.t, w.s)
	defer v.Release()
	check(w.t, v)
	keys := 0
	for r, err := range v.WorkRows(store.AllWork(), nil) {
		if err != nil {
			w.t.Fatal(err)
		}
		keys++
		got := r.Value
		m := w.keys[got.WorkKey]
		if got.Touched == got.Finished && len(m.open) > 0 { // the other way round is a look too many
			w.t.Fatalf("%s is finished, and the model says %v", got, m.open)
		}
		for _, t := range m.open {
			if got.First > t.block || got.Last < t.block {
				w.t.Fatalf("%s: blocks %d to %d touched it, and so did %d", got, got.First, got.Last, t.block)
			}
		}
		m.Touched, m.Finished, m.First, m.Last = got.Touched, got.Finished, got.First, got.Last
		if *got != m.Work {
			w.t.Fatalf("%s:\n got %+v\nwant %+v", got, *got, m.Work)
		}
		if one, err := v.Work(got.WorkKey); err != nil || *one != *got {
			w.t.Fatalf("%s alone is %+v (%v)", got, one, err)
		}
	}
	if keys != len(w.keys) {
		w.t.Fatalf("%d keys, want %d", keys, len(w.keys))
	}
	for range 6 {
		at := store.DueAt{Final: w.rng.Uint64N(w.cursor + 3), Chain: w.rng.Uint64N(22), Wall: w.rng.Uint64N(22)}
		due := map[store.WorkKey]bool{}
		for _, reactor := range []string{"chat", "archive"} {
			for _, k := range dueKeys(w.t, v, reactor, at) {
				due[k] = true
				if w.rng.IntN(3) == 0 {
					w.claims[k] = claim{w.keys[k].Touched, w.keys[k].touches, min(at.Final, w.cursor)}
				}
			}
		}
		for k, m := range w.keys {
			if due[k] && !m.mayBeDue(at) || !due[k] && m.mustBeDue(at) {
				w.t.Fatalf("%s at %+v: due %v, and the model says %+v", k, at, due[k], *m)
			}
		}
	}
}

func TestWorkProperty(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			dir := t.TempDir()
			w := &workWorld{t: t, rng: rand.New(rand.NewPCG(seed, 7)), s: open(t, options(dir)),
				keys: map[store.WorkKey]*standing{}, claims: map[store.WorkKey]claim{}, changes: map[uint64]map[uint64]bool{}}
			w.advance()
			for range 80 {
				switch n := w.rng.IntN(20); {
				case n < 8:
					w.advance()
				case n < 15:
					w.finish()
				case n < 17:
					w.retry()
				case n < 19:
					w.rollback()
				default:
					w.s.Close()
					w.s = open(t, options(dir))
				}
				w.verify()
			}
		})
	}
}
