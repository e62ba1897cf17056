package crowd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/audience"
)

// Options of a crowd.
type Options struct {
	Chain    *devnet.Chain
	Audience *audience.Audience
	// Say takes what people did, one line each, with the event it is about.
	Say func(event uint64, text string)
	// Beat is the time between two things that are said; 1 s.
	Beat time.Duration
	// Log takes what went wrong; nil: nothing.
	Log *slog.Logger
}

const (
	// patience is how long one act of a client may take.
	patience = 15 * time.Second
	// newest is how many events are talked about: as many as are open at once, and some more.
	newest = 16
	// joinsPerBeat bounds who joins XMTP at once, 30 ms each.
	joinsPerBeat = 6
	// lateBeats is how long those who join late wait.
	lateBeats = 12
	// groupBeats is how long a creator looks for an event's group: one that no haus makes is given up.
	groupBeats = 120
	// moveBeats is how long a resale is followed: a seller who holds another ticket stays in the group.
	moveBeats = 30
)

// Crowd is the people. Run may be called once.
type Crowd struct {
	o      Options
	read   uint64 // blocks up to this one were read
	beat   int
	people map[common.Address]*person
	shows  []*show // the newest, oldest first
	moves  []*move
}

// person is somebody who took part in an event.
type person struct {
	address common.Address
	at      int // the beat to join at; -1: never
	late    bool
	event   uint64 // the first one
	client  *audience.Client
}

// show is an event that is talked about.
type show struct {
	id             uint64
	creator, kiosk common.Address
	group          string // as its creator sees it; "": not found yet
	since          int    // beat
	welcomed       bool
	holders        map[common.Address]int // tickets
}

// move is a ticket that changed hands.
type move struct {
	show          *show
	seller, buyer common.Address
	since         int // beat
}

// New makes a crowd that takes part in what happens from now on.
func New(o Options) *Crowd {
	if o.Beat == 0 {
		o.Beat = time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Crowd{o: o, read: o.Chain.Head().Number.Uint64(), people: map[common.Address]*person{}}
}

// Run lets people talk until ctx ends, and then returns nil; audience.ErrGone when their process has ended.
func (c *Crowd) Run(ctx context.Context) error {
	ticker := time.NewTicker(c.o.Beat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		c.beat++
		for _, act := range []struct {
			what string
			do   func(context.Context) error
		}{{"look at the chain", c.look}, {"join XMTP", c.join}, {"find a group", c.find}, {"follow a resale", c.follow}, {"talk", c.talk}} {
			err := act.do(ctx)
			switch {
			case ctx.Err() != nil:
				return nil
			case errors.Is(err, audience.ErrGone):
				return fmt.Errorf("%s: %w", act.what, err)
			case err != nil && !errors.Is(err, audience.ErrNotMember): // not yet, or no longer
				c.o.Log.Warn("somebody in the audience failed", "act", act.what, "error", err)
			}
		}
	}
}

// join takes to XMTP whose time has come.
func (c *Crowd) join(ctx context.Context) error {
	joined := 0
	for _, p := range c.people {
		if p.client != nil || p.at < 0 || p.at > c.beat || joined == joinsPerBeat {
			continue
		}
		joined++
		if err := c.within(ctx, func(ctx context.Context) (err error) {
			p.client, err = c.o.Audience.Join(ctx, c.o.Chain.Key(p.address))
			return err
		}); err != nil {
			return err
		}
		if p.late {
			c.o.Say(p.event, fmt.Sprintf("event %d: %s, who bought a ticket a while ago, joins XMTP now", p.event, short(p.address)))
		}
	}
	return nil
}

// within bounds an act.
func (c *Crowd) within(ctx context.Context, act func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return act(ctx)
}

// client is a wallet's; nil when it is not on XMTP.
func (c *Crowd) client(of common.Address) *audience.Client {
	if p := c.people[of]; p != nil {
		return p.client
	}
	return nil
}

// short names a wallet so that a person knows it again.
func short(a common.Address) string { return fmt.Sprintf("0x%x…", a[:4]) }
