package chat

import (
	"time"

	"github.com/ethereum/go-ethereum/common"

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

// passOver takes those who were asked for a moment ago, and were not on XMTP, for still not there. A ticket that moves in every block
// must not have all of them asked for each time: with some thousands of them XMTP would turn us away, and all events with us.
func (l *look) passOver() {
	l.r.mu.Lock()
	last, ok := l.r.asked[l.EventID]
	l.r.mu.Unlock()
	again := last.Add(l.r.FirstRetry)
	if !ok || l.Wall.Before(last) || !l.Wall.Before(again) {
		return
	}
	var waiting []common.Address
	for _, s := range l.shown.Seats {
		if s.Standing == seatWaiting {
			waiting = append(waiting, s.Address)
		}
	}
	if len(waiting) <= sidecar.MaxMembers { // one question
		return
	}
	for _, a := range waiting {
		l.reach[a] = false
	}
	l.passed = true
	l.wakeAt(again)
}

// haveAsked notes when those who wait were asked for.
func (l *look) haveAsked() {
	if l.passed {
		return
	}
	l.r.mu.Lock()
	defer l.r.mu.Unlock()
	if len(l.r.asked) >= maxAgreements {
		clear(l.r.asked)
	}
	l.r.asked[l.EventID] = l.Wall
}

// readmission is the pause between two looks whether a lost room can be entered again: as long as it has waited, within bounds. After a
// loss of the XMTP database all rooms are asked for, and anyone can take the service out of groups of their own.
func (l *look) readmission(r *room) time.Duration {
	pause := l.r.Readmission
	for _, s := range l.shown.Rooms {
		if s.GroupID == r.GroupID && s.Standing == standingAwaiting {
			pause = max(pause, l.Wall.Sub(time.Unix(int64(s.Since), 0)))
		}
	}
	return min(pause, l.r.MostRetry)
}
