package sidecar

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"golang.org/x/time/rate"
)

const (
	maxLine  = 1000 // bytes of a line of the child's output that are kept
	maxLines = 20   // a second; a library that is unhappy writes thousands
)

// forward is a Writer that logs what a child prints, line by line, bounded. At debug level: what of it explains a child's
// end is told with that.
type forward struct {
	log    *slog.Logger
	stream string
	limit  *rate.Limiter
	line   []byte
	left   uint64 // lines left out since the last one that was logged
}

func newForward(log *slog.Logger, stream string) *forward {
	return &forward{log: log, stream: stream, limit: rate.NewLimiter(maxLines, 10*maxLines)}
}

func (f *forward) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		part, rest, ended := bytes.Cut(p, []byte{'\n'})
		if room := 2*maxLine - len(f.line); room > 0 {
			f.line = append(f.line, part[:min(room, len(part))]...)
		}
		if ended {
			f.end()
		}
		p = rest
	}
	return n, nil
}

// end logs the line.
func (f *forward) end() {
	said := printable(string(f.line), maxLine)
	f.line = f.line[:0]
	if said == "" {
		return
	}
	if !f.limit.Allow() {
		f.left++
		return
	}
	f.log.Debug("the chat's sidecar says", "stream", f.stream, "line", said, "left_out", f.left)
	f.left = 0
}

// tail is a Writer that keeps the end of what is written.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, p...)
	if most := 4 * maxMessage; len(t.kept) > most {
		t.kept = slices.Clone(t.kept[len(t.kept)-most:])
	}
	return len(p), nil
}

// String is the last of it in one line.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	said := strings.TrimSpace(string(t.kept))
	return printable(said[max(0, len(said)-maxMessage):], maxMessage)
}
