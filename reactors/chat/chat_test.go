package chat

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/chat/sidecar"
	"github.com/haus25/backend/store"
)

// group returns the id of the event's only group with that mark, and fails when there is none or are several.
func (w *world) group(event uint64, room int) string {
	w.t.Helper()
	ids := w.marked(event, room)
	if len(ids) != 1 {
		w.t.Fatalf("event %d has %d groups for room %d, want 1", event, len(ids), room)
	}
	return ids[0]
}

func (w *world) marked(event uint64, room int) (ids []string) {
	for id, g := range w.net.groups {
		if m, ok := parseMark(g.appData); ok && m.event == event && m.room == room {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// hasMembers compares a group's wallets.
func (w *world) hasMembers(group string, want ...common.Address) {
	w.t.Helper()
	got := slices.SortedFunc(maps.Keys(w.net.members(group)), common.Address.Cmp)
	want = append(slices.Clone(want), service)
	slices.SortFunc(want, common.Address.Cmp)
	if !slices.Equal(got, want) {
		w.t.Fatalf("members are\n%v\nwant\n%v", got, want)
	}
}

func standing(s *store.ChatState, a common.Address) store.ChatSeat {
	for _, seat := range s.Seats {
		if seat.Address == a {
			return seat
		}
	}
	return store.ChatSeat{}
}

// later lets wall time pass.
func (w *world) later(d time.Duration) { w.wall = w.wall.Add(d) }

func TestAChatFollowsItsTickets(t *testing.T) {
	w := newWorld(t)
	a, b, c := wallet(1), wallet(2), wallet(3)
	w.net.join(creator, a, b, c)
	w.mint(7, creator)
	result, s := w.must(7)
	g := w.group(7, 1)
	if s.Standing != "ready" || len(s.Rooms) != 1 || s.Rooms[0].GroupID != g || s.Rooms[0].Standing != "live" || s.Rooms[0].Members != 2 || result.Waits != "" {
		t.Fatalf("%+v, waits %q", s, result.Waits)
	}
	if w.net.groups[g].roles[sidecar.InboxID(creator)] != sidecar.RoleSuperAdmin {
		t.Error("the creator is not super admin")
	}
	if got := w.handed(7); len(got) != 1 || got[0].Network != "dev" || !slices.Equal(got[0].GroupIDs, []string{g}) {
		t.Errorf("handed %+v", got)
	}
	w.later(time.Minute)
	first := w.buy(7, a, b, b)
	w.must(7)
	w.hasMembers(g, creator, a, b)
	w.later(time.Minute)
	w.move(7, first, a, c)   // a resale: seller out, buyer in
	w.move(7, first+1, b, c) // b has another one
	w.must(7)
	w.hasMembers(g, creator, b, c)
	w.later(time.Minute)
	w.move(7, first+2, b, common.Address{}) // a refund burns
	w.must(7)
	w.hasMembers(g, creator, c)
	w.later(time.Minute)
	w.give(7, creator, a)
	_, s = w.must(7)
	w.hasMembers(g, creator, c, a)
	if seat := standing(s, a); seat.Role != "owner" || seat.Standing != "member" {
		t.Errorf("the owner's seat is %+v", seat)
	}
	w.later(time.Minute)
	w.give(7, a, b)
	w.must(7)
	w.hasMembers(g, creator, c, b)
	if len(w.handed(7)) != 1 {
		t.Errorf("handed %d parts, want 1", len(w.handed(7)))
	}
	commits := w.net.groups[g].commits
	w.must(7)
	if w.net.groups[g].commits != commits {
		t.Error("a look at a chat that agrees made a commit")
	}
}

func TestGuestsStayAndFormerHoldersGo(t *testing.T) {
	w := newWorld(t)
	a, guest, twin := wallet(1), wallet(2), wallet(3)
	w.net.join(creator, a, guest)
	w.net.link(twin, a) // a and twin are one inbox
	w.mint(7, creator)
	w.must(7)
	g := w.group(7, 1)
	w.net.change(g, creator, []common.Address{guest}, nil, false)
	ticket := w.buy(7, a)
	w.later(time.Minute)
	w.must(7)
	w.hasMembers(g, creator, guest, a, twin)
	w.later(time.Minute)
	w.move(7, ticket, a, twin)
	w.must(7)
	w.hasMembers(g, creator, guest, a, twin)
	w.net.role(g, a, sidecar.RoleSuperAdmin) // the creator trusts them
	w.later(time.Minute)
	w.move(7, ticket, twin, creator)
	w.must(7)
	w.hasMembers(g, creator, guest)
}

func TestWhoLeftComesBackOnlyWithAnotherTicket(t *testing.T) {
	for name, how := range map[string]string{"left": "left", "removed": "removed", "asked to leave and our client carried it out": "left"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a, b := wallet(1), wallet(2)
			w.net.join(creator, a, b)
			w.mint(7, creator)
			first := w.buy(7, a, b)
			w.must(7)
			g := w.group(7, 1)
			switch name {
			case "left":
				w.net.change(g, a, nil, nil, true)
			case "removed":
				w.net.change(g, creator, nil, []common.Address{a}, false)
			default:
				w.net.change(g, a, nil, nil, true)
				w.net.groups[g].roles[sidecar.InboxID(a)] = sidecar.RoleMember
				w.net.change(g, service, nil, []common.Address{a}, false)
			}
			for range 2 { // also by a process that remembers nothing
				w.later(time.Minute)
				_, s := w.must(7)
				w.hasMembers(g, creator, b)
				if seat := standing(s, a); seat.Standing != how || seat.Why == "" {
					t.Fatalf("the seat is %+v", seat)
				}
				w.restart()
			}
			w.later(time.Minute)
			w.move(7, first, a, a) // no acquisition
			w.must(7)
			w.hasMembers(g, creator, b)
			w.buy(7, a)
			w.later(time.Minute)
			w.must(7)
			w.hasMembers(g, creator, a, b)
			// Whom we remove is not barred.
			w.later(time.Minute)
			w.move(7, first+1, b, a)
			w.must(7)
			w.hasMembers(g, creator, a)
			w.later(time.Minute)
			w.move(7, first+1, a, b)
			w.must(7)
			w.hasMembers(g, creator, a, b)
		})
	}
}

func TestTheCreatorMayLeave(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator)
	w.mint(7, creator)
	w.must(7)
	g := w.group(7, 1)
	w.net.change(g, creator, nil, nil, true)
	w.later(time.Minute)
	_, s := w.must(7)
	w.hasMembers(g)
	if seat := standing(s, creator); seat.Standing != "left" {
		t.Errorf("the seat is %+v", seat)
	}
}

