package xmtp

import "context"

// Group is what a node can tell of a group without being in it.
type Group struct {
	ID        string // hexadecimal, as the SDK writes it
	Commits   int    // publishing it, each addition or removal of members, each change of name or rights; also those that members reject
	Proposals int    // the SDK sends none outside of commits
	Messages  int    // application messages, those that the SDK sends on its own included
}

// Stats counts what the node holds.
type Stats struct {
	Inboxes       int
	Installations int // that uploaded a key package
	Groups        int // that somebody sent a message or a commit to
	Commits       int // of all groups
	Messages      int // of all groups
	Welcomes      int // which group one is for is encrypted
}

// Stats counts what the node holds now.
func (n *Node) Stats() Stats {
	var out Stats
	n.read(func(s *state) {
		out = Stats{
			Inboxes:       len(s.updates),
			Installations: len(s.keyPackages),
			Groups:        len(s.groups),
			Welcomes:      len(s.welcomes.all),
		}
		for _, g := range s.groups {
			out.Commits += g.Commits
			out.Messages += g.Messages
		}
	})
	return out
}

// Groups are all groups, in the order of their first message.
func (n *Node) Groups() []Group {
	var out []Group
	n.read(func(s *state) {
		for _, g := range s.groups {
			out = append(out, *g)
		}
	})
	return out
}

// Wait returns when done says so, which it asks now and after every write; or
// the context's error when that ends first.
func (n *Node) Wait(ctx context.Context, done func() bool) error {
	for {
		n.mu.RLock()
		changed := n.changed
		n.mu.RUnlock()
		if done() {
			return nil
		}
		select {
		case <-changed:
		case <-n.closed:
			return errClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
