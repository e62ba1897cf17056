package seinode

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

var zero common.Address

// Create makes an event with its kiosk. With a Delegatee it goes through CreationWrapper.
type Create struct {
	Creator   common.Address
	Start     uint64 // Unix seconds, after the block's time
	Minutes   uint64 // duration, above 0
	Reserve   *big.Int
	URI       string
	Category  string
	Tickets   uint64
	Price     *big.Int
	Delegatee common.Address // zero: none
}

func (a Create) check(p *play) error {
	switch {
	case a.Start <= p.time:
		return fmt.Errorf("start %d is not after block time %d", a.Start, p.time)
	case a.Minutes == 0:
		return errors.New("duration is 0")
	case zeroIfNil(a.Reserve).Sign() <= 0:
		return errors.New("reserve price is 0")
	}
	return nil
}

func (a Create) run(p *play) {
	c := p.s.contracts
	e := &event{
		id: uint64(len(p.s.events)), born: p.number, creator: a.Creator, owner: a.Creator,
		start: a.Start, minutes: a.Minutes, reserve: a.Reserve, uri: a.URI, category: a.Category,
		supply: a.Tickets, price: zeroIfNil(a.Price), kiosk: p.child(),
		revenue: new(big.Int), tipSum: new(big.Int), highestTip: new(big.Int),
	}
	p.s.events = append(p.s.events, e)
	p.s.kiosks[e.kiosk] = e
	id, creator := num(e.id), addr(e.creator)
	p.emit(logEventTransfer, c.EventFactory, ix(addr(zero), creator, id))
	p.emit(logMetadataUpdate, c.EventFactory, nil, id)
	p.emit(logKioskOwner, e.kiosk, ix(addr(zero), creator))
	p.emit(logSharesRegistered, c.Distributor, ix(id, creator), num(8000), num(2000))
	p.emit(logTippingRegistered, c.LiveTipping, ix(id, creator), num(e.start), num(e.end()), wei(e.reserve))
	p.emit(logEventCreated, c.EventFactory, ix(id, creator), num(e.start), wei(e.reserve), text(e.uri), text(e.category), addr(e.kiosk))
	if a.Delegatee != zero {
		CreateProxy{Event: e.id, Delegatee: a.Delegatee}.run(p)
	}
}

// CreateProxy gives an event a delegation proxy and a delegate.
type CreateProxy struct {
	Event     uint64
	Delegatee common.Address
}

func (a CreateProxy) check(p *play) error { _, err := p.event(a.Event); return err }

func (a CreateProxy) run(p *play) {
	e := p.s.find(a.Event)
	salt := addr(a.Delegatee).word
	e.proxy = common.BytesToAddress(crypto.Keccak256(p.s.contracts.EventManager[:], num(a.Event).word.Bytes(), salt[:]))
	e.delegate = a.Delegatee
	p.emit(logProxyCreated, p.s.contracts.EventManager, ix(num(a.Event), addr(a.Delegatee)), addr(e.proxy))
}

// UpdateDelegate replaces an event's delegate; zero removes it.
type UpdateDelegate struct {
	Event     uint64
	Delegatee common.Address
}

func (a UpdateDelegate) check(p *play) error { _, err := p.event(a.Event); return err }

func (a UpdateDelegate) run(p *play) {
	p.s.find(a.Event).delegate = a.Delegatee
	p.emit(logDelegate, p.s.contracts.EventManager, ix(num(a.Event), addr(a.Delegatee)))
}

// UpdateMetadata replaces an event's metadata URI, until the event is finalized.
type UpdateMetadata struct {
	Event uint64
	URI   string
}

func (a UpdateMetadata) check(p *play) error {
	e, err := p.event(a.Event)
	if err == nil && e.finalized {
		err = fmt.Errorf("event %d is finalized", a.Event)
	}
	return err
}

func (a UpdateMetadata) run(p *play) {
	f := p.s.contracts.EventFactory
	p.s.find(a.Event).uri = a.URI
	if p.dialect.updateFirst {
		p.emit(logMetadataUpdate, f, nil, num(a.Event))
	}
	p.emit(logMetadataUpdated, f, ix(num(a.Event)), text(a.URI))
	if !p.dialect.updateFirst {
		p.emit(logMetadataUpdate, f, nil, num(a.Event))
	}
}

