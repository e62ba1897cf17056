package evm

import "sync"

const (
	// firstSpan is asked of an endpoint whose limit is unknown: the lowest limit SEI's nodes are configured with.
	firstSpan = 1000
	// maxSpan is the highest limit in use (reth's default), and about eleven hours of SEI.
	maxSpan = 100_000
	// plentyOfLogs stops growth: half of the 10,000 logs at which most endpoints refuse to answer.
	plentyOfLogs = 5000
	// slowSpan is as far as time-outs shrink a range: SEI answers ranges of 100 blocks outside its limits,
	// and an outage must not leave a span of 1 behind.
	slowSpan = 100
)

// span learns how many blocks an endpoint answers in one request.
//
// It doubles until the first refusal. A range refused in numbers sets the limit for good; one refused without numbers is
// approached from below by halving the distance; too many logs halve the span, which then grows by an eighth.
type span struct {
	mu      sync.Mutex
	current uint64
	limit   uint64 // stated by the endpoint or the configuration; 0: none
	refused uint64 // shortest range refused without a number; 0: none
	careful bool   // an answer was too large or too slow before
}

func newSpan(limit uint64) *span {
	s := &span{current: firstSpan, limit: limit}
	if limit > 0 {
		s.current = limit
	}
	return s
}

// get returns the blocks to ask for and the limit that is known.
func (s *span) get() (current, limit uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current, s.limit
}

// succeeded notes that a range of asked blocks was answered with n logs.
func (s *span) succeeded(asked uint64, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if asked < s.current || n > plentyOfLogs {
		return // a shorter range proves nothing
	}
	next := s.current * 2
	if s.careful {
		next = s.current + s.current/8 + 1
	}
	if s.refused > 0 {
		gap := s.refused - s.current
		if gap <= s.refused/16+1 {
			return // near enough
		}
		next = min(next, s.current+gap/2)
	}
	if s.limit > 0 {
		next = min(next, s.limit)
	}
	s.current = max(s.current, min(next, maxSpan))
}

// failed notes a refusal.
func (s *span) failed(e *RangeError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fits := e.Max
	switch {
	case e.TooMany:
		s.careful = true
	case e.Max > 0:
		if s.limit == 0 || e.Max < s.limit {
			s.limit = e.Max
		}
	case e.Asked > 1 && (s.refused == 0 || e.Asked < s.refused):
		s.refused = e.Asked
	}
	if fits == 0 {
		fits = e.Asked / 2
	}
	s.current = max(1, min(s.current, fits))
}

// slow notes that a range of asked blocks timed out.
func (s *span) slow(asked uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if asked < s.current {
		return // it was not the range
	}
	s.careful = true
	s.current = min(s.current, max(slowSpan, asked/2))
}
