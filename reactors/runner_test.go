package reactors_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

func TestTouchedWhileItRunsStaysDue(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		w.block(1, "test", 7)
		looking, goOn := make(chan uint64), make(chan struct{})
		_, stop := w.run(reactors.Options{Reactors: []reactors.Reactor{reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
			looking <- a.Event.StartDate
			<-goOn
			return reactors.Result{Settled: true}, nil
		}}}})
		defer stop()
		if seen := <-looking; seen != 1 {
			t.Fatalf("saw %d", seen)
		}
		w.block(2, "test", 7)
		goOn <- struct{}{}
		if seen := <-looking; seen != 2 {
			t.Fatalf("the second look saw %d", seen)
		}
		goOn <- struct{}{}
		synctest.Wait()
		if c := w.counts(); c[store.Idle] != 1 {
			t.Fatalf("after both looks: %v", c)
		}
	})
}

func TestOneWorkerAKeyAndALimit(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		const events, limit = 40, 5
		var mu sync.Mutex
		now, most := 0, 0
		busy := map[uint64]bool{}
		looks := map[uint64]int{}
		_, stop := w.run(reactors.Options{Limit: limit, Reactors: []reactors.Reactor{reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
			mu.Lock()
			if busy[a.EventID] {
				t.Errorf("two workers for event %d", a.EventID)
			}
			busy[a.EventID] = true
			now++
			most = max(most, now)
			looks[a.EventID]++
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			defer mu.Unlock()
			now--
			busy[a.EventID] = false
			return reactors.Result{Settled: true}, nil
		}}}})
		defer stop()
		for value := range uint64(5) {
			var all []uint64
			for id := range uint64(events) {
				all = append(all, id)
			}
			w.block(value, "test", all...)
			pass(300 * time.Millisecond)
		}
		pass(time.Minute)
		if most != limit {
			t.Errorf("%d at once, want %d", most, limit)
		}
		if c := w.counts(); c[store.Idle] != events {
			t.Errorf("at the end: %v", c)
		}
		for id, n := range looks {
			if n > 5 {
				t.Errorf("%d looks at event %d, which was touched 5 times", n, id)
			}
		}
	})
}

// Failures wait longer and longer, at least half of 1, 2, 4, … seconds and at most an hour and a half, and a success ends it.
func TestFailuresBackOff(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		w.block(1, "test", 7)
		var at []time.Time
		var numbers []uint64
		_, stop := w.run(reactors.Options{Reactors: []reactors.Reactor{reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
			at = append(at, time.Now())
			numbers = append(numbers, a.Number)
			if len(at) < 18 {
				return reactors.Result{}, fmt.Errorf("no\nluck %d", len(at))
			}
			return reactors.Result{Settled: true}, nil
		}}}})
		defer stop()
		pass(time.Hour)
		if k := w.work(7); k.Standing() != store.Failing || !strings.HasPrefix(k.LastError, "no luck") || k.WallAt == 0 {
			t.Fatalf("while it fails: %+v", k)
		}
		pass(9 * time.Hour)
		synctest.Wait()
		if k := w.work(7); k.Standing() != store.Idle || k.Attempts != 0 || k.LastError != "" || len(at) != 18 {
			t.Fatalf("after %d attempts: %+v", len(at), k)
		}
		for i := 1; i < len(at); i++ {
			pause, want := at[i].Sub(at[i-1]), min(time.Second<<(i-1), time.Hour)
			if pause < want/2 || pause > want*3/2+3*time.Second {
				t.Errorf("pause %d was %s, want about %s", i, pause, want)
			}
			if numbers[i] != uint64(i)+1 {
				t.Errorf("attempt %d was numbered %d", i+1, numbers[i])
			}
		}
	})
}

func TestRetryAfter(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		w.block(1, "test", 7)
		var at []time.Time
		_, stop := w.run(reactors.Options{Reactors: []reactors.Reactor{reactor{do: func(context.Context, *reactors.Attempt) (reactors.Result, error) {
			if at = append(at, time.Now()); len(at) == 1 {
				return reactors.Result{}, reactors.RetryAfter(90*time.Second, errors.New("429"))
			}
			return reactors.Result{Settled: true}, nil
		}}}})
		defer stop()
		pass(time.Hour)
		if len(at) != 2 || at[1].Sub(at[0]) < 90*time.Second || at[1].Sub(at[0]) > 93*time.Second {
			t.Fatalf("attempts at %v", at)
		}
	})
}

