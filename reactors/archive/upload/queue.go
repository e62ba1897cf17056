package upload

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v4"
	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
)

// Standings of a job at a target.
const (
	waiting   = "waiting"
	uploading = "uploading"
	failing   = "failing"
	parked    = "parked"
	refused   = "refused"
)

// place is a target with what it lacks. All of it is guarded by the uploader's lock.
type place struct {
	target content.Target
	items  map[cid.Cid]*item
	told   map[cid.Cid]told // what it acknowledged lately

	rest      *backoff.ExponentialBackOff // while everything fails
	restUntil time.Time
	trouble   string // the newest failure since something went well

	parked      string // why; empty: it is not
	parkedSince time.Time
	probe       *backoff.ExponentialBackOff
	probeAt     time.Time
	probing     *item // tries whether it is parked still

	uploaded, bytes, retries uint64
	errors                   map[string]uint64 // by class
}

// item is one file on its way to one target, whoever wants it.
type item struct {
	cid      cid.Cid
	claims   map[uint64]*claim // by event
	standing string
	why      string
	since    time.Time // of the standing
	wanted   time.Time
	failed   time.Time // for the first time
	retryAt  time.Time
	pause    *backoff.ExponentialBackOff
	tries    uint64
	sent     atomic.Int64     // bytes of the present try
	receipt  *content.Receipt // the target has it, and somebody's journal does not say so yet
}

// claim is an event's want of an item.
type claim struct {
	job    Job
	listed bool // in the newest list; else it only waits for what is under way
	told   bool // journalled
}

// told is what a target acknowledged, and the events whose journal says so.
type told struct {
	receipt content.Receipt
	events  map[uint64]bool
	at      time.Time
}

// event is what one event wants. Lists and turns are by place.
type event struct {
	lists [][]*item
	turn  []uint64 // when it was last served
}

func (it *item) become(standing, why string) {
	if it.standing != standing || it.why != why {
		it.standing, it.why, it.since = standing, why, time.Now()
	}
	it.retryAt = time.Time{}
}

// disclaim takes an event's claim off an item; one that nobody wants is forgotten.
func (p *place) disclaim(it *item, event uint64) {
	delete(it.claims, event)
	if len(it.claims) == 0 {
		delete(p.items, it.cid)
	}
}

// forget lets go of old acknowledgements.
func (p *place) forget(now time.Time) {
	for c, t := range p.told {
		if now.Sub(t.at) > fresh {
			delete(p.told, c)
		}
	}
}

// take begins the next item of a place. Without one it tells when to look again (zero: when something changed) and what is closed
// when something did.
func (u *Uploader) take(i int) (it *item, again time.Time, changed <-chan struct{}) {
	u.mu.Lock()
	defer u.mu.Unlock()
	p, now := u.places[i], time.Now()
	if p.parked != "" && p.probing != nil {
		return nil, time.Time{}, u.wake
	}
	until := p.restUntil
	if p.parked != "" && p.probeAt.After(until) {
		until = p.probeAt
	}
	if until.After(now) {
		return nil, until, u.wake
	}
	var whose *event
	for _, e := range u.events {
		next, at := e.next(i, now, !p.restUntil.IsZero())
		if next == nil {
			if again.IsZero() || !at.IsZero() && at.Before(again) {
				again = at
			}
			continue
		}
		if whose == nil || e.turn[i] < whose.turn[i] || e.turn[i] == whose.turn[i] && next.wanted.Before(it.wanted) {
			whose, it = e, next
		}
	}
	if it == nil {
		return nil, again, u.wake
	}
	u.turns++
	whose.turn[i] = u.turns
	it.become(uploading, "")
	it.sent.Store(0)
	if it.tries++; it.tries > 1 {
		p.retries++
	}
	if p.parked != "" {
		p.probing = it
	}
	return it, time.Time{}, nil
}

// next is the first of an event's items at a place that may begin now, or when one may; zero: none. Where the last try failed it is
// the first of those that were tried least: should the file have been the reason, another one shows it.
func (e *event) next(i int, now time.Time, failed bool) (next *item, at time.Time) {
	before := false // something that is not there yet
	for _, it := range e.lists[i] {
		switch {
		case it.standing == refused:
			continue
		case before && it.folder():
			// A target may look for all that a folder links to, so that is brought first.
		case it.standing == waiting, it.standing == failing && !it.retryAt.After(now):
			if !failed {
				return it, time.Time{}
			}
			if next == nil || it.tries < next.tries {
				next = it
			}
		case it.standing == failing && (at.IsZero() || it.retryAt.Before(at)):
			at = it.retryAt
		}
		before = true
	}
	return next, at
}

func (it *item) folder() bool {
	for _, c := range it.claims {
		return c.job.Folder
	}
	return false
}

// job is the first of those that want the item: only name and kind matter, and they follow from the content.
func (it *item) job() Job {
	var first *claim
	for _, c := range it.claims {
		if first == nil || c.job.Event < first.job.Event {
			first = c
		}
	}
	return first.job
}

// untold are the jobs whose journal does not have the receipt yet.
func (it *item) untold() (jobs []Job) {
	for _, c := range it.claims {
		if !c.told {
			jobs = append(jobs, c.job)
		}
	}
	slices.SortFunc(jobs, func(a, b Job) int { return cmp.Compare(a.Event, b.Event) })
	return jobs
}

// settle takes a place's item off everybody's list and remembers that it is there.
func (u *Uploader) settle(i int, it *item) (events []uint64) {
	p := u.places[i]
	t := told{*it.receipt, map[uint64]bool{}, time.Now()}
	if before, ok := p.told[it.cid]; ok {
		for number := range before.events {
			t.events[number] = true
		}
	}
	for number := range it.claims {
		t.events[number] = true
		events = append(events, number)
		u.unlist(i, it, number)
	}
	p.told[it.cid] = t
	delete(p.items, it.cid)
	return events
}

// drop takes off the lists what was only under way still, and tells whom the others belong to.
func (u *Uploader) drop(i int, it *item) (events []uint64) {
	for number, c := range it.claims {
		if c.listed {
			events = append(events, number)
			continue
		}
		u.unlist(i, it, number)
		u.places[i].disclaim(it, number)
	}
	return events
}

func (u *Uploader) unlist(i int, it *item, number uint64) {
	e := u.events[number]
	e.lists[i] = slices.DeleteFunc(e.lists[i], func(other *item) bool { return other == it })
	u.tidy(number)
}
