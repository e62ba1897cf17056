package spool

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// Import puts the segments of a folder into an event's ledger, as given by hand, and tells how many were new: bytes that are there
// already are not put in again. They are ordered as they were written; when their times say no more than that they were copied,
// by their names, numbers as numbers. Each is whole or absent after an error, and importing again goes on.
func (s *Spool) Import(ctx context.Context, event uint64, dir string) (taken int, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, fmt.Errorf("import segments of event %d: %w", event, err)
	}
	defer root.Close()
	files, err := importable(root)
	if err != nil {
		return 0, fmt.Errorf("import segments of event %d from %s: %w", event, dir, err)
	}
	if len(files) == 0 {
		return 0, fmt.Errorf("import segments of event %d: %s has no *%s", event, dir, finishedSuffix)
	}
	e := s.event(event)
	written := int64(0)
	for _, c := range files {
		if err := ctx.Err(); err != nil {
			return taken, err
		}
		written = max(written, c.mtime/1e6) // they are in order, whatever their times say
		ok, err := s.give(e, root, c, written)
		if err != nil {
			return taken, fmt.Errorf("import %s for event %d: %w", c.name, event, err)
		}
		if ok {
			taken++
		}
	}
	return taken, nil
}

// importable lists a folder's segments in the order in which they play.
func importable(root *os.Root) ([]*found, error) {
	dir, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(maxNames)
	if err != nil && len(names) == 0 {
		return nil, err
	}
	var files []*found
	for _, name := range names {
		stem, growing := strings.CutSuffix(name, growingSuffix)
		if !growing {
			var ok bool
			if stem, ok = strings.CutSuffix(name, finishedSuffix); !ok {
				continue
			}
		}
		info, err := root.Lstat(name)
		if err != nil {
			return nil, err
		}
		if is, err := identIn(info); err == nil {
			files = append(files, &found{name: name, seq: seqOf(stem), growing: growing, ident: is})
		}
	}
	slices.SortFunc(files, func(a, b *found) int { return cmp.Or(cmp.Compare(a.mtime, b.mtime), cmp.Compare(a.seq, b.seq)) })
	// A copier is done with a segment sooner than it plays; a show is not.
	if n := len(files); n > 1 && files[n-1].mtime-files[0].mtime < int64(n)*int64(time.Second) {
		slices.SortFunc(files, func(a, b *found) int { return natural(a.name, b.name) })
	}
	return files, nil
}

// natural compares names with runs of digits as numbers.
func natural(a, b string) int {
	for a != "" && b != "" {
		x, y := a[:digits(a)], b[:digits(b)]
		if x == "" || y == "" {
			if a[0] != b[0] {
				return cmp.Compare(a[0], b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		p, q := strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
		if c := cmp.Or(cmp.Compare(len(p), len(q)), cmp.Compare(p, q)); c != 0 {
			return c
		}
		a, b = a[len(x):], b[len(y):]
	}
	return cmp.Compare(len(a), len(b))
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// give puts one file in; false: its bytes are there.
func (s *Spool) give(e *recording, root *os.Root, c *found, written int64) (bool, error) {
	e.taking.Lock()
	defer e.taking.Unlock()
	file, err := openIn(root, c.name)
	if err != nil {
		return false, err
	}
	defer file.Close()
	seg := Segment{App: s.o.App, Stream: fmt.Sprint(e.id), Name: c.name, Seq: c.seq, Partial: c.growing, Given: true,
		Written: written, Found: s.now().UnixMilli()}
	size := c.size
	if c.growing {
		size -= size % packet
	}
	err = s.copy(e, &entry{Segment: &seg}, file, size, func() error { return unchanged(file, c.ident) })
	return seg.N > 0, err
}
