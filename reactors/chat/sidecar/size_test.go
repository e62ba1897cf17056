package sidecar

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A full group: 250 with the service, quickly, and nobody more.
func TestFullGroup(t *testing.T) {
	if testing.Short() {
		t.Skip("registers 250 clients")
	}
	w := newWorld(t)
	people := w.Joined(MaxMembers)
	began := time.Now()
	s := w.service(w.options())
	t.Logf("spawn and register: %v, then %d MB", time.Since(began).Round(time.Millisecond), memory(t, s))
	ctx := t.Context()
	g := create(t, s, "event 12")
	began = time.Now()
	for batch := range slices.Chunk(people[:MaxMembers-1], MaxBatch) {
		must(t, s.Add(ctx, g.ID, batch))
	}
	took := time.Since(began)
	t.Logf("%d added in batches of %d: %v, then %d MB", MaxMembers-1, MaxBatch, took.Round(time.Millisecond), memory(t, s))
	// An idle machine takes 0.7 s. This only tells a way that has become another, such as one commit a wallet (7 s and more).
	if took > 5*time.Second {
		t.Errorf("%v are too long", took)
	}
	if got := roles(t, s, g.ID); len(got) != MaxMembers {
		t.Errorf("%d members", len(got))
	}
	if err := s.Add(ctx, g.ID, people[MaxMembers-1:]); !errors.Is(err, ErrFull) {
		t.Errorf("one more: %v, want ErrFull", err)
	}
	must(t, s.Remove(ctx, g.ID, people[:1]))
	must(t, s.Add(ctx, g.ID, people[MaxMembers-1:]))
	if got := roles(t, s, g.ID); len(got) != MaxMembers {
		t.Errorf("%d members", len(got))
	}

	began = time.Now()
	before := s.Health().Restarts
	kill(t, s)
	for s.Health().Restarts == before {
		_, _ = s.Reachable(ctx, people[:1])
		wait(t, s)
	}
	t.Logf("from kill -9 to ready: %v", time.Since(began).Round(time.Millisecond))
}

// Groups come in pages; none is lost or told twice.
func TestManyGroups(t *testing.T) {
	w := newWorld(t)
	s := w.service(w.options())
	const groups = 80
	appData := strings.Repeat("🎷", MaxAppData-10) // 32 KB each: some thirty a page
	began := time.Now()
	for i := range groups {
		create(t, s, fmt.Sprint(i, " ", appData))
	}
	t.Logf("a group takes %v to create", (time.Since(began) / groups).Round(100*time.Microsecond))
	began = time.Now()
	got, err := s.Groups(t.Context())
	must(t, err)
	t.Logf("and %v to be listed", (time.Since(began) / groups).Round(100*time.Microsecond))
	if len(got) != groups {
		t.Fatalf("%d groups, want %d", len(got), groups)
	}
	for i, g := range got {
		if g.AppData != fmt.Sprint(i, " ", appData) {
			t.Fatalf("group %d is %.10q", i, g.AppData)
		}
	}
}

var rss = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// memory is what the child uses, in MB.
func memory(t *testing.T, s *Sidecar) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Health().PID))
	must(t, err)
	kb, err := strconv.Atoi(string(rss.FindSubmatch(status)[1]))
	must(t, err)
	return kb >> 10
}
