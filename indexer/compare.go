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
// A log is known by its transaction and its place in it, not by its log index: nodes of different versions count that
// differently. So each transaction's logs are compared as a list.
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

// missingFrom returns the logs of one transaction that are in said and not in have; both are in order. Either list may lack
// some of the other's, but a log index that names two contents is a contradiction, unless one list holds all of the other:
// then the nodes only count differently.
func missingFrom(have, said []*store.Log) ([]*store.Log, error) {
	if extra, ok := subsequence(have, said); ok {
		if len(extra) > 0 && len(have) > 0 {
			renumber(have, said, extra)
		}
		return extra, nil
	}
	if _, ok := subsequence(said, have); ok {
		return nil, nil
	}
	at := map[uint32]*store.Log{}
	for _, l := range have {
		at[l.Log] = l
	}
	var extra []*store.Log
	for _, l := range said {
		ours, ok := at[l.Log]
		switch {
		case !ok:
			extra = append(extra, l)
		case !sameContent(ours, l):
			return nil, fmt.Errorf("log %d has two contents", l.Log)
		}
	}
	return extra, nil
}

// subsequence tells whether all of part stands in whole in the same order, and returns what else stands there.
func subsequence(part, whole []*store.Log) (extra []*store.Log, ok bool) {
	for _, l := range whole {
		if len(part) > 0 && sameContent(part[0], l) {
			part = part[1:]
		} else {
			extra = append(extra, l)
		}
	}
	return extra, len(part) == 0
}

func sameContent(a, b *store.Log) bool {
	return a.Address == b.Address && slices.Equal(a.Topics, b.Topics) && slices.Equal(a.Data, b.Data)
}

// renumber gives the extra logs positions in the counting of those that are stored.
func renumber(have, said, extra []*store.Log) {
	first := slices.IndexFunc(said, func(l *store.Log) bool { return sameContent(l, have[0]) })
	shift := int64(have[0].Log) - int64(said[first].Log)
	for _, l := range extra {
		l.Pos.Tx = have[0].Tx
		l.Pos.Log = uint32(int64(l.Pos.Log) + shift)
	}
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
