package media

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
	for _, mode := range []Mode{Copy, High, Low} {
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
