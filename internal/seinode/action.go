package seinode

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Action is something an account does, one transaction by itself or a part of a [Tx].
// Its effect follows from the state before it alone, so playing the actions again gives the same state.
type Action interface {
	// check returns why the contracts would revert, nil when they would not.
	check(p *play) error
	// run changes the state and emits the logs; check has passed.
	run(p *play)
}

// Tx plays several actions in one transaction, as a contract that calls others would. The first
// action that would revert ends it; World.Mine checks only that the first one is possible.
type Tx []Action

func (t Tx) check(p *play) error {
	if len(t) == 0 {
		return errors.New("a transaction without actions")
	}
	return t[0].check(p)
}

func (t Tx) run(p *play) {
	for _, a := range t {
		if a.check(p) != nil {
			return
		}
		a.run(p)
	}
}

// play is one block being filled.
type play struct {
	s       *state
	number  uint64
	time    uint64 // Unix seconds
	dialect dialect
	quiet   bool // replaying: the logs exist already
	logs    []Log
}

// dialect is what the deployed code is known to do in one way or another, but not in which:
// a reader must not depend on it, so it differs by seed.
type dialect struct {
	singleTip   bool // the highest tipper is who gave the largest single tip; else the largest sum
	highestLast bool // NewHighestTipper after TipReceived
	mintLast    bool // TicketMinted after RevenueDistributed
	twoFinals   bool // EventFinalized follows EventFinalizedAndTransferred
	updateFirst bool // MetadataUpdate before MetadataUpdated
}

func (p *play) emit(t logType, from common.Address, indexed []value, data ...value) {
	ours := !p.s.hidden[from]
	if ours {
		p.s.logs++
	}
	if p.quiet {
		return
	}
	topics := make([]common.Hash, 1+len(indexed))
	topics[0] = t.topic
	for i := range indexed {
		topics[1+i] = indexed[i].word
	}
	p.logs = append(p.logs, Log{Address: from, Topics: topics, Data: pack(data...), Name: t.name, FromOurs: ours, Decodable: ours})
}

func ix(vs ...value) []value { return vs }

func (p *play) event(id uint64) (*event, error) {
	if e := p.s.find(id); e != nil {
		return e, nil
	}
	return nil, fmt.Errorf("event %d does not exist", id)
}

// child is the address of the next contract that EventFactory deploys (CREATE).
func (p *play) child() common.Address {
	a := crypto.CreateAddress(p.s.contracts.EventFactory, p.s.nonce)
	p.s.nonce++
	return a
}

func zeroIfNil(n *big.Int) *big.Int {
	if n == nil {
		return new(big.Int)
	}
	return n
}

// RawLog is a log with chosen content.
type RawLog struct {
	Address common.Address
	Topics  []common.Hash
	Data    []byte
}

// Raw emits chosen logs at strangers' addresses and changes nothing.
type Raw []RawLog

func (r Raw) check(p *play) error {
	for _, l := range r {
		if p.s.exists(l.Address) {
			return fmt.Errorf("%s is no stranger: use Garbage", l.Address)
		}
	}
	return nil
}

func (r Raw) run(p *play) {
	for _, l := range r {
		p.rawLog(l)
	}
}

// Garbage is a log from one of the protocol's own addresses that no ABI decodes, and that changes
// nothing. That the content is undecodable is up to the caller: the truth takes it for such.
type Garbage RawLog

func (g Garbage) check(p *play) error {
	if !p.s.exists(g.Address) {
		return fmt.Errorf("%s is none of the protocol's contracts", g.Address)
	}
	return nil
}

func (g Garbage) run(p *play) { p.rawLog(RawLog(g)) }

func (p *play) rawLog(l RawLog) {
	ours := p.s.exists(l.Address) && !p.s.hidden[l.Address]
	if ours {
		p.s.logs++
	}
	if !p.quiet {
		p.logs = append(p.logs, Log{Address: l.Address, Topics: l.Topics, Data: l.Data, FromOurs: ours})
	}
}
