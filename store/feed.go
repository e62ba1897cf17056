package store

import (
	"fmt"
	"iter"
)

// The feed is every log in the order in which it was learned, with a row for each log that a reorg removed. It only ever
// grows, so a reader that remembers one number misses nothing and sees nothing twice.

// FeedEntry is one row of the feed.
type FeedEntry struct {
	Seq     uint64 // from 1, without gaps
	Removed bool   // the log is not on the chain any more
	Log     *Log
}

type feedRow struct {
	Pos     Pos
	Removed bool
	Log     []byte // the encoded log, once its own row is gone
}

func (r feedRow) encode() []byte {
	out := make([]byte, 0, 1+posLen+len(r.Log))
	flags := byte(0)
	if r.Removed {
		flags = 1
	}
	return append(r.Pos.append(append(out, flags)), r.Log...)
}

// Feed yields the feed's rows after number seq, oldest first, or the rows before it, newest first, when backwards (0: from
// the end). A FinalView shows the newest feed too.
func (v *View) Feed(seq uint64, backwards bool) iter.Seq2[FeedEntry, error] {
	return func(yield func(FeedEntry, error) bool) {
		lo, hi := key(tFeed, seq+1), after(key(tFeed))
		if backwards {
			lo = key(tFeed)
			if seq > 0 {
				hi = key(tFeed, seq)
			}
		}
		for k, raw := range v.scan(lo, hi, backwards) {
			if len(raw) < 1+posLen {
				yield(FeedEntry{}, fmt.Errorf("read %x: %w: run `haus rebuild`", k, ErrCorrupted))
				return
			}
			e := FeedEntry{Seq: u64(k[1:]), Removed: raw[0] == 1, Log: &Log{Pos: parsePos(raw[1:])}}
			row := key(tLog, e.Log.Pos)
			encoded := raw[1+posLen:]
			if len(encoded) == 0 {
				encoded = v.newest(row) // the feed is never folded back
			}
			if v.err == nil {
				if encoded == nil {
					v.err = fmt.Errorf("read %x: %w: run `haus rebuild`", row, ErrCorrupted)
				} else {
					v.err = decode(row, encoded, e.Log)
				}
			}
			if v.err != nil {
				break
			}
			if !yield(e, nil) {
				return
			}
		}
		if v.err != nil {
			yield(FeedEntry{}, v.err)
		}
	}
}

// FeedEnd returns the number of the newest feed row, 0 when there is none.
func (v *View) FeedEnd() uint64 { return v.counters.Seq }

// Generation is a random number that this index got when it was made. A feed position of another generation means nothing
// here.
func (v *View) Generation() uint64 { return v.counters.Generation }
