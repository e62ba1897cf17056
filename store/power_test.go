package store_test

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"github.com/haus25/backend/store"
)

// script is a run of batches, each depending on the one before: small ones, ones larger than LevelDB's buffer, and
// rollbacks. Step i is the same in every run.
func script(s *store.Store, i int) error {
	rng := rand.New(rand.NewPCG(uint64(i), 99))
	if i%9 == 8 {
		v, err := s.View()
		if err != nil {
			return err
		}
		at, _ := v.AsOf()
		v.Release()
		return s.Rollback(at.Number-2, []string{"chat"})
	}
	b := s.Begin()
	defer b.Discard()
	v, err := s.View()
	if err != nil {
		return err
	}
	at, _ := v.AsOf()
	v.Release()
	block, n := at.Number+1, 1+rng.IntN(4)
	if i%10 == 6 {
		n = 60
	}
	for j := range n {
		l := randomLog(rng, store.Pos{Block: block, Log: uint32(j)})
		filler := make([]byte, 2000)
		for k := range filler {
			filler[k] = byte(rng.Uint32())
		}
		l.Data = append(l.Data, filler...)
		b.AddLog(l)
		if l.HasEvent {
			fold(b, l)
			b.Touch("chat", l.EventID)
		}
	}
	b.Advance(refAt(block), block)
	return b.Commit()
}

const scriptSteps = 40

func diskOptions(dir string, d *disk) store.Options {
	o := options(dir)
	o.Storage = d
	o.SmallBuffers()
	return o
}

func digest(s *store.Store) (string, error) {
	v, err := s.View()
	if err != nil {
		return "", err
	}
	defer v.Release()
	differences := 0
	if err := v.Check(func(string) { differences++ }); err != nil {
		return "", err
	}
	if differences > 0 {
		return "", fmt.Errorf("%d differences", differences)
	}
	return v.Digest()
}

// digests runs the script undisturbed: the state before it and after each step, and how many writes that took.
func digests(t *testing.T) (states []string, writes int) {
	d := newDisk()
	s := open(t, diskOptions(t.TempDir(), d))
	for i := 0; ; i++ {
		state, err := digest(s)
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, state)
		if i == scriptSteps {
			break
		}
		if err := script(s, i); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	return states, d.writes
}

// wantState opens what a crash left and wants the state after the last acknowledged step, or after the one under way.
func wantState(t *testing.T, what, dir string, d *disk, states []string, acked int) {
	t.Helper()
	s, err := store.Open(diskOptions(dir, d))
	if err != nil {
		t.Errorf("%s, %d acknowledged: %v", what, acked, err)
		return
	}
	defer s.Close()
	got, err := digest(s)
	if err != nil {
		t.Errorf("%s, %d acknowledged: %v", what, acked, err)
	} else if got != states[acked] && (acked == scriptSteps || got != states[acked+1]) {
		t.Errorf("%s: neither the state after the %d acknowledged steps nor after the next", what, acked)
	}
}

// The power is cut before each of the first writes and then before every thirteenth, with nothing, all or some of what was not synced on the disk.
func TestPowerCut(t *testing.T) {
	states, _ := digests(t)
	var acked atomic.Int64
	cuts, dir, every := 0, t.TempDir(), 13 // prime to the script's period
	if testing.Short() {
		every = 29
	}
	rng := rand.New(rand.NewPCG(3, 3))
	d := newDisk()
	d.onWrite = func(n int, now *disk) {
		if n > 30 && n%every > 0 || t.Failed() {
			return
		}
		for name, keep := range map[string]func(int) int{
			"nothing unsynced": func(int) int { return 0 },
			"all unsynced":     func(n int) int { return n },
			"a torn end":       func(n int) int { return rng.IntN(n + 1) },
		} {
			cuts++
			wantState(t, fmt.Sprintf("cut before write %d, %s kept", n, name), dir, now.cut(keep), states, int(acked.Load()))
		}
	}
	s := open(t, diskOptions(t.TempDir(), d))
	for i := range scriptSteps {
		if err := script(s, i); err != nil {
			t.Fatal(err)
		}
		acked.Add(1)
	}
	s.Close()
	t.Logf("%d cuts", cuts)
}
