package reactors_test

import (
	"context"
	"encoding/binary"
	"math/big"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/syndtr/goleveldb/leveldb/storage"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

// world is a store, and a reactor whose every look a test sees.
type world struct {
	t    *testing.T
	dir  string
	mem  storage.Storage
	s    *store.Store
	at   uint64 // block
	time uint64 // chain time
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, dir: t.TempDir(), mem: storage.NewMemStorage(), time: 1_000_000}
	w.open()
	return w
}

func (w *world) open() {
	s, err := store.Open(store.Options{Dir: w.dir, Storage: w.mem})
	if err != nil {
		w.t.Fatal(err)
	}
	w.s = s
}

// block commits a block in which the events changed: their StartDate becomes value.
func (w *world) block(value uint64, reactor string, events ...uint64) {
	w.t.Helper()
	w.at++
	w.time++
	b := w.s.Begin()
	for _, id := range events {
		e := b.Event(id)
		e.ID, e.Known, e.StartDate = id, true, value
		e.Kiosk = common.BigToAddress(new(big.Int).SetUint64(id + 1))
		b.Touch(reactor, id)
	}
	b.Advance(w.ref(w.at), w.at)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) ref(n uint64) store.Ref {
	r := store.Ref{Number: n, Time: w.time}
	binary.BigEndian.PutUint64(r.Hash[:], n)
	return r
}

func (w *world) work(event uint64) *store.Work {
	w.t.Helper()
	v, err := w.s.View()
	if err != nil {
		w.t.Fatal(err)
	}
	defer v.Release()
	got, err := v.Work(store.WorkKey{Reactor: "test", EventID: event})
	if err != nil {
		w.t.Fatal(err)
	}
	return got
}

func (w *world) counts() store.WorkCounts {
	w.t.Helper()
	v, err := w.s.View()
	if err != nil {
		w.t.Fatal(err)
	}
	defer v.Release()
	c, err := v.WorkCounts("test")
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// run starts a runner and returns what stops it and waits for its end.
func (w *world) run(o reactors.Options) (*reactors.Runner, func()) {
	w.t.Helper()
	o.Store = w.s
	r, err := reactors.New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	return r, sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			w.t.Error(err)
		}
	})
}

// reactor is named test unless it says otherwise.
type reactor struct {
	name string
	do   func(ctx context.Context, a *reactors.Attempt) (reactors.Result, error)
}

func (r reactor) Name() string {
	if r.name == "" {
		return "test"
	}
	return r.name
}

func (r reactor) Reconcile(ctx context.Context, a *reactors.Attempt) (reactors.Result, error) {
	return r.do(ctx, a)
}

// in runs the test in synthetic time, with a world of its own.
func in(t *testing.T, f func(t *testing.T, w *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		defer func() {
			w.s.Close()
			time.Sleep(time.Minute) // of the bubble: LevelDB's pool of buffers ends some time after the store was closed
		}()
		f(t, w)
	})
}

// pass lets time pass in the bubble, and waits until everybody waits.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
