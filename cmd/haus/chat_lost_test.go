package main

import (
	"fmt"
	"os"
	"testing"
)

// TestLostXMTPDatabase takes data/chat away: a room in which somebody writes lets the service in again, a room in which nobody
// else was gets a successor, and so does one that an operator gives up.
func TestLostXMTPDatabase(t *testing.T) {
	w := newTown(t)
	creator, alice, bob := w.chain.Creator(0), w.chain.Fan(0), w.chain.Fan(1)
	w.run()
	empty := w.mint(creator, "Nobody is there") // the creator is not on XMTP
	w.onChain(empty)
	guest, late := w.join(alice), w.join(bob)
	active, quiet := w.mint(creator, "People write"), w.mint(creator, "People are quiet")
	w.do(active.purchase(alice), quiet.purchase(alice))
	w.seated(active, "member", alice)
	w.seated(quiet, "member", alice)
	for _, e := range []event{active, quiet} {
		w.onChain(e)
	}
	rooms := map[uint64]string{}
	for _, e := range []event{empty, active, quiet} {
		rooms[e.id] = w.rooms(e)
	}
	w.must(w.stopped())
	w.must(os.RemoveAll(w.site.data("chat")))
	w.do(active.purchase(bob), quiet.purchase(bob))
	w.run()

	successor := w.successor(empty, rooms[empty.id])
	w.document(empty, rooms[empty.id], successor)
	for _, e := range []event{active, quiet} {
		w.eventually("the chat of "+e.String()+" to wait", func() error {
			if c, err := w.chat(e); err != nil || c.Standing != "awaiting re-admission" {
				return fmt.Errorf("it is %q (%v)", c.Standing, err)
			}
			return nil
		})
	}
	w.must(guest.Send(t.Context(), rooms[active.id], "is anybody there?"))
	w.work("retry", fmt.Sprintf("chat/%d", active.id)) // else it looks within a minute
	w.seated(active, "member", bob)
	w.holds(late, rooms[active.id], alice, bob)

	w.work("give-up", fmt.Sprintf("chat/%d", quiet.id), rooms[quiet.id])
	successor = w.successor(quiet, rooms[quiet.id])
	w.seated(quiet, "member", alice, bob)
	w.holds(late, successor, alice, bob)
	w.document(quiet, rooms[quiet.id], successor)
	if n := len(w.node.Groups()); n != 5 {
		t.Errorf("%d groups on the network, want 3 and two successors", n)
	}
	w.must(w.stopped())
}

// onChain waits until the event's document is on chain.
func (w *town) onChain(e event) {
	w.t.Helper()
	w.eventually("the document of "+e.String(), func() error {
		if w.updates(e) == 0 {
			return fmt.Errorf("it is not on chain")
		}
		return nil
	})
}

// successor waits for the room that takes a room's place.
func (w *town) successor(e event, of string) (group string) {
	w.t.Helper()
	w.eventually("a successor of group "+of, func() error {
		c, err := w.chat(e)
		if err != nil || len(c.Rooms) != 2 || c.Rooms[0].GroupID != of || c.Rooms[0].Successor != c.Rooms[1].GroupID {
			return fmt.Errorf("the rooms are %+v (%v)", c.Rooms, err)
		}
		group = c.Rooms[1].GroupID
		return nil
	})
	return group
}

// work runs haus work beside the daemon.
func (w *town) work(args ...string) {
	w.t.Helper()
	if p := start(w.t, nil, append([]string{"work", "--config", w.site.file}, args...)...); p.wait() != exitOK {
		w.t.Fatalf("haus work %q ended with %d", args, p.code)
	}
}
