package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// endless is ffmpeg with work that never ends, and which says so.
func endless(out io.Writer) run {
	return run{path: "ffmpeg", out: out, args: []string{"-nostdin", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=5", "-progress", "pipe:1", "-f", "null", "-"}}
}

func TestFfmpegEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("the daemon stops")
	_, err := endless(writer(func(b []byte) (int, error) {
		cancel(stop) // now it runs
		return len(b), nil
	})).do(ctx)
	if !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	_, err = (&Mux{FFmpeg: "ffmpeg", Timeout: time.Nanosecond}).Make(t.Context(), Copy, session(concert(t), 0, 1), t.TempDir()+"/x.mp4")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// orphanEnv makes the test binary a parent of ffmpeg that is killed.
const orphanEnv = "HAUS_MEDIA_TEST_ORPHAN"

func orphan() {
	endless(os.Stdout).do(context.Background())
	os.Exit(1)
}

func TestFfmpegEndsWithItsParent(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	parent := exec.Command(self)
	parent.Env = append(os.Environ(), orphanEnv+"=1")
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil { // it runs
		t.Fatal(err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	// The pipe is ffmpeg's own standard output: it ends when the last that has it does.
	if _, err := io.Copy(io.Discard, out); err != nil {
		t.Fatal(err)
	}
	if err := parent.Wait(); err == nil {
		t.Error("the parent was not killed")
	}
}

func TestFfmpegGetsNoSecrets(t *testing.T) {
	t.Setenv("HAUS_AGENT_PASSPHRASE", "secret")
	var out bytes.Buffer
	if _, err := (run{path: "env", out: &out}).do(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(out.String()); got != "LC_ALL=C\nAV_LOG_FORCE_NOCOLOR=1" {
		t.Errorf("%q", got)
	}
}

func TestFfmpegIsHeardWithinBounds(t *testing.T) {
	heard, err := run{path: "ffmpeg", args: []string{"-nostdin", "-v", "trace", "-f", "lavfi", "-i", "testsrc2=size=64x64:rate=5:duration=20", "-f", "null", "-"}}.do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(heard.lines) != maxLines+1 || !strings.HasSuffix(heard.lines[maxLines], "lines more") {
		t.Errorf("%d lines, the last %q", len(heard.lines), heard.lines[len(heard.lines)-1])
	}
	var l listener
	for range 3 {
		if _, err := l.Write(bytes.Repeat([]byte("a\xff"), 10_000)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Write([]byte("\n[h264 @ 0x55aa] twice\r[h264 @ 0x77bb] twice\n\n")); err != nil {
		t.Fatal(err)
	}
	if got := l.all(); len(got) != 2 || len(got[0]) > maxLine || got[1] != "[h264] twice" {
		t.Errorf("%q", got)
	}
}

func TestFfmpegThatIsNotThereIsNamed(t *testing.T) {
	_, err := (&Mux{FFmpeg: "no-such-ffmpeg"}).Make(t.Context(), Copy, session(concert(t), 0, 1), t.TempDir()+"/x.mp4")
	if err == nil || !strings.Contains(err.Error(), "install ffmpeg, or set archive.ffmpeg") {
		t.Errorf("%v", err)
	}
	if _, err := Version(t.Context(), "no-such-ffmpeg"); err == nil || !strings.Contains(err.Error(), "install ffmpeg, or set archive.ffmpeg") {
		t.Errorf("%v", err)
	}
	if _, err := Version(t.Context(), "env"); err == nil {
		t.Error("env was taken for ffmpeg")
	}
	if v, err := Version(t.Context(), "ffmpeg"); err != nil || !strings.HasPrefix(v, "ffmpeg ") {
		t.Errorf("%q %v", v, err)
	}
	_, err = run{path: "ffmpeg", args: []string{"-nostdin", "-v", "error", "-i", "file:nothing.ts"}}.do(t.Context())
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !strings.Contains(err.Error(), "No such file") {
		t.Errorf("%v", err)
	}
}
