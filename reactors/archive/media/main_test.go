package media

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

// shows is where test pictures and sounds are kept for a run of the package.
var shows string

func TestMain(m *testing.M) {
	if os.Getenv(orphanEnv) != "" {
		orphan()
	}
	var err error
	if shows, err = os.MkdirTemp("", "haus-media"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		os.RemoveAll(shows)
		os.Exit(code)
	}))
}

// ffmpeg runs ffmpeg; a test that needs it fails without it.
func ffmpeg(tb testing.TB, args ...string) {
	tb.Helper()
	out, err := exec.Command("ffmpeg", append([]string{"-nostdin", "-v", "error", "-y", "-threads", "1", "-filter_threads", "1"}, args...)...).CombinedOutput()
	if err != nil {
		tb.Fatalf("ffmpeg (apt-get install ffmpeg, 5.1 or newer): %v\n%s\n%s", err, out, strings.Join(args, " "))
	}
}

// output runs a tool and returns what it prints.
func output(tb testing.TB, name string, args ...string) string {
	tb.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		tb.Fatalf("%s (apt-get install ffmpeg): %v %s", name, err, strings.Join(args, " "))
	}
	return string(out)
}

var (
	mu    sync.Mutex
	taken = map[string][]Source{}
)

// show is a test picture with a tone, cut to segments as a media server does; the same for the same arguments in a run.
func show(tb testing.TB, name string, args ...string) []Source {
	tb.Helper()
	mu.Lock()
	defer mu.Unlock()
	if s := taken[name]; s != nil {
		return slices.Clone(s)
	}
	dir := filepath.Join(shows, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		tb.Fatal(err)
	}
	ffmpeg(tb, append(args, "-f", "hls", "-hls_time", "10", "-hls_flags", "temp_file", "-hls_list_size", "0",
		"-hls_segment_filename", filepath.Join(dir, "%05d.ts"), filepath.Join(dir, "live.m3u8"))...)
	files, err := filepath.Glob(filepath.Join(dir, "*.ts"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("no segments in %s: %v", dir, err)
	}
	taken[name] = sources(tb, files...)
	return slices.Clone(taken[name])
}

// picture and tone are inputs of ffmpeg, so many seconds long.
func picture(seconds int, size string) []string {
	return []string{"-f", "lavfi", "-i", fmt.Sprintf("testsrc2=size=%s:rate=30:duration=%d", size, seconds)}
}

func tone(seconds int) []string {
	return []string{"-f", "lavfi", "-i", fmt.Sprintf("sine=frequency=440:sample_rate=48000:duration=%d", seconds)}
}

// x264 is what OBS sends: pictures that are reordered, a key frame every two seconds.
var (
	x264 = []string{"-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", "-g", "60", "-keyint_min", "60", "-sc_threshold", "0", "-bf", "2", "-pix_fmt", "yuv420p"}
	aac  = []string{"-c:a", "aac", "-b:a", "96k"}
)

// concert is the show that most tests are about: 75 seconds, 8 segments.
func concert(tb testing.TB) []Source {
	return show(tb, "concert", slices.Concat(picture(75, "320x180"), tone(75), x264, aac)...)
}

func sources(tb testing.TB, files ...string) (all []Source) {
	tb.Helper()
	for i, f := range files {
		all = append(all, Source{N: uint64(i + 1), Path: f, Facts: probe(tb, f)})
	}
	return all
}

func probe(tb testing.TB, file string) Facts {
	tb.Helper()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	facts, err := Probe(f, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return facts
}

// session is a job of some segments of a session that has all of them.
func session(all []Source, from, to int) Job {
	j := Job{Sources: all[from:to], Origin: Origin(all[0].Facts)}
	for _, s := range all[:from] {
		j.At += int64(s.Facts.Seconds() * Ticks)
		j.Previous, j.PreviousN = &s.Facts, s.N
	}
	return j
}

func muxer() *Mux { return &Mux{FFmpeg: "ffmpeg"} }

func chunk(tb testing.TB, mode Mode, j Job) (Chunk, string) {
	tb.Helper()
	out := filepath.Join(tb.TempDir(), "chunk.mp4")
	c, err := muxer().Make(tb.Context(), mode, j, out)
	if err != nil {
		tb.Fatal(err)
	}
	return c, out
}
