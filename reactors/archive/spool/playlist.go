package spool

import (
	"io"
	"os"
	"path"
	"strconv"
	"strings"
)

// playlists reads which files the playlists of a stream list, and when these were written (Unix nanoseconds). A server closes a file
// before it lists it; a stale playlist lists names that are written anew, so its time counts.
func (s *Spool) playlists(files []*found) map[string]int64 {
	type place struct {
		folder *folder
		name   string
	}
	asked := map[place]bool{}
	for _, c := range files {
		if c.growing || c.folder.temporary[c.ino] {
			continue // no playlist is needed to tell
		}
		for name := range c.folder.playlists {
			asked[place{c.folder, name}] = true
		}
		if app := s.folders[s.o.App]; app != nil {
			asked[place{app, strconv.FormatUint(c.event.id, 10) + playlistSuffix}] = true
		}
	}
	listed := map[string]int64{}
	for p := range asked {
		f, err := p.folder.open(s, p.name)
		if err != nil {
			continue // it need not be there
		}
		written, names := readPlaylist(f)
		f.Close()
		for _, name := range names {
			listed[name] = max(listed[name], written)
		}
	}
	return listed
}

// readPlaylist reads the names that a playlist ends with.
func readPlaylist(f *os.File) (written int64, names []string) {
	info, err := f.Stat()
	if err != nil {
		return 0, nil
	}
	from := max(info.Size()-maxPlaylist, 0)
	raw, err := io.ReadAll(io.NewSectionReader(f, from, info.Size()-from))
	if err != nil {
		return 0, nil
	}
	for i, line := range strings.Split(string(raw), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || i == 0 && from > 0 {
			continue
		}
		line, _, _ = strings.Cut(line, "?")
		if name := path.Base(line); plain(name) {
			names = append(names, name)
		}
	}
	return info.ModTime().UnixNano(), names
}
