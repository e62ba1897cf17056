package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/chat"
	"github.com/haus25/backend/store"
)

// desk does what haus work asks for: in the daemon, where the runner knows what runs, or on a store that no daemon has open.
type desk struct {
	store  *store.Store
	runner *reactors.Runner // nil: no daemon runs
}

// workRequest is what haus work asks for.
type workRequest struct {
	Do      string        // list, show, retry or give-up
	Key     store.WorkKey // without One only its Reactor counts; "": all reactors
	One     bool          // Key names one key
	Idle    bool          // list idle keys too
	Limit   int           // the most rows of a list; 0: no limit
	GroupID string        // to give up; "": none is known, and haus is to stop looking for one
	Force   bool          // give up a group that is not known
}

// workAnswer is what haus work shows.
type workAnswer struct {
	Error    string        `json:",omitempty"`
	Said     string        `json:",omitempty"` // what was done
	Daemon   bool          // it is a daemon that answers
	Gate     string        `json:",omitempty"` // why its reactors wait
	Chain    uint64        // chain time
	Reactors []workReactor `json:",omitempty"`
	Rows     []workRow     `json:",omitempty"`
	More     uint64        `json:",omitempty"` // rows that the limit left out
}

type workReactor struct {
	Name   string
	Counts store.WorkCounts
	// Status is the daemon's word; nil: it does not run there.
	Status *reactors.Status `json:",omitempty"`
}

type workRow struct {
	store.Work
	// Running is since when an attempt is under way; nil: none is.
	Running *time.Time `json:",omitempty"`
}

func (d desk) do(r workRequest) (*workAnswer, error) {
	v, err := d.store.View()
	if err != nil {
		return nil, err
	}
	defer v.Release()
	switch r.Do {
	case "list":
		return d.list(v, r)
	case "show":
		return d.show(v, r)
	case "retry":
		return d.retry(v, r)
	case "give-up":
		return d.giveUp(v, r)
	}
	return nil, fmt.Errorf("%q is no word of haus work", r.Do)
}

// running are the attempts under way by key.
func (d desk) running() map[store.WorkKey]time.Time {
	out := map[store.WorkKey]time.Time{}
	if d.runner != nil {
		for _, r := range d.runner.Running() {
			out[r.WorkKey] = r.Since
		}
	}
	return out
}

