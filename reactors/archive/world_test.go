package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/reactors/archive/spool"
	"github.com/haus25/backend/reactors/archive/upload"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// world is a reactor on a real store and real content, with a spool, a maker and targets of the test's.
type world struct {
	t       *testing.T
	dir     string
	s       *store.Store
	content *content.Store
	r       *Reactor
	options Options

	spool *heap
	maker *joiner
	line  *line

	uri         string // of the event's document
	block, time uint64
	wall        time.Time
}

const event = 7

var creator = common.HexToAddress("0xc0ffee0000000000000000000000000000000000")

func newWorld(t *testing.T) *world {
	w := &world{t: t, dir: t.TempDir(), time: 9_000, wall: time.Unix(1_800_000_000, 0)}
	w.spool = &heap{dir: filepath.Join(w.dir, "heap"), free: 1 << 40}
	w.maker, w.line = &joiner{}, &line{has: map[string]map[string][]byte{}}
	for _, dir := range []string{"heap", "scratch", "content"} {
		if err := os.Mkdir(filepath.Join(w.dir, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	w.options = Options{Mode: "copy", Lead: 900, Grace: 900, Keep: "forever", KeepDays: 3, Bitrate: 4000, Settle: time.Second}
	w.start()
	t.Cleanup(func() { w.s.Close() })
	return w
}

// start begins a process on what is on the disk.
func (w *world) start() {
	w.t.Helper()
	var err error
	if w.s != nil {
		w.s.Close()
	}
	if w.s, err = store.Open(store.Options{Dir: w.dir}); err != nil {
		w.t.Fatal(err)
	}
	if w.content, err = content.Open(content.Options{Dir: filepath.Join(w.dir, "content")}); err != nil {
		w.t.Fatal(err)
	}
	o := w.options
	o.Store, o.Content, o.Spool, o.Maker, o.Scratch = w.s, w.content, w.spool, w.maker, filepath.Join(w.dir, "scratch")
	o.Log = slog.New(slog.DiscardHandler)
	if len(o.Targets) > 0 {
		o.Uploader = w.line
	}
	w.r = New(o)
	w.line.r = w.r
	w.now(w.time)
}

// now moves chain time; the wall's follows.
func (w *world) now(at uint64) {
	w.t.Helper()
	w.wall = w.wall.Add(time.Duration(max(at, w.time)-w.time) * time.Second)
	w.time = max(at, w.time)
	w.block++
	b := w.s.Begin()
	e := b.Event(event)
	e.ID, e.Known, e.Creator, e.StartDate, e.RegisteredEnd = event, true, creator, 10_000, 13_600
	e.MetadataURI = w.uri
	e.Kiosk = common.HexToAddress("0x01")
	b.Touch(Name, event)
	b.Advance(store.Ref{Number: w.block, Hash: common.BigToHash(common.Big1), Time: w.time}, w.block)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

// look makes one attempt, a second later.
func (w *world) look() (reactors.Result, error) {
	w.wall = w.wall.Add(time.Second)
	a, err := reactors.NewAttempt(w.s, Name, event, w.wall, slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	defer a.View.Release()
	r, err := w.r.Reconcile(w.t.Context(), a)
	if err == nil && r.State != nil {
		b := w.s.Begin()
		b.SetState(event, r.State)
		if err := b.Commit(); err != nil {
			w.t.Fatal(err)
		}
	}
	return r, err
}

// quiesce looks until nothing is to be done.
func (w *world) quiesce() *store.ArchiveState {
	w.t.Helper()
	for range 20 {
		if _, err := w.look(); err != nil {
			w.t.Fatal(err)
		}
		if err := w.line.work(w.content); err != nil {
			w.t.Fatal(err)
		}
	}
	return w.state()
}

func (w *world) state() *store.ArchiveState {
	w.t.Helper()
	v, err := w.s.View()
	if err != nil {
		w.t.Fatal(err)
	}
	defer v.Release()
	s := &store.ArchiveState{}
	if err := v.State(event, s); err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) ledger() *ledger {
	w.t.Helper()
	v, err := w.s.View()
	if err != nil {
		w.t.Fatal(err)
	}
	defer v.Release()
	l, err := readLedger(v, store.WorkKey{Reactor: Name, EventID: event})
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

// record puts n segments of ten seconds into the spool, from chain time now on.
func (w *world) record(n int) {
	for range n {
		w.now(w.time + 10)
		w.spool.add(w.t, w.time, time.Unix(1_800_000_000+int64(w.time), 0)) // the same in every run
	}
}

// heap is a spool of the test's.
type heap struct {
	dir  string
	free uint64
	low  bool
	open bool // the media server has something unfinished

	mu       sync.Mutex
	segments []spool.Segment
	released uint64
	forgot   int
	removed  map[uint64]bool // sources
	refuse   error           // to remove sources
	torn     map[uint64]bool // lines that cannot be read
	session  uint64
}

func (h *heap) add(t *testing.T, chain uint64, wall time.Time) *spool.Segment {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	n := uint64(len(h.segments) + 1)
	raw := bytes.Repeat([]byte{byte(n), byte(n >> 8)}, 94*50)
	if err := os.WriteFile(h.path(n), raw, 0o644); err != nil {
		t.Fatal(err)
	}
	s := segment(n, max(h.session, 1), int64(n), int64(n)*10*media.Ticks, 10)
	sum := sha256.Sum256(raw)
	s.Written, s.Chain = wall.UnixMilli(), chain
	s.Facts.Size, s.Facts.SHA256 = int64(len(raw)), hex.EncodeToString(sum[:])
	h.segments = append(h.segments, s)
	return &h.segments[n-1]
}

func (h *heap) path(n uint64) string                          { return filepath.Join(h.dir, fmt.Sprint(n)) }
func (h *heap) Path(_ uint64, n uint64) string                { return h.path(n) }
func (h *heap) Low() bool                                     { return h.low }
func (h *heap) Free() (uint64, error)                         { return h.free, nil }
func (h *heap) Settled(context.Context, uint64) (bool, error) { return !h.open, nil }

func (h *heap) RemoveSources(_ uint64, of func(n uint64) bool) (int, error) {
	if h.refuse != nil {
		return 0, h.refuse
	}
	if h.removed == nil {
		h.removed = map[uint64]bool{}
	}
	for i := range h.segments[h.forgot:] {
		if n := uint64(h.forgot + i + 1); of(n) {
			h.removed[n] = true
		}
	}
	return 0, nil
}

func (h *heap) Ledger(_, after uint64) ([]spool.Segment, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	lines := slices.Clone(h.segments[max(int(after), h.forgot):])
	if len(h.torn) > 0 && h.forgot == 0 {
		return slices.DeleteFunc(lines, func(s spool.Segment) bool { return h.torn[s.N] }), spool.ErrDamaged
	}
	return lines, nil
}

func (h *heap) Forget(uint64) error {
	if err := h.Release(0, uint64(len(h.segments))); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forgot = len(h.segments)
	return nil
}

func (h *heap) Release(_, through uint64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for n := h.released + 1; n <= through; n++ {
		if err := os.Remove(h.path(n)); err != nil {
			return err
		}
		h.released = n
	}
	return nil
}

// joiner makes a chunk by putting the segments' bytes behind each other.
type joiner struct {
	bad   map[uint64]bool // segments that cannot be joined
	modes []media.Mode
	fail  error
}

func (j *joiner) Make(_ context.Context, mode media.Mode, job media.Job, out string) (media.Chunk, error) {
	if j.fail != nil {
		return media.Chunk{}, j.fail
	}
	all := []byte("joined: ")
	frames := 0
	for _, s := range job.Sources {
		if j.bad[s.N] {
			return media.Chunk{}, fmt.Errorf("segment %d: %w", s.N, media.ErrEmpty)
		}
		raw, err := os.ReadFile(s.Path)
		if err != nil {
			return media.Chunk{}, err
		}
		all = append(all, raw...)
		frames += s.Facts.Tracks[0].Units
	}
	j.modes = append(j.modes, mode)
	last := job.Start() + int64(frames-1)*3600
	return media.Chunk{Mode: mode, Contents: media.Contents{Size: int64(len(all)), Init: 8, Tracks: []media.Line{{Kind: "video", Codec: "avc1", Timescale: media.Ticks,
		Units: frames, FirstDTS: job.Start(), LastDTS: last, FirstPTS: job.Start(), LastPTS: last, Step: 3600}}}}, os.WriteFile(out, all, 0o644)
}

func (j *joiner) Decode(context.Context, string, media.Contents) ([]string, error) { return nil, nil }

// line is an uploader to targets of the test's.
type line struct {
	r    *Reactor
	jobs []upload.Job
	has  map[string]map[string][]byte // by target and CID
	down map[string]bool
	sent int
}

func (l *line) Want(_ uint64, jobs []upload.Job) { l.jobs = jobs }

func (l *line) Retry() {}

func (l *line) Standing(uint64) (out []upload.Standing) {
	for _, j := range l.jobs {
		for _, t := range j.Targets {
			if l.down[t] {
				out = append(out, upload.Standing{CID: j.CID, Target: t, Standing: "failing", Why: "it is down"})
			}
		}
	}
	return out
}

// work uploads all that is wanted.
func (l *line) work(s *content.Store) error {
	for _, j := range l.jobs {
		for _, t := range j.Targets {
			if l.down[t] {
				continue
			}
			if _, there := into(l.has, t)[j.CID.String()]; there {
				return fmt.Errorf("%s has %s already", t, j.CID)
			}
			var raw []byte
			if !j.Folder {
				f, err := s.Open(j.CID)
				if err != nil {
					return err
				}
				raw, err = io.ReadAll(f)
				if err := errors.Join(err, f.Close()); err != nil {
					return err
				}
			}
			into(l.has, t)[j.CID.String()] = raw
			l.sent++
			if err := l.r.Uploaded(j, content.Receipt{Target: t, CID: j.CID}); err != nil {
				return err
			}
		}
	}
	l.jobs = nil
	return nil
}

// named is a target that is known by its name alone.
type named string

func (n named) Name() string { return string(n) }

func (n named) Upload(context.Context, cid.Cid, string, int64, func() (io.ReadSeekCloser, error)) (content.Receipt, error) {
	panic("the test's line uploads")
}
