package devnet

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// History is a past, told at once: the story's own blocks, with these numbers of
// things in them, spread over at least Blocks blocks. Besides, one ticket in
// ten changes hands, and every event lives its script. A few blocks more come when
// the last tips wait for an event to start.
type History struct {
	Blocks  int `json:"blocks"`
	Events  int `json:"events"`
	Tickets int `json:"tickets"`
	Tips    int `json:"tips"`
}

func (h History) String() string {
	return fmt.Sprintf("%d events, %d tickets and %d tips over %d blocks", h.Events, h.Tickets, h.Tips, h.Blocks)
}

func (h History) check() error {
	switch {
	case h.Blocks < 0 || h.Events < 0 || h.Tickets < 0 || h.Tips < 0:
		return fmt.Errorf("history of %s: no number may be negative", h)
	case h.Blocks == 0 && (h.Events > 0 || h.Tickets > 0 || h.Tips > 0):
		return fmt.Errorf("history of %s: give it blocks", h)
	case h.Events == 0 && (h.Tickets > 0 || h.Tips > 0):
		return fmt.Errorf("history of %s: tickets and tips need an event", h)
	}
	return nil
}

// rush is the most purchases or tips that one block of a history takes.
const rush = 400

// pace is what block k of the history, from 1, has to bring, by what was done.
func (h History) pace(k int, done Count, gather bool) pace {
	due := func(total, done int) int {
		return max(0, min(total, (total*k+h.Blocks-1)/h.Blocks)-done)
	}
	p := pace{mints: min(rush, due(h.Events, done.Events)), tipsLeft: h.Tips - done.Tips}
	if gather || k >= h.Blocks {
		p.buys = min(rush, due(h.Tickets, done.Tickets))
		p.tips = min(rush, due(h.Tips, done.Tips))
		p.resales = due(done.Tickets/10, done.Resales)
	}
	return p
}

func (h History) over(done Count) bool {
	return done.Events == h.Events && done.Tickets == h.Tickets && done.Tips == h.Tips
}

// tellHistory makes the blocks of h on top of the head.
func (c *Chain) tellHistory(ctx context.Context, h History) error {
	if h.Blocks == 0 {
		return nil
	}
	// Room for all tickets in the events on sale at any time, twice over.
	if h.Events > 0 {
		c.story.capacity = 2 * h.Tickets / h.Events
		defer func() { c.story.capacity = 0 }()
	}
	var (
		began = time.Now()
		said  = began
		done  = &c.story.world.count
		// An event that waits longest and lasts longest is over by then.
		patience = h.Blocks + 10_000
	)
	for k := 1; k <= h.Blocks || !h.over(*done); k++ {
		if k > patience {
			return fmt.Errorf("tell a history of %s: after %d blocks there are %d events, %d tickets and %d tips; give it more blocks or events", h, k, done.Events, done.Tickets, done.Tips)
		}
		number, now := c.nextBlock()
		gather := c.story.dice(number, dicePace).IntN(3) == 0
		calls := c.story.next(number, now, h.pace(k, *done, gather))
		block, receipts, err := c.build(ctx, c.Head(), calls, false)
		if err == nil {
			err = adopt(c.eth.ChainDb(), c.eth.BlockChain(), block)
		}
		if err == nil {
			err = c.story.saw(ctx, block.Header(), receipts)
		}
		if err != nil {
			if errors.Is(err, context.Canceled) {
				return err
			}
			return fmt.Errorf("tell a history of %s: %w", h, err)
		}
		if time.Since(said) > 5*time.Second {
			said = time.Now()
			c.log.Info("telling the history", "block", k, "of", h.Blocks, "events", done.Events, "tickets", done.Tickets, "tips", done.Tips)
		}
	}
	c.log.Info("history told", "blocks", c.Head().Number, "events", done.Events, "tickets", done.Tickets, "tips", done.Tips, "resales", done.Resales, "logs", done.Logs, "took", time.Since(began).Round(time.Millisecond))
	return nil
}
