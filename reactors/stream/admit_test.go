package stream

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
)

func TestAdmit(t *testing.T) {
	w := show(t)
	publish, watch, enhance := w.token(creator, 7, bearer.Publish), w.token(holderA, 7, bearer.Watch), w.token(creator, 7, bearer.Enhance)
	good := [][2]string{
		{"POST", "/rtc/v1/whip/?app=live&stream=7&token=" + publish},
		{"POST", "/rtc/v1/whip/?stream=7&token=" + publish + "&app=live"},
		{"POST", "/rtc/v1/whip/?app=live&stream=7_enhanced&token=" + enhance},
		{"POST", "/rtc/v1/whep/?app=live&stream=7&token=" + watch},
		{"POST", "/rtc/v1/whep/?app=live&stream=7_enhanced&token=" + watch},
		{"DELETE", "/rtc/v1/whip/?action=delete&token=ab12cd34e&app=live&stream=7&session=0v2y1a3b:9a/b+c"},
		{"PATCH", "/rtc/v1/whep/?action=delete&token=ab12cd34e&app=live&stream=7&session=0v2y1a3b:9abc"},
		{"GET", "/live/7.flv?token=" + watch},
		{"HEAD", "/live/7.flv?token=" + watch},
		{"GET", "/live/7.m3u8?token=" + watch},
		{"GET", "/hls/" + watch + "/live/7.m3u8"},
		{"GET", "/hls/" + watch + "/live/7/1700000000000-12-10000.ts"},
		{"GET", "/hls/" + watch + "/live/7_enhanced/1700000000000-12-10000.ts"},
	}
	for _, r := range good {
		accepted(t, r[0]+" "+r[1], w.admit(r[0], r[1]))
	}
	bad := [][2]string{
		// Other methods.
		{"GET", "/rtc/v1/whip/?app=live&stream=7&token=" + publish}, {"OPTIONS", "/rtc/v1/whip/?app=live&stream=7&token=" + publish},
		{"POST", "/live/7.flv?token=" + watch}, {"post", "/rtc/v1/whep/?app=live&stream=7&token=" + watch}, {"", "/live/7.flv?token=" + watch},
		{"DELETE", "/rtc/v1/whip/?app=live&stream=7&token=" + publish}, {"DELETE", "/live/7.flv?token=" + watch},
		// Hole 3: other ways to play and publish.
		{"POST", "/rtc/v1/whip/?action=play&app=live&stream=7&token=" + watch}, {"POST", "/rtc/v1/whip/?app=live&stream=7&token=" + watch + "&action=play"},
		{"POST", "/rtc/v1/whip-play/?app=live&stream=7&token=" + watch}, {"POST", "/rtc/v1/play/"}, {"POST", "/rtc/v1/publish/"},
		{"POST", "/rtc/v1/whip/play/?app=live&stream=7&token=" + watch}, {"POST", "/rtc/v1/whip?app=live&stream=7&token=" + publish},
		{"DELETE", "/rtc/v1/whip/?action=play&token=ab12cd34e&app=live&stream=7&session=a:b"}, {"POST", "/rtc/v1/whip/?action=delete&token=ab12cd34e&app=live&stream=7&session=a:b"},
		{"DELETE", "/rtc/v1/whip/?action=delete&token=ab12cd34e&app=live&stream=7"}, {"DELETE", "/rtc/v1/whip/?action=delete&token=ab&app=live&stream=7&session=a.b"},
		{"DELETE", "/rtc/v1/whip/?action=delete&token=a.b&app=live&stream=7&session=a:b"}, {"DELETE", "/rtc/v1/whip/?action=delete&token=&app=live&stream=7&session=a:b"},
		// Hole 2: files without a token, sessions that the player chose.
		{"GET", "/live/7/1700000000000-12-10000.ts"}, {"GET", "/live/7/1700000000000-12-10000.ts?token=" + watch}, {"GET", "/live/7-12.ts"},
		{"GET", "/live/7.m3u8?hls_ctx=mine&token=" + watch}, {"GET", "/hls/" + watch + "/live/7.m3u8?hls_ctx=mine"}, {"GET", "/live/7.m3u8?hls_ctx=mine"},
		// Hole 1 and its kin: paths that climb, encodings, doubles.
		{"GET", "/hls/" + watch + "/live/7/../8/1-0-1.ts"}, {"GET", "/hls/" + watch + "/live/7/..%2f8/1-0-1.ts"}, {"GET", "/hls/" + watch + "/live/%37.m3u8"},
		{"GET", "/hls/" + watch + "/live/7/%2e%2e/8/1-0-1.ts"}, {"GET", "/hls/" + watch + "//live/7.m3u8"}, {"GET", "//hls/" + watch + "/live/7.m3u8"},
		{"GET", "/hls/" + watch + "/live/7/1-0-1.ts.ts"}, {"GET", "/hls/" + watch + "/live/7/.ts"}, {"GET", "/hls/" + watch + "/live/7/a/b.ts"},
		{"GET", "/hls/" + watch + "/live/7/1-0-1.m3u8"}, {"GET", "/hls/" + watch + "/evil/7.m3u8"}, {"GET", "/hls/" + watch + "/live/7.m3u8/1-0-1.ts"},
		{"GET", "/hls/" + watch + "/live/07.m3u8"}, {"GET", "/hls/" + watch + "/live/7.m3u8?"}, {"GET", "/hls/" + watch + "/live/7.m3u8#x"},
		{"GET", "/hls/" + watch + "/live/7.m3u8\n"}, {"GET", "/hls/" + watch + "/live/7.m3u8;x"}, {"GET", "/hls/" + watch + "/live/7.m3u8 HTTP/1.1"},
		{"GET", "/live/7.flv?token=" + watch + "&token=" + watch}, {"GET", "/live/7.flv?token=x&token=" + watch}, {"GET", "/live/7.flv?to%6ben=" + watch},
		{"POST", "/rtc/v1/whep/?app=live&app=live&stream=7&token=" + watch}, {"POST", "/rtc/v1/whep/?app=live&stream=7&stream=8&token=" + watch},
		{"POST", "/rtc/v1/whep/?app=live&stream=%37&token=" + watch}, {"POST", "/rtc/v1/whep/?app=evil&stream=7&token=" + watch},
		{"POST", "/rtc/v1/whep/?app=live&stream=7&token=" + watch + "&eip=10.0.0.1"}, {"POST", "/rtc/v1/../v1/whep/?app=live&stream=7&token=" + watch},
		{"GET", "/live/7.flv.m3u8?token=" + watch}, {"GET", "/live/7?token=" + watch}, {"GET", "/live/7_720p.flv?token=" + watch}, {"GET", "/live/../7.flv?token=" + watch},
		{"GET", "/api/v1/clients/"}, {"GET", "/"}, {"GET", ""}, {"GET", "http://evil/live/7.flv?token=" + watch}, {"GET", "/live/7.flv?token=" + watch + strings.Repeat("A", maxURI)},
	}
	for _, r := range bad {
		refused(t, r[0]+" "+r[1], w.admit(r[0], r[1]), 403)
	}
	for _, r := range [][3]string{
		{"GET", "/live/7.flv?token=x", "401"}, {"GET", "/live/7.flv?token=" + publish, "401"}, {"GET", "/hls/x/live/7.m3u8", "401"},
		{"POST", "/rtc/v1/whip/?app=live&stream=7&token=" + watch, "401"}, {"POST", "/rtc/v1/whip/?app=live&stream=7_enhanced&token=" + publish, "401"},
		{"GET", "/live/8.flv?token=" + watch, "403"}, {"GET", "/hls/" + watch + "/live/8/1-0-1.ts", "403"}, {"GET", "/hls/" + watch + "/live/8_enhanced.m3u8", "403"},
	} {
		status := 401
		if r[2] == "403" {
			status = 403
		}
		refused(t, r[0]+" "+r[1], w.admit(r[0], r[1]), status)
	}
}

