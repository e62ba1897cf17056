package chat

import (
	"time"

	"github.com/haus25/backend/reactors/chat/sidecar"
)

// mayCommit tells whether n changes go to the room's group now: at once when it was quiet, or when a whole batch is there. Else the
// look is repeated when the pace allows it, and meanwhile more may come together.
func (l *look) mayCommit(r *room, n int) bool {
	if r.committed || n >= sidecar.MaxBatch {
		return true
	}
	l.r.mu.Lock()
	next := l.r.last[r.GroupID].Add(l.r.Pace)
	l.r.mu.Unlock()
	if l.Wall.Before(next) {
		l.wakeAt(next)
		return false
	}
	return true
}

// maxPaced bounds the memory of paces: more groups than can be changed within one pace.
const maxPaced = 1024

func (l *look) committed(r *room) {
	r.committed, r.changed = true, true
	l.r.mu.Lock()
	defer l.r.mu.Unlock()
	if len(l.r.last) >= maxPaced {
		for id, t := range l.r.last {
			if t.Add(l.r.Pace).Before(l.Wall) {
				delete(l.r.last, id)
			}
		}
	}
	l.r.last[r.GroupID] = l.Wall
}

// pause is how long to wait until who has waited since then is asked for again: as long as it has waited, within bounds.
func (r *Reactor) pause(since, now time.Time) time.Duration {
	return min(max(now.Sub(since), r.FirstRetry), r.MostRetry)
}
