package curation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/curation/agents"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// parts are what the event's document should hold of the curation, by name; nil takes a key away.
type parts map[string]any

// parts are a function of the journal alone.
func (l *ledger) parts() (parts, error) {
	out := parts{}
	shown := map[string]any{}
	chosen := map[string]uint64{} // the newest choice of each aspect
	cut := uint64(0)              // number of the newest acceptance of a plan
	for _, a := range l.accepted {
		maps.Copy(chosen, a.Chosen)
		if slices.ContainsFunc(plannerAspects, func(aspect string) bool { _, ok := a.Chosen[aspect]; return ok }) || a.Order == 0 {
			cut = a.number
		}
	}
	planned := false
	for _, aspect := range plannerAspects {
		list := l.iterations[aspect]
		open := cut == 0 || slices.ContainsFunc(list, func(i store.CurationIteration) bool { return l.made[aspect][i.Number] > cut })
		if !open || len(list) == 0 {
			continue
		}
		planned = true
		if err := l.show(shown, aspect, list, cut); err != nil {
			return nil, err
		}
	}
	switch {
	case planned:
		out["status"] = planReady
	case cut > 0:
		out["status"] = planAccepted
	}
	for _, aspect := range slices.Concat(strategyAspects, contentAspects) {
		if err := l.show(shown, aspect, l.iterations[aspect], 0); err != nil {
			return nil, err
		}
	}
	for aspect, n := range chosen {
		i, ok := l.iteration(aspect, n)
		if !ok {
			continue
		}
		if err := out.accept(shown, aspect, i); err != nil {
			return nil, err
		}
	}
	if len(shown) > 0 {
		out["iterations"] = shown
	} else if cut > 0 {
		out["iterations"] = nil
	}
	return out, nil
}

// show puts an aspect's iterations below iterations: the original, and those that were made after cut.
func (l *ledger) show(into map[string]any, aspect string, list []store.CurationIteration, cut uint64) error {
	shown := map[string]any{}
	for _, i := range list {
		if i.Number != 0 && l.made[aspect][i.Number] <= cut {
			continue
		}
		one, err := iterationJSON(i)
		if err != nil {
			return err
		}
		shown[strconv.FormatUint(i.Number, 10)] = one
	}
	if len(shown) > 0 {
		into[aspect] = shown
	}
	return nil
}

// accept puts what was chosen where clients look for it.
func (p parts) accept(shown map[string]any, aspect string, i store.CurationIteration) error {
	value := map[string]any{}
	if err := json.Unmarshal(i.Value, &value); err != nil {
		return fmt.Errorf("read iteration %d of %s: %w", i.Number, aspect, err)
	}
	attribute := func(trait string, key string) {
		if text, ok := value[key].(string); ok && text != "" {
			p["attributes/"+trait] = text
		}
	}
	switch aspect {
	case agents.Title, agents.Description:
		p[aspect] = value[aspect]
	case agents.Banner:
		p[aspect] = value
	case agents.Pricing:
		attribute("Recommended Ticket Price", "ticketPrice")
		attribute("Recommended Reserve Price", "reservePrice")
	case agents.Schedule:
		attribute("Recommended Date", "recommendedDate")
		attribute("Recommended Time", "recommendedTime")
	case agents.GeneralStrategy, agents.PlatformStrategies, agents.Timeline:
		one, err := iterationJSON(i)
		if err != nil {
			return err
		}
		shown["strategy_accepted_"+strings.TrimPrefix(aspect, "strategy_")] = map[string]any{"0": one}
		shown["strategy_status"] = map[string]any{"0": planAccepted}
	default:
		p[strings.TrimPrefix(aspect, "content_")] = value
	}
	return nil
}

// publish hands to the event's document what it lacks, and says how orders ended. Until a job has ended nothing of it is handed over: each change
// is a transaction.
func (k *look) publish(ctx context.Context, over bool) error {
	through, err := k.handOver(ctx, over)
	var soon *later
	if errors.As(err, &soon) {
		k.wait(soon.why, k.a.Wall.Add(soon.after))
		return nil
	}
	if err != nil {
		return err
	}
	return k.settle(through)
}

// handed are the newest parts of the curation that the metadata reactor was handed, and the number of the newest.
func (k *look) handed() (map[string][]byte, uint64, error) {
	out, through := map[string][]byte{}, uint64(0)
	for r, err := range k.a.View.Receipts(store.WorkKey{Reactor: "metadata", EventID: k.a.EventID}) {
		if err != nil {
			return nil, 0, fmt.Errorf("read what the document of event %d was given: %w", k.a.EventID, err)
		}
		name, ok := strings.CutPrefix(r.Kind, "part:")
		if !ok && r.Kind != reserveOrder {
			continue
		}
		if r.Kind == reserveOrder {
			name = reserveOrder
		}
		if owns(name) {
			out[name], through = r.Data, r.Number
		}
	}
	return out, through, nil
}

// reserveOrder is the kind under which the metadata reactor is asked for another reserve price.
const reserveOrder = "order:reservePrice"

// owns tells whether a part is the curation's.
func owns(name string) bool {
	return slices.Contains([]string{"iterations", "status", "title", "description", "banner", "x", "facebook", "instagram", "eventbrite", reserveOrder}, name) ||
		strings.HasPrefix(name, "attributes/Recommended ")
}

