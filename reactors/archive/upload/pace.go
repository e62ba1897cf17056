package upload

import "golang.org/x/time/rate"

// open is no limit.
const open = float64(rate.Inf)

// pace is the limit of all uploads, which leaves live traffic room without knowing how much the line can do.
//
// It starts open: at the configured rate, or at none. Uploads have gone too far when one stalls, when live traffic begins while they
// run, or when it falls by a third while they run: a full line takes from both. Then the limit becomes half of what they really got,
// and for five seconds nothing more is concluded, since what was changed has to show first. After that it grows by a hundredth of
// what they had, each second while a show is live, ten times as fast otherwise: half a minute and more to come back to where it hurt,
// seconds when nobody is hurt. A limit that is twice what they get limits nothing any more, and is open again. A show that ends, or
// viewers who leave, look like a full line once: that costs half a minute of half the rate, and nobody a frame.
//
// (Additive increase, multiplicative decrease: what TCP does, with the shows as the witness.)
type pace struct {
	most    float64 // bytes a second, configured, or open
	limit   float64 // in force
	goodput float64 // what uploads got lately, in seconds when they sent
	usual   float64 // what live traffic has been lately
	step    float64 // growth a second
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
	began, fell := p.usual == 0 && s.live > 0, s.live > 0 && s.live < p.usual*2/3
	p.usual = follow(p.usual, s.live, 8)
	if s.live == 0 {
		p.usual = 0
	}
	if s.sent > 0 {
		p.goodput = follow(p.goodput, s.sent, 4)
	}
	p.hold--
	switch {
	case p.hold <= 0 && (s.stalled || s.sent > 0 && (began || fell)):
		had := min(p.limit, p.goodput)
		p.limit = had / 2
		p.step = max(had/100, floor/8)
		p.hold = 5
		p.usual = s.live
	case p.limit < p.most && s.live > 0:
		p.limit += p.step
	case p.limit < p.most:
		p.limit += 10 * p.step
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