// What waiting cannot mend is parked with its reason until something new happens.
func TestDead(t *testing.T) {
	for name, fail := range map[string]func() error{
		"permanent": func() error { return reactors.Permanent(errors.New("not allowed: whitelist 0x1")) },
		"panic":     func() error { panic("boom") },
	} {
		t.Run(name, func(t *testing.T) {
			in(t, func(t *testing.T, w *world) {
				w.block(1, "test", 7)
				var looks atomic.Int32
				_, stop := w.run(reactors.Options{Reactors: []reactors.Reactor{reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
					if looks.Add(1); a.Event.StartDate == 1 {
						return reactors.Result{}, fmt.Errorf("write: %w", fail())
					}
					return reactors.Result{Settled: true}, nil
				}}}})
				defer stop()
				pass(2 * time.Hour)
				k := w.work(7)
				if k.Standing() != store.Dead || looks.Load() != 1 {
					t.Fatalf("after %d looks: %+v", looks.Load(), k)
				}
				if want := map[string]string{"permanent": "write: not allowed: whitelist 0x1", "panic": "panic: boom"}[name]; k.LastError != want {
					t.Fatalf("the reason is %q, want %q", k.LastError, want)
				}
				if traced := strings.Contains(k.Trace, "runner_test.go"); traced != (name == "panic") {
					t.Fatalf("trace: %q", k.Trace)
				}
				w.block(2, "test", 7)
				synctest.Wait()
				if k := w.work(7); k.Standing() != store.Idle || k.Trace != "" || looks.Load() != 2 {
					t.Fatalf("after a new touch: %+v", k)
				}
			})
		})
	}
}

// A provider that is down costs a few attempts, whatever is due, and everything is done soon after it is back.
func TestOpenCircuit(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		const events, limit = 1000, 4
		var all []uint64
		for id := range uint64(events) {
			all = append(all, id)
		}
		w.block(1, "test", all...)
		var down atomic.Bool
		down.Store(true)
		var failures, done atomic.Int32
		r, stop := w.run(reactors.Options{Limit: limit, Reactors: []reactors.Reactor{reactor{do: func(context.Context, *reactors.Attempt) (reactors.Result, error) {
			if down.Load() {
				failures.Add(1)
				return reactors.Result{}, fmt.Errorf("add members: %w", reactors.Unavailable("xmtp", errors.New("connection refused")))
			}
			done.Add(1)
			return reactors.Result{Settled: true}, nil
		}}}})
		defer stop()
		pass(10 * time.Minute)
		if n := failures.Load(); n < 10 || n > 30 { // some at once, then one probe a minute at most
			t.Errorf("%d attempts in 10 minutes of a provider that is down", n)
		}
		if c := w.counts(); c[store.Failing] > 30 || c[store.Due] < events-30 || c[store.Dead] > 0 {
			t.Errorf("meanwhile: %v", c)
		}
		if c := r.Status()[0].Circuit; c == nil || c.Provider != "xmtp" || c.Reason != "connection refused" {
			t.Errorf("circuit: %+v", c)
		}
		down.Store(false)
		pass(2 * time.Minute)
		if c := r.Status()[0].Circuit; c != nil {
			t.Errorf("still open: %+v", c)
		}
		pass(10 * time.Minute) // the last back-off of those that failed
		if c := w.counts(); c[store.Idle] != events {
			t.Errorf("at the end: %v", c)
		}
	})
}

// One key whose provider always fails does not hold the others back.
func TestPoisonedKey(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		var looks atomic.Int32
		_, stop := w.run(reactors.Options{Reactors: []reactors.Reactor{reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
			if a.EventID == 0 {
				return reactors.Result{}, reactors.Unavailable("xmtp", errors.New("time-out"))
			}
			looks.Add(1)
			return reactors.Result{Settled: true}, nil
		}}}})
		defer stop()
		w.block(1, "test", 0)
		for i := range uint64(100) {
			w.block(i, "test", i+1)
			pass(time.Minute)
		}
		pass(time.Minute)
		if n := looks.Load(); n != 100 {
			t.Fatalf("%d of 100 other keys were looked at", n)
		}
	})
}

func TestGate(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		var why atomic.Pointer[string]
		shut, open := "42 blocks behind", ""
		why.Store(&shut)
		var looks atomic.Int32
		r, stop := w.run(reactors.Options{Ready: func() string { return *why.Load() }, Reactors: []reactors.Reactor{reactor{do: func(context.Context, *reactors.Attempt) (reactors.Result, error) {
			looks.Add(1)
			return reactors.Result{Settled: true}, nil
		}}}})
		defer stop()
		w.block(1, "test", 7)
		pass(time.Hour)
		if looks.Load() != 0 || r.Gate() != shut {
			t.Fatalf("%d looks behind the gate (%q)", looks.Load(), r.Gate())
		}
		why.Store(&open)
		pass(2 * time.Second)
		if looks.Load() != 1 || r.Gate() != "" {
			t.Fatalf("%d looks after the gate opened (%q)", looks.Load(), r.Gate())
		}
	})
}

