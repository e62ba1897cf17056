package store

import (
	"github.com/ethereum/go-ethereum/common"
)

// What follows from a record: its index rows, its share of the addresses' accounts and of the counters. Each is a pure
// function of the record, so the difference between before and after is exact however the record came to change, and
// Check can compute all of it anew.

type row struct{ key, value []byte }

// sign says whether a record's share is added or taken away; uint64 and Wei arithmetic both wrap, so minus is exact.
type sign uint64

const (
	plus  sign = 1
	minus sign = 1<<64 - 1
)

func (s sign) wei(sum *Wei, n *Wei) {
	if s == plus {
		sum.Add(sum, n)
	} else {
		sum.Sub(sum, n)
	}
}

func (s sign) n(sum *uint64, n uint64) { *sum += uint64(s) * n }

type record interface {
	rows() []row
	stakes(of func(common.Address) *Account, s sign)
}

// follow moves index rows and accounts from what the record was to what it is; either may be nil.
func (b *Batch) follow(was, is record) {
	before, now := was.rows(), is.rows()
	kept := make(map[string]struct{}, len(now))
	for _, r := range now {
		kept[string(r.key)] = struct{}{}
	}
	had := make(map[string]string, len(before))
	for _, r := range before {
		had[string(r.key)] = string(r.value)
		if _, ok := kept[string(r.key)]; !ok {
			b.del(r.key)
		}
	}
	for _, r := range now {
		if v, ok := had[string(r.key)]; !ok || v != string(r.value) {
			b.set(r.key, r.value)
		}
	}
	was.stakes(b.account, minus)
	is.stakes(b.account, plus)
}

func (b *Batch) account(a common.Address) *Account {
	acc, ok := b.accounts[a]
	if !ok {
		acc = new(Account)
		if raw := b.get(key(tAccount, a)); raw != nil {
			if err := decode(key(tAccount, a), raw, acc); err != nil {
				b.fail(err)
			}
		}
		b.accounts[a] = acc
	}
	return acc
}

func (b *Batch) stats() (st Stats) {
	if raw := b.get(key(tStats)); raw != nil {
		if err := decode(key(tStats), raw, &st); err != nil {
			b.fail(err)
		}
	}
	return st
}

var none = []byte{}

func (e *Event) rows() []row {
	if e == nil || !e.Known {
		return nil
	}
	end, ended := e.EndDate()
	if !ended {
		end = MaxTime
	}
	rows := []row{
		{key(tByStart, e.StartDate, e.ID), none},
		{key(tByEnd, end, e.ID), none},
		{categoryKey(e.ArtCategory, e.ID), none},
		{key(tCreated, e.Creator, e.ID), none},
		{key(tChild, e.Kiosk), encode(Child{Contract: TicketKiosk, EventID: e.ID, From: e.Created.Block})},
	}
	if e.Owner != (common.Address{}) {
		rows = append(rows, row{key(tOwned, e.Owner, e.ID), none})
	}
	if e.Delegate != (common.Address{}) {
		rows = append(rows, row{key(tDelegate, e.Delegate, e.ID), none})
	}
	if e.Called.TicketsAmount == nil || e.Called.TicketPrice == nil || !ended {
		rows = append(rows, row{key(tCallsDue, e.ID), none})
	}
	for _, c := range e.Curations {
		rows = append(rows, row{key(tChild, c.Address), encode(Child{Contract: Curation, EventID: e.ID, From: c.Deployed.Block})})
	}
	return rows
}

// categoryKey keeps a category that holds a zero byte or is very long from reaching into another's rows.
func categoryKey(category string, id uint64) []byte {
	return key(tCategory, categoryName(category), id)
}

func categoryName(s string) string {
	b := []byte(s)
	if len(b) > 64 {
		b = b[:64]
	}
	for i, c := range b {
		if c == 0 {
			b[i] = 1
		}
	}
	return string(b)
}

func (e *Event) stakes(of func(common.Address) *Account, s sign) {
	if e == nil || !e.Known {
		return
	}
	s.n(&of(e.Creator).EventsCreated, 1)
	if e.Owner != (common.Address{}) {
		s.n(&of(e.Owner).EventsOwned, 1)
	}
	if e.Delegate != (common.Address{}) {
		s.n(&of(e.Delegate).Delegations, 1)
	}
}

func (e *Event) count(st *Stats, s sign) {
	if e == nil || !e.Known {
		return
	}
	s.n(&st.Events, 1)
	s.n(&st.Tickets, e.Sold)
	s.n(&st.Tips, e.Tips)
	s.wei(&st.TotalRevenue, &e.Revenue)
	s.wei(&st.TotalTips, &e.TotalTips)
	if e.Finalized {
		s.n(&st.FinalizedEvents, 1)
	}
}

func (t *Ticket) rows() []row {
	if t == nil {
		return nil
	}
	var rows []row
	if t.Owner != (common.Address{}) {
		rows = append(rows, row{key(tHeld, t.Owner, t.EventID, t.ID), none})
	}
	if t.Minted.Block != 0 {
		rows = append(rows, row{key(tBought, t.OriginalOwner, t.EventID, t.ID), none})
	}
	return rows
}

func (t *Ticket) stakes(of func(common.Address) *Account, s sign) {
	if t == nil {
		return
	}
	if t.Owner != (common.Address{}) {
		s.n(&of(t.Owner).TicketsHeld, 1)
	}
	if t.Minted.Block != 0 {
		buyer := of(t.OriginalOwner)
		s.n(&buyer.TicketsBought, 1)
		s.wei(&buyer.Spent, &t.Price)
	}
}

func (t *Tip) rows() []row {
	if t == nil {
		return nil
	}
	return []row{{key(tTipped, t.Tipper, t.Pos), key(0, t.EventID)[1:]}}
}

func (t *Tip) stakes(of func(common.Address) *Account, s sign) {
	if t == nil {
		return
	}
	tipper := of(t.Tipper)
	s.n(&tipper.Tips, 1)
	s.wei(&tipper.Tipped, &t.Amount)
}
