package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/haus25/backend/api"
	"github.com/haus25/backend/indexer"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/reactors/archive"
	"github.com/haus25/backend/store"
)

// runDaemon is haus run: it opens the store, answers queries at once, and follows the chain as soon as an endpoint is there.
func runDaemon(ctx context.Context, c *config.Config, _, errs io.Writer) (err error) {
	log := logger(c, errs)
	s, err := openStore(c, log)
	if err != nil {
		return err
	}
	defer func() {
		if errors.Is(err, errMisconfigured) {
			err = errors.Join(err, s.CloseUnused(c.DataDir))
			return
		}
		err = errors.Join(err, s.Close())
	}()
	if old, _ := filepath.Glob(filepath.Join(c.DataDir, "index.old-*")); len(old) > 0 {
		log.Warn("an interrupted haus rebuild left the old index: remove it once the new one is complete", "folders", old)
	}
	pool, err := evm.NewPool(poolOptions(c, log))
	if err != nil {
		return err
	}
	defer pool.Close()
	x, err := indexer.New(indexerOptions(c, s, pool, log))
	if err != nil {
		return err
	}
	crew, err := newCrew(ctx, c, s, pool, log)
	if err != nil {
		return err
	}
	defer crew.close()
	if err := enable(c, s, log); err != nil {
		return err
	}
	runner, err := newRunner(c, s, x, crew.reactors, log)
	if err != nil {
		return err
	}
	now := &standing{x: x, pool: pool}
	listeners, err := openListeners(ctx, c, api.New(apiOptions(c, s, now, runner, crew, log)))
	if err != nil {
		return err
	}
	socket, err := listenSocket(c.DataDir)
	if err != nil {
		listeners.close()
		return err
	}
	log.Info("haus starts", "version", versionString(), "chain", c.Chain.ID, "data", c.DataDir, "api", "http://"+listeners.address("api"),
		"control", "http://"+listeners.address("control"), "hooks", "http://"+listeners.address("hooks"))
	parts := append(listeners.parts(),
		part{"socket", func(ctx context.Context) error {
			return serveSocket(ctx, socket, func(ctx context.Context, report func(string)) (int, error) {
				return x.Verify(ctx, c.DataDir, report)
			}, desk{s, runner}, archiveDesk{s, crew.shows.spool, func(event uint64) error { return archive.Touch(s, event) }, listeners.address("api")})
		}},
		part{"progress", func(ctx context.Context) error { return showProgress(ctx, x, errs, log) }},
		part{"reactors", runner.Run})
	parts = append(parts, crew.parts...)
	parts = append(parts, part{"indexer", func(ctx context.Context) error {
		if err := awaitChain(ctx, c, log, now.waitFor); err != nil || ctx.Err() != nil {
			return err
		}
		return x.Run(ctx)
	}})
	err = runParts(ctx, parts...)
	log.Info("haus stopped")
	return err
}

func logger(c *config.Config, w io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.Log.Level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

func identity(c *config.Config) store.Identity {
	k := c.Contracts
	return store.Identity{ChainID: c.Chain.ID, StartBlock: c.Chain.StartBlock, EventFactory: k.EventFactory, EventManager: k.EventManager,
		LiveTipping: k.LiveTipping, Distributor: k.Distributor, CreationWrapper: k.CreationWrapper}
}

// storeStep is set by tests that kill haus between two writes; archiveSettle by those that do not want to wait for what comes after
// the end of a show.
var (
	storeStep     func()
	archiveSettle time.Duration
)

// openStore opens the store, and clears away what commands that were killed have left beside it: the store's lock says that
// none of them runs any more.
func openStore(c *config.Config, log *slog.Logger) (*store.Store, error) {
	s, err := store.Open(store.Options{Dir: c.DataDir, Identity: identity(c), UndoWindow: c.Chain.UndoWindow, Step: storeStep, Log: log})
	if err != nil {
		return nil, err
	}
	leftovers, _ := filepath.Glob(filepath.Join(c.DataDir, indexer.VerifyFolder)) // the pattern is ours and well formed
	for _, dir := range leftovers {
		if err := os.RemoveAll(dir); err != nil {
			log.Warn("an interrupted haus verify left a folder that cannot be removed", "folder", dir, "error", err)
		}
	}
	return s, nil
}

func poolOptions(c *config.Config, log *slog.Logger) evm.Options {
	return evm.Options{Endpoints: c.Chain.RPC, ChainID: c.Chain.ID, Timeout: c.Chain.Timeout, Log: log}
}

func indexerOptions(c *config.Config, s *store.Store, pool *evm.Pool, log *slog.Logger) indexer.Options {
	return indexer.Options{Store: s, Pool: pool, WS: c.Chain.WS, Poll: c.Chain.Poll, Parallel: c.Chain.Parallel,
		Recheck: c.Chain.Recheck, Round: c.Chain.RecheckRound, Reactors: enabled(c), Log: log}
}

// standing tells the API how the indexer gets on.
type standing struct {
	x     *indexer.Indexer
	pool  *evm.Pool
	start atomic.Pointer[string] // what the start waits for
}

func (s *standing) waitFor(err error) {
	if err == nil {
		s.start.Store(nil)
		return
	}
	text := err.Error()
	s.start.Store(&text)
}

func (s *standing) Progress() api.Status {
	p := s.x.Progress()
	if why := s.start.Load(); why != nil {
		p.Phase, p.Why = indexer.Waiting, *why
	}
	if p.Why == "" && p.SecondPass != "" {
		p.Why = "the second pass waits: " + p.SecondPass
	}
	out := api.Status{HeadBlock: p.HeadBlock, HeadTime: p.HeadTime, HeadSeen: p.HeadSeen, Ready: p.Ready, Phase: string(p.Phase), Why: p.Why,
		BlocksPerSecond: p.BlocksRate, LogsPerSecond: p.LogsRate, SecondPasses: indexer.SecondPasses}
	for _, e := range s.pool.Status() {
		out.Endpoints = append(out.Endpoints, api.Endpoint{Name: e.Name, Healthy: e.Healthy, Head: e.Head, Requests: e.Requests,
			Errors: e.Errors, ErrorsByClass: e.ErrorsByClass, Latency: e.Latency, LastError: e.LastError, BackingOffUntil: e.BackingOffUntil})
	}
	return out
}
