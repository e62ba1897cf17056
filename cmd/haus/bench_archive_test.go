//go:build bench

package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/haus25/backend/reactors/archive/media"
)

var (
	benchStreams = flag.String("streams", "60,120,240", "how many streams are recorded at once, one run each")
	benchMinutes = flag.Int("minutes", 3, "how long each stream is")
	benchSpread  = flag.Duration("spread", fragment, "in which all streams begin; a minute would spread their chunks as well")
	benchModes   = flag.String("modes", "high,medium,low", "modes of encoding to measure")
)

// The musts, beside what ffmpeg alone takes on the same machine in the same run.
const (
	mostCopy   = 0.7         // CPU-seconds a minute of 720p that is copied, all in all
	mostEncode = 1.15        // times what ffmpeg alone takes with the same parameters
	fewest     = 60          // streams that have to be recorded at once without falling behind
	mostMemory = 4.0         // MB a stream, outside ffmpeg
	perChunk   = 6           // segments
	mostDelay  = time.Minute // a chunk takes a minute to fill: what takes longer to make falls behind
)

// TestBenchArchive measures the recorder, the reactor, its runner, the stores and ffmpeg as the daemon wires them, fed with streams in
// real time by a process of its own: make bench-archive. Nothing is uploaded.
func TestBenchArchive(t *testing.T) {
	names := clips(t, t.TempDir(), 6**benchMinutes)
	t.Logf("measured on %d CPUs; load %s", runtime.NumCPU(), load())
	for _, n := range strings.Split(*benchStreams, ",") {
		streams, err := strconv.Atoi(n)
		if err != nil || streams < 1 || streams > 255 {
			t.Fatalf("-streams %q: numbers from 1 to 255", n)
		}
		t.Run(n+" streams", func(t *testing.T) { copied(t, names, streams) })
	}
	for _, mode := range strings.FieldsFunc(*benchModes, func(r rune) bool { return r == ',' }) {
		t.Run("mode "+mode, func(t *testing.T) { encoded(t, names[:perChunk], media.Mode(mode)) })
	}
}

// copied records streams at once.
func copied(t *testing.T, names []string, streams int) {
	a := newAtelier(t, "copy")
	idle := resident(t)
	began, busy, start := spent(t), machine(t), time.Now()
	wait := feed{Clips: names, HLS: a.hls, Streams: streams, Segments: len(names), Spread: *benchSpread}.start(t, a.announced)
	peak := a.watchMemory(t)
	chunks := streams * len(names) / perChunk
	late, feeding := wait()
	over := time.Now()
	left := chunks - a.made()
	a.await(t, chunks)
	after := time.Since(over)
	all := spent(t).less(began)
	all.children -= feeding
	wall := time.Since(start).Seconds()
	others := (machine(t) - busy - feeding).Seconds() - all.seconds()
	memory := float64(peak()-idle) / (1 << 20) / float64(streams)
	minutes := float64(chunks)

	decoded, missing := a.checks(t, streams)
	plain := plainCopy(t, names[:perChunk])
	delays, byMinute := a.delays(streams)
	t.Logf("%d streams for %d minutes: %d chunks, %d of them decoded as samples; missing: %q; writes of the media server at most %s late", streams, *benchMinutes, chunks, decoded, missing, late.Round(time.Millisecond))
	t.Logf("delay from a chunk's last segment to the verified local chunk: p50 %s, p99 %s, max %s (must: under %s); by minute p50/max %s",
		at(delays, 50), at(delays, 99), at(delays, 100), mostDelay, byMinute)
	t.Logf("backlog when the streams ended: %d of %d chunks, done %s later", left, chunks, after.Round(10*time.Millisecond))
	copies := a.crew.shows.tally.cpu
	t.Logf("CPU-seconds a media minute: %.3f, of which the process %.3f, ffmpeg's copying %.3f, its decoding of samples %.3f; ffmpeg -c copy alone %.3f: ratio %.2f (must: at most %.1f CPU-seconds)",
		all.seconds()/minutes, all.self.Seconds()/minutes, copies.Seconds()/minutes, (all.children-copies).Seconds()/minutes, plain.Seconds(), all.seconds()/minutes/plain.Seconds(), mostCopy)
	t.Logf("cores in use: %.2f by haus and its ffmpeg, %.2f by the media server's stand-in, %.2f by whatever else runs here", all.seconds()/wall, feeding.Seconds()/wall, others/wall)
	t.Logf("memory of the process: %.1f MB idle, %.2f MB more a stream at most (must: at most %.0f)", float64(idle)/(1<<20), memory, mostMemory)
	switch behind := at(delays, 100) >= mostDelay; {
	case behind && streams <= fewest:
		t.Errorf("%d streams fall behind, must not up to %d", streams, fewest)
	case behind:
		t.Logf("%d streams fall behind on this machine", streams)
	default:
		t.Logf("%d streams keep up", streams)
	}
	if all.seconds()/minutes > mostCopy {
		t.Errorf("%.3f CPU-seconds a media minute, must be %.1f", all.seconds()/minutes, mostCopy)
	}
	if memory > mostMemory {
		t.Errorf("%.2f MB a stream, must be %.0f", memory, mostMemory)
	}
}

