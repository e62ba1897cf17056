package spool

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
	"time"

	"github.com/haus25/backend/reactors/archive/media"
)

// packet is the length of an MPEG-TS packet.
const packet = 188

var (
	// errChanged says that a file is not as it was when it was looked at: it is looked at again.
	errChanged = errors.New("the file changes")
	// errGone says that a file is not there any more, or not under this name.
	errGone = errors.New("the file is gone")
	// errBusy says that somebody has the file open for writing.
	errBusy = errors.New("the file is being written")
)

// found is a file of a stream that was seen and is not taken.
type found struct {
	folder  *folder
	name    string
	path    string // below the application's folder
	event   *recording
	seq     int64
	growing bool // by its name
	ident
	seen   time.Time // first
	since  time.Time // since when it has been seen as it is
	failed int       // attempts to take it as it is
	done   bool
}

func (c *found) order() order { return order{c.mtime, c.seq} }

// take copies a file into the spool and enters it. guessed says that only time tells that it is finished. After an error nothing of it
// counts: errGone, errChanged and errBusy when it is not finished after all, [ErrFull].
func (s *Spool) take(c *found, guessed bool) error {
	e := c.event
	e.taking.Lock()
	defer e.taking.Unlock()
	file, err := c.folder.open(s, c.name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = errGone
		}
		return err
	}
	defer file.Close()
	if err := unchanged(file, c.ident); err != nil {
		return err
	}
	if guessed && written(file) {
		return errBusy
	}
	seg := Segment{App: s.o.App, Stream: fmt.Sprint(e.id), Name: c.name, Seq: c.seq, Partial: c.growing,
		Written: c.mtime / 1e6, Found: s.now().UnixMilli(), Chain: s.chainAt(c.mtime)}
	line := entry{Segment: &seg, Source: &source{c.path, c.ino, c.size, c.mtime}, Open: guessed}
	whole := c.size
	if c.growing {
		whole -= whole % packet // the rest of a packet is of use to nobody, and comes again if the file goes on
	}
	return s.copy(e, &line, file, whole, func() error { return unchanged(file, c.ident) })
}

// copy brings the bytes of a file, up to a size, into the spool and enters them unless they are there. same is asked, after they were
// read, whether the file is still as it was. The caller holds e.taking.
func (s *Spool) copy(e *recording, line *entry, file io.ReadSeeker, size int64, same func() error) error {
	if err := s.room(size); err != nil {
		return err
	}
	through := sha256.New()
	from, err := e.from(line, file, size, through)
	if err != nil {
		return err
	}
	if size-from < packet && (from > 0 || size == 0) {
		return e.same(line, s.step) // nothing, or no more than was taken
	}
	if err := e.begin(s.step); err != nil {
		return full(fmt.Errorf("make the spool of event %d: %w", e.id, err))
	}
	line.From = from
	facts, err := s.write(e, io.TeeReader(io.LimitReader(file, size-from), through))
	if err == nil {
		err = same()
	}
	if err == nil && facts.Size != size-from {
		err = errChanged
	}
	if err != nil {
		if os.Remove(e.copying()); errors.Is(err, fs.ErrNotExist) { // for its room; otherwise the next would write over it
			e.mu.Lock()
			e.loaded = false // the folder is gone: the next finds out what that means
			e.mu.Unlock()
		}
		return full(err)
	}
	if line.Open && from > 0 {
		line.Through = hex.EncodeToString(through.Sum(nil))
	}
	line.Segment.Facts = facts
	entered, err := e.enter(line, s.step)
	if err != nil {
		return full(fmt.Errorf("enter a segment of event %d: %w", e.id, err))
	}
	if entered {
		s.count(line.Segment)
	}
	return nil
}

// write makes the copy, durable under its temporary name.
func (s *Spool) write(e *recording, from io.Reader) (media.Facts, error) {
	if err := s.step("create"); err != nil {
		return media.Facts{}, err
	}
	f, err := os.OpenFile(e.copying(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return media.Facts{}, err
	}
	err = s.step("write")
	var facts media.Facts
	if err == nil {
		facts, err = s.o.Probe(from, f)
	}
	if err == nil {
		err = s.step("sync")
	}
	if err == nil {
		err = f.Sync()
	}
	return facts, errors.Join(err, f.Close())
}

// begin makes room for the event's first segment.
func (e *recording) begin(step func(string) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.load(); err != nil {
		return err
	}
	return e.create(step)
}

// from tells where in the file begins what was not taken yet: more than 0 when the file was taken before it was finished and has the
// same beginning still. The file is left standing there, its beginning hashed.
func (e *recording) from(line *entry, file io.ReadSeeker, size int64, sum io.Writer) (int64, error) {
	if line.Source == nil {
		return 0, nil
	}
	e.mu.Lock()
	err := e.load()
	r, ok := e.open[line.Source.Ino]
	e.mu.Unlock()
	if err != nil || !ok || r.through > size {
		return 0, err
	}
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(h, sum), file, r.through); err != nil {
		return 0, errors.Join(errChanged, err)
	}
	if hex.EncodeToString(h.Sum(nil)) == r.sum {
		return r.through, nil
	}
	if h, ok := sum.(interface{ Reset() }); ok {
		h.Reset()
	}
	_, err = file.Seek(0, io.SeekStart)
	return 0, err
}

