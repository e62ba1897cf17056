package content

import (
	"encoding/binary"

	"github.com/ipfs/go-cid"
)

const (
	// linkCID is the length of a CIDv1 with a SHA-256: version, codec, hash function, length, and 32 bytes of hash.
	linkCID = 36
	// fixedData is what a UnixFS node says in any case: two bytes for its type, and a byte of tag before the file's size.
	fixedData = 3
)

// fileDAGSize is how many bytes all blocks of the file c of size bytes have together. It follows from the size alone, so no byte
// of the file is read: a folder that is written anew with each chunk of a show names all chunks before.
func fileDAGSize(c cid.Cid, size int64) uint64 {
	if c.Type() == cid.Raw {
		return uint64(size)
	}
	return own.size(size)
}

// subtree is a node with what lies below it: bytes of the file, and of all blocks.
type subtree struct{ file, total uint64 }

// size computes what [layout.build] and its root's Size would say of a file of n bytes; for layouts with raw leaves and CIDv1. Level
// by level, all nodes but the last are alike, so two sizes and a count stand for a level.
func (l layout) size(n int64) uint64 {
	chunk, links := uint64(l.chunk), uint64(l.links)
	count := max((uint64(n)+chunk-1)/chunk, 1)
	full := subtree{chunk, chunk}
	rest := uint64(n) - (count-1)*chunk
	last := subtree{rest, rest}
	for count > 1 {
		above := (count + links - 1) / links
		last = node(full, count-(above-1)*links-1, last)
		full = node(full, links-1, full)
		count = above
	}
	return last.total
}

// node is a dag-pb block over n children that are alike and one more.
func node(child subtree, n uint64, last subtree) subtree {
	file, below := n*child.file+last.file, n*child.total+last.total
	link := func(c subtree) uint64 { // Hash (tag, length, CID), Name (tag, 0), Tsize (tag, number), in a field of the node
		return field(4 + linkCID + 1 + varint(c.total))
	}
	blocksize := func(c subtree) uint64 { return 1 + varint(c.file) }
	data := fixedData + varint(file) + n*blocksize(child) + blocksize(last)
	return subtree{file, below + n*link(child) + link(last) + field(data)}
}

// field is the length of a protobuf field of n bytes with its tag and length.
func field(n uint64) uint64 { return 1 + varint(n) + n }

func varint(n uint64) uint64 {
	return uint64(len(binary.AppendUvarint(nil, n)))
}
