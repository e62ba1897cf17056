package archive

import (
	"fmt"

	"github.com/haus25/backend/reactors/archive/spool"
)

// chunkSeconds is the least that a chunk plays, unless its session ends. It is what players, gateways and Filecoin's deals were
// designed around here: small enough to be there a minute after it happened, large enough that hours are hundreds of files.
const chunkSeconds = 60

// piece is what is to be done next with the spool: segments that make a chunk, or one that cannot be read.
type piece struct {
	segments []spool.Segment
	damaged  bool
	// before is the segment before the first, of the whole ledger and in the window; nil: there is none.
	before *spool.Segment
	// origin is the session's first segment; start is about where in the session the first one here begins, in ticks.
	origin *spool.Segment
	start  int64
}

// next cuts the next piece out of the ledger: after segment done, in the window. A session's rest is cut when the session is over,
// because another began or because the window is closed. A nil piece: there is nothing to cut yet.
//
// It depends on its arguments alone, so that a piece whose receipt was lost is cut again as it was.
func next(ledger []spool.Segment, done uint64, w window, closed bool) *piece {
	var p piece
	var seconds float64
	t := timeline{}
	for i := range ledger {
		s := &ledger[i]
		if !belongs(s, w) {
			continue
		}
		at := t.place(s)
		switch {
		case s.N <= done:
			p.before = s
			continue
		case unreadable(s):
			if len(p.segments) > 0 {
				return &p // what came before it is cut first: numbers stay in order
			}
			p.segments, p.damaged = []spool.Segment{*s}, true
			return &p
		case len(p.segments) > 0 && (s.Session != p.segments[0].Session || s.N != p.segments[len(p.segments)-1].N+1):
			return &p // between two whose numbers do not follow, frames are missing
		}
		if len(p.segments) == 0 {
			p.start, p.origin = at, t.first
		}
		p.segments = append(p.segments, *s)
		if seconds += s.Facts.Seconds(); seconds >= chunkSeconds {
			return &p
		}
	}
	if len(p.segments) > 0 && closed {
		return &p
	}
	return nil
}

// belongs tells whether a segment is part of the recording: one given by hand always is. Chain time stands still while no endpoint
// answers, and lies years back before the index has caught up, so that a whole show may carry the time of a block before it; the
// wall clock may be wrong. One of the two in the window is enough.
func belongs(s *spool.Segment, w window) bool {
	if w.full && s.N > w.last {
		return false
	}
	return s.Given || w.holds(s.Time()) || w.holds(uint64(max(s.Written, 0)/1000))
}

// unreadable tells whether nothing of a segment could be put into a chunk.
func unreadable(s *spool.Segment) bool {
	lead := s.Facts.Lead()
	return lead == nil || lead.Units == 0
}

// timeline places segments in their session. Decoding times have 33 bits and may wrap after a day; within a session a segment
// follows the one before it closely, so the distance tells.
type timeline struct {
	session uint64
	first   *spool.Segment // of the session
	raw     int64          // of the segment before, 33 bits
	at      int64          // where that one begins
}

const wrap = 1 << 33

func (t *timeline) place(s *spool.Segment) int64 {
	if unreadable(s) {
		return t.at
	}
	raw := s.Facts.Lead().FirstDTS & (wrap - 1)
	if s.Session != t.session {
		t.session, t.first, t.raw, t.at = s.Session, s, raw, 0
		return 0
	}
	step := (raw - t.raw) & (wrap - 1)
	if step >= wrap/2 { // it lies before: sessions are split there, so by a little at most
		step -= wrap
	}
	t.raw, t.at = raw, t.at+step
	return t.at
}

// gapBefore says what is known to be missing between two segments of different sessions; empty: nothing is known to be.
func gapBefore(before, first *spool.Segment) string {
	if before == nil {
		return ""
	}
	var text string
	if n := first.Seq - before.Seq; before.Seq >= 0 && n > 1 && before.Stream == first.Stream {
		if n == 2 {
			text = fmt.Sprintf("segment %d", before.Seq+1)
		} else {
			text = fmt.Sprintf("segments %d to %d", before.Seq+1, first.Seq-1)
		}
	}
	// Files are written when they end, so the gap is what passed between two ends beyond what the later one plays.
	pause := float64(first.Written-before.Written)/1000 - first.Facts.Seconds()
	if pause < 1 {
		return text
	}
	if text != "" {
		text += ", "
	}
	return text + fmt.Sprintf("%.1f s", pause)
}
