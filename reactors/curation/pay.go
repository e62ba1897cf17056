package curation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/haus25/backend/reactors/curation/model"
)

// Models asks models. It is *model.Client.
type Models interface {
	Ask(ctx context.Context, c model.Call) (model.Reply, error)
	Draw(ctx context.Context, p model.Picture) (model.Image, error)
	Embed(ctx context.Context, ref model.Ref, texts []string) (model.Vectors, error)
	Check(ctx context.Context, ref model.Ref) error
	Price(ref model.Ref) model.Price
}

// question is something that costs money to ask.
type question struct {
	step string
	refs []model.Ref // in order of preference
	// most is the most that it can take of a model.
	most func(model.Ref) model.Usage
	// ask asks. What it returns must be kept already when it is large, so that the answer can be journalled by its CID.
	ask func(context.Context, model.Ref) (got, error)
}

// got is an answer as it came.
type got struct {
	text, cid, model string
	usage            model.Usage
}

// noModel says that a question has no answer and will have none.
type noModel struct{ why string }

func (e *noModel) Error() string { return e.why }

// later says that a question may be answered later.
type later struct {
	after time.Duration
	why   string
}

func (e *later) Error() string { return e.why }

// notJournalled says that a replay asks what was never asked.
type notJournalled struct{ step string }

func (e *notJournalled) Error() string {
	return fmt.Sprintf("the journal has no answer to %s: this version of haus asks otherwise than the one that made the proposal", e.step)
}

// patience is how long after each failure that may pass a model is asked again. When it is used up, the step goes on without that model.
var patience = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute}

// longest is the longest that a provider can make a step wait.
const longest = 10 * time.Minute

// pay gets the answer to a question: from the journal when it is there; else from the first model of the list that can be paid and answers. Its
// errors are *noModel, *later, *notJournalled, and what ends the attempt.
func (r *run) pay(ctx context.Context, q question) (answer, error) {
	r.mu.Lock()
	known, answered := r.j.answers[q.step]
	why, ended := r.j.gaveUp[q.step]
	r.mu.Unlock()
	switch {
	case answered:
		return known, nil
	case ended:
		return answer{}, &noModel{why}
	case r.replay:
		return answer{}, &notJournalled{q.step}
	}
	var wait *later
	for _, ref := range q.refs {
		a, err := r.payTo(ctx, q, ref)
		var soon *later
		switch {
		case a != nil:
			return *a, nil
		case errors.As(err, &soon):
			if wait == nil || soon.after < wait.after {
				wait = soon
			}
		case err != nil:
			return answer{}, err
		}
	}
	if wait != nil {
		return answer{}, wait
	}
	g := gaveUp{r.j.Job, q.step, r.whyNot(q)}
	if _, err := r.record(Name, kindGaveUp, g); err != nil {
		return answer{}, err
	}
	r.mu.Lock()
	r.j.gaveUp[q.step] = g.Why
	r.mu.Unlock()
	return answer{}, &noModel{g.Why}
}

// whyNot says why no model answered.
func (r *run) whyNot(q question) string {
	if len(q.refs) == 0 {
		return "no model is configured for it"
	}
	return "no model of the list could do it: " + strings.Join(r.fallbacks(q.step), "; ")
}

// fallbacks are the failures of a step, one for each model.
func (r *run) fallbacks(step string) (out []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	said := map[string]string{}
	var order []string
	for _, f := range r.j.failures[step] {
		if _, ok := said[f.Ref]; !ok {
			order = append(order, f.Ref)
		}
		said[f.Ref] = f.Why
	}
	for _, ref := range order {
		out = append(out, ref+": "+said[ref])
	}
	return out
}

// payTo asks one model. No answer and no error: another one may be asked.
func (r *run) payTo(ctx context.Context, q question, ref model.Ref) (*answer, error) {
	wait, asks := r.asks(q.step, ref)
	if !asks {
		return nil, nil
	}
	if wait != nil {
		return nil, wait
	}
	if why := r.standing.bad(ref); why != "" {
		return nil, r.fail(failure{Job: r.j.Job, Step: q.step, Ref: ref.String(), Kind: model.Gone, Why: why})
	}
	price, usage := r.Models.Price(ref), q.most(ref)
	most := spent{MicroUSD: price.Cost(usage), Tokens: uint64(usage.In + usage.Out)}
	r.mu.Lock()
	h, why := r.book.reserve(r.now(), r.creator, r.newcomer, r.l.spent, most)
	if h != nil {
		r.l.spent = plus(r.l.spent, most)
	}
	r.mu.Unlock()
	if h == nil {
		return nil, r.fail(failure{Job: r.j.Job, Step: q.step, Ref: ref.String(), Kind: overBudget, Why: why})
	}
	cost := most
	defer func() { // whatever happens, what was reserved is settled or stays spent
		r.book.settle(h, cost)
		r.mu.Lock()
		r.l.spent = plus(minus(r.l.spent, most), cost)
		r.mu.Unlock()
	}()
	n, err := r.record(spentName, kindIntent, intent{Job: r.j.Job, Step: q.step, Ref: ref.String(), Most: most, Creator: r.creator, Newcomer: r.newcomer})
	if err != nil {
		return nil, err
	}
	r.at("asked " + q.step)
	r.calls.count(ref, "")
	g, err := q.ask(ctx, ref)
	if err != nil {
		return nil, r.failed(ctx, q, ref, n, price, most, &cost, err)
	}
	if g.usage.Known {
		cost = spent{MicroUSD: price.Cost(g.usage), Tokens: uint64(g.usage.In + g.usage.Out)}
	}
	a := answer{Job: r.j.Job, Step: q.step, Intent: n, Ref: ref.String(), Model: g.model, Text: g.text, CID: g.cid, Cost: cost}
	if _, err := r.record(Name, kindAnswer, a); err != nil {
		return nil, err
	}
	r.at("answered " + q.step)
	r.mu.Lock()
	r.j.answers[q.step] = a
	r.mu.Unlock()
	_, err = r.record(spentName, kindSettled, settled{n, cost})
	return &a, err
}

