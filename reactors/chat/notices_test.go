package chat

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/reactors/chat/sidecar"
	"github.com/haus25/backend/store"
)

func (w *world) tip(event, amount uint64) {
	w.commit(func(b *store.Batch) {
		pos := store.Pos{Block: w.block}
		tip, e := b.Tip(event, pos), b.Event(event)
		tip.Tipper, tip.Time = wallet(1), w.chain
		tip.Amount.SetUint64(amount)
		e.TotalTips.Add(&e.TotalTips, &tip.Amount)
	})
}

func TestNotices(t *testing.T) {
	w := newWorld(t)
	w.options.Notices = Notices
	w.options.ReplayURL = func(uint64) string { return "https://replay.example/7" }
	w.restart()
	w.docs[uri(7, 0)] = Document{Title: "Électrique"}
	w.net.join(creator)
	w.mint(7, creator)
	result, _ := w.must(7)
	if result.ChainAt != begins {
		t.Errorf("wakes at chain time %d, want the start", result.ChainAt)
	}
	sent := func() []string { return w.net.sent[w.group(7, 1)] }
	w.at(begins + 5)
	if result, _ = w.must(7); result.ChainAt != begins+lasts || !slices.Equal(sent(), []string{"Électrique starts now."}) {
		t.Errorf("wakes at %d, sent %q", result.ChainAt, sent())
	}
	w.tip(7, 4)
	w.must(7)
	w.tip(7, 1)
	w.must(7)
	w.at(begins + lasts)
	w.must(7)
	w.restart()
	w.must(7)
	want := []string{"Électrique starts now.", "Électrique has reached its reserve price.", "Électrique has ended. Thank you for being there. Replay: https://replay.example/7"}
	if !slices.Equal(sent(), want) {
		t.Errorf("sent %q", sent())
	}

	// What is no news any more is not told, and neither is what is over the day's bound.
	w.at(begins - 100)
	w.options.NoticesPerDay = 1
	w.wall = time.Now()
	w.restart()
	for event := uint64(8); event <= 10; event++ {
		w.mint(event, creator)
		w.must(event)
	}
	w.at(begins + 5)
	w.must(9)
	w.must(10)
	w.at(begins + 700)
	w.must(8)
	for event, n := range map[uint64]int{8: 0, 9: 0, 10: 0} { // event 7's three were sent today
		if got := w.net.sent[w.group(event, 1)]; len(got) != n {
			t.Errorf("event %d was told %q", event, got)
		}
	}
}

func TestNoNoticeWithoutBeingAsked(t *testing.T) {
	w := newWorld(t)
	w.mint(7, creator)
	w.must(7)
	w.tip(7, 100)
	w.at(begins + 5)
	result, _ := w.must(7)
	if len(w.net.sent) != 0 || result.ChainAt != 0 {
		t.Errorf("sent %v, wakes at %d", w.net.sent, result.ChainAt)
	}
	if _, err := New(Options{Messenger: w.xmtp, Network: "dev", Self: service, Notices: []string{"stop"}}); err == nil {
		t.Error("an unknown notice is taken")
	}
}

func TestNames(t *testing.T) {
	w := newWorld(t)
	w.mint(7, creator)
	w.must(7)
	g := w.net.groups[w.group(7, 1)]
	if g.name != "Event 7 · poetry-slam" || g.description != "poetry-slam · 1970-01-02 03:46 UTC" {
		t.Errorf("%q, %q", g.name, g.description)
	}
	asked := 0
	read := w.r.Document
	w.r.Document = func(ctx context.Context, uri string) (Document, error) { asked++; return read(ctx, uri) }
	w.must(7) // a document that cannot be read is not asked for at each look
	if asked != 0 {
		t.Errorf("asked %d times within %s", asked, documentAgain)
	}
	w.docs[uri(7, 0)] = Document{Title: "  An evening\n\u202Ewith \x00 poets  "}
	w.later(documentAgain)
	w.must(7)
	if g.name != "An evening with poets" {
		t.Errorf("%q", g.name)
	}
	w.must(7)
	if asked != 1 {
		t.Errorf("asked %d times, want once for a URI", asked)
	}
	w.docs["ipfs://long"] = Document{Title: strings.Repeat("é ", 200)}
	w.write(7, "ipfs://long")
	w.later(time.Minute)
	w.must(7)
	if n := len(g.name); n > sidecar.MaxName || n < sidecar.MaxName-3 || !strings.HasSuffix(g.name, "…") {
		t.Errorf("%q", g.name)
	}
	w.docs["ipfs://none"] = Document{}
	w.write(7, "ipfs://none")
	w.later(time.Minute)
	w.must(7)
	if g.name != "Event 7 · poetry-slam" {
		t.Errorf("%q", g.name)
	}
	g.name = "What the creator called it"
	w.docs["ipfs://again"] = Document{Title: "Again"}
	w.write(7, "ipfs://again")
	w.later(time.Minute)
	w.must(7)
	if g.name != "What the creator called it" {
		t.Errorf("the creator's name was overwritten: %q", g.name)
	}
}
