package media

import (
	"crypto/sha256"
	"os"
	"slices"
	"strings"
	"testing"
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
	out := output(tb, "ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", file, "-map", "0:"+kind, "-vsync", "passthrough", "-f", "framemd5", "-")
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
	second, b := chunk(t, Copy, session(all, 6, 13))
	for _, c := range []Chunk{first, second} {
		if len(c.Missing) > 0 {
			t.Errorf("missing: %q", c.Missing)
		}
		t.Logf("%+v", c)
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
