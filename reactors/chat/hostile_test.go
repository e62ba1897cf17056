package chat

import (
	"fmt"
	"testing"
	"time"
)

// A contract mints and names a document in one transaction, so that the document is there before the first look. It can list what
// it wants; each group in it that is not here costs questions to XMTP at every look.
func TestADocumentListsNoMoreRoomsThanTheEventCanHave(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator)
	w.mint(7, creator)
	d := Document{Network: "dev"}
	for n := range maxRooms {
		d.GroupIDs = append(d.GroupIDs, fmt.Sprintf("%032x", 0xbad0000+n))
	}
	w.docs["ipfs://many"] = d
	w.write(7, "ipfs://many")
	_, s := w.must(7)
	if len(s.Rooms) != 1 || s.Standing != "ready" {
		t.Errorf("%d rooms, %s", len(s.Rooms), s.Standing)
	}
	if n := w.xmtp.calls["group"]; n > 5 {
		t.Errorf("%d questions for groups", n)
	}
}

// After the loss of everything but the keys, an event whose document lists another's group keeps it from nobody.
func TestAnotherEventsDocumentTakesNoGroupAway(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator, wallet(1), wallet(66))
	w.mint(3, wallet(66))
	w.must(3)
	w.mint(7, creator)
	w.buy(7, wallet(1))
	w.must(7)
	group := w.group(7, 1)
	w.docs["ipfs://true"] = Document{Network: "dev", GroupIDs: []string{group}}
	w.write(7, "ipfs://true")
	w.docs["ipfs://stolen"] = Document{Network: "dev", GroupIDs: []string{group}}
	w.write(3, "ipfs://stolen")

	w.reindex(false)
	w.xmtp = w.net.install(service)
	w.restart()
	w.must(3) // first
	if _, s := w.must(7); len(s.Rooms) != 1 || s.Rooms[0].GroupID != group || s.Standing != "awaiting re-admission" {
		t.Fatalf("event 7 has lost its group: %+v", s)
	}
	w.xmtp.admitTo(group, creator)
	w.later(time.Minute)
	w.must(3)
	if _, s := w.must(7); s.Standing != "ready" {
		t.Errorf("%+v", s)
	}
	w.hasMembers(group, creator, wallet(1))
}
