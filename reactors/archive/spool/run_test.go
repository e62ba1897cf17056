package spool

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// awake is a world that hears: what a test does wakes it, and only then it looks, at what it heard of.
func awake(t *testing.T) (*world, func(event uint64, n int)) {
	w := newWorld(t, func(o *Options) { o.deaf = false })
	watch := w.s.watch()
	t.Cleanup(watch.close)
	w.s.round(t.Context(), true, watch)
	return w, func(event uint64, n int) {
		t.Helper()
		for len(w.ledger(event)) < n {
			select {
			case <-w.s.kick:
			case <-t.Context().Done():
				t.Fatal("nothing was heard")
			}
			w.s.round(t.Context(), false, watch)
		}
	}
}

func TestHeard(t *testing.T) {
	w, wait := awake(t)
	w.put("live/7/s-0.ts.tmp", at(0).bytes(2)) // in a folder that was not there
	w.rename("live/7/s-0.ts.tmp", "live/7/s-0.ts")
	w.pass(time.Second)
	w.put("live/7.m3u8.temp", []byte("s-0.ts\n"))
	w.rename("live/7.m3u8.temp", "live/7.m3u8")
	wait(7, 1)
	w.put("live/7/s-1.ts.tmp", at(1).bytes(2))
	w.rename("live/7/s-1.ts.tmp", "live/7/s-1.ts")
	w.pass(5 * time.Second)
	w.put("live/7/s-2.ts.tmp", at(2).bytes(2))
	wait(7, 2)
	// The folder goes and comes back, which may not be heard of; a scan finds it.
	if err := os.RemoveAll(filepath.Join(w.hls, "live/7")); err != nil {
		t.Fatal(err)
	}
	w.pass(5 * time.Second)
	w.put("live/7/s-3.ts", at(3).bytes(2))
	w.pass(5 * time.Second)
	w.put("live/7/s-4.ts.tmp", at(4).bytes(2))
	w.scan()
	w.rename("live/7/s-4.ts.tmp", "live/7/s-4.ts")
	w.scan()
	w.want(7, "1/1 s-0.ts", "2/1 s-1.ts", "3/2 s-3.ts (segment 2 is missing)", "4/2 s-4.ts")
}

// TestOverflow holds the listener up until the kernel drops notifications, and wants what was dropped, a file written over in place
// among it.
func TestOverflow(t *testing.T) {
	limit, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	if err != nil {
		t.Fatal(err)
	}
	var queue int
	if _, err := fmt.Sscan(string(limit), &queue); err != nil || queue > 1<<20 {
		t.Fatalf("fs.inotify.max_queued_events is %q: set it to 16384", limit)
	}
	w, wait := awake(t)
	w.put("live/7-0.ts", at(0).bytes(2))
	w.pass(time.Second)
	w.put("live/7-1.ts", at(1).bytes(2))
	wait(7, 1)
	w.s.hints.mu.Lock()
	junk := filepath.Join(w.hls, "live", "8-0.ts.tmp")
	for range queue/3 + 1000 { // create, write and close, remove
		if err := os.WriteFile(junk, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(junk); err != nil {
			t.Fatal(err)
		}
	}
	w.pass(20 * time.Second)
	w.put("live/7-0.ts", at(30).bytes(2)) // nobody hears this
	w.pass(time.Second)
	w.put("live/7-2.ts", at(31).bytes(2))
	w.s.hints.mu.Unlock()
	wait(7, 2)
	if l := w.ledger(7); l[1].Name != "7-1.ts" {
		t.Error(told(l))
	}
	wait(7, 3)
	if l := w.ledger(7); l[2].Name != "7-0.ts" {
		t.Error(told(l))
	}
}

// TestRun lets Run record a stream that it hears of, and one by scanning alone.
func TestRun(t *testing.T) {
	for _, deaf := range []bool{false, true} {
		t.Run(fmt.Sprintf("deaf %v", deaf), func(t *testing.T) {
			took := make(chan uint64, 10)
			w := newWorld(t, func(o *Options) {
				o.deaf = deaf
				o.Touched = func(e uint64) { took <- e }
			})
			w.s.now = time.Now
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- w.s.Run(ctx) }()
			w.put("live/7/s-0.ts", at(0).bytes(2))
			w.pass(time.Second)
			w.put("live/7/s-1.ts.tmp", at(1).bytes(2))
			if e := <-took; e != 7 {
				t.Error(e)
			}
			stop()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

// TestPace counts scans in synthetic time: few while nothing happens, more while somebody sends, at once when woken.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var scans atomic.Int64
		w := newWorld(t, func(o *Options) {
			o.Free = func(string) (uint64, error) { scans.Add(1); return 1 << 40, nil }
		})
		w.s.now = time.Now
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- w.s.Run(ctx) }()
		over := func(d time.Duration) int64 {
			before := scans.Load()
			time.Sleep(d)
			synctest.Wait()
			return scans.Load() - before
		}
		over(time.Minute)
		if n := over(10 * time.Minute); n < 55 || n > 65 {
			t.Errorf("idle: %d scans in ten minutes", n)
		}
		w.put("live/7/s-0.ts.tmp", at(0).bytes(2))
		w.s.Wake(7, "s-0.ts.tmp")
		if n := over(20 * time.Second); n < 8 || n > 11 {
			t.Errorf("busy: %d scans in twenty seconds", n)
		}
		w.rename("live/7/s-0.ts.tmp", "live/7/s-0.ts")
		w.s.Wake(7, "x/s-0.ts")
		synctest.Wait() // no time passes
		w.want(7, "1/1 s-0.ts")
		over(time.Minute)
		if n := over(10 * time.Minute); n < 55 || n > 65 {
			t.Errorf("idle again: %d scans in ten minutes", n)
		}
		// Written in place, without a word from anybody.
		w.put("live/7/s-1.ts", at(1).bytes(2))
		over(30*time.Second + idleScan + busyScan)
		w.want(7, "1/1 s-0.ts", "2/1 s-1.ts")
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
