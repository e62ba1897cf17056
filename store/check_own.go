package store

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// own checks what did not come from the chain: work and its indexes, receipts, the feed, what can be taken back.
func (c *checker) own() error {
	indexed := 0
	counts := map[string]*WorkCounts{}
	for r, err := range c.v.WorkRows(AllWork(), nil) {
		if err != nil {
			return err
		}
		w := r.Value
		if counts[w.Reactor] == nil {
			counts[w.Reactor] = new(WorkCounts)
		}
		counts[w.Reactor][w.Standing()]++
		for _, r := range w.rows() {
			indexed++
			if c.v.get(r.key) == nil {
				c.report(fmt.Sprintf("work %s: index row %x is missing", w, r.key))
			}
		}
		if w.Touched > c.v.counters.Touch {
			c.report(fmt.Sprintf("work %s was touched by %d, and the newest touch is %d", w, w.Touched, c.v.counters.Touch))
		}
	}
	if n, err := c.count(tWorkDue, tWake, tWorkList); err != nil {
		return err
	} else if n != indexed {
		c.report(fmt.Sprintf("the indexes of work have %d rows and should have %d", n, indexed))
	}
	if n, err := c.count(tWorkCounts); err != nil {
		return err
	} else if n != len(counts) {
		c.report(fmt.Sprintf("%d reactors have counters of work and %d should", n, len(counts)))
	}
	for reactor, want := range counts {
		if got, err := c.v.WorkCounts(reactor); err != nil {
			return err
		} else if got != *want {
			c.report(fmt.Sprintf("the counters of work of %s are %v and should be %v", reactor, got, *want))
		}
	}
	if n, err := c.count(tReceipt); err != nil {
		return err
	} else if uint64(n) != c.v.counters.Receipts {
		c.report(fmt.Sprintf("%d receipts are stored and there should be %d", n, c.v.counters.Receipts))
	}
	for _, err := range c.v.Feed(0, false) {
		if err != nil {
			return err
		}
	}
	refs, err := c.v.Refs()
	if err != nil {
		return err
	}
	if at, ok := c.v.AsOf(); ok && (len(refs) == 0 || refs[0] != at) {
		c.report(fmt.Sprintf("the cursor stands on block %d, and that is not the newest block to go back to", at.Number))
	}
	return nil
}

func (c *checker) count(tables ...byte) (n int, err error) {
	for _, table := range tables {
		if err := c.each(table, func(_, _ []byte) error { n++; return nil }); err != nil {
			return n, err
		}
	}
	return n, nil
}

// rest decodes the rows that no other step did, and reads the index from end to end.
func (c *checker) rest() error {
	for k, raw := range c.v.scan(nil, nil, false) {
		var err error
		switch k[0] {
		case tChild:
			err = decode(k, raw, new(Child))
		case tWhitelist:
			err = decode(k, raw, new(Whitelisted))
		case tRecheck, tMissed:
			_, err = number(k, raw)
		case tUndo:
			_, err = decodeUndo(k, raw)
		case tState:
			if !json.Valid(raw) {
				err = fmt.Errorf("read %x: %w: run `haus rebuild`", k, ErrCorrupted)
			}
		case tReceipt:
			var r Receipt
			if err = decode(k, raw, &r); err == nil && !bytes.Equal(k, key(tReceipt, r.Reactor, r.EventID, r.Number)) {
				c.report(fmt.Sprintf("receipt %d is stored at %x", r.Number, k))
			}
		}
		if err != nil {
			return err
		}
	}
	return c.v.err
}
