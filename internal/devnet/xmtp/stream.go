package xmtp

import "context"

// follow streams the log that which chooses: what the filters missed, then what
// comes, ascending, until the client or the node ends it. It calls opened when
// nothing that is written from then on can be missed.
func (n *Node) follow(ctx context.Context, which func(*state) *topics, request []byte, opened func() error, send func([]byte) error) error {
	wanted, err := readFilters(request)
	if err != nil {
		return err
	}
	var items []*item
	var position int // in the whole log: what is before it is sent, or not wanted
	n.read(func(s *state) {
		log := which(s)
		items, position = log.missed(wanted), len(log.all)
	})
	if err := opened(); err != nil {
		return err
	}
	for {
		for _, i := range items {
			if err := n.pass(ctx); err != nil {
				return err
			}
			if err := send(i.wire); err != nil {
				return err
			}
		}
		// Asked for before the node's health and the log are looked at, so that no
		// change falls between looking and waiting.
		faulty := n.fault.next()
		if err := n.pass(ctx); err != nil {
			return err
		}
		var changed <-chan struct{}
		n.read(func(s *state) {
			log := which(s)
			items, position, changed = log.after(position, wanted), len(log.all), n.changed
		})
		if len(items) > 0 {
			continue
		}
		select {
		case <-changed:
		case <-faulty:
		case <-n.closed:
			return errClosed
		case <-ctx.Done():
			return gone(ctx)
		}
	}
}