// encoded records a minute in a mode, and beside it ffmpeg does the same alone.
func encoded(t *testing.T, names []string, mode media.Mode) {
	plain := plainEncode(t, names, mode)
	a := newAtelier(t, mode)
	began := spent(t)
	dir := filepath.Join(a.hls, "1")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		file := filepath.Join(dir, fmt.Sprintf("%d-%d-10000.ts", 1_700_000_000_000+i*10_000, i))
		raw, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(file+".tmp", raw, 0o644)
		}
		if err == nil {
			err = os.Rename(file+".tmp", file)
		}
		if err != nil {
			t.Fatal(err)
		}
		a.announced(1, i, time.Now(), filepath.Base(file))
	}
	a.await(t, 1)
	all := spent(t).less(began)
	decoded, missing := a.checks(t, 1)
	r := all.seconds() / plain.Seconds()
	t.Logf("%s: %.1f CPU-seconds a media minute, of which the process %.2f; ffmpeg alone with the same parameters %.1f: ratio %.2f (must: at most %.2f); chunks decoded %d; missing: %q",
		mode, all.seconds(), all.self.Seconds(), plain.Seconds(), r, mostEncode, decoded, missing)
	if r > mostEncode {
		t.Errorf("%s: %.2f times ffmpeg alone, must be %.2f", mode, r, mostEncode)
	}
}

// cost is processor time.
type cost struct{ self, children time.Duration }

func (c cost) seconds() float64      { return (c.self + c.children).Seconds() }
func (c cost) less(before cost) cost { return cost{c.self - before.self, c.children - before.children} }

// spent is what this process and its children that have ended took.
func spent(t *testing.T) (c cost) {
	t.Helper()
	for who, into := range map[int]*time.Duration{syscall.RUSAGE_SELF: &c.self, syscall.RUSAGE_CHILDREN: &c.children} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			t.Fatal(err)
		}
		*into = time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return c
}

// machine is the processor time that everybody took since it was started.
func machine(t *testing.T) (sum time.Duration) {
	t.Helper()
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	for i, field := range strings.Fields(first)[1:9] { // user, nice, system, idle, waiting, interrupts (two), stolen
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if i != 3 && i != 4 {
			sum += time.Duration(n) * (time.Second / 100) // a tick for programs is that on every Linux
		}
	}
	return sum
}

// resident is the memory that the process has, bytes, after what it does not use was given back.
func resident(t *testing.T) int64 {
	t.Helper()
	debug.FreeOSMemory()
	return rss(t)
}

func rss(t *testing.T) int64 {
	text, err := os.ReadFile("/proc/self/statm")
	var size, pages int64
	if err == nil {
		_, err = fmt.Sscan(string(text), &size, &pages)
	}
	if err != nil {
		t.Error(err)
	}
	return pages * int64(os.Getpagesize())
}

// watchMemory looks at the memory of the process until it is asked for the most that there was.
func (a *atelier) watchMemory(t *testing.T) (peak func() int64) {
	ctx, stop := context.WithCancel(t.Context())
	most := make(chan int64, 1)
	go func() {
		var n int64
		for tick := time.NewTicker(500 * time.Millisecond); ; {
			n = max(n, rss(t))
			select {
			case <-tick.C:
			case <-ctx.Done():
				tick.Stop()
				most <- n
				return
			}
		}
	}()
	return func() int64 {
		stop()
		return <-most
	}
}

// plainCopy is what ffmpeg takes to copy a minute, the mean of ten times.
func plainCopy(t *testing.T, names []string) time.Duration {
	t.Helper()
	const times = 10
	var sum time.Duration
	for range times {
		sum += plain(t, names, "-c", "copy", "-movflags", "+faststart")
	}
	return sum / times
}

// encoders are package media's parameters of each mode.
var encoders = map[media.Mode][]string{
	media.High:   {"-preset", "medium", "-crf", "23", "-maxrate", "2000k", "-bufsize", "4000k"},
	media.Medium: {"-preset", "fast", "-crf", "26", "-maxrate", "1500k", "-bufsize", "3000k"},
	media.Low:    {"-preset", "faster", "-crf", "30", "-maxrate", "1000k", "-bufsize", "2000k"},
}

func plainEncode(t *testing.T, names []string, mode media.Mode) time.Duration {
	t.Helper()
	return plain(t, names, append([]string{"-c:v", "libx264", "-threads:v", "2", "-pix_fmt", "yuv420p", "-g", "50", "-keyint_min", "50", "-sc_threshold", "0", "-c:a", "copy"}, encoders[mode]...)...)
}

// plain runs ffmpeg alone on segments that come one after the other through a pipe, and returns the processor's time that it took.
func plain(t *testing.T, names []string, args ...string) time.Duration {
	t.Helper()
	var all []byte
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, raw...)
	}
	cmd := exec.CommandContext(t.Context(), "ffmpeg", append(append([]string{"-v", "error", "-threads", "2", "-f", "mpegts", "-i", "pipe:0"}, args...), "-y", filepath.Join(t.TempDir(), "plain.mp4"))...)
	cmd.Stdin = bytes.NewReader(all)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}
