package content

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/ipfs/go-cid"
)

// checkEvery is after how many written bytes the free space is looked at again: others write to the same disk.
const checkEvery = 16 << 20

// Put reads r to its end and keeps it under the CID that its bytes give; when it returns, the file is durable. hint is the
// media type that the gateway says, one that it shows; empty: told from the bytes. Putting what is there already is no error.
//
// Its errors are [ErrDiskFull], r's, ctx's and the disk's; after each the file is whole or absent, and putting it again is right.
func (s *Store) Put(ctx context.Context, r io.Reader, hint string) (info Info, err error) {
	if hint != "" && !shown[hint] {
		return Info{}, fmt.Errorf("put content: %q is not a media type that is served as such", hint)
	}
	if err := s.room(0); err != nil {
		return Info{}, err
	}
	w, err := s.begin()
	if err != nil {
		return Info{}, err
	}
	defer func() { err = errors.Join(err, w.discard()) }()
	c, size, err := Identify(ctx, io.TeeReader(r, w))
	if err != nil {
		return Info{}, fmt.Errorf("put content: %w", full(err))
	}
	s.hinting.RLock()
	defer s.hinting.RUnlock()
	if hint != "" {
		if err := s.putHint(c, hint); err != nil {
			return Info{}, err
		}
	}
	if err := w.commit(s.path(c), size); err != nil {
		return Info{}, fmt.Errorf("put %s: %w", c, err)
	}
	return s.Stat(c)
}

// putHint goes first: a hint without its file is nothing, a file without its hint would be served as something else.
func (s *Store) putHint(c cid.Cid, hint string) error {
	path := s.path(c) + typeSuffix
	if old, err := os.ReadFile(path); err == nil && string(old) == hint {
		return nil
	}
	w, err := s.begin()
	if err != nil {
		return err
	}
	_, err = w.Write([]byte(hint))
	if err == nil {
		err = w.commit(path, -1)
	}
	if err := errors.Join(err, w.discard()); err != nil {
		return fmt.Errorf("put the type of %s: %w", c, err)
	}
	return nil
}

// write is a file on its way into the store.
type write struct {
	s       *Store
	file    *os.File
	written int64
	kept    bool
}

func (s *Store) begin() (*write, error) {
	if err := s.step("create"); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Join(s.o.Dir, "tmp"), "put-*")
	if err != nil {
		return nil, fmt.Errorf("begin a file in the content store: %w", full(err))
	}
	return &write{s: s, file: f}, nil
}

func (w *write) Write(b []byte) (int, error) {
	before := w.written
	if (before+int64(len(b)))/checkEvery != before/checkEvery {
		if err := w.s.room(before + int64(len(b))); err != nil {
			return 0, err
		}
	}
	if err := w.s.step("write"); err != nil {
		return 0, err
	}
	n, err := w.file.Write(b)
	w.written += int64(n)
	return n, err
}

// commit makes the file durable under its name. counted are the bytes that it adds to the total, less those it replaces; -1:
// it is no file of content.
func (w *write) commit(path string, counted int64) error {
	dir := filepath.Dir(path)
	if counted >= 0 {
		if err := w.s.room(counted); err != nil {
			return err
		}
	}
	if err := w.s.step("sync"); err != nil {
		return err
	}
	if err := w.file.Sync(); err != nil {
		return full(err)
	}
	if err := w.s.step("folder"); err != nil {
		return err
	}
	if err := w.s.folder(dir); err != nil {
		return full(err)
	}
	if err := w.s.step("rename"); err != nil {
		return err
	}
	// The same content twice at once replaces itself; renames of one name are counted one after the other.
	w.s.naming.Lock()
	var replaced int64
	if old, err := os.Stat(path); err == nil {
		replaced = old.Size()
	}
	err := os.Rename(w.file.Name(), path)
	if err == nil {
		w.kept = true
		if counted >= 0 {
			w.s.total.Add(counted - replaced)
		}
	}
	w.s.naming.Unlock()
	if err != nil {
		return full(err)
	}
	if err := w.s.step("sync folder"); err != nil {
		return err
	}
	return syncDir(dir)
}

// folder makes a folder that is durable when it returns, whoever made it.
func (s *Store) folder(dir string) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	if err := os.Mkdir(dir, 0o755); err != nil {
		if errors.Is(err, os.ErrExist) {
			return nil
		}
		return err
	}
	return syncDir(s.o.Dir)
}

// discard ends the write, and removes what was not kept.
func (w *write) discard() error {
	err := w.file.Close()
	if !w.kept {
		err = errors.Join(err, os.Remove(w.file.Name()))
	}
	return err
}

// room refuses what would leave too little space. coming are the bytes of one file, those included that were written already.
func (s *Store) room(coming int64) error {
	if total := s.total.Load(); s.o.MaxBytes > 0 && uint64(total+coming) > s.o.MaxBytes {
		return fmt.Errorf("%w: %d bytes are kept and content.max_bytes is %d: raise it, or remove content that is kept elsewhere", ErrDiskFull, total, s.o.MaxBytes)
	}
	free, err := s.o.free(s.o.Dir)
	if err != nil {
		return fmt.Errorf("ask for the free space of the content store: %w", err)
	}
	if free < s.o.MinFree {
		return fmt.Errorf("%w: the disk has %d bytes free and content.min_free keeps %d: free some space, or move data_dir to a larger disk", ErrDiskFull, free, s.o.MinFree)
	}
	return nil
}

// full tells a disk that ran full from other errors.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: free some space, or move data_dir to a larger disk: %w", ErrDiskFull, err)
	}
	return err
}

func (s *Store) step(name string) error {
	if s.o.Step != nil {
		s.o.Step()
	}
	if s.o.step == nil {
		return nil
	}
	return full(s.o.step(name))
}

// FreeBytes is how many bytes the file system of a folder has for programs that are not root's.
func FreeBytes(dir string) (uint64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, &os.PathError{Op: "statfs", Path: dir, Err: err}
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
