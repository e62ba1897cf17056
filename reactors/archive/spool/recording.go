package spool

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ident tells a file from another one of its name.
type ident struct {
	ino   uint64
	size  int64
	mtime int64 // Unix nanoseconds
}

func (s *source) ident() ident { return ident{s.Ino, s.Size, s.Mtime} }

// rest is a file that was taken although it may go on.
type rest struct {
	n       uint64
	through int64  // bytes taken of it
	sum     string // of these, as in Facts
}

// place is where a segment's line begins in the ledger.
type place struct {
	n  uint64
	at int64
}

// order is a place in the order in which a stream's files were written.
type order struct {
	mtime int64
	seq   int64
}

func (o order) after(p order) bool { return o.mtime > p.mtime || o.mtime == p.mtime && o.seq > p.seq }

// recording is an event's folder in the spool and what has to be known of it to take segments. All of it is read from the folder; after
// an error it is read again.
type recording struct {
	id     uint64
	dir    string
	made   func(uint64) (uint64, map[string]bool, error) // as in Options
	taking sync.Mutex                                    // one copy at a time; before mu

	mu      sync.Mutex
	loaded  bool
	size    int64 // of the ledger; 0: there is none
	damaged error
	base    base
	n       uint64 // of the newest segment
	places  []place
	last    *Segment
	known   map[string]ident   // files of the media server that were taken, by path below the application's folder
	times   map[string][]int64 // when files of these bytes were written, by hash, Unix milliseconds
	open    map[uint64]rest    // by inode
	newest  order
	high    uint64          // the greatest number that was given since the start
	prior   map[string]bool // when lines were lost: hashes of what is in a chunk
	held    int64           // bytes of segments in the folder
	files   int

	// Not on the disk: how the stream does. Zero times: never.
	taken   time.Time // a segment was taken
	grew    time.Time // a file was seen to grow
	growing time.Time // since when files grow without one being finished
	asked   time.Time // the media server has announced segments since, and none came
}

func (e *recording) path(n uint64) string { return filepath.Join(e.dir, fmt.Sprintf("%08d.ts", n)) }
func (e *recording) ledger() string       { return filepath.Join(e.dir, ledgerName) }

// copying is the name of a file on its way in.
func (e *recording) copying() string { return filepath.Join(e.dir, "take.tmp") }

// load reads the event's folder unless that was done: the whole lines of the ledger count, a torn end is cut off, and a file that
// no line speaks of is removed. The caller holds mu.
func (e *recording) load() error {
	if e.loaded {
		return nil
	}
	e.high = max(e.high, e.n)
	e.size, e.damaged, e.base, e.n, e.last, e.newest, e.held, e.files = 0, nil, base{}, 0, nil, order{}, 0, 0
	e.places, e.prior = nil, nil
	e.known, e.times, e.open = map[string]ident{}, map[string][]int64{}, map[uint64]rest{}
	raw, err := os.ReadFile(e.ledger())
	if errors.Is(err, fs.ErrNotExist) {
		e.loaded = true // without a ledger nothing in the folder counts; create removes it
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the ledger of event %d: %w", e.id, err)
	}
	whole, damaged := readLedger(raw, e.apply)
	if damaged >= 0 {
		e.damaged = fmt.Errorf("%w: the ledger %s at byte %d: restore it from its backup; recording goes on", ErrDamaged, e.ledger(), damaged)
	}
	if whole < int64(len(raw)) {
		if err := cutTorn(e.dir, raw, whole); err != nil {
			return err
		}
	}
	e.size = whole
	if err := e.goOn(func(string) error { return nil }); err != nil {
		return err
	}
	if err := e.sweep(); err != nil {
		return err
	}
	e.loaded = true
	return nil
}

