package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/haus25/backend/bindings"
)

// plan is what createEvent takes. draft fills it with an event an hour ahead that lasts 90 minutes.
type plan struct {
	start, minutes, reserve *big.Int
	uri, category           string
	tickets, price          *big.Int
}

const (
	lead     = 3600
	duration = 90 * 60
)

func (w *world) draft() plan {
	return plan{
		start: new(big.Int).SetUint64(w.now() + lead), minutes: big.NewInt(90), reserve: sei(10),
		uri: "ipfs://bafy/metadata.json", category: "standup-comedy", tickets: big.NewInt(2), price: sei(5),
	}
}

func (p plan) pack() []byte {
	return factory.PackCreateEvent(p.start, p.minutes, p.reserve, p.uri, p.category, p.tickets, p.price)
}

func (p plan) packWrapped(delegate common.Address) []byte {
	return wrapper.PackCreateEventAndDelegate(p.start, p.minutes, p.reserve, p.uri, p.category, p.tickets, p.price, delegate)
}

// event is an event made for a test.
type event struct {
	id         *big.Int
	kiosk      common.Address
	start, end uint64
	receipt    *types.Receipt
}

// adopt makes the event of a creation's receipt known, so that its kiosk's logs have a name.
func (w *world) adopt(p plan, receipt *types.Receipt) event {
	w.t.Helper()
	created := log(w, receipt, factory.UnpackEventCreatedEvent)
	w.names[created.TicketKioskAddress] = named{"TicketKiosk", kiosk.GetABI()}
	start := p.start.Uint64()
	return event{created.EventId, created.TicketKioskAddress, start, start + p.minutes.Uint64()*60, receipt}
}

func (w *world) create(p plan) event {
	w.t.Helper()
	return w.adopt(p, w.do(w.creator, w.EventFactory, nil, p.pack()))
}

var creationOrder = []string{
	"EventFactory.Transfer", "EventFactory.MetadataUpdate",
	"TicketKiosk.OwnershipTransferred",
	"Distributor.EventRegistered", "LiveTipping.EventRegistered",
	"EventFactory.EventCreated",
}

func TestCreateThroughFactory(t *testing.T) {
	w := newWorld(t)
	p := w.draft()
	e := w.create(p)
	w.wantOrder(e.receipt, creationOrder...)

	same(t, "first event's id", e.id, 0)
	for _, l := range e.receipt.Logs {
		if mint, err := factory.UnpackTransferEvent(l); err == nil {
			same(t, "mint", []any{mint.From, mint.To, mint.TokenId}, []any{common.Address{}, w.creator.Address, e.id})
		}
		if owned, err := kiosk.UnpackOwnershipTransferredEvent(l); err == nil {
			same(t, "kiosk's owner", []any{owned.PreviousOwner, owned.NewOwner}, []any{common.Address{}, w.creator.Address})
		}
	}
	created := log(w, e.receipt, factory.UnpackEventCreatedEvent)
	same(t, "EventCreated", []any{created.Creator, created.StartDate, created.ReservePrice, created.MetadataURI, created.ArtCategory},
		[]any{w.creator.Address, p.start, p.reserve, p.uri, p.category})
	registered := log(w, e.receipt, tipping.UnpackEventRegisteredEvent)
	same(t, "LiveTipping's EventRegistered", []any{registered.EventId, registered.Creator, registered.StartDate, registered.EndDate, registered.ReservePrice},
		[]any{e.id, w.creator.Address, p.start, e.start + duration, p.reserve})
	shares := log(w, e.receipt, share.UnpackEventRegisteredEvent)
	same(t, "shares", []any{shares.CreatorShare, shares.TreasuryShare}, []any{8000, 2000})

	data := call(w, w.EventFactory, factory.PackGetEvent(e.id), factory.UnpackGetEvent)
	same(t, "getEvent", data, bindings.EventData{
		Creator: w.creator.Address, KioskAddress: e.kiosk, StartDate: p.start, EventDuration: p.minutes,
		ReservePrice: p.reserve, MetadataURI: p.uri, ArtCategory: p.category,
	})
	sales := call(w, e.kiosk, kiosk.PackGetSalesInfo(), kiosk.UnpackGetSalesInfo)
	same(t, "getSalesInfo", sales, bindings.GetSalesInfoOutput{
		TotalTickets: p.tickets, SoldTickets: new(big.Int), RemainingTickets: p.tickets, Price: p.price, ArtCategory: p.category,
	})
	same(t, "tokenURI", call(w, w.EventFactory, factory.PackTokenURI(e.id), factory.UnpackTokenURI), p.uri)

	second := w.adopt(p, w.do(w.alice, w.EventFactory, nil, factory.PackCreateEventForCreator(
		w.creator.Address, p.start, p.minutes, p.reserve, p.uri, p.category, p.tickets, p.price)))
	same(t, "second event's id", second.id, 1)
	w.wantOwner(w.EventFactory, 1, w.creator.Address)
	same(t, "totalEvents", call(w, w.EventFactory, factory.PackTotalEvents(), factory.UnpackTotalEvents), 2)
	same(t, "getCreatorEvents", call(w, w.EventFactory, factory.PackGetCreatorEvents(w.creator.Address), factory.UnpackGetCreatorEvents), []int{0, 1})
	all := call(w, w.EventFactory, factory.PackGetAllTicketKiosks(), factory.UnpackGetAllTicketKiosks)
	same(t, "getAllTicketKiosks", []any{all.EventIds, all.Kiosks}, []any{[]int{0, 1}, []common.Address{e.kiosk, second.kiosk}})
	same(t, "getTicketKiosk", call(w, w.EventFactory, factory.PackGetTicketKiosk(second.id), factory.UnpackGetTicketKiosk), second.kiosk)
}

