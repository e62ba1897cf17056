package content

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/ipfs/go-cid"
)

var (
	// ErrNotFound says that the store does not have what a CID or a path names.
	ErrNotFound = errors.New("not in the content store")
	// ErrDiskFull says that there is no room; the error's text says whose limit it is and how to mend it.
	ErrDiskFull = errors.New("no room for content")
	// ErrTooLarge says that a file is larger than what was asked for.
	ErrTooLarge = errors.New("the file is larger than asked for")
	// ErrDamaged says that a file on the disk is not what its name says: a disk's fault, or a hand in the folder. Putting the
	// content again mends it.
	ErrDamaged = errors.New("content on the disk is damaged")
)

// Options say where a store is and how large it may get.
type Options struct {
	// Dir is the folder, made when it is not there. One process at a time may have it open.
	Dir string
	// MaxBytes is the most bytes of files the store may hold; 0: no limit but the disk's.
	MaxBytes uint64
	// MinFree is how many bytes of the disk stay free for the rest of the program.
	MinFree uint64
	// Step is called before each step of a write; for tests that kill the program there.
	Step func()

	// step, in tests, is called before each step of a write and may fail it or end the process.
	step func(name string) error
	// free, in tests, replaces the question to the file system.
	free func(dir string) (uint64, error)
}

// Store keeps files in a folder. Its methods may be called by any goroutine.
type Store struct {
	o      Options
	total  atomic.Int64 // bytes of files
	naming sync.Mutex   // held while a name is given to a file, or taken
	// hinting is read-held from a file's hint to its name, and held while both are removed.
	hinting sync.RWMutex
}

// Info describes a file.
type Info struct {
	CID  cid.Cid // version 1
	Size int64   // bytes
	Type string  // media type: the hint that was given with the file, else told from its first bytes
}

// Suffixes of what lies beside a file of that CID, or instead of one.
const (
	typeSuffix = ".type" // the hint
	dirSuffix  = ".dir"  // a UnixFS folder's own block
)

// Open opens the store, removes what writes that were cut off have left, and counts what is there: half a second for 100,000
// files (BenchmarkOpenStore).
func Open(o Options) (*Store, error) {
	s := &Store{o: o}
	if s.o.free == nil {
		s.o.free = FreeBytes
	}
	tmp := filepath.Join(o.Dir, "tmp")
	if err := os.RemoveAll(tmp); err != nil {
		return nil, fmt.Errorf("remove cut-off writes of the content store: %w", err)
	}
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return nil, fmt.Errorf("open the content store: %w", err)
	}
	if err := syncDir(o.Dir); err != nil {
		return nil, fmt.Errorf("open the content store: %w", err)
	}
	for info, err := range s.names() {
		if err != nil {
			return nil, err
		}
		s.total.Add(info.Size())
	}
	return s, nil
}

// TotalBytes is the sum of the sizes of all files.
func (s *Store) TotalBytes() int64 { return s.total.Load() }

// Stat describes a file without reading more than its beginning. The error is [ErrNotFound] when it is not there.
func (s *Store) Stat(c cid.Cid) (Info, error) {
	f, err := s.open(c)
	if err != nil {
		return Info{}, err
	}
	return f.Info, f.Close()
}

// File is an open file. It stays whole when its name is written again or removed.
type File struct {
	*os.File
	Info Info
}

