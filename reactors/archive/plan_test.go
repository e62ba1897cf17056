package archive

import (
	"math/rand/v2"
	"testing"

	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/reactors/archive/spool"
)

// segment is one of ten seconds, or of as many as are said.
func segment(n, session uint64, seq int64, dts int64, seconds float64) spool.Segment {
	return spool.Segment{N: n, App: "live", Stream: "7", Session: session, Seq: seq, Written: 1_000_000 + int64(n)*10_000, Chain: 1000 + n*10,
		Facts: media.Facts{Size: 188, Tracks: []media.Track{{Kind: "video", Codec: "h264", Units: int(seconds * 25), FirstDTS: dts,
			LastDTS: dts + int64(seconds*media.Ticks) - 3600, Step: 3600, StartsWithKey: true}}}}
}

var everything = window{opens: 0, closes: 1 << 40}

// cut makes all pieces there are.
func cut(ledger []spool.Segment, w window, closed bool) (pieces []*piece) {
	var done uint64
	for {
		p := next(ledger, done, w, closed)
		if p == nil {
			return pieces
		}
		pieces = append(pieces, p)
		done = p.segments[len(p.segments)-1].N
	}
}

func TestAMinuteIsAChunk(t *testing.T) {
	var ledger []spool.Segment
	for n := uint64(1); n <= 14; n++ {
		ledger = append(ledger, segment(n, 1, int64(n), int64(n)*10*media.Ticks+500, 10))
	}
	pieces := cut(ledger, everything, false)
	if len(pieces) != 2 || len(pieces[0].segments) != 6 || len(pieces[1].segments) != 6 {
		t.Fatalf("%d pieces while the show runs", len(pieces))
	}
	if pieces[0].start != 0 || pieces[1].start != 60*media.Ticks || pieces[0].before != nil || pieces[1].before.N != 6 {
		t.Errorf("the second begins at %d after segment %v", pieces[1].start, pieces[1].before)
	}
	if pieces = cut(ledger, everything, true); len(pieces) != 3 || len(pieces[2].segments) != 2 {
		t.Errorf("%d pieces when it is over", len(pieces))
	}
	if next(ledger[:5], 0, everything, false) != nil {
		t.Error("fifty seconds are a chunk")
	}
}

// TestDecodingTimesWrap: a session that runs for more than a day.
func TestDecodingTimesWrap(t *testing.T) {
	var ledger []spool.Segment
	const hours = 60
	for n := uint64(1); n <= hours; n++ {
		dts := (int64(n)*3600*media.Ticks + wrap - 5*media.Ticks) % wrap
		ledger = append(ledger, segment(n, 1, int64(n), dts, 3600))
	}
	for i, p := range cut(ledger, everything, true) {
		if want := int64(i) * 3600 * media.Ticks; p.start != want {
			t.Fatalf("hour %d begins at %d, not %d", i, p.start, want)
		}
	}
}

func TestSessionsAreNotMerged(t *testing.T) {
	ledger := []spool.Segment{segment(1, 1, 4, 0, 10), segment(2, 2, 0, 0, 10), segment(3, 2, 1, 10*media.Ticks, 10)}
	pieces := cut(ledger, everything, false)
	if len(pieces) != 1 || len(pieces[0].segments) != 1 {
		t.Fatalf("%d pieces", len(pieces))
	}
	if pieces = cut(ledger, everything, true); len(pieces) != 2 || len(pieces[1].segments) != 2 || pieces[1].start != 0 {
		t.Fatalf("%d pieces when it is over", len(pieces))
	}
}

func TestUnreadableStandsAlone(t *testing.T) {
	ledger := []spool.Segment{segment(1, 1, 1, 0, 10), {N: 2, Session: 1, Seq: 2, Chain: 1}, segment(3, 1, 3, 20*media.Ticks, 10)}
	pieces := cut(ledger, everything, true)
	if len(pieces) != 3 || pieces[0].damaged || !pieces[1].damaged || pieces[2].damaged || pieces[2].start != 20*media.Ticks {
		t.Fatalf("%d pieces: %+v", len(pieces), pieces)
	}
}

