package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
	"github.com/haus25/backend/store"
)

const secret = "a-secret/with+odd=bytes&"

// stall is a world with a hooks listener.
type stall struct {
	*world
	stage *stage
	base  string
}

func newStall(t testing.TB, change ...func(*Options)) *stall {
	t.Helper()
	s := &stall{stage: &stage{}}
	s.world = newWorld(t, append([]func(*Options){func(o *Options) { o.Streams, o.HooksSecret = s.stage, secret }}, change...)...)
	s.story()
	s.base, _, _ = serve(t, s.server.Hooks())
	return s
}

func hookOf(action string) []byte {
	return srstest.Body(srs.Hook{Action: action, ClientID: "c1", IP: "192.0.2.7", VHost: "__defaultVhost__", App: "live", Stream: "2", Param: "?token=t0k"})
}

// srs posts a callback and returns status and body.
func (s *stall) srs(secret string, body []byte) (int, string) {
	s.t.Helper()
	res, err := s.client.Post(s.base+"/srs?secret="+url.QueryEscape(secret), "application/json", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(out)
}

// says fails unless the media server is told what is wanted, in the only words that it knows.
func (s *stall) says(what string, yes bool, secret string, body []byte) {
	s.t.Helper()
	status, out := s.srs(secret, body)
	if yes && (status != 200 || out != `{"code":0}`) || !yes && (status != 403 || out != `{"code":1}`) {
		s.t.Errorf("%s: %d %q", what, status, out)
	}
}

func TestCallbacks(t *testing.T) {
	s := newStall(t)
	for _, action := range []string{"on_publish", "on_unpublish", "on_play", "on_stop", "on_hls"} {
		s.says(action, true, secret, hookOf(action))
		if asked := s.stage.took(); len(asked) != 1 || asked[0] != action+" live/2" {
			t.Errorf("%s: %v", action, asked)
		}
		for name, wrong := range map[string]string{"no": "", "a wrong": "x", "a longer": secret + "x", "a shorter": secret[1:]} {
			s.says(action+" with "+name+" secret", false, wrong, hookOf(action))
		}
	}
	for _, action := range []string{"on_connect", "on_close", "on_dvr", "on_forward_backend", "", "On_Publish"} {
		s.says(action, false, secret, hookOf(action))
	}
	for name, body := range map[string]string{"nothing": "", "no JSON": "x", "a list": "[]", "a number for a name": `{"action":"on_play","stream":7}`, "a name twice": `{"action":"on_stop","action":"on_play"}`,
		"two objects": `{"action":"on_play"}{}`, "bytes that are no text": "{\"action\":\"on_play\",\"stream\":\"\xff\"}", "a long name": `{"action":"on_play","stream":"` + strings.Repeat("1", 300) + `"}`} {
		s.says(name, false, secret, []byte(body))
	}
	if asked := s.stage.took(); len(asked) > 0 {
		t.Errorf("nevertheless: %v", asked)
	}
	if status, out := s.srs(secret, bytes.Repeat([]byte(" "), srs.MaxHook+1)); status != http.StatusRequestEntityTooLarge || strings.Contains(out, `"code"`) {
		t.Errorf("too much: %d %s", status, out)
	}
}

// TestCallbacksFailClosed: whatever breaks, nobody gets in, and what only tells of something is taken.
func TestCallbacksFailClosed(t *testing.T) {
	behindBy := func(s time.Duration) func(*stall) {
		return func(x *stall) {
			x.indexer.set(Status{HeadBlock: 16, HeadTime: timeOf(16), HeadSeen: wall.Add(-s), Why: "behind"})
		}
	}
	for name, c := range map[string]struct {
		yes    bool
		breaks func(s *stall)
	}{
		"nothing":                       {true, func(*stall) {}},
		"a refusal":                     {false, func(s *stall) { s.stage.err = &srs.Denied{Status: 403, Why: "no"} }},
		"too many":                      {false, func(s *stall) { s.stage.err = &srs.Denied{Status: 429, Why: "no"} }},
		"an error":                      {false, func(s *stall) { s.stage.err = errors.New("the disk is on fire") }},
		"a panic":                       {false, func(s *stall) { s.stage.hook = func(srs.Hook) error { panic("oh") } }},
		"a panic of the runtime":        {false, func(s *stall) { s.stage.hook = func(srs.Hook) error { panic([]int{}[s.live()]) } }},
		"a timeout":                     {false, func(s *stall) { s.stage.err = context.DeadlineExceeded }},
		"no indexer yet":                {false, func(s *stall) { s.indexer.set(Status{}) }},
		"an index far behind":           {false, func(s *stall) { s.indexer.set(Status{HeadBlock: 1000, HeadTime: timeOf(1000), HeadSeen: wall}) }},
		"an index behind for ages":      {false, func(s *stall) { s.indexer.set(Status{HeadBlock: 1000, HeadTime: store.MaxTime << 8, HeadSeen: wall}) }},
		"an endpoint away for long":     {false, behindBy(61 * time.Second)},
		"an endpoint away for a moment": {true, behindBy(59 * time.Second)},
		"no store":                      {false, func(s *stall) { s.store.Close() }},
	} {
		s := newStall(t)
		c.breaks(s)
		for _, action := range questions {
			s.says(name+": "+action, c.yes, secret, hookOf(action))
		}
		for _, action := range announcements {
			s.says(name+": "+action, true, secret, hookOf(action))
		}
		status, _ := s.nginx()
		if c.yes != (status == 204) || !c.yes && status != 403 && status != 429 {
			// a panicking Hook is not a panicking Admit
			if !strings.HasPrefix(name, "a panic") {
				t.Errorf("%s: nginx is told %d", name, status)
			}
		}
	}
	off := newStall(t, func(o *Options) { o.Streams = nil })
	off.says("no streams", false, secret, hookOf("on_publish"))
	off.says("no streams", true, secret, hookOf("on_stop"))
	if status, _ := off.nginx(); status != 403 {
		t.Errorf("no streams: nginx is told %d", status)
	}
	open := newStall(t, func(o *Options) { o.HooksSecret = "" })
	for _, given := range []string{"", secret} {
		open.says("no secret configured", false, given, hookOf("on_publish"))
		open.says("no secret configured", false, given, hookOf("on_stop"))
		if status, why := open.nginx("X-Haus-Secret", given); status != 403 || !strings.Contains(why, "hooks.secret_file") {
			t.Errorf("no secret configured: nginx is told %d %s", status, why)
		}
	}
}

// live is an index that is none, which the compiler does not see.
func (s *stall) live() int { return len(s.base) }

// nginx asks as the proxy does; more headers come after, and replace.
func (s *stall) nginx(headers ...string) (int, string) {
	s.t.Helper()
	all := map[string][]string{"X-Haus-Secret": {secret}, "X-Original-Method": {"GET"}, "X-Original-Uri": {"/live/2.flv?token=t0k"}, "X-Real-Ip": {"192.0.2.7"}}
	for i := 0; i < len(headers); i += 2 {
		all[http.CanonicalHeaderKey(headers[i])] = strings.Split(headers[i+1], "\n")
		if headers[i+1] == "" {
			delete(all, http.CanonicalHeaderKey(headers[i]))
		}
	}
	req, err := http.NewRequest(http.MethodGet, s.base+"/nginx", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header = all
	res, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(out)
}

func TestProxyQuestions(t *testing.T) {
	s := newStall(t)
	if status, out := s.nginx(); status != 204 || out != "" {
		t.Errorf("%d %s", status, out)
	}
	if asked := s.stage.took(); len(asked) != 1 || asked[0] != "admit GET /live/2.flv?token=t0k 192.0.2.7" {
		t.Errorf("%v", asked)
	}
	for name, header := range map[string][]string{
		"no secret": {"X-Haus-Secret", ""}, "a wrong secret": {"X-Haus-Secret", "x"}, "two secrets": {"X-Haus-Secret", secret + "\nx"},
		"no method": {"X-Original-Method", ""}, "two methods": {"X-Original-Method", "GET\nPOST"}, "no URI": {"X-Original-URI", ""}, "two URIs": {"X-Original-URI", "/a\n/b"},
		"no address": {"X-Real-IP", ""}, "an address that is none": {"X-Real-IP", "192.0.2.7, 10.0.0.1"}, "two addresses": {"X-Real-IP", "192.0.2.7\n192.0.2.8"},
	} {
		if status, out := s.nginx(header...); status != 403 || out == "" {
			t.Errorf("%s: %d %s", name, status, out)
		}
	}
	if asked := s.stage.took(); len(asked) > 0 {
		t.Errorf("nevertheless: %v", asked)
	}
	for denied, want := range map[int]int{401: 401, 403: 403, 404: 404, 429: 429, 500: 403, 200: 403, 0: 403, 503: 403} {
		s.stage.err = &srs.Denied{Status: denied, Why: "not now"}
		if status, out := s.nginx(); status != want {
			t.Errorf("a refusal with %d: %d %s", denied, status, out)
		}
	}
	s.stage.admits = func(srs.Request) error { panic("oh") }
	if status, _ := s.nginx(); status != 403 {
		t.Errorf("a panic: %d", status)
	}
}

func TestHooksListenerKnowsNothingElse(t *testing.T) {
	s := newStall(t)
	at := *s.world
	at.url = s.base
	for _, path := range append([]string{"/", "/nowhere"}, routes...) {
		if status, _, h := at.get(path); status != 404 || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("GET %s: %d %v", path, status, h)
		}
	}
	for _, c := range [][2]string{{"GET", "/srs"}, {"POST", "/nginx"}, {"OPTIONS", "/srs"}, {"HEAD", "/nginx"}, {"PUT", "/srs"}} {
		if status, _, _ := at.ask(c[0], c[1]); status != 405 {
			t.Errorf("%s %s: %d", c[0], c[1], status)
		}
	}
}

// memory is a log that a test reads.
type memory struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (m *memory) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.b.Write(p)
}

