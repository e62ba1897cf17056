package chat

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/reactors/chat/sidecar"
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

// Servers that take their time with a document hold few workers, and no chat of others waits for them.
func TestSlowDocumentsHoldNobodyUp(t *testing.T) {
	w := newWorld(t)
	asked, release := make(chan string, 10), make(chan struct{})
	w.options.Document = func(ctx context.Context, uri string) (Document, error) {
		asked <- uri
		<-release
		return w.document(ctx, uri)
	}
	w.restart()
	w.net.join(creator, wallet(1))
	slow := make(chan error, documentsAtOnce)
	for event := range uint64(documentsAtOnce) {
		w.mint(event, creator)
		w.docs[uri(event, 0)] = Document{Title: "Slow"}
		go func() { _, err := w.look(event); slow <- err }()
		<-asked
	}
	w.mint(7, creator)
	w.docs[uri(7, 0)] = Document{Title: "Électrique"}
	w.buy(7, wallet(1))
	result, s := w.must(7)
	if s.Standing != "ready" || result.WallAt.IsZero() || result.Waits != "" {
		t.Errorf("%s, waits for %q until %v", s.Standing, result.Waits, result.WallAt)
	}
	w.hasMembers(w.group(7, 1), creator, wallet(1))
	// One that may have a group already waits, which is no failure.
	w.mint(8, creator)
	w.write(8, "ipfs://another")
	w.docs["ipfs://another"] = Document{}
	if result, _ := w.must(8); !strings.Contains(result.Waits, "documents are being read") || result.WallAt.IsZero() {
		t.Errorf("waits for %q until %v", result.Waits, result.WallAt)
	}
	close(release)
	for range documentsAtOnce {
		if err := <-slow; err != nil {
			t.Error(err)
		}
	}
	w.later(documentLater)
	w.must(7)
	if name := w.net.groups[w.group(7, 1)].name; name != "Électrique" {
		t.Errorf("the group is named %q", name)
	}
	if _, s := w.must(8); s.Standing != "ready" {
		t.Errorf("event 8: %s", s.Standing)
	}
}

// A ticket that moves in every block does not have everybody asked for who is not on XMTP, each time.
func TestWhoWaitsIsNotAskedForInEveryBlock(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator)
	w.mint(7, creator)
	ticket := w.buy(7, wallets(0, 400)...)
	w.must(7)
	w.xmtp.askedFor = 0
	for n := range 10 {
		w.move(7, ticket, wallet(n), wallet(n+1))
		w.later(time.Second)
		w.must(7)
	}
	if w.xmtp.askedFor > 20 {
		t.Errorf("%d wallets were asked for in ten blocks", w.xmtp.askedFor)
	}
	// Soon afterwards they are, whatever happened meanwhile.
	w.net.join(wallet(300))
	w.move(7, ticket, wallet(10), wallet(11))
	result, s := w.must(7)
	if seat := standing(s, wallet(300)); seat.Standing != "waiting" || result.WallAt.Sub(w.wall) > 15*time.Second {
		t.Fatalf("%+v, again in %s", seat, result.WallAt.Sub(w.wall))
	}
	w.wall = result.WallAt
	if _, s = w.must(7); standing(s, wallet(300)).Standing != "member" {
		t.Errorf("%+v", standing(s, wallet(300)))
	}
}

// Who takes the service out of groups of their own does not have them asked for every minute for ever.
func TestALostRoomIsAskedForLessAndLess(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator)
	w.mint(7, creator)
	w.must(7)
	group := w.group(7, 1)
	delete(w.net.groups[group].roles, sidecar.InboxID(service))
	w.later(time.Minute)
	var pauses []string
	for range 9 {
		result, s := w.must(7)
		if s.Standing != "awaiting re-admission" {
			t.Fatalf("%+v", s)
		}
		pauses = append(pauses, result.WallAt.Sub(w.wall).String())
		w.wall = result.WallAt
	}
	if got, want := strings.Join(pauses, " "), "1m0s 1m0s 2m0s 4m0s 8m0s 16m0s 32m0s 1h0m0s 1h0m0s"; got != want {
		t.Errorf("pauses %s, want %s", got, want)
	}
}
