package store

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/util"
)

// View is a snapshot: everything read from it is as of one block. Release it soon; it keeps old files on disk. One
// goroutine at a time.
type View struct {
	s        *Store
	snap     *leveldb.Snapshot
	overlay  map[string][]byte // rows as they were at an older block; nil: not there
	keys     []string          // of overlay, sorted
	counters counters
	asOf     Ref
	indexed  bool
	err      error // the first failed read; a view that failed once stays failed
}

// View opens a snapshot of the newest state.
func (s *Store) View() (*View, error) {
	snap, err := s.db.GetSnapshot()
	if err != nil {
		return nil, fmt.Errorf("open a snapshot: %w", err)
	}
	v := &View{s: s, snap: snap}
	if err := v.open(); err != nil {
		v.Release()
		return nil, err
	}
	return v, nil
}

// FinalView opens a snapshot of the state as of the newest committed block that is not above final: the undo records above
// it are folded back. It is what reactors read. Work, receipts and the feed are the newest ones all the same. It fails with
// ErrTooDeep when final is below the undo window.
func (s *Store) FinalView(final uint64) (*View, error) {
	v, err := s.View()
	if err != nil || !v.indexed || v.asOf.Number <= final {
		return v, err
	}
	if err := v.foldBack(final); err != nil {
		v.Release()
		return nil, err
	}
	return v, nil
}

func (v *View) open() error {
	if raw := v.get(key(tCounters)); raw != nil {
		if err := decode(key(tCounters), raw, &v.counters); err != nil {
			return err
		}
	}
	if raw := v.get(key(tCursor)); raw != nil {
		v.indexed = true
		if err := decode(key(tCursor), raw, &v.asOf); err != nil {
			return err
		}
	}
	return v.err
}

func (v *View) foldBack(final uint64) error {
	target, ok := uint64(0), false
	for k := range v.scan(key(tRef), after(key(tRef, final)), true) {
		target, ok = u64(k[1:]), true
		break
	}
	if v.err != nil {
		return v.err
	}
	if !ok {
		return fmt.Errorf("read as of block %d: %w", final, ErrTooDeep)
	}
	overlay := map[string][]byte{}
	for k, raw := range v.scan(after(key(tUndo, target)), after(key(tUndo)), true) {
		u, err := decodeUndo(k, raw)
		if err != nil {
			return err
		}
		for _, row := range u.Rows {
			if row.Had {
				overlay[string(row.Key)] = row.Was
			} else {
				overlay[string(row.Key)] = nil
			}
		}
	}
	if v.err != nil {
		return v.err
	}
	v.overlay = overlay
	for k := range overlay {
		v.keys = append(v.keys, k)
	}
	slices.Sort(v.keys)
	return v.open()
}

// Release ends the view.
func (v *View) Release() { v.snap.Release() }

// AsOf returns the block that the view is as of, and whether anything is indexed.
func (v *View) AsOf() (Ref, bool) { return v.asOf, v.indexed }

// Now is chain time: the newest indexed block's, Unix seconds.
func (v *View) Now() uint64 { return v.asOf.Time }

func (v *View) get(k []byte) []byte {
	if raw, ok := v.overlay[string(k)]; ok {
		return raw
	}
	return v.newest(k)
}

// newest returns the snapshot's row, whatever is folded back.
func (v *View) newest(k []byte) []byte {
	raw, err := v.snap.Get(k, nil)
	if err != nil {
		if !errors.Is(err, leveldb.ErrNotFound) && v.err == nil {
			v.err = v.s.readError(fmt.Sprintf("%x", k), err)
		}
		return nil
	}
	return present(raw)
}

// scan yields the rows of [lo, hi) in order, the overlay's in the place of the snapshot's. Key and value are valid until
// the next step.
func (v *View) scan(lo, hi []byte, backwards bool) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, raw []byte) bool) {
		it := v.snap.NewIterator(&util.Range{Start: lo, Limit: hi}, nil)
		defer it.Release()
		var over []string
		if len(v.keys) > 0 {
			i, _ := slices.BinarySearch(v.keys, string(lo))
			j := len(v.keys)
			if hi != nil {
				j, _ = slices.BinarySearch(v.keys, string(hi))
			}
			if i < j {
				over = slices.Clone(v.keys[i:j])
			}
		}
		step, order := it.Next, 1
		if backwards {
			slices.Reverse(over)
			order = -1
			first := true
			step = func() bool {
				if first {
					first = false
					return it.Last()
				}
				return it.Prev()
			}
		}
		more := step()
		for more || len(over) > 0 {
			at := -1 // the snapshot's row comes first
			if !more {
				at = 1
			} else if len(over) > 0 {
				at = order * bytes.Compare(it.Key(), []byte(over[0]))
			}
			if at < 0 {
				if !wellFormed(it.Key()) {
					if v.err == nil {
						v.err = malformed(it.Key())
					}
					return
				}
				if !yield(it.Key(), it.Value()) {
					return
				}
				more = step()
				continue
			}
			k := over[0]
			over = over[1:]
			if raw := v.overlay[k]; raw != nil && !yield([]byte(k), raw) {
				return
			}
			if at == 0 {
				more = step()
			}
		}
		if err := it.Error(); err != nil && v.err == nil {
			v.err = v.s.readError(fmt.Sprintf("%x…", lo), err)
		}
	}
}

