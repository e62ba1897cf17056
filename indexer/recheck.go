package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// The second pass asks for finished ranges again, all children included, and mends what the first answer lacked. It has two
// places: the tail follows the head, where new blocks are asked only for the contracts of current events; history goes
// through everything, one round a day. Both move on only over what was compared.
const (
	passTail    = "tail"    // newest block compared
	passHistory = "history" // next block to compare; 0: between two rounds
)

// SecondPasses are the names under which the store keeps the second pass's places.
var SecondPasses = []string{passTail, passHistory}

const (
	// The tail waits until this many blocks have gathered, or this long, so that even 100,000 kiosks (100 requests for a
	// range) cost a fraction of a request a block.
	tailBlocks = 500
	tailWait   = 30 * time.Second
	// recheckBlocks is the most one request of the second pass asks for.
	recheckBlocks = 10_000
)

// recheck runs the second pass until ctx ends.
func (x *Indexer) recheck(ctx context.Context) error {
	last := time.Now()
	trouble := ""
	for x.pause(ctx, x.Recheck) {
		if !x.progress.isReady() {
			continue // the first pass goes first
		}
		patient := time.Since(last) < min(tailWait, 15*x.Recheck)
		moved, err := x.recheckOnce(ctx, patient)
		switch {
		case ctx.Err() != nil:
			return nil
		case isFatal(err):
			return err
		case err != nil && err.Error() != trouble:
			x.log.Warn("the second pass waits", "error", err)
		case moved && !patient:
			last = time.Now()
		}
		trouble = ""
		if err != nil {
			trouble = err.Error()
		}
		x.progress.secondPassFails(err)
	}
	return nil
}

// RecheckOnce takes the second pass one range further and tells whether there was one.
func (x *Indexer) RecheckOnce(ctx context.Context) (moved bool, err error) {
	return x.recheckOnce(ctx, false)
}

// recheckOnce takes one step: a child that was found late first, then the tail, then history. patient leaves a short tail
// to grow.
func (x *Indexer) recheckOnce(ctx context.Context, patient bool) (moved bool, err error) {
	x.second.Lock()
	defer x.second.Unlock()
	v, err := x.store.View()
	if err != nil {
		return false, err
	}
	cursor, started := v.AsOf()
	rollbacks := v.Repairs().Rollbacks
	missed, err1 := v.MissedChildren()
	tail, err2 := v.Recheck(passTail)
	history, err3 := v.Recheck(passHistory)
	round := v.RoundEnded()
	v.Release()
	if err := errors.Join(err1, err2, err3); err != nil || !started {
		return false, err
	}
	if len(missed) > 0 {
		return true, x.compareMissed(ctx, missed[0], cursor, rollbacks)
	}
	if cursor.Number < x.identity.StartBlock {
		return false, nil
	}
	if tail == 0 {
		// The tail begins where the head is first reached; history is everything before.
		return true, x.beginTail(cursor.Number)
	}
	if cursor.Number > tail && !(patient && cursor.Number-tail < tailBlocks) {
		to := min(cursor.Number, tail+recheckBlocks)
		_, err := x.compare(ctx, comparison{from: tail + 1, to: to, rollbacks: rollbacks, pass: passTail})
		return true, err
	}
	if history == 0 {
		if round != 0 && time.Since(time.Unix(int64(round), 0)) < x.Round {
			return false, nil
		}
		history = max(x.identity.StartBlock, 1)
	}
	if history > tail {
		return false, nil // nothing but the block before the first is indexed
	}
	to := min(tail, history+recheckBlocks-1)
	_, err = x.compare(ctx, comparison{from: history, to: to, rollbacks: rollbacks, pass: passHistory, done: to == tail})
	return true, err
}

// compareMissed asks for the next logs of a child that was found late.
func (x *Indexer) compareMissed(ctx context.Context, m store.Missed, cursor store.Ref, rollbacks uint64) error {
	if m.From > cursor.Number {
		return nil // a rollback took the cursor back; it comes again
	}
	to := min(cursor.Number, m.From+recheckBlocks-1)
	_, err := x.compare(ctx, comparison{from: m.From, to: to, rollbacks: rollbacks, missed: &m, done: to == cursor.Number})
	return err
}

// finishTail brings the second pass's tail, and children that were found late, up to where the cursor is now.
func (x *Indexer) finishTail(ctx context.Context) error {
	until, _, err := x.cursor()
	if err != nil {
		return err
	}
	return x.persist(ctx, func() (bool, error) {
		v, err := x.store.View()
		if err != nil {
			return false, err
		}
		cursor, _ := v.AsOf()
		tail, err1 := v.Recheck(passTail)
		missed, err2 := v.MissedChildren()
		v.Release()
		if err := errors.Join(err1, err2); err != nil || len(missed) == 0 && tail >= min(until.Number, cursor.Number) {
			return err == nil, err
		}
		_, err = x.recheckOnce(ctx, false)
		return false, err
	})
}

func (x *Indexer) beginTail(at uint64) error {
	b := x.store.Begin()
	defer b.Discard()
	b.SetRecheck(passTail, at)
	return x.write(b)
}

// comparison is one range to ask for again.
type comparison struct {
	from, to  uint64
	rollbacks uint64        // the store's count when the range was chosen
	pass      string        // whose place moves to `to` afterwards; none: nobody's
	missed    *store.Missed // or: a child found late, alone
	done      bool          // its last range
}