// Open opens a file for reading at its beginning; its Seek and ReadAt read parts. What fits in one block is verified first
// ([ErrDamaged]); larger files are verified by [Store.Verify] only. The error is [ErrNotFound] when it is not there.
func (s *Store) Open(c cid.Cid) (*File, error) {
	f, err := s.open(c)
	if err != nil || f.Info.Size > BlockSize {
		return f, err
	}
	if err = f.verify(context.Background()); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Get returns the bytes of a file of at most max bytes, verified. Its errors are [ErrNotFound], [ErrTooLarge], [ErrDamaged] and
// the disk's.
func (s *Store) Get(c cid.Cid, max int64) ([]byte, error) {
	f, err := s.open(c)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if f.Info.Size > max {
		return nil, fmt.Errorf("read %s: %w: %d bytes, at most %d", c, ErrTooLarge, f.Info.Size, max)
	}
	b := make([]byte, f.Info.Size)
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, fmt.Errorf("read %s: %w", c, err)
	}
	if ok, err := Matches(context.Background(), c, bytes.NewReader(b)); err != nil || !ok {
		return nil, errors.Join(fmt.Errorf("read %s: %w", c, ErrDamaged), err)
	}
	return b, nil
}

// Verify reads a file to its end and compares it with its CID. Its errors are [ErrNotFound], [ErrDamaged], the disk's and ctx's.
func (s *Store) Verify(ctx context.Context, c cid.Cid) error {
	f, err := s.open(c)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.verify(ctx)
}

func (f *File) verify(ctx context.Context) error {
	ok, err := Matches(ctx, f.Info.CID, f)
	switch {
	case err != nil:
		return fmt.Errorf("verify %s: %w", f.Info.CID, err)
	case !ok:
		return fmt.Errorf("verify %s: %w: put it again, or restore the folder of content from its backup", f.Info.CID, ErrDamaged)
	}
	return nil
}

// All yields every file, in no order. What is put meanwhile may or may not be among them.
func (s *Store) All() iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		for entry, err := range s.names() {
			if err != nil {
				yield(Info{}, err)
				return
			}
			c, err := cid.Decode(entry.Name())
			if err != nil {
				continue // not ours
			}
			info, err := s.Stat(c)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if !yield(info, err) || err != nil {
				return
			}
		}
	}
}

// open opens a file and tells its type, unverified.
func (s *Store) open(c cid.Cid) (*File, error) {
	c = cid.NewCidV1(c.Type(), c.Hash())
	path := s.path(c)
	raw, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", c, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("open content: %w", err)
	}
	f := &File{raw, Info{CID: c}}
	if err := f.describe(path); err != nil {
		raw.Close()
		return nil, fmt.Errorf("read content: %w", err)
	}
	return f, nil
}

func (f *File) describe(path string) error {
	stat, err := f.File.Stat()
	if err != nil {
		return err
	}
	f.Info.Size = stat.Size()
	hint, err := os.ReadFile(path + typeSuffix)
	if err == nil && shown[string(hint)] {
		f.Info.Type = string(hint)
		return nil
	}
	head := make([]byte, min(f.Info.Size, sniffed))
	if _, err := f.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	f.Info.Type = sniff(head, int64(len(head)) == f.Info.Size)
	return nil
}

// path is where a CID's file lies. Folders are named by two letters near the CID's end, where CIDs differ.
func (s *Store) path(c cid.Cid) string {
	name := c.String()
	return filepath.Join(s.o.Dir, name[len(name)-3:len(name)-1], name)
}

// names yields the files' entries.
func (s *Store) names() iter.Seq2[fs.FileInfo, error] {
	return func(yield func(fs.FileInfo, error) bool) {
		shards, err := os.ReadDir(s.o.Dir)
		if err != nil {
			yield(nil, fmt.Errorf("list content: %w", err))
			return
		}
		for _, shard := range shards {
			if !shard.IsDir() || len(shard.Name()) != 2 {
				continue
			}
			files, err := os.ReadDir(filepath.Join(s.o.Dir, shard.Name()))
			if err != nil {
				yield(nil, fmt.Errorf("list content: %w", err))
				return
			}
			for _, file := range files {
				info, err := file.Info()
				if errors.Is(err, fs.ErrNotExist) || (err == nil && (!info.Mode().IsRegular() || strings.Contains(info.Name(), "."))) {
					continue
				}
				if !yield(info, err) || err != nil {
					return
				}
			}
		}
	}
}
