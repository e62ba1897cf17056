package archive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/reactors/archive/spool"
	"github.com/haus25/backend/reactors/archive/upload"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// Name is the reactor's name.
const Name = "archive"

// Spool has what was recorded and is in no chunk yet. It is *spool.Spool.
type Spool interface {
	// Ledger lists an event's segments after a number, by number, those that were let go included.
	Ledger(event, after uint64) ([]spool.Segment, error)
	// Path is where a segment's file lies.
	Path(event, n uint64) string
	// Settled tells, by a look at the media server's folder, whether all that it has of the event is in the ledger.
	Settled(ctx context.Context, event uint64) (bool, error)
	// Release lets go of the files of an event's segments up to one.
	Release(event, through uint64) error
	// RemoveSources removes the media server's own files of the segments whose numbers are of.
	RemoveSources(event uint64, of func(n uint64) bool) (removed int, err error)
	// Forget lets go of all that is known of an event but which files were taken.
	Forget(event uint64) error
	// Low tells whether the disk has so little room that nothing but recording should use it; Free is how many bytes it has.
	Low() bool
	Free() (uint64, error)
}

// Uploader brings files to targets, and keeps at it. It is *upload.Uploader.
type Uploader interface {
	// Want says what an event lacks at targets; it takes the place of what was said before.
	Want(event uint64, jobs []upload.Job)
	Standing(event uint64) []upload.Standing
	// Retry tries at once what waits, parked targets too.
	Retry()
}

// Options configure the [Reactor].
type Options struct {
	Store   *store.Store
	Spool   Spool
	Maker   Maker
	Pace    Pace // nil: what is configured is done
	Content *content.Store
	// Uploader is nil when Targets is empty.
	Uploader Uploader
	Targets  []content.Target
	// Scratch is a folder for files in the making, on the disk of the spool. It is emptied.
	Scratch string
	// Documents reads events' documents, for recordings that nothing is remembered of; nil: none is adopted.
	Documents Documents
	Mode      media.Mode
	// Tool names what makes the chunks, with its version, for the manifest.
	Tool string
	// Lead and Grace are how long before its start and after its end an event is recorded, in seconds of chain time.
	Lead, Grace uint64
	// Longest is how much of one event is recorded; 0: all of it.
	Longest time.Duration
	// Keep is forever, days or verified: how long chunks stay here; KeepDays belongs to days.
	Keep     string
	KeepDays int
	// RemoveSources tells whether the media server's files go once a target has them.
	RemoveSources bool
	// Bitrate is what a show is assumed to take, in kilobits a second.
	Bitrate uint64
	// Pieces tells whether Filecoin's piece CIDs are computed.
	Pieces bool
	// Settle is how long after its end a window stays open for what the media server has not finished; 15 s.
	Settle time.Duration
	Log    *slog.Logger
}

// Reactor is the archive reactor. Its methods may be called by any goroutine.
type Reactor struct {
	Options
	at       func(point string) // for tests: called before and after each write
	turn     time.Duration      // how long one look makes chunks
	adopting chan struct{}      // one for each document that is asked for

	commanding sync.Mutex
	adopted    *reactors.Allowance // chunks

	mu       sync.Mutex
	segments map[uint64][]spool.Segment // by event, as its ledger lists them
	ended    map[uint64]time.Time       // when an event's window was first seen to be over
	room     map[uint64]uint64          // bytes that events are expected to need
	asked    map[string]time.Time       // when a chunk's proofs were last asked for, by CID and target
	usage    map[string]accountReport   // by target
	removed  map[uint64]int             // of how many of an event's segments the sources were removed
	tried    map[uint64]trial           // of asking for an event's document, to adopt its recording
	lacking  map[uint64]bool            // events for which there may not be room, of which it was told
}

