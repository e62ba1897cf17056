package spool

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Variables that make the test binary a process that records a folder and kills itself with SIGKILL at a step.
const (
	victimDir  = "TEST_SPOOL_VICTIM_DIR"
	victimStep = "TEST_SPOOL_VICTIM_STEP"
)

// victim takes what is there, forgets event 8, and ends.
func victim(dir string) {
	at, err := strconv.Atoi(os.Getenv(victimStep))
	if err != nil {
		os.Exit(3)
	}
	n := 0
	s, err := Open(Options{Dir: filepath.Join(dir, "spool"), HLSDir: filepath.Join(dir, "hls"), Probe: fakeProbe, deaf: true, copies: 1, step: func(string) error {
		if n++; n == at {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // until it arrives
		}
		return nil
	}})
	if err != nil {
		os.Exit(4)
	}
	now := epoch.Add(time.Hour)
	s.now = func() time.Time { return now }
	for range 2 {
		for s.round(context.Background(), true, nil).more {
		}
		now = now.Add(time.Minute)
	}
	if s.Release(8, 2) != nil || s.Forget(8) != nil {
		os.Exit(5)
	}
	os.Exit(0)
}

// left lays out what the victim finds: two segments of event 7 and a dead server's leftover, two of event 8, one of them twice.
func (w *world) left() {
	w.put("live/7/s-0.ts", at(0).bytes(4))
	w.put("live/8-0.ts", at(5).bytes(4))
	w.put("live/8/copy-0.ts", at(5).bytes(4))
	w.pass(10 * time.Second)
	w.put("live/7/s-1.ts", at(1).bytes(4))
	w.put("live/8-1.ts", at(6).bytes(4))
	w.pass(5 * time.Second)
	w.put("live/7/s-2.ts.tmp", append(at(2).bytes(4), 1, 2, 3))
}

// TestKill kills a process before every step in turn, until it gets to the end. Whatever it left: afterwards each segment is there
// once and whole, in its order, and nothing half-written stays.
func TestKill(t *testing.T) {
	for step := 1; ; step++ {
		w := newWorld(t)
		w.left()
		dir := filepath.Dir(w.hls)
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), victimDir+"="+dir, victimStep+"="+strconv.Itoa(step))
		err := cmd.Run()
		done := err == nil
		if exit, ok := errors.AsType[*exec.ExitError](err); !done && (!ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
			t.Fatalf("step %d: %v", step, err)
		}
		w.clock = epoch.Add(2 * time.Hour)
		w.open()
		for range 2 {
			w.scan()
			w.pass(time.Minute)
		}
		w.want(7, "1/1 s-0.ts", "2/1 s-1.ts", "3/1 s-2.ts.tmp partial")
		if l := w.ledger(8); len(l) != 0 { // it was not forgotten yet
			if len(l) != 2 || l[1].N != 2 || l[1].Session != 1 || done {
				t.Fatalf("step %d:\n%s", step, told(l))
			}
		}
		if left, err := filepath.Glob(filepath.Join(w.o.Dir, "*", "*.tmp")); len(left) > 0 || err != nil {
			t.Fatalf("step %d: %v left, %v", step, left, err)
		}
		if done {
			if step < 40 {
				t.Errorf("only %d steps", step)
			}
			return
		}
	}
}

// TestFailingSteps fails each step as a full disk does: nothing half is there, and the next look takes it.
func TestFailingSteps(t *testing.T) {
	count := 0
	for failAt := 1; failAt <= max(count, 1); failAt++ {
		n, failing := 0, true
		w := newWorld(t, func(o *Options) {
			o.copies = 1
			o.step = func(name string) error {
				if n++; n == failAt && failing {
					return &os.PathError{Op: "write", Path: name, Err: syscall.ENOSPC}
				}
				return nil
			}
		})
		w.left()
		w.clock = epoch.Add(time.Hour)
		for range 4 {
			w.scan()
			w.pass(time.Minute)
		}
		w.want(7, "1/1 s-0.ts", "2/1 s-1.ts", "3/1 s-2.ts.tmp partial")
		if l := w.ledger(8); len(l) != 2 || l[1].Session != 1 {
			t.Fatalf("step %d:\n%s", failAt, told(l))
		}
		count = n
		failing = false
		w.open()
		w.want(7, "1/1 s-0.ts", "2/1 s-1.ts", "3/1 s-2.ts.tmp partial")
	}
	if count < 40 {
		t.Errorf("only %d steps", count)
	}
}

// TestTorn cuts a ledger at every byte of its last line: the line is gone, the rest stands, and the segment is taken again.
func TestTorn(t *testing.T) {
	w := newWorld(t)
	for i := range 3 {
		w.pass(10 * time.Second)
		w.serve("live/7/"+name(i), at(i).bytes(4))
	}
	path := filepath.Join(w.o.Dir, "7", ledgerName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	from := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for cut := from; cut < len(whole); cut++ {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		w.open()
		if n := len(w.ledger(7)); n != 2 {
			t.Fatalf("cut at %d: %d segments", cut, n)
		}
		torn, err := os.ReadFile(path + ".torn-" + strconv.Itoa(from))
		if cut > from && (err != nil || !bytes.Equal(torn, whole[from:cut])) {
			t.Fatalf("cut at %d: %q, %v", cut, torn, err)
		}
		os.Remove(path + ".torn-" + strconv.Itoa(from))
	}
	w.scan()
	w.pass(time.Minute)
	w.scan()
	w.want(7, "1/1 "+name(0), "2/1 "+name(1), "3/1 "+name(2))
}
