package media

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func read(tb testing.TB, file string) []byte {
	tb.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// frames are the checksums of all decoded frames of a file, each with its kind.
func frames(tb testing.TB, file, kind string) (sums []string) {
	tb.Helper()
	out := output(tb, "ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", file, "-map", "0:"+kind, "-fps_mode", "passthrough", "-f", "framemd5", "-")
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "#") {
			sums = append(sums, line[strings.LastIndex(line, ",")+1:])
		}
	}
	return sums
}

func TestChunksHaveExactlyTheFramesOfTheWhole(t *testing.T) {
	all := concert(t)
	whole, files := t.TempDir()+"/whole.ts", []byte{}
	for _, s := range all {
		files = append(files, read(t, s.Path)...)
	}
	if err := os.WriteFile(whole, files, 0o600); err != nil {
		t.Fatal(err)
	}
	first, a := chunk(t, Copy, session(all, 0, 6))
	second, b := chunk(t, Copy, session(all, 6, 8))
	for _, c := range []Chunk{first, second} {
		if len(c.Missing) > 0 {
			t.Errorf("missing: %q", c.Missing)
		}
	}
	if gap := Join(first.Contents, second.Contents); gap != nil {
		t.Errorf("between the chunks: %q", gap)
	}
	for _, kind := range []string{"v", "a"} {
		want := frames(t, whole, kind)
		got := append(frames(t, a, kind), frames(t, b, kind)...)
		if kind == "a" { // a decoder of AAC that begins has no frame before to overlap with: its first frame is another's
			n := first.Audio().Units
			want, got = slices.Delete(want, n, n+2), slices.Delete(got, n, n+2)
		}
		if !slices.Equal(want, got) {
			t.Errorf("%s: %d frames of the whole, %d of the chunks, and not the same", kind, len(want), len(got))
		}
	}
}

func TestTheSameSegmentsMakeTheSameBytes(t *testing.T) {
	all := concert(t)
	for _, mode := range []Mode{Copy, Low} {
		n := 6
		if mode != Copy {
			n = 1
		}
		_, a := chunk(t, mode, session(all, 0, n))
		_, b := chunk(t, mode, session(all, 0, n))
		if sha256.Sum256(read(t, a)) != sha256.Sum256(read(t, b)) {
			t.Errorf("%s: two chunks of the same segments differ", mode)
		}
	}
}

