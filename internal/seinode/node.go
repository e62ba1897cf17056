package seinode

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"sync"

	"github.com/ethereum/go-ethereum/common"
)

// Node is one endpoint: a view onto the world's chain with a lag, faults and counters of its own.
// It is an http.Handler that speaks JSON-RPC over POST and over a web socket.
type Node struct {
	world *World
	chain *chain
	name  string
	seed  uint64

	mu       sync.Mutex
	rng      *rand.Rand
	faults   Faults
	lag      uint64
	fork     *Fork
	changed  chan struct{} // closed and replaced when lag or fork changes
	requests map[string]int
	injected map[Fault]int
	posts    int
	counted  chan struct{} // closed and replaced whenever a counter rises
	isClosed bool

	closed  chan struct{}
	sockets sync.WaitGroup
}

// NewNode adds an endpoint. Nodes of one world with different names draw different faults.
// Close it in the end, or let [Serve] do that.
func (w *World) NewNode(name string) *Node {
	h := fnv.New64a()
	h.Write(binary.BigEndian.AppendUint64([]byte(name), w.opts.Seed))
	return &Node{
		world: w, chain: w.chain, name: name, seed: h.Sum64(), rng: rand.New(rand.NewPCG(h.Sum64(), 1)),
		requests: map[string]int{}, injected: map[Fault]int{},
		counted: make(chan struct{}), changed: make(chan struct{}), closed: make(chan struct{}),
	}
}

// SetFaults replaces the node's faults; requests already running keep theirs.
func (n *Node) SetFaults(f Faults) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults = f
}

// Faults returns the node's present faults.
func (n *Node) Faults() Faults {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.faults
}

// SetLag makes the node's head that many blocks older than the chain's.
func (n *Node) SetLag(blocks uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lag = blocks
	n.touch()
}

// ServeFork makes the node follow a fork instead of the canonical chain; nil ends that.
func (n *Node) ServeFork(f *Fork) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fork = f
	n.touch()
}

func (n *Node) touch() {
	close(n.changed)
	n.changed = make(chan struct{})
}

// Close ends hanging requests and web sockets, and waits for the sockets.
func (n *Node) Close() {
	n.mu.Lock()
	if !n.isClosed {
		n.isClosed = true
		close(n.closed)
	}
	n.mu.Unlock()
	n.sockets.Wait()
}

func (n *Node) draw(below int) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.rng.IntN(below)
}

// forever says whether this node never serves a log: the same answer each time.
func (n *Node) forever(share float64, block common.Hash, index uint32) bool {
	if share <= 0 {
		return false
	}
	pcg := rand.NewPCG(n.seed^uint64(index), binary.BigEndian.Uint64(block[:8]))
	return rand.New(pcg).Float64() < share
}

// sight is what one request sees. All elements of a batch share it: they meet one machine.
// It is valid while the chain is locked for reading.
type sight struct {
	node   *Node
	chain  *chain
	faults Faults
	fork   *branch // nil: canonical
	head   *Block
}

// look takes a sight for a request. The caller holds the chain's lock for reading.
func (n *Node) look() *sight {
	behind := uint64(0)
	if wobble := n.Faults().HeadWobble; wobble > 0 && n.hit(FaultHeadWobble, 0.5) {
		behind = wobble
	}
	return n.sightOf(behind)
}

// sightOf takes a sight that many blocks behind the node's head, under the chain's lock.
func (n *Node) sightOf(behind uint64) *sight {
	s := &sight{node: n, chain: n.chain}
	n.mu.Lock()
	defer n.mu.Unlock()
	s.faults = n.faults
	behind += n.lag
	tip := n.chain.main.head()
	if n.fork != nil {
		s.fork = &n.fork.branch
		tip = s.fork.head()
	}
	first := n.chain.main.first
	s.head = s.canonical(max(tip.Number-min(behind, tip.Number), first))
	return s
}

// canonical returns block number of this node's chain without regard to head and pruning.
func (s *sight) canonical(number uint64) *Block {
	if s.fork != nil && number >= s.fork.first {
		return s.fork.at(number)
	}
	return s.chain.main.at(number)
}

// block returns the block a client can see, nil when it is past the head or gone.
func (s *sight) block(number uint64) *Block {
	if number > s.head.Number || number < s.earliest() {
		return nil
	}
	return s.canonical(number)
}

func (s *sight) byHash(h common.Hash) *Block {
	b := s.chain.byHash[h]
	if s.fork != nil {
		for _, side := range s.fork.blocks {
			if side.Hash == h {
				b = side
			}
		}
	}
	if b == nil || s.block(b.Number) != b {
		return nil
	}
	return b
}

// earliest is the oldest block the node still has.
func (s *sight) earliest() uint64 {
	return max(s.chain.main.first, s.chain.pruned, s.faults.PrunedBelow)
}

func (s *sight) state() *state {
	if s.fork != nil {
		return s.fork.state
	}
	return s.chain.main.state
}
