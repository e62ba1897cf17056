package store_test

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

type ticketID struct{ event, id uint64 }
type tipID struct {
	event uint64
	pos   store.Pos
}

// model is the store as plain maps: what everything read from a view has to be equal to.
type model struct {
	asOf      store.Ref
	indexed   bool
	events    map[uint64]*store.Event
	tickets   map[ticketID]*store.Ticket
	tips      map[tipID]*store.Tip
	whitelist map[common.Address]*store.Whitelisted
	missed    map[common.Address]uint64
	logs      map[store.Pos]*store.Log
}

func newModel() *model {
	return &model{
		events: map[uint64]*store.Event{}, tickets: map[ticketID]*store.Ticket{}, tips: map[tipID]*store.Tip{},
		whitelist: map[common.Address]*store.Whitelisted{}, missed: map[common.Address]uint64{}, logs: map[store.Pos]*store.Log{},
	}
}

func copies[K comparable, T any](m map[K]*T, deep func(*T)) map[K]*T {
	out := make(map[K]*T, len(m))
	for k, v := range m {
		c := *v
		deep(&c)
		out[k] = &c
	}
	return out
}

func (m *model) clone() *model {
	return &model{
		asOf: m.asOf, indexed: m.indexed,
		events:    copies(m.events, func(e *store.Event) { e.Curations = slices.Clone(e.Curations) }),
		tickets:   copies(m.tickets, func(*store.Ticket) {}),
		tips:      copies(m.tips, func(*store.Tip) {}),
		whitelist: copies(m.whitelist, func(*store.Whitelisted) {}),
		missed:    maps.Clone(m.missed),
		logs:      maps.Clone(m.logs), // logs never change
	}
}

func (m *model) Event(id uint64) *store.Event {
	if m.events[id] == nil {
		m.events[id] = &store.Event{ID: id}
	}
	return m.events[id]
}

func (m *model) Ticket(event, id uint64) *store.Ticket {
	k := ticketID{event, id}
	if m.tickets[k] == nil {
		m.tickets[k] = &store.Ticket{EventID: event, ID: id}
	}
	return m.tickets[k]
}

func (m *model) Tip(event uint64, pos store.Pos) *store.Tip {
	k := tipID{event, pos}
	if m.tips[k] == nil {
		m.tips[k] = &store.Tip{EventID: event, Pos: pos}
	}
	return m.tips[k]
}

// reset empties an event and returns its logs in order.
func (m *model) reset(id uint64) []*store.Log {
	m.events[id] = &store.Event{ID: id, Called: m.Event(id).Called}
	maps.DeleteFunc(m.tickets, func(k ticketID, _ *store.Ticket) bool { return k.event == id })
	maps.DeleteFunc(m.tips, func(k tipID, _ *store.Tip) bool { return k.event == id })
	return m.logsWhere(func(l *store.Log) bool { return l.HasEvent && l.EventID == id })
}

// where returns the chosen values in the order of their keys.
func where[K comparable, T any](m map[K]T, choose func(T) bool, order func(a, b T) int) []T {
	var out []T
	for _, v := range m {
		if choose(v) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, order)
	return out
}

func (m *model) logsWhere(choose func(*store.Log) bool) []*store.Log {
	return where(m.logs, choose, func(a, b *store.Log) int { return a.Pos.Compare(b.Pos) })
}

func byID(a, b *store.Event) int { return cmp.Compare(a.ID, b.ID) }

func (m *model) eventsWhere(choose func(*store.Event) bool, order func(a, b *store.Event) int) []*store.Event {
	return where(m.events, func(e *store.Event) bool { return e.Known && choose(e) }, order)
}

func (m *model) ticketsWhere(choose func(*store.Ticket) bool) []*store.Ticket {
	return where(m.tickets, choose, func(a, b *store.Ticket) int {
		return cmp.Or(cmp.Compare(a.EventID, b.EventID), cmp.Compare(a.ID, b.ID))
	})
}

func (m *model) tipsWhere(choose func(*store.Tip) bool) []*store.Tip {
	return where(m.tips, choose, func(a, b *store.Tip) int { return a.Pos.Compare(b.Pos) })
}

func (m *model) account(a common.Address) (acc store.Account) {
	for _, e := range m.eventsWhere(func(*store.Event) bool { return true }, byID) {
		if e.Creator == a {
			acc.EventsCreated++
		}
		if e.Owner == a {
			acc.EventsOwned++
		}
		if e.Delegate == a {
			acc.Delegations++
		}
	}
	for _, t := range m.tickets {
		if t.Owner == a {
			acc.TicketsHeld++
		}
		if t.Minted.Block != 0 && t.OriginalOwner == a {
			acc.TicketsBought++
			acc.Spent.Add(&acc.Spent, &t.Price)
		}
	}
	for _, t := range m.tips {
		if t.Tipper == a {
			acc.Tips++
			acc.Tipped.Add(&acc.Tipped, &t.Amount)
		}
	}
	return acc
}

func (m *model) stats() (st store.Stats) {
	for _, e := range m.events {
		if !e.Known {
			continue
		}
		st.Events++
		st.Tickets += e.Sold
		st.Tips += e.Tips
		st.TotalRevenue.Add(&st.TotalRevenue, &e.Revenue)
		st.TotalTips.Add(&st.TotalTips, &e.TotalTips)
		if e.Finalized {
			st.FinalizedEvents++
		}
	}
	for _, l := range m.logs {
		st.Logs++
		if l.Undecoded {
			st.Undecoded++
		}
	}
	return st
}

func (m *model) children() map[common.Address]store.Child {
	out := map[common.Address]store.Child{}
	for _, e := range m.events {
		if e.Known {
			out[e.Kiosk] = store.Child{Address: e.Kiosk, Contract: store.TicketKiosk, EventID: e.ID, From: e.Created.Block}
			for _, c := range e.Curations {
				out[c.Address] = store.Child{Address: c.Address, Contract: store.Curation, EventID: e.ID, From: c.Deployed.Block}
			}
		}
	}
	return out
}
