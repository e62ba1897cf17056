package agents

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/haus25/backend/reactors/curation/model"
)

//go:embed prompts/*.txt schemas/*.json
var files embed.FS

// The agents. Raise the number of a version when its prompt, its schema or its checks change: it stands in each proposal.
var (
	planner = []*Agent{
		define(Agent{Name: "title", Role: model.Creative, Version: "title/1", MaxTokens: 1500, Aspects: []string{Title},
			task: "Propose one title for this event.", facts: showFacts, needs: needsWords, judge: judgeTitle}),
		define(Agent{Name: "description", Role: model.Creative, Version: "description/1", MaxTokens: 2500, Aspects: []string{Description},
			task: "Propose one description of this event.", facts: showFacts, needs: needsWords, judge: judgeDescription}),
		define(Agent{Name: "pricing", Role: model.Analytical, Version: "pricing/1", MaxTokens: 1200, Aspects: []string{Pricing},
			task: "Propose a ticket price and a reserve price within the bounds.", facts: priceFacts, needs: needsPrices, judge: judgePricing, rules: rulePricing}),
		define(Agent{Name: "schedule", Role: model.Analytical, Version: "schedule/1", MaxTokens: 1200, Aspects: []string{Schedule},
			task: "Choose one of the slots for this event.", facts: slotFacts, needs: needsSlots, judge: judgeSchedule, rules: ruleSchedule}),
	}
	promoter = []*Agent{
		define(Agent{Name: "strategy", Role: model.Strategy, Version: "strategy/1", MaxTokens: 6000, Aspects: []string{GeneralStrategy, PlatformStrategies, Timeline},
			task: "Propose how to promote this event, and how to build a community beyond it.", facts: strategyFacts, judge: judgeStrategy}),
		define(Agent{Name: "x", Role: model.Platform, Version: "x/1", MaxTokens: 3000, Aspects: []string{X},
			task: "Draft a post and a thread for X.", facts: draftFacts("x"), needs: needsWords, judge: judgeDraft("x")}),
		define(Agent{Name: "instagram", Role: model.Platform, Version: "instagram/1", MaxTokens: 3000, Aspects: []string{Instagram},
			task: "Draft captions for Instagram's feed.", facts: draftFacts("instagram"), needs: needsWords, judge: judgeDraft("instagram")}),
		define(Agent{Name: "facebook", Role: model.Platform, Version: "facebook/1", MaxTokens: 3000, Aspects: []string{Facebook},
			task: "Draft posts for a Facebook page.", facts: draftFacts("facebook"), needs: needsWords, judge: judgeDraft("facebook")}),
		define(Agent{Name: "eventbrite", Role: model.Platform, Version: "eventbrite/1", MaxTokens: 1500, Aspects: []string{Eventbrite},
			task: "Draft a listing for Eventbrite.", facts: draftFacts("eventbrite"), needs: needsWords, judge: judgeDraft("eventbrite")}),
	}
)

// define completes an agent with its files.
func define(a Agent) *Agent {
	a.System = text("common") + "\n\n" + text(a.Name)
	raw, err := files.ReadFile("schemas/" + a.Name + ".json")
	if err != nil {
		panic(err) // the files are in the program: its first test finds it
	}
	a.Schema = model.Schema{Name: a.Name, JSON: raw}
	return &a
}

func text(name string) string {
	raw, err := files.ReadFile("prompts/" + name + ".txt")
	if err != nil {
		panic(err)
	}
	return strings.TrimSpace(string(raw))
}

// Planner are the agents of an event's plan, in the order of their aspects: title, description, pricing, schedule. The banner is drawn, not asked for.
func Planner() []*Agent { return slices.Clone(planner) }

// Promoter are the agents that promote: the strategy first, then one for each platform.
func Promoter() []*Agent { return slices.Clone(promoter) }

// For is the agent that proposes for an aspect; false: there is none.
func For(aspect string) (*Agent, bool) {
	for _, list := range [][]*Agent{planner, promoter} {
		for _, a := range list {
			if slices.Contains(a.Aspects, aspect) {
				return a, true
			}
		}
	}
	return nil, false
}

// SchemaHash is the SHA-256 of the agent's schema as it is in this program, hexadecimal.
func (a *Agent) SchemaHash() string {
	sum := sha256.Sum256(a.Schema.JSON)
	return hex.EncodeToString(sum[:])
}

// Ready tells whether there is enough to propose from, before anybody is asked: [ErrInsufficient], wrapped with what is lacking.
func (a *Agent) Ready(c *Context) error {
	if a.needs == nil {
		return nil
	}
	return a.needs(c)
}

// Rules proposes without a model. [ErrNeedsModel]: this agent cannot, or not after this feedback. [ErrInsufficient]: there are too few figures.
func (a *Agent) Rules(c *Context, w Wish) (map[string]Draft, error) {
	if a.rules == nil {
		return nil, ErrNeedsModel
	}
	if err := a.Ready(c); err != nil {
		return nil, err
	}
	return a.rules(c, w)
}

// wanted are those of the agent's aspects that a wish is for.
func (a *Agent) wanted(w Wish) []string {
	if slices.Contains(a.Aspects, w.Aspect) {
		return []string{w.Aspect}
	}
	return a.Aspects
}

func needsWords(c *Context) error {
	if c.Original.Title == "" && c.Original.Description == "" {
		return fmt.Errorf("%w: the event's document has neither a title nor a description to go on", ErrInsufficient)
	}
	return nil
}
