package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/reactors/archive/spool"
)

// numbered takes a file's text for the number of a segment of ten seconds.
func numbered(r io.Reader, into io.Writer) (media.Facts, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return media.Facts{}, err
	}
	n, err := strconv.ParseInt(strings.Trim(string(raw), "."), 10, 64)
	if err != nil {
		return media.Facts{}, err
	}
	sum := sha256.Sum256(raw)
	s := segment(uint64(n), 1, n, n*10*media.Ticks, 10)
	s.Facts.Size, s.Facts.SHA256 = int64(len(raw)), hex.EncodeToString(sum[:])
	_, err = into.Write(raw)
	return s.Facts, err
}

// TestSpoolLost loses the spool's folder while a show is on, all of whose segments lie at the media server still: each of them is in
// exactly one chunk.
func TestSpoolLost(t *testing.T) {
	w := newWorld(t)
	hls, dir := filepath.Join(w.dir, "hls"), filepath.Join(w.dir, "spool")
	folder := filepath.Join(hls, "live", fmt.Sprint(event))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	began := time.Now().Add(-10 * time.Minute)
	write := func(from, to int) {
		for n := from; n <= to; n++ {
			path := filepath.Join(folder, fmt.Sprintf("%d-%d.ts", event, n))
			text := fmt.Sprintf("%d", n)
			if err := os.WriteFile(path, []byte(text+strings.Repeat(".", 188-len(text))), 0o644); err != nil {
				t.Fatal(err)
			}
			at := began.Add(time.Duration(n) * 10 * time.Second)
			if err := os.Chtimes(path, at, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	// take runs a recorder until it has entered n segments.
	take := func(n int) {
		t.Helper()
		entered := make(chan struct{}, 100)
		s, err := spool.Open(spool.Options{Dir: dir, HLSDir: hls, Probe: numbered, Settle: 100 * time.Millisecond,
			Clock:   func() (uint64, bool) { return 10_500, true },
			Touched: func(uint64) { entered <- struct{}{} },
			Made:    func(event uint64) (uint64, map[string]bool, error) { return Made(w.s, event) }})
		if err != nil {
			t.Fatal(err)
		}
		w.options.Spool = s
		w.r.Spool = s
		w.r.dismiss(event)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		for range n {
			<-entered
		}
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	write(1, 13)
	take(13)
	w.now(10_500)
	if s := w.quiesce(); len(s.Chunks) != 2 {
		t.Fatalf("%+v", s)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	write(14, 20)
	take(8)
	w.now(14_501)
	s := w.quiesce()
	if !s.Complete {
		t.Fatalf("%+v", s)
	}
	seen := map[string]int{}
	for _, c := range w.manifest(s.Manifest).Chunks {
		for _, from := range c.From {
			seen[from.SHA256]++
		}
	}
	for sha, n := range seen {
		if n != 1 {
			t.Errorf("segment %s is in %d chunks", sha, n)
		}
	}
	if len(seen) != 20 {
		t.Errorf("%d of 20 segments are in chunks", len(seen))
	}
}
