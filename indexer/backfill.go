package indexer

import (
	"context"
	"errors"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"github.com/haus25/backend/internal/evm"
)

const (
	firstRange = 500     // blocks of the first range; cheap anywhere
	maxBlocks  = 100_000 // of any range
	// wantLogs is how many logs a range should hold: enough that a commit's sync is not felt, few enough that the ranges in
	// flight stay within some 30 MB.
	wantLogs = 4000
)

// job is one range of a backfill. Ranges are fetched in parallel; two things go in order: which children exist (born) and
// what is committed (result).
type job struct {
	from, to uint64
	before   <-chan struct{} // closed when all earlier ranges' children are known
	born     chan struct{}
	result   chan []*piece
}

// backfill indexes from…to, where head is the newest block known of. Ranges are fetched ahead and committed in order.
func (x *Indexer) backfill(ctx context.Context, from, to, head uint64) error {
	cursor, _, err := x.cursor()
	if err != nil {
		return err
	}
	defer x.children.forget()
	x.progress.backfilling(from, to)
	defer x.progress.backfilling(0, 0)
	g, ctx := errgroup.WithContext(ctx)
	jobs := make(chan *job)              // to the fetchers
	order := make(chan *job, x.Parallel) // to the committer: bounds how far ahead the fetchers run
	spans := make(chan uint64, 1)        // the planner's next range length
	span := uint64(x.target)
	g.Go(func() error {
		defer close(jobs)
		defer close(order)
		ready := make(chan struct{})
		close(ready)
		before := (<-chan struct{})(ready)
		for at := from; at <= to; {
			select {
			case span = <-spans:
			default:
			}
			j := &job{from: at, to: x.rangeEnd(at, span, to, head), before: before, born: make(chan struct{}), result: make(chan []*piece, 1)}
			select {
			case order <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case jobs <- j:
			case <-ctx.Done():
				return ctx.Err()
			}
			before, at = j.born, j.to+1
		}
		return nil
	})
	for range x.Parallel {
		g.Go(func() error {
			for j := range jobs {
				if err := x.fetchJob(ctx, j); err != nil {
					return err
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		for j := range order {
			var pieces []*piece
			select {
			case pieces = <-j.result:
			case <-ctx.Done():
				return ctx.Err()
			}
			logs := 0
			for _, p := range pieces {
				if err := x.commit(p, head, cursor); err != nil {
					return err
				}
				cursor = p.last
				logs += len(p.logs)
			}
			x.target = nextSpan(x.target, int(j.to-j.from+1), logs)
			select {
			case <-spans:
			default:
			}
			spans <- uint64(x.target)
		}
		return nil
	})
	return g.Wait()
}

// nearRange is the length of ranges inside the undo window, in blocks: a rollback goes back to where one of them ends.
const nearRange = 16

// rangeEnd returns the last block of the range that begins at block at: big ranges up to the undo window, small ones in it.
func (x *Indexer) rangeEnd(at, span, to, head uint64) uint64 {
	end := min(to, at+span-1)
	if window := x.store.UndoWindow(); end+window > head {
		if at+window <= head {
			return head - window
		}
		return min(end, at+nearRange-1)
	}
	return end
}

// nextSpan aims at wantLogs in a range, at most doubling or quartering from one range to the next.
func nextSpan(target, blocks, logs int) int {
	want := blocks * wantLogs / max(logs, 1)
	return min(max(want, target/4, 1), 2*target, maxBlocks)
}

// errRestart ends a backfill whose later ranges were asked without children that a second endpoint now names.
var errRestart = errors.New("endpoints disagree about the contracts that were made, starting the range again")

// fetchJob reads one range from whichever endpoint gives it.
func (x *Indexer) fetchJob(ctx context.Context, j *job) error {
	told := false // whether later ranges rely on what this one found
	settle := func(ctx context.Context, found []common.Address, to uint64) ([]common.Address, error) {
		for _, a := range found {
			if told && !x.children.has(a) {
				return nil, errRestart
			}
		}
		x.children.expect(found)
		select {
		case <-j.before:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if to == j.to && !told {
			told = true
			close(j.born)
		}
		return x.children.everyone(), nil
	}
	var pieces []*piece
	err := x.pool.Do(ctx, func(ctx context.Context, ep *evm.Endpoint) (err error) {
		r := request{from: j.from, to: j.to, calls: true, settle: settle}
		r.topics = x.strangers.byTopic(max(x.children.count(), 1), j.to-j.from+1)
		pieces, err = x.fetch(ctx, ep, r)
		return err
	})
	if err != nil {
		return err
	}
	j.result <- pieces
	return nil
}
