package api

import (
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/haus25/backend/internal/protocol"
)

var routes = []string{
	"/v1/status", "/v1/stats", "/v1/events", "/v1/events/0", "/v1/events/0/tickets", "/v1/events/0/tickets/1", "/v1/events/0/tips", "/v1/events/0/logs",
	"/v1/events/0/reactions", "/v1/events/0/chat", "/v1/events/0/chat/0x00000000000000000000000000000000000000aa", "/v1/events/0/metadata", "/v1/work",
	"/v1/addresses/0x00000000000000000000000000000000000000aa", "/v1/addresses/0x00000000000000000000000000000000000000aa/events",
	"/v1/addresses/0x00000000000000000000000000000000000000aa/tickets", "/v1/addresses/0x00000000000000000000000000000000000000aa/tips",
	"/v1/logs", "/v1/live", "/healthz", "/readyz", "/metrics",
}

func TestWrongParametersAreNamed(t *testing.T) {
	w := newWorld(t)
	w.story()
	a := protocol.Hex(alice)
	other := fetch[[]eventJSON](w, "/v1/events?limit=1").Next // a cursor of another list than all those below
	feed := fetch[statusJSON](w, "/v1/status").Data.Cursor
	for _, c := range []struct{ path, parameter string }{
		{"/v1/events?limit=0", "limit"},
		{"/v1/events?limit=1001", "limit"},
		{"/v1/events?limit=-1", "limit"},
		{"/v1/events?limit=1.5", "limit"},
		{"/v1/events?limit=01", "limit"},
		{"/v1/events?limit=99999999999999999999", "limit"},
		{"/v1/events?limit=1&limit=2", "limit"},
		{"/v1/events?limit=", "limit"},
		{"/v1/events?cursor=x", "cursor"},
		{"/v1/events?cursor=" + strings.Repeat("A", 500), "cursor"},
		{"/v1/events?sort=eventId&cursor=" + other, "cursor"},
		{"/v1/events?sort=startDate&cursor=" + other, "cursor"},
		{"/v1/events?cursor=" + other + "=", "cursor"},
		{"/v1/events?status=live&cursor=" + other, "cursor"},
		{"/v1/events/0/tickets?cursor=" + other, "cursor"},
		{"/v1/events/0/tips?cursor=" + other, "cursor"},
		{"/v1/events/0/logs?cursor=" + feed, "cursor"},
		{"/v1/addresses/" + a + "/events?cursor=" + other, "cursor"},
		{"/v1/addresses/" + a + "/tickets?cursor=" + other, "cursor"},
		{"/v1/addresses/" + a + "/tips?cursor=" + other, "cursor"},
		{"/v1/logs?cursor=" + other, "cursor"},
		{"/v1/logs?cursor=" + sealFeed(w.generation()+1, 1), "cursor"},
		{"/v1/events?status=over", "status"},
		{"/v1/events?sort=creator", "sort"},
		{"/v1/events?sort=--eventId", "sort"},
		{"/v1/events?creator=0x12", "creator"},
		{"/v1/events?creator=" + a[2:], "creator"},
		{"/v1/events?owner=" + a[:41] + "g", "owner"},
		{"/v1/events?kiosk=" + a + "0", "kiosk"},
		{"/v1/events?from=yesterday", "from"},
		{"/v1/events?from=9007199254740992", "from"},
		{"/v1/events?to=-1", "to"},
		{"/v1/events?from=10&to=9", "to"},
		{"/v1/events?category=" + strings.Repeat("a", 65), "category"},
		{"/v1/events?category=%ff", "category"},
		{"/v1/events?colour=red", "colour"},
		{"/v1/events?Status=live", "Status"},
		{"/v1/events?category=%zz", "query"},
		{"/v1/events?a=1;b=2", "query"},
		{"/v1/events?=1", "query"},
		{"/v1/events/one", "eventId"},
		{"/v1/events/-1", "eventId"},
		{"/v1/events/+1", "eventId"},
		{"/v1/events/01", "eventId"},
		{"/v1/events/0x1", "eventId"},
		{"/v1/events/18446744073709551616", "eventId"},
		{"/v1/events/0?limit=1", "limit"},
		{"/v1/events/x/tickets", "eventId"},
		{"/v1/events/0/tickets?owner=bob", "owner"},
		{"/v1/events/0/tickets?order=asc", "order"},
		{"/v1/events/0/tickets/one", "ticketId"},
		{"/v1/events/0/tips?order=up", "order"},
		{"/v1/events/0/logs?name=TipReceived", "name"},
		{"/v1/addresses/bob", "address"},
		{"/v1/addresses/" + a + "?held=now", "held"},
		{"/v1/addresses/" + a + "/events?role=fan", "role"},
		{"/v1/addresses/" + a + "/tickets?held=never", "held"},
		{"/v1/logs?eventId=x", "eventId"},
		{"/v1/logs?name=Nonsense", "name"},
		{"/v1/logs?contract=ERC20", "contract"},
		{"/v1/logs?address=0x", "address"},
		{"/v1/logs?order=random", "order"},
		{"/v1/live?limit=1", "limit"},
		{"/v1/live?name=Nonsense", "name"},
		{"/v1/live?lastEventId=17", "lastEventId"},
		{"/v1/live?lastEventId=" + other, "lastEventId"},
		{"/v1/status?verbose=1", "verbose"},
		{"/v1/stats?x=1", "x"},
	} {
		status, body, h := w.get(c.path)
		if status != http.StatusBadRequest {
			t.Errorf("GET %s: %d %s", c.path, status, body)
			continue
		}
		if p := problemOf(t, status, body, h); p.Parameter != c.parameter {
			t.Errorf("GET %s names %q instead of %q: %s", c.path, p.Parameter, c.parameter, p.Detail)
		}
	}
}

