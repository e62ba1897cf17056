package broadcast

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Source is what is performed. The zero value is 640 × 360 at 25 frames a second with sound, in real time, without an end.
type Source struct {
	Width, Height int
	Rate          int           // frames a second
	GOP           time.Duration // between keyframes; default 2 s, as OBS is told to
	Length        time.Duration // 0: until it is stopped
	// Fast makes it as quickly as ffmpeg can: for tests. It needs a Length.
	Fast bool
	// Silent leaves the sound out, Blind the picture.
	Silent, Blind bool
}

func (s Source) withDefaults() Source {
	s.Width, s.Height = cmp.Or(s.Width, 640), cmp.Or(s.Height, 360)
	s.Rate, s.GOP = cmp.Or(s.Rate, 25), cmp.Or(s.GOP, 2*time.Second)
	return s
}

func (s Source) check() error {
	switch {
	case s.Fast && s.Length <= 0:
		return errors.New("a source that is made fast needs a length")
	case s.Silent && s.Blind:
		return errors.New("a source needs a picture or sound")
	}
	return nil
}

// patience is how long ffmpeg may take to end when it is asked to: it has a segment to close.
const patience = 5 * time.Second

// camera is a running ffmpeg.
type camera struct {
	child  *exec.Cmd
	file   func(number int) string // a segment's path
	next   int                     // number of the next segment to finish
	began  time.Time
	cut    io.ReadCloser // one line for each finished segment
	said   lastWords
	asked  atomic.Bool // to end
	exited chan struct{}
	err    error // once exited is closed
}

// film starts ffmpeg. It writes segments of at least fragment into folder, to the files that pattern names, whose %d counts from first.
func film(ctx context.Context, ffmpeg string, s Source, fragment time.Duration, folder, pattern string, first int) (*camera, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := &camera{child: exec.Command(ffmpeg, s.arguments(fragment, pattern, first)...), next: first, began: time.Now(), exited: make(chan struct{}),
		file: func(number int) string { return filepath.Join(folder, fmt.Sprintf(pattern, number)) }}
	c.child.Dir = folder     // whose name may have a % of its own
	c.child.Env = []string{} // it needs nothing of ours
	c.child.Stderr = &c.said
	// A group of its own: a Ctrl-C in the terminal is for us, and we stop it in order.
	c.child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cut, theirs, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe for ffmpeg: %w", err)
	}
	c.cut, c.child.Stdout = cut, theirs
	started := make(chan error)
	go func() {
		// The death of the thread that started it counts as the parent's (prctl(2)), so this one stays until the child is over.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := c.child.Start()
		theirs.Close()
		started <- err
		if err == nil {
			c.err = c.child.Wait()
			close(c.exited)
		}
	}()
	if err := <-started; err != nil {
		cut.Close()
		return nil, fmt.Errorf("start %s: %w; install ffmpeg (make setup)", ffmpeg, err)
	}
	return c, nil
}

// arguments of ffmpeg. One thread each: next to an encoder at its fastest the rest of the machine has something else to do.
func (s Source) arguments(fragment time.Duration, pattern string, first int) []string {
	args := []string{"-hide_banner", "-nostdin", "-v", "error"}
	input := func(graph string) {
		if !s.Fast {
			args = append(args, "-re")
		}
		args = append(args, "-f", "lavfi", "-i", graph)
	}
	var maps []string
	sound := "0:a"
	if !s.Blind {
		sound = "1:a"
		input(fmt.Sprintf("testsrc2=size=%dx%d:rate=%d%s", s.Width, s.Height, s.Rate, clock()))
		gop := strconv.Itoa(max(1, int(s.GOP.Seconds()*float64(s.Rate))))
		maps = append(maps, "-map", "0:v", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p",
			"-threads", "1", "-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-b:v", "600k", "-maxrate", "900k", "-bufsize", "1800k")
	}
	if !s.Silent {
		// A scale of eight tones, a second each: one hears that it goes on.
		input("aevalsrc=0.2*sin(2*PI*t*220*(1+mod(floor(t)\\,8)/8)):s=48000:c=stereo")
		maps = append(maps, "-map", sound, "-c:a", "aac", "-b:a", "96k")
	}
	args = append(args, maps...)
	if s.Length > 0 {
		args = append(args, "-t", strconv.FormatFloat(s.Length.Seconds(), 'f', 3, 64))
	}
	// One multiplexer for all segments, so that packets are counted on, as SRS does: a segment that is lost shows.
	return append(args, "-f", "segment", "-individual_header_trailer", "0", "-segment_format", "mpegts", "-segment_time", strconv.FormatFloat(fragment.Seconds(), 'f', 3, 64),
		"-segment_start_number", strconv.Itoa(first), "-segment_list", "pipe:1", "-segment_list_type", "csv", pattern)
}

// fonts are where a clock's digits may come from; without one testsrc2's own counter has to do.
var fonts = []string{"/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf"}

// clock burns the playing time into the picture.
var clock = sync.OnceValue(func() string {
	for _, font := range fonts {
		if _, err := os.Stat(font); err == nil {
			return ",drawtext=fontfile=" + font + `:text='haus  %{pts\:hms}':fontsize=h/9:x=h/18:y=h-h/6:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=8`
		}
	}
	return ""
})

// segments calls finished for each segment that ffmpeg closed, with its path and its place in the performance in seconds. It returns when ffmpeg
// has ended, with why when that was not by end.
func (c *camera) segments(finished func(path string, start, end float64) error) error {
	defer c.cut.Close()
	lines := bufio.NewScanner(c.cut)
	var failed error
	for lines.Scan() {
		// The name has no comma: it is ours.
		part := strings.Split(lines.Text(), ",")
		if len(part) != 3 || failed != nil {
			continue
		}
		start, err := strconv.ParseFloat(part[1], 64)
		end, err2 := strconv.ParseFloat(part[2], 64)
		if failed = errors.Join(err, err2); failed == nil {
			c.next++
			c.closed()
			failed = finished(c.file(c.next-1), start, end)
		}
		if failed != nil {
			c.end(syscall.SIGKILL)
		}
	}
	<-c.exited
	if failed != nil {
		return failed
	}
	if c.err != nil && !c.asked.Load() {
		return fmt.Errorf("ffmpeg: %w: %s", c.err, c.said.String())
	}
	return nil
}

// closed waits until a segment that was told of has all of its bytes: ffmpeg tells first, then closes it, then opens the next or ends.
func (c *camera) closed() {
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for {
		if info, err := os.Stat(c.file(c.next)); err == nil && info.ModTime().After(c.began) { // else what a killed server left
			return
		}
		select {
		case <-ticker.C:
		case <-c.exited:
			return
		}
	}
}

// end sends a signal, to its group, and kills what has not ended after a while.
func (c *camera) end(signal syscall.Signal) {
	group := -c.child.Process.Pid
	if !c.running() {
		return
	}
	c.asked.Store(true)
	syscall.Kill(group, signal)
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-c.exited:
	case <-late.C:
		syscall.Kill(group, syscall.SIGKILL)
		<-c.exited
	}
}

func (c *camera) running() bool {
	select {
	case <-c.exited:
		return false
	default:
		return true
	}
}

// lastWords keeps the end of what ffmpeg says.
type lastWords struct {
	mu   sync.Mutex
	text []byte
}

func (l *lastWords) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	if over := len(l.text) - 1024; over > 0 {
		l.text = l.text[over:]
	}
	return len(p), nil
}

func (l *lastWords) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.TrimSpace(string(l.text))
}
