// Package srstest is a stand-in for SRS: its HTTP API with the shapes and quirks of SRS 6.0, and the one who posts its callbacks. It
// is for tests and for the development world.
//
// It guarantees what clients of a real SRS meet: lists of 10 items unless more are asked for, entries named X.m3u8 that nobody
// publishes, 405 for a POST where a DELETE is right, code 2049 for a client that is not there, and, on demand, a server that is down,
// hangs or fails.
//
// It never carries a picture.
package srstest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/haus25/backend/internal/srs"
)

// Fault is what is wrong with a server.
type Fault int

// The faults.
const (
	None  Fault = iota
	Down        // connections end without an answer
	Hangs       // no answer until the client gives up or the fault is over
	Fails       // status 500
	Lies        // an answer that is not SRS's
)

// ServerID is what the server calls itself in answers and callbacks.
const ServerID = "vid-0000001"

// Server is an SRS's HTTP API: an http.Handler, whose methods may be called by any goroutine.
type Server struct {
	// OnKick is called after each kick that found its client, without a lock held; nil: not. Set it before the first request.
	OnKick func(srs.Client)
	// Auth is "user:password"; empty: none is asked for. Set it before the first request.
	Auth string

	mu      sync.Mutex
	streams []srs.Stream
	junk    []string // names of entries that nobody publishes
	clients []srs.Client
	kicks   []string // ids, in order
	asked   map[string]int
	fault   Fault
	over    chan struct{} // closed when the fault ends
}

// New makes a server that nobody uses.
func New() *Server { return &Server{asked: map[string]int{}, over: make(chan struct{})} }

// Start serves it on a loopback port of the system's choice, until the function it returns is called.
func (s *Server) Start() (url string, stop func()) {
	h := httptest.NewServer(s)
	return h.URL, func() {
		s.Break(None)
		h.Close()
	}
}

// Put adds a stream, or replaces the one of that app and name. The publisher is not made a client.
func (s *Server) Put(stream srs.Stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(stream.App, stream.Name)
	s.streams = append(s.streams, stream)
}

// Drop removes a stream.
func (s *Server) Drop(app, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(app, name)
}

func (s *Server) drop(app, name string) {
	s.streams = slices.DeleteFunc(s.streams, func(x srs.Stream) bool { return x.App == app && x.Name == name })
}

// Junk adds an entry that nobody publishes, as a player of HLS leaves one named X.m3u8.
func (s *Server) Junk(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.junk = append(s.junk, name)
}

// Connect adds a client, or replaces the one with that id. Its Server does not count.
func (s *Server) Connect(c srs.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disconnect(c.ID)
	s.clients = append(s.clients, c)
}

// Disconnect removes a client, as if it had left.
func (s *Server) Disconnect(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disconnect(id)
}

// disconnect removes the client and, when it published, its stream.
func (s *Server) disconnect(id string) (found srs.Client, ok bool) {
	i := slices.IndexFunc(s.clients, func(c srs.Client) bool { return c.ID == id })
	if i < 0 {
		return found, false
	}
	found = s.clients[i]
	s.clients = slices.Delete(s.clients, i, i+1)
	s.streams = slices.DeleteFunc(s.streams, func(x srs.Stream) bool { return x.Publisher == id })
	return found, true
}

// Clients returns who is connected.
func (s *Server) Clients() []srs.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.clients)
}

// Kicks returns the ids that were kicked, in order, whether they were connected or not.
func (s *Server) Kicks() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.kicks)
}

// Asked counts the requests for a list: streams, clients or versions.
func (s *Server) Asked(what string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[what]
}

// Break makes the fault begin, or end with None.
func (s *Server) Break(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.over)
	s.over, s.fault = make(chan struct{}), f
}

