package spool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"syscall"
	"time"
)

// folder is one folder of the media server: the application's own, or a stream's below it.
type folder struct {
	prefix string     // of its files' paths below the application's folder
	path   string     // below HLSDir
	event  *recording // whose it is; nil: the application's own, where each name says it

	ino      uint64
	dirty    bool      // it has to be listed
	verify   bool      // every file of it has to be looked at, those too that were taken
	listed   time.Time // when it was last listed, by the wall clock
	verified time.Time
	mtime    time.Time // of the folder, when it was last listed
	crowded  bool

	// streams, of the application's folder, is called with the name of every stream that may have a folder of its own.
	streams func(app *os.Root, name string)

	pending   map[string]*found
	temporary map[uint64]bool // inodes that were seen under a growing file's name: renamed, they are finished
	playlists map[string]bool // in a stream's own folder
}

func newFolder(place string, e *recording) *folder {
	prefix := ""
	if e != nil {
		prefix = path.Base(place) + "/"
	}
	return &folder{path: place, prefix: prefix, event: e, dirty: true, verify: true, pending: map[string]*found{}, temporary: map[uint64]bool{}, playlists: map[string]bool{}}
}

const (
	// maxNames bounds a listing: a show of ten weeks. Its memory is a name at a time.
	maxNames = 1 << 20
	// maxPending bounds what is remembered of files that are not taken yet: a folder's rest has its turn when these are taken.
	maxPending = 20_000
	// maxPlaylists bounds how many playlists of a folder are asked.
	maxPlaylists = 4
	// maxPlaylist is the most bytes read of one, from its end: 10,000 lines.
	maxPlaylist = 1 << 20
)

// owner is the event that a segment in the folder belongs to, by its name without suffix.
func (f *folder) owner(s *Spool, stem string) *recording {
	if f.event != nil {
		return f.event
	}
	if id, ok := flatOwner(stem); ok {
		return s.event(id)
	}
	return nil
}

// enter opens the folder. The kernel resolves its path below HLSDir, and never through a symbolic link.
func (f *folder) enter(s *Spool) (*os.Root, error) {
	root, err := os.OpenRoot(s.o.HLSDir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return f.enterFrom(root)
}

func (f *folder) enterFrom(root *os.Root) (*os.Root, error) {
	before, err := root.Lstat(f.path)
	if err != nil {
		return nil, err
	}
	dir, err := root.OpenRoot(f.path)
	if err != nil {
		return nil, err
	}
	if after, err := dir.Stat("."); err != nil || !os.SameFile(before, after) {
		return nil, errors.Join(fmt.Errorf("open %s: not a folder of its own", f.path), err, dir.Close())
	}
	return dir, nil
}

// open opens a file of the folder for reading: a regular one, and never through a symbolic link.
func (f *folder) open(s *Spool, name string) (*os.File, error) {
	dir, err := f.enter(s)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return openIn(dir, name)
}

func openIn(dir *os.Root, name string) (*os.File, error) {
	before, err := dir.Lstat(name)
	if err != nil {
		return nil, err
	}
	if _, err := identIn(before); err != nil {
		return nil, err
	}
	file, err := dir.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0) // a pipe must not hold us up
	if err != nil {
		return nil, err
	}
	if after, err := file.Stat(); err != nil || !os.SameFile(before, after) {
		return nil, errors.Join(errChanged, err, file.Close())
	}
	return file, nil
}

// look brings what is known of the folder up to date: of the files named, and of those pending, or of all of them. Of a file that was
// taken it costs its name, no more, unless the whole folder is verified.
func (f *folder) look(s *Spool, root *os.Root, hinted map[string]bool, verify bool, now time.Time) error {
	dir, err := f.enterFrom(root)
	if err != nil {
		return err
	}
	defer dir.Close()
	if f.dirty || verify {
		if err := f.list(s, dir, verify, now); err != nil {
			return err
		}
	} else {
		for name := range f.pending {
			if !hinted[name] {
				f.see(s, dir, name, 0, now)
			}
		}
	}
	for name := range hinted { // a listing asks for no file that was taken and has its name still
		f.see(s, dir, name, 0, now)
	}
	return nil
}

