package api

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/haus25/backend/store/content"
)

func contentWorld(t testing.TB) (*world, *content.Store) {
	t.Helper()
	s, err := content.Open(content.Options{Dir: filepath.Join(t.TempDir(), "content")})
	if err != nil {
		t.Fatal(err)
	}
	return newWorld(t, func(o *Options) { o.Content = content.Gateway(s, nil) }), s
}

func keep(t testing.TB, s *content.Store, b []byte) string {
	t.Helper()
	info, err := s.Put(t.Context(), bytes.NewReader(b), "")
	if err != nil {
		t.Fatal(err)
	}
	return "/ipfs/" + info.CID.String()
}

// request makes a request with headers given as pairs.
func (w *world) request(method, path string, headers ...string) (*http.Response, []byte) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return resp, body
}

func TestContentIsServed(t *testing.T) {
	w, s := contentWorld(t)
	document := []byte(`{"name":"a show"}`)
	path := keep(t, s, document)
	resp, body := w.request("GET", path)
	if resp.StatusCode != 200 || !bytes.Equal(body, document) {
		t.Fatalf("%d %s", resp.StatusCode, body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/json", "Etag": `"` + strings.TrimPrefix(path, "/ipfs/") + `"`, "Cache-Control": "public, max-age=31536000, immutable",
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox", "Accept-Ranges": "bytes", "Content-Length": "17",
		"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Accept-Ranges, Allow, Content-Range, ETag, Retry-After", "Content-Disposition": "",
	} {
		if got := strings.Join(resp.Header.Values(name), "|"); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if resp, body := w.request("HEAD", path); resp.StatusCode != 200 || len(body) > 0 || resp.ContentLength != 17 {
		t.Errorf("HEAD: %d, %d bytes, length %d", resp.StatusCode, len(body), resp.ContentLength)
	}
	if resp, body := w.request("GET", path, "If-None-Match", resp.Header.Get("Etag")); resp.StatusCode != 304 || len(body) > 0 {
		t.Errorf("If-None-Match: %d %s", resp.StatusCode, body)
	}
	if resp, body := w.request("GET", path, "Range", "bytes=2-5"); resp.StatusCode != 206 || string(body) != "name" || resp.Header.Get("Content-Range") != "bytes 2-5/17" {
		t.Errorf("range: %d %s %s", resp.StatusCode, body, resp.Header.Get("Content-Range"))
	}
	if resp, body := w.request("GET", path, "Range", "bytes=17-"); resp.StatusCode != 416 || resp.Header.Get("Content-Type") != "application/problem+json" ||
		resp.Header.Get("Content-Range") != "bytes */17" || !strings.Contains(string(body), "17 bytes") {
		t.Errorf("range beyond the end: %d %v %s", resp.StatusCode, resp.Header, body)
	}
}

func TestContentRefuses(t *testing.T) {
	w, s := contentWorld(t)
	path := keep(t, s, []byte("x"))
	absent := "/ipfs/" + content.CID([]byte("absent")).String()
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", absent, 404}, {"GET", absent + "/a/b", 404}, {"GET", path + "/a", 404}, {"GET", "/ipfs/x", 400}, {"GET", "/ipfs/..%2f..%2fetc%2fpasswd", 400},
		{"GET", path + "/%2e%2e/x", 404}, {"GET", "/ipfs/", 400}, {"POST", path, 405}, {"DELETE", path, 405}, {"GET", "/ipfs", 404},
	} {
		resp, body := w.request(c.method, c.path)
		var p problem
		if err := json.Unmarshal(body, &p); resp.StatusCode != c.want || err != nil || p.Status != c.want || p.Detail == "" || resp.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %d %s, want %d", c.method, c.path, resp.StatusCode, body, c.want)
		}
	}
	plain := newWorld(t)
	if resp, body := plain.request("GET", path); resp.StatusCode != 404 || resp.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("without content: %d %s", resp.StatusCode, body)
	}
}

// TestLargeContentIsStreamed reads a file far larger than what the process may grow by, and leaves another in the middle.
func TestLargeContentIsStreamed(t *testing.T) {
	w, s := contentWorld(t)
	const size = 192 << 20
	info, err := s.Put(t.Context(), io.LimitReader(rand.NewChaCha8([32]byte{7}), size), content.TypeMP4)
	if err != nil {
		t.Fatal(err)
	}
	path := "/ipfs/" + info.CID.String()
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	resp, err := w.client.Get(w.url + path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, resp.Body, size/2); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&during)
	if grown := int64(during.HeapAlloc) - int64(before.HeapAlloc); grown > 16<<20 {
		t.Errorf("%d MB more memory in the middle of an answer", grown>>20)
	}
	c, n, err := content.Identify(t.Context(), io.LimitReader(rand.NewChaCha8([32]byte{7}), size))
	if err != nil || c != info.CID || n != size {
		t.Fatalf("%s, %d, %v", c, n, err)
	}
	if rest, err := io.Copy(io.Discard, resp.Body); err != nil || rest != size/2 || resp.ContentLength != size {
		t.Errorf("the rest: %d, %v", rest, err)
	}
	resp.Body.Close()

	left, err := w.client.Get(w.url + path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, left.Body, 1<<20); err != nil {
		t.Fatal(err)
	}
	left.Body.Close() // goleak sees whether the handler's goroutine ends
	resp, body := w.request("GET", path, "Range", "bytes=-1000")
	if resp.StatusCode != 206 || len(body) != 1000 {
		t.Errorf("the last bytes: %d, %d", resp.StatusCode, len(body))
	}
}

// TestServerStopsWhileContentIsRead: a reader that takes nothing does not hold the process.
func TestServerStopsWhileContentIsRead(t *testing.T) {
	w, s := contentWorld(t)
	info, err := s.Put(t.Context(), io.LimitReader(rand.NewChaCha8([32]byte{7}), 64<<20), content.TypeMP4)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := w.client.Get(w.url + "/ipfs/" + info.CID.String())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	w.stop()
	if _, err := io.Copy(io.Discard, resp.Body); err == nil {
		t.Error("the answer was whole")
	}
}

func TestHandlerOfContentCrashes(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Content = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "late") {
				w.Header().Set("Content-Length", "100")
				w.Write([]byte("begun"))
			}
			panic("crash")
		})
	})
	if resp, _ := w.request("GET", "/ipfs/early"); resp.StatusCode != 500 {
		t.Errorf("before it began: %d", resp.StatusCode)
	}
	resp, err := w.client.Get(w.url + "/ipfs/late")
	if err == nil {
		defer resp.Body.Close()
		if _, err = io.ReadAll(resp.Body); err == nil {
			t.Error("a cut answer looks whole")
		}
	}
}

// BenchmarkContent is what one connection of this machine gets.
func BenchmarkContent(b *testing.B) {
	w, s := contentWorld(b)
	const size = 64 << 20
	info, err := s.Put(b.Context(), io.LimitReader(rand.NewChaCha8([32]byte{7}), size), content.TypeMP4)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	for b.Loop() {
		resp, err := w.client.Get(w.url + "/ipfs/" + info.CID.String())
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, resp.Body); n != size || err != nil {
			b.Fatal(n, err)
		}
		resp.Body.Close()
	}
}
