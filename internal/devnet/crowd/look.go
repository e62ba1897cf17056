package crowd

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/haus25/backend/bindings"
)

var (
	factory  = bindings.NewEventFactory()
	created  = factory.GetABI().Events["EventCreated"].ID
	transfer = factory.GetABI().Events["Transfer"].ID // the kiosks' too
)

// look takes in what happened on the chain since the last look.
func (c *Crowd) look(ctx context.Context) error {
	head := c.o.Chain.Head().Number.Uint64()
	if head <= c.read {
		return nil
	}
	logs, err := c.o.Chain.Client().FilterLogs(ctx, ethereum.FilterQuery{
		FromBlock: new(big.Int).SetUint64(c.read + 1),
		ToBlock:   new(big.Int).SetUint64(head),
		Topics:    [][]common.Hash{{created, transfer}},
	})
	if err != nil {
		return fmt.Errorf("read the logs of blocks %d to %d: %w", c.read+1, head, err)
	}
	for i := range logs {
		if err := c.saw(&logs[i]); err != nil {
			return err
		}
	}
	c.read = head
	return nil
}

func (c *Crowd) saw(log *types.Log) error {
	if log.Address == c.o.Chain.Contracts().EventFactory {
		if log.Topics[0] != created {
			return nil
		}
		event, err := factory.UnpackEventCreatedEvent(log)
		if err != nil {
			return fmt.Errorf("read that an event was created: %w", err)
		}
		s := &show{id: event.EventId.Uint64(), creator: event.Creator, kiosk: event.TicketKioskAddress, since: c.beat, holders: map[common.Address]int{}}
		c.shows = append(c.shows, s)
		if len(c.shows) > newest {
			c.shows = c.shows[1:]
		}
		c.meet(s.creator, s.id, false)
		return nil
	}
	at := slices.IndexFunc(c.shows, func(s *show) bool { return s.kiosk == log.Address })
	if at < 0 || log.Topics[0] != transfer || len(log.Topics) != 4 {
		return nil // a stranger's, or of an event that nobody talks about any more
	}
	s := c.shows[at]
	from, to := common.BytesToAddress(log.Topics[1][:]), common.BytesToAddress(log.Topics[2][:])
	if to != (common.Address{}) {
		s.holders[to]++
		c.meet(to, s.id, true)
	}
	if from == (common.Address{}) {
		return nil
	}
	if s.holders[from]--; s.holders[from] <= 0 {
		delete(s.holders, from)
		if to != (common.Address{}) {
			c.moves = append(c.moves, &move{s, from, to, c.beat})
		}
	}
	return nil
}

// meet decides when somebody new is on XMTP: of ten that buy a ticket one comes late and one never; creators come at once.
func (c *Crowd) meet(who common.Address, event uint64, buys bool) {
	if c.people[who] != nil || c.o.Chain.Key(who) == nil {
		return
	}
	p := &person{address: who, at: c.beat, event: event}
	if buys {
		switch who[19] % 10 {
		case 3:
			p.at, p.late = c.beat+lateBeats, true
		case 7:
			p.at = -1
		}
	}
	c.people[who] = p
}
