package upload

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v4"
	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
)

const (
	// retryMost is the longest pause of one file, restMost that of a target which fails whatever it is given: short enough that an
	// outage of minutes is over for us soon after it is over.
	retryMost, restMost = 5 * time.Minute, time.Minute
	// probeFirst and probeMost are how long a parked target is left alone before one file tries it again.
	probeFirst, probeMost = 5 * time.Minute, time.Hour
	// fresh is how long an acknowledgement is remembered: for a list of what is wanted that was made before it was journalled, and
	// for another event that wants the same content.
	fresh = time.Hour
)

// Options configure an [Uploader].
type Options struct {
	Content *content.Store
	Targets []content.Target
	// Parallel is how many files go to each target at once; 2.
	Parallel int
	// Limit is the most bytes a second of all uploads together; 0: none but what the line gives.
	Limit uint64
	// Live tells how many bytes a second the machine moves for live shows; it is called once a second and must not block. nil: none.
	Live func() (bytesPerSecond uint64)
	// Done journals that a target acknowledged a job. When it fails it is called again later, without another upload.
	Done func(Job, content.Receipt) error
	// Changed tells that an event's Standing is another; it must not block. nil: nobody wants to know.
	Changed func(event uint64)
	Log     *slog.Logger
}

// Uploader brings files to targets. Its methods may be called by any goroutine, before and while it runs.
type Uploader struct {
	o    Options
	line *line

	mu     sync.Mutex
	places []*place
	events map[uint64]*event
	turns  uint64        // counts what was begun
	wake   chan struct{} // closed, and made anew, when there may be something to do
}

// New makes an uploader that does nothing until it runs.
func New(o Options) *Uploader {
	if o.Parallel <= 0 {
		o.Parallel = 2
	}
	if o.Changed == nil {
		o.Changed = func(uint64) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	u := &Uploader{o: o, line: newLine(o.Limit, o.Live), events: map[uint64]*event{}, wake: make(chan struct{})}
	for _, t := range o.Targets {
		u.places = append(u.places, &place{target: t, items: map[cid.Cid]*item{}, told: map[cid.Cid]told{}, rest: pauses(time.Second, restMost),
			probe: pauses(probeFirst, probeMost), errors: map[string]uint64{}})
	}
	return u
}

func pauses(first, most time.Duration) *backoff.ExponentialBackOff {
	return backoff.NewExponentialBackOff(backoff.WithInitialInterval(first), backoff.WithMultiplier(2), backoff.WithRandomizationFactor(0.2),
		backoff.WithMaxInterval(most), backoff.WithMaxElapsedTime(0))
}

// Run uploads until ctx ends, and returns when nothing is under way any more. What was cut off is wanted still.
func (u *Uploader) Run(ctx context.Context) error {
	var workers sync.WaitGroup
	for i := range u.places {
		for range u.o.Parallel {
			workers.Go(func() { u.work(ctx, i) })
		}
	}
	workers.Go(func() { u.line.run(ctx) })
	workers.Wait()
	return nil
}

// Want says what an event lacks at targets, the oldest first; it takes the place of what was said before. What is under way goes on.
// Names that are no target's are left out. What a target acknowledged for the event within the last hour is not brought again: the
// list was made before that was journalled.
func (u *Uploader) Want(number uint64, jobs []Job) {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := time.Now()
	e := u.events[number]
	if e == nil {
		e = &event{lists: make([][]*item, len(u.places)), turn: make([]uint64, len(u.places))}
		u.events[number] = e
	}
	for i, p := range u.places {
		p.forget(now)
		old := e.lists[i]
		for _, it := range old {
			it.claims[number].listed = false
		}
		e.lists[i] = nil
		for _, j := range jobs {
			if slices.Contains(j.Targets, p.target.Name()) {
				e.add(i, p, number, j, now)
			}
		}
		for _, it := range old {
			if it.claims[number].listed {
				continue
			}
			if it.standing == uploading {
				e.lists[i] = append(e.lists[i], it)
			} else {
				p.disclaim(it, number)
			}
		}
	}
	u.tidy(number)
	u.signal()
}

// add puts a job on the event's list of a target.
func (e *event) add(i int, p *place, number uint64, j Job, now time.Time) {
	j.Event = number
	it := p.items[j.CID]
	known, acknowledged := p.told[j.CID]
	switch {
	case acknowledged && known.events[number]:
		return
	case it == nil:
		it = &item{cid: j.CID, standing: waiting, since: now, wanted: now, claims: map[uint64]*claim{}, pause: pauses(time.Second, retryMost)}
		if acknowledged { // for another event
			it.receipt = &known.receipt
		}
		if _, ok := p.target.(content.FolderTarget); j.Folder && !ok {
			it.become(refused, noFolders)
		}
		p.items[j.CID] = it
	case it.claims[number] != nil && it.claims[number].listed:
		return // it is there twice
	}
	if c := it.claims[number]; c != nil {
		c.job, c.listed = j, true
	} else {
		it.claims[number] = &claim{job: j, listed: true}
	}
	e.lists[i] = append(e.lists[i], it)
}

// tidy forgets an event that wants nothing.
func (u *Uploader) tidy(number uint64) {
	for _, list := range u.events[number].lists {
		if len(list) > 0 {
			return
		}
	}
	delete(u.events, number)
}

// signal wakes the workers.
func (u *Uploader) signal() {
	close(u.wake)
	u.wake = make(chan struct{})
}

// Retry forgets pauses and refusals: everything is tried now. A parked target is tried with one file first.
func (u *Uploader) Retry() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, p := range u.places {
		p.restUntil, p.probeAt = time.Time{}, time.Time{}
		p.rest.Reset()
		p.probe.Reset()
		for _, it := range p.items {
			if it.standing != uploading {
				it.become(waiting, "")
				it.pause.Reset()
			}
		}
	}
	u.signal()
}

// Standing tells where an event's jobs are, target by target in their order. What is done is not among them.
func (u *Uploader) Standing(number uint64) (all []Standing) {
	u.mu.Lock()
	defer u.mu.Unlock()
	e := u.events[number]
	if e == nil {
		return nil
	}
	for i, p := range u.places {
		for _, it := range e.lists[i] {
			s := Standing{CID: it.cid, Target: p.target.Name(), Standing: it.standing, Why: it.why, Since: it.since, RetryAt: it.retryAt}
			switch {
			case it.standing == uploading:
				s.Sent = it.sent.Load()
			case p.parked != "" && it.standing != refused:
				s.Standing, s.Why, s.Since, s.RetryAt = parked, p.parked, p.parkedSince, p.probeAt
			case it.standing == waiting && p.trouble != "":
				s.Why, s.RetryAt = "the target fails: "+p.trouble, p.restUntil
			}
			all = append(all, s)
		}
	}
	return all
}
