package archive

import (
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"testing"
	"time"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store/content"
)

// TestChainStandsStill: while no endpoint answers, chain time stands at the last block that was seen, before the show. What is
// recorded then is the show all the same.
func TestChainStandsStill(t *testing.T) {
	w := newWorld(t)
	w.now(8_000)
	for at := uint64(10_000); at < 10_120; at += 10 {
		w.spool.add(t, 8_000, time.Unix(int64(at), 0))
	}
	w.now(14_501)
	if s := w.quiesce(); !s.Complete || len(s.Chunks) != 2 {
		t.Fatalf("%+v", s)
	}
}

// TestSourcesOfNoChunkStay: of the media server's files only those go that are in a chunk which a target has.
func TestSourcesOfNoChunkStay(t *testing.T) {
	w := newWorld(t)
	w.options.Targets, w.options.RemoveSources = []content.Target{named("kubo")}, true
	w.start()
	w.now(8_000)
	w.record(3) // a rehearsal
	w.now(9100)
	w.record(7)
	w.spool.segments[5].Facts.Tracks = nil // cannot be read
	w.record(6)
	w.now(14_501)
	if s := w.quiesce(); !s.Complete {
		t.Fatalf("%+v", s)
	}
	for n := uint64(1); n <= 16; n++ {
		if want := n > 3; w.spool.removed[n] != want {
			t.Errorf("source of segment %d removed: %v", n, w.spool.removed[n])
		}
	}
}

// TestSourcesThatCannotBeRemoved: a media server's folder that is read-only holds up nothing but that.
func TestSourcesThatCannotBeRemoved(t *testing.T) {
	w := newWorld(t)
	w.options.Targets, w.options.RemoveSources = []content.Target{named("kubo")}, true
	w.start()
	w.spool.refuse = errors.New("permission denied")
	w.now(9100)
	w.record(7)
	if s := w.quiesce(); len(s.Chunks) != 1 || s.Why == "" {
		t.Fatalf("%+v", s)
	}
	w.now(14_501)
	if s := w.quiesce(); !s.Complete || len(s.Chunks) != 2 || w.spool.forgot != 0 {
		t.Fatalf("%+v; %d forgotten", s, w.spool.forgot)
	}
	w.spool.refuse = nil
	if r, err := w.look(); err != nil || w.spool.forgot != 7 || !w.spool.removed[7] {
		t.Fatalf("when it may be written again: %+v, %v", r, err)
	}
}

// TestCompleteUploadsGoOn: a recording is complete when one target has it; what others lack, and the folder, are brought after a
// restart too.
func TestCompleteUploadsGoOn(t *testing.T) {
	w := newWorld(t)
	w.options.Targets = []content.Target{named("kubo"), named("pinata")}
	w.start()
	w.line.down = map[string]bool{"pinata": true}
	w.now(9100)
	w.record(7)
	w.now(14_501)
	if s := w.quiesce(); !s.Complete {
		t.Fatalf("%+v", s)
	}
	r, err := w.look()
	if err != nil || r.Settled || r.WallAt.IsZero() {
		t.Fatalf("a target lacks all of it, and nothing looks again: %+v, %v", r, err)
	}
	w.line.down = nil
	w.quiesce()
	if r, err = w.look(); err != nil || !r.Settled {
		t.Fatalf("both have it: %+v, %v", r, err)
	}
}

// TestRehearsalOnly: an event of which nothing was recorded in its window comes to rest.
func TestRehearsalOnly(t *testing.T) {
	w := newWorld(t)
	w.now(8_000)
	w.record(3)
	w.now(14_501)
	if s := w.quiesce(); s.Standing != "none" || w.spool.forgot != 3 {
		t.Fatalf("%+v", s)
	}
	if r, err := w.look(); err != nil || !r.Settled {
		t.Errorf("it is looked at for ever: %+v, %v", r, err)
	}
}

// TestWhatComesLate: segments that are put in by hand after the end make whole chunks, however slowly they come.
func TestWhatComesLate(t *testing.T) {
	w := newWorld(t)
	w.options.Settle = 5 * time.Second
	w.start()
	w.now(9100)
	w.record(7)
	w.now(20_000)
	if s := w.quiesce(); !s.Complete {
		t.Fatalf("%+v", s)
	}
	for range 12 {
		s := w.spool.add(t, 0, time.Unix(1_700_000_000, 0))
		s.Given, s.Session, s.Found = true, 2, w.wall.UnixMilli()
		if _, err := w.look(); err != nil {
			t.Fatal(err)
		}
	}
	if s := w.quiesce(); !s.Complete || len(s.Chunks) != 4 || s.Chunks[2].Seconds != 60 || s.Chunks[3].Seconds != 60 {
		t.Fatalf("%+v", s)
	}
}

