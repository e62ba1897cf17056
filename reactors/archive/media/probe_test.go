package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

// kindsOfShows are what may come: one segment each, 10 seconds.
var kindsOfShows = map[string][]string{
	"pictures only": slices.Concat(picture(10, "160x90"), x264, []string{"-t", "10"}),
	"sound only":    slices.Concat(tone(10), aac),
	"44.1 kHz":      slices.Concat(picture(10, "160x90"), []string{"-f", "lavfi", "-i", "sine=sample_rate=44100:duration=10"}, x264, aac),
	"mp3":           slices.Concat(picture(10, "160x90"), tone(10), x264, []string{"-c:a", "libmp3lame"}),
	"mp3 22 kHz":    slices.Concat(picture(10, "160x90"), []string{"-f", "lavfi", "-i", "sine=sample_rate=22050:duration=10"}, x264, []string{"-c:a", "libmp3lame"}),
	"opus":          slices.Concat(picture(10, "160x90"), tone(10), x264, []string{"-c:a", "libopus"}),
	"opus, mono":    slices.Concat(tone(10), []string{"-c:a", "libopus", "-ac", "1", "-frame_duration", "60", "-b:a", "8k"}),
	"h265":          slices.Concat(picture(10, "160x90"), tone(10), []string{"-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=60:pools=1"}, aac),
	"slices":        slices.Concat(picture(10, "160x90"), tone(10), x264, []string{"-slices", "4"}, aac),
	"no reordering": slices.Concat(picture(10, "160x90"), tone(10), x264, []string{"-bf", "0", "-tune", "zerolatency"}, aac),
	"29.97":         slices.Concat([]string{"-f", "lavfi", "-i", "testsrc2=size=160x90:rate=30000/1001:duration=10"}, tone(10), x264, aac),
	"ac3":           slices.Concat(picture(10, "160x90"), tone(10), x264, []string{"-c:a", "ac3"}),
}

func TestProbeCountsWhatFfmpegCounts(t *testing.T) {
	for name, args := range kindsOfShows {
		t.Run(name, func(t *testing.T) {
			for i, s := range show(t, strings.Map(fileSafe, name), args...) {
				if len(s.Facts.Tracks) == 0 {
					t.Fatalf("no tracks: %+v", s.Facts)
				}
				for _, track := range s.Facts.Tracks {
					want := ffprobe(t, s.Path, track.PID)
					got := map[string]int64{"units": int64(track.Units), "firstPts": track.FirstPTS, "lastPts": track.LastPTS, "firstDts": track.FirstDTS, "lastDts": track.LastDTS}
					if !counted(track.Codec) {
						got = map[string]int64{"firstPts": track.FirstPTS}
						want = map[string]int64{"firstPts": want["firstPts"]}
					}
					for what, n := range got {
						// It adds up rounded durations of audio.
						if d := n - want[what]; track.Kind == "audio" && what[0] == 'l' && d*d <= 1 {
							got[what] = want[what]
						}
					}
					if !reflect.DeepEqual(got, want) {
						t.Errorf("segment %d, %s: %v, ffprobe says %v", i, track.Codec, got, want)
					}
				}
				for _, fault := range s.Facts.Faults {
					if fault != FaultNoAudio && fault != FaultNoVideo {
						t.Errorf("segment %d: %s", i, fault)
					}
				}
			}
		})
	}
}

func fileSafe(r rune) rune {
	if r == ' ' || r == '.' || r == ',' {
		return '-'
	}
	return r
}

// ffprobe is what ffmpeg's demultiplexer and parsers make of a stream. It makes up times of audio between those that are written, with
// rounding of its own, and does so one unit after the other.
func ffprobe(tb testing.TB, file string, pid uint16) map[string]int64 {
	m := map[string]int64{}
	out := output(tb, "ffprobe", "-v", "error", "-select_streams", "i:"+strconv.Itoa(int(pid)), "-show_entries", "packet=pts,dts", "-of", "csv=p=0", file)
	for line := range strings.Lines(out) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if len(f) < 2 {
			continue
		}
		pts, _ := strconv.ParseInt(f[0], 10, 64)
		dts, _ := strconv.ParseInt(f[1], 10, 64)
		if m["units"] == 0 {
			m["firstPts"], m["lastPts"], m["firstDts"] = pts, pts, dts
		}
		m["units"]++
		m["firstPts"], m["lastPts"], m["lastDts"] = min(m["firstPts"], pts), max(m["lastPts"], pts), dts
	}
	return m
}