func TestPaused(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		look := func(context.Context, *reactors.Attempt) (reactors.Result, error) {
			t.Error("a paused reactor was asked")
			return reactors.Result{}, nil
		}
		r, stop := w.run(reactors.Options{Paused: []string{"test"}, Reactors: []reactors.Reactor{reactor{do: look}}})
		defer stop()
		w.block(1, "test", 7)
		pass(time.Hour)
		if s := r.Status()[0]; !s.Paused || w.work(7).Standing() != store.Due {
			t.Fatalf("%+v, %+v", s, w.work(7))
		}
	})
}

// With a finality depth the reactor is asked when the block is final, and sees the state as of then.
func TestFinalityDepth(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		var seen []uint64
		_, stop := w.run(reactors.Options{Depth: 3, Reactors: []reactors.Reactor{reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
			if a.Event == nil {
				t.Error("asked before the block is final")
				return reactors.Result{}, nil
			}
			seen = append(seen, a.Event.StartDate)
			return reactors.Result{Settled: true}, nil
		}}}})
		defer stop()
		w.block(0, "test")
		for value := uint64(1); value <= 6; value++ {
			w.block(value, "test", 7)
			pass(2 * time.Second)
			if want := max(int(value)-3, 0); len(seen) != want || want > 0 && seen[want-1] != uint64(want) {
				t.Fatalf("at value %d: saw %v", value, seen)
			}
		}
	})
}

func TestWakeUps(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		w.block(1, "test", 7)
		start := time.Now()
		var looks []time.Time
		var wish atomic.Value
		wish.Store(func(a *reactors.Attempt) reactors.Result { return reactors.Result{Settled: true, ChainAt: a.Chain + 5} })
		_, stop := w.run(reactors.Options{Reactors: []reactors.Reactor{reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
			looks = append(looks, time.Now())
			return wish.Load().(func(*reactors.Attempt) reactors.Result)(a), nil
		}}}})
		defer stop()
		pass(time.Hour)
		if len(looks) != 1 {
			t.Fatalf("%d looks while the chain stands", len(looks))
		}
		wish.Store(func(*reactors.Attempt) reactors.Result {
			return reactors.Result{Settled: true, WallAt: time.Now().Add(90 * time.Minute), Waits: "for rain"}
		})
		for range 5 {
			if len(looks) != 1 {
				t.Fatalf("woken at chain time %d", w.time)
			}
			w.block(1, "test")
			pass(2 * time.Second)
		}
		if len(looks) != 2 || w.work(7).Standing() != store.Waiting || w.work(7).Waits != "for rain" {
			t.Fatalf("%d looks when chain time has come; %+v", len(looks), w.work(7))
		}
		wish.Store(func(*reactors.Attempt) reactors.Result { return reactors.Result{Settled: true} })
		pass(3 * time.Hour)
		if len(looks) != 3 || looks[2].Sub(looks[1]) < 90*time.Minute || looks[2].Sub(looks[1]) > 91*time.Minute {
			t.Fatalf("looks after %v", func() (d []time.Duration) {
				for _, l := range looks {
					d = append(d, l.Sub(start))
				}
				return d
			}())
		}
	})
}

// A failure while the clock was years ahead does not hold its key back for years once the clock is right.
func TestClockSetBack(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		w.block(1, "test", 7)
		b := w.s.Begin()
		b.Finish(store.Claim{WorkKey: w.work(7).WorkKey, Touched: w.work(7).Touched, Final: w.at},
			store.Outcome{Err: "no route to host", WallAt: uint64(time.Now().AddDate(4, 0, 0).Unix())})
		if err := b.Commit(); err != nil {
			t.Fatal(err)
		}
		var looks atomic.Int32
		_, stop := w.run(reactors.Options{Reactors: []reactors.Reactor{reactor{do: func(context.Context, *reactors.Attempt) (reactors.Result, error) {
			looks.Add(1)
			return reactors.Result{Settled: true, WallAt: time.Now().AddDate(4, 0, 0)}, nil
		}}}})
		defer stop()
		pass(time.Minute)
		if looks.Load() != 1 || w.work(7).Standing() != store.Idle {
			t.Fatalf("%d looks, %+v", looks.Load(), w.work(7))
		}
	})
}

// Keys that are not settled are looked at again about once in Resync, each at another time.
func TestResync(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		const events = 50
		var all []uint64
		for id := range uint64(events) {
			all = append(all, id)
		}
		w.block(1, "test", all...)
		var looks, settled atomic.Int32
		_, stop := w.run(reactors.Options{Resync: 24 * time.Minute, Reactors: []reactors.Reactor{reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
			if a.EventID == 0 {
				settled.Add(1)
				return reactors.Result{Settled: true}, nil
			}
			looks.Add(1)
			return reactors.Result{}, nil
		}}}})
		defer stop()
		pass(11 * time.Minute)
		if n := looks.Load(); n != events-1 {
			t.Fatalf("%d looks at %d keys in 11 minutes", n, events-1)
		}
		pass(13 * time.Minute)
		if n := looks.Load(); n <= events-1 || n >= 2*(events-1) {
			t.Fatalf("%d looks at %d keys in 24 minutes: they are not spread", n, events-1)
		}
		pass(96 * time.Minute)
		if n := looks.Load(); n < 4*(events-1) || n > 7*(events-1) || settled.Load() != 1 {
			t.Fatalf("%d looks at %d keys in 2 hours, %d at a settled one", n, events-1, settled.Load())
		}
	})
}

