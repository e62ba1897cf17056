package indexer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/store"
)

// Options say what to follow and where to keep it. Store and Pool are required; the rest has defaults.
type Options struct {
	Store *store.Store
	Pool  *evm.Pool
	// WS are web sockets that wake the indexer up when a block comes.
	WS []string
	// Poll is the pause between looks at the head, default 1 s; with a web socket the head comes sooner.
	Poll time.Duration
	// Parallel is how many ranges are fetched ahead in backfill, default 4.
	Parallel int
	// Recheck is the pause between two requests of the second pass, default 2 s.
	Recheck time.Duration
	// Round is the least time from the end of one second pass over all of history to the beginning of the next, default 24 h.
	Round time.Duration
	// Retry is the first pause after a failure, default 500 ms; it doubles up to 30 s.
	Retry time.Duration
	// Reactors are the names to mark work for; nil: all of Reactors.
	Reactors []string
	Log      *slog.Logger
}

// ErrHalted says that the chain and the index disagree in a way that nothing here may mend: a reorg past the undo window, or
// a finished range with other contents. Nothing was deleted.
var ErrHalted = errors.New("halted")

// Indexer follows the chain. Run it once.
type Indexer struct {
	Options
	store     *store.Store
	pool      *evm.Pool
	log       *slog.Logger
	identity  store.Identity
	static    []common.Address // our own contracts, as a filter names them
	contracts map[common.Address]store.Contract
	wanted    map[string]bool // reactors
	children  children
	strangers strangers
	progress  progress
	wake      chan uint64 // newest block that a web socket spoke of

	writing sync.Mutex // held while a batch is made from what was read before: commit, rollback, late logs
	second  sync.Mutex // held by a step of the second pass, which the daemon and haus verify both take
	target  int        // blocks a range of the backfill has, adapted to how many logs they hold
}

// New makes an indexer on an open store; its identity says which contracts to follow.
func New(o Options) (*Indexer, error) {
	if o.Poll == 0 {
		o.Poll = time.Second
	}
	if o.Parallel == 0 {
		o.Parallel = 4
	}
	if o.Recheck == 0 {
		o.Recheck = 2 * time.Second
	}
	if o.Round == 0 {
		o.Round = 24 * time.Hour
	}
	if o.Retry == 0 {
		o.Retry = 500 * time.Millisecond
	}
	if o.Reactors == nil {
		o.Reactors = Reactors
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Store.Identity().StartBlock == 0 {
		return nil, errors.New("chain.start_block is 0: set it to the block that EventFactory was deployed in")
	}
	x := &Indexer{Options: o, store: o.Store, pool: o.Pool, log: o.Log, identity: o.Store.Identity(),
		contracts: map[common.Address]store.Contract{}, wanted: map[string]bool{}, wake: make(chan uint64, 1), target: firstRange}
	for _, r := range o.Reactors {
		x.wanted[r] = true
	}
	id := x.identity
	for _, c := range []struct {
		at   common.Address
		kind store.Contract
	}{{id.EventFactory, store.EventFactory}, {id.EventManager, store.EventManager}, {id.LiveTipping, store.LiveTipping},
		{id.Distributor, store.Distributor}, {id.CreationWrapper, store.CreationWrapper}} {
		if c.at == (common.Address{}) {
			continue
		}
		if other, ok := x.contracts[c.at]; ok {
			return nil, fmt.Errorf("%s and %s have the same address %s: mend [contracts]", other, c.kind, c.at)
		}
		x.contracts[c.at] = c.kind
		x.static = append(x.static, c.at)
	}
	if err := x.children.load(x.store); err != nil {
		return nil, err
	}
	return x, nil
}

// Run follows the chain until ctx ends and then returns nil. It retries whatever may pass and returns only what cannot: a
// store that fails.
func (x *Indexer) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return x.follow(ctx) })
	g.Go(func() error { return x.recheck(ctx) })
	g.Go(func() error { return x.fillGaps(ctx) })
	g.Go(func() error {
		// Blocks come several times a second; a socket silent for 15 s is dead.
		return evm.Heads(ctx, x.WS, x.identity.ChainID, 15*time.Second, x.log, x.wakeUp)
	})
	return g.Wait()
}

// wakeUp keeps only the newest number: the indexer goes as far as it can anyway.
func (x *Indexer) wakeUp(number uint64) {
	for {
		select {
		case x.wake <- number:
			return
		case <-x.wake:
		}
	}
}

// firstBehind is the first pause when an endpoint does not have a block yet that another spoke of.
const firstBehind = 5 * time.Millisecond

