package sidecar

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/devnet/audience"
)

// roles are the members of a group by wallet.
func roles(t *testing.T, s *Sidecar, id string) map[common.Address]Role {
	t.Helper()
	g, err := s.Group(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	got := map[common.Address]Role{}
	for _, m := range g.Members {
		for _, a := range m.Addresses {
			got[a] = m.Role
		}
	}
	return got
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func create(t *testing.T, s *Sidecar, appData string) Group {
	t.Helper()
	g, err := s.Create(t.Context(), NewGroup{Name: "Électrique", Description: "a session", ImageURL: "https://example.org/1.png", AppData: appData})
	must(t, err)
	return g
}

func TestGroup(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(5)
	creator, stranger := people[0], w.Wallets(1)[0]
	s := w.service(w.options())
	ctx := t.Context()

	reachable, err := s.Reachable(ctx, append(slices.Clone(people), stranger))
	must(t, err)
	for _, a := range people {
		if !reachable[a] {
			t.Errorf("%s is on XMTP", a)
		}
	}
	if on, asked := reachable[stranger]; on || !asked || len(reachable) != 6 {
		t.Errorf("%s is not on XMTP; %v", stranger, reachable)
	}

	g := create(t, s, "haus25:713715:1")
	if !g.Active || g.Name != "Électrique" || g.AppData != "haus25:713715:1" || g.AddedBy != InboxID(testWallet) || g.Creator != g.AddedBy {
		t.Errorf("%+v", g)
	}
	must(t, s.Publish(ctx, g.ID))

	must(t, s.Add(ctx, g.ID, people))
	must(t, s.Add(ctx, g.ID, people[:2])) // they are there: nothing to do
	must(t, s.AddSuperAdmin(ctx, g.ID, creator))
	must(t, s.AddSuperAdmin(ctx, g.ID, creator))
	if got := roles(t, s, g.ID); len(got) != 6 || got[creator] != RoleSuperAdmin || got[testWallet] != RoleSuperAdmin || got[people[1]] != RoleMember {
		t.Errorf("roles %v", got)
	}

	// All or nothing, and it says who.
	err = s.Add(ctx, g.ID, []common.Address{people[0], stranger})
	var unreachable *UnreachableError
	if !errors.As(err, &unreachable) || !slices.Equal(unreachable.Addresses, []common.Address{stranger}) {
		t.Errorf("add a wallet that is not on XMTP: %v", err)
	}
	if err := s.AddSuperAdmin(ctx, g.ID, stranger); !errors.Is(err, ErrNoSuchMember) {
		t.Errorf("a role for a stranger: %v", err)
	}
	for _, err := range []error{s.Remove(ctx, g.ID, []common.Address{testWallet}), s.RemoveSuperAdmin(ctx, g.ID, testWallet)} {
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("lock ourselves out: %v", err)
		}
	}
	if _, err := s.Group(ctx, strings.Repeat("0", 32)); !errors.Is(err, ErrNotMember) {
		t.Errorf("an unknown group: %v", err)
	}

	must(t, s.Update(ctx, g.ID, Profile{Name: "Renamed", Description: g.Description, ImageURL: g.ImageURL}))
	must(t, s.Send(ctx, g.ID, "the event starts"))
	must(t, w.As(people[1]).Send(t.Context(), g.ID, "not for the service's eyes"))
	texts := w.texts(people[2], g.ID)
	if !slices.Equal(texts, []string{"the event starts", "not for the service's eyes"}) {
		t.Errorf("a member reads %q", texts)
	}

	must(t, s.Remove(ctx, g.ID, []common.Address{people[1], stranger}))
	must(t, w.As(creator).Remove(t.Context(), g.ID, people[2:3]...))
	must(t, s.RemoveSuperAdmin(ctx, g.ID, creator))
	if got := roles(t, s, g.ID); len(got) != 4 || got[creator] != RoleMember {
		t.Errorf("roles %v", got)
	}
	groups, err := s.Groups(ctx)
	must(t, err)
	if len(groups) != 1 || groups[0].ID != g.ID || groups[0].Name != "Renamed" || groups[0].Members != nil || !groups[0].Created.Equal(g.Created) {
		t.Errorf("groups %+v", groups)
	}
}

// Changes tell who came and went and by whom, and nothing that anyone wrote.
func TestChanges(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(4)
	s := w.service(w.options())
	ctx := t.Context()
	g := create(t, s, "e")
	must(t, s.Add(ctx, g.ID, people))
	must(t, s.AddSuperAdmin(ctx, g.ID, people[0]))
	must(t, w.As(people[1]).Send(t.Context(), g.ID, "secret"))
	must(t, w.As(people[0]).Rename(t.Context(), g.ID, "secret"))
	must(t, w.As(people[0]).Remove(t.Context(), g.ID, people[1:2]...))
	must(t, w.As(people[2]).Leave(t.Context(), g.ID))

	all, err := s.Changes(ctx, g.ID, time.Time{})
	must(t, err)
	same := func(in []Inbox, want ...common.Address) bool {
		var got []common.Address
		for _, i := range in {
			got = append(got, i.Addresses...)
		}
		slices.SortFunc(got, common.Address.Cmp)
		want = slices.Clone(want)
		slices.SortFunc(want, common.Address.Cmp)
		return slices.Equal(got, want)
	}
	if len(all) < 3 {
		t.Fatalf("%d changes: %+v", len(all), all)
	}
	if c := all[0]; c.By.ID != InboxID(testWallet) || !same([]Inbox{c.By}, testWallet) || !same(c.Added, people...) || c.Removed != nil || c.Left != nil {
		t.Errorf("the addition: %+v", c)
	}
	if c := all[1]; !same([]Inbox{c.By}, people[0]) || !same(c.Removed, people[1]) || c.Added != nil || c.Left != nil {
		t.Errorf("the removal: %+v", c)
	}
	if c := all[2]; !same([]Inbox{c.By}, people[2]) || !same(c.Left, people[2]) || c.Added != nil || c.Removed != nil {
		t.Errorf("the leave: %+v", c)
	}
	for i, c := range all {
		if i > 0 && c.At.Before(all[i-1].At) || time.Since(c.At).Abs() > time.Minute {
			t.Errorf("change %d is at %v", i, c.At)
		}
	}
	later, err := s.Changes(ctx, g.ID, all[0].At)
	must(t, err)
	if len(later) != len(all)-1 || !later[0].At.Equal(all[1].At) {
		t.Errorf("after the first: %+v", later)
	}
	none, err := s.Changes(ctx, g.ID, time.Now().Add(time.Hour))
	must(t, err)
	if len(none) != 0 {
		t.Errorf("after now: %+v", none)
	}
}

// Callers need not know of each other: writes to one group queue, those to several do not.
func TestConcurrentWrites(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(12)
	s := w.service(w.options())
	groups := []Group{create(t, s, "1"), create(t, s, "2"), create(t, s, "3")}
	var all sync.WaitGroup
	for _, g := range groups {
		for i, who := range people {
			all.Go(func() {
				if err := s.Add(t.Context(), g.ID, []common.Address{who}); err != nil {
					t.Errorf("add %d to %s: %v", i, g.AppData, err)
				}
				if err := s.Send(t.Context(), g.ID, "hello"); err != nil {
					t.Errorf("send to %s: %v", g.AppData, err)
				}
			})
		}
	}
	all.Wait()
	for _, g := range groups {
		if got := roles(t, s, g.ID); len(got) != len(people)+1 {
			t.Errorf("%s: %d members", g.AppData, len(got))
		}
	}
}

// A wallet whose inbox has no installation left does not keep others out.
func TestNobodyAtHome(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(3)
	must(t, w.As(people[1]).Revoke(t.Context(), w.Key(people[1])))
	s := w.service(w.options())
	g := create(t, s, "e")
	must(t, s.Add(t.Context(), g.ID, people))
	if got := roles(t, s, g.ID); len(got) != 4 {
		t.Errorf("members %v", got)
	}
	must(t, w.As(people[2]).Send(t.Context(), g.ID, "hello"))
}

// Those who are only members change neither texts nor members.
func TestPermissions(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(3)
	s := w.service(w.options())
	g := create(t, s, "e")
	must(t, s.Add(t.Context(), g.ID, people[:2]))
	member := w.As(people[0])
	for act, err := range map[string]error{
		"rename": member.Rename(t.Context(), g.ID, "mine"),
		"remove": member.Remove(t.Context(), g.ID, people[1]),
		"add":    member.Add(t.Context(), g.ID, people[2]),
	} {
		if err == nil || errors.Is(err, audience.ErrNotMember) {
			t.Errorf("a member's %s: %v", act, err)
		}
	}
	after, err := s.Group(t.Context(), g.ID)
	must(t, err)
	if after.Name != g.Name || len(after.Members) != 3 {
		t.Errorf("%+v", after)
	}
}

// Many changes come in pages that lose and repeat none.
func TestManyChanges(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(1)
	s := w.service(w.options())
	ctx := t.Context()
	g := create(t, s, "e")
	const rounds = 110 // two changes each; a page has 200
	for range rounds {
		must(t, s.Add(ctx, g.ID, people))
		must(t, s.Remove(ctx, g.ID, people))
	}
	all, err := s.Changes(ctx, g.ID, time.Time{})
	must(t, err)
	if len(all) != 2*rounds {
		t.Fatalf("%d changes, want %d", len(all), 2*rounds)
	}
	for i, c := range all {
		if len(c.Added) != (i+1)%2 || len(c.Removed) != i%2 {
			t.Fatalf("change %d: %+v", i, c)
		}
	}
}

// A stranger's group is not listed, whatever it says of itself.
func TestStrangersGroup(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(1)
	s := w.service(w.options())
	theirs, err := w.As(people[0]).Create(t.Context(), "Électrique", "event 1", testWallet)
	must(t, err)
	ours := create(t, s, "event 1")
	groups, err := s.Groups(t.Context())
	must(t, err)
	if len(groups) != 1 || groups[0].ID != ours.ID {
		t.Errorf("groups %+v, want %s alone", groups, ours.ID)
	}
	g, err := s.Group(t.Context(), theirs) // by its id it is told as what it is
	must(t, err)
	if g.Creator != InboxID(people[0]) || g.AddedBy != InboxID(people[0]) {
		t.Errorf("%+v", g)
	}
	if err := s.Add(t.Context(), theirs, people); err != nil {
		t.Errorf("nobody to add, nothing to refuse: %v", err)
	}
}

// The limits are the network's: what we let pass it takes, in the widest characters.
func TestTextLimits(t *testing.T) {
	w := newWorld(t)
	s := w.service(w.options())
	for _, char := range []string{"x", "é", "🎷"} {
		want := NewGroup{
			Name: strings.Repeat(char, MaxName), Description: strings.Repeat(char, MaxDescription),
			ImageURL: strings.Repeat(char, MaxImageURL), AppData: strings.Repeat(char, MaxAppData),
		}
		g, err := s.Create(t.Context(), want)
		if err != nil {
			t.Errorf("%s: %v", char, err)
			continue
		}
		if g.Name != want.Name || g.Description != want.Description || g.ImageURL != want.ImageURL || g.AppData != want.AppData {
			t.Errorf("%s: not as given: %d %d %d %d characters", char, len([]rune(g.Name)), len([]rune(g.Description)), len([]rune(g.ImageURL)), len([]rune(g.AppData)))
		}
		if err := s.Send(t.Context(), g.ID, strings.Repeat(char, MaxText)); err != nil {
			t.Errorf("%s: %v", char, err)
		}
		if err := s.Update(t.Context(), g.ID, Profile{}); err != nil {
			t.Errorf("%s: %v", char, err)
		}
	}
}

// Whoever takes the service out of a group and puts it in again is noticed by asking for that group, without a list of all.
func TestOutAndInAgain(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(2)
	s := w.service(w.options())
	ctx := t.Context()
	admin := w.As(people[0])
	id, err := admin.Create(ctx, "night", "e", people[1], testWallet)
	must(t, err)
	for range 2 {
		g, err := s.Group(ctx, id)
		must(t, err)
		if len(g.Members) != 3 || !g.Active {
			t.Errorf("in: %+v", g)
		}
		must(t, admin.Remove(ctx, id, testWallet))
		if _, err := s.Group(ctx, id); !errors.Is(err, ErrNotMember) {
			t.Fatalf("out: %v", err)
		}
		must(t, admin.Add(ctx, id, testWallet))
	}
}
