package spool

import (
	"errors"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/fsnotify/fsnotify" // inotify with its overflow and its removed watches told apart; the syscalls alone would be ours to race
)

// hints are what somebody said of files; none is believed, each is a place to look.
type hints struct {
	mu   sync.Mutex
	at   map[string]map[string]bool // folder below HLSDir → names; an empty name: the whole folder
	n    int
	lost bool // something was missed: everything has to be looked at
}

// maxHints bounds what is remembered between two rounds; beyond, everything is looked at.
const maxHints = 50_000

func (h *hints) add(folder, name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.n >= maxHints {
		h.lost, h.at, h.n = true, nil, 0
	}
	if h.at == nil {
		h.at = map[string]map[string]bool{}
	}
	if h.at[folder] == nil {
		h.at[folder] = map[string]bool{}
	}
	h.at[folder][name] = true
	h.n++
}

func (h *hints) lose() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lost = true
}

func (h *hints) take() (at map[string]map[string]bool, lost bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at, lost = h.at, h.lost
	h.at, h.lost, h.n = nil, false, 0
	return at, lost
}

// Wake says that the media server announced a segment of an event. file is its word, and no more than a hint where to look.
func (s *Spool) Wake(event uint64, file string) {
	e := s.event(event)
	e.mu.Lock()
	if now := s.now(); e.asked.IsZero() && now.Sub(e.taken) > e.silence(s.o.Fragment) {
		e.asked = now
	}
	e.mu.Unlock()
	name := filepath.Base(file)
	if _, _, ok := segmentName(name); !ok {
		name = ""
	}
	s.hints.add(s.o.App, name)
	s.hints.add(s.o.App+"/"+strconv.FormatUint(event, 10), name)
	s.wake()
}

// watch turns file system notifications into hints. A nil one hears nothing; then scans find everything, a little later.
type watch struct {
	fs    *fsnotify.Watcher
	log   *slog.Logger
	ended chan struct{}
	told  bool
}

func (s *Spool) watch() *watch {
	if s.o.deaf {
		return nil
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		s.o.Log.Warn("no file system notifications, so segments are found by scanning only", "error", err)
		return nil
	}
	out := &watch{fs: w, log: s.o.Log, ended: make(chan struct{})}
	go func() {
		defer close(out.ended)
		for {
			select {
			case e, ok := <-w.Events:
				if !ok {
					return
				}
				s.heard(e)
			case err, ok := <-w.Errors:
				if !ok {
					return
				}
				if !errors.Is(err, fsnotify.ErrEventOverflow) {
					s.o.Log.Warn("a file system notification was lost", "error", err)
				}
				s.hints.lose()
				s.wake()
			}
		}
	}()
	return out
}

func (s *Spool) heard(e fsnotify.Event) {
	place, err := filepath.Rel(s.o.HLSDir, e.Name)
	if err != nil {
		return
	}
	folder, name := filepath.Dir(place), filepath.Base(place)
	_, growing, segment := segmentName(name)
	_, stream := eventOf(name)
	switch {
	case stream && e.Has(fsnotify.Create):
		s.hints.add(folder, name)
		s.hints.add(place, "")
	case segment && e.Has(fsnotify.Create):
		s.hints.add(folder, name)
	case strings.HasSuffix(name, playlistSuffix) && e.Has(fsnotify.Create): // beside a stream's segments, or beside their folder
		s.hints.add(folder, name)
		s.hints.add(filepath.Join(folder, strings.TrimSuffix(name, playlistSuffix)), name)
	case segment && !growing && e.Has(fsnotify.Write): // a name may be written over in place; that it was is seen when it is finished
		s.hints.add(folder, name)
		return
	default:
		return
	}
	s.wake()
}

// add watches a folder, one that is there anew included.
func (w *watch) add(folder string) {
	if w == nil {
		return
	}
	if err := w.fs.Add(folder); err != nil && !w.told {
		w.told = true
		w.log.Warn("a folder cannot be watched, so its segments are found by scanning only", "folder", folder, "error", err)
	}
}

func (w *watch) close() {
	if w == nil {
		return
	}
	w.fs.Close()
	<-w.ended
}