func TestEveryKindOfShowCanBeMade(t *testing.T) {
	for name, args := range kindsOfShows {
		t.Run(name, func(t *testing.T) {
			all := show(t, strings.Map(fileSafe, name), args...)
			t.Parallel()
			c, file := chunk(t, Copy, session(all, 0, len(all)))
			var want []string
			switch {
			case name == "ac3":
				want = []string{"audio: ac3, which browsers do not play, was encoded anew as AAC"}
			case all[0].Facts.Video() == nil:
				want = []string{"no video"}
			case all[0].Facts.Audio() == nil:
				want = []string{"no audio"}
			}
			if !slices.Equal(c.Missing, want) {
				t.Errorf("missing: %q, want %q", c.Missing, want)
			}
			if w, err := muxer().Decode(t.Context(), file, c.Contents); err != nil || len(w) > 0 {
				t.Errorf("decoded: %q %v", w, err)
			}
			for i, s := range strings.Split(strings.TrimSpace(output(t, "ffprobe", "-v", "error", "-count_packets", "-show_entries", "stream=nb_read_packets,time_base", "-of", "csv=p=0", file)), "\n") {
				l := c.Tracks[i]
				if got := fmt.Sprintf("1/%d,%d", l.Timescale, l.Units); got != s {
					t.Errorf("track %d: %s, ffprobe says %s", i, got, s)
				}
			}
		})
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

func TestSoundThatBeginsLate(t *testing.T) {
	// A microphone that is switched on in the third segment; the tables name it from the beginning.
	all := show(t, "late", slices.Concat(picture(35, "160x90"), []string{"-itsoffset", "22"}, tone(13), x264, aac)...)
	if all[0].Facts.Audio() != nil || all[2].Facts.Audio() == nil {
		t.Fatalf("the show is not what it should be: %+v", all[0].Facts)
	}
	c, file := chunk(t, Copy, session(all, 0, len(all)))
	if got := c.Audio(); got == nil || float64(got.FirstPTS)/48000 < 22 {
		t.Errorf("audio: %+v", got)
	}
	if want := []string{"segment 1: no audio", "segment 2: no audio"}; !slices.Equal(c.Missing, want) {
		t.Errorf("missing: %q, want %q", c.Missing, want)
	}
	if w, err := muxer().Decode(t.Context(), file, c.Contents); err != nil || len(w) > 0 {
		t.Errorf("decoded: %q %v", w, err)
	}
}

func TestSoundThatTheTablesNameLater(t *testing.T) {
	mute := show(t, "mute", slices.Concat(picture(10, "160x90"), x264)...)
	loud := show(t, "loud", slices.Concat(picture(10, "160x90"), tone(10), x264, aac, []string{"-output_ts_offset", "10.066667"})...)
	all := []Source{mute[0], loud[0]}
	all[1].N = 2
	c, _ := chunk(t, Copy, session(all, 0, 2))
	if want := []string{"segment 1: no audio"}; !slices.Equal(c.Missing, want) || c.Video().Units != 600 || c.Audio() == nil {
		t.Errorf("%+v", c)
	}
}

func TestAChunkThatBeginsWithoutAKeyFrameKeepsAllFrames(t *testing.T) {
	all := concert(t)
	b := read(t, all[0].Path)
	video := all[0].Facts.Video().PID
	cut := altered(t, all[0], slices.Concat(b[:where(t, b, video, true, 0)], b[where(t, b, video, true, 7):]))
	if v := cut.Facts.Video(); v.Units != 293 || v.StartsWithKey {
		t.Fatalf("the show is not what it should be: %+v", v)
	}
	c, _ := chunk(t, Copy, session([]Source{cut, all[1]}, 0, 2))
	ours := slices.DeleteFunc(c.Missing, func(s string) bool { return strings.HasPrefix(s, "ffmpeg: [h264]") }) // it cannot decode them
	if want := []string{"segment 1: " + FaultNoKey}; !slices.Equal(ours, want) || c.Video().Units != 593 || c.Video().StartsWithKey {
		t.Errorf("%+v", c)
	}
}

func TestEncodedChunksHaveEveryFrame(t *testing.T) {
	all := concert(t)
	before, _ := chunk(t, Copy, session(all, 0, 1))
	for _, mode := range []Mode{High, Medium, Low} {
		c, file := chunk(t, mode, session(all, 1, 2))
		if len(c.Missing) > 0 || c.Mode != mode {
			t.Errorf("%s: missing: %q", mode, c.Missing)
		}
		if v := c.Video(); v.Units != 300 || v.Keys != 5 || !v.StartsWithKey {
			t.Errorf("%s: %+v", mode, v)
		}
		if w := Join(before.Contents, c.Contents); w != nil {
			t.Errorf("%s after a copy: %q", mode, w)
		}
		if w, err := muxer().Decode(t.Context(), file, c.Contents); err != nil || len(w) > 0 {
			t.Errorf("%s: decoded: %q %v", mode, w, err)
		}
	}
	first, _ := chunk(t, Low, session(all, 0, 1)) // whose first decoding time lies before its first picture's
	if len(first.Missing) > 0 {
		t.Errorf("the first: %q", first.Missing)
	}
	sound := show(t, "sound-only", kindsOfShows["sound only"]...)
	if c, _ := chunk(t, High, session(sound, 0, 1)); c.Mode != Copy {
		t.Errorf("without pictures: %+v", c)
	}
}

func TestPicturesThatGrow(t *testing.T) {
	small, large := concert(t)[0], larger(t)[0]
	// As a browser does that finds that the line can bear more, in the same session.
	j := Job{Sources: []Source{small, large}, Origin: Origin(small.Facts)}
	j.Sources[1].N = 2
	c, file := chunk(t, Low, j)
	if v := c.Video(); v.Width != 640 || v.Height != 360 || v.Units != small.Facts.Video().Units+large.Facts.Video().Units {
		t.Errorf("%+v", v)
	}
	if w, err := muxer().Decode(t.Context(), file, c.Contents); err != nil || len(w) > 0 {
		t.Errorf("decoded: %q %v", w, err)
	}
}

func TestWhatIsNotTheRecordedSegmentIsRefused(t *testing.T) {
	all := concert(t)
	j := session(all, 0, 2)
	j.Sources = slices.Clone(j.Sources)
	j.Sources[1].Path = all[2].Path
	_, err := muxer().Make(t.Context(), Copy, j, filepath.Join(t.TempDir(), "x.mp4"))
	if !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "segment 2") {
		t.Errorf("%v", err)
	}
	j.Sources[1].Path += ".gone"
	if _, err = muxer().Make(t.Context(), Copy, j, filepath.Join(t.TempDir(), "x.mp4")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	noise := altered(t, all[0], []byte("noise"))
	if _, err = muxer().Make(t.Context(), Copy, Job{Sources: []Source{noise}}, filepath.Join(t.TempDir(), "x.mp4")); !errors.Is(err, ErrEmpty) {
		t.Errorf("%v", err)
	}
}

func BenchmarkMakeCopy(b *testing.B) {
	all := show(b, "720p", slices.Concat(picture(60, "1280x720"), tone(60), x264, []string{"-preset", "ultrafast", "-b:v", "3500k", "-maxrate", "3500k", "-bufsize", "7000k"}, aac)...)
	out := filepath.Join(b.TempDir(), "chunk.mp4")
	var ours syscall.Rusage
	self := func() time.Duration {
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &ours); err != nil {
			b.Fatal(err)
		}
		return time.Duration(ours.Utime.Nano() + ours.Stime.Nano())
	}
	var cpu, size, seconds float64
	b.ReportAllocs()
	began := self()
	for b.Loop() {
		c, err := muxer().Make(b.Context(), Copy, session(all, 0, len(all)), out)
		if err != nil || len(c.Missing) > 0 {
			b.Fatal(err, c.Missing)
		}
		cpu += c.CPU.Seconds()
		size, seconds = float64(c.Size), c.Seconds()
	}
	minutes := float64(b.N) * seconds / 60
	b.ReportMetric(cpu/minutes, "ffmpeg-cpu-s/min")
	b.ReportMetric((self()-began).Seconds()/minutes, "own-cpu-s/min")
	b.ReportMetric(size/seconds*8/1e6, "Mb/s")

	whole := filepath.Join(b.TempDir(), "whole.ts")
	var joint []byte
	for _, s := range all {
		joint = append(joint, read(b, s.Path)...)
	}
	if err := os.WriteFile(whole, joint, 0o600); err != nil {
		b.Fatal(err)
	}
	plain := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-y", "-i", whole, "-c", "copy", out)
	if err := plain.Run(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric((plain.ProcessState.UserTime()+plain.ProcessState.SystemTime()).Seconds()*60/seconds, "plain-cpu-s/min")
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
