package main

import (
	"context"
	"fmt"
	"io"
	"time"
)

const (
	// settle is how long a block's logs may take to come after one another:
	// what belongs together is told in one line.
	settle = 150 * time.Millisecond

	// digestEvery is the time between two lines that sum up.
	digestEvery = 10 * time.Second
)

// follower tells people what haus sees: a line for each thing that happens,
// and now and then one that sums up.
type follower struct {
	base        string                                 // of haus' API, e.g. http://127.0.0.1:8480
	since       uint64                                 // blocks up to this one are the past and not told
	speed       float64                                // chain seconds in one second
	imitations  func(ctx context.Context) (int, error) // how often a stranger imitated the contracts
	digestEvery time.Duration
	acts        bool // tell what reactors do, too
	out         printer

	waiting []log  // of one block, until the block is complete
	block   uint64 // of the newest log
	doings  doings
	warned  bool // of the stranger
}

// follow tells what happens until ctx ends.
func (f *follower) follow(ctx context.Context) {
	feed := feed{base: f.base, acts: f.acts}
	f.doings = doings{base: f.base, chats: map[string]*chatState{}, documents: map[string]string{}, archives: map[string]*archiveTold{}}
	frames := make(chan frame)
	go func() {
		defer close(frames)
		feed.read(ctx, frames)
	}()
	digest := time.NewTicker(f.digestEvery)
	defer digest.Stop()
	settled := time.NewTimer(settle)
	defer settled.Stop()
	for {
		select {
		case frame, more := <-frames:
			if !more {
				f.flush()
				return
			}
			f.take(ctx, frame)
			settled.Reset(settle)
		case <-settled.C:
			f.flush()
		case <-digest.C:
			f.flush()
			f.digest(ctx)
			f.warn(ctx)
		}
	}
}

// take takes in what came by the feed.
func (f *follower) take(ctx context.Context, came frame) {
	if l := came.log; l == nil || len(f.waiting) > 0 && (l.Block != f.waiting[0].Block || l.Removed != f.waiting[0].Removed) {
		f.flush()
	}
	switch {
	case came.notice != "":
		f.out.notice(came.notice)
	case came.reaction != nil:
		for _, h := range f.doings.after(ctx, *came.reaction) {
			f.out.line(max(f.block, f.since), h.text, f.base+h.path)
		}
	case came.log != nil && came.log.Block > f.since:
		f.block = came.log.Block
		f.waiting = append(f.waiting, *came.log)
	}
}

// flush tells the block that is waiting.
func (f *follower) flush() {
	if len(f.waiting) == 0 {
		return
	}
	for _, h := range tell(f.waiting, f.speed) {
		text := h.text
		if f.waiting[0].Removed {
			text = "taken back: " + text
		}
		f.out.line(f.waiting[0].Block, text, f.base+h.path)
	}
	f.waiting = nil
}

// digest sums up.
func (f *follower) digest(ctx context.Context) {
	var (
		status struct {
			IndexedBlock, HeadBlock uint64
			LagSeconds              *uint64
			Why                     *string
		}
		stats struct{ Events, Tickets, Tips, FinalizedEvents uint64 }
	)
	err := get(ctx, f.base+"/v1/status", &status)
	if err == nil {
		err = get(ctx, f.base+"/v1/stats", &stats)
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		f.out.notice(fmt.Sprintf("haus does not answer: %v", err))
		return
	}
	text := fmt.Sprintf("so far %d events (%d finalized), %d tickets, %d tips; head %d", stats.Events, stats.FinalizedEvents, stats.Tickets, stats.Tips, status.HeadBlock)
	if status.LagSeconds != nil {
		text += fmt.Sprintf(", lag %d s", *status.LagSeconds)
	}
	if status.Why != nil {
		text += "; " + clean(*status.Why, 60)
	}
	f.out.digest(status.IndexedBlock, text, f.base+"/v1/stats")
}

// warn says once that a stranger imitates the contracts: that haus shows
// nothing of it is as it should be.
func (f *follower) warn(ctx context.Context) {
	if f.warned {
		return
	}
	if n, err := f.imitations(ctx); err == nil && n > 0 {
		f.warned = true
		f.out.notice("a stranger's contract emits logs like these as well: haus ignores it")
	}
}

// printer writes lines in columns: time, block, what happened, where to look.
type printer struct {
	w        io.Writer
	coloured bool
	now      func() time.Time
}

// columns is how wide a text may be before the place to look moves to the right.
const columns = 80

func (p *printer) line(block uint64, text, url string) {
	p.print(fmt.Sprintf("block %5d  ", block), text, url, "")
}

func (p *printer) digest(block uint64, text, url string) {
	p.print(fmt.Sprintf("block %5d  ", block), text, url, "\x1b[1m")
}

func (p *printer) notice(text string) { p.print("", text, "", "\x1b[33m") }

func (p *printer) print(block, text, url, colour string) {
	at := p.now().Format("15:04:05") + "  " + block
	if url != "" {
		text, url = pad(text, columns), "  "+url
	}
	if p.coloured {
		const faint, plain = "\x1b[2m", "\x1b[0m"
		at, text, url = faint+at+plain, colour+text+plain, faint+url+plain
	}
	fmt.Fprintln(p.w, at+text+url)
}
