package curation

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/curation/agents"
	"github.com/haus25/backend/reactors/curation/facts"
	"github.com/haus25/backend/reactors/curation/guard"
	"github.com/haus25/backend/reactors/curation/rag"
	"github.com/haus25/backend/reactors/curation/research"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// How much history is looked at, and how much of it an agent is given.
const (
	mostPast     = 40 // events
	mostFetched  = 12 // of their documents
	mostPassages = 6
	fetchTime    = 15 * time.Second // for all of them
	fresh        = 24 * 60 * 60     // seconds for which what an earlier job found out holds
)

// figures is what the index says, read while the attempt's view is ours alone.
type figures struct {
	event    facts.Event
	rights   facts.Rights
	prices   facts.Comparables
	schedule facts.Schedule
	past     []facts.Past
}

func lookUp(a *reactors.Attempt, zone string) (f figures, err error) {
	v, e := a.View, a.Event
	if f.event, err = facts.Of(v, e.ID); err != nil {
		return f, err
	}
	f.rights = facts.RightsOf(e, a.Chain)
	if f.prices, err = facts.Compare(v, e, a.Chain); err != nil {
		return f, err
	}
	if f.schedule, err = facts.Plan(v, e, a.Chain, zone); err != nil {
		return f, err
	}
	f.past, err = facts.History(v, e, a.Chain, mostPast)
	return f, err
}

// gather is the first phase: it makes what the agents of the job know, and journals it.
func (k *look) gather(ctx context.Context, r *run) error {
	if r.j.context != nil {
		return nil
	}
	if r.replay {
		return &notJournalled{"context"}
	}
	doc, err := k.document(ctx)
	if err != nil {
		return err
	}
	if err := k.remember(doc); err != nil {
		return err
	}
	f, err := lookUp(k.a, doc.original.Zone)
	if err != nil {
		return fmt.Errorf("gather the figures of event %d: %w", k.a.EventID, err)
	}
	at, _ := k.a.View.AsOf()
	c := &agents.Context{Event: f.event, Original: doc.original, Rights: f.rights, Comparables: f.prices, Schedule: f.schedule, Left: doc.left, Notes: doc.notes,
		Block: at.Number, Now: k.a.Chain, Today: k.a.Wall.UTC().Format(time.DateOnly), Memory: k.l.memory()}
	if doc.original.CID != "" {
		c.Inputs = append(c.Inputs, doc.original.CID)
	}
	if known := k.l.newestContext(r.j); known != nil && c.Today == known.Today {
		c.History, c.Embedder, c.Research, c.Trends, c.Left, c.Notes = known.History, known.Embedder, known.Research, known.Trends, known.Left, known.Notes
	} else if err := k.explore(ctx, r, c, f.past); err != nil {
		return err
	}
	raw, err := content.CanonicalJSON(c)
	if err != nil {
		return fmt.Errorf("keep what is known of event %d: %w", k.a.EventID, err)
	}
	if _, err := k.Content.Put(ctx, strings.NewReader(string(raw)), "application/json"); err != nil { // what provenance names can be looked up
		return fmt.Errorf("keep what is known of event %d: %w", k.a.EventID, err)
	}
	if _, err := r.record(Name, kindContext, contextRecord{r.j.Job, raw}); err != nil {
		return err
	}
	r.at("gathered")
	return r.j.know(raw)
}

// explore asks the shared agents that have more to say than the index: history, research and trends.
func (k *look) explore(ctx context.Context, r *run, c *agents.Context, past []facts.Past) error {
	var wait flock
	var found, trending []research.Finding
	var notes [2][]string
	if k.Research != nil {
		q := research.Query{Category: guard.Clean(c.Event.Category, 60), Title: c.Original.Title, Language: c.Original.Language}
		wait.Go(func() { found, notes[0] = k.Research.Search(ctx, q) })
		wait.Go(func() { trending, notes[1] = k.Research.Trends(ctx, q) })
	} else {
		notes[0] = []string{"nothing was searched for on the web: no key is configured"}
	}
	texts, left := k.history(ctx, past)
	wait.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	c.Research, c.Notes, c.Left = found, slices.Concat(c.Notes, notes[0], notes[1]), append(c.Left, left...)
	if err := r.search(ctx, c, texts); err != nil {
		return err
	}
	return r.trends(ctx, c, trending)
}

