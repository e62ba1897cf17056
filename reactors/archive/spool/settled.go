package spool

import (
	"sync"
	"time"
)

// scanned is what the newest scan of everything left unfinished.
type scanned struct {
	mu    sync.Mutex
	began time.Time
	left  map[uint64]bool // events with files that are not in the ledger yet
}

// note remembers how a scan ended, unless the folder could not be read.
func (s *Spool) note(began time.Time) {
	s.tally.mu.Lock()
	_, blind := s.tally.alarms[alarmKey{alarmUnreadable, 0}]
	s.tally.mu.Unlock()
	if blind {
		return
	}
	left := map[uint64]bool{}
	for _, f := range s.folders {
		for _, c := range f.pending {
			left[c.event.id] = true
		}
	}
	s.scanned.mu.Lock()
	s.scanned.began, s.scanned.left = began, left
	s.scanned.mu.Unlock()
}

// Settled tells whether all that the media server had of an event at a time is in its ledger: a scan began after it and left nothing
// of the event unfinished.
func (s *Spool) Settled(event uint64, since time.Time) bool {
	s.scanned.mu.Lock()
	defer s.scanned.mu.Unlock()
	return s.scanned.began.After(since) && !s.scanned.left[event]
}