// goOn sees to it that no number is given twice: where the ledger is behind what was made of it (its folder was lost, or restored from
// a backup), it begins anew from there.
func (e *recording) goOn(step func(string) error) error {
	forgotten := e.base.N > 0 && e.last == nil && !e.base.Again
	if e.made == nil || forgotten {
		return nil
	}
	n, hashes, err := e.made(e.id)
	if err != nil {
		return fmt.Errorf("look up what was made of event %d: %w", e.id, err)
	}
	if n = max(n, e.high); n > e.n {
		session := e.base.Session
		if e.last != nil {
			session = e.last.Session
		}
		if err := e.append(&entry{Base: &base{n, session, true}}, step); err != nil {
			return err
		}
	}
	if e.base.Again {
		e.prior = hashes
	}
	return nil
}

// apply takes a line of the ledger, which begins at a place, into memory.
func (e *recording) apply(at int64, line *entry) {
	if line.Base != nil {
		e.base, e.n, e.last = *line.Base, line.Base.N, nil
		e.places = nil
	}
	seg, src := line.Segment, line.Source
	if src != nil {
		e.known[src.Path] = src.ident()
	}
	if seg == nil {
		return
	}
	e.n, e.last, e.places = seg.N, seg, append(e.places, place{seg.N, at})
	if src != nil {
		e.newest = latest(e.newest, order{src.Mtime, seg.Seq})
		delete(e.open, src.Ino)
		if line.Open {
			r := rest{seg.N, line.From + seg.Facts.Size, seg.Facts.SHA256}
			if line.From > 0 {
				r.sum = line.Through
			}
			e.open[src.Ino] = r
		}
	}
	e.times[seg.Facts.SHA256] = append(e.times[seg.Facts.SHA256], seg.Written)
}

func latest(a, b order) order {
	if b.after(a) {
		return b
	}
	return a
}

// sweep removes what a kill left on its way in or out, and counts the rest.
func (e *recording) sweep() error {
	names, err := os.ReadDir(e.dir)
	if err != nil {
		return fmt.Errorf("read the spool of event %d: %w", e.id, err)
	}
	e.held, e.files = 0, 0
	for _, d := range names {
		n, ok := fileNumber(d.Name())
		switch {
		case ok && n > e.base.N && n <= e.n:
			if info, err := d.Info(); err == nil {
				e.held += info.Size()
				e.files++
			}
		case ok && n > e.n+1: // no kill leaves that: lines are missing, and what they spoke of is kept
			if err := os.Rename(filepath.Join(e.dir, d.Name()), filepath.Join(e.dir, d.Name()+".unknown")); err != nil {
				return fmt.Errorf("set a file without a line aside in the spool of event %d: %w", e.id, err)
			}
		case ok || strings.HasSuffix(d.Name(), ".tmp"):
			if err := os.Remove(filepath.Join(e.dir, d.Name())); err != nil {
				return fmt.Errorf("remove a leftover from the spool of event %d: %w", e.id, err)
			}
		}
	}
	return nil
}

func fileNumber(name string) (uint64, bool) {
	digits, ok := strings.CutSuffix(name, ".ts")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, err == nil
}

// create makes the folder and an empty ledger, durably, unless they are there.
func (e *recording) create(step func(string) error) error {
	if e.size > 0 {
		return nil
	}
	if err := step("folder"); err != nil {
		return err
	}
	if err := os.Mkdir(e.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.OpenFile(e.ledger(), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), syncDir(e.dir), syncDir(filepath.Dir(e.dir)), e.sweep()); err != nil {
		return err
	}
	return e.goOn(step)
}

// append enters a line, synced.
func (e *recording) append(line *entry, step func(string) error) error {
	raw, err := line.line()
	if err != nil {
		return err
	}
	if err := step("ledger"); err != nil {
		return err
	}
	f, err := os.OpenFile(e.ledger(), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	// In two parts, so that a test can end the program between them.
	half := len(raw) / 2
	_, err = f.WriteAt(raw[:half], e.size)
	if err == nil {
		err = step("half a line")
	}
	if err == nil {
		_, err = f.WriteAt(raw[half:], e.size+int64(half))
	}
	if err == nil {
		err = step("sync ledger")
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	e.apply(e.size, line)
	e.size += int64(len(raw))
	return step("entered")
}