// UpdateReserve replaces an event's reserve price, before its start.
type UpdateReserve struct {
	Event   uint64
	Reserve *big.Int
}

func (a UpdateReserve) check(p *play) error {
	e, err := p.event(a.Event)
	if err == nil && p.time >= e.start {
		err = fmt.Errorf("event %d has started", a.Event)
	}
	return err
}

func (a UpdateReserve) run(p *play) {
	p.s.find(a.Event).reserve = zeroIfNil(a.Reserve)
	p.emit(logReservePriceUpdated, p.s.contracts.EventFactory, ix(num(a.Event)), wei(zeroIfNil(a.Reserve)))
}

// TransferEvent moves the event's NFT.
type TransferEvent struct {
	Event uint64
	To    common.Address
}

func (a TransferEvent) check(p *play) error {
	if a.To == zero {
		return errors.New("transfer to the zero address")
	}
	_, err := p.event(a.Event)
	return err
}

func (a TransferEvent) run(p *play) {
	e := p.s.find(a.Event)
	p.emit(logEventTransfer, p.s.contracts.EventFactory, ix(addr(e.owner), addr(a.To), num(e.id)))
	e.owner = a.To
}

// ApproveEvent emits the factory's Approval, which changes nothing that is indexed.
type ApproveEvent struct {
	Event    uint64
	Operator common.Address
}

func (a ApproveEvent) check(p *play) error { _, err := p.event(a.Event); return err }

func (a ApproveEvent) run(p *play) {
	p.emit(logEventApproval, p.s.contracts.EventFactory, ix(addr(p.s.find(a.Event).owner), addr(a.Operator), num(a.Event)))
}

// Finalize ends an event on EventFactory. Without Keep its NFT goes to the highest tipper, when the reserve was met.
type Finalize struct {
	Event uint64
	Keep  bool // finalize without a transfer, whatever was tipped
}

func (a Finalize) check(p *play) error {
	e, err := p.event(a.Event)
	switch {
	case err != nil:
		return err
	case e.finalized:
		return fmt.Errorf("event %d is finalized", a.Event)
	case p.time < e.end():
		return fmt.Errorf("event %d ends at %d", a.Event, e.end())
	case !a.Keep && e.highestTipper == zero:
		return errors.New("NoTippers")
	case !a.Keep && e.tipSum.Cmp(e.reserve) < 0:
		return errors.New("ReservePriceNotMet")
	}
	return nil
}

func (a Finalize) run(p *play) {
	e, f, id := p.s.find(a.Event), p.s.contracts.EventFactory, num(a.Event)
	if !e.closed {
		CloseTipping{Event: a.Event}.run(p)
	}
	e.finalized = true
	if a.Keep {
		p.emit(logFinalized, f, ix(id))
		return
	}
	p.emit(logEventTransfer, f, ix(addr(e.owner), addr(e.highestTipper), id))
	e.owner = e.highestTipper
	p.emit(logFinalizedTransferred, f, ix(id, addr(e.highestTipper)))
	if p.dialect.twoFinals {
		p.emit(logFinalized, f, ix(id))
	}
}

// Whitelist lists an agent on EventManager, or takes it off.
type Whitelist struct {
	Agent  common.Address
	Listed bool
}

func (Whitelist) check(*play) error { return nil }

func (a Whitelist) run(p *play) {
	p.s.whitelist[a.Agent] = a.Listed
	p.emit(logWhitelist, p.s.contracts.EventManager, ix(addr(a.Agent), flag(a.Listed)))
}

// SetWrapper names another CreationWrapper, which changes nothing that is indexed.
type SetWrapper struct{ Wrapper common.Address }

func (SetWrapper) check(*play) error { return nil }

func (a SetWrapper) run(p *play) {
	p.emit(logWrapperUpdated, p.s.contracts.EventManager, ix(addr(a.Wrapper)))
}
