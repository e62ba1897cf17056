package store_test

import (
	"fmt"
	"testing"
)

// Whatever happens in whatever order, every way of reading gives what plain maps would give, at the head and at every block
// that can be gone back to. A failing seed's name replays it: -run 'TestProperty/seed_7$'.
func TestProperty(t *testing.T) {
	seeds, steps := 8, 40
	if testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, uint64(seed))
			for i := range steps {
				what := w.step()
				w.verify()
				if t.Failed() {
					t.Fatalf("after step %d, %s: %s", i, what, w)
				}
			}
		})
	}
}
