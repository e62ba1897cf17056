package api

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// Work tells how the reactors of this process get on. Its methods are called by any goroutine, at every question and scrape,
// so they must be quick.
type Work interface {
	Work() WorkStatus
	// Watch returns a channel of reactions as they happen, and a function that ends it. One who takes them too late misses some.
	Watch() (<-chan Reaction, func())
}

// WorkStatus is the standing of all that reactors do.
type WorkStatus struct {
	Gate     string // public: why nothing is begun now; empty: the gate is open
	Reactors []ReactorStatus
	Running  []Running // the longest first
}

// ReactorStatus is how one reactor gets on since the start.
type ReactorStatus struct {
	Name               string
	Paused             bool
	Running            int
	Circuit            *Circuit // nil: no provider is down
	Attempts, Failures uint64   // that ended
	Seconds            float64  // that they took
}

// Circuit is a provider that is down; while it is, the reactor's keys wait.
type Circuit struct {
	Provider string
	Reason   string    // public: no key in it
	Since    time.Time // wall clock
	Until    time.Time // when it is tried next
}

// Running is an attempt under way.
type Running struct {
	Key     store.WorkKey
	Attempt uint64    // since the last success, from 1; 0: about to begin
	Since   time.Time // wall clock
}

// Reaction is a change in the standing of a key.
type Reaction struct {
	Key  store.WorkKey
	What string // running, done, waiting, failed or dead
	Why  string // public: why it failed, or what it waits for
	At   uint64 // wall clock, Unix seconds
}

// noWork is the Work of a process without reactors.
type noWork struct{}

func (noWork) Work() WorkStatus                 { return WorkStatus{} }
func (noWork) Watch() (<-chan Reaction, func()) { return nil, func() {} }

// reactionJSON is how one reactor stands with one event.
type reactionJSON struct {
	Reactor  string  `json:"reactor"`
	EventID  string  `json:"eventId"`
	Standing string  `json:"standing"` // idle, due, running, waiting, failing or dead
	Paused   bool    `json:"paused"`
	Attempts uint64  `json:"attempts"` // failed ones since the last success
	Error    *string `json:"lastError"`
	Waits    *string `json:"waits"`
	// NextAt are the times at which it is looked at again: one for each clock, which are never compared.
	NextAt       []wakeJSON   `json:"nextAt"`
	TouchedBlock *uint64      `json:"touchedBlock"` // while it is due
	EndedAt      *uint64      `json:"endedAt"`      // the last attempt: wall clock
	Running      *runningJSON `json:"running"`
}

// wakeJSON is a time in Unix seconds, and whose.
type wakeJSON struct {
	Clock string `json:"clock"` // chain or wall
	Time  uint64 `json:"time"`
}

// runningJSON is an attempt under way.
type runningJSON struct {
	Attempt uint64 `json:"attempt"`
	Since   uint64 `json:"since"` // wall clock
}

// maxWords is the most bytes shown of an error or of what is waited for: they quote strangers.
const maxWords = 1024

// words are a reactor's as they are shown; "" is null.
func words(text string) *string {
	if text == "" {
		return nil
	}
	return new(protocol.Clean([]byte(text), maxWords))
}

func timeOrNull(t uint64) *uint64 {
	if t == 0 {
		return nil
	}
	return &t
}

func unix(t time.Time) uint64 { return uint64(max(t.Unix(), 0)) }

// reactionShower writes rows of work together with what the process knows of them.
func reactionShower(now WorkStatus) func(*store.Work) (*reactionJSON, error) {
	running := map[store.WorkKey]Running{}
	for _, r := range now.Running {
		running[r.Key] = r
	}
	paused := map[string]bool{}
	for _, r := range now.Reactors {
		paused[r.Name] = r.Paused
	}
	return func(w *store.Work) (*reactionJSON, error) {
		out := &reactionJSON{Reactor: w.Reactor, EventID: strconv.FormatUint(w.EventID, 10), Standing: w.Standing().String(), Paused: paused[w.Reactor],
			Attempts: w.Attempts, Error: words(w.LastError), Waits: words(w.Waits), NextAt: []wakeJSON{}, EndedAt: timeOrNull(w.Ended)}
		for _, wake := range w.Wakes() {
			out.NextAt = append(out.NextAt, wakeJSON{wake.Clock.String(), wake.At})
		}
		if w.Touched > w.Finished {
			out.TouchedBlock = &w.First
		}
		if r, ok := running[w.WorkKey]; ok {
			out.Standing, out.Running = "running", &runningJSON{r.Attempt, unix(r.Since)}
		}
		return out, nil
	}
}

