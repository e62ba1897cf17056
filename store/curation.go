package store

import (
	"encoding/json"

	"github.com/ethereum/go-ethereum/common"
)

// CurationOrder is what somebody who leads an event wants of its curation.
type CurationOrder struct {
	// Do: plan (propose the planner's aspects), promote (propose a strategy and drafts), draft (one more draft for Aspect's platform),
	// iterate (propose Aspect anew, after Feedback), or accept (the iterations of Chosen).
	Do       string `json:"do"`
	Aspect   string `json:"aspect,omitempty"`
	Feedback string `json:"feedback,omitempty"`
	// Expect is the newest iteration of Aspect that whoever orders has seen; the order fails when there is a newer one. Nil: any.
	Expect *uint64 `json:"expect,omitempty"`
	// Chosen are iterations by aspect; 0 is the creator's original.
	Chosen map[string]uint64 `json:"chosen,omitempty"`
}

// The words of CurationOrder.Do.
const (
	CurationPlan    = "plan"
	CurationPromote = "promote"
	CurationDraft   = "draft"
	CurationIterate = "iterate"
	CurationAccept  = "accept"
)

// CurationRefused says why an order is not taken. Its words may be shown to who ordered.
type CurationRefused struct {
	Status int // an HTTP status, 400 to 599
	Why    string
}

func (e *CurationRefused) Error() string { return e.Why }

// CurationState is where an event's curation stands. Times are wall clock, Unix seconds. Texts are ours or were checked; they are
// strangers' all the same.
type CurationState struct {
	// Standing: none (nobody asked for a plan yet), waiting, planning, plan_ready, accepted or off (the event is over).
	Standing string `json:"standing"`
	Why      string `json:"why,omitempty"`
	Scope    uint64 `json:"scope"` // of the newest Curation contract: 1 Planner, 2 Promoter, 3 Producer; 0: none
	// Jobs are the runs of supervisors, oldest first: planner and promoter once each, and one for each feedback.
	Jobs []CurationJob `json:"jobs,omitempty"`
	// Aspects are all that were proposed for, by name: title, description, pricing, schedule, banner, strategy_generalStrategy,
	// strategy_platformStrategies, strategy_timeline, content_x, content_instagram, content_facebook, content_eventbrite.
	Aspects map[string]CurationAspect `json:"aspects,omitempty"`
	// Orders are the newest, oldest first.
	Orders []CurationOrdered `json:"orders,omitempty"`
	// Posts are when approved and drafted content is planned to be published, by time; Calendar is the CID of the same as iCalendar.
	Posts    []CurationPost `json:"posts,omitempty"`
	Calendar string         `json:"calendar,omitempty"`
	Spent    CurationSpent  `json:"spent"` // for this event, what is in flight or was lost in flight included
	Budget   CurationSpent  `json:"budget"`
	Updated  uint64         `json:"updated"`
}

// CurationSpent is money and tokens.
type CurationSpent struct {
	MicroUSD uint64 `json:"microUsd"` // millionths of a US dollar
	Tokens   uint64 `json:"tokens"`   // in and out
}

// CurationJob is one run of a supervisor.
type CurationJob struct {
	ID         string `json:"id"`         // "plan-17", "promote-17", "iterate-17-2"
	Supervisor string `json:"supervisor"` // planner or promoter
	// Status: running, waiting (for budget or a provider; Why says which), completed or failed.
	Status string `json:"status"`
	Why    string `json:"why,omitempty"`
	// Steps are by name: context, each aspect, and store_ with each aspect's name; each pending, running, completed or failed.
	Steps   map[string]string `json:"steps"`
	Started uint64            `json:"started"`
	Ended   uint64            `json:"ended,omitempty"`
}

// CurationAspect is what was proposed for one aspect.
type CurationAspect struct {
	// Iterations are by number, ascending; 0, the creator's original, is there when the document could be read.
	Iterations []CurationIteration `json:"iterations,omitempty"`
	// Missing says why there is no proposal, or no newer one; empty: nothing is missing.
	Missing string `json:"missing,omitempty"`
	// Accepted is the number of the iteration that was accepted; nil: none.
	Accepted *uint64 `json:"accepted,omitempty"`
}

// CurationIteration is one proposal.
type CurationIteration struct {
	Number     uint64          `json:"number"`
	Value      json.RawMessage `json:"value"` // as in the event's document, without what follows here
	Rationale  string          `json:"rationale,omitempty"`
	Confidence float64         `json:"confidence"` // 0 to 1, from checks
	Time       uint64          `json:"time"`
	// Source is creator, rules, or the model's name as its provider returned it.
	Source     string              `json:"source"`
	Provenance *CurationProvenance `json:"provenance,omitempty"`
}

// CurationProvenance says where a proposal came from.
type CurationProvenance struct {
	Agent    string `json:"agent"`
	Prompt   string `json:"prompt"` // version of the prompt, "title/1"
	Schema   string `json:"schema"` // SHA-256 of the schema, hexadecimal
	Provider string `json:"provider,omitempty"`
	// Inputs are CIDs of what was read: the event's document, and the context as it was given to the agent (raw, SHA-256).
	Inputs   []string `json:"inputs,omitempty"`
	Embedder string   `json:"embedder,omitempty"` // "lexical/1" is no semantic search
	Block    uint64   `json:"block"`              // that the facts are as of
	MicroUSD uint64   `json:"microUsd"`
	Tokens   uint64   `json:"tokens"`
	// Checks are what was verified, with its outcome; Left is what was kept from the model, and why.
	Checks []CurationCheck `json:"checks,omitempty"`
	Left   []string        `json:"left,omitempty"`
	// Fallbacks say, in order, what was tried before and why it did not do: "openai:gpt-5.4-mini: 429".
	Fallbacks []string `json:"fallbacks,omitempty"`
}

// CurationCheck is one check of a proposal.
type CurationCheck struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Note string `json:"note,omitempty"`
}

// CurationOrdered is how an order ended.
type CurationOrdered struct {
	Number uint64         `json:"number"` // the order's, as it was given when it was taken
	Do     string         `json:"do"`
	Aspect string         `json:"aspect,omitempty"`
	Wallet common.Address `json:"wallet"`
	Time   uint64         `json:"time"`
	// Status: pending, done or failed; Why says why it failed or waits.
	Status string `json:"status"`
	Why    string `json:"why,omitempty"`
	// Iteration is the number of the proposal that came of it; nil: none.
	Iteration *uint64 `json:"iteration,omitempty"`
	// Through is the number of the last part that was handed to the event's document for it (Publication.Through); 0: none.
	Through uint64 `json:"through,omitempty"`
}

// CurationPost is one planned publication on a platform. haus does not post by itself.
type CurationPost struct {
	Platform string `json:"platform"` // x, instagram, facebook or eventbrite
	Part     string `json:"part"`     // as "mainpost", "thread 2 of 4", "feed post 1"
	At       uint64 `json:"at"`       // Unix seconds
	Text     string `json:"text"`
	Approved bool   `json:"approved"`
}

func (*CurationState) state() string { return "curation" }

// CurationLimits are how many drafts a platform gets of one event. 999999 means no limit.
type CurationLimits struct{ Daily, Total, UsedDaily, UsedTotal uint64 }
