package api

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
)

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
