package spool

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/reactors/archive/media"
)

// broadcast makes ffmpeg write a test picture with sound as HLS: the stand-in of SRS with temp_file, of nginx-rtmp without.
func broadcast(ctx context.Context, t *testing.T, w *world, flags, names, playlist string) *exec.Cmd {
	t.Helper()
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal("ffmpeg is missing: apt-get install ffmpeg")
	}
	for _, p := range []string{names, playlist} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(w.hls, p)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(ctx, ffmpeg, "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x180:rate=30", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "12",
		"-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", "-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "64k",
		"-f", "hls", "-hls_time", "2", "-hls_list_size", "5", "-hls_flags", flags, "-hls_segment_filename", filepath.Join(w.hls, names), filepath.Join(w.hls, playlist))
	cmd.Stderr = new(strings.Builder)
	return cmd
}

// TestRealSegments records what ffmpeg writes with Run as it is: renamed, written over by a second show, written in place, and left
// behind by a kill. Every frame of the shows is there once.
func TestRealSegments(t *testing.T) {
	took := make(chan uint64, 100)
	w := newWorld(t, func(o *Options) {
		o.deaf, o.Probe, o.Settle = false, media.Probe, 2*time.Second
		o.Touched = func(e uint64) { took <- e }
	})
	w.s.now = time.Now
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- w.s.Run(ctx) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	wait := func(event uint64, n int) []Segment {
		t.Helper()
		for {
			if l := w.ledger(event); len(l) >= n {
				return l
			}
			select {
			case <-took:
			case <-t.Context().Done():
				t.Fatal("event ", event, " has\n", told(w.ledger(event)))
			}
		}
	}
	run := func(cmd *exec.Cmd) {
		t.Helper()
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v: %s", err, cmd.Stderr)
		}
	}
	frames := func(l []Segment) (n int) {
		for _, s := range l {
			n += s.Facts.Video().Units
		}
		return n
	}
	same := func(l []Segment, dir string) {
		t.Helper()
		for _, s := range l {
			raw, err := os.ReadFile(filepath.Join(w.hls, dir, s.Name))
			sum := sha256.Sum256(raw)
			if err != nil || s.Facts.SHA256 != hex.EncodeToString(sum[:]) || len(s.Facts.Faults) > 0 {
				t.Errorf("%s: %+v, %v", s.Name, s.Facts, err)
			}
		}
	}
	for show := range 2 {
		run(broadcast(ctx, t, w, "temp_file", "live/7-%d.ts", "live/7.m3u8"))
		l := wait(7, 6*(show+1))
		if len(l) != 6*(show+1) || l[len(l)-1].Session != uint64(show+1) || frames(l) != 360*(show+1) {
			t.Fatalf("%d frames:\n%s", frames(l), told(l))
		}
		same(l[6*show:], "live")
	}
	run(broadcast(ctx, t, w, "independent_segments", "live/8/%d.ts", "live/8/x.m3u8"))
	if l := wait(8, 6); len(l) != 6 || l[5].Session != 1 || frames(l) != 360 {
		t.Fatalf("%d frames:\n%s", frames(l), told(l))
	} else {
		same(l, "live/8")
	}

	// ffmpeg writes a segment at once, SRS as it comes: this is what a kill leaves of it.
	raw, err := os.ReadFile(filepath.Join(w.hls, "live/8/0.ts"))
	if err != nil {
		t.Fatal(err)
	}
	raw = raw[:len(raw)*2/3/packet*packet+100]
	left := filepath.Join(w.hls, "live/9/s-0.ts.tmp")
	if err := errors.Join(os.Mkdir(filepath.Dir(left), 0o755), os.WriteFile(left, raw, 0o644)); err != nil {
		t.Fatal(err)
	}
	l := wait(9, 1)
	got, err := os.ReadFile(w.s.Path(9, 1))
	if err != nil || !bytes.Equal(got, raw[:len(raw)-100]) {
		t.Errorf("the leftover has %d bytes, and %d are there, %v", len(raw), len(got), err)
	}
	if n := frames(l); !l[0].Partial || n < 30 || n >= 60 {
		t.Errorf("%d frames: %+v", n, l[0])
	}
}
