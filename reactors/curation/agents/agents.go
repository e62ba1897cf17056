// Package agents is what the specialised agents know: their prompts, the schemas of their answers, the checks that an answer has to pass, and the rules
// that stand in for a model where figures are enough.
//
// It guarantees:
//
//   - It is pure. No clock, no randomness, no order of a map, no I/O: the same context, wish and answer give the same bytes, so that a run can be
//     repeated from its journal.
//   - What strangers wrote stands in the user's part, as JSON, below untrusted, earlier and feedback. The system's part is constant but for a canary.
//   - An answer becomes a draft only when its schema, every text in it, its numbers and the aspect's own limits pass; whoever asked learns everything
//     that is wrong at once, in words that quote nothing of the answer.
//   - Prices are exact integers within what comparable events took, and times are among those that were computed. Feedback moves neither border.
//
// It never asks a model, and never decides what runs next.
package agents

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/haus25/backend/reactors/curation/facts"
	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/reactors/curation/rag"
	"github.com/haus25/backend/reactors/curation/research"
	"github.com/haus25/backend/store"
)

// Aspects, as they are named in the event's document below iterations.
const (
	Title       = "title"
	Description = "description"
	Pricing     = "pricing"
	Schedule    = "schedule"
	Banner      = "banner"

	GeneralStrategy    = "strategy_generalStrategy"
	PlatformStrategies = "strategy_platformStrategies"
	Timeline           = "strategy_timeline"

	X          = "content_x"
	Instagram  = "content_instagram"
	Facebook   = "content_facebook"
	Eventbrite = "content_eventbrite"
)

// Agent proposes for some aspects. It is a fixed prompt and its checks: it holds no tools, and decides nothing about what runs next.
type Agent struct {
	Name      string // "title", "strategy", "x", …
	Role      model.Role
	Version   string // of prompt and schema: "title/1"
	System    string // constant
	Schema    model.Schema
	MaxTokens int
	Aspects   []string

	task  string
	facts func(*Context) map[string]any // figures it may use: ours, never a stranger's words
	needs func(*Context) error          // what must be there before anybody is asked; nil: nothing
	judge func(*judgement, []byte) map[string]any
	rules func(*Context, Wish) (map[string]Draft, error) // nil: it needs a model
}

// Context is what all agents of a run know: journalled whole before the first of them is asked, so that a run can be repeated from it.
// Every text of a stranger in it is cleaned and cut; what looked like an injection is left out and named in Left.
type Context struct {
	Event       facts.Event        `json:"event"`
	Original    Original           `json:"original"`
	Rights      facts.Rights       `json:"rights"`
	Comparables facts.Comparables  `json:"comparables"`
	Schedule    facts.Schedule     `json:"schedule"`
	History     []rag.Passage      `json:"history,omitempty"`
	Embedder    string             `json:"embedder,omitempty"`
	Research    []research.Finding `json:"research,omitempty"`
	Trends      string             `json:"trends,omitempty"` // a summary by a model, of strangers' texts
	// Memory are the iterations so far, by aspect, oldest first; for drafts the strategy that was accepted, or the newest.
	Memory map[string][]Remembered `json:"memory,omitempty"`
	Left   []string                `json:"left,omitempty"`
	Notes  []string                `json:"notes,omitempty"`  // sources that were not there, and why
	Inputs []string                `json:"inputs,omitempty"` // CIDs of documents that were read
	Block  uint64                  `json:"block"`
	Now    uint64                  `json:"now"`   // chain time, Unix seconds
	Today  string                  `json:"today"` // wall date, UTC: 2026-11-24
}

// Original is what the creator's document says, cleaned.
type Original struct {
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Language    string `json:"language,omitempty"`
	Zone        string `json:"zone,omitempty"` // an IANA name that this program knows
	Image       string `json:"image,omitempty"` // ipfs://…; never shown to a model
	CID         string `json:"cid,omitempty"`  // of the document
}

// Remembered is an earlier iteration.
type Remembered struct {
	Number   uint64          `json:"number"`
	Value    json.RawMessage `json:"value"`
	Accepted bool            `json:"accepted,omitempty"`
}

// Wish is what is asked for: the zero value is a first proposal.
type Wish struct {
	Aspect   string // of the agent's, the one to propose anew; empty: all of them
	Feedback string // a person's words, cleaned and cut
}

// Draft is a proposal that passed its checks.
type Draft struct {
	Value      json.RawMessage // canonical JSON, as the event's document holds it
	Rationale  string
	Confidence float64 // 0 to 1
	Checks     []store.CurationCheck
}

// Why there is no draft although nothing failed.
var (
	ErrNeedsModel   = errors.New("this needs a model, and none is configured or can be used")
	ErrInsufficient = errors.New("insufficient data")
)

// Rejected is an answer that does not pass: what is wrong with it, in words for a model that may repair it. They quote nothing of it.
type Rejected struct{ Problems []string }

func (e *Rejected) Error() string { return "rejected: " + strings.Join(e.Problems, "; ") }
