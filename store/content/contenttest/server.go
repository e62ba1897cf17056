package contenttest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"

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

// Fault is how one request fails. The zero value is a request that goes well.
type Fault struct {
	Status     int    // answered instead; 0: it goes on
	Body       string // with Status; "" means the provider's usual words
	RetryAfter string // the header, with Status
	Early      bool   // answer Status before the body was read
	Drop       bool   // cut the connection in the middle of the body
	CutReply   bool   // cut the connection in the middle of the answer
	Chunk      int64  // import with chunks of so many bytes, so that the CID is another one
	Huge       bool   // answer without end
	Garbage    bool   // answer what is not JSON, with 200
	Hang       bool   // do not read and do not answer until the server closes
}

// Server is one provider.
type Server struct {
	// URL is its address, for uploads and for questions.
	URL string
	// Key is what it asks for: the key after "Bearer ", or for kubo the whole Authorization header, which may be empty.
	Key string

	kind string
	http *httptest.Server
	over chan struct{}

	mu       sync.Mutex
	faults   []Fault
	blocks   map[string]ipld.Node // by CID
	files    []cid.Cid
	requests []string
	gone     bool
}

// Start starts a provider: "lighthouse", "pinata" or "kubo". Close ends it.
func Start(kind, key string) (*Server, error) {
	s := &Server{Key: key, kind: kind, over: make(chan struct{}), blocks: map[string]ipld.Node{}}
	mux := http.NewServeMux()
	switch kind {
	case "lighthouse":
		mux.HandleFunc("POST /api/v0/add", s.upload(s.addLines))
		mux.HandleFunc("POST /api/v0/dag/import", s.upload(s.importLines))
		mux.HandleFunc("GET /api/lighthouse/file_info", s.fileInfo)
	case "pinata":
		mux.HandleFunc("POST /v3/files", s.upload(s.pinataV3))
		mux.HandleFunc("POST /pinning/pinFileToIPFS", s.upload(s.pinataOld))
	case "kubo":
		mux.HandleFunc("POST /api/v0/add", s.upload(s.addLines))
		mux.HandleFunc("POST /api/v0/dag/import", s.upload(s.importLines))
	default:
		return nil, fmt.Errorf("there is no provider %q", kind)
	}
	mux.HandleFunc("GET /ipfs/{cid}", s.gateway)
	mux.HandleFunc("GET /ipfs/{cid}/{path...}", s.gateway)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start a stand-in of %s: %w", kind, err)
	}
	s.http = &httptest.Server{Listener: ln, Config: &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}}
	s.http.Start()
	s.URL = s.http.URL
	return s, nil
}

// Close ends the server and its connections.
func (s *Server) Close() {
	s.mu.Lock()
	if !s.gone {
		s.gone = true
		close(s.over)
	}
	s.mu.Unlock()
	s.http.CloseClientConnections()
	s.http.Close()
}

// Fail lets the next uploads fail, one fault each, in order.
func (s *Server) Fail(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

// Files are the CIDs that were uploaded, in order.
func (s *Server) Files() []cid.Cid {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.files)
}

// Requests are the uploads that were begun, as method and path, in order.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

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

// upload frames an upload: faults, key, form; answer makes the reply of what came.
func (s *Server) upload(answer func(r *http.Request, f *received) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, r.Method+" "+r.URL.Path)
		var fault Fault
		if len(s.faults) > 0 {
			fault, s.faults = s.faults[0], s.faults[1:]
		}
		s.mu.Unlock()
		if fault.Hang {
			select {
			case <-s.over:
			case <-r.Context().Done():
			}
			panic(http.ErrAbortHandler)
		}
		if want := map[bool]string{false: "Bearer " + s.Key, true: s.Key}[s.kind == "kubo"]; r.Header.Get("Authorization") != want {
			fault = Fault{Status: map[bool]int{false: http.StatusUnauthorized, true: http.StatusForbidden}[s.kind == "kubo"], Early: true}
		}
		if fault.Status != 0 && fault.Early {
			s.refuse(w, fault)
			return
		}
		f, err := receive(r, fault)
		switch {
		case errors.Is(err, http.ErrAbortHandler):
			panic(http.ErrAbortHandler)
		case fault.Status != 0:
			s.refuse(w, fault)
			return
		case err != nil:
			s.refuse(w, Fault{Status: http.StatusBadRequest, Body: `{"error":"` + err.Error() + `"}`})
			return
		}
		f.chunk = fault.Chunk
		reply, err := answer(r, f)
		if err != nil {
			s.refuse(w, Fault{Status: http.StatusInternalServerError})
			return
		}
		s.reply(w, fault, reply)
	}
}

func (s *Server) reply(w http.ResponseWriter, fault Fault, reply any) {
	var body []byte
	if lines, ok := reply.([]any); ok {
		for _, line := range lines {
			b, _ := json.Marshal(line) // plain structs
			body = append(append(body, b...), '\n')
		}
	} else {
		body, _ = json.Marshal(reply)
	}
	switch {
	case fault.Garbage:
		body = []byte("<html>it works</html>")
	case fault.Huge:
		for w.Header().Set("Content-Type", "application/json"); ; {
			if _, err := w.Write(bytes.Repeat([]byte(" "), 64<<10)); err != nil {
				return
			}
		}
	case fault.CutReply:
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(body) // the client may be gone
}

func (s *Server) refuse(w http.ResponseWriter, f Fault) {
	if f.Body == "" {
		f.Body = fmt.Sprintf(`{"success":false,"error":%q}`, http.StatusText(f.Status))
		if s.kind == "kubo" {
			f.Body = fmt.Sprintf(`{"Message":%q,"Code":0,"Type":"error"}`, http.StatusText(f.Status))
		}
	}
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.Status)
	io.WriteString(w, f.Body) // the client may be gone
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
