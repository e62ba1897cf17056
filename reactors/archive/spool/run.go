package spool

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// busyScan and idleScan are the least and the most between two scans; shows are seen to begin within the latter even when
	// nothing wakes the spool.
	busyScan = 2 * time.Second
	idleScan = 10 * time.Second
	// scanShare is how many times as long as a scan took is waited before the next: looking takes at most a tenth of one core.
	scanShare = 10
	// verifyEach is how often each file of a folder is looked at whose folder does not say that it changed: one that was written over
	// in place while a notification was lost.
	verifyEach = 10 * time.Minute
	// copies is how many segments are copied at once: more wait for the disk's syncs together.
	copies = 4
	// perRound is how many segments of one event are taken before the others have their turn.
	perRound = 32
	// tries is how often a file that cannot be read holds up the ones after it.
	tries = 3
	// verifyShare is how long one round may look at every file of folders, before segments have their turn again.
	verifyShare = 250 * time.Millisecond
	// clockTick is more than the grain of a file's times on Linux: within it, a write may leave no trace in them.
	clockTick = 50 * time.Millisecond
	// hold is how long a file that was just found and is not finished holds up later ones that are. Longer, and something is wrong
	// with it; the others have to be taken while they are there.
	hold = 5 * time.Second
	// patience is how long a file must not have changed when a later one exists that does not follow it by number.
	patience = 3 * time.Second
)

// Run records until ctx ends. What fails is logged, shown by [Spool.Status] and tried again; so it returns nil only.
func (s *Spool) Run(ctx context.Context) error {
	watch := s.watch()
	defer watch.close()
	wait := time.Duration(0)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		scan := false
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
			scan = true
		case <-s.kick:
		}
		r := s.round(ctx, scan, watch)
		if r.more {
			s.wake()
		}
		if scan {
			if wait = min(max(wait*2, busyScan), idleScan); r.live {
				wait = busyScan
			}
			timer.Reset(max(wait, scanShare*r.cost))
		} else if r.live && wait > busyScan { // something begins: scan at the quick pace again
			wait = busyScan
			timer.Reset(wait)
		}
	}
}

func (s *Spool) wake() {
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

// result is how a round went.
type result struct {
	more bool          // there is more to take at once
	live bool          // something is being written, or was taken
	cost time.Duration // of looking
}

// round looks, at everything or at what was hinted at, and takes what is finished. It is the whole of the work; Run only repeats it.
func (s *Spool) round(ctx context.Context, scan bool, watch *watch) (r result) {
	began := s.now()
	unverified := s.look(scan, watch)
	r.cost = s.now().Sub(began)
	byEvent := map[*recording][]*found{}
	for _, f := range s.folders {
		for _, c := range f.pending {
			byEvent[c.event] = append(byEvent[c.event], c)
		}
	}
	var workers errgroup.Group
	workers.SetLimit(s.o.copies)
	var more, took atomic.Bool
	for _, e := range slices.SortedFunc(maps.Keys(byEvent), func(a, b *recording) int { return cmp.Compare(a.id, b.id) }) {
		files := byEvent[e]
		r.live = true
		workers.Go(func() error {
			n, rest := s.takeFrom(ctx, e, files)
			if n > 0 {
				took.Store(true)
			}
			if rest {
				more.Store(true)
			}
			return nil
		})
	}
	workers.Wait()
	for _, files := range byEvent {
		for _, c := range files {
			if c.done {
				delete(c.folder.pending, c.name)
				if !c.growing { // else it may yet be renamed
					delete(c.folder.temporary, c.ino)
				}
			}
		}
	}
	if scan {
		s.watchOver(byEvent)
	}
	r.more, r.live = (unverified || more.Load()) && ctx.Err() == nil, r.live || took.Load()
	return r
}

// look brings the folders up to date, and tells whether some have still to be verified.
func (s *Spool) look(scan bool, watch *watch) (unverified bool) {
	hints, lost := s.hints.take()
	now := s.now()
	root, err := os.OpenRoot(s.o.HLSDir)
	if err != nil {
		s.tally.alarm(alarmUnreadable, 0, fmt.Sprintf("the media server's folder cannot be read: %v: is stream.hls_dir right?", err))
		return false
	}
	defer root.Close()
	app := s.folders[s.o.App]
	if app == nil {
		app = newFolder(s.o.App, nil)
		app.streams = s.discover
		s.folders[s.o.App] = app
	}
	// The application's folder is first: it tells of the others.
	order := []*folder{app}
	for seen := 0; seen < len(order); seen++ {
		f := order[seen]
		s.visit(f, root, hints[f.path], scan, lost, now, watch)
		unverified = unverified || f.verify && s.folders[f.path] == f && !f.dirty
		if seen == 0 {
			for _, g := range s.folders {
				if g != app {
					order = append(order, g)
				}
			}
		}
	}
	return unverified
}

// visit looks at one folder if there is a reason to.
func (s *Spool) visit(f *folder, root *os.Root, hinted map[string]bool, scan, lost bool, now time.Time, watch *watch) {
	if hinted[""] || lost {
		f.dirty = true
		f.verify = f.verify || lost
	}
	if scan || f.ino == 0 || hinted[""] {
		info, err := root.Lstat(f.path)
		if err != nil || !info.IsDir() {
			s.gone(f, err)
			return
		}
		if ino := inode(info); ino != f.ino {
			f.ino, f.dirty = ino, true
		}
		// Watched first, then listed: nothing falls in between. And again with each scan, for a watch is lost with its folder.
		watch.add(path.Join(s.o.HLSDir, f.path))
		// A folder's time has a grain: a change soon after a listing may not show in it.
		if !info.ModTime().Equal(f.mtime) || f.listed.Sub(f.mtime) < time.Second {
			f.dirty = true
		}
		if now.Sub(f.verified) > verifyEach {
			f.verify = true
		}
	}
	verify := f.verify && s.now().Sub(now) < verifyShare
	if !f.dirty && !verify && len(hinted) == 0 && !(scan && len(f.pending) > 0) {
		return
	}
	if err := f.look(s, root, hinted, verify, now); err != nil {
		f.dirty = true
		s.gone(f, err)
		return
	}
	s.tally.clear(alarmUnreadable, id(f.event))
	if f.crowded {
		s.tally.alarm(alarmCrowded, id(f.event), fmt.Sprintf("%s holds more files than are looked at in one scan: remove old ones", f.path))
	} else {
		s.tally.clear(alarmCrowded, id(f.event))
	}
}

// gone drops a folder that is not there any more, and says so of one that cannot be read.
func (s *Spool) gone(f *folder, err error) {
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		delete(s.folders, f.path)
		if f.event != nil || err == nil {
			return
		}
		s.tally.clear(alarmUnreadable, 0) // a media server makes its folder with the first stream
		return
	}
	s.tally.alarm(alarmUnreadable, id(f.event), fmt.Sprintf("%s cannot be read: %v: let haus read it", f.path, err))
}

