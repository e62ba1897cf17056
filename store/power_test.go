package store_test

import (
	"errors"
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

func diskOptions(t testing.TB, d *disk) store.Options {
	o := options(t.TempDir())
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
	s := open(t, diskOptions(t, d))
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
func wantState(t *testing.T, what string, d *disk, states []string, acked int) {
	t.Helper()
	s, err := store.Open(diskOptions(t, d))
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

// The power is cut before every write of the run, with nothing, all or some of what was not synced on the disk.
func TestPowerCut(t *testing.T) {
	states, _ := digests(t)
	var acked atomic.Int64
	cuts := 0
	rng := rand.New(rand.NewPCG(3, 3))
	d := newDisk()
	d.onWrite = func(n int, now *disk) {
		if testing.Short() && n%7 > 0 || t.Failed() {
			return
		}
		for name, keep := range map[string]func(int) int{
			"nothing unsynced": func(int) int { return 0 },
			"all unsynced":     func(n int) int { return n },
			"a torn end":       func(n int) int { return rng.IntN(n + 1) },
		} {
			cuts++
			wantState(t, fmt.Sprintf("cut before write %d, %s kept", n, name), now.cut(keep), states, int(acked.Load()))
		}
	}
	s := open(t, diskOptions(t, d))
	for i := range scriptSteps {
		if err := script(s, i); err != nil {
			t.Fatal(err)
		}
		acked.Add(1)
	}
	s.Close()
	t.Logf("%d cuts", cuts)
}

// The disk is full from some write on: the error says so, nothing more is written, and with space again the state is whole.
func TestDiskFull(t *testing.T) {
	states, writes := digests(t)
	step := 1 + writes/60
	for n := 1; n < writes; n += step {
		t.Run(fmt.Sprint("write ", n), func(t *testing.T) {
			t.Parallel()
			d := newDisk()
			d.failAt, d.partial = n, n%2 == 0
			acked := 0
			s, err := store.Open(diskOptions(t, d))
			if err == nil {
				for err == nil && acked < scriptSteps {
					if err = script(s, acked); err == nil {
						acked++
					}
				}
				if err != nil {
					if !errors.Is(s.Failed(), store.ErrDiskFull) {
						t.Errorf("Failed says %v", s.Failed())
					}
					if again := script(s, acked); !errors.Is(again, store.ErrDiskFull) {
						t.Errorf("a step after the failure: %v", again)
					}
					if _, err := s.Record(store.Receipt{Reactor: "chat"}); !errors.Is(err, store.ErrDiskFull) {
						t.Errorf("a receipt after the failure: %v", err)
					}
				}
				s.Close()
			}
			if err != nil && !errors.Is(err, store.ErrDiskFull) {
				t.Fatalf("%v, want ErrDiskFull", err)
			}
			d.mu.Lock()
			d.failAt = 0
			d.mu.Unlock()
			wantState(t, "after the full disk", d, states, acked)
		})
	}
}
