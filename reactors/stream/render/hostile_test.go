package render

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestHoles: requests that SRS would serve without asking haus, or otherwise than haus was asked. haus allows everything here: nginx alone
// keeps them away from SRS.
func TestHoles(t *testing.T) {
	r := start(t, 1, nil)
	r.haus.judge(func(http.Header) int { return 204 })
	whip := "/rtc/v1/whip/?app=live&stream=7&token=" + good
	for name, list := range map[string][]string{
		"WHIP that plays": {"/rtc/v1/whip/?action=play&app=live&stream=7&token=" + good, whip + "&action=play", "/rtc/v1/whip-play/?app=live&stream=7&token=" + good},
		"other ways to publish and play": {"/rtc/v1/play/", "/rtc/v1/publish/", "/rtc/v1/play/?app=live&stream=7&token=" + good, "/rtc/v1/nack/",
			"/rtc/v1/whip?app=live&stream=7&token=" + good, "/rtc/v1/whip", "/rtc/v1/"},
		"SRS's API":    {"/api/v1/clients/", "/api/v1/streams/", "/api/v1/raw?rpc=reload", "/api/v1/versions", "/console/", "/metrics", "/"},
		"our own":      {"/_haus", "/nginx", "/srs?secret=" + shared, "//_haus", "/%5fhaus"},
		"another app":  {"/rtc/v1/whip/?app=other&stream=7&token=" + good, "/rtc/v1/whip/?app=live/&stream=7&token=" + good, "/other/7.flv?token=" + good, "/7.flv?token=" + good},
		"vhost":        {whip + "&vhost=other", "/live/7.flv?token=" + good + "&vhost=other", "/live/7.flv?vhost=x&token=" + good},
		"no event":     {"/rtc/v1/whip/?app=live&stream=evil&token=" + good, "/rtc/v1/whip/?app=live&stream=&token=" + good, "/live/07.flv?token=" + good, "/live/7_evil.flv?token=" + good, "/live/+7.flv?token=" + good, "/live/123456789012345678901.flv?token=" + good},
		"traversal":    {"/rtc/v1/whip/?app=live&stream=../../evil&token=" + good, "/rtc/v1/whip/?app=live&stream=7%2f..%2fevil&token=" + good, "/live/../live/7.flv?token=" + good, "/live/./7.flv?token=" + good, "/hls/" + good + "/live/7/../8/1-2-3.ts", "/hls/" + good + "/live/7/..%2f8/1-2-3.ts", "/hls/" + good + "/live/7/%2e%2e/8/1.ts", "/hls/" + good + "/../live/7.m3u8", "/hls/" + good + "/live/7/..\\8\\1.ts", "/hls/" + good + "/live/7//1.ts"},
		"double slash": {"//live/7.flv?token=" + good, "/live//7.flv?token=" + good, "/rtc//v1/whip/?app=live&stream=7&token=" + good, "/hls//live/7.m3u8", "/hls/" + good + "//live/7.m3u8"},
		"encoded":      {"/%6cive/7.flv?token=" + good, "/live/%37.flv?token=" + good, "/live%2f7.flv?token=" + good, "/live/7.flv%3ftoken=" + good, "/rtc/v1/whip/?%61pp=live&stream=7&token=" + good, "/rtc/v1/whip/?app=live&stream=%37&token=" + good, "/live/7%00.flv?token=" + good, "/rtc/v1/whip/?app=live&stream=7&token=" + good + "%26action%3dplay", "/live/7.flv?token=" + good + "%0d%0aX: y"},
		"twice": {"/rtc/v1/whip/?app=live&stream=7&stream=8&token=" + good, "/rtc/v1/whip/?app=live&app=other&stream=7&token=" + good, "/live/7.flv?token=bad&token=" + good, whip + "&token=x", whip + "&", whip + ";x=y",
			"/rtc/v1/whip/?stream=7&app=live&token=" + good, session + "&app=live", "/rtc/v1/whip/?action=delete&action=delete&app=live&stream=7&session=a:b", session + "&"},
		"another method by JSONP":  {whip + "&method=DELETE&callback=x", "/live/7.flv?token=" + good + "&method=POST&callback=x", session + "&method=POST&callback=x"},
		"HLS context":              {"/live/7.m3u8?hls_ctx=abcdefgh", "/live/7.m3u8?token=" + good + "&hls_ctx=abcdefgh", "/hls/" + good + "/live/7.m3u8?hls_ctx=abcdefgh", "/hls/" + good + "/live/7/1-2-3.ts?hls_ctx=a"},
		"segments without a check": {"/live/7/1-2-3.ts", "/live/7/1-2-3.ts?token=" + good, "/live/7-1.ts", "/hls/live/7/1-2-3.ts", "/hls/" + good + "/live/7/1-2-3.ts.tmp", "/hls/" + good + "/live/7.ts", "/hls/" + good + "/live/7/1-2-3.m3u8"},
		"fragment":                 {"/live/7.flv?token=" + good + "#x", "/live/7.flv#?token=" + good},
		"long":                     {"/live/7.flv?token=" + strings.Repeat("a", 300), "/" + strings.Repeat("a/", 3000)},
	} {
		for _, uri := range list {
			for _, method := range []string{"GET", "POST", "DELETE"} {
				before := len(r.reached())
				a := r.ask(method, uri, "")
				if a.status < 400 || a.status >= 500 || len(r.reached()) != before {
					t.Errorf("%s: %s %.120s: status %d, SRS was asked %q", name, method, uri, a.status, r.reached()[before:])
				}
			}
		}
	}
	if n := len(r.haus.questions()); n != 0 {
		t.Errorf("haus was asked %d times about what has no route", n)
	}
}

