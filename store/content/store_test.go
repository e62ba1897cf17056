package content

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/ipfs/go-cid"
)

func newStore(t testing.TB, change ...func(*Options)) *Store {
	t.Helper()
	o := Options{Dir: filepath.Join(t.TempDir(), "content")}
	for _, f := range change {
		f(&o)
	}
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t testing.TB, s *Store, b []byte, hint string) Info {
	t.Helper()
	info, err := s.Put(t.Context(), bytes.NewReader(b), hint)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestPutAndRead(t *testing.T) {
	s := newStore(t)
	var total int64
	for _, n := range []int{0, 5, BlockSize, BlockSize + 1, 3<<20 + 11} {
		b := pattern(n)
		info := put(t, s, b, "")
		total += int64(n)
		if info.CID != CID(b) || info.Size != int64(n) || s.TotalBytes() != total {
			t.Fatalf("%d bytes: %+v, %d in all", n, info, s.TotalBytes())
		}
		got, err := s.Get(info.CID, int64(n))
		if err != nil || !bytes.Equal(got, b) {
			t.Fatalf("%d bytes: read %d, %v", n, len(got), err)
		}
		if n > 0 {
			if _, err := s.Get(info.CID, int64(n)-1); !errors.Is(err, ErrTooLarge) {
				t.Errorf("%d bytes: one less was asked for: %v", n, err)
			}
		}
		f, err := s.Open(info.CID)
		if err != nil {
			t.Fatal(err)
		}
		part := make([]byte, n/2)
		if _, err := f.ReadAt(part, int64(n-n/2)); err != nil && err != io.EOF || !bytes.Equal(part, b[n-n/2:]) {
			t.Errorf("%d bytes: the second half: %v", n, err)
		}
		all, err := io.ReadAll(f)
		if f.Close(); err != nil || !bytes.Equal(all, b) {
			t.Errorf("%d bytes: from the beginning: %d, %v", n, len(all), err)
		}
		if err := s.Verify(t.Context(), info.CID); err != nil {
			t.Error(err)
		}
	}
	put(t, s, pattern(5), "")
	again, err := Open(s.o)
	if err != nil || s.TotalBytes() != total || again.TotalBytes() != total {
		t.Errorf("twice the same: %d bytes, opened again %d, want %d, %v", s.TotalBytes(), again.TotalBytes(), total, err)
	}
	seen := map[cid.Cid]int64{}
	for info, err := range again.All() {
		if err != nil {
			t.Fatal(err)
		}
		seen[info.CID] = info.Size
	}
	if len(seen) != 5 || seen[CID(pattern(BlockSize+1))] != BlockSize+1 {
		t.Errorf("all: %v", seen)
	}
}

func TestNotThere(t *testing.T) {
	s := newStore(t)
	c := CID([]byte("x"))
	_, err1 := s.Open(c)
	_, err2 := s.Stat(c)
	_, err3 := s.Get(c, 10)
	_, err4 := s.Resolve(c, nil)
	_, err5 := s.Resolve(c, []string{"a"})
	for i, err := range []error{err1, err2, err3, s.Verify(t.Context(), c), err4, err5} {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("%d: %v", i, err)
		}
	}
}

func TestBothSpellingsOfACID(t *testing.T) {
	s := newStore(t)
	b := pattern(BlockSize + 1)
	c := put(t, s, b, "").CID
	for _, c := range []cid.Cid{c, cid.NewCidV0(c.Hash())} {
		if got, err := s.Get(c, int64(len(b))); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%s: %d bytes, %v", c, len(got), err)
		}
	}
}

func TestDamageIsFound(t *testing.T) {
	s := newStore(t)
	for _, n := range []int{100, BlockSize + 100} {
		b := pattern(n)
		c := put(t, s, b, "").CID
		f, err := os.OpenFile(s.path(c), os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte{b[50] ^ 1}, 50); err != nil {
			t.Fatal(err)
		}
		f.Close()
		_, getErr := s.Get(c, int64(n))
		if !errors.Is(getErr, ErrDamaged) || !errors.Is(s.Verify(t.Context(), c), ErrDamaged) {
			t.Errorf("%d bytes: %v", n, getErr)
		}
		if _, err := s.Open(c); n <= BlockSize && !errors.Is(err, ErrDamaged) {
			t.Errorf("%d bytes: opened: %v", n, err)
		}
		put(t, s, b, "") // mends it
		if err := s.Verify(t.Context(), c); err != nil {
			t.Errorf("%d bytes, put again: %v", n, err)
		}
	}
}