// ServeHTTP answers as SRS's http_api does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	fault, over := s.fault, s.over
	s.mu.Unlock()
	switch fault {
	case Down:
		panic(http.ErrAbortHandler)
	case Hangs:
		select {
		case <-over:
		case <-r.Context().Done():
		}
		panic(http.ErrAbortHandler)
	case Fails:
		w.WriteHeader(http.StatusInternalServerError)
		return
	case Lies:
		fmt.Fprint(w, `<html>not an SRS</html>`)
		return
	}
	if user, password, _ := r.BasicAuth(); s.Auth != "" && user+":"+password != s.Auth {
		w.Header().Set("WWW-Authenticate", `Basic realm="srs"`)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	path, isAPI := strings.CutPrefix(r.URL.Path, "/api/v1/")
	what, id, _ := strings.Cut(path, "/")
	if !isAPI {
		http.NotFound(w, r)
		return
	}
	if what == "clients" && id != "" && r.Method == http.MethodDelete {
		s.kick(w, id)
		return
	}
	if r.Method != http.MethodGet {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[what]++
	switch what {
	case "versions":
		answer(w, 0, map[string]any{"data": map[string]any{"major": 6, "minor": 0, "revision": 157, "version": "6.0.157"}})
	case "streams":
		answer(w, 0, map[string]any{"streams": part(r, s.streamItems())})
	case "clients":
		answer(w, 0, map[string]any{"clients": part(r, s.clientItems())})
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) kick(w http.ResponseWriter, id string) {
	s.mu.Lock()
	s.kicks = append(s.kicks, id)
	c, ok := s.disconnect(id)
	s.mu.Unlock()
	if !ok {
		answer(w, 2049, nil)
		return
	}
	answer(w, 0, nil)
	if s.OnKick != nil {
		s.OnKick(c)
	}
}

// answer is status 200 whatever the code.
func answer(w http.ResponseWriter, code int, members map[string]any) {
	out := map[string]any{"code": code, "server": ServerID, "service": "0000001", "pid": "1"}
	for k, v := range members {
		out[k] = v
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(out) // the client went: nobody to tell
}

// part is what start and count ask for; 10 items by default.
func part(r *http.Request, items []map[string]any) []map[string]any {
	number := func(name string, or int) int {
		if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil && n >= 0 {
			return n
		}
		return or
	}
	start, count := min(number("start", 0), len(items)), max(number("count", 10), 1)
	return items[start:min(start+count, len(items))]
}

func (s *Server) streamItems() (items []map[string]any) {
	items = []map[string]any{}
	for i, x := range s.streams {
		item := map[string]any{"id": fmt.Sprintf("vid-s%d", i), "name": x.Name, "vhost": "vid-v1", "app": x.App, "tcUrl": "rtmp://127.0.0.1/" + x.App,
			"url": "/" + x.App + "/" + x.Name, "live_ms": x.Live.Milliseconds(), "clients": x.Clients, "frames": x.Frames, "send_bytes": 0, "recv_bytes": 0,
			"kbps":    map[string]any{"recv_30s": x.KbpsIn, "send_30s": x.KbpsOut},
			"publish": map[string]any{"active": x.Publisher != "", "cid": x.Publisher}, "video": nil, "audio": nil}
		if v := x.Video; v != nil {
			item["video"] = map[string]any{"codec": v.Codec, "profile": v.Profile, "level": "3.1", "width": v.Width, "height": v.Height}
		}
		if a := x.Audio; a != nil {
			item["audio"] = map[string]any{"codec": a.Codec, "sample_rate": a.Rate, "channel": a.Channels, "profile": "LC"}
		}
		items = append(items, item)
	}
	for i, name := range s.junk {
		items = append(items, map[string]any{"id": fmt.Sprintf("vid-j%d", i), "name": name, "vhost": "vid-v1", "app": srs.App, "live_ms": 0, "clients": 1, "frames": 0,
			"kbps": map[string]any{"recv_30s": 0, "send_30s": 0}, "publish": map[string]any{"active": false, "cid": ""}, "video": nil, "audio": nil})
	}
	return items
}

func (s *Server) clientItems() (items []map[string]any) {
	items = []map[string]any{}
	for _, c := range s.clients {
		items = append(items, map[string]any{"id": c.ID, "vhost": "vid-v1", "stream": "vid-" + c.Stream, "ip": c.IP, "pageUrl": "", "swfUrl": "",
			"tcUrl": "rtmp://127.0.0.1/" + c.App, "url": "/" + c.App + "/" + c.Stream, "name": c.Stream, "type": c.Type, "publish": c.Publish,
			"alive": float64(c.Alive.Milliseconds()) / float64(time.Second/time.Millisecond), "kbps": map[string]any{"recv_30s": 0, "send_30s": 0}})
	}
	return items
}
