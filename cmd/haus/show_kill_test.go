package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestKillInShow kills haus before or after one of its writes, each time in another show: of a segment's copy, its line in the
// ledger, a chunk, a receipt, a manifest, an acknowledged upload, a part of the document. Then it starts again, with all its data
// or without the index. Each recording has every frame once.
func TestKillInShow(t *testing.T) {
	t.Parallel()
	// A show has some three hundred and twenty points.
	step, at := 1, 1
	if n := *points; n > 0 {
		if testing.Short() {
			n = min(n, 3)
		}
		step = 320 / n
		at = 1 + int(*seed)%step
	}
	killed := 0
	for survived := false; !survived && !t.Failed(); at += step {
		t.Run(fmt.Sprintf("point %d", at), func(t *testing.T) { survived = playAndKill(t, at, killed%2 == 1) })
		if !survived {
			killed++
		}
	}
	t.Logf("killed at %d points, every %d. of %d", killed, step, at-step)
	if killed < 2 {
		t.Errorf("haus was killed %d times: the test tests nothing", killed)
	}
}

// playAndKill kills haus at a point of a show, unless it ends its work before, and maybe loses the index.
func playAndKill(t *testing.T, at int, lose bool) (survived bool) {
	h := newTheatre(t, "", "kubo")
	p := h.perform("Killed")
	h.open()
	h.dying = true
	h.haus = h.site.haus("run", fmt.Sprintf("%s=%d", killAt, at), quick)
	want := script{sessions: []act{{segments: p.write(slow.of(t)...)}}}
	survived = h.orKilled(p.event, "hold all segments", func(r *recorded) bool { return r.taken() == p.taken })
	if survived {
		h.chain.Skip(afterAll)
		h.do()
		survived = h.orKilled(p.event, "be finished", func(r *recorded) bool {
			return r.Complete && r.Counts.Uploaded == r.Counts.Chunks && h.uploads()["kubo"][r.ManifestCID] > 0
		})
	}
	h.dying = false
	if survived {
		h.must(h.stopped())
	} else {
		want.again = 1 // acknowledged, and killed before that was journalled
		if lose {
			h.must(os.RemoveAll(h.site.data("index")))
		}
	}
	h.haus = h.site.haus("run", quick)
	h.has(p)
	h.close()
	h.judge(p.event, want)
	h.must(h.stopped())
	return survived
}

// orKilled waits until the recording is as it should be, or haus was killed, and tells which.
func (h *theatre) orKilled(e event, what string, is func(*recorded) bool) (alive bool) {
	h.t.Helper()
	h.eventually(fmt.Sprintf("the recording of %s to %s, or haus to be killed", e, what), func() error {
		select {
		case <-h.haus.ended:
			if h.haus.code != -1 {
				h.t.Fatalf("haus ended by itself, with %d", h.haus.code)
			}
			return nil
		default:
		}
		if !strings.Contains(h.haus.errs.String(), "haus starts") {
			return errors.New("it has no API yet")
		}
		r, err := h.archive(e)
		if err == nil && !is(&r) {
			err = fmt.Errorf("%+v", r)
		}
		alive = err == nil
		return err
	})
	return alive
}