// TestMethods: a method that a route does not have could be another command to SRS, which takes any but DELETE for a session's beginning.
func TestMethods(t *testing.T) {
	r := start(t, 1, nil)
	routes := map[string][]string{
		"/rtc/v1/whip/?app=live&stream=7&token=" + good: {"POST"},
		"/rtc/v1/whep/?app=live&stream=7&token=" + good: {"POST"},
		session:                              {"DELETE"},
		"/live/7.flv?token=" + token("sold"): {"GET"},
		"/live/7.m3u8?token=" + good:         {"GET", "HEAD"},
		"/hls/" + good + "/live/7.m3u8":      {"GET", "HEAD"},
		"/hls/" + good + "/live/7/1-2-3.ts":  {"GET", "HEAD"},
	}
	for uri, allowed := range routes {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "PROPFIND", "MKCOL", "LOCK", "X"} {
			want := 405
			for _, m := range allowed {
				if m == method {
					want = 0
				}
			}
			before := len(r.reached())
			a := r.ask(method, uri, "")
			if want == 405 && (a.status != want || len(r.reached()) != before) || want == 0 && a.status == 405 {
				t.Errorf("%s %s: status %d, SRS was asked %q", method, uri, a.status, r.reached()[before:])
			}
		}
	}
	for _, method := range []string{"TRACE", "CONNECT", "get", "G(T"} {
		if a := r.ask(method, session, ""); a.status < 400 {
			t.Errorf("%s: status %d", method, a.status)
		}
	}
}

// TestSmuggling: a second request within a body, and bodies that are too long.
func TestSmuggling(t *testing.T) {
	r := start(t, 1, nil)
	whip := "/rtc/v1/whip/?app=live&stream=7&token="
	inner := "GET /api/v1/clients/ HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, c := range map[string]struct {
		headers []string
		body    string
	}{
		"two lengths":        {[]string{"Content-Length: 5"}, inner},
		"length and chunked": {[]string{"Transfer-Encoding: chunked"}, "0\r\n\r\n" + inner},
	} {
		if a := r.ask("POST", whip+good, c.body, c.headers...); a.status != 400 {
			t.Errorf("%s: status %d", name, a.status)
		}
	}
	if a := r.ask("POST", whip+good, strings.Repeat("a", 65<<10)); a.status != 413 {
		t.Errorf("65 KiB: status %d", a.status)
	}
	if got := r.reached(); len(got) != 0 {
		t.Errorf("SRS was asked %.300q", got)
	}
	if a := r.ask("POST", whip+good, strings.Repeat("a", 60<<10)); a.status != 201 {
		t.Errorf("60 KiB: status %d", a.status)
	}
}

// TestAddresses: publishing from addresses that are not allowed ends at nginx; watching does not.
func TestAddresses(t *testing.T) {
	for allow, want := range map[string]int{"192.0.2.0/24": 403, "127.0.0.77/8": 201, "2001:db8::/32": 403} {
		r := start(t, 1, func(o *Options) { o.AllowPublish = []netip.Prefix{netip.MustParsePrefix(allow)} })
		if a := r.ask("POST", "/rtc/v1/whip/?app=live&stream=7&token="+good, "v=0"); a.status != want {
			t.Errorf("%s: publishing: status %d, want %d", allow, a.status, want)
		}
		if a := r.ask("POST", "/rtc/v1/whep/?app=live&stream=7&token="+good, "v=0"); a.status != 201 {
			t.Errorf("%s: watching: status %d", allow, a.status)
		}
	}
}

// TestFLV: the stream comes as SRS sends it, ends at SRS when the player goes, and at the player when SRS ends it.
func TestFLV(t *testing.T) {
	r := start(t, 1, nil)
	play := func() (*bufio.Reader, io.Closer) {
		c := r.dial(1)
		fmt.Fprintf(c, "GET /live/7.flv?token=%s HTTP/1.1\r\nHost: %s\r\n\r\n", good, host)
		b := bufio.NewReader(c)
		res, err := http.ReadResponse(b, nil)
		if err != nil {
			t.Fatal(err)
		}
		first := make([]byte, 3)
		if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != "FLV" || res.StatusCode != 200 {
			t.Fatalf("%d, %q, %v", res.StatusCode, first, err)
		}
		return bufio.NewReader(res.Body), c
	}
	_, c := play()
	c.Close()
	r.wait(r.srs[0].gone)
	rest, c := play()
	defer c.Close()
	r.srs[0].http.CloseClientConnections() // as a kick
	if b, err := io.ReadAll(rest); len(b) != 0 || err == os.ErrDeadlineExceeded {
		t.Errorf("after a kick: %q, %v", b, err)
	}
	r.wait(r.srs[0].gone)
	if want := "GET /live/7.flv?token=" + good; r.reached()[0] != want {
		t.Errorf("SRS was asked %q, want %q", r.reached()[0], want)
	}
}

