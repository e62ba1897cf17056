package chat

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
	"github.com/haus25/backend/reactors/chat/sidecar"
)

// ready waits until the sidecar's child is another than that one.
func (w *real) ready(not int) {
	w.t.Helper()
	deadline, done := w.deadline()
	defer done()
	for h := w.sidecar.Health(); !h.Running || h.PID == not; h = w.sidecar.Health() {
		if err := w.sidecar.Wait(deadline); err != nil {
			w.t.Fatal(err)
		}
		_, _ = w.sidecar.Reachable(deadline, []common.Address{creator}) // notices the child's end
	}
}

// TestRealSidecarIsKilled kills the child, as kill -9 does, in the middle of each kind of call and at each receipt. What was due is done
// by the looks that follow, once.
func TestRealSidecarIsKilled(t *testing.T) {
	t.Parallel() // it waits most of the time
	w := newReal(t)
	people := w.Joined(4)
	points := &cut{}
	w.r.at = points.point
	event := uint64(100)
	w.mint(event, people[0])
	w.buy(event, people[1:]...)
	w.must(event)
	events := 1
	for at := range points.points {
		if testing.Short() && at%4 != 0 {
			continue
		}
		events++
		event++
		w.mint(event, people[0])
		w.buy(event, people[1:]...)
		n, killed := 0, -1
		w.r.at = func(string) {
			if n++; n == at+1 {
				pid := w.sidecar.Health().PID
				if pid <= 0 { // a signal to it would be one to us
					t.Fatalf("no child at %s", points.points[at])
				}
				if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
					t.Fatal(err)
				}
				killed = pid
			}
		}
		for {
			pid := w.sidecar.Health().PID
			if _, err := w.look(event); err == nil {
				break
			} else if !errors.Is(err, sidecar.ErrUnavailable) {
				t.Fatalf("killed at %s: %v", points.points[at], err)
			}
			w.ready(pid)
			w.later(time.Minute)
		}
		w.ready(killed)
		_, s := w.must(event)
		w.exactly(s.Rooms[0].GroupID, people...)
	}
	if got := w.Node.Stats().Groups; got != events {
		t.Errorf("%d groups for %d events", got, events)
	}
}

func TestRealNodeIsDown(t *testing.T) {
	t.Parallel() // it waits most of the time
	w := newReal(t)
	people := w.Joined(2)
	for event, fault := range []func(bool){w.Node.Refuse, w.Node.Hang} {
		event := uint64(event)
		w.mint(event, people[0])
		fault(true)
		began := time.Now()
		if _, err := w.look(event); !errors.Is(err, sidecar.ErrUnavailable) || time.Since(began) > 30*time.Second {
			t.Fatalf("after %s: %v", time.Since(began), err)
		}
		fault(false)
		w.buy(event, people[1])
		for {
			if _, err := w.look(event); err == nil {
				break
			} else if !errors.Is(err, sidecar.ErrUnavailable) || time.Since(began) > time.Minute {
				t.Fatal(err)
			}
			w.ready(-1) // the child may have been taken for one that hangs
			w.later(time.Minute)
		}
		_, s := w.must(event)
		w.exactly(s.Rooms[0].GroupID, people...)
	}
	if n := w.Node.Stats().Groups; n != 2 {
		t.Errorf("%d groups for 2 events", n)
	}
}

// TestRealDatabaseIsLost loses the XMTP database. A member's client that writes lets the new installation in.
func TestRealDatabaseIsLost(t *testing.T) {
	w := newReal(t)
	people := w.Joined(3)
	maker, a, b := people[0], people[1], people[2]
	w.mint(7, maker)
	ticket := w.buy(7, a)
	_, s := w.must(7)
	group := s.Rooms[0].GroupID
	w.mint(8, w.Wallets(1)[0]) // nobody else is in it
	w.must(8)

	w.install(filepath.Join(t.TempDir(), "chat"))
	w.later(time.Minute)
	if _, s := w.must(7); s.Standing != "awaiting re-admission" {
		t.Fatalf("%+v", s)
	}
	if _, s := w.must(8); s.Standing != "ready" || len(s.Rooms) != 2 || s.Rooms[0].Successor != s.Rooms[1].GroupID {
		t.Fatalf("%+v", s)
	}
	w.move(7, ticket, a, b)
	if err := w.As(maker).Send(t.Context(), group, "is anybody there?"); err != nil {
		t.Fatal(err)
	}
	w.later(time.Minute)
	_, s = w.must(7)
	if s.Standing != "ready" || len(s.Rooms) != 1 {
		t.Fatalf("%+v", s)
	}
	w.exactly(group, maker, b)
	if n := w.Node.Stats().Groups; n != 3 {
		t.Errorf("%d groups, want 3", n)
	}
}

// TestRealOldBackup goes on with a copy of the XMTP database that is older than the service's newest changes. XMTP would fork: the copy
// cannot take in what it sent itself, believes its own commits, and the others never see them.
func TestRealOldBackup(t *testing.T) {
	w := newReal(t)
	people := w.Joined(4)
	w.mint(7, people[0])
	w.buy(7, people[1])
	_, s := w.must(7)
	group := s.Rooms[0].GroupID
	w.stop()
	own, old := w.dir, filepath.Join(t.TempDir(), "old")
	if err := os.CopyFS(old, os.DirFS(own)); err != nil {
		t.Fatal(err)
	}
	w.install(own)
	w.buy(7, people[2])
	w.mint(8, people[0]) // which the copy has never heard of
	w.later(time.Minute)
	w.must(7)
	w.exactly(group, people[:3]...)
	_, s = w.must(8)
	unheard := s.Rooms[0].GroupID

	w.install(old)
	w.buy(7, people[3])
	w.later(time.Minute)
	commits := w.Node.Stats().Commits
	result, s := w.must(7)
	if s.Standing != "awaiting re-admission" || !strings.Contains(result.Waits, "old copy") || w.Node.Stats().Commits != commits {
		t.Fatalf("%+v, waits %q, %d commits more", s, result.Waits, w.Node.Stats().Commits-commits)
	}
	if err := w.As(people[0]).Send(t.Context(), unheard, "let the service in"); err != nil {
		t.Fatal(err)
	}
	w.later(time.Minute)
	if result, s := w.must(8); s.Standing != "awaiting re-admission" || !strings.Contains(result.Waits, "old copy") {
		t.Fatalf("%+v, waits %q", s, result.Waits)
	}
	w.install(filepath.Join(t.TempDir(), "new"))
	if err := w.As(people[0]).Send(t.Context(), group, "hello"); err != nil {
		t.Fatal(err)
	}
	w.later(time.Minute)
	w.must(7)
	w.exactly(group, people...)
	if err := w.As(people[3]).Send(t.Context(), group, "I am in"); err != nil {
		t.Fatal(err)
	}
	if got := xmtptest.Texts(t, w.As(people[1]), group); !slices.Equal(got, []string{"hello", "I am in"}) {
		t.Errorf("reads %q", got)
	}
}
