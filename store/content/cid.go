package content

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	// boxo is what kubo itself imports files with, so the CIDs are the same ones.
	"github.com/ipfs/boxo/chunker"
	"github.com/ipfs/boxo/ipld/unixfs/importer/balanced"
	"github.com/ipfs/boxo/ipld/unixfs/importer/helpers"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	carv2 "github.com/ipld/go-car/v2"
	"github.com/ipld/go-car/v2/storage"
	"github.com/multiformats/go-multihash"
)

// BlockSize is the most bytes of a file that is one block, so that its CID is the plain SHA-256 of its bytes.
const BlockSize = 256 << 10

// maxCIDText bounds a CID's text; the longest that names a SHA-256 (base 2) is shorter.
const maxCIDText = 320

// ErrMismatch says that bytes are not those that a CID names.
var ErrMismatch = errors.New("the bytes are not those that the CID names")

// layout is a way to cut a file into a DAG: the same bytes have another CID in another layout.
type layout struct {
	version   uint64 // of the CIDs inside
	rawLeaves bool
	chunk     int64 // bytes
	links     int   // in a node
}

// own is the layout of what is stored here: kubo's for --cid-version=1.
var own = layout{1, true, BlockSize, 174}

// layouts are those whose CIDs can be computed again from the bytes, the likeliest first: own, kubo's default before CIDv1,
// the same with CIDv1, and the profile unixfs-v1-2025.
var layouts = []layout{own, {0, false, BlockSize, 174}, {1, false, BlockSize, 174}, {1, true, 1 << 20, 1024}}

// CID is the CID of a file with these bytes.
func CID(b []byte) cid.Cid {
	if len(b) <= BlockSize {
		return cid.NewCidV1(cid.Raw, hashOf(b))
	}
	c, _, err := Identify(context.Background(), bytes.NewReader(b))
	if err != nil {
		panic(err) // memory can be read
	}
	return c
}

func hashOf(block []byte) multihash.Multihash {
	h, err := multihash.Sum(block, multihash.SHA2_256, -1)
	if err != nil {
		panic(err) // SHA-256 is always there
	}
	return h
}

// Identify reads r to its end and returns the CID of a file with its bytes, and how many there were. Its errors are r's and ctx's.
func Identify(ctx context.Context, r io.Reader) (cid.Cid, int64, error) {
	counted := &counter{r: r}
	root, err := own.build(ctx, counted, nil)
	if err != nil {
		return cid.Undef, counted.n, err
	}
	return root.Cid(), counted.n, nil
}

// Matches tells whether the file that c names has exactly the bytes of r, under any layout that is known here. A CID of a
// layout that is not known never matches.
func Matches(ctx context.Context, c cid.Cid, r io.ReadSeeker) (bool, error) {
	again := func() error {
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("read again for %s: %w", c, err)
		}
		return nil
	}
	if c.Type() == cid.Raw { // one block, however large
		if err := again(); err != nil {
			return false, err
		}
		hash, err := multihash.SumStream(&interruptible{ctx, r}, multihash.SHA2_256, -1)
		return err == nil && bytes.Equal(hash, c.Hash()), err
	}
	for _, l := range layouts {
		if err := again(); err != nil {
			return false, err
		}
		root, err := l.build(ctx, r, nil)
		if err != nil {
			return false, err
		}
		if root.Cid().Type() == c.Type() && bytes.Equal(root.Cid().Hash(), c.Hash()) {
			return true, nil
		}
	}
	return false, nil
}

// WriteCAR writes the file that r holds as a CARv1 with the root that [Identify] gave for the same bytes; other bytes are
// [ErrMismatch], after all was written. Leaves come first, as they are made, so memory does not grow with the file.
func WriteCAR(ctx context.Context, w io.Writer, root cid.Cid, r io.Reader) error {
	out, err := storage.NewWritable(w, []cid.Cid{root}, carv2.WriteAsCarV1(true), carv2.AllowDuplicatePuts(true))
	if err != nil {
		return fmt.Errorf("begin a CAR of %s: %w", root, err)
	}
	made, err := own.build(ctx, r, func(n ipld.Node) error {
		return out.Put(ctx, n.Cid().KeyString(), n.RawData())
	})
	if err != nil {
		return fmt.Errorf("write a CAR of %s: %w", root, err)
	}
	if made.Cid() != root {
		return fmt.Errorf("write a CAR of %s: %w", root, ErrMismatch)
	}
	return nil
}

// ParseCID reads a CID of a file or folder as people write it, in any base and version. Only SHA-256 over raw bytes or UnixFS
// is taken: nothing else names a file that IPFS's tools make by default. The error is fit for the one who wrote it.
func ParseCID(text string) (cid.Cid, error) {
	if len(text) > maxCIDText {
		return cid.Undef, fmt.Errorf("%q… is not a CID: it is longer than any", text[:32])
	}
	c, err := cid.Decode(text)
	if err != nil {
		return cid.Undef, fmt.Errorf("%q is not a CID", text)
	}
	p := c.Prefix()
	if (p.Codec != cid.Raw && p.Codec != cid.DagProtobuf) || p.MhType != multihash.SHA2_256 || p.MhLength != 32 {
		return cid.Undef, fmt.Errorf("%q is a CID, but not one of a UnixFS file or raw bytes by SHA-256", text)
	}
	return c, nil
}

// build cuts r's bytes into a DAG, gives each node to sink as it is made (children first), and returns the root.
func (l layout) build(ctx context.Context, r io.Reader, sink func(ipld.Node) error) (ipld.Node, error) {
	prefix := cid.Prefix{Version: l.version, Codec: cid.DagProtobuf, MhType: multihash.SHA2_256, MhLength: -1}
	r = &interruptible{ctx, r}
	p := helpers.DagBuilderParams{Maxlinks: l.links, RawLeaves: l.rawLeaves, CidBuilder: prefix, Dagserv: nodeSink{sink}}
	b, err := p.New(chunk.NewSizeSplitter(r, l.chunk))
	if err != nil {
		return nil, err
	}
	return balanced.Layout(b)
}

// nodeSink is a DAG service that keeps nothing, as the builder only ever adds.
type nodeSink struct{ sink func(ipld.Node) error }

var errWriteOnly = errors.New("nodes that are only counted cannot be read")

func (s nodeSink) Add(_ context.Context, n ipld.Node) error {
	if s.sink == nil {
		return nil
	}
	return s.sink(n)
}

func (s nodeSink) AddMany(ctx context.Context, nodes []ipld.Node) error {
	for _, n := range nodes {
		if err := s.Add(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (nodeSink) Get(context.Context, cid.Cid) (ipld.Node, error) { return nil, errWriteOnly }
func (nodeSink) GetMany(context.Context, []cid.Cid) <-chan *ipld.NodeOption {
	none := make(chan *ipld.NodeOption)
	close(none)
	return none
}
func (nodeSink) Remove(context.Context, cid.Cid) error       { return errWriteOnly }
func (nodeSink) RemoveMany(context.Context, []cid.Cid) error { return errWriteOnly }

// interruptible is a reader that ends with its context. (It lives for one call, which is the context's.)
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i *interruptible) Read(b []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(b)
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
