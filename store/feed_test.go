package store_test

import (
	"testing"

	"github.com/haus25/backend/store"
)

// A reader that remembers one number knows exactly the logs that are on the chain, however late it reads and whatever was
// taken back meanwhile; and what it was told once is told again from any point.
func TestFeedReader(t *testing.T) {
	for seed := range uint64(4) {
		w := newWorld(t, 100+seed)
		known := map[store.Pos]bool{}
		seq := uint64(0)
		generation := view(t, w.s).Generation()
		for range 60 {
			w.step()
			v := view(t, w.s)
			if v.FeedEnd() != uint64(len(w.feed)) {
				t.Fatalf("seed %d: the feed ends with %d, want %d", seed, v.FeedEnd(), len(w.feed))
			}
			if v.Generation() != generation {
				t.Fatal("another generation")
			}
			sameStory(t, v, w.feed, w.rng.Uint64N(uint64(len(w.feed))+1))
			if w.rng.IntN(3) > 0 {
				v.Release()
				continue // the reader sleeps
			}
			for e, err := range v.Feed(seq, false) {
				if err != nil {
					t.Fatal(err)
				}
				if e.Seq != seq+1 {
					t.Fatalf("seed %d: number %d follows %d", seed, e.Seq, seq)
				}
				seq = e.Seq
				if known[e.Log.Pos] == !e.Removed {
					t.Fatalf("seed %d: row %d says removed %v of log %s, and the reader knew it: %v", seed, seq, e.Removed, e.Log.Pos, known[e.Log.Pos])
				}
				known[e.Log.Pos] = !e.Removed
			}
			for pos, there := range known {
				if there != (w.m.logs[pos] != nil) {
					t.Fatalf("seed %d: the reader has log %s: %v", seed, pos, there)
				}
			}
			for pos := range w.m.logs {
				if !known[pos] {
					t.Fatalf("seed %d: the reader lacks log %s", seed, pos)
				}
			}
			v.Release()
		}
	}
}

// sameStory reads the feed from a number on, and before it backwards, and wants what was told when it was new.
func sameStory(t *testing.T, v *store.View, told []feedRow, from uint64) {
	t.Helper()
	next := from
	for e, err := range v.Feed(from, false) {
		if err != nil {
			t.Fatal(err)
		}
		if next++; e.Seq != next || e.Removed != told[next-1].removed {
			t.Fatalf("row %d (removed %v), want row %d (removed %v)", e.Seq, e.Removed, next, told[next-1].removed)
		}
		equal(t, "log of the feed", e.Log, told[next-1].log)
	}
	if next != uint64(len(told)) {
		t.Fatalf("the feed stops at %d of %d", next, len(told))
	}
	before := from
	if from == 0 {
		before = uint64(len(told)) + 1
	}
	for e, err := range v.Feed(from, true) {
		if err != nil {
			t.Fatal(err)
		}
		if before--; e.Seq != before {
			t.Fatalf("backwards: row %d, want %d", e.Seq, before)
		}
	}
	if before != 1 && len(told) > 0 && from != 1 {
		t.Fatalf("backwards the feed stops at %d", before)
	}
}

// The feed has no past: a final view tells the same rows as the newest, those of logs above it included.
func TestFeedOfFinalView(t *testing.T) {
	s := open(t, options(t.TempDir()))
	for block := uint64(1); block <= 3; block++ {
		b := s.Begin()
		b.AddLog(&store.Log{Pos: store.Pos{Block: block}, Data: []byte{byte(block)}})
		b.Advance(refAt(block), block)
		commit(t, b)
	}
	v, err := s.FinalView(1)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	n := byte(0)
	for e, err := range v.Feed(0, false) {
		if n++; err != nil || e.Log.Data[0] != n {
			t.Fatalf("row %d: %v", n, err)
		}
	}
	if n != 3 {
		t.Fatalf("%d rows, want 3", n)
	}
}
