package store

import (
	"bytes"
	"fmt"
	"iter"

	"github.com/ethereum/go-ethereum/common"
)

// Compare compares everything that follows from the chain in two views, row by row, and calls report for each difference
// with what both say. What depends on the way there (numbers in the feed, places to go back to) is not compared.
func Compare(a, b *View, report func(what, inA, inB string)) error {
	for _, table := range []byte{tStats, tLog, tEventLog, tEvent, tByStart, tByEnd, tCategory, tCallsDue, tTicket, tTip, tAccount, tCreated,
		tOwned, tDelegate, tHeld, tBought, tTipped, tChild, tWhitelist} {
		if err := compareTable(a, b, table, report); err != nil {
			return err
		}
	}
	return nil
}

func compareTable(a, b *View, table byte, report func(what, inA, inB string)) error {
	nextA, stopA := iter.Pull2(a.scan(key(table), after(key(table)), false))
	defer stopA()
	nextB, stopB := iter.Pull2(b.scan(key(table), after(key(table)), false))
	defer stopB()
	ka, va, okA := nextA()
	kb, vb, okB := nextB()
	for okA || okB {
		order := 0
		switch {
		case !okA:
			order = 1
		case !okB:
			order = -1
		default:
			order = bytes.Compare(ka, kb)
		}
		switch {
		case order < 0:
			report(describe(ka), show(ka, va), "nothing")
		case order > 0:
			report(describe(kb), "nothing", show(kb, vb))
		default:
			if x, y := show(ka, va), show(kb, vb); x != y {
				report(describe(ka), x, y)
			}
		}
		if order <= 0 {
			ka, va, okA = nextA()
		}
		if order >= 0 {
			kb, vb, okB = nextB()
		}
	}
	if a.err != nil {
		return a.err
	}
	return b.err
}

// describe names a row for people.
func describe(k []byte) string {
	address := func() common.Address { return common.BytesToAddress(k[1:21]) }
	switch k[0] {
	case tStats:
		return "counters"
	case tLog:
		return fmt.Sprintf("log %s", parsePos(k[1:]))
	case tEvent:
		return fmt.Sprintf("event %d", u64(k[1:]))
	case tTicket:
		return fmt.Sprintf("ticket %d of event %d", u64(k[9:]), u64(k[1:]))
	case tTip:
		return fmt.Sprintf("tip %s of event %d", parsePos(k[9:]), u64(k[1:]))
	case tAccount:
		return fmt.Sprintf("account %s", address())
	case tChild:
		return fmt.Sprintf("contract %s", address())
	case tWhitelist:
		return fmt.Sprintf("whitelist entry %s", address())
	default:
		return fmt.Sprintf("index row %x", k)
	}
}

// show writes a row for people, without what may differ between two indexes of the same chain.
func show(k, raw []byte) string {
	text := func(into any) string {
		if err := decode(k, raw, into); err != nil {
			return err.Error()
		}
		if l, ok := into.(*Log); ok {
			l.Seq = 0
		}
		return fmt.Sprintf("%+v", into)
	}
	switch k[0] {
	case tStats:
		return text(new(Stats))
	case tLog:
		return text(new(Log))
	case tEvent:
		e := new(Event)
		if err := decode(k, raw, e); err != nil {
			return err.Error()
		}
		called := e.Called
		e.Called = Called{}
		amount, price, minutes := "unknown", "unknown", "unknown"
		if called.TicketsAmount != nil {
			amount, price = called.TicketsAmount.Dec(), called.TicketPrice.Dec()
		}
		if called.Duration != nil {
			minutes = fmt.Sprint(*called.Duration)
		}
		return fmt.Sprintf("%+v ticketsAmount:%s ticketPrice:%s minutes:%s", *e, amount, price, minutes)
	case tTicket:
		return text(new(Ticket))
	case tTip:
		return text(new(Tip))
	case tAccount:
		return text(new(Account))
	case tWhitelist:
		return text(new(Whitelisted))
	default:
		return fmt.Sprintf("%x", raw)
	}
}
