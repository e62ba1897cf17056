package transactor

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/haus25/backend/internal/evm"
)

// network is what one endpoint says, in one batch.
type network struct {
	from            *evm.Endpoint
	latest, pending uint64   // nonces
	price           *big.Int // wei per gas that is suggested
	base            *big.Int // wei per gas of the newest block; nil: the chain has no base fee
	balance         *big.Int
	receipts        map[common.Hash]*evm.TxReceipt
}

// ask asks the preferred endpoint, also for the receipts of all offers of these slots.
func (t *Transactor) ask(ctx context.Context, open []*slot) (net *network, err error) {
	err = t.Pool.Do(ctx, func(ctx context.Context, e *evm.Endpoint) error {
		net, err = t.askOne(ctx, e, open)
		return err
	})
	if err != nil {
		return nil, rpcError("look at the own transactions", err)
	}
	return net, nil
}

func (t *Transactor) askOne(ctx context.Context, e *evm.Endpoint, open []*slot) (*network, error) {
	b := e.NewBatch()
	// Receipts first: an endpoint that answers in order cannot then show a nonce as used without the receipt that used it.
	latest, receipts := b.Nonce(t.Address(), false), t.receipts(b, open)
	pending, price, base, balance := b.Nonce(t.Address(), true), b.GasPrice(), b.BaseFee(), b.Balance(t.Address())
	if err := b.Send(ctx); err != nil {
		return nil, err
	}
	got, err := receipts()
	if err := errors.Join(err, latest.Err, pending.Err, price.Err, base.Err, balance.Err); err != nil {
		return nil, err
	}
	return &network{from: e, latest: latest.Value, pending: max(latest.Value, pending.Value), price: price.Value, base: base.Value, balance: balance.Value, receipts: got}, nil
}

// receipts puts the questions, and returns what reads the answers.
func (t *Transactor) receipts(b *evm.Batch, open []*slot) func() (map[common.Hash]*evm.TxReceipt, error) {
	asked := map[common.Hash]*evm.Result[*evm.TxReceipt]{}
	for _, s := range open {
		for _, tx := range s.offers {
			asked[tx.Hash()] = b.Receipt(tx.Hash())
		}
	}
	return func() (map[common.Hash]*evm.TxReceipt, error) {
		got := map[common.Hash]*evm.TxReceipt{}
		for hash, r := range asked {
			if r.Err != nil {
				return nil, r.Err
			}
			if r.Value != nil {
				got[hash] = r.Value
			}
		}
		return got, nil
	}
}

// settle finds out how open slots ended, and moves on those that did not.
func (t *Transactor) settle(ctx context.Context) (*network, error) {
	open := append([]*slot(nil), t.book.open...)
	net, err := t.ask(ctx, open)
	if err != nil {
		return nil, err
	}
	if err := t.step("before settling"); err != nil {
		return nil, err
	}
	first := true // still open
	for _, s := range open {
		ended, err := t.conclude(ctx, s, net)
		if err != nil {
			return nil, err
		}
		if ended {
			continue
		}
		if s.nonce >= net.latest {
			if err := t.push(ctx, s, net, first); err != nil {
				return nil, err
			}
		}
		first = false
	}
	return net, nil
}

