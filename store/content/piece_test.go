package content

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/ipfs/go-cid"
)

// pieceByHand follows the specifications: each 254 bits of the file and zeros after it get two zero bits; a binary tree of SHA-256
// without the two highest bits is made over leaves of 32 bytes; the CID (FRC-0069) has the zeros' number, the tree's height, its root.
func pieceByHand(b []byte) (text string, padded uint64) {
	size := 127
	for size < len(b) {
		size *= 2
	}
	padding := size - len(b)
	b = append(bytes.Clone(b), make([]byte, padding)...)
	level := make([][32]byte, size/127*4)
	for bit := range size * 8 {
		if b[bit/8]>>(bit%8)&1 == 1 {
			level[bit/254][bit%254/8] |= 1 << (bit % 254 % 8)
		}
	}
	padded = uint64(len(level)) * 32
	height := 0
	for ; len(level) > 1; height++ {
		for i := range len(level) / 2 {
			sum := sha256.Sum256(append(level[2*i][:], level[2*i+1][:]...))
			sum[31] &= 0x3f
			level[i] = sum
		}
		level = level[:len(level)/2]
	}
	digest := append(binary.AppendUvarint(nil, uint64(padding)), byte(height))
	digest = append(digest, level[0][:]...)
	out := binary.AppendUvarint([]byte{1, 0x55}, 0x1011)
	out = append(binary.AppendUvarint(out, uint64(len(digest))), digest...)
	return "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(out)), padded
}

func TestPieceCID(t *testing.T) {
	for _, n := range []int{127, 128, 254, 255, 5000, 127 << 10, 127<<10 + 1} {
		want, wantPadded := pieceByHand(pattern(n))
		got, padded, err := PieceCID(t.Context(), bytes.NewReader(pattern(n)))
		if err != nil || got.String() != want || padded != wantPadded || !strings.HasPrefix(want, "bafkzci") {
			t.Errorf("%d bytes: %s in %d, want %s in %d: %v", n, got, padded, want, wantPadded, err)
		}
	}
	for _, n := range []int{0, 64, MinPiece - 1} {
		if c, _, err := PieceCID(t.Context(), bytes.NewReader(pattern(n))); err == nil {
			t.Errorf("%d bytes have one: %s", n, c)
		}
	}
}

// TestPieceCIDEnds: when it is cut off nothing goes on in the background (TestMain looks).
func TestPieceCIDEnds(t *testing.T) {
	for _, n := range []int{0, 1, 100 << 10, 4 << 20} {
		ctx, cancel := context.WithCancel(t.Context())
		r := &cutReader{n: n, cut: cancel}
		if c, _, err := PieceCID(ctx, r); !errors.Is(err, context.Canceled) {
			t.Errorf("after %d bytes: %s, %v", n, c, err)
		}
	}
}

type cutReader struct {
	n   int
	cut func()
}

func (r *cutReader) Read(b []byte) (int, error) {
	if r.n -= len(b); r.n < 0 {
		r.cut()
	}
	return len(b), nil
}

func TestFilBeamURL(t *testing.T) {
	want := "https://0x00a329c0648769a73afac7f9381e08fb43dbea72.filbeam.io/bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
	if got := FilBeamURL("0x00a329c0648769a73afac7f9381e08fb43dbea72", cid.MustParse("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")); got != want {
		t.Error(got)
	}
}

func BenchmarkPieceCID(b *testing.B) {
	body := pattern(32 << 20)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, _, err := PieceCID(b.Context(), bytes.NewReader(body)); err != nil {
			b.Fatal(err)
		}
	}
}
