//go:build bench

package reactors_test

import (
	"context"
	"math/big"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

const benchKeys = 100_000

// TestBenchRunner measures the runner alone: how many due keys a second it takes to a reactor that does nothing, against a loop
// that writes each ending by itself, and what 100,000 idle keys cost in memory.
func TestBenchRunner(t *testing.T) {
	s, err := store.Open(store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	fill(t, s)

	plain := plainLoop(t, s, 2000)
	t.Logf("plain loop, one synced write a key: %.0f keys/s", plain)

	var looks atomic.Int64
	all := make(chan struct{})
	noop := reactor{do: func(context.Context, *reactors.Attempt) (reactors.Result, error) {
		if looks.Add(1) == benchKeys {
			close(all)
		}
		return reactors.Result{}, nil
	}}
	begun := time.Now()
	r, stop := start(t, s, noop)
	<-all
	for counts(t, s)[store.Due] > 0 { // the last group is being written
		<-s.Changed()
	}
	rate := benchKeys / time.Since(begun).Seconds()
	t.Logf("runner, endings in groups: %.0f keys/s, %.1f times the plain loop (must: 20000)", rate, rate/plain)
	if rate < 20_000 {
		t.Errorf("%.0f keys/s, must be 20000", rate)
	}
	stop()

	without := heap()
	r, stop = start(t, s, noop)
	time.Sleep(3 * time.Second) // three looks at what is due
	with := heap()
	extra := float64(int64(with)-int64(without)) / (1 << 20)
	t.Logf("%d idle keys: %.1f MB more memory while the runner runs (must: at most 64)", benchKeys, extra)
	if extra > 64 || len(r.Running()) > 0 {
		t.Errorf("%.1f MB, %d running", extra, len(r.Running()))
	}
	stop()
}

func fill(t *testing.T, s *store.Store) {
	for from := uint64(0); from < benchKeys; from += 5000 {
		b := s.Begin()
		for id := from; id < from+5000; id++ {
			e := b.Event(id)
			e.ID, e.Known, e.StartDate, e.Kiosk = id, true, 1_900_000_000, common.BigToAddress(new(big.Int).SetUint64(id+1))
			b.Touch("test", id)
		}
		b.Advance(store.Ref{Number: from/5000 + 1, Time: 1_800_000_000}, 1<<40)
		if err := b.Commit(); err != nil {
			t.Fatal(err)
		}
	}
}

// plainLoop finishes n keys one after another, and makes them due again.
func plainLoop(t *testing.T, s *store.Store, n int) float64 {
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	begun := time.Now()
	done := make([]store.WorkKey, 0, n)
	for k, err := range v.Due("test", store.DueAt{Final: 1 << 40}) {
		if err != nil {
			t.Fatal(err)
		}
		w, err := v.Work(k)
		if err != nil {
			t.Fatal(err)
		}
		b := s.Begin()
		b.Finish(store.Claim{WorkKey: k, Touched: w.Touched, Final: 1 << 40}, store.Outcome{})
		if err := b.Commit(); err != nil {
			t.Fatal(err)
		}
		if done = append(done, k); len(done) == n {
			break
		}
	}
	rate := float64(n) / time.Since(begun).Seconds()
	b := s.Begin()
	for _, k := range done {
		b.Touch(k.Reactor, k.EventID)
	}
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	return rate
}

func start(t *testing.T, s *store.Store, x reactors.Reactor) (*reactors.Runner, func()) {
	r, err := reactors.New(reactors.Options{Store: s, Reactors: []reactors.Reactor{x}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	return r, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func counts(t *testing.T, s *store.Store) store.WorkCounts {
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	c, err := v.WorkCounts("test")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// heap is what is in use after a collection, bytes.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
