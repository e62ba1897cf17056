package curation

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/haus25/backend/reactors/curation/agents"
	"github.com/haus25/backend/reactors/curation/banner"
	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/store"
)

// Where the banner comes from when no model draws it.
const typography = "rules"

// pictureTokens is more than a picture's prompt and answer take, in tokens, at providers that count pictures as tokens.
const pictureTokens = 4000

// picture makes a banner: image models draw it, or else it is set from the title here.
func (r *run) picture(ctx context.Context) ([]made, error) {
	c := r.j.context
	look := banner.Look{Title: c.Original.Title, Category: c.Event.Category, Start: c.Event.Start, Zone: c.Original.Zone, Seed: r.event + 1_000_003*r.l.nextSeed(r.j)}
	from := &store.CurationProvenance{Agent: agents.Banner, Inputs: append([]string{r.j.cid}, c.Inputs...), Block: c.Block, Left: c.Left}
	a, err := r.pay(ctx, question{step: agents.Banner, refs: r.Roles[model.Drawing],
		most: func(model.Ref) model.Usage { return model.Usage{In: pictureTokens, Out: pictureTokens, Images: 1} },
		ask: func(ctx context.Context, ref model.Ref) (got, error) {
			return r.draw(ctx, ref, agents.DrawPrompt(c, r.j.Wish))
		}})
	var no *noModel
	switch {
	case err == nil:
		from.Provider, from.Fallbacks, from.Prompt = providerOf(a.Ref), r.fallbacks(agents.Banner), agents.DrawVersion
		cost := r.costOf(agents.Banner)
		from.MicroUSD, from.Tokens = cost.MicroUSD, cost.Tokens
		d := agents.BannerDraft(c, "ipfs://"+a.CID, banner.Alt(look), "drawn by "+a.Model)
		from.Checks = d.Checks
		return []made{{aspect: agents.Banner, draft: &d, source: a.Model, provenance: from}}, nil
	case !errors.As(err, &no):
		return nil, err
	}
	png, note, err := banner.Render(look, r.Font)
	if err != nil {
		return none([]string{agents.Banner}, agents.Wish{}, fmt.Sprintf("no banner could be set: %v", err)), nil
	}
	uri := "ipfs://" + rawCID(png)
	if !r.replay {
		if _, err := r.Content.Put(ctx, bytes.NewReader(png), "image/png"); err != nil {
			return nil, fmt.Errorf("keep the banner of event %d: %w", r.event, err)
		}
	}
	how := "set from title, category and date; no model drew it"
	if note != "" {
		how += "; " + note
	}
	d := agents.BannerDraft(c, uri, banner.Alt(look), how)
	from.Checks, from.Fallbacks = d.Checks, []string{no.why}
	cost := r.costOf(agents.Banner)
	from.MicroUSD, from.Tokens = cost.MicroUSD, cost.Tokens
	return []made{{aspect: agents.Banner, draft: &d, source: typography, provenance: from}}, nil
}

// draw has a model draw, and keeps what passes.
func (r *run) draw(ctx context.Context, ref model.Ref, prompt string) (got, error) {
	image, err := r.Models.Draw(ctx, model.Picture{Model: ref, Prompt: prompt, Aspect: "16:9"})
	if err != nil {
		return got{}, err
	}
	png, _, _, err := banner.Accept(image.Data)
	if err != nil {
		return got{}, &model.Error{Model: ref, Kind: unfit, Detail: err.Error(), Usage: image.Usage, Paid: true}
	}
	info, err := r.Content.Put(ctx, bytes.NewReader(png), "image/png")
	if err != nil {
		return got{}, fmt.Errorf("keep the banner of event %d: %w", r.event, err)
	}
	return got{cid: info.CID.String(), model: image.Model, usage: image.Usage}, nil
}

// nextSeed makes each banner of an event another one.
func (l *ledger) nextSeed(j *job) uint64 {
	n := uint64(0)
	for _, one := range l.jobs {
		if one == j {
			break
		}
		n++
	}
	return n
}
