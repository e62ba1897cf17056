package curation

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/curation/agents"
	"github.com/haus25/backend/reactors/curation/guard"
	"github.com/haus25/backend/reactors/curation/platform"
	"github.com/haus25/backend/store"
)

// What one event may be ordered: each order is a receipt, which is kept for good and read at every look, and anybody can mint an event to order for.
const (
	mostOrders   = 300
	mostPending  = 8
	mostFeedback = 2000 // runes
)

func refused(status int, format string, args ...any) error {
	return &store.CurationRefused{Status: status, Why: fmt.Sprintf(format, args...)}
}

// Order takes an order of a wallet that leads the event, and returns its number; 0: what was ordered is there already, or on its way. Its errors
// that may be shown are *store.CurationRefused and store.ErrNotFound.
func (r *Reactor) Order(_ context.Context, wallet common.Address, event uint64, o store.CurationOrder) (uint64, error) {
	r.ordering.Lock()
	defer r.ordering.Unlock()
	v, err := r.Store.View()
	if err != nil {
		return 0, err
	}
	defer v.Release()
	e, err := v.Event(event)
	if err != nil {
		return 0, err
	}
	l, err := readLedger(v, event, e.Created.Tx)
	if err != nil {
		return 0, err
	}
	pending := 0
	for _, one := range l.orders {
		if _, done := l.outcomes[one.number]; !done {
			pending++
		}
	}
	switch {
	case len(l.orders) >= mostOrders:
		return 0, refused(http.StatusTooManyRequests, "Event %d had %d orders, which is the most.", event, mostOrders)
	case pending >= mostPending:
		return 0, refused(http.StatusTooManyRequests, "%d orders for event %d wait to be done: wait for them.", pending, event)
	}
	o.Feedback = guard.Clean(o.Feedback, mostFeedback)
	if err := r.check(l, e, v.Now(), &o); err != nil {
		return 0, err
	}
	if o.Do == store.CurationPlan && l.byID[planID(event)] != nil || o.Do == store.CurationPromote && l.byID[promoteID(event)] != nil {
		return 0, nil
	}
	return r.write(Name, event, e.Created.Tx, kindOrder, order{CurationOrder: o, Wallet: wallet, Chain: v.Now()}, true)
}

// check tells whether an order makes sense as things are: when it is given, and again when its turn comes.
func (r *Reactor) check(l *ledger, e *store.Event, chain uint64, o *store.CurationOrder) error {
	switch status := e.StatusAt(chain); {
	case status == store.Finalized:
		return refused(http.StatusConflict, "Event %d is finalized: nothing of it can be changed.", e.ID)
	case status == store.Ended:
		return refused(http.StatusConflict, "Event %d has ended.", e.ID)
	}
	switch o.Do {
	case store.CurationPlan:
		return nil
	case store.CurationPromote:
		return needsPromoter(e)
	case store.CurationDraft:
		if err := needsPromoter(e); err != nil {
			return err
		}
		if !slices.Contains(contentAspects, o.Aspect) {
			return refused(http.StatusUnprocessableEntity, "There are no drafts for %q: the platforms are x, instagram, facebook and eventbrite.", o.Aspect)
		}
		return r.mayDraft(l, o.Aspect)
	case store.CurationIterate:
		return r.checkIterate(l, e, o)
	case store.CurationAccept:
		return checkAccept(l, o)
	}
	return refused(http.StatusUnprocessableEntity, "%q is nothing that can be ordered: it is plan, promote, draft, iterate or accept.", o.Do)
}

func needsPromoter(e *store.Event) error {
	if s := scope(e); s < promoterScope {
		return refused(http.StatusForbidden, "Event %d has no promoter: its creator calls deployCurationForEvent(%d, 2, …) on EventFactory.", e.ID, e.ID)
	}
	return nil
}

