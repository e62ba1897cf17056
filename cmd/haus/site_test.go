package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/haus25/backend/contracts"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/seinode"
	"github.com/haus25/backend/store"
)

// site is a configuration file with the data directory beside it.
type site struct {
	t    *testing.T
	dir  string
	file string
}

// deployment is what a site follows.
type deployment struct {
	chain, start uint64
	rpc          string
	contracts    contracts.Addresses
}

// newSite makes a site; its folder's name is short, for a socket has to fit in.
func newSite(t *testing.T, d deployment) *site {
	t.Helper()
	dir, err := os.MkdirTemp("", "haus")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s := &site{t: t, dir: dir, file: filepath.Join(dir, "haus.toml")}
	a := d.contracts
	s.write("haus.toml", fmt.Sprintf(`
[chain]
id = %d
start_block = %d
rpc = [%q]
poll = "50ms"
recheck = "10ms"
timeout = "5s"

[contracts]
event_factory = %q
event_manager = %q
live_tipping = %q
distributor = %q
creation_wrapper = %q

[api]
listen = "127.0.0.1:0"
[control]
listen = "127.0.0.1:0"
[hooks]
listen = "127.0.0.1:0"
[stream]
hls_dir = "hls"
`, d.chain, d.start, d.rpc, a.EventFactory, a.EventManager, a.LiveTipping, a.Distributor, a.CreationWrapper))
	return s
}

func (s *site) write(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// data is the path of something in the data directory.
func (s *site) data(names ...string) string {
	return filepath.Join(append([]string{s.dir, "data"}, names...)...)
}

// haus starts a command on the site; env overrides keys of the configuration.
func (s *site) haus(command string, env ...string) *process {
	s.t.Helper()
	return start(s.t, env, command, "--config", s.file)
}

// succeeds runs a command that has to end with exit code 0, and returns what it said.
func (s *site) succeeds(command string, env ...string) string {
	s.t.Helper()
	p := s.haus(command, env...)
	if code := p.wait(); code != exitOK {
		s.t.Fatalf("haus %s ended with %d", command, code)
	}
	return p.out.String()
}

// verifies checks that haus verify finds no difference.
func (s *site) verifies(env ...string) {
	s.t.Helper()
	if out := s.succeeds("verify", env...); !strings.Contains(out, "the index equals the chain") {
		s.t.Errorf("haus verify says %q", out)
	}
}

// indexed runs haus until it has indexed block n and looked at it twice.
func (s *site) indexed(n uint64) {
	s.t.Helper()
	p := s.haus("run")
	p.settled(n)
	if code := p.stop(); code != exitOK {
		s.t.Fatalf("haus run ended with %d after SIGTERM", code)
	}
}

// store opens the site's store, which no haus may have open; the caller closes it.
func (s *site) store() *store.Store {
	s.t.Helper()
	c, err := config.Load(s.file, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	st, err := openStore(c, slog.New(slog.DiscardHandler))
	if err != nil {
		s.t.Fatal(err)
	}
	return st
}

// view opens the site's index, which no haus may have open, until the test ends.
func (s *site) view() *store.View {
	s.t.Helper()
	st := s.store()
	v, err := st.View()
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		v.Release()
		if err := st.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return v
}

// of is the deployment of a stand-in chain, served at rpc.
func of(w *seinode.World, rpc string) deployment {
	c := w.Contracts()
	return deployment{chain: w.ChainID(), start: w.StartBlock(), rpc: rpc, contracts: contracts.Addresses{EventFactory: c.EventFactory,
		EventManager: c.EventManager, LiveTipping: c.LiveTipping, Distributor: c.Distributor, CreationWrapper: c.CreationWrapper}}
}

// served makes a site on a new node of the world.
func served(t *testing.T, w *seinode.World) (*site, *seinode.Node) {
	t.Helper()
	n := w.NewNode("node")
	url, _ := seinode.Serve(t, n)
	return newSite(t, of(w, url)), n
}

// amend replaces a part of the configuration file.
func (s *site) amend(old, with string) {
	s.t.Helper()
	text, err := os.ReadFile(s.file)
	if err != nil {
		s.t.Fatal(err)
	}
	s.write("haus.toml", strings.Replace(string(text), old, with, 1))
}
