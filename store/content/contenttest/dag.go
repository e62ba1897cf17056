package contenttest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/ipfs/boxo/chunker"
	"github.com/ipfs/boxo/ipld/merkledag"
	"github.com/ipfs/boxo/ipld/unixfs/importer/balanced"
	"github.com/ipfs/boxo/ipld/unixfs/importer/helpers"
	unixfs "github.com/ipfs/boxo/ipld/unixfs/io"
	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
	carv2 "github.com/ipld/go-car/v2"
	"github.com/ipld/go-car/v2/storage"
	"github.com/multiformats/go-multihash"
)

// Read returns the bytes of a file that it holds.
func (s *Server) Read(ctx context.Context, c cid.Cid) ([]byte, error) {
	node, err := s.Get(ctx, c)
	if err != nil {
		return nil, err
	}
	file, err := unixfs.NewDagReader(ctx, node, s)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c, err)
	}
	defer file.Close()
	return io.ReadAll(file)
}

// Put gives it a file as if it had come from elsewhere, cut into chunks of so many bytes, and returns its CID.
func (s *Server) Put(b []byte, chunkSize int64) (cid.Cid, error) {
	root, err := s.build(bytes.NewReader(b), 1, true, chunkSize)
	if err != nil {
		return cid.Undef, err
	}
	return root.Cid(), nil
}

// PutDirectory gives it a folder (split into a tree by kubo's rules when it is large) of things that it holds.
func (s *Server) PutDirectory(ctx context.Context, entries map[string]cid.Cid) (cid.Cid, error) {
	dir, err := unixfs.NewDirectory(s, unixfs.WithCidBuilder(merkledag.V1CidPrefix()))
	if err != nil {
		return cid.Undef, fmt.Errorf("begin a folder: %w", err)
	}
	for name, c := range entries {
		node, err := s.Get(ctx, c)
		if err != nil {
			return cid.Undef, err
		}
		if err := dir.AddChild(ctx, name, node); err != nil {
			return cid.Undef, fmt.Errorf("add %q to a folder: %w", name, err)
		}
	}
	node, err := dir.GetNode()
	if err != nil {
		return cid.Undef, fmt.Errorf("make a folder: %w", err)
	}
	return node.Cid(), s.Add(ctx, node)
}

func (s *Server) build(r io.Reader, version uint64, rawLeaves bool, size int64) (ipld.Node, error) {
	p := helpers.DagBuilderParams{Maxlinks: 174, RawLeaves: rawLeaves, Dagserv: s,
		CidBuilder: cid.Prefix{Version: version, Codec: cid.DagProtobuf, MhType: multihash.SHA2_256, MhLength: -1}}
	b, err := p.New(chunk.NewSizeSplitter(r, size))
	if err != nil {
		return nil, fmt.Errorf("import a file: %w", err)
	}
	root, err := balanced.Layout(b)
	if err != nil {
		return nil, fmt.Errorf("import a file: %w", err)
	}
	return root, nil
}

// Add, with the rest below, makes the server the DAG service that files are imported into and read from.
func (s *Server) Add(_ context.Context, n ipld.Node) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocks[n.Cid().KeyString()] = n
	return nil
}

// AddMany adds nodes.
func (s *Server) AddMany(ctx context.Context, nodes []ipld.Node) error {
	for _, n := range nodes {
		s.Add(ctx, n) // never fails
	}
	return nil
}

// Get finds a node.
func (s *Server) Get(_ context.Context, c cid.Cid) (ipld.Node, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n, ok := s.blocks[c.KeyString()]; ok {
		return n, nil
	}
	return nil, ipld.ErrNotFound{Cid: c}
}

// GetMany finds nodes.
func (s *Server) GetMany(ctx context.Context, all []cid.Cid) <-chan *ipld.NodeOption {
	out := make(chan *ipld.NodeOption, len(all))
	for _, c := range all {
		n, err := s.Get(ctx, c)
		out <- &ipld.NodeOption{Node: n, Err: err}
	}
	close(out)
	return out
}

// Remove forgets a node, as the garbage collection of a real one would.
func (s *Server) Remove(_ context.Context, c cid.Cid) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.blocks, c.KeyString())
	return nil
}

// RemoveMany forgets nodes.
func (s *Server) RemoveMany(ctx context.Context, all []cid.Cid) error {
	for _, c := range all {
		s.Remove(ctx, c) // never fails
	}
	return nil
}

// gateway serves what it holds as a trustless gateway does: the file, or with ?format=car the blocks of the path and the file.
func (s *Server) gateway(w http.ResponseWriter, r *http.Request) {
	c, err := cid.Decode(r.PathValue("cid"))
	if err != nil {
		http.Error(w, "invalid cid", http.StatusBadRequest)
		return
	}
	var blocks []ipld.Node
	seen := recorder{s, &blocks}
	node, err := seen.Get(r.Context(), c)
	for _, name := range splitPath(r.PathValue("path")) {
		if err != nil {
			break
		}
		var link *ipld.Link
		if link, _, err = unixfs.ResolveUnixfsOnce(r.Context(), seen, node, []string{name}); err == nil {
			node, err = seen.Get(r.Context(), link.Cid)
		}
	}
	wantsCAR := r.URL.Query().Get("format") == "car"
	if err != nil && !(wantsCAR && len(blocks) > 0) { // the blocks so far prove that there is no more
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	if wantsCAR {
		if err == nil {
			merkledag.Walk(r.Context(), seen.links, node.Cid(), cid.NewSet().Visit) // a block that is missing is missing in the CAR, too
		}
		w.Header().Set("Content-Type", "application/vnd.ipld.car; version=1; order=dfs; dups=n")
		out, err := storage.NewWritable(w, []cid.Cid{c}, carv2.WriteAsCarV1(true))
		for _, n := range blocks {
			if err == nil {
				err = out.Put(r.Context(), n.Cid().KeyString(), n.RawData())
			}
		}
		return
	}
	body, err := s.Read(r.Context(), node.Cid())
	if err != nil {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<html>a listing of the folder</html>")
		return
	}
	w.Header().Set("Content-Type", http.DetectContentType(body))
	w.Write(body)
}

// recorder is a getter that remembers what was got.
type recorder struct {
	*Server
	blocks *[]ipld.Node
}

func (r recorder) links(ctx context.Context, c cid.Cid) ([]*ipld.Link, error) {
	n, err := r.Get(ctx, c)
	if err != nil {
		return nil, err
	}
	return n.Links(), nil
}

func (r recorder) Get(ctx context.Context, c cid.Cid) (ipld.Node, error) {
	n, err := r.Server.Get(ctx, c)
	if err == nil {
		r.mu.Lock()
		*r.blocks = append(*r.blocks, n)
		r.mu.Unlock()
	}
	return n, err
}
