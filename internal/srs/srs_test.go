package srs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStreamName(t *testing.T) {
	for name, want := range map[string]struct {
		event   uint64
		variant string
	}{
		"0": {0, ""}, "7": {7, ""}, "18446744073709551615": {1<<64 - 1, ""}, "7_enhanced": {7, "enhanced"}, "12_720p": {12, "720p"}, "12_480p": {12, "480p"},
	} {
		event, variant, ok := srs.StreamName(name)
		if !ok || event != want.event || variant != want.variant {
			t.Errorf("%q: %d, %q, %v", name, event, variant, ok)
		}
		if back := srs.NameOf(event, variant); back != name {
			t.Errorf("%q comes back as %q", name, back)
		}
	}
	for _, name := range []string{"", "07", "+7", "-1", "7 ", " 7", "7_", "7_Enhanced", "7_enhanced_", "_enhanced", "7_1080p", "18446744073709551616",
		"../../evil", "7/../8", "..", "7.m3u8", "7%2f", "7\x00", "٧", "1e3", "0x7", "1_0", strings.Repeat("9", 5000)} {
		if event, variant, ok := srs.StreamName(name); ok {
			t.Errorf("%q was taken: %d, %q", name, event, variant)
		}
	}
}

func TestRedact(t *testing.T) {
	const secret = "AQMAabcdefghijklmnop-_0123456789"
	for _, text := range []string{
		"rtmp://host/live/7?token=" + secret, "/rtc/v1/whip/?app=live&stream=7&token=" + secret + "&x=1", `{"param":"?token=` + secret + `"}`,
		"/hls/" + secret + "/live/7.m3u8", "TOKEN=" + secret, "a?token%3D" + secret, "/srs?secret=" + secret, strings.Repeat(secret, 3),
	} {
		if out := srs.Redact(text); strings.Contains(out, secret[:10]) || !strings.Contains(out, "***") {
			t.Errorf("%q became %q", text, out)
		}
	}
	for _, text := range []string{"", "/live/7/1700000000000-12-10000.ts", "GET /hls/ of event 7", "the token has expired"} {
		if out := srs.Redact(text); out != text {
			t.Errorf("%q became %q", text, out)
		}
	}
}

