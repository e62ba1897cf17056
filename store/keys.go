package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
)

// Every key opens with its table. Tables below 0x80 follow from the chain and are undone by a rollback; the others
// remember what happened here and survive one.
const (
	tCursor    = 0x01 // → Ref: the newest indexed block
	tStats     = 0x02 // → Stats
	tRef       = 0x03 // block → Ref: ends of committed ranges inside the undo window
	tLog       = 0x10 // pos → Log
	tEventLog  = 0x11 // event, pos → ""
	tEvent     = 0x20 // event → Event
	tByStart   = 0x21 // start, event → ""
	tByEnd     = 0x22 // end, event → "" (MaxTime while unknown)
	tCategory  = 0x23 // category, 0, event → ""
	tCallsDue  = 0x24 // event → "": a call's answer is missing
	tTicket    = 0x30 // event, ticket → Ticket
	tTip       = 0x38 // event, pos → Tip
	tAccount   = 0x40 // address → Account
	tCreated   = 0x41 // address, event → ""
	tOwned     = 0x42 // address, event → ""
	tDelegate  = 0x43 // address, event → ""
	tHeld      = 0x44 // address, event, ticket → ""
	tBought    = 0x45 // address, event, ticket → ""
	tTipped    = 0x46 // address, pos → event
	tChild     = 0x50 // address → Child
	tMissed    = 0x51 // address → from block: a child found late, whose own logs were never asked for
	tWhitelist = 0x58 // address → Whitelisted

	tSchema     = 0x80 // → version
	tIdentity   = 0x81 // → Identity
	tCounters   = 0x82 // → counters
	tRecheck    = 0x83 // name → block: where a second pass stands
	tUndo       = 0x84 // block, number → undo record
	tFeed       = 0x88 // seq → feed row
	tWork       = 0x90 // reactor, 0, event → Work
	tWorkDue    = 0x91 // reactor, 0, block it is due from, event → ""
	tWake       = 0x92 // clock, reactor, 0, time, event → ""
	tWorkList   = 0x93 // standing, reactor, 0, event → ""
	tWorkCounts = 0x94 // reactor, 0 → WorkCounts
	tEnabled    = 0x95 // reactor, 0 → "": logs mark work for it
	tReceipt    = 0x98 // reactor, 0, event, number → Receipt
	tState      = 0x99 // reactor, 0, event → what the reactor shows of the event (JSON)
)

func key(table byte, parts ...any) []byte {
	k := make([]byte, 1, 48)
	k[0] = table
	for _, p := range parts {
		switch p := p.(type) {
		case uint64:
			k = binary.BigEndian.AppendUint64(k, p)
		case common.Address:
			k = append(k, p[:]...)
		case Pos:
			k = p.append(k)
		case string: // only as a name that holds no zero byte
			k = append(append(k, p...), 0)
		case byte:
			k = append(k, p)
		default:
			panic("store: a key part of an unknown type")
		}
	}
	return k
}

// after returns the smallest key that is larger than every key with this prefix; nil when there is none.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

// layout is what the keys of a table look like: head bytes, then for a named table a name that a zero byte ends, and tail
// bytes. What does not look like it was not written by this package.
type layout struct {
	head, tail int
	named      bool
}

var layouts = [256]layout{
	tCursor: {head: 1}, tStats: {head: 1}, tRef: {head: 9},
	tLog: {head: 17}, tEventLog: {head: 25},
	tEvent: {head: 9}, tByStart: {head: 17}, tByEnd: {head: 17}, tCategory: {head: 1, named: true, tail: 8}, tCallsDue: {head: 9},
	tTicket: {head: 17}, tTip: {head: 25},
	tAccount: {head: 21}, tCreated: {head: 29}, tOwned: {head: 29}, tDelegate: {head: 29},
	tHeld: {head: 37}, tBought: {head: 37}, tTipped: {head: 37},
	tChild: {head: 21}, tMissed: {head: 21}, tWhitelist: {head: 21},
	tSchema: {head: 1}, tIdentity: {head: 1}, tCounters: {head: 1}, tRecheck: {head: 1, named: true}, tUndo: {head: 17}, tFeed: {head: 9},
	tWork: {head: 1, named: true, tail: 8}, tWorkDue: {head: 1, named: true, tail: 16}, tWake: {head: 2, named: true, tail: 16},
	tWorkList: {head: 2, named: true, tail: 8}, tWorkCounts: {head: 1, named: true}, tEnabled: {head: 1, named: true},
	tReceipt: {head: 1, named: true, tail: 16}, tState: {head: 1, named: true, tail: 8},
}

func wellFormed(k []byte) bool {
	if len(k) == 0 {
		return false
	}
	l := layouts[k[0]]
	if !l.named || len(k) < l.head {
		return len(k) == l.head && l.head > 0
	}
	name := bytes.IndexByte(k[l.head:], 0)
	return name >= 0 && len(k) == l.head+name+1+l.tail
}

func malformed(k []byte) error {
	return fmt.Errorf("read key %x: %w: run `haus rebuild`", k, ErrCorrupted)
}

// number reads a row whose value is one figure.
func number(k, raw []byte) (uint64, error) {
	if len(raw) != 8 {
		return 0, fmt.Errorf("read %x: %w: %d bytes: run `haus rebuild`", k, ErrCorrupted, len(raw))
	}
	return u64(raw), nil
}

// present is the value of a row that is there: LevelDB answers nil for an empty one, which here would mean that it is not.
func present(raw []byte) []byte {
	if raw == nil {
		return none
	}
	return raw
}

func derived(k []byte) bool { return k[0] < 0x80 }

func u64(b []byte) uint64 { return binary.BigEndian.Uint64(b) }
