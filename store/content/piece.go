package content

import (
	"context"
	"fmt"
	"io"

	// Filecoin's own two: the tree of a piece at 190 MB/s a core, and how its root is spelled.
	commcid "github.com/filecoin-project/go-fil-commcid"
	commp "github.com/filecoin-project/go-fil-commp-hashhash"
	"github.com/ipfs/go-cid"
)

// MinPiece is the fewest bytes that have a piece CID: what fills four leaves (FRC-0069).
const MinPiece = 127

// PieceCID reads r to its end and returns what Filecoin calls a piece of its bytes (version 2, bafkzci…), and the bytes that the
// piece takes in a sector. It costs a core about 5 ms a megabyte, so it is worth computing only where something asks for it. Fewer
// than [MinPiece] bytes are an error; the others are r's and ctx's.
func PieceCID(ctx context.Context, r io.Reader) (piece cid.Cid, padded uint64, err error) {
	var tree commp.Calc
	defer func() {
		if err != nil { // its Reset would end its goroutines, and panics when little was written: commp-hashhash v0.2.0
			tree.Write(make([]byte, MinPiece))
			tree.Digest()
		}
	}()
	n, err := io.Copy(&tree, &interruptible{ctx, r})
	if err != nil {
		return cid.Undef, 0, fmt.Errorf("compute a piece CID: %w", err)
	}
	root, padded, err := tree.Digest()
	if err != nil {
		return cid.Undef, 0, fmt.Errorf("compute a piece CID of %d bytes: %w", n, err)
	}
	if piece, err = commcid.DataCommitmentToPieceCidv2(root, uint64(n)); err != nil {
		return cid.Undef, 0, fmt.Errorf("spell the piece CID of %d bytes: %w", n, err)
	}
	return piece, padded, nil
}

// FilBeamURL is where FilBeam serves a piece that payer (an address, 0x…) pays for. FilBeam knows piece CIDs only.
func FilBeamURL(payer string, piece cid.Cid) string {
	return "https://" + payer + ".filbeam.io/" + piece.String()
}
