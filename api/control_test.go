package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/store"
)

func TestControlAnswersWhatReadsAnswer(t *testing.T) {
	d := newDesk(t)
	d.story()
	for _, route := range routes {
		if route == "/v1/live" || route == "/metrics" {
			continue
		}
		status, read, _ := d.get(route)
		res, err := d.client.Get(d.base + route)
		if err != nil {
			t.Fatal(err)
		}
		controlled, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != status || string(controlled) != string(read) {
			t.Errorf("GET %s: %d %s instead of %d %s (%v)", route, res.StatusCode, controlled, status, read, err)
		}
	}
}

// commands are the routes that take a body, each with one that is well formed.
var commands = map[string]string{
	"/v1/auth/nonce": "", "/v1/auth/sign-in": `{"message":"","signature":""}`, "/v1/events/0/stream/token": `{"use":"watch"}`, "/v1/events/0/stream/revoke": "",
	"/v1/events/0/stream/stats": `{"token":"t","protocol":"hls","latencyMs":1}`, "/v1/events/0/archive/start": "", "/v1/events/0/archive/stop": "",
	"/v1/work/retry": `{"reactor":"chat","eventId":"0"}`, "/api/livestream/start": `{"eventId":"0"}`, "/api/livestream/stop": `{"eventId":0}`,
}

func TestMethodsOfTheControlListener(t *testing.T) {
	d := newDesk(t)
	d.story()
	ask := func(method, path string) (int, []byte, http.Header) {
		at := *d.world
		at.url = d.base
		return at.ask(method, path)
	}
	for path := range commands {
		status, out, h := ask("GET", path)
		if status != http.StatusMethodNotAllowed || !strings.Contains(h.Get("Allow"), "POST") {
			t.Errorf("GET %s: %d, Allow %q: %s", path, status, h.Get("Allow"), out)
			continue
		}
		problemOf(t, status, out, h)
		status, _, h = ask("OPTIONS", path)
		if status != http.StatusNoContent || h.Get("Access-Control-Allow-Methods") != "GET, HEAD, OPTIONS, POST" ||
			!strings.Contains(h.Get("Access-Control-Allow-Headers"), "Authorization") || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("OPTIONS %s: %d %v", path, status, h)
		}
	}
	for _, method := range []string{"PUT", "PATCH", "DELETE", "TRACE", "BREW"} {
		if status, _, _ := ask(method, "/v1/events"); status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, status)
		}
	}
	d.refusal(http.StatusMethodNotAllowed, "/v1/events", "", "{}")
	d.refusal(http.StatusNotFound, "/v1/nowhere", "", "{}")
}

func TestCommandsNeedASession(t *testing.T) {
	d := newDesk(t)
	d.story()
	ana := personOf(t, 1)
	past := d.keys.Mint(bearer.Claims{Use: bearer.Session, Wallet: ana.address, Expires: unix(wall)})
	watch := d.keys.Mint(bearer.Claims{Use: bearer.Watch, Wallet: ana.address, Event: 0, Expires: unix(wall) + 60})
	for path, in := range commands {
		if strings.HasPrefix(path, "/v1/auth") || strings.HasSuffix(path, "/stats") {
			continue
		}
		for name, headers := range map[string][]string{
			"none": nil, "garbage": {"Authorization", "Bearer x"}, "another scheme": {"Authorization", "Basic " + watch}, "empty": {"Authorization", "Bearer "},
			"for watching": {"Authorization", "Bearer " + watch}, "expired": {"Authorization", "Bearer " + past}, "in the query": nil,
		} {
			if name == "in the query" {
				path += "?token=" + watch
			}
			status, out, h := d.post(path, "", in, headers...)
			if status != http.StatusUnauthorized || h.Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("%s with a session that is %s: %d %s", path, name, status, out)
			}
		}
	}
	if asked := append(d.stage.took(), d.shelf.told...); len(asked) > 0 {
		t.Errorf("nevertheless: %v", asked)
	}
}

