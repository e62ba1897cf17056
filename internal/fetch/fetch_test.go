package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"

	"github.com/haus25/backend/store/content"
	"github.com/haus25/backend/store/content/contenttest"
)

func provider(t *testing.T) *contenttest.Server {
	t.Helper()
	s, err := contenttest.Start("kubo", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func give(t *testing.T, s *contenttest.Server, b []byte, chunk int64) cid.Cid {
	t.Helper()
	c, err := s.Put(b, chunk)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// server answers everything with h.
func server(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

type class struct {
	temporary, uri, large, json, wrong, none, refused bool
}

func classOf(err error) class {
	_, temporary := errors.AsType[*Temporary](err)
	if temporary {
		return class{temporary: true}
	}
	return class{false, errors.Is(err, ErrURI), errors.Is(err, ErrTooLarge), errors.Is(err, ErrNotJSON), errors.Is(err, ErrWrongContent), errors.Is(err, ErrNoFile), errors.Is(err, ErrRefused)}
}

// TestThroughGateway gets files of every layout, alone and in folders, and each is proved.
func TestThroughGateway(t *testing.T) {
	s := provider(t)
	f := newFetcher(t, Options{Gateways: []string{s.URL}})
	small, large := []byte(`{"name":"a show"}`), bytes.Repeat([]byte(`{"n":1}`), 100_000)
	many := map[string]cid.Cid{}
	for i := range 6000 { // so many that kubo makes a tree of the folder
		many[fmt.Sprintf("chunk-%04d-with-a-rather-long-name.ts", i)] = give(t, s, fmt.Append(nil, i), content.BlockSize)
	}
	tree, err := s.PutDirectory(t.Context(), many)
	if err != nil {
		t.Fatal(err)
	}
	odd := give(t, s, large, 1000)
	dir, err := s.PutDirectory(t.Context(), map[string]cid.Cid{"7.json": give(t, s, small, content.BlockSize), "odd": odd, "many": tree})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		want []byte
	}{
		{give(t, s, small, content.BlockSize).String(), small},
		{give(t, s, large, content.BlockSize).String(), large},
		{give(t, s, nil, content.BlockSize).String(), nil},
		{odd.String(), large}, // only its blocks prove it
		{dir.String() + "/7.json", small},
		{dir.String() + "/odd", large},
		{dir.String() + "/many/chunk-5999-with-a-rather-long-name.ts", []byte("5999")},
		{tree.String() + "/chunk-0000-with-a-rather-long-name.ts", []byte("0")},
	} {
		doc, err := f.Fetch(t.Context(), "ipfs://"+c.path)
		if err != nil || !bytes.Equal(doc.Body, c.want) {
			t.Errorf("%s: %d bytes, %v", c.path, len(doc.Body), err)
		}
		if ok, err := content.Matches(t.Context(), doc.CID, bytes.NewReader(c.want)); doc.CID != odd && (!ok || err != nil) {
			t.Errorf("%s: its CID is %s", c.path, doc.CID)
		}
	}
	for _, path := range []string{dir.String(), tree.String(), dir.String() + "/absent", tree.String() + "/absent", dir.String() + "/7.json/x", dir.String() + "/many"} {
		if doc, err := f.Fetch(t.Context(), "ipfs://"+path); classOf(err) != (class{none: true}) {
			t.Errorf("%s: %+v, %v", path, doc, err)
		}
	}
	// None of this was the gateway's fault.
	if rest := f.gateways[0].resting(); rest > 0 {
		t.Errorf("the gateway rests for %s", rest)
	}
	if _, err := f.Fetch(t.Context(), "ipfs://"+rawHello); classOf(err) != (class{temporary: true}) {
		t.Errorf("what is not there yet: %v", err)
	}
}

func TestLies(t *testing.T) {
	honest := provider(t)
	hello := []byte("hello world\n")
	give(t, honest, hello, content.BlockSize)
	carOf := func(root cid.Cid, b []byte) []byte { // a CAR whose blocks are another file's
		var out bytes.Buffer
		if err := content.WriteCAR(t.Context(), &out, content.CID(b), bytes.NewReader(b)); err != nil {
			t.Fatal(err)
		}
		return bytes.Replace(out.Bytes(), content.CID(b).Bytes(), root.Bytes(), -1)
	}
	for name, lie := range map[string]http.HandlerFunc{
		"other bytes": func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello w0rld\n") },
		"nothing":     func(w http.ResponseWriter, r *http.Request) {},
		"a page":      func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html>") },
		"a CAR of other bytes": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", carType)
			c, err := content.ParseCID(rawHello)
			if err == nil {
				w.Write(carOf(c, []byte("hello w0rld\n")))
			}
		},
		"too much": func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, content.MaxJSON+1)) },
	} {
		liar := server(t, lie)
		f := newFetcher(t, Options{Gateways: []string{liar}})
		_, err := f.Fetch(t.Context(), "ipfs://"+rawHello)
		if got := classOf(err); got != (class{wrong: true}) && got != (class{large: true}) {
			t.Errorf("%s: %v", name, err)
		}
		f = newFetcher(t, Options{Gateways: []string{liar, honest.URL}})
		if doc, err := f.Fetch(t.Context(), "ipfs://"+rawHello); err != nil || !bytes.Equal(doc.Body, hello) {
			t.Errorf("%s, then the truth: %q, %v", name, doc.Body, err)
		}
	}
}

