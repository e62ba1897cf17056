package seinode

import (
	"math/big"
	"math/rand/v2"

	"github.com/ethereum/go-ethereum/common"
)

// generator chooses what people do next. It only proposes: an action that would revert is not played.
type generator struct {
	rng       *rand.Rand
	contracts Contracts
	actors    []common.Address
	strangers []common.Address // contracts that are no part of the protocol
	activity  float64
	halts     float64
}

// Few actors, so that one address buys, tips, sells and creates in several events.
const actors, strangers = 24, 6

func newGenerator(o Options, c Contracts, rng *rand.Rand) *generator {
	g := &generator{rng: rng, contracts: c, activity: o.Activity, halts: o.Halts}
	for i := range actors {
		g.actors = append(g.actors, address(o.Seed, "actor", i))
	}
	for i := range strangers {
		g.strangers = append(g.strangers, address(o.Seed, "stranger", i))
	}
	return g
}

// random fills one block on parent, with some of the orphans when there are any, and changes s.
func (w *World) random(s *state, parent *Block, orphans *[]tx) *Block {
	g := w.gen
	if g.chance(g.halts) {
		w.skip += uint64(60_000 + g.rng.IntN(1_800_000))
	}
	f := w.open(s, parent)
	w.skip = 0
	var txs []tx
	for orphans != nil && len(*orphans) > 0 && g.chance(0.6) {
		t := (*orphans)[0]
		*orphans = (*orphans)[1:]
		if g.chance(0.8) && t.action.check(f.play) == nil {
			txs = append(txs, f.add(t))
		}
	}
	for range g.transactions() {
		if a := g.propose(f.play); a.check(f.play) == nil {
			txs = append(txs, f.add(tx{hash: w.txHash(), action: a}))
		}
	}
	return w.chain.seal(w.opts.Seed, parent, f.number, f.millis, txs, f.logs)
}

// transactions draws how many a block has: most few or none, now and then a burst.
func (g *generator) transactions() int {
	n := 0
	if g.chance(0.03) {
		n = int(10 * g.activity)
	}
	for x := 2 * g.activity * g.rng.Float64(); x >= 1 || g.chance(x); x-- {
		n++
	}
	return n
}

func (g *generator) chance(p float64) bool { return g.rng.Float64() < p }

func (g *generator) actor() common.Address { return g.actors[g.rng.IntN(len(g.actors))] }

// event picks an event, more often a young one. There is at least one.
func (g *generator) event(s *state) *event {
	n := len(s.events)
	if g.chance(0.7) {
		return s.events[n-1-g.rng.IntN(min(n, 8))]
	}
	return s.events[g.rng.IntN(n)]
}

// propose draws one action by weight; what the weights leave of 1083 are transactions of several actions.
func (g *generator) propose(p *play) Action {
	s := p.s
	if len(s.events) == 0 {
		return g.create(p)
	}
	e := g.event(s)
	draw := g.rng.IntN(1083)
	for _, c := range []struct {
		weight int
		action func() Action
	}{
		{280, func() Action { return Buy{Event: e.id, Buyer: g.actor(), Name: g.text("Ticket")} }},
		{110, func() Action { return g.send(e) }},
		{170, func() Action {
			return Tip{Event: e.id, Tipper: g.actor(), Amount: g.amount(1), Message: g.text("bravo")}
		}},
		{90, func() Action { return g.create(p) }},
		{40, func() Action { return UpdateMetadata{Event: e.id, URI: g.text("ipfs://bafkreiupdated")} }},
		{40, func() Action { return UpdateReserve{Event: e.id, Reserve: g.amount(0)} }},
		{20, func() Action { return Whitelist{Agent: g.actor(), Listed: g.chance(0.6)} }},
		{20, func() Action { return CreateProxy{Event: e.id, Delegatee: g.actor()} }},
		{20, func() Action { return UpdateDelegate{Event: e.id, Delegatee: g.actorOrZero()} }},
		{30, func() Action { return TransferEvent{Event: e.id, To: g.actor()} }},
		{15, func() Action {
			return DeployCuration{Event: e.id, Scope: 1 + g.rng.Uint64N(3), Fee: 1 + g.rng.Uint64N(10)}
		}},
		{25, func() Action {
			return SetCuration{Event: e.id, Scope: 1 + g.rng.Uint64N(3), Fee: 1 + g.rng.Uint64N(10), Active: g.chance(0.6)}
		}},
		{15, func() Action {
			return FundCuration{Event: e.id, Curator: g.actor(), Amount: g.amount(1), Withdraw: g.chance(0.3)}
		}},
		{60, func() Action { return Finalize{Event: g.rng.Uint64N(uint64(len(s.events))), Keep: g.chance(0.3)} }},
		{10, func() Action { return CloseTipping{Event: g.rng.Uint64N(uint64(len(s.events)))} }},
		{10, func() Action { return Distribute{Event: e.id} }},
		{5, func() Action { return ApproveEvent{Event: e.id, Operator: g.actor()} }},
		{3, func() Action { return SetWrapper{Wrapper: g.actor()} }},
		{50, func() Action { return g.forge(p) }},
		{30, func() Action { return g.garbage(p) }},
	} {
		if draw < c.weight {
			return c.action()
		}
		draw -= c.weight
	}
	return g.several(p, e)
}

