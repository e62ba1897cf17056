package indexer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// piece is a part of the chain as one endpoint told it.
type piece struct {
	from, to uint64
	last     store.Ref         // block to
	headers  []*evm.Header     // from…to, when each was asked for
	link     *evm.Header       // block from−1, when it was asked for
	logs     []evm.Log         // by position, all of ours and of children known or found
	times    map[uint64]uint64 // of blocks that hold logs, Unix seconds
	called   map[uint64]store.Called
}

// request says what to fetch.
type request struct {
	from, to uint64
	link     bool             // block from−1 too
	each     bool             // every block's header
	now      []common.Address // children to ask for together with our own contracts
	// settle is given the children that the factory's logs up to block to name. It returns the children to ask for besides now, and
	// must have made all children of earlier ranges known (see children.has) when it returns.
	settle func(ctx context.Context, found []common.Address, to uint64) ([]common.Address, error)
	topics bool             // ask for the children's logs by topic, of all addresses, instead
	calls  bool             // ask new kiosks for their price and supply
	only   []common.Address // nothing but these children
}

// fetch reads a request from one endpoint, in as many steps as its limits demand.
func (x *Indexer) fetch(ctx context.Context, ep *evm.Endpoint, r request) ([]*piece, error) {
	var out []*piece
	for at := r.from; at <= r.to; {
		q := r
		q.from, q.to = at, min(r.to, at+ep.Span()-1)
		p, err := x.fetchOne(ctx, ep, q)
		var limit *evm.RangeError
		switch {
		case errors.As(err, &limit) && q.topics && (limit.TooMany || q.to == q.from):
			x.strangers.flood(q.to - q.from + 1)
			r.topics = false // address by address nobody else's logs are in the way
			continue
		case errors.As(err, &limit) && q.to > q.from:
			continue // the endpoint's span is smaller now
		case err != nil:
			return nil, err
		}
		out = append(out, p)
		at = q.to + 1
		r.link = false
	}
	return out, nil
}

