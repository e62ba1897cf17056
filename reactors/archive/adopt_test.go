package archive

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// library has the event's document and what the content store has.
type library struct {
	w        *world
	document any
	asked    int
	down     bool
}

const documentURI = "ipfs://document"

func (l *library) FetchJSON(_ context.Context, uri string) (fetch.Document, error) {
	if uri == documentURI {
		l.asked++
		if l.down {
			return fetch.Document{}, &fetch.Temporary{Err: errors.New("no gateway answers")}
		}
		raw, err := json.Marshal(l.document)
		return fetch.Document{Body: raw}, err
	}
	path := strings.Split(strings.TrimPrefix(uri, "ipfs://"), "/")
	root, err := cid.Decode(path[0])
	if err != nil {
		return fetch.Document{}, err
	}
	c, err := l.w.content.Resolve(root, path[1:])
	if err != nil {
		return fetch.Document{}, err
	}
	raw, err := l.w.content.Get(c, content.MaxJSON)
	return fetch.Document{Body: raw}, err
}

// forgets loses index and receipts.
func (w *world) forgets() {
	w.t.Helper()
	w.s.Close()
	w.s, w.block = nil, 0
	for _, dir := range []string{"index", "receipts"} {
		if err := os.RemoveAll(filepath.Join(w.dir, dir)); err != nil {
			w.t.Fatal(err)
		}
	}
	w.start()
}

func TestLostReceiptsAreAdopted(t *testing.T) {
	w := newWorld(t)
	books := &library{w: w}
	w.options.Documents, w.uri = books, documentURI
	w.start()
	w.now(9100)
	w.record(13)
	w.now(14_501)
	want := w.quiesce()
	books.document = map[string]any{"name": "x", "recording": map[string]any{"manifest": want.Manifest}}
	w.forgets()
	got := w.quiesce()
	if got.Standing != "complete" || got.Manifest != want.Manifest || len(got.Chunks) != 3 || got.Chunks[2].CID != want.Chunks[2].CID || got.Chunks[2].Session != 1 {
		t.Fatalf("%+v", got)
	}
}

// TestReceiptsLostWhileItRuns: what the document does not say yet and the spool has let go is named as missing; the rest goes on.
func TestReceiptsLostWhileItRuns(t *testing.T) {
	w := newWorld(t)
	books := &library{w: w}
	w.options.Documents, w.uri = books, documentURI
	w.start()
	w.now(9100)
	w.record(6)
	first := w.quiesce()
	books.document = map[string]any{"recording": map[string]any{"manifest": first.Manifest}}
	w.record(7)
	if s := w.quiesce(); len(s.Chunks) != 2 {
		t.Fatalf("%+v", s)
	}
	w.forgets()
	w.record(6)
	w.now(14_501)
	s := w.quiesce()
	m := w.manifest(s.Manifest)
	if !s.Complete || s.Chunks[0].CID != first.Chunks[0].CID || len(m.Damaged) != 6 || len(m.Chunks) != 3 || m.Chunks[1].Session != 2 || m.Seconds() != 130 {
		t.Fatalf("%+v", m)
	}
}

// TestAdoptionIsCut kills the process before each receipt of an adoption, while no gateway answers next: the recording is whole in the
// end, and the document is not given a part of it.
func TestAdoptionIsCut(t *testing.T) {
	for at := 1; at <= 5; at++ {
		w := newWorld(t)
		books := &library{w: w}
		w.options.Documents, w.uri = books, documentURI
		w.start()
		w.now(9100)
		w.record(13)
		w.now(14_501)
		want := w.quiesce()
		books.document = map[string]any{"recording": map[string]any{"manifest": want.Manifest}}
		w.forgets()
		n := 0
		w.r.at = func(string) {
			if n++; n == at {
				panic(killed{})
			}
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Fatalf("there is no point %d", at)
				}
			}()
			w.quiesce()
		}()
		books.down = true
		w.start()
		for range 3 {
			if _, err := w.look(); err != nil {
				t.Fatal(err)
			}
		}
		if l := w.ledger(); at < 5 && l.handed != nil {
			t.Errorf("killed at point %d: a part is given to the document: %+v", at, l.handed)
		}
		books.down = false
		w.wall = w.wall.Add(time.Hour)
		if s := w.quiesce(); !s.Complete || s.Manifest != want.Manifest || len(s.Chunks) != 3 {
			t.Fatalf("killed at point %d: %+v", at, s)
		}
	}
}

