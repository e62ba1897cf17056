package stream

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
	"github.com/haus25/backend/store"
)

func TestSoldTicketIsDisconnected(t *testing.T) {
	w := show(t)
	w.publish("p", "7", w.token(creator, 7, bearer.Publish))
	w.play("a1", "7", w.token(holderA, 7, bearer.Watch))
	w.play("a2", "7", w.token(holderA, 7, bearer.Watch))
	w.play("b", "7", w.token(holderB, 7, bearer.Watch))
	w.kicks(7)
	w.give(7, 3, holderA) // a second ticket
	w.give(7, 1, stranger)
	w.kicks(7) // still holds one
	w.give(7, 3, common.Address{})
	w.kicks(7, "a1", "a2")
	w.kicks(7)
}

func TestWhoLosesTheRightIsDisconnected(t *testing.T) {
	for name, c := range map[string]struct {
		act  func(w *world)
		want []string
	}{
		"nothing":            {func(*world) {}, nil},
		"the delegate goes":  {func(w *world) { w.change(7, func(e *store.Event) { e.Delegate = common.Address{} }) }, []string{"d", "dv"}},
		"another delegate":   {func(w *world) { w.change(7, func(e *store.Event) { e.Delegate = stranger }) }, []string{"d", "dv"}},
		"the window is over": {func(w *world) { w.at(begins + lasts + 600) }, []string{"d", "dv", "a"}},
		"finalized":          {func(w *world) { w.change(7, func(e *store.Event) { e.Finalized = true }) }, []string{"d", "dv", "a"}},
		"it starts later":    {func(w *world) { w.change(7, func(e *store.Event) { e.StartDate += 1e6 }) }, []string{"d", "dv", "a"}},
		"revoked": {func(w *world) {
			w.pass(time.Second)
			if err := w.r.Revoke(w.t.Context(), delegate, 7); err != nil {
				w.t.Fatal(err)
			}
		}, []string{"d", "dv"}},
		"another event's sale": {func(w *world) { w.give(8, 1, creator) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := show(t)
			w.publish("d", "7", w.token(delegate, 7, bearer.Publish))
			w.play("dv", "7", w.token(delegate, 7, bearer.Watch))
			w.play("a", "7", w.token(holderA, 7, bearer.Watch))
			c.act(w)
			w.kicks(7, c.want...)
		})
	}
}

