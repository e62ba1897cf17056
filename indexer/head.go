package indexer

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// step follows the head: it reads the blocks after the cursor, up to head, with every header, checks that the cursor's
// block is still the chain's, compares what came with the blooms, and commits.
func (x *Indexer) step(ctx context.Context, cursor store.Ref, head uint64) (moved bool, err error) {
	next := cursor.Number + 1
	var pieces []*piece
	var forked *evm.Endpoint
	err = x.pool.Do(ctx, func(ctx context.Context, ep *evm.Endpoint) error {
		pieces, forked = nil, nil
		current := x.children.current(cursor.Time)
		r := request{from: next, to: head, link: true, each: true, calls: true, now: current}
		if !x.progress.isReady() {
			r.now = x.children.everyone() // the first time the head is reached, nothing is left to the second pass
		}
		r.topics = len(r.now) > maxAddresses && x.strangers.byTopic(len(r.now), head-next+1)
		asked := map[common.Address]bool{}
		for _, a := range r.now {
			asked[a] = true
		}
		r.settle = func(_ context.Context, found []common.Address, _ uint64) (more []common.Address, err error) {
			for _, a := range found {
				if !asked[a] {
					more = append(more, a)
				}
			}
			x.children.expect(found)
			return more, nil
		}
		got, err := x.fetch(ctx, ep, r)
		if err != nil {
			return err
		}
		if got[0].link.Hash != cursor.Hash {
			forked = ep
			return nil
		}
		if err := x.compareBlooms(ctx, ep, got, current); err != nil {
			return err
		}
		pieces = got
		return nil
	})
	defer x.children.forget()
	if err != nil {
		return false, err
	}
	if forked != nil {
		return true, x.reorg(ctx, forked, cursor)
	}
	for _, p := range pieces {
		if err := x.commit(p, head, cursor); err != nil {
			return false, err
		}
		cursor = p.last
	}
	return true, nil
}

// compareBlooms looks for logs that a block's bloom speaks of and the answer lacks, and asks a second time for those blocks:
// another endpoint when there is one. A bloom may also speak of what is not there, so the second answer is taken as it is.
func (x *Indexer) compareBlooms(ctx context.Context, ep *evm.Endpoint, pieces []*piece, current []common.Address) error {
	addresses := append(x.static[:len(x.static):len(x.static)], current...)
	for _, p := range pieces {
		for _, h := range p.headers {
			if h.Bloom == (types.Bloom{}) {
				continue
			}
			missing := x.missing(h, p.logs, addresses)
			if len(missing) == 0 {
				continue
			}
			again := func(ctx context.Context, ep *evm.Endpoint) error { return x.askAgain(ctx, ep, p, h, missing) }
			err := x.pool.DoOther(ctx, ep, again)
			if err != nil {
				err = again(ctx, ep)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// missing lists the addresses of which the bloom says that they logged in the block, and of which no log came.
func (x *Indexer) missing(h *evm.Header, logs []evm.Log, addresses []common.Address) []common.Address {
	var child bool // whether the block may hold a child's log at all
	for _, topic := range protocol.ChildTopics {
		child = child || h.Bloom.Test(topic[:])
	}
	var out []common.Address
	for _, a := range addresses {
		if !h.Bloom.Test(a[:]) || x.contracts[a] == 0 && !child || x.contracts[a] != 0 && !anyTopic(h.Bloom, x.contracts[a]) {
			continue
		}
		seen := false
		for i := range logs {
			seen = seen || logs[i].BlockNumber == h.Number && logs[i].Address == a
		}
		if !seen {
			out = append(out, a)
		}
	}
	return out
}

func anyTopic(bloom types.Bloom, c store.Contract) bool {
	for _, s := range protocol.Signatures(c) {
		if bloom.Test(s.Topic[:]) {
			return true
		}
	}
	return false
}

// askAgain asks for one block's logs of some addresses and adds what is new.
func (x *Indexer) askAgain(ctx context.Context, ep *evm.Endpoint, p *piece, h *evm.Header, addresses []common.Address) error {
	b := ep.NewBatch()
	block := b.Header(h.Number)
	var answers []*evm.Result[[]evm.Log]
	children, static := partition(addresses, func(a common.Address) bool { return x.contracts[a] == 0 })
	if len(static) > 0 {
		answers = append(answers, b.Logs(evm.Filter{From: h.Number, To: h.Number, Addresses: static}))
	}
	for _, some := range chunks(children) {
		answers = append(answers, b.Logs(evm.Filter{From: h.Number, To: h.Number, Addresses: some, Topics: [][]common.Hash{protocol.ChildTopics}}))
	}
	if err := b.Send(ctx); err != nil {
		return err
	}
	if block.Err != nil {
		return block.Err
	}
	if block.Value == nil || block.Value.Hash != h.Hash {
		return fmt.Errorf("block %d of %s is another one: %w", h.Number, ep.Name(), evm.ErrInconsistent)
	}
	return p.readLogs(answers)
}

func partition[T any](all []T, first func(T) bool) (yes, no []T) {
	for _, v := range all {
		if first(v) {
			yes = append(yes, v)
		} else {
			no = append(no, v)
		}
	}
	return yes, no
}
