package contenttest

import (
	"bytes"
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

	"github.com/ipfs/go-cid"
	ipld "github.com/ipfs/go-ipld-format"
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

	Wait <-chan struct{} // when everything was read, answer only after this is closed
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
	books    books
}

// Start starts a provider: "lighthouse", "pinata" or "kubo". Close ends it.
func Start(kind, key string) (*Server, error) {
	s := &Server{Key: key, kind: kind, over: make(chan struct{}), blocks: map[string]ipld.Node{}, books: newBooks()}
	mux := http.NewServeMux()
	switch kind {
	case "lighthouse":
		mux.HandleFunc("POST /api/v0/add", s.upload(s.addLines))
		mux.HandleFunc("POST /api/v0/dag/import", s.upload(s.importLines))
		s.questions(mux)
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
			s.hang(r)
		}
		if !s.letIn(r) {
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
		if fault.Wait != nil {
			select {
			case <-fault.Wait:
			case <-s.over:
				panic(http.ErrAbortHandler)
			}
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

func (s *Server) hang(r *http.Request) {
	select {
	case <-s.over:
	case <-r.Context().Done():
	}
	panic(http.ErrAbortHandler)
}

func (s *Server) letIn(r *http.Request) bool {
	return r.Header.Get("Authorization") == map[bool]string{false: "Bearer " + s.Key, true: s.Key}[s.kind == "kubo"]
}

func (s *Server) reply(w http.ResponseWriter, fault Fault, reply any) {
	var body []byte
	if lines, ok := reply.([]any); ok { // an upload's
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
		http.NewResponseController(w).Flush() // else nothing leaves, and a client asks again by itself
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
