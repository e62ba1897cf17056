package curation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/holiman/uint256"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/curation/agents"
	"github.com/haus25/backend/store"
)

// Supervisors.
const (
	planner  = "planner"
	promoter = "promoter"
)

// Scopes of a Curation contract.
const (
	plannerScope  = 1
	promoterScope = 2
)

// fees are what the scopes cost, percent of the tickets' revenue.
var fees = map[string]string{planner: "3%", promoter: "7%", "producer": "10%"}

// scope is that of the newest Curation contract; 0: none.
func scope(e *store.Event) uint64 {
	if n := len(e.Curations); n > 0 {
		return e.Curations[n-1].Scope
	}
	return 0
}

func planID(event uint64) string    { return fmt.Sprintf("plan-%d", event) }
func promoteID(event uint64) string { return fmt.Sprintf("promote-%d", event) }

// begin begins the jobs that the event asks for by itself: a plan, and a promotion when its contract is for one.
func (k *look) begin(ctx context.Context, over bool) error {
	if k.a.Event.StatusAt(k.a.Chain) != store.Upcoming {
		return nil
	}
	s := scope(k.a.Event)
	if !k.AtDeployment || s >= plannerScope {
		if err := k.beginPlan(ctx, 0); err != nil {
			return err
		}
	}
	if s >= promoterScope && k.l.byID[promoteID(k.a.EventID)] == nil {
		return k.beginJob(begin{Job: promoteID(k.a.EventID), Supervisor: promoter, Agents: promoterAgents()})
	}
	return nil
}

func plannerAgents() (names []string) {
	for _, a := range agents.Planner() {
		names = append(names, a.Aspects[0])
	}
	return append(names, agents.Banner)
}

func promoterAgents() (names []string) {
	for _, a := range agents.Promoter() {
		names = append(names, a.Aspects[0])
	}
	return names
}

// beginPlan begins the plan of the event, or finds the one that is in its document already: whoever lost the journal has not lost what
// reached the chain.
func (k *look) beginPlan(ctx context.Context, order uint64) error {
	id := planID(k.a.EventID)
	if k.l.byID[id] != nil {
		return nil
	}
	doc, err := k.document(ctx)
	if soon, ok := err.(*later); ok {
		k.wait(soon.why, k.a.Wall.Add(soon.after))
		return nil
	}
	if err != nil {
		return err
	}
	if doc.status != "" && order == 0 {
		return k.adopt(doc)
	}
	use := reactors.Use{ID: fmt.Sprint(k.a.EventID, k.mint), Creator: k.a.Event.Creator, Amount: *uint256.NewInt(1)}
	why, next, err := k.plans.Take(k.a.View, k.a.Wall, use)
	if err != nil {
		return err
	}
	if why != "" {
		k.wait("no plan yet: "+why, next)
		return nil
	}
	if _, err := k.record(spentName, kindPlan, planned{k.a.Event.Creator}); err != nil {
		return err
	}
	return k.beginJob(begin{Job: id, Supervisor: planner, Order: order, Agents: plannerAgents()})
}

// planHistory are the plans of a day.
func planHistory(v *store.View, day time.Time) (uses []reactors.Use, err error) {
	for r, err := range v.AllReceipts(spentName) {
		if err != nil {
			return nil, err
		}
		if r.Kind != kindPlan || time.Unix(int64(r.Time), 0).Before(day) {
			continue
		}
		var p planned
		e, err := open(r.Data, &p)
		if err != nil {
			return nil, fmt.Errorf("receipt %d: %w", r.Number, err)
		}
		uses = append(uses, reactors.Use{ID: fmt.Sprint(r.EventID, e.Mint), Creator: p.Creator, Amount: *uint256.NewInt(1)})
	}
	return uses, nil
}

// adopt takes a plan that is in the event's document as one that was made.
func (k *look) adopt(doc document) error {
	if err := k.beginJob(begin{Job: planID(k.a.EventID), Supervisor: planner, Adopted: true}); err != nil {
		return err
	}
	if err := k.remember(doc); err != nil {
		return err
	}
	if doc.status == planAccepted {
		n, err := k.record(Name, kindAccepted, acceptance{})
		if err != nil {
			return err
		}
		k.l.accepted = append(k.l.accepted, acceptance{number: n})
	}
	e := end{planID(k.a.EventID), "completed", "it was found in the event's document", wallTime(k.a.Wall)}
	if _, err := k.record(Name, kindEnd, e); err != nil {
		return err
	}
	k.l.byID[e.Job].end = &e
	return nil
}

func (k *look) beginJob(b begin) error {
	at, _ := k.a.View.AsOf()
	b.Block, b.Chain, b.Wall = at.Number, k.a.Chain, wallTime(k.a.Wall)
	if _, err := k.record(Name, kindBegin, b); err != nil {
		return err
	}
	k.l.begin(b)
	k.at("began " + b.Job)
	return nil
}

// agentOf is the agent that proposes for an aspect, as jobs name it.
func agentOf(aspect string) (string, bool) {
	if aspect == agents.Banner {
		return aspect, true
	}
	a, ok := agents.For(aspect)
	if !ok || !slices.Contains(a.Aspects, aspect) {
		return "", false
	}
	return a.Aspects[0], true
}
