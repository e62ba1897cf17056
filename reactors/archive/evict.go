package archive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/spool"
)

// evict removes what need not be here any more: chunks by policy, and the media server's files when a target has their chunk.
func (k *look) evict(ctx context.Context) error {
	removed := k.removeSources()
	if removed && len(k.spooled) > 0 && k.closed && k.spent() && (k.l.complete != nil || len(k.l.chunks) == 0) {
		// What is left is outside the window.
		if err := k.Spool.Forget(k.a.EventID); err != nil {
			return fmt.Errorf("let go of the spool of a recording that is complete: %w", err)
		}
		k.dismiss(k.a.EventID)
		k.spooled = nil
	}
	// What another target still lacks can only come from here.
	if k.l.complete == nil || k.Keep == "forever" || len(k.Targets) == 0 || k.lacks > 0 {
		return nil
	}
	for _, c := range k.l.chunks {
		due, known := k.evictAt(c)
		switch {
		case !known:
			continue
		case k.a.Wall.Before(due):
			k.wakeAt(due)
			continue
		}
		if err := k.Content.Remove(ctx, mustCID(c.CID)); err != nil {
			return fmt.Errorf("evict chunk %d: %w", c.Index, err)
		}
	}
	return nil
}

// removeSources removes the media server's files that are in a chunk, or kept as they came, at a target: no others. One that cannot
// be removed holds up nothing but the spool's memory of it.
func (k *look) removeSources() (done bool) {
	if !k.RemoveSources || len(k.spooled) == 0 {
		return true
	}
	there := map[uint64]bool{}
	for _, c := range k.l.chunks {
		if !k.uploaded(c.CID) {
			continue
		}
		from, _ := slices.BinarySearchFunc(k.spooled, c.First, func(s spool.Segment, n uint64) int { return cmp.Compare(s.N, n) })
		for i := from; i < len(k.spooled) && k.spooled[i].N <= c.Last; i++ {
			s := &k.spooled[i] // those outside the window lie among them
			if slices.ContainsFunc(c.From, func(f manifest.Segment) bool { return f.SHA256 == s.Facts.SHA256 }) {
				there[s.N] = true
			}
		}
	}
	for _, d := range k.l.damaged {
		if k.uploaded(d.CID) {
			there[d.N] = true
		}
	}
	k.mu.Lock()
	before := k.removed[k.a.EventID]
	k.mu.Unlock()
	if len(there) == before {
		return true
	}
	if _, err := k.Spool.RemoveSources(k.a.EventID, func(n uint64) bool { return there[n] }); err != nil {
		k.note = fmt.Sprintf("the media server's files that a target has cannot be removed: %v", err)
		k.a.Log.Warn("the media server's files cannot be removed: let haus write in stream.hls_dir", "error", err)
		k.wakeAt(k.a.Wall.Add(quiet))
		return false
	}
	k.mu.Lock()
	k.removed[k.a.EventID] = len(there)
	k.mu.Unlock()
	return true
}

// evictAt is when a chunk may go, and whether that is known: a target must have it.
func (k *look) evictAt(c *chunk) (time.Time, bool) {
	var first uint64
	for _, u := range k.l.uploads[c.CID] {
		if first == 0 || u.Time < first {
			first = u.Time
		}
	}
	if first == 0 {
		return time.Time{}, false
	}
	at := time.Unix(int64(first), 0)
	if k.Keep == "days" {
		at = at.AddDate(0, 0, k.KeepDays)
	}
	return at, true
}
