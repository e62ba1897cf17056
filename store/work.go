package store

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// WorkKey names a piece of work: what one reactor does for one event.
type WorkKey struct {
	Reactor string // a short name without zero bytes
	EventID uint64
}

func (k WorkKey) String() string { return fmt.Sprintf("%s/%d", k.Reactor, k.EventID) }

// Clock says whose time a wake-up waits for.
type Clock byte

// The two clocks: of the chain (starts, ends, windows) and of the wall (back-off, polling). Both in Unix seconds.
const (
	ChainClock Clock = 0
	WallClock  Clock = 1
)

func (c Clock) String() string {
	if c == ChainClock {
		return "chain"
	}
	return "wall"
}

// Wake is a time (Unix seconds) at which a key is looked at again.
type Wake struct {
	Clock Clock
	At    uint64
}

// Work is the row of one key. It is due while it was touched after it was last finished, or when a wake-up has come.
type Work struct {
	WorkKey   `rlp:"-"` // in the key
	Touched   uint64    // number of its newest touch; compared when it is finished
	First     uint64    // while it is due: no touch that no attempt has covered is of an earlier block; it waits until this one is final
	Last      uint64    // while it is due: nor of a later one
	Finished  uint64    // the touch that was last finished
	Attempts  uint64    // failed ones since the last success
	LastError string
	Trace     string // of a panic
	Dead      bool   // failed for good; a new touch or a retry revives it
	Waits     string // what the reactor waits for although nothing failed
	ChainAt   uint64 // wake-up by chain time; 0: none
	WallAt    uint64 // wake-up by wall time; 0: none
	Ended     uint64 // when the last attempt ended, wall clock, Unix seconds; 0: none has
}

// Standing says in which of the lists of work a key stands. Which keys run is the runner's knowledge.
type Standing byte

// The standings of a key.
const (
	Idle    Standing = iota // nothing to do; maybe it wakes later
	Due                     // touched, and not looked at since
	Waiting                 // it waits for something that is no failure
	Failing                 // the last attempt failed; it is tried again
	Dead                    // failed for good
	standings
)

// Standings lists every Standing.
var Standings = []Standing{Idle, Due, Waiting, Failing, Dead}

var standingNames = [standings]string{"idle", "due", "waiting", "failing", "dead"}

func (s Standing) String() string {
	if s < standings {
		return standingNames[s]
	}
	return fmt.Sprintf("Standing(%d)", byte(s))
}

// ParseStanding reads what String wrote.
func ParseStanding(name string) (Standing, bool) {
	i := slices.Index(standingNames[:], name)
	return Standing(max(i, 0)), i >= 0
}

// Standing returns the list that the key stands in.
func (w *Work) Standing() Standing {
	switch {
	case w.Dead:
		return Dead
	case w.Attempts > 0:
		return Failing
	case w.Touched > w.Finished:
		return Due
	case w.Waits != "":
		return Waiting
	default:
		return Idle
	}
}

// Retried tells whether the key is due because somebody said Retry.
func (w *Work) Retried() bool { return w.Touched > w.Finished && w.First == 0 }

// backingOff tells whether a failed attempt holds the key back until WallAt.
func (w *Work) backingOff() bool { return w.Attempts > 0 && w.WallAt > 0 }

// Wakes returns the times at which the key is looked at again, whatever happens: none, or one for a clock. While a failure holds
// it back only the wall clock counts.
func (w *Work) Wakes() []Wake {
	var out []Wake
	if w.Dead {
		return nil
	}
	if w.ChainAt > 0 && !w.backingOff() {
		out = append(out, Wake{ChainClock, w.ChainAt})
	}
	if w.WallAt > 0 {
		out = append(out, Wake{WallClock, w.WallAt})
	}
	return out
}

// rows are the index rows of a key that was ever touched.
func (w *Work) rows() []row {
	if w.Touched == 0 {
		return nil
	}
	var rows []row
	if s := w.Standing(); s != Idle {
		rows = append(rows, row{key(tWorkList, byte(s), w.Reactor, w.EventID), none})
	}
	if w.Touched > w.Finished && !w.Dead && !w.backingOff() { // only the wall clock ends a wait
		rows = append(rows, row{key(tWorkDue, w.Reactor, w.First, w.EventID), none})
	}
	for _, wake := range w.Wakes() {
		rows = append(rows, row{key(tWake, byte(wake.Clock), w.Reactor, wake.At, w.EventID), none})
	}
	return rows
}

