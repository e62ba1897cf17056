package model

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Role is what a model is used for. Each has its own list of models, in order of preference.
type Role string

// The roles.
const (
	Creative   Role = "creative"   // titles and descriptions
	Analytical Role = "analytical" // explains figures, summarises trends
	Strategy   Role = "strategy"   // the promoter's plan
	Platform   Role = "platform"   // drafts for platforms
	Drawing    Role = "image"      // banners
	Embedding  Role = "embed"      // vectors for search
)

// Providers.
const (
	OpenAI    = "openai" // and whatever speaks its protocol: Ollama, vLLM, …
	Anthropic = "anthropic"
	Google    = "google"
)

// Ref names a model: "openai:gpt-5.4-mini". The name may hold colons, as Ollama's do.
type Ref struct{ Provider, Name string }

func (r Ref) String() string { return r.Provider + ":" + r.Name }

// ParseRef reads "provider:name".
func ParseRef(text string) (Ref, error) {
	provider, name, ok := strings.Cut(text, ":")
	switch provider {
	case OpenAI, Anthropic, Google:
	default:
		ok = false
	}
	if !ok || name == "" || len(text) > 200 || strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c == 0x7f }) {
		return Ref{}, fmt.Errorf("%q is no model: write provider:name, as openai:gpt-5.4-mini; providers are openai, anthropic and google", text)
	}
	return Ref{provider, name}, nil
}

// Schema is the JSON Schema (2020-12) of an answer: an object's, with every property required and no other allowed, which is what all
// providers take. Name is letters, digits and underscores.
type Schema struct {
	Name string
	JSON []byte
}

// Call is one question to a model. System is ours, User is data (JSON); neither is ever a template.
type Call struct {
	Model     Ref
	System    string
	User      string
	Schema    *Schema // nil: free text
	MaxTokens int     // of the answer
}

// Usage is what a provider counted, in tokens; Images counts pictures. Known is false when it did not tell.
type Usage struct {
	In, Out, Images int
	Known           bool
}

// Reply is an answer: all its choices and blocks of text joined, thinking left out.
type Reply struct {
	Text  string
	Model string // as the provider returned it; the asked one when it did not say
	Usage Usage
	Took  time.Duration
}

// Picture asks for an image. Aspect is as "16:9".
type Picture struct {
	Model  Ref
	Prompt string
	Aspect string
}

// Image is a picture that a model drew, as it came.
type Image struct {
	Data      []byte
	MediaType string // as found in the bytes: image/png, image/jpeg or image/webp
	Model     string
	Usage     Usage
}

// Vectors are embeddings, one for each text, all of one length.
type Vectors struct {
	Vectors [][]float32
	Model   string
	Usage   Usage
}

// Kind is why a call failed.
type Kind string

// The kinds.
const (
	Unauthorized Kind = "unauthorized" // the key is wrong, or may not use the model
	Gone         Kind = "gone"         // the provider has no such model (any more)
	Invalid      Kind = "invalid"      // it does not take the request
	Limited      Kind = "limited"      // 429, or the account's money is used up
	Overloaded   Kind = "overloaded"   // 5xx
	Timeout      Kind = "timeout"
	Network      Kind = "network"
	Cut          Kind = "cut"       // the answer has no stop reason, or its stream ended in the middle
	Truncated    Kind = "truncated" // the answer reached MaxTokens
	Refused      Kind = "refused"   // a refusal, or a safety filter
	Empty        Kind = "empty"     // no text, no picture
)

// Error is a call that failed. It shows no key and no more than 300 bytes of what the provider said.
type Error struct {
	Model      Ref
	Kind       Kind
	Status     int           // HTTP; 0: there was no answer
	RetryAfter time.Duration // as the provider asked for; 0: it did not
	Detail     string
	Usage      Usage // of an answer that came all the same
	// Paid says that the provider may have charged for it although there is no answer to use.
	Paid bool
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %s", e.Model, e.Kind)
	if e.Status != 0 {
		text += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return text
}

// Temporary tells whether asking the same model again later may help.
func (e *Error) Temporary() bool {
	switch e.Kind {
	case Limited, Overloaded, Timeout, Network, Cut:
		return true
	}
	return false
}

// ErrNoProvider says that a model's provider is not configured.
var ErrNoProvider = errors.New("the provider is not configured")

// Price is what a model takes, in millionths of a US dollar for a million tokens, and for a picture. Free is a model on the operator's own
// machines. Known is false when no list has it; the figures are then the dearest of the list, so that a budget holds all the same.
type Price struct {
	In, Out, Image uint64
	Free, Known    bool
	AsOf           string // year-month-day of the list
}

// Cost is what a use takes, millionths of a US dollar, rounded up.
func (p Price) Cost(u Usage) uint64 {
	if p.Free {
		return 0
	}
	up := func(tokens int, price uint64) uint64 { return (uint64(max(tokens, 0))*price + 999_999) / 1_000_000 }
	return up(u.In, p.In) + up(u.Out, p.Out) + uint64(max(u.Images, 0))*p.Image
}
