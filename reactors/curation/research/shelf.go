package research

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"
)

// How much is kept. An answer has at most 100 findings, about 100 KB; most have 10.
const (
	mostKept      = 1000
	mostKeptBytes = 32 << 20
	mostAnswer    = 512 << 10
)

// shelf keeps answers as files, each named by the hash of its question. A file is whole or not there. Its time is when it was written.
type shelf struct {
	dir  string
	keep time.Duration // 0: nothing is kept
	now  func() time.Time
	mu   sync.Mutex // of put and sweep
}

// kept is what a file holds: cut, and not yet sifted. What is kept is as strange as what comes.
type kept struct {
	Version int       `json:"version"`
	Found   []Finding `json:"found"`
}

// keptVersion changes when findings are read from answers in another way.
const keptVersion = 1

var keptName = regexp.MustCompile(`^[0-9a-f]{64}\.json$`)

func openShelf(dir string, keep time.Duration, now func() time.Time) (*shelf, error) {
	s := &shelf{dir: filepath.Join(dir, "answers"), keep: keep, now: now}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	return s, s.sweep("")
}

func (s *shelf) path(key string) string { return filepath.Join(s.dir, key+".json") }

// get returns the answer that is kept and not too old. A file that is not one of these is as none.
func (s *shelf) get(key string) ([]Finding, bool) {
	if s.keep == 0 {
		return nil, false
	}
	f, err := os.Open(s.path(key))
	if err != nil {
		return nil, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || !s.holds(info) {
		return nil, false
	}
	raw, err := io.ReadAll(io.LimitReader(f, mostAnswer+1))
	var k kept
	if err != nil || len(raw) > mostAnswer || json.Unmarshal(raw, &k) != nil || k.Version != keptVersion {
		return nil, false
	}
	return k.Found, true
}

// holds tells whether a file is to be kept for its age. One from the future is not: the clock was wrong then or is now.
func (s *shelf) holds(info fs.FileInfo) bool {
	age := s.now().Sub(info.ModTime())
	return age >= -time.Minute && age < s.keep
}

func (s *shelf) put(key string, found []Finding) error {
	if s.keep == 0 {
		return nil
	}
	raw, err := json.Marshal(kept{keptVersion, found})
	if err != nil {
		return err
	}
	if len(raw) > mostAnswer {
		return errors.New("it is too large")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := replace(s.path(key), raw, s.now()); err != nil {
		return err
	}
	return s.sweep(key + ".json")
}

// sweep removes what is too old, what a crash left, and the oldest of what is too much; never the file that was just written.
func (s *shelf) sweep(but string) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	var size int64
	remove := func(name string) {
		if e := os.Remove(filepath.Join(s.dir, name)); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	for _, e := range entries {
		info, e2 := e.Info()
		switch {
		case e2 != nil || e.IsDir() || e.Name() == but:
		case !keptName.MatchString(e.Name()) || !s.holds(info):
			remove(e.Name())
		default:
			files, size = append(files, info), size+info.Size()
		}
	}
	slices.SortStableFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for len(files) > 0 && (len(files) >= mostKept || size > mostKeptBytes-mostAnswer) {
		remove(files[0].Name())
		files, size = files[1:], size-files[0].Size()
	}
	return err
}

// replace writes a file so that it is the old one or the new one, whatever happens.
func replace(path string, raw []byte, at time.Time) error {
	f, err := os.CreateTemp(filepath.Dir(path), "new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Chtimes(f.Name(), at, at); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path)) // the rename is on disk when its folder is
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// bare is an error without the path in it.
func bare(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