func (f *folder) list(s *Spool, dir *os.Root, verify bool, now time.Time) error {
	d, err := dir.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	info, err := d.Stat()
	if err != nil {
		return err
	}
	there := map[string]bool{} // of what is pending; when every file is looked at, of all
	temporary := map[uint64]bool{}
	clear(f.playlists)
	n := 0
	err = names(d, func(ino uint64, name string) bool {
		if f.temporary[ino] {
			temporary[ino] = true
		}
		if verify {
			ino = 0
		}
		f.see(s, dir, name, ino, now)
		if verify || f.pending[name] != nil {
			there[name] = true
		}
		n++
		return n < maxNames
	})
	if err != nil {
		return err
	}
	for name, c := range f.pending {
		if !there[name] {
			delete(f.pending, name)
		}
		if c.growing {
			temporary[c.ino] = true
		}
	}
	f.temporary = temporary
	f.crowded = n >= maxNames || len(f.pending) >= maxPending
	f.dirty = false
	f.mtime, f.listed = info.ModTime(), now
	if verify {
		f.verify, f.verified = false, now
		f.prune(there)
	}
	return nil
}

// see looks at one name. ino, when not 0, is what the folder says of it: a file that was taken and still has it needs no look.
func (f *folder) see(s *Spool, dir *os.Root, name string, ino uint64, now time.Time) {
	if _, ok := eventOf(name); ok && f.event == nil {
		if f.streams != nil {
			f.streams(dir, name)
		}
		return
	}
	stem, growing, ok := segmentName(name)
	if !ok {
		if f.event != nil && path.Ext(name) == playlistSuffix && plain(name) && len(f.playlists) < maxPlaylists {
			f.playlists[name] = true
		}
		return
	}
	e := f.owner(s, stem)
	if e == nil {
		return
	}
	place := f.prefix + name
	was, taken := e.knows(place)
	if taken && ino != 0 && was.ino == ino && f.pending[name] == nil {
		return
	}
	info, err := dir.Lstat(name)
	if err != nil {
		delete(f.pending, name)
		return
	}
	is, err := identIn(info)
	if err != nil || taken && was == is {
		delete(f.pending, name)
		return
	}
	if growing {
		f.temporary[is.ino] = true
	}
	c := f.pending[name]
	switch {
	case c == nil && len(f.pending) >= maxPending:
		return
	case c == nil:
		f.pending[name] = &found{folder: f, name: name, path: place, event: e, seq: seqOf(stem), growing: growing, ident: is, seen: now, since: now}
	case c.ident != is:
		if c.ino == is.ino && is.size > c.size {
			e.grows(now)
		}
		c.ident, c.since, c.failed = is, now, 0
	}
}

// prune forgets taken files that are not there any more. The application's own folder holds files of many events, few of each where
// streams have folders of their own, and is left alone.
func (f *folder) prune(there map[string]bool) {
	if f.event == nil || len(there) >= maxNames {
		return
	}
	f.event.mu.Lock()
	defer f.event.mu.Unlock()
	for place := range f.event.known {
		if name, ok := strings.CutPrefix(place, f.prefix); ok && !there[name] {
			delete(f.event.known, place)
		}
	}
}

// names calls f with every name in a folder and the inode it stands for, until f says no. It reads the kernel's records itself, for
// the standard library does not tell the inode, which tells a file that was renamed over another without asking for each.
func names(d *os.File, f func(ino uint64, name string) bool) error {
	const head = 19 // inode, offset, length, type: struct linux_dirent64
	buf := make([]byte, 64<<10)
	for {
		n, err := syscall.ReadDirent(int(d.Fd()), buf)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return os.NewSyscallError("getdents", err)
		}
		if n <= 0 {
			return nil
		}
		for b := buf[:n]; len(b) > head; {
			size := int(binary.NativeEndian.Uint16(b[16:]))
			if size <= head || size > len(b) {
				return io.ErrUnexpectedEOF
			}
			name := b[head:size]
			for i, c := range name {
				if c == 0 {
					name = name[:i]
					break
				}
			}
			if ino := binary.NativeEndian.Uint64(b); ino != 0 && !f(ino, string(name)) {
				return nil
			}
			b = b[size:]
		}
	}
}
