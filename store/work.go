package store

import (
	"bytes"
	"cmp"
	"fmt"
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

// Work is the standing of one key. It is due while it was touched after it was last finished, or when a wake-up has come.
type Work struct {
	WorkKey   `rlp:"-"` // in the key
	Touched   uint64    // number of its newest touch; compared when it is finished
	Block     uint64    // the block that touched it; it is held until that block is final
	Finished  uint64    // the touch that was last finished
	Attempts  uint64    // failed ones since the last success
	LastError string
	Dead      bool   // failed for good; a new touch or a retry revives it
	ChainAt   uint64 // wake-up by chain time; 0: none
	WallAt    uint64 // wake-up by wall time; 0: none
}

// waiting tells whether a failed attempt holds the key back until WallAt.
func (w *Work) waiting() bool { return w.Attempts > 0 && w.WallAt > 0 }

func (w *Work) pending() bool { return w.Touched > w.Finished && !w.Dead && !w.waiting() }

func (w *Work) rows() []row {
	if w == nil || w.Dead {
		return nil
	}
	var rows []row
	if w.waiting() { // only the wall clock ends a wait
		return []row{{key(tWake, byte(WallClock), w.WallAt, w.Reactor, w.EventID), none}}
	}
	if w.pending() {
		rows = append(rows, row{key(tWorkDue, w.Block, w.Reactor, w.EventID), none})
	}
	if w.ChainAt > 0 {
		rows = append(rows, row{key(tWake, byte(ChainClock), w.ChainAt, w.Reactor, w.EventID), none})
	}
	if w.WallAt > 0 {
		rows = append(rows, row{key(tWake, byte(WallClock), w.WallAt, w.Reactor, w.EventID), none})
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
			b.counters.Touch++
			w.Touched, w.Block, w.Dead = b.counters.Touch, block, false
		})
	}
}

// changeWork rewrites a row of work together with its index rows.
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
	if raw != nil {
		if err := decode(name, raw, w); err != nil {
			b.fail(err)
			return
		}
	}
	for _, r := range w.rows() {
		b.del(r.key)
	}
	change(w)
	b.set(name, encode(w))
	for _, r := range w.rows() {
		b.set(r.key, r.value)
	}
}

// Outcome is how an attempt ended.
type Outcome struct {
	Err     string // empty: it succeeded
	Dead    bool   // failed for good
	ChainAt uint64 // wake again at this chain time (Unix seconds); 0: not
	WallAt  uint64 // wake again at this wall time (Unix seconds); after a failure: do not try before; 0: not
}

// Finish records how an attempt on the key ended. touched is the Work.Touched that the attempt began with: a key touched
// since stays due.
func (b *Batch) Finish(k WorkKey, touched uint64, o Outcome) {
	b.changeWork(k, func(w *Work) {
		w.ChainAt, w.WallAt, w.LastError = o.ChainAt, o.WallAt, o.Err
		if o.Err == "" {
			w.Attempts, w.Dead = 0, false
			w.Finished = max(w.Finished, touched)
			return
		}
		w.Attempts++
		w.Dead = o.Dead && w.Touched == touched
		if w.Touched != touched {
			w.WallAt = 0 // something new happened: no reason to wait
		}
	})
}

// Retry makes a key due now, whatever holds it back.
func (b *Batch) Retry(k WorkKey) {
	b.touched[k] = struct{}{}
	b.changeWork(k, func(w *Work) { w.Attempts, w.WallAt, w.Dead = 0, 0, false })
}

// Work returns the standing of a key; a zero one when it was never touched.
func (v *View) Work(k WorkKey) (*Work, error) {
	w := &Work{WorkKey: k}
	raw := v.get(key(tWork, k.Reactor, k.EventID))
	if v.err != nil || raw == nil {
		return w, v.err
	}
	return w, decode(key(tWork, k.Reactor, k.EventID), raw, w)
}

// Due returns up to limit keys that are due: touched by a block not above final, or woken at chain or wall time (Unix
// seconds). A key stands in it once.
func (v *View) Due(final, chain, wall uint64, limit int) ([]*Work, error) {
	var out []*Work
	seen := map[WorkKey]bool{}
	take := func(lo, hi []byte, skip int) error {
		for k := range v.scan(lo, hi, false) {
			if len(out) >= limit {
				return nil
			}
			wk := parseWorkKey(k[skip:])
			if seen[wk] {
				continue
			}
			seen[wk] = true
			w, err := v.Work(wk)
			if err != nil {
				return err
			}
			if w.Touched > w.Finished && w.Block > final {
				continue // woken, but what touched it last is not final
			}
			out = append(out, w)
		}
		return v.err
	}
	for _, r := range []struct {
		lo, hi []byte
		skip   int
	}{
		{key(tWorkDue), after(key(tWorkDue, final)), 9},
		{key(tWake, byte(ChainClock)), after(key(tWake, byte(ChainClock), chain)), 10},
		{key(tWake, byte(WallClock)), after(key(tWake, byte(WallClock), wall)), 10},
	} {
		if err := take(r.lo, r.hi, r.skip); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// NextWake returns the earliest wake-up of a clock (Unix seconds), 0 when there is none.
func (v *View) NextWake(c Clock) (uint64, error) {
	for k := range v.scan(key(tWake, byte(c)), after(key(tWake, byte(c))), false) {
		return u64(k[2:]), nil
	}
	return 0, v.err
}

// AllWork returns the standing of every key that was ever touched.
func (v *View) AllWork() ([]*Work, error) {
	var out []*Work
	for k, raw := range v.scan(key(tWork), after(key(tWork)), false) {
		w := &Work{WorkKey: parseWorkKey(k[1:])}
		if err := decode(k, raw, w); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return slices.Clip(out), v.err
}

func parseWorkKey(b []byte) WorkKey {
	i := bytes.IndexByte(b, 0)
	return WorkKey{string(b[:i]), u64(b[i+1:])}
}
