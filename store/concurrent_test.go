package store_test

import (
	"sync"
	"testing"
)

// Readers see whole states only, while batches, late logs and rollbacks go on.
func TestConcurrentReaders(t *testing.T) {
	w := newWorld(t, 42)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				v, err := w.s.View()
				if err != nil {
					t.Error(err)
					return
				}
				if err := v.Check(func(d string) { t.Error(d) }); err != nil {
					t.Error(err)
				}
				at, _ := v.AsOf()
				if old, err := w.s.FinalView(at.Number); err == nil {
					if err := old.Check(func(d string) { t.Error(d) }); err != nil {
						t.Error(err)
					}
					old.Release()
				}
				v.Release()
			}
		})
	}
	for range 150 {
		switch w.rng.IntN(4) {
		case 0:
			w.addLate()
		case 1:
			w.rollback()
		default:
			w.advance()
		}
	}
	close(done)
	readers.Wait()
}
