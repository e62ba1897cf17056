package main

import (
	"context"
	"log/slog"
	"math"
	"path/filepath"
	"strings"

	"github.com/haus25/backend/api"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/reactors/curation"
	"github.com/haus25/backend/reactors/curation/model"
	"github.com/haus25/backend/reactors/curation/research"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// curating is what plans and promotes.
type curating struct {
	reactor *curation.Reactor
	models  *model.Client        // nil: none is configured
	web     *research.Researcher // nil: no key is configured
	plans   uint64               // the most of a day
	font    []byte
}

func (w *crew) addCuration(c *config.Config, s *store.Store, log *slog.Logger) (err error) {
	x := &w.curation
	targets, err := uploadTargets(c)
	if err != nil {
		return err
	}
	k := c.Curation
	o := curation.Options{Store: s, Identity: s.Identity(), Documents: w.fetcher, Content: w.content, Targets: targets, AtDeployment: k.When == "deployed",
		PlansPerCreator: k.PlansPerCreator, PlansPerDay: k.PlansPerDay, Iterations: k.Iterations, Log: log.With("part", "curation"), Budget: budgetOf(c)}
	if o.Font, err = bannerFont(c); err != nil {
		return err
	}
	if x.models, err = model.New(modelOptions(c, log)); err != nil {
		return err
	}
	roles, _ := modelLists(c, x.models)
	if len(roles) > 0 {
		o.Models, o.Roles = x.models, roles
	}
	x.web, err = research.New(research.Options{SearchURL: k.SearchURL, SearchKey: k.SearchKey.Value(), SearchEngine: k.SearchEngine, YouTubeURL: k.YouTubeURL,
		YouTubeKey: k.YouTubeKey.Value(), ApifyURL: k.ApifyURL, ApifyToken: k.ApifyToken.Value(), ApifyActors: k.ApifyActors,
		CacheDir: filepath.Join(c.DataDir, "research"), CacheFor: k.ResearchCache, PerDay: k.ResearchPerDay})
	if err != nil {
		return err
	}
	if len(x.web.Sources()) > 0 {
		o.Research = x.web
	}
	x.reactor, x.plans, x.font = curation.New(o), k.PlansPerDay, o.Font
	w.reactors = append(w.reactors, x.reactor)
	w.parts = append(w.parts, part{"models", x.reactor.Run})
	return nil
}

func modelOptions(c *config.Config, log *slog.Logger) model.Options {
	k := c.Curation
	return model.Options{OpenAIURL: k.OpenAIURL, OpenAIKey: k.OpenAIKey.Value(), AnthropicURL: k.AnthropicURL, AnthropicKey: k.AnthropicKey.Value(),
		GoogleURL: k.GoogleURL, GoogleKey: k.GoogleKey.Value(), Timeout: k.Timeout, PricesFile: k.Prices, Log: log}
}

func budgetOf(c *config.Config) curation.Budget {
	k := c.Curation
	return curation.Budget{Event: store.CurationSpent{MicroUSD: microUSD(k.BudgetUSDPerEvent), Tokens: k.TokensPerEvent},
		CreatorDay: store.CurationSpent{MicroUSD: microUSD(k.BudgetUSDPerCreatorDay), Tokens: k.TokensPerCreatorDay},
		Day:        store.CurationSpent{MicroUSD: microUSD(k.BudgetUSDPerDay), Tokens: k.TokensPerDay}, Newcomers: k.NewcomersShare}
}

// microUSD is an amount of US dollars in millionths.
func microUSD(usd float64) uint64 { return uint64(math.Round(usd * 1e6)) }

func (x *curating) close() {
	if x.models != nil {
		x.models.Close()
	}
	if x.web != nil {
		x.web.Close()
	}
}

func (x *curating) status() api.CurationStatus {
	f := x.reactor.Figures()
	out := api.CurationStatus{Day: f.Day, Budget: f.DayBudget, Newcomers: f.Newcomers, NewcomersBudget: f.NewcomersBudget, PlansBudget: x.plans,
		Running: f.Running, Calls: f.Calls, Failures: f.Failures}
	if x.web != nil {
		out.Research = x.web.Sources()
	}
	for _, m := range f.Models {
		out.Models = append(out.Models, api.CurationModel{Role: string(m.Role), Model: m.Model.String(), OK: m.Why == "", Why: m.Why, PriceKnown: m.Price.Known || m.Price.Free})
	}
	return out
}

// ownDocument reads a document that haus keeps.
func (w *crew) ownDocument(_ context.Context, uri string) ([]byte, error) {
	c, err := content.ParseCID(strings.TrimPrefix(uri, "ipfs://"))
	if err != nil {
		return nil, err
	}
	return w.content.Get(c, content.MaxJSON)
}
