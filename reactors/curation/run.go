package curation

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/curation/agents"
	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/store"
)

// run is one job under way. Its agents share it.
type run struct {
	*Reactor
	l        *ledger
	j        *job
	mint     common.Hash
	event    uint64
	creator  common.Address
	newcomer bool
	replay   bool

	mu sync.Mutex // of l, j
}

// made is what an agent came to for one aspect: a draft, or why there is none.
type made struct {
	aspect     string
	draft      *agents.Draft
	source     string // rules, or the model's name
	provenance *store.CurationProvenance
	missing    string
}

// propose runs one agent: it asks, has the answer mended once, and falls back on rules.
func (r *run) propose(ctx context.Context, a *agents.Agent) ([]made, error) {
	c := r.j.context
	if err := a.Ready(c); err != nil {
		return none(a.Aspects, r.j.Wish, err.Error()), nil
	}
	drafts, from, err := r.ask(ctx, a)
	var no *noModel
	if errors.As(err, &no) {
		return r.byRules(a, no.why)
	}
	if err != nil {
		return nil, err
	}
	var out []made
	for _, aspect := range wished(a.Aspects, r.j.Wish) {
		m := made{aspect: aspect, missing: "the model said nothing of it"}
		if d, ok := drafts[aspect]; ok {
			p := *from
			p.Checks = d.Checks
			m = made{aspect: aspect, draft: &d, source: from.source, provenance: &p.CurationProvenance}
		}
		out = append(out, m)
	}
	return out, nil
}

// origin is where a draft came from.
type origin struct {
	store.CurationProvenance
	source string
}

// ask gets an answer that passes, or *noModel.
func (r *run) ask(ctx context.Context, a *agents.Agent) (map[string]agents.Draft, *origin, error) {
	c, w := r.j.context, r.j.Wish
	system, user := a.Prompt(c, w)
	call := model.Call{System: system, User: user, Schema: &a.Schema, MaxTokens: a.MaxTokens}
	refs := r.Roles[a.Role]
	one, err := r.text(ctx, a.Name, refs, call)
	if err != nil {
		return nil, nil, err
	}
	from := r.origin(a)
	drafts, err := a.Read(c, w, one.Text)
	last := one
	var no *agents.Rejected
	if errors.As(err, &no) {
		call.User = a.Repair(user, no)
		repair := a.Name + " repair"
		two, err2 := r.text(ctx, repair, first(one.Ref, refs), call)
		if err2 != nil {
			var none *noModel
			if errors.As(err2, &none) {
				return nil, nil, &noModel{fmt.Sprintf("the answer of %s did not pass (%s), and could not be mended: %s", one.Model, no, none.why)}
			}
			return nil, nil, err2
		}
		last = two
		from.Fallbacks = append(from.Fallbacks, fmt.Sprintf("%s: the first answer did not pass: %s", one.Ref, no))
		from.Fallbacks = append(from.Fallbacks, r.fallbacks(repair)...)
		drafts, err = a.Read(c, w, two.Text)
		for aspect, d := range drafts {
			d.Confidence = max(0, d.Confidence-0.1)
			d.Checks = append(d.Checks, store.CurationCheck{Name: "mended", OK: true, Note: "it passed when it was asked for a second time"})
			drafts[aspect] = d
		}
	}
	if errors.As(err, &no) {
		return nil, nil, &noModel{fmt.Sprintf("the answers of %s did not pass: %s", last.Model, no)}
	}
	cost := r.costOf(a.Name)
	from.source, from.Provider, from.MicroUSD, from.Tokens = last.Model, providerOf(last.Ref), cost.MicroUSD, cost.Tokens
	return drafts, from, err
}

func providerOf(ref string) string {
	provider, _, _ := strings.Cut(ref, ":")
	return provider
}

func (r *run) origin(a *agents.Agent) *origin {
	c, cost := r.j.context, r.costOf(a.Name)
	return &origin{CurationProvenance: store.CurationProvenance{Agent: a.Name, Prompt: a.Version, Schema: a.SchemaHash(), Inputs: append([]string{r.j.cid}, c.Inputs...),
		Embedder: c.Embedder, Block: c.Block, MicroUSD: cost.MicroUSD, Tokens: cost.Tokens, Left: c.Left, Fallbacks: r.fallbacks(a.Name)}}
}

// byRules makes what needs no model, and says of the rest why it is not there.
func (r *run) byRules(a *agents.Agent, why string) ([]made, error) {
	drafts, err := a.Rules(r.j.context, r.j.Wish)
	if err != nil {
		if errors.Is(err, agents.ErrNeedsModel) {
			return none(a.Aspects, r.j.Wish, why), nil
		}
		return none(a.Aspects, r.j.Wish, err.Error()), nil
	}
	out := none(wished(a.Aspects, r.j.Wish), agents.Wish{}, why)
	for i, m := range out {
		if d, ok := drafts[m.aspect]; ok {
			from := r.origin(a)
			from.Checks, from.Prompt, from.Schema, from.Fallbacks = d.Checks, "", "", []string{why}
			out[i] = made{aspect: m.aspect, draft: &d, source: "rules", provenance: &from.CurationProvenance}
		}
	}
	return out, nil
}

// costOf is what a step and its repair took, for nothing.
func (r *run) costOf(step string) (sum spent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range []string{step, step + " repair"} {
		sum = plus(sum, r.j.answers[s].Cost)
		for _, f := range r.j.failures[s] {
			sum = plus(sum, f.Cost)
		}
	}
	return sum
}

