package store

import (
	"bytes"
	"fmt"
	"iter"

	"github.com/ethereum/go-ethereum/common"
)

// Row is a record of a list, with the place to go on from. A cursor is the record's place in the list's order, not a
// count: it stays right while rows come and go.
type Row[T any] struct {
	Cursor []byte
	Value  T
}

// list yields the rows under prefix after the cursor (exclusive; empty: from the beginning), in order or backwards.
func list[T any](v *View, prefix, cursor []byte, backwards bool, read func(k, raw []byte) (T, error)) iter.Seq2[Row[T], error] {
	return collect(v, prefix, cursor, backwards, read, func(r Row[T]) Row[T] { return r })
}

func collect[T, R any](v *View, prefix, cursor []byte, backwards bool, read func(k, raw []byte) (T, error), as func(Row[T]) R) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		lo, hi := prefix, after(prefix)
		if len(cursor) > 0 {
			at := append(bytes.Clone(prefix), cursor...)
			if backwards {
				hi = at
			} else {
				lo = append(at, 0)
			}
		}
		var zero R
		if bytes.Compare(lo, hi) >= 0 {
			return
		}
		for k, raw := range v.scan(lo, hi, backwards) {
			value, err := read(bytes.Clone(k), bytes.Clone(raw))
			if err == nil {
				err = v.err
			}
			if err != nil {
				yield(zero, err)
				return
			}
			if !yield(as(Row[T]{bytes.Clone(k[len(prefix):]), value}), nil) {
				return
			}
		}
		if v.err != nil {
			yield(zero, v.err)
		}
	}
}

// EventList is an order and a choice of events. The rows of each end in the event's id.
type EventList struct{ prefix []byte }

// AllEvents lists every event by id.
func AllEvents() EventList { return EventList{key(tEvent)} }

// EventsByStart lists every event by its start, then id.
func EventsByStart() EventList { return EventList{key(tByStart)} }

// EventsByEnd lists every event by its end, then id; those whose end is not known stand last.
func EventsByEnd() EventList { return EventList{key(tByEnd)} }

// EventsCreatedBy lists the events that the address created, by id.
func EventsCreatedBy(a common.Address) EventList { return EventList{key(tCreated, a)} }

// EventsOwnedBy lists the events whose NFT the address owns, by id.
func EventsOwnedBy(a common.Address) EventList { return EventList{key(tOwned, a)} }

// EventsDelegatedTo lists the events whose delegate the address is, by id.
func EventsDelegatedTo(a common.Address) EventList { return EventList{key(tDelegate, a)} }

// EventsInCategory lists the events of a category by id. Categories are told apart by their first 64 bytes.
func EventsInCategory(category string) EventList {
	return EventList{key(tCategory, categoryName(category))}
}

// EventsAwaitingCalls lists the events that lack the answer of a call, by id.
func EventsAwaitingCalls() EventList { return EventList{key(tCallsDue)} }

// StartCursor is the place in EventsByStart or EventsByEnd just before the first event at or after a time (Unix seconds).
func StartCursor(time uint64) []byte {
	if time == 0 {
		return nil
	}
	return key(0, time-1, uint64(1<<64-1))[1:]
}

