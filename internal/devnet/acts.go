package devnet

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/haus25/backend/bindings"
)

var (
	factoryABI   = bindings.NewEventFactory()
	managerABI   = bindings.NewEventManager()
	wrapperABI   = bindings.NewCreationWrapper()
	kioskABI     = bindings.NewTicketKiosk()
	tippingABI   = bindings.NewLiveTipping()
	curationABI  = bindings.NewCuration()
	lookalikeABI = bindings.NewLookalike()
)

// mint creates an event in one of the three ways there are.
func (t *turn) mint() {
	var (
		turn     = len(t.world.shows) + len(t.calls)
		creator  = t.cast.creators[t.dice.IntN(len(t.cast.creators))]
		category = categories[turn%len(categories)]
		uri      = metadataURI(t.dice, title(t.dice), category)
	)
	before, during := t.lengths(t.dice)
	start := t.after(t.now, before)
	minutes := max(1, (t.after(t.now, during)-t.now+59)/60)
	reserve := centi(50 + t.dice.IntN(250))
	if turn%4 == 2 {
		reserve = centi(1_000_000 + t.dice.IntN(100)) // more than fans tip: never met
	}
	supply := t.capacity + []int{4, 20, 60, 150}[t.dice.IntN(4)] + t.dice.IntN(20)
	price := centi(t.dice.IntN(12) * 5) // some are free
	a := struct{ start, minutes, supply *big.Int }{
		new(big.Int).SetUint64(start), new(big.Int).SetUint64(minutes), big.NewInt(int64(supply)),
	}
	switch turn % 4 {
	case 0, 2:
		t.send(creator, t.world.at.EventFactory, nil, factoryABI.PackCreateEvent(a.start, a.minutes, reserve, uri, category, a.supply, price))
	case 1:
		t.send(t.cast.agent, t.world.at.EventFactory, nil, factoryABI.PackCreateEventForCreator(creator.address, a.start, a.minutes, reserve, uri, category, a.supply, price))
	case 3:
		t.send(creator, t.world.at.CreationWrapper, nil, wrapperABI.PackCreateEventAndDelegate(a.start, a.minutes, reserve, uri, category, a.supply, price, t.cast.haus.address))
	}
}

// buy sells tickets; a burst goes to one event.
func (t *turn) buy() {
	burst := t.buys > 5
	var at *show
	for range t.buys {
		if at == nil || !burst || !t.forSale(at) {
			if at = t.pick(t.forSale); at == nil {
				return
			}
		}
		t.sold[at]++
		t.send(t.fan(), at.kiosk, at.price, kioskABI.PackPurchaseTicket())
	}
}

func (t *turn) forSale(s *show) bool {
	return t.now < s.end && len(s.tickets)+t.sold[s] < s.supply
}

func (t *turn) isLive(s *show) bool { return t.now >= s.start && t.now < s.end }

// tip sends tips to live events; a burst goes to one.
func (t *turn) tip() {
	burst := t.tips > 3
	var at *show
	for range t.tips {
		if t.tipsLeft == 0 {
			return
		}
		if at == nil || !burst {
			if at = t.pick(t.isLive); at == nil {
				return
			}
		}
		t.sendTip(t.fan(), at, centi(1+t.dice.IntN(60)))
	}
}

func (t *turn) sendTip(from actor, to *show, wei *big.Int) {
	t.tipsLeft--
	t.send(from, t.world.at.LiveTipping, wei, tippingABI.PackSendTip(big.NewInt(to.id), message(t.dice)))
}

// resell moves tickets: to somebody else, back to who bought, out of the
// story, or into the fire.
func (t *turn) resell() {
	for range t.resales {
		s := t.pick(func(s *show) bool { return len(s.tickets) > 0 })
		if s == nil {
			return
		}
		// The ticket from a random place on whose holder is one of ours.
		first := t.dice.IntN(len(s.tickets))
		for i := range s.tickets {
			id := (first + i) % len(s.tickets)
			held := &s.tickets[id]
			holder, ours := t.cast.known[held.holder]
			if !ours || t.moved[held] {
				continue
			}
			t.moved[held] = true
			t.move(s, big.NewInt(int64(id+1)), holder, held.buyer)
			break
		}
	}
}

func (t *turn) move(s *show, id *big.Int, holder actor, buyer common.Address) {
	to := t.fan().address
	switch kind := t.dice.IntN(30); {
	case kind == 0:
		t.send(holder, s.kiosk, nil, kioskABI.PackBurn(id))
		return
	case kind == 1:
		to = newActor(t.seed, "passer-by", t.dice.IntN(100)).address
	case kind < 10 && buyer != holder.address:
		to = buyer
	}
	t.send(holder, s.kiosk, nil, kioskABI.PackTransferFrom(holder.address, to, id))
}

// pick an open event at random among those that fit; nil when none does.
func (t *turn) pick(fits func(*show) bool) *show {
	if len(t.open) == 0 {
		return nil
	}
	first := t.dice.IntN(len(t.open))
	for i := range t.open {
		if s := t.open[(first+i)%len(t.open)]; fits(s) {
			return s
		}
	}
	return nil
}

// administrate changes the global whitelist: somebody joins, somebody leaves.
func (t *turn) administrate() {
	helper := t.cast.fans[t.number/60%uint64(len(t.cast.fans))].address
	switch t.number % 60 {
	case 20:
		t.send(t.cast.owner, t.world.at.EventManager, nil, managerABI.PackSetGlobalWhitelist(helper, true))
	case 50:
		t.send(t.cast.owner, t.world.at.EventManager, nil, managerABI.PackSetGlobalWhitelist(helper, false))
	}
}

// mislead lets a stranger's contract emit logs that look like ours.
func (t *turn) mislead() {
	if t.number%9 != 0 {
		return
	}
	id := big.NewInt(int64(t.dice.IntN(len(t.world.shows) + 2)))
	fan := t.fan().address
	var data []byte
	switch t.number / 9 % 3 {
	case 0:
		data = lookalikeABI.PackEmitEventCreated(id, fan, new(big.Int).SetUint64(t.now+60), centi(1), "ipfs://fake", categories[0], t.lookalike)
	case 1:
		data = lookalikeABI.PackEmitTicketMinted(id, fan, "Ticket #1", categories[0], centi(1))
	case 2:
		data = lookalikeABI.PackEmitTransfer(common.Address{}, fan, id)
	}
	t.send(t.cast.stranger, t.lookalike, nil, data)
}