// Touch marks the key as due from the block that this batch ends with.
func (b *Batch) Touch(reactor string, event uint64) {
	b.touched[WorkKey{reactor, event}] = struct{}{}
}

// writeWork writes the touches; block is where the cursor stands after the batch.
func (b *Batch) writeWork(block uint64) {
	keys := sorted(b.touched, func(x, y WorkKey) int {
		return cmp.Or(cmp.Compare(x.Reactor, y.Reactor), cmp.Compare(x.EventID, y.EventID))
	})
	for _, k := range keys {
		b.changeWork(k, func(w *Work) {
			if w.Touched > w.Finished {
				w.First, w.Last = min(w.First, block), max(w.Last, block) // a rollback may have lowered the cursor
			} else {
				w.First, w.Last = block, block
			}
			b.counters.Touch++
			w.Touched = b.counters.Touch
			if w.Dead {
				w.Dead, w.WallAt = false, 0
			}
		})
	}
	for _, reactor := range sorted(b.workCounts, strings.Compare) {
		b.set(key(tWorkCounts, reactor), encode(b.workCounts[reactor]))
	}
}

// changeWork rewrites a row of work together with its index rows and its reactor's counters.
func (b *Batch) changeWork(k WorkKey, change func(*Work)) {
	if k.Reactor == "" || strings.Contains(k.Reactor, "\x00") {
		b.fail(fmt.Errorf("work of a reactor named %q: want a name without zero bytes", k.Reactor))
		return
	}
	name := key(tWork, k.Reactor, k.EventID)
	w := &Work{WorkKey: k}
	raw, pending := b.sets[string(name)]
	if !pending {
		raw = b.get(name)
	}
	counts := b.countsOf(k.Reactor)
	if raw != nil {
		if err := decode(name, raw, w); err != nil {
			b.fail(err)
			return
		}
		counts[w.Standing()]--
	}
	for _, r := range w.rows() {
		b.del(r.key)
	}
	change(w)
	b.set(name, encode(w))
	for _, r := range w.rows() {
		b.set(r.key, r.value)
	}
	counts[w.Standing()]++
}

// WorkCounts are a reactor's keys by Standing.
type WorkCounts [standings]uint64

func (b *Batch) countsOf(reactor string) *WorkCounts {
	if c, ok := b.workCounts[reactor]; ok {
		return c
	}
	c := new(WorkCounts)
	row := key(tWorkCounts, reactor)
	if raw := b.get(row); raw != nil {
		if err := decode(row, raw, c); err != nil {
			b.fail(err)
		}
	}
	b.workCounts[reactor] = c
	return c
}

// Claim is what an attempt saw when it began: the newest touch, and the final block that its view was of. Touches above that
// block are not covered by the attempt.
type Claim struct {
	WorkKey
	Touched uint64
	Final   uint64
}

// Outcome is how an attempt ended.
type Outcome struct {
	Err     string // empty: it succeeded
	Trace   string // of a panic
	Dead    bool   // failed for good
	Waits   string // what is waited for although nothing failed
	ChainAt uint64 // wake again at this chain time (Unix seconds); 0: not
	WallAt  uint64 // wake again at this wall time (Unix seconds); after a failure: do not try before; 0: not
	At      uint64 // when it ended, wall clock, Unix seconds
	State   State  // nil: leave what is shown
}

// Finish records how the claimed attempt ended. A key touched since, or by a block above the claim's, stays due.
func (b *Batch) Finish(c Claim, o Outcome) {
	if o.State != nil {
		b.SetState(c.EventID, o.State)
	}
	b.changeWork(c.WorkKey, func(w *Work) {
		w.ChainAt, w.WallAt, w.LastError, w.Trace, w.Ended = o.ChainAt, o.WallAt, o.Err, o.Trace, o.At
		if o.Err != "" {
			w.Attempts++
			above := w.Touched > w.Finished && w.Last > c.Final // touched by a block that the attempt did not see
			w.Dead = o.Dead && w.Touched == c.Touched && !above
			if o.Dead && !w.Dead {
				w.WallAt = 0 // something new happened, which may have mended it
				if w.Touched == c.Touched {
					w.First = c.Final + 1
				}
			}
			return
		}
		w.Attempts, w.Dead, w.Waits = 0, false, o.Waits
		switch {
		case w.Touched > c.Touched: // touched since, maybe by a command or a rollback at an older block: another look at once
		case w.Last > c.Final:
			w.First = c.Final + 1 // what the view held is done; the rest is above
		default:
			w.Finished = max(w.Finished, c.Touched)
		}
	})
}