// reactors are those that run here and those that had work, or the one that is asked for.
func (d desk) reactors(v *store.View, only string) ([]workReactor, error) {
	var out []workReactor
	if d.runner != nil {
		for _, s := range d.runner.Status() {
			out = append(out, workReactor{Name: s.Name, Status: &s})
		}
	}
	had, err := v.Reactors()
	if err != nil {
		return nil, err
	}
	for _, name := range had {
		if !slices.ContainsFunc(out, func(r workReactor) bool { return r.Name == name }) {
			out = append(out, workReactor{Name: name})
		}
	}
	if only != "" {
		if out = slices.DeleteFunc(out, func(r workReactor) bool { return r.Name != only }); len(out) == 0 {
			return nil, fmt.Errorf("no reactor %q has or had work here", only)
		}
	}
	for i := range out {
		if out[i].Counts, err = v.WorkCounts(out[i].Name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// keys yields what a list is of, in the order in which it is worth a look; a key may come twice.
func (d desk) keys(v *store.View, r workRequest) iter.Seq2[store.WorkKey, error] {
	return func(yield func(store.WorkKey, error) bool) {
		if d.runner != nil {
			for _, x := range d.runner.Running() {
				if (r.Key.Reactor == "" || x.Reactor == r.Key.Reactor) && !yield(x.WorkKey, nil) {
					return
				}
			}
		}
		var lists []store.WorkList
		for _, s := range []store.Standing{store.Dead, store.Failing, store.Waiting, store.Due} {
			lists = append(lists, store.WorkStanding(s, r.Key.Reactor))
		}
		if r.Idle {
			lists = append(lists, store.AllWork())
		}
		for _, l := range lists {
			for row, err := range v.WorkRows(l, nil) {
				if err != nil {
					yield(store.WorkKey{}, err)
					return
				}
				k := row.Value.WorkKey
				if (r.Key.Reactor == "" || k.Reactor == r.Key.Reactor) && !yield(k, nil) {
					return
				}
			}
		}
	}
}

func (d desk) list(v *store.View, r workRequest) (*workAnswer, error) {
	a := &workAnswer{Daemon: d.runner != nil, Chain: v.Now()}
	if d.runner != nil {
		a.Gate = d.runner.Gate()
	}
	var err error
	if a.Reactors, err = d.reactors(v, r.Key.Reactor); err != nil {
		return nil, err
	}
	var total uint64
	for _, x := range a.Reactors {
		for _, s := range store.Standings {
			if s != store.Idle || r.Idle {
				total += x.Counts[s]
			}
		}
	}
	running, shown := d.running(), map[store.WorkKey]bool{}
	for k, err := range d.keys(v, r) {
		switch {
		case err != nil:
			return nil, err
		case shown[k]:
			continue
		case r.Limit > 0 && len(a.Rows) == r.Limit:
			a.More = total - min(total, uint64(r.Limit))
			return a, nil
		}
		w, err := v.Work(k)
		if err != nil {
			return nil, err
		}
		w.Trace = "" // haus work show has it
		shown[k] = true
		a.Rows = append(a.Rows, row(w, running))
	}
	return a, nil
}

func row(w *store.Work, running map[store.WorkKey]time.Time) workRow {
	out := workRow{Work: *w}
	if since, ok := running[w.WorkKey]; ok {
		out.Running = &since
	}
	return out
}

// known reads a key that work was marked for once.
func known(v *store.View, k store.WorkKey) (*store.Work, error) {
	w, err := v.Work(k)
	if err == nil && w.Touched == 0 {
		err = fmt.Errorf("there is no work %s: haus work list --all shows what there is", k)
	}
	return w, err
}

func (d desk) show(v *store.View, r workRequest) (*workAnswer, error) {
	w, err := known(v, r.Key)
	if err != nil {
		return nil, err
	}
	return &workAnswer{Daemon: d.runner != nil, Chain: v.Now(), Rows: []workRow{row(w, d.running())}}, nil
}

// retried is how many keys one batch makes due.
const retried = 1000

func (d desk) retry(v *store.View, r workRequest) (*workAnswer, error) {
	var keys []store.WorkKey
	if r.One {
		if _, err := known(v, r.Key); err != nil {
			return nil, err
		}
		keys = append(keys, r.Key)
	} else {
		if _, err := d.reactors(v, r.Key.Reactor); err != nil {
			return nil, err
		}
		for _, s := range []store.Standing{store.Dead, store.Failing, store.Waiting} {
			for row, err := range v.WorkRows(store.WorkStanding(s, r.Key.Reactor), nil) {
				if err != nil {
					return nil, err
				}
				keys = append(keys, row.Value.WorkKey)
			}
		}
	}
	for some := range slices.Chunk(keys, retried) {
		b := d.store.Begin()
		for _, k := range some {
			b.Retry(k)
		}
		if err := b.Commit(); err != nil {
			return nil, fmt.Errorf("make work due: %w", err)
		}
	}
	if r.One {
		return &workAnswer{Said: fmt.Sprintf("%s is due now", r.Key)}, nil
	}
	return &workAnswer{Said: fmt.Sprintf("%d are due now", len(keys))}, nil
}

func (d desk) giveUp(v *store.View, r workRequest) (*workAnswer, error) {
	if _, err := v.Event(r.Key.EventID); err != nil {
		return nil, fmt.Errorf("event %d: %w", r.Key.EventID, err)
	}
	state := &store.ChatState{}
	if err := v.State(r.Key.EventID, state); err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	i := slices.IndexFunc(state.Rooms, func(room store.ChatRoom) bool { return room.GroupID == r.GroupID })
	said := fmt.Sprintf("group %s of event %d is given up: it gets one successor", r.GroupID, r.Key.EventID)
	switch {
	case r.GroupID == "":
		said = fmt.Sprintf("event %d has no group: that is taken as known", r.Key.EventID)
		if len(state.Rooms) > 0 && !r.Force {
			return nil, fmt.Errorf("event %d has %d groups, the first is %s: name the one to give up, or say --force", r.Key.EventID, len(state.Rooms), state.Rooms[0].GroupID)
		}
	case r.Force:
	case i < 0:
		return nil, fmt.Errorf("event %d has no group %s: /v1/events/%d/chat lists its rooms; --force gives up one that haus does not know any more", r.Key.EventID, r.GroupID, r.Key.EventID)
	case state.Rooms[i].Successor != "":
		return nil, fmt.Errorf("group %s has a successor already: %s", r.GroupID, state.Rooms[i].Successor)
	}
	data, err := json.Marshal(struct {
		GroupID string `json:"groupId"`
	}{r.GroupID})
	if err != nil {
		return nil, err
	}
	n, err := d.store.Record(store.Receipt{Reactor: chat.Name, EventID: r.Key.EventID, Kind: chat.GiveUp, Time: uint64(time.Now().Unix()), Data: data, Touch: true})
	if err != nil {
		return nil, fmt.Errorf("record that a group of event %d is given up: %w", r.Key.EventID, err)
	}
	return &workAnswer{Said: fmt.Sprintf("%s (receipt %d)", said, n)}, nil
}

// maxRequest bounds a request through the socket, in bytes.
const maxRequest = 64 << 10

// serve answers haus work through the socket.
func (d desk) serve(w http.ResponseWriter, req *http.Request) {
	var r workRequest
	var a *workAnswer
	err := json.NewDecoder(http.MaxBytesReader(w, req.Body, maxRequest)).Decode(&r)
	if err == nil {
		a, err = d.do(r)
	}
	if err != nil {
		a = &workAnswer{Error: err.Error()}
	}
	_ = json.NewEncoder(w).Encode(a) // one who is gone needs no answer
}

// askDesk asks the daemon that runs on the data directory; asked is false when none does.
func askDesk(ctx context.Context, dir string, r workRequest) (a *workAnswer, asked bool, err error) {
	if !socketAnswers(dir) {
		return nil, false, nil
	}
	a = &workAnswer{}
	if err := askSocket(ctx, dir, "work", r, a); err != nil {
		return nil, true, err
	}
	if a.Error != "" {
		return nil, true, errors.New(a.Error)
	}
	return a, true, nil
}
