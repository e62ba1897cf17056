package main

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/haus25/backend/internal/seinode"
)

// TestBadInput gives the program what it cannot work with. It ends with the right exit code and one line that names the thing
// and how to mend it; what may mend itself it waits for, and says what that is.
func TestBadInput(t *testing.T) {
	w := seinode.NewWorld(seinode.Options{Seed: 25})
	head := w.Steps(80).Number
	first := strconv.FormatUint(w.StartBlock(), 10)
	before := strconv.FormatUint(w.StartBlock()-1, 10) // the first block that is asked for

	t.Run("unknown command", func(t *testing.T) {
		start(t, nil, "ruin").complains(exitUsage, `"ruin"`, "haus help")
	})
	t.Run("stray argument", func(t *testing.T) {
		start(t, nil, "run", "fast").complains(exitUsage, `"fast"`, "haus run -h")
	})
	t.Run("missing configuration", func(t *testing.T) {
		p := start(t, nil, "run", "--config", "nowhere.toml")
		if code := p.wait(); code != exitUsage {
			t.Errorf("exit code %d", code)
		}
		// The keys that the environment could have given instead follow, a line each.
		if got := p.complaints(); len(got) == 0 || !holds(got[0], []string{"nowhere.toml", "--config"}) {
			t.Errorf("haus complains %q", got)
		}
	})
	t.Run("key that does not exist", func(t *testing.T) {
		s, _ := served(t, w)
		s.haus("run", "HAUS_CHAIN_STRAT_BLOCK=7").complains(exitUsage, "HAUS_CHAIN_STRAT_BLOCK", "HAUS_CHAIN_START_BLOCK")
		s.amend("poll =", "pol =")
		s.haus("run").complains(exitUsage, "chain.pol", "chain.poll")
	})
	t.Run("value that cannot be", func(t *testing.T) {
		s, _ := served(t, w)
		s.haus("run", "HAUS_CHAIN_POLL=1ms").complains(exitUsage, "chain.poll", "1ms", "50ms")
	})
	t.Run("no endpoint answers", func(t *testing.T) {
		l := listen(t)
		rpc := "http://" + l.Addr().String()
		l.Close()
		p := newSite(t, of(w, rpc)).haus("run")
		p.says("level=WARN", "chain.rpc", l.Addr().String())
		p.notReady(l.Addr().String())
		if status, _ := p.get("/healthz"); status != 200 {
			t.Errorf("/healthz answers %d", status)
		}
		if code := p.stop(); code != exitOK || len(p.complaints()) > 0 {
			t.Errorf("exit code %d after SIGTERM, complaints %q", code, p.complaints())
		}
	})
	t.Run("wrong chain", func(t *testing.T) {
		s, _ := served(t, w)
		s.haus("run", "HAUS_CHAIN_ID=4242").complains(exitFailed, "1328", "4242", "chain.id")
		s.indexed(head) // nothing of the wrong chain stands in the way
	})
	t.Run("address without code", func(t *testing.T) {
		s, _ := served(t, w)
		const nobody = "0x00000000000000000000000000000000000000AA"
		s.haus("run", "HAUS_CONTRACTS_EVENT_MANAGER="+nobody).complains(exitFailed, "contracts.event_manager", nobody, "no code", "mend")
		s.indexed(head)
	})
	t.Run("start block in the future", func(t *testing.T) {
		s, _ := served(t, w)
		s.haus("run", "HAUS_CHAIN_START_BLOCK=999999").complains(exitFailed, "chain.start_block", "999999", strconv.FormatUint(head, 10))
		s.indexed(head)
	})
	t.Run("pruned endpoint", func(t *testing.T) {
		s, n := served(t, w)
		n.SetFaults(seinode.Faults{PrunedBelow: head - 20})
		p := s.haus("run")
		p.says("level=WARN", "block "+before, "archive endpoint")
		p.notReady("archive endpoint")
		n.SetFaults(seinode.Faults{}) // as if an archive endpoint stood behind the URL now
		p.caughtUp(head)
		if code := p.stop(); code != exitOK || len(p.complaints()) > 0 {
			t.Errorf("exit code %d after SIGTERM, complaints %q", code, p.complaints())
		}
	})
	t.Run("data directory in use", func(t *testing.T) {
		s, _ := served(t, w)
		daemon := s.haus("run")
		daemon.caughtUp(head)
		s.haus("run").complains(exitFailed, s.data(), "in use by another haus")
		s.haus("rebuild").complains(exitFailed, "in use by another haus", "stop haus run")
		s.verifies() // the daemon does it
		if code := daemon.stop(); code != exitOK {
			t.Errorf("exit code %d after SIGTERM", code)
		}
	})
	t.Run("folder of something else", func(t *testing.T) {
		s, _ := served(t, w)
		s.write("data/index/holiday.jpg", "beach")
		for _, command := range []string{"run", "rebuild"} {
			s.haus(command).complains(exitFailed, s.data("index"), "holiday.jpg", "data_dir")
		}
		if _, err := os.Stat(s.data("index", "holiday.jpg")); err != nil {
			t.Error(err)
		}
	})
	t.Run("index of another deployment", func(t *testing.T) {
		s, _ := served(t, w)
		s.indexed(head)
		other := strconv.FormatUint(w.StartBlock()+1, 10)
		for _, command := range []string{"run", "verify", "rebuild"} {
			s.haus(command, "HAUS_CHAIN_START_BLOCK="+other).complains(exitFailed, s.data("index"), "chain.start_block", first, other, "data_dir")
		}
		s.verifies()
	})
	t.Run("nothing to verify", func(t *testing.T) {
		s, _ := served(t, w)
		s.haus("verify").complains(exitFailed, s.data(), "haus run")
	})
	t.Run("port in use", func(t *testing.T) {
		s, _ := served(t, w)
		taken := listen(t)
		defer taken.Close()
		s.haus("run", "HAUS_API_LISTEN="+taken.Addr().String()).complains(exitFailed, "api.listen", taken.Addr().String())
	})
	t.Run("SIGTERM in a backfill", func(t *testing.T) {
		large := seinode.NewWorld(seinode.Options{Seed: 26})
		large.Steps(4000)
		s, n := served(t, large)
		p := after(n, 8, s.haus("run"))
		if code := p.stop(); code != exitOK || len(p.complaints()) > 0 {
			t.Errorf("exit code %d after SIGTERM, complaints %q", code, p.complaints())
		}
		v := s.view()
		if at, _ := v.AsOf(); at.Number >= large.Head().Number {
			t.Errorf("the backfill had ended")
		}
	})
}

