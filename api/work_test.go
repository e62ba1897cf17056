package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// crew is a Work that a test sets.
type crew struct {
	mu       sync.Mutex
	st       WorkStatus
	watchers map[chan Reaction]bool
}

func (c *crew) Work() WorkStatus {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.st
}

func (c *crew) Watch() (<-chan Reaction, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.watchers == nil {
		c.watchers = map[chan Reaction]bool{}
	}
	in := make(chan Reaction, 4)
	c.watchers[in] = true
	return in, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.watchers, in)
	}
}

// tell gives a reaction to all who have room for it, as the runner does, and returns how many there are.
func (c *crew) tell(r Reaction) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for w := range c.watchers {
		select {
		case w <- r:
		default:
		}
	}
	return len(c.watchers)
}

func key(reactor string, event uint64) store.WorkKey {
	return store.WorkKey{Reactor: reactor, EventID: event}
}

// finish touches a key and ends an attempt at it.
func (w *world) finish(k store.WorkKey, o store.Outcome) {
	w.t.Helper()
	b := w.store.Begin()
	b.Touch(k.Reactor, k.EventID)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
	v, err := w.store.View()
	if err != nil {
		w.t.Fatal(err)
	}
	defer v.Release()
	row, err := v.Work(k)
	if err != nil {
		w.t.Fatal(err)
	}
	at, _ := v.AsOf()
	b = w.store.Begin()
	b.Finish(store.Claim{WorkKey: k, Touched: row.Touched, Final: at.Number}, o)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) touch(keys ...store.WorkKey) {
	w.t.Helper()
	b := w.store.Begin()
	for _, k := range keys {
		b.Touch(k.Reactor, k.EventID)
	}
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

// workWorld has work in every standing, and a chat and a document.
func workWorld(t *testing.T) (*world, *crew) {
	c := &crew{}
	w := newWorld(t, func(o *Options) { o.Work = c })
	w.story()
	seats := []store.ChatSeat{
		{Address: carol, Role: "holder", Standing: "waiting", Why: "it is not on XMTP yet \u202egnp", Since: 1_900_000_000, RetryAt: 1_900_000_060},
		{Address: alice, Role: "creator", Standing: "member", Room: 1},
		{Address: bob, Role: "owner", Standing: "member", Room: 2},
	}
	w.finish(key("chat", 0), store.Outcome{At: 1_900_000_001, Waits: "1 wallet is not on XMTP yet", ChainAt: timeOf(100), WallAt: 1_900_000_060, State: &store.ChatState{
		Network: "dev", Standing: "ready", Seats: seats, Rooms: []store.ChatRoom{
			{GroupID: strings.Repeat("0a", 16), Standing: "retired", Members: 2, Successor: strings.Repeat("0b", 16)}, {GroupID: strings.Repeat("0b", 16), Standing: "live", Members: 3},
		}}})
	w.finish(key("metadata", 0), store.Outcome{At: 1_900_000_002, Err: "rpc is not available: <b>timeout</b>", WallAt: 1_900_000_030, State: &store.Publication{
		Standing: "pending", Why: "the transaction is on the way", OnChainURI: "ipfs://x", URI: "ipfs://y", Parts: []string{"chat"}, Transaction: hash(5),
		Uploads: map[string]string{"lighthouse": "done", "kubo": "failed: no route"}, Updated: 1_900_000_002}})
	w.finish(key("chat", 1), store.Outcome{At: 1_900_000_003, Err: "panic: index out of range", Dead: true, Trace: "goroutine 7 [running]: secret.go:1"})
	w.finish(key("metadata", 1), store.Outcome{At: 1_900_000_004, WallAt: 1_900_086_400})
	w.touch(key("chat", 2), key("archive", 2))
	c.st = WorkStatus{
		Gate: "the index is 90 s behind the chain",
		Reactors: []ReactorStatus{
			{Name: "chat", Running: 1, Attempts: 7, Failures: 2, Seconds: 1.5},
			{Name: "metadata", Paused: true, Circuit: &Circuit{Provider: "rpc", Reason: "timeout", Since: wall.Add(-time.Minute), Until: wall.Add(time.Second)}},
		},
		Running: []Running{{Key: key("chat", 2), Attempt: 1, Since: wall.Add(-3 * time.Second)}},
	}
	return w, c
}

func TestGoldenWork(t *testing.T) {
	w := newWorld(t)
	w.story()
	golden(w, "work-none", "/v1/work", 200)
	golden(w, "reactions-none", "/v1/events/0/reactions", 200)
	golden(w, "chat-none", "/v1/events/0/chat", 200)
	golden(w, "metadata-none", "/v1/events/0/metadata", 200)
	w, _ = workWorld(t)
	golden(w, "work", "/v1/work", 200)
	golden(w, "work-filtered", "/v1/work?standing=dead&reactor=chat", 200)
	golden(w, "work-page", "/v1/work?limit=2", 200)
	golden(w, "reactions", "/v1/events/0/reactions", 200)
	golden(w, "reactions-running", "/v1/events/2/reactions", 200)
	golden(w, "chat", "/v1/events/0/chat?limit=2", 200)
	golden(w, "chat-waiting", "/v1/events/0/chat?standing=waiting", 200)
	golden(w, "chat-seat", "/v1/events/0/chat/"+protocol.Hex(bob), 200)
	golden(w, "chat-seat-none", "/v1/events/0/chat/"+protocol.Hex(addr(9)), 200)
	golden(w, "metadata", "/v1/events/0/metadata", 200)
}

func TestWorkOfUnknownThings(t *testing.T) {
	w, _ := workWorld(t)
	for _, path := range []string{"/v1/events/7/reactions", "/v1/events/7/chat", "/v1/events/7/chat/" + protocol.Hex(bob), "/v1/events/7/metadata"} {
		status, body, h := w.get(path)
		if status != http.StatusNotFound {
			t.Fatalf("GET %s: %d %s", path, status, body)
		}
		problemOf(t, status, body, h)
	}
	other := fetch[any](w, "/v1/work?limit=1").Next
	for _, c := range []struct{ path, parameter string }{
		{"/v1/work?standing=running", "standing"},
		{"/v1/work?standing=idle", "standing"},
		{"/v1/work?reactor=cleaning", "reactor"},
		{"/v1/work?reactor=" + strings.Repeat("a", 65), "reactor"},
		{"/v1/work?limit=0", "limit"},
		{"/v1/work?standing=due&cursor=" + other, "cursor"},
		{"/v1/work?cursor=" + sealCursor(listName("/v1/work", "standing", ""), []byte("short")), "cursor"},
		{"/v1/events/0/reactions?limit=1", "limit"},
		{"/v1/events/0/chat?standing=asleep", "standing"},
		{"/v1/events/0/chat?cursor=" + other, "cursor"},
		{"/v1/events/0/chat/bob", "address"},
		{"/v1/events/x/metadata", "eventId"},
		{"/v1/live?reactions=yes", "reactions"},
	} {
		status, body, h := w.get(c.path)
		if status != http.StatusBadRequest {
			t.Errorf("GET %s: %d %s", c.path, status, body)
		} else if p := problemOf(t, status, body, h); p.Parameter != c.parameter {
			t.Errorf("GET %s names %q instead of %q: %s", c.path, p.Parameter, c.parameter, p.Detail)
		}
	}
}

// TestNoTraceIsShown: what a panic's trace tells is the operator's affair.
func TestNoTraceIsShown(t *testing.T) {
	w, _ := workWorld(t)
	for _, path := range []string{"/v1/work", "/v1/events/1/reactions"} {
		if _, body, _ := w.get(path); strings.Contains(string(body), "secret.go") || !strings.Contains(string(body), "panic: index out of range") {
			t.Errorf("GET %s: %s", path, body)
		}
	}
}

// walk pages through a list, one item at a time, and lets something happen between the pages.
func walk(w *world, path, list, id string, between func(page int)) (seen []string) {
	w.t.Helper()
	for cursor, page := "", 0; page == 0 || cursor != ""; page++ {
		at := path + "limit=1"
		if cursor != "" {
			at += "&cursor=" + url.QueryEscape(cursor)
		}
		out := fetch[json.RawMessage](w, at)
		var fields map[string]json.RawMessage
		var items []map[string]any
		if err := json.Unmarshal(out.Data, &fields); err != nil {
			w.t.Fatal(err)
		}
		if err := json.Unmarshal(fields[list], &items); err != nil {
			w.t.Fatal(err)
		}
		for _, item := range items {
			seen = append(seen, fmt.Sprint(item["reactor"], item[id]))
		}
		cursor = out.Next
		between(page)
	}
	return seen
}

// TestWorkIsPaged: keys that leave their list or come anew meanwhile do not make others come twice or be missed.
func TestWorkIsPaged(t *testing.T) {
	w := newWorld(t)
	w.batch(1, func(b *store.Batch) {
		for id := range uint64(30) {
			event(b.Event(id), 1, alice)
		}
	})
	var want []string
	for id := range uint64(30) {
		k := key([]string{"archive", "chat", "metadata"}[id%3], id)
		switch id % 5 {
		case 0:
			w.touch(k)
		case 1:
			w.finish(k, store.Outcome{Waits: "for rain"})
		case 2:
			w.finish(k, store.Outcome{Err: "no", WallAt: 1})
		case 3:
			w.finish(k, store.Outcome{Err: "never", Dead: true})
		case 4:
			w.finish(k, store.Outcome{})
			continue // idle
		}
		want = append(want, fmt.Sprint(k.Reactor, id))
	}
	seen := walk(w, "/v1/work?", "work", "eventId", func(page int) {
		if page == 3 {
			w.finish(key("archive", 0), store.Outcome{}) // was on a page, goes
			w.touch(key("metadata", 29))                 // was idle, stands among the first now
		}
	})
	seen = slices.DeleteFunc(seen, func(id string) bool { return id == "metadata29" })
	slices.Sort(seen)
	slices.Sort(want)
	if !slices.Equal(seen, want) {
		t.Errorf("saw  %v\nwant %v", seen, want)
	}
	if seen := walk(w, "/v1/work?standing=dead&reactor=chat&", "work", "eventId", func(int) {}); !slices.Equal(seen, []string{"chat13", "chat28"}) {
		t.Errorf("dead keys of chat: %v", seen)
	}
}

// TestSeatsArePaged pages 600 seats while the reactor writes them anew in another order.
func TestSeatsArePaged(t *testing.T) {
	w := newWorld(t)
	w.batch(1, func(b *store.Batch) { event(b.Event(0), 1, alice) })
	chat := &store.ChatState{Network: "local", Standing: "ready"}
	for n := range 600 {
		standing := "member"
		if n%4 == 0 {
			standing = "waiting"
		}
		chat.Seats = append(chat.Seats, store.ChatSeat{Address: addr(uint64(7919 * n % 600)), Role: "holder", Standing: standing, Room: 1 + n/247})
	}
	w.finish(key("chat", 0), store.Outcome{State: chat})
	var seen []common.Address
	for cursor := ""; ; {
		out := fetch[chatJSON](w, "/v1/events/0/chat?limit=70"+cursor)
		if out.Data.Counts["member"] != 450 || out.Data.Counts["waiting"] != 150 {
			t.Fatalf("counts %v", out.Data.Counts)
		}
		for _, s := range out.Data.Seats {
			seen = append(seen, common.HexToAddress(s.Address))
		}
		if out.Next == "" {
			break
		}
		cursor = "&cursor=" + out.Next
		slices.Reverse(chat.Seats)
		w.finish(key("chat", 0), store.Outcome{State: chat})
	}
	for n := range uint64(600) {
		if uint64(len(seen)) <= n || seen[n] != addr(n) {
			t.Fatalf("seat %d of %d is not %s", n, len(seen), addr(n))
		}
	}
}

// TestLiveTellsOfReactions: they come without an id, for the event that was asked for, and only to those who ask.
func TestLiveTellsOfReactions(t *testing.T) {
	w, c := workWorld(t)
	deaf := w.follow("", "")
	s := w.follow("?reactions=true&eventId=2&name=TicketMinted", "")
	place := s.next("head").id
	deaf.next("head")
	c.tell(Reaction{Key: key("chat", 1), What: "done", At: 7})
	if n := c.tell(Reaction{Key: key("chat", 2), What: "waiting", Why: "1 wallet is\u202e not\n on XMTP", At: 8}); n != 1 {
		t.Fatalf("%d streams watch", n)
	}
	e := s.next("reaction")
	if want := `{"reactor":"chat","eventId":"2","what":"waiting","why":"1 wallet is not  on XMTP","at":8}`; e.data != want || e.id != "" || s.lastID != place {
		t.Fatalf("%+v instead of %s; the place is %s and was %s", e, want, s.lastID, place)
	}
	w.batch(17, nil)
	s.next("head") // the feed goes on beside them
	if e := deaf.next("head"); !strings.Contains(e.data, `"block":17`) {
		t.Fatalf("%+v", e)
	}
	s.close()
	deaf.close()
	w.stop()
	if n := c.tell(Reaction{}); n != 0 {
		t.Errorf("%d streams still watch", n)
	}
}

func TestWorkMetrics(t *testing.T) {
	w, _ := workWorld(t)
	_, body, _ := w.get("/metrics")
	for _, line := range []string{
		`haus_work{reactor="chat",standing="dead"} 1`, `haus_work{reactor="chat",standing="waiting"} 1`, `haus_work{reactor="chat",standing="due"} 1`,
		`haus_work{reactor="metadata",standing="failing"} 1`, `haus_work{reactor="metadata",standing="idle"} 1`, `haus_work{reactor="archive",standing="due"} 1`,
		`haus_work_running{reactor="chat"} 1`, `haus_work_gate_open 0`, `haus_reactor_paused{reactor="metadata"} 1`, `haus_reactor_paused{reactor="chat"} 0`,
		`haus_reactor_attempts_total{reactor="chat"} 7`, `haus_reactor_failures_total{reactor="chat"} 2`, `haus_reactor_seconds_total{reactor="chat"} 1.5`,
		`haus_circuit_open{provider="rpc",reactor="metadata"} 1`,
	} {
		if !strings.Contains(string(body), "\n"+line+"\n") {
			t.Errorf("no line %q", line)
		}
	}
	if strings.Contains(string(body), `haus_reactor_paused{reactor="archive"`) {
		t.Error("a reactor that does not run here has figures of this process")
	}
	if t.Failed() {
		t.Logf("%s", body)
	}
}
