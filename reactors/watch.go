package reactors

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/haus25/backend/store"
)

// Running is an attempt under way.
type Running struct {
	store.WorkKey
	Attempt uint64    // since the last success, from 1; 0: about to begin
	Since   time.Time // wall clock
}

// Status is how one reactor gets on.
type Status struct {
	Name    string
	Paused  bool
	Running int
	// Circuit is the provider that is down; nil: none.
	Circuit *Circuit
	// Since this start: attempts that ended, those of them that failed, and the seconds that all took.
	Attempts, Failures uint64
	Seconds            float64
}

// Gate returns why nothing is claimed; empty: the gate is open.
func (r *Runner) Gate() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.gate
}

// Running returns the attempts under way.
func (r *Runner) Running() []Running {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]Running, 0, len(r.running))
	for _, x := range r.running {
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b Running) int { return a.Since.Compare(b.Since) })
	return out
}

// Status returns how each reactor gets on, in the order of Options.Reactors.
func (r *Runner) Status() []Status {
	out := make([]Status, len(r.parts))
	for i, p := range r.parts {
		out[i] = Status{Name: p.Name(), Paused: p.paused, Running: len(p.slots), Circuit: p.circuit.status()}
		p.tally.read(&out[i])
	}
	return out
}

// tally counts the attempts of one reactor.
type tally struct {
	attempts, failures atomic.Uint64
	took               atomic.Int64 // nanoseconds
}

func (t *tally) count(o store.Outcome, took time.Duration) {
	t.attempts.Add(1)
	if o.Err != "" {
		t.failures.Add(1)
	}
	t.took.Add(int64(took))
}

func (t *tally) read(s *Status) {
	s.Attempts, s.Failures = t.attempts.Load(), t.failures.Load()
	s.Seconds = time.Duration(t.took.Load()).Seconds()
}

// Change is a change in the standing of a key.
type Change struct {
	store.WorkKey
	// What: running, done, waiting, failed or dead.
	What  string
	Error string // why it failed, or what it waits for
	At    uint64 // wall clock, Unix seconds
}

func changeOf(e ending) Change {
	c := Change{WorkKey: e.claim.WorkKey, What: "done", At: e.outcome.At}
	switch {
	case e.outcome.Dead:
		c.What, c.Error = "dead", e.outcome.Err
	case e.outcome.Err != "":
		c.What, c.Error = "failed", e.outcome.Err
	case e.outcome.Waits != "":
		c.What, c.Error = "waiting", e.outcome.Waits
	}
	return c
}

// begins notes that an attempt is under way.
func (r *Runner) begins(k store.WorkKey, attempt uint64) {
	now := time.Now()
	r.mu.Lock()
	r.running[k] = Running{WorkKey: k, Attempt: attempt, Since: now}
	r.mu.Unlock()
	r.watchers.tell(Change{WorkKey: k, What: "running", At: unix(now)})
}

// watchers are those who want to hear of changes.
type watchers struct {
	mu   sync.Mutex
	subs map[chan Change]struct{}
}

// Watch returns a channel of changes as they happen, and a function that ends it. One who does not take them in time misses
// some: the store has what is true.
func (r *Runner) Watch() (<-chan Change, func()) {
	w := &r.watchers
	c := make(chan Change, 256)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.subs == nil {
		w.subs = map[chan Change]struct{}{}
	}
	w.subs[c] = struct{}{}
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.subs, c)
	}
}

func (w *watchers) tell(change Change) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.subs {
		select {
		case c <- change:
		default:
		}
	}
}
