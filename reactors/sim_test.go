package reactors_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

// outside is what a reactor is to keep in step with the chain, and loses nothing when haus is killed.
type outside struct {
	mu  sync.Mutex
	rng *rand.Rand
	set map[uint64]uint64
	bad bool // faults happen
}

// act does what is missing, and fails before or after it in every way a reactor can.
func (o *outside) act(ctx context.Context, a *reactors.Attempt) (reactors.Result, error) {
	o.mu.Lock()
	fault, pause := -1, time.Duration(o.rng.IntN(5000))*time.Millisecond
	if o.bad {
		fault = o.rng.IntN(16)
	}
	o.mu.Unlock()
	fail := func() error {
		switch fault % 8 {
		case 0:
			return errors.New("no luck")
		case 1:
			return reactors.Unavailable("it", errors.New("down"))
		case 2:
			return reactors.Permanent(errors.New("never"))
		case 3:
			panic("boom")
		case 4:
			return reactors.RetryAfter(3*time.Second, errors.New("busy"))
		}
		return nil
	}
	select {
	case <-time.After(pause):
	case <-ctx.Done():
		return reactors.Result{}, ctx.Err()
	}
	if fault >= 0 && fault < 8 {
		if err := fail(); err != nil {
			return reactors.Result{}, err
		}
	}
	if a.Event != nil {
		o.mu.Lock()
		o.set[a.EventID] = a.Event.StartDate
		o.mu.Unlock()
	}
	if fault >= 8 {
		if err := fail(); err != nil {
			return reactors.Result{}, err
		}
	}
	return reactors.Result{Settled: true}, nil
}

// Whatever fails, is rolled back, cut or restarted: in the end the outside is as the chain has it, and only what failed for good
// had to be retried by hand.
func TestConverges(t *testing.T) {
	seeds := uint64(12)
	if testing.Short() {
		seeds = 4
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			in(t, func(t *testing.T, w *world) { converge(t, w, rand.New(rand.NewPCG(seed, 3))) })
		})
	}
}

func converge(t *testing.T, w *world, rng *rand.Rand) {
	const events = 12
	depth := uint64(rng.IntN(3))
	o := &outside{rng: rand.New(rand.NewPCG(rng.Uint64(), 1)), set: map[uint64]uint64{}, bad: true}
	options := reactors.Options{Depth: depth, Limit: 3, Grace: time.Second, Reactors: []reactors.Reactor{reactor{do: o.act}}}
	_, stop := w.run(options)
	w.block(0, "test")
	for step := range 60 {
		switch n := rng.IntN(12); {
		case n < 8:
			var touched []uint64
			for range rng.IntN(4) {
				touched = append(touched, rng.Uint64N(events))
			}
			w.block(uint64(step)+1, "test", touched...)
		case n == 8 && w.at > 3:
			if err := w.s.Rollback(w.at-1, []string{"test"}); err != nil {
				t.Fatal(err)
			}
			w.at--
		case n == 9:
			stop()
			w.s.Close()
			w.open()
			_, stop = w.run(options)
		default:
			pass(time.Duration(rng.IntN(20)) * time.Second)
		}
	}
	o.mu.Lock()
	o.bad = false
	o.mu.Unlock()
	for range depth + 60 { // past every block there ever was, those rolled back too
		w.block(0, "test")
	}
	pass(10 * time.Second) // attempts that were under way
	retryDead(t, w)
	pass(10 * time.Minute) // the longest back-off of so few failures
	stop()
	if c := w.counts(); c[store.Due]+c[store.Failing]+c[store.Dead] > 0 {
		t.Errorf("at the end: %v", c)
		for id := range uint64(events) {
			k := w.work(id)
			t.Logf("%s: touched %d, finished %d, blocks %d to %d, cursor %d: %s %s", k, k.Touched, k.Finished, k.First, k.Last, w.at, k.Standing(), k.LastError)
		}
	}
	v, err := w.s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	for r, err := range v.Events(store.AllEvents(), nil, false) {
		if err != nil {
			t.Fatal(err)
		}
		if got := o.set[r.Value.ID]; got != r.Value.StartDate {
			t.Errorf("event %d is %d outside, and %d on chain", r.Value.ID, got, r.Value.StartDate)
		}
	}
}

func retryDead(t *testing.T, w *world) {
	t.Helper()
	synctest.Wait()
	v, err := w.s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	for r, err := range v.WorkRows(store.WorkStanding(store.Dead, "test"), nil) {
		if err != nil {
			t.Fatal(err)
		}
		b := w.s.Begin()
		b.Retry(r.Value.WorkKey)
		if err := b.Commit(); err != nil {
			t.Fatal(err)
		}
	}
}
