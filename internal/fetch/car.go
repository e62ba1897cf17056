package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs"
	uio "github.com/ipfs/boxo/ipld/unixfs/io"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	car "github.com/ipld/go-car/v2"
)

const carType = "application/vnd.ipld.car"

// Bounds of a DAG: a few blocks can name each other without end. A document in pieces of 64 bytes stays below, and four levels
// are enough for terabytes.
const (
	maxVisits = 20_000 // blocks
	maxDepth  = 32     // levels of a file
)

// carBytes is how large a CAR of a document of max bytes may be: its blocks, and the folders on the way to it, which may hold
// thousands of entries.
func carBytes(max int64) int64 { return 2*max + 4<<20 }

// readCAR finds the file in blocks that are each hashed as they are read.
func readCAR(ctx context.Context, raw []byte, s source, max int64) (Document, error) {
	reader, err := car.NewBlockReader(bytes.NewReader(raw))
	if err != nil {
		return Document{}, fmt.Errorf("%w: its CAR cannot be read: %w", ErrWrongContent, errLies)
	}
	have := &blocks{nodes: map[string]ipld.Node{}}
	for {
		block, err := reader.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Document{}, fmt.Errorf("%w: its CAR holds a wrong block: %w", ErrWrongContent, errLies)
		}
		var node ipld.Node // nil: not UnixFS
		switch block.Cid().Type() {
		case cid.Raw:
			node, err = merkledag.DecodeRawBlock(block)
		case cid.DagProtobuf:
			node, err = merkledag.DecodeProtobufBlock(block)
		}
		if err != nil {
			node = nil
		}
		have.nodes[block.Cid().KeyString()] = node
	}
	at := s.cid
	for _, name := range s.path {
		folder, err := have.Get(ctx, at)
		if err != nil {
			return Document{}, verdict(err)
		}
		link, _, err := uio.ResolveUnixfsOnce(ctx, have, folder, []string{name})
		if err != nil {
			return Document{}, verdict(fmt.Errorf("find %q in its folder: %w", name, err))
		}
		at = link.Cid
	}
	var body bytes.Buffer
	if err := have.read(ctx, at, 0, max, &body); err != nil {
		return Document{}, verdict(err)
	}
	return Document{body.Bytes(), at}, nil
}

// read appends a file's bytes: a node's own, then its children's. boxo's reader is not used: it fetches ahead in goroutines, ten
// equal links at once, so that what is visited could not be counted.
func (b *blocks) read(ctx context.Context, c cid.Cid, depth int, max int64, out *bytes.Buffer) error {
	node, err := b.Get(ctx, c)
	if err != nil {
		return err
	}
	data := node.RawData()
	if proto, ok := node.(*merkledag.ProtoNode); ok {
		file, err := unixfs.FSNodeFromBytes(proto.Data())
		if err != nil {
			return fmt.Errorf("%s is not UnixFS: %w", c, err)
		}
		if kind := file.Type(); kind != unixfs.TFile && kind != unixfs.TRaw {
			return fmt.Errorf("%s is a folder or a link", c)
		}
		data = file.Data()
	}
	if int64(out.Len()+len(data)) > max {
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, max)
	}
	out.Write(data)
	if len(node.Links()) > 0 && depth == maxDepth {
		return fmt.Errorf("%w: its tree is more than %d levels deep", ErrTooLarge, maxDepth)
	}
	for _, link := range node.Links() {
		if err := b.read(ctx, link.Cid, depth+1, max, out); err != nil {
			return err
		}
	}
	return nil
}

// verdict tells what the blocks prove from what they leave open: blocks that are missing may come another time.
func verdict(err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, errMissing):
		return temporary(err)
	case errors.Is(err, ErrTooLarge):
		return err
	}
	return fmt.Errorf("%w: %w", ErrNoFile, err)
}

var (
	// errLies marks what can only be the gateway's own fault.
	errLies = errors.New("it gives bytes under another hash")
	// errMissing is a block that the CAR should have and has not.
	errMissing = errors.New("a block is missing")
)

// blocks are the blocks of a CAR, of one document.
type blocks struct {
	nodes  map[string]ipld.Node // by CID
	visits int
}

func (b *blocks) Get(ctx context.Context, c cid.Cid) (ipld.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	n, ok := b.nodes[c.KeyString()]
	switch {
	case !ok:
		return nil, errMissing
	case n == nil:
		return nil, errors.New("a block of it is not UnixFS")
	case b.visits >= maxVisits:
		return nil, fmt.Errorf("%w: it has more than %d blocks", ErrTooLarge, maxVisits)
	}
	b.visits++
	return n, nil
}

func (b *blocks) GetMany(ctx context.Context, all []cid.Cid) <-chan *ipld.NodeOption {
	out := make(chan *ipld.NodeOption, len(all))
	for _, c := range all {
		n, err := b.Get(ctx, c)
		out <- &ipld.NodeOption{Node: n, Err: err}
	}
	close(out)
	return out
}
