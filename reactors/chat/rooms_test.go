package chat

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/chat/sidecar"
)

// rooms returns who is in each of the event's rooms, the service left out.
func (w *world) rooms(event uint64) (rooms []map[common.Address]bool) {
	w.t.Helper()
	for n := 1; ; n++ {
		ids := w.marked(event, n)
		if len(ids) == 0 {
			return rooms
		}
		in := w.net.members(w.group(event, n))
		if len(in) > sidecar.MaxMembers {
			w.t.Fatalf("room %d has %d members", n, len(in))
		}
		delete(in, service)
		rooms = append(rooms, in)
	}
}

func TestRooms(t *testing.T) {
	w := newWorld(t)
	holders := wallets(0, 600)
	w.net.join(holders...)
	w.mint(7, creator)
	first := w.buy(7, holders...)
	w.must(7) // the creator is not on XMTP yet: the seat is kept free
	if n := len(w.rooms(7)[0]); n != 248 {
		t.Fatalf("room 1 has %d holders, want 248", n)
	}
	w.net.join(creator)
	w.later(time.Minute)
	_, s := w.must(7)
	rooms := w.rooms(7)
	if len(rooms) != 3 || len(rooms[0]) != 249 || len(rooms[1]) != 249 || len(rooms[2]) != 1+600-2*248 {
		t.Fatalf("%d rooms", len(rooms))
	}
	for i, h := range holders {
		in := 0
		for n, room := range rooms {
			if room[h] {
				in++
				if seat := standing(s, h); seat.Room != n+1 || n != i/248 {
					t.Fatalf("holder %d is in room %d, its seat says %d", i, n+1, seat.Room)
				}
			}
		}
		if in != 1 {
			t.Fatalf("holder %d is in %d rooms", i, in)
		}
	}
	for n, room := range rooms {
		if !room[creator] {
			t.Errorf("the creator is not in room %d", n+1)
		}
	}
	if handed := w.handed(7); !slices.Equal(handed[len(handed)-1].GroupIDs, []string{w.group(7, 1), w.group(7, 2), w.group(7, 3)}) {
		t.Errorf("handed %+v", handed)
	}

	// A seat that is free again goes to the next newcomer; nobody is moved to it.
	w.move(7, first, holders[0], common.Address{})
	w.later(time.Minute)
	w.must(7)
	if n := len(w.rooms(7)[0]); n != 248 {
		t.Fatalf("room 1 has %d, want 248", n)
	}
	w.net.join(wallet(1000))
	w.buy(7, wallet(1000))
	w.later(time.Minute)
	w.must(7)
	if rooms := w.rooms(7); !rooms[0][wallet(1000)] {
		t.Error("the newcomer is not in the lowest room with a free seat")
	}

	// An owner is in every room that has a seat, and as a mere holder in the own one only.
	owner := holders[599]
	w.give(7, creator, owner)
	w.later(time.Minute)
	_, s = w.must(7)
	rooms = w.rooms(7)
	if seat := standing(s, owner); rooms[0][owner] || rooms[1][owner] || !rooms[2][owner] || !strings.Contains(seat.Why, "room 1: full") {
		t.Fatalf("the owner's seat is %+v", seat)
	}
	w.move(7, first+1, holders[1], common.Address{})
	w.move(7, first+300, holders[300], common.Address{})
	w.later(time.Minute)
	w.must(7)
	if rooms = w.rooms(7); !rooms[0][owner] || !rooms[1][owner] || !rooms[2][owner] {
		t.Fatal("the owner is not in every room")
	}
	w.give(7, owner, creator)
	w.later(time.Minute)
	w.must(7)
	in := 0
	for _, room := range w.rooms(7) {
		if room[owner] {
			in++
		}
	}
	if in != 1 {
		t.Errorf("the former owner, a holder, is in %d rooms, want 1", in)
	}
}

