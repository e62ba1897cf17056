package agents

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/haus25/backend/reactors/curation/guard"
	"github.com/haus25/backend/store"
)

// judgement is one answer under examination.
type judgement struct {
	c        *Context
	w        Wish
	aspects  []string // that are wanted
	shown    *shown
	known    numbers
	said     string // what the performer wrote, in lower case: what is in there may be repeated
	problems []string
	checks   []store.CurationCheck
}

// need is a check that an answer has to pass. The problem is for the model: it quotes nothing of the answer.
func (j *judgement) need(check string, ok bool, problem string, args ...any) {
	if !ok {
		j.problems = append(j.problems, fmt.Sprintf(problem, args...))
		return
	}
	j.checks = append(j.checks, store.CurationCheck{Name: check, OK: true})
}

// wish is a check that a draft may fail: the note says so, and its confidence is lower.
func (j *judgement) wish(check string, ok bool, note string) {
	one := store.CurationCheck{Name: check, OK: ok}
	if !ok {
		one.Note = note
	}
	j.checks = append(j.checks, one)
}

// validator compiles each schema once.
var validator = sync.OnceValue(func() map[string]*guard.Validator {
	out := map[string]*guard.Validator{}
	for _, a := range slices.Concat(planner, promoter) {
		v, err := guard.Compile(a.Schema.JSON)
		if err != nil {
			panic(fmt.Sprintf("schema of %s: %v", a.Name, err)) // it is in the program: its first test finds it
		}
		out[a.Name] = v
	}
	return out
})

// Read makes drafts, by aspect, of an answer that passes every check. Else the error is *[Rejected], with all that is wrong.
//
// The answer is one JSON object of the agent's schema. Every text in it is cleaned, gives away nothing of the prompt, holds no link, address, code
// or instruction ([guard.Forbidden], [guard.Suspicious]), no number that was not shown, and no claim of the usual kinds that nobody made; then
// come the aspect's own limits.
func (a *Agent) Read(c *Context, w Wish, answer string) (map[string]Draft, error) {
	var problems []string
	if guard.Leaks(answer, a.System, Canary(c, a)) {
		problems = append(problems, "the answer repeats its instructions: write about the event only")
	}
	raw, err := guard.Extract(answer)
	if err != nil {
		return nil, &Rejected{append(problems, "answer with exactly one complete JSON object: no other object, no name twice, nothing deeply nested")}
	}
	problems = append(problems, validator()[a.Name].Validate(raw)...)
	raw, more := wash(raw)
	problems = append(problems, more...)
	if len(problems) > 0 {
		return nil, &Rejected{problems}
	}
	// What is left of a text once it is cleaned has to fit as well.
	if problems = validator()[a.Name].Validate(raw); len(problems) > 0 {
		return nil, &Rejected{problems}
	}
	var common struct {
		Rationale  string  `json:"rationale"`
		Confidence float64 `json:"confidence"`
	}
	if err := json.Unmarshal(raw, &common); err != nil {
		return nil, &Rejected{[]string{"answer with values of the schema's types"}}
	}
	j := a.judgement(c, w)
	j.checks = append(j.checks, store.CurationCheck{Name: "schema", OK: true}, store.CurationCheck{Name: "texts", OK: true, Note: "no link, address, code or instruction"})
	j.need("rationale", len([]rune(common.Rationale)) <= 300 && !strings.Contains(common.Rationale, "\n") && letters(common.Rationale) >= 2,
		"/rationale: one line of at most 300 characters is wanted")
	j.claims("/rationale", common.Rationale, a.Role == "strategy")
	values := a.judge(j, raw)
	if len(j.problems) > 0 {
		return nil, &Rejected{slices.Compact(j.problems)}
	}
	out := map[string]Draft{}
	for _, aspect := range j.aspects {
		out[aspect] = Draft{Value: must(values[aspect]), Rationale: common.Rationale, Confidence: confidence(a, j.shown, c, j.checks, common.Confidence), Checks: slices.Clone(j.checks)}
	}
	return out, nil
}

func (a *Agent) judgement(c *Context, w Wish) *judgement {
	s := a.show(c, w)
	return &judgement{c: c, w: w, aspects: a.wanted(w), shown: s, known: figuresOf(s),
		said: strings.ToLower(s.Untrusted.Title + "\n" + s.Untrusted.Description + "\n" + s.Feedback)}
}

// wash cleans every text of an answer and says what is wrong with it as it came. Names of properties are the schema's: the validator saw to it.
func wash(raw []byte) (clean []byte, problems []string) {
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, []string{"answer with one JSON object"}
	}
	texts(doc, "", func(path, text string) {
		if what, bad := guard.Forbidden(text); bad && !digits(text) {
			problems = append(problems, fmt.Sprintf("%s: %s is not allowed", place(path), what))
		}
		if _, bad := guard.Suspicious(text); bad {
			problems = append(problems, fmt.Sprintf("%s: write of the event only, nothing that reads like an instruction to a program", place(path)))
		}
	})
	if len(problems) > 12 {
		problems = problems[:12]
	}
	return must(washed(doc)), problems
}

// place is a path of which what the schema does not name is hidden: a name can be the answer's own words.
func place(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts[1:] {
		if !names()[p] && !digits(p) {
			parts[i+1] = "*"
		}
	}
	return strings.Join(parts, "/")
}

// names are all properties of all schemas.
var names = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	var learn func(v any)
	learn = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				learn(one)
			}
		case map[string]any:
			if properties, ok := v["properties"].(map[string]any); ok {
				for name := range properties {
					out[name] = true
				}
			}
			for _, one := range v {
				learn(one)
			}
		}
	}
	for _, a := range slices.Concat(planner, promoter) {
		var schema any
		if err := json.Unmarshal(a.Schema.JSON, &schema); err != nil {
			panic(fmt.Sprintf("schema of %s: %v", a.Name, err))
		}
		learn(schema)
	}
	return out
})

func washed(doc any) any {
	switch v := doc.(type) {
	case string:
		return guard.Clean(v, 1<<16)
	case []any:
		for i, one := range v {
			v[i] = washed(one)
		}
		return v
	case map[string]any:
		for name, one := range v {
			v[name] = washed(one)
		}
		return v
	}
	return doc
}

func letters(text string) (n int) {
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// confidence is a figure from checks, 0 to 1 in hundredths:
//
//	0.5 × share of the checks that passed
//	0.4 × evidence: for prices and times the number of events that they come from, of 30 (1 at 30 and more); for texts a quarter each for the
//	      original title, the original description, history that was found, and research or trends
//	0.1 × what the model claims, when a model was asked
//
// An answer that was mended has 0.1 less; whoever had it mended takes that off. Whole numbers only, so that every machine comes to the same.
func confidence(a *Agent, s *shown, c *Context, checks []store.CurationCheck, claim float64) float64 {
	passed := 0
	for _, one := range checks {
		if one.OK {
			passed++
		}
	}
	evidence := 0 // of 120
	switch a.Name {
	case "pricing":
		evidence = 4 * min(c.Comparables.N, 30)
	case "schedule":
		evidence = 4 * min(c.Schedule.Sampled, 30)
	default:
		u := &s.Untrusted
		for _, there := range []bool{u.Title != "", u.Description != "", len(u.History) > 0, len(u.Research) > 0 || u.Trends != ""} {
			if there {
				evidence += 30
			}
		}
	}
	points := 50*passed/max(len(checks), 1) + evidence/3 + int(10*min(max(claim, 0), 1))
	return float64(min(points, 100)) / 100
}
