package reactors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/haus25/backend/store"
)

// Options say what to run. Store and Reactors are required; the rest has defaults.
type Options struct {
	Store    *store.Store
	Reactors []Reactor
	// Paused are the names of reactors whose work waits.
	Paused []string
	// Depth is how many blocks below the cursor a block becomes final.
	Depth uint64
	// Ready is the gate: nothing is claimed while it returns a reason. It is asked before every claim. Nil: always open.
	Ready func() (why string)
	// Limit is how many keys of one reactor are worked on at once, default 8.
	Limit int
	// Timeout bounds one attempt, default 10 minutes.
	Timeout time.Duration
	// Resync is the mean time after which a key that is not settled is looked at again although nothing touched it, default
	// 24 h; the keys are spread over half to one and a half of it.
	Resync time.Duration
	// Grace is how long running attempts may go on after Run's context ends, default 20 s.
	Grace time.Duration
	Log   *slog.Logger
}

// Runner claims what is due and keeps asking. Run it once.
type Runner struct {
	Options
	store    *store.Store
	parts    []*part
	ended    chan ending
	gaveUp   chan struct{} // closed when nobody takes endings any more
	attempts sync.WaitGroup
	watchers watchers

	mu      sync.Mutex
	running map[store.WorkKey]Running
	gate    string
}

// part is one reactor with what holds it back.
type part struct {
	Reactor
	paused  bool
	slots   chan struct{} // one for each running attempt
	circuit circuit
	tally   tally
}

// New makes a runner.
func New(o Options) (*Runner, error) {
	if o.Limit == 0 {
		o.Limit = 8
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Minute
	}
	if o.Resync == 0 {
		o.Resync = 24 * time.Hour
	}
	if o.Grace == 0 {
		o.Grace = 20 * time.Second
	}
	if o.Ready == nil {
		o.Ready = func() string { return "" }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	r := &Runner{Options: o, store: o.Store, running: map[store.WorkKey]Running{}, ended: make(chan ending, group), gaveUp: make(chan struct{})}
	for _, x := range o.Reactors {
		if slices.ContainsFunc(r.parts, func(p *part) bool { return p.Name() == x.Name() }) {
			return nil, fmt.Errorf("two reactors are named %q", x.Name())
		}
		r.parts = append(r.parts, &part{Reactor: x, paused: slices.Contains(o.Paused, x.Name()), slots: make(chan struct{}, o.Limit)})
	}
	return r, nil
}

// Run works until ctx ends; then it lets running attempts finish for the grace time, cuts them, writes how they ended and
// returns nil. It returns early only with an error of the store.
func (r *Runner) Run(ctx context.Context) error {
	hard, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	writer := make(chan error, 1)
	go func() { writer <- r.write() }()
	claimers, claiming := errgroup.WithContext(ctx)
	for _, p := range r.parts {
		claimers.Go(func() error { return r.claim(claiming, hard, p) })
	}
	claimers.Go(func() error { // a store that fails ends the claiming too
		select {
		case <-r.gaveUp:
			return errGaveUp
		case <-claiming.Done():
			return nil
		}
	})
	err := claimers.Wait()
	grace := time.AfterFunc(r.Grace, cut)
	defer grace.Stop()
	r.attempts.Wait()
	close(r.ended)
	if failed := <-writer; failed != nil {
		return failed
	}
	return err
}

var errGaveUp = errors.New("how attempts end cannot be written")

// glance is the longest time between two looks for due keys: what the gate and the chain's clock hold back is not announced.
const glance = time.Second

// claim starts the due keys of one reactor, and waits for the next.
func (r *Runner) claim(ctx, hard context.Context, p *part) error {
	for ctx.Err() == nil {
		changed := r.store.Changed() // taken before reading: what comes after it wakes us up
		keys, wait, err := r.due(p)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if wait = r.start(ctx, hard, p, k); wait > 0 {
				break
			}
		}
		if len(keys) > 0 && wait == 0 {
			continue // there may be more
		}
		pause := time.NewTimer(wait)
		select {
		case <-changed:
			if len(keys) > 0 { // held back: the store has nothing new to say about that
				select {
				case <-pause.C:
				case <-ctx.Done():
				}
			}
		case <-pause.C:
		case <-ctx.Done():
		}
		pause.Stop()
	}
	return nil
}

// perLook is how many keys are taken from one look at the store; they wait for free workers without it. A look passes over what
// LevelDB has not yet forgotten of keys that are done, so few large looks are much cheaper than many small ones.
const perLook = 4096

// due returns keys that are due and not running, the longest due first, or when to look again at latest.
func (r *Runner) due(p *part) ([]store.WorkKey, time.Duration, error) {
	if p.paused || r.closed() {
		return nil, glance, nil
	}
	v, err := r.final()
	if v == nil {
		return nil, glance, err
	}
	defer v.Release()
	at, indexed := v.AsOf()
	if !indexed {
		return nil, glance, nil
	}
	now := time.Now()
	var keys []store.WorkKey
	for k, err := range v.Due(p.Name(), store.DueAt{Final: at.Number, Chain: at.Time, Wall: unix(now), Latest: unix(now.Add(r.latest()))}) {
		if err != nil {
			return nil, 0, err
		}
		if !r.isRunning(k) {
			keys = append(keys, k)
		}
		if len(keys) == perLook {
			break
		}
	}
	if len(keys) > 0 {
		return keys, 0, nil
	}
	wall, err := v.NextWake(p.Name(), store.WallClock)
	if wall <= unix(now) { // none, or one that runs
		return nil, glance, err
	}
	return nil, min(glance, time.Until(time.Unix(int64(wall), 0))), err
}

// start waits for a free worker and lets it work on the key. It returns for how long nothing is to be started, when something
// holds the reactor back.
func (r *Runner) start(ctx, hard context.Context, p *part, k store.WorkKey) (held time.Duration) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return glance
	}
	probe, wait := p.circuit.admits(time.Now())
	if wait == 0 && r.closed() {
		wait = glance
	}
	if wait > 0 || !r.take(k) {
		p.circuit.drop(probe)
		<-p.slots
		return min(wait, glance)
	}
	r.attempts.Go(func() {
		r.work(hard, p, k, probe)
		<-p.slots
	})
	return 0
}

// final opens a view of the newest final block; nil when none is final yet.
func (r *Runner) final() (*store.View, error) {
	v, err := r.store.View()
	if err != nil || r.Depth == 0 {
		return v, err
	}
	at, _ := v.AsOf()
	v.Release()
	v, err = r.store.FinalView(at.Number - min(at.Number, r.Depth))
	if errors.Is(err, store.ErrTooDeep) { // fewer blocks than the depth are there to be taken back
		return nil, nil
	}
	return v, err
}

// latest is the most that a wake-up by wall time may lie ahead. One that lies further was wished while the clock was wrong, as a
// machine's may be until it has asked the network, and must not hold a key back for years.
func (r *Runner) latest() time.Duration { return max(48*time.Hour, 2*r.Resync) }

func unix(t time.Time) uint64 { return uint64(max(t.Unix(), 0)) }

// closed tells whether the gate is closed, and remembers why.
func (r *Runner) closed() bool {
	why := r.Ready()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gate = why
	return why != ""
}

func (r *Runner) isRunning(k store.WorkKey) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.running[k]
	return ok
}

// take marks a key as running; false when it is already.
func (r *Runner) take(k store.WorkKey) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.running[k]; ok {
		return false
	}
	r.running[k] = Running{WorkKey: k, Since: time.Now()}
	return true
}

func (r *Runner) let(k store.WorkKey) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.running, k)
}
