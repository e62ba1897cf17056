package content

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	"github.com/multiformats/go-multihash"
)

const (
	// maxDir is where kubo begins to split a folder into a tree (HAMT), in bytes of names and CIDs; larger ones are refused here.
	// At 50 bytes an entry that is 5,000 files.
	maxDir = 256 << 10
	// maxName is the most bytes of an entry's name, as in file systems.
	maxName = 255
)

// Entry is a file or folder in a folder.
type Entry struct {
	Name string
	CID  cid.Cid
	// Size is how many bytes a file has that need not be in the store, since it was there once and is kept elsewhere now; 0: it
	// is in the store.
	Size int64
}

// PutDirectory keeps a folder whose entries are in the store already, under the CID that `ipfs add -r --cid-version=1` gives it, so
// that paths below it can be served. No entry's bytes are read, so none that is damaged is noticed here.
//
// Its errors are [ErrNotFound] for an entry, [ErrDiskFull], and that a name is not one or that they are too many.
func (s *Store) PutDirectory(ctx context.Context, entries []Entry) (cid.Cid, error) {
	node := unixfs.EmptyDirNode()
	if err := node.SetCidBuilder(cid.V1Builder{Codec: cid.DagProtobuf, MhType: multihash.SHA2_256}); err != nil {
		return cid.Undef, fmt.Errorf("begin a folder: %w", err)
	}
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	size := 0
	for i, e := range entries {
		switch {
		case !utf8.ValidString(e.Name) || e.Name == "" || e.Name == "." || e.Name == ".." || len(e.Name) > maxName || strings.ContainsAny(e.Name, "/\x00"):
			return cid.Undef, fmt.Errorf("put a folder: %q is no name for a file", e.Name)
		case i > 0 && entries[i-1].Name == e.Name:
			return cid.Undef, fmt.Errorf("put a folder: %q is there twice", e.Name)
		}
		if size += len(e.Name) + e.CID.ByteLen(); size > maxDir {
			return cid.Undef, fmt.Errorf("put a folder: its %d entries are too many for one block", len(entries))
		}
		if err := ctx.Err(); err != nil {
			return cid.Undef, err
		}
		total, err := s.dagSize(e)
		if err != nil {
			return cid.Undef, fmt.Errorf("put a folder: entry %q: %w", e.Name, err)
		}
		if err := node.AddRawLink(e.Name, &ipld.Link{Size: total, Cid: e.CID}); err != nil {
			return cid.Undef, fmt.Errorf("put a folder: entry %q: %w", e.Name, err)
		}
	}
	c := node.Cid()
	w, err := s.begin()
	if err != nil {
		return cid.Undef, err
	}
	if _, err = w.Write(node.RawData()); err == nil {
		err = w.commit(s.path(c)+dirSuffix, -1)
	}
	if err := errors.Join(err, w.discard()); err != nil {
		return cid.Undef, fmt.Errorf("put folder %s: %w", c, full(err))
	}
	return c, nil
}

// dagSize is the size of all blocks of a file or folder, which a folder's block tells of each entry.
func (s *Store) dagSize(e Entry) (uint64, error) {
	if e.Size > 0 {
		return fileDAGSize(e.CID, e.Size), nil
	}
	if dir, err := s.dir(e.CID); err == nil {
		return dir.Size()
	}
	stat, err := os.Stat(s.path(cid.NewCidV1(e.CID.Type(), e.CID.Hash())))
	if errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("%s: %w", e.CID, ErrNotFound)
	}
	if err != nil {
		return 0, fmt.Errorf("ask for the size of %s: %w", e.CID, err)
	}
	return fileDAGSize(e.CID, stat.Size()), nil
}

// Resolve walks from a folder along a path of names and returns the CID of the file or folder there; without a path that is
// root itself. The error is [ErrNotFound] when a step or what it leads to is not in the store.
func (s *Store) Resolve(root cid.Cid, path []string) (cid.Cid, error) {
	at := root
	for _, name := range path {
		dir, err := s.dir(at)
		if err != nil {
			return cid.Undef, err
		}
		link, err := dir.GetNodeLink(name)
		if err != nil {
			return cid.Undef, fmt.Errorf("%q in %s: %w", name, at, ErrNotFound)
		}
		at = link.Cid
	}
	for _, suffix := range []string{"", dirSuffix} {
		if _, err := os.Stat(s.path(cid.NewCidV1(at.Type(), at.Hash())) + suffix); err == nil {
			return at, nil
		}
	}
	return cid.Undef, fmt.Errorf("%s: %w", at, ErrNotFound)
}

// dir reads a folder's block, verified.
func (s *Store) dir(c cid.Cid) (*merkledag.ProtoNode, error) {
	f, err := os.Open(s.path(cid.NewCidV1(c.Type(), c.Hash())) + dirSuffix)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("folder %s: %w", c, ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("open a folder: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, 4*maxDir))
	if err != nil {
		return nil, fmt.Errorf("read folder %s: %w", c, err)
	}
	node, err := merkledag.DecodeProtobuf(raw)
	if err != nil || !bytes.Equal(hashOf(raw), c.Hash()) {
		return nil, fmt.Errorf("read folder %s: %w", c, ErrDamaged)
	}
	return node, nil
}
