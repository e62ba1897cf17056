package upload

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate" // the standard token bucket

	"github.com/haus25/backend/store/content"
)

// floor is what uploads get whatever happens, in bytes a second: so little disturbs no show, and nothing stalls for a minute.
const floor = 64 << 10

// line is what all uploads share: one token bucket, whose rate follows what happens each second.
type line struct {
	bucket *rate.Limiter
	live   func() uint64
	sent   atomic.Uint64 // bytes since the beginning
	stall  atomic.Bool

	mu   sync.Mutex
	pace pace
	last uint64 // bytes of the last second
}

func newLine(most uint64, live func() uint64) *line {
	if live == nil {
		live = func() uint64 { return 0 }
	}
	p := pace{most: open}
	if most > 0 {
		p.most = float64(most)
	}
	p.limit = p.most
	return &line{bucket: rate.NewLimiter(rate.Limit(p.limit), floor), live: live, pace: p}
}

// stalled notes that an upload could send nothing for too long.
func (l *line) stalled() { l.stall.Store(true) }

// run sets the rate once a second.
func (l *line) run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	before := l.sent.Load()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		sent := l.sent.Load()
		s := second{sent: float64(sent - before), live: float64(l.live()), stalled: l.stall.Swap(false)}
		l.mu.Lock()
		l.last = sent - before
		l.bucket.SetLimit(rate.Limit(l.pace.next(s)))
		l.mu.Unlock()
		before = sent
	}
}

// now is the rate of the last second, and the limit in force; 0: none.
func (l *line) now() (bytesPerSecond, limit uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pace.limit == open {
		return l.last, 0
	}
	return l.last, uint64(l.pace.limit)
}

// piece is how much may be read at once: a sixteenth of a second's, so that many uploads get their turns.
func (l *line) piece() int {
	return int(min(max(float64(l.bucket.Limit())/16, 1<<10), floor))
}

// pass waits until n bytes, at most a piece, may go.
func (l *line) pass(ctx context.Context, it *item, n int) error {
	if err := l.bucket.WaitN(ctx, n); err != nil {
		return err
	}
	l.sent.Add(uint64(n))
	it.sent.Add(int64(n))
	return nil
}

// throttled is a file that is read no faster than the line allows. (It lives for one upload, whose context it has.)
type throttled struct {
	file *content.File // not embedded: its WriteTo would go past Read
	ctx  context.Context
	line *line
	it   *item
}

func (t *throttled) Read(b []byte) (int, error) {
	n, err := t.file.Read(b[:min(len(b), t.line.piece())])
	if n > 0 {
		if err := t.line.pass(t.ctx, t.it, n); err != nil {
			return 0, err
		}
	}
	return n, err
}

func (t *throttled) Seek(offset int64, whence int) (int64, error) { return t.file.Seek(offset, whence) }
func (t *throttled) Close() error                                 { return t.file.Close() }

// throttledWriter is the same for what is made while it is sent.
type throttledWriter struct {
	w    io.Writer
	ctx  context.Context
	line *line
	it   *item
}

func (t *throttledWriter) Write(b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		part := b[n:min(len(b), n+t.line.piece())]
		if err = t.line.pass(t.ctx, t.it, len(part)); err == nil {
			var wrote int
			wrote, err = t.w.Write(part)
			n += wrote
		}
	}
	return n, err
}
