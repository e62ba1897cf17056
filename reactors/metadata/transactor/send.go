package transactor

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/haus25/backend/internal/evm"
)

// maxOpen bounds what is on its way at once: geth's pool guarantees an account 16 places.
const maxOpen = 16

// offer sends a new transaction.
func (t *Transactor) offer(ctx context.Context, in Intent, net *network) (Standing, error) {
	if n := len(t.book.open); n >= maxOpen {
		return t.hold(fmt.Sprintf("%d transactions are on their way already", n), false, t.Poll), nil
	}
	if why := t.strangers(net); why != "" {
		return t.hold(why, false, t.Poll), nil
	}
	gas, err := t.try(ctx, in)
	if err != nil {
		return Standing{}, err
	}
	f, ok := net.fees(t.MaxFee)
	if !ok {
		return t.hold(fmt.Sprintf("the network asks for %s gwei a unit of gas and agent.max_fee_gwei is %s", gwei(net.price), gwei(t.MaxFee)), false, time.Minute), nil
	}
	s := &slot{intent: in, nonce: t.nonce(net)}
	tx := f.transaction(t.chain, s.nonce, in.To, in.Data, gas)
	if why := t.overLimit(in.Creator, tx.Cost(), nil); why != "" {
		return t.hold(why, false, t.Now().Truncate(24*time.Hour).Add(24*time.Hour).Sub(t.Now())), nil
	}
	if lacks := new(big.Int).Sub(new(big.Int).Add(t.book.reserved(), tx.Cost()), net.balance); lacks.Sign() > 0 {
		return t.hold(t.needsFunds(lacks), true, 10*time.Minute), nil
	}
	if err := t.broadcast(ctx, s, tx); err != nil {
		return Standing{}, err
	}
	return t.pending(s), nil
}

func (t *Transactor) hold(why string, mend bool, after time.Duration) Standing {
	return Standing{State: Held, Why: why, Mend: mend, Again: t.Now().Add(after)}
}

func (t *Transactor) needsFunds(wei *big.Int) string {
	return fmt.Sprintf("%s cannot pay the fees: send it %s SEI or more", t.Address(), sei(wei))
}

// strangers says why no nonce can be chosen yet: transactions of this key are on their way that this store did not send, or an
// endpoint does not know yet what was mined. It gives up after Patience.
func (t *Transactor) strangers(net *network) string {
	next := max(net.latest, t.book.next())
	switch {
	case net.pending > next && t.impatient("strangers", true):
		return fmt.Sprintf("%d transactions of %s are on their way that are not in this journal: their end is waited for", net.pending-next, t.Address())
	case net.pending <= next:
		t.impatient("strangers", false)
	}
	if t.impatient("behind", len(t.book.open) == 0 && net.latest < t.book.next()) {
		return "the endpoint does not know the newest own transactions yet"
	}
	return ""
}

// nonce is the next one of the key, once strangers found nothing to wait for.
func (t *Transactor) nonce(net *network) uint64 {
	next := max(net.latest, net.pending)
	if n := len(t.book.open); n > 0 { // what ended does not count: if the endpoint does not know it by now, the chain has lost blocks
		next = max(next, t.book.open[n-1].nonce+1)
	}
	return next
}

// try runs the call without sending it and returns the gas limit to give it.
func (t *Transactor) try(ctx context.Context, in Intent) (gas uint64, err error) {
	err = t.Pool.Do(ctx, func(ctx context.Context, e *evm.Endpoint) error {
		b := e.NewBatch()
		call, estimate := b.CallFrom(t.Address(), in.To, in.Data), b.EstimateGas(t.Address(), in.To, in.Data)
		if err := b.Send(ctx); err != nil {
			return err
		}
		gas = estimate.Value
		if call.Err != nil {
			return call.Err
		}
		return estimate.Err
	})
	if err != nil {
		return 0, rpcError(fmt.Sprintf("try %s for event %d", in.Purpose, in.Event), err)
	}
	// What the contract does may cost more a block later, when its storage has changed.
	return gas + gas/4, nil
}

// overLimit says which daily sum a cost would exceed; what replaced would cost is not counted.
func (t *Transactor) overLimit(creator common.Address, cost *big.Int, replaced *slot) string {
	day := t.Now().UTC().Truncate(24 * time.Hour)
	all, own := t.book.spent(day, creator, replaced)
	if t.PerDay != nil && all.Add(all, cost).Cmp(t.PerDay) > 0 {
		return fmt.Sprintf("today's transactions would cost up to %s SEI and agent.spend_per_day is %s: it goes on tomorrow (UTC)", sei(all), sei(t.PerDay))
	}
	if t.PerCreatorDay != nil && own.Add(own, cost).Cmp(t.PerCreatorDay) > 0 {
		return fmt.Sprintf("today's transactions for the events of %s would cost up to %s SEI and agent.spend_per_creator_day is %s: it goes on tomorrow (UTC)", creator, sei(own), sei(t.PerCreatorDay))
	}
	return ""
}

// broadcast journals a signed transaction as the slot's newest and hands it in. A refusal is no error: the slot stays open, and
// says why it waits.
func (t *Transactor) broadcast(ctx context.Context, s *slot, unsigned *types.Transaction) error {
	tx, err := t.Key.SignTx(unsigned, t.chain)
	if err != nil {
		return err
	}
	if err := t.step("before journal"); err != nil {
		return err
	}
	if err := t.book.sent(t.Store, s, tx, t.Now()); err != nil {
		return err
	}
	t.log.Info("sends a transaction", "event", s.intent.Event, "purpose", s.intent.Purpose, "nonce", s.nonce, "hash", tx.Hash(), "fee_gwei", gwei(tx.GasFeeCap()))
	if err := t.step("after journal"); err != nil {
		return err
	}
	return t.handIn(ctx, s)
}

// handIn gives the slot's newest transaction to an endpoint, again or for the first time.
func (t *Transactor) handIn(ctx context.Context, s *slot) error {
	raw, err := s.newest().MarshalBinary()
	if err != nil {
		return fmt.Errorf("encode a transaction: %w", err)
	}
	err = t.Pool.Do(ctx, func(ctx context.Context, e *evm.Endpoint) error {
		b := e.NewBatch()
		sent := b.SendRaw(raw)
		if err := b.Send(ctx); err != nil {
			return err
		}
		return sent.Err
	})
	var refusal *evm.RPCError
	if err != nil && !errors.As(err, &refusal) {
		return rpcError(fmt.Sprintf("send the transaction of nonce %d", s.nonce), err)
	}
	s.why, s.mend, s.cheap = "", false, false
	if refusal != nil {
		switch judge(refusal.Message) {
		case known:
		case nonceUsed: // by itself, or by a stranger: the next look finds out
			s.why = "its nonce is used: what by is looked for"
		case tooCheap:
			s.why, s.cheap = "the network asks for a higher fee", true
		case noFunds:
			s.why, s.mend = t.needsFunds(s.newest().Cost()), true
		default:
			s.why = "the endpoint refuses it: " + refusal.Message
		}
		if s.why != "" {
			t.log.Warn("a transaction is not taken", "event", s.intent.Event, "purpose", s.intent.Purpose, "nonce", s.nonce, "hash", s.newest().Hash(), "error", refusal.Message)
		}
	}
	return t.step("after broadcast")
}