// Running work may finish within the grace time; what takes longer is cut, counts as never tried, and is repeated.
func TestShutdown(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		w.block(1, "test", 1, 2)
		var cut atomic.Int32
		_, stop := w.run(reactors.Options{Grace: 10 * time.Second, Reactors: []reactors.Reactor{reactor{do: func(ctx context.Context, a *reactors.Attempt) (reactors.Result, error) {
			wait := time.NewTimer(map[uint64]time.Duration{1: 5 * time.Second, 2: time.Hour}[a.EventID])
			defer wait.Stop()
			select {
			case <-wait.C:
				return reactors.Result{Settled: true}, nil
			case <-ctx.Done():
				cut.Add(1)
				return reactors.Result{}, ctx.Err()
			}
		}}}})
		pass(time.Second)
		begun := time.Now()
		stop()
		if took := time.Since(begun); took != 10*time.Second || cut.Load() != 1 {
			t.Fatalf("the end took %s, %d were cut", took, cut.Load())
		}
		if w.work(1).Standing() != store.Idle {
			t.Fatalf("what finished in time: %+v", w.work(1))
		}
		if k := w.work(2); k.Standing() != store.Due || k.Attempts != 0 {
			t.Fatalf("what was cut: %+v", k)
		}
		var again []uint64
		_, stop = w.run(reactors.Options{Reactors: []reactors.Reactor{reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
			again = append(again, a.EventID)
			return reactors.Result{Settled: true}, nil
		}}}})
		synctest.Wait()
		stop()
		if len(again) != 1 || again[0] != 2 {
			t.Fatalf("the next start looked at %v", again)
		}
	})
}

func TestTimeout(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		w.block(1, "test", 7)
		_, stop := w.run(reactors.Options{Timeout: time.Minute, Reactors: []reactors.Reactor{reactor{do: func(ctx context.Context, _ *reactors.Attempt) (reactors.Result, error) {
			<-ctx.Done()
			return reactors.Result{}, ctx.Err()
		}}}})
		defer stop()
		pass(time.Minute + time.Second)
		if k := w.work(7); k.Standing() != store.Failing || !strings.Contains(k.LastError, "longer than 1m") {
			t.Fatalf("%+v", k)
		}
	})
}

// A part handed to another reactor makes that one due.
func TestHand(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		w.block(1, "test", 7)
		got := make(chan store.Receipt, 1)
		_, stop := w.run(reactors.Options{Reactors: []reactors.Reactor{
			reactor{do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
				return reactors.Result{Settled: true}, errors.Join(a.Record("made", []byte("group 1")), a.Hand("other", "part", []byte("{}")))
			}},
			reactor{name: "other", do: func(_ context.Context, a *reactors.Attempt) (reactors.Result, error) {
				for r, err := range a.View.Receipts(a.Key()) {
					if err != nil {
						return reactors.Result{}, err
					}
					got <- r
				}
				return reactors.Result{Settled: true}, nil
			}},
		}})
		defer stop()
		if r := <-got; r.Kind != "part" || string(r.Data) != "{}" || r.EventID != 7 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestWatch(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		r, stop := w.run(reactors.Options{Reactors: []reactors.Reactor{reactor{do: func(context.Context, *reactors.Attempt) (reactors.Result, error) {
			return reactors.Result{Settled: true, Waits: "for rain"}, nil
		}}}})
		defer stop()
		changes, end := r.Watch()
		defer end()
		w.block(1, "test", 7)
		for _, want := range []string{"running", "waiting"} {
			if c := <-changes; c.What != want || c.EventID != 7 || c.Reactor != "test" {
				t.Fatalf("%+v, want %s", c, want)
			}
		}
	})
}

// A store that fails ends the runner with its error, and nothing hangs.
func TestStoreFails(t *testing.T) {
	in(t, func(t *testing.T, w *world) {
		w.block(1, "test", 7)
		r, err := reactors.New(reactors.Options{Store: w.s, Reactors: []reactors.Reactor{reactor{do: func(context.Context, *reactors.Attempt) (reactors.Result, error) {
			w.s.Close()
			return reactors.Result{}, nil
		}}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Run(t.Context()); err == nil {
			t.Fatal("no error")
		}
	})
}
