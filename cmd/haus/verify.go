package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/haus25/backend/indexer"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/store"
)

// firstDifferences is how many differences haus verify names; the rest are only counted.
const firstDifferences = 20

// verify is haus verify. A running daemon does it on a snapshot; otherwise the store is opened here.
func verify(ctx context.Context, c *config.Config, out, errs io.Writer) error {
	named := 0
	report := func(difference string) {
		if named++; named <= firstDifferences {
			fmt.Fprintln(out, difference)
		}
	}
	started := time.Now()
	n, asked, err := askDaemon(ctx, c.DataDir, report)
	if !asked {
		n, err = verifyHere(ctx, c, errs, report)
	}
	if n > firstDifferences {
		fmt.Fprintf(out, "… and %d more\n", n-firstDifferences)
	}
	switch {
	case err != nil:
		return fmt.Errorf("verify: %w", err)
	case n > 0:
		return errDifferences
	}
	fmt.Fprintf(out, "the index equals the chain (compared in %s)\n", time.Since(started).Round(time.Millisecond))
	return nil
}

func verifyHere(ctx context.Context, c *config.Config, errs io.Writer, report func(string)) (n int, err error) {
	log := logger(c, errs)
	if !store.Exists(c.DataDir) {
		return 0, fmt.Errorf("there is no index in %s: start haus run first", c.DataDir)
	}
	s, err := openStore(c, log)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	pool, err := evm.NewPool(poolOptions(c, log))
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	x, err := indexer.New(indexerOptions(c, s, pool, log))
	if err != nil {
		return 0, err
	}
	return x.Verify(ctx, c.DataDir, report)
}

// rebuild is haus rebuild: it sets the old index aside, makes a new one up to the head, and then removes the old one. An
// interrupted rebuild is finished by haus run.
func rebuild(ctx context.Context, c *config.Config, out, errs io.Writer) (err error) {
	log := logger(c, errs)
	if socketAnswers(c.DataDir) {
		return fmt.Errorf("%w: stop haus run, then rebuild", store.ErrLocked)
	}
	// The old index goes only when the chain can be read.
	probes, err := probeAll(ctx, c)
	if err != nil {
		return err
	}
	if err := judge(c, probes); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	if err := replaceable(c, log); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	old, err := store.SetAside(c.DataDir)
	if err != nil {
		return err
	}
	if old != "" {
		fmt.Fprintf(out, "the old index is in %s until the new one is made\n", old)
	}
	s, err := openStore(c, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := enable(c, s, log); err != nil {
		return err
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
	own, stop := context.WithCancel(ctx)
	shown := make(chan error, 1)
	go func() { shown <- showProgress(own, x, errs, log) }()
	err = x.CatchUp(ctx)
	stop()
	<-shown
	if err != nil {
		return fmt.Errorf("rebuild: %w; haus run goes on from here", err)
	}
	if old != "" {
		if err := os.RemoveAll(old); err != nil {
			return fmt.Errorf("remove the old index: %w", err)
		}
	}
	fmt.Fprintf(out, "%s is made anew up to block %d\n", filepath.Join(c.DataDir, "index"), x.Progress().Indexed)
	return nil
}

// replaceable refuses to set aside, and to remove in the end, what is no index of this deployment: a damaged one may go, a
// folder that haus did not make or an index that the configuration does not fit may not.
func replaceable(c *config.Config, log *slog.Logger) error {
	if _, err := os.Stat(filepath.Join(c.DataDir, "index")); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	s, err := openStore(c, log)
	switch {
	case err == nil:
		return s.Close()
	case errors.Is(err, store.ErrCorrupted), errors.Is(err, store.ErrSchema):
		return nil
	}
	return err
}
