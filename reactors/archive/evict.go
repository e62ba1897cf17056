package archive

import (
	"context"
	"fmt"
	"time"
)

// evict removes what need not be here any more: chunks by policy, and the media server's files when a target has their chunk.
func (k *look) evict(ctx context.Context) error {
	if k.RemoveSources {
		// Sources go in order, up to the first chunk that no target has.
		var through uint64
		for _, c := range k.l.chunks {
			if !k.uploaded(c.CID) {
				break
			}
			through = c.Last
		}
		if through > 0 {
			if _, err := k.Spool.RemoveSources(k.a.EventID, through); err != nil {
				return fmt.Errorf("remove the media server's files of segments that a target has: %w", err)
			}
		}
	}
	if n := len(k.spooled); n > 0 && k.closed && k.spent() && (k.l.complete != nil || len(k.l.chunks) == 0) {
		// What is left is outside the window.
		if err := k.Spool.Forget(k.a.EventID); err != nil {
			return fmt.Errorf("let go of the spool of a recording that is complete: %w", err)
		}
	}
	if k.l.complete == nil || k.Keep == "forever" || len(k.Targets) == 0 {
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
