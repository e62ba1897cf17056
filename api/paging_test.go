package api

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// crowd is a world that grows and changes at random, for paging through it meanwhile.
type crowd struct {
	*world
	r     *rand.Rand
	block uint64
	next  uint64 // event id
	tips  uint64
}

func (c *crowd) person() common.Address { return addr(uint64(1 + c.r.IntN(3))) }

func (c *crowd) grow() {
	c.block++
	c.batch(c.block, func(b *store.Batch) {
		for range c.r.IntN(3) {
			e := b.Event(c.next)
			event(e, c.block, c.person())
			e.StartDate = timeOf(uint64(c.r.IntN(20)))
			e.RegisteredEnd = e.StartDate + uint64(c.r.IntN(100))
			if c.r.IntN(2) == 0 {
				e.ArtCategory = "improv"
			}
			b.AddLog(c.log(c.block, store.EventFactory, c.next, "EventFinalized", bigInt(int64(c.next))))
			c.next++
		}
		if c.next == 0 {
			return
		}
		for range c.r.IntN(4) { // tickets and tips of the first event, so that its lists are long
			e := b.Event(0)
			e.Sold++
			t := b.Ticket(0, e.Sold)
			t.Owner, t.OriginalOwner, t.Minted = c.person(), c.person(), stampOf(c.block)
			l := c.log(c.block, store.LiveTipping, 0, "TipReceived", bigInt(0), alice, bigInt(1), "hello", bigInt(int64(c.tips)))
			b.AddLog(l)
			tip := b.Tip(0, l.Pos)
			tip.TipID, tip.Tipper, tip.Amount, tip.Time = c.tips, alice, wei("1"), timeOf(c.block)
			c.tips++
		}
		if c.r.IntN(3) == 0 { // rows leave lists too
			b.Event(uint64(c.r.Uint64N(c.next))).Owner = c.person()
			if n := b.Event(0).Sold; n > 0 {
				b.Ticket(0, 1+c.r.Uint64N(n)).Owner = c.person()
			}
		}
	})
}

// TestPagesNeitherRepeatNorMiss walks every list with random page sizes while the store changes: nothing comes twice, the
// order holds, and what was in the list at the beginning and at the end of the walk was seen.
func TestPagesNeitherRepeatNorMiss(t *testing.T) {
	a := protocol.Hex(alice)
	for _, list := range []struct {
		path string
		id   string // the field that names a row
	}{
		{"/v1/events?sort=eventId", "eventId"},
		{"/v1/events?sort=-eventId", "eventId"},
		{"/v1/events?sort=startDate", "eventId"},
		{"/v1/events?sort=-startDate&from=1700000050&to=1700000150", "eventId"},
		{"/v1/events?sort=startDate&from=1700000050&to=1700000150&creator=" + a, "eventId"},
		{"/v1/events?sort=-endDate&category=improv", "eventId"},
		{"/v1/events?owner=" + a, "eventId"},
		{"/v1/events?creator=" + a + "&category=improv", "eventId"},
		{"/v1/events?category=improv&status=ended", "eventId"},
		{"/v1/events/0/tickets?", "ticketId"},
		{"/v1/events/0/tickets?owner=" + a, "ticketId"},
		{"/v1/events/0/tips?", "tipId"},
		{"/v1/events/0/tips?order=desc", "tipId"},
		{"/v1/events/0/logs?", "cursor"},
		{"/v1/events/0/logs?order=desc", "cursor"},
		{"/v1/addresses/" + a + "/events?role=owner", "eventId"},
		{"/v1/addresses/" + a + "/tickets?", "ticketId"},
		{"/v1/addresses/" + a + "/tickets?held=bought", "ticketId"},
		{"/v1/addresses/" + a + "/tips?order=desc", "tipId"},
		{"/v1/logs?", "cursor"},
		{"/v1/logs?order=desc&name=TipReceived", "cursor"},
	} {
		t.Run(list.path, func(t *testing.T) {
			seed := rand.Uint64()
			c := &crowd{world: newWorld(t), r: rand.New(rand.NewPCG(seed, 0))}
			defer func() {
				if t.Failed() {
					t.Logf("seed %d", seed)
				}
			}()
			for c.block < 80 {
				c.grow()
			}
			whole := func() []string {
				out := fetch[[]map[string]any](c.world, list.path+"&limit=1000")
				if out.Next != "" {
					t.Fatal("the list is longer than this test can compare")
				}
				return ids(out.Data, list.id)
			}
			before := whole()
			var seen []string
			for cursor, pages := "", 0; ; pages++ {
				path := fmt.Sprintf("%s&limit=%d", list.path, 1+c.r.IntN(7))
				if cursor != "" {
					path += "&cursor=" + url.QueryEscape(cursor)
				}
				out := fetch[[]map[string]any](c.world, path)
				seen = append(seen, ids(out.Data, list.id)...)
				if cursor = out.Next; cursor == "" {
					break
				}
				if pages < 20 { // else a list in the order of arrival might never end
					c.grow()
				}
			}
			after := whole()
			if dup := duplicate(seen); dup != "" {
				t.Errorf("%s came twice in %v", dup, seen)
			}
			for _, id := range before {
				if slices.Contains(after, id) && !slices.Contains(seen, id) {
					t.Errorf("%s was there throughout and was missed", id)
				}
			}
			// What stayed comes in the list's order.
			var stayed []string
			for _, id := range seen {
				if slices.Contains(after, id) {
					stayed = append(stayed, id)
				}
			}
			if !subsequence(stayed, after) {
				t.Errorf("the order of %v is not that of %v", stayed, after)
			}
			if len(before) < 5 {
				t.Errorf("the list had %d rows: too few to say anything", len(before))
			}
		})
	}
}