// FuzzAdmit: whatever is asked, without a token of haus nothing is let through but the end of a session that SRS's own secret names, and
// what is let through spells the stream, the token and nothing else.
func FuzzAdmit(f *testing.F) {
	w := show(f)
	token := w.token(holderA, 7, bearer.Watch)
	for _, uri := range []string{"/live/7.flv?token=" + token, "/hls/" + token + "/live/7/1-0-1.ts", "/rtc/v1/whep/?app=live&stream=7&token=" + token,
		"/rtc/v1/whip/?action=delete&token=ab&app=live&stream=7&session=a:b", "/live/7.m3u8?token=%41", "/hls/a/../b/live/7.m3u8"} {
		f.Add("GET", uri)
		f.Add("POST", uri)
		f.Add("DELETE", uri)
	}
	f.Fuzz(func(t *testing.T, method, uri string) {
		x, ok := read(srs.Request{Method: method, URI: uri})
		err := w.r.Admit(context.Background(), srs.Request{Method: method, URI: uri, Address: netip.MustParseAddr("203.0.113.9")})
		if err != nil {
			return
		}
		if !ok || strings.ContainsAny(uri, "%#;\\ \n") || strings.Contains(uri, "..") {
			t.Fatalf("%s %q was let through", method, uri)
		}
		if x.kind != ending && (!strings.Contains(uri, token) || x.event != 7 || strings.Contains(uri, "action")) {
			t.Fatalf("%s %q was let through", method, uri)
		}
		if x.kind == ending && method != "DELETE" && method != "PATCH" {
			t.Fatalf("%s %q was let through", method, uri)
		}
	})
}

