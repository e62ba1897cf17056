package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/haus25/backend/api"
	"github.com/haus25/backend/indexer"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/chat"
	"github.com/haus25/backend/store"
)

// implemented are the reactors of this version.
var implemented = []string{"chat", "archive", "stream", "metadata"}

// enabled are the reactors to mark work for. Paused ones are marked too: they go on where they stopped.
func enabled(c *config.Config) []string {
	names := []string{} // not nil, which would stand for all
	for _, name := range implemented {
		if wanted(c, name) && (name != chat.Name || hasChatKey(c)) {
			names = append(names, name)
		}
	}
	return names
}

// wanted tells whether the configuration asks for a reactor.
func wanted(c *config.Config, name string) bool {
	return c.Reactors.Only == nil || slices.Contains(c.Reactors.Only, name)
}

// hasChatKey tells whether there is a wallet to be on XMTP with. Without one the chat is off, and catches up when there is one.
func hasChatKey(c *config.Config) bool { return c.Chat.KeyFile != "" || c.Agent.KeyFile != "" }

// lacking are the reactors that the configuration names and this version does not have.
func lacking(c *config.Config) (names []string) {
	for _, name := range c.Reactors.Only {
		if !slices.Contains(implemented, name) {
			names = append(names, name)
		}
	}
	return names
}

// enable says to the store for whom logs mark work. It comes before the indexer.
func enable(c *config.Config, s *store.Store, log *slog.Logger) error {
	if names := lacking(c); len(names) > 0 {
		log.Warn("reactors.only names reactors that this version does not have", "reactors", strings.Join(names, ","))
	}
	if err := s.EnableReactors(enabled(c)); err != nil {
		return fmt.Errorf("note for which reactors work is marked: %w", err)
	}
	return nil
}

// newRunner makes the runner of a list of reactors.
func newRunner(c *config.Config, s *store.Store, x *indexer.Indexer, list []reactors.Reactor, log *slog.Logger) (*reactors.Runner, error) {
	g := &gate{progress: x.Progress, store: s, most: c.Reactors.MaxLag, now: time.Now}
	return reactors.New(reactors.Options{Store: s, Reactors: list, Paused: c.Reactors.Paused, Depth: c.Chain.FinalityDepth, Ready: g.why,
		Limit: c.Reactors.Limit, Timeout: c.Reactors.Timeout, Resync: c.Reactors.Resync, Grace: c.Reactors.Grace, Log: log})
}

// gate keeps reactors from acting on half a history: it opens when the index has reached the head, and closes while it lags.
type gate struct {
	progress func() indexer.Progress
	store    *store.Store
	most     time.Duration // of lag
	now      func() time.Time

	mu    sync.Mutex
	asked time.Time
	said  string
}

// gateMemory is how long an answer holds: the runner asks before every attempt, and the lag is counted in seconds.
const gateMemory = 100 * time.Millisecond

// why returns why nothing may begin; empty: it may.
func (g *gate) why() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.now(); g.asked.IsZero() || now.Sub(g.asked) >= gateMemory {
		g.asked, g.said = now, g.look(now)
	}
	return g.said
}

func (g *gate) look(now time.Time) string {
	p := g.progress()
	if !p.Ready {
		if p.Why != "" {
			return "the index is not ready: " + p.Why
		}
		return "the index has not reached the head of the chain since the start"
	}
	v, err := g.store.View()
	if err != nil {
		return "the index cannot be read"
	}
	defer v.Release()
	at, _ := v.AsOf()
	lag := time.Duration(api.Lag(at.Time, p.HeadTime, p.HeadSeen, now)) * time.Second
	if lag > g.most {
		return fmt.Sprintf("the index is %s behind the chain, and reactors.max_lag is %s", lag, g.most)
	}
	return ""
}

// atWork tells the API how the reactors get on.
type atWork struct{ runner *reactors.Runner }

func (w atWork) Work() api.WorkStatus {
	out := api.WorkStatus{Gate: w.runner.Gate()}
	for _, r := range w.runner.Status() {
		shown := api.ReactorStatus{Name: r.Name, Paused: r.Paused, Running: r.Running, Attempts: r.Attempts, Failures: r.Failures, Seconds: r.Seconds}
		if c := r.Circuit; c != nil {
			shown.Circuit = &api.Circuit{Provider: c.Provider, Reason: c.Reason, Since: c.Since, Until: c.Until}
		}
		out.Reactors = append(out.Reactors, shown)
	}
	for _, r := range w.runner.Running() {
		out.Running = append(out.Running, api.Running{Key: r.WorkKey, Attempt: r.Attempt, Since: r.Since})
	}
	return out
}

// Watch passes the runner's changes on, until it is ended.
func (w atWork) Watch() (<-chan api.Reaction, func()) {
	changes, unwatch := w.runner.Watch()
	out, over := make(chan api.Reaction), make(chan struct{})
	go func() {
		for {
			select {
			case c := <-changes:
				select {
				case out <- api.Reaction{Key: c.WorkKey, What: c.What, Why: c.Error, At: c.At}:
				case <-over:
					return
				}
			case <-over:
				return
			}
		}
	}()
	return out, func() {
		unwatch()
		close(over)
	}
}
