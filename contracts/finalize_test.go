package contracts_test

import (
	"testing"

	"github.com/haus25/backend/bindings"
)

func TestFinalizeWithReserveMet(t *testing.T) {
	w := newWorld(t)
	e := w.create(w.draft())
	finalize := manager.PackFinalizeRTA(e.id)
	w.passTo(e.start)
	w.tip(w.alice, e, sei(4))
	w.tip(w.bob, e, sei(6)) // 10 together: the reserve exactly
	w.refuses(bindings.EventManagerEventNotEndedErrorID(), w.creator, w.EventManager, nil, finalize)
	w.passTo(e.end)

	receipt := w.do(w.creator, w.EventManager, nil, finalize)
	w.wantOrder(receipt, "LiveTipping.EventFinalized", "EventFactory.Transfer", "EventFactory.EventFinalizedAndTransferred", "EventFactory.EventFinalized")
	moved := log(w, receipt, factory.UnpackTransferEvent)
	same(t, "Transfer", []any{moved.From, moved.To, moved.TokenId}, []any{w.creator.Address, w.bob.Address, e.id})
	same(t, "highestTipper", log(w, receipt, factory.UnpackEventFinalizedAndTransferredEvent).HighestTipper, w.bob.Address)
	closed := log(w, receipt, tipping.UnpackEventFinalizedEvent)
	same(t, "LiveTipping's EventFinalized", []any{closed.HighestTipper, closed.TotalTips, closed.ReservePriceMet}, []any{w.bob.Address, sei(10), true})

	w.wantOwner(w.EventFactory, 0, w.bob.Address)
	w.wantBalance(w.LiveTipping, sei(10)) // the funds stay
	data := call(w, w.EventFactory, factory.PackGetEvent(e.id), factory.UnpackGetEvent)
	same(t, "finalized, creator", []any{data.Finalized, data.Creator}, []any{true, w.creator.Address})
	w.refuses(bindings.EventFactoryEventAlreadyFinalizedErrorID(), w.bob, w.EventManager, nil, manager.PackUpdateMetadata(e.id, "late"))
	w.refuses(bindings.EventManagerEventAlreadyFinalizedErrorID(), w.bob, w.EventManager, nil, finalize)
}

// The asset moves from whoever owns it, also when the creator sold it and closed the tipping before.
func TestFinalizeAfterSaleAndClosing(t *testing.T) {
	w := newWorld(t)
	e := w.create(w.draft())
	w.do(w.creator, w.EventFactory, nil, factory.PackTransferFrom(w.creator.Address, w.carol.Address, e.id))
	w.passTo(e.start)
	w.tip(w.alice, e, sei(11))
	w.passTo(e.end)
	w.do(w.creator, w.LiveTipping, nil, tipping.PackFinalizeEvent(e.id))

	receipt := w.do(w.carol, w.EventManager, nil, manager.PackFinalizeRTA(e.id))
	w.wantOrder(receipt, "EventFactory.Transfer", "EventFactory.EventFinalizedAndTransferred", "EventFactory.EventFinalized")
	same(t, "from", log(w, receipt, factory.UnpackTransferEvent).From, w.carol.Address)
	w.wantOwner(w.EventFactory, 0, w.alice.Address)
}

func TestFinalizeRefuses(t *testing.T) {
	w := newWorld(t)
	untipped, short := w.create(w.draft()), w.create(w.draft())
	w.passTo(max(untipped.start, short.start))
	w.tip(w.alice, short, sei(9))
	w.passTo(max(untipped.end, short.end))
	w.refuses(bindings.EventManagerNoTippersErrorID(), w.creator, w.EventManager, nil, manager.PackFinalizeRTA(untipped.id))
	w.refuses(bindings.EventManagerReservePriceNotMetErrorID(), w.creator, w.EventManager, nil, manager.PackFinalizeRTA(short.id))
}
