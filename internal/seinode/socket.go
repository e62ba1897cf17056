package seinode

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"github.com/gorilla/websocket"
)

// socket is one web-socket connection. One goroutine reads and answers, one more for each subscription
// pushes; both end when the connection or the node does.
type socket struct {
	node *Node
	conn *websocket.Conn
	done chan struct{}

	mu     sync.Mutex // one writer at a time; also guards what follows
	silent bool
	subs   map[string]chan struct{} // id to what ends it
	nextID int
	pushes sync.WaitGroup
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func (n *Node) serveSocket(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	if n.isClosed {
		n.mu.Unlock()
		http.Error(w, "node is closed", http.StatusServiceUnavailable)
		return
	}
	n.sockets.Add(1)
	n.mu.Unlock()
	defer n.sockets.Done()
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	s := &socket{node: n, conn: conn, done: make(chan struct{}), subs: map[string]chan struct{}{}}
	conn.SetReadLimit(maxBody)
	s.pushes.Go(func() { // closing is the only way to end a read
		select {
		case <-n.closed:
		case <-s.done:
		}
		conn.Close()
	})
	s.read()
	close(s.done)
	s.pushes.Wait()
}

func (s *socket) read() {
	for {
		_, body, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		var r request
		if json.Unmarshal(body, &r) == nil && (r.Method == "eth_subscribe" || r.Method == "eth_unsubscribe") {
			s.subscription(&r)
			continue
		}
		out, _ := s.node.handle(body)
		s.send(out)
	}
}

// send writes one message, unless the socket has fallen silent.
func (s *socket) send(out []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sendLocked(out)
}

func (s *socket) sendLocked(out []byte) {
	if !s.silent && s.conn.WriteMessage(websocket.TextMessage, out) != nil {
		s.conn.Close()
	}
}

func (s *socket) subscription(r *request) {
	s.node.called(r.Method)
	var what string
	if bad := param(r.Params, 0, &what); bad != nil {
		s.send(reply{id: r.ID, err: bad}.append(nil))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method == "eth_unsubscribe" {
		end, known := s.subs[what]
		if !known {
			s.sendLocked(reply{id: r.ID, err: failure(-32000, "subscription not found")}.append(nil))
			return
		}
		close(end)
		delete(s.subs, what)
		s.sendLocked(reply{id: r.ID, result: []byte("true")}.append(nil))
		return
	}
	if what != "newHeads" {
		s.sendLocked(reply{id: r.ID, err: failure(-32601, "no %q subscription in eth namespace", what)}.append(nil))
		return
	}
	s.nextID++
	id, end := fmt.Sprintf("0x%032x", s.nextID), make(chan struct{})
	s.subs[id] = end
	_, last, chainChanged, nodeChanged := s.node.since(nil)
	s.sendLocked(reply{id: r.ID, result: quoted(id)}.append(nil))
	s.pushes.Go(func() { s.push(id, end, last, chainChanged, nodeChanged) })
}

// push tells a subscriber of each new head until something ends it.
func (s *socket) push(id string, end chan struct{}, last *Block, chainChanged, nodeChanged <-chan struct{}) {
	n := s.node
	for {
		select {
		case <-chainChanged:
		case <-nodeChanged:
		case <-end:
			return
		case <-s.done:
			return
		case <-n.closed:
			return
		}
		var heads [][]byte
		heads, last, chainChanged, nodeChanged = n.since(last)
		for _, head := range heads {
			f := n.Faults()
			switch {
			case n.hit(FaultSocketClose, f.SocketClose):
				s.conn.Close()
				return
			case n.hit(FaultSilentSocket, f.SilentSocket):
				s.mu.Lock()
				s.silent = true
				s.mu.Unlock()
				return
			case n.hit(FaultNullHeads, f.NullHeads):
				s.send(notification(id, null))
				return
			}
			s.send(notification(id, head))
		}
	}
}

func notification(id string, result []byte) []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"%s","result":%s}}`, id, result)
}

// since returns the headers that came after a block (nil: none), the head, and what is closed when
// the head changes. After a reorg they begin with the first height that is not below the old head's.
func (n *Node) since(last *Block) (heads [][]byte, head *Block, chainChanged, nodeChanged <-chan struct{}) {
	n.chain.mu.RLock()
	defer n.chain.mu.RUnlock()
	n.mu.Lock() // the channels first: what changes after this line closes them
	chainChanged, nodeChanged = n.chain.changed, n.changed
	n.mu.Unlock()
	s := n.sightOf(0)
	if last != nil && last != s.head {
		from := min(last.Number+1, s.head.Number)
		for number := max(from, s.earliest()); number <= s.head.Number; number++ {
			heads = append(heads, encoded(s.header(s.canonical(number), emptyBloom)))
		}
	}
	return heads, s.head, chainChanged, nodeChanged
}