// follow is the loop around Converge.
func (x *Indexer) follow(ctx context.Context) error {
	poll := time.NewTimer(0)
	defer poll.Stop()
	<-poll.C
	wait, behind := x.Retry, firstBehind
	hint := uint64(0)
	for {
		moved, err := x.Converge(ctx, hint)
		hint = 0
		var ahead *evm.AheadError
		switch {
		case ctx.Err() != nil:
			return nil
		case isFatal(err):
			return err
		case errors.Is(err, errMoved), errors.Is(err, errRestart), errors.As(err, &ahead) && behind < x.Poll:
			// A rollback came in between, or the endpoint that answers is a moment behind the one that spoke of the block.
			x.log.Debug("beginning the step anew", "error", err)
			if !x.pause(ctx, behind) {
				return nil
			}
			behind = min(2*behind, x.Poll)
			continue
		case err != nil:
			x.progress.fails(err)
			level := slog.LevelWarn
			if errors.Is(err, ErrHalted) {
				level = slog.LevelError
			}
			x.log.Log(ctx, level, "cannot go on, trying again", "error", err, "wait", wait)
			if !x.pause(ctx, wait) {
				return nil
			}
			wait = min(2*wait, 30*time.Second)
			continue
		}
		wait, behind = x.Retry, firstBehind
		x.progress.fails(nil)
		if moved {
			continue
		}
		poll.Reset(x.Poll)
		select {
		case hint = <-x.wake:
		case <-poll.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// pause waits, a little more or less than d so that several do not march in step. It returns false when ctx ends first.
func (x *Indexer) pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d*3/4 + rand.N(d/2+1))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// isFatal tells errors that trying again cannot mend.
func isFatal(err error) bool {
	return errors.Is(err, store.ErrCorrupted) || errors.Is(err, store.ErrDiskFull) || errors.Is(err, errWrite)
}

var errWrite = errors.New("the store does not take writes")

// cursor returns the newest indexed block; ok is false when nothing is indexed.
func (x *Indexer) cursor() (ref store.Ref, ok bool, err error) {
	v, err := x.store.View()
	if err != nil {
		return ref, false, err
	}
	defer v.Release()
	ref, ok = v.AsOf()
	return ref, ok, nil
}

// headRange is the longest stretch that is followed block by block, with every header; what is farther away is backfilled.
const headRange = 32

// Converge brings the index one step closer to the chain's head: a whole backfill when it is far away, one range when it is
// near, a rollback when the chain has another past. It returns false when there was nothing to do. hint is a block that is
// said to exist; 0: ask.
func (x *Indexer) Converge(ctx context.Context, hint uint64) (moved bool, err error) {
	cursor, started, err := x.cursor()
	if err != nil {
		return false, err
	}
	if !started {
		return true, x.begin(ctx)
	}
	next := cursor.Number + 1
	head := hint
	if head < next {
		newest, err := x.head(ctx)
		if err != nil {
			return false, err
		}
		head = newest.Number
		x.progress.sawHead(newest.Number, newest.Time)
	} else {
		x.progress.sawHead(head, 0)
	}
	if head < next {
		x.progress.caughtUp(cursor.Number)
		return false, nil
	}
	if head-next >= headRange {
		// Stop short of the head, so that what may still change is followed with undo records of a few blocks each.
		return true, x.backfill(ctx, next, head-headRange/2, head)
	}
	return x.step(ctx, cursor, head)
}

// begin puts the cursor on the block before the first, so that even the first range can be taken back.
func (x *Indexer) begin(ctx context.Context) error {
	before := x.identity.StartBlock - 1
	return x.pool.Do(ctx, func(ctx context.Context, ep *evm.Endpoint) error {
		got, err := headers(ctx, ep, []uint64{before})
		if err != nil {
			return err
		}
		if got[0] == nil {
			return &evm.AheadError{Requested: before, Message: "it does not have the block before chain.start_block"}
		}
		x.writing.Lock()
		defer x.writing.Unlock()
		b := x.store.Begin()
		defer b.Discard()
		b.Advance(store.Ref{Number: before, Hash: got[0].Hash, Time: got[0].Time}, before)
		return x.write(b)
	})
}

// head asks for the newest block.
func (x *Indexer) head(ctx context.Context) (head *evm.Header, err error) {
	err = x.pool.Do(ctx, func(ctx context.Context, ep *evm.Endpoint) error {
		b := ep.NewBatch()
		latest := b.Latest()
		if err := b.Send(ctx); err != nil {
			return err
		}
		if latest.Err == nil && latest.Value == nil {
			return fmt.Errorf("%s has no newest block: %w", ep.Name(), evm.ErrUnavailable)
		}
		head = latest.Value
		return latest.Err
	})
	return head, err
}

// touch marks work for the reactors among names that are wanted.
func (x *Indexer) touch(b *store.Batch, event uint64, names []string) {
	for _, r := range names {
		if x.wanted[r] {
			b.Touch(r, event)
		}
	}
}