func TestCreateThroughWrapper(t *testing.T) {
	w := newWorld(t)
	p := w.draft()

	e := w.adopt(p, w.do(w.creator, w.CreationWrapper, nil, p.packWrapped(w.delegate.Address)))
	w.wantOrder(e.receipt, append(append([]string{}, creationOrder...), "EventManager.DelegationProxyCreated")...)
	w.wantOwner(w.EventFactory, 0, w.creator.Address)
	delegation := log(w, e.receipt, manager.UnpackDelegationProxyCreatedEvent)
	same(t, "delegation", []any{delegation.EventId, delegation.Delegatee}, []any{e.id, w.delegate.Address})
	same(t, "eventDelegates", call(w, w.EventManager, manager.PackEventDelegates(e.id), manager.UnpackEventDelegates), w.delegate.Address)

	without := w.adopt(p, w.do(w.creator, w.CreationWrapper, nil, p.packWrapped(common.Address{})))
	w.wantOrder(without.receipt, creationOrder...)
}

func TestCreateRefuses(t *testing.T) {
	w := newWorld(t)
	tooLarge := new(big.Int).Lsh(big.NewInt(1), 96)
	for _, c := range []struct {
		name   string
		change func(*plan)
		want   common.Hash
	}{
		{"a start now", func(p *plan) { p.start.SetUint64(w.now()) }, bindings.EventFactoryStartDateNotInFutureErrorID()},
		{"no duration", func(p *plan) { p.minutes = new(big.Int) }, bindings.EventFactoryDurationIsZeroErrorID()},
		{"no reserve price", func(p *plan) { p.reserve = new(big.Int) }, bindings.EventFactoryReservePriceIsZeroErrorID()},
		{"a price beyond uint96", func(p *plan) { p.reserve = tooLarge }, bindings.EventFactorySafeCastOverflowedUintDowncastErrorID()},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := w.draft()
			c.change(&p)
			w.refuses(c.want, w.creator, w.EventFactory, nil, p.pack())
		})
	}
	same(t, "totalEvents", call(w, w.EventFactory, factory.PackTotalEvents(), factory.UnpackTotalEvents), 0)
}

// Strings are bytes: what is not UTF-8 comes through as it is.
func TestCreateKeepsAnyBytes(t *testing.T) {
	w := newWorld(t)
	p := w.draft()
	p.uri, p.category = "\xff\xfe\x00'\"<script>", string(make([]byte, 5000))
	created := log(w, w.create(p).receipt, factory.UnpackEventCreatedEvent)
	same(t, "metadataURI", []byte(created.MetadataURI), []byte(p.uri))
	same(t, "artCategory", []byte(created.ArtCategory), []byte(p.category))
}
