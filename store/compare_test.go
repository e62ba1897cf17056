package store_test

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rlp"

	"github.com/haus25/backend/store"
)

// show writes a value out whole: its RLP and the fields that are in its key only.
func show(v any) string {
	raw, err := rlp.EncodeToBytes(v)
	if err != nil {
		panic(err)
	}
	id := ""
	switch v := v.(type) {
	case *store.Ticket:
		id = fmt.Sprint(v.EventID, v.ID)
	case *store.Tip:
		id = fmt.Sprint(v.EventID, v.Pos)
	case *store.Log:
		id = v.Pos.String()
	case *store.Child:
		id = v.Address.Hex()
	case *store.Whitelisted:
		id = v.Address.Hex()
	}
	return fmt.Sprintf("%T %s %x", v, id, raw)
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := show(got), show(want); g != w {
		t.Fatalf("%s:\n got %s\nwant %s", what, g, w)
	}
}

// pages reads a list to its end in pages of random sizes, both ways, and compares it with what the model says.
func pages[T any](t *testing.T, rng *rand.Rand, what string, want []T, list func(cursor []byte, backwards bool) iter.Seq2[store.Row[T], error]) {
	t.Helper()
	for _, backwards := range []bool{false, true} {
		var got []T
		var cursor []byte
		for more := true; more; {
			more = false
			left := 1 + rng.IntN(4)
			for r, err := range list(cursor, backwards) {
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				got = append(got, r.Value)
				cursor = r.Cursor
				if left--; left == 0 {
					more = true
					break
				}
			}
		}
		if backwards {
			slices.Reverse(got)
		}
		if len(got) != len(want) {
			t.Fatalf("%s (backwards %v): %d rows, want %d", what, backwards, len(got), len(want))
		}
		for i := range got {
			equal(t, fmt.Sprintf("%s (backwards %v), row %d", what, backwards, i), got[i], want[i])
		}
	}
}

// compare reads every record by every way and wants the model's.
func compare(t *testing.T, rng *rand.Rand, v *store.View, m *model) {
	t.Helper()
	if at, ok := v.AsOf(); at != m.asOf || ok != m.indexed {
		t.Fatalf("as of %v (%v), want %v (%v)", at, ok, m.asOf, m.indexed)
	}
	compareEvents(t, rng, v, m)
	compareTickets(t, rng, v, m)
	compareLogs(t, rng, v, m)
	for i := range people + 1 {
		got, err := v.Account(addr(i))
		if err != nil {
			t.Fatal(err)
		}
		want := m.account(addr(i))
		equal(t, fmt.Sprint("account ", i), got, &want)
		w, err := v.Whitelisted(addr(i))
		if err != nil {
			t.Fatal(err)
		}
		standing := &store.Whitelisted{Address: addr(i)}
		if m.whitelist[addr(i)] != nil {
			standing = m.whitelist[addr(i)]
		}
		equal(t, "whitelisted", w, standing)
	}
	compareSets(t, v, m)
	st, err := v.Stats()
	if err != nil {
		t.Fatal(err)
	}
	want := m.stats()
	equal(t, "stats", st, &want)
}

func compareEvents(t *testing.T, rng *rand.Rand, v *store.View, m *model) {
	t.Helper()
	for id := range uint64(shows + 1) {
		got, err := v.Event(id)
		if e := m.events[id]; e == nil || !e.Known {
			if !errors.Is(err, store.ErrNotFound) {
				t.Fatalf("event %d: %v, want ErrNotFound", id, err)
			}
		} else if err != nil {
			t.Fatal(err)
		} else {
			equal(t, fmt.Sprint("event ", id), got, e)
		}
	}
	end := func(e *store.Event) uint64 {
		if at, ok := e.EndDate(); ok {
			return at
		}
		return store.MaxTime
	}
	byStart := func(a, b *store.Event) int { return cmp.Or(cmp.Compare(a.StartDate, b.StartDate), byID(a, b)) }
	every := func(*store.Event) bool { return true }
	events := func(what string, l store.EventList, want []*store.Event) {
		t.Helper()
		pages(t, rng, what, want, func(c []byte, back bool) iter.Seq2[store.Row[*store.Event], error] { return v.Events(l, c, back) })
	}
	events("all", store.AllEvents(), m.eventsWhere(every, byID))
	events("by start", store.EventsByStart(), m.eventsWhere(every, byStart))
	events("by end", store.EventsByEnd(), m.eventsWhere(every, func(a, b *store.Event) int { return cmp.Or(cmp.Compare(end(a), end(b)), byID(a, b)) }))
	events("awaiting calls", store.EventsAwaitingCalls(), m.eventsWhere(func(e *store.Event) bool {
		_, ended := e.EndDate()
		return e.Called.TicketPrice == nil || e.Called.TicketsAmount == nil || !ended
	}, byID))
	for i := range people {
		events("created", store.EventsCreatedBy(addr(i)), m.eventsWhere(func(e *store.Event) bool { return e.Creator == addr(i) }, byID))
		events("owned", store.EventsOwnedBy(addr(i)), m.eventsWhere(func(e *store.Event) bool { return e.Owner == addr(i) }, byID))
		events("delegated", store.EventsDelegatedTo(addr(i)), m.eventsWhere(func(e *store.Event) bool { return e.Delegate == addr(i) }, byID))
	}
	for _, c := range categories {
		events("category "+c, store.EventsInCategory(c), m.eventsWhere(func(e *store.Event) bool { return e.ArtCategory == c }, byID))
	}
	from := uint64(rng.IntN(10))
	later := m.eventsWhere(func(e *store.Event) bool { return e.StartDate >= from }, byStart)
	i := 0
	for r, err := range v.Events(store.EventsByStart(), store.StartCursor(from), false) {
		if err != nil || i == len(later) || r.Value.ID != later[i].ID {
			t.Fatalf("row %d of the events that start from %d: %v, %v", i, from, r.Value, err)
		}
		i++
	}
	if i != len(later) {
		t.Fatalf("%d events start from %d, want %d", i, from, len(later))
	}
}