// load decodes the row into the record; ErrNotFound when there is none.
func (v *View) load(k []byte, into any) error {
	raw := v.get(k)
	if v.err != nil {
		return v.err
	}
	if raw == nil {
		return ErrNotFound
	}
	return decode(k, raw, into)
}

// Event returns a known event, or ErrNotFound.
func (v *View) Event(id uint64) (*Event, error) {
	e := new(Event)
	if err := v.load(key(tEvent, id), e); err != nil {
		return nil, fmt.Errorf("event %d: %w", id, err)
	}
	if !e.Known {
		return nil, fmt.Errorf("event %d: %w", id, ErrNotFound)
	}
	return e, nil
}

// Ticket returns a ticket of an event, or ErrNotFound.
func (v *View) Ticket(event, id uint64) (*Ticket, error) {
	t := &Ticket{EventID: event, ID: id}
	if err := v.load(key(tTicket, event, id), t); err != nil {
		return nil, fmt.Errorf("ticket %d of event %d: %w", id, event, err)
	}
	return t, nil
}

// Child returns what the contract at an address is a child of, or ErrNotFound.
func (v *View) Child(a common.Address) (*Child, error) {
	c := &Child{Address: a}
	if err := v.load(key(tChild, a), c); err != nil {
		return nil, fmt.Errorf("contract %s: %w", a, err)
	}
	return c, nil
}

// Children yields every child contract.
func (v *View) Children() iter.Seq2[*Child, error] {
	return collect(v, key(tChild), nil, false, func(k, raw []byte) (*Child, error) {
		c := &Child{Address: common.BytesToAddress(k[1:])}
		return c, decode(k, raw, c)
	}, func(r Row[*Child]) *Child { return r.Value })
}

// Account returns what an address holds and did; an empty account when it was never seen.
func (v *View) Account(a common.Address) (*Account, error) {
	acc := new(Account)
	if err := v.load(key(tAccount, a), acc); err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	return acc, nil
}

// Whitelisted tells an address's standing on the global whitelist.
func (v *View) Whitelisted(a common.Address) (*Whitelisted, error) {
	w := &Whitelisted{Address: a}
	if err := v.load(key(tWhitelist, a), w); err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	return w, nil
}

// Whitelist yields every address that the global whitelist ever named.
func (v *View) Whitelist() iter.Seq2[*Whitelisted, error] {
	return collect(v, key(tWhitelist), nil, false, func(k, raw []byte) (*Whitelisted, error) {
		w := &Whitelisted{Address: common.BytesToAddress(k[1:])}
		return w, decode(k, raw, w)
	}, func(r Row[*Whitelisted]) *Whitelisted { return r.Value })
}

// Stats returns the counters.
func (v *View) Stats() (*Stats, error) {
	st := new(Stats)
	if err := v.load(key(tStats), st); err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	return st, nil
}

// Repairs are the counters of what a provider got wrong.
type Repairs struct {
	LateLogs  uint64 // found by a second pass
	Rollbacks uint64
	Conflicts uint64 // times a second answer had another block
}

// Repairs returns the counters of what was mended.
func (v *View) Repairs() Repairs {
	return Repairs{LateLogs: v.counters.Late, Rollbacks: v.counters.Rollbacks, Conflicts: v.counters.Conflicts}
}

// Refs returns the blocks that can be gone back to, newest first; the first is the cursor.
func (v *View) Refs() ([]Ref, error) {
	var refs []Ref
	for k, raw := range v.scan(key(tRef), after(key(tRef)), true) {
		var r Ref
		if err := decode(k, raw, &r); err != nil {
			return nil, err
		}
		refs = append(refs, r)
	}
	return refs, v.err
}

// Recheck returns how far the second pass of that name has come, 0 when it has not begun.
func (v *View) Recheck(name string) (uint64, error) {
	raw := v.get(key(tRecheck, name))
	if v.err != nil || raw == nil {
		return 0, v.err
	}
	return number(key(tRecheck, name), raw)
}

// RoundEnded returns when the second pass last ended a round over all of history (wall clock, Unix seconds), 0: never.
func (v *View) RoundEnded() uint64 { return v.counters.RoundEnded }

// Missed is a child whose own logs still have to be asked for, from block From on.
type Missed struct {
	Address common.Address
	From    uint64
}

// MissedChildren returns the children that were found late.
func (v *View) MissedChildren() ([]Missed, error) {
	var out []Missed
	for k, raw := range v.scan(key(tMissed), after(key(tMissed)), false) {
		from, err := number(k, raw)
		if err != nil {
			return nil, err
		}
		out = append(out, Missed{common.BytesToAddress(k[1:]), from})
	}
	return out, v.err
}