// Players of HLS are counted by token and address, and one that is playing may go on when its token expires, as long as the right holds.
func TestHLSPlayers(t *testing.T) {
	w := show(t)
	token := w.token(holderA, 7, bearer.Watch)
	list, ts := "/hls/"+token+"/live/7.m3u8", "/hls/"+token+"/live/7/1-0-10000.ts"
	for _, from := range []string{"203.0.113.1", "::ffff:203.0.113.1", "2001:db8::1", "2001:db8::2", "203.0.113.2"} {
		accepted(t, from, w.admitFrom("GET", list, from))
	}
	refused(t, "a fourth place", w.admitFrom("GET", list, "2001:db8:1::1"), 429)
	if live := w.r.Live(7); live.Viewers != 3 {
		t.Errorf("%d viewers", live.Viewers)
	}
	for range 40 { // 14 minutes
		w.pass(21 * time.Second)
		accepted(t, "goes on", w.admitFrom("GET", ts, "203.0.113.1"))
	}
	w.look()
	if live := w.r.Live(7); live.Viewers != 1 {
		t.Errorf("%d viewers", live.Viewers)
	}
	refused(t, "another place with the old token", w.admitFrom("GET", ts, "203.0.113.2"), 401, "expired")
	w.pass(hlsGap + time.Second)
	refused(t, "after a pause", w.admitFrom("GET", ts, "203.0.113.1"), 401, "expired")
	token = w.token(holderA, 7, bearer.Watch)
	accepted(t, "renewed", w.admitFrom("GET", "/hls/"+token+"/live/7.m3u8", "203.0.113.1"))
	w.give(7, 1, stranger)
	refused(t, "the next segment after the sale", w.admitFrom("GET", "/hls/"+token+"/live/7/2-1-10000.ts", "203.0.113.1"), 403, "no ticket")
	refused(t, "without an address", w.r.Admit(context.Background(), srs.Request{Method: "GET", URI: list}), 403)
	w.pass(time.Hour)
	w.look()
	if w.r.nPlayers != 0 || len(w.r.players) != 0 || len(w.r.playing) != 0 {
		t.Errorf("remembered: %d, %v, %v", w.r.nPlayers, w.r.players, w.r.playing)
	}
}

func TestReports(t *testing.T) {
	w := show(t)
	a, b := w.token(holderA, 7, bearer.Watch), w.token(holderB, 7, bearer.Watch)
	report := func(token, protocol string, latency time.Duration) error {
		return w.r.Report(context.Background(), 7, token, srs.Playback{Protocol: protocol, Latency: latency})
	}
	for range 50 {
		accepted(t, "a", report(a, "webrtc", 9*time.Minute)) // one sample a token
	}
	accepted(t, "a", report(a, "webrtc", 300*time.Millisecond))
	accepted(t, "b", report(b, "webrtc", 500*time.Millisecond))
	accepted(t, "b", report(b, "hls", 22*time.Second))
	for what, err := range map[string]error{"protocol": report(a, "rtsp", 0), "negative": report(a, "flv", -1), "huge": report(a, "flv", 11*time.Minute)} {
		refused(t, what, err, 400)
	}
	refused(t, "no token", report("", "flv", 0), 401)
	refused(t, "publish token", report(w.token(creator, 7, bearer.Publish), "flv", 0), 401)
	refused(t, "another event's", report(w.token(stranger, 8, bearer.Watch), "flv", 0), 403)
	want := map[string]srs.Latency{"webrtc": {Players: 2, P50: 300 * time.Millisecond, P95: 500 * time.Millisecond}, "hls": {Players: 1, P50: 22 * time.Second, P95: 22 * time.Second}}
	if got := w.r.Live(7).Latencies; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v instead of %v", got, want)
	}
	w.pass(reportSpan + time.Second)
	if got := w.r.Live(7).Latencies; len(got) != 0 {
		t.Errorf("after a minute: %v", got)
	}
	w.look()
	if w.r.nReports != 0 || len(w.r.reports) != 0 {
		t.Errorf("remembered: %d", w.r.nReports)
	}
	w.give(7, 1, stranger)
	refused(t, "after the sale", report(a, "flv", 0), 403)
	w.pass(10 * time.Minute)
	refused(t, "expired", report(b, "flv", 0), 401)
}