func TestWhoIsNotOnXMTPWaitsVisibly(t *testing.T) {
	w := newWorld(t)
	a, b := wallet(1), wallet(2)
	w.net.join(creator)
	w.mint(7, creator)
	w.buy(7, a, b)
	result, s := w.must(7)
	if seat := standing(s, a); result.Waits != "2 wallets are not on XMTP yet" || seat.Standing != "waiting" || seat.Why == "" || seat.RetryAt != uint64(w.wall.Unix())+15 {
		t.Fatalf("waits %q, seat %+v", result.Waits, seat)
	}
	var pauses []string
	for range 12 {
		pauses = append(pauses, result.WallAt.Sub(w.wall).String())
		w.wall = result.WallAt
		result, _ = w.must(7)
	}
	if got, want := strings.Join(pauses, " "), "15s 15s 30s 1m0s 2m0s 4m0s 8m0s 16m0s 32m0s 1h0m0s 1h0m0s 1h0m0s"; got != want {
		t.Errorf("pauses %s, want %s", got, want)
	}
	w.net.join(b)
	result, s = w.must(7)
	w.hasMembers(w.group(7, 1), creator, b)
	if result.Waits != "1 wallet is not on XMTP yet" || standing(s, b).Standing != "member" {
		t.Errorf("waits %q, seat %+v", result.Waits, standing(s, b))
	}
	w.at(begins + lasts + 24*3600)
	result, s = w.must(7)
	if seat := standing(s, a); !result.Settled || !result.WallAt.IsZero() || seat.Standing != "waiting" || !strings.Contains(seat.Why, "24h") || seat.RetryAt != 0 {
		t.Errorf("after the end: %+v, seat %+v", result, seat)
	}
	if asked := w.xmtp.calls["reachable"]; asked > 16 {
		t.Errorf("asked %d times", asked)
	}
}

func TestAnEndedEventGetsNoNewGroup(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator, wallet(1))
	w.mint(7, creator)
	w.mint(8, creator)
	w.must(8)
	w.at(begins + lasts)
	result, s := w.must(7)
	if s.Standing != "none" || !result.Settled || len(w.net.groups) != 1 {
		t.Fatalf("%+v, %+v", result, s)
	}
	w.buy(8, wallet(1))
	w.later(time.Minute)
	w.must(8)
	w.hasMembers(w.group(8, 1), creator, wallet(1)) // a chat that is there follows its tickets on
}

func TestABurstIsFewCommits(t *testing.T) {
	w := newWorld(t)
	all := wallets(0, 201)
	w.net.join(creator)
	w.net.join(all...)
	w.mint(7, creator)
	w.must(7)
	g := w.group(7, 1)
	w.later(time.Minute)
	before := w.net.groups[g].commits
	w.buy(7, all[0])
	w.must(7)
	if w.net.groups[g].commits != before+1 {
		t.Fatal("a single purchase was not added at once")
	}
	for i := 1; i < 201; i++ { // 100 purchases a second, each seen
		w.later(10 * time.Millisecond)
		w.buy(7, all[i])
		w.must(7)
	}
	w.later(time.Second)
	result, _ := w.must(7)
	w.hasMembers(g, append(all, creator)...)
	if commits := w.net.groups[g].commits - before; commits > 8 || !result.WallAt.IsZero() {
		t.Errorf("%d commits, again at %s", commits, result.WallAt)
	}
}

