package archive

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

func TestFromTheFirstSegmentToTheEnd(t *testing.T) {
	w := newWorld(t)
	if s := w.quiesce(); s.Standing != "waiting" || s.OpensAt != 9100 || s.ClosesAt != 14_500 {
		t.Fatalf("before: %+v", s)
	}
	w.now(9100)
	w.record(13)
	s := w.quiesce()
	if s.Standing != "recording" || len(s.Chunks) != 2 || s.Spooled != 1 || s.Manifest == "" || s.Complete {
		t.Fatalf("while it runs: %+v", s)
	}
	if w.spool.released != 12 {
		t.Errorf("segments up to %d are let go", w.spool.released)
	}
	w.now(14_501)
	if s = w.quiesce(); s.Standing != "complete" || len(s.Chunks) != 3 || s.Spooled != 0 || !s.Complete {
		t.Fatalf("at the end: %+v", s)
	}
	m := w.manifest(s.Manifest)
	if !m.Complete || len(m.Chunks) != 3 || m.Chunks[1].Tracks[0].FirstDTS != 60*90_000 || m.Seconds() != 130 {
		t.Errorf("the manifest: %+v", m)
	}
	for i := 1; i < 3; i++ {
		if wrong := manifest.Join(&m.Chunks[i-1], &m.Chunks[i]); wrong != "" {
			t.Error(wrong)
		}
	}
	if r, err := w.look(); err != nil || !r.Settled {
		t.Errorf("a complete recording is looked at again: %+v, %v", r, err)
	}
}

// manifest reads a recording's folder as anybody would.
func (w *world) manifest(folder string) *manifest.Manifest {
	w.t.Helper()
	root := mustCID(folder)
	c, err := w.content.Resolve(root, []string{manifest.DocumentName})
	if err != nil {
		w.t.Fatal(err)
	}
	raw, err := w.content.Get(c, content.MaxJSON)
	if err != nil {
		w.t.Fatal(err)
	}
	m, err := manifest.Parse(raw)
	if err != nil {
		w.t.Fatal(err)
	}
	if c, err = w.content.Resolve(root, []string{manifest.PlaylistName}); err != nil {
		w.t.Fatal(err)
	}
	if playlist, err := w.content.Get(c, content.MaxJSON); err != nil || string(playlist) != string(m.Playlist()) {
		w.t.Fatalf("the playlist is not the manifest's: %v", err)
	}
	for _, chunk := range m.Chunks {
		if c, err = w.content.Resolve(root, []string{chunk.File}); err != nil || c.String() != chunk.CID {
			w.t.Fatalf("chunk %d is %s in the folder: %v", chunk.Index, c, err)
		}
	}
	return m
}

func TestWhatCannotBeReadIsKept(t *testing.T) {
	w := newWorld(t)
	w.now(9100)
	w.record(4)
	w.spool.segments[1].Facts.Tracks, w.spool.segments[1].Facts.Faults = nil, []string{"not a transport stream"}
	w.maker.bad = map[uint64]bool{4: true}
	w.now(14_501)
	s := w.quiesce()
	m := w.manifest(s.Manifest)
	if len(m.Chunks) != 2 || len(m.Damaged) != 2 || m.Damaged[0].After != 0 || m.Damaged[0].Why != "not a transport stream" || m.Damaged[1].After != 1 {
		t.Fatalf("%+v", m)
	}
	for _, d := range m.Damaged {
		if _, err := w.content.Stat(mustCID(d.CID)); err != nil {
			t.Error(err)
		}
	}
}

// TestFailureIsNotDamage: what fails for another reason than the segments' bytes is tried again, and nothing is given up.
func TestFailureIsNotDamage(t *testing.T) {
	w := newWorld(t)
	w.now(9100)
	w.record(6)
	w.maker.fail = errors.New("no such program")
	if _, err := w.look(); err == nil || !strings.Contains(err.Error(), "no such program") {
		t.Fatalf("got %v", err)
	}
	w.maker.fail = nil
	if s := w.quiesce(); len(s.Chunks) != 1 || len(w.ledger().damaged) != 0 {
		t.Fatalf("%+v", s)
	}
}

func TestOutsideTheWindow(t *testing.T) {
	w := newWorld(t)
	w.now(8_000)
	w.record(3) // a rehearsal
	if s := w.quiesce(); s.Standing != "waiting" || len(s.Chunks) != 0 {
		t.Fatalf("%+v", s)
	}
	w.now(14_480)
	w.record(5) // the last three are too late
	w.now(14_600)
	s := w.quiesce()
	if len(s.Chunks) != 1 || s.Chunks[0].Seconds != 20 || !s.Complete || w.spool.released != 8 {
		t.Fatalf("%+v; let go up to %d", s, w.spool.released)
	}
}

func TestNothingRecorded(t *testing.T) {
	w := newWorld(t)
	w.now(20_000)
	if s := w.quiesce(); s.Standing != "none" {
		t.Fatalf("%+v", s)
	}
	if r, _ := w.look(); !r.Settled {
		t.Errorf("it is looked at again: %+v", r)
	}
}

