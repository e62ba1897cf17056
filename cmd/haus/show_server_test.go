package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
	"github.com/haus25/backend/reactors/archive/media"
)

// reel is a show that ffmpeg made once for all tests: its segments as a media server writes them.
type reel struct {
	once     sync.Once
	seconds  int
	cut      int // seconds of a segment
	picture  string
	tone     int
	err      error
	segments []footage
}

// footage is the bytes of one segment, and what they say of themselves.
type footage struct {
	raw    []byte
	facts  media.Facts
	frames media.Facts   // what can be shown of it, whatever its bytes say
	length time.Duration // how long it was performed, whatever is left of it
}

var (
	concert = &reel{seconds: 170, cut: 10, picture: "testsrc2", tone: 440}
	encore  = &reel{seconds: 80, cut: 10, picture: "testsrc", tone: 660}
	slow    = &reel{seconds: 80, cut: 16, picture: "testsrc2", tone: 550} // four of its segments make a chunk
)

// of returns the segments. A picture that is reordered by B-frames, a key frame every two seconds, as OBS sends it; ten pictures a
// second, so that it is made in a second.
func (r *reel) of(t *testing.T) []footage {
	t.Helper()
	r.once.Do(func() { r.err = r.film() })
	if r.err != nil {
		t.Fatalf("make a show (apt-get install ffmpeg, 5.1 or newer): %v", r.err)
	}
	return r.segments
}

func (r *reel) film() error {
	dir, err := os.MkdirTemp("", "haus-reel")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-filter_threads", "1",
		"-f", "lavfi", "-i", fmt.Sprintf("%s=size=320x180:rate=10:duration=%d", r.picture, r.seconds),
		"-f", "lavfi", "-i", fmt.Sprintf("sine=frequency=%d:sample_rate=48000:duration=%d", r.tone, r.seconds),
		"-c:v", "libx264", "-preset", "ultrafast", "-crf", "35", "-threads", "1", "-g", "20", "-keyint_min", "20", "-sc_threshold", "0", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "64k",
		"-f", "hls", "-hls_time", fmt.Sprint(r.cut), "-hls_flags", "temp_file", "-hls_list_size", "0",
		"-hls_segment_filename", filepath.Join(dir, "%05d.ts"), filepath.Join(dir, "live.m3u8")).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.ts"))
	if err != nil {
		return err
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		one, err := shot(raw)
		if err != nil {
			return err
		}
		if len(one.facts.Faults) > 0 || one.facts.Video() == nil || one.facts.Audio() == nil {
			return fmt.Errorf("%s has %+v", file, one.facts)
		}
		r.segments = append(r.segments, one)
	}
	if want := r.seconds / r.cut; len(r.segments) != want {
		return fmt.Errorf("%d segments, want %d", len(r.segments), want)
	}
	return nil
}

func shot(raw []byte) (footage, error) {
	facts, err := media.Probe(bytes.NewReader(raw), nil)
	return footage{raw, facts, facts, time.Duration(facts.Seconds() * float64(time.Second))}, err
}

// performance is an event's show as a media server writes it to its folder, with SRS' words in SRS' order. The show went on in the
// minutes before the test: its files have the times that they would have.
type performance struct {
	h     *theatre
	event event
	flat  bool      // SRS' own names, live/{stream}-{seq}.ts, and not those of the configuration that haus renders
	mute  bool      // no callback ever comes
	now   bool      // it happens while the test writes it
	clock time.Time // when the last segment ended
	seq   int
	list  []string
	taken int // segments that haus has to take, and can read
}

func (p *performance) stream() string { return fmt.Sprint(p.event.id) }

// path is where a segment that ends now lies.
func (p *performance) path(f footage) string {
	live := filepath.Join(p.h.hls, "live")
	if p.flat {
		return filepath.Join(live, fmt.Sprintf("%s-%d.ts", p.stream(), p.seq))
	}
	return filepath.Join(live, p.stream(), fmt.Sprintf("%d-%d-%d.ts", p.clock.UnixMilli(), p.seq, int(math.Round(f.facts.Seconds()*1000))))
}

