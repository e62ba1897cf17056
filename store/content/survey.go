package content

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ipfs/go-cid"
	"golang.org/x/time/rate"
)

// Query is what to ask about one file.
type Query struct {
	CID        cid.Cid
	Deals      bool
	Proof      bool
	RequestPDP bool // asked for before PDP is asked about
	PDP        bool
}

// Answer is what came. Only what was asked for is filled.
type Answer struct {
	CID       cid.Cid
	Deals     []Deal
	Proof     []Inclusion
	Requested bool // the PDP deal was asked for
	PDP       []PDPDeal
	// Err is a failure that concerns this file, such as [ErrUnknown]; what came before it is filled.
	Err error
}

// inARow is how many files in a row may fail before a survey ends: then it is the target.
const inARow = 3

// Survey puts questions about many files in one round, one at a time and no more than one each pace, so that following thousands
// of files for days is no load for anyone. tell gets each file's answer as it comes.
//
// It ends early with an error of tell's, with the context's, and with a failure that concerns more than one file: the target is
// parked, asks to wait, or fails for several files in a row. What was not asked about is the next round's.
func Survey(ctx context.Context, p Prover, queries []Query, pace time.Duration, tell func(Answer) error) error {
	turns := rate.NewLimiter(rate.Every(pace), 1)
	failed := 0
	for i, q := range queries {
		a, err := asked(ctx, p, q, turns)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		again, _ := errors.AsType[*Retryable](err)
		if again == nil {
			failed = 0
		} else {
			failed++
		}
		if errors.Is(err, ErrParked) || (again != nil && (again.After > 0 || failed == inARow)) {
			return fmt.Errorf("ask about %d files, at number %d: %w", len(queries), i+1, err)
		}
		a.Err = err
		if err := tell(a); err != nil {
			return err
		}
	}
	return nil
}

func asked(ctx context.Context, p Prover, q Query, turns *rate.Limiter) (a Answer, err error) {
	a.CID = q.CID
	for _, question := range []struct {
		wanted bool
		put    func() error
	}{
		{q.Deals, func() (err error) { a.Deals, err = p.Deals(ctx, q.CID); return err }},
		{q.Proof, func() (err error) { a.Proof, err = p.Proof(ctx, q.CID); return err }},
		{q.RequestPDP, func() (err error) { err = p.RequestPDP(ctx, q.CID); a.Requested = err == nil; return err }},
		{q.PDP, func() (err error) { a.PDP, err = p.PDP(ctx, q.CID); return err }},
	} {
		if !question.wanted {
			continue
		}
		if err := turns.Wait(ctx); err != nil {
			return a, err
		}
		if err := question.put(); err != nil {
			return a, err
		}
	}
	return a, nil
}
