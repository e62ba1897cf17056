package content

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
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

// part is a node of a file's tree: its CID in binary, the bytes of the file below it, and those of all blocks.
type part struct {
	cid         []byte
	file, total uint64
}

// join encodes a node over parts byte by byte, from the specifications of dag-pb and UnixFS.
func join(parts []part) part {
	var node []byte
	p := part{}
	data := []byte{0x08, 2} // Type (1): file
	for _, c := range parts {
		p.file += c.file
		p.total += c.total
	}
	data = binary.AppendUvarint(append(data, 0x18), p.file) // filesize (3)
	for _, c := range parts {
		data = binary.AppendUvarint(append(data, 0x20), c.file) // blocksizes (4)
		link := append(append([]byte{0x0a, byte(len(c.cid))}, c.cid...), 0x12, 0, 0x18)
		link = binary.AppendUvarint(link, c.total) // Hash (1), Name (2, empty), Tsize (3)
		node = append(binary.AppendUvarint(append(node, 0x12), uint64(len(link))), link...)
	}
	node = append(binary.AppendUvarint(append(node, 0x0a), uint64(len(data))), data...)
	hash := sha256.Sum256(node)
	p.cid = append([]byte{1, 0x70, 0x12, 32}, hash[:]...)
	p.total += uint64(len(node))
	return p
}

// byHand is the CID of a file, computed without any of the libraries: blocks of 256 KiB, 174 under a node, until one is left.
func byHand(b []byte) string {
	var level []part
	for block := range slices.Chunk(b, 256<<10) {
		hash := sha256.Sum256(block)
		level = append(level, part{append([]byte{1, 0x55, 0x12, 32}, hash[:]...), uint64(len(block)), uint64(len(block))})
	}
	for len(level) > 1 {
		var above []part
		for parts := range slices.Chunk(level, 174) {
			above = append(above, join(parts))
		}
		level = above
	}
	return "b" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(level[0].cid))
}

// TestTreesByHand: one level, a node that is full, one more than that, and a second node with several.
func TestTreesByHand(t *testing.T) {
	all := pattern(180*BlockSize + 5)
	for _, n := range []int{1, BlockSize, BlockSize + 1, 5*BlockSize - 1, 174 * BlockSize, 174*BlockSize + 1, len(all)} {
		if got, want := CID(all[:n]).String(), byHand(all[:n]); got != want {
			t.Errorf("%d bytes: %s, want %s", n, got, want)
		}
	}
}

// TestKnownCIDs holds what every kubo says of these two files.
func TestKnownCIDs(t *testing.T) {
	for text, want := range map[string]string{
		"":              "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
		"hello world\n": "bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4",
	} {
		if got := CID([]byte(text)).String(); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
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
		{byHand(large), large, true},
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
