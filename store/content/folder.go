package content

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	carv2 "github.com/ipld/go-car/v2"
	"github.com/ipld/go-car/v2/storage"
)

// FolderTarget is a target that takes folders, as blocks.
type FolderTarget interface {
	Target
	// UploadFolder brings what write writes: a CAR with the root c, such as [Store.WriteFolderCAR] makes. Whatever else the folder
	// links to should be there: the target may look for all of it before it acknowledges. write is called once. Errors are those of
	// Upload.
	UploadFolder(ctx context.Context, c cid.Cid, name string, write func(io.Writer) error) (Receipt, error)
}

// WriteFolderCAR writes a folder's own block and the documents in it (JSON and playlists) as a CARv1. Media is left out: a
// recording's folder is made anew with each chunk, and the chunks go up once, by themselves.
//
// Its errors are [ErrNotFound] for the folder or a document in it, [ErrDamaged], w's, ctx's and the disk's.
func (s *Store) WriteFolderCAR(ctx context.Context, w io.Writer, c cid.Cid) error {
	dir, err := s.dir(c)
	if err != nil {
		return err
	}
	c = cid.NewCidV1(c.Type(), c.Hash())
	out, err := storage.NewWritable(w, []cid.Cid{c}, carv2.WriteAsCarV1(true))
	if err != nil {
		return fmt.Errorf("begin a CAR of %s: %w", c, err)
	}
	put := func(n ipld.Node) error { return out.Put(ctx, n.Cid().KeyString(), n.RawData()) }
	if err := out.Put(ctx, c.KeyString(), dir.RawData()); err != nil {
		return fmt.Errorf("write a CAR of %s: %w", c, err)
	}
	for _, link := range dir.Links() {
		if err := s.document(ctx, link.Cid, put); err != nil {
			return fmt.Errorf("write %q into a CAR of %s: %w", link.Name, c, err)
		}
	}
	return nil
}

// document gives a file's blocks to put, if it is a document. What is not here is media that was evicted.
func (s *Store) document(ctx context.Context, c cid.Cid, put func(ipld.Node) error) error {
	f, err := s.open(c)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if f.Info.Type != TypeJSON && f.Info.Type != TypePlaylist {
		return nil
	}
	made, err := own.build(ctx, f, put)
	if err != nil {
		return err
	}
	if made.Cid() != f.Info.CID {
		return ErrDamaged
	}
	return nil
}
