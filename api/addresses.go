package api

import (
	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// accountJSON is what one address holds and did, with the first page of each list.
type accountJSON struct {
	Address        string        `json:"address"`
	Whitelisted    bool          `json:"whitelisted"` // on EventManager's global whitelist
	Counts         accountCounts `json:"counts"`
	TotalSpent     string        `json:"totalSpent"` // on tickets, first-hand
	TotalSpentSei  string        `json:"totalSpentSei"`
	TotalTipped    string        `json:"totalTipped"`
	TotalTippedSei string        `json:"totalTippedSei"`

	EventsCreated []*eventJSON  `json:"eventsCreated"`
	EventsOwned   []*eventJSON  `json:"eventsOwned"`
	TicketsHeld   []*ticketJSON `json:"ticketsHeld"`
	Tips          []*tipJSON    `json:"tips"`
	Next          accountNext   `json:"next"`
}

// accountCounts are how long an address's lists are.
type accountCounts struct {
	EventsCreated uint64 `json:"eventsCreated"`
	EventsOwned   uint64 `json:"eventsOwned"`
	Delegations   uint64 `json:"delegations"`
	TicketsHeld   uint64 `json:"ticketsHeld"`
	TicketsBought uint64 `json:"ticketsBought"`
	Tips          uint64 `json:"tips"`
}

// accountNext are the cursors for the lists' own routes; the one of a list that is complete is missing.
type accountNext struct {
	EventsCreated string `json:"eventsCreated,omitempty"`
	EventsOwned   string `json:"eventsOwned,omitempty"`
	TicketsHeld   string `json:"ticketsHeld,omitempty"`
	Tips          string `json:"tips,omitempty"`
}

const (
	addressEventsRoute  = "/v1/addresses/:address/events"
	addressTicketsRoute = "/v1/addresses/:address/tickets"
	addressTipsRoute    = "/v1/addresses/:address/tips"
)

func (s *Server) address(q *query) reader {
	a, limit := q.pathAddress("address"), q.limit()
	// Each first page is the first page of a route, so that its cursor goes on there.
	first := func(route, parameter, value string) *paging {
		return &paging{list: listName(route, "address", protocol.Hex(a), parameter, value), limit: limit, budget: scanBudget}
	}
	return func(v *store.View) (any, string, error) {
		acc, err := v.Account(a)
		if err != nil {
			return nil, "", err
		}
		listed, err := v.Whitelisted(a)
		if err != nil {
			return nil, "", err
		}
		out := &accountJSON{
			Address: protocol.Hex(a), Whitelisted: listed.Allowed,
			Counts: accountCounts{
				acc.EventsCreated, acc.EventsOwned, acc.Delegations, acc.TicketsHeld, acc.TicketsBought, acc.Tips,
			},
			TotalSpent: acc.Spent.Dec(), TotalSpentSei: sei(&acc.Spent), TotalTipped: acc.Tipped.Dec(), TotalTippedSei: sei(&acc.Tipped),
		}
		if out.EventsCreated, out.Next.EventsCreated, err = s.eventsOf(v, a, "creator", first(addressEventsRoute, "role", "creator")); err != nil {
			return nil, "", err
		}
		if out.EventsOwned, out.Next.EventsOwned, err = s.eventsOf(v, a, "owner", first(addressEventsRoute, "role", "owner")); err != nil {
			return nil, "", err
		}
		if out.TicketsHeld, out.Next.TicketsHeld, err = ticketsAt(v, a, false, first(addressTicketsRoute, "held", "now")); err != nil {
			return nil, "", err
		}
		out.Tips, out.Next.Tips, err = tipsBy(v, a, false, first(addressTipsRoute, "order", "asc"))
		return out, "", err
	}
}

func (s *Server) addressEvents(q *query) reader {
	a, role := q.pathAddress("address"), q.choice("role", "creator", "creator", "owner", "delegate")
	p := q.paging(8)
	return func(v *store.View) (any, string, error) { return result(s.eventsOf(v, a, role, &p)) }
}

// eventsOf pages the events that an address has a role in, newest first.
func (s *Server) eventsOf(v *store.View, a common.Address, role string, p *paging) ([]*eventJSON, string, error) {
	list := store.EventsCreatedBy(a)
	switch role {
	case "owner":
		list = store.EventsOwnedBy(a)
	case "delegate":
		list = store.EventsDelegatedTo(a)
	}
	return page(p, v.Events(list, p.after, true), all, s.eventShower(v.Now()))
}
