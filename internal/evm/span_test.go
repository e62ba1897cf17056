package evm

import "testing"

// play asks an endpoint again and again and returns the refusals and the final span.
func play(s *span, requests int, refuse func(asked uint64) *RangeError) (refused int, final uint64) {
	for range requests {
		asked, _ := s.get()
		if err := refuse(asked); err != nil {
			s.failed(err)
			refused++
		} else {
			s.succeeded(asked, 0)
		}
	}
	final, _ = s.get()
	return refused, final
}

func TestSpanLearnsAStatedLimitAtOnce(t *testing.T) {
	s := newSpan(0)
	refused, final := play(s, 100, func(asked uint64) *RangeError {
		if asked > 3500 {
			return &RangeError{Asked: asked, Max: 3500}
		}
		return nil
	})
	if refused != 1 || final != 3500 {
		t.Fatalf("refused %d times, ends at %d; want once and 3500", refused, final)
	}
	if _, limit := s.get(); limit != 3500 {
		t.Fatalf("limit is %d, want 3500", limit)
	}
}

func TestSpanApproachesAnUnstatedLimit(t *testing.T) {
	for _, serves := range []uint64{1, 2, 7, 800, 1000, 10_000, 90_000} {
		refused, final := play(newSpan(0), 200, func(asked uint64) *RangeError {
			if asked > serves {
				return &RangeError{Asked: asked}
			}
			return nil
		})
		if final > serves || final < serves*8/10 || refused > 12 {
			t.Errorf("limit %d: ends at %d after %d refusals", serves, final, refused)
		}
	}
}

func TestSpanNeverExceedsTheConfiguredLimit(t *testing.T) {
	s := newSpan(50)
	s.failed(&RangeError{Asked: 50, TooMany: true})
	if _, final := play(s, 100, func(uint64) *RangeError { return nil }); final != 50 {
		t.Fatalf("ends at %d, want 50", final)
	}
	s.failed(&RangeError{Asked: 50, Max: 200}) // a wider statement does not lift it
	if _, limit := s.get(); limit != 50 {
		t.Fatalf("limit is %d, want 50", limit)
	}
}

func TestSpanShrinksForManyLogsAndRecovers(t *testing.T) {
	s := newSpan(0)
	s.failed(&RangeError{Asked: 1000, TooMany: true, Max: 20})
	if got, limit := s.get(); got != 20 || limit != 0 {
		t.Fatalf("span %d, limit %d; want 20 and none", got, limit)
	}
	for range 10 {
		s.failed(&RangeError{Asked: 1, TooMany: true})
	}
	if got, _ := s.get(); got != 1 {
		t.Fatalf("span %d, want 1", got)
	}
	if _, final := play(s, 200, func(uint64) *RangeError { return nil }); final != maxSpan {
		t.Fatalf("ends at %d, want %d", final, maxSpan)
	}
}

func TestSpanGrowsOnlyOnEvidence(t *testing.T) {
	s := newSpan(0)
	s.succeeded(999, 0)
	s.succeeded(1000, plentyOfLogs+1)
	if got, _ := s.get(); got != 1000 {
		t.Fatalf("span %d, want 1000", got)
	}
}

func TestTimeoutsShrinkOnlyLongRanges(t *testing.T) {
	s := newSpan(0)
	s.slow(3)
	if got, _ := s.get(); got != 1000 {
		t.Fatalf("span %d after a short range timed out, want 1000", got)
	}
	for range 10 {
		asked, _ := s.get()
		s.slow(asked)
	}
	if got, _ := s.get(); got != slowSpan {
		t.Fatalf("span %d after an outage, want %d", got, slowSpan)
	}
}
