package media

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestTimesFitWhereverTheClockIs(t *testing.T) {
	for name, offset := range map[string]string{
		"near its end":  "95435", // the first segment goes over it
		"at its end":    "95430", // the second does
		"in its middle": "50000.123456",
		"at zero":       "-1.4",
	} {
		t.Run(name, func(t *testing.T) {
			all := show(t, "clock"+offset, slices.Concat(picture(25, "160x90"), tone(25), x264, aac, []string{"-output_ts_offset", offset})...)
			a, _ := chunk(t, Copy, session(all, 0, 2))
			b, _ := chunk(t, Copy, session(all, 2, 3))
			if len(a.Missing)+len(b.Missing) > 0 {
				t.Errorf("missing: %q %q", a.Missing, b.Missing)
			}
			if w := Join(a.Contents, b.Contents); w != nil {
				t.Errorf("between: %q", w)
			}
			if v := a.Video(); v.FirstDTS < Head || v.FirstDTS > 2*Head {
				t.Errorf("begins at %d", v.FirstDTS)
			}
		})
	}
}

func TestStartIsRightAfterDays(t *testing.T) {
	f := func(dts int64) Facts {
		return Facts{Tracks: []Track{{Kind: "video", FirstDTS: dts & (wrap - 1), Units: 1}}}
	}
	const origin = wrap - 7*Ticks
	for _, at := range []int64{0, 5 * Ticks, 3600 * Ticks, 26 * 3600 * Ticks, 27 * 3600 * Ticks, 80 * 3600 * Ticks} {
		for _, wrong := range []int64{-3600 * Ticks, -1, 0, 1, 3600 * Ticks} { // how wrong the guess is
			j := Job{Sources: []Source{{Facts: f(origin + at)}}, Origin: origin, At: at + wrong}
			if got := j.Start(); got != at {
				t.Errorf("at %d, told %d: %d", at, at+wrong, got)
			}
		}
	}
}

// altered is a segment of other bytes, with the facts of those.
func altered(tb testing.TB, s Source, b []byte) Source {
	tb.Helper()
	s.Path = filepath.Join(tb.TempDir(), "altered.ts")
	if err := os.WriteFile(s.Path, b, 0o600); err != nil {
		tb.Fatal(err)
	}
	s.Facts = probe(tb, s.Path)
	return s
}

func TestMissingNamesWhatIsMissing(t *testing.T) {
	all := concert(t)
	whole := read(t, all[1].Path)
	video := all[1].Facts.Video().PID
	inside := where(t, whole, video, false, 400)
	flipped := slices.Clone(whole)
	for i := range 40 { // in the pictures of one packet, where nothing but a decoder sees it
		flipped[inside+20+4*i] ^= 0x55
	}
	second := func(b []byte) Job {
		j := session(all, 0, 3)
		j.Sources = slices.Clone(j.Sources)
		j.Sources[1] = altered(t, all[1], b)
		return j
	}
	for name, c := range map[string]struct {
		job     Job
		want    []string // each has to be there, in parts of words
		decoded bool     // only decoding sees it
	}{
		"nothing":             {job: session(all, 0, 3)},
		"begins later":        {job: session(all, 5, 7)},
		"a packet":            {job: second(slices.Delete(slices.Clone(whole), inside, inside+packetSize)), want: []string{"segment 2: at least 1 packet lost in video"}},
		"the end":             {job: second(whole[:len(whole)/2+77]), want: []string{"segment 2: truncated", "between segments 2 and 3: video: 1", "between segments 2 and 3: audio: 2"}},
		"a segment":           {job: Job{Sources: []Source{all[0], all[2]}, Origin: Origin(all[0].Facts)}, want: []string{"between segments 1 and 3: video: 300 frames missing", "between segments 1 and 3: audio: 469 frames missing"}},
		"before the chunk":    {job: Job{Sources: all[5:6], Origin: Origin(all[0].Facts), At: 50 * Ticks, Previous: &all[3].Facts, PreviousN: 4}, want: []string{"between segments 4 and 6: video: 300 frames missing", "between segments 4 and 6: audio: 46"}},
		"bits of the picture": {job: second(flipped), want: []string{"ffmpeg: "}, decoded: true},
		"noise in between":    {job: second(bytes.Repeat([]byte("noise"), 1000)), want: []string{"segment 2: no program map", "segment 2: no video", "between segments 1 and 3: video: 300 frames missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			made, file := chunk(t, Copy, c.job)
			got := made.Missing
			if c.decoded {
				if len(got) > 0 {
					t.Errorf("without decoding: %q", got)
				}
				var err error
				if got, err = muxer().Decode(t.Context(), file, made.Contents); err != nil {
					t.Fatal(err)
				}
			}
			for _, w := range c.want {
				if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, w) }) {
					t.Errorf("%q does not say %q", got, w)
				}
			}
			if len(c.want) == 0 && len(got) > 0 {
				t.Errorf("%q", got)
			}
			t.Logf("%q", got)
		})
	}
}

// times are the presentation times of a file's packets, in ticks.
func times(tb testing.TB, file, kind string) (all []int64) {
	tb.Helper()
	for line := range strings.Lines(output(tb, "ffprobe", "-v", "error", "-select_streams", kind, "-show_entries", "packet=pts", "-of", "csv=p=0", file)) {
		if n, err := strconv.ParseInt(strings.Trim(line, ",\n "), 10, 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}

func fromFirst(all []int64) []int64 {
	moved := slices.Clone(all)
	for i := range moved {
		moved[i] -= all[0]
	}
	return moved
}

// Cameras and RTMP do not keep a steady clock: RTMP's is in milliseconds, a browser's camera comes when it comes.
func TestUnsteadyClocksAreNoGaps(t *testing.T) {
	for name, args := range map[string][]string{
		"milliseconds": {"-enc_time_base", "1:1000"},
		"camera":       {"-vf", "setpts='(N+0.8*random(1))/30/TB'", "-fps_mode", "passthrough", "-enc_time_base", "1:1000"},
		"dim light":    {"-vf", "select='gt(random(1),0.4)'", "-fps_mode", "passthrough"},
	} {
		t.Run(name, func(t *testing.T) {
			all := show(t, name, slices.Concat(picture(25, "160x90"), tone(25), x264, args, []string{"-bf", "0"}, aac)...)
			a, _ := chunk(t, Copy, session(all, 0, 2))
			b, file := chunk(t, Copy, session(all, 2, len(all)))
			var sent []int64 // times of pictures, from the first
			for _, s := range all[2:] {
				sent = append(sent, times(t, s.Path, "v")...)
			}
			if got := times(t, file, "v"); !slices.Equal(fromFirst(got), fromFirst(sent)) {
				t.Errorf("times of pictures differ: %d sent, %d made", len(sent), len(got))
			}
			e, _ := chunk(t, Low, session(all, 2, 3))
			if missing := slices.Concat(a.Missing, b.Missing, e.Missing, Join(a.Contents, b.Contents)); len(missing) > 0 {
				t.Errorf("missing: %q", missing)
			}
			if w, err := muxer().Decode(t.Context(), file, b.Contents); err != nil || len(w) > 0 {
				t.Errorf("decoded: %q %v", w, err)
			}
		})
	}
}
