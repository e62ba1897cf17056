package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/indexer"
	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/seinode"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

// held is a reactor whose looks end when the test says so.
type held struct {
	begun chan uint64
	end   chan error
}

func (h *held) Name() string { return "chat" }

func (h *held) Reconcile(ctx context.Context, a *reactors.Attempt) (reactors.Result, error) {
	h.begun <- a.EventID
	return reactors.Result{Settled: true}, <-h.end
}

func openedStore(t *testing.T) *store.Store {
	t.Helper()
	st, err := store.Open(store.Options{Dir: t.TempDir(), Identity: store.Identity{ChainID: 1328, StartBlock: 1, EventFactory: common.Address{1}, EventManager: common.Address{2}}, UndoWindow: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

// TestTheRunnerIsSeen: what runs, what was tried and which provider is down are told by the desk and by the API's eyes alike.
func TestTheRunnerIsSeen(t *testing.T) {
	st := openedStore(t)
	addEvents(t, st, store.Ref{Number: 1, Hash: common.Hash{1}, Time: 1_700_000_000}, 1)
	b := st.Begin()
	b.Touch("chat", 1)
	commit(t, b)
	h := &held{make(chan uint64), make(chan error)}
	runner, err := reactors.New(reactors.Options{Store: st, Reactors: []reactors.Reactor{h}})
	if err != nil {
		t.Fatal(err)
	}
	eyes := atWork{runner}
	changes, unwatch := eyes.Watch()
	defer unwatch()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- runner.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	if id := <-h.begun; id != 1 {
		t.Fatalf("event %d", id)
	}
	if c := <-changes; c.Key != chatOf(1) || c.What != "running" || c.At == 0 {
		t.Fatalf("%+v", c)
	}
	if now := eyes.Work(); len(now.Running) != 1 || now.Running[0].Key != chatOf(1) || now.Running[0].Attempt != 1 || now.Reactors[0].Running != 1 {
		t.Fatalf("%+v", now)
	}
	a, err := desk{st, runner}.do(workRequest{Do: "list"})
	if err != nil || len(a.Rows) != 1 || a.Rows[0].Running == nil || a.Rows[0].standing() != "running" || !a.Daemon {
		t.Fatalf("%+v (%v)", a, err)
	}
	var out strings.Builder
	if err := a.print(&out, workRequest{Do: "list"}); err != nil || !strings.Contains(out.String(), "1 running") {
		t.Errorf("%v in\n%s", err, &out)
	}
	h.end <- reactors.Unavailable("xmtp", errors.New("no route"))
	if c := <-changes; c.What != "failed" || c.Why != "xmtp is not available: no route" {
		t.Fatalf("%+v", c)
	}
	now := eyes.Work()
	if r := now.Reactors[0]; len(now.Running) != 0 || r.Attempts != 1 || r.Failures != 1 || r.Circuit == nil || r.Circuit.Provider != "xmtp" || r.Circuit.Reason != "no route" {
		t.Fatalf("%+v", now)
	}
}

// TestGate: nothing begins before the head was reached, nor while the index lags by the chain's clock or the wall's.
func TestGate(t *testing.T) {
	st := openedStore(t)
	addEvents(t, st, store.Ref{Number: 1, Hash: common.Hash{1}, Time: 1_700_000_000}, 1)
	wall := time.Unix(1_900_000_000, 0)
	var p indexer.Progress
	g := &gate{progress: func() indexer.Progress { return p }, store: st, most: time.Minute, now: func() time.Time { return wall }}
	for _, c := range []struct {
		name string
		p    indexer.Progress
		why  string // "" when the gate is open
	}{
		{"before the head", indexer.Progress{}, "has not reached the head"},
		{"trouble", indexer.Progress{Why: "no endpoint answers"}, "no endpoint answers"},
		{"at the head", indexer.Progress{Ready: true, HeadTime: 1_700_000_000, HeadSeen: wall}, ""},
		{"a minute behind", indexer.Progress{Ready: true, HeadTime: 1_700_000_030, HeadSeen: wall.Add(-30 * time.Second)}, ""},
		{"more by the chain's clock", indexer.Progress{Ready: true, HeadTime: 1_700_000_061, HeadSeen: wall}, "1m1s behind the chain"},
		{"more by the wall's", indexer.Progress{Ready: true, HeadTime: 1_700_000_000, HeadSeen: wall.Add(-61 * time.Second)}, "max_lag is 1m0s"},
	} {
		p, g.asked = c.p, time.Time{}
		if why := g.why(); (why == "") != (c.why == "") || !strings.Contains(why, c.why) {
			t.Errorf("%s: %q", c.name, why)
		}
	}
	p, g.asked = indexer.Progress{Ready: true, HeadTime: 1_700_000_000, HeadSeen: wall}, time.Time{}
	g.why()
	p.Ready = false
	if wall = wall.Add(gateMemory - 1); g.why() != "" {
		t.Error("the answer is not remembered")
	}
	if wall = wall.Add(1); g.why() == "" {
		t.Error("the answer is remembered for too long")
	}
}

func TestEnabledReactors(t *testing.T) {
	for _, c := range []struct {
		only, paused  []string
		key           string
		enabled, said string
		lacking       string
	}{
		{nil, nil, "agent.json", "chat archive stream metadata", "chat, archive, stream, metadata on", ""},
		{nil, nil, "", "archive stream metadata", "archive, stream, metadata on; chat off; chat needs a key: set agent.key_file or chat.key_file (docs/chat.md)", ""},
		{[]string{}, nil, "", "", "none runs; chat, archive, stream, metadata off", ""},
		{[]string{"metadata", "curation"}, nil, "", "metadata", "metadata on; chat, archive, stream off; curation not part of this version: reactors.only may leave them out", "curation"},
		{nil, []string{"chat", "curation"}, "agent.json", "chat archive stream metadata", "archive, stream, metadata on; chat paused: work is recorded and waits", ""},
		{[]string{"chat"}, []string{"chat"}, "agent.json", "chat", "none runs; chat paused: work is recorded and waits; archive, stream, metadata off", ""},
	} {
		cfg := &config.Config{Reactors: config.Reactors{Only: c.only, Paused: c.paused}, Agent: config.Agent{KeyFile: c.key}}
		on := enabled(cfg)
		if got := strings.Join(on, " "); got != c.enabled || on == nil {
			t.Errorf("only %q, key %q: enabled are %q", c.only, c.key, got)
		}
		if got := describeReactors(cfg, on); got != c.said {
			t.Errorf("only %q, paused %q, key %q: %q", c.only, c.paused, c.key, got)
		}
		if got := strings.Join(lacking(cfg), " "); got != c.lacking {
			t.Errorf("only %q: lacking are %q", c.only, got)
		}
	}
}

// TestCheckTellsOfReactors: what a reactor that was off would look at is counted before it starts, and not once it has.
func TestCheckTellsOfReactors(t *testing.T) {
	w := seinode.NewWorld(seinode.Options{Seed: 29})
	head := w.Steps(50).Number
	s, _ := served(t, w)
	p := s.haus("run", "HAUS_REACTORS_ONLY=curation")
	p.says("level=WARN", "reactors.only", "curation")
	p.caughtUp(head)
	if code := p.stop(); code != exitOK {
		t.Fatalf("exit code %d after SIGTERM", code)
	}
	out := s.succeeds("check")
	for _, want := range []string{"reactors       archive, stream, metadata on; chat off; chat needs a key", "agent key      none: nothing is written on chain", "uploads        none", "metadata       was off until now"} {
		if !strings.Contains(out, "ok    "+want) {
			t.Errorf("no line %q", want)
		}
	}
	if t.Failed() {
		t.Logf("haus check says\n%s", out)
	}
	s.indexed(head) // with metadata on
	if out := s.succeeds("check"); strings.Contains(out, "was off until now") {
		t.Errorf("haus check says\n%s", out)
	}
}

// TestCheckFindsWhatReactorsLack: a key, and the program that speaks to XMTP.
func TestCheckFindsWhatReactorsLack(t *testing.T) {
	w := seinode.NewWorld(seinode.Options{Seed: 29})
	w.Steps(5)
	s, _ := served(t, w)
	fails := func(p *process, line ...string) {
		t.Helper()
		p.complains(exitFailed, "have to be mended")
		for l := range strings.Lines(p.out.String()) {
			if holds(l, append(line, "FAIL")) {
				return
			}
		}
		t.Errorf("no line FAIL %q in\n%s", line, p.out)
	}
	fails(s.haus("check", "HAUS_AGENT_KEY_FILE=nowhere.json"), "agent key", "there is no key file", "agent.key_file")
	if out := s.succeeds("check", "HAUS_CONTENT_UPLOAD=kubo"); !strings.Contains(out, "documents go to kubo") {
		t.Errorf("haus check says\n%s", out)
	}
	if _, err := agent.Create(filepath.Join(s.dir, "agent.json"), "horse"); err != nil {
		t.Fatal(err)
	}
	env := []string{"HAUS_AGENT_KEY_FILE=" + filepath.Join(s.dir, "agent.json"), "HAUS_AGENT_PASSPHRASE=horse", "HAUS_CHAT_SIDECAR=" + s.dir}
	p := s.haus("check", append(env, "HAUS_CHAT_NODE=no-such-node")...)
	fails(p, "chat", "no-such-node", "install Node.js")
	if out := p.out.String(); !strings.Contains(out, "ok    agent key      haus acts as 0x") || strings.Contains(out, "horse") {
		t.Errorf("haus check says\n%s", out)
	}
}

// TestOpenEvents counts what has not ended by the chain's clock and is not finalized.
func TestOpenEvents(t *testing.T) {
	st := openedStore(t)
	now := uint64(1_700_000_000)
	b := st.Begin()
	for id, x := range []struct {
		start, end uint64
		finalized  bool
	}{{now + 1, now + 10, false}, {now - 1, now + 1, false}, {now - 9, now, false}, {now + 1, now + 2, true}, {now - 1, 0, false}} {
		e := b.Event(uint64(id))
		e.Known, e.Kiosk, e.StartDate, e.RegisteredEnd, e.Finalized = true, common.Address{19: byte(id + 1)}, x.start, x.end, x.finalized
	}
	b.Advance(store.Ref{Number: 1, Hash: common.Hash{1}, Time: now}, 1)
	commit(t, b)
	v, err := st.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	if open, all, err := openEvents(v); open != 3 || all != 5 || err != nil {
		t.Errorf("%d of %d (%v), want 3 of 5", open, all, err)
	}
}