func (m *memory) text() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.b.String()
}

// TestNoTokenIsLogged: not the secret, not a stream's token, not a session, whatever breaks; nor do metrics show one.
func TestNoTokenIsLogged(t *testing.T) {
	log := &memory{}
	logged := func(o *Options) {
		o.Log, o.ReadTimeout = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})), 100*time.Millisecond
	}
	const token = "tttttoken"
	d := newDesk(t, logged)
	s := newStall(t, logged)
	session := d.in(personOf(t, 1))
	boom := func(text string) error {
		if strings.HasSuffix(text, "panic") {
			panic(text + token)
		}
		return fmt.Errorf("ask %s?token=%s", text, token)
	}
	s.stage.hook = func(h srs.Hook) error { return boom(h.Param) }
	s.stage.admits = func(r srs.Request) error { return boom(r.URI) }
	for _, tail := range []string{"", "&panic"} {
		for _, action := range append(questions, announcements...) {
			s.srs(secret, srstest.Body(srs.Hook{Action: action, App: "live", Stream: "2", Param: "?token=" + token + tail}))
			s.srs(token, srstest.Body(srs.Hook{Action: action, Param: token}))
			s.srs(secret, []byte(`{"action":"`+action+`","param":7,"x":"`+token))
		}
		s.nginx("X-Original-URI", "/live/2.flv?token="+token+tail)
		s.nginx("X-Haus-Secret", token)
	}
	d.stage.err = fmt.Errorf("post /x?token=%s: broken", token)
	d.post("/v1/events/2/stream/token", session, `{"use":"watch"}`)
	d.post("/v1/events/2/stream/stats", "", `{"token":"`+token+`","protocol":"hls","latencyMs":1}`)
	d.post("/v1/events/2/stream/stats?token="+token, session, `{"token":"`+token)
	for _, base := range []string{d.base, s.base} { // what cannot be read at all
		for _, request := range []string{"GET /nginx?secret=" + token + " HTTP/1.1\r\nX-Haus-Secret " + token + "\r\n\r\n", "POST /srs?secret=" + token + " FTP/9\r\nAuthorization: Bearer " + token + "\r\n\r\n",
			"GET /x HTTP/1.1\r\nAuthorization: Bearer " + strings.Repeat(token, maxHeader/8) + "\r\n\r\n", "POST /srs HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nAuthorization: Bearer " + token + "\r\n\r\n"} {
			c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(c, request); err != nil {
				t.Fatal(err)
			}
			_, _ = io.ReadAll(c) // a reset after the answer is fine
			c.Close()
		}
	}
	_, figures, _ := s.get("/metrics")
	_, more, _ := d.get("/metrics")
	text := log.text()
	for _, w := range []string{"crashed its handler", "could not be answered"} {
		if !strings.Contains(text, w) {
			t.Errorf("the log does not say %q, so this test looks at nothing", w)
		}
	}
	for _, word := range []string{token, secret, url.QueryEscape(secret), session} {
		for name, where := range map[string]string{"log": text, "metrics": string(figures) + string(more)} {
			if i := strings.Index(where, word); i >= 0 {
				t.Errorf("the %s holds %q: …%s…", name, word, where[max(0, i-200):min(len(where), i+100)])
			}
		}
	}
	for _, want := range []string{`haus_hooks_total{action="on_publish",result="failed"}`, `haus_hooks_total{action="unknown",result="forged"}`, `haus_hooks_total{action="unknown",result="garbled"}`,
		`haus_hooks_total{action="proxy",result="failed"}`, `haus_hook_seconds_bucket{action="on_play",le="0.005"}`} {
		if !strings.Contains(string(figures), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}

// TestCallbacksAreAnsweredQuickly: SRS makes the publisher, and every later callback, wait. The rights are read from the store, as the
// stream reactor reads them. The bound is that of the requirement and far above what it takes; BenchmarkCallback measures.
func TestCallbacksAreAnsweredQuickly(t *testing.T) {
	s := newStall(t)
	s.crowd(2000)
	body := hookOf("on_play")
	n := 2000
	if testing.Short() {
		n = 300
	}
	took := make([]time.Duration, n)
	for i := range took {
		began := time.Now()
		s.says("a viewer", true, secret, body)
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	t.Logf("p50 %s, p99 %s", took[n/2], took[n*99/100])
	if p99 := took[n*99/100]; p99 > 5*time.Millisecond {
		t.Errorf("one of a hundred callbacks took over %s", p99)
	}
}

// crowd gives the store events, and the stage rights that are read from it.
func (s *stall) crowd(events uint64) {
	s.batch(17, func(b *store.Batch) {
		for id := uint64(3); id < events; id++ {
			event(b.Event(id), 17, alice)
			b.Ticket(id, 1).Owner = bob
		}
	})
	right := func() error {
		v, err := s.store.View()
		if err != nil {
			return err
		}
		defer v.Release()
		for _, err := range v.TicketsOf(bob, events/2, nil, false) {
			return err
		}
		return &srs.Denied{Status: 403, Why: "no ticket"}
	}
	s.stage.hook = func(srs.Hook) error { return right() }
	s.stage.admits = func(srs.Request) error { return right() }
}

func BenchmarkCallback(b *testing.B) {
	s := newStall(b)
	s.crowd(2000)
	body := hookOf("on_play")
	b.Run("srs", func(b *testing.B) {
		for b.Loop() {
			s.says("a viewer", true, secret, body)
		}
	})
	b.Run("nginx", func(b *testing.B) {
		for b.Loop() {
			if status, _ := s.nginx(); status != 204 {
				b.Fatal(status)
			}
		}
	})
}

func FuzzCallback(f *testing.F) {
	stage := &stage{}
	w := newWorld(f, func(o *Options) { o.Streams, o.HooksSecret = stage, secret })
	w.story()
	handler := w.server.Hooks().Handler(context.Background())
	for _, action := range append(questions, announcements...) {
		f.Add(hookOf(action))
	}
	f.Add([]byte(`{"action":"on_play","stream":"../../etc","param":"?token=\u0000"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		stage.took()
		var h struct {
			Action string `json:"action"`
		}
		ctx := posted("/srs?secret="+url.QueryEscape(secret), body)
		handler(ctx)
		status, out := ctx.Response.StatusCode(), string(ctx.Response.Body())
		asked := len(stage.took())
		switch {
		case status == 200 && out == srsYes && asked == 1:
			if err := json.Unmarshal(body, &h); err != nil || !slices.Contains(append(questions, announcements...), h.Action) {
				t.Errorf("%q was let in", body)
			}
		case status == 403 && out == srsNo && asked == 0:
		default:
			t.Errorf("%q: %d %q, %d asked", body, status, out, asked)
		}
		ctx = posted("/srs?secret=", body)
		handler(ctx)
		if ctx.Response.StatusCode() != 403 || len(stage.took()) > 0 {
			t.Errorf("%q was let in without the secret", body)
		}
	})
}

func FuzzSignIn(f *testing.F) {
	d := newDesk(f)
	handler := d.server.Control().Handler(context.Background())
	ana := personOf(f, 1)
	good := d.form(ana)
	f.Add(good.String(), ana.sign(f, good.String()))
	good.more = "\nExpiration Time: 2030-03-17T17:46:45Z\nNot Before: 2030-03-17T17:46:45+00:00\nRequest ID: x\nResources:\n- a:b"
	f.Add(good.String(), "0x")
	f.Fuzz(func(t *testing.T, message, signature string) {
		d.server.door = newDoor() // of other nonces: nothing can be right
		body, err := json.Marshal(signed{message, signature})
		if err != nil {
			t.Fatal(err)
		}
		ctx := posted("/v1/auth/sign-in", body)
		handler(ctx)
		if status := ctx.Response.StatusCode(); status != 400 && status != 401 {
			t.Errorf("%q, %q: %d %s", message, signature, status, ctx.Response.Body())
		}
		// Behind the nonce.
		if m, _, err := d.server.readSignIn(message, "api.haus.example", wall); err == nil {
			t.Errorf("%q was read: %s", message, m)
		}
	})
}