func TestUnfinishedFilesAreWaitedFor(t *testing.T) {
	w := newWorld(t)
	w.now(9100)
	w.record(2)
	w.now(14_501)
	w.spool.open = true
	for range 3 {
		if _, err := w.look(); err != nil {
			t.Fatal(err)
		}
	}
	if s := w.state(); s.Standing != "closing" || len(s.Chunks) != 0 {
		t.Fatalf("%+v", s)
	}
	w.wall = w.wall.Add(time.Minute) // not for ever
	if s := w.quiesce(); !s.Complete {
		t.Fatalf("%+v", s)
	}
}

func TestCommands(t *testing.T) {
	w := newWorld(t)
	w.now(5_000)
	if err := w.r.Command(t.Context(), creator, event, Start); err != nil {
		t.Fatal(err)
	}
	w.record(7)
	if s := w.quiesce(); s.Standing != "recording" || len(s.Chunks) != 1 {
		t.Fatalf("started: %+v", s)
	}
	if err := w.r.Command(t.Context(), creator, event, Stop); err != nil {
		t.Fatal(err)
	}
	w.now(w.time + 1)
	if s := w.quiesce(); !s.Complete || len(s.Chunks) != 2 {
		t.Fatalf("stopped: %+v", s)
	}
	w.record(1)
	if err := w.r.Command(t.Context(), creator, event, Start); err != nil {
		t.Fatal(err)
	}
	w.record(7)
	if s := w.quiesce(); s.Complete || len(s.Chunks) != 3 {
		t.Fatalf("started again: %+v", s)
	}
	if err := w.r.Command(t.Context(), creator, 99, Start); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown event: %v", err)
	}
}

// TestCommandsAreBounded: who leads an event of its own does not fill the journal by it, and does not keep an operator from stopping it.
func TestCommandsAreBounded(t *testing.T) {
	w := newWorld(t)
	w.now(5_000)
	for i := range maxCommands {
		if err := w.r.Command(t.Context(), creator, event, []string{Start, Stop}[i%2]); err != nil {
			t.Fatal(err)
		}
	}
	var no *srs.Denied
	if err := w.r.Command(t.Context(), creator, event, Start); !errors.As(err, &no) || no.Status != http.StatusTooManyRequests {
		t.Errorf("one more: %v", err)
	}
	if n := len(w.ledger().commands); n != maxCommands {
		t.Errorf("%d commands are journalled", n)
	}
	if err := w.r.Command(t.Context(), common.Address{1}, event, Stop); err != nil {
		t.Errorf("an operator: %v", err)
	}
}

// TestUploadsWithoutAList: chunks are brought to targets although no manifest of them can be written.
func TestUploadsWithoutAList(t *testing.T) {
	w := newWorld(t)
	w.options.Targets = []content.Target{named("kubo")}
	w.start()
	w.now(9100)
	var err error
	for i := range 5 { // five versions of a program with a long name
		if err != nil {
			t.Fatal(err)
		}
		w.r.Tool = fmt.Sprint(i, strings.Repeat("x", content.MaxJSON/5))
		w.record(6)
		_, err = w.look()
	}
	if !errors.Is(err, content.ErrJSON) {
		t.Fatalf("a manifest of more than %d bytes: %v", content.MaxJSON, err)
	}
	want := w.ledger().chunks[4].CID
	if n := len(w.line.jobs); n == 0 || w.line.jobs[n-1].CID.String() != want {
		t.Errorf("chunk %s is not brought: %+v", want, w.line.jobs)
	}
}

func TestUploads(t *testing.T) {
	w := newWorld(t)
	w.options.Targets = []content.Target{named("kubo"), named("pinata")}
	w.options.RemoveSources = true
	w.start()
	w.now(9100)
	w.line.down = map[string]bool{"kubo": true, "pinata": true}
	w.record(13)
	w.now(14_501)
	s := w.quiesce()
	if s.Complete || s.Standing != "closing" || s.Why == "" || len(s.Chunks) != 3 || s.Chunks[0].Uploads[0].Standing != "failing" {
		t.Fatalf("targets are down: %+v", s)
	}
	if len(w.spool.removed) != 0 {
		t.Error("sources were removed before a target had them")
	}
	w.line.down = map[string]bool{"pinata": true}
	if s = w.quiesce(); !s.Complete || s.Chunks[2].Uploads[0].Standing != "done" || s.Chunks[2].Uploads[1].Standing != "failing" {
		t.Fatalf("one is back: %+v", s)
	}
	if len(w.spool.removed) != 13 {
		t.Errorf("sources of %d are removed", len(w.spool.removed))
	}
	w.line.down = nil
	if s = w.quiesce(); s.Chunks[0].Uploads[1].Standing != "done" {
		t.Fatalf("both are back: %+v", s)
	}
	// Three chunks and the folder, twice.
	if w.line.sent != 8 {
		t.Errorf("%d uploads", w.line.sent)
	}
}

