package curation

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/haus25/backend/reactors/curation/agents"
	"github.com/haus25/backend/reactors/curation/platform"
	"github.com/haus25/backend/store"
)

// shownOrders is how many of the newest orders are shown.
const shownOrders = 50

// state is what is shown of the event.
func (k *look) state(why string) *store.CurationState {
	s := &store.CurationState{Standing: "none", Why: why, Scope: scope(k.a.Event), Spent: k.l.spent, Budget: k.Budget.Event, Updated: wallTime(k.a.Wall),
		Aspects: map[string]store.CurationAspect{}}
	for _, j := range k.l.jobs {
		s.Jobs = append(s.Jobs, j.shown())
		for aspect, why := range j.missing {
			a := s.Aspects[aspect]
			a.Missing = why
			s.Aspects[aspect] = a
		}
		for aspect := range j.proposed {
			a := s.Aspects[aspect]
			a.Missing = ""
			s.Aspects[aspect] = a
		}
	}
	for aspect, list := range k.l.iterations {
		a := s.Aspects[aspect]
		a.Iterations = list
		if n, ok := k.l.acceptedNow(aspect); ok {
			a.Accepted = &n
		}
		s.Aspects[aspect] = a
	}
	s.Standing = k.standingOf(why)
	for _, o := range k.l.orders[max(0, len(k.l.orders)-shownOrders):] {
		one := store.CurationOrdered{Number: o.number, Do: o.Do, Aspect: o.Aspect, Wallet: o.Wallet, Time: o.time, Status: "pending"}
		if out, done := k.l.outcomes[o.number]; done {
			one.Status, one.Why, one.Iteration, one.Through = out.Status, out.Why, out.Iteration, out.Through
		}
		s.Orders = append(s.Orders, one)
	}
	k.calendar(s)
	return s
}

func (k *look) standingOf(why string) string {
	want, err := k.l.parts()
	status, _ := want["status"].(string)
	plan := k.l.byID[planID(k.a.EventID)]
	switch {
	case err == nil && status == planAccepted:
		return planAccepted
	case plan != nil && plan.end != nil && plan.end.Status == "completed":
		return planReady
	case k.isOver():
		return "off"
	case plan != nil:
		return "planning"
	case why != "":
		return "waiting"
	}
	return "none"
}

// shown is a job as it is shown.
func (j *job) shown() store.CurationJob {
	out := store.CurationJob{ID: j.Job, Supervisor: j.Supervisor, Status: "running", Steps: map[string]string{}, Started: j.Wall}
	for _, name := range j.steps() {
		out.Steps[name] = "pending"
	}
	if j.context != nil {
		out.Steps["context"] = "completed"
	}
	for _, name := range j.Agents {
		aspects := []string{name}
		if a, ok := agents.For(name); ok {
			aspects = wished(a.Aspects, j.Wish)
		}
		for _, aspect := range aspects {
			if _, ok := j.proposed[aspect]; ok {
				out.Steps[name], out.Steps["store_"+aspect] = "completed", "running"
				if j.end != nil {
					out.Steps["store_"+aspect] = "completed"
				}
			} else if _, ok := j.missing[aspect]; ok {
				out.Steps["store_"+aspect] = "failed"
				if out.Steps[name] != "completed" {
					out.Steps[name] = "failed"
				}
			}
		}
	}
	if j.end != nil {
		out.Status, out.Why, out.Ended = j.end.Status, j.end.Why, j.end.Wall
	}
	return out
}

// calendar plans when the newest drafts, or those that were accepted, are published, and keeps the same as iCalendar.
func (k *look) calendar(s *store.CurationState) {
	drafts, approved := map[string]json.RawMessage{}, map[string]bool{}
	stamp := uint64(0)
	for _, aspect := range contentAspects {
		list := k.l.iterations[aspect]
		if len(list) == 0 {
			continue
		}
		one, name := list[len(list)-1], strings.TrimPrefix(aspect, "content_")
		if n, ok := k.l.acceptedNow(aspect); ok {
			if accepted, there := k.l.iteration(aspect, n); there {
				one, approved[name] = accepted, true
			}
		}
		drafts[name], stamp = one.Value, max(stamp, one.Time)
	}
	if len(drafts) == 0 || stamp == 0 {
		return
	}
	// From when the newest draft was made on: a calendar that changed at every look would be another file each time.
	s.Posts = platform.Plan(k.a.Event.StartDate, stamp, drafts, approved)
	title := ""
	if o, ok := k.l.iteration(agents.Title, 0); ok {
		var v struct{ Title string }
		if json.Unmarshal(o.Value, &v) == nil {
			title = v.Title
		}
	}
	ical := platform.ICal(k.a.EventID, title, s.Posts, stamp)
	info, err := k.Content.Put(context.Background(), bytes.NewReader(ical), "text/calendar")
	if err != nil {
		k.a.Log.Warn("the calendar of posts is not kept", "error", err)
		return
	}
	s.Calendar = info.CID.String()
}