func TestRevoke(t *testing.T) {
	w := show(t)
	old := w.token(holderA, 7, bearer.Watch)
	other, b := w.token(stranger, 8, bearer.Watch), w.token(holderB, 7, bearer.Watch)
	accepted(t, "revoke", w.r.Revoke(t.Context(), holderA, 7))
	renewed := w.token(holderA, 7, bearer.Watch) // in the same second
	for range 2 {
		refused(t, "old", w.hook("on_play", "o", "7", old), 401, "revoked")
		refused(t, "old by HLS", w.admit("GET", "/hls/"+old+"/live/7.m3u8"), 401)
		accepted(t, "renewed", w.hook("on_play", "r", "7", renewed))
		accepted(t, "another event's", w.hook("on_play", "x", "8", other))
		accepted(t, "another wallet's", w.hook("on_play", "y", "7", b))
		w.restart()
	}
	refused(t, "again", w.r.Revoke(t.Context(), holderA, 7), 429)
	refused(t, "a stranger", w.r.Revoke(t.Context(), stranger, 7), 403)
	refused(t, "no event", w.r.Revoke(t.Context(), holderA, 9), 404)
	w.pass(revokePause)
	accepted(t, "after a minute", w.r.Revoke(t.Context(), holderA, 7))
	refused(t, "renewed", w.hook("on_play", "r2", "7", renewed), 401)
	v, err := w.s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	n := 0
	for r, err := range v.AllReceipts(Name) {
		if err != nil || strings.Contains(string(r.Data), old[:20]) {
			t.Errorf("%s, %v", r.Data, err)
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d receipts", n)
	}
}

// A viewer that nobody let in is disconnected; one whose callback may be under way is not.
func TestUnboundViewer(t *testing.T) {
	w := show(t)
	w.connect("u", "7", "flv-play", false)
	w.connect("hls", "7.m3u8", "hls-play", false)
	w.connect("else", "8", "flv-play", false)
	if r := w.kicks(7); r.WallAt.Sub(w.now()) > 2*unboundGrace {
		t.Errorf("looks again at %s", r.WallAt)
	}
	w.pass(unboundGrace)
	w.kicks(7, "u", "hls")
}

// One who was let in for something else than it does is disconnected.
func TestClientThatDoesSomethingElse(t *testing.T) {
	w := show(t)
	w.play("v", "8", w.token(stranger, 8, bearer.Watch))
	w.play("e", "7_enhanced", w.token(holderA, 7, bearer.Watch))
	w.play("p", "7", w.token(holderB, 7, bearer.Watch))
	w.connect("v", "7", "rtmp-play", false)
	w.connect("e", "7", "rtmp-play", false)
	w.connect("p", "7", "fmle-publish", true)
	w.kicks(7)
	w.pass(unboundGrace)
	w.kicks(7, "v", "e", "p")
}

// Whom SRS's list does not show is not believed to be gone at once: it may be late, lack one between two pages, or come from an SRS
// that does not answer.
func TestAbsenceIsSeenAgain(t *testing.T) {
	w := show(t)
	accepted(t, "late", w.hook("on_play", "a", "7", w.token(holderA, 7, bearer.Watch)))
	for range 4 {
		w.look()
		w.pass(attentive)
	}
	w.connect("a", "7", "flv-play", false)
	w.kicks(7)
	w.srs.Break(srstest.Down)
	for range 40 {
		w.pass(attentive)
		w.look()
	}
	w.srs.Break(srstest.None)
	w.srs.Disconnect("a")
	w.look()
	w.connect("a", "7", "flv-play", false)
	w.kicks(7)
	w.pass(unboundGrace)
	w.kicks(7)
	if w.r.bindings.byClient["a"] == nil {
		t.Error("forgotten after one absence")
	}
	if n := w.r.Status().Bindings; n != 1 {
		t.Errorf("%d bindings", n)
	}
}

// A publisher that nobody remembers stays, for a show is not cut; it ends with the window, and gives way to who has the right.
func TestUnboundPublisher(t *testing.T) {
	w := show(t)
	w.connect("u", "7", "fmle-publish", true)
	for n := range uint64(5) {
		w.frames("u", "7", n)
		w.kicks(7)
		w.pass(unboundGrace)
	}
	if live := w.r.Live(7); live.Stream == nil || live.Publisher != nil {
		t.Errorf("%+v", live)
	}
	accepted(t, "who has the right", w.hook("on_publish", "p", "7", w.token(creator, 7, bearer.Publish)))
	if got := w.srs.Kicks(); !slices.Equal(got, []string{"u"}) {
		t.Errorf("kicked: %q", got)
	}
	w = show(t)
	w.connect("u", "7", "fmle-publish", true)
	w.kicks(7)
	w.at(begins + lasts + 600)
	w.kicks(7, "u")
}

func TestWakes(t *testing.T) {
	w := show(t)
	w.at(begins - 5000)
	if r := w.kicks(7); r.ChainAt != begins-900 || !r.WallAt.IsZero() || r.Settled {
		t.Errorf("before: %+v", r)
	}
	w.at(begins)
	if r := w.kicks(7); r.ChainAt != begins+lasts+600 || !r.WallAt.IsZero() || r.Settled {
		t.Errorf("open, nobody there: %+v", r)
	}
	w.publish("p", "7", w.token(creator, 7, bearer.Publish))
	if r := w.kicks(7); r.ChainAt != begins+lasts+600 || r.WallAt.IsZero() || r.WallAt.Sub(w.now()) > patrol {
		t.Errorf("open, somebody there: %+v", r)
	}
	w.at(begins + lasts + 600)
	if r := w.kicks(7, "p"); r.Settled || r.WallAt.IsZero() {
		t.Errorf("just disconnected: %+v", r)
	}
	if r := w.kicks(7); !r.Settled {
		t.Errorf("over: %+v", r)
	}
	if r, err := w.reconcile(99); err != nil || !r.Settled {
		t.Errorf("no such event: %+v, %v", r, err)
	}
}

func TestSRSDown(t *testing.T) {
	second := srstest.New()
	url, stop := second.Start()
	defer stop()
	w := show(t)
	w.publish("p", "7", w.token(creator, 7, bearer.Publish))
	w.play("a", "7", w.token(holderA, 7, bearer.Watch))
	w.look()
	w.give(7, 1, stranger)
	w.srs.Break(srstest.Down)
	_, err := w.reconcile(7)
	if err == nil || !strings.HasPrefix(err.Error(), "srs is not available") {
		t.Fatalf("all are down: %v", err)
	}
	if live := w.r.Live(7); live.Stream == nil || len(live.Errors) != 1 || !live.Seen.Before(w.now()) {
		t.Errorf("%+v", live)
	}
	w.srs.Break(srstest.None)
	w.kicks(7, "a")

	// Two of which one is down: the other's clients are looked at all the same, and nobody of the first is forgotten.
	first := w.srs
	if w.options.SRS, err = srs.NewAPI([]string{"http://" + w.api.Servers()[0], url}, ""); err != nil {
		t.Fatal(err)
	}
	defer w.options.SRS.(*srs.API).Close()
	w.restart()
	w.publish("p", "7", w.token(creator, 7, bearer.Publish))
	w.srs = second
	w.play("b", "7", w.token(holderB, 7, bearer.Watch))
	w.look()
	first.Break(srstest.Down)
	accepted(t, "at the first, which cannot say so", w.hook("on_play", "d", "7", w.token(creator, 7, bearer.Watch)))
	w.give(7, 2, stranger)
	for range 10 {
		w.pass(attentive)
		w.look()
	}
	if r := w.kicks(7, "b"); !strings.Contains(r.Waits, w.api.Servers()[0]) {
		t.Errorf("%+v", r)
	}
	if w.r.bindings.byClient["p"] == nil || w.r.bindings.byClient["d"] == nil {
		t.Error("who is at a server that is down was forgotten")
	}
	first.Break(srstest.None)
	w.srs = first
	w.kicks(7)
}

// A kick of a client that is gone already (code 2049) is no failure; one that fails is tried again, and the others are not spared.
func TestKicksThatFail(t *testing.T) {
	w := show(t)
	faulty := &faultySRS{SRS: w.api, failing: "a"}
	w.options.SRS = faulty
	w.restart()
	w.play("a", "7", w.token(holderA, 7, bearer.Watch))
	w.play("b", "7", w.token(holderB, 7, bearer.Watch))
	w.at(begins + lasts + 600)
	if _, err := w.reconcile(7); err == nil {
		t.Error("no error")
	}
	if got := w.srs.Kicks(); !slices.Equal(got, []string{"b"}) {
		t.Errorf("kicked: %q", got)
	}
	faulty.failing = ""
	faulty.before = func() { w.srs.Disconnect("a") }
	w.kicks(7, "a")
}

type faultySRS struct {
	SRS
	failing string
	before  func()
}

func (f *faultySRS) Kick(ctx context.Context, server, client string) error {
	if f.before != nil {
		f.before()
	}
	if client == f.failing {
		return fmt.Errorf("no answer")
	}
	return f.SRS.Kick(ctx, server, client)
}

// Bindings survive a restart: nobody is cut, and who loses the right afterwards is still known.
func TestRestart(t *testing.T) {
	w := show(t)
	w.publish("p", "7", w.token(delegate, 7, bearer.Publish))
	w.play("a", "7", w.token(holderA, 7, bearer.Watch))
	w.play("b", "7", w.token(holderB, 7, bearer.Watch))
	w.kicks(7)
	if err := w.r.save(); err != nil {
		t.Fatal(err)
	}
	w.restart()
	w.pass(time.Minute)
	w.kicks(7)
	if live := w.r.Live(7); live.Publisher == nil || *live.Publisher != delegate || live.Viewers != 2 {
		t.Errorf("%+v", live)
	}
	w.give(7, 1, stranger)
	w.change(7, func(e *store.Event) { e.Delegate = stranger })
	w.kicks(7, "p", "a")
}

// The file is lost, damaged or another's: the publisher stays, viewers come again.
func TestBindingsLost(t *testing.T) {
	for name, content := range map[string]string{"lost": "", "damaged": `{"version":1,"bindings":[{"cl`, "of another version": `{"version":2,"bindings":[{"client":"a","event":7,"use":3,"wallet":"0x0000000000000000000000000000000000010001","issued":9999999999}]}`,
		"with nothing in it": `{"version":1,"bindings":[null]}`, "with nonsense": `{"version":1,"bindings":[{"client":"a","event":7,"use":9}]}`} {
		t.Run(name, func(t *testing.T) {
			w := show(t)
			w.publish("p", "7", w.token(creator, 7, bearer.Publish))
			watch := w.token(holderA, 7, bearer.Watch)
			w.play("a", "7", watch)
			if content != "" {
				if err := replace(w.options.File, []byte(content)); err != nil {
					t.Fatal(err)
				}
			}
			w.restart()
			w.kicks(7)
			w.pass(unboundGrace)
			w.kicks(7, "a")
			w.play("a2", "7", watch)
			w.kicks(7)
		})
	}
}

// TestRandomConnections plays random comings, goings and changes of rights. After each attempt exactly those are connected whom the
// model allows.
func TestRandomConnections(t *testing.T) {
	for n := range *seeds {
		x := *seed + uint64(n)
		rnd := rand.New(rand.NewPCG(x, 8))
		w := show(t)
		owners := map[uint64]common.Address{1: holderA, 2: holderB}
		people := []common.Address{holderA, holderB, wallet(3), wallet(4)}
		there := map[string]common.Address{} // who watches by the model
		holds := func(a common.Address) bool {
			for _, o := range owners {
				if o == a {
					return true
				}
			}
			return false
		}
		for step := range 80 {
			who := people[rnd.IntN(len(people))]
			switch rnd.IntN(6) {
			case 0, 1:
				id := fmt.Sprintf("c%d", step)
				p, err := w.r.Issue(t.Context(), who, 7, bearer.Watch)
				if (err == nil) != holds(who) {
					t.Fatalf("seed %d: %v", x, err)
				}
				if err == nil {
					w.play(id, "7", p.Token)
					there[id] = who
				}
			case 2:
				for id := range there {
					w.hook("on_stop", id, "7", "")
					w.srs.Disconnect(id)
					delete(there, id)
					break
				}
			case 3:
				ticket := uint64(rnd.IntN(2) + 1)
				owners[ticket] = who
				w.give(7, ticket, who)
			case 4:
				if rnd.IntN(2) == 0 {
					if err := w.r.save(); err != nil {
						t.Fatal(err)
					}
					w.restart()
				}
			case 5:
				w.pass(time.Duration(rnd.IntN(20)) * time.Second)
				w.look()
			}
			if rnd.IntN(3) > 0 {
				continue
			}
			if _, err := w.reconcile(7); err != nil {
				t.Fatal(err)
			}
			for id, who := range there {
				if !holds(who) {
					delete(there, id)
				}
			}
			var got, want []string
			for _, c := range w.srs.Clients() {
				got = append(got, c.ID)
			}
			for id := range there {
				want = append(want, id)
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, step %d: connected are %q instead of %q", x, step, got, want)
			}
		}
	}
}

// TestSaleDisconnectsWithinSeconds has everything running: the runner, the service's own goroutines and SRS.
func TestSaleDisconnectsWithinSeconds(t *testing.T) {
	kicked := make(chan string, 10)
	w := show(t, func(o *Options) { o.Now = time.Now })
	w.srs.OnKick = func(c srs.Client) { kicked <- c.ID }
	stop := w.run()
	defer stop()
	w.publish("p", "7", w.token(creator, 7, bearer.Publish))
	w.play("a", "7", w.token(holderA, 7, bearer.Watch))
	w.play("b", "7", w.token(holderB, 7, bearer.Watch))
	w.look()
	began := time.Now()
	w.give(7, 1, stranger)
	expect(t, kicked, "a")
	t.Logf("the viewer who sold the ticket was disconnected after %s", time.Since(began).Round(time.Millisecond))
	began = time.Now()
	w.at(begins + lasts + 600)
	expect(t, kicked, "b", "p")
	t.Logf("everybody was disconnected %s after the window", time.Since(began).Round(time.Millisecond))
}

// A viewer who is found after a restart without a binding is disconnected although nothing happens on chain.
func TestStrayIsDisconnected(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for the grace of a stray")
	}
	kicked := make(chan string, 10)
	w := show(t, func(o *Options) { o.Now = time.Now })
	w.srs.OnKick = func(c srs.Client) { kicked <- c.ID }
	w.connect("u", "7", "rtc-play", false)
	stop := w.run()
	defer stop()
	expect(t, kicked, "u")
}

// What Run leaves is there for the next start, also when it is stopped at once.
func TestRunKeeps(t *testing.T) {
	w := show(t, func(o *Options) { o.Now = time.Now })
	stop := w.run()
	w.publish("p", "7", w.token(creator, 7, bearer.Publish))
	w.play("a", "7", w.token(holderA, 7, bearer.Watch))
	stop()
	w.restart()
	if n := w.r.Status().Bindings; n != 2 {
		t.Errorf("%d bindings", n)
	}
	w.options.File = "/nowhere/stream.json"
	w.restart()
	stop = w.run()
	accepted(t, "without a place for the file", w.hook("on_play", "v", "7", w.token(holderA, 7, bearer.Watch)))
	stop()
}

func expect(t *testing.T, kicked <-chan string, want ...string) {
	t.Helper()
	late := time.After(20 * time.Second)
	for len(want) > 0 {
		select {
		case id := <-kicked:
			i := slices.Index(want, id)
			if i < 0 {
				t.Fatalf("%s was disconnected", id)
			}
			want = slices.Delete(want, i, i+1)
		case <-late:
			t.Fatalf("not disconnected in time: %q", want)
		}
	}
}