// history reads documents of past events. What cannot be read now is left out: it is history.
func (k *look) history(ctx context.Context, past []facts.Past) (texts []rag.Text, left []string) {
	ctx, stop := context.WithTimeout(ctx, fetchTime)
	defer stop()
	texts = make([]rag.Text, len(past))
	lefts := make([]string, len(past))
	var wait flock
	at := make(chan struct{}, 4)
	for i, p := range past {
		texts[i] = rag.Text{Source: fmt.Sprintf("event %d", p.ID), Body: pastText(p)}
		if i >= mostFetched || p.MetadataURI == "" {
			continue
		}
		wait.Go(func() {
			at <- struct{}{}
			defer func() { <-at }()
			doc, err := k.Documents.FetchJSON(ctx, p.MetadataURI)
			if err != nil {
				return
			}
			title, description := titleOf(doc.Body)
			words, why := guard.Sift(texts[i].Source, title+". "+description, 1500)
			lefts[i], texts[i].Body = why, strings.TrimSpace(words+"\n"+texts[i].Body)
			texts[i].CID = rawCID(doc.Body)
		})
	}
	wait.Wait()
	return texts, slices.DeleteFunc(lefts, func(s string) bool { return s == "" })
}

func pastText(p facts.Past) string {
	whose := "of the same category"
	if p.Own {
		whose = "of this creator"
	}
	return fmt.Sprintf("An event %s, %s, on %s: %d of %s tickets sold at %s wei, tips of %s wei.", whose, guard.Clean(p.Category, 60),
		time.Unix(int64(p.Start), 0).UTC().Format("Monday 2006-01-02 15:04"), p.Sold, cmp.Or(p.Tickets, "unknown"), cmp.Or(p.TicketPrice, "unknown"), p.Tips)
}

// search finds the passages of history that bear on the event.
func (r *run) search(ctx context.Context, c *agents.Context, texts []rag.Text) error {
	if len(texts) == 0 {
		return nil
	}
	query := strings.TrimSpace(c.Original.Title + " " + c.Original.Description + " " + guard.Clean(c.Event.Category, 60))
	var e rag.Embedder = rag.Lexical()
	if refs := r.Roles["embed"]; len(refs) > 0 && r.Models != nil {
		e = &embedder{r: r, refs: refs}
	}
	passages, err := rag.Search(ctx, e, texts, query, mostPassages)
	var none *noModel
	if errors.As(err, &none) {
		c.Notes = append(c.Notes, "the history was searched by words, not by meaning: "+none.why)
		e = rag.Lexical()
		passages, err = rag.Search(ctx, e, texts, query, mostPassages)
	}
	if err != nil {
		return fmt.Errorf("search the history: %w", err)
	}
	c.History, c.Embedder = passages, e.Name()
	for _, p := range passages {
		if p.CID != "" && !slices.Contains(c.Inputs, p.CID) {
			c.Inputs = append(c.Inputs, p.CID)
		}
	}
	return nil
}

// trends sums up what trends.
func (r *run) trends(ctx context.Context, c *agents.Context, found []research.Finding) error {
	if len(found) == 0 {
		return nil
	}
	refs := r.Roles["analytical"]
	if len(refs) == 0 || r.Models == nil {
		c.Research = append(c.Research, found...)
		return nil
	}
	text, err := research.Summarize(ctx, &chained{r: r, step: "trends", refs: refs}, found)
	var none *noModel
	switch {
	case errors.As(err, &none):
		c.Notes = append(c.Notes, "trends were not summed up: "+none.why)
		c.Research = append(c.Research, found...)
		return nil
	case err != nil:
		return fmt.Errorf("sum up trends: %w", err)
	}
	clean, left := guard.Sift("the summary of trends", text, 2000)
	if left != "" {
		c.Left = append(c.Left, left)
	}
	c.Trends = clean
	return nil
}

