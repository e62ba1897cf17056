package content

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
)

func ask(h http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestStrangersFilesAreHarmless: what could run in a browser comes as a download, and everything in a sandbox.
func TestStrangersFilesAreHarmless(t *testing.T) {
	s := newStore(t)
	g := Gateway(s, nil)
	for _, c := range []struct {
		body, hint, kind string
		download         bool
	}{
		{`{"a":1}`, "", TypeJSON, false},
		{"#EXTM3U\n", "", TypePlaylist, false},
		{"\x89PNG\x0d\x0a\x1a\x0a", "", "image/png", false},
		{"media", TypeMP4, TypeMP4, false},
		{"<html><script>alert(1)</script>", "", unknownType, true},
		{`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "", unknownType, true},
		{`<?xml version="1.0"?><svg/>`, "", unknownType, true},
		{"%PDF-1.7", "", unknownType, true},
		{"words", "", unknownType, true},
	} {
		info := put(t, s, []byte(c.body), c.hint)
		w := ask(g, "GET", GatewayPath+info.CID.String())
		h := w.Header()
		disposition := ""
		if c.download {
			disposition = `attachment; filename="` + info.CID.String() + `"`
		}
		if w.Code != 200 || w.Body.String() != c.body || h.Get("Content-Type") != c.kind || h.Get("Content-Disposition") != disposition ||
			h.Get("Content-Security-Policy") != "sandbox" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q: %d %v", c.body, w.Code, h)
		}
	}
}

func TestGatewayInFolders(t *testing.T) {
	s := newStore(t)
	g := Gateway(s, nil)
	playlist, part := put(t, s, []byte("#EXTM3U\npart 1.ts\n"), "").CID, put(t, s, pattern(BlockSize+1), TypeMPEGTS).CID
	dir, err := s.PutDirectory(t.Context(), []Entry{{Name: "playlist.m3u8", CID: playlist}, {Name: "part 1.ts", CID: part}})
	if err != nil {
		t.Fatal(err)
	}
	root := GatewayPath + dir.String()
	if w := ask(g, "GET", root+"/playlist.m3u8"); w.Code != 200 || w.Header().Get("ETag") != `"`+playlist.String()+`"` || w.Header().Get("Content-Type") != TypePlaylist {
		t.Errorf("playlist: %d %v", w.Code, w.Header())
	}
	if w := ask(g, "GET", root+"/part%201.ts", "Range", "bytes=262144-"); w.Code != 206 || !bytes.Equal(w.Body.Bytes(), pattern(BlockSize + 1)[BlockSize:]) {
		t.Errorf("part: %d, %d bytes", w.Code, w.Body.Len())
	}
	for _, path := range []string{"", "/", "/absent", "/playlist.m3u8/x", "/.."} {
		w := ask(g, "GET", root+path)
		if w.Code != 404 || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%q: %d %s", path, w.Code, w.Body)
		}
	}
	if w := ask(g, "GET", root); !strings.Contains(w.Body.String(), "folder") {
		t.Errorf("a folder: %s", w.Body)
	}
	if w := ask(g, "GET", root+strings.Repeat("/a", maxDepthOfPath+1)); w.Code != 400 {
		t.Errorf("too deep: %d", w.Code)
	}
}

func TestDamageIsNotServed(t *testing.T) {
	s := newStore(t)
	c := put(t, s, []byte(`{"a":1}`), "").CID
	if err := os.WriteFile(s.path(c), []byte(`{"a":2}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if w := ask(Gateway(s, nil), "GET", GatewayPath+c.String()); w.Code != 500 || strings.Contains(w.Body.String(), s.o.Dir) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// FuzzGateway: no path is anything but a file, a problem or a redirect-free refusal, and none leaves the store.
func FuzzGateway(f *testing.F) {
	s := newStore(f)
	known := put(f, s, []byte("hello world\n"), "").CID.String()
	for _, seed := range []string{"/ipfs/" + known, "/ipfs/QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o/x", "/ipfs/../../etc/passwd", "/ipfs/%00", "/ipfs/" + known + "/%2e%2e/a", "//ipfs/x", "/ipfs/tmp"} {
		f.Add(seed)
	}
	g := Gateway(s, nil)
	f.Fuzz(func(t *testing.T, path string) {
		u, err := url.ParseRequestURI(path)
		if err != nil {
			return
		}
		w := httptest.NewRecorder()
		g.ServeHTTP(w, &http.Request{Method: "GET", URL: u, Header: http.Header{}})
		switch w.Code {
		case 200:
			if w.Body.String() != "hello world\n" {
				t.Fatalf("%q gave %q", path, w.Body)
			}
		case 400, 404:
			if !json.Valid(w.Body.Bytes()) {
				t.Fatalf("%q: %q", path, w.Body)
			}
		default:
			t.Fatalf("%q: %d %s", path, w.Code, w.Body)
		}
	})
}