// TestBrokenCARs: blocks that lie are the gateway's fault, blocks that are missing may come.
func TestBrokenCARs(t *testing.T) {
	s := provider(t)
	b := bytes.Repeat([]byte("0123456789"), 1000)
	odd := give(t, s, b, 999)
	for name, c := range map[string]struct {
		change func(car []byte) []byte
		want   class
	}{
		"a byte changed":    {func(car []byte) []byte { car[len(car)/2] ^= 1; return car }, class{wrong: true}},
		"cut in a block":    {func(car []byte) []byte { return car[:len(car)-10] }, class{wrong: true}},
		"nothing":           {func([]byte) []byte { return nil }, class{wrong: true}},
		"absurd length":     {func([]byte) []byte { return bytes.Repeat([]byte{0xff}, 9) }, class{wrong: true}},
		"only the header":   {func(car []byte) []byte { return car[:int(car[0])+1] }, class{temporary: true}},
		"whole, and longer": {func(car []byte) []byte { return append(car, 5, 1, 2, 3, 4, 5) }, class{wrong: true}},
	} {
		gateway := server(t, func(w http.ResponseWriter, r *http.Request) {
			resp, err := http.Get(s.URL + r.URL.String())
			if err != nil {
				return
			}
			defer resp.Body.Close()
			body, _ := io.ReadAll(resp.Body)
			w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
			if r.URL.Query().Get("format") == "car" {
				body = c.change(body)
			}
			w.Write(body)
		})
		f := newFetcher(t, Options{Gateways: []string{gateway}})
		doc, err := f.Fetch(t.Context(), "ipfs://"+odd.String())
		if classOf(err) != c.want {
			t.Errorf("%s: %d bytes, %v", name, len(doc.Body), err)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

// TestBomb: a few blocks that name each other a thousand times each are 10^15 visits, and no byte.
func TestBomb(t *testing.T) {
	s := provider(t)
	var node ipld.Node = merkledag.NodeWithData(unixfs.FilePBData(nil, 0))
	for range 5 {
		if err := s.Add(t.Context(), node); err != nil {
			t.Fatal(err)
		}
		outer := unixfs.NewFSNode(unixfs.TFile)
		next := &merkledag.ProtoNode{}
		for range 1000 {
			outer.AddBlockSize(0)
			if err := next.AddRawLink("", &ipld.Link{Cid: node.Cid()}); err != nil {
				t.Fatal(err)
			}
		}
		data, err := outer.GetBytes()
		if err != nil {
			t.Fatal(err)
		}
		next.SetData(data)
		node = next
	}
	if err := s.Add(t.Context(), node); err != nil {
		t.Fatal(err)
	}
	dir, err := s.PutDirectory(t.Context(), map[string]cid.Cid{"bomb": node.Cid()})
	if err != nil {
		t.Fatal(err)
	}
	f := newFetcher(t, Options{Gateways: []string{s.URL}})
	if _, err := f.Fetch(t.Context(), "ipfs://"+dir.String()+"/bomb"); classOf(err) != (class{large: true}) {
		t.Error(err)
	}
}

// TestPlainURLs are a stranger's server on this machine, as in a development world.
func TestPlainURLs(t *testing.T) {
	bomb := func() []byte {
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		z.Write(bytes.Repeat([]byte(" "), 50<<20))
		z.Close()
		return out.Bytes()
	}()
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		want class
	}{
		"fine":          {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"a":1}`) }, class{}},
		"declared size": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "99999999") }, class{large: true}},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		}, class{large: true}},
		"gzip bomb": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb)
		}, class{large: true}},
		"less than declared": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			io.WriteString(w, `{"a":1}`)
		}, class{temporary: true}},
		"headers without end": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X", strings.Repeat("x", 1<<20))
		}, class{temporary: true}},
		"hangs":                {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, class{temporary: true}},
		"not JSON":             {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") }, class{json: true}},
		"not an object":        {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "[1]") }, class{json: true}},
		"one name twice":       {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"a":1,"a":2}`) }, class{json: true}},
		"redirects in circles": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }, class{uri: true}},
		"forbidden":            {status(403), class{refused: true}},
		"gone":                 {status(410), class{refused: true}},
		"not there yet":        {status(404), class{temporary: true}},
		"busy":                 {status(429), class{temporary: true}},
		"down":                 {status(502), class{temporary: true}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFetcher(t, Options{loopback: true, Timeout: 300 * time.Millisecond})
			if name != "hangs" {
				f.o.Timeout = 30 * time.Second
			}
			doc, err := f.FetchJSON(t.Context(), server(t, c.h)+"/secret-path?token=SECRET")
			if (err == nil) != (c.want == class{}) || classOf(err) != c.want {
				t.Errorf("%d bytes, %v", len(doc.Body), err)
			}
			if err != nil && strings.Contains(strings.ToLower(err.Error()), "secret") {
				t.Errorf("it shows too much: %v", err)
			}
		})
	}
	f := newFetcher(t, Options{loopback: true})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := f.Fetch(ctx, server(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() }))
	if !errors.Is(err, context.Canceled) || classOf(err).temporary {
		t.Errorf("the caller's end: %v", err)
	}
}