func TestALostGroupWaitsForReadmission(t *testing.T) {
	for _, receipts := range []bool{true, false} {
		for _, audience := range []bool{true, false} {
			t.Run(fmt.Sprintf("receipts %v audience %v", receipts, audience), func(t *testing.T) {
				w := newWorld(t)
				if audience {
					w.net.join(creator, wallet(1))
				}
				w.mint(7, creator)
				w.buy(7, wallet(1))
				w.must(7)
				old := w.group(7, 1)
				w.publish(7)
				w.xmtp = w.net.install(service)
				w.reindex(receipts)
				w.restart()
				w.later(time.Minute)
				result, s := w.must(7)
				if !audience { // nobody else was in it: one successor at once
					if next := w.group(7, 2); s.Standing != "ready" || s.Rooms[0].Successor != next || s.Rooms[0].Standing != "retired" {
						t.Fatalf("%+v", s)
					}
					w.restart()
					w.must(7)
					if handed := w.handed(7); len(w.marked(7, 3)) != 0 || !slices.Equal(handed[len(handed)-1].GroupIDs, []string{old, w.group(7, 2)}) {
						t.Fatalf("handed %+v", handed)
					}
					return
				}
				if s.Standing != "awaiting re-admission" || !strings.Contains(result.Waits, "re-admission") || result.WallAt.IsZero() || len(w.net.groups) != 1 {
					t.Fatalf("%+v, waits %q", s, result.Waits)
				}
				// Whoever comes meanwhile waits too.
				w.net.join(wallet(2))
				ticket := w.buy(7, wallet(2))
				w.later(time.Minute)
				if _, s := w.must(7); len(w.net.groups) != 1 || standing(s, wallet(2)).Standing != "pending" {
					t.Fatalf("%+v", s)
				}
				w.xmtp.admitTo(old, creator)
				w.later(time.Minute)
				if _, s := w.must(7); s.Standing != "ready" {
					t.Fatalf("re-admitted: %+v", s)
				}
				w.hasMembers(old, creator, wallet(1), wallet(2))
				w.move(7, ticket, wallet(2), creator)
				w.later(time.Minute)
				w.must(7)
				w.hasMembers(old, creator, wallet(1))
			})
		}
	}
}

// publish is the metadata reactor, which writes the newest part into the event's document.
func (w *world) publish(event uint64) {
	w.t.Helper()
	parts := w.handed(event)
	if len(parts) == 0 {
		w.t.Fatal("nothing was handed")
	}
	newest := parts[len(parts)-1]
	to := uri(event, len(w.docs)+1)
	w.docs[to] = Document{Network: newest.Network, GroupIDs: newest.GroupIDs}
	w.write(event, to)
}

func (w *world) giveUp(event uint64, group string) {
	w.t.Helper()
	r := w.s
	if _, err := r.Record(receipt(event, GiveUp, giveUp{GroupID: group})); err != nil {
		w.t.Fatal(err)
	}
}

func TestAnOperatorGivesUpAGroupOnce(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator, wallet(1))
	w.mint(7, creator)
	w.buy(7, wallet(1))
	w.must(7)
	old := w.group(7, 1)
	w.giveUp(7, old) // it is there: nothing happens
	w.later(time.Minute)
	w.must(7)
	if len(w.net.groups) != 1 {
		t.Fatal("a live group got a successor")
	}
	w.xmtp = w.net.install(service)
	for range 3 {
		w.restart()
		w.later(time.Minute)
		w.giveUp(7, old)
		w.must(7)
		w.hasMembers(w.group(7, 2), creator, wallet(1))
	}
	// It comes back: it stays retired, but who sold a ticket must not read on there either.
	w.xmtp.admitTo(old, creator)
	ticket := w.buy(7, wallet(2))
	w.net.join(wallet(2))
	w.later(time.Minute)
	_, s := w.must(7)
	w.hasMembers(old, creator, wallet(1))
	w.hasMembers(w.group(7, 2), creator, wallet(1), wallet(2))
	if s.Rooms[0].Standing != "retired" || s.Standing != "ready" || len(w.net.groups) != 2 {
		t.Errorf("%+v", s)
	}
	w.move(7, ticket-1, wallet(1), wallet(2))
	w.later(time.Minute)
	w.must(7)
	w.hasMembers(old, creator)
	w.hasMembers(w.group(7, 2), creator, wallet(2))
}

func TestLostReceiptsAdoptEveryRoom(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator)
	w.net.join(wallets(0, 300)...)
	w.mint(7, creator)
	w.buy(7, wallets(0, 300)...)
	w.must(7)
	rooms := w.rooms(7)
	w.net.change(w.group(7, 2), wallet(299), nil, nil, true)
	delete(rooms[1], wallet(299))
	w.reindex(false)
	w.restart()
	for range 2 {
		w.later(time.Minute)
		_, s := w.must(7)
		if got := w.rooms(7); len(w.net.groups) != 2 || len(got[0]) != len(rooms[0]) || len(got[1]) != len(rooms[1]) {
			t.Fatalf("%d groups, members %d and %d", len(w.net.groups), len(got[0]), len(got[1]))
		}
		if seat := standing(s, wallet(299)); seat.Standing != "left" {
			t.Fatalf("who left came back: %+v", seat)
		}
		if got := w.handed(7); len(got) != 1 {
			t.Fatalf("handed %d parts", len(got))
		}
	}
	// An ended event's chat is found too.
	w.at(begins + lasts)
	w.reindex(false)
	w.restart()
	if _, s := w.must(7); s.Standing != "ready" || len(s.Rooms) != 2 {
		t.Fatalf("%+v", s)
	}
}

