package store_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"

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

// finish ends an attempt that saw everything up to the newest block.
func finish(t *testing.T, s *store.Store, touched uint64, o store.Outcome) {
	t.Helper()
	finishAt(t, s, touched, math.MaxUint64-1, o)
}

func finishAt(t *testing.T, s *store.Store, touched, final uint64, o store.Outcome) {
	t.Helper()
	b := s.Begin()
	b.Finish(store.Claim{WorkKey: chat, Touched: touched, Final: final}, o)
	commit(t, b)
}

// dueKeys returns the reactor's due keys, each once.
func dueKeys(t *testing.T, v *store.View, reactor string, at store.DueAt) []store.WorkKey {
	t.Helper()
	var out []store.WorkKey
	for k, err := range v.Due(reactor, at) {
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// due returns the key's standing when it is due, else nil.
func due(t *testing.T, s *store.Store, final, chain, wall uint64) *store.Work {
	t.Helper()
	v := view(t, s)
	defer v.Release()
	if !slices.Contains(dueKeys(t, v, chat.Reactor, store.DueAt{Final: final, Chain: chain, Wall: wall}), chat) {
		return nil
	}
	w, err := v.Work(chat)
	if err != nil {
		t.Fatal(err)
	}
	return w
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
	if at, err := v.NextWake(chat.Reactor, store.ChainClock); at != 0 || err != nil {
		t.Fatalf("the chain's clock would wake it at %d (%v)", at, err)
	}
	if at, err := v.NextWake(chat.Reactor, store.WallClock); at != 50 || err != nil {
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

// A touch of a block that is not final yet is not covered by a look at older state: what is dead then is looked at again when the
// block is final, since that block may have mended it.
func TestDeadBeforeATouchIsFinal(t *testing.T) {
	s := open(t, options(t.TempDir()))
	touch(t, s, 1)
	finishAt(t, s, due(t, s, 1, 0, 0).Touched, 1, store.Outcome{Err: "never", Dead: true})
	touch(t, s, 5)
	w := due(t, s, 4, 0, 0)
	if w == nil {
		t.Fatal("not revived")
	}
	finishAt(t, s, w.Touched, 4, store.Outcome{Err: "never", Dead: true})
	if due(t, s, 4, math.MaxUint64, math.MaxUint64) != nil {
		t.Fatal("due before the block is final")
	}
	if w = due(t, s, 5, 0, 0); w == nil {
		t.Fatal("the touch of block 5 is lost")
	}
	finishAt(t, s, w.Touched, 5, store.Outcome{Err: "never", Dead: true})
	if w := due(t, s, math.MaxUint64, math.MaxUint64, math.MaxUint64); w != nil {
		t.Fatalf("dead, and due: %+v", w)
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

// With a finality depth a key that every block touches is still looked at, as of the newest final block.
func TestTouchedByEveryBlock(t *testing.T) {
	s := open(t, options(t.TempDir()))
	touch(t, s, 1)
	const depth = 3
	looks := 0
	for block := uint64(2); block < 20; block++ {
		touch(t, s, block)
		if block <= depth {
			continue
		}
		final := block - depth
		w := due(t, s, final, 0, 0)
		if w == nil {
			t.Fatalf("at block %d, final %d: not due", block, final)
		}
		looks++
		finishAt(t, s, w.Touched, final, store.Outcome{})
		if due(t, s, final, 0, 0) != nil {
			t.Fatalf("at block %d: due again for a block that was looked at", block)
		}
		if due(t, s, final+1, 0, 0) == nil {
			t.Fatalf("at block %d: what came after the look was lost", block)
		}
	}
	finishAt(t, s, due(t, s, 19, 0, 0).Touched, 19, store.Outcome{})
	if due(t, s, math.MaxUint64-1, 0, 0) != nil || looks != 16 {
		t.Fatalf("due after the last look, or %d looks", looks)
	}
}

func TestStandings(t *testing.T) {
	s := open(t, options(t.TempDir()))
	want := func(standing store.Standing) {
		t.Helper()
		v := view(t, s)
		defer v.Release()
		check(t, v)
		for _, of := range store.Standings {
			n := 0
			for _, err := range v.WorkRows(store.WorkStanding(of, "chat"), nil) {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			if listed := of == standing && of != store.Idle; (n == 1) != listed {
				t.Fatalf("%d keys are listed as %s, and the key is %s", n, of, standing)
			}
		}
		counts, err := v.WorkCounts("chat")
		if err != nil || counts[standing] != 1 {
			t.Fatalf("counted as %v (%v), want one %s", counts, err, standing)
		}
	}
	touch(t, s, 1)
	want(store.Due)
	finish(t, s, 1, store.Outcome{Err: "no", WallAt: 9})
	want(store.Failing)
	finish(t, s, 1, store.Outcome{Err: "never", Dead: true, Trace: "main.go:1"})
	want(store.Dead)
	b := s.Begin()
	b.Retry(chat)
	commit(t, b)
	want(store.Due)
	finish(t, s, 2, store.Outcome{Waits: "for rain", WallAt: 9})
	want(store.Waiting)
	finish(t, s, 2, store.Outcome{State: &store.ChatState{Standing: "ready"}})
	want(store.Idle)
	v := view(t, s)
	defer v.Release()
	shown := new(store.ChatState)
	if err := v.State(chat.EventID, shown); err != nil || shown.Standing != "ready" {
		t.Fatalf("shown: %+v (%v)", shown, err)
	}
	if err := v.State(chat.EventID+1, shown); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("of an event that shows nothing: %v", err)
	}
}

// A reactor that is switched on has every event to look at, once; a crash in between only repeats it.
func TestEnableReactors(t *testing.T) {
	s := open(t, options(t.TempDir()))
	const events = 2500
	b := s.Begin()
	for id := range uint64(events) {
		e := b.Event(id)
		e.Known, e.Kiosk = true, common.BigToAddress(new(big.Int).SetUint64(id+1))
	}
	b.Advance(refAt(1), 1)
	commit(t, b)
	count := func(reactor string) uint64 {
		v := view(t, s)
		defer v.Release()
		check(t, v)
		c, err := v.WorkCounts(reactor)
		if err != nil {
			t.Fatal(err)
		}
		return c[store.Due]
	}
	enable := func(names ...string) {
		t.Helper()
		if err := s.EnableReactors(names); err != nil {
			t.Fatal(err)
		}
	}
	enable("chat")
	if n := count("chat"); n != events {
		t.Fatalf("%d events are due, want %d", n, events)
	}
	finish(t, s, due(t, s, 1, 0, 0).Touched, store.Outcome{})
	enable("chat", "archive")
	if n := count("chat"); n != events-1 {
		t.Fatalf("%d events are due after a second start, want %d: what was done is not due again", n, events-1)
	}
	if n := count("archive"); n != events {
		t.Fatalf("%d events are due, want %d", n, events)
	}
	enable("archive")
	enable("chat")
	if n := count("chat"); n != events {
		t.Fatalf("%d events are due after it was off for a while, want %d", n, events)
	}
	v := view(t, s)
	defer v.Release()
	if on, err := v.Enabled(); err != nil || !slices.Equal(on, []string{"chat"}) {
		t.Fatalf("enabled: %v (%v)", on, err)
	}
	if all, err := v.Reactors(); err != nil || !slices.Equal(all, []string{"archive", "chat"}) {
		t.Fatalf("reactors that had work: %v (%v)", all, err)
	}
}
