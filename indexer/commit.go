package indexer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// commit writes a piece: its logs, what follows from them, the work they cause and the cursor, in one batch. after is the
// block that the piece was fetched to follow.
func (x *Indexer) commit(p *piece, head uint64, after store.Ref) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if now, _, err := x.cursor(); err != nil || now != after {
		return cmp.Or(err, errMoved)
	}
	fresh := x.newborn(p.logs)
	b := x.store.Begin()
	defer b.Discard()
	for i := range p.logs {
		l, d, ok := x.accept(&p.logs[i], p.times, fresh)
		if !ok || !b.AddLog(l) {
			continue
		}
		if !l.Undecoded {
			project(b, l, &d)
			x.touchFor(b, l, &d)
		}
	}
	for id, called := range p.called {
		if e := b.Event(id); e.Known {
			fill(e, called)
		}
	}
	for a, k := range fresh {
		k.end = endOf(b.Event(k.event))
		fresh[a] = k
	}
	b.Advance(p.last, head)
	if err := x.write(b); err != nil {
		return fmt.Errorf("commit blocks %d to %d: %w", p.from, p.to, err)
	}
	x.children.commit(fresh)
	x.progress.committed(p, head)
	return nil
}

// errMoved says that a rollback came between reading a range and writing it. The next step begins anew.
var errMoved = errors.New("the index was rolled back meanwhile")

// write commits a batch; an error that is not the batch's own means that the store is of no use any more.
func (x *Indexer) write(b *store.Batch) error {
	err := b.Commit()
	if err != nil && x.store.Failed() != nil {
		return fmt.Errorf("%w: %w", errWrite, err)
	}
	return err
}

// newborn returns the children that the factory's logs among these make.
func (x *Indexer) newborn(logs []evm.Log) map[common.Address]child {
	out := map[common.Address]child{}
	for i := range logs {
		l := &logs[i]
		if l.Address != x.identity.EventFactory {
			continue
		}
		d, err := protocol.Decode(store.EventFactory, l.Topics, l.Data)
		if err != nil {
			continue
		}
		a, ok := birth(&d)
		if !ok || x.contracts[a] != 0 {
			continue
		}
		id, ok, err := d.EventID()
		if err != nil || !ok {
			continue
		}
		kind := store.TicketKiosk
		if d.Name == "CurationDeployed" {
			kind = store.Curation
		}
		if _, known := x.children.get(a); !known {
			out[a] = child{contract: kind, event: id, end: store.MaxTime}
		}
	}
	return out
}

// accept turns what an endpoint said into a log of ours, or refuses it: a log counts only from a contract that the
// configuration names or that EventFactory made.
func (x *Indexer) accept(raw *evm.Log, times map[uint64]uint64, fresh map[common.Address]child) (*store.Log, protocol.Decoded, bool) {
	contract, event, isChild := x.contracts[raw.Address], uint64(0), false
	if contract == 0 {
		k, ok := fresh[raw.Address]
		if !ok {
			if k, ok = x.children.get(raw.Address); !ok {
				return nil, protocol.Decoded{}, false
			}
		}
		contract, event, isChild = k.contract, k.event, true
	}
	l := &store.Log{
		Pos: position(raw), Contract: contract, Time: times[raw.BlockNumber], BlockHash: raw.BlockHash, TxHash: raw.TxHash,
		Address: raw.Address, Topics: slices.Clone(raw.Topics), Data: bytes.Clone(raw.Data),
	}
	d, err := protocol.Decode(contract, l.Topics, l.Data)
	if err == nil {
		l.EventID, l.HasEvent, err = d.EventID()
	}
	if err == nil {
		err = d.CheckTicket()
	}
	if isChild { // whatever the log says, it is about the child's event
		l.EventID, l.HasEvent = event, true
	}
	l.Undecoded = err != nil
	return l, d, true
}

func (x *Indexer) touchFor(b *store.Batch, l *store.Log, d *protocol.Decoded) {
	if l.HasEvent {
		x.touch(b, l.EventID, routes[l.Contract][d.Name])
	}
}
