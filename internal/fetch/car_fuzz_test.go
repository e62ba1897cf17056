package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs"
	"github.com/ipfs/go-cid"
	carv2 "github.com/ipld/go-car/v2"
	"github.com/ipld/go-car/v2/storage"
)

// FuzzBlocks: blocks whose hash is right may still hold anything. Whatever does, an error of a known class or a bounded body comes
// of it.
func FuzzBlocks(f *testing.F) {
	leaf := merkledag.NewRawNode([]byte("x"))
	dir := unixfs.EmptyDirNode()
	if err := dir.AddNodeLink("a", leaf); err != nil {
		f.Fatal(err)
	}
	data, err := unixfs.HAMTShardData(bytes.Repeat([]byte{0xff}, 32), 256, 0x22)
	if err != nil {
		f.Fatal(err)
	}
	tree := merkledag.NodeWithData(data)
	if err := tree.AddNodeLink("00a", leaf); err != nil {
		f.Fatal(err)
	}
	f.Add(dir.RawData(), true)
	f.Add(tree.RawData(), true)
	f.Add(merkledag.NodeWithData(unixfs.FilePBData([]byte("x"), 1)).RawData(), false)
	f.Fuzz(func(t *testing.T, block []byte, deep bool) {
		hash := sha256.Sum256(block)
		root := cid.NewCidV1(cid.DagProtobuf, append([]byte{0x12, 32}, hash[:]...))
		var car bytes.Buffer
		out, err := storage.NewWritable(&car, []cid.Cid{root}, carv2.WriteAsCarV1(true))
		if err != nil {
			t.Fatal(err)
		}
		for c, b := range map[cid.Cid][]byte{root: block, leaf.Cid(): leaf.RawData()} {
			if err := out.Put(context.Background(), c.KeyString(), b); err != nil {
				t.Skip() // larger than a CAR takes
			}
		}
		s := source{cid: root}
		if deep {
			s.path = []string{"a"}
		}
		doc, err := readCAR(t.Context(), car.Bytes(), s, 1000)
		if err != nil {
			if classOf(err) == (class{}) {
				t.Fatalf("%v is no class", err)
			}
		} else if len(doc.Body) > 1000 {
			t.Fatalf("%d bytes", len(doc.Body))
		}
	})
}

// FuzzCAR: a gateway may answer any bytes.
func FuzzCAR(f *testing.F) {
	f.Add([]byte{})
	f.Add(binary.AppendUvarint(nil, 1<<62))
	f.Fuzz(func(t *testing.T, car []byte) {
		c, err := cid.Decode(rawHello)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := readCAR(t.Context(), car, source{cid: c}, 1000); err != nil && classOf(err) == (class{}) {
			t.Fatalf("%v is no class", err)
		}
	})
}
