package facts

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// History returns events that had begun at chain time (Unix seconds), at most most, never more than 200: the creator's own first, then those of the
// event's category, each the newest first. Of others only what is evidence counts, as for Compare, at most three of one creator: whoever mints
// events does not tell others' agents what to read.
func History(v *store.View, e *store.Event, chain uint64, most int) ([]Past, error) {
	most = min(most, mostSample)
	past := []Past{}
	rows := 0
	for row, err := range v.Events(store.EventsCreatedBy(e.Creator), nil, true) {
		if err != nil {
			return nil, fmt.Errorf("look up the creator's history: %w", err)
		}
		if rows++; rows > mostRows || len(past) >= most {
			break
		}
		if o := row.Value; o.ID != e.ID && o.StartDate <= chain {
			past = append(past, pastOf(o, true))
		}
	}
	if len(past) >= most {
		return past, nil
	}
	all, err := sample(v, store.EventsInCategory(e.ArtCategory), nil, e.ID, chain)
	if err != nil {
		return nil, err
	}
	for _, o := range counting(all) {
		if len(past) >= most {
			break
		}
		if o.Creator != e.Creator {
			past = append(past, pastOf(o.Event, false))
		}
	}
	return past, nil
}

func pastOf(e *store.Event, own bool) Past {
	return Past{ID: e.ID, Own: own, Category: category(e), MetadataURI: e.MetadataURI, Start: e.StartDate, TicketPrice: known(e.Called.TicketPrice),
		Tickets: known(e.Called.TicketsAmount), Sold: e.Sold, Revenue: e.Revenue.Dec(), Tips: e.TotalTips.Dec()}
}

// Proven tells whether the creator ever sold a ticket, for more than nothing, to a wallet that does not lead the event. It looks at her newest
// 800 events, and at the tickets of 200 of them.
func Proven(v *store.View, creator common.Address) (bool, error) {
	rows, looked := 0, 0
	for row, err := range v.Events(store.EventsCreatedBy(creator), nil, true) {
		if err != nil {
			return false, fmt.Errorf("look up what %s sold: %w", creator, err)
		}
		if rows++; rows > mostRows || looked == mostSample {
			break
		}
		if row.Value.Revenue.IsZero() { // all tickets of an event cost the same
			continue
		}
		looked++
		s, err := salesOf(v, row.Value)
		if err != nil {
			return false, err
		}
		if s.others > 0 {
			return true, nil
		}
	}
	return false, nil
}
