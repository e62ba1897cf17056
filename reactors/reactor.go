package reactors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/haus25/backend/store"
)

// Reactor closes the difference between what an event's state asks for and what is.
type Reactor interface {
	// Name is the reactor's name in work keys and in the configuration.
	Name() string
	// Reconcile looks at one event and does what is missing. Before it creates anything outside it looks for it; what it did it
	// records (Attempt.Record) before it goes on. The error decides what happens next: Permanent parks the key, Unavailable
	// opens the circuit, any other backs off. The result counts also beside an error, except its wake-ups.
	Reconcile(ctx context.Context, a *Attempt) (Result, error)
}

// Result is what a reactor wishes after it looked.
type Result struct {
	// Waits says in a few words what is waited for although nothing failed, as "2 wallets are not on XMTP yet"; empty: nothing.
	Waits string
	// ChainAt wakes the key at that chain time (Unix seconds); 0: not.
	ChainAt uint64
	// WallAt wakes the key at that wall time; the zero time: not.
	WallAt time.Time
	// Settled says that nothing can be wanted any more until the key is touched again, so that not even the slow resync looks.
	Settled bool
	// State is shown by the API; it is written together with the end of the attempt and may be lost with the index. Nil leaves
	// what is there.
	State store.State
}

// Attempt is one look of a reactor at one event.
type Attempt struct {
	EventID uint64
	// View is the state as of the newest final block. It is valid during Reconcile only, and by one goroutine at a time.
	View *store.View
	// Event is the event's record in View; nil when EventCreated is not known there.
	Event *store.Event
	// Chain is chain time, the view's block (Unix seconds); Wall is wall time at the start of the attempt.
	Chain uint64
	Wall  time.Time
	// Number counts attempts since the last success, from 1.
	Number uint64
	// Retried says that somebody asked for this look: what was seen a moment ago does not count.
	Retried bool
	Log     *slog.Logger

	reactor string
	store   *store.Store
}

// NewAttempt makes an attempt on the newest state of the store, as the runner does; for tests of a reactor alone. Release its View.
func NewAttempt(s *store.Store, reactor string, event uint64, wall time.Time, log *slog.Logger) (*Attempt, error) {
	v, err := s.View()
	if err != nil {
		return nil, err
	}
	return attempt(s, v, &store.Work{WorkKey: store.WorkKey{Reactor: reactor, EventID: event}}, wall, log)
}

// attempt takes the view over: it is released when an error is returned.
func attempt(s *store.Store, v *store.View, w *store.Work, wall time.Time, log *slog.Logger) (*Attempt, error) {
	e, err := v.Event(w.EventID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		v.Release()
		return nil, err
	}
	return &Attempt{EventID: w.EventID, View: v, Event: e, Chain: v.Now(), Wall: wall, Number: w.Attempts + 1, Retried: w.Retried(),
		Log: log.With("reactor", w.Reactor, "event", w.EventID), reactor: w.Reactor, store: s}, nil
}

// Record journals what was done, synced: at most store.MaxReceipt bytes. Later attempts find it in View.Receipts; this one's
// view does not show it. After an error look before acting again: it may be there.
func (a *Attempt) Record(kind string, data []byte) error {
	_, err := a.store.Record(store.Receipt{Reactor: a.reactor, EventID: a.EventID, Kind: kind, Time: uint64(time.Now().Unix()), Data: data})
	return err
}

// Hand journals a part of the event for another reactor and makes that reactor's key due, both or neither.
func (a *Attempt) Hand(reactor, kind string, data []byte) error {
	_, err := a.store.Record(store.Receipt{Reactor: reactor, EventID: a.EventID, Kind: kind, Time: uint64(time.Now().Unix()), Data: data, Touch: true})
	return err
}

// Key is the attempt's key, for View.Receipts.
func (a *Attempt) Key() store.WorkKey {
	return store.WorkKey{Reactor: a.reactor, EventID: a.EventID}
}

type permanent struct{ err error }

func (e permanent) Error() string { return e.err.Error() }
func (e permanent) Unwrap() error { return e.err }

// Permanent says that trying again cannot help until something changes: the key is parked as dead with this reason, until it is
// touched or retried. The error names the mend.
func Permanent(err error) error { return permanent{err} }

type unavailable struct {
	provider string
	err      error
}

func (e unavailable) Error() string { return fmt.Sprintf("%s is not available: %v", e.provider, e.err) }
func (e unavailable) Unwrap() error { return e.err }

// Unavailable says that a provider is down, as "xmtp" or "rpc": the reactor's other keys wait until one attempt, tried after a
// while, shows that it is back.
func Unavailable(provider string, err error) error { return unavailable{provider, err} }

type retryAfter struct {
	wait time.Duration
	err  error
}

func (e retryAfter) Error() string { return e.err.Error() }
func (e retryAfter) Unwrap() error { return e.err }

// RetryAfter is a failure whose next attempt comes after wait and not after the usual back-off, as a provider's Retry-After asks.
func RetryAfter(wait time.Duration, err error) error { return retryAfter{wait, err} }
