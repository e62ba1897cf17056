package spool

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/reactors/archive/media"
)

// epoch is where tests' clocks begin: before the real time, so that no folder looks quieter than it is.
var epoch = time.Unix(1_600_000_000, 0)

// world is a media server's folder, a spool that follows it, and a clock that stands still until it is moved.
type world struct {
	t     testing.TB
	hls   string
	o     Options
	s     *Spool
	clock time.Time
}

func newWorld(t testing.TB, change ...func(*Options)) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{t: t, hls: filepath.Join(dir, "hls"), clock: epoch}
	w.o = Options{Dir: filepath.Join(dir, "spool"), HLSDir: w.hls, Probe: fakeProbe, deaf: true}
	for _, f := range change {
		f(&w.o)
	}
	if err := os.MkdirAll(filepath.Join(w.hls, "live"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.open()
	return w
}

// open opens the spool, anew after what a kill would leave.
func (w *world) open() {
	w.t.Helper()
	s, err := Open(w.o)
	if err != nil {
		w.t.Fatal(err)
	}
	s.now = func() time.Time { return w.clock }
	w.s = s
}

// scan has everything looked at and taken that is finished.
func (w *world) scan() {
	w.t.Helper()
	for w.s.round(context.Background(), true, nil).more {
	}
}

func (w *world) pass(d time.Duration) { w.clock = w.clock.Add(d) }

// fake is what a made-up segment says of itself, where fakeProbe finds it.
type fake struct {
	First, Last, Step int64
	Params            string
	Filler            string // makes bytes differ that say the same
}

// bytes are whole packets, n of them.
func (f fake) bytes(n int) []byte {
	raw, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	return append(append(raw, '\n'), bytes.Repeat([]byte{'.'}, n*packet-len(raw)-1)...)
}

// at is the fake segment number i of a session: ten seconds of 30 frames a second.
func at(i int) fake {
	return fake{First: int64(i) * 900_000, Last: int64(i+1)*900_000 - 3000, Step: 3000, Params: "p"}
}

// fakeProbe has Probe's promise: it copies, hashes, and says what the bytes say.
func fakeProbe(r io.Reader, into io.Writer) (media.Facts, error) {
	var all bytes.Buffer
	n, err := io.Copy(io.MultiWriter(into, &all), r)
	if err != nil {
		return media.Facts{}, err
	}
	sum := sha256.Sum256(all.Bytes())
	facts := media.Facts{Size: n, SHA256: hex.EncodeToString(sum[:])}
	var f fake
	if line, _, ok := bytes.Cut(all.Bytes(), []byte("\n")); ok && json.Unmarshal(line, &f) == nil {
		facts.Tracks = []media.Track{{PID: 256, Kind: "video", Codec: "h264", Params: f.Params, Units: int((f.Last-f.First)/max(f.Step, 1)) + 1, FirstDTS: f.First, LastDTS: f.Last, Step: f.Step}}
	}
	return facts, nil
}

// put writes a file in place, as it is at the clock's time.
func (w *world) put(name string, content []byte) {
	w.t.Helper()
	path := filepath.Join(w.hls, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		w.t.Fatal(err)
	}
	w.stamp(name)
}

func (w *world) stamp(name string) {
	w.t.Helper()
	if err := os.Chtimes(filepath.Join(w.hls, name), w.clock, w.clock); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) rename(from, to string) {
	w.t.Helper()
	if err := os.Rename(filepath.Join(w.hls, from), filepath.Join(w.hls, to)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) remove(name string) {
	w.t.Helper()
	if err := os.Remove(filepath.Join(w.hls, name)); err != nil {
		w.t.Fatal(err)
	}
}

// serve writes a segment as SRS does: under a temporary name, which the spool sees, then under its own.
func (w *world) serve(name string, content []byte) {
	w.t.Helper()
	w.put(name+".tmp", content)
	w.scan()
	w.rename(name+".tmp", name)
	w.scan()
}

func (w *world) ledger(event uint64) []Segment {
	w.t.Helper()
	out, err := w.s.Ledger(event, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// told writes a ledger down for comparison: number, session, name, and what began the session.
func told(segments []Segment) string {
	var b strings.Builder
	for _, s := range segments {
		fmt.Fprintf(&b, "%d/%d %s", s.N, s.Session, s.Name)
		if s.Partial {
			b.WriteString(" partial")
		}
		if s.Why != "" {
			b.WriteString(" (" + s.Why + ")")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// want compares an event's ledger, lines given as told writes them, and every file with its line.
func (w *world) want(event uint64, lines ...string) {
	w.t.Helper()
	segments := w.ledger(event)
	if got, want := told(segments), strings.Join(append(lines, ""), "\n"); got != want {
		w.t.Fatalf("event %d has\n%swant\n%s", event, got, want)
	}
	for _, s := range segments {
		f, err := w.s.Open(event, s.N)
		if err != nil {
			w.t.Fatal(err)
		}
		h := sha256.New()
		n, err := io.Copy(h, f)
		f.Close()
		if sum := hex.EncodeToString(h.Sum(nil)); err != nil || n != s.Facts.Size || sum != s.Facts.SHA256 {
			w.t.Fatalf("segment %d of event %d: %d bytes, %s, %v; its line says %d, %s", s.N, event, n, sum, err, s.Facts.Size, s.Facts.SHA256)
		}
	}
}
