package content

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	ipld "github.com/ipfs/go-ipld-format"
)

// built is the size of a DAG that is really made, and the sum of its blocks, counted one by one.
func built(t *testing.T, l layout, n int) (root, blocks uint64) {
	t.Helper()
	made, err := l.build(t.Context(), bytes.NewReader(make([]byte, n)), func(n ipld.Node) error {
		blocks += uint64(len(n.RawData()))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if root, err = made.Size(); err != nil {
		t.Fatal(err)
	}
	return root, blocks
}

// TestSizesWithoutReading compares the arithmetic with what boxo says: small blocks and few links make deep trees of few bytes.
func TestSizesWithoutReading(t *testing.T) {
	check := func(l layout, n int) {
		t.Helper()
		root, blocks := built(t, l, n)
		if got := l.size(int64(n)); got != root || got != blocks {
			t.Errorf("%+v, %d bytes: %d, boxo says %d and makes %d", l, n, got, root, blocks)
		}
	}
	for _, l := range []layout{{1, true, 1, 2}, {1, true, 3, 3}, {1, true, 7, 5}, {1, true, 130, 2}} {
		for n := range 700 {
			check(l, n)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		check(layout{1, true, 1 + r.Int64N(300), 2 + r.IntN(200)}, r.IntN(40_000))
	}
	for _, n := range []int{0, 1, BlockSize, BlockSize + 1, 2 * BlockSize, 173*BlockSize + 7, 174 * BlockSize, 174*BlockSize + 1, 349*BlockSize - 1} {
		check(own, n)
	}
}

// TestFoldersAreMadeWithoutReading: the entries' bytes are gone, or were never here, and the folder's CID is the same.
func TestFoldersAreMadeWithoutReading(t *testing.T) {
	s := newStore(t)
	body := pattern(3*BlockSize + 9)
	large, small := put(t, s, body, "").CID, put(t, s, body[:100], "").CID
	want, err := s.PutDirectory(t.Context(), []Entry{{Name: "a.ts", CID: large}, {Name: "b.ts", CID: small}})
	if err != nil {
		t.Fatal(err)
	}
	dir, err := s.dir(want)
	if err != nil {
		t.Fatal(err)
	}
	if root, _ := built(t, own, len(body)); dir.Links()[0].Size != root || dir.Links()[1].Size != 100 {
		t.Errorf("%+v, %+v", dir.Links()[0], dir.Links()[1])
	}
	for _, c := range []Entry{{CID: large}, {CID: small}} {
		if err := s.Remove(t.Context(), c.CID); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.PutDirectory(t.Context(), []Entry{{Name: "a.ts", CID: large, Size: int64(len(body))}, {Name: "b.ts", CID: small, Size: 100}})
	if err != nil || got != want {
		t.Errorf("%s, want %s: %v", got, want, err)
	}
	if _, err := s.PutDirectory(t.Context(), []Entry{{Name: "a.ts", CID: large}}); !errors.Is(err, ErrNotFound) {
		t.Errorf("not here, and its size not given: %v", err)
	}
}
