package sidecar

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// dying is the folder of a sidecar that kills itself once, with SIGKILL, before or after the SDK's method that is named.
func dying(t *testing.T, class, method, when string) (dir, mark string) {
	t.Helper()
	here, err := filepath.Abs(".")
	must(t, err)
	dir = t.TempDir()
	mark = filepath.Join(dir, "died")
	must(t, os.WriteFile(filepath.Join(dir, script), fmt.Appendf(nil, `
import fs from "node:fs";
import { Group, Client } from "file://%[1]s/node_modules/@xmtp/node-sdk/dist/index.js";
const die = () => {
  if (fs.existsSync(%[2]q)) return;
  fs.writeFileSync(%[2]q, "");
  process.kill(process.pid, "SIGKILL");
};
const patch = (on) => {
  const real = on[%[3]q];
  on[%[3]q] = function (...given) {
    if (%[4]q === "before") die();
    const result = real.apply(this, given);
    if (%[4]q === "after") return result?.then ? result.then((r) => (die(), r)) : (die(), result);
    return result;
  };
};
if (%[5]q === "Group") {
  patch(Group.prototype.%[3]s ? Group.prototype : Object.getPrototypeOf(Group.prototype));
} else {
  const conversations = Object.getOwnPropertyDescriptor(Client.prototype, "conversations").get;
  const patched = new WeakSet();
  Object.defineProperty(Client.prototype, "conversations", { get() {
    const c = conversations.call(this);
    if (!patched.has(c)) { patched.add(c); patch(c); }
    return c;
  } });
}
await import("file://%[1]s/sidecar.mjs");
`, here, mark, method, when, class), 0o600))
	return dir, mark
}

// A child that is killed at any point of Create leaves the group at most once, findable by its appData, and it can be finished.
func TestKilledInCreate(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(1)
	for _, point := range []struct {
		class, method, when string
		groups              int
	}{
		{"Conversations", "createGroupOptimistic", "before", 0},
		{"Conversations", "createGroupOptimistic", "after", 1},
		{"Group", "sync", "after", 1},
		{"Group", "publishMessages", "before", 1},
		{"Group", "publishMessages", "after", 1},
		{"Group", "updateConsentState", "after", 1},
	} {
		t.Run(point.when+" "+point.method, func(t *testing.T) {
			w.t = t
			o := w.options()
			var mark string
			o.Dir, mark = dying(t, point.class, point.method, point.when)
			s := w.service(o)
			ctx := t.Context()
			if _, err := s.Create(ctx, NewGroup{Name: "x", AppData: "event 7"}); !errors.Is(err, ErrUnavailable) {
				t.Fatalf("Create: %v", err)
			}
			if _, err := os.Stat(mark); err != nil {
				t.Fatalf("it was not killed: %v", err)
			}
			wait(t, s)
			groups, err := s.Groups(ctx)
			must(t, err)
			if len(groups) != point.groups {
				t.Fatalf("%d groups, want %d", len(groups), point.groups)
			}
			for _, g := range groups {
				if g.AppData != "event 7" || g.AddedBy != InboxID(testWallet) || !g.Active {
					t.Errorf("%+v", g)
				}
				must(t, s.Publish(ctx, g.ID))
				must(t, s.Add(ctx, g.ID, people))
				must(t, s.Send(ctx, g.ID, "hello"))
				texts := w.texts(people[0], g.ID)
				if len(texts) != 1 {
					t.Errorf("a member reads %q", texts)
				}
			}
		})
	}
}

// An addition that is cut is there or not, and repeating it makes it whole.
func TestKilledInAdd(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(3)
	for _, when := range []string{"before", "after"} {
		t.Run(when, func(t *testing.T) {
			w.t = t
			o := w.options()
			o.Dir, _ = dying(t, "Group", "addMembersByIdentifiers", when)
			s := w.service(o)
			g := create(t, s, "event 8")
			if err := s.Add(t.Context(), g.ID, people); !errors.Is(err, ErrUnavailable) {
				t.Fatalf("Add: %v", err)
			}
			wait(t, s)
			if got := roles(t, s, g.ID); when == "after" && len(got) != 4 || when == "before" && len(got) != 1 {
				t.Errorf("members %v", got)
			}
			must(t, s.Add(t.Context(), g.ID, people))
			if got := roles(t, s, g.ID); len(got) != 4 {
				t.Errorf("members %v", got)
			}
			changes, err := s.Changes(t.Context(), g.ID, time.Time{})
			must(t, err)
			if len(changes) != 1 || len(changes[0].Added) != 3 {
				t.Errorf("%+v", changes)
			}
		})
	}
}

// kill kills the child, as the system does when memory runs out.
func kill(t *testing.T, s *Sidecar) {
	t.Helper()
	child, err := os.FindProcess(s.Health().PID)
	must(t, err)
	must(t, child.Kill())
}

