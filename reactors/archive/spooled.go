package archive

import (
	"errors"
	"os"
	"time"

	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/reactors/archive/spool"
)

// found is when the newest segment of the recording that is in no chunk yet was taken; zero: there is none, or it was by a clock that
// has been set back since.
func (k *look) found() (newest time.Time) {
	for i := len(k.spooled) - 1; i >= 0; i-- {
		s := &k.spooled[i]
		if s.N <= k.l.done {
			break
		}
		if at := time.UnixMilli(s.Found); belongs(s, k.w) {
			if !at.After(k.a.Wall) {
				newest = at
			}
			break
		}
	}
	return newest
}

// recorded lists an event's segments. What was read once is remembered: a show of hours has thousands, and is looked at every few
// seconds.
func (r *Reactor) recorded(event uint64) ([]spool.Segment, error) {
	r.mu.Lock()
	known := r.segments[event]
	r.mu.Unlock()
	var after uint64
	if len(known) > 0 {
		after = known[len(known)-1].N
	}
	more, err := r.Spool.Ledger(event, after)
	if errors.Is(err, spool.ErrDamaged) { // it says so itself; what can be read of it goes on
		more, err = r.patched(event, more), nil
	}
	if err != nil {
		return nil, err
	}
	if len(more) == 0 {
		return known, nil
	}
	known = append(known, more...) // one worker a key, so nobody else appends
	r.mu.Lock()
	r.segments[event] = known
	r.mu.Unlock()
	return known, nil
}

// patched fills in, for lines of a ledger that cannot be read any more, the files that lie where they spoke of: nothing is known of
// them, so they are kept as they are.
func (r *Reactor) patched(event uint64, lines []spool.Segment) (out []spool.Segment) {
	for i := range lines {
		for n := lines[max(i-1, 0)].N + 1; n < lines[i].N; n++ {
			if info, err := os.Stat(r.Spool.Path(event, n)); err == nil {
				out = append(out, spool.Segment{N: n, Given: true, Seq: -1, Facts: media.Facts{Size: info.Size(), Faults: []string{"its line in the ledger is damaged"}}})
			}
		}
		out = append(out, lines[i])
	}
	return out
}

// dismiss lets go of what is remembered of an event.
func (r *Reactor) dismiss(event uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.segments, event)
	delete(r.ended, event)
	delete(r.room, event)
	delete(r.lacking, event)
	delete(r.removed, event)
}
