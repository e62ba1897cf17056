package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/audience"
)

// TestChatFollowsTickets is the way of a ticket, from the mint to the resale, with SDK clients at both ends.
func TestChatFollowsTickets(t *testing.T) {
	w := newTown(t)
	creator, alice, bob, carol := w.chain.Creator(0), w.chain.Fan(0), w.chain.Fan(1), w.chain.Fan(2)
	host, seller, buyer := w.join(creator), w.join(alice), w.join(bob)
	w.run()

	e := w.mint(creator, "Électrique Kitchen Session")
	w.do(e.purchase(alice), e.purchase(carol))
	chat := w.seated(e, "member", creator, alice)
	w.seated(e, "waiting", carol)
	if len(chat.Rooms) != 1 || chat.Standing != "ready" {
		t.Fatalf("the chat is %+v", chat)
	}
	room := chat.Rooms[0].GroupID
	w.holds(host, room, creator, alice)
	groups, err := seller.Groups(t.Context())
	w.must(err)
	w.eventually("the group to have the event's name", func() error {
		if groups, err = seller.Groups(t.Context()); err == nil && (len(groups) != 1 || groups[0].Name != "Électrique Kitchen Session") {
			err = fmt.Errorf("%+v", groups)
		}
		return err
	})
	members, err := host.Members(t.Context(), room)
	w.must(err)
	if !slices.ContainsFunc(members, func(m audience.Member) bool {
		return m.Address == address(creator) && m.Role == audience.RoleSuperAdmin
	}) {
		t.Errorf("the creator is no super admin: %+v", members)
	}

	w.must(seller.Send(t.Context(), room, "hello"))
	w.eventually("the creator to read", func() error {
		if texts := w.texts(host, room); !slices.Equal(texts, []string{"hello"}) {
			return fmt.Errorf("%q", texts)
		}
		return nil
	})

	w.do(e.move(1, alice, bob))
	w.seated(e, "member", bob)
	w.holds(host, room, creator, bob)
	w.must(host.Send(t.Context(), room, "welcome, bob"))
	w.eventually("the buyer to read", func() error {
		if texts := w.texts(buyer, room); !slices.Equal(texts, []string{"welcome, bob"}) {
			return fmt.Errorf("%q", texts)
		}
		return nil
	})
	if texts := w.texts(seller, room); !slices.Equal(texts, []string{"hello"}) {
		t.Errorf("the seller reads %q", texts)
	}
	if seller.Send(t.Context(), room, "I sold it") == nil {
		t.Error("the seller still writes")
	}

	late := w.join(carol)
	w.seated(e, "member", carol) // by the schedule: haus asks again some seconds later
	w.holds(late, room, creator, bob, carol)

	doc := w.document(e, room)
	if string(doc["mine"]) != `{"n":1.5}` || string(doc["name"]) != `"Électrique Kitchen Session"` {
		t.Errorf("the creator's keys are %s and %s", doc["mine"], doc["name"])
	}
	if files := w.kubo.Files(); len(files) == 0 {
		t.Error("the document was uploaded nowhere")
	}
	if n := w.updates(e); n != 1 {
		t.Errorf("%d transactions, want 1", n)
	}
	if groups := w.node.Groups(); len(groups) != 1 {
		t.Errorf("%d groups, want 1", len(groups))
	}
	var publication struct{ Standing string }
	w.eventually("the API to say that the document is on chain", func() error {
		if err := w.ask(fmt.Sprintf("/v1/events/%d/metadata", e.id), &publication); err != nil {
			return err
		}
		if publication.Standing != "current" {
			return fmt.Errorf("%+v", publication)
		}
		return nil
	})
	out := w.site.succeeds("check")
	for _, want := range []string{"SEI for fees, and may write every event's document", "XMTP SDK 5.5.0; on XMTP's local network", "documents go to kubo"} {
		if !strings.Contains(out, want) {
			t.Errorf("haus check does not say %q:\n%s", want, out)
		}
	}
	w.must(w.stopped())
}

// TestBurstAndRooms lets 200 buy within seconds, then 400 more: few commits, three rooms, everybody in exactly one of them.
func TestBurstAndRooms(t *testing.T) {
	burst, holders, rooms := 200, 600, 3
	if testing.Short() {
		burst, holders, rooms = 100, 300, 2
	}
	w := newTown(t)
	creator := w.chain.Creator(0)
	host := w.join(creator)
	began := time.Now()
	for i := range holders {
		w.must(w.join(w.chain.Fan(i)).Close(t.Context()))
	}
	t.Logf("%d wallets registered one after another in %s", holders, time.Since(began))
	w.run()
	e := w.mint(creator, "A full house")
	first := w.seated(e, "member", creator).Rooms[0].GroupID
	commits := func() int {
		for _, g := range w.node.Groups() {
			if g.ID == first {
				return g.Commits
			}
		}
		return 0
	}
	w.eventually("the group to have its name", func() error {
		groups, err := host.Groups(t.Context())
		if err == nil && groups[0].Name != "A full house" {
			err = fmt.Errorf("%q", groups[0].Name)
		}
		return err
	})
	before := commits()
	for i := 0; i < burst; i += 5 { // 40 blocks
		var calls []devnet.Call
		for n := range 5 {
			calls = append(calls, e.purchase(w.chain.Fan(i+n)))
		}
		w.do(calls...)
	}
	w.everyone(e, burst)
	if n := commits() - before; n > 8 {
		t.Errorf("%d commits for %d purchases, at most 8", n, burst)
	} else {
		t.Logf("%d commits for %d purchases in 40 blocks", n, burst)
	}
	for i := burst; i < holders; i += 50 {
		var calls []devnet.Call
		for n := range 50 {
			calls = append(calls, e.purchase(w.chain.Fan(i+n)))
		}
		w.do(calls[:25]...)
		w.do(calls[25:]...)
	}
	chat := w.everyone(e, holders)
	if len(chat.Rooms) != rooms {
		t.Fatalf("%d rooms, want %d", len(chat.Rooms), rooms)
	}
	in := map[string]int{}
	ids := []string{}
	for _, r := range chat.Rooms {
		ids = append(ids, r.GroupID)
		members, err := w.members(host, r.GroupID) // the creator is in each
		w.must(err)
		if len(members) > 250 || len(members) != r.Members {
			t.Errorf("room %s has %d members, and the API says %d", r.GroupID, len(members), r.Members)
		}
		for _, m := range members {
			in[m.Hex()]++
		}
	}
	for i := range holders {
		if n := in[address(w.chain.Fan(i)).Hex()]; n != 1 {
			t.Errorf("holder %d is in %d rooms", i, n)
		}
	}
	w.document(e, ids...)
	if groups := w.node.Groups(); len(groups) != rooms {
		t.Errorf("%d groups on the network, want %d", len(groups), rooms)
	}
}

// everyone waits until the first n fans are members.
func (w *town) everyone(e event, n int) (c chatAnswer) {
	w.t.Helper()
	w.eventually(fmt.Sprintf("%d holders to be members", n), func() (err error) {
		if c, err = w.chat(e); err != nil {
			return err
		}
		members := 0
		for _, s := range c.Seats {
			if s.Standing == "member" && s.Role == "holder" {
				members++
			}
		}
		if members != n {
			return fmt.Errorf("%d are", members)
		}
		return nil
	})
	return c
}
