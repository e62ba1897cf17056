package spool

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/store/content"
)

var (
	// ErrDamaged says that a ledger is not as it was written: a disk's fault, or a hand in the folder.
	ErrDamaged = errors.New("the ledger of a recording is damaged")
	// ErrFull says that there is no room; the error's text says how to mend it.
	ErrFull = errors.New("no room for recording")
)

// Options say what is recorded and where to. Dir and HLSDir are required.
type Options struct {
	// Dir is the spool's folder, made when it is not there. One process at a time may have it open.
	Dir string
	// HLSDir is where the media server writes: {App}/{stream}/*.ts or {App}/{stream}-{seq}.ts. It need not be there yet.
	HLSDir string
	// App is the application whose streams are recorded, default live.
	App string
	// MinFree is how many bytes should stay free on the disk: below, [Status.Low] says that whoever can spare work that fills it
	// should. Recording goes on until fewer than Floor would be left.
	MinFree, Floor uint64
	// Clock tells chain time, Unix seconds; false while it is not known. Nil: it never is.
	Clock func() (now uint64, ok bool)
	// Touched, when not nil, is told of an event after a segment of it was entered. It must return soon.
	Touched func(event uint64)
	// Made tells what was made of an event's segments, as it is remembered elsewhere: the number of the last, and by their hashes those
	// that are in it. Where the spool has lost its own memory, numbers go on from there, and these are not taken again. Nil: nothing was.
	Made func(event uint64) (n uint64, hashes map[string]bool, err error)
	// Probe copies a segment's bytes and says what they are; its errors are its arguments' only. Default: media.Probe.
	Probe func(r io.Reader, into io.Writer) (media.Facts, error)
	// Free tells how many bytes of a folder's disk are free; nil: the file system is asked.
	Free func(dir string) (uint64, error)
	// Fragment is how long the media server's segments are meant to be, default 10 s: three without a segment are an alarm.
	Fragment time.Duration
	// Settle is how long a file must not have changed when nothing else says that it is finished, default 30 s: longer than a media
	// server holds back what it writes.
	Settle time.Duration
	// Step is called before each step of a write; for tests that kill the program there.
	Step func()
	Log  *slog.Logger

	// step, in tests, is called before each step of a write and may fail it or end the process.
	step func(name string) error
	// copies is how many segments are copied at once.
	copies int
	// deaf, in tests, leaves everything to the scan.
	deaf bool
}

// Spool is the recorder. Its methods may be called by any goroutine.
type Spool struct {
	o       Options
	step    func(string) error
	now     func() time.Time
	folders map[string]*folder // Run's own
	mu      sync.Mutex
	events  map[uint64]*recording
	hints   hints
	kick    chan struct{}
	tally   tally
}

// Open opens the spool and reads what is in it: a torn end of a ledger is cut off, what a kill left half-done is removed.
func Open(o Options) (*Spool, error) {
	o.App = cmp.Or(o.App, "live")
	if !plain(o.App) {
		return nil, fmt.Errorf("open the spool: %q cannot be the name of a media server's application", o.App)
	}
	o.Fragment, o.Settle = cmp.Or(o.Fragment, 10*time.Second), cmp.Or(o.Settle, 30*time.Second)
	o.copies = cmp.Or(o.copies, copies)
	if o.Free == nil {
		o.Free = content.FreeBytes
	}
	if o.Probe == nil {
		o.Probe = media.Probe
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Spool{o: o, now: time.Now, folders: map[string]*folder{}, events: map[uint64]*recording{}, kick: make(chan struct{}, 1)}
	s.step = func(name string) error {
		if o.Step != nil {
			o.Step()
		}
		if o.step == nil {
			return nil
		}
		return o.step(name)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the spool: %w", err)
	}
	if err := syncDir(filepath.Dir(filepath.Clean(o.Dir))); err != nil {
		return nil, fmt.Errorf("open the spool: %w", err)
	}
	names, err := os.ReadDir(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the spool: %w", err)
	}
	for _, d := range names {
		id, ok := eventOf(d.Name())
		if !ok || !d.IsDir() {
			continue
		}
		if err := s.with(id, func(*recording) error { return nil }); err != nil {
			s.tally.alarm(alarmFailing, id, err.Error()) // the others are recorded all the same
		}
	}
	if free, err := o.Free(o.Dir); err == nil {
		s.setFree(free)
	}
	return s, nil
}

// event returns an event, without reading anything.
func (s *Spool) event(id uint64) *recording {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.events[id]
	if e == nil {
		e = &recording{id: id, dir: filepath.Join(s.o.Dir, fmt.Sprint(id)), made: s.o.Made}
		s.events[id] = e
	}
	return e
}

// all returns the events that were ever named.
func (s *Spool) all() []*recording {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*recording, 0, len(s.events))
	for _, e := range s.events {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *recording) int { return cmp.Compare(a.id, b.id) })
	return out
}

