package store_test

import (
	"math"
	"testing"

	"github.com/haus25/backend/store"
)

var chat = store.WorkKey{Reactor: "chat", EventID: 7}

func touch(t *testing.T, s *store.Store, block uint64) {
	t.Helper()
	b := s.Begin()
	b.Touch(chat.Reactor, chat.EventID)
	b.Advance(refAt(block), block)
	commit(t, b)
}

func finish(t *testing.T, s *store.Store, touched uint64, o store.Outcome) {
	t.Helper()
	b := s.Begin()
	b.Finish(chat, touched, o)
	commit(t, b)
}

// due returns the key's standing when it is due, else nil.
func due(t *testing.T, s *store.Store, final, chain, wall uint64) *store.Work {
	t.Helper()
	v := view(t, s)
	defer v.Release()
	all, err := v.Due(final, chain, wall, 10)
	if err != nil || len(all) > 1 {
		t.Fatal(all, err)
	}
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

func TestTouchedDuringAttemptStaysDue(t *testing.T) {
	s := open(t, options(t.TempDir()))
	touch(t, s, 1)
	claimed := due(t, s, 1, 0, 0)
	touch(t, s, 2)
	finish(t, s, claimed.Touched, store.Outcome{})
	again := due(t, s, 2, 0, 0)
	if again == nil {
		t.Fatal("the second touch was lost")
	}
	finish(t, s, again.Touched, store.Outcome{})
	if w := due(t, s, math.MaxUint64, math.MaxUint64, math.MaxUint64); w != nil {
		t.Fatalf("done, and due: %+v", w)
	}
}

func TestHeldUntilFinal(t *testing.T) {
	s := open(t, options(t.TempDir()))
	touch(t, s, 5)
	if due(t, s, 4, math.MaxUint64, math.MaxUint64) != nil {
		t.Fatal("due before its block is final")
	}
	if due(t, s, 5, 0, 0) == nil || due(t, s, math.MaxUint64, 0, 0) == nil {
		t.Fatal("not due when its block is final")
	}
}

// While a failed attempt waits, the chain's clock does not wake it before the wall's.
func TestBackOffHoldsBothClocks(t *testing.T) {
	s := open(t, options(t.TempDir()))
	touch(t, s, 1)
	finish(t, s, due(t, s, 1, 0, 0).Touched, store.Outcome{Err: "no", ChainAt: 10, WallAt: 50})
	if due(t, s, 9, 99, 49) != nil {
		t.Fatal("woken during its back-off")
	}
	v := view(t, s)
	if at, err := v.NextWake(store.ChainClock); at != 0 || err != nil {
		t.Fatalf("the chain's clock would wake it at %d (%v)", at, err)
	}
	if at, err := v.NextWake(store.WallClock); at != 50 || err != nil {
		t.Fatalf("the wall's clock wakes it at %d (%v), want 50", at, err)
	}
	w := due(t, s, 9, 0, 50)
	if w == nil || w.Attempts != 1 || w.LastError != "no" {
		t.Fatalf("after its back-off: %+v", w)
	}
	finish(t, s, w.Touched, store.Outcome{ChainAt: 70})
	if due(t, s, 9, 69, 99) != nil || due(t, s, 9, 70, 0) == nil {
		t.Fatal("after success only the chain's clock wakes it")
	}
}

func TestDeadUntilTouchedOrRetried(t *testing.T) {
	s := open(t, options(t.TempDir()))
	touch(t, s, 1)
	for _, revive := range []func(){
		func() { touch(t, s, 2) },
		func() { b := s.Begin(); b.Retry(chat); commit(t, b) },
	} {
		finish(t, s, due(t, s, 9, 0, 0).Touched, store.Outcome{Err: "never", Dead: true})
		if due(t, s, math.MaxUint64, math.MaxUint64, math.MaxUint64) != nil {
			t.Fatal("dead, and due")
		}
		if w, err := view(t, s).Work(chat); err != nil || !w.Dead {
			t.Fatalf("%+v (%v)", w, err)
		}
		revive()
		if due(t, s, 9, 0, 0) == nil {
			t.Fatal("not revived")
		}
	}
}

func TestRetryEndsBackOff(t *testing.T) {
	s := open(t, options(t.TempDir()))
	touch(t, s, 1)
	finish(t, s, due(t, s, 1, 0, 0).Touched, store.Outcome{Err: "no", WallAt: math.MaxUint64})
	if due(t, s, 9, 0, 1000) != nil {
		t.Fatal("due during its back-off")
	}
	b := s.Begin()
	b.Retry(chat)
	commit(t, b)
	if w := due(t, s, 9, 0, 0); w == nil || w.Attempts != 0 {
		t.Fatalf("after a retry: %+v", w)
	}
}

func TestReactorNames(t *testing.T) {
	s := open(t, options(t.TempDir()))
	for _, name := range []string{"", "a\x00b"} {
		b := s.Begin()
		b.Touch(name, 1)
		if b.Commit() == nil {
			t.Fatalf("a reactor named %q was touched", name)
		}
		if _, err := s.Record(store.Receipt{Reactor: name, Kind: "x"}); err == nil {
			t.Fatalf("a receipt of %q was recorded", name)
		}
	}
	check(t, view(t, s))
}