// TestJournalFromABackup restores a journal that knows the first chunk only, when the recording is complete and while it runs: what the
// document names besides is adopted, and it is not given less than it names.
func TestJournalFromABackup(t *testing.T) {
	for _, over := range []bool{true, false} {
		w := newWorld(t)
		books := &library{w: w}
		w.options.Documents, w.uri = books, documentURI
		w.start()
		w.now(9100)
		w.record(6)
		w.quiesce()
		backup := filepath.Join(w.dir, "backup")
		if err := os.CopyFS(backup, os.DirFS(filepath.Join(w.dir, "receipts"))); err != nil {
			t.Fatal(err)
		}
		w.record(7)
		if over {
			w.now(14_501)
		}
		want := w.quiesce()
		books.document = map[string]any{"recording": map[string]any{"manifest": want.Manifest}}
		w.forgets()
		w.s.Close()
		w.s, w.block = nil, 0
		for _, dir := range []string{"index", "receipts"} {
			if err := os.RemoveAll(filepath.Join(w.dir, dir)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Rename(backup, filepath.Join(w.dir, "receipts")); err != nil {
			t.Fatal(err)
		}
		w.start()
		w.now(14_501)
		s := w.quiesce()
		if m := w.manifest(s.Manifest); !s.Complete || len(m.Chunks) != 3 || len(m.Damaged) != 0 || m.Chunks[1].CID != want.Chunks[1].CID {
			t.Errorf("over %v: %+v", over, m)
		}
	}
}

// TestGatewaysDownForHours: a recording that nothing is remembered of is adopted when a gateway answers again, however late.
func TestGatewaysDownForHours(t *testing.T) {
	w := newWorld(t)
	books := &library{w: w, down: true}
	w.options.Documents, w.uri = books, documentURI
	w.start()
	w.now(9100)
	w.record(13)
	w.now(14_501)
	want := w.quiesce()
	books.document = map[string]any{"recording": map[string]any{"manifest": want.Manifest}}
	w.forgets()
	for begin := w.wall; w.wall.Before(begin.Add(6 * time.Hour)); {
		r, err := w.look()
		if err != nil || r.Settled || r.WallAt.IsZero() {
			t.Fatalf("%+v, %v", r, err)
		}
		w.wall = r.WallAt
	}
	if books.asked > 2*adoptTries {
		t.Errorf("asked %d times", books.asked)
	}
	books.down = false
	w.wall = w.wall.Add(12 * time.Hour)
	if s := w.quiesce(); s.Manifest != want.Manifest || !s.Complete {
		t.Fatalf("%+v", s)
	}
}

func TestNotAdopted(t *testing.T) {
	for name, document := range map[string]any{
		"no recording":      map[string]any{"name": "x"},
		"not an object":     []int{1},
		"no manifest there": map[string]any{"recording": map[string]any{"manifest": "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi"}},
		"not a CID":         map[string]any{"recording": map[string]any{"manifest": "../../etc"}},
	} {
		w := newWorld(t)
		books := &library{w: w, document: document}
		w.options.Documents, w.uri = books, documentURI
		w.start()
		w.now(14_501)
		if s := w.quiesce(); s.Standing != "none" || len(s.Chunks) != 0 {
			t.Errorf("%s: %+v", name, s)
		}
		if books.asked != 1 {
			t.Errorf("%s: asked %d times", name, books.asked)
		}
	}
}

// pretender is a library with a manifest of so many chunks that nobody made, as anybody can have an event's document name one.
type pretender struct {
	w      *world
	chunks int
}

func (p *pretender) FetchJSON(_ context.Context, uri string) (fetch.Document, error) {
	if uri == documentURI {
		return fetch.Document{Body: []byte(`{"recording": {"manifest": "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi"}}`)}, nil
	}
	id := p.w.s.Identity()
	m := manifest.Manifest{Version: manifest.Version, ChainID: id.ChainID, EventFactory: id.EventFactory, EventID: event, Complete: true, Sessions: []manifest.Session{{Session: 1}}}
	for i := range p.chunks {
		m.Chunks = append(m.Chunks, manifest.Chunk{Index: i, File: manifest.FileName(i), CID: content.CID([]byte{byte(i), byte(i >> 8)}).String(), Size: 2, Init: 1, Seconds: 60, Session: 1,
			Tracks: []manifest.Track{{Kind: "video", Timescale: 1, Units: 1}}})
	}
	raw, err := json.Marshal(m)
	return fetch.Document{Body: raw}, err
}

// TestAdoptionsOfADay: one creator's documents do not fill the journal; over the limit a recording waits for the next day, also after a
// restart.
func TestAdoptionsOfADay(t *testing.T) {
	w := newWorld(t)
	p := &pretender{w: w, chunks: 30}
	w.options.Documents, w.uri = p, documentURI
	w.start()
	w.now(14_501)
	today := w.wall.UTC().Truncate(24 * time.Hour)
	raw, err := json.Marshal(chunk{Adopted: true})
	if err != nil {
		t.Fatal(err)
	}
	b := w.s.Begin()
	other := b.Event(event + 1)
	other.ID, other.Known, other.Creator = event+1, true, creator
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	for range 10 { // of another event of the same creator
		if _, err := w.s.Record(store.Receipt{Reactor: Name, EventID: event + 1, Kind: kindChunk, Time: uint64(w.wall.Unix()), Data: raw}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		w.start()
		w.r.adopted = adoptionsOf(39, 1000)
		var r reactors.Result
		for range 4 { // until the window is closed
			var err error
			if r, err = w.look(); err != nil {
				t.Fatal(err)
			}
		}
		if !strings.Contains(r.Waits, "adopted later") || len(w.ledger().chunks) != 0 {
			t.Fatalf("over the limit: %+v", r)
		}
		if !r.WallAt.Equal(today.Add(24 * time.Hour)) {
			t.Errorf("looks again at %s", r.WallAt)
		}
	}
	w.wall = today.Add(24 * time.Hour)
	if s := w.quiesce(); len(s.Chunks) != 30 {
		t.Errorf("the next day: %+v", s)
	}
}

// TestAPathIsNoRecording: a document that names its manifest by a path, or in another form than ours, would be readable, and what is
// adopted is asked for by its CID at every later look.
func TestAPathIsNoRecording(t *testing.T) {
	w := newWorld(t)
	books := &library{w: w}
	w.options.Documents, w.uri = books, documentURI
	w.options.Targets = []content.Target{named("kubo")}
	w.start()
	w.now(9100)
	w.record(6)
	w.now(14_501)
	root := mustCID(w.quiesce().Manifest)
	outer, err := w.content.PutDirectory(t.Context(), []content.Entry{{Name: "x", CID: root}})
	if err != nil {
		t.Fatal(err)
	}
	books.document = map[string]any{"recording": map[string]any{"manifest": outer.String() + "/x"}}
	w.line.has = map[string]map[string][]byte{}
	w.forgets()
	if s := w.quiesce(); s.Standing != "none" || len(s.Chunks) != 0 || s.Manifest != "" {
		t.Fatalf("%+v", s)
	}
}
