package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// tip is a log of the feed.
func tip(cursor string, block int, message string, removed bool) string {
	return fmt.Sprintf(`{"cursor":%q,"name":"TipReceived","contract":"LiveTipping","eventId":"4","block":%d,"args":{"tipper":"0xaaaaaaaa00000000000000000000000000000001","amount":"1000000000000000000","message":%q},"removed":%t}`, cursor, block, message, removed)
}

// fakeHaus answers as haus does; each stream is sent once, then kept open.
type fakeHaus struct {
	first   string   // the first page of /v1/logs
	streams []string // of one connection after the other
	changed string   // what a connection that asks for reactions gets first

	mu      sync.Mutex
	resumed []string // Last-Event-ID of each connection
}

func (h *fakeHaus) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/v1/status":
		fmt.Fprint(w, `{"data":{"cursor":"end","indexedBlock":8,"headBlock":9,"lagSeconds":2,"why":null}}`)
	case "/v1/stats":
		fmt.Fprint(w, `{"data":{"events":5,"tickets":6,"tips":7,"finalizedEvents":1}}`)
	case "/v1/events/4/chat":
		fmt.Fprint(w, `{"data":{"rooms":[],"seats":[{"address":"0xaaaaaaaa00000000000000000000000000000001","standing":"member"}]}}`)
	case "/v1/logs":
		fmt.Fprintf(w, `{"data":[%s]}`, h.first)
	case "/v1/live":
		h.mu.Lock()
		n := len(h.resumed)
		h.resumed = append(h.resumed, r.Header.Get("Last-Event-ID"))
		h.mu.Unlock()
		if r.URL.Query().Get("reactions") == "true" {
			fmt.Fprint(w, h.changed)
		}
		if n < len(h.streams) {
			fmt.Fprint(w, h.streams[n])
		}
		if n >= len(h.streams)-1 {
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}
	default:
		http.NotFound(w, r)
	}
}

// watch runs a follower on haus until done says that out has all of it, and returns the lines without the URL of haus.
func (h *fakeHaus) watch(t *testing.T, f follower, last string) []string {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	out := newOutput()
	f.base, f.speed, f.out.w = server.URL, 60, out
	f.out.now = func() time.Time { return time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC) }
	if f.imitations == nil {
		f.imitations = func(context.Context) (int, error) { return 0, nil }
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { f.follow(ctx) })
	out.wait(t, last)
	stop()
	running.Wait()
	return strings.Split(strings.TrimSpace(strings.ReplaceAll(out.String(), server.URL, "")), "\n")
}

func TestTheFollowerBeginsWithTheFirstLogAndGoesOnWhereItWasCutOff(t *testing.T) {
	h := &fakeHaus{
		first: tip("a", 7, "first", false),
		streams: []string{
			"retry: 1000\n\nid: a\n\n:\n\nid: b\nevent: log\ndata: " + tip("b", 7, "second", false) + "\n\n",
			"id: c\nevent: log\ndata: " + tip("c", 8, "third", false) + "\n\n" +
				"id: d\nevent: log\ndata: " + tip("d", 8, "third", true) + "\n\n" +
				"id: e\nevent: head\ndata: {\"number\":9}\n\n",
		},
	}
	got := h.watch(t, follower{since: 6, digestEvery: time.Hour}, "taken back")
	for i, line := range got { // why it broke off is the network's word
		if before, _, broke := strings.Cut(line, "broke off"); broke {
			got[i] = before + "broke off"
		}
	}
	const at = "20:00:00  block     7  0xaaaaaaaa… tips event 4 1 SEI: “first”"
	want := []string{
		at + strings.Repeat(" ", 80-39) + "  /v1/events/4/tips",
		strings.Replace(at, "first", "second", 1) + strings.Repeat(" ", 80-40) + "  /v1/events/4/tips",
		"20:00:00  the live feed broke off",
		strings.NewReplacer("first", "third", "    7", "    8").Replace(at) + strings.Repeat(" ", 80-39) + "  /v1/events/4/tips",
		strings.NewReplacer("0xa", "taken back: 0xa", "first", "third", "    7", "    8").Replace(at) + strings.Repeat(" ", 80-51) + "  /v1/events/4/tips",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if want := []string{"a", "b"}; !slices.Equal(h.resumed, want) {
		t.Errorf("went on after %q, want after %q", h.resumed, want)
	}
}

func TestAnEmptyFeedIsFollowedFromTheEndThatStatusTells(t *testing.T) {
	h := &fakeHaus{streams: []string{"id: a\nevent: log\ndata: " + tip("a", 2, "first", false) + "\n\n"}}
	if got := h.watch(t, follower{digestEvery: time.Hour}, "first"); len(got) != 1 {
		t.Errorf("got %q, want one line", got)
	}
	if want := []string{"end"}; !slices.Equal(h.resumed, want) {
		t.Errorf("began after %q, want after %q", h.resumed, want)
	}
}

func TestThePastIsNotTold(t *testing.T) {
	h := &fakeHaus{first: tip("a", 1, "first", false), streams: []string{
		"id: b\nevent: log\ndata: " + tip("b", 6, "second", false) + "\n\nid: c\nevent: log\ndata: " + tip("c", 7, "third", false) + "\n\n",
	}}
	if got := h.watch(t, follower{since: 6, digestEvery: time.Hour}, "third"); len(got) != 1 {
		t.Errorf("got %q, want block 7 alone", got)
	}
}

func TestTheDigestSumsUpAndTheStrangerIsNamedOnce(t *testing.T) {
	digests := 0
	f := follower{digestEvery: time.Millisecond, imitations: func(context.Context) (int, error) { digests++; return digests / 2, nil }}
	got := strings.Join((&fakeHaus{}).watch(t, f, "haus ignores it\n20:00:00  block     8"), "\n")
	if want := "20:00:00  block     8  so far 5 events (1 finalized), 6 tickets, 7 tips; head 9, lag 2 s"; !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if n := strings.Count(got, "a stranger's contract"); n != 1 {
		t.Errorf("the stranger is named %d times, want once", n)
	}
	if !strings.Contains(got, "  /v1/stats") {
		t.Error("the digest does not say where to look")
	}
}

func TestASilentHausIsReported(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	out := newOutput()
	f := follower{base: server.URL, digestEvery: time.Millisecond, imitations: func(context.Context) (int, error) { return 0, nil }, out: printer{w: out, now: time.Now}}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { f.follow(ctx) })
	out.wait(t, "haus does not answer: "+server.URL+"/v1/status answers 404")
	stop()
	running.Wait()
}

func TestColoursDoNotMoveTheColumns(t *testing.T) {
	out := newOutput()
	p := printer{w: out, now: time.Now}
	p.line(3, "夜話", "/where")
	p.coloured = true
	p.line(3, "夜話", "/where")
	plain, coloured, _ := strings.Cut(out.String(), "\n")
	if !strings.Contains(coloured, "\x1b[") {
		t.Error("no colours")
	}
	if got := strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[2m", "").Replace(coloured); strings.TrimSuffix(got, "\n")[8:] != plain[8:] {
		t.Errorf("with colours\n%swithout\n%s", got, plain)
	}
	if at := width(plain[:strings.Index(plain, "/where")]); at != 10+13+columns+2 {
		t.Errorf("the place to look stands at column %d", at)
	}
}