// TestBacklog: after a long absence one look does not go on until it is cut off, and others have their turn.
func TestBacklog(t *testing.T) {
	w := newWorld(t)
	w.now(9100)
	w.record(60)
	w.r.turn = time.Nanosecond
	for n := 1; n <= 10; n++ {
		r, err := w.look()
		if err != nil || len(w.ledger().chunks) != n {
			t.Fatalf("look %d: %d chunks, %v", n, len(w.ledger().chunks), err)
		}
		if n < 10 && r.WallAt.After(w.wall) {
			t.Fatalf("look %d: the rest waits until %s", n, r.WallAt)
		}
	}
}

// TestContentLost: a recording whose chunks are nowhere any more does not become complete.
func TestContentLost(t *testing.T) {
	w := newWorld(t)
	w.now(9100)
	w.record(7)
	s := w.quiesce()
	if err := w.content.Remove(t.Context(), mustCID(s.Chunks[0].CID)); err != nil {
		t.Fatal(err)
	}
	w.now(14_501)
	if s = w.quiesce(); s.Complete || s.Standing != "closing" || s.Why == "" {
		t.Fatalf("%+v", s)
	}
}

// TestEndNotKnown: an event without an end at which nothing happens is looked at rarely, and no room is kept for it for ever.
func TestEndNotKnown(t *testing.T) {
	w := newWorld(t)
	k := &look{Reactor: w.r, l: &ledger{}, w: window{opens: 9_100}}
	if n := k.need(9_100); n == 0 {
		t.Error("no room for its first day")
	}
	if n := k.need(9_100 + 2*86_400); n != 0 {
		t.Errorf("%d bytes two days later", n)
	}
}

// TestFullAtTheEnd: while the disk has so little room that segments may wait at the media server, the end is not declared.
func TestFullAtTheEnd(t *testing.T) {
	w := newWorld(t)
	w.now(9100)
	w.record(2)
	w.now(14_501)
	w.spool.open, w.spool.low = true, true
	if _, err := w.look(); err != nil {
		t.Fatal(err)
	}
	w.wall = w.wall.Add(time.Hour)
	if s := w.quiesce(); s.Complete || s.Standing != "closing" {
		t.Fatalf("%+v", s)
	}
	w.spool.open, w.spool.low = false, false
	if s := w.quiesce(); !s.Complete {
		t.Fatalf("%+v", s)
	}
}

// TestHolesInTheLedger: lines that the disk damaged cost what they spoke of, which is kept as it came, and nothing else.
func TestHolesInTheLedger(t *testing.T) {
	w := newWorld(t)
	w.now(9100)
	w.record(14)
	w.spool.torn = map[uint64]bool{4: true}
	w.now(14_501)
	s := w.quiesce()
	m := w.manifest(s.Manifest)
	if !s.Complete || len(m.Damaged) != 1 || m.Damaged[0].CID == "" || m.Seconds() != 130 || m.Chunks[1].Session != 2 {
		t.Fatalf("%+v", m)
	}
}

// TestClockSetBack: the end is not put off until the clock says again what it said.
func TestClockSetBack(t *testing.T) {
	w := newWorld(t)
	w.now(9100)
	w.record(2)
	w.now(14_501)
	if _, err := w.look(); err != nil {
		t.Fatal(err)
	}
	w.wall = w.wall.Add(-5 * time.Hour)
	if s := w.quiesce(); !s.Complete {
		t.Fatalf("%+v", s)
	}
}

// TestFFmpegFails: an ffmpeg that fails with everything costs one segment at most a look, and one that is just being replaced none.
func TestFFmpegFails(t *testing.T) {
	for code, want := range map[int]int{1: 1, 127: 0} {
		w := newWorld(t)
		w.now(9100)
		w.record(18)
		w.maker.fail = exec.Command("sh", "-c", fmt.Sprint("exit ", code)).Run()
		for range 2 {
			a, err := reactors.NewAttempt(w.s, Name, event, w.wall, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = w.r.Reconcile(t.Context(), a); err == nil || len(w.ledger().damaged) != 0 {
				t.Errorf("exit %d, at first: %v, %d segments are given up", code, err, len(w.ledger().damaged))
			}
			a.View.Release()
		}
		a, err := reactors.NewAttempt(w.s, Name, event, w.wall, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		a.Number = patiently
		if _, err := w.r.Reconcile(t.Context(), a); err == nil || len(w.ledger().damaged) != want {
			t.Errorf("exit %d: %v, %d segments are given up", code, err, len(w.ledger().damaged))
		}
		a.View.Release()
	}
}
