package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/haus25/backend/store"
)

// standing is what the model knows of a key: how often it was touched, and which of the touches was finished.
type standing struct {
	store.Work
	touches, finished int
}

// claim is an attempt under way: the touch that it saw.
type claim struct {
	touched uint64
	touches int
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
	m.Block, m.Dead = w.cursor, false
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
	if err := w.s.Rollback(to, []string{"chat", "archive"}); err != nil {
		w.t.Fatal(err)
	}
	touched := map[uint64]bool{}
	for block := to + 1; block <= w.cursor; block++ {
		for id := range w.changes[block] {
			touched[id] = true
		}
	}
	w.cursor = to
	for id := range touched {
		w.touch(store.WorkKey{Reactor: "chat", EventID: id})
		w.touch(store.WorkKey{Reactor: "archive", EventID: id})
	}
}

func (w *workWorld) finish() {
	k := w.anyKey()
	m, c := w.keys[k], w.claims[k]
	if m == nil || c.touches == 0 {
		return
	}
	delete(w.claims, k)
	o := store.Outcome{}
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
	b.Finish(k, c.touched, o)
	commit(w.t, b)
	m.LastError, m.ChainAt, m.WallAt = o.Err, o.ChainAt, o.WallAt
	again := m.touches > c.touches
	if o.Err == "" {
		m.Attempts, m.Dead, m.finished = 0, false, max(m.finished, c.touches)
		return
	}
	m.Attempts++
	m.Dead = o.Dead && !again
	if again {
		m.WallAt = 0
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
	w.touch(k)
	m := w.keys[k]
	m.Attempts, m.WallAt = 0, 0
}

// due says whether a key is due, as the design has it.
func (m *standing) due(final, chain, wall uint64) bool {
	open := m.touches > m.finished
	switch {
	case m.Dead, open && m.Block > final:
		return false
	case m.Attempts > 0 && m.WallAt > 0:
		return m.WallAt <= wall
	default:
		return open || m.ChainAt > 0 && m.ChainAt <= chain || m.WallAt > 0 && m.WallAt <= wall
	}
}

func (w *workWorld) verify() {
	v := view(w.t, w.s)
	defer v.Release()
	check(w.t, v)
	all, err := v.AllWork()
	if err != nil || len(all) != len(w.keys) {
		w.t.Fatalf("%d keys (%v), want %d", len(all), err, len(w.keys))
	}
	for _, got := range all {
		m := w.keys[got.WorkKey]
		if open := got.Touched > got.Finished; open != (m.touches > m.finished) {
			w.t.Fatalf("%s: touched after it was finished: %v, and the model says %d touches, %d finished", got, open, m.touches, m.finished)
		}
		m.Touched, m.Finished = got.Touched, got.Finished
		if *got != m.Work {
			w.t.Fatalf("%s:\n got %+v\nwant %+v", got, *got, m.Work)
		}
		if one, err := v.Work(got.WorkKey); err != nil || *one != *got {
			w.t.Fatalf("%s alone is %+v (%v)", got, one, err)
		}
	}
	for range 6 {
		final, chain, wall := w.rng.Uint64N(w.cursor+3), w.rng.Uint64N(22), w.rng.Uint64N(22)
		var got, want []string
		due, err := v.Due(final, chain, wall, 1000)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, d := range due {
			got = append(got, d.String())
			if w.rng.IntN(3) == 0 {
				w.claims[d.WorkKey] = claim{d.Touched, w.keys[d.WorkKey].touches}
			}
		}
		for k, m := range w.keys {
			if m.due(final, chain, wall) {
				want = append(want, k.String())
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			w.t.Fatalf("due at block %d, chain %d, wall %d: %v, want %v", final, chain, wall, got, want)
		}
		if some, err := v.Due(final, chain, wall, 1); err != nil || len(some) != min(1, len(want)) {
			w.t.Fatalf("one of %d due keys: %v (%v)", len(want), some, err)
		}
	}
}

func TestWorkProperty(t *testing.T) {
	for seed := range uint64(10) {
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
