// Package transactor sends haus's transactions: it is the only part that does.
//
// It guarantees:
//
//   - At most one effect. A transaction is journalled, signed and whole, before it is first broadcast; whatever is cut off where,
//     the next call broadcasts the same bytes under the same nonce, or finds that they were mined. For one event and purpose
//     there is one transaction on its way at a time.
//   - A revert costs nothing, as far as that can be known: every transaction is tried by eth_call first, and what the contract
//     would answer is told by its name ([Revert]).
//   - Nobody's money beyond what was allowed: a fee per gas, a sum a day, a sum a day for the events of one creator. What is over
//     waits, visibly ([Held]), and so does what the account cannot pay.
//   - A stuck transaction is offered again for more, in steps of an eighth, up to the allowed fee. A nonce that somebody else
//     used with the same key is noticed; the caller is told to look at the effect before anything is sent again ([Ended]).
//
// It has no goroutine: it acts while it is called, and says when to call again ([Standing.Again]). It never decides that a
// transaction is wanted, never sends value, and never takes an endpoint's refusal for proof that nothing was sent.
package transactor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/store"
)

// Signer is the key that sends. It is *agent.Key.
type Signer interface {
	Address() common.Address
	SignTx(tx *types.Transaction, chainID uint64) (*types.Transaction, error)
}

// Options configure a [Transactor]. Store, Pool and Key are required.
type Options struct {
	Store *store.Store
	Pool  *evm.Pool
	Key   Signer
	// MaxFee is the most offered for a unit of gas, in wei; required.
	MaxFee *big.Int
	// PerDay and PerCreatorDay bound what is spent in a UTC day, in wei; nil: no bound.
	PerDay, PerCreatorDay *big.Int
	// Bump is how old an offer gets before it is raised; 30 s, which is many blocks on SEI.
	Bump time.Duration
	// Patience is how long something is waited for that an endpoint should show soon: the receipt behind a used nonce, the end
	// of transactions that this store does not know; 2 min.
	Patience time.Duration
	// Poll is when a pending transaction should be looked at again; 5 s.
	Poll time.Duration
	Now  func() time.Time // wall clock; time.Now
	Log  *slog.Logger
}

// Intent is what a transaction is wanted for.
type Intent struct {
	Event   uint64
	Creator common.Address // whose daily sum it counts towards
	To      common.Address
	Data    []byte // the call
	// Purpose names what is changed, such as "updateMetadata". While a transaction of the same event and purpose is on its way,
	// none is sent, whatever its data are.
	Purpose string
	// AsOf is the block that the wish was formed on. A transaction of the same event and purpose that was mined after it is the
	// answer instead of a new one: the wish may already be fulfilled.
	AsOf uint64
}

// State says where a transaction stands.
type State string

// The states of a [Standing].
const (
	None    State = "none"    // nothing was ever sent for it, or what was sent is older than what the caller looked at
	Pending State = "pending" // it is on its way
	Mined   State = "mined"   // it took effect in Block, which is after Intent.AsOf
	Ended   State = "ended"   // it ended without effect: look at the contract again before wishing again
	Held    State = "held"    // nothing is sent now, for the reason Why
)

// Standing is the answer to an [Intent].
type Standing struct {
	State State
	Hash  common.Hash // of the newest transaction; zero for None and Held
	Data  []byte      // what that transaction calls, which may be another wish than the caller's
	Block uint64      // that it was mined in
	Why   string      // what is waited for, or how it ended
	Mend  bool        // somebody has to do what Why says
	Again time.Time   // when to look again; zero: no need
}

// Transactor sends transactions of one key, one call at a time. Its methods may be called by any goroutine.
type Transactor struct {
	Options
	chain uint64
	log   *slog.Logger
	turn  chan struct{} // held by whoever works
	book  *book         // nil until it was read
	since map[string]time.Time

	// step is called at the moments between which a process can die; tests end calls there.
	step func(at string) error
}

