package indexer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/store"
)

// otherBlockError says that an endpoint now has another block where ours was final.
type otherBlockError struct {
	number     uint64
	ours, said common.Hash
}

func (e *otherBlockError) Error() string {
	return fmt.Sprintf("block %d was %s and is %s now", e.number, e.ours, e.said)
}

// lateLogs compares a piece with what the store has of its range and returns the logs it lacks. It fails with an
// otherBlockError when the blocks differ and with ErrHalted when one log has two contents.
//
// Logs are compared transaction by transaction, since nodes of different versions count the log index differently.
func (x *Indexer) lateLogs(v *store.View, p *piece, fresh map[common.Address]child, c comparison) ([]*store.Log, error) {
	type txKey struct {
		block uint64
		tx    common.Hash
	}
	have := map[txKey][]*store.Log{}
	blocks := map[uint64]common.Hash{}
	for l, err := range v.Logs(p.from, p.to) {
		if err != nil {
			return nil, err
		}
		if c.missed != nil && l.Address != c.missed.Address {
			continue
		}
		k := txKey{l.Block, l.TxHash}
		have[k] = append(have[k], l)
		blocks[l.Block] = l.BlockHash
	}
	said := map[txKey][]*store.Log{}
	var order []txKey
	for i := range p.logs {
		raw := &p.logs[i]
		if c.missed != nil && raw.Address != c.missed.Address {
			continue
		}
		l, _, ok := x.accept(raw, p.times, fresh)
		if !ok {
			continue
		}
		if ours, ok := blocks[l.Block]; ok && ours != l.BlockHash {
			return nil, &otherBlockError{l.Block, ours, l.BlockHash}
		}
		k := txKey{l.Block, l.TxHash}
		if said[k] == nil {
			order = append(order, k)
		}
		said[k] = append(said[k], l)
	}
	var late []*store.Log
	for _, k := range order {
		more, err := missingFrom(have[k], said[k])
		if err != nil {
			return nil, fmt.Errorf("%w: transaction %s of block %d: %w; nothing was changed: compare the endpoints of chain.rpc, and run `haus rebuild` with the right one", ErrHalted, k.tx, k.block, err)
		}
		late = append(late, more...)
	}
	if last, ok := blocks[p.to]; ok && last != p.last.Hash {
		return nil, &otherBlockError{p.to, last, p.last.Hash}
	}
	slices.SortFunc(late, func(a, b *store.Log) int { return a.Pos.Compare(b.Pos) })
	return late, nil
}

// missingFrom returns the logs of one transaction that are in said and not in have. Either list may lack some of the
// other's. A log is known by its index; nodes that count per transaction differ from those that count per block by the same
// number for all logs of a transaction, so when the indexes do not agree that number is looked for. Two contents for one log
// are a contradiction.
func missingFrom(have, said []*store.Log) ([]*store.Log, error) {
	if len(have) == 0 {
		return said, nil
	}
	extra, common, agree := shifted(have, said, 0)
	if common > 0 && agree {
		return extra, nil
	}
	for _, l := range said {
		shift := int64(have[0].Log) - int64(l.Log)
		if !sameContent(have[0], l) || shift == 0 {
			continue
		}
		// One list has to hold all of the other, or the likeness is chance.
		if moved, n, agree := shifted(have, said, shift); agree && (n == len(have) || n == len(said)) {
			for _, l := range moved {
				l.Pos.Tx, l.Pos.Log = have[0].Tx, uint32(int64(l.Pos.Log)+shift)
			}
			return moved, nil
		}
	}
	if !agree {
		return nil, errors.New("a log has two contents")
	}
	return extra, nil
}

// shifted compares the lists with the indexes of said moved by shift: which logs have lacks, how many both hold, and whether
// those are the same.
func shifted(have, said []*store.Log, shift int64) (extra []*store.Log, common int, agree bool) {
	at := make(map[int64]*store.Log, len(have))
	for _, l := range have {
		at[int64(l.Log)] = l
	}
	for _, l := range said {
		ours, ok := at[int64(l.Log)+shift]
		switch {
		case !ok:
			extra = append(extra, l)
		case !sameContent(ours, l):
			return nil, 0, false
		default:
			common++
		}
	}
	return extra, common, true
}

func sameContent(a, b *store.Log) bool {
	return a.Address == b.Address && slices.Equal(a.Topics, b.Topics) && slices.Equal(a.Data, b.Data)
}

// settleOther decides what to do about a block that is another one now: when a second endpoint still has ours, the first is
// at fault; otherwise the index goes back to before it, or halts when that is past the undo window. rollbacks is the
// store's count when the block was compared.
func (x *Indexer) settleOther(ctx context.Context, ep *evm.Endpoint, other *otherBlockError, rollbacks uint64) error {
	b := x.store.Begin()
	b.CountConflict()
	if err := x.write(b); err != nil {
		return err
	}
	h, err := x.secondOpinion(ctx, ep, other.number)
	if err == nil && h.Hash == other.ours {
		return fmt.Errorf("%w at %s, and a second endpoint has ours: %w", other, ep.Name(), evm.ErrInconsistent)
	}
	if err != nil && !errors.Is(err, evm.ErrNoOther) {
		return fmt.Errorf("%w at %s, and no second endpoint says which is right: %w", other, ep.Name(), err)
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	v, err := x.store.View()
	if err != nil {
		return err
	}
	defer v.Release()
	if v.Repairs().Rollbacks != rollbacks {
		return nil // gone back meanwhile
	}
	refs, err := v.Refs()
	if err != nil {
		return err
	}
	cursor, _ := v.AsOf()
	for _, r := range refs {
		if r.Number < other.number {
			return x.rollback(r, cursor)
		}
	}
	return fmt.Errorf("%w: %w at %s, past the undo window: nothing was deleted; check chain.rpc, and run `haus rebuild` if the chain really has another past", ErrHalted, other, ep.Name())
}
