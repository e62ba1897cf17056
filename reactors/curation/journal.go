package curation

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/curation/agents"
	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/store"
)

// Name is the reactor's name.
const Name = "curation"

// spentName is under which what is paid is journalled: apart from the rest, which is large, since the account of a day is made of all events' at
// each start.
const spentName = "curation.spent"

// Kinds of receipts.
const (
	kindOrder    = "order"    // somebody ordered something
	kindBegin    = "begin"    // a job began
	kindContext  = "context"  // what its agents know
	kindAnswer   = "answer"   // a paid call was answered
	kindFailed   = "failed"   // it failed, or could not be afforded
	kindGaveUp   = "gave up"  // no model is left to ask for a step
	kindProposal = "proposal" // an iteration
	kindMissing  = "missing"  // there is none, and why
	kindEnd      = "end"      // a job ended
	kindAdopted  = "adopted"  // an iteration was found in the event's document
	kindAccepted = "accepted" // iterations were accepted
	kindOutcome  = "outcome"  // how an order ended
	kindUpload   = "upload"   // a target acknowledged a picture

	kindIntent  = "intent"  // a call is about to be paid
	kindSettled = "settled" // what it took
	kindPlan    = "plan"    // a plan was begun, which counts in a day
)

// envelope is every receipt's form. Mint is the transaction that made the event: after a reorg the same number may be another event's, whose
// creator is not to be served the proposals of the first.
type envelope struct {
	Mint common.Hash     `json:"mint"`
	Body json.RawMessage `json:"body"`
}

type order struct {
	store.CurationOrder
	Wallet common.Address `json:"wallet"`
	Chain  uint64         `json:"chain"`
	number uint64
	time   uint64
}

type begin struct {
	Job        string      `json:"job"`
	Supervisor string      `json:"supervisor"`
	Order      uint64      `json:"order,omitempty"` // 0: nobody's
	Agents     []string    `json:"agents"`          // by their aspects' first
	Wish       agents.Wish `json:"wish"`
	Block      uint64      `json:"block"`
	Chain      uint64      `json:"chain"`
	Wall       uint64      `json:"wall"`
	Adopted    bool        `json:"adopted,omitempty"` // it was found in the event's document
}

// answer is what a paid call gave. What is large lies in the content store.
type answer struct {
	Job    string `json:"job"`
	Step   string `json:"step"`
	Intent uint64 `json:"intent"`
	Ref    string `json:"ref"`   // the model that was asked
	Model  string `json:"model"` // as its provider returned it
	Text   string `json:"text,omitempty"`
	CID    string `json:"cid,omitempty"` // of a picture, or of vectors
	Cost   spent  `json:"cost"`
}

// failure is a call that gave nothing. Without an intent it was not made.
type failure struct {
	Job    string     `json:"job"`
	Step   string     `json:"step"`
	Intent uint64     `json:"intent,omitempty"`
	Ref    string     `json:"ref"`
	Kind   model.Kind `json:"kind"`
	Why    string     `json:"why"`
	Again  bool       `json:"again,omitempty"` // asking again may help
	Cost   spent      `json:"cost"`
}

// Kinds of failures beside the model's own.
const (
	overBudget model.Kind = "over budget"
	lost       model.Kind = "lost" // a crash came between the question and the journal
	unfit      model.Kind = "unfit"
)

type gaveUp struct {
	Job  string `json:"job"`
	Step string `json:"step"`
	Why  string `json:"why"`
}

type contextRecord struct {
	Job     string          `json:"job"`
	Context json.RawMessage `json:"context"`
}

type proposal struct {
	Job    string `json:"job"`
	Aspect string `json:"aspect"`
	store.CurationIteration
}

type missing struct {
	Job    string `json:"job"`
	Aspect string `json:"aspect"`
	Why    string `json:"why"`
}

type end struct {
	Job    string `json:"job"`
	Status string `json:"status"` // completed or failed
	Why    string `json:"why,omitempty"`
	Wall   uint64 `json:"wall"`
}

type acceptance struct {
	Order  uint64            `json:"order"`
	Chosen map[string]uint64 `json:"chosen"`
	number uint64
}

type outcome struct {
	Order     uint64  `json:"order"`
	Status    string  `json:"status"` // done or failed
	Why       string  `json:"why,omitempty"`
	Iteration *uint64 `json:"iteration,omitempty"`
	Through   uint64  `json:"through,omitempty"`
}

type upload struct {
	CID    string `json:"cid"`
	Target string `json:"target"`
}

