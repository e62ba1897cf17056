package spool

import (
	"testing"

	"github.com/haus25/backend/reactors/archive/media"
)

// ten is a segment of ten seconds of picture and sound that begins at a time.
func ten(n uint64, seq int64, at int64) *Segment {
	return &Segment{N: n, Seq: seq, Written: int64(n) * 10_000, Facts: media.Facts{Tracks: []media.Track{
		{PID: 256, Kind: "video", Codec: "h264", Params: "sps1", Width: 1280, Height: 720, Units: 300, FirstDTS: at, LastDTS: at + 897_000, Step: 3000},
		{PID: 257, Kind: "audio", Codec: "aac", Params: "lc", Rate: 48000, Units: 468, FirstDTS: at + 500, LastDTS: at + 500 + 896_640, Step: 1920},
	}}}
}

func TestBreaks(t *testing.T) {
	with := func(s *Segment, change func(s *Segment, video, audio *media.Track)) *Segment {
		change(s, &s.Facts.Tracks[0], &s.Facts.Tracks[1])
		return s
	}
	next := func(change func(s *Segment, video, audio *media.Track)) *Segment {
		return with(ten(2, 6, 900_000), change)
	}
	for name, c := range map[string]struct {
		before, s *Segment
		want      string
	}{
		"continues":                   {ten(1, 5, 0), ten(2, 6, 900_000), ""},
		"no numbers":                  {ten(1, -1, 0), ten(2, -1, 900_000), ""},
		"over the wrap":               {ten(1, 5, wrap-900_000), ten(2, 6, 0), ""},
		"unrolled over the wrap":      {ten(1, 5, wrap-450_000), ten(2, 6, 450_000), ""},
		"one frame late":              {ten(1, 5, 0), ten(2, 6, 903_000), ""},
		"half a second":               {ten(1, 5, 0), ten(2, 6, 945_000), ""},
		"more than half a second":     {ten(1, 5, 0), ten(2, 6, 945_001), "the time jumps 0.5 s"},
		"a segment of time":           {ten(1, -1, 0), ten(2, -1, 1_800_000), "the time jumps 10.0 s"},
		"the time restarts":           {ten(1, -1, 900_000), ten(2, -1, 0), "the time goes back 20.0 s"},
		"a frame twice":               {ten(1, 5, 0), ten(2, 6, 897_000), "the time goes back 0.0 s"},
		"numbers restart":             {ten(1, 5, 0), ten(2, 0, 900_000), "the numbering restarts: 0 after 5"},
		"the same number":             {ten(1, 5, 0), ten(2, 5, 900_000), "the numbering restarts: 5 after 5"},
		"one missing":                 {ten(1, 5, 0), ten(2, 7, 900_000), "segment 6 is missing"},
		"some missing":                {ten(1, 5, 0), ten(2, 9, 900_000), "segments 6 to 8 are missing"},
		"names change":                {ten(1, 5, 0), ten(2, -1, 900_000), "the names' form changes"},
		"late":                        {ten(1, 5, 0), next(func(s *Segment, _, _ *media.Track) { s.Written = 9_000 }), "found late: it was written before segment 1"},
		"after a leftover":            {with(ten(1, 5, 0), func(s *Segment, _, _ *media.Track) { s.Partial = true }), ten(2, 6, 900_000), "the segment before was never finished"},
		"a leftover":                  {ten(1, 5, 0), next(func(s *Segment, _, _ *media.Track) { s.Partial = true }), ""},
		"other parameters":            {ten(1, 5, 0), next(func(_ *Segment, v, _ *media.Track) { v.Params = "sps2" }), "the parameters of video change"},
		"another size":                {ten(1, 5, 0), next(func(_ *Segment, v, _ *media.Track) { v.Params, v.Width, v.Height = "sps2", 640, 360 }), "the picture's size changes: 640×360 after 1280×720"},
		"another rate":                {ten(1, 5, 0), next(func(_ *Segment, _, a *media.Track) { a.Rate = 44100 }), "the parameters of audio change"},
		"another codec":               {ten(1, 5, 0), next(func(_ *Segment, v, _ *media.Track) { v.Codec = "h265" }), "the tracks change: audio aac, video h265 after audio aac, video h264"},
		"no sound":                    {ten(1, 5, 0), next(func(s *Segment, _, _ *media.Track) { s.Facts.Tracks = s.Facts.Tracks[:1] }), "the tracks change: video h264 after audio aac, video h264"},
		"other places":                {ten(1, 5, 0), next(func(_ *Segment, v, _ *media.Track) { v.PID = 300 }), "the tracks' places change"},
		"unreadable":                  {ten(1, 5, 0), next(func(s *Segment, _, _ *media.Track) { s.Facts.Tracks = nil }), "a segment that cannot be read"},
		"after an unreadable one":     {with(ten(1, 5, 0), func(s *Segment, _, _ *media.Track) { s.Facts.Tracks = nil }), ten(2, 6, 900_000), "a segment that cannot be read"},
		"a still picture":             {ten(1, 5, 0), next(func(_ *Segment, v, _ *media.Track) { v.FirstDTS += 180_000 }), ""},
		"a muted microphone":          {ten(1, 5, 0), next(func(_ *Segment, _, a *media.Track) { a.FirstDTS += 180_000 }), ""},
		"sound a millisecond askew":   {ten(1, 5, 0), next(func(_ *Segment, _, a *media.Track) { a.FirstDTS -= 1_920 + 90 }), ""},
		"sound goes back":             {ten(1, 5, 0), next(func(_ *Segment, _, a *media.Track) { a.FirstDTS -= 9_000 }), "the time goes back 0.1 s"},
		"nothing is in either track":  {ten(1, 5, 0), next(func(_ *Segment, v, a *media.Track) { v.Units, a.Units = 0, 0 }), "nothing tells the time"},
		"sound alone, after a while":  {ten(1, 5, 0), next(func(_ *Segment, v, a *media.Track) { v.Units = 0; a.FirstDTS += 90_000 }), "the time jumps 1.0 s"},
		"a picture that has no sound": {ten(1, 5, 0), next(func(_ *Segment, _, a *media.Track) { a.Units = 0 }), ""},
	} {
		if got := breaks(c.before, c.s); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name    string
		seq     int64
		growing bool
		flat    uint64 // with ok
		ok      bool
	}{
		{"1600000040-3-10010.ts", 3, false, 0, false},
		{"1600000040123-17-[duration].ts.tmp", 17, true, 0, false},
		{"42-7.ts", 7, false, 42, true},
		{"42-7.ts.tmp", 7, true, 42, true},
		{"42-1700000000123.ts", -1, false, 42, true},
		{"0-0.ts", 0, false, 0, true},
		{"00-0.ts", 0, false, 0, false},
		{"42-7-.ts", -1, false, 0, false},
		{"123.ts", 123, false, 0, false},
		{"seg00012.ts", 12, false, 0, false},
		{"index.ts", -1, false, 0, false},
		{"42_720p-7.ts", 7, false, 0, false},
		{"42--7.ts", -1, false, 0, false},
		{"42-99999999999999999999.ts", -1, false, 0, false},
	} {
		stem, growing, ok := segmentName(c.name)
		if seq := seqOf(stem); !ok || growing != c.growing || seq != c.seq {
			t.Errorf("%s: %d, %v, %v", c.name, seq, growing, ok)
		}
		if id, ok := flatOwner(stem); ok != c.ok || id != c.flat && ok {
			t.Errorf("%s is event %d's, %v", c.name, id, ok)
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"1600000040-3-[duration].ts.tmp", "42-7.ts", "../x.ts", "a\n.ts", ".ts.tmp.ts"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		stem, _, ok := segmentName(name)
		if ok && (!plain(name) || stem == "" || len(stem) >= len(name)) {
			t.Errorf("%q is a segment, %q", name, stem)
		}
		if n := seqOf(stem); n < -1 || n >= maxSeq {
			t.Errorf("%q has number %d", name, n)
		}
		if natural(name, stem) != -natural(stem, name) || natural(name, name) != 0 {
			t.Errorf("%q and %q have no order", name, stem)
		}
	})
}

func FuzzLedger(f *testing.F) {
	seg := entry{Segment: ten(1, 5, 0), Source: &source{"7/a-5.ts", 1, 188, 2}}
	line, err := seg.line()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line, 3)
	f.Add(append(line, line...), len(line)+9)
	f.Add([]byte("00000000 {}\n"), 1)
	f.Fuzz(func(t *testing.T, raw []byte, flip int) {
		if flip >= 0 && flip < len(raw) {
			raw[flip] ^= 1
		}
		last := int64(-1)
		whole, damaged := readLedger(raw, func(at int64, _ *entry) {
			if at <= last || at >= int64(len(raw)) {
				t.Errorf("a line at %d after %d", at, last)
			}
			last = at
		})
		if whole < 0 || whole > int64(len(raw)) || whole > 0 && raw[whole-1] != '\n' || damaged >= whole {
			t.Errorf("whole to %d, damaged at %d, of %d", whole, damaged, len(raw))
		}
		// What is left after the cut reads the same again.
		if again, _ := readLedger(raw[:whole], func(int64, *entry) {}); again != whole {
			t.Errorf("%d, then %d", whole, again)
		}
	})
}