// New makes the reactor.
func New(o Options) *Reactor {
	if o.Settle == 0 {
		o.Settle = 15 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Reactor{Options: o, at: func(string) {}, adopted: adoptionsOf(adoptedPerCreator, adoptedPerDay), segments: map[uint64][]spool.Segment{}, ended: map[uint64]time.Time{}, room: map[uint64]uint64{}, asked: map[string]time.Time{},
		usage: map[string]accountReport{}, tried: map[uint64]trial{}, adopting: make(chan struct{}, adoptParallel), lacking: map[uint64]bool{}, removed: map[uint64]int{}, turn: time.Minute}
}

// Name is "archive".
func (r *Reactor) Name() string { return Name }

const (
	// patience is when to look at a recording, in which something is to be done, although nothing told of a new segment.
	patience = 20 * time.Second
	// quiet is the same where nothing waits: an event may be open for weeks, or have no end that is known.
	quiet = 10 * time.Minute
)

// look is one attempt.
type look struct {
	*Reactor
	a *reactors.Attempt
	l *ledger
	w window

	spooled []spool.Segment
	closed  bool   // the window is over and nothing more can come
	blamed  bool   // a segment was taken for the cause of ffmpeg's failure, and no chunk made since
	lacks   int    // files that targets lack and do not refuse, once for each target
	note    string // what is wrong or waited for
	wake    time.Time
}

// Reconcile makes chunks of what is spooled, and brings them out.
func (r *Reactor) Reconcile(ctx context.Context, a *reactors.Attempt) (reactors.Result, error) {
	if a.Event == nil {
		r.dismiss(a.EventID)
		return reactors.Result{Settled: true}, nil // EventCreated will touch the key; what is spooled waits
	}
	l, err := readLedger(a.View, a.Key())
	if err != nil {
		return reactors.Result{}, err
	}
	spooled, err := r.recorded(a.EventID)
	if err != nil {
		return reactors.Result{}, err
	}
	k := &look{Reactor: r, a: a, l: l, w: windowOf(a.Event, r.Lead, r.Grace, l.commands).bounded(l, r.Longest), spooled: spooled}
	err = k.reconcile(ctx)
	result := k.result()
	if err == nil && k.rests() {
		r.dismiss(a.EventID)
	}
	if err != nil {
		k.note = err.Error()
	}
	if errors.Is(err, content.ErrDiskFull) {
		err = reactors.RetryAfter(time.Minute, err) // somebody frees some space, and the show goes on
	}
	if state := k.state(); state != nil {
		result.State = state
	}
	return result, err
}

func (k *look) reconcile(ctx context.Context) error {
	k.prepare(ctx)
	if k.w.full && k.note == "" {
		k.note = "it is as long as a recording may be: archive.max_hours"
	}
	if err := k.close(ctx); err != nil {
		return err
	}
	if wait, err := k.adopt(ctx); wait || err != nil {
		if wait && k.note == "" {
			k.note = "the event's document, which names what was recorded before, cannot be read yet"
		}
		return err
	}
	made, err := k.makeChunks(ctx)
	if err != nil {
		return errors.Join(err, k.bring(ctx)) // what is made goes out all the same
	}
	if err := k.publish(ctx, made); err != nil {
		return errors.Join(err, k.bring(ctx)) // chunks do not wait for a list of them
	}
	if err := k.bring(ctx); err != nil {
		return err
	}
	if err := k.follow(ctx); err != nil {
		return err
	}
	if err := k.finish(ctx); err != nil {
		return err
	}
	return k.evict(ctx)
}

// result says when to look again.
func (k *look) result() reactors.Result {
	now, r := k.a.Chain, reactors.Result{Waits: k.note}
	switch {
	case !k.w.opened(now):
		r.ChainAt = k.w.opens
		if early := uint64(roomAhead / time.Second); k.w.opens > now+early {
			r.ChainAt = k.w.opens - early
		}
	case !k.w.over(now):
		r.ChainAt = k.w.closes + 1
		if k.w.closes == 0 {
			r.ChainAt = 0
		}
		r.WallAt = k.a.Wall.Add(quiet)
		if !k.spent() || k.lacks > 0 {
			r.WallAt = k.a.Wall.Add(patience)
		}
	case !k.rests() && (len(k.spooled) > 0 || len(k.l.chunks) > 0 || !k.closed):
		r.WallAt = k.a.Wall.Add(patience)
	case k.lacks > 0: // the uploader knows it from here alone, also after a restart
		r.WallAt = k.a.Wall.Add(quiet)
	default:
		r.Settled = k.wake.IsZero()
	}
	if !k.wake.IsZero() && (r.WallAt.IsZero() || k.wake.Before(r.WallAt)) {
		r.WallAt = k.wake
	}
	return r
}

// rests tells whether the recording is complete, and nothing came after that.
func (k *look) rests() bool { return k.l.complete != nil && k.spent() }

// close finds out whether nothing more can come: the window is over, has been for a moment, and the disk holds nothing that is not
// in the ledger.
func (k *look) close(ctx context.Context) error {
	if !k.w.over(k.a.Chain) {
		k.mu.Lock()
		delete(k.ended, k.a.EventID)
		k.mu.Unlock()
		return nil
	}
	if k.rests() || len(k.spooled) == 0 && len(k.l.chunks) == 0 && k.w.closes+uint64(longAgo/time.Second) < k.a.Chain {
		k.closed = true // nothing was recorded of an event that ended long ago
		return nil
	}
	k.mu.Lock()
	since, seen := k.ended[k.a.EventID]
	if !seen || since.After(k.a.Wall) { // the clock was set back
		since = k.a.Wall
		k.ended[k.a.EventID] = since
	}
	k.mu.Unlock()
	if newest := k.found(); newest.After(since) { // put in by hand, one after another
		since = newest
	}
	if until := since.Add(k.Settle); k.a.Wall.Before(until) {
		k.wakeAt(until)
		return nil
	}
	settled, err := k.Spool.Settled(ctx, k.a.EventID)
	if err != nil {
		return err
	}
	// Somebody may publish on for ever, and a file may stay unfinished for ever. What waits for room on the disk does not.
	late := k.a.Wall.After(since.Add(8 * k.Settle))
	if k.closed = settled || late && !k.Spool.Low(); !k.closed {
		if k.wakeAt(k.a.Wall.Add(k.Settle / 4)); late {
			k.wake, k.note = k.a.Wall.Add(patience), "the disk is low, and the media server's folder has segments that are not taken"
		}
		return nil
	}
	k.spooled, err = k.recorded(k.a.EventID)
	return err
}

// longAgo is how long after its end an event that nothing was recorded of is not looked at on the disk any more.
const longAgo = 24 * time.Hour

func (k *look) wakeAt(t time.Time) {
	if k.wake.IsZero() || t.Before(k.wake) {
		k.wake = t
	}
}

// Uploaded journals what a target acknowledged; the uploader calls it before it counts an upload as done.
func (r *Reactor) Uploaded(j upload.Job, receipt content.Receipt) error {
	return r.recordFor(j.Event, kindUpload, uploaded{CID: receipt.CID.String(), Target: receipt.Target, ID: receipt.ID, Via: receipt.Via})
}

// maxCommands is how often one wallet may start and stop one recording: each command is a receipt, which is kept for good and read at
// every look, and anybody can mint an event to command. Operators have as many of their own.
const maxCommands = 100

// Command starts or stops an event's recording by hand, in chain time. Its errors that the wallet may know are *srs.Denied (429 for more
// than 100 commands) and store.ErrNotFound.
func (r *Reactor) Command(_ context.Context, wallet common.Address, event uint64, what string) error {
	r.commanding.Lock() // so that two at once are counted
	defer r.commanding.Unlock()
	v, err := r.Store.View()
	if err != nil {
		return err
	}
	defer v.Release()
	if _, err := v.Event(event); err != nil {
		return err
	}
	l, err := readLedger(v, store.WorkKey{Reactor: Name, EventID: event})
	if err != nil {
		return err
	}
	given := 0
	for _, c := range l.commands {
		if c.Wallet == wallet {
			given++
		}
	}
	if given >= maxCommands {
		return &srs.Denied{Status: http.StatusTooManyRequests, Why: fmt.Sprintf("%s started and stopped the recording of event %d %d times, which is the most: ask an operator",
			wallet, event, maxCommands)}
	}
	return r.recordFor(event, kindCommand, command{Command: what, Wallet: wallet, Chain: v.Now()})
}

// Touch makes events due, since something of them was recorded.
func (r *Reactor) Touch(events ...uint64) error { return Touch(r.Store, events...) }

// Touch makes events due in a store.
func Touch(s *store.Store, events ...uint64) error {
	b := s.Begin()
	for _, event := range events {
		b.Touch(Name, event)
	}
	return b.Commit()
}

func mustCID(text string) cid.Cid {
	c, err := cid.Decode(text)
	if err != nil {
		panic(fmt.Sprintf("archive: %q was written as a CID: %v", text, err))
	}
	return c
}
