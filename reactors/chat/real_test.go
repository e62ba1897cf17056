package chat

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
	"github.com/haus25/backend/reactors/chat/sidecar"
)

func (w *real) exactly(group string, want ...common.Address) {
	w.t.Helper()
	got := slices.SortedFunc(maps.Keys(w.members(group)), common.Address.Cmp)
	want = slices.SortedFunc(slices.Values(want), common.Address.Cmp)
	if !slices.Equal(got, want) {
		w.t.Fatalf("members are\n%v\nwant\n%v", got, want)
	}
}

// TestRealClients plays an event's life with unmodified SDK clients.
func TestRealClients(t *testing.T) {
	w := newReal(t)
	people := w.Wallets(6)
	maker, a, b, c, late, twice := people[0], people[1], people[2], people[3], people[4], people[5]
	w.Join(maker, a, b, c, twice)
	w.docs[uri(7, 0)] = Document{Title: "Électrique Kitchen"}

	w.mint(7, maker)
	ticket := w.buy(7, a, b, late, twice)
	result, s := w.must(7)
	group := s.Rooms[0].GroupID
	w.exactly(group, maker, a, b, twice)
	if w.members(group)[maker] != sidecar.RoleSuperAdmin || result.Waits != "1 wallet is not on XMTP yet" {
		t.Errorf("the creator is %s; waits %q", w.members(group)[maker], result.Waits)
	}
	if err := w.As(a).Send(t.Context(), group, "before the resale"); err != nil {
		t.Fatal(err)
	}
	if got := xmtptest.Texts(t, w.As(b), group); !slices.Equal(got, []string{"before the resale"}) {
		t.Fatalf("b reads %q", got)
	}

	w.later(time.Minute)
	w.move(7, ticket, a, c)
	w.Join(late)
	w.must(7)
	w.exactly(group, maker, b, c, late, twice)
	if err := w.As(b).Send(t.Context(), group, "after the resale"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[common.Address][]string{c: {"after the resale"}, late: {"after the resale"}, a: {"before the resale"}, maker: {"before the resale", "after the resale"}} {
		if got := xmtptest.Texts(t, w.As(name), group); !slices.Equal(got, want) {
			t.Errorf("%s reads %q, want %q", name, got, want)
		}
	}
	if err := w.As(a).Send(t.Context(), group, "the seller goes on"); err == nil {
		t.Error("the seller can still write")
	}

	// Whom the creator removes, and who leaves, stays away until they come by another ticket.
	if err := w.As(maker).Remove(t.Context(), group, b); err != nil {
		t.Fatal(err)
	}
	if err := w.As(twice).Leave(t.Context(), group); err != nil {
		t.Fatal(err)
	}
	guest := w.Joined(1)[0]
	if err := w.As(maker).Add(t.Context(), group, guest); err != nil {
		t.Fatal(err)
	}
	// Our client carries the leave out by itself, which is a commit on the node.
	if err := w.Node.Wait(t.Context(), func() bool { _, in := w.members(group)[twice]; return !in }); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w.later(time.Minute)
		_, s = w.must(7)
		w.exactly(group, maker, c, late, guest)
		if left, removed := standing(s, twice), standing(s, b); left.Standing != "left" || removed.Standing != "removed" {
			t.Fatalf("seats %+v and %+v", left, removed)
		}
	}
	w.buy(7, b, twice)
	w.later(time.Minute)
	w.must(7)
	w.exactly(group, maker, b, c, late, guest, twice)

	if err := w.As(maker).Rename(t.Context(), group, "Mine"); err != nil {
		t.Fatal(err)
	}
	w.docs["ipfs://2"] = Document{Title: "Two"}
	w.write(7, "ipfs://2")
	w.later(time.Minute)
	w.must(7)
	if g, err := w.sidecar.Group(t.Context(), group); err != nil || g.Name != "Mine" {
		t.Errorf("the creator's name is now %q, %v", g.Name, err)
	}
	if n := w.Node.Stats().Groups; n != 1 {
		t.Errorf("the node has %d groups, want 1", n)
	}
}

// TestRealRooms has 600 holders and their creator, registered one after another in one Node process: the first 200 in a burst.
func TestRealRooms(t *testing.T) {
	if testing.Short() {
		t.Skip("registers 601 clients")
	}
	t.Parallel()
	w := newReal(t)
	began := time.Now()
	all := w.Joined(601)
	t.Logf("601 clients registered in %s", time.Since(began).Round(time.Second))
	maker, holders := all[0], all[1:]
	w.mint(7, maker)
	_, s := w.must(7)
	group := s.Rooms[0].GroupID
	commits := func() int {
		for _, g := range w.Node.Groups() {
			if g.ID == group {
				return g.Commits
			}
		}
		return 0
	}
	var single time.Duration
	for i, h := range holders[:5] {
		event := 100 + uint64(i)
		w.mint(event, h)
		w.must(event)
		w.later(time.Minute)
		w.buy(event, maker)
		began = time.Now()
		w.must(event)
		single += time.Since(began)
	}
	t.Logf("a single purchase, from the look's beginning to the member added and journaled: %s", (single / 5).Round(time.Millisecond))
	before := commits()
	began = time.Now()
	for i := range 200 { // a purchase every 5 ms of wall time, each seen as it comes
		w.later(5 * time.Millisecond)
		w.buy(7, holders[i])
		w.must(7)
	}
	w.later(time.Second)
	w.must(7)
	t.Logf("a burst of 200 purchases: %d commits, %s", commits()-before, time.Since(began).Round(time.Millisecond))
	if n := commits() - before; n > 8 || len(w.members(group)) != 201 {
		t.Errorf("a burst of 200 purchases made %d commits and %d members", n, len(w.members(group)))
	}

	w.later(time.Minute)
	w.buy(7, holders[200:]...)
	began = time.Now()
	_, s = w.must(7)
	t.Logf("400 more in one look: %s", time.Since(began).Round(time.Millisecond))
	if len(s.Rooms) != 3 {
		t.Fatalf("%d rooms", len(s.Rooms))
	}
	in := map[common.Address]int{}
	for n, r := range s.Rooms {
		members := w.members(r.GroupID)
		if r.Members > sidecar.MaxMembers || len(members)+1 != r.Members || members[maker] != sidecar.RoleSuperAdmin {
			t.Errorf("room %d: %d members, %d shown; the creator is %s", n+1, len(members)+1, r.Members, members[maker])
		}
		for a := range members {
			in[a]++
		}
	}
	for i, h := range holders {
		if in[h] != 1 || standing(s, h).Room != i/248+1 {
			t.Errorf("holder %d is in %d rooms, its seat says %d", i, in[h], standing(s, h).Room)
		}
	}

	// One event whose 249 come at once.
	w.mint(8, maker)
	w.buy(8, holders[:248]...)
	began = time.Now()
	_, s = w.must(8)
	took := time.Since(began)
	t.Logf("a new group with 250 members: %s", took.Round(time.Millisecond))
	if s.Rooms[0].Members != sidecar.MaxMembers {
		t.Errorf("%d members", s.Rooms[0].Members)
	}
	// Idle it takes half of 1.5 s. This tells only a way that has become another, such as a commit a wallet.
	if took > 6*time.Second {
		t.Errorf("%s are too long", took)
	}
	began = time.Now()
	const looks = 20
	for range looks {
		w.must(8)
	}
	t.Logf("a look at it that finds nothing to do: %s", (time.Since(began) / looks).Round(100*time.Microsecond))
}