func TestRetryAfter(t *testing.T) {
	u := server(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(503)
	})
	f := newFetcher(t, Options{loopback: true})
	_, err := f.Fetch(t.Context(), u)
	if again, ok := errors.AsType[*Temporary](err); !ok || again.After != 7*time.Second {
		t.Error(err)
	}
}

func localStore(t *testing.T) *content.Store {
	t.Helper()
	s, err := content.Open(content.Options{Dir: filepath.Join(t.TempDir(), "content")})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLocalFirst(t *testing.T) {
	s := provider(t)
	var asked atomic.Int64
	counting := server(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, s.URL+r.URL.String(), http.StatusFound)
	})
	local := localStore(t)
	f := newFetcher(t, Options{Gateways: []string{counting, s.URL}, Local: local})
	b := []byte(`{"a":1}`)
	c := give(t, s, b, content.BlockSize)
	dir, err := s.PutDirectory(t.Context(), map[string]cid.Cid{"a.json": c})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Fetch(t.Context(), "ipfs://"+dir.String()+"/a.json"); err != nil || asked.Load() != 1 {
		t.Fatalf("%v, %d requests", err, asked.Load())
	}
	if n := local.TotalBytes(); n != 0 {
		t.Errorf("%d bytes of a stranger's are kept", n)
	}
	if info, err := local.Put(t.Context(), bytes.NewReader(b), ""); err != nil || info.CID != c {
		t.Fatalf("%+v, %v", info, err)
	}
	for _, uri := range []string{"ipfs://" + c.String(), "https://elsewhere.example/ipfs/" + c.String()} {
		if doc, err := f.FetchJSON(t.Context(), uri); err != nil || !bytes.Equal(doc.Body, b) || doc.CID != c || asked.Load() != 1 {
			t.Errorf("%s: %q, %v, %d requests", uri, doc.Body, err, asked.Load())
		}
	}
	tight := newFetcher(t, Options{Local: local, MaxBytes: 3})
	if _, err := tight.Fetch(t.Context(), "ipfs://"+c.String()); classOf(err) != (class{large: true}) {
		t.Errorf("larger than is taken: %v", err)
	}
	alone := newFetcher(t, Options{Local: local})
	if _, err := alone.Fetch(t.Context(), "ipfs://"+c.String()); err != nil {
		t.Errorf("without gateways: %v", err)
	}
	if _, err := alone.Fetch(t.Context(), "ipfs://"+oldHello); classOf(err) != (class{temporary: true}) || !strings.Contains(err.Error(), "content.gateways") {
		t.Errorf("without gateways, not here: %v", err)
	}
}