// write writes segments, one after another.
func (p *performance) write(segments ...footage) []footage {
	p.h.t.Helper()
	for _, f := range segments {
		path := p.grow(f)
		p.h.must(os.Rename(path+".tmp", path))
		p.announce(path, f)
		p.seq++
	}
	return slices.Clone(segments) // they are a part of a reel
}

// grow writes a segment that is not finished, and returns where it will lie.
func (p *performance) grow(f footage) string {
	p.h.t.Helper()
	p.clock = p.clock.Add(f.length)
	path := p.path(f)
	p.h.must(os.MkdirAll(filepath.Dir(path), 0o755))
	p.h.must(os.WriteFile(path+".tmp", f.raw, 0o644))
	if !p.now {
		p.h.must(os.Chtimes(path+".tmp", p.clock, p.clock))
	}
	if f.facts.Lead() != nil {
		p.taken++
	}
	return path
}

// lose is a segment that the media server made and nobody ever saw.
func (p *performance) lose(f footage) {
	p.clock = p.clock.Add(f.length)
	p.seq++
}

// pause is a publisher who is gone for so long that SRS counts from 0 again.
func (p *performance) pause(d time.Duration) {
	p.clock = p.clock.Add(d)
	p.seq, p.list = 0, nil
}

// announce writes the playlist, and tells haus when it runs.
func (p *performance) announce(path string, f footage) {
	p.h.t.Helper()
	live := filepath.Join(p.h.hls, "live")
	name, err := filepath.Rel(live, path)
	p.h.must(err)
	p.list = append(p.list, fmt.Sprintf("#EXTINF:%.3f, no desc\n%s\n", f.facts.Seconds(), name))
	p.list = p.list[max(0, len(p.list)-6):] // hls_window
	m3u8 := filepath.Join(live, p.stream()+".m3u8")
	text := fmt.Sprintf("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:%d\n#EXT-X-TARGETDURATION:16\n%s", p.seq+1-len(p.list), strings.Join(p.list, ""))
	p.h.must(os.WriteFile(m3u8+".temp", []byte(text), 0o644))
	p.h.must(os.Rename(m3u8+".temp", m3u8))
	if p.mute || p.h.haus == nil || !strings.Contains(p.h.haus.errs.String(), "haus starts") {
		return // SRS does not tell twice
	}
	hook := srs.Hook{Action: "on_hls", ClientID: "obs", IP: "203.0.113.7", App: "live", Stream: p.stream(), Duration: f.facts.Seconds(), CWD: "/usr/local/srs", File: path,
		URL: "live/" + name, M3U8: m3u8, SeqNo: int64(p.seq)}
	ok, err := srstest.Post(p.h.t.Context(), p.h.where(hooksURL)+"/srs?secret="+strings.ReplaceAll(hooksSecret, " ", "%20"), hook)
	select {
	case <-p.h.haus.ended: // it was killed
	default:
		if !ok && !p.h.dying {
			p.h.t.Errorf("haus refuses on_hls: %v", err)
		}
	}
}

// spoilt is what is left of a segment.
func (f footage) spoilt(t *testing.T, raw []byte) footage {
	t.Helper()
	left, err := shot(raw)
	if err != nil {
		t.Fatal(err)
	}
	left.length = f.length
	return left
}

// cut is what a full disk, or a kill, leaves of a segment: bytes up to a place, whole packets or not.
func (f footage) cut(t *testing.T, bytes int) footage { return f.spoilt(t, f.raw[:bytes]) }

// flip is what a failing disk makes of it.
func (f footage) flip(t *testing.T, at int) footage {
	raw := slices.Clone(f.raw)
	raw[at] ^= 0x04
	left := f.spoilt(t, raw)
	left.frames = f.facts
	return left
}
