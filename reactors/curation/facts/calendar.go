package facts

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

const (
	hour = 60 * 60
	day  = 24 * hour
	// longest is what an event takes of an evening at most: anybody can mint one that lasts for years, and nobody stays away for it.
	longest = 12 * hour
	// mostCalendar is how many events of a span of the calendar are looked at.
	mostCalendar = 500
)

// busy is an event of the calendar, from its start to its end or for as long as counts, Unix seconds.
type busy struct {
	id       uint64
	creator  common.Address
	from, to uint64
	rival    bool // of the same category
}

// calendar is a span of what is planned.
type calendar struct {
	all []busy // by start
	cut bool   // there was more than was looked at
}

// length is how long an event takes, in seconds; an hour when it did not say.
func length(e *store.Event) uint64 {
	if end, ok := e.EndDate(); ok && end > e.StartDate {
		return min(end-e.StartDate, longest)
	}
	if m, ok := e.DurationMinutes(); ok && m > 0 {
		return min(m, longest/60) * 60
	}
	return hour
}

// read reads what overlaps a span, but not the event itself.
func (c *calendar) read(v *store.View, e *store.Event, from, to uint64) error {
	n := 0
	for row, err := range v.Events(store.EventsByStart(), store.StartCursor(from-min(from, longest)), false) {
		if err != nil {
			return fmt.Errorf("read the calendar: %w", err)
		}
		o := row.Value
		if o.StartDate >= to {
			break
		}
		if n++; n > mostCalendar {
			c.cut = true
			break
		}
		if o.ID != e.ID {
			c.all = append(c.all, busy{o.ID, o.Creator, o.StartDate, o.StartDate + length(o), o.ArtCategory == e.ArtCategory})
		}
	}
	return nil
}

// overlap is what stands against a span of time. Of one creator one event counts, a rival rather than another: she cannot perform twice
// at a time, and cannot empty an evening by minting a hundred.
type overlap struct {
	creators int
	rivals   []uint64 // one of each creator's
	own      bool     // one of the event's own creator
}

func (c *calendar) at(e *store.Event, from, to uint64) (o overlap) {
	seen := map[common.Address]bool{} // whether a rival of hers was counted
	for _, b := range c.all {
		if b.from >= to || b.to <= from {
			continue
		}
		if b.creator == e.Creator {
			o.own = true
			continue
		}
		rival, ok := seen[b.creator]
		if !ok {
			o.creators++
		}
		if b.rival && !rival {
			o.rivals = append(o.rivals, b.id)
		}
		seen[b.creator] = rival || b.rival
	}
	return o
}

// worth of a span in which others perform, of whole: nothing when the creator performs herself.
func (o overlap) worth() int64 {
	if o.own {
		return 0
	}
	return max(0, whole-int64(min(o.creators, 100))*800-int64(min(len(o.rivals), 100))*1_700)
}

func (o overlap) why() []string {
	var why []string
	if o.own {
		why = append(why, "another event of the same creator overlaps it")
	}
	if o.creators == 0 {
		return append(why, "no event of another creator overlaps it")
	}
	return append(why, fmt.Sprintf("other creators whose events overlap it: %d, of the same category: %d", o.creators, len(o.rivals)))
}