func TestEviction(t *testing.T) {
	for keep, left := range map[string]int{"forever": 2, "days": 0, "verified": 0} {
		t.Run(keep, func(t *testing.T) {
			w := newWorld(t)
			w.options.Targets, w.options.Keep = []content.Target{named("kubo"), named("pinata")}, keep
			w.start()
			w.line.down = map[string]bool{"kubo": true, "pinata": true}
			w.now(9100)
			w.record(12)
			w.now(14_501)
			count := func() (n int) {
				for _, c := range w.quiesce().Chunks {
					if c.Local {
						n++
					}
				}
				return n
			}
			w.wall = w.wall.AddDate(1, 0, 0)
			if n := count(); n != 2 {
				t.Fatalf("%d chunks are here while no target has them", n)
			}
			w.line.down = map[string]bool{"pinata": true}
			w.wall = time.Now() // receipts carry the wall's time
			w.start()
			w.quiesce()
			w.wall = w.wall.AddDate(0, 0, 4)
			if n := count(); n != 2 {
				t.Fatalf("%d chunks are here while a target lacks them", n)
			}
			w.line.down = nil
			w.wall = time.Now()
			w.start()
			if n := count(); keep != "verified" && n != 2 {
				t.Fatalf("%d chunks are here at once", n)
			}
			w.wall = w.wall.AddDate(0, 0, 3)
			if n := count(); n != left {
				t.Fatalf("%d chunks are here after three days", n)
			}
			if m := w.manifest2(w.state().Manifest); len(m.Chunks) != 2 {
				t.Error("the manifest is gone")
			}
		})
	}
}

// manifest2 reads the document alone.
func (w *world) manifest2(folder string) *manifest.Manifest {
	w.t.Helper()
	c, err := w.content.Resolve(mustCID(folder), []string{manifest.DocumentName})
	if err != nil {
		w.t.Fatal(err)
	}
	raw, err := w.content.Get(c, content.MaxJSON)
	if err != nil {
		w.t.Fatal(err)
	}
	m, err := manifest.Parse(raw)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// TestDocumentIsGivenSparingly: the event's document learns of the first chunks at once and of later ones in tens.
func TestDocumentIsGivenSparingly(t *testing.T) {
	w := newWorld(t)
	w.now(9100)
	given := func() (n int) {
		v, err := w.s.View()
		if err != nil {
			t.Fatal(err)
		}
		defer v.Release()
		for r, err := range v.Receipts(store.WorkKey{Reactor: "metadata", EventID: event}) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Kind == "late:recording" {
				n++
			}
		}
		return n
	}
	for range 23 {
		w.record(6)
		w.quiesce()
	}
	if n := given(); n != 5 { // 1, 2, 3, 13, 23
		t.Errorf("given %d times for 23 chunks", n)
	}
	w.now(14_501)
	if w.quiesce(); given() != 6 {
		t.Errorf("given %d times in the end", given())
	}
}

// TestNoRecordingIsEndless: an event may last for years; its recording ends with the hour that it may have, and is complete.
func TestNoRecordingIsEndless(t *testing.T) {
	w := newWorld(t)
	w.options.Longest = 2 * time.Minute
	w.start()
	w.now(9100)
	w.record(20)
	s := w.quiesce()
	if !s.Complete || len(s.Chunks) != 2 || !strings.Contains(s.Why, "archive.max_hours") {
		t.Fatalf("%+v", s)
	}
	w.record(9)
	if s = w.quiesce(); len(s.Chunks) != 2 || !s.Complete || w.spool.released != 29 {
		t.Fatalf("it goes on: %+v; let go up to %d", s, w.spool.released)
	}
}

// A show that is recorded in time has some of its chunks decoded; one that is behind, none for which the next chunk would wait.
func TestSamplesWaitForNobody(t *testing.T) {
	const minutes = 20
	decoded := func(c []store.ArchiveChunk) (which []int) {
		for _, x := range c {
			if x.Checked == "decoded" {
				which = append(which, x.Index)
			}
		}
		return which
	}
	w := newWorld(t)
	w.now(10_000)
	for range minutes {
		w.record(6)
		if _, err := w.look(); err != nil {
			t.Fatal(err)
		}
	}
	timely := w.quiesce().Chunks
	late := newWorld(t)
	late.now(10_000)
	late.record(6 * minutes)
	atOnce := late.quiesce().Chunks
	if len(timely) != minutes || len(atOnce) != minutes {
		t.Fatalf("%d and %d chunks, want %d of each", len(timely), len(atOnce), minutes)
	}
	for i := range timely {
		if timely[i].CID != atOnce[i].CID {
			t.Fatalf("chunk %d is %s in time and %s late", i, timely[i].CID, atOnce[i].CID)
		}
	}
	in, behind := decoded(timely), decoded(atOnce)
	if len(in) == 0 || len(behind) > 1 || len(behind) == 1 && behind[0] != minutes-1 {
		t.Errorf("decoded are %v in time and %v behind, want some and at most the last", in, behind)
	}
}
