package render

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var good = token("good")

// TestRoutes: what each route's request becomes at SRS, and that haus is asked once about each, as it came.
func TestRoutes(t *testing.T) {
	r := start(t, 1, nil)
	for _, c := range []struct {
		name, method, uri, body string
		status                  int
		srs                     string
	}{
		{"publish", "POST", "/rtc/v1/whip/?app=live&stream=7&token=" + good, "v=0 offer", 201, "POST /rtc/v1/whip/?app=live&stream=7&token=" + good + " v=0 offer"},
		{"publish the enhanced", "POST", "/rtc/v1/whip/?app=live&stream=7_enhanced&token=" + good, "v=0", 201, "POST /rtc/v1/whip/?app=live&stream=7_enhanced&token=" + good + " v=0"},
		{"watch", "POST", "/rtc/v1/whep/?app=live&stream=7&token=" + good, "v=0", 201, "POST /rtc/v1/whep/?app=live&stream=7&token=" + good + " v=0"},
		{"end of a session", "DELETE", session, "", 200, "DELETE " + session},
		{"end of a session, in another order", "DELETE", "/rtc/v1/whep/?session=a:b&app=live&stream=7&token=srs1token&action=delete", "", 200,
			"DELETE /rtc/v1/whip/?action=delete&token=srs1token&app=live&stream=7&session=a:b"},
		{"playlist", "GET", "/hls/" + good + "/live/7.m3u8", "", 200, "GET /live/7.m3u8"},
		{"playlist's head", "HEAD", "/hls/" + good + "/live/7.m3u8", "", 200, "HEAD /live/7.m3u8"},
		{"segment", "GET", "/hls/" + good + "/live/7/1795530692001-12-10000.ts", "", 200, "GET /live/7/1795530692001-12-10000.ts"},
		{"segment of a quality", "GET", "/hls/" + good + "/live/7_720p/1-2-34.ts", "", 200, "GET /live/7_720p/1-2-34.ts"},
		{"the greatest id", "GET", "/hls/" + good + "/live/18446744073709551615.m3u8", "", 200, "GET /live/18446744073709551615.m3u8"},
		{"absolute form", "GET", "https://" + host + "/hls/" + good + "/live/7.m3u8", "", 200, "GET /live/7.m3u8"},
	} {
		asked, reached := len(r.haus.questions()), len(r.reached())
		a := r.ask(c.method, c.uri, c.body)
		if a.status != c.status {
			t.Errorf("%s: status %d, want %d", c.name, a.status, c.status)
		}
		if got := r.reached()[reached:]; !slices.Equal(got, []string{c.srs}) {
			t.Errorf("%s: SRS was asked %q, want %q", c.name, got, c.srs)
		}
		q := r.haus.questions()[asked:]
		if len(q) != 1 {
			t.Errorf("%s: haus was asked %d times", c.name, len(q))
			continue
		}
		want := map[string]string{"Line": "GET /nginx", "X-Haus-Secret": shared, "X-Original-Method": c.method,
			"X-Original-Uri": strings.TrimPrefix(c.uri, "https://"+host), "X-Real-Ip": "127.0.0.1"}
		for name, value := range want {
			if got := q[0][name]; len(got) != 1 || got[0] != value {
				t.Errorf("%s: haus got %s: %q, want %q", c.name, name, got, value)
			}
		}
	}
	if a := r.ask("POST", "/rtc/v1/whip/?app=live&stream=7&token="+good, "v=0"); a.header.Get("Location") != session || a.body != "v=0 answer" {
		t.Errorf("the session's address: %v, %q", a.header, a.body)
	}
}

// TestRedirect: the token of a playlist's query goes into the path, so that the relative lines in it carry it.
func TestRedirect(t *testing.T) {
	r := start(t, 1, nil)
	a := r.ask("GET", "/live/7.m3u8?token="+good, "")
	if a.status != 302 || a.header.Get("Location") != "/hls/"+good+"/live/7.m3u8" || a.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d, %v", a.status, a.header)
	}
	if len(r.reached()) != 0 {
		t.Errorf("SRS was asked %q", r.reached())
	}
}

// TestPlayer: a real player goes from the URL with the token to the last segment.
func TestPlayer(t *testing.T) {
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal("ffmpeg is missing: apt-get install ffmpeg")
	}
	r := start(t, 1, nil)
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "live/7"), 0o700); err != nil {
		t.Fatal(err)
	}
	r.srs[0].serve(dir)
	run := func(args ...string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		cmd := exec.CommandContext(ctx, ffmpeg, append([]string{"-v", "error", "-nostdin"}, args...)...)
		cmd.Dir = filepath.Join(dir, "live")
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Fatalf("ffmpeg %q: %v\n%s", args, err, out)
		}
	}
	run("-f", "lavfi", "-i", "testsrc2=s=320x180:r=10:d=6", "-c:v", "libx264", "-threads", "1", "-preset", "ultrafast", "-g", "20",
		"-f", "hls", "-hls_time", "2", "-hls_list_size", "0", "-hls_segment_filename", "7/1795530692000-%d-2000.ts", "-hls_base_url", "7/", "7.m3u8")
	run("-i", "https://"+r.ports[1]+"/live/7.m3u8?token="+good, "-c", "copy", "-f", "null", "-")
	want := []string{"GET /live/7.m3u8"}
	for i := range 3 {
		want = append(want, fmt.Sprintf("GET /live/7/1795530692000-%d-2000.ts", i))
	}
	for _, w := range want {
		if !slices.Contains(r.reached(), w) {
			t.Errorf("no %s in %q", w, r.reached())
		}
	}
	if len(r.haus.questions()) != len(r.reached()) {
		t.Errorf("haus was asked %d times for %q", len(r.haus.questions()), r.reached())
	}
}