// compare asks for a range again, applies what is new in it, and returns the block up to which it did.
func (x *Indexer) compare(ctx context.Context, c comparison) (to uint64, err error) {
	r := request{from: c.from, to: c.to}
	if c.missed != nil {
		r.only = []common.Address{c.missed.Address}
	} else {
		r.now = x.children.everyone()
		r.topics = x.strangers.byTopic(len(r.now), c.to-c.from+1)
	}
	var pieces []*piece
	var from *evm.Endpoint
	err = x.pool.Do(ctx, func(ctx context.Context, ep *evm.Endpoint) (err error) {
		// In pieces of the endpoint's span, one at a time: this pass is in no hurry.
		r.to = min(c.to, c.from+ep.Span()-1)
		from = ep
		pieces, err = x.fetch(ctx, ep, r)
		return err
	})
	if err != nil {
		return 0, err
	}
	if last := pieces[len(pieces)-1].to; last < c.to {
		c.to, c.done = last, false
	}
	if err := x.checkSilent(ctx, from, pieces, c); err != nil {
		return 0, err
	}
	return c.to, x.mend(ctx, from, pieces, c)
}

// checkSilent looks at blocks of which we have logs and the second answer has none. Either the answer lacks them, or the
// block was never the chain's: its hash tells.
func (x *Indexer) checkSilent(ctx context.Context, ep *evm.Endpoint, pieces []*piece, c comparison) error {
	if c.missed != nil {
		return nil
	}
	v, err := x.store.View()
	if err != nil {
		return err
	}
	defer v.Release()
	spoken := map[uint64]bool{}
	for _, p := range pieces {
		for i := range p.logs {
			spoken[p.logs[i].BlockNumber] = true
		}
	}
	hashes := map[uint64]common.Hash{}
	var silent []uint64
	for l, err := range v.Logs(c.from, c.to) {
		if err != nil {
			return err
		}
		if !spoken[l.Block] {
			spoken[l.Block] = true
			hashes[l.Block] = l.BlockHash
			silent = append(silent, l.Block)
		}
	}
	v.Release()
	if len(silent) == 0 {
		return nil
	}
	got, err := headers(ctx, ep, silent)
	if err != nil {
		return err
	}
	for i, n := range silent {
		if got[i] == nil || got[i].Hash == hashes[n] {
			continue
		}
		return x.settleOther(ctx, ep, &otherBlockError{n, hashes[n], got[i].Hash}, c.rollbacks)
	}
	return nil
}

// mend writes the logs that the index lacks, each folded into its event in its right place, and moves the pass on.
func (x *Indexer) mend(ctx context.Context, ep *evm.Endpoint, pieces []*piece, c comparison) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	v, err := x.store.View()
	if err != nil {
		return err
	}
	defer v.Release()
	if v.Repairs().Rollbacks != c.rollbacks {
		return nil // the range is chosen anew
	}
	var late []*store.Log
	fresh := map[common.Address]child{}
	for _, p := range pieces {
		for a, k := range x.newborn(p.logs) {
			fresh[a] = k
		}
		found, err := x.lateLogs(v, p, fresh, c)
		if err != nil {
			var other *otherBlockError
			if !errors.As(err, &other) {
				return err
			}
			x.writing.Unlock()
			err = x.settleOther(ctx, ep, other, c.rollbacks)
			x.writing.Lock()
			return err
		}
		late = append(late, found...)
	}
	v.Release()
	b := x.store.Begin()
	defer b.Discard()
	x.applyLate(b, late, fresh)
	switch {
	case c.pass == passTail:
		b.SetRecheck(passTail, c.to)
	case c.pass == passHistory && c.done:
		b.SetRecheck(passHistory, 0)
		b.EndRound(uint64(time.Now().Unix()))
	case c.pass == passHistory:
		b.SetRecheck(passHistory, c.to+1)
	case c.missed == nil:
	case c.done:
		b.FoundChild(c.missed.Address)
	default:
		b.MissChild(c.missed.Address, c.to+1)
	}
	if err := x.write(b); err != nil {
		return fmt.Errorf("mend blocks %d to %d: %w", c.from, c.to, err)
	}
	x.children.commit(fresh)
	if len(late) > 0 {
		x.log.Info("logs that were not asked for at the head, or that an endpoint left out, are in now", "logs", len(late), "from", c.from, "to", c.to)
	}
	return nil
}

// applyLate adds the logs and folds every event they belong to anew.
func (x *Indexer) applyLate(b *store.Batch, late []*store.Log, fresh map[common.Address]child) {
	events := map[uint64]struct{}{}
	added := 0
	for _, l := range late {
		if !b.AddLog(l) {
			continue
		}
		added++
		d, err := protocol.Decode(l.Contract, l.Topics, l.Data)
		switch {
		case l.HasEvent:
			events[l.EventID] = struct{}{}
		case err == nil && !l.Undecoded:
			project(b, l, &d)
		}
		if a, ok := x.lateBirth(l, &d, err); ok {
			b.MissChild(a, l.Block)
		}
	}
	for id := range events {
		for _, l := range b.ResetEvent(id) {
			if d, err := protocol.Decode(l.Contract, l.Topics, l.Data); err == nil && !l.Undecoded {
				project(b, l, &d)
			}
		}
		x.touch(b, id, Reactors)
	}
	for a, k := range fresh {
		k.end = endOf(b.Event(k.event))
		fresh[a] = k
	}
	b.CountLate(added)
}

// lateBirth returns the child that a late log made. Nobody asked for its logs until now.
func (x *Indexer) lateBirth(l *store.Log, d *protocol.Decoded, err error) (common.Address, bool) {
	if err != nil || l.Contract != store.EventFactory || l.Undecoded {
		return common.Address{}, false
	}
	return birth(d)
}
