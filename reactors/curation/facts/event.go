package facts

import (
	"fmt"
	"regexp"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/curation/guard"
	"github.com/haus25/backend/store"
)

// Of returns what is known of an event; an error that wraps store.ErrNotFound when there is none.
func Of(v *store.View, id uint64) (Event, error) {
	e, err := v.Event(id)
	if err != nil {
		return Event{}, fmt.Errorf("look up the facts: %w", err)
	}
	end, _ := e.EndDate()
	minutes, _ := e.DurationMinutes()
	return Event{ID: e.ID, Creator: e.Creator, Mint: e.Created.Tx, Category: category(e), MetadataURI: e.MetadataURI,
		Start: e.StartDate, End: end, Minutes: min(minutes, store.MaxTime), ReservePrice: e.ReservePrice.Dec(), TicketPrice: known(e.Called.TicketPrice), Tickets: known(e.Called.TicketsAmount), Sold: e.Sold}, nil
}

func known(w *store.Wei) string {
	if w == nil {
		return ""
	}
	return w.Dec()
}

// category is the event's category as it may be shown: cleaned, at most 60 characters, empty when it reads like an instruction.
func category(e *store.Event) string {
	clean, _ := guard.Sift("the category", e.ArtCategory, 60)
	return clean
}

var plainWord = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)?$`)

// inCategory names the category in a sentence of ours: its own name only when that is a plain word, as those in use are.
func inCategory(e *store.Event) string {
	if name := category(e); len(name) <= 24 && plainWord.MatchString(name) {
		return "of the category " + name
	}
	return "of the same category"
}

// RightsOf tells what the contracts let somebody change at chain time (Unix seconds).
func RightsOf(e *store.Event, chain uint64) Rights {
	switch {
	case e.Finalized:
		return Rights{Why: "the event is finalized: nothing of it can be changed any more"}
	case chain >= e.StartDate:
		return Rights{Metadata: true, Why: "the event has begun: its reserve price cannot be changed any more"}
	default:
		return Rights{Metadata: true, ReservePrice: true}
	}
}

// leads tells whether an address is one of the event's own: what it buys says nothing about what others would pay. The owner of a finalized
// event is whoever tipped most.
func leads(e *store.Event, a common.Address) bool {
	return a == e.Creator || a == e.Delegate || a == e.Owner && !e.Finalized
}

// over tells whether the event took place and is over at chain time.
func over(e *store.Event, chain uint64) bool {
	end, ok := e.EndDate()
	return ok && end <= chain && e.StartDate <= chain
}
