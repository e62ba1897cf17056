package indexer

import (
	"context"
	"errors"
	"fmt"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/store"
)

// reorg is called when an endpoint has another block where the cursor stands. It asks a second endpoint: when that one still
// has ours, the first is at fault. Otherwise it rolls back to the newest block that the chain still has; when that lies
// past the undo window, it fails with ErrHalted and changes nothing.
func (x *Indexer) reorg(ctx context.Context, ep *evm.Endpoint, cursor store.Ref) error {
	refs, err := x.refs()
	if err != nil {
		return err
	}
	if other, err := x.secondOpinion(ctx, ep, cursor.Number); err == nil && other.Hash == cursor.Hash {
		return fmt.Errorf("block %d is another one at %s than at a second endpoint, which has ours: %w", cursor.Number, ep.Name(), evm.ErrInconsistent)
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	ancestor, err := x.commonAncestor(ctx, ep, refs)
	if err != nil {
		return err
	}
	return x.rollback(ancestor, cursor)
}

func (x *Indexer) refs() ([]store.Ref, error) {
	v, err := x.store.View()
	if err != nil {
		return nil, err
	}
	defer v.Release()
	return v.Refs()
}

// secondOpinion asks an endpoint other than ep for a block.
func (x *Indexer) secondOpinion(ctx context.Context, ep *evm.Endpoint, n uint64) (*evm.Header, error) {
	var h *evm.Header
	err := x.pool.DoOther(ctx, ep, func(ctx context.Context, ep *evm.Endpoint) error {
		got, err := headers(ctx, ep, []uint64{n})
		if err != nil {
			return err
		}
		if h = got[0]; h == nil {
			return &evm.AheadError{Requested: n, Message: "it does not have the block"}
		}
		return nil
	})
	return h, err
}

// commonAncestor returns the newest of the refs that the endpoint's chain has too.
func (x *Indexer) commonAncestor(ctx context.Context, ep *evm.Endpoint, refs []store.Ref) (store.Ref, error) {
	numbers := make([]uint64, len(refs))
	for i, r := range refs {
		numbers[i] = r.Number
	}
	got, err := headers(ctx, ep, numbers)
	if err != nil {
		return store.Ref{}, err
	}
	for i, r := range refs {
		if got[i] != nil && got[i].Hash == r.Hash {
			return r, nil
		}
	}
	oldest := refs[len(refs)-1].Number
	return store.Ref{}, fmt.Errorf("%w: the chain at %s differs from the index from before block %d, past the undo window: nothing was deleted; check chain.rpc, and run `haus rebuild` if the chain really has another past",
		ErrHalted, ep.Name(), oldest)
}

// rollback takes back what is above the ancestor. The caller holds x.writing.
func (x *Indexer) rollback(ancestor, cursor store.Ref) error {
	x.log.Warn("the chain has another past, rolling back", "from", cursor.Number, "to", ancestor.Number)
	if err := x.store.Rollback(ancestor.Number, x.Reactors); err != nil {
		if errors.Is(err, store.ErrTooDeep) {
			err = fmt.Errorf("%w: %w", ErrHalted, err)
		} else if x.store.Failed() != nil {
			err = fmt.Errorf("%w: %w", errWrite, err)
		}
		return err
	}
	return x.children.load(x.store)
}

func headers(ctx context.Context, ep *evm.Endpoint, numbers []uint64) ([]*evm.Header, error) {
	b := ep.NewBatch()
	asked := make([]*evm.Result[*evm.Header], len(numbers))
	for i, n := range numbers {
		asked[i] = b.Header(n)
	}
	if err := b.Send(ctx); err != nil {
		return nil, err
	}
	out := make([]*evm.Header, len(numbers))
	for i, h := range asked {
		if h.Err != nil {
			return nil, h.Err
		}
		out[i] = h.Value
	}
	return out, nil
}