func TestProbeCopiesAndHashes(t *testing.T) {
	b := read(t, concert(t)[0].Path)
	var copied bytes.Buffer
	// Read in pieces that have nothing to do with packets.
	f, err := Probe(iotest.OneByteReader(bytes.NewReader(b[:40*packetSize])), nil)
	g, err2 := Probe(bytes.NewReader(b[:40*packetSize]), &copied)
	if err != nil || err2 != nil || !reflect.DeepEqual(f, g) {
		t.Fatalf("%+v %v\n%+v %v", f, err, g, err2)
	}
	sum := sha256.Sum256(b[:40*packetSize])
	if !bytes.Equal(copied.Bytes(), b[:40*packetSize]) || f.SHA256 != hex.EncodeToString(sum[:]) || f.Size != 40*packetSize {
		t.Errorf("copied %d bytes, %+v", copied.Len(), f)
	}
}

func TestProbeGivesItsArgumentsErrors(t *testing.T) {
	broken := errors.New("the disk went away")
	b := read(t, concert(t)[0].Path)
	_, err := Probe(io.MultiReader(bytes.NewReader(b), iotest.ErrReader(broken)), nil)
	if !errors.Is(err, broken) {
		t.Errorf("of the reader: %v", err)
	}
	_, err = Probe(bytes.NewReader(b), writer(func([]byte) (int, error) { return 0, broken }))
	if !errors.Is(err, broken) {
		t.Errorf("of the writer: %v", err)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// where finds the n-th packet of a stream, from 0, that begins a unit or not.
func where(tb testing.TB, b []byte, pid uint16, begins bool, n int) int {
	tb.Helper()
	for at := 0; at+packetSize <= len(b); at += packetSize {
		p := b[at:]
		if uint16(p[1]&0x1f)<<8|uint16(p[2]) == pid && (p[1]&0x40 != 0) == begins {
			if n--; n < 0 {
				return at
			}
		}
	}
	tb.Fatal("no such packet")
	return 0
}

func TestProbeNamesFaults(t *testing.T) {
	all := concert(t)
	whole := read(t, all[0].Path)
	video, audio := all[0].Facts.Video().PID, all[0].Facts.Audio().PID
	without := func(at, n int) []byte { return slices.Delete(slices.Clone(whole), at, at+n) }
	with := func(at int, b ...byte) []byte { return slices.Insert(slices.Clone(whole), at, b...) }
	changed := func(at int, by byte) []byte {
		b := slices.Clone(whole)
		b[at] ^= by
		return b
	}
	middle := where(t, whole, video, false, 40)
	sound := where(t, whole, audio, false, 5)
	key := where(t, whole, video, true, 1) // the second unit: no key frame
	head := whole[:where(t, whole, video, true, 0)]
	for name, c := range map[string]struct {
		bytes []byte
		want  []string
	}{
		"whole":               {whole, nil},
		"nothing":             {nil, []string{"truncated: 0 bytes are no whole number of packets", "no program map", FaultNoVideo, FaultNoAudio}},
		"noise":               {bytes.Repeat([]byte("noise"), 200), []string{"1000 bytes between packets", "truncated: 1000 bytes are no whole number of packets", "no program map", FaultNoVideo, FaultNoAudio}},
		"one packet lost":     {without(middle, packetSize), []string{"at least 1 packet lost in video"}},
		"one of sound lost":   {without(sound, packetSize), []string{"at least 1 packet lost in audio"}},
		"twice one lost":      {slices.Delete(without(middle, packetSize), key, key+packetSize), []string{"at least 2 packets lost in video"}},
		"a packet twice":      {with(middle, whole[middle:middle+packetSize]...), nil},
		"bytes between":       {with(middle, 1, 2, 3), []string{"3 bytes between packets", "truncated: " + strconv.Itoa(len(whole)+3) + " bytes are no whole number of packets"}},
		"marked as broken":    {changed(middle+1, 0x80), []string{"1 packet in video is marked as broken", "at least 1 packet lost in video"}},
		"cut in a packet":     {whole[:len(whole)-100], []string{"truncated: " + strconv.Itoa(len(whole)-100) + " bytes are no whole number of packets", "the last unit in audio is cut"}},
		"no key frame":        {slices.Concat(head, whole[key:]), []string{FaultNoKey}},
		"time goes on":        {slices.Concat(whole, read(t, all[4].Path)), []string{"30 seconds without a unit in video", "30 seconds without a unit in audio"}},
		"time goes back":      {slices.Concat(whole, whole), []string{"time goes back in video", "time goes back in audio"}},
		"another picture":     {slices.Concat(whole, read(t, larger(t)[0].Path)), []string{"video changes its parameters inside"}},
		"tables are damaged":  {changed(6, 1), nil}, // they come again
		"no tables at all":    {whole[where(t, whole, video, true, 0):][:3*packetSize], []string{"no program map", FaultNoVideo, FaultNoAudio}},
		"a head is no head":   {changed(key+4+int(whole[key+4])+1, 0xff), []string{"1 unit in video has no readable header"}},
		"sound is not framed": {changed(where(t, whole, audio, true, 1)+packetSize-1, 0), nil},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Probe(bytes.NewReader(c.bytes), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, fault := range f.Faults {
				// What a packet's loss does to what was in it is told apart elsewhere.
				if !strings.HasSuffix(fault, "cannot be read") {
					got = append(got, fault)
				}
			}
			if name == "another picture" { // counters and times of another show, too
				got = slices.DeleteFunc(got, func(s string) bool { return !strings.Contains(s, "parameters") })
			}
			if name == "time goes on" || name == "time goes back" { // segments of one show apart
				got = slices.DeleteFunc(got, func(s string) bool { return strings.Contains(s, "lost") })
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
			if len(f.Faults) > maxFaults {
				t.Errorf("%d faults", len(f.Faults))
			}
		})
	}
}

// larger is another size's picture, which goes on where the concert's first segment ends.
func larger(tb testing.TB) []Source {
	return show(tb, "larger", slices.Concat(picture(10, "640x360"), tone(10), x264, aac, []string{"-output_ts_offset", "10"})...)
}

func TestProbeReadsOverTheEndOfTheClock(t *testing.T) {
	all := show(t, "wrap", slices.Concat(picture(15, "160x90"), tone(15), x264, aac, []string{"-output_ts_offset", "95435"})...)
	v, a := all[0].Facts.Video(), all[0].Facts.Audio()
	if v.FirstDTS >= wrap || v.LastDTS < wrap || v.LastDTS-v.FirstDTS != int64(v.Units-1)*v.Step {
		t.Errorf("video: %+v", v)
	}
	if a.LastDTS < wrap || a.LastDTS-a.FirstDTS != int64(a.Units-1)*a.Step {
		t.Errorf("audio: %+v", a)
	}
	if len(all[0].Facts.Faults) > 0 {
		t.Errorf("%q", all[0].Facts.Faults)
	}
	for _, kind := range kinds {
		if w := gapBetween(kind, &all[0].Facts, &all[1].Facts); w != "" {
			t.Errorf("between segments: %q", w)
		}
	}
}

func TestParametersThatAreThereTwiceAreTheSame(t *testing.T) {
	nal := func(b ...byte) []byte { return append([]byte{0, 0, 0, 1}, b...) }
	sps, pps := nal(0x67, 0x42, 0xc0, 0x1f, 0xda, 0x01), nal(0x68, 0xce, 0x3c, 0x80)
	params := func(parts ...[]byte) string {
		v := videoScanner{s: &stream{p: &prober{}}, head: slices.Concat(parts...)}
		v.readSets()
		return v.s.track.Params
	}
	once := params(sps, pps)
	if once == "" || params(sps, pps, sps, pps) != once {
		t.Errorf("%q, twice %q", once, params(sps, pps, sps, pps))
	}
	if other := nal(0x68, 0xce, 0x3c, 0x81); params(sps, other) == once || params(sps, pps, other) == once {
		t.Error("other parameters are the same")
	}
}

func TestProbeNeedsLittleMemory(t *testing.T) {
	b := bytes.Repeat(read(t, concert(t)[0].Path), 20)
	r := bytes.NewReader(b)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Probe(r, io.Discard); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
		t.Errorf("%d bytes for a segment of %d", n, len(b))
	}
}

func FuzzProbe(f *testing.F) {
	for _, s := range concert(f)[:1] {
		b := read(f, s.Path)
		f.Add(b[:60*packetSize])
		f.Add(b[len(b)-30*packetSize:])
	}
	for _, name := range []string{"opus", "mp3", "h265", "ac3"} {
		f.Add(read(f, show(f, name, kindsOfShows[name]...)[0].Path)[:40*packetSize])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		facts, err := Probe(bytes.NewReader(b), nil)
		if err != nil {
			t.Fatal(err)
		}
		if facts.Size != int64(len(b)) || len(facts.Faults) > maxFaults || len(facts.Tracks) > maxStreams {
			t.Errorf("%+v", facts)
		}
		for _, track := range facts.Tracks {
			if track.Units < 1 || track.FirstPTS > track.LastPTS || track.FirstDTS < 0 || track.FirstDTS >= wrap || track.Step < 0 || track.Keys > track.Units {
				t.Errorf("%+v", track)
			}
		}
		facts.Seconds()
		// What is moved and moved back is what it was, wherever the packets are.
		moved := slices.Clone(b)
		rebase(moved, 12345)
		rebase(moved, -12345)
		if !bytes.Equal(moved, b) {
			t.Error("moving times changes something else")
		}
	})
}

func BenchmarkProbe(b *testing.B) {
	show := bytes.Repeat(read(b, concert(b)[0].Path), 20)
	b.SetBytes(int64(len(show)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Probe(bytes.NewReader(show), nil); err != nil {
			b.Fatal(err)
		}
	}
}
