package store_test

import (
	"errors"
	"testing"

	"github.com/haus25/backend/store"
)

func blocks(t *testing.T, s *store.Store, from, to, head uint64) {
	t.Helper()
	for block := from; block <= to; block++ {
		b := s.Begin()
		b.AddLog(&store.Log{Pos: store.Pos{Block: block}})
		b.Event(block % 3).Sold = 0
		b.Advance(refAt(block), head)
		commit(t, b)
	}
}

func TestRollbackRefuses(t *testing.T) {
	s := open(t, options(t.TempDir()))
	if err := s.Rollback(0, nil); err == nil {
		t.Fatal("an empty store was rolled back")
	}
	blocks(t, s, 1, 40, 40)
	for _, to := range []uint64{40, 41} {
		if err := s.Rollback(to, nil); err == nil || errors.Is(err, store.ErrTooDeep) {
			t.Fatalf("to block %d: %v", to, err)
		}
	}
	if err := s.Rollback(20, nil); !errors.Is(err, store.ErrTooDeep) {
		t.Fatalf("below the window: %v", err)
	}
	if _, err := s.FinalView(20); !errors.Is(err, store.ErrTooDeep) {
		t.Fatalf("a view below the window: %v", err)
	}
	if err := s.Rollback(30, nil); err != nil {
		t.Fatal(err)
	}
	check(t, view(t, s))
}

// The cursor goes back by a rollback only; another hash at its height is a fork.
func TestAdvanceRefusesToGoBack(t *testing.T) {
	s := open(t, options(t.TempDir()))
	blocks(t, s, 1, 5, 5)
	fork := refAt(5)
	fork.Hash[0]++
	for _, to := range []store.Ref{refAt(4), fork} {
		b := s.Begin()
		b.Advance(to, 9)
		if err := b.Commit(); err == nil {
			t.Fatalf("advanced from block 5 to %v", to)
		}
	}
	b := s.Begin()
	b.Advance(refAt(5), 9)
	commit(t, b)
	check(t, view(t, s))
}

// A log that only a second pass found is gone after a rollback past the batch that brought it, so the pass starts again
// below it; also when it stands in the very block gone back to.
func TestRollbackRepeatsSecondPass(t *testing.T) {
	for _, at := range []uint64{3, 5} {
		s := open(t, options(t.TempDir()))
		blocks(t, s, 1, 5, 5)
		blocks(t, s, 6, 7, 7)
		b := s.Begin()
		b.AddLog(&store.Log{Pos: store.Pos{Block: at, Log: 7}})
		b.SetRecheck("logs", 6)
		commit(t, b)
		if err := s.Rollback(5, nil); err != nil {
			t.Fatal(err)
		}
		if got, err := view(t, s).Recheck("logs"); err != nil || got != at-1 {
			t.Fatalf("the second pass stands at %d (%v), want %d", got, err, at-1)
		}
	}
}

// Reactors read an event's logs: one that is taken back is something new, also when the event's record is as it was.
func TestRollbackOfALogTouches(t *testing.T) {
	s := open(t, options(t.TempDir()))
	blocks(t, s, 1, 5, 5)
	b := s.Begin()
	b.AddLog(&store.Log{Pos: store.Pos{Block: 6}, EventID: chat.EventID, HasEvent: true})
	b.Advance(refAt(6), 6)
	commit(t, b)
	if err := s.Rollback(5, []string{chat.Reactor}); err != nil {
		t.Fatal(err)
	}
	if due(t, s, 5, 0, 0) == nil {
		t.Fatal("the event is not touched")
	}
}
