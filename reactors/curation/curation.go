package curation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/reactors/curation/research"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// Documents reads what a URI names. It is *fetch.Fetcher: a [*fetch.Temporary] says that the document may be read later.
type Documents interface {
	FetchJSON(ctx context.Context, uri string) (fetch.Document, error)
}

// Research asks the web. It is *research.Researcher; what did not work is a note.
type Research interface {
	Search(ctx context.Context, q research.Query) ([]research.Finding, []string)
	Trends(ctx context.Context, q research.Query) ([]research.Finding, []string)
}

// Options configure the [Reactor]. Store, Identity, Documents and Content are required.
type Options struct {
	Store     *store.Store
	Identity  store.Identity
	Documents Documents
	Content   *content.Store
	// Targets are where pictures are uploaded to before a document names them.
	Targets []content.Target

	Models Models // nil: none is configured
	Roles  map[model.Role][]model.Ref
	// Research is nil when no key is configured.
	Research Research
	// AtDeployment plans an event when its creator deploys a Curation contract; else it is planned at its mint.
	AtDeployment bool
	Budget       Budget
	// PlansPerCreator and PlansPerDay bound the plans of a day (UTC); 0: no limit.
	PlansPerCreator, PlansPerDay uint64
	// Iterations bounds the proposals for one aspect; 20.
	Iterations uint64
	// Font is TrueType or OpenType, for banners that are set here; nil: the program's own.
	Font []byte
	Log  *slog.Logger
	// Now is the wall clock; time.Now.
	Now func() time.Time
}

// Reactor is the curation reactor. Its methods may be called by any goroutine.
type Reactor struct {
	Options
	book     *book
	plans    *reactors.Allowance
	standing *standing
	calls    *tally
	live     *board
	at       func(point string) // for tests: called at each point where a crash matters

	ordering sync.Mutex // so that limits hold for orders that come at once

	mu      sync.Mutex
	waiting map[string]time.Time // when a model is asked again, by event, job, step and model
	tried   map[string]int       // how often a document could not be read, by event and URI
}

// New makes the reactor; nobody is asked yet.
func New(o Options) *Reactor {
	if o.Iterations == 0 {
		o.Iterations = 20
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Models == nil {
		o.Roles = nil
	}
	r := &Reactor{Options: o, book: &book{budget: o.Budget}, calls: newTally(), live: newBoard(), at: func(string) {}, waiting: map[string]time.Time{}, tried: map[string]int{}}
	r.standing = newStanding(o.Roles)
	r.plans = reactors.NewAllowance(reactors.Limit{PerCreator: *uint256.NewInt(o.PlansPerCreator), Total: *uint256.NewInt(o.PlansPerDay)}, planHistory)
	return r
}

// Name is "curation".
func (r *Reactor) Name() string { return Name }

func (r *Reactor) now() time.Time { return r.Now() }

// look is one attempt.
type look struct {
	*Reactor
	a    *reactors.Attempt
	l    *ledger
	mint common.Hash

	why  string // what is waited for
	wake time.Time
}

// Reconcile takes the event's orders, runs its jobs, and hands to its document what they came to.
func (r *Reactor) Reconcile(ctx context.Context, a *reactors.Attempt) (reactors.Result, error) {
	if a.Event == nil {
		return reactors.Result{Settled: true}, nil // EventCreated will touch the key
	}
	if err := r.book.open(a.View, r.now()); err != nil {
		return reactors.Result{}, err
	}
	mint := a.Event.Created.Tx
	l, err := readLedger(a.View, a.EventID, mint)
	if err != nil {
		return reactors.Result{}, err
	}
	k := &look{Reactor: r, a: a, l: l, mint: mint}
	defer r.live.clear(a.EventID)
	if err := k.reconcile(ctx); err != nil {
		return reactors.Result{State: k.state(err.Error())}, err
	}
	return reactors.Result{Waits: k.why, WallAt: k.wake, ChainAt: k.chainAt(), Settled: k.why == "", State: k.state(k.why)}, nil
}

func (k *look) reconcile(ctx context.Context) error {
	if err := k.recordLost(); err != nil {
		return err
	}
	over := k.isOver()
	if err := k.begin(ctx, over); err != nil {
		return err
	}
	for _, o := range k.l.orders {
		if _, done := k.l.outcomes[o.number]; done {
			continue
		}
		if err := k.take(o, over); err != nil {
			return err
		}
	}
	for _, j := range k.l.jobs {
		if j.end != nil {
			continue
		}
		if err := k.run(ctx, j, over); err != nil {
			return err
		}
	}
	return k.publish(ctx, over)
}

// isOver tells whether nothing new may be proposed.
func (k *look) isOver() bool {
	s := k.a.Event.StatusAt(k.a.Chain)
	return s == store.Ended || s == store.Finalized
}

// chainAt wakes the key when the event ends, so that what is shown says so.
func (k *look) chainAt() uint64 {
	if end, known := k.a.Event.EndDate(); known && end > k.a.Chain {
		return end
	}
	return 0
}

// record journals something of the event.
func (k *look) record(reactor, kind string, body any) (uint64, error) {
	return k.write(reactor, k.a.EventID, k.mint, kind, body, false)
}

// recordLost journals the calls that were in flight when the program ended.
func (k *look) recordLost() error {
	for _, f := range k.l.lost {
		if _, err := k.record(Name, kindFailed, f); err != nil {
			return err
		}
		if j := k.l.byID[f.Job]; j != nil {
			j.failures[f.Step] = append(j.failures[f.Step], f)
		}
	}
	k.l.lost = nil
	return nil
}

// wait notes what is waited for; the soonest counts.
func (k *look) wait(why string, at time.Time) {
	if k.why == "" || at.Before(k.wake) {
		k.why, k.wake = why, at
	}
}

// run works on a job until it ends or has to wait.
func (k *look) run(ctx context.Context, j *job, over bool) error {
	newcomer, err := creatorIsNew(k.a.View, k.a.Event)
	if err != nil {
		return err
	}
	r := &run{Reactor: k.Reactor, l: k.l, j: j, mint: k.mint, event: k.a.EventID, creator: k.a.Event.Creator, newcomer: newcomer}
	if over { // nothing more is asked for it
		return k.endJob(r, map[bool]string{true: "completed", false: "failed"}[len(j.proposed) > 0], "the event is over")
	}
	r.opens()
	err = k.gather(ctx, r)
	if err == nil {
		r.step("context", "completed")
		if j.Supervisor == planner {
			err = r.originals()
		}
	}
	if err == nil {
		err = r.work(ctx)
	}
	var soon *later
	if errors.As(err, &soon) {
		r.waits(soon.why)
		k.wait(soon.why, k.a.Wall.Add(soon.after))
		return nil
	}
	if err != nil {
		return err
	}
	if len(j.proposed) == 0 && j.Wish.Aspect != "" {
		return k.endJob(r, "failed", j.missing[j.Wish.Aspect])
	}
	return k.endJob(r, "completed", "")
}

func (k *look) endJob(r *run, status, why string) error {
	e := end{r.j.Job, status, why, wallTime(r.now())}
	if _, err := k.record(Name, kindEnd, e); err != nil {
		return err
	}
	r.j.end = &e
	r.at("ended " + r.j.Job)
	r.ends(status, why)
	return nil
}

// tries counts failures to read a document, in this process.
func (r *Reactor) tries(event uint64, uri string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.tried) > 10_000 {
		clear(r.tried)
	}
	key := fmt.Sprint(event, " ", uri)
	r.tried[key]++
	return r.tried[key]
}
