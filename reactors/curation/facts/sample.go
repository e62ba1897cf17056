package facts

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/haus25/backend/store"
)

// The bounds of a look. They multiply: 800 events and 200 × 6 tickets, twice when the category has too few, are 4,000 records.
const (
	mostRows   = 800 // events of one list
	mostSample = 200 // of them that count
	perCreator = 3
	atEachEnd  = 3 // tickets looked at of an event: its first ones and its last ones
)

// whole is a share of 1 in hundredths of a percent.
const whole = 10_000

// ended is an event that is over, and what its tickets say.
type ended struct {
	*store.Event
	sales
	share int64 // of the supply that was sold to others, of whole; -1: the supply is not known
}

// counts tells whether the event is evidence of what somebody pays.
func (e ended) counts() bool { return e.others > 0 && e.Called.TicketPrice != nil }

// sales are what was seen of an event's tickets.
type sales struct {
	looked, others int    // tickets that were looked at; those that went to somebody who does not lead the event
	first          uint64 // when the first of others was sold, Unix seconds
}

// salesOf looks at the first and the last tickets of an event: guests of the house often come first.
func salesOf(v *store.View, e *store.Event) (s sales, err error) {
	if e.Sold == 0 {
		return s, nil
	}
	last := uint64(0)
	for _, backwards := range []bool{false, true} {
		n := 0
		for row, err := range v.Tickets(e.ID, nil, backwards) {
			if err != nil {
				return s, fmt.Errorf("look at the tickets of event %d: %w", e.ID, err)
			}
			t := row.Value
			if backwards && t.ID <= last {
				break
			}
			if !backwards {
				last = t.ID
			}
			if t.Minted.Block != 0 {
				s.add(e, t)
			}
			if n++; n == atEachEnd {
				break
			}
		}
	}
	return s, nil
}

func (s *sales) add(e *store.Event, t *store.Ticket) {
	s.looked++
	if t.OriginalOwner == (common.Address{}) || leads(e, t.OriginalOwner) {
		return
	}
	s.others++
	if s.first == 0 || t.Minted.Time < s.first {
		s.first = t.Minted.Time
	}
}

// shareOf is the share of the supply that others bought: what was sold, less those who lead the event in proportion to the tickets looked at.
func shareOf(e *store.Event, s sales) int64 {
	supply := e.Called.TicketsAmount
	switch {
	case supply == nil:
		return -1
	case s.others == 0 || supply.IsZero():
		return 0
	}
	n := uint256.NewInt(e.Sold) // at most 2^64 × 6 × 10^4: no overflow
	n.Mul(n, uint256.NewInt(uint64(s.others)*whole))
	n.Div(n, uint256.NewInt(uint64(s.looked)))
	n.Div(n, supply)
	if !n.LtUint64(whole) {
		return whole
	}
	return int64(n.Uint64())
}

// sample reads events of a list backwards from the cursor that are over, but not the one of that id.
func sample(v *store.View, l store.EventList, cursor []byte, but, chain uint64) (all []ended, err error) {
	of := map[common.Address]int{}
	rows := 0
	for row, err := range v.Events(l, cursor, true) {
		if err != nil {
			return nil, fmt.Errorf("look for comparable events: %w", err)
		}
		e := row.Value
		if e.ID != but && over(e, chain) && of[e.Creator] < perCreator {
			of[e.Creator]++
			s, err := salesOf(v, e)
			if err != nil {
				return nil, err
			}
			all = append(all, ended{e, s, shareOf(e, s)})
		}
		if rows++; rows == mostRows || len(all) == mostSample {
			break
		}
	}
	return all, nil
}

// counting are those of the events that are evidence.
func counting(all []ended) (some []ended) {
	for _, e := range all {
		if e.counts() {
			some = append(some, e)
		}
	}
	return some
}

// similar are the newest events that are over: of the event's category, or of all when it has too few that count. Basis says which.
func similar(v *store.View, e *store.Event, chain uint64) (all, some []ended, basis string, err error) {
	basis = "ended events " + inCategory(e)
	all, err = sample(v, store.EventsInCategory(e.ArtCategory), nil, e.ID, chain)
	if err != nil {
		return nil, nil, "", err
	}
	if some = counting(all); len(some) < MinComparables {
		basis = "ended events of all categories"
		if all, err = sample(v, store.EventsByEnd(), store.StartCursor(chain+1), e.ID, chain); err != nil {
			return nil, nil, "", err
		}
		some = counting(all)
	}
	return all, some, fmt.Sprintf("%s: %d of %d sold a ticket to somebody who does not lead them", basis, len(some), len(all)), nil
}
