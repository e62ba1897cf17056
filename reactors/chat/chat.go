package chat

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/chat/sidecar"
	"github.com/haus25/backend/store"
)

// Name is the reactor's name.
const Name = "chat"

// Options say how the chat behaves. Zero durations take the defaults named beside them.
type Options struct {
	Messenger Messenger
	// Network is XMTP's: local, dev or production. Groups belong to one; on another the events get new ones.
	Network string
	// Identity names chain and EventFactory, which stand in a group's mark.
	Identity store.Identity
	// Self is the wallet that the messenger speaks for.
	Self common.Address
	// Document reads an event's document at a metadata URI, bounded in time and size. One that can be read and is no event's
	// document is empty and no error; an error says that it cannot be read now. Nil: none can be read.
	Document func(ctx context.Context, uri string) (Document, error)
	// ReplayURL is where a past event can be watched; "": nowhere. Nil: nowhere.
	ReplayURL func(event uint64) string
	// GroupsPerCreator and GroupsPerDay are how many groups are made in a day (UTC) for one creator and in all; 0: no limit.
	GroupsPerCreator, GroupsPerDay uint64
	// NoticesPerDay is how many notices are sent in a day (UTC), each counted once however many rooms it goes to; 0: no limit.
	NoticesPerDay uint64
	// Notices are what is told to the rooms: any of start, end and reserve.
	Notices []string
	// LateJoin is how long after an event's end, in chain time, wallets that are not on XMTP yet are asked for; default 24 h.
	LateJoin time.Duration
	// Pace is the least time between two commits to a group, unless a whole batch waits; default 1 s.
	Pace time.Duration
	// FirstRetry is when a wallet that is not on XMTP is asked for again; the pause grows as long as it has waited; default 15 s.
	FirstRetry time.Duration
	// MostRetry is the longest of these pauses; default 1 h.
	MostRetry time.Duration
	// Readmission is the first pause between two looks whether a lost group can be entered again; default 1 min. It grows as those of
	// wallets do.
	Readmission time.Duration
	Log         *slog.Logger
}

// Document is what the chat reads of an event's metadata document. All of it is a stranger's word.
type Document struct {
	Title string
	// Network and GroupIDs are the document's chat.network and chat.groupIds.
	Network  string
	GroupIDs []string
}

// Reactor is the chat reactor.
type Reactor struct {
	Options
	inbox string             // ours
	most  int                // members of a room; sidecar.MaxMembers but in tests
	at    func(point string) // for tests: called before and after every receipt

	newGroups, notices *reactors.Allowance

	mu    sync.Mutex
	last  map[string]time.Time     // by group: the newest commit, by the attempts' wall clock
	agree map[uint64]agreement     // by event
	tried map[uint64]triedDocument // documents that could not be read, by event
	asked map[uint64]time.Time     // when those who wait were last asked for, by event and the attempts' wall clock
	owner map[string]uint64        // the event that a group is of
	known bool                     // owner has all that the receipts tell
	first map[string]uint64        // by group: its first receipt, of those that were there at the first need; nil: not read yet
	// One lists at a time; the others wait for its list.
	listing    chan struct{}
	reading    chan struct{} // one for each document that is being read
	list       []listed
	listed     time.Time // by the attempts' wall clock; zero: never, or forgotten
	generation int       // grows when a list that is under way would be out of date
}