func TestStreamTokens(t *testing.T) {
	d := newDesk(t)
	d.story()
	ana := personOf(t, 1)
	session := d.in(ana)
	me := protocol.Hex(ana.address)
	got := sent[passJSON](d, 200, "/v1/events/0/stream/token", session, map[string]string{"use": "watch"})
	if got.Token != "t0k" || got.Use != "watch" || got.EventID != "0" || got.Wallet != me || *got.Expires != unix(wall)+600 || *got.OpensAt != 5 || *got.ClosesAt != 9 ||
		!strings.HasSuffix(*got.URLs.WHEP, "token=t0k") || got.URLs.WHIP != nil || len(got.Variants) != 1 || !strings.HasSuffix(*got.Variants[0].URLs.HLS, "token=t0k") {
		t.Errorf("%+v", got)
	}
	for use, number := range map[string]bearer.Use{"publish": bearer.Publish, "enhance": bearer.Enhance} {
		d.stage.took()
		sent[passJSON](d, 200, "/v1/events/7/stream/token", session, map[string]string{"use": use})
		if asked := d.stage.took(); len(asked) != 1 || asked[0] != fmt.Sprintf("issue %s 7 %d", me, number) {
			t.Errorf("%s: %v", use, asked)
		}
	}
	d.stage.took()
	for in, parameter := range map[string]string{
		`{"use":"session"}`: "use", `{}`: "use", `{"use":1}`: "body", `{"use":"watch","event":1}`: "body", `{"use":"watch","use":"publish"}`: "body", `[]`: "body", ``: "body", `{"use":"watch"} {}`: "body",
		"{\"use\":\"\xff\"}": "body", `{"Use":"watch"}`: "body",
	} {
		if p := d.refusal(400, "/v1/events/0/stream/token", session, in); p.Parameter != parameter {
			t.Errorf("%s: %+v", in, p)
		}
	}
	if p := d.refusal(400, "/v1/events/01/stream/token", session, `{"use":"watch"}`); p.Parameter != "eventId" {
		t.Errorf("%+v", p)
	}
	if p := d.refusal(400, "/v1/events/0/stream/token?use=watch", session, `{"use":"watch"}`); p.Parameter != "use" {
		t.Errorf("%+v", p)
	}
	if asked := d.stage.took(); len(asked) > 0 {
		t.Errorf("nevertheless: %v", asked)
	}
	d.stage.err = &srs.Denied{Status: 403, Why: "you hold no ticket\u202e of event 0"}
	if p := d.refusal(403, "/v1/events/0/stream/token", session, `{"use":"watch"}`); p.Detail != "You hold no ticket of event 0." {
		t.Errorf("%+v", p)
	}
	d.stage.err = errors.New("secret thing")
	if p := d.refusal(500, "/v1/events/0/stream/token", session, `{"use":"watch"}`); strings.Contains(p.Detail, "secret") {
		t.Errorf("%+v", p)
	}
}

func TestRevoking(t *testing.T) {
	d := newDesk(t)
	ana, ben, guest, operator := personOf(t, 1), personOf(t, 2), personOf(t, 3), personOf(t, 9)
	d.theirs(0, ana, ben)
	for name, c := range map[string]struct {
		who    person
		in     any
		status int
		whose  person
	}{
		"one's own":                   {guest, "", 200, guest},
		"one's own, named":            {guest, map[string]string{"wallet": guest.address.Hex()}, 200, guest},
		"a guest's, by the creator":   {ana, map[string]string{"wallet": guest.address.Hex()}, 200, guest},
		"a guest's, by the delegate":  {ben, map[string]string{"wallet": guest.address.Hex()}, 200, guest},
		"a guest's, by the operator":  {operator, map[string]string{"wallet": guest.address.Hex()}, 200, guest},
		"the creator's, by a guest":   {guest, map[string]string{"wallet": ana.address.Hex()}, 403, person{}},
		"of something that is no one": {guest, map[string]string{"wallet": "x"}, 400, person{}},
	} {
		session := d.in(c.who)
		d.stage.took()
		status, out, _ := d.post("/v1/events/0/stream/revoke", session, c.in)
		asked := d.stage.took()
		if status != c.status || (status == 200) != (len(asked) == 1) || status == 200 && asked[0] != "revoke "+protocol.Hex(c.whose.address)+" 0" {
			t.Errorf("%s: %d %s, %v", name, status, out, asked)
		}
	}
}