// with calls f with the event read and locked.
func (s *Spool) with(id uint64, f func(*recording) error) error {
	e := s.event(id)
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.load(); err != nil {
		return err
	}
	return f(e)
}

// Events returns the events of which there is something in a ledger, in ascending order.
func (s *Spool) Events() []uint64 {
	var out []uint64
	for _, e := range s.all() {
		e.mu.Lock()
		if e.n > e.base.N {
			out = append(out, e.id)
		}
		e.mu.Unlock()
	}
	return out
}

// Ledger returns an event's segments after number after (0: all), by number, those included whose bytes were released.
func (s *Spool) Ledger(event, after uint64) (out []Segment, err error) {
	err = s.lines(event, after, func(line *entry) { out = append(out, *line.Segment) })
	return out, err
}

// lines calls f with the line of every segment after a number.
func (s *Spool) lines(event, after uint64, f func(*entry)) error {
	return s.with(event, func(e *recording) error {
		i := sort.Search(len(e.places), func(i int) bool { return e.places[i].n > after })
		if i == len(e.places) {
			return e.damaged
		}
		from := e.places[i].at
		file, err := os.Open(e.ledger())
		if err != nil {
			return fmt.Errorf("read the ledger of event %d: %w", e.id, err)
		}
		defer file.Close()
		raw := make([]byte, e.size-from)
		if _, err := file.ReadAt(raw, from); err != nil {
			return fmt.Errorf("read the ledger of event %d: %w", e.id, err)
		}
		readLedger(raw, func(_ int64, line *entry) {
			if line.Segment != nil {
				f(line)
			}
		})
		return e.damaged
	})
}

// Settled tells, by a look at the media server's folder, whether every segment that it has of the event is in the ledger, and none is
// being written.
func (s *Spool) Settled(ctx context.Context, event uint64) (bool, error) {
	e := s.event(event)
	if err := s.with(event, func(*recording) error { return nil }); err != nil {
		return false, err
	}
	root, err := os.OpenRoot(s.o.HLSDir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // a disk that is not there yet may have some
	}
	if err != nil {
		return false, fmt.Errorf("look for segments of event %d: %w", event, err)
	}
	defer root.Close()
	for _, f := range []*folder{newFolder(path.Join(s.o.App, fmt.Sprint(event)), e), newFolder(s.o.App, nil)} {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if err := f.look(s, root, nil, f.event != nil, s.now()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, fmt.Errorf("look for segments of event %d: %w", event, err)
		}
		for _, c := range f.pending {
			if c.event == e {
				return false, nil
			}
		}
	}
	return true, nil
}

// Path names the file of a segment's bytes, which is there until the segment is released.
func (s *Spool) Path(event, n uint64) string { return s.event(event).path(n) }

// Open opens a segment's bytes; [fs.ErrNotExist] when they were released or never were.
func (s *Spool) Open(event, n uint64) (*os.File, error) { return os.Open(s.Path(event, n)) }

// Release lets the bytes of an event's segments go, up to number through: they are durable elsewhere. Their lines stay.
func (s *Spool) Release(event, through uint64) error {
	return s.with(event, func(e *recording) error {
		names, err := os.ReadDir(e.dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("release segments of event %d: %w", event, err)
		}
		for _, d := range names {
			n, ok := fileNumber(d.Name())
			if !ok || n > through || n > e.n {
				continue
			}
			info, err := d.Info()
			if err == nil {
				err = os.Remove(e.path(n))
			}
			if err != nil {
				return fmt.Errorf("release segment %d of event %d: %w", n, event, err)
			}
			e.held -= info.Size()
			e.files--
		}
		return nil
	})
}

// Forget ends an event's recording: bytes and ledger go, once everything is durable elsewhere. What stays is where the numbering
// goes on, and which files still lie in the media server's folder, so that they are not taken again.
func (s *Spool) Forget(event uint64) error {
	return s.with(event, func(e *recording) (err error) {
		if e.size == 0 {
			return nil
		}
		session := e.base.Session
		if e.last != nil {
			session = e.last.Session
		}
		out, err := (&entry{Base: &base{N: e.n, Session: session}}).line()
		if err != nil {
			return err
		}
		for _, src := range s.present(e) {
			line, err := (&entry{Source: &src}).line()
			if err != nil {
				return err
			}
			out = append(out, line...)
		}
		e.loaded = false // whatever happens, the disk says what is
		for _, do := range []func() error{
			func() error { return s.step("tombstone") },
			func() error { return writeSynced(e.ledger()+".tmp", out) },
			func() error { return s.step("name tombstone") },
			func() error { return os.Rename(e.ledger()+".tmp", e.ledger()) },
			func() error { return syncDir(e.dir) },
			func() error { return s.step("remove segments") },
			e.load,
		} {
			if err := do(); err != nil {
				return full(fmt.Errorf("forget the recording of event %d: %w", event, err))
			}
		}
		return nil
	})
}
