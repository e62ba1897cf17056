package curation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/haus25/backend/store"
)

// Replayed is how one proposal came out again.
type Replayed struct {
	Job    string `json:"job"`
	Aspect string `json:"aspect"`
	Number uint64 `json:"number"`
	Same   bool   `json:"same"`
	Why    string `json:"why,omitempty"` // what differs
}

// Replay makes every proposal of an event anew from the journal, asking nobody, and compares each with what was proposed. The error is that the
// journal cannot be read.
func Replay(ctx context.Context, v *store.View, event uint64, font []byte) ([]Replayed, error) {
	e, err := v.Event(event)
	if err != nil {
		return nil, err
	}
	recorded, err := readLedger(v, event, e.Created.Tx)
	if err != nil {
		return nil, err
	}
	fresh, err := readLedger(v, event, e.Created.Tx)
	if err != nil {
		return nil, err
	}
	r := &Reactor{Options: Options{Font: font, Now: time.Now, Log: slog.New(slog.DiscardHandler)}, live: newBoard(), calls: newTally(), standing: newStanding(nil), at: func(string) {}}
	var out []Replayed
	for _, j := range fresh.jobs {
		if j.Adopted || j.context == nil {
			continue
		}
		proposed := j.proposed
		j.proposed, j.missing = map[string]uint64{}, map[string]string{}
		x := &run{Reactor: r, l: fresh, j: j, event: event, mint: e.Created.Tx, creator: e.Creator, replay: true}
		again, errs := x.again(ctx)
		for _, aspect := range allAspects {
			number, was := proposed[aspect]
			if !was {
				continue
			}
			one := Replayed{Job: j.Job, Aspect: aspect, Number: number}
			m, ok := again[aspect]
			if !ok {
				one.Why = "it was not proposed again"
				if err := errs[aspect]; err != nil {
					one.Why = err.Error()
				}
			} else if was, found := recorded.iteration(aspect, number); !found {
				one.Why = "the journal has no such iteration"
			} else {
				one.Same, one.Why = same(was, x.iteration(m, number).CurationIteration)
			}
			out = append(out, one)
		}
	}
	return out, ctx.Err()
}

// again runs the agents of a job from the journal.
func (r *run) again(ctx context.Context) (map[string]made, map[string]error) {
	out, errs := map[string]made{}, map[string]error{}
	for _, name := range r.j.Agents {
		list, err := r.agent(ctx, name)
		if err != nil {
			errs[name] = err
		}
		for _, m := range list {
			if m.draft != nil {
				out[m.aspect] = m
			} else {
				errs[m.aspect] = errors.New(m.missing)
			}
		}
	}
	return out, errs
}

// same compares two iterations as they would stand in the document, byte by byte.
func same(was, is store.CurationIteration) (bool, string) {
	a, err1 := json.Marshal(was)
	b, err2 := json.Marshal(is)
	if err := errors.Join(err1, err2); err != nil {
		return false, err.Error()
	}
	if bytes.Equal(a, b) {
		return true, ""
	}
	return false, fmt.Sprintf("it was %.300s and is %.300s", a, b)
}