func (r *rig) wait(signal <-chan struct{}) {
	r.t.Helper()
	select {
	case <-signal:
	case <-time.After(15 * time.Second):
		r.t.Fatal("nothing in 15 s")
	}
}

// TestLogs: no token and no secret in nginx' logs, whatever fails; and the control: another level of the error log would show them.
func TestLogs(t *testing.T) {
	for _, level := range []string{"emerg", "error"} {
		r := start(t, 1, nil, func(conf string) string { return strings.Replace(conf, "error.log emerg;", "error.log "+level+";", 1) })
		lost := token("good-lost")
		r.ask("POST", "/rtc/v1/whip/?app=live&stream=7&token="+good, "v=0", "Referer: https://haus25.live/?token="+lost, "User-Agent: "+lost)
		r.ask("GET", "/hls/"+good+"/live/7/1-2-3.ts", "")
		r.ask("GET", "/live/7.m3u8?token="+good, "")
		r.ask("GET", "//hls/"+good+"/x?y="+good, "")
		r.ask("GET", "/live/7.flv?token="+token("sold"), "")
		r.ask("GET", "/live/7.flv?token="+token("broken"), "")
		r.ask("POST", "/rtc/v1/whip/?app=live&stream=7&token="+good, strings.Repeat("a", 65<<10))
		r.srs[0].api.Close()
		r.srs[0].http.Close()
		if a := r.ask("GET", "/hls/"+good+"/live/7/1-2-3.ts", ""); a.status != 502 {
			t.Errorf("without SRS: status %d", a.status)
		}
		r.haus.Close()
		r.ask("POST", "/rtc/v1/whip/?app=live&stream=7&token="+good, "v=0")
		r.stop()
		all := read(t, filepath.Join(r.logs, "haus.log")) + read(t, filepath.Join(r.logs, "haus-error.log")) + read(t, filepath.Join(r.logs, "main.log"))
		leaks := false
		for _, word := range []string{good, lost, token("sold"), token("broken"), shared} {
			leaks = leaks || strings.Contains(all, word)
		}
		if want := level == "error"; leaks != want {
			t.Errorf("error_log %s: tokens in it: %v\n%s", level, leaks, all)
		}
		access := read(t, filepath.Join(r.logs, "haus.log"))
		for _, line := range []string{` POST whip 7 201 `, ` GET segment 7 200 `, ` GET entry 7 302 `, ` GET none - 404 `, ` GET flv 7 403 `, ` GET flv 7 503 `, ` POST whip 7 413 `, ` GET segment 7 502 `, ` POST whip 7 503 `} {
			if !strings.Contains(access, line) {
				t.Errorf("the access log lacks %q:\n%s", line, access)
			}
		}
	}
}

// script is the documentation's way to start SRS, with a stand-in that writes what it is told.
func script(t *testing.T) string {
	t.Helper()
	doc := read(t, "../../../docs/streaming.md")
	_, after, ok := strings.Cut(doc, "```bash\n")
	text, _, closed := strings.Cut(after, "```")
	if !ok || !closed || !strings.Contains(text, Filter) {
		t.Fatalf("docs/streaming.md does not start SRS with the filter %s", Filter)
	}
	start := "./objs/srs -c /etc/srs/haus.conf"
	if !strings.Contains(text, start) {
		t.Fatalf("docs/streaming.md does not start SRS by %s", start)
	}
	return strings.Replace(text, start, "sh -c 'cat >&2; exit 3'", 1)
}

// TestFilter: what SRS writes of a refused publisher, in words and in JSON, goes through the filter without its token, and what starts SRS
// so ends as SRS does.
func TestFilter(t *testing.T) {
	cmd := exec.Command("bash", "-c", script(t))
	cmd.Stdin = strings.NewReader(`serve error code=1028 : on_publish failed, url=http://127.0.0.1:8482/srs?secret=` + shared + `, request={"action":"on_publish","param":"?token=` + good + `","tcUrl":"rtmp://h/live?a=b&TOKEN%3D` + good + `","stream":"7"}, response={"code":1}
GET /hls/` + good + `/live/7.m3u8
param=app=live&stream=7&token=short&x=y
`)
	out, err := cmd.Output()
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 3 {
		t.Fatalf("%v", err)
	}
	if regexp.MustCompile(`xxxx|0123456789|short`).Match(out) {
		t.Errorf("a token or the secret is left:\n%s", out)
	}
	for _, kept := range []string{"on_publish failed", `"stream":"7"`, `response={"code":1}`, "/live/7.m3u8", "&x=y"} {
		if !strings.Contains(string(out), kept) {
			t.Errorf("%q is gone:\n%s", kept, out)
		}
	}
}