// conclude closes the slot when one of its offers was mined, or when its nonce was used by something else.
func (t *Transactor) conclude(ctx context.Context, s *slot, net *network) (bool, error) {
	reason := fmt.Sprintf("nonce %d", s.nonce)
	r := minedOf(s, net.receipts)
	if r == nil && net.latest > s.nonce {
		others, err := t.secondOpinion(ctx, s, net.from)
		if err != nil {
			return false, err
		}
		if r = minedOf(s, others); r == nil {
			if t.impatient(reason, true) {
				s.why = "its nonce is used: what by is looked for"
				return false, nil
			}
			t.log.Warn("a transaction of the same key, which is not in this journal, used the nonce", "event", s.intent.Event, "purpose", s.intent.Purpose, "nonce", s.nonce)
			t.impatient(reason, false)
			return true, t.book.ended(t.Store, s, &End{Outcome: OutcomeLost, Hash: s.newest().Hash()}, t.Now())
		}
	}
	t.impatient(reason, false)
	if r == nil {
		return false, nil
	}
	e := &End{Outcome: OutcomeMined, Hash: r.Hash, Block: r.Block, Cost: (*hexutil.Big)(new(big.Int).Mul(r.GasPrice, new(big.Int).SetUint64(r.GasUsed)))}
	if !r.Succeeded {
		e.Outcome, e.Reason = OutcomeReverted, "for a reason that the chain no longer gives"
		var revert *Revert
		if _, err := t.try(ctx, s.intent); errors.As(err, &revert) { // it probably still would
			e.Reason = revert.Reason
		}
	}
	if err := t.book.ended(t.Store, s, e, t.Now()); err != nil {
		return false, err
	}
	t.log.Info("a transaction ended", "event", s.intent.Event, "purpose", s.intent.Purpose, "nonce", s.nonce, "hash", e.Hash, "outcome", e.Outcome, "block", e.Block, "cost_sei", sei(e.Cost.ToInt()))
	return true, t.step("after settling")
}

func minedOf(s *slot, receipts map[common.Hash]*evm.TxReceipt) *evm.TxReceipt {
	for _, tx := range s.offers {
		if r := receipts[tx.Hash()]; r != nil {
			return r
		}
	}
	return nil
}

// secondOpinion asks another endpoint for the slot's receipts; nothing when there is none, or none that answers: the first one is
// asked again anyway.
func (t *Transactor) secondOpinion(ctx context.Context, s *slot, not *evm.Endpoint) (got map[common.Hash]*evm.TxReceipt, err error) {
	err = t.Pool.DoOther(ctx, not, func(ctx context.Context, e *evm.Endpoint) error {
		b := e.NewBatch()
		read := t.receipts(b, []*slot{s})
		if err := b.Send(ctx); err != nil {
			return err
		}
		got, err = read()
		return err
	})
	if err != nil && ctx.Err() == nil {
		return nil, nil
	}
	return got, err
}

// push hands a slot's transaction in again when the endpoint does not hold it, and raises the offer when it is old or refused as too
// low. Only the first open nonce is raised: the others wait for it, whatever they offer.
func (t *Transactor) push(ctx context.Context, s *slot, net *network, first bool) error {
	if net.pending > s.nonce { // it was taken, whatever was said of it before
		s.why, s.mend, s.cheap = "", false, false
	}
	if first && (s.cheap || t.Now().Sub(s.raised).Abs() >= t.Bump) { // also when the clock was set back
		if tx := t.raise(s, net); tx != nil {
			return t.broadcast(ctx, s, tx)
		}
	}
	if net.pending <= s.nonce {
		return t.handIn(ctx, s)
	}
	return nil
}

// raise makes the slot's transaction anew with a higher fee; nil when that is not allowed, which the slot then says.
func (t *Transactor) raise(s *slot, net *network) *types.Transaction {
	old := s.newest()
	f, ok := net.fees(t.MaxFee)
	if !ok {
		f = fees{price: new(big.Int), legacy: net.base == nil, tip: new(big.Int)}
	}
	f.price, f.tip = larger(f.price, eighthMore(old.GasFeeCap())), larger(f.tip, eighthMore(old.GasTipCap()))
	if f.price.Cmp(t.MaxFee) > 0 {
		s.why = fmt.Sprintf("it is not mined at %s gwei a unit of gas, and agent.max_fee_gwei is %s", gwei(old.GasFeeCap()), gwei(t.MaxFee))
		return nil
	}
	if f.tip.Cmp(f.price) > 0 {
		f.tip = f.price
	}
	f.legacy = old.Type() == types.LegacyTxType
	tx := f.transaction(t.chain, s.nonce, *old.To(), old.Data(), old.Gas())
	if why := t.overLimit(s.intent.Creator, tx.Cost(), s); why != "" {
		s.why = why
		return nil
	}
	return tx
}