func TestWindowDecides(t *testing.T) {
	var ledger []spool.Segment
	for n := uint64(1); n <= 12; n++ { // written at 1010, 1020, …
		ledger = append(ledger, segment(n, 1, int64(n), int64(n)*10*media.Ticks, 10))
	}
	ledger[11].Given = true
	w := window{opens: 1030, closes: 1050}
	pieces := cut(ledger, w, true)
	if len(pieces) != 2 || pieces[0].segments[0].N != 3 || len(pieces[0].segments) != 3 || pieces[1].segments[0].N != 12 || pieces[0].start != 0 {
		t.Fatalf("%+v", pieces)
	}
}

func TestGaps(t *testing.T) {
	before, first := segment(1, 1, 11, 0, 10), segment(2, 2, 14, 0, 10)
	before.Written, first.Written = 100_000, 151_200
	for _, c := range []struct {
		seq     int64
		written int64
		want    string
	}{
		{14, 151_200, "segments 12 to 13, 41.2 s"}, {13, 151_200, "segment 12, 41.2 s"}, {0, 151_200, "41.2 s"}, {12, 110_000, ""}, {-1, 110_500, ""},
	} {
		first.Seq, first.Written = c.seq, c.written
		if got := gapBefore(&before, &first); got != c.want {
			t.Errorf("seq %d: %q, want %q", c.seq, got, c.want)
		}
	}
	if got := gapBefore(nil, &first); got != "" {
		t.Errorf("before the first: %q", got)
	}
}

// TestPiecesOfAnyLedger: whatever comes, and whenever it is asked, the pieces are the same, have every segment of the window once and
// in order, end at a session's end or at a minute, and nothing else.
func TestPiecesOfAnyLedger(t *testing.T) {
	for seed := range uint64(500) {
		dice := rand.New(rand.NewPCG(seed, 1))
		var ledger []spool.Segment
		session, dts := uint64(1), int64(dice.Uint64N(wrap))
		for n := uint64(1); n <= 1+dice.Uint64N(60); n++ {
			if dice.IntN(8) == 0 {
				session, dts = session+1, int64(dice.Uint64N(wrap))
			}
			s := segment(n, session, int64(n), dts%wrap, 0.5+20*dice.Float64())
			s.Chain, s.Written = 900+dice.Uint64N(400), 1000*(900+dice.Int64N(400))
			if dice.IntN(15) == 0 {
				s.Facts.Tracks = nil
			}
			dts += int64(s.Facts.Seconds() * media.Ticks)
			ledger = append(ledger, s)
		}
		w := window{opens: 1000, closes: 1200}
		all := cut(ledger, w, true)
		// The same, told segment by segment.
		var told []*piece
		var done uint64
		for n := range ledger {
			for {
				p := next(ledger[:n+1], done, w, n == len(ledger)-1)
				if p == nil {
					break
				}
				told, done = append(told, p), p.segments[len(p.segments)-1].N
			}
		}
		if len(all) != len(told) {
			t.Fatalf("seed %d: %d pieces, and %d when told one by one", seed, len(all), len(told))
		}
		var seen []uint64
		for i, p := range all {
			if len(p.segments) != len(told[i].segments) || p.segments[0].N != told[i].segments[0].N || p.start != told[i].start {
				t.Fatalf("seed %d: piece %d differs when told one by one", seed, i)
			}
			sum := 0.0
			for j := range p.segments {
				s := &p.segments[j]
				seen = append(seen, s.N)
				if s.Session != p.segments[0].Session || s.N != p.segments[0].N+uint64(j) {
					t.Fatalf("seed %d: piece %d has two sessions, or a hole", seed, i)
				}
				if sum >= chunkSeconds {
					t.Fatalf("seed %d: piece %d goes on after a minute", seed, i)
				}
				sum += s.Facts.Seconds()
			}
		}
		var want []uint64
		for i := range ledger {
			if s := &ledger[i]; w.holds(s.Chain) || w.holds(uint64(s.Written/1000)) {
				want = append(want, ledger[i].N)
			}
		}
		if len(seen) != len(want) {
			t.Fatalf("seed %d: %d of %d segments are in pieces", seed, len(seen), len(want))
		}
		for i := range want {
			if seen[i] != want[i] {
				t.Fatalf("seed %d: segment %d stands in the place of %d", seed, seen[i], want[i])
			}
		}
	}
}
