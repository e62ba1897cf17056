package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
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
		"nothing":                  {true, func(*stall) {}},
		"a refusal":                {false, func(s *stall) { s.stage.err = &srs.Denied{Status: 403, Why: "no"} }},
		"too many":                 {false, func(s *stall) { s.stage.err = &srs.Denied{Status: 429, Why: "no"} }},
		"an error":                 {false, func(s *stall) { s.stage.err = errors.New("the disk is on fire") }},
		"a panic":                  {false, func(s *stall) { s.stage.hook = func(srs.Hook) error { panic("oh") } }},
		"a panic of the runtime":   {false, func(s *stall) { s.stage.hook = func(srs.Hook) error { panic([]int{}[s.live()]) } }},
		"a timeout":                {false, func(s *stall) { s.stage.err = context.DeadlineExceeded }},
		"no indexer yet":           {false, func(s *stall) { s.indexer.set(Status{}) }},
		"an index far behind":      {false, func(s *stall) { s.indexer.set(Status{HeadBlock: 1000, HeadTime: timeOf(1000), HeadSeen: wall}) }},
		"an index behind for ages": {false, func(s *stall) { s.indexer.set(Status{HeadBlock: 1000, HeadTime: store.MaxTime << 8, HeadSeen: wall}) }},
		"an index that has halted": {false, func(s *stall) {
			s.indexer.set(Status{HeadBlock: 16, HeadTime: timeOf(16), HeadSeen: wall, Phase: "halted"})
		}},
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