func none(aspects []string, w agents.Wish, why string) (out []made) {
	for _, aspect := range wished(aspects, w) {
		out = append(out, made{aspect: aspect, missing: why})
	}
	return out
}

// wished are those of an agent's aspects that are asked for.
func wished(aspects []string, w agents.Wish) []string {
	if w.Aspect == "" {
		return aspects
	}
	return []string{w.Aspect}
}

// work is the second phase: it runs the job's agents in parallel, and journals what they came to in the order of their names. One that fails does not
// keep the others from ending; the error is the first of theirs that waiting may mend.
func (r *run) work(ctx context.Context) error {
	results, errs := make([][]made, len(r.j.Agents)), make([]error, len(r.j.Agents))
	var wait flock
	for i, name := range r.j.Agents {
		if r.finished(name) {
			continue
		}
		wait.Go(func() {
			r.step(name, "running")
			results[i], errs[i] = r.agent(ctx, name)
			r.step(name, map[bool]string{true: "completed", false: "failed"}[errs[i] == nil && anyDraft(results[i])])
		})
	}
	wait.Wait()
	var soon *later
	for i := range results {
		if l := new(*later); errors.As(errs[i], l) {
			if soon == nil || (*l).after < soon.after {
				soon = *l
			}
			continue
		}
		if errs[i] != nil {
			return errs[i]
		}
		for _, m := range results[i] {
			if err := r.keep(m); err != nil {
				return err
			}
		}
	}
	if soon != nil {
		return soon
	}
	return nil
}

// agent runs one agent, named by the first of its aspects.
func (r *run) agent(ctx context.Context, name string) ([]made, error) {
	if name == agents.Banner {
		return r.picture(ctx)
	}
	if a, ok := agents.For(name); ok {
		return r.propose(ctx, a)
	}
	return none([]string{name}, agents.Wish{}, "this version of haus has no agent for it"), nil
}

func anyDraft(list []made) bool {
	return slices.ContainsFunc(list, func(m made) bool { return m.draft != nil })
}

// finished tells whether the journal has what an agent came to.
func (r *run) finished(name string) bool {
	aspects := []string{name}
	if a, ok := agents.For(name); ok {
		aspects = wished(a.Aspects, r.j.Wish)
	}
	return !slices.ContainsFunc(aspects, func(aspect string) bool {
		_, proposed := r.j.proposed[aspect]
		_, missing := r.j.missing[aspect]
		return !proposed && !missing
	})
}

// keep journals what an agent came to for an aspect.
func (r *run) keep(m made) error {
	if _, ok := r.j.proposed[m.aspect]; ok {
		return nil
	}
	if m.draft == nil {
		r.step("store_"+m.aspect, "failed")
		if _, ok := r.j.missing[m.aspect]; ok {
			return nil
		}
		r.j.missing[m.aspect] = m.missing
		_, err := r.record(Name, kindMissing, missing{r.j.Job, m.aspect, m.missing})
		return err
	}
	p := r.iteration(m, r.l.next(m.aspect))
	n, err := r.record(Name, kindProposal, p)
	if err != nil {
		return err
	}
	r.at("proposed " + m.aspect)
	r.l.propose(p, n)
	return nil
}

func (r *run) iteration(m made, number uint64) proposal {
	return proposal{Job: r.j.Job, Aspect: m.aspect, CurationIteration: store.CurationIteration{Number: number, Value: m.draft.Value, Rationale: m.draft.Rationale,
		Confidence: m.draft.Confidence, Time: r.j.Wall, Source: m.source, Provenance: m.provenance}}
}

// originals journals iteration 0 of the planner's aspects.
func (r *run) originals() error {
	drafts := agents.Originals(r.j.context)
	for _, aspect := range plannerAspects {
		d, ok := drafts[aspect]
		if _, there := r.l.iteration(aspect, 0); there || !ok {
			continue
		}
		p := proposal{Aspect: aspect, CurationIteration: store.CurationIteration{Value: d.Value, Rationale: d.Rationale, Confidence: 1, Time: r.j.Wall, Source: "creator"}}
		n, err := r.record(Name, kindAdopted, p)
		if err != nil {
			return err
		}
		r.l.propose(p, n)
	}
	return nil
}

// record journals something, synced, and returns its number.
func (r *run) record(reactor, kind string, body any) (uint64, error) {
	return r.Reactor.write(reactor, r.event, r.mint, kind, body, false)
}

func (r *Reactor) write(reactor string, event uint64, mint common.Hash, kind string, body any, touch bool) (uint64, error) {
	raw, err := json.Marshal(body)
	if err == nil {
		raw, err = json.Marshal(envelope{mint, raw})
	}
	var n uint64
	if err == nil {
		n, err = r.Store.Record(store.Receipt{Reactor: reactor, EventID: event, Kind: kind, Time: uint64(r.now().Unix()), Data: raw, Touch: touch})
	}
	if err != nil {
		return 0, fmt.Errorf("record a %s of event %d: %w", cmp.Or(kind, "thing"), event, err)
	}
	return n, nil
}

// steps are the names of a job's steps.
func (j *job) steps() []string {
	out := []string{"context"}
	for _, name := range j.Agents {
		out = append(out, name)
	}
	for _, name := range j.Agents {
		aspects := []string{name}
		if a, ok := agents.For(name); ok {
			aspects = wished(a.Aspects, j.Wish)
		}
		for _, aspect := range aspects {
			out = append(out, "store_"+aspect)
		}
	}
	return out
}

func wallTime(t time.Time) uint64 { return uint64(max(t.Unix(), 0)) }
