package media

import (
	"context"

	"golang.org/x/sync/semaphore"
)

// Limits bounds how many runs of ffmpeg there are at once. Encoders have places of their own, so that no number of them keeps a
// recording that is only copied waiting.
type Limits struct {
	copies, encoders *semaphore.Weighted
}

// NewLimits allows so many copies and so many encoders at once, at least one of each.
func NewLimits(copies, encoders int) *Limits {
	return &Limits{semaphore.NewWeighted(int64(max(1, copies))), semaphore.NewWeighted(int64(max(1, encoders)))}
}

func (l *Limits) take(ctx context.Context, mode Mode) (release func(), err error) {
	if l == nil {
		return func() {}, nil
	}
	places := l.copies
	if mode != Copy {
		places = l.encoders
	}
	if err := places.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { places.Release(1) }, nil
}
