package spool

import (
	"fmt"
	"slices"
	"strings"

	"github.com/haus25/backend/reactors/archive/media"
)

const (
	// wrap is where decoding times begin anew: they have 33 bits.
	wrap = 1 << 33
	// breakTicks is how far decoding times may jump forwards within a session: half a second. A missing segment is ten.
	breakTicks = media.Ticks / 2
)

// breaks says why a segment begins another session than the one before it; empty: it continues that one. In doubt it says something:
// a split costs a short chunk, a merge would cost frames.
func breaks(before, s *Segment) string {
	switch {
	case before.Partial:
		return "the segment before was never finished"
	case s.Written < before.Written:
		return fmt.Sprintf("found late: it was written before segment %d", before.N)
	case (s.Seq < 0) != (before.Seq < 0):
		return "the names' form changes"
	case s.Seq >= 0 && s.Seq <= before.Seq:
		return fmt.Sprintf("the numbering restarts: %d after %d", s.Seq, before.Seq)
	case s.Seq == before.Seq+2:
		return fmt.Sprintf("segment %d is missing", before.Seq+1)
	case s.Seq > before.Seq+2:
		return fmt.Sprintf("segments %d to %d are missing", before.Seq+1, s.Seq-1)
	}
	if why := tracksBreak(before.Facts.Tracks, s.Facts.Tracks); why != "" {
		return why
	}
	return timeBreaks(&before.Facts, &s.Facts)
}

// tracksBreak compares what a decoder would have to be set up with.
func tracksBreak(before, now []media.Track) string {
	if len(before) == 0 || len(now) == 0 {
		return "a segment that cannot be read"
	}
	kinds := func(tracks []media.Track) string {
		var out []string
		for _, t := range tracks {
			out = append(out, t.Kind+" "+t.Codec)
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	if a, b := kinds(before), kinds(now); a != b {
		return fmt.Sprintf("the tracks change: %s after %s", b, a)
	}
	for i, t := range now {
		at := slices.IndexFunc(before, func(o media.Track) bool { return o.PID == t.PID })
		if at < 0 {
			return "the tracks' places change"
		}
		if o := before[at]; o.Kind != t.Kind || o.Codec != t.Codec || o.Params != t.Params || o.Rate != t.Rate {
			if t.Width != o.Width || t.Height != o.Height {
				return fmt.Sprintf("the picture's size changes: %d×%d after %d×%d", t.Width, t.Height, o.Width, o.Height)
			}
			return fmt.Sprintf("the parameters of %s change", now[i].Kind)
		}
	}
	return ""
}

// timeBreaks compares decoding times. One track may pause (a still picture, a muted microphone); when all jump, something is missing.
// None may go back.
func timeBreaks(before, now *media.Facts) string {
	jumps, least := 0, int64(0)
	compared := 0
	for i := range now.Tracks {
		t := &now.Tracks[i]
		at := slices.IndexFunc(before.Tracks, func(o media.Track) bool { return o.PID == t.PID })
		if at < 0 || t.Kind == "other" || t.Units == 0 || before.Tracks[at].Units == 0 {
			continue
		}
		o := &before.Tracks[at]
		compared++
		passed := (t.FirstDTS - o.LastDTS) & (wrap - 1) // from the last unit to the first
		if passed >= wrap/2 {
			passed -= wrap
		}
		// Servers that count in milliseconds place a sound's frame up to one of its own lengths askew.
		if jitter := o.Step; passed <= 0 && (t.Kind == "video" || passed < -jitter) {
			return fmt.Sprintf("the time goes back %.1f s", seconds(o.Step-passed))
		}
		if jump := passed - o.Step; jump > breakTicks {
			if jumps++; jumps == 1 || jump < least {
				least = jump
			}
		}
	}
	if compared == 0 {
		return "nothing tells the time"
	}
	if jumps == compared {
		return fmt.Sprintf("the time jumps %.1f s", seconds(least))
	}
	return ""
}

func seconds(ticks int64) float64 { return float64(ticks) / media.Ticks }