// New makes the reactor.
func New(o Options) (*Reactor, error) {
	for _, n := range o.Notices {
		if !slices.Contains(Notices, n) {
			return nil, fmt.Errorf("chat notices: %q: must be any of %s", n, strings.Join(Notices, ", "))
		}
	}
	if o.Messenger == nil || o.Network == "" || o.Self == (common.Address{}) {
		return nil, errors.New("chat: a messenger, its network and its wallet are needed")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{{&o.LateJoin, 24 * time.Hour}, {&o.Pace, time.Second}, {&o.FirstRetry, 15 * time.Second}, {&o.MostRetry, time.Hour}, {&o.Readmission, time.Minute}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	r := &Reactor{Options: o, inbox: sidecar.InboxID(o.Self), most: sidecar.MaxMembers, at: func(string) {}, last: map[string]time.Time{},
		agree: map[uint64]agreement{},
		tried: map[uint64]triedDocument{}, asked: map[uint64]time.Time{}, owner: map[string]uint64{}, listing: make(chan struct{}, 1), reading: make(chan struct{}, documentsAtOnce)}
	var perCreator, perDay, notices store.Wei
	perCreator.SetUint64(o.GroupsPerCreator)
	perDay.SetUint64(o.GroupsPerDay)
	notices.SetUint64(o.NoticesPerDay)
	r.newGroups = reactors.NewAllowance(reactors.Limit{PerCreator: perCreator, Total: perDay}, r.groupsMade)
	r.notices = reactors.NewAllowance(reactors.Limit{Total: notices}, noticesSent)
	return r, nil
}

// Name is "chat".
func (r *Reactor) Name() string { return Name }

// look is one attempt: what is found out and done during it.
type look struct {
	*reactors.Attempt
	r     *Reactor
	past  *past
	want  []wanted
	moves hash.Hash // of each ticket's newest transfer
	rooms []*room   // rooms[n-1] is room n
	seen  bool      // the rooms' groups were read
	shown store.ChatState

	reach    map[common.Address]bool // those that were asked for
	passed   bool                    // some were asked for a moment ago, and are not again
	acquired map[common.Address]int  // nil: not counted yet
	waits    []string
	wake     time.Time // the earliest wish
	chainAt  uint64
	why      string // why there is no room, or no further one
}

// Reconcile makes the event's groups agree with its tickets.
func (r *Reactor) Reconcile(ctx context.Context, a *reactors.Attempt) (reactors.Result, error) {
	if a.Event == nil {
		return reactors.Result{Settled: true}, nil
	}
	l := &look{Attempt: a, r: r, reach: map[common.Address]bool{}}
	if err := l.read(); err != nil {
		return reactors.Result{}, fmt.Errorf("look at the chat of event %d: %w", a.EventID, err)
	}
	if result, ok, err := l.agreed(); ok || err != nil {
		return result, err
	}
	l.passOver()
	if err := l.reconcile(ctx); err != nil {
		return l.result(), fmt.Errorf("keep the chat of event %d: %w", a.EventID, err)
	}
	result := l.result()
	l.remember(result)
	return result, nil
}

// read takes in what the store has.
func (l *look) read() (err error) {
	if l.past, err = readPast(l.View, l.Key(), l.r.Network); err != nil {
		return err
	}
	if err := l.View.State(l.EventID, &l.shown); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	l.moves = sha256.New()
	l.want, err = desired(l.Event.Creator, l.Event.Owner, func(yield func(store.Row[*store.Ticket], error) bool) {
		for row, err := range l.View.Tickets(l.EventID, nil, false) {
			if err == nil {
				l.moves.Write(row.Value.Moved.Tx[:])
			}
			if !yield(row, err) {
				return
			}
		}
	})
	return err
}

func (l *look) reconcile(ctx context.Context) error {
	if err := l.find(ctx); err != nil || len(l.rooms) == 0 {
		return err
	}
	if err := l.enter(ctx); err != nil {
		return err
	}
	l.seen = true
	if err := l.succeed(ctx); err != nil {
		return err
	}
	// Before anybody is added: who opens the document then finds a chat.
	if err := l.hand(); err != nil {
		return err
	}
	if err := l.seats(ctx); err != nil {
		return err
	}
	if err := l.hand(); err != nil {
		return err
	}
	if err := l.name(ctx); err != nil {
		return err
	}
	if err := l.progress(ctx); err != nil {
		return err
	}
	return l.notify(ctx)
}

// over tells whether the event gets no new chat any more.
func (l *look) over() bool {
	s := l.Event.StatusAt(l.Chain)
	return s == store.Ended || s == store.Finalized
}

// late tells whether the time is over in which wallets are asked for again.
func (l *look) late() bool {
	end, known := l.Event.EndDate()
	return known && l.Chain >= end+uint64(l.r.LateJoin/time.Second)
}

// wakeAt wishes another look at a wall time.
func (l *look) wakeAt(t time.Time) {
	if l.wake.IsZero() || t.Before(l.wake) {
		l.wake = t
	}
}

// wait says what is waited for, once.
func (l *look) wait(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(l.waits, s) {
		l.waits = append(l.waits, s)
	}
}

// reachable tells who of the wallets can be added. All that were not asked for yet are asked in one call.
func (l *look) reachable(ctx context.Context, wallets []common.Address) error {
	var ask []common.Address
	for _, a := range wallets {
		if _, known := l.reach[a]; !known && a != l.r.Self {
			ask = append(ask, a)
		}
	}
	if len(ask) == 0 {
		return nil
	}
	found, err := l.r.Messenger.Reachable(ctx, ask)
	if err != nil {
		return fault(err, "ask who is on XMTP")
	}
	for _, a := range ask {
		l.reach[a] = found[a]
	}
	l.haveAsked()
	return nil
}

// result is what the look leaves behind; also beside an error.
func (l *look) result() reactors.Result {
	state := l.state()
	if !l.seen && len(l.rooms) > 0 { // a group that could not be read now must not look like a lost one, which may be given up
		return reactors.Result{}
	}
	return reactors.Result{
		Waits:   strings.Join(l.waits, "; "),
		ChainAt: l.chainAt,
		WallAt:  l.wake,
		// A chat of a past event changes with its tickets only.
		Settled: len(l.waits) == 0 && l.wake.IsZero() && l.chainAt == 0 && (state.Standing == standingNone || l.late()),
		State:   state,
	}
}
