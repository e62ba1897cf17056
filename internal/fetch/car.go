package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/ipfs/boxo/ipld/merkledag"
	unixfs "github.com/ipfs/boxo/ipld/unixfs/io"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	car "github.com/ipld/go-car/v2"
)

const carType = "application/vnd.ipld.car"

// maxVisits bounds how many blocks are visited: a small DAG can name the same block without end.
const maxVisits = 50_000

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
		link, _, err := unixfs.ResolveUnixfsOnce(ctx, have, folder, []string{name})
		if err != nil {
			return Document{}, verdict(fmt.Errorf("find %q in its folder: %w", name, err))
		}
		at = link.Cid
	}
	node, err := have.Get(ctx, at)
	if err != nil {
		return Document{}, verdict(err)
	}
	file, err := unixfs.NewDagReader(ctx, node, have)
	if err != nil {
		return Document{}, verdict(err)
	}
	defer file.Close()
	body, err := io.ReadAll(io.LimitReader(file, max+1))
	switch {
	case err != nil:
		return Document{}, verdict(err)
	case int64(len(body)) > max:
		return Document{}, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, max)
	}
	return Document{body, at}, nil
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
	errLies = errors.New("the gateway gives bytes under another hash")
	// errMissing is a block that the CAR should have and has not.
	errMissing = errors.New("a block is missing")
)

// blocks are the blocks of a CAR. It is the node getter of one document; the reader fetches ahead in goroutines of its own.
type blocks struct {
	nodes  map[string]ipld.Node // by CID
	visits atomic.Int64
}

func (b *blocks) Get(ctx context.Context, c cid.Cid) (ipld.Node, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if b.visits.Add(1) > maxVisits {
		return nil, fmt.Errorf("%w: it has more than %d blocks", ErrTooLarge, maxVisits)
	}
	n, ok := b.nodes[c.KeyString()]
	switch {
	case !ok:
		return nil, errMissing
	case n == nil:
		return nil, errors.New("a block of it is not UnixFS")
	}
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
