package content_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
	"github.com/haus25/backend/store/content/contenttest"
)

const secret = "SECRET-KEY-1"

var kinds = []string{"lighthouse", "pinata", "kubo"}

// provider is a stand-in and the target that speaks to it.
func provider(t *testing.T, kind string) (*contenttest.Server, content.Target) {
	t.Helper()
	key := secret
	if kind == "kubo" {
		key = "Bearer " + secret
	}
	s, err := contenttest.Start(kind, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	target, err := content.NewTarget(kind, content.TargetOptions{URL: s.URL + "/", API: s.URL, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return s, target
}

func opener(b []byte) func() (io.ReadSeekCloser, error) {
	return func() (io.ReadSeekCloser, error) { return memory{bytes.NewReader(b)}, nil }
}

type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

func upload(t *testing.T, target content.Target, b []byte) (content.Receipt, error) {
	t.Helper()
	return target.Upload(t.Context(), content.CID(b), "event-7.json", int64(len(b)), opener(b))
}

// each runs a test over every target: what is asked of one is asked of all.
func each(t *testing.T, test func(t *testing.T, s *contenttest.Server, target content.Target)) {
	for _, kind := range kinds {
		t.Run(kind, func(t *testing.T) {
			s, target := provider(t, kind)
			test(t, s, target)
		})
	}
}

func TestUpload(t *testing.T) {
	each(t, func(t *testing.T, s *contenttest.Server, target content.Target) {
		for _, n := range []int{0, 17, content.BlockSize, 3<<20 + 5} {
			b := bytes.Repeat([]byte("x"), n)
			for range 2 { // the second time it is there already
				receipt, err := upload(t, target, b)
				if err != nil {
					t.Fatalf("%d bytes: %v", n, err)
				}
				if receipt.Target != target.Name() || receipt.CID != content.CID(b) || receipt.Size != int64(n) || receipt.Via == "" {
					t.Errorf("%d bytes: %+v", n, receipt)
				}
			}
			if got, err := s.Read(t.Context(), content.CID(b)); err != nil || !bytes.Equal(got, b) {
				t.Errorf("%d bytes: it has %d, %v", n, len(got), err)
			}
		}
	})
}

// TestAnotherLayout: a provider that imports in its own way is sent the blocks, or asked by its other call.
func TestAnotherLayout(t *testing.T) {
	b := bytes.Repeat([]byte("y"), 1<<20)
	each(t, func(t *testing.T, s *contenttest.Server, target content.Target) {
		s.Fail(contenttest.Fault{Chunk: 1000})
		receipt, err := upload(t, target, b)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[string]string{"lighthouse": "dag/import", "kubo": "dag/import", "pinata": "pinFileToIPFS"}[target.Name()]; receipt.Via != want || receipt.CID != content.CID(b) {
			t.Errorf("%+v, want it by %s", receipt, want)
		}
		if got, err := s.Read(t.Context(), content.CID(b)); err != nil || !bytes.Equal(got, b) {
			t.Errorf("it has %d bytes, %v", len(got), err)
		}
	})
}

func TestWrongCIDForGood(t *testing.T) {
	s, target := provider(t, "pinata")
	s.Fail(contenttest.Fault{Chunk: 1000}, contenttest.Fault{Chunk: 1000})
	if _, err := upload(t, target, bytes.Repeat([]byte("y"), 1<<20)); !errors.Is(err, content.ErrPermanent) {
		t.Error(err)
	}
	for _, kind := range []string{"lighthouse", "kubo"} { // the blocks cannot be made either: the CID is of another layout
		s, target := provider(t, kind)
		s.Fail(contenttest.Fault{Chunk: 1000})
		c, err := content.ParseCID("QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := target.Upload(t.Context(), c, "", 12, opener([]byte("hello world\n"))); !errors.Is(err, content.ErrPermanent) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

type class struct {
	parked, permanent, retryable bool
	after                        time.Duration
}

func classOf(err error) class {
	c := class{parked: errors.Is(err, content.ErrParked), permanent: errors.Is(err, content.ErrPermanent)}
	if again, ok := errors.AsType[*content.Retryable](err); ok {
		c.retryable, c.after = true, again.After
	}
	return c
}

// TestFaults: what a target answers decides what is done next, and no error shows the key.
func TestFaults(t *testing.T) {
	type fault = contenttest.Fault
	parked, permanent, retryable := class{parked: true}, class{permanent: true}, class{retryable: true}
	for name, c := range map[string]struct {
		fault
		want class
		says string
	}{
		"wrong key":             {fault{Status: 401}, parked, "_file"},
		"told before the body":  {fault{Status: 401, Early: true}, parked, "_file"},
		"not paid":              {fault{Status: 402}, parked, "renew"},
		"forbidden":             {fault{Status: 403}, parked, "_file"},
		"trial over":            {fault{Status: 403, Body: `{"success":false,"error":"Trial expired"}`}, parked, "renew"},
		"trial over, with 200":  {fault{Status: 200, Body: `{"success": false, "error": "Trial expired"}`}, parked, "renew"},
		"moved":                 {fault{Status: 301}, parked, "_url"},
		"no such call":          {fault{Status: 404}, parked, "_url"},
		"too large":             {fault{Status: 413, Early: true}, permanent, "too large"},
		"refused":               {fault{Status: 400}, permanent, "400"},
		"time out":              {fault{Status: 408}, retryable, "408"},
		"too many":              {fault{Status: 429, RetryAfter: "17"}, class{retryable: true, after: 17 * time.Second}, "429"},
		"too many, for ever":    {fault{Status: 429, RetryAfter: "999999999"}, class{retryable: true, after: time.Hour}, "429"},
		"too many, a date past": {fault{Status: 429, RetryAfter: "Wed, 21 Oct 2015 07:28:00 GMT"}, retryable, "429"},
		"too many, nonsense":    {fault{Status: 429, RetryAfter: "soon"}, retryable, "429"},
		"broken":                {fault{Status: 500, Body: "<html>" + strings.Repeat("x", 10000)}, retryable, "500"},
		"away":                  {fault{Status: 503, RetryAfter: "5"}, class{retryable: true, after: 5 * time.Second}, "503"},
		"fails with 200":        {fault{Status: 200, Body: `{"success":false}`}, retryable, "failure"},
		"repeats the key":       {fault{Status: 500, Body: `{"error":"no such key: ` + secret + `"}`}, retryable, "***"},
		"words over lines":      {fault{Status: 500, Body: `{"error":{"message":"a\nb\u001b[31m"}}`}, retryable, "a b"},
		"cut in the middle":     {fault{Drop: true}, retryable, ""},
		"answer cut":            {fault{CutReply: true}, retryable, ""},
		"answer without end":    {fault{Huge: true}, retryable, "more than"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s *contenttest.Server, target content.Target) {
				s.Fail(c.fault)
				b := bytes.Repeat([]byte("z"), 2<<20)
				receipt, err := upload(t, target, b)
				if err == nil {
					t.Fatalf("no error: %+v", receipt)
				}
				if got := classOf(err); got != c.want || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%+v, want %+v: %v", got, c.want, err)
				}
				if text := err.Error(); strings.Contains(text, secret) || strings.ContainsAny(text, "\n\x1b") || len(text) > 1000 || !strings.Contains(text, target.Name()) {
					t.Errorf("unfit: %q", text)
				}
				if _, err := upload(t, target, b); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			})
		})
	}
}

func TestGarbage(t *testing.T) {
	each(t, func(t *testing.T, s *contenttest.Server, target content.Target) {
		s.Fail(contenttest.Fault{Garbage: true}, contenttest.Fault{Garbage: true})
		_, err := upload(t, target, []byte("x"))
		if got := classOf(err); err != nil && got.parked { // Lighthouse has the file all the same and says so when it is asked
			t.Errorf("%+v: %v", got, err)
		}
		if target.Name() != "lighthouse" && err == nil {
			t.Error("an answer that says nothing was taken for a success")
		}
	})
}

func TestWrongKeyOfOurs(t *testing.T) {
	for _, kind := range kinds {
		s, _ := provider(t, kind)
		target, err := content.NewTarget(kind, content.TargetOptions{URL: s.URL, API: s.URL, Key: "another"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := upload(t, target, []byte("x")); !errors.Is(err, content.ErrParked) || strings.Contains(err.Error(), "another") {
			t.Errorf("%s: %v", kind, err)
		}
		if len(s.Files()) > 0 {
			t.Errorf("%s: it was taken", kind)
		}
	}
	for _, kind := range []string{"lighthouse", "pinata", "web3.storage", ""} {
		if _, err := content.NewTarget(kind, content.TargetOptions{}); err == nil {
			t.Errorf("%q without a key was made", kind)
		}
	}
}

func TestNobodyListens(t *testing.T) {
	for _, kind := range kinds {
		s, target := provider(t, kind)
		s.Close()
		if _, err := upload(t, target, []byte("x")); !classOf(err).retryable || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestUploadEndsWithItsContext(t *testing.T) {
	each(t, func(t *testing.T, s *contenttest.Server, target content.Target) {
		s.Fail(contenttest.Fault{Hang: true})
		ctx, cancel := context.WithCancel(t.Context())
		opened := false
		_, err := target.Upload(ctx, content.CID([]byte("x")), "x", 1, func() (io.ReadSeekCloser, error) {
			opened = true
			cancel()
			return memory{bytes.NewReader([]byte("x"))}, nil
		})
		if !errors.Is(err, context.Canceled) || !opened {
			t.Errorf("%v", err)
		}
	})
}

// TestStalledUpload: a provider that takes nothing more ends the upload.
func TestStalledUpload(t *testing.T) {
	each(t, func(t *testing.T, s *contenttest.Server, target content.Target) {
		s.Fail(contenttest.Fault{Hang: true})
		short, err := content.NewTarget(target.Name(), content.TargetOptions{URL: s.URL, API: s.URL, Key: s.Key, Stall: 50 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 64<<20) // more than sockets hold
		_, err = short.Upload(t.Context(), cid.NewCidV1(cid.Raw, content.CID(nil).Hash()), "x", int64(len(b)), opener(b))
		if !classOf(err).retryable || !strings.Contains(err.Error(), "too long") {
			t.Error(err)
		}
	})
}

// TestSlowAnswer: a provider may think longer after the last byte than it may stall before it.
func TestSlowAnswer(t *testing.T) {
	each(t, func(t *testing.T, s *contenttest.Server, target content.Target) {
		thought := make(chan struct{})
		s.Fail(contenttest.Fault{Wait: thought})
		quick, err := content.NewTarget(target.Name(), content.TargetOptions{URL: s.URL, API: s.URL, Key: s.Key, Stall: 30 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(150*time.Millisecond, func() { close(thought) })
		if _, err := upload(t, quick, bytes.Repeat([]byte("x"), 1<<20)); err != nil {
			t.Error(err)
		}
	})
}

func TestFileCannotBeRead(t *testing.T) {
	each(t, func(t *testing.T, s *contenttest.Server, target content.Target) {
		gone := errors.New("gone")
		_, err := target.Upload(t.Context(), content.CID(nil), "x", 0, func() (io.ReadSeekCloser, error) { return nil, gone })
		if !errors.Is(err, gone) || !classOf(err).retryable {
			t.Errorf("%v", err)
		}
		whole := bytes.Repeat([]byte("x"), 100)
		if receipt, err := target.Upload(t.Context(), content.CID(whole), "x", 100, opener(whole[:50])); err == nil {
			t.Errorf("cut off meanwhile: %+v", receipt)
		}
	})
}

// TestPinataIsPublic: its default network is private, where no gateway shows a file.
func TestPinataIsPublic(t *testing.T) {
	s, target := provider(t, "pinata")
	if _, err := upload(t, target, []byte("seen")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(t.Context(), content.CID([]byte("seen"))); err != nil {
		t.Error(err)
	}
}

func TestLargeForLighthouse(t *testing.T) {
	s, target := provider(t, "lighthouse")
	_, err := target.Upload(t.Context(), content.CID(nil), "x", 25_000_000_000, nil)
	if !errors.Is(err, content.ErrPermanent) || len(s.Requests()) > 0 {
		t.Errorf("%v, %v", err, s.Requests())
	}
}

func TestNamesOfFiles(t *testing.T) {
	each(t, func(t *testing.T, s *contenttest.Server, target content.Target) {
		for _, name := range []string{"", "../../etc/passwd", "a\"\r\nX: y", "Électrique ☃", strings.Repeat("n", 5000), ".hidden", "a b;c"} {
			if _, err := target.Upload(t.Context(), content.CID([]byte(name)), name, int64(len(name)), opener([]byte(name))); err != nil {
				t.Errorf("%q: %v", name, err)
			}
		}
		if got := len(s.Files()); got != 7 {
			t.Errorf("%d files", got)
		}
	})
}
