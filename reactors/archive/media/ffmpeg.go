package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"
)

const (
	// maxLines and maxLine bound what is kept of what ffmpeg says: a damaged segment can make it say something of every packet.
	maxLines = 16
	maxLine  = 240
	// stopWait is how long pipes may stay open after ffmpeg was killed; nothing else holds them, so this is for a bug.
	stopWait = 5 * time.Second
)

// run is one run of ffmpeg.
type run struct {
	path string
	args []string
	in   io.Reader // nil: none
	out  io.Writer // nil: nowhere
	// idle gives it only what others leave of the processor.
	idle bool
}

// said is what ffmpeg said and took.
type said struct {
	lines []string      // warnings and errors, each once, without addresses
	cpu   time.Duration // user and system
}

// words are the lines for a reader, who has nothing to do with where the file was.
func (s said) words(path string) (words []string) {
	for _, line := range s.lines {
		words = append(words, "ffmpeg: "+strings.ReplaceAll(strings.ReplaceAll(line, "file:"+path, "chunk"), "pipe:0", "segments"))
	}
	return words
}

// do runs ffmpeg to its end. It lives in a process group of its own, which is killed when ctx ends, and ends with this process; it
// gets no environment but what keeps its words the same everywhere.
func (r run) do(ctx context.Context) (said, error) {
	cmd := exec.CommandContext(ctx, r.path, r.args...)
	cmd.Env = []string{"LC_ALL=C", "AV_LOG_FORCE_NOCOLOR=1"}
	cmd.Stdin, cmd.Stdout = r.in, r.out
	heard := &listener{}
	cmd.Stderr = heard
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = stopWait

	// The signal of a parent's death comes when the thread that started the child ends, so it must not end before the child.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			err = fmt.Errorf("%w: install ffmpeg, or set archive.ffmpeg to where it is", err)
		}
		return said{}, fmt.Errorf("start %s: %w", r.path, err)
	}
	if r.idle {
		// Of no consequence when it fails: then it runs like others.
		_ = syscall.Setpriority(syscall.PRIO_PGRP, cmd.Process.Pid, 10)
	}
	err := cmd.Wait()
	out := said{lines: heard.all(), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if ctx.Err() != nil {
		return out, fmt.Errorf("run ffmpeg: %w", context.Cause(ctx))
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return out, fmt.Errorf("run ffmpeg: %w: %s", err, strings.Join(out.lines[max(0, len(out.lines)-3):], "; "))
	}
	return out, err
}

// address is where something of ffmpeg's was in memory, which differs from run to run.
var address = regexp.MustCompile(` @ 0x[0-9a-f]+`)

// harmless is what says nothing new: what it says of every Opus track that it copies; of durations, which no time depends on but the
// end's, and that is checked; of packets that were lost, which are counted when a segment is read (between segments a media server
// may begin to count anew).
var harmless = regexp.MustCompile(`^\[mp4\] track \d+: codec frame size is not set$|^\[mp4\] Estimating the duration of the last packet |` +
	`^\[mpegts\] Packet corrupt |: corrupt input packet in stream \d+$`)

// listener keeps different lines, so many and so long.
type listener struct {
	line  []byte
	lines []string
	more  int
}

func (l *listener) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		i := bytes.IndexAny(b, "\r\n")
		if i < 0 {
			l.part(b)
			break
		}
		l.part(b[:i])
		l.full()
		b = b[i+1:]
	}
	return n, nil
}

func (l *listener) part(b []byte) { l.line = append(l.line, b[:min(len(b), maxLine-len(l.line))]...) }

func (l *listener) full() {
	line := strings.ToValidUTF8(strings.TrimSpace(string(address.ReplaceAll(l.line, nil))), "?")
	l.line = l.line[:0]
	if line == "" || harmless.MatchString(line) {
		return
	}
	for _, known := range l.lines {
		if known == line {
			return
		}
	}
	if len(l.lines) == maxLines {
		l.more++
		return
	}
	l.lines = append(l.lines, line)
}

func (l *listener) all() []string {
	l.full()
	if l.more > 0 {
		return append(l.lines, fmt.Sprintf("and %d lines more", l.more))
	}
	return l.lines
}
