package seinode

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"net"
	"net/http"
	"strconv"

	"github.com/gorilla/websocket"
)

const (
	maxBody  = 25 << 20 // SEI's limit on a request's body
	maxBatch = 1000     // and on a batch
)

// ServeHTTP answers a POST with one request or a batch, and upgrades a GET to a web socket.
func (n *Node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if websocket.IsWebSocketUpgrade(r) {
		n.serveSocket(w, r)
		return
	}
	if r.Method != http.MethodPost {
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "content length too large", http.StatusRequestEntityTooLarge)
		return
	}
	n.mu.Lock()
	n.posts++
	n.tick()
	n.mu.Unlock()
	if n.refuse(w, r) {
		return
	}
	out, status := n.handle(body)
	n.write(w, out, status)
}

// handle answers a body: JSON and HTTP status.
func (n *Node) handle(body []byte) ([]byte, int) {
	n.chain.mu.RLock()
	defer n.chain.mu.RUnlock()
	s := n.look()
	if trimmed := bytes.TrimSpace(body); len(trimmed) > 0 && trimmed[0] == '[' {
		return s.batch(trimmed), http.StatusOK
	}
	var r request
	if err := json.Unmarshal(body, &r); err != nil {
		return reply{err: failure(-32700, "parse error")}.append(nil), http.StatusOK
	}
	result, bad := s.single(&r)
	out := reply{id: r.ID, result: result, err: bad}.append(nil)
	if bad != nil && s.faults.ErrorStatus != 0 {
		return out, s.faults.ErrorStatus
	}
	return out, http.StatusOK
}

func (s *sight) single(r *request) ([]byte, *rpcError) {
	if r.Version != "2.0" || r.Method == "" {
		return nil, failure(-32600, "invalid request")
	}
	return s.answer(r)
}

func (s *sight) batch(body []byte) []byte {
	var rs []request
	if err := json.Unmarshal(body, &rs); err != nil {
		return reply{err: failure(-32700, "parse error")}.append(nil)
	}
	limit := maxBatch
	if s.faults.BatchLimit > 0 {
		limit = s.faults.BatchLimit
	}
	if len(rs) == 0 {
		return reply{err: failure(-32600, "empty batch")}.append(nil)
	}
	if len(rs) > limit {
		s.node.count(FaultBatchLimit)
		return append(reply{id: rs[0].ID, err: failure(-32600, "batch too large")}.append([]byte{'['}), ']')
	}
	var replies []reply
	for i := range rs {
		result, bad := s.single(&rs[i])
		if len(rs[i].ID) > 0 { // no id: a notification, which has no answer
			replies = append(replies, reply{id: rs[i].ID, result: result, err: bad})
		}
	}
	out := []byte{'['}
	for i, r := range s.spoilBatch(replies) {
		if i > 0 {
			out = append(out, ',')
		}
		out = r.append(out)
	}
	return append(out, ']')
}

// spoilBatch breaks, drops and mixes up elements.
func (s *sight) spoilBatch(rs []reply) []reply {
	n := s.node
	if len(rs) == 0 {
		return rs
	}
	if n.hit(FaultBatchErrors, s.faults.BatchErrors) {
		rs[n.draw(len(rs))].err = failure(-32000, "request timed out")
	}
	if len(rs) > 1 && n.hit(FaultBatchMissing, s.faults.BatchMissing) {
		i := n.draw(len(rs))
		rs = append(rs[:i], rs[i+1:]...)
	}
	if len(rs) > 1 && n.hit(FaultBatchShuffle, s.faults.BatchShuffle) {
		for i := len(rs) - 1; i > 0; i-- {
			j := n.draw(i + 1)
			rs[i], rs[j] = rs[j], rs[i]
		}
	}
	return rs
}

// refuse lets the whole HTTP request fail before it is read as JSON-RPC; true when it did.
func (n *Node) refuse(w http.ResponseWriter, r *http.Request) bool {
	f := n.Faults()
	switch {
	case n.hit(FaultHang, f.Hang):
		select {
		case <-r.Context().Done():
		case <-n.closed:
		}
		panic(http.ErrAbortHandler)
	case n.hit(FaultReset, f.Reset):
		reset(w)
	case n.hit(FaultTooManyRequests, f.TooManyRequests):
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
		}
		http.Error(w, "Too Many Requests", http.StatusTooManyRequests)
	case n.hit(FaultServerError, f.ServerError):
		http.Error(w, "upstream connect error", []int{500, 502, 503}[n.draw(3)])
	case n.hit(FaultNotJSON, f.NotJSON):
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<html><body>Checking your browser before accessing the site</body></html>")
	default:
		return false
	}
	return true
}

// reset closes the connection so that the client reads "connection reset by peer", not an end of file.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2: the stream is reset instead
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

func (n *Node) write(w http.ResponseWriter, out []byte, status int) {
	w.Header().Set("Content-Type", "application/json")
	if !n.hit(FaultTruncated, n.Faults().Truncated) {
		w.Header().Set("Content-Length", strconv.Itoa(len(out)))
		w.WriteHeader(status)
		w.Write(out)
		return
	}
	half := out[:len(out)/2]
	if n.draw(2) == 0 { // a proxy that passes half of it on as the whole
		w.Header().Set("Content-Length", strconv.Itoa(len(half)))
		w.WriteHeader(status)
		w.Write(half)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(out))) // a connection that breaks in between
	w.WriteHeader(status)
	w.Write(half)
	http.NewResponseController(w).Flush() // what is only buffered would be dropped by the panic
	panic(http.ErrAbortHandler)
}
