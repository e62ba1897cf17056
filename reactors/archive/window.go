package archive

import (
	"time"

	"github.com/haus25/backend/store"
)

// window is when an event is recorded, in chain time (Unix seconds), both ends included.
type window struct {
	opens, closes uint64 // closes is 0 while the end is not known
	// full says that the recording is as long as one may be: it ends with segment last.
	full bool
	last uint64
}

// windowOf is the event's window: from lead seconds before the start until grace seconds after the end, as commands moved it.
func windowOf(e *store.Event, lead, grace uint64, commands []command) window {
	w := window{opens: e.StartDate - min(lead, e.StartDate)}
	if end, ok := e.EndDate(); ok {
		w.closes = end + grace
	}
	for _, c := range commands {
		switch c.Command {
		case Start: // from then on, and on beyond an end that was there
			w.opens = min(w.opens, c.Chain)
			if end, ok := e.EndDate(); ok && end+grace > c.Chain {
				w.closes = end + grace
			} else {
				w.closes = 0
			}
		case Stop:
			w.closes = max(c.Chain, w.opens)
		}
	}
	return w
}

// maxPieces is how many chunks and damaged segments a recording has at most: the manifest of 3,000 still fits into a document, and 48
// hours are 2,880.
const maxPieces = 2_900

// bounded is the window of a recording of which some is made: an event may last for years, and anybody can mint one.
func (w window) bounded(l *ledger, longest time.Duration) window {
	var seconds float64
	for _, c := range l.chunks {
		seconds += c.Seconds
	}
	if seconds >= longest.Seconds() && longest > 0 || len(l.chunks)+len(l.damaged) >= maxPieces {
		w.full, w.last = true, l.done
	}
	return w
}

// opened and over tell where chain time now stands.
func (w window) opened(now uint64) bool { return now >= w.opens }
func (w window) over(now uint64) bool   { return w.full || w.closes > 0 && now > w.closes }

// holds tells whether what was written at a time belongs to the recording.
func (w window) holds(at uint64) bool {
	return at >= w.opens && (w.closes == 0 || at <= w.closes)
}
