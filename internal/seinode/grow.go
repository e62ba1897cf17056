package seinode

import (
	"fmt"
	"math/big"
)

// Bulk is much plain activity at once, for measuring what size costs.
type Bulk struct {
	Events   int // each with its kiosk
	PerBlock int // events a block; default 20
	Tickets  int // bought per event
	Tips     int // per event
}

// Grow appends blocks of plain creations, each followed by its purchases and tips in the same block.
// Nothing is drawn at random, so the generator goes on as if Grow had not been.
func (w *World) Grow(b Bulk) {
	w.chain.mu.Lock()
	defer w.chain.mu.Unlock()
	if b.PerBlock <= 0 {
		b.PerBlock = 20
	}
	c, price, people := w.chain, big.NewInt(1_000_000_000_000_000_000), w.gen.actors
	for made := 0; made < b.Events; {
		f := w.open(c.main.state, c.main.head())
		w.skip = 0
		var txs []tx
		do := func(a Action) { txs = append(txs, f.add(tx{hash: w.txHash(), action: a})) }
		for range min(b.PerBlock, b.Events-made) {
			id := uint64(len(f.s.events))
			who := func(i int) int { return (int(id) + i) % len(people) }
			do(Create{
				Creator: people[who(0)], Start: f.time + 86_400, Minutes: 60, Reserve: price, Price: price,
				URI: fmt.Sprintf("ipfs://bafkreibulk%d", id), Category: categories[who(0)%len(categories)], Tickets: uint64(b.Tickets + 10),
			})
			for i := range b.Tickets {
				do(Buy{Event: id, Buyer: people[who(1+i)], Name: "Ticket"})
			}
			for i := range b.Tips {
				do(Tip{Event: id, Tipper: people[who(1+i)], Amount: price, Message: "bravo"})
			}
			made++
		}
		c.append(c.seal(w.opts.Seed, c.main.head(), f.number, f.millis, txs, f.logs))
	}
}