// document reads the event's document as it is on chain. One that can never be read is an empty one.
func (k *look) document(ctx context.Context) (document, error) {
	uri := k.a.Event.MetadataURI
	if uri == "" {
		return document{notes: []string{"the event has no metadata document"}}, nil
	}
	raw, err := k.fetch(ctx, uri)
	if err == nil {
		return readDocument(raw), nil
	}
	if soon, ok := errors.AsType[*fetch.Temporary](err); ok && k.tries(k.a.EventID, uri) < documentTries {
		after := max(soon.After, 10*time.Second)
		return document{}, &later{after, fmt.Sprintf("the event's document cannot be read now: %v", err)}
	}
	if ctx.Err() != nil {
		return document{}, ctx.Err()
	}
	return document{notes: []string{fmt.Sprintf("the event's document could not be read: %.200v", err)}}, nil
}

// documentTries is how often an event's document is asked for before its plan is made without it.
const documentTries = 8

func (k *look) fetch(ctx context.Context, uri string) ([]byte, error) {
	if c, err := content.ParseCID(strings.TrimPrefix(uri, "ipfs://")); err == nil {
		if raw, err := k.Content.Get(c, content.MaxJSON); err == nil {
			return raw, nil
		}
	}
	doc, err := k.Documents.FetchJSON(ctx, uri)
	return doc.Body, err
}

// memory are the iterations so far, for who proposes the next.
func (l *ledger) memory() map[string][]agents.Remembered {
	const most = 4 // of each aspect, beside the original
	out := map[string][]agents.Remembered{}
	for aspect, list := range l.iterations {
		for i, one := range list {
			if i == 0 || i >= len(list)-most {
				n, ok := l.acceptedNow(aspect)
				out[aspect] = append(out[aspect], agents.Remembered{Number: one.Number, Value: one.Value, Accepted: ok && n == one.Number})
			}
		}
	}
	return out
}

// acceptedNow is the iteration of an aspect that was accepted last.
func (l *ledger) acceptedNow(aspect string) (uint64, bool) {
	for _, a := range slices.Backward(l.accepted) {
		if n, ok := a.Chosen[aspect]; ok {
			return n, true
		}
	}
	return 0, false
}

// newestContext is what an earlier job found out.
func (l *ledger) newestContext(but *job) *agents.Context {
	for _, j := range slices.Backward(l.jobs) {
		if j != but && j.context != nil && j.Supervisor == but.Supervisor {
			return j.context
		}
	}
	return nil
}

// remember takes iterations from the event's document that the journal does not have: what somebody else proposed there, or what this program
// did before its journal was lost. So numbers never mean two things.
func (k *look) remember(doc document) error {
	for _, p := range doc.iterations {
		if _, ok := k.l.iteration(p.Aspect, p.Number); ok || len(k.l.iterations[p.Aspect]) >= 3*int(k.Iterations) {
			continue
		}
		n, err := k.record(Name, kindAdopted, p)
		if err != nil {
			return err
		}
		k.l.propose(p, n)
	}
	return nil
}

// titleOf reads what a past event was called.
func titleOf(raw []byte) (title, description string) {
	var d struct {
		Name, Title, Description any
	}
	if json.Unmarshal(raw, &d) != nil {
		return "", ""
	}
	text := func(v any) string { s, _ := v.(string); return s }
	return cmp.Or(text(d.Title), text(d.Name)), text(d.Description)
}

// creatorIsNew tells whether the creator never sold a ticket to somebody else.
func creatorIsNew(v *store.View, e *store.Event) (bool, error) {
	proven, err := facts.Proven(v, e.Creator)
	return !proven, err
}
