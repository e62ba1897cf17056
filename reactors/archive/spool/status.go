package spool

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// Status is what the recorder does, for metrics and for who shares its disk.
type Status struct {
	// Active counts streams that write, or of which a segment came within the last three.
	Active int
	// Segments and Bytes are in the spool now; TakenSegments and TakenBytes were taken since the start.
	Segments      int
	Bytes         int64
	TakenSegments uint64
	TakenBytes    uint64
	// Rate is bytes a second coming in, an average in which half a minute counts most.
	Rate float64
	// Free is of the spool's disk, in bytes, as last seen. Low: it is less than MinFree. Full: nothing is taken for want of room.
	Free      uint64
	Low, Full bool
	Alarms    []Alarm
	Streams   []Stream
}

// Stream is how one event's recording does; only active ones are listed.
type Stream struct {
	Event uint64
	// Last is when a segment was last taken; zero: not since the start.
	Last time.Time
	// Growing says that the media server writes.
	Growing bool
}

// Alarm is something that a human should look at.
type Alarm struct {
	What  string // disk low, disk full, unreadable, crowded, failing, silent or damaged
	Event uint64 // 0 may be no event's
	Text  string // what is wrong and how to mend it
	Since time.Time
}

// Kinds of alarms.
const (
	alarmLow        = "disk low"
	alarmFull       = "disk full"
	alarmUnreadable = "unreadable"
	alarmCrowded    = "crowded"
	alarmFailing    = "failing"
	alarmSilent     = "silent"
	alarmDamaged    = "damaged"
)

type alarmKey struct {
	what  string
	event uint64
}

// tally counts what happened, and keeps alarms.
type tally struct {
	mu       sync.Mutex
	alarms   map[alarmKey]Alarm
	raised   []Alarm // not logged yet
	segments uint64
	bytes    uint64
	rate     float64
	rated    time.Time
	free     uint64
}

func (t *tally) alarm(what string, event uint64, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := alarmKey{what, event}
	a, ok := t.alarms[k]
	if !ok {
		a = Alarm{What: what, Event: event, Since: time.Now()}
	}
	a.Text = text
	if t.alarms == nil {
		t.alarms = map[alarmKey]Alarm{}
	}
	t.alarms[k] = a
	if !ok {
		t.raised = append(t.raised, a)
	}
}

func (t *tally) clear(what string, event uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.alarms, alarmKey{what, event})
}

// rateMean is the time after which bytes count for a third of what they did in the rate.
const rateMean = 30 * time.Second

func (t *tally) decay(now time.Time) {
	if !t.rated.IsZero() {
		t.rate *= math.Exp(-float64(now.Sub(t.rated)) / float64(rateMean))
	}
	t.rated = now
}

// count counts a segment that was entered, and tells of it.
func (s *Spool) count(seg *Segment) {
	e, now := s.event(number64(seg.Stream)), s.now()
	e.mu.Lock()
	e.taken, e.growing, e.asked = now, time.Time{}, time.Time{}
	e.mu.Unlock()
	t := &s.tally
	t.mu.Lock()
	t.decay(now)
	t.segments++
	t.bytes += uint64(seg.Facts.Size)
	t.rate += float64(seg.Facts.Size) / rateMean.Seconds()
	t.mu.Unlock()
	if s.o.Touched != nil {
		s.o.Touched(e.id)
	}
}

func number64(stream string) uint64 {
	id, _ := eventOf(stream) // the spool's own word
	return id
}

func (s *Spool) setFree(free uint64) {
	s.tally.mu.Lock()
	s.tally.free = free
	s.tally.mu.Unlock()
	if free < s.o.MinFree {
		s.tally.alarm(alarmLow, 0, fmt.Sprintf("%d bytes are free for recordings, and %d should be: free some space, or move data_dir to a larger disk", free, s.o.MinFree))
	} else {
		s.tally.clear(alarmLow, 0)
	}
}

// Low tells whether the spool's disk has less than MinFree free.
func (s *Spool) Low() bool {
	free, err := s.Free()
	return err == nil && free < s.o.MinFree
}

