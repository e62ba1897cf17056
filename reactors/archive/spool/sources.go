package spool

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
)

// removing is added to a source's name while it is removed: nobody's segments end like that.
const removing = ".removing"

// present returns which of an event's files still lie in the media server's folder as they were taken. The caller holds e.mu.
func (s *Spool) present(e *recording) (out []source) {
	root, err := os.OpenRoot(s.o.HLSDir)
	if err != nil {
		for place, was := range e.known { // it cannot be told: rather remembered than taken twice
			out = append(out, source{place, was.ino, was.size, was.mtime})
		}
		return out
	}
	defer root.Close()
	for place, was := range e.known {
		info, err := root.Lstat(path.Join(s.o.App, place))
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				out = append(out, source{place, was.ino, was.size, was.mtime})
			}
			continue
		}
		if is, err := identIn(info); err == nil && is == was {
			out = append(out, source{place, was.ino, was.size, was.mtime})
		}
	}
	return out
}

// RemoveSources removes the files in the media server's folder that those of an event's segments were taken from whose numbers are
// of, and tells how many it removed. One that is not as it was when it was taken stays.
func (s *Spool) RemoveSources(event uint64, of func(n uint64) bool) (removed int, err error) {
	var files []source
	if err := s.lines(event, 0, func(line *entry) {
		if line.Source != nil && of(line.Segment.N) {
			files = append(files, *line.Source)
		}
	}); err != nil {
		return 0, err
	}
	root, err := os.OpenRoot(s.o.HLSDir)
	if err != nil {
		return 0, fmt.Errorf("remove the sources of event %d: %w", event, err)
	}
	defer root.Close()
	e := s.event(event)
	e.taking.Lock() // nothing is copied from a name that changes here
	defer e.taking.Unlock()
	for _, src := range files {
		ok, err := removeExactly(root, path.Join(s.o.App, src.Path), src.ident())
		if err != nil {
			return removed, fmt.Errorf("remove %s, which was recorded: %w", src.Path, err)
		}
		if ok {
			removed++
		}
	}
	return removed, nil
}

// removeExactly removes the file of that name that is what was taken. Between a look and a removal a media server may rename another
// file to the name, so the file is first moved to a name that is ours alone.
func removeExactly(root *os.Root, name string, was ident) (bool, error) {
	is := func(name string) (bool, error) {
		info, err := root.Lstat(name)
		if err != nil {
			return false, err
		}
		now, err := identIn(info)
		if errors.Is(err, errIrregular) {
			return false, nil
		}
		return now == was, err
	}
	aside := name + removing
	switch ok, err := is(aside); {
	case err == nil && ok: // left by a kill
		return true, root.Remove(aside)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return false, err
	}
	if ok, err := is(name); err != nil || !ok {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return false, err
	}
	if err := root.Rename(name, aside); err != nil {
		return false, err
	}
	ok, err := is(aside)
	if err != nil {
		return false, err
	}
	if ok {
		return true, root.Remove(aside)
	}
	// Another file got the name in this moment. It goes back under it, or, if there is a third one by now, beside it.
	err = root.Link(aside, name)
	if errors.Is(err, fs.ErrExist) {
		return false, root.Rename(aside, name[:len(name)-len(path.Ext(name))]+"-again"+path.Ext(name))
	}
	return false, errors.Join(err, root.Remove(aside))
}