// Events yields the known events of a list after the cursor.
func (v *View) Events(l EventList, cursor []byte, backwards bool) iter.Seq2[Row[*Event], error] {
	rows := list(v, l.prefix, cursor, backwards, func(k, raw []byte) (*Event, error) {
		id := u64(k[len(k)-8:])
		e := new(Event)
		if k[0] == tEvent {
			return e, decode(k, raw, e)
		}
		if err := v.load(key(tEvent, id), e); err != nil {
			return nil, fmt.Errorf("event %d of list %x: %w", id, k, indexError(err))
		}
		return e, nil
	})
	return func(yield func(Row[*Event], error) bool) {
		for r, err := range rows {
			if err == nil && !r.Value.Known {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// indexError says that a row pointing at nothing is damage, not absence.
func indexError(err error) error {
	return fmt.Errorf("%w (%v): run `haus rebuild`", ErrCorrupted, err)
}

// Tickets yields an event's tickets by id.
func (v *View) Tickets(event uint64, cursor []byte, backwards bool) iter.Seq2[Row[*Ticket], error] {
	return list(v, key(tTicket, event), cursor, backwards, func(k, raw []byte) (*Ticket, error) {
		t := &Ticket{EventID: event, ID: u64(k[9:])}
		return t, decode(k, raw, t)
	})
}

// TicketsHeldBy yields the tickets an address owns now, by event and id.
func (v *View) TicketsHeldBy(a common.Address, cursor []byte, backwards bool) iter.Seq2[Row[*Ticket], error] {
	return v.ticketsAt(key(tHeld, a), cursor, backwards)
}

// TicketsBoughtBy yields the tickets an address bought first-hand, whoever owns them now, by event and id.
func (v *View) TicketsBoughtBy(a common.Address, cursor []byte, backwards bool) iter.Seq2[Row[*Ticket], error] {
	return v.ticketsAt(key(tBought, a), cursor, backwards)
}

// TicketsOf yields the tickets of one event that an address owns now, by id.
func (v *View) TicketsOf(a common.Address, event uint64, cursor []byte, backwards bool) iter.Seq2[Row[*Ticket], error] {
	return v.ticketsAt(key(tHeld, a, event), cursor, backwards)
}

func (v *View) ticketsAt(prefix, cursor []byte, backwards bool) iter.Seq2[Row[*Ticket], error] {
	return list(v, prefix, cursor, backwards, func(k, _ []byte) (*Ticket, error) {
		t, err := v.Ticket(u64(k[21:]), u64(k[29:]))
		if err != nil {
			return nil, indexError(err)
		}
		return t, nil
	})
}

// Tips yields an event's tips in the chain's order.
func (v *View) Tips(event uint64, cursor []byte, backwards bool) iter.Seq2[Row[*Tip], error] {
	return list(v, key(tTip, event), cursor, backwards, func(k, raw []byte) (*Tip, error) {
		t := &Tip{EventID: event, Pos: parsePos(k[9:])}
		return t, decode(k, raw, t)
	})
}

// TipsBy yields an address's tips in the chain's order.
func (v *View) TipsBy(a common.Address, cursor []byte, backwards bool) iter.Seq2[Row[*Tip], error] {
	return list(v, key(tTipped, a), cursor, backwards, func(k, raw []byte) (*Tip, error) {
		event, err := number(k, raw)
		if err != nil {
			return nil, err
		}
		t := &Tip{EventID: event, Pos: parsePos(k[21:])}
		if err := v.load(key(tTip, t.EventID, t.Pos), t); err != nil {
			return nil, indexError(err)
		}
		return t, nil
	})
}

// Logs yields the logs of the chain in its order, from block from to block to, both included.
func (v *View) Logs(from, to uint64) iter.Seq2[*Log, error] {
	return func(yield func(*Log, error) bool) {
		for k, raw := range v.scan(key(tLog, from), after(key(tLog, to)), false) {
			l := &Log{Pos: parsePos(k[1:])}
			if err := decode(k, raw, l); err != nil {
				yield(nil, err)
				return
			}
			if !yield(l, nil) {
				return
			}
		}
		if v.err != nil {
			yield(nil, v.err)
		}
	}
}

// EventLogs yields an event's logs in the chain's order.
func (v *View) EventLogs(event uint64, cursor []byte, backwards bool) iter.Seq2[Row[*Log], error] {
	return list(v, key(tEventLog, event), cursor, backwards, func(k, _ []byte) (*Log, error) {
		l := &Log{Pos: parsePos(k[9:])}
		if err := v.load(key(tLog, l.Pos), l); err != nil {
			return nil, indexError(err)
		}
		return l, nil
	})
}
