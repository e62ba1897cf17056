package fetch

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	rawHello = "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4" // "hello world\n", one raw block
	oldHello = "QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o"              // the same by kubo's old default
)

func TestParse(t *testing.T) {
	for uri, want := range map[string]struct{ cid, path, url, data string }{
		"ipfs://" + rawHello:                                      {cid: rawHello},
		"ipfs://" + oldHello + "/":                                {cid: oldHello},
		"ipfs://" + oldHello + "/a/b%20c.json":                    {cid: oldHello, path: "a|b c.json"},
		"ipfs://" + oldHello + "//a":                              {cid: oldHello, path: "a"},
		"ipfs://ipfs/" + oldHello + "/7":                          {cid: oldHello, path: "7"},
		"ipfs://" + oldHello + "/a?x=1#y":                         {cid: oldHello, path: "a"},
		"https://ipfs.io/ipfs/" + rawHello:                        {cid: rawHello, url: "https://ipfs.io/ipfs/" + rawHello},
		"https://gw.example/ipfs/" + oldHello + "/x?t=1":          {cid: oldHello, path: "x", url: "https://gw.example/ipfs/" + oldHello + "/x?t=1"},
		"https://" + rawHello + ".ipfs.dweb.link/":                {cid: rawHello, url: "https://" + rawHello + ".ipfs.dweb.link/"},
		"https://example.org/e/7.json?v=2#top":                    {url: "https://example.org/e/7.json?v=2"},
		"https://example.org:443/ipfs/nothing":                    {url: "https://example.org:443/ipfs/nothing"},
		`data:application/json,{"a":1}`:                           {data: `{"a":1}`},
		"data:application/json,%7B%22a%22%3A1%7D":                 {data: `{"a":1}`},
		"data:application/json;charset=utf-8;base64,eyJhIjoxfQ==": {data: `{"a":1}`},
		"DATA:application/json;base64,eyJhIjoxfQ":                 {data: `{"a":1}`},
	} {
		s, err := parse(uri, 1000, false)
		if err != nil {
			t.Errorf("%s: %v", uri, err)
			continue
		}
		got := struct{ cid, path, url, data string }{path: strings.Join(s.path, "|"), data: string(s.data)}
		if s.cid.Defined() {
			got.cid = s.cid.String()
		}
		if s.url != nil {
			got.url = s.url.String()
		}
		if got != want {
			t.Errorf("%s:\n%+v, want\n%+v", uri, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, uri := range []string{
		"", "x", "ipfs://", "ipfs://x", "ipfs:" + rawHello, "ipfs:///" + rawHello, "ipns://example.org", "ar://x", "file:///etc/passwd", "ftp://example.org/x",
		"http://example.org/x", "http://127.0.0.1/x", "javascript:alert(1)", "gopher://example.org", "//example.org/x", "/etc/passwd",
		"https://", "https:///x", "https://user@example.org/", "https://user:pass@example.org/", "https:example.org", "https://example.org:8443/", "https://example.org:22/",
		"https://exa mple.org/", "https://example.org/a b", "https://example.org/\x00", "https://example.org/\r\nHost: x", "https://example.org/\xff", "https://[::1", "https://%zz/",
		"ipfs://" + oldHello + "/..", "ipfs://" + oldHello + "/a/%2e%2e/b", "ipfs://" + oldHello + "/a%2fb", "ipfs://" + oldHello + "/a%00", "ipfs://" + oldHello + "/%ff",
		"ipfs://" + oldHello + "/" + strings.Repeat("a/", maxPath+1), "ipfs://" + oldHello + "/" + strings.Repeat("a", maxSegment+1), "ipfs://user@" + oldHello,
		"https://example.org/" + strings.Repeat("a", maxURL), "ipfs://bafkqabtimvwgy3yk", // an identity CID
		"data:", "data:,x", "data:text/html,<script>", "data:application/json", "data:text/html;base64,eyJhIjoxfQ==", "data:application/json,%zz", "data:application/json;base64,***",
	} {
		if s, err := parse(uri, 1000, false); !errors.Is(err, ErrURI) {
			t.Errorf("%.80q: %+v, %v", uri, s, err)
		}
	}
	for _, uri := range []string{"data:application/json," + strings.Repeat("x", 1001), "data:application/json," + strings.Repeat("x", 100_000), "data:application/json;base64," + base64.StdEncoding.EncodeToString(make([]byte, 1001))} {
		if _, err := parse(uri, 1000, false); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%d bytes: %v", len(uri), err)
		}
	}
}

func TestParseInDevelopment(t *testing.T) {
	for _, uri := range []string{"http://127.0.0.1:8480/x", "http://localhost:1/x", "http://[::1]:80/x", "https://127.0.0.1:8443/x"} {
		if _, err := parse(uri, 1000, true); err != nil {
			t.Errorf("%s: %v", uri, err)
		}
	}
	for _, uri := range []string{"http://10.0.0.1/x", "http://localhost.example.org/x", "http://example.org/", "https://example.org:8443/", "http://user@127.0.0.1/"} {
		if _, err := parse(uri, 1000, true); !errors.Is(err, ErrURI) {
			t.Errorf("%s: %v", uri, err)
		}
	}
}

// FuzzParse: whatever is understood has one meaning and no way out of it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"ipfs://" + rawHello, "ipfs://ipfs/" + oldHello + "/a%20b", "https://example.org/x", "https://x/ipfs/" + oldHello, "data:application/json;base64,eyJhIjoxfQ==", "https://" + rawHello + ".ipfs.dweb.link/a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, uri string) {
		s, err := parse(uri, 100, false)
		if err != nil {
			if !errors.Is(err, ErrURI) && !errors.Is(err, ErrTooLarge) {
				t.Fatalf("%q: %v is no class", uri, err)
			}
			return
		}
		if s.data == nil && !s.cid.Defined() && s.url == nil && !strings.HasPrefix(strings.ToLower(uri), "data:") {
			t.Fatalf("%q means nothing", uri)
		}
		if len(s.data) > 100 {
			t.Fatalf("%q: %d bytes", uri, len(s.data))
		}
		for _, name := range s.path {
			if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\x00") || !utf8.ValidString(name) {
				t.Fatalf("%q: a name %q", uri, name)
			}
		}
		if s.url != nil && (s.url.Scheme != "https" || s.url.User != nil || s.url.Hostname() == "") {
			t.Fatalf("%q: asks %s", uri, s.url)
		}
		if s.cid.Defined() {
			base, _ := url.Parse("https://gw.example/base?token=1")
			u := (&gateway{base: base}).url(s, "format=car")
			if u.Host != "gw.example" || !strings.HasPrefix(u.EscapedPath(), "/base/ipfs/"+s.cid.String()) || strings.Contains(u.EscapedPath(), "..") && !strings.Contains(strings.Join(s.path, "/"), "..") {
				t.Fatalf("%q: asks a gateway for %s", uri, u)
			}
		}
	})
}