func TestParseHook(t *testing.T) {
	want := srs.Hook{Action: "on_hls", ServerID: "vid-1", ClientID: "abc", IP: "10.0.0.1", VHost: "__defaultVhost__", App: "live", Stream: "7", Param: "?token=t",
		TCURL: "rtmp://h/live", Duration: 10.01, CWD: "/srs", File: "./hls/live/7/1-0-10000.ts", URL: "live/7/1-0-10000.ts", M3U8: "./hls/live/7.m3u8", SeqNo: 3}
	got, err := srs.ParseHook(srstest.Body(want))
	if err != nil || got != want {
		t.Fatalf("%+v, %v", got, err)
	}
	for name, body := range map[string]string{
		"empty": "", "not JSON": "action=on_play&name=7", "a list": "[]", "a number for a name": `{"action":"on_play","stream":7}`,
		"a name twice": `{"action":"on_play","stream":"7","stream":"8"}`, "a long name": `{"client_id":"` + strings.Repeat("a", 257) + `"}`,
		"a long param": `{"param":"` + strings.Repeat("a", 2049) + `"}`, "a negative duration": `{"action":"on_hls","duration":-1}`,
		"a huge duration": `{"action":"on_hls","duration":1e999}`, "too long": `{"x":"` + strings.Repeat("a", srs.MaxHook) + `"}`, "half": `{"action":"on_pl`,
		"not UTF-8": "{\"stream\":\"\xff\"}", "a secret that is half": `{"param":"?token=sesame`,
	} {
		h, err := srs.ParseHook([]byte(body))
		if err == nil {
			t.Errorf("%s: taken as %+v", name, h)
		} else if strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Another spelling is another member, which is not read.
	if h, err := srs.ParseHook([]byte(`{"Stream":"7","new_member":{"a":[1]}}`)); err != nil || h.Stream != "" {
		t.Errorf("%+v, %v", h, err)
	}
}

func FuzzParseHook(f *testing.F) {
	f.Add(srstest.Body(srs.Hook{Action: "on_publish", App: "live", Stream: "7"}))
	f.Add([]byte(`{"action":"on_hls","duration":1e308,"seq_no":-9223372036854775808}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		h, err := srs.ParseHook(body)
		if err != nil {
			return
		}
		for _, s := range []string{h.Action, h.ClientID, h.App, h.Stream, h.IP} {
			if len(s) > 256 {
				t.Fatalf("%d bytes", len(s))
			}
		}
		if _, err := json.Marshal(h); err != nil {
			t.Fatal(err)
		}
	})
}

// start makes an API of n servers.
func start(t *testing.T, n int) (*srs.API, []*srstest.Server) {
	t.Helper()
	var urls []string
	var servers []*srstest.Server
	for range n {
		s := srstest.New()
		url, stop := s.Start()
		t.Cleanup(stop)
		urls, servers = append(urls, url), append(servers, s)
	}
	api, err := srs.NewAPI(urls, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(api.Close)
	return api, servers
}

func TestLists(t *testing.T) {
	api, servers := start(t, 2)
	stream := srs.Stream{App: "live", Name: "7", Live: 90 * time.Second, Clients: 3, Frames: 2500, KbpsIn: 1900, KbpsOut: 3800, Publisher: "p1",
		Video: &srs.Video{Codec: "H264", Profile: "High", Width: 1280, Height: 720}, Audio: &srs.Audio{Codec: "AAC", Rate: 48000, Channels: 2}}
	servers[0].Put(stream)
	servers[0].Junk("7.m3u8") // hole: entries that nobody publishes
	servers[1].Put(srs.Stream{App: "live", Name: "8"})
	for i := range 2345 { // hole: 10 items by default
		servers[1].Connect(srs.Client{ID: fmt.Sprintf("c%d", i), App: "live", Stream: "8", IP: "10.0.0.1", Type: "flv-play", Alive: 1500 * time.Millisecond})
	}
	streams, down := api.Streams(t.Context())
	if len(down) > 0 || len(streams) != 1 {
		t.Fatalf("%+v, %v", streams, down)
	}
	stream.Server = api.Servers()[0]
	got, _ := json.Marshal(streams[0])
	if want, _ := json.Marshal(stream); string(got) != string(want) {
		t.Errorf("\n%s instead of\n%s", got, want)
	}
	clients, down := api.Clients(t.Context())
	if len(down) > 0 || len(clients) != 2345 {
		t.Fatalf("%d clients, %v", len(clients), down)
	}
	want := srs.Client{Server: api.Servers()[1], ID: "c0", App: "live", Stream: "8", IP: "10.0.0.1", Type: "flv-play", Alive: 1500 * time.Millisecond}
	if clients[0] != want {
		t.Errorf("%+v instead of %+v", clients[0], want)
	}
	versions, down := api.Versions(t.Context())
	if len(versions) != 2 || versions[1].Version != "6.0.157" || len(down) > 0 {
		t.Errorf("%v, %v", versions, down)
	}
}

// One that does not answer gives its error beside the others' answers.
func TestDown(t *testing.T) {
	api, servers := start(t, 3)
	for i, s := range servers {
		s.Put(srs.Stream{App: "live", Name: fmt.Sprint(i), Publisher: "p"})
	}
	for name, fault := range map[string]srstest.Fault{"down": srstest.Down, "fails": srstest.Fails, "lies": srstest.Lies} {
		servers[1].Break(fault)
		streams, down := api.Streams(t.Context())
		if len(streams) != 2 || len(down) != 1 || down[0].Server != api.Servers()[1] {
			t.Errorf("%s: %+v, %v", name, streams, down)
		}
	}
	servers[1].Break(srstest.Hangs)
	ctx, cancel := context.WithCancel(t.Context())
	servers[2].Break(srstest.Hangs)
	cancel()
	if streams, down := api.Streams(ctx); len(down) != 3 || len(streams) != 0 {
		t.Errorf("cancelled: %+v, %v", streams, down)
	}
	if testing.Short() {
		return
	}
	servers[2].Break(srstest.None)
	if streams, down := api.Streams(t.Context()); len(streams) != 2 || len(down) != 1 {
		t.Errorf("one hangs: %+v, %v", streams, down)
	}
}

func TestKick(t *testing.T) {
	api, servers := start(t, 2)
	servers[1].Connect(srs.Client{ID: "c1", App: "live", Stream: "7", Type: "rtc-play"})
	if err := api.Kick(t.Context(), api.Servers()[1], "c1"); err != nil || len(servers[1].Clients()) != 0 {
		t.Errorf("%v", err)
	}
	if err := api.Kick(t.Context(), api.Servers()[1], "c1"); err != nil { // hole: an unknown id answers 200 with code 2049
		t.Errorf("one that is gone: %v", err)
	}
	for _, id := range []string{"", "../summaries", "a/b", "a?b", "a%2fb", strings.Repeat("a", 300)} {
		if err := api.Kick(t.Context(), api.Servers()[0], id); err == nil {
			t.Errorf("%q was asked for", id)
		}
	}
	if got := servers[0].Kicks(); len(got) > 0 {
		t.Errorf("kicked: %q", got)
	}
	if err := api.Kick(t.Context(), "elsewhere:1985", "c1"); err == nil {
		t.Error("a server that is not configured was asked")
	}
	servers[0].Break(srstest.Fails)
	if err := api.Kick(t.Context(), api.Servers()[0], "c1"); err == nil {
		t.Error("a failure was no error")
	}
}

func TestAuth(t *testing.T) {
	s := srstest.New()
	s.Auth = "haus:sesame"
	url, stop := s.Start()
	defer stop()
	for auth, ok := range map[string]bool{"haus:sesame": true, "haus:wrong": false, "": false} {
		api, err := srs.NewAPI([]string{url}, auth)
		if err != nil {
			t.Fatal(err)
		}
		_, down := api.Versions(t.Context())
		api.Close()
		if ok != (len(down) == 0) {
			t.Errorf("%q: %v", auth, down)
		}
		if len(down) > 0 && (!strings.Contains(down[0].Error(), "stream.api_auth") || strings.Contains(down[0].Error(), "wrong")) {
			t.Errorf("%v", down[0])
		}
	}
	for _, urls := range [][]string{nil, {"127.0.0.1:1985"}, {"ftp://h"}, {"http://u:sesame@h:1985"}, {"http://"}} {
		if _, err := srs.NewAPI(urls, ""); err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%q: %v", urls, err)
		}
	}
}