// open reads a receipt's data.
func open(data []byte, into any) (e envelope, err error) {
	if err = json.Unmarshal(data, &e); err == nil {
		err = json.Unmarshal(e.Body, into)
	}
	return e, err
}

// spent is money and tokens.
type spent = store.CurationSpent

type intent struct {
	Job      string         `json:"job"`
	Step     string         `json:"step"`
	Ref      string         `json:"ref"`
	Most     spent          `json:"most"`
	Creator  common.Address `json:"creator"`
	Newcomer bool           `json:"newcomer,omitempty"`
}

type settled struct {
	Intent uint64 `json:"intent"`
	Cost   spent  `json:"cost"`
}

type planned struct {
	Creator common.Address `json:"creator"`
}

// job is what the journal says of one run of a supervisor.
type job struct {
	begin
	context  *agents.Context
	cid      string               // of the context
	answers  map[string]answer    // by step
	failures map[string][]failure // by step
	gaveUp   map[string]string
	proposed map[string]uint64 // numbers by aspect
	missing  map[string]string
	end      *end
}

// ledger is what the journal says of one event.
type ledger struct {
	orders     []order
	outcomes   map[uint64]outcome
	jobs       []*job
	byID       map[string]*job
	iterations map[string][]store.CurationIteration // by aspect, ascending
	made       map[string]map[uint64]uint64         // receipt's number by aspect and iteration
	accepted   []acceptance
	uploads    map[upload]bool
	drafts     map[string][]time.Time // by aspect, when jobs for them began

	intents map[uint64]intent
	settled map[uint64]spent
	known   map[uint64]spent // what intents took, by answers and failures
	spent   spent            // of all mints of the number
	lost    []failure        // calls that were in flight when the program ended, which the journal does not say yet
}

func readLedger(v *store.View, event uint64, mint common.Hash) (*ledger, error) {
	l := &ledger{outcomes: map[uint64]outcome{}, byID: map[string]*job{}, iterations: map[string][]store.CurationIteration{}, made: map[string]map[uint64]uint64{},
		uploads: map[upload]bool{}, drafts: map[string][]time.Time{}, intents: map[uint64]intent{}, settled: map[uint64]spent{}, known: map[uint64]spent{}}
	for _, reactor := range []string{Name, spentName} {
		for r, err := range v.Receipts(store.WorkKey{Reactor: reactor, EventID: event}) {
			if err == nil {
				err = l.add(r, mint)
			}
			if err != nil {
				return nil, fmt.Errorf("read what was curated of event %d: receipt %d: %w", event, r.Number, err)
			}
		}
	}
	l.account()
	return l, nil
}

func (l *ledger) add(r store.Receipt, mint common.Hash) error {
	var e envelope
	if err := json.Unmarshal(r.Data, &e); err != nil {
		return err
	}
	if r.Kind == kindIntent || r.Kind == kindSettled { // money is money, whoever's event it was for
		return l.addPaid(r, e)
	}
	if e.Mint != mint {
		return nil
	}
	read := func(into any) error { return json.Unmarshal(e.Body, into) }
	switch r.Kind {
	case kindOrder:
		o := order{number: r.Number, time: r.Time}
		if err := read(&o); err != nil {
			return err
		}
		l.orders = append(l.orders, o)
	case kindOutcome:
		var o outcome
		if err := read(&o); err != nil {
			return err
		}
		l.outcomes[o.Order] = o
	case kindBegin:
		var b begin
		if err := read(&b); err != nil {
			return err
		}
		l.begin(b)
	case kindAdopted, kindProposal:
		var p proposal
		if err := read(&p); err != nil {
			return err
		}
		l.propose(p, r.Number)
	case kindAccepted:
		a := acceptance{number: r.Number}
		if err := read(&a); err != nil {
			return err
		}
		l.accepted = append(l.accepted, a)
	case kindUpload:
		var u upload
		if err := read(&u); err != nil {
			return err
		}
		l.uploads[u] = true
	default:
		return l.addToJob(r, e)
	}
	return nil
}

func (l *ledger) addPaid(r store.Receipt, e envelope) error {
	if r.Kind == kindIntent {
		var i intent
		err := json.Unmarshal(e.Body, &i)
		l.intents[r.Number] = i
		return err
	}
	var s settled
	err := json.Unmarshal(e.Body, &s)
	l.settled[s.Intent] = s.Cost
	return err
}