// New makes a transactor. Nothing is read or asked before the first call.
func New(o Options) (*Transactor, error) {
	if o.MaxFee == nil || o.MaxFee.Sign() <= 0 {
		return nil, errors.New("agent.max_fee_gwei is 0: set it to the most that a unit of gas may cost")
	}
	if o.Bump == 0 {
		o.Bump = 30 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = 2 * time.Minute
	}
	if o.Poll == 0 {
		o.Poll = 5 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Transactor{Options: o, chain: o.Store.Identity().ChainID, log: o.Log, turn: make(chan struct{}, 1),
		since: map[string]time.Time{}, step: func(string) error { return nil }}, nil
}

// Address is the account that sends.
func (t *Transactor) Address() common.Address { return t.Key.Address() }

// Look tells where the event's transaction of that purpose stands and moves on what is on its way, but sends nothing new. Its
// errors are the endpoints' and the store's.
func (t *Transactor) Look(ctx context.Context, event uint64, purpose string, asOf uint64) (Standing, error) {
	if err := t.begin(ctx); err != nil {
		return Standing{}, err
	}
	defer t.end()
	st, _, err := t.look(ctx, Intent{Event: event, Purpose: purpose, AsOf: asOf})
	return st, err
}

// Send sends a transaction for the intent unless one is on its way or was mined after AsOf. Beside the endpoints' and the store's
// its error is a [*Revert]: the contract would refuse.
func (t *Transactor) Send(ctx context.Context, in Intent) (Standing, error) {
	if err := t.begin(ctx); err != nil {
		return Standing{}, err
	}
	defer t.end()
	st, net, err := t.look(ctx, in)
	if err != nil || st.State != None {
		return st, err
	}
	if net == nil {
		if net, err = t.ask(ctx, nil); err != nil {
			return Standing{}, err
		}
	}
	return t.offer(ctx, in, net)
}

// begin waits for the turn and reads the journal the first time.
func (t *Transactor) begin(ctx context.Context) error {
	select {
	case t.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if t.book != nil {
		return nil
	}
	b, err := readBook(t.Store)
	if err != nil {
		t.end()
		return err
	}
	t.book = b
	return nil
}

func (t *Transactor) end() { <-t.turn }

// look settles what is open and answers from the book. The network is nil when nothing had to be asked.
func (t *Transactor) look(ctx context.Context, in Intent) (Standing, *network, error) {
	var net *network
	if len(t.book.open) > 0 {
		var err error
		if net, err = t.settle(ctx); err != nil {
			return Standing{}, nil, err
		}
	}
	if s := t.book.openFor(in); s != nil {
		return Standing{State: Pending, Hash: s.newest().Hash(), Data: s.newest().Data(), Why: s.why, Mend: s.mend, Again: t.Now().Add(t.Poll)}, net, nil
	}
	done := t.book.done[in.key()]
	switch {
	case done == nil:
	case done.Outcome == OutcomeMined && done.Block > in.AsOf:
		return Standing{State: Mined, Hash: done.Hash, Data: done.data, Block: done.Block}, net, nil
	case done.Outcome != OutcomeMined && !done.told:
		done.told = true
		return Standing{State: Ended, Hash: done.Hash, Data: done.data, Block: done.Block, Why: done.why(), Again: t.Now()}, net, nil
	}
	return Standing{State: None}, net, nil
}

// offer sends a new transaction.
func (t *Transactor) offer(ctx context.Context, in Intent, net *network) (Standing, error) {
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
	return Standing{State: Pending, Hash: s.newest().Hash(), Data: in.Data, Why: s.why, Mend: s.mend, Again: t.Now().Add(t.Poll)}, nil
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
	if len(t.book.open) == 0 && net.latest < t.book.next() { // the chain has lost blocks: its word counts
		return max(net.latest, net.pending)
	}
	return max(net.latest, net.pending, t.book.next())
}

// impatient tells whether a wait that began when its reason was first seen goes on. It forgets a reason that has gone.
func (t *Transactor) impatient(reason string, there bool) (wait bool) {
	if !there {
		delete(t.since, reason)
		return false
	}
	if _, ok := t.since[reason]; !ok {
		t.since[reason] = t.Now()
	}
	return t.Now().Sub(t.since[reason]) < t.Patience
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
