package seinode

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// DeployCuration makes an event's Curation contract and activates it. A second one replaces the first.
type DeployCuration struct {
	Event uint64
	Scope uint64 // 1 to 3
	Fee   uint64 // percent, 1 to 10
}

func (a DeployCuration) check(p *play) error {
	if a.Scope < 1 || a.Scope > 3 || a.Fee < 1 || a.Fee > 10 {
		return errors.New("scope is 1 to 3, fee 1 to 10 percent")
	}
	_, err := p.event(a.Event)
	return err
}

func (a DeployCuration) run(p *play) {
	e, c := p.s.find(a.Event), p.s.contracts
	cu := &curation{event: e, born: p.number, address: p.child(), deployed: a.Scope, balance: new(big.Int)}
	e.curations = append(e.curations, cu)
	p.s.curations[cu.address] = cu
	// Like the kiosk, the child speaks before the log that names it.
	p.emit(logCurationOwner, cu.address, ix(addr(zero), addr(e.creator)))
	p.emit(logCurationDeployed, c.EventFactory, ix(num(e.id), addr(e.creator)), addr(cu.address), num(a.Scope))
	SetCuration{Event: a.Event, Fee: a.Fee, Scope: a.Scope, Active: true}.run(p)
}

// SetCuration activates, changes or deactivates the event's newest Curation contract.
type SetCuration struct {
	Event  uint64
	Fee    uint64 // percent, 1 to 10
	Scope  uint64 // 1 to 3
	Active bool
}

func (a SetCuration) check(p *play) error {
	e, err := p.event(a.Event)
	if err != nil {
		return err
	}
	if e.curation() == nil {
		return fmt.Errorf("event %d has no Curation contract", a.Event)
	}
	if !a.Active && !e.curation().active {
		return fmt.Errorf("the curation of event %d is not active", a.Event)
	}
	return nil
}

func (a SetCuration) run(p *play) {
	e, d := p.s.find(a.Event), p.s.contracts.Distributor
	cu, id, creator := e.curation(), num(e.id), addr(e.creator)
	switch {
	case !a.Active:
		cu.active = false
		p.emit(logCurationDeactivated, cu.address, ix(id, creator))
		p.emit(logCurationDisabled, d, ix(id))
		return
	case cu.active:
		p.emit(logCurationUpdated, cu.address, ix(id), num(a.Fee), num(a.Scope))
	default:
		p.emit(logCurationActivated, cu.address, ix(id, creator), num(a.Fee), num(a.Scope), num(e.start), num(e.end()))
		p.emit(logCurationEnabled, d, ix(id, addr(cu.address)), num(a.Fee), num(a.Scope))
	}
	cu.active, cu.fee, cu.scope = true, a.Fee, a.Scope
}

// FundCuration pays into the event's newest Curation contract; Withdraw takes everything out again.
type FundCuration struct {
	Event    uint64
	Curator  common.Address
	Amount   *big.Int
	Withdraw bool
}

func (a FundCuration) check(p *play) error {
	e, err := p.event(a.Event)
	if err == nil && e.curation() == nil {
		err = fmt.Errorf("event %d has no Curation contract", a.Event)
	}
	return err
}

func (a FundCuration) run(p *play) {
	cu := p.s.find(a.Event).curation()
	if a.Withdraw {
		p.emit(logFundsWithdrawn, cu.address, ix(num(a.Event), addr(a.Curator)), wei(cu.balance))
		cu.balance = new(big.Int)
		return
	}
	cu.balance = new(big.Int).Add(cu.balance, zeroIfNil(a.Amount))
	p.emit(logFundsReceived, cu.address, ix(num(a.Event), addr(a.Curator)), wei(zeroIfNil(a.Amount)))
}

// curation returns the event's newest Curation contract, nil when there is none.
func (e *event) curation() *curation {
	if len(e.curations) == 0 {
		return nil
	}
	return e.curations[len(e.curations)-1]
}
