package xmtp

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"connectrpc.com/connect"
)

// maxRequest bounds a request, in bytes. The SDK sends welcomes in portions of
// up to 50 MB.
const maxRequest = 64 << 20

// Options of a node.
type Options struct {
	// Dir is the folder of the journal, made when it is not there; "" keeps
	// everything in memory only.
	Dir string
	// Log takes what a developer of a client wants to know; nil: nothing.
	Log *slog.Logger
	// Verify checks the signature of a smart contract wallet over hash. account
	// is a CAIP-10 id (eip155:chain:address), block the height to look at, 0 for
	// the newest. nil: no such signature is valid.
	Verify func(ctx context.Context, account string, block uint64, hash, signature []byte) (bool, error)
}

// Node is a development node. Its methods may be called from any goroutine.
type Node struct {
	log    *slog.Logger
	verify func(ctx context.Context, account string, block uint64, hash, signature []byte) (bool, error)
	fault  fault

	closing sync.Once
	closed  chan struct{}

	mu      sync.RWMutex
	state   *state
	journal *journal
	changed chan struct{} // closed, and made anew, at every write
}

// New opens the journal and replays it. The errors are those of the file system,
// of a journal that another node uses, and of one that is damaged elsewhere than
// at its end.
func New(opts Options) (*Node, error) {
	n := &Node{
		log:     opts.Log,
		verify:  opts.Verify,
		closed:  make(chan struct{}),
		state:   newState(),
		changed: make(chan struct{}),
	}
	n.fault.changed = make(chan struct{})
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	if opts.Dir != "" {
		var err error
		if n.journal, err = openJournal(opts.Dir, n.log, n.replay); err != nil {
			return nil, err
		}
	}
	return n, nil
}

func (n *Node) replay(e entry) error {
	w, err := parse(e.kind, e.body)
	if err != nil {
		return err
	}
	n.apply(w, e.at)
	return nil
}

// Close ends every stream and closes the journal, synced. Requests that come
// later are answered UNAVAILABLE. A second Close does nothing.
func (n *Node) Close() error {
	var err error
	n.closing.Do(func() {
		close(n.closed)
		n.mu.Lock()
		defer n.mu.Unlock()
		err = n.journal.close()
	})
	return err
}

// write parses the bodies and writes them in order. Nothing is written when one is
// malformed. When the journal fails in between, the first ones are written; a
// client that repeats them does no harm.
func (n *Node) write(k kind, bodies ...[]byte) error {
	writes := make([]write, len(bodies))
	for i, body := range bodies {
		var err error
		if writes[i], err = parse(k, body); err != nil {
			return invalid(err)
		}
	}

	n.mu.Lock()
	defer n.mu.Unlock()
	select {
	case <-n.closed:
		return errClosed
	default:
	}
	before := n.state.last
	defer func() {
		if n.state.last > before {
			close(n.changed)
			n.changed = make(chan struct{})
		}
	}()
	for i, w := range writes {
		switch err := w.check(n.state); {
		case errors.Is(err, errKnown):
			continue
		case err != nil:
			return err
		}
		// Times ascend even when the clock does not: clients sort by them.
		at := max(time.Now().UnixNano(), n.state.lastAt+1)
		if err := n.journal.append(entry{k, at, bodies[i]}); err != nil {
			return connect.NewError(connect.CodeInternal, err)
		}
		n.apply(w, at)
	}
	return nil
}

func (n *Node) apply(w write, at int64) {
	n.state.last++
	n.state.lastAt = at
	w.apply(n.state, n.state.last, at)
}

var (
	errClosed  = connect.NewError(connect.CodeUnavailable, errors.New("the node is closed"))
	errStopped = connect.NewError(connect.CodeUnavailable, errors.New("the node has stopped"))
)

// gone is why a request whose context has ended is not answered. A client that
// hears of a node that stopped tries again; canceled, it would take for its own doing.
func gone(ctx context.Context) error {
	if context.Cause(ctx) == error(errStopped) {
		return errStopped
	}
	return ctx.Err()
}

// read calls f while nothing is written.
func (n *Node) read(f func(*state)) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	f(n.state)
}