// Whatever happens to the process, the installation is the same one.
func TestReopen(t *testing.T) {
	w := newWorld(t)
	o := w.options()
	s := w.service(o)
	files, err := filepath.Glob(filepath.Join(o.DBDir, "*"))
	must(t, err)
	if len(files) == 0 {
		t.Error("no database")
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
	}
	g := create(t, s, "event 9")
	before := s.Health()
	for range 3 {
		kill(t, s)
		for s.Health().Restarts == before.Restarts { // a call that fails is the sign that the death was noticed
			_, _ = s.Group(t.Context(), g.ID)
			wait(t, s)
		}
		_, err := s.Group(t.Context(), g.ID)
		must(t, err)
		after := s.Health()
		if after.InstallationID != before.InstallationID || after.InboxID != before.InboxID || before.InstallationID == "" {
			t.Fatalf("%+v, before %+v", after, before)
		}
		before = after
	}
}

func TestWrongDatabaseKey(t *testing.T) {
	w := newWorld(t)
	o := w.options()
	t.Run("first", func(t *testing.T) {
		w.t = t
		w.service(o)
	})
	o.DBKey[0]++
	w.t = t
	said := make(lines, 100)
	o.Log = slog.New(slog.NewTextHandler(said, nil))
	run(t, o)
	if line := <-said; !strings.Contains(line, "the key of the XMTP database") {
		t.Errorf("says %q", line)
	}
}

// Who has lost the database is a stranger to its groups until a member's client adds the new installation.
func TestLostDatabase(t *testing.T) {
	w := newWorld(t)
	people := w.Joined(2)
	var alone, g Group
	t.Run("before", func(t *testing.T) {
		w.t = t
		s := w.service(w.options())
		g, alone = create(t, s, "with people"), create(t, s, "without")
		must(t, s.Add(t.Context(), g.ID, people))
	})
	w.t = t
	s := w.service(w.options())
	ctx := t.Context()
	for _, id := range []string{g.ID, alone.ID} {
		if _, err := s.Group(ctx, id); !errors.Is(err, ErrNotMember) {
			t.Errorf("%s: %v, want ErrNotMember", id, err)
		}
	}
	must(t, w.As(people[0]).Send(t.Context(), g.ID, "anyone here?"))
	again, err := s.Group(ctx, g.ID)
	must(t, err)
	if again.AppData != "with people" || again.Creator != InboxID(testWallet) || again.AddedBy != InboxID(people[0]) || len(again.Members) != 3 {
		t.Errorf("%+v", again)
	}
	must(t, s.Remove(ctx, g.ID, people[1:])) // our rights came back with us
	if _, err := s.Group(ctx, alone.ID); !errors.Is(err, ErrNotMember) {
		t.Errorf("the group without members: %v, want ErrNotMember", err)
	}
}

func TestNodeOutOfReach(t *testing.T) {
	t.Parallel() // the SDK tries again for seconds
	w := newWorld(t)
	people, stranger := w.Joined(2), w.Wallets(1)
	s := w.service(w.options())
	ctx := t.Context()
	g := create(t, s, "event 10")
	for _, fault := range []struct {
		name   string
		set    func(bool)
		ranOut bool
	}{{"refuses", w.Node.Refuse, false}, {"hangs", w.Node.Hang, true}} {
		fault.set(true)
		ctx := ctx
		if fault.ranOut {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, 500*time.Millisecond)
			defer cancel()
		}
		var all sync.WaitGroup
		for call, do := range map[string]func() error{
			"create":    func() error { _, err := s.Create(ctx, NewGroup{AppData: "another"}); return err },
			"groups":    func() error { _, err := s.Groups(ctx); return err },
			"group":     func() error { _, err := s.Group(ctx, g.ID); return err },
			"reachable": func() error { _, err := s.Reachable(ctx, stranger); return err },
			"add":       func() error { return s.Add(ctx, g.ID, people) },
			"send":      func() error { return s.Send(ctx, g.ID, "x") },
		} {
			all.Go(func() {
				err := do()
				if !errors.Is(err, ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) != fault.ranOut {
					t.Errorf("the node %s: %s: %v", fault.name, call, err)
				}
			})
		}
		all.Wait()
		fault.set(false)
		must(t, s.Send(t.Context(), g.ID, "back"))
	}
	if h := s.Health(); h.Restarts != 0 {
		t.Errorf("%+v: a node that is away is no reason to restart", h)
	}
	must(t, s.Add(ctx, g.ID, people))
	if got := roles(t, s, g.ID); len(got) != 3 {
		t.Errorf("%v", got)
	}
}

// The SDK waits for a silent node without end; a child that does is replaced.
func TestStuckCall(t *testing.T) {
	w := newWorld(t)
	o := w.options()
	o.CallTimeout, o.StuckAfter, o.PingEvery, o.StartTimeout = 200*time.Millisecond, 500*time.Millisecond, 100*time.Millisecond, time.Second
	s := w.service(o)
	g := create(t, s, "event 11")
	w.Node.Hang(true)
	first := s.Health().PID
	for s.Health().PID == first {
		if _, err := s.Group(t.Context(), g.ID); !errors.Is(err, ErrUnavailable) {
			t.Fatal(err)
		}
	}
	w.Node.Hang(false)
	wait(t, s)
	_, err := s.Group(t.Context(), g.ID)
	must(t, err)
}
