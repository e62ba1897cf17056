package upload

import "golang.org/x/time/rate"

// open is no limit.
const open = float64(rate.Inf)

// pace is the limit of all uploads, which leaves live traffic room without knowing how much the line can do.
//
// It starts open: at the configured rate, or at none. Uploads have gone too far when one stalls, when live traffic begins while they
// run, or when it falls by a tenth while they run: a full line takes from both. Then the limit becomes half of what they really got,
// and for five seconds nothing more is concluded, since what was changed has to show first. After that it grows by a hundredth of
// what they had, each second, ten times as fast when no show is live; while one is, it stays below four fifths of what hurt for five
// minutes before it tries more. A limit that is twice what they get limits nothing any more, and is open again. A show that ends, or
// viewers who leave, look like a full line once: that costs minutes of a slower archive, and nobody a frame.
//
// (Additive increase, multiplicative decrease: what TCP does, with the shows as the witness.)
type pace struct {
	most    float64 // bytes a second, configured, or open
	limit   float64 // in force
	goodput float64 // what uploads got lately, in seconds when they sent
	live    float64 // live traffic, its noise taken out
	usual   float64 // the most that live was, not long ago
	step    float64 // growth a second
	calm    float64 // what the limit keeps below
	wait    int     // seconds for which it does
	hold    int     // seconds in which nothing is concluded
}

// second is what one second showed.
type second struct {
	sent    float64 // bytes of uploads
	live    float64 // bytes a second of live traffic
	stalled bool    // an upload could send nothing for too long
}

// next is the limit for the second that follows.
func (p *pace) next(s second) float64 {
	began := p.usual == 0 && s.live > 0
	if s.live == 0 {
		p.live, p.usual = 0, 0
	} else {
		p.live = follow(p.live, s.live, 3)
		p.usual = max(p.usual*0.999, p.live) // so that a slow fall is one, too
	}
	if s.sent > 0 {
		p.goodput = follow(p.goodput, s.sent, 4)
	}
	p.hold--
	p.wait--
	switch {
	case p.hold <= 0 && (s.stalled || s.sent > 0 && (began || p.live < 0.9*p.usual)):
		had := min(p.limit, p.goodput)
		p.limit = had / 2
		p.step = max(had/100, floor/8)
		p.hold = 5
		if !began {
			p.calm, p.wait = had*4/5, 300
		}
		p.live, p.usual = s.live, s.live
	case s.live == 0:
		p.limit += 10 * p.step
	case p.wait <= 0 || p.limit < p.calm:
		p.limit += p.step
	}
	p.limit = min(max(p.limit, floor), p.most)
	if p.hold <= 0 && p.limit > 2*p.goodput {
		p.limit = p.most
	}
	return p.limit
}

// follow is a mean in which the newest of about n values counts as one; the first is taken as it is.
func follow(mean, value, n float64) float64 {
	if mean == 0 {
		return value
	}
	return mean + (value-mean)/n
}
