package seinode

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// Buy mints the next ticket of an event to its buyer, at the kiosk's price.
type Buy struct {
	Event uint64
	Buyer common.Address
	Name  string // ticketName in the log
}

func (a Buy) check(p *play) error {
	e, err := p.event(a.Event)
	switch {
	case err != nil:
		return err
	case uint64(len(e.tickets)) >= e.supply:
		return fmt.Errorf("event %d is sold out", a.Event)
	case a.Buyer == zero:
		return errors.New("a mint to the zero address")
	}
	return nil
}

func (a Buy) run(p *play) {
	e := p.s.find(a.Event)
	e.tickets = append(e.tickets, ticket{owner: a.Buyer, original: a.Buyer, price: e.price, name: a.Name, time: p.time, block: p.number})
	e.revenue = new(big.Int).Add(e.revenue, e.price)
	id := num(uint64(len(e.tickets)))
	p.emit(logTicketTransfer, e.kiosk, ix(addr(zero), addr(a.Buyer), id))
	minted := func() {
		p.emit(logTicketMinted, e.kiosk, ix(id, addr(a.Buyer)), text(a.Name), text(e.category), wei(e.price))
	}
	if !p.dialect.mintLast {
		minted()
	}
	share := new(big.Int).Div(new(big.Int).Mul(e.price, big.NewInt(80)), big.NewInt(100))
	p.emit(logRevenue, e.kiosk, ix(addr(e.creator), addr(p.s.contracts.Treasury)), wei(share), wei(new(big.Int).Sub(e.price, share)))
	if p.dialect.mintLast {
		minted()
	}
}

// SendTicket is a resale or a gift; to the zero address it burns the ticket.
type SendTicket struct {
	Event, Ticket uint64
	To            common.Address
}

func (a SendTicket) check(p *play) error {
	e, err := p.event(a.Event)
	if err == nil && e.ticketOf(a.Ticket) == nil {
		err = fmt.Errorf("event %d has no ticket %d", a.Event, a.Ticket)
	}
	return err
}

func (a SendTicket) run(p *play) {
	e := p.s.find(a.Event)
	t := e.ticketOf(a.Ticket)
	p.emit(logTicketTransfer, e.kiosk, ix(addr(t.owner), addr(a.To), num(a.Ticket)))
	t.owner = a.To
}

// Tip sends an amount to an event before it has ended. Tip ids count from 0 per event.
type Tip struct {
	Event   uint64
	Tipper  common.Address
	Amount  *big.Int
	Message string
}

func (a Tip) check(p *play) error {
	e, err := p.event(a.Event)
	switch {
	case err != nil:
		return err
	case zeroIfNil(a.Amount).Sign() <= 0:
		return errors.New("a tip of nothing")
	case e.closed || e.finalized || p.time >= e.end():
		return fmt.Errorf("event %d takes no more tips", a.Event)
	}
	return nil
}

func (a Tip) run(p *play) {
	e, lt := p.s.find(a.Event), p.s.contracts.LiveTipping
	id := num(uint64(len(e.tips)))
	e.tips = append(e.tips, tip{tipper: a.Tipper, amount: a.Amount, message: a.Message, time: p.time, block: p.number})
	e.tipSum = new(big.Int).Add(e.tipSum, a.Amount)
	if e.byTipper == nil {
		e.byTipper = map[common.Address]*big.Int{}
	}
	score := new(big.Int).Add(zeroIfNil(e.byTipper[a.Tipper]), a.Amount)
	e.byTipper[a.Tipper] = score
	if p.dialect.singleTip {
		score = a.Amount
	}
	received := func() {
		p.emit(logTipReceived, lt, ix(num(e.id), addr(a.Tipper)), wei(a.Amount), text(a.Message), id)
	}
	if p.dialect.highestLast {
		received()
	}
	if score.Cmp(e.highestTip) > 0 {
		p.emit(logHighestTipper, lt, ix(num(e.id), addr(e.highestTipper), addr(a.Tipper)), wei(score))
		e.highestTipper, e.highestTip = a.Tipper, score
	}
	if !p.dialect.highestLast {
		received()
	}
}

// CloseTipping ends tipping on LiveTipping. It does not finalize the event: only EventFactory does.
type CloseTipping struct{ Event uint64 }

func (a CloseTipping) check(p *play) error {
	e, err := p.event(a.Event)
	switch {
	case err != nil:
		return err
	case e.closed:
		return fmt.Errorf("event %d is closed", a.Event)
	case p.time < e.end():
		return fmt.Errorf("event %d ends at %d", a.Event, e.end())
	}
	return nil
}

func (a CloseTipping) run(p *play) {
	e := p.s.find(a.Event)
	e.closed = true
	met := e.tipSum.Cmp(e.reserve) >= 0
	p.emit(logTippingFinalized, p.s.contracts.LiveTipping, ix(num(e.id), addr(e.highestTipper)), wei(e.tipSum), flag(met))
}

// Distribute pays an event's tips out: LiveTipping's log, then the Distributor's three.
type Distribute struct{ Event uint64 }

func (a Distribute) check(p *play) error {
	e, err := p.event(a.Event)
	if err == nil && e.tipSum.Sign() == 0 {
		err = fmt.Errorf("event %d has no tips", a.Event)
	}
	return err
}

func (a Distribute) run(p *play) {
	e, c := p.s.find(a.Event), p.s.contracts
	p.emit(logTipsDistributed, c.LiveTipping, ix(num(e.id), addr(c.Distributor)), wei(e.tipSum))
	fifth := new(big.Int).Div(e.tipSum, big.NewInt(5))
	p.emit(logTipDistributed, c.Distributor, ix(num(e.id), addr(c.Treasury)), wei(fifth), text("treasury"))
	p.emit(logTipDistributed, c.Distributor, ix(num(e.id), addr(e.creator)), wei(new(big.Int).Sub(e.tipSum, fifth)), text("creator"))
}