// reactorNames are those that run here, then those that had work once.
func reactorNames(v *store.View, now WorkStatus) ([]string, error) {
	var names []string
	for _, r := range now.Reactors {
		names = append(names, r.Name)
	}
	had, err := v.Reactors()
	for _, name := range had {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, err
}

func (s *Server) eventReactions(q *query) reader {
	id := q.pathID("eventId")
	return func(v *store.View) (any, string, error) {
		if _, err := v.Event(id); err != nil {
			return nil, "", err
		}
		now := s.o.Work.Work()
		names, err := reactorNames(v, now)
		if err != nil {
			return nil, "", err
		}
		out, show := []*reactionJSON{}, reactionShower(now)
		for i, name := range names {
			w, err := v.Work(store.WorkKey{Reactor: name, EventID: id})
			if err != nil {
				return nil, "", err
			}
			if i >= len(now.Reactors) && w.Touched == 0 {
				continue // neither runs here nor ever had this event
			}
			shown, err := show(w)
			if err != nil {
				return nil, "", err
			}
			out = append(out, shown)
		}
		return out, "", nil
	}
}

// workJSON is the work of all reactors.
type workJSON struct {
	Gate     *string          `json:"gate"` // why nothing is begun; null: the gate is open
	Reactors []*reactorJSON   `json:"reactors"`
	Running  []runningKeyJSON `json:"running"`
	Work     []*reactionJSON  `json:"work"`
}

// reactorJSON is how one reactor gets on.
type reactorJSON struct {
	Reactor string `json:"reactor"`
	Active  bool   `json:"active"` // it runs in this process
	Paused  bool   `json:"paused"`
	// Counts are its events by standing; those that run are among them.
	Counts   map[string]uint64 `json:"counts"`
	Running  int               `json:"running"`
	Circuit  *circuitJSON      `json:"circuit"`
	Attempts uint64            `json:"attempts"` // since the start
	Failures uint64            `json:"failures"`
	Seconds  float64           `json:"seconds"`
}

type circuitJSON struct {
	Provider string  `json:"provider"`
	Reason   *string `json:"reason"`
	Since    uint64  `json:"since"`
	Until    uint64  `json:"until"`
}

type runningKeyJSON struct {
	Reactor string `json:"reactor"`
	EventID string `json:"eventId"`
	runningJSON
}

// openStandings are the standings of keys that are in a list, in the order of their numbers, which is the order of the places.
var openStandings = []store.Standing{store.Due, store.Waiting, store.Failing, store.Dead}

func (s *Server) work(q *query) reader {
	standings := openStandings
	if name := q.choice("standing", "", standingNames(openStandings)...); name != "" {
		if one, ok := store.ParseStanding(name); ok {
			standings = []store.Standing{one}
		}
	}
	reactor := ""
	if name := q.text("reactor", 64); name != nil {
		reactor = *name
	}
	p := q.pagingSized(placeSize{9, maxCursor})
	return func(v *store.View) (any, string, error) {
		now := s.o.Work.Work()
		names, err := reactorNames(v, now)
		if err != nil {
			return nil, "", err
		}
		if reactor != "" && !slices.Contains(names, reactor) {
			return nil, "", badParameter("reactor", "reactor is %s: choose one of %s.", shown(reactor), strings.Join(names, ", "))
		}
		out := &workJSON{Gate: words(now.Gate), Reactors: []*reactorJSON{}, Running: []runningKeyJSON{}}
		for _, name := range names {
			r, err := showReactor(v, name, now)
			if err != nil {
				return nil, "", err
			}
			out.Reactors = append(out.Reactors, r)
		}
		for _, r := range now.Running {
			out.Running = append(out.Running, runningKeyJSON{r.Key.Reactor, strconv.FormatUint(r.Key.EventID, 10), runningJSON{r.Attempt, unix(r.Since)}})
		}
		var next string
		out.Work, next, err = page(&p, openWork(v, standings, reactor, p.after), all, reactionShower(now))
		return out, next, err
	}
}

func standingNames(of []store.Standing) (out []string) {
	for _, s := range of {
		out = append(out, s.String())
	}
	return out
}

func showReactor(v *store.View, name string, now WorkStatus) (*reactorJSON, error) {
	counts, err := v.WorkCounts(name)
	if err != nil {
		return nil, err
	}
	out := &reactorJSON{Reactor: name, Counts: map[string]uint64{}}
	for _, s := range store.Standings {
		out.Counts[s.String()] = counts[s]
	}
	i := slices.IndexFunc(now.Reactors, func(r ReactorStatus) bool { return r.Name == name })
	if i < 0 {
		return out, nil
	}
	r := now.Reactors[i]
	out.Active, out.Paused, out.Running, out.Attempts, out.Failures, out.Seconds = true, r.Paused, r.Running, r.Attempts, r.Failures, r.Seconds
	if c := r.Circuit; c != nil {
		out.Circuit = &circuitJSON{c.Provider, words(c.Reason), unix(c.Since), unix(c.Until)}
	}
	return out, nil
}

// openWork yields the keys of several standings, one standing after the other. A place is the standing and the place in its
// list.
func openWork(v *store.View, standings []store.Standing, reactor string, after []byte) iter.Seq2[store.Row[*store.Work], error] {
	return func(yield func(store.Row[*store.Work], error) bool) {
		for _, s := range standings {
			var from []byte
			switch {
			case len(after) == 0 || byte(s) > after[0]:
			case byte(s) < after[0]:
				continue
			default:
				from = after[1:]
			}
			for row, err := range v.WorkRows(store.WorkStanding(s, reactor), from) {
				row.Cursor = append([]byte{byte(s)}, row.Cursor...)
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}
}