func (r *Reactor) checkIterate(l *ledger, e *store.Event, o *store.CurationOrder) error {
	if !slices.Contains(allAspects, o.Aspect) {
		return refused(http.StatusUnprocessableEntity, "%q is no aspect: they are %s.", o.Aspect, strings.Join(allAspects, ", "))
	}
	if !slices.Contains(plannerAspects, o.Aspect) {
		if err := needsPromoter(e); err != nil {
			return err
		}
	}
	if strings.TrimSpace(o.Feedback) == "" {
		return refused(http.StatusUnprocessableEntity, "feedback is missing: say what should be different.")
	}
	if why, bad := guard.Hostile(o.Feedback); bad {
		return refused(http.StatusUnprocessableEntity, "The feedback cannot be taken: %s.", why)
	}
	if l.byID[planID(e.ID)] == nil && slices.Contains(plannerAspects, o.Aspect) {
		return refused(http.StatusConflict, "Event %d is not planned yet.", e.ID)
	}
	newest := l.next(o.Aspect) - 1
	if o.Expect != nil && *o.Expect != newest {
		return refused(http.StatusConflict, "The newest iteration of %s is %d, not %d: look at it first.", o.Aspect, newest, *o.Expect)
	}
	if newest >= r.Iterations {
		return refused(http.StatusTooManyRequests, "%s had %d iterations, which is the most: accept one.", o.Aspect, newest)
	}
	return nil
}

func checkAccept(l *ledger, o *store.CurationOrder) error {
	if len(o.Chosen) == 0 {
		return refused(http.StatusUnprocessableEntity, "No iteration is chosen: name a number for each aspect that is accepted.")
	}
	for aspect, n := range o.Chosen {
		if !slices.Contains(allAspects, aspect) {
			return refused(http.StatusUnprocessableEntity, "%q is no aspect: they are %s.", guard.Clean(aspect, 60), strings.Join(allAspects, ", "))
		}
		if _, ok := l.iteration(aspect, n); !ok {
			return refused(http.StatusUnprocessableEntity, "There is no iteration %d of %s.", n, aspect)
		}
	}
	return nil
}

// Limits are how many drafts a platform gets of the event, and got.
func (r *Reactor) Limits(event uint64, name string) (store.CurationLimits, error) {
	v, err := r.Store.View()
	if err != nil {
		return store.CurationLimits{}, err
	}
	defer v.Release()
	e, err := v.Event(event)
	if err != nil {
		return store.CurationLimits{}, err
	}
	l, err := readLedger(v, event, e.Created.Tx)
	if err != nil {
		return store.CurationLimits{}, err
	}
	return r.limits(l, "content_"+name)
}

func (r *Reactor) limits(l *ledger, aspect string) (store.CurationLimits, error) {
	limit, ok := platform.Limits(strings.TrimPrefix(aspect, "content_"))
	if !ok {
		return store.CurationLimits{}, refused(http.StatusNotFound, "There are no drafts for %q: the platforms are x, instagram, facebook and eventbrite.", strings.TrimPrefix(aspect, "content_"))
	}
	out := store.CurationLimits{Daily: uint64(limit.DraftsPerDay), Total: uint64(limit.Drafts), UsedTotal: uint64(len(l.drafts[aspect]))}
	for _, at := range l.drafts[aspect] {
		if !at.Before(dayOf(r.now())) {
			out.UsedDaily++
		}
	}
	return out, nil
}

func (r *Reactor) mayDraft(l *ledger, aspect string) error {
	n, err := r.limits(l, aspect)
	switch {
	case err != nil:
		return err
	case n.UsedTotal >= n.Total:
		return refused(http.StatusTooManyRequests, "%s had its %d drafts: iterate on one.", strings.TrimPrefix(aspect, "content_"), n.Total)
	case n.UsedDaily >= n.Daily:
		return refused(http.StatusTooManyRequests, "%s had its %d drafts of the day: iterate on one, or wait for tomorrow (UTC).", strings.TrimPrefix(aspect, "content_"), n.Daily)
	}
	return nil
}