func id(e *recording) uint64 {
	if e == nil {
		return 0
	}
	return e.id
}

// discover makes a folder of a stream known.
func (s *Spool) discover(app *os.Root, name string) {
	id, _ := eventOf(name)
	place := path.Join(s.o.App, name)
	if s.folders[place] != nil {
		return
	}
	if info, err := app.Lstat(name); err == nil && info.IsDir() {
		s.folders[place] = newFolder(place, s.event(id))
	}
}

// takeFrom takes what is finished of an event's pending files, in the order in which they were written.
func (s *Spool) takeFrom(ctx context.Context, e *recording, files []*found) (took int, more bool) {
	slices.SortFunc(files, func(a, b *found) int {
		return cmp.Or(cmp.Compare(a.mtime, b.mtime), cmp.Compare(a.seq, b.seq), cmp.Compare(a.path, b.path))
	})
	newest, err := e.newestTaken()
	if err != nil {
		s.tally.alarm(alarmFailing, e.id, err.Error())
		return 0, false
	}
	for _, c := range files {
		newest = latest(newest, c.order())
	}
	listed := s.playlists(files)
	for _, c := range files {
		if ctx.Err() != nil {
			return took, false
		}
		ready, guessed := c.finished(newest, listed, s.now(), s.o.Settle)
		if !ready && s.now().Sub(c.seen) < hold {
			return took, false // those after it wait a moment, so that they come after it in the ledger
		}
		if !ready {
			continue
		}
		if took == perRound {
			return took, true
		}
		err := s.take(c, guessed)
		switch {
		case err == nil:
			c.done = true
			took++
			s.tally.clear(alarmFull, 0)
		case errors.Is(err, errGone):
			c.done = true
		case errors.Is(err, errChanged), errors.Is(err, errBusy):
		case errors.Is(err, ErrFull):
			s.tally.alarm(alarmFull, 0, err.Error())
			return took, false
		default:
			if c.failed++; c.failed <= tries {
				return took, false // likewise
			}
			s.tally.alarm(alarmFailing, e.id, fmt.Sprintf("take %s: %v", c.path, err))
		}
	}
	return took, false
}

// finished tells whether a file may be taken, and whether nothing but time says so.
func (c *found) finished(newest order, listed map[string]int64, now time.Time, settle time.Duration) (ready, guessed bool) {
	calm := now.Sub(c.since)
	later := newest.after(c.order())
	switch written, ok := listed[c.name]; {
	case c.growing:
		return later && calm >= patience || calm >= settle, true
	case c.folder.temporary[c.ino]:
		return true, false // it was renamed
	case now.UnixNano() >= c.mtime && now.UnixNano()-c.mtime < int64(clockTick):
		return false, false
	case ok && written >= c.mtime, newest.mtime > c.mtime && newest.seq > c.seq && c.seq >= 0:
		return true, false // of equal times, a greater number may be the end of what was before a restart
	default:
		return later && calm >= patience || calm >= settle, true
	}
}

func inode(info fs.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ino
	}
	return 0
}
