//go:build bench

package main

import (
	"crypto/ecdsa"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/xmtp"
)

// TestBenchChat measures what a ticket holder feels: the time from the block of a purchase to the seat in the chat, and the time
// in which a full room comes together, each against the same SDK adding the same wallets without haus.
func TestBenchChat(t *testing.T) {
	const events, rounds, full = 30, 5, 249 // the service is the 250th
	w := newTown(t)
	host := w.join(w.chain.Creator(0))
	var fans []*ecdsa.PrivateKey
	for i := range full {
		fans = append(fans, w.chain.Fan(i))
		w.must(w.join(w.chain.Fan(i)).Close(t.Context()))
	}
	w.run("HAUS_CHAT_GROUPS_PER_CREATOR=0")
	var shows []event
	for i := range events {
		shows = append(shows, w.mint(w.chain.Creator(0), fmt.Sprintf("Show %d", i)))
	}
	rooms := map[uint64]string{}
	for _, e := range shows {
		w.finished(e)
		rooms[e.id] = w.rooms(e)
	}

	var took, plain []time.Duration
	group, err := host.Create(t.Context(), "plain", "")
	w.must(err)
	for round := range rounds {
		for i, e := range shows { // each room rests for longer than its pace
			fan := fans[(round*events+i)%len(fans)]
			before := w.commits(rooms[e.id])
			w.do(e.purchase(fan))
			took = append(took, w.until(func() bool { return w.commits(rooms[e.id]) > before }))
			began := time.Now()
			w.must(host.Add(t.Context(), group, address(fan)))
			plain = append(plain, time.Since(began))
		}
	}
	p50, p99 := percentiles(took)
	q50, q99 := percentiles(plain)
	t.Logf("block to member: p50 %s, p99 %s of %d; the SDK alone adds one in p50 %s, p99 %s: ratios %.1f and %.1f", p50, p99, len(took), q50, q99,
		ratio(p50, q50), ratio(p99, q99))

	e := w.mint(w.chain.Creator(1), "A full house") // who is not on XMTP
	w.eventually("the room to be there", func() error {
		if c, err := w.chat(e); err != nil || len(c.Rooms) != 1 {
			return fmt.Errorf("%+v %v", c, err)
		}
		return nil
	})
	w.onChain(e)
	room := w.rooms(e)
	var calls []devnet.Call
	for _, fan := range fans[:full-1] { // a seat is kept for the creator
		calls = append(calls, e.purchase(fan))
	}
	before := w.commits(room)
	for some := range slices.Chunk(calls, 60) {
		w.do(some...)
	}
	last := time.Now()
	w.eventually("the room to be full", func() error {
		if c, err := w.chat(e); err != nil || c.Rooms[0].Members != full {
			return fmt.Errorf("%+v %v", c.Rooms, err)
		}
		return nil
	})
	all := time.Since(last)
	commits := w.commits(room) - before
	began := time.Now()
	group, err = host.Create(t.Context(), "plain", "")
	w.must(err)
	for some := range slices.Chunk(fans[:full-1], 50) {
		var wallets []common.Address
		for _, k := range some {
			wallets = append(wallets, address(k))
		}
		w.must(host.Add(t.Context(), group, wallets...))
	}
	alone := time.Since(began)
	t.Logf("%d holders in %s after their last block, %d commits; the SDK alone in batches of 50: %s: ratio %.2f (must: under 1.5 s)", full-1, all, commits, alone, ratio(all, alone))
	if all > 1500*time.Millisecond {
		t.Errorf("%d members took %s, must be under 1.5 s", full-1, all)
	}
}

// commits are those of a group on the network.
func (w *town) commits(group string) int {
	i := slices.IndexFunc(w.node.Groups(), func(g xmtp.Group) bool { return g.ID == group })
	if i < 0 {
		return 0
	}
	return w.node.Groups()[i].Commits
}

// until waits for something on the network and returns how long that took.
func (w *town) until(done func() bool) time.Duration {
	w.t.Helper()
	began := time.Now()
	w.must(w.node.Wait(w.t.Context(), done))
	return time.Since(began)
}

func percentiles(all []time.Duration) (p50, p99 time.Duration) {
	slices.Sort(all)
	return all[len(all)/2], all[len(all)*99/100]
}

func ratio(a, b time.Duration) float64 { return a.Seconds() / b.Seconds() }