// enter numbers the segment that was copied, names its file and appends its line; false: the very file is there under another name.
func (e *recording) enter(line *entry, step func(string) error) (entered bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.load(); err != nil {
		return false, err
	}
	defer func() {
		if err != nil {
			e.loaded = false
		}
	}()
	seg := line.Segment
	if e.has(line) {
		if err := os.Remove(e.copying()); err != nil {
			return false, err
		}
		return false, e.note(line, step)
	}
	seg.N, seg.Session = e.n+1, e.base.Session+1
	if e.last != nil {
		seg.Session = e.last.Session
		if !e.continues(line) {
			if seg.Why = breaks(e.last, seg); seg.Why != "" {
				seg.Session++
			}
		}
	}
	if err := step("rename"); err != nil {
		return false, err
	}
	if err := os.Rename(e.copying(), e.path(seg.N)); err != nil {
		return false, err
	}
	if err := step("sync folder"); err != nil {
		return false, err
	}
	if err := syncDir(e.dir); err != nil {
		return false, err
	}
	if err := e.append(line, step); err != nil {
		return false, err
	}
	e.held += seg.Facts.Size
	e.files++
	return true, nil
}

// continues tells whether a segment is the rest of the file that the one before was taken from.
func (e *recording) continues(line *entry) bool {
	if line.From == 0 || line.Source == nil {
		return false
	}
	r, ok := e.open[line.Source.Ino]
	return ok && r.n == e.last.N && r.through == line.From
}

// has tells whether the very file is in the ledger: the same bytes, written at the same time. What is put in by hand may be a copy of
// a copy; its bytes decide.
func (e *recording) has(line *entry) bool {
	if e.prior[line.Segment.Facts.SHA256] {
		return true
	}
	times := e.times[line.Segment.Facts.SHA256]
	if line.Source == nil {
		return len(times) > 0
	}
	return slices.Contains(times, line.Segment.Written)
}

// same enters that a file holds nothing that was not taken.
func (e *recording) same(line *entry, step func(string) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.load(); err != nil {
		return err
	}
	if err := e.note(line, step); err != nil {
		e.loaded = false
		return full(fmt.Errorf("enter a file of event %d: %w", e.id, err))
	}
	return nil
}

// note remembers the file of a line that is not entered. Where there is no ledger yet, it is not worth one.
func (e *recording) note(line *entry, step func(string) error) error {
	if line.Source == nil {
		return nil
	}
	if e.size == 0 {
		e.known[line.Source.Path] = line.Source.ident()
		return nil
	}
	return e.append(&entry{Source: line.Source}, step)
}

// chainAt is chain time when a file was written, as far as chain time and wall clock went alike since; 0: not known.
func (s *Spool) chainAt(mtime int64) uint64 {
	if s.o.Clock == nil {
		return 0
	}
	now, ok := s.o.Clock()
	if !ok {
		return 0
	}
	ago := max(s.now().UnixNano()-mtime, 0) / 1e9
	return now - min(uint64(ago), now)
}

// room refuses what would leave less than the floor.
func (s *Spool) room(size int64) error {
	free, err := s.o.Free(s.o.Dir)
	if err != nil {
		return fmt.Errorf("ask for the free space of the spool: %w", err)
	}
	s.setFree(free)
	if free < s.o.Floor+uint64(size) {
		return fmt.Errorf("%w: %d bytes are free, and %d stay free: free some space, or move data_dir to a larger disk", ErrFull, free, s.o.Floor)
	}
	return nil
}

// full tells a disk that ran full from other errors.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: free some space, or move data_dir to a larger disk: %w", ErrFull, err)
	}
	return err
}

// unchanged says errChanged of an open file that is not as it was.
func unchanged(f *os.File, was ident) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if is, err := identIn(info); err != nil || is != was {
		return errChanged
	}
	return nil
}

// identIn refuses everything but regular files.
func identIn(info fs.FileInfo) (ident, error) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.Mode().IsRegular() {
		return ident{}, fmt.Errorf("%s: %w", info.Name(), errIrregular)
	}
	return ident{st.Ino, info.Size(), info.ModTime().UnixNano()}, nil
}

var errIrregular = errors.New("not a regular file")

// written tells whether somebody has the file open for writing, as far as the kernel says: a read lease is refused then. Where leases
// are not to be had (another user's file, a network's file system), it tells that nobody has.
func written(f *os.File) bool {
	_, _, e := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETLEASE, syscall.F_RDLCK)
	if e == 0 {
		syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETLEASE, syscall.F_UNLCK)
	}
	return e == syscall.EAGAIN
}
