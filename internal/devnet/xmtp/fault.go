package xmtp

import (
	"context"
	"errors"
	"sync"

	"connectrpc.com/connect"
)

// fault is what a test makes the node suffer.
type fault struct {
	mu      sync.Mutex
	hang    bool
	refuse  bool
	changed chan struct{} // closed, and made anew, at every change
}

// Hang makes the node take requests and answer none, streams included, until
// Hang(false): then they are answered. As a node does whose disk or network is
// stuck. The SDK (5.5.0) has no time-out for this: after 40 s a sync still waits.
func (n *Node) Hang(on bool) { n.fault.set(func(f *fault) { f.hang = on }) }

// Refuse makes the node answer every request with UNAVAILABLE, and ends streams
// with it, until Refuse(false). It goes before Hang.
func (n *Node) Refuse(on bool) { n.fault.set(func(f *fault) { f.refuse = on }) }

func (f *fault) set(change func(*fault)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
	close(f.changed)
	f.changed = make(chan struct{})
}

// next is closed at the next change.
func (f *fault) next() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}

var errRefused = connect.NewError(connect.CodeUnavailable, errors.New("the node refuses requests"))

// pass returns at once when the node is well, and when it hangs not before it no
// longer does.
func (n *Node) pass(ctx context.Context) error {
	for {
		n.fault.mu.Lock()
		hang, refuse, changed := n.fault.hang, n.fault.refuse, n.fault.changed
		n.fault.mu.Unlock()
		switch {
		case refuse:
			return errRefused
		case !hang:
			return nil
		}
		select {
		case <-changed:
		case <-n.closed:
			return errClosed
		case <-ctx.Done():
			return gone(ctx)
		}
	}
}
