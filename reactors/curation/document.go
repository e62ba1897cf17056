package curation

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/haus25/backend/reactors/curation/agents"
	"github.com/haus25/backend/reactors/curation/facts"
	"github.com/haus25/backend/reactors/curation/guard"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// Statuses of a plan in the event's document.
const (
	planReady    = "plan_ready"
	planAccepted = "accepted"
)

var (
	plannerAspects  = []string{agents.Title, agents.Description, agents.Pricing, agents.Schedule, agents.Banner}
	strategyAspects = []string{agents.GeneralStrategy, agents.PlatformStrategies, agents.Timeline}
	contentAspects  = []string{agents.X, agents.Instagram, agents.Facebook, agents.Eventbrite}
	allAspects      = slices.Concat(plannerAspects, strategyAspects, contentAspects)
)

// document is what an event's metadata document says, cleaned.
type document struct {
	original   agents.Original
	status     string
	iterations []proposal
	left       []string // what was left out as suspicious
	notes      []string
}

// mostAdopted bounds the iterations of one aspect that are taken from a document, and their numbers.
const (
	mostAdopted = 50
	mostNumber  = 10_000
	mostValue   = 16 << 10 // bytes of one
)

// readDocument reads a document, which anybody may have written.
func readDocument(raw []byte) document {
	d := document{}
	canonical, err := content.CanonicalJSON(json.RawMessage(raw))
	var doc map[string]json.RawMessage
	if err != nil || json.Unmarshal(canonical, &doc) != nil {
		d.notes = append(d.notes, "the event's document is no JSON object")
		return d
	}
	sift := func(name, text string, runes int) string {
		clean, left := guard.Sift("the document's "+name, text, runes)
		if left != "" {
			d.left = append(d.left, left)
		}
		return clean
	}
	o := &d.original
	o.CID = rawCID(raw)
	o.Title = sift("title", cmp.Or(text(doc["name"]), text(doc["title"])), 200)
	o.Description = sift("description", text(doc["description"]), 2000)
	o.Image = ipfsURI(text(doc["image"]))
	var traits []struct {
		Type  string          `json:"trait_type"`
		Value json.RawMessage `json:"value"`
	}
	if json.Unmarshal(doc["attributes"], &traits) == nil {
		for _, t := range traits[:min(len(traits), 100)] {
			switch strings.ToLower(t.Type) {
			case "language":
				o.Language = sift("language", text(t.Value), 20)
			case "timezone", "time zone":
				if zone, ok := facts.Zone(text(t.Value)); ok {
					o.Zone = zone
				}
			}
		}
	}
	if s := text(doc["status"]); s == planReady || s == planAccepted {
		d.status = s
	}
	d.iterations = readIterations(doc["iterations"])
	return d
}

func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// ipfsURI is a URI of content, in one form; empty: it is none.
func ipfsURI(uri string) string {
	rest, ok := strings.CutPrefix(uri, "ipfs://")
	c, err := content.ParseCID(rest)
	if !ok || err != nil {
		return ""
	}
	return "ipfs://" + c.String()
}

// readIterations takes what is below iterations, each value cleaned. One that holds what no proposal may hold is left out.
func readIterations(raw json.RawMessage) (out []proposal) {
	var byAspect map[string]map[string]map[string]any
	if json.Unmarshal(raw, &byAspect) != nil {
		return nil
	}
	for _, aspect := range allAspects {
		var numbers []uint64
		for key := range byAspect[aspect] {
			if n, err := strconv.ParseUint(key, 10, 64); err == nil && n <= mostNumber && strconv.FormatUint(n, 10) == key {
				numbers = append(numbers, n)
			}
		}
		slices.Sort(numbers)
		for _, n := range numbers[:min(len(numbers), mostAdopted)] {
			if p, ok := readIteration(aspect, n, byAspect[aspect][strconv.FormatUint(n, 10)]); ok {
				out = append(out, p)
			}
		}
	}
	return out
}

// meta are an iteration's keys that are not its value's.
var meta = []string{"rationale", "confidence", "timestamp", "source", "provenance"}

func readIteration(aspect string, n uint64, one map[string]any) (proposal, bool) {
	p := proposal{Aspect: aspect}
	p.Number = n
	if rationale, ok := one["rationale"].(string); ok {
		p.Rationale = guard.Clean(rationale, 300)
	}
	if confidence, ok := one["confidence"].(float64); ok && confidence >= 0 && confidence <= 1 {
		p.Confidence = confidence
	}
	if at, ok := one["timestamp"].(float64); ok && at > 0 && at < store.MaxTime {
		p.Time = uint64(at) / 1000
	}
	p.Source = "document"
	if source, ok := one["source"].(string); ok {
		p.Source = cmp.Or(guard.Clean(source, 100), p.Source)
	}
	value := map[string]any{}
	for key, v := range one {
		if !slices.Contains(meta, key) {
			value[key] = v
		}
	}
	clean, ok := scrub(value, aspect == agents.Banner, 0)
	if !ok {
		return p, false
	}
	raw, err := content.CanonicalJSON(clean)
	p.Value = raw
	_, bad := guard.Forbidden(p.Rationale)
	return p, err == nil && len(raw) <= mostValue && !bad
}

// scrub cleans every text of a value. False: it holds what a proposal may not hold.
func scrub(v any, picture bool, depth int) (any, bool) {
	if depth > 8 {
		return nil, false
	}
	switch v := v.(type) {
	case string:
		clean := guard.Clean(v, 4000)
		_, bad := guard.Forbidden(clean)
		return clean, !bad
	case []any:
		out := make([]any, 0, len(v))
		for _, one := range v {
			clean, ok := scrub(one, false, depth+1)
			if !ok {
				return nil, false
			}
			out = append(out, clean)
		}
		return out, true
	case map[string]any:
		out := map[string]any{}
		for key, one := range v {
			uri, isText := one.(string)
			if picture && key == "imageUrl" && isText {
				if uri != "" && ipfsURI(uri) == "" {
					return nil, false
				}
				out[key] = ipfsURI(uri)
				continue
			}
			clean, ok := scrub(one, false, depth+1)
			name := guard.Clean(key, 60)
			if _, bad := guard.Forbidden(name); !ok || bad {
				return nil, false
			}
			out[name] = clean
		}
		return out, true
	default:
		return v, true
	}
}

// iterationJSON is an iteration as the document holds it.
func iterationJSON(i store.CurationIteration) (map[string]any, error) {
	out := map[string]any{}
	if err := json.Unmarshal(i.Value, &out); err != nil {
		return nil, fmt.Errorf("read iteration %d: %w", i.Number, err)
	}
	out["rationale"], out["confidence"], out["timestamp"], out["source"] = i.Rationale, i.Confidence, i.Time*1000, i.Source
	if i.Provenance != nil {
		out["provenance"] = i.Provenance
	}
	return out, nil
}

// rawCID names bytes as content is named.
func rawCID(raw []byte) string { return content.CID(raw).String() }