func (k *look) handOver(ctx context.Context, over bool) (through uint64, err error) {
	before, through, err := k.handed()
	if err != nil || over || !k.l.ours() || slices.ContainsFunc(k.l.jobs, func(j *job) bool { return j.end == nil }) && !k.l.unsettledAcceptance() {
		return through, err
	}
	want, err := k.l.parts()
	if err != nil {
		return 0, err
	}
	if err := k.upload(ctx); err != nil {
		return 0, err
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		raw, err := content.CanonicalJSON(want[name])
		if err != nil {
			return 0, reactors.Permanent(fmt.Errorf("write %s for the document of event %d: %w", name, k.a.EventID, err))
		}
		if bytes.Equal(raw, before[name]) || want[name] == nil && before[name] == nil {
			continue
		}
		n, err := k.a.Hand("metadata", "part:"+name, raw)
		if err != nil {
			return 0, err
		}
		through = max(through, n)
		k.at("handed " + name)
	}
	n, err := k.handReserve(before[reserveOrder])
	if err != nil {
		return 0, err
	}
	k.live.stored(k.a.EventID)
	return max(through, n), nil
}

// ours tells whether anything here is more than what was found in the document.
func (l *ledger) ours() bool {
	for _, j := range l.jobs {
		if !j.Adopted && len(j.proposed) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(l.accepted, func(a acceptance) bool { return a.Order != 0 })
}

// unsettledAcceptance tells whether an acceptance waits to be handed over.
func (l *ledger) unsettledAcceptance() bool {
	return slices.ContainsFunc(l.accepted, func(a acceptance) bool {
		_, done := l.outcomes[a.Order]
		return a.Order != 0 && !done
	})
}

// handReserve asks for the reserve price that was accepted, once for each acceptance, when it can still be changed.
func (k *look) handReserve(before []byte) (uint64, error) {
	var newest acceptance
	for _, a := range k.l.accepted {
		if _, ok := a.Chosen[agents.Pricing]; ok && a.Order != 0 {
			newest = a
		}
	}
	if newest.Chosen[agents.Pricing] == 0 || k.a.Event.StatusAt(k.a.Chain) != store.Upcoming {
		return 0, nil
	}
	by := fmt.Sprintf("accept %d", newest.Order)
	var last struct {
		By string `json:"by"`
	}
	if json.Unmarshal(before, &last) == nil && last.By == by {
		return 0, nil
	}
	i, _ := k.l.iteration(agents.Pricing, newest.Chosen[agents.Pricing])
	value := map[string]any{}
	if err := json.Unmarshal(i.Value, &value); err != nil {
		return 0, fmt.Errorf("read iteration %d of pricing: %w", i.Number, err)
	}
	wei, ok := reserveWei(value)
	if !ok || wei.Cmp(k.a.Event.ReservePrice.ToBig()) == 0 {
		return 0, nil
	}
	at, _ := k.a.View.AsOf()
	raw, err := json.Marshal(map[string]any{"wei": wei.String(), "block": at.Number, "by": by})
	if err != nil {
		return 0, err
	}
	return k.a.Hand("metadata", reserveOrder, raw)
}

// uploadTimeout bounds one upload of a picture.
const uploadTimeout = time.Minute

// upload brings the pictures that the document names to the targets, so that it names nothing that cannot be had. One target is enough; the others
// get them at a later look.
func (k *look) upload(ctx context.Context) error {
	var problems []error
	for _, i := range k.l.iterations[agents.Banner] {
		var value struct {
			ImageURL string `json:"imageUrl"`
		}
		if i.Number == 0 || json.Unmarshal(i.Value, &value) != nil {
			continue
		}
		c, err := content.ParseCID(strings.TrimPrefix(value.ImageURL, "ipfs://"))
		if err != nil {
			continue
		}
		have := false
		for _, t := range k.Targets {
			u := upload{c.String(), t.Name()}
			if k.l.uploads[u] {
				have = true
				continue
			}
			raw, err := k.Content.Get(c, 64<<20)
			if err != nil { // it is another's, or was lost: naming it is all that can be done
				have = true
				continue
			}
			limited, stop := context.WithTimeout(ctx, uploadTimeout)
			_, err = t.Upload(limited, c, fmt.Sprintf("haus-%d-banner-%d.png", k.a.EventID, i.Number), int64(len(raw)), func() (io.ReadSeekCloser, error) {
				return file{bytes.NewReader(raw)}, nil
			})
			stop()
			if err != nil {
				problems = append(problems, fmt.Errorf("upload the banner to %s: %w", t.Name(), err))
				continue
			}
			if _, err := k.record(Name, kindUpload, u); err != nil {
				return err
			}
			k.l.uploads[u], have = true, true
		}
		if len(k.Targets) > 0 && !have {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			err := errors.Join(problems...)
			after := 30 * time.Second
			if retry, ok := errors.AsType[*content.Retryable](err); ok {
				after = max(after, retry.After)
			} else {
				after = 10 * time.Minute // somebody has to mend it
			}
			return &later{after, err.Error()}
		}
	}
	return nil
}

// file makes bytes a file.
type file struct{ *bytes.Reader }

func (file) Close() error { return nil }