// TestGatewayOfTheURI: a document that only the gateway in its own URL has is found there, and verified like any other.
func TestGatewayOfTheURI(t *testing.T) {
	s, empty := provider(t), provider(t)
	b := []byte(`{"only":"here"}`)
	c := give(t, s, b, content.BlockSize)
	f := newFetcher(t, Options{Gateways: []string{empty.URL}, loopback: true})
	if doc, err := f.FetchJSON(t.Context(), s.URL+"/ipfs/"+c.String()); err != nil || !bytes.Equal(doc.Body, b) || doc.CID != c {
		t.Errorf("%q, %v", doc.Body, err)
	}
	liar := server(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"only":"lies"}`) })
	if doc, err := f.FetchJSON(t.Context(), liar+"/ipfs/"+c.String()); err == nil {
		t.Errorf("%q was believed", doc.Body)
	}
}

// TestGatewaysRest: one that is down is not asked for a while; one that lacks a stranger's content goes on being asked.
func TestGatewaysRest(t *testing.T) {
	s := provider(t)
	c := give(t, s, []byte("x"), content.BlockSize)
	for code, rests := range map[int]bool{500: true, 502: true, 503: true, 429: true, 504: false, 404: false, 410: false, 451: false} {
		var asked atomic.Int64
		down := server(t, func(w http.ResponseWriter, _ *http.Request) { asked.Add(1); w.WriteHeader(code) })
		f := newFetcher(t, Options{Gateways: []string{down, s.URL}})
		for range 3 {
			if _, err := f.Fetch(t.Context(), "ipfs://"+c.String()); err != nil {
				t.Errorf("%d: %v", code, err)
			}
		}
		if want := map[bool]int64{true: 1, false: 3}[rests]; asked.Load() != want {
			t.Errorf("%d: asked %d times, want %d", code, asked.Load(), want)
		}
	}
	rude := newFetcher(t, Options{Gateways: []string{server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })}})
	if _, err := rude.Fetch(t.Context(), "ipfs://"+c.String()); classOf(err) != (class{temporary: true}) {
		t.Errorf("a gateway that refuses us settles nothing: %v", err)
	}
	dead := httptest.NewServer(http.NotFoundHandler())
	dead.Close()
	f := newFetcher(t, Options{Gateways: []string{dead.URL + "/?key=SECRET"}})
	for range 2 {
		_, err := f.Fetch(t.Context(), "ipfs://"+c.String())
		if classOf(err) != (class{temporary: true}) || strings.Contains(err.Error(), "SECRET") {
			t.Error(err)
		}
	}
	again, ok := errors.AsType[*Temporary](func() error { _, err := f.Fetch(t.Context(), "ipfs://"+c.String()); return err }())
	if !ok || again.After <= 0 {
		t.Errorf("it does not say when: %+v", again)
	}
}

func TestNewRefuses(t *testing.T) {
	for _, base := range []string{"", "ipfs.io", "ftp://ipfs.io", "https://"} {
		if _, err := New(Options{Gateways: []string{base}}); err == nil {
			t.Errorf("%q is a gateway", base)
		}
	}
}
