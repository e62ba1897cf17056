package devnet

import (
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"time"
)

// Premiere is an event that a story opens with at each start of its chain: one that somebody performs for real. Its creator and some
// of its holders are people of their own, who do nothing else: who plays them knows what they have and when.
type Premiere struct {
	// In is how long after the chain's start the event starts, Lasts how long it goes on: wall time, so that who watches has them at
	// any speed. The contracts count whole minutes of chain time, so it may last longer.
	In, Lasts time.Duration
}

// Audience is how many people Viewer knows: the first keeps a ticket, the second sells one to the third while the event is live.
const Audience = 3

// opening is a premiere in chain time, and the block that it is minted in; block 0: none.
type opening struct {
	block     uint64
	in, lasts time.Duration
}

func (o Options) opening(head uint64) opening {
	if o.Premiere == (Premiere{}) {
		return opening{}
	}
	chain := func(wall time.Duration) time.Duration { return time.Duration(float64(wall) * o.Speed) }
	return opening{head + 1, chain(o.Premiere.In), chain(o.Premiere.Lasts)}
}

func (p Premiere) check(speed float64) error {
	if p == (Premiere{}) {
		return nil
	}
	if p.In < time.Second || p.Lasts < time.Second || (p.In+p.Lasts).Hours()*speed > year {
		return fmt.Errorf("a premiere in %s that lasts %s, at %g chain seconds per second: choose a second or more for each, and no more than a year of the chain", p.In, p.Lasts, speed)
	}
	return nil
}

// premiere lets happen what the premiere brings. Everything else happens to its event too, as to any other.
func (t *turn) premiere() {
	if t.opening.block == t.number {
		t.raise()
	}
	for _, s := range t.open {
		if s.creator == t.cast.performer.address {
			t.attend(s)
		}
	}
}

// raise mints the event. Its people come from outside the genesis block, so that a chain is the same with and without them.
func (t *turn) raise() {
	for _, guest := range append(t.cast.viewers[:], t.cast.performer) {
		t.send(t.cast.owner, guest.address, centi(1_000_000), nil)
	}
	start := t.now + uint64(t.opening.in/time.Second)
	minutes := int64((t.opening.lasts + time.Minute - 1) / time.Minute)
	uri := metadataURI(t.dice, firstWords[0]+" "+lastWords[0], "live-streaming")
	t.send(t.cast.performer, t.world.at.EventFactory, nil, factoryABI.PackCreateEvent(new(big.Int).SetUint64(max(start, t.now+2)), big.NewInt(minutes),
		centi(100), uri, "live-streaming", big.NewInt(int64(t.capacity+200)), centi(25)))
}

// attend looks at what the viewers have and lets them do what is missing: nothing is remembered, as everywhere in a story.
func (t *turn) attend(s *show) {
	keeps, sells, buys := t.cast.viewers[0], t.cast.viewers[1], t.cast.viewers[2]
	phase := s.phase(t.now)
	holds := map[actor]int64{} // ticket id
	for i, ticket := range s.tickets {
		for _, viewer := range t.cast.viewers {
			if ticket.holder == viewer.address || ticket.buyer == viewer.address && viewer == sells {
				holds[viewer] = int64(i + 1)
			}
		}
	}
	for _, viewer := range []actor{keeps, sells} {
		if holds[viewer] == 0 && phase < 1 {
			t.sold[s]++
			t.send(viewer, s.kiosk, s.price, kioskABI.PackPurchaseTicket())
		}
	}
	if id := holds[sells]; id != 0 && phase >= 1.45 && phase < 2 && s.tickets[id-1].holder == sells.address {
		t.send(sells, s.kiosk, nil, kioskABI.PackTransferFrom(sells.address, buys.address, big.NewInt(id)))
	}
}

// Performer is the key of who mints the premiere; funded with it.
func (c *Chain) Performer() *ecdsa.PrivateKey { return c.cast.performer.key }

// Viewer is the key of one of the premiere's Audience, counted from 0; funded with it.
func (c *Chain) Viewer(i int) *ecdsa.PrivateKey { return c.cast.viewers[i].key }