func TestUnknownThingsAreNotFound(t *testing.T) {
	w := newWorld(t)
	w.story()
	for _, path := range []string{
		"/", "/v1", "/v2/events", "/v1/Events", "/v1/event", "/v1/events/7", "/v1/events/7/tickets", "/v1/events/7/tips", "/v1/events/7/logs",
		"/v1/events/0/tickets/9", "/v1/events/7/tickets/1", "/v1/events/18446744073709551615", "/v1/addresses", "/v1/events/0/tickets/1/owner",
	} {
		status, body, h := w.get(path)
		if status != http.StatusNotFound {
			t.Errorf("GET %s: %d %s", path, status, body)
			continue
		}
		problemOf(t, status, body, h)
	}
}

func TestOnlyReadsAreAnswered(t *testing.T) {
	w := newWorld(t)
	for _, route := range append([]string{"/nowhere"}, routes...) {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW", "get"} {
			status, body, h := w.ask(method, route)
			if status != http.StatusMethodNotAllowed || h.Get("Allow") != "GET, HEAD, OPTIONS" {
				t.Fatalf("%s %s: %d, Allow %q: %s", method, route, status, h.Get("Allow"), body)
			}
			problemOf(t, status, body, h)
		}
		status, body, h := w.ask("OPTIONS", route)
		if status != http.StatusNoContent || len(body) != 0 || h.Get("Access-Control-Allow-Methods") != "GET, HEAD, OPTIONS" || h.Get("Access-Control-Allow-Origin") != "*" {
			t.Fatalf("OPTIONS %s: %d %q %v", route, status, body, h)
		}
	}
}

func TestHeadIsGetWithoutABody(t *testing.T) {
	w := newWorld(t)
	w.story()
	for _, route := range routes {
		status, body, h := w.ask("HEAD", route)
		want := http.StatusOK
		if len(body) != 0 || status != want || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("HEAD %s: %d, %d bytes, %v", route, status, len(body), h)
		}
		if route == "/v1/live" {
			if w.server.live.Load() != 0 {
				t.Error("HEAD opened a stream")
			}
			continue
		}
		if getStatus, _, getHeader := w.get(route); getStatus != status || getHeader.Get("ETag") != h.Get("ETag") || getHeader.Get("Content-Type") != h.Get("Content-Type") {
			t.Errorf("GET %s: %d %v, HEAD %d %v", route, getStatus, getHeader, status, h)
		}
	}
}

func TestAnAnswerThatIsStillTrueIsNotSentAgain(t *testing.T) {
	w := newWorld(t)
	w.story()
	_, _, h := w.get("/v1/events")
	tag := h.Get("ETag")
	for header, want := range map[string]int{tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200} {
		if status, body, _ := w.get("/v1/events", "If-None-Match", header); status != want || (status == 304) != (len(body) == 0) {
			t.Errorf("If-None-Match %s: %d with %d bytes", header, status, len(body))
		}
	}
	w.batch(17, nil)
	if status, _, _ := w.get("/v1/events", "If-None-Match", tag); status != 200 {
		t.Errorf("after a new block: %d", status)
	}
}

// TestRequestsAreBounded speaks raw HTTP, since no client makes such requests.
func TestRequestsAreBounded(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		request string
		status  string
	}{
		"a long query":     {"GET /v1/events?category=" + strings.Repeat("a", maxHeader) + " HTTP/1.1\r\nHost: x\r\n\r\n", "431"},
		"long headers":     {"GET /v1/events HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", maxHeader) + "\r\n\r\n", "431"},
		"a large body":     {fmt.Sprintf("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", maxBody+1), "413"},
		"no HTTP":          {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400"},
		"a small body":     {"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", "200"},
		"a path with dots": {"GET /v1/../v1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "404"},
		"control bytes":    {"GET /v1/events/%00%0d%0aX:%20y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "400"},
	} {
		c2, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c2, c.request); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, _ := io.ReadAll(c2) // a reset after the answer is fine
		c2.Close()
		head, _, _ := strings.Cut(string(got), "\r\n")
		if !strings.HasPrefix(head, "HTTP/1.1 "+c.status) {
			t.Errorf("%s: %q", name, got)
		}
		if c.status != "200" && !strings.Contains(string(got), "application/problem+json") {
			t.Errorf("%s: no problem in %q", name, got)
		}
	}
}

func TestCursorsAreCanonical(t *testing.T) {
	place := []byte{0, 0, 0, 0, 0, 0, 0, 9}
	text := sealCursor("list", place)
	if got, ok := openCursor("list", text, exactly(8)); !ok || string(got) != string(place) {
		t.Fatalf("%q does not open", text)
	}
	for name, bad := range map[string]string{
		"padded": text + "=", "standard alphabet": base64.StdEncoding.EncodeToString(append(listTag("list"), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)),
		"short": text[:len(text)-2], "long": text + "AA", "other list": sealCursor("list2", place), "line break": text[:4] + "\n" + text[4:],
	} {
		if _, ok := openCursor("list", bad, exactly(8)); ok {
			t.Errorf("%s: %q opens", name, bad)
		}
	}
}
