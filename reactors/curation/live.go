package curation

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/store"
)

// board shows the jobs that run now.
type board struct {
	mu     sync.Mutex
	jobs   map[uint64]map[string]*store.CurationJob // by event and job
	change map[uint64]chan struct{}
}

func newBoard() *board {
	return &board{jobs: map[uint64]map[string]*store.CurationJob{}, change: map[uint64]chan struct{}{}}
}

func (b *board) set(event uint64, job string, change func(*store.CurationJob)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.jobs[event] == nil {
		b.jobs[event] = map[string]*store.CurationJob{}
	}
	j := b.jobs[event][job]
	if j == nil {
		j = &store.CurationJob{ID: job, Steps: map[string]string{}}
		b.jobs[event][job] = j
	}
	change(j)
	b.tell(event)
}

func (b *board) tell(event uint64) {
	if c := b.change[event]; c != nil {
		close(c)
		delete(b.change, event)
	}
}

// clear forgets an event's jobs: the state that the attempt leaves says more.
func (b *board) clear(event uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.jobs, event)
	b.tell(event)
}

// stored marks what ended as stored.
func (b *board) stored(event uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, j := range b.jobs[event] {
		for name, s := range j.Steps {
			if strings.HasPrefix(name, "store_") && s == "running" {
				j.Steps[name] = "completed"
			}
		}
	}
	b.tell(event)
}

// Live are the event's jobs that run now, and a channel that is closed when something of them changes.
func (r *Reactor) Live(event uint64) ([]store.CurationJob, <-chan struct{}) {
	b := r.live
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.change[event] == nil {
		b.change[event] = make(chan struct{})
	}
	var out []store.CurationJob
	for _, id := range slices.Sorted(maps.Keys(b.jobs[event])) {
		j := *b.jobs[event][id]
		j.Steps = maps.Clone(j.Steps)
		out = append(out, j)
	}
	return out, b.change[event]
}

// Running counts jobs that run now.
func (r *Reactor) Running() (n int) {
	r.live.mu.Lock()
	defer r.live.mu.Unlock()
	for _, jobs := range r.live.jobs {
		n += len(jobs)
	}
	return n
}

// opens shows the job as running.
func (r *run) opens() {
	if r.replay {
		return
	}
	r.live.set(r.event, r.j.Job, func(j *store.CurationJob) { *j = r.j.shown(); j.Status = "running" })
}

func (r *run) step(name, status string) {
	if r.replay {
		return
	}
	r.live.set(r.event, r.j.Job, func(j *store.CurationJob) { j.Steps[name] = status })
}

func (r *run) waits(why string) {
	r.live.set(r.event, r.j.Job, func(j *store.CurationJob) { j.Status, j.Why = "waiting", why })
}

func (r *run) ends(status, why string) {
	r.live.set(r.event, r.j.Job, func(j *store.CurationJob) {
		steps := j.Steps
		*j = r.j.shown()
		j.Status, j.Why, _ = status, why, steps
	})
}

// standing is what is known of the configured models.
type standing struct {
	roles map[model.Role][]model.Ref
	mu    sync.Mutex
	why   map[model.Ref]string // why a model cannot be used; empty: it can
}

func newStanding(roles map[model.Role][]model.Ref) *standing {
	return &standing{roles: roles, why: map[model.Ref]string{}}
}

func (s *standing) bad(ref model.Ref) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.why[ref]
}

// checkEvery is how often models are looked at: one that is gone may come back, one that was there may go.
const checkEvery = 30 * time.Minute

// Run looks at the configured models, at once and then now and again, so that no event finds out what is known already. It ends with ctx.
func (r *Reactor) Run(ctx context.Context) error {
	if r.Models == nil {
		<-ctx.Done()
		return nil
	}
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		r.lookAtModels(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (r *Reactor) lookAtModels(ctx context.Context) {
	for _, ref := range r.standing.refs() {
		limited, stop := context.WithTimeout(ctx, 15*time.Second)
		err := r.Models.Check(limited, ref)
		stop()
		if ctx.Err() != nil {
			return
		}
		why := ""
		if e, ok := err.(*model.Error); ok && !e.Temporary() {
			why = e.Error()
			r.Log.Warn("a model of the configuration cannot be used", "model", ref, "why", why)
		}
		r.standing.mu.Lock()
		r.standing.why[ref] = why
		r.standing.mu.Unlock()
	}
}

func (s *standing) refs() (out []model.Ref) {
	for _, role := range slices.Sorted(maps.Keys(s.roles)) {
		for _, ref := range s.roles[role] {
			if !slices.Contains(out, ref) {
				out = append(out, ref)
			}
		}
	}
	return out
}

// Standing is what the reactor knows of a model of a role.
type Standing struct {
	Role  model.Role
	Model model.Ref
	Why   string // why it cannot be used; empty: it can
	Price model.Price
}

// Figures are what the reactor did and may do today.
type Figures struct {
	Day, Newcomers             store.CurationSpent
	DayBudget, NewcomersBudget store.CurationSpent
	Running                    int
	Models                     []Standing
	Calls, Failures            map[string]uint64 // since the start, by model
}

// Figures returns today's.
func (r *Reactor) Figures() Figures {
	f := Figures{DayBudget: r.Budget.Day, NewcomersBudget: r.book.forNewcomers(), Running: r.Running()}
	f.Day, f.Newcomers = r.book.figures(r.now())
	for _, role := range slices.Sorted(maps.Keys(r.Roles)) {
		for _, ref := range r.Roles[role] {
			f.Models = append(f.Models, Standing{role, ref, r.standing.bad(ref), r.Models.Price(ref)})
		}
	}
	f.Calls, f.Failures = r.calls.figures()
	return f
}

// tally counts calls and failures by model.
type tally struct {
	mu              sync.Mutex
	calls, failures map[string]uint64
}

func newTally() *tally { return &tally{calls: map[string]uint64{}, failures: map[string]uint64{}} }

func (t *tally) count(ref model.Ref, failed string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if failed == "" {
		t.calls[ref.String()]++
	} else {
		t.failures[ref.String()]++
	}
}

func (t *tally) figures() (calls, failures map[string]uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.calls), maps.Clone(t.failures)
}
