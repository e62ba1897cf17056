package seinode

import (
	"context"
	"fmt"
	"maps"
)

// Requests counts the calls of a method, batch elements each.
func (n *Node) Requests(method string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.requests[method]
}

// AllRequests returns the counts of all methods.
func (n *Node) AllRequests() map[string]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return maps.Clone(n.requests)
}

// Posts counts HTTP requests other than web sockets, a batch as one.
func (n *Node) Posts() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.posts
}

// Injected counts how often a client met a fault.
func (n *Node) Injected(f Fault) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.injected[f]
}

// AllInjected returns the counts of all faults met so far.
func (n *Node) AllInjected() map[Fault]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return maps.Clone(n.injected)
}

// Await waits until a condition on the node's counters holds: a test's signal that a request or a
// fault has happened. It returns an error when ctx ends first.
func (n *Node) Await(ctx context.Context, holds func(*Node) bool) error {
	for {
		n.mu.Lock()
		counted := n.counted
		n.mu.Unlock()
		if holds(n) {
			return nil
		}
		select {
		case <-counted:
		case <-ctx.Done():
			return fmt.Errorf("wait for requests or faults on node %s, of which there were %v and %v: %w", n.name, n.AllRequests(), n.AllInjected(), ctx.Err())
		}
	}
}

// tick wakes those who await. The caller holds the lock.
func (n *Node) tick() {
	close(n.counted)
	n.counted = make(chan struct{})
}

func (n *Node) called(method string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.requests[method]++
	n.tick()
}

func (n *Node) count(f Fault) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.injected[f]++
	n.tick()
}

// hit draws whether a fault strikes, and counts it when it does.
func (n *Node) hit(f Fault, chance float64) bool {
	if chance <= 0 {
		return false
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.rng.Float64() >= chance {
		return false
	}
	n.injected[f]++
	n.tick()
	return true
}