func TestTypes(t *testing.T) {
	s := newStore(t)
	ts := bytes.Repeat(append([]byte{0x47}, make([]byte, 187)...), 4)
	box := func(kind, brand string) []byte {
		return append([]byte("\x00\x00\x00\x18"+kind+brand), make([]byte, 40)...)
	}
	for _, c := range []struct{ body, hint, want string }{
		{`{"a": 1}`, "", TypeJSON},
		{` [1,2`, "", unknownType},
		{`[` + strings.Repeat(`"x",`, 1000) + `"y"]`, "", TypeJSON},
		{"#EXTM3U\n#EXT-X-VERSION:3\n", "", TypePlaylist},
		{string(ts), "", TypeMPEGTS},
		{string(box("ftyp", "isom")), "", TypeMP4},
		{string(box("styp", "msdh")), "", TypeMP4},
		{string(box("ftyp", "avif")), "", "image/avif"},
		{"\x89PNG\x0d\x0a\x1a\x0a....", "", "image/png"},
		{`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "", unknownType},
		{`<!DOCTYPE html><script>alert(1)</script>`, "", unknownType},
		{"plain words", "", unknownType},
		{"", "", unknownType},
		{"\x00\x01\x02 says the caller", "audio/aac", "audio/aac"},
		{`<html>`, TypeJSON, TypeJSON},
	} {
		if got := put(t, s, []byte(c.body), c.hint).Type; got != c.want {
			t.Errorf("%.30q, %q: %s, want %s", c.body, c.hint, got, c.want)
		}
	}
	for _, hint := range []string{"text/html", "image/svg+xml", "application/javascript", "video/mp4; x=\r\ny"} {
		if _, err := s.Put(t.Context(), strings.NewReader("x"), hint); err == nil {
			t.Errorf("%q was taken", hint)
		}
	}
}

func TestNoRoom(t *testing.T) {
	free := uint64(1 << 30)
	s := newStore(t, func(o *Options) {
		o.MinFree, o.MaxBytes = 1000, 40<<20
		o.free = func(string) (uint64, error) { return free, nil }
	})
	put(t, s, pattern(100), "")
	_, err := s.Put(t.Context(), bytes.NewReader(pattern(40<<20)), "")
	if !errors.Is(err, ErrDiskFull) || !strings.Contains(err.Error(), "content.max_bytes") {
		t.Errorf("over the store's limit: %v", err)
	}
	free = 999
	_, err = s.Put(t.Context(), bytes.NewReader(pattern(200)), "")
	if !errors.Is(err, ErrDiskFull) || !strings.Contains(err.Error(), "content.min_free") {
		t.Errorf("too little free: %v", err)
	}
	assertClean(t, s, 100)
	free = 1 << 30
	put(t, s, pattern(200), "")
}

// TestNoRoomMeanwhile: others fill the disk while a large file is written.
func TestNoRoomMeanwhile(t *testing.T) {
	asked := 0
	s := newStore(t, func(o *Options) {
		o.MinFree = 1000
		o.free = func(string) (uint64, error) {
			if asked++; asked > 1 {
				return 10, nil
			}
			return 1 << 30, nil
		}
	})
	r := &counter{r: bytes.NewReader(pattern(64 << 20))}
	if _, err := s.Put(t.Context(), r, ""); !errors.Is(err, ErrDiskFull) || r.n > 20<<20 {
		t.Errorf("%v after %d bytes", err, r.n)
	}
	assertClean(t, s, 0)
}

// TestFailingSteps fails each step of a write as a full disk does: the error says so, nothing half is there, and putting again works.
func TestFailingSteps(t *testing.T) {
	var steps []string
	count := func(name string) error { steps = append(steps, name); return nil }
	put(t, newStore(t, func(o *Options) { o.step = count }), pattern(600<<10), TypeMP4)
	for failAt := range steps {
		n := 0
		s := newStore(t, func(o *Options) {
			o.step = func(string) error {
				if n++; n == failAt+1 {
					return &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
				}
				return nil
			}
		})
		_, err := s.Put(t.Context(), bytes.NewReader(pattern(600<<10)), TypeMP4)
		if !errors.Is(err, ErrDiskFull) || !strings.Contains(err.Error(), "free some space") {
			t.Errorf("step %d, %s: %v", failAt, steps[failAt], err)
		}
		left, _ := os.ReadDir(filepath.Join(s.o.Dir, "tmp"))
		if err := s.Verify(t.Context(), CID(pattern(600<<10))); len(left) > 0 || (err != nil && !errors.Is(err, ErrNotFound)) {
			t.Errorf("step %d, %s: %d files left, %v", failAt, steps[failAt], len(left), err)
		}
		if info := put(t, s, pattern(600<<10), TypeMP4); info.Type != TypeMP4 || s.TotalBytes() != 600<<10 {
			t.Errorf("step %d, %s: again: %+v, %d in all", failAt, steps[failAt], info, s.TotalBytes())
		}
	}
}

// TestOrderOfSteps: what makes a file durable is that it is synced before it has its name, and the name before anyone is told.
func TestOrderOfSteps(t *testing.T) {
	var steps []string
	s := newStore(t, func(o *Options) {
		o.step = func(name string) error {
			if len(steps) == 0 || steps[len(steps)-1] != name {
				steps = append(steps, name)
			}
			return nil
		}
	})
	put(t, s, pattern(600<<10), "")
	if got := strings.Join(steps, ", "); got != "create, write, sync, folder, rename, sync folder" {
		t.Error(got)
	}
}

func assertClean(t *testing.T, s *Store, total int64) {
	t.Helper()
	left, err := os.ReadDir(filepath.Join(s.o.Dir, "tmp"))
	if len(left) > 0 || err != nil || s.TotalBytes() != total {
		t.Errorf("%d files left, %d bytes in all, want %d, %v", len(left), s.TotalBytes(), total, err)
	}
}

func TestManyAtOnce(t *testing.T) {
	s := newStore(t)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			put(t, s, pattern(BlockSize+i%4), "")
		})
	}
	wg.Wait()
	want := int64(4*BlockSize + 6)
	if again, err := Open(s.o); err != nil || s.TotalBytes() != want || again.TotalBytes() != want {
		t.Errorf("%d bytes in all, want %d, %v", s.TotalBytes(), want, err)
	}
}

func TestDirectories(t *testing.T) {
	s := newStore(t)
	empty, err := s.PutDirectory(t.Context(), nil)
	if err != nil || empty.String() != "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354" { // kubo's
		t.Errorf("%s, %v", empty, err)
	}
	hello := put(t, s, []byte("hello world\n"), "").CID
	large := put(t, s, pattern(BlockSize+9), "").CID
	inner, err := s.PutDirectory(t.Context(), []Entry{{Name: "large.ts", CID: large}, {Name: "hello.txt", CID: hello}})
	if err != nil {
		t.Fatal(err)
	}
	turned, err := s.PutDirectory(t.Context(), []Entry{{Name: "hello.txt", CID: hello}, {Name: "large.ts", CID: large}})
	if err != nil || turned != inner {
		t.Errorf("in another order: %s and %s, %v", inner, turned, err)
	}
	outer, err := s.PutDirectory(t.Context(), []Entry{{Name: "live", CID: inner}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		want cid.Cid
	}{{"", outer}, {"live", inner}, {"live/hello.txt", hello}, {"live/large.ts", large}, {"live/x", cid.Undef}, {"live/hello.txt/x", cid.Undef}} {
		got, err := s.Resolve(outer, strings.FieldsFunc(c.path, func(r rune) bool { return r == '/' }))
		if got != c.want || (err == nil) != c.want.Defined() || (err != nil && !errors.Is(err, ErrNotFound)) {
			t.Errorf("%q: %s, %v", c.path, got, err)
		}
	}
	for _, name := range []string{"", ".", "..", "a/b", "a\x00", strings.Repeat("x", 256), "\xff"} {
		if _, err := s.PutDirectory(t.Context(), []Entry{{Name: name, CID: hello}}); err == nil {
			t.Errorf("%q is a name", name)
		}
	}
	if _, err := s.PutDirectory(t.Context(), []Entry{{Name: "a", CID: hello}, {Name: "a", CID: large}}); err == nil {
		t.Error("one name twice")
	}
	if _, err := s.PutDirectory(t.Context(), []Entry{{Name: "a", CID: CID([]byte("absent"))}}); !errors.Is(err, ErrNotFound) {
		t.Errorf("an absent entry: %v", err)
	}
}
