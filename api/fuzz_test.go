package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/valyala/fasthttp"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// answerTo runs a request through the whole handler, without a connection.
func (w *world) answerTo(uri string) *fasthttp.Response {
	var ctx fasthttp.RequestCtx
	ctx.Init(&fasthttp.Request{}, nil, nil)
	ctx.Request.SetRequestURI(uri)
	w.reads.Handler(context.Background())(&ctx)
	return &ctx.Response
}

// check fails on what no request may bring about.
func check(t *testing.T, uri string, res *fasthttp.Response, allowed ...int) {
	t.Helper()
	for _, code := range allowed {
		if res.StatusCode() == code {
			if code == http.StatusBadRequest && !strings.Contains(string(res.Body()), `"parameter":`) {
				t.Errorf("%q: no parameter is named in %s", uri, res.Body())
			}
			return
		}
	}
	t.Errorf("%q: %d %s", uri, res.StatusCode(), res.Body())
}

func FuzzCursor(f *testing.F) {
	w := newWorld(f)
	w.story()
	a := protocol.Hex(bob)
	lists := []string{
		"/v1/events?", "/v1/events?sort=-startDate", "/v1/events?sort=endDate", "/v1/events?kiosk=" + protocol.Hex(addr(0x10002)), "/v1/events/0/tickets?",
		"/v1/events/0/tips?", "/v1/events/0/logs?", "/v1/addresses/" + a + "/events?", "/v1/addresses/" + a + "/tickets?", "/v1/addresses/" + a + "/tips?", "/v1/logs?",
		"/v1/logs?order=desc", "/v1/work?", "/v1/work?standing=due&reactor=chat", "/v1/events/0/chat?",
	}
	w.touch(key("chat", 0), key("chat", 1), key("metadata", 0))
	w.finish(key("chat", 0), store.Outcome{Waits: "for rain", State: &store.ChatState{Seats: []store.ChatSeat{{Address: alice}, {Address: bob}}}})
	f.Add("")
	f.Add(sealFeed(w.generation(), 0))
	f.Add(sealFeed(w.generation(), 1<<64-1))
	f.Add("Xpzr2gAAAAAAAAAA")
	for _, path := range lists {
		if next := fetch[any](w, path+"&limit=1").Next; next != "" {
			f.Add(next)
		}
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		for _, path := range lists {
			uri := path + "&cursor=" + url.QueryEscape(cursor)
			check(t, uri, w.answerTo(uri), 200, 400)
		}
	})
}

// FuzzPlace goes behind the tag of a list's cursor: every place of the right length is answered.
func FuzzPlace(f *testing.F) {
	w := newWorld(f)
	w.story()
	w.touch(key("chat", 0), key("metadata", 1))
	w.finish(key("chat", 0), store.Outcome{Waits: "for rain", State: &store.ChatState{Seats: []store.ChatSeat{{Address: alice}, {Address: bob}}}})
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, place []byte) {
		if len(place) != 16 {
			return
		}
		a := protocol.Hex(bob)
		for list, path := range map[string]string{
			listName("/v1/events", "status", "", "sort", "startDate"):               "/v1/events?sort=startDate",
			listName("/v1/events", "status", "", "sort", "-endDate"):                "/v1/events?sort=-endDate",
			listName("/v1/events/:eventId/tips", "eventId", "0", "order", "desc"):   "/v1/events/0/tips?order=desc",
			listName("/v1/events/:eventId/logs", "eventId", "0", "order", "asc"):    "/v1/events/0/logs?",
			listName("/v1/addresses/:address/tickets", "address", a, "held", "now"): "/v1/addresses/" + a + "/tickets?",
			listName("/v1/addresses/:address/tips", "address", a, "order", "asc"):   "/v1/addresses/" + a + "/tips?",
		} {
			uri := path + "&cursor=" + sealCursor(list, place)
			check(t, uri, w.answerTo(uri), 200)
		}
		seats := listName("/v1/events/:eventId/chat", "eventId", "0", "standing", "")
		for list, path := range map[string]string{
			listName("/v1/work", "standing", ""): "/v1/work?", seats: "/v1/events/0/chat?",
		} {
			for _, place := range [][]byte{place, append(place[:16:16], 1, 2, 3, 4)} {
				if uri := path + "&cursor=" + sealCursor(list, place); list != seats || len(place) == common.AddressLength {
					check(t, uri, w.answerTo(uri), 200)
				}
			}
		}
		uri := "/v1/logs?order=desc&cursor=" + sealCursor(feedList, place)
		check(t, uri, w.answerTo(uri), 200, 400)
	})
}

func FuzzFilters(f *testing.F) {
	w := newWorld(f)
	w.story()
	f.Add("events", "status=live&sort=-startDate&from=1&to=2")
	f.Add("events/0/tips", "order=desc&limit=1000")
	f.Add("addresses/0xaa00000000000000000000000000000000000002/tickets", "held=bought")
	f.Add("logs", "name=Transfer&contract=TicketKiosk&eventId=18446744073709551615")
	f.Add("work", "standing=dead&reactor=chat")
	f.Add("events/0/chat/0xaa00000000000000000000000000000000000002", "")
	f.Add("events/%00/tickets", "a=1;b=2&%zz=\xff")
	f.Fuzz(func(t *testing.T, path, query string) {
		if strings.HasPrefix(path, "live") {
			return // a stream has no end
		}
		uri := "/v1/" + strings.NewReplacer("?", "%3F", "#", "%23").Replace(path) + "?" + strings.ReplaceAll(query, "#", "%23")
		check(t, uri, w.answerTo(uri), 200, 400, 404)
	})
}
