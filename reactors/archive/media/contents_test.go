package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func inspect(b []byte) (Contents, error) { return Inspect(bytes.NewReader(b), int64(len(b))) }

func TestInspectReadsWhatMakeWrote(t *testing.T) {
	c, file := chunk(t, Copy, session(concert(t), 0, 2))
	b := read(t, file)
	got, err := inspect(b)
	if err != nil || got.Init != c.Init || !slices.Equal(got.Tracks, c.Tracks) {
		t.Fatalf("%+v %v", got, err)
	}
	if at := bytes.Index(b, []byte("moof")) - 4; int64(at) != got.Init {
		t.Errorf("the init has %d bytes, the first fragment begins at %d", got.Init, at)
	}
	v, a := got.Video(), got.Audio()
	if v.Codec != "avc1.42c00d" && !strings.HasPrefix(v.Codec, "avc1.") || a.Codec != "mp4a.40.2" || got.Seconds() != 20 || got.Begins() != Head+6000 {
		t.Errorf("%+v, %g s from %d", got, got.Seconds(), got.Begins())
	}
	if d := got.Delay(); d < 0.0666 || d > 0.0668 { // two pictures that are reordered
		t.Errorf("delay %g", d)
	}
}

func TestInspectRefusesWhatIsNoChunk(t *testing.T) {
	_, file := chunk(t, Copy, session(concert(t), 0, 2))
	whole := read(t, file)
	c, err := inspect(whole)
	if err != nil {
		t.Fatal(err)
	}
	sized := func(n uint32) []byte {
		b := slices.Clone(whole)
		binary.BigEndian.PutUint32(b[c.Init:], n)
		return b
	}
	run := bytes.Index(whole, []byte("trun"))
	claims := slices.Clone(whole)
	binary.BigEndian.PutUint32(claims[run+8:], 1<<31) // samples
	for name, b := range map[string][]byte{
		"nothing":             nil,
		"noise":               bytes.Repeat([]byte("noise"), 100),
		"a segment":           read(t, concert(t)[0].Path),
		"cut":                 whole[:len(whole)/2],
		"init alone missing":  whole[c.Init:],
		"two inits":           slices.Concat(whole[:c.Init], whole),
		"a box beyond":        sized(1 << 31),
		"a box of nothing":    sized(0),
		"many empty boxes":    slices.Concat(whole[:c.Init], bytes.Repeat([]byte("\x00\x00\x00\x08free"), maxBoxes)),
		"more than it has":    claims,
		"an init without end": slices.Concat([]byte("\x00\xff\xff\xffmoov"), make([]byte, 0xfffff7)),
	} {
		if got, err := inspect(b); !errors.Is(err, ErrNoChunk) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	broken := errors.New("the gateway went away")
	if _, err := Inspect(failing{broken}, 1000); !errors.Is(err, broken) || errors.Is(err, ErrNoChunk) {
		t.Errorf("of the reader: %v", err)
	}
}

type failing struct{ err error }

func (f failing) ReadAt(b []byte, _ int64) (int, error) { return iotest.ErrReader(f.err).Read(b) }

func TestJoinSaysWhatIsMissing(t *testing.T) {
	all := concert(t)
	var c []Contents
	for i := range 4 {
		made, _ := chunk(t, Copy, session(all, i, i+1))
		c = append(c, made.Contents)
	}
	if w := Join(c[0], c[1]); w != nil {
		t.Errorf("of neighbours: %q", w)
	}
	if w := Join(c[0], c[2]); len(w) != 2 || w[0] != "video: 300 frames missing" || !strings.HasSuffix(w[1], "frames missing") {
		t.Errorf("one left out: %q", w)
	}
	if w := Join(c[2], c[1]); len(w) != 2 || !strings.HasSuffix(w[0], "s are there twice") {
		t.Errorf("backwards: %q", w)
	}
	mute := Contents{Tracks: []Line{*c[1].Video()}}
	if w := Join(c[0], mute); !slices.Equal(w, []string{"audio: only one of them has it"}) {
		t.Errorf("without sound: %q", w)
	}
	// One frame less at the end is seen.
	short := Contents{Tracks: []Line{*c[0].Video()}}
	short.Tracks[0].LastPTS -= short.Tracks[0].Step
	if w := Join(short, mute); !slices.Equal(w, []string{"video: 1 frames missing"}) {
		t.Errorf("a frame less: %q", w)
	}
}

func FuzzInspect(f *testing.F) {
	for _, name := range []string{"opus", "mp3", "h265", "sound only"} {
		_, file := chunk(f, Copy, session(show(f, strings.Map(fileSafe, name), kindsOfShows[name]...), 0, 1))
		b := read(f, file)
		c, err := inspect(b)
		if err != nil {
			f.Fatal(err)
		}
		at := int(c.Init)
		f.Add(b[:at+int(binary.BigEndian.Uint32(b[at:]))])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Inspect(io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b))), int64(len(b)))
		if err != nil {
			return
		}
		if c.Init <= 0 || c.Init > c.Size || len(c.Tracks) > maxTracks {
			t.Errorf("%+v", c)
		}
		for _, l := range c.Tracks {
			if l.Timescale == 0 || l.FirstPTS > l.LastPTS || l.Keys > l.Units {
				t.Errorf("%+v", l)
			}
		}
		c.Seconds()
		c.Delay()
		Join(c, c)
	})
}
