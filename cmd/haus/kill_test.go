package main

import (
	"context"
	"flag"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/haus25/backend/internal/seinode"
	"github.com/haus25/backend/internal/seinode/compare"
)

var (
	rounds = flag.Int("rounds", 5, "how often TestKill kills haus")
	seed   = flag.Uint64("seed", 1, "of TestKill's world and moments")
)

// TestKill kills haus again and again, at the head, in a backfill, while it starts and in the middle of other commands, while
// the chain grows and changes its mind. In the end everything is indexed, once.
func TestKill(t *testing.T) {
	t.Logf("replay the world and the kinds of kills with -seed %d", *seed)
	rng := rand.New(rand.NewPCG(*seed, 9))
	w := seinode.NewWorld(seinode.Options{Seed: *seed})
	w.Steps(1500)
	s, n := served(t, w)
	stop := grow(w)
	defer stop()
	kinds := []struct {
		name string
		kill func() *process
	}{
		{"head", func() *process {
			p := s.haus("run")
			p.caughtUp(w.Head().Number)
			return after(n, rng.IntN(30), p)
		}},
		{"backfill", func() *process { return after(n, 3+rng.IntN(80), s.haus("run")) }},
		{"start", func() *process {
			p := s.haus("run")
			select {
			case <-time.After(time.Duration(rng.IntN(150)) * time.Millisecond): // the moment is the test's input
			case <-p.ended:
				t.Errorf("haus run ended by itself, with %d", p.code)
			}
			return p
		}},
		{"verify", func() *process { return after(n, 1+rng.IntN(10), s.haus("verify")) }},
		{"rebuild", func() *process { return after(n, 3+rng.IntN(80), s.haus("rebuild")) }},
	}
	kills := map[string]int{}
	order := rng.Perm(len(kinds))
	for i := range *rounds {
		// Every kind, then any.
		k := kinds[rng.IntN(len(kinds))]
		if i < len(order) {
			k = kinds[order[i]]
		}
		w.Steps(rng.IntN(300))
		if rng.IntN(2) == 0 {
			w.Reorg(1 + rng.IntN(20))
		}
		p := k.kill()
		p.kill()
		switch {
		case p.code == -1:
			kills[k.name]++
		case k.name == "verify" && i == 0: // there is nothing to verify yet
		case k.name == "verify" && p.code == exitDifferences: // the chain has another past since
		case p.code != exitOK || k.name != "verify" && k.name != "rebuild":
			t.Fatalf("round %d: haus ended with %d before it was killed (%s)", i, p.code, k.name)
		}
	}
	stop()
	head := w.Steps(5).Number
	p := s.haus("run")
	p.settled(head)
	s.verifies()
	if code := p.stop(); code != exitOK {
		t.Fatalf("haus run ended with %d after SIGTERM", code)
	}
	s.verifies()
	if left, err := filepath.Glob(s.data("verify-*")); err != nil || len(left) > 0 {
		t.Errorf("killed commands left %q behind (%v)", left, err)
	}
	for i, d := range compare.Differences(s.view(), w, w.Contracts()) {
		if t.Error(d); i > 20 {
			break
		}
	}
	t.Logf("killed %v, indexed up to block %d", kills, head)
}

// grow adds a block to the world every few milliseconds, until stop is called.
func grow(w *seinode.World) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		blocks := time.NewTicker(10 * time.Millisecond)
		defer blocks.Stop()
		for {
			select {
			case <-blocks.C:
				w.Step()
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() { cancel(); <-ended }
}

// after waits until the node has had that many more requests, or haus has ended.
func after(n *seinode.Node, requests int, p *process) *process {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-p.ended:
			cancel()
		case <-ctx.Done():
		}
	}()
	until := n.Posts() + requests
	err := n.Await(ctx, func(n *seinode.Node) bool { return n.Posts() >= until })
	cancel()
	<-ended
	select {
	case <-p.ended:
	default:
		if err != nil {
			p.t.Fatalf("haus makes no requests: %v", err)
		}
	}
	return p
}
