package store

import (
	"bytes"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
)

// Check computes every index row, account and counter anew from the records and compares, and reads every row once, so
// that damage anywhere shows. It calls report for each difference and returns an error only when it could not go on.
func (v *View) Check(report func(difference string)) error {
	c := checker{v: v, report: report, accounts: map[common.Address]*Account{}, expected: map[byte]int{}}
	for _, step := range []func() error{c.events, c.tickets, c.tips, c.logs, c.counts, c.sums, c.own, c.rest} {
		if err := step(); err != nil {
			return err
		}
	}
	return v.err
}

type checker struct {
	v        *View
	report   func(string)
	accounts map[common.Address]*Account
	expected map[byte]int // rows by table
	stats    Stats
}

func (c *checker) account(a common.Address) *Account {
	acc := c.accounts[a]
	if acc == nil {
		acc = new(Account)
		c.accounts[a] = acc
	}
	return acc
}

func (c *checker) record(name string, r record) {
	for _, row := range r.rows() {
		c.expected[row.key[0]]++
		if got := c.v.get(row.key); got == nil {
			c.report(fmt.Sprintf("%s: index row %x is missing", name, row.key))
		} else if !bytes.Equal(got, row.value) {
			c.report(fmt.Sprintf("%s: index row %x is %x and should be %x", name, row.key, got, row.value))
		}
	}
	r.stakes(c.account, plus)
}

func (c *checker) each(table byte, f func(k, raw []byte) error) error {
	for k, raw := range c.v.scan(key(table), after(key(table)), false) {
		if err := f(k, raw); err != nil {
			return err
		}
	}
	return c.v.err
}

func (c *checker) events() error {
	return c.each(tEvent, func(k, raw []byte) error {
		e := new(Event)
		if err := decode(k, raw, e); err != nil {
			return err
		}
		if e.ID != u64(k[1:]) {
			c.report(fmt.Sprintf("event %d is stored as event %d", e.ID, u64(k[1:])))
		}
		e.count(&c.stats, plus)
		c.record(fmt.Sprintf("event %d", e.ID), e)
		return nil
	})
}

func (c *checker) tickets() error {
	minted := map[uint64]uint64{}
	revenue := map[uint64]*Wei{}
	err := c.each(tTicket, func(k, raw []byte) error {
		t := &Ticket{EventID: u64(k[1:]), ID: u64(k[9:])}
		if err := decode(k, raw, t); err != nil {
			return err
		}
		if t.Minted.Block != 0 {
			minted[t.EventID]++
			if revenue[t.EventID] == nil {
				revenue[t.EventID] = new(Wei)
			}
			revenue[t.EventID].Add(revenue[t.EventID], &t.Price)
		}
		c.record(fmt.Sprintf("ticket %d of event %d", t.ID, t.EventID), t)
		return nil
	})
	if err != nil {
		return err
	}
	return c.each(tEvent, func(k, raw []byte) error {
		e := new(Event)
		if err := decode(k, raw, e); err != nil {
			return err
		}
		sum := revenue[e.ID]
		if sum == nil {
			sum = new(Wei)
		}
		if e.Sold != minted[e.ID] || !e.Revenue.Eq(sum) {
			c.report(fmt.Sprintf("event %d: %d tickets sold for %s wei, and its tickets are %d for %s", e.ID, e.Sold, e.Revenue.Dec(), minted[e.ID], sum.Dec()))
		}
		return nil
	})
}

func (c *checker) tips() error {
	return c.each(tTip, func(k, raw []byte) error {
		t := &Tip{EventID: u64(k[1:]), Pos: parsePos(k[9:])}
		if err := decode(k, raw, t); err != nil {
			return err
		}
		c.record(fmt.Sprintf("tip %s of event %d", t.Pos, t.EventID), t)
		return nil
	})
}

func (c *checker) logs() error {
	ofEvents := 0
	err := c.each(tLog, func(k, raw []byte) error {
		l := &Log{Pos: parsePos(k[1:])}
		if err := decode(k, raw, l); err != nil {
			return err
		}
		c.stats.Logs++
		if l.Undecoded {
			c.stats.Undecoded++
		}
		if l.HasEvent {
			ofEvents++
			if c.v.get(key(tEventLog, l.EventID, l.Pos)) == nil {
				c.report(fmt.Sprintf("log %s is missing among the logs of event %d", l.Pos, l.EventID))
			}
		}
		if row := c.v.get(key(tFeed, l.Seq)); len(row) != 1+posLen || parsePos(row[1:]) != l.Pos {
			c.report(fmt.Sprintf("log %s is not number %d of the feed", l.Pos, l.Seq))
		}
		return nil
	})
	c.expected[tEventLog] = ofEvents
	return err
}

// counts compares how many rows each index has; together with record, which looked for each, that makes the sets equal.
func (c *checker) counts() error {
	for _, table := range []byte{tEventLog, tByStart, tByEnd, tCategory, tCallsDue, tCreated, tOwned, tDelegate, tHeld, tBought, tTipped, tChild} {
		n := 0
		if err := c.each(table, func(_, _ []byte) error { n++; return nil }); err != nil {
			return err
		}
		if n != c.expected[table] {
			c.report(fmt.Sprintf("index 0x%02x has %d rows and should have %d", table, n, c.expected[table]))
		}
	}
	seq := uint64(0)
	err := c.each(tFeed, func(k, _ []byte) error {
		if seq++; u64(k[1:]) != seq {
			return fmt.Errorf("feed row %d follows row %d: %w: run `haus rebuild`", u64(k[1:]), seq-1, ErrCorrupted)
		}
		return nil
	})
	if err == nil && seq != c.v.counters.Seq {
		c.report(fmt.Sprintf("the feed has %d rows and should have %d", seq, c.v.counters.Seq))
	}
	return err
}

func (c *checker) sums() error {
	stored, err := c.v.Stats()
	if err != nil {
		return err
	}
	if *stored != c.stats {
		c.report(fmt.Sprintf("the counters are %+v and should be %+v", *stored, c.stats))
	}
	n := 0
	if err := c.each(tAccount, func(k, raw []byte) error {
		n++
		got := new(Account)
		if err := decode(k, raw, got); err != nil {
			return err
		}
		a := common.BytesToAddress(k[1:])
		if want := c.account(a); *got != *want {
			c.report(fmt.Sprintf("account %s is %+v and should be %+v", a, *got, *want))
		}
		return nil
	}); err != nil {
		return err
	}
	if n != len(c.accounts) {
		c.report(fmt.Sprintf("%d accounts are stored and there should be %d", n, len(c.accounts)))
	}
	return c.v.err
}