func TestPlayersReport(t *testing.T) {
	d := newDesk(t)
	if status, out, _ := d.post("/v1/events/3/stream/stats", "", `{"token":"tok","protocol":"webrtc","latencyMs":420}`); status != 204 || len(out) > 0 {
		t.Fatalf("%d %s", status, out)
	}
	if asked := d.stage.took(); len(asked) != 1 || asked[0] != "report 3 tok webrtc 420ms" {
		t.Fatalf("%v", asked)
	}
	for in, parameter := range map[string]string{
		`{"token":"t","protocol":"rtsp","latencyMs":1}`: "protocol", `{"token":"t","protocol":"hls","latencyMs":-1}`: "latencyMs", `{"token":"t","protocol":"hls","latencyMs":600001}`: "latencyMs",
		`{"token":"t","protocol":"hls","latencyMs":1e999}`: "body", `{"token":"t","protocol":"hls","latencyMs":1.5}`: "body",
	} {
		if p := d.refusal(400, "/v1/events/3/stream/stats", "", in); p.Parameter != parameter {
			t.Errorf("%s: %+v", in, p)
		}
	}
	d.stage.took()
	d.stage.err = &srs.Denied{Status: 401, Why: "the token is not valid here"}
	d.refusal(401, "/v1/events/3/stream/stats", "", `{"token":"t","protocol":"hls","latencyMs":1}`)
}

func TestArchiveCommands(t *testing.T) {
	d := newDesk(t)
	ana, ben, guest, operator := personOf(t, 1), personOf(t, 2), personOf(t, 3), personOf(t, 9)
	d.theirs(0, ana, ben)
	for _, who := range []person{ana, ben, operator} {
		session := d.in(who)
		for _, command := range []string{"start", "stop"} {
			d.shelf.told = nil
			got := sent[map[string]string](d, 202, "/v1/events/0/archive/"+command, session, "")
			want := fmt.Sprintf("%s 0 %s", protocol.Hex(who.address), command)
			if got["command"] != command || len(d.shelf.told) != 1 || d.shelf.told[0] != want {
				t.Errorf("%s: %v, %v", want, got, d.shelf.told)
			}
			for _, id := range []string{`0`, `"0"`} { // as old clients write it
				d.shelf.told = nil
				status, out, _ := d.post("/api/livestream/"+command, session, `{"eventId":`+id+`,"creator":"0x1","startTime":1,"resolution":"1920x1080","bitrate":"2000k"}`)
				if status != 200 || !strings.Contains(string(out), `"success":true`) || len(d.shelf.told) != 1 || d.shelf.told[0] != want {
					t.Errorf("%s of old: %d %s, %v", want, status, out, d.shelf.told)
				}
			}
		}
	}
	d.shelf.told = nil
	session := d.in(guest)
	d.refusal(403, "/v1/events/0/archive/start", session, "")
	d.refusal(404, "/v1/events/8/archive/start", session, "")
	d.refusal(400, "/v1/events/0/archive/start", session, `{"now":true}`)
	for in, want := range map[string]int{`{"eventId":"0"}`: 403, `{"eventId":8}`: 404, `{}`: 400, `{"eventId":"-1"}`: 400, `{"eventId":1.5}`: 400, `{"eventId":{}}`: 400, `x`: 400} {
		status, out, _ := d.post("/api/livestream/start", session, in)
		var old oldError
		if err := json.Unmarshal(out, &old); err != nil || status != want || old.Success || old.Error == "" {
			t.Errorf("%s: %d %s (%v)", in, status, out, err)
		}
	}
	if len(d.shelf.told) > 0 {
		t.Errorf("nevertheless: %v", d.shelf.told)
	}
	// What the wallet may is read from the index at every use: a delegate who was replaced has no right any more.
	session = d.in(ben)
	d.theirs(0, ana, guest)
	d.refusal(403, "/v1/events/0/archive/stop", session, "")
}

