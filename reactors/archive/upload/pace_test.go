package upload

import (
	"math"
	"testing"
)

const mb = 1 << 20

// simulated is a line that uploads and a show share: what is asked for beyond it is taken from both alike.
type simulated struct {
	line, show float64 // bytes a second
	uploads    float64 // that there is to send; infinite: as much as goes
}

func (w simulated) second(limit float64) second {
	want := min(w.uploads, limit, w.line)
	if all := want + w.show; all > w.line {
		return second{sent: want * w.line / all, live: w.show * w.line / all}
	}
	return second{sent: want, live: w.show}
}

func run(p *pace, w simulated, seconds int) (last second, limits []float64) {
	for range seconds {
		last = w.second(p.limit)
		limits = append(limits, p.next(last))
	}
	return last, limits
}

func TestPaceStartsOpen(t *testing.T) {
	p := &pace{most: open, limit: open}
	last, limits := run(p, simulated{line: 10 * mb, uploads: math.Inf(1)}, 60)
	if last.sent != 10*mb || limits[0] != open || limits[59] != open {
		t.Errorf("%.1f MB/s, %v", last.sent/mb, limits)
	}
	p = &pace{most: 2 * mb, limit: 2 * mb}
	if last, limits := run(p, simulated{line: 10 * mb, uploads: math.Inf(1)}, 60); last.sent != 2*mb || limits[59] != 2*mb {
		t.Errorf("%.1f MB/s, %v", last.sent/mb, limits)
	}
}

// TestPaceLeavesRoom: a show on a line that uploads fill gets what it needs within seconds, for most of the time, and uploads go on.
func TestPaceLeavesRoom(t *testing.T) {
	p := &pace{most: open, limit: open}
	w := simulated{line: 10 * mb, uploads: math.Inf(1)}
	run(p, w, 30)
	w.show = 4 * mb
	if first := w.second(p.limit); first.live > 0.8*w.show {
		t.Fatal("the line is not full: the test shows nothing")
	}
	const seconds = 3600
	whole, least, sent := 0, 1.0, 0.0
	for i := range seconds {
		s := w.second(p.next(w.second(p.limit)))
		if s.live >= 0.99*w.show {
			whole++
		}
		if i > 0 { // the first second is when it is seen
			least = min(least, s.live/w.show)
		}
		sent += s.sent
	}
	t.Logf("the show was whole for %d of %d seconds, and always had %.0f %%; uploads got %.1f MB/s", whole, seconds, 100*least, sent/seconds/mb)
	if whole < seconds*9/10 || least < 0.85 || sent < seconds*4*mb {
		t.Error("that is too little")
	}
	w.show = 0
	if last, limits := run(p, w, 60); last.sent < 9*mb || limits[59] != open && limits[59] < 10*mb {
		t.Errorf("after the show: %.1f MB/s of %.1f, limit %.1f", last.sent/mb, w.line/mb, limits[59]/mb)
	}
}

// TestPaceOnASlowTarget: where the line is not what limits, a show takes nothing from uploads for long, nor do they ever creep down.
func TestPaceOnASlowTarget(t *testing.T) {
	p := &pace{most: open, limit: open}
	w := simulated{line: 100 * mb, uploads: 1 * mb}
	run(p, w, 10)
	w.show = 4 * mb
	if last, limits := run(p, w, 300); last.sent != 1*mb || limits[299] != open {
		t.Errorf("%.2f MB/s, limit %v", last.sent/mb, limits[299])
	}
}

func TestPaceBacksOff(t *testing.T) {
	p := &pace{most: open, limit: open}
	w := simulated{line: 8 * mb, uploads: math.Inf(1)}
	run(p, w, 20)
	s := w.second(p.limit)
	s.stalled = true
	if got := p.next(s); got != 4*mb {
		t.Errorf("after a stall: %.1f MB/s", got/mb)
	}
	before := p.limit
	s = w.second(p.limit)
	s.stalled = true
	if got := p.next(s); got < before {
		t.Errorf("at once after a stall: %.1f, then %.1f MB/s", before/mb, got/mb)
	}
	for range 50 { // one after the other
		s := w.second(p.limit)
		s.stalled = true
		if p.next(s) < floor {
			t.Fatalf("%f bytes a second", p.limit)
		}
		run(p, w, 5)
	}
	if last, _ := run(p, w, 200); last.sent < 7.9*mb {
		t.Errorf("it does not come back: %.1f MB/s", last.sent/mb)
	}
	p = &pace{most: 1000, limit: 1000} // less than the floor is what was asked for
	if got := p.next(second{sent: 1000, stalled: true}); got != 1000 {
		t.Errorf("%f", got)
	}
	p = &pace{most: open, limit: open}
	p.next(second{live: 5 * mb})
	if got := p.next(second{live: 1 * mb}); got != open {
		t.Errorf("without an upload a show may do what it likes: %f", got)
	}
	if got := p.next(second{live: 1 * mb, stalled: true}); got != floor {
		t.Errorf("a stall before anything was sent: %f", got)
	}
}