// TestRefused: what haus refuses does not reach SRS, and the client is told why by the status.
func TestRefused(t *testing.T) {
	r := start(t, 1, nil)
	for name, want := range map[string]int{"none": 401, "sold": 403, "gone": 404, "full": 429, "broken": 503} {
		for _, c := range [][2]string{
			{"POST", "/rtc/v1/whip/?app=live&stream=7&token=" + token(name)},
			{"POST", "/rtc/v1/whep/?app=live&stream=7&token=" + token(name)},
			{"GET", "/live/7.flv?token=" + token(name)},
			{"GET", "/hls/" + token(name) + "/live/7.m3u8"},
			{"GET", "/hls/" + token(name) + "/live/7/1-2-3.ts"},
		} {
			a := r.ask(c[0], c[1], "")
			if a.status != want || a.header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s %s: %d, %v, want %d", c[0], c[1], a.status, a.header, want)
			}
		}
	}
	for _, uri := range []string{"/live/7.flv", "/live/7.m3u8"} {
		if a := r.ask("GET", uri, ""); a.status != 401 {
			t.Errorf("%s without a token: %d", uri, a.status)
		}
	}
	if len(r.reached()) != 0 {
		t.Errorf("SRS was asked %q", r.reached())
	}
}

// TestHausDown: when nobody answers, nobody gets in.
func TestHausDown(t *testing.T) {
	r := start(t, 1, nil)
	r.haus.Close()
	for _, c := range [][2]string{
		{"POST", "/rtc/v1/whip/?app=live&stream=7&token=" + good},
		{"DELETE", session},
		{"GET", "/live/7.flv?token=" + good},
		{"GET", "/hls/" + good + "/live/7/1-2-3.ts"},
	} {
		if a := r.ask(c[0], c[1], ""); a.status != 503 {
			t.Errorf("%s %s: %d", c[0], c[1], a.status)
		}
	}
	if len(r.reached()) != 0 {
		t.Errorf("SRS was asked %q", r.reached())
	}
}

// TestPreflight: browsers ask before they publish and watch; haus is not bothered with it.
func TestPreflight(t *testing.T) {
	r := start(t, 1, nil)
	for _, uri := range []string{
		"/rtc/v1/whip/?app=live&stream=7&token=" + good, "/rtc/v1/whep/?app=live&stream=7", session, "/live/7.flv?token=x", "/hls/x/live/7/1.ts",
	} {
		a := r.ask("OPTIONS", uri, "", "Origin: https://haus25.live", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type")
		if a.status != 204 || a.header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(a.header.Get("Access-Control-Allow-Methods"), "POST, DELETE") ||
			!strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "Content-Type") {
			t.Errorf("%s: %d, %v", uri, a.status, a.header)
		}
	}
	if a := r.ask("OPTIONS", "/api/v1/clients/", ""); a.status != 404 {
		t.Errorf("a preflight of what is not there: %d", a.status)
	}
	if len(r.reached()) != 0 || len(r.haus.questions()) != 0 {
		t.Errorf("SRS was asked %q, haus %d times", r.reached(), len(r.haus.questions()))
	}
	a := r.ask("POST", "/rtc/v1/whip/?app=live&stream=7&token="+good, "v=0", "Origin: https://haus25.live")
	if got := a.header.Values("Access-Control-Allow-Origin"); !slices.Equal(got, []string{"*"}) || !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "Location") {
		t.Errorf("an answer: %v", a.header)
	}
	if got := a.header.Values("Cache-Control"); !slices.Equal(got, []string{"no-store"}) {
		t.Errorf("caching: %q", got)
	}
}

// TestHeaders: nobody says by a header who or where they are, or shows haus a secret of their own.
func TestHeaders(t *testing.T) {
	r := start(t, 1, nil)
	forged := []string{"X-Real-IP: 10.0.0.1", "X-Forwarded-For: 10.0.0.1", "X-Haus-Secret: x", "X-Original-URI: /live/1.flv", "X-Original-Method: GET", "X_Real_IP: 10.0.0.1",
		"Cookie: a=b", "Authorization: Bearer x", "Forwarded: for=10.0.0.1", "Content-Type: application/sdp", "X-HTTP-Method-Override: DELETE"}
	if a := r.ask("POST", "/rtc/v1/whip/?app=live&stream=7&token="+good, "v=0", forged...); a.status != 201 {
		t.Fatalf("status %d", a.status)
	}
	allowed := []string{"Content-Length", "Content-Type", "X-Forwarded-For", "X-Real-Ip"}
	for name, values := range r.srs[0].headers[0] {
		if !slices.Contains(allowed, name) || len(values) != 1 || strings.HasPrefix(values[0], "10.") {
			t.Errorf("SRS got %s: %q", name, values)
		}
	}
	q := r.haus.questions()[0]
	for name, want := range map[string]string{"X-Haus-Secret": shared, "X-Original-Uri": "/rtc/v1/whip/?app=live&stream=7&token=" + good, "X-Original-Method": "POST",
		"X-Real-Ip": "127.0.0.1", "Cookie": "", "Authorization": "", "Forwarded": "", "Content-Length": ""} {
		if got := strings.Join(q[name], ","); got != want {
			t.Errorf("haus got %s: %q, want %q", name, got, want)
		}
	}
}