// fetchOne reads one range and the block it ends with in one batch; a second batch asks for what only the first one named.
func (x *Indexer) fetchOne(ctx context.Context, ep *evm.Endpoint, r request) (*piece, error) {
	p := &piece{from: r.from, to: r.to, times: map[uint64]uint64{}}
	b := ep.NewBatch()
	var link *evm.Result[*evm.Header]
	if r.link {
		link = b.Header(r.from - 1)
	}
	headers := x.askHeaders(b, r)
	var answers []*evm.Result[[]evm.Log]
	ask := func(addresses []common.Address, topics [][]common.Hash, any bool) {
		answers = append(answers, b.Logs(evm.Filter{From: r.from, To: r.to, Addresses: addresses, Topics: topics, AnyAddress: any}))
	}
	byTopic := [][]common.Hash{protocol.ChildTopics}
	if r.only != nil {
		for _, some := range chunks(r.only) {
			ask(some, byTopic, false)
		}
	} else {
		ask(x.static, nil, false)
		if r.topics {
			ask(nil, byTopic, true)
		} else {
			for _, some := range chunks(r.now) {
				ask(some, byTopic, false)
			}
		}
	}
	if err := b.Send(ctx); err != nil {
		return nil, err
	}
	if err := p.readHeaders(r, headers, link); err != nil {
		return nil, err
	}
	if err := p.readLogs(answers); err != nil {
		return nil, err
	}
	if r.settle != nil {
		found := x.births(p.logs)
		more, err := r.settle(ctx, found, r.to)
		if err != nil {
			return nil, err
		}
		if len(more) > 0 && !r.topics {
			if err := x.fetchMore(ctx, ep, r, p, more); err != nil {
				return nil, err
			}
		}
	}
	if r.topics {
		x.strangers.observe(p, x.isOurs)
	}
	p.logs = slices.DeleteFunc(p.logs, func(l evm.Log) bool { return !x.isOurs(l.Address) })
	if err := p.fetchTimes(ctx, ep); err != nil {
		return nil, err
	}
	if r.calls {
		if err := x.fetchCalls(ctx, ep, p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// fetchMore asks for further children over the same range, and makes sure that the range still ends with the same block.
func (x *Indexer) fetchMore(ctx context.Context, ep *evm.Endpoint, r request, p *piece, more []common.Address) error {
	b := ep.NewBatch()
	last := b.Header(r.to)
	var answers []*evm.Result[[]evm.Log]
	for _, some := range chunks(more) {
		answers = append(answers, b.Logs(evm.Filter{From: r.from, To: r.to, Addresses: some, Topics: [][]common.Hash{protocol.ChildTopics}}))
	}
	if err := b.Send(ctx); err != nil {
		return err
	}
	if last.Err != nil {
		return last.Err
	}
	if last.Value == nil || last.Value.Hash != p.last.Hash {
		return fmt.Errorf("block %d of %s changed while its range was read: %w", r.to, ep.Name(), evm.ErrInconsistent)
	}
	return p.readLogs(answers)
}

func (x *Indexer) askHeaders(b *evm.Batch, r request) []*evm.Result[*evm.Header] {
	if !r.each {
		return []*evm.Result[*evm.Header]{b.Header(r.to)}
	}
	var out []*evm.Result[*evm.Header]
	for n := r.from; n <= r.to; n++ {
		out = append(out, b.Header(n))
	}
	return out
}

func (p *piece) readHeaders(r request, headers []*evm.Result[*evm.Header], link *evm.Result[*evm.Header]) error {
	if link != nil {
		if link.Err != nil {
			return link.Err
		}
		if link.Value == nil {
			return &evm.AheadError{Requested: r.from - 1, Message: "it does not have the block"}
		}
		p.link = link.Value
	}
	for i, h := range headers {
		if h.Err != nil {
			return h.Err
		}
		if h.Value == nil {
			return &evm.AheadError{Requested: r.to, Message: "it does not have the block"}
		}
		if r.each {
			p.headers = append(p.headers, h.Value)
			p.times[h.Value.Number] = h.Value.Time
			before := p.link
			if i > 0 {
				before = p.headers[i-1]
			}
			// A zero parent hash says nothing (SEI with Autobahn).
			if before != nil && h.Value.ParentHash != (common.Hash{}) && h.Value.ParentHash != before.Hash {
				return fmt.Errorf("block %d does not follow block %d: %w", h.Value.Number, before.Number, evm.ErrInconsistent)
			}
		}
	}
	last := headers[len(headers)-1].Value
	p.last = store.Ref{Number: last.Number, Hash: last.Hash, Time: last.Time}
	return nil
}

// readLogs merges answers of one endpoint about one range. Their filters overlap (the factory's Transfer is a child topic
// too), so the same log may stand in two of them.
func (p *piece) readLogs(answers []*evm.Result[[]evm.Log]) error {
	for _, a := range answers {
		if a.Err != nil {
			return a.Err
		}
		p.logs = append(p.logs, a.Value...)
	}
	if len(answers) > 1 || len(p.logs) > len(answers[0].Value) {
		slices.SortStableFunc(p.logs, func(a, b evm.Log) int { return position(&a).Compare(position(&b)) })
	}
	kept := p.logs[:0]
	for _, l := range p.logs {
		if n := len(kept); n > 0 && position(&kept[n-1]) == position(&l) {
			if !sameLog(&kept[n-1], &l) {
				return fmt.Errorf("two logs at %s: %w", position(&l), evm.ErrInconsistent)
			}
			continue
		}
		kept = append(kept, l)
	}
	p.logs = kept
	return p.checkHashes()
}

// checkHashes compares the logs' block hashes with each other and with the headers of the same answer.
func (p *piece) checkHashes() error {
	var number uint64
	var hash common.Hash
	for i := range p.logs {
		l := &p.logs[i]
		if l.BlockNumber == number && l.BlockHash != hash {
			return fmt.Errorf("logs of block %d name two hashes: %w", number, evm.ErrInconsistent)
		}
		if l.BlockNumber == number {
			continue
		}
		number, hash = l.BlockNumber, l.BlockHash
		want := hash
		switch {
		case p.headers != nil:
			want = p.headers[number-p.from].Hash
		case number == p.last.Number:
			want = p.last.Hash
		}
		if hash != want {
			return fmt.Errorf("logs of block %d name another hash than the block: %w", number, evm.ErrInconsistent)
		}
	}
	return nil
}

// fetchTimes asks for the blocks whose time no log told: SEI's logs do not.
func (p *piece) fetchTimes(ctx context.Context, ep *evm.Endpoint) error {
	p.times[p.last.Number] = p.last.Time
	hashes := map[uint64]common.Hash{}
	b := ep.NewBatch()
	var asked []*evm.Result[*evm.Header]
	for i := range p.logs {
		l := &p.logs[i]
		if l.BlockTime != 0 {
			p.times[l.BlockNumber] = l.BlockTime
		}
		if _, ok := p.times[l.BlockNumber]; ok {
			continue
		}
		if _, ok := hashes[l.BlockNumber]; !ok {
			hashes[l.BlockNumber] = l.BlockHash
			asked = append(asked, b.Header(l.BlockNumber))
		}
	}
	if len(asked) == 0 {
		return nil
	}
	if err := b.Send(ctx); err != nil {
		return err
	}
	for _, h := range asked {
		if h.Err != nil {
			return h.Err
		}
		if h.Value == nil || h.Value.Hash != hashes[h.Value.Number] {
			return fmt.Errorf("a block whose logs were given is gone: %w", evm.ErrInconsistent)
		}
		p.times[h.Value.Number] = h.Value.Time
	}
	return nil
}

// isOurs tells whether an address's logs may count: whether they do is decided at commit, when its event is known.
func (x *Indexer) isOurs(a common.Address) bool {
	return x.contracts[a] != 0 || x.children.has(a)
}

func position(l *evm.Log) store.Pos {
	return store.Pos{Block: l.BlockNumber, Tx: l.TxIndex, Log: l.Index}
}

func sameLog(a, b *evm.Log) bool {
	return a.Address == b.Address && a.TxHash == b.TxHash && slices.Equal(a.Topics, b.Topics) && slices.Equal(a.Data, b.Data)
}

// strangers measures how many logs of other contracts come along when children are asked for by topic.
type strangers struct {
	known   atomic.Bool
	perMega atomic.Uint64 // logs per million blocks, moving average
}

// observe takes the measure of one answer.
func (s *strangers) observe(p *piece, ours func(common.Address) bool) {
	var n uint64
	for i := range p.logs {
		if !ours(p.logs[i].Address) {
			n++
		}
	}
	now := n * 1_000_000 / (p.to - p.from + 1)
	if s.known.Swap(true) {
		now = (3*s.perMega.Load() + now) / 4
	}
	s.perMega.Store(now)
}

// strangersPerRequest is how many logs of strangers may come along for each request that asking by topic saves. Measured
// (BenchmarkAsk, geth on the same machine): such a log costs 16 µs in all, to make there and to read here, so a thousand cost
// 16 ms, about the round trip of a request. Where a range is full of logs, a request naming a thousand addresses costs a node
// far more (420 ms for 1000 blocks with 15,573 logs); the smaller figure holds on a quiet chain, where asking by address is
// the cheaper way, and keeps answers well below the 10,000 logs that endpoints allow.
const strangersPerRequest = 1000

// byTopic chooses how to ask for n children over a range: by topic, for all addresses, costs the strangers' logs; by address
// costs a request for each thousand of them.
func (s *strangers) byTopic(n int, blocks uint64) bool {
	requests := (uint64(n) + maxAddresses - 1) / maxAddresses
	if !s.known.Load() {
		return requests > 0 && blocks > 1
	}
	many := s.perMega.Load()
	if many*blocks/1_000_000 < requests*strangersPerRequest {
		return true
	}
	s.perMega.Store(many - many/64) // what was measured once fades, so that it is measured again
	return false
}

// flood notes that an answer by topic was refused for its size.
func (s *strangers) flood(blocks uint64) {
	s.known.Store(true)
	s.perMega.Store(max(s.perMega.Load(), 10_000*1_000_000/blocks))
}