func (l *ledger) addToJob(r store.Receipt, e envelope) error {
	var of struct {
		Job string `json:"job"`
	}
	if err := json.Unmarshal(e.Body, &of); err != nil {
		return err
	}
	j := l.byID[of.Job]
	if j == nil {
		return nil // of a mint that is gone
	}
	switch r.Kind {
	case kindContext:
		var c contextRecord
		if err := json.Unmarshal(e.Body, &c); err != nil {
			return err
		}
		return j.know(c.Context)
	case kindAnswer:
		var a answer
		if err := json.Unmarshal(e.Body, &a); err != nil {
			return err
		}
		j.answers[a.Step], l.known[a.Intent] = a, a.Cost
	case kindFailed:
		var f failure
		if err := json.Unmarshal(e.Body, &f); err != nil {
			return err
		}
		j.failures[f.Step] = append(j.failures[f.Step], f)
		if f.Intent != 0 {
			l.known[f.Intent] = f.Cost
		}
	case kindGaveUp:
		var g gaveUp
		if err := json.Unmarshal(e.Body, &g); err != nil {
			return err
		}
		j.gaveUp[g.Step] = g.Why
	case kindMissing:
		var m missing
		if err := json.Unmarshal(e.Body, &m); err != nil {
			return err
		}
		j.missing[m.Aspect] = m.Why
	case kindEnd:
		j.end = new(end)
		return json.Unmarshal(e.Body, j.end)
	}
	return nil
}

// account adds up what was spent. An intent of which nothing more is known was in flight when the process ended: it counts as spent, and as one
// question to the model.
func (l *ledger) account() {
	numbers := make([]uint64, 0, len(l.intents))
	for n := range l.intents {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		i := l.intents[n]
		cost, settled := l.settled[n]
		known, answered := l.known[n]
		switch {
		case settled:
		case answered:
			cost = known
		default:
			cost = i.Most
		}
		l.spent = plus(l.spent, cost)
		if l.byID[i.Job] != nil && !answered && !settled {
			l.lost = append(l.lost, failure{Job: i.Job, Step: i.Step, Intent: n, Ref: i.Ref, Kind: lost, Again: true, Cost: i.Most,
				Why: "the answer was lost when the program ended"})
		}
	}
}

func (l *ledger) begin(b begin) *job {
	j := &job{begin: b, answers: map[string]answer{}, failures: map[string][]failure{}, gaveUp: map[string]string{}, proposed: map[string]uint64{}, missing: map[string]string{}}
	l.jobs, l.byID[b.Job] = append(l.jobs, j), j
	if b.Wish.Aspect == "" {
		for _, aspect := range b.Agents {
			l.drafts[aspect] = append(l.drafts[aspect], time.Unix(int64(b.Wall), 0))
		}
	}
	return j
}

func (l *ledger) propose(p proposal, number uint64) {
	list := l.iterations[p.Aspect]
	at, there := slices.BinarySearchFunc(list, p.Number, func(i store.CurationIteration, n uint64) int { return int(i.Number) - int(n) })
	if !there { // what was first under a number stays
		l.iterations[p.Aspect] = slices.Insert(list, at, p.CurationIteration)
		if l.made[p.Aspect] == nil {
			l.made[p.Aspect] = map[uint64]uint64{}
		}
		l.made[p.Aspect][p.Number] = number
	}
	if j := l.byID[p.Job]; j != nil {
		j.proposed[p.Aspect] = p.Number
	}
}

// next is the number of the next iteration of an aspect: 0 is the creator's.
func (l *ledger) next(aspect string) uint64 {
	list := l.iterations[aspect]
	if len(list) == 0 {
		return 1
	}
	return list[len(list)-1].Number + 1
}

func (l *ledger) iteration(aspect string, number uint64) (store.CurationIteration, bool) {
	for _, i := range l.iterations[aspect] {
		if i.Number == number {
			return i, true
		}
	}
	return store.CurationIteration{}, false
}

func (j *job) know(raw json.RawMessage) error {
	j.context = new(agents.Context)
	j.cid = rawCID(raw)
	return json.Unmarshal(raw, j.context)
}

func plus(a, b spent) spent {
	return spent{MicroUSD: addUp(a.MicroUSD, b.MicroUSD), Tokens: addUp(a.Tokens, b.Tokens)}
}

func minus(a, b spent) spent {
	return spent{MicroUSD: a.MicroUSD - min(a.MicroUSD, b.MicroUSD), Tokens: a.Tokens - min(a.Tokens, b.Tokens)}
}

func addUp(a, b uint64) uint64 {
	if sum := a + b; sum >= a {
		return sum
	}
	return 1<<64 - 1
}
