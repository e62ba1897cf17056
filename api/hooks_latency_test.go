package api

import (
	"slices"
	"testing"
	"time"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/store"
)

// TestCallbacksAreAnsweredQuickly: SRS makes the publisher, and every later callback, wait. The rights are read from the store, as the
// stream reactor reads them. The bound is that of the requirement and far above what it takes; BenchmarkCallback measures.
func TestCallbacksAreAnsweredQuickly(t *testing.T) {
	s := newStall(t)
	s.crowd(2000)
	body := hookOf("on_play")
	n := 2000
	if testing.Short() {
		n = 300
	}
	var p99 time.Duration
	for range 3 { // a machine that does other things may take the processor away for one round
		took := make([]time.Duration, n)
		for i := range took {
			began := time.Now()
			s.says("a viewer", true, secret, body)
			took[i] = time.Since(began)
		}
		slices.Sort(took)
		p99 = took[n*99/100]
		t.Logf("p50 %s, p99 %s", took[n/2], p99)
		if p99 <= 5*time.Millisecond {
			return
		}
	}
	t.Errorf("one of a hundred callbacks took over %s", p99)
}

// crowd gives the store events, and the stage rights that are read from it.
func (s *stall) crowd(events uint64) {
	s.batch(17, func(b *store.Batch) {
		for id := uint64(3); id < events; id++ {
			event(b.Event(id), 17, alice)
			b.Ticket(id, 1).Owner = bob
		}
	})
	right := func() error {
		v, err := s.store.View()
		if err != nil {
			return err
		}
		defer v.Release()
		for _, err := range v.TicketsOf(bob, events/2, nil, false) {
			return err
		}
		return &srs.Denied{Status: 403, Why: "no ticket"}
	}
	s.stage.hook = func(srs.Hook) error { return right() }
	s.stage.admits = func(srs.Request) error { return right() }
}

func BenchmarkCallback(b *testing.B) {
	s := newStall(b)
	s.crowd(2000)
	body := hookOf("on_play")
	b.Run("srs", func(b *testing.B) {
		for b.Loop() {
			s.says("a viewer", true, secret, body)
		}
	})
	b.Run("nginx", func(b *testing.B) {
		for b.Loop() {
			if status, _ := s.nginx(); status != 204 {
				b.Fatal(status)
			}
		}
	})
}
