package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/bindings"
)

func TestPurchase(t *testing.T) {
	w := newWorld(t)
	p := w.draft()
	p.price = big.NewInt(101) // 80 % is not whole: the treasury takes what is left
	e := w.create(p)
	before := w.balance(w.creator.Address)

	receipt := w.do(w.alice, e.kiosk, p.price, kiosk.PackPurchaseTicket())
	w.wantOrder(receipt, "TicketKiosk.Transfer", "TicketKiosk.RevenueDistributed", "TicketKiosk.TicketMinted")
	minted := log(w, receipt, kiosk.UnpackTicketMintedEvent)
	same(t, "TicketMinted", []any{minted.TicketId, minted.Buyer, minted.TicketName, minted.ArtCategory, minted.Price},
		[]any{1, w.alice.Address, "Ticket #1", p.category, p.price})
	revenue := log(w, receipt, kiosk.UnpackRevenueDistributedEvent)
	same(t, "RevenueDistributed", []any{revenue.Creator, revenue.Treasury, revenue.CreatorAmount, revenue.TreasuryAmount},
		[]any{w.creator.Address, treasury, 80, 21})
	w.wantBalance(w.creator.Address, new(big.Int).Add(before, big.NewInt(80)))
	w.wantBalance(treasury, big.NewInt(21))
	w.wantBalance(e.kiosk, new(big.Int))

	w.refuses(bindings.TicketKioskWrongPaymentErrorID(), w.alice, e.kiosk, big.NewInt(100), kiosk.PackPurchaseTicket())

	// Anyone may buy any number, until all are sold.
	w.do(w.alice, e.kiosk, p.price, kiosk.PackPurchaseTicket())
	same(t, "getUserTickets", call(w, e.kiosk, kiosk.PackGetUserTickets(w.alice.Address), kiosk.UnpackGetUserTickets), []int{1, 2})
	sales := call(w, e.kiosk, kiosk.PackGetSalesInfo(), kiosk.UnpackGetSalesInfo)
	same(t, "sold, remaining", []any{sales.TotalTickets, sales.SoldTickets, sales.RemainingTickets, sales.Price}, []any{2, 2, 0, 101})
	w.refuses(bindings.TicketKioskSoldOutErrorID(), w.bob, e.kiosk, p.price, kiosk.PackPurchaseTicket())
}

func TestResaleGiftAndBurn(t *testing.T) {
	w := newWorld(t)
	p := w.draft()
	e := w.create(p)
	one := big.NewInt(1)
	bought := w.do(w.alice, e.kiosk, p.price, kiosk.PackPurchaseTicket())
	has := func(who common.Address) bool {
		t.Helper()
		return call(w, e.kiosk, kiosk.PackHasTicketForEvent(who, e.id), kiosk.UnpackHasTicketForEvent)
	}

	receipt := w.do(w.alice, e.kiosk, nil, kiosk.PackTransferFrom(w.alice.Address, w.bob.Address, one))
	w.wantOrder(receipt, "TicketKiosk.Transfer")
	w.wantOwner(e.kiosk, 1, w.bob.Address)
	// The trap: the flag is about who bought.
	same(t, "hasTicketForEvent of seller and holder", []any{has(w.alice.Address), has(w.bob.Address)}, []any{true, false})
	same(t, "hasTicketForEvent of another event", call(w, e.kiosk, kiosk.PackHasTicketForEvent(w.alice.Address, big.NewInt(7)), kiosk.UnpackHasTicketForEvent), false)

	block, err := w.HeaderByNumber(t.Context(), bought.BlockNumber)
	if err != nil {
		t.Fatal(err)
	}
	info := call(w, e.kiosk, kiosk.PackGetTicketInfo(one), kiosk.UnpackGetTicketInfo)
	same(t, "getTicketInfo", info, bindings.GetTicketInfoOutput{
		EventId: e.id, Owner: w.bob.Address, OriginalOwner: w.alice.Address, PurchasePrice: p.price,
		PurchaseTimestamp: new(big.Int).SetUint64(block.Time), Name: "Ticket #1", ArtCategory: p.category,
		MetadataURI: p.uri, TicketNumber: one, TotalTickets: p.tickets,
	})

	w.do(w.bob, e.kiosk, nil, kiosk.PackBurn(one))
	same(t, "owner of a burnt ticket", call(w, e.kiosk, kiosk.PackGetTicketInfo(one), kiosk.UnpackGetTicketInfo).Owner, common.Address{})
	w.refuses(bindings.TicketKioskERC721NonexistentTokenErrorID(), w.bob, e.kiosk, nil, kiosk.PackOwnerOf(one))
	w.refuses(bindings.TicketKioskUnknownTicketErrorID(), w.bob, e.kiosk, nil, kiosk.PackGetTicketInfo(big.NewInt(2)))

	next := log(w, w.do(w.bob, e.kiosk, p.price, kiosk.PackPurchaseTicket()), kiosk.UnpackTicketMintedEvent)
	same(t, "the id after a burn", next.TicketId, 2)
}