func TestAFailedAddIsReadAgain(t *testing.T) {
	for _, land := range []bool{true, false} {
		w := newWorld(t)
		w.net.join(creator, wallet(1))
		w.mint(7, creator)
		w.must(7)
		w.buy(7, wallet(1))
		w.later(time.Minute)
		w.xmtp.lose, w.xmtp.land = true, land
		_, err := w.look(7)
		if (err == nil) != land {
			t.Fatalf("landed %v: %v", land, err)
		}
		w.later(time.Minute)
		w.must(7)
		w.hasMembers(w.group(7, 1), creator, wallet(1))
	}
}

func TestUnavailableXMTPIsNoFailureOfTheEvent(t *testing.T) {
	w := newWorld(t)
	w.mint(7, creator)
	w.xmtp.down = true
	_, err := w.look(7)
	if !errors.Is(err, sidecar.ErrUnavailable) || !strings.Contains(fmt.Sprint(err), "xmtp is not available") {
		t.Fatal(err)
	}
	// What is shown stays: nobody gives a group up because XMTP was down for a while.
	w.xmtp.down = false
	w.must(7)
	w.later(time.Minute)
	w.xmtp.down = true
	if result, err := w.look(7); err == nil || result.State != nil {
		t.Fatalf("%v: %+v", err, result.State)
	}
}

func TestLimits(t *testing.T) {
	w := newWorld(t)
	w.options.GroupsPerCreator, w.options.GroupsPerDay = 2, 3
	// Receipts bear the wall's time, so the limit's day has to be the wall's too.
	w.wall = time.Now()
	w.restart()
	for event := range uint64(5) {
		w.mint(event, creator)
	}
	w.mint(5, wallet(1))
	w.mint(6, wallet(2))
	for event, want := range []string{"ready", "ready", "pending", "pending", "pending", "ready", "pending"} {
		if event == 1 {
			w.restart() // the receipts remember
		}
		result, s := w.must(uint64(event))
		if s.Standing != want || want == "pending" && (!strings.Contains(result.Waits, "limit") || !result.WallAt.After(w.wall)) {
			t.Errorf("event %d: %s, waits %q until %s", event, s.Standing, result.Waits, result.WallAt)
		}
	}
	w.later(24 * time.Hour)
	if _, s := w.must(2); s.Standing != "ready" {
		t.Errorf("the next day: %s", s.Standing)
	}
	w.wall = w.wall.AddDate(0, 0, -5)
	w.restart()
	if _, s := w.must(3); s.Standing != "ready" {
		t.Errorf("what was made while the clock was days ahead counts for today: %s", s.Standing)
	}
}

func TestADemotedServiceSaysSo(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator, wallet(1))
	w.mint(7, creator)
	w.must(7)
	g := w.group(7, 1)
	w.net.role(g, service, sidecar.RoleMember)
	w.buy(7, wallet(1))
	w.later(time.Minute)
	result, s := w.must(7)
	if s.Standing != "no admin" || !strings.Contains(result.Waits, "no admin of room 1") || standing(s, wallet(1)).Standing != "pending" || len(w.net.groups) != 1 {
		t.Errorf("%+v, waits %q", s, result.Waits)
	}
	w.net.role(g, service, sidecar.RoleAdmin)
	w.must(7)
	w.hasMembers(g, creator, wallet(1))
}

// Another ticket within the moment in which a chat is taken to agree brings back a holder who was removed meanwhile.
func TestAnotherTicketWhileQuiet(t *testing.T) {
	w := newWorld(t)
	w.net.join(creator, wallet(1))
	w.docs[uri(7, 0)] = Document{}
	w.mint(7, creator)
	w.buy(7, wallet(1))
	w.must(7)
	g := w.group(7, 1)
	w.later(2 * time.Second)
	w.must(7)
	w.net.change(g, creator, nil, []common.Address{wallet(1)}, false)
	w.later(time.Second)
	w.buy(7, wallet(1))
	w.must(7)
	w.later(2 * time.Second) // the pace
	w.must(7)
	w.hasMembers(g, creator, wallet(1))
}

func TestTipsReadNoGroups(t *testing.T) {
	w := newWorld(t)
	w.options.Notices = []string{NoticeReserve}
	w.restart()
	w.net.join(creator, wallet(1))
	w.docs[uri(7, 0)] = Document{}
	w.mint(7, creator)
	first, _ := w.must(7)
	calls := func() int { return w.xmtp.calls["group"] }
	before := calls()
	for range 4 {
		w.later(time.Second)
		w.tip(7, 1)
		if again, s := w.must(7); again.ChainAt != first.ChainAt || again.Settled != first.Settled || s.Standing != "ready" {
			t.Errorf("%+v, first %+v", again, first)
		}
	}
	if calls() != before {
		t.Errorf("%d reads for 4 tips", calls()-before)
	}
	w.later(time.Second)
	w.tip(7, 1) // the reserve of 5 is reached
	w.must(7)
	if got := w.net.sent[w.group(7, 1)]; len(got) != 1 {
		t.Errorf("sent %q", got)
	}
	w.later(time.Second)
	w.buy(7, wallet(1))
	w.must(7)
	w.hasMembers(w.group(7, 1), creator, wallet(1))
	w.later(quiet)
	before = calls()
	w.must(7)
	if calls() == before {
		t.Error("a chat that agreed is never looked at again")
	}
}
