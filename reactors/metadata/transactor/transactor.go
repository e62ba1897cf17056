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
	return t.look(ctx, Intent{Event: event, Purpose: purpose, AsOf: asOf})
}

// Send sends a transaction for the intent unless one is on its way or was mined after AsOf. Beside the endpoints' and the store's
// its error is a [*Revert]: the contract would refuse.
func (t *Transactor) Send(ctx context.Context, in Intent) (Standing, error) {
	if err := t.begin(ctx); err != nil {
		return Standing{}, err
	}
	defer t.end()
	st, err := t.look(ctx, in)
	if err != nil || st.State != None {
		return st, err
	}
	net, err := t.settle(ctx) // of the others: their nonces and sums count
	if err != nil {
		return Standing{}, err
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
	b, err := readBook(t.Store, t.Address())
	if err != nil {
		t.end()
		return err
	}
	t.book = b
	return nil
}

func (t *Transactor) end() { <-t.turn }

// look answers from the book, after settling when the wished thing is on its way.
func (t *Transactor) look(ctx context.Context, in Intent) (Standing, error) {
	if t.book.openFor(in) != nil {
		if _, err := t.settle(ctx); err != nil {
			return Standing{}, err
		}
	}
	if s := t.book.openFor(in); s != nil {
		return t.pending(s), nil
	}
	done := t.book.done[in.key()]
	switch {
	case done == nil:
	case done.Outcome == OutcomeMined && done.Block > in.AsOf:
		return Standing{State: Mined, Hash: done.Hash, Data: done.data, Block: done.Block}, nil
	case done.Outcome != OutcomeMined && !done.told:
		done.told = true
		return Standing{State: Ended, Hash: done.Hash, Data: done.data, Block: done.Block, Why: done.why(), Again: t.Now()}, nil
	}
	return Standing{State: None}, nil
}

func (t *Transactor) pending(s *slot) Standing {
	return Standing{State: Pending, Hash: s.newest().Hash(), Data: s.newest().Data(), Why: s.why, Mend: s.mend, Again: t.Now().Add(t.Poll)}
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
