package spool

import (
	"github.com/haus25/backend/reactors/archive/media"
)

// Segment is a segment that the spool has, or had: one line of its event's ledger.
type Segment struct {
	// N numbers an event's segments from 1 in the order in which they play: as they were written, without gaps. It never changes.
	N uint64 `json:"n"`
	// App, Stream and Name say where it was found: hls_dir/App/…/Name. They are strangers' words, and never become a path again.
	App    string `json:"app"`
	Stream string `json:"stream"`
	Name   string `json:"name"`
	// Session numbers the publish sessions of the event from 1: a break in numbering, in time or in the codec's parameters begins
	// another. When in doubt it is another: that costs a short chunk, a merge would cost frames.
	Session uint64 `json:"session"`
	// Why says what began the session, when this is its first segment and not the event's.
	Why string `json:"why,omitempty"`
	// Seq is the number in the segment's name; -1: there is none.
	Seq int64 `json:"seq"`
	// Written is when the file was last written, Found when the spool took it: wall clock, Unix milliseconds.
	Written int64 `json:"written"`
	Found   int64 `json:"found"`
	// Chain is chain time when the file was last written, Unix seconds, as well as it can be told; 0: not known, and then the wall
	// clock's time stands for it.
	Chain uint64 `json:"chain"`
	// Partial says that the file was never finished: a leftover of a media server that died.
	Partial bool `json:"partial,omitempty"`
	// Given says that somebody put it in by hand (Spool.Import), whatever the window.
	Given bool `json:"given,omitempty"`
	// Facts are what its bytes say; its content is named by Facts.SHA256.
	Facts media.Facts `json:"facts"`
}

// Time is when the segment was written, in chain time, Unix seconds.
func (s *Segment) Time() uint64 {
	if s.Chain > 0 {
		return s.Chain
	}
	return uint64(s.Written / 1000)
}