func TestOperatorsRetryWork(t *testing.T) {
	d := newDesk(t)
	d.story()
	d.finish(key("chat", 1), store.Outcome{Err: "it broke", Dead: true})
	d.refusal(403, "/v1/work/retry", d.in(personOf(t, 1)), `{"reactor":"chat","eventId":"1"}`)
	session := d.in(personOf(t, 9))
	d.refusal(404, "/v1/work/retry", session, `{"reactor":"chat","eventId":"2"}`)
	if p := d.refusal(400, "/v1/work/retry", session, `{"reactor":"chat\u0000","eventId":"1"}`); p.Parameter != "reactor" {
		t.Errorf("%+v", p)
	}
	if p := d.refusal(400, "/v1/work/retry", session, `{"reactor":"chat","eventId":"x"}`); p.Parameter != "eventId" {
		t.Errorf("%+v", p)
	}
	sent[map[string]string](d, 200, "/v1/work/retry", session, `{"reactor":"chat","eventId":"1"}`)
	for _, r := range fetch[[]reactionJSON](d.world, "/v1/events/1/reactions").Data {
		if r.Reactor == "chat" && r.Standing != "due" {
			t.Errorf("it is %s", r.Standing)
		}
	}
}

func TestWhatIsOffSaysSo(t *testing.T) {
	d := newDesk(t, func(o *Options) { o.Streams, o.Archives = nil, nil })
	ana := personOf(t, 1)
	d.theirs(0, ana, ana)
	session := d.in(ana)
	for path, word := range map[string]string{"/v1/events/0/stream/token": "stream", "/v1/events/0/stream/stats": "stream", "/v1/events/0/stream/revoke": "stream", "/v1/events/0/archive/stop": "archive"} {
		if p := d.refusal(503, path, session, commands[path]); !strings.Contains(p.Detail, word) {
			t.Errorf("%s: %+v", path, p)
		}
	}
	if status, out, h := d.get("/v1/events/0/stream"); status != 404 || !strings.Contains(problemOf(t, status, out, h).Detail, "reactor") {
		t.Errorf("%d %s", status, out)
	}
	none := newDesk(t, func(o *Options) { o.Keys = nil })
	none.refusal(503, "/v1/auth/nonce", "", "")
	none.refusal(503, "/v1/auth/sign-in", "", "{}")
	none.refusal(503, "/v1/events/0/archive/stop", session, "")
}

func TestCommandsOfOneWalletAreLimited(t *testing.T) {
	d := newDesk(t)
	session := d.in(personOf(t, 1))
	busy := 0
	for range 60 {
		if status, _, h := d.post("/v1/events/0/stream/token", session, `{"use":"watch"}`); status == 429 {
			busy++
			if h.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
		}
	}
	if busy != 20 {
		t.Errorf("%d of 60 at once were too many", busy)
	}
	if status, _, _ := d.post("/v1/events/0/stream/token", d.in(personOf(t, 2)), `{"use":"watch"}`); status != 200 {
		t.Errorf("another wallet: %d", status)
	}
	d.clock.pass(time.Second)
	if status, _, _ := d.post("/v1/events/0/stream/token", session, `{"use":"watch"}`); status != 200 {
		t.Errorf("a second later: %d", status)
	}
}