// TestDamage flips bytes of the index: that is said, and haus rebuild mends it.
func TestDamage(t *testing.T) {
	w := seinode.NewWorld(seinode.Options{Seed: 27})
	head := w.Steps(400).Number
	for _, c := range []struct {
		name    string
		flip    func(table []byte)
		command string // which has to notice
	}{
		{"one byte", func(b []byte) { b[len(b)/2] ^= 0x20 }, "verify"},
		{"many bytes", func(b []byte) {
			for i := 100; i < len(b); i += 500 {
				b[i] ^= 0x20
			}
		}, "run"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := served(t, w)
			s.indexed(head)
			s.indexed(head) // opening it again makes a table of what was in LevelDB's journal
			tables, err := filepath.Glob(s.data("index", "*.ldb"))
			if err != nil || len(tables) == 0 {
				t.Fatalf("no tables (%v)", err)
			}
			for _, name := range tables {
				b, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				c.flip(b)
				if err := os.WriteFile(name, b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			s.haus(c.command).complains(exitFailed, "corrupted", "haus rebuild")
			s.succeeds("rebuild")
			s.verifies()
			if old, err := filepath.Glob(s.data("index.old-*")); err != nil || len(old) > 0 {
				t.Errorf("rebuild left %q (%v)", old, err)
			}
		})
	}
}

// TestCheck looks with haus check at what is right and at what is not.
func TestCheck(t *testing.T) {
	w := seinode.NewWorld(seinode.Options{Seed: 28})
	head := w.Steps(50).Number
	s, _ := served(t, w)
	if out := s.succeeds("check"); strings.Contains(out, "FAIL") || !strings.Contains(out, "is empty, haus run fills it") {
		t.Errorf("haus check says %s", out)
	}
	s.indexed(head)
	if out := s.succeeds("check"); strings.Contains(out, "FAIL") || !strings.Contains(out, "indexed up to block "+strconv.FormatUint(head, 10)) {
		t.Errorf("haus check says %s", out)
	}
	taken := listen(t)
	defer taken.Close()
	p := s.haus("check", "HAUS_CHAIN_ID=4242", "HAUS_API_LISTEN="+taken.Addr().String())
	p.complains(exitFailed, "have to be mended")
	if !strings.Contains(p.out.String(), "\n      chain.id = 4242\n") {
		t.Errorf("haus check does not show the configuration in force:\n%s", p.out)
	}
	for _, what := range []string{"endpoint", "data", "api"} {
		failed := false
		for line := range strings.Lines(p.out.String()) {
			failed = failed || holds(line, []string{"FAIL", what})
		}
		if !failed {
			t.Errorf("haus check finds nothing wrong with %s:\n%s", what, p.out)
		}
	}
}

// listen takes a free port.
func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
