package stream

import (
	"context"
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/store"
)

func TestIssue(t *testing.T) {
	w := show(t)
	for name, c := range map[string]struct {
		who    common.Address
		event  uint64
		use    bearer.Use
		status int // 0: a token
		word   string
	}{
		"creator publishes":            {creator, 7, bearer.Publish, 0, ""},
		"delegate publishes":           {delegate, 7, bearer.Publish, 0, ""},
		"holder publishes":             {holderA, 7, bearer.Publish, 403, "creator"},
		"holder watches":               {holderA, 7, bearer.Watch, 0, ""},
		"creator watches":              {creator, 7, bearer.Watch, 0, ""},
		"holder of another event":      {stranger, 7, bearer.Watch, 403, "no ticket"},
		"holder enhances":              {holderA, 7, bearer.Enhance, 403, "Producer"},
		"creator enhances":             {creator, 7, bearer.Enhance, 0, ""},
		"no such event":                {creator, 9, bearer.Publish, 404, "no event 9"},
		"a session is no stream token": {creator, 7, bearer.Session, 400, ""},
		"nobody watches":               {common.Address{}, 7, bearer.Watch, 403, ""},
	} {
		p, err := w.r.Issue(context.Background(), c.who, c.event, c.use)
		if c.status != 0 {
			refused(t, name, err, c.status, c.word)
			continue
		}
		if err != nil || p.Token == "" || p.Wallet != c.who || p.OpensAt != begins-900 || p.ClosesAt != begins+lasts+600 {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

func TestIssueSaysWhen(t *testing.T) {
	w := show(t)
	w.at(begins - 901)
	_, err := w.r.Issue(context.Background(), creator, 7, bearer.Publish)
	refused(t, "before", err, 403, "opens at 1970-01-02T03:31:40Z")
	w.at(begins - 900)
	w.token(creator, 7, bearer.Publish)
	w.at(begins + lasts + 599)
	w.token(holderA, 7, bearer.Watch)
	w.at(begins + lasts + 600)
	_, err = w.r.Issue(context.Background(), holderA, 7, bearer.Watch)
	refused(t, "after", err, 403, "closed at")
	w.at(begins)
	w.change(7, func(e *store.Event) { e.RegisteredEnd = 0 })
	w.at(begins + 1e6)
	w.token(creator, 7, bearer.Publish) // the end is not known
	w.change(7, func(e *store.Event) { e.Finalized = true })
	_, err = w.r.Issue(context.Background(), creator, 7, bearer.Publish)
	refused(t, "finalized", err, 403, "finalized")
}

func TestNothingIndexed(t *testing.T) {
	w := newWorld(t)
	_, err := w.r.Issue(context.Background(), creator, 7, bearer.Publish)
	refused(t, "issue", err, 503)
	refused(t, "publish", w.hook("on_publish", "p", "7", w.r.Keys.Mint(bearer.Claims{Use: bearer.Publish, Wallet: creator, Event: 7, Issued: 1})), 503)
}

func TestPassURLs(t *testing.T) {
	w := show(t, func(o *Options) { o.Ladder = []string{"720p"} })
	u := w.r.URLs(7)
	for got, want := range map[string]string{
		u.WHIP: "https://room.example/rtc/v1/whip/?app=live&stream=7", u.WHEP: "https://room.example/rtc/v1/whep/?app=live&stream=7",
		u.RTMP: "rtmp://room.example:1935/live/7", u.FLV: "https://room.example:8080/live/7.flv", u.HLS: "https://room.example:8080/live/7.m3u8",
	} {
		if got != want {
			t.Errorf("%s instead of %s", got, want)
		}
	}
	var names []string
	for _, v := range w.r.Variants(7) {
		names = append(names, v.Name+"="+v.Stream)
	}
	if got := len(names); got != 3 || names[0] != "source=7" || names[1] != "720p=7_720p" || names[2] != "enhanced=7_enhanced" {
		t.Errorf("%q", names)
	}
	p, err := w.r.Issue(context.Background(), creator, 7, bearer.Publish)
	if err != nil || p.URLs.RTMP != u.RTMP+"?token="+p.Token || p.URLs.WHIP != u.WHIP+"&token="+p.Token || p.URLs.FLV != "" || !p.Expires.IsZero() {
		t.Errorf("%+v, %v", p, err)
	}
	p, err = w.r.Issue(context.Background(), holderA, 7, bearer.Watch)
	if err != nil || p.URLs.WHIP != "" || p.URLs.HLS != u.HLS+"?token="+p.Token || len(p.Variants) != 3 || p.Variants[1].WHIP != "" ||
		p.Variants[1].FLV != "https://room.example:8080/live/7_720p.flv?token="+p.Token || p.Expires.Sub(w.now()) != 10*time.Minute {
		t.Errorf("%+v, %v", p, err)
	}
	// What is handed out is let in.
	for _, v := range p.Variants {
		accepted(t, v.Name, w.admit("GET", v.FLV[len("https://room.example:8080"):]))
		accepted(t, v.Name, w.admit("POST", v.WHEP[len("https://room.example"):]))
	}
}

var (
	seed  = flag.Uint64("seed", 1, "first seed of random worlds")
	seeds = flag.Int("seeds", 8, "how many")
)

// TestRightsAgainstModel: in random worlds the verdict is what a few lines over plain maps say, for every wallet, use and event.
func TestRightsAgainstModel(t *testing.T) {
	for n := range *seeds {
		x := *seed + uint64(n)
		rnd := rand.New(rand.NewPCG(x, 7))
		w := newWorld(t)
		people := []common.Address{{}, creator, delegate, wallet(1), wallet(2), wallet(3)}
		someone := func() common.Address { return people[rnd.IntN(len(people))] }
		type truth struct {
			delegate, owner, curator common.Address
			active                   bool
			scope                    uint64
			start, end               uint64 // end 0: not known
			finalized                bool
			tickets                  map[uint64]common.Address
		}
		events := map[uint64]*truth{}
		for id := range uint64(3) {
			w.mint(id)
			events[id] = &truth{delegate: delegate, owner: creator, start: begins, end: begins + lasts, tickets: map[uint64]common.Address{}}
		}
		for range 60 {
			id := uint64(rnd.IntN(3))
			m := events[id]
			switch rnd.IntN(8) {
			case 0:
				m.delegate = someone()
				w.change(id, func(e *store.Event) { e.Delegate = m.delegate })
			case 1:
				m.owner = someone()
				w.change(id, func(e *store.Event) { e.Owner = m.owner })
			case 2, 3:
				ticket, to := uint64(rnd.IntN(4)+1), someone()
				m.tickets[ticket] = to
				w.give(id, ticket, to)
			case 4:
				m.curator, m.active, m.scope = someone(), rnd.IntN(2) == 0, uint64(rnd.IntN(3)+1)
				w.change(id, func(e *store.Event) {
					e.Curations = []store.CurationContract{{Curator: m.curator, Active: m.active, Scope: m.scope}}
				})
			case 5:
				m.start = begins + uint64(rnd.IntN(10_000))
				m.end = m.start + lasts
				if rnd.IntN(4) == 0 {
					m.end = 0
				}
				w.change(id, func(e *store.Event) { e.StartDate, e.RegisteredEnd = m.start, m.end })
			case 6:
				w.at(begins - 2000 + uint64(rnd.IntN(20_000)))
			case 7:
				m.finalized = rnd.IntN(3) == 0
				w.change(id, func(e *store.Event) { e.Finalized = m.finalized })
			}
			for id, m := range events {
				open := !m.finalized && w.chain+900 >= m.start && (m.end == 0 || w.chain < m.end+600)
				for _, who := range people {
					host := who == creator || who == m.delegate
					holds := host || who == m.owner
					for _, owner := range m.tickets {
						holds = holds || owner == who
					}
					curates := host || m.active && m.scope == 3 && m.curator == who
					for use, may := range map[bearer.Use]bool{bearer.Publish: host, bearer.Watch: holds, bearer.Enhance: curates} {
						want := may && open && who != common.Address{}
						_, err := w.r.Issue(context.Background(), who, id, use)
						if (err == nil) != want {
							t.Fatalf("seed %d: %s, event %d, use %d at %d: %v, and the model says %v: %+v", x, who, id, use, w.chain, err, want, *m)
						}
					}
				}
			}
		}
	}
}