// asks tells whether a model may still be asked for a step, and when.
func (r *run) asks(step string, ref model.Ref) (*later, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, f := range r.j.failures[step] {
		if f.Ref != ref.String() {
			continue
		}
		if !f.Again {
			return nil, false
		}
		n++
	}
	if n > len(patience) {
		return nil, false
	}
	if at := r.askAgain(step, ref.String()); at.After(r.now()) {
		return &later{at.Sub(r.now()), fmt.Sprintf("%s is asked again", ref)}, true
	}
	return nil, true
}

// failed journals a failed call and says when to ask again; nil: not this model.
func (r *run) failed(ctx context.Context, q question, ref model.Ref, intent uint64, price model.Price, most spent, cost *spent, err error) error {
	f := failure{Job: r.j.Job, Step: q.step, Intent: intent, Ref: ref.String(), Kind: unfit, Why: err.Error()}
	var wait time.Duration
	var e *model.Error
	switch {
	case errors.As(err, &e):
		f.Kind, f.Why, f.Again, wait = e.Kind, strings.TrimPrefix(e.Error(), ref.String()+": "), e.Temporary() && e.RetryAfter <= longest, e.RetryAfter
		switch {
		case e.Usage.Known:
			*cost = spent{MicroUSD: price.Cost(e.Usage), Tokens: uint64(e.Usage.In + e.Usage.Out)}
		case !e.Paid:
			*cost = spent{}
		}
	case ctx.Err() != nil: // the program ends: what it takes is not known
		f.Kind, f.Again = lost, true
	}
	f.Cost = *cost
	r.calls.count(ref, string(f.Kind))
	if err := r.fail(f); err != nil {
		return err
	}
	if _, err := r.record(spentName, kindSettled, settled{intent, *cost}); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !f.Again {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, before := range r.j.failures[q.step] {
		if before.Ref == f.Ref {
			n++
		}
	}
	if n > len(patience) {
		return nil
	}
	wait = max(wait, patience[n-1])
	r.setAskAgain(q.step, f.Ref, r.now().Add(wait))
	return &later{wait, f.Ref + ": " + f.Why}
}

// fail journals a failure.
func (r *run) fail(f failure) error {
	if len(f.Why) > 400 {
		f.Why = f.Why[:400]
	}
	f.Why = strings.ToValidUTF8(f.Why, "")
	if _, err := r.record(Name, kindFailed, f); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.j.failures[f.Step] = append(r.j.failures[f.Step], f)
	return nil
}

// text asks for text.
func (r *run) text(ctx context.Context, step string, refs []model.Ref, c model.Call) (answer, error) {
	return r.pay(ctx, question{step: step, refs: refs,
		most: func(model.Ref) model.Usage {
			return model.Usage{In: model.ReserveTokens(c.System, c.User, c.Schema), Out: c.MaxTokens}
		},
		ask: func(ctx context.Context, ref model.Ref) (got, error) {
			c := c
			c.Model = ref
			reply, err := r.Models.Ask(ctx, c)
			return got{text: reply.Text, model: reply.Model, usage: reply.Usage}, err
		}})
}

// first puts one model before the others of a list.
func first(ref string, refs []model.Ref) []model.Ref {
	at := slices.IndexFunc(refs, func(r model.Ref) bool { return r.String() == ref })
	if at <= 0 {
		return refs
	}
	return slices.Concat(refs[at:at+1], refs[:at], refs[at+1:])
}

// askAgain is when a model may be asked again for a step. It is forgotten at a restart, which asks at once.
func (r *run) askAgain(step, ref string) time.Time {
	r.Reactor.mu.Lock()
	defer r.Reactor.mu.Unlock()
	return r.waiting[r.j.Job+" "+step+" "+ref]
}

func (r *run) setAskAgain(step, ref string, at time.Time) {
	r.Reactor.mu.Lock()
	defer r.Reactor.mu.Unlock()
	if len(r.waiting) > 10_000 {
		now := r.now()
		for key, when := range r.waiting {
			if when.Before(now) {
				delete(r.waiting, key)
			}
		}
	}
	r.waiting[r.j.Job+" "+step+" "+ref] = at
}
