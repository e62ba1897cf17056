package indexer

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"

	"github.com/haus25/backend/store"
)

// VerifyFolder is the pattern of the temporary folders that Verify makes; a killed one leaves its behind.
const VerifyFolder = "verify-*"

// Verify compares the store with the chain: its rows with each other (every index, account and counter computed anew), and
// everything with a second index that it makes of the chain from the first block to the cursor, in a temporary folder in
// dir. It calls report for each difference and tells how many there are. Before it compares it lets the second pass finish
// what the head had left to it; nothing else in the store is changed.
func (x *Indexer) Verify(ctx context.Context, dir string, report func(string)) (differences int, err error) {
	s := x.store
	if _, started, err := x.cursor(); err != nil {
		return 0, err
	} else if !started {
		return 0, errors.New("nothing is indexed yet: start haus run first")
	}
	if err := x.finishTail(ctx); err != nil {
		return 0, err
	}
	found := func(format string, args ...any) {
		differences++
		report(fmt.Sprintf(format, args...))
	}
	v, err := s.View()
	if err != nil {
		return 0, err
	}
	defer v.Release()
	cursor, _ := v.AsOf()
	if err := v.Check(func(d string) { found("the store contradicts itself: %s", d) }); err != nil {
		return differences, err
	}
	tmp, err := os.MkdirTemp(dir, VerifyFolder)
	if err != nil {
		return differences, fmt.Errorf("make a folder for the second index: %w", err)
	}
	defer os.RemoveAll(tmp)
	other, err := store.Open(store.Options{Dir: tmp, Identity: s.Identity(), UndoWindow: 1})
	if err != nil {
		return differences, err
	}
	defer other.Close()
	again, err := New(Options{Store: other, Pool: x.pool, Log: x.log, Reactors: []string{}})
	if err != nil {
		return differences, err
	}
	if err := again.upTo(ctx, cursor); err != nil {
		return differences, err
	}
	first, err := compareStores(v, other, func(string, string, string) {})
	if err != nil {
		return differences, err
	}
	if first > 0 {
		// The second index may lack what an endpoint left out: a round of the second pass over it, before anything is said.
		if err := again.wholeRound(ctx); err != nil {
			return differences, err
		}
	}
	_, err = compareStores(v, other, func(what, here, there string) {
		found("%s: the store says %s, the chain says %s", what, here, there)
	})
	return differences, err
}

func compareStores(v *store.View, other *store.Store, report func(what, here, there string)) (n int, err error) {
	w, err := other.View()
	if err != nil {
		return 0, err
	}
	defer w.Release()
	here, _ := v.AsOf()
	if there, _ := w.AsOf(); here != there {
		n++
		report("cursor", fmt.Sprintf("%+v", here), fmt.Sprintf("%+v", there))
	}
	err = store.Compare(v, w, func(what, a, b string) {
		n++
		report(what, a, b)
	})
	return n, err
}

// upTo indexes until the cursor is at the given block. It retries as Run does, but gives up when nothing moved for long.
func (x *Indexer) upTo(ctx context.Context, to store.Ref) error {
	return x.persist(ctx, func() (bool, error) {
		cursor, started, err := x.cursor()
		switch {
		case err != nil:
			return false, err
		case !started:
			return false, x.begin(ctx)
		case cursor.Number < to.Number:
			return false, x.backfill(ctx, cursor.Number+1, to.Number, math.MaxUint64/2)
		}
		left, _, err := x.fillOnce(ctx)
		if err != nil {
			x.log.Warn("some contracts do not answer", "events", left, "error", err)
		}
		return true, nil
	})
}

// wholeRound runs one round of the second pass from the first block to the cursor.
func (x *Indexer) wholeRound(ctx context.Context) error {
	cursor, _, err := x.cursor()
	if err != nil {
		return err
	}
	at := x.identity.StartBlock
	return x.persist(ctx, func() (bool, error) {
		v, err := x.store.View()
		if err != nil {
			return false, err
		}
		missed, err := v.MissedChildren()
		rollbacks := v.Repairs().Rollbacks
		v.Release()
		switch {
		case err != nil:
			return false, err
		case len(missed) > 0:
			return false, x.compareMissed(ctx, missed[0], cursor, rollbacks)
		case at > cursor.Number:
			return true, nil
		}
		to := min(cursor.Number, at+recheckBlocks-1)
		to, err = x.compare(ctx, comparison{from: at, to: to, rollbacks: rollbacks})
		if err == nil {
			at = to + 1
		}
		return false, err
	})
}

// giveUp is how many failures in a row end a command that somebody waits for.
const giveUp = 5

// persist calls f until it is done, with pauses after failures.
func (x *Indexer) persist(ctx context.Context, f func() (done bool, err error)) error {
	for failures := 0; ; {
		done, err := f()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case done && err == nil:
			return nil
		case err == nil || errors.Is(err, errRestart):
			failures = 0
			continue
		case isFatal(err) || errors.Is(err, ErrHalted):
			return err
		}
		if failures++; failures == giveUp {
			return err
		}
		x.log.Warn("the chain cannot be read, trying again", "error", err)
		if !x.pause(ctx, x.Retry<<failures) {
			return ctx.Err()
		}
	}
}

// CatchUp indexes up to the newest block and asks once for what calls tell. It gives up when the chain cannot be read.
func (x *Indexer) CatchUp(ctx context.Context) error {
	return x.persist(ctx, func() (bool, error) {
		moved, err := x.Converge(ctx, 0)
		if err != nil || moved {
			return false, err
		}
		_, _, err = x.fillOnce(ctx)
		return err == nil, err
	})
}
