package indexer

import (
	"errors"
	"sync"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// maxAddresses is how many addresses one eth_getLogs names; endpoints refuse more than about a thousand.
const maxAddresses = 1000

// endMargin is how long after its end an event's contracts are still asked for in every new block, in seconds of chain
// time. Later than that, the second pass finds what they still emit.
const endMargin = 3600

// child is a contract that EventFactory made.
type child struct {
	contract store.Contract
	event    uint64
	end      uint64 // of the event, Unix seconds; store.MaxTime while unknown
}

// children are the child contracts, as committed, and those that ranges fetched ahead have come across.
type children struct {
	mu    sync.Mutex
	known map[common.Address]child
	ahead map[common.Address]struct{}

	all      []common.Address // known, in the order of their coming; never changed in place
	active   []common.Address
	activeAt uint64 // chain time until which active stands
	stale    bool
}

// load reads the committed children from the store; after a rollback too.
func (c *children) load(s *store.Store) error {
	v, err := s.View()
	if err != nil {
		return err
	}
	defer v.Release()
	known := map[common.Address]child{}
	var all []common.Address
	for k, err := range v.Children() {
		if err != nil {
			return err
		}
		e, err := v.Event(k.EventID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		known[k.Address] = child{k.Contract, k.EventID, endOf(e)}
		all = append(all, k.Address)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.ahead, c.all, c.stale = known, map[common.Address]struct{}{}, all, true
	return nil
}

func endOf(e *store.Event) uint64 {
	if e != nil {
		if end, ok := e.EndDate(); ok {
			return end
		}
	}
	return store.MaxTime
}

// commit adds children whose event is in the store now, or whose event's end became known.
func (c *children) commit(fresh map[common.Address]child) {
	if len(fresh) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for a, k := range fresh {
		if _, ok := c.known[a]; !ok {
			c.all = append(c.all, a)
		}
		c.known[a] = k
		delete(c.ahead, a)
	}
	c.stale = true
}

// expect adds children that a range not yet committed has found.
func (c *children) expect(found []common.Address) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range found {
		if _, ok := c.known[a]; !ok {
			c.ahead[a] = struct{}{}
		}
	}
}

func (c *children) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead = map[common.Address]struct{}{}
}

func (c *children) get(a common.Address) (child, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.known[a]
	return k, ok
}

func (c *children) has(a common.Address) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.known[a]; ok {
		return true
	}
	_, ok := c.ahead[a]
	return ok
}

func (c *children) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.known) + len(c.ahead)
}

// everyone lists all of them, those of ranges fetched ahead included.
func (c *children) everyone() []common.Address {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.all[:len(c.all):len(c.all)]
	for a := range c.ahead {
		out = append(out, a)
	}
	return out
}

// current lists the contracts of events that are upcoming or live at chain time now, or ended less than endMargin ago.
func (c *children) current(now uint64) []common.Address {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stale || now >= c.activeAt {
		c.stale, c.activeAt = false, now+endMargin/4 // a contract stays in a little longer, rather than a scan for each block
		c.active = nil
		for _, a := range c.all {
			if c.known[a].end+endMargin >= now {
				c.active = append(c.active, a)
			}
		}
	}
	return c.active
}

// births returns the children that the factory's logs name.
func (x *Indexer) births(logs []evm.Log) []common.Address {
	var out []common.Address
	for i := range logs {
		l := &logs[i]
		if l.Address != x.identity.EventFactory {
			continue
		}
		if d, err := protocol.Decode(store.EventFactory, l.Topics, l.Data); err == nil {
			if a, ok := birth(&d); ok {
				out = append(out, a)
			}
		}
	}
	return out
}

func birth(d *protocol.Decoded) (common.Address, bool) {
	switch d.Name {
	case "EventCreated":
		return d.Address("ticketKioskAddress"), true
	case "CurationDeployed":
		return d.Address("curationContract"), true
	}
	return common.Address{}, false
}

func chunks(addresses []common.Address) [][]common.Address {
	var out [][]common.Address
	for len(addresses) > maxAddresses {
		out = append(out, addresses[:maxAddresses])
		addresses = addresses[maxAddresses:]
	}
	if len(addresses) > 0 {
		out = append(out, addresses)
	}
	return out
}