func compareTickets(t *testing.T, rng *rand.Rand, v *store.View, m *model) {
	t.Helper()
	type tickets = iter.Seq2[store.Row[*store.Ticket], error]
	type tips = iter.Seq2[store.Row[*store.Tip], error]
	for id := range uint64(shows) {
		pages(t, rng, "tickets", m.ticketsWhere(func(x *store.Ticket) bool { return x.EventID == id }),
			func(c []byte, back bool) tickets { return v.Tickets(id, c, back) })
		pages(t, rng, "tips", m.tipsWhere(func(x *store.Tip) bool { return x.EventID == id }),
			func(c []byte, back bool) tips { return v.Tips(id, c, back) })
	}
	for i := range people {
		a := addr(i)
		pages(t, rng, "held", m.ticketsWhere(func(x *store.Ticket) bool { return x.Owner == a }),
			func(c []byte, back bool) tickets { return v.TicketsHeldBy(a, c, back) })
		pages(t, rng, "bought", m.ticketsWhere(func(x *store.Ticket) bool { return x.OriginalOwner == a && x.Minted.Block != 0 }),
			func(c []byte, back bool) tickets { return v.TicketsBoughtBy(a, c, back) })
		pages(t, rng, "held of an event", m.ticketsWhere(func(x *store.Ticket) bool { return x.Owner == a && x.EventID == 1 }),
			func(c []byte, back bool) tickets { return v.TicketsOf(a, 1, c, back) })
		pages(t, rng, "tips by", m.tipsWhere(func(x *store.Tip) bool { return x.Tipper == a }),
			func(c []byte, back bool) tips { return v.TipsBy(a, c, back) })
	}
	for k, want := range m.tickets {
		got, err := v.Ticket(k.event, k.id)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "ticket", got, want)
	}
	if _, err := v.Ticket(1, 999); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("a ticket that never was: %v", err)
	}
}

func compareLogs(t *testing.T, rng *rand.Rand, v *store.View, m *model) {
	t.Helper()
	from := uint64(rng.IntN(20))
	for _, r := range [][2]uint64{{0, math.MaxUint64}, {from, from + uint64(rng.IntN(20))}} {
		want := m.logsWhere(func(l *store.Log) bool { return l.Block >= r[0] && l.Block <= r[1] })
		i := 0
		for l, err := range v.Logs(r[0], r[1]) {
			if err != nil {
				t.Fatal(err)
			}
			if i == len(want) {
				t.Fatalf("logs of %v: more than %d", r, i)
			}
			equal(t, fmt.Sprint("log ", i), l, want[i])
			i++
		}
		if i != len(want) {
			t.Fatalf("logs of %v: %d, want %d", r, i, len(want))
		}
	}
	for id := range uint64(shows) {
		pages(t, rng, "logs of an event", m.logsWhere(func(l *store.Log) bool { return l.HasEvent && l.EventID == id }),
			func(c []byte, back bool) iter.Seq2[store.Row[*store.Log], error] { return v.EventLogs(id, c, back) })
	}
}

func compareSets(t *testing.T, v *store.View, m *model) {
	t.Helper()
	n := 0
	for c, err := range v.Children() {
		if err != nil {
			t.Fatal(err)
		}
		want, ok := m.children()[c.Address]
		if one, err := v.Child(c.Address); !ok || err != nil || *one != *c || *c != want {
			t.Fatalf("child %+v, by address %+v (%v), want %+v", c, one, err, want)
		}
		n++
	}
	if n != len(m.children()) {
		t.Fatalf("%d children, want %d", n, len(m.children()))
	}
	n = 0
	for w, err := range v.Whitelist() {
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "whitelist", w, m.whitelist[w.Address])
		n++
	}
	if n != len(m.whitelist) {
		t.Fatalf("%d on the whitelist, want %d", n, len(m.whitelist))
	}
	missed, err := v.MissedChildren()
	if err != nil {
		t.Fatal(err)
	}
	got := map[common.Address]uint64{}
	for _, x := range missed {
		got[x.Address] = x.From
	}
	if fmt.Sprint(got) != fmt.Sprint(m.missed) {
		t.Fatalf("missed children %v, want %v", got, m.missed)
	}
}