// several is one transaction through somebody's contract: create and buy at once, buy many, buy and sell.
func (g *generator) several(p *play, e *event) Action {
	if g.chance(0.4) {
		next := uint64(len(p.s.events))
		return Tx{g.create(p), Buy{Event: next, Buyer: g.actor()}, Tip{Event: next, Tipper: g.actor(), Amount: g.amount(1)}}
	}
	sold := uint64(len(e.tickets))
	return Tx{
		Buy{Event: e.id, Buyer: g.actor(), Name: g.text("Ticket")},
		Buy{Event: e.id, Buyer: g.actor(), Name: g.text("Ticket")},
		SendTicket{Event: e.id, Ticket: sold + 1, To: g.actor()},
		SendTicket{Event: e.id, Ticket: sold + 1, To: g.actor()},
		g.forge(p),
	}
}

func (g *generator) create(p *play) Action {
	c := Create{
		Creator: g.actor(), Start: p.time + 1 + g.rng.Uint64N(900), Minutes: 1 + g.rng.Uint64N(60),
		Reserve: g.amount(1), URI: g.text("ipfs://bafkreimetadata"), Category: g.category(),
		Tickets: g.rng.Uint64N(60), Price: g.amount(0),
	}
	switch {
	case g.chance(0.05): // far beyond any calendar, but the contract allows it
		c.Start, c.Minutes = 1<<53+g.rng.Uint64N(1<<50), 1<<32
	case g.chance(0.1):
		c.Tickets = 1_000_000 + g.rng.Uint64N(1<<40)
	}
	if g.chance(0.35) {
		c.Delegatee = g.actor()
	}
	return c
}

// send moves one ticket of an event: resale, gift, back to itself, or a burn.
func (g *generator) send(e *event) Action {
	a := SendTicket{Event: e.id, Ticket: 1 + g.rng.Uint64N(uint64(len(e.tickets)+1)), To: g.actor()}
	switch t := e.ticketOf(a.Ticket); {
	case g.chance(0.1):
		a.To = zero
	case t != nil && g.chance(0.05):
		a.To = t.owner
	case t != nil && g.chance(0.15):
		a.To = t.original
	}
	return a
}

func (g *generator) actorOrZero() common.Address {
	if g.chance(0.25) {
		return zero
	}
	return g.actor()
}

// amount draws wei from least up: often around whole coins, sometimes one wei, sometimes past 64 bits.
func (g *generator) amount(least int64) *big.Int {
	switch g.rng.IntN(8) {
	case 0:
		return big.NewInt(least)
	case 1:
		return big.NewInt(least + int64(g.rng.IntN(100)))
	case 2: // up to 9·10^27: nine billion coins, still inside uint96
		return new(big.Int).Mul(big.NewInt(1+g.rng.Int64N(9_000_000_000)), big.NewInt(1_000_000_000_000_000_000))
	}
	return new(big.Int).Mul(big.NewInt(1+g.rng.Int64N(50_000)), big.NewInt(1_000_000_000_000_003))
}

var categories = []string{"standup-comedy", "poetry-slam", "performance-art", "improv", "live-streaming", "podcasting"}

func (g *generator) category() string {
	if g.chance(0.1) {
		return g.text("opera")
	}
	return categories[g.rng.IntN(len(categories))]
}
