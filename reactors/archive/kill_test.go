package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/haus25/backend/store/content"
)

type killed struct{}

// TestKilledAnywhere kills the process before and after each of its writes, with the index kept or lost: the recording is the same,
// and nothing is uploaded twice.
func TestKilledAnywhere(t *testing.T) {
	play := func(at int, lose bool) (w *world, points int, outcome string) {
		w = newWorld(t)
		w.options.Targets = []content.Target{named("kubo")}
		var arm func()
		n := 0
		arm = func() {
			w.r.at = func(string) {
				if n++; n == at {
					panic(killed{})
				}
			}
		}
		w.start()
		arm()
		guarded := func(step func()) {
			defer func() {
				if x := recover(); x != nil {
					if _, ok := x.(killed); !ok {
						panic(x)
					}
					if lose {
						w.s.Close()
						if err := os.RemoveAll(filepath.Join(w.dir, "index")); err != nil {
							t.Fatal(err)
						}
						w.s, w.block = nil, 0
					}
					w.start()
					arm()
					w.line.jobs = nil
				}
			}()
			step()
		}
		w.now(9100)
		for range 4 {
			w.record(4)
			guarded(func() { w.quiesce() })
		}
		w.now(14_501)
		guarded(func() { w.quiesce() })
		guarded(func() { w.quiesce() })
		s := w.state()
		if !s.Complete || w.spool.released != 16 {
			t.Fatalf("killed at point %d: %+v, let go up to %d", at, s, w.spool.released)
		}
		for _, c := range s.Chunks {
			outcome += fmt.Sprintln(c.Index, c.CID, c.Seconds, c.Session)
		}
		return w, n, outcome + s.Manifest
	}
	w, points, want := play(0, false)
	sent := w.line.sent
	t.Logf("%d points", points)
	for at := 1; at <= points; at++ {
		for _, lose := range []bool{false, true} {
			if testing.Short() && (at%3 != 0 || lose) {
				continue
			}
			w, _, got := play(at, lose)
			if got != want {
				t.Errorf("killed at point %d, index lost %v:\n%s\nwant\n%s", at, lose, got, want)
			}
			if w.line.sent > sent+1 { // a folder that was handed once more, no chunk
				t.Errorf("killed at point %d: %d uploads instead of %d", at, w.line.sent, sent)
			}
		}
	}
}