// Free tells how many bytes the spool's disk has free.
func (s *Spool) Free() (uint64, error) {
	free, err := s.o.Free(s.o.Dir)
	if err != nil {
		return 0, fmt.Errorf("ask for the free space of the spool: %w", err)
	}
	return free, nil
}

// silence is how long a stream that writes may bring no segment: three fragments, which may be longer than they were meant to be.
func (e *recording) silence(fragment time.Duration) time.Duration {
	if e.last != nil {
		fragment = max(fragment, time.Duration(min(e.last.Facts.Seconds(), 120)*float64(time.Second)))
	}
	return 3 * fragment
}

func (e *recording) grows(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.grew = now
	if e.growing.IsZero() {
		e.growing = now
	}
}

// knows tells what a file was when it was taken.
func (e *recording) knows(place string) (ident, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	was, ok := e.known[place]
	return was, ok
}

func (e *recording) newestTaken() (order, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	err := e.load()
	return e.newest, err
}

// watchOver looks at what goes on and what does not, raises alarms, and logs those that are new. waiting are files not taken yet.
func (s *Spool) watchOver(waiting map[*recording][]*found) {
	now := s.now()
	if len(waiting) == 0 {
		s.tally.clear(alarmFull, 0)
	}
	if free, err := s.o.Free(s.o.Dir); err == nil {
		s.setFree(free)
	}
	for _, e := range s.all() {
		e.mu.Lock()
		silence, why := e.silence(s.o.Fragment), ""
		if now.Sub(e.grew) > silence {
			e.growing = time.Time{}
		}
		switch {
		case !e.growing.IsZero() && now.Sub(later(e.growing, e.taken)) > silence:
			why = fmt.Sprintf("event %d is being sent, and for %s no segment was finished: look at the media server", e.id, silence)
		case !e.asked.IsZero() && now.Sub(e.asked) > silence:
			why = fmt.Sprintf("the media server announces segments of event %d, and none is in %s/%s: is stream.hls_dir right?", e.id, s.o.HLSDir, s.o.App)
		}
		damaged, loaded := e.damaged, e.loaded
		e.mu.Unlock()
		if loaded && !slices.ContainsFunc(waiting[e], func(c *found) bool { return !c.done && c.failed > tries }) {
			s.tally.clear(alarmFailing, e.id)
		}
		if why != "" {
			s.tally.alarm(alarmSilent, e.id, why)
		} else {
			s.tally.clear(alarmSilent, e.id)
		}
		if damaged != nil {
			s.tally.alarm(alarmDamaged, e.id, damaged.Error())
		}
	}
	s.tally.mu.Lock()
	raised := s.tally.raised
	s.tally.raised = nil
	s.tally.mu.Unlock()
	for _, a := range raised {
		s.o.Log.Warn("recording: "+a.What, "event", a.Event, "why", a.Text)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Status tells how recording does.
func (s *Spool) Status() Status {
	var out Status
	now := s.now()
	for _, e := range s.all() {
		e.mu.Lock()
		out.Segments += e.files
		out.Bytes += e.held
		if recent := e.silence(s.o.Fragment); now.Sub(e.taken) < recent || now.Sub(e.grew) < recent {
			out.Streams = append(out.Streams, Stream{Event: e.id, Last: e.taken, Growing: now.Sub(e.grew) < recent && !e.growing.IsZero()})
		}
		e.mu.Unlock()
	}
	out.Active = len(out.Streams)
	t := &s.tally
	t.mu.Lock()
	defer t.mu.Unlock()
	t.decay(now)
	out.TakenSegments, out.TakenBytes, out.Rate, out.Free = t.segments, t.bytes, t.rate, t.free
	out.Low = t.free < s.o.MinFree
	for k, a := range t.alarms {
		out.Full = out.Full || k.what == alarmFull
		out.Alarms = append(out.Alarms, a)
	}
	slices.SortFunc(out.Alarms, func(a, b Alarm) int { return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Event, b.Event)) })
	return out
}