// Retry makes a key due now, whatever holds it back.
func (b *Batch) Retry(k WorkKey) {
	b.changeWork(k, func(w *Work) {
		if w.Touched == w.Finished {
			w.Last = 0
		}
		b.counters.Touch++
		w.Touched, w.First = b.counters.Touch, 0 // of no block: the state that is final is what is to be looked at
		w.Attempts, w.WallAt, w.Dead = 0, 0, false
	})
}

// Work returns the row of a key; a zero one when it was never touched.
func (v *View) Work(k WorkKey) (*Work, error) {
	w := &Work{WorkKey: k}
	raw := v.newest(key(tWork, k.Reactor, k.EventID))
	if v.err != nil || raw == nil {
		return w, v.err
	}
	return w, decode(key(tWork, k.Reactor, k.EventID), raw, w)
}

// DueAt says until when a reactor's keys are due.
type DueAt struct {
	Final uint64 // newest final block
	Chain uint64 // its time, Unix seconds
	Wall  uint64 // Unix seconds
	// Latest is the latest wall time, Unix seconds, that a wake-up may have: a later one counts as come. 0: there is none.
	Latest uint64
}

// Due yields the reactor's keys that are due: touched by a block not above final, or woken by a clock. The longest due of each
// kind come first; a key may stand in it twice.
func (v *View) Due(reactor string, at DueAt) iter.Seq2[WorkKey, error] {
	due, chain, wall := key(tWorkDue, reactor), key(tWake, byte(ChainClock), reactor), key(tWake, byte(WallClock), reactor)
	upTo := func(prefix []byte, n uint64) []byte { return after(slices.Concat(prefix, key(0, n)[1:])) }
	spans := [][2][]byte{{due, upTo(due, at.Final)}, {chain, upTo(chain, at.Chain)}, {wall, upTo(wall, at.Wall)}}
	if at.Latest > 0 {
		spans = append(spans, [2][]byte{upTo(wall, at.Latest), after(wall)})
	}
	return func(yield func(WorkKey, error) bool) {
		for _, s := range spans {
			for k := range v.scan(s[0], s[1], false) {
				if !yield(WorkKey{reactor, u64(k[len(k)-8:])}, nil) {
					return
				}
			}
			if v.err != nil {
				yield(WorkKey{}, v.err)
				return
			}
		}
	}
}

// NextWake returns the reactor's earliest wake-up of a clock (Unix seconds), 0 when there is none.
func (v *View) NextWake(reactor string, c Clock) (uint64, error) {
	prefix := key(tWake, byte(c), reactor)
	for k := range v.scan(prefix, after(prefix), false) {
		return u64(k[len(prefix):]), nil
	}
	return 0, v.err
}

// WorkCounts returns a reactor's keys by standing.
func (v *View) WorkCounts(reactor string) (WorkCounts, error) {
	var c WorkCounts
	row := key(tWorkCounts, reactor)
	raw := v.newest(row)
	if v.err != nil || raw == nil {
		return c, v.err
	}
	return c, decode(row, raw, &c)
}

// Reactors returns the names of those that ever had work.
func (v *View) Reactors() ([]string, error) {
	var out []string
	for k := range v.scan(key(tWorkCounts), after(key(tWorkCounts)), false) {
		out = append(out, string(k[1:len(k)-1]))
	}
	return out, v.err
}

// WorkList is a choice of keys. Its rows stand by reactor, then event.
type WorkList struct {
	prefix []byte
	of     func(k []byte) WorkKey
}

// AllWork lists every key that was ever touched.
func AllWork() WorkList {
	return WorkList{key(tWork), func(k []byte) WorkKey { return parseWorkKey(k[1:]) }}
}

// WorkStanding lists the keys of one standing, except Idle ones, which are in no list; reactor "": of all reactors.
func WorkStanding(s Standing, reactor string) WorkList {
	prefix := key(tWorkList, byte(s))
	if reactor != "" {
		prefix = key(tWorkList, byte(s), reactor)
	}
	return WorkList{prefix, func(k []byte) WorkKey { return parseWorkKey(k[2:]) }}
}

// WorkRows yields the rows of a list after the cursor.
func (v *View) WorkRows(l WorkList, cursor []byte) iter.Seq2[Row[*Work], error] {
	return list(v, l.prefix, cursor, false, func(k, _ []byte) (*Work, error) { return v.Work(l.of(k)) })
}

func parseWorkKey(b []byte) WorkKey {
	i := bytes.IndexByte(b, 0)
	return WorkKey{string(b[:i]), u64(b[i+1:])}
}