func ids(rows []map[string]any, field string) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r[field].(string))
	}
	return out
}

func duplicate(ids []string) string {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			return id
		}
		seen[id] = true
	}
	return ""
}

func subsequence(part, whole []string) bool {
	for _, id := range whole {
		if len(part) > 0 && part[0] == id {
			part = part[1:]
		}
	}
	return len(part) == 0
}

// TestARareFilterGivesShortPages: a page ends when the budget does, says where to go on, and the walk finds the one match.
func TestARareFilterGivesShortPages(t *testing.T) {
	w := newWorld(t)
	const many = scanBudget + 500
	w.batch(1, func(b *store.Batch) {
		for id := range uint64(many) {
			event(b.Event(id), 1, bob)
		}
		event(b.Event(0), 1, alice) // the last in the default order
		for range many {
			b.AddLog(w.log(1, store.EventFactory, 0, "EventFinalized", bigInt(0)))
		}
	})
	for path, want := range map[string]int{"/v1/events?sort=-startDate&creator=" + protocol.Hex(alice): 1, "/v1/logs?name=TipReceived": 0} {
		first := fetch[[]map[string]any](w, path)
		if len(first.Data) != 0 || first.Next == "" {
			t.Fatalf("%s: %d rows, next %q, after looking at %d of %d", path, len(first.Data), first.Next, scanBudget, many)
		}
		second := fetch[[]map[string]any](w, path+"&cursor="+first.Next)
		if len(second.Data) != want || second.Next != "" {
			t.Fatalf("%s: second page of %d rows, next %q", path, len(second.Data), second.Next)
		}
	}
}

// TestLargeLogsMakeShortPages: a thousand logs of a stranger's size do not make an answer of that size.
func TestLargeLogsMakeShortPages(t *testing.T) {
	w := newWorld(t)
	const each, many = 500 << 10, 14
	w.batch(1, func(b *store.Batch) {
		event(b.Event(0), 1, alice)
		for range many {
			l := w.log(1, store.EventFactory, 0, "EventFinalized", bigInt(0))
			l.Data = make([]byte, each)
			b.AddLog(l)
		}
	})
	for _, path := range []string{"/v1/logs?limit=1000", "/v1/events/0/logs?limit=1000"} {
		got := 0
		for cursor := ""; ; {
			page := fetch[[]map[string]any](w, path+cursor)
			if n := len(page.Data); n < 1 || n*each > scanBudget*logUnit+each {
				t.Fatalf("%s: a page of %d logs of %d bytes", path, n, each)
			}
			if got += len(page.Data); page.Next == "" {
				break
			}
			cursor = "&cursor=" + page.Next
		}
		if got != many {
			t.Errorf("%s: %d logs instead of %d", path, got, many)
		}
	}
}
