package content

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ipfs/go-cid"
	carv2 "github.com/ipld/go-car/v2"
)

// pattern is n bytes that differ from block to block.
func pattern(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{1})
	r.Read(b)
	return b
}

// rawCID spells a CIDv1 of raw bytes out by hand: version 1, codec 0x55, SHA-256 (0x12) of 32 bytes, in lower-case base 32.
func rawCID(b []byte) string {
	hash := sha256.Sum256(b)
	binary := append([]byte{1, 0x55, 0x12, 32}, hash[:]...)
	return "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(binary))
}

func TestOneBlockIsPlainSHA256(t *testing.T) {
	for _, n := range []int{0, 1, 31, 4096, BlockSize - 1, BlockSize} {
		if got, want := CID(pattern(n)).String(), rawCID(pattern(n)); got != want {
			t.Errorf("%d bytes: %s, want %s", n, got, want)
		}
	}
}

// TestTwoBlocksByHand builds the root of a file of two blocks byte by byte, from the specifications of dag-pb and UnixFS.
func TestTwoBlocksByHand(t *testing.T) {
	b := pattern(BlockSize + 1)
	first, second := sha256.Sum256(b[:BlockSize]), sha256.Sum256(b[BlockSize:])
	link := func(hash [32]byte, size ...byte) []byte { // Hash (1), Name (2, empty), Tsize (3)
		body := append(append([]byte{0x0a, 36, 1, 0x55, 0x12, 32}, hash[:]...), 0x12, 0, 0x18)
		body = append(body, size...)
		return append([]byte{0x12, byte(len(body))}, body...)
	}
	// PBNode: links (2), then data (1): Type 2 (file), filesize (3) 262145, blocksizes (4) 262144 and 1.
	data := []byte{0x08, 2, 0x18, 0x81, 0x80, 0x10, 0x20, 0x80, 0x80, 0x10, 0x20, 1}
	root := append(link(first, 0x80, 0x80, 0x10), link(second, 1)...)
	root = append(root, 0x0a, byte(len(data)))
	root = append(root, data...)
	hash := sha256.Sum256(root)
	want := "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(append([]byte{1, 0x70, 0x12, 32}, hash[:]...)))
	if got := CID(b).String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestKnownCIDs holds CIDs that are known from elsewhere: kubo's of nothing, and those of files whose trees have one, two and three
// levels (174 blocks are one node full).
func TestKnownCIDs(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"", 0, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"},
		{"hello world\n", 1, "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4"},
		{"a", BlockSize + 1, "bafybeifwp2ckiq7kaefcrxkcalv6bs5x7e7ozrigy4ypvcqwetgnxfb2hi"},
		{"a", 45 << 20, "bafybeiev6f4zzf42futymkaxsakgkbu26la3imc5q5pdti2iip43caujfy"},
	} {
		if got := CID([]byte(strings.Repeat(c.text, c.n))).String(); got != c.want {
			t.Errorf("%d times %q: %s, want %s", c.n, c.text, got, c.want)
		}
	}
}

func TestMatchesUsualLayouts(t *testing.T) {
	small, large := []byte("hello world\n"), []byte(strings.Repeat("a", BlockSize+1))
	for _, c := range []struct {
		cid  string
		b    []byte
		want bool
	}{
		{"QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o", small, true}, // kubo's default before CIDv1
		{"bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4", small, true},
		{"QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o", large, false},
		{"bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4", large, false},
		{"bafybeifwp2ckiq7kaefcrxkcalv6bs5x7e7ozrigy4ypvcqwetgnxfb2hi", large, true},
		{rawCID(large), large, true}, // one block, larger than kubo makes them
	} {
		parsed, err := ParseCID(c.cid)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Matches(t.Context(), parsed, bytes.NewReader(c.b)); got != c.want || err != nil {
			t.Errorf("%s and %d bytes: %v, %v", c.cid, len(c.b), got, err)
		}
	}
}

func TestParseCIDRefuses(t *testing.T) {
	for _, text := range []string{
		"", "x", "Qm", "../etc/passwd", strings.Repeat("b", 1000), "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4/",
		"bafkqabtimvwgy3yk", // the bytes themselves (identity)
		"bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", // dag-cbor
		"k51qzi5uqu5dlvj2baxnqndepeb86cbk3ng7n3i46uzyxzyqj2xjonzllnv0v8",
	} {
		if c, err := ParseCID(text); err == nil {
			t.Errorf("%q is %s", text, c)
		}
	}
}

// TestCARHoldsTheFile reads a CAR back with another implementation's rules: every block hashed, the leaves in order are the file.
func TestCARHoldsTheFile(t *testing.T) {
	b := pattern(3*BlockSize + 7)
	var out bytes.Buffer
	if err := WriteCAR(t.Context(), &out, CID(b), bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	reader, err := carv2.NewBlockReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if len(reader.Roots) != 1 || reader.Roots[0] != CID(b) {
		t.Fatalf("roots %v", reader.Roots)
	}
	var leaves []byte
	rootThere := false
	for {
		block, err := reader.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if block.Cid().Type() == cid.Raw {
			leaves = append(leaves, block.RawData()...)
		}
		rootThere = rootThere || block.Cid() == CID(b)
	}
	if !bytes.Equal(leaves, b) || !rootThere {
		t.Errorf("%d bytes of leaves, root there: %v", len(leaves), rootThere)
	}
	if err := WriteCAR(t.Context(), io.Discard, CID(b), bytes.NewReader(b[1:])); !errors.Is(err, ErrMismatch) {
		t.Errorf("other bytes: %v", err)
	}
}

func TestIdentifyEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Identify(ctx, bytes.NewReader(pattern(10))); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
	broken := errors.New("broken")
	r := io.MultiReader(bytes.NewReader(pattern(BlockSize+10)), failing{broken})
	if _, _, err := Identify(t.Context(), r); !errors.Is(err, broken) {
		t.Errorf("broken reader: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