func TestStrangersGroupsAreNotAdopted(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator, wallet(66))
	me := sidecar.InboxID(service)
	forge := func(id string, event uint64, creator, addedBy string) {
		w.net.groups[id] = &netGroup{id: id, appData: newMark(identity, event, 1, 0).String(), creator: creator, published: true,
			roles: map[string]sidecar.Role{sidecar.InboxID(wallet(66)): sidecar.RoleSuperAdmin, me: sidecar.RoleAdmin}}
		w.xmtp.addedBy[id] = addedBy
	}
	forge(strings.Repeat("a", 32), 7, sidecar.InboxID(wallet(66)), sidecar.InboxID(wallet(66)))
	forge(strings.Repeat("b", 32), 7, me, sidecar.InboxID(wallet(66))) // a modified client writes our name
	w.mint(7, creator)
	_, s := w.must(7)
	if len(s.Rooms) != 1 || strings.Contains(s.Rooms[0].GroupID, "aaa") || strings.Contains(s.Rooms[0].GroupID, "bbb") {
		t.Fatalf("%+v", s.Rooms)
	}
	// A super admin gives the group of event 7 the mark of the event that is minted next.
	seven := s.Rooms[0].GroupID
	w.net.groups[seven].appData = newMark(identity, 8, 1, 0).String()
	w.mint(8, wallet(66))
	w.restart()
	_, s = w.must(8)
	if len(s.Rooms) != 1 || s.Rooms[0].GroupID == seven {
		t.Fatalf("event 8 has event 7's group: %+v", s.Rooms)
	}
	// Its creator lists event 7's group in the document, before the first look and after the receipts are lost.
	w.net.groups[seven].appData = newMark(identity, 7, 1, 0).String()
	w.mint(9, wallet(66))
	w.docs["ipfs://mine"] = Document{Network: "dev", GroupIDs: []string{seven}}
	w.write(9, "ipfs://mine")
	_, s = w.must(9)
	if len(s.Rooms) != 1 || s.Rooms[0].GroupID == seven {
		t.Fatalf("event 9 has event 7's group: %+v", s.Rooms)
	}
}

func TestNoGroupIsMadeWhileADocumentMayNameOne(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator)
	w.mint(7, creator)
	w.must(7)
	old := w.group(7, 1)
	w.publish(7)
	ours := uri(7, 1)
	w.write(7, "ipfs://the-creator-wrote-over-it")
	w.docs["ipfs://the-creator-wrote-over-it"] = Document{Title: "x"}
	lost := w.docs[ours]
	delete(w.docs, ours)
	// The receipts and the XMTP database are lost, and the document of ours cannot be read.
	w.xmtp = w.net.install(service)
	w.reindex(false)
	w.restart()
	if _, err := w.look(7); err == nil || len(w.net.groups) != 1 {
		t.Fatalf("%v, %d groups", err, len(w.net.groups))
	}
	w.docs[ours] = lost
	_, s := w.must(7)
	if s.Standing != "awaiting re-admission" || s.Rooms[0].GroupID != old {
		t.Fatalf("%+v", s)
	}
	// A document that can never be read again: the operator says that there is no group.
	w.mint(8, creator)
	w.write(8, "ipfs://gone")
	if _, err := w.look(8); err == nil {
		t.Fatal("a group was made beside a document that cannot be read")
	}
	w.giveUp(8, "")
	if _, s := w.must(8); s.Standing != "ready" {
		t.Fatalf("%+v", s)
	}
}

func TestAnotherNetworkGetsGroupsOfItsOwn(t *testing.T) {
	w := newWorld(t)
	w.mint(7, creator)
	w.must(7)
	o := w.r.Options
	o.Network = "production"
	o.Messenger = newNetwork().install(service)
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.r = r
	_, s := w.must(7)
	if s.Network != "production" || s.Standing != "ready" {
		t.Errorf("%+v", s)
	}
	if handed := w.handed(7); len(handed) != 2 || handed[1].Network != "production" {
		t.Errorf("handed %+v", handed)
	}
	if _, err := New(Options{}); err == nil || errors.Is(err, sidecar.ErrUnavailable) {
		t.Errorf("options without a messenger: %v", err)
	}
}

func TestAnOldCopyOfTheDatabaseChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator, wallet(1))
	w.mint(7, creator)
	w.must(7)
	w.buy(7, wallet(1))
	w.later(time.Minute)
	w.xmtp.behind = 1
	result, s := w.must(7)
	w.hasMembers(w.group(7, 1), creator)
	if s.Standing != "awaiting re-admission" || !strings.Contains(result.Waits, "old copy") || len(w.net.groups) != 1 {
		t.Fatalf("%+v, waits %q", s, result.Waits)
	}
	w.xmtp.behind = 0
	w.must(7)
	w.hasMembers(w.group(7, 1), creator, wallet(1))
}