// take begins what an order asks for.
func (k *look) take(o order, over bool) error {
	if k.started(o) {
		return nil
	}
	if err := k.check(k.l, k.a.Event, k.a.Chain, &o.CurationOrder); err != nil {
		var no *store.CurationRefused
		if errors.As(err, &no) {
			return k.outcome(outcome{Order: o.number, Status: "failed", Why: no.Why})
		}
		return err
	}
	id := k.a.EventID
	switch o.Do {
	case store.CurationPlan:
		if k.l.byID[planID(id)] == nil {
			return k.beginJob(begin{Job: planID(id), Supervisor: planner, Order: o.number, Agents: plannerAgents()})
		}
	case store.CurationPromote:
		if k.l.byID[promoteID(id)] == nil {
			return k.beginJob(begin{Job: promoteID(id), Supervisor: promoter, Order: o.number, Agents: promoterAgents()})
		}
	case store.CurationDraft:
		name, _ := agentOf(o.Aspect)
		return k.beginJob(begin{Job: fmt.Sprintf("draft-%d-%d", id, o.number), Supervisor: promoter, Order: o.number, Agents: []string{name}})
	case store.CurationIterate:
		name, _ := agentOf(o.Aspect)
		supervisor := promoter
		if slices.Contains(plannerAspects, o.Aspect) {
			supervisor = planner
		}
		return k.beginJob(begin{Job: fmt.Sprintf("iterate-%d-%d", id, o.number), Supervisor: supervisor, Order: o.number, Agents: []string{name},
			Wish: agents.Wish{Aspect: o.Aspect, Feedback: o.Feedback}})
	case store.CurationAccept:
		a := acceptance{Order: o.number, Chosen: o.Chosen}
		n, err := k.record(Name, kindAccepted, a)
		if err != nil {
			return err
		}
		a.number = n
		k.l.accepted = append(k.l.accepted, a)
		k.at("accepted")
	}
	return nil
}

// started tells whether an order was begun before.
func (k *look) started(o order) bool {
	return slices.ContainsFunc(k.l.accepted, func(a acceptance) bool { return a.Order == o.number }) ||
		slices.ContainsFunc(k.l.jobs, func(j *job) bool { return j.Order == o.number })
}

// settle says of each order that is done how it ended.
func (k *look) settle(through uint64) error {
	for _, o := range k.l.orders {
		if _, done := k.l.outcomes[o.number]; done {
			continue
		}
		out := outcome{Order: o.number, Status: "done", Through: through}
		switch j := k.l.jobOf(o, k.a.EventID); {
		case o.Do == store.CurationAccept:
		case j == nil || j.end == nil:
			continue
		case j.end.Status != "completed":
			out.Status, out.Why = "failed", j.end.Why
		default:
			if n, ok := j.proposed[o.Aspect]; ok {
				out.Iteration = &n
			}
		}
		if err := k.outcome(out); err != nil {
			return err
		}
	}
	return nil
}

func (l *ledger) jobOf(o order, event uint64) *job {
	switch o.Do {
	case store.CurationPlan:
		return l.byID[planID(event)]
	case store.CurationPromote:
		return l.byID[promoteID(event)]
	}
	for _, j := range l.jobs {
		if j.Order == o.number {
			return j
		}
	}
	return nil
}

func (k *look) outcome(o outcome) error {
	if _, err := k.record(Name, kindOutcome, o); err != nil {
		return err
	}
	k.l.outcomes[o.Order] = o
	return nil
}

// reserveWei is the reserve price of a pricing value, wei; false: it has none that the contract could keep (uint96).
func reserveWei(value map[string]any) (*big.Int, bool) {
	text, _ := value["reservePriceWei"].(string)
	n, ok := new(big.Int).SetString(text, 10)
	if !ok || n.Sign() <= 0 || n.BitLen() > 96 {
		return nil, false
	}
	return n, true
}
