package contracts_test

import (
	"math/big"
	"testing"

	"github.com/haus25/backend/bindings"
)

func (w *world) tip(from *account, e event, amount *big.Int) []string {
	w.t.Helper()
	receipt := w.do(from, w.LiveTipping, amount, tipping.PackSendTip(e.id, "bravo"))
	return w.order(receipt)
}

func TestTips(t *testing.T) {
	w := newWorld(t)
	e := w.create(w.draft())
	send := tipping.PackSendTip(e.id, "bravo")
	w.refuses(bindings.LiveTippingEventNotLiveErrorID(), w.alice, w.LiveTipping, sei(1), send)
	w.passTo(e.start)
	w.refuses(bindings.LiveTippingTipIsZeroErrorID(), w.alice, w.LiveTipping, nil, send)
	w.refuses(bindings.LiveTippingUnknownEventErrorID(), w.alice, w.LiveTipping, sei(1), tipping.PackSendTip(big.NewInt(9), ""))

	for i, c := range []struct {
		from     *account
		amount   int64
		previous *account // nil: the highest tipper's figure does not change
		sum      int64
	}{
		{w.alice, 3, &account{}, 3}, // the first: before her there is nobody
		{w.bob, 3, nil, 0},          // a tie: the earlier stays
		{w.bob, 1, w.alice, 4},      // the sum counts, not the tip
		{w.carol, 2, nil, 0},
		{w.bob, 1, w.bob, 5}, // the highest raises his own figure
	} {
		receipt := w.do(c.from, w.LiveTipping, sei(c.amount), send)
		tip := log(w, receipt, tipping.UnpackTipReceivedEvent)
		same(t, "TipReceived", []any{tip.EventId, tip.Tipper, tip.Amount, tip.Message, tip.TipId},
			[]any{e.id, c.from.Address, sei(c.amount), "bravo", i})
		if c.previous == nil {
			w.wantOrder(receipt, "LiveTipping.TipReceived")
			continue
		}
		w.wantOrder(receipt, "LiveTipping.TipReceived", "LiveTipping.NewHighestTipper")
		highest := log(w, receipt, tipping.UnpackNewHighestTipperEvent)
		same(t, "NewHighestTipper", []any{highest.PreviousHighest, highest.NewHighest, highest.Amount},
			[]any{c.previous.Address, c.from.Address, sei(c.sum)})
	}

	want := bindings.GetEventTippingDataOutput{
		Creator: w.creator.Address, StartDate: new(big.Int).SetUint64(e.start), EndDate: new(big.Int).SetUint64(e.end),
		ReservePrice: sei(10), TotalTips: sei(10), HighestTipper: w.bob.Address, HighestTip: sei(5), Active: true,
	}
	data := func() bindings.GetEventTippingDataOutput {
		return call(w, w.LiveTipping, tipping.PackGetEventTippingData(e.id), tipping.UnpackGetEventTippingData)
	}
	same(t, "getEventTippingData", data(), want)
	w.wantBalance(w.LiveTipping, sei(10))

	w.passTo(e.end)
	want.Active = false
	same(t, "getEventTippingData after the end", data(), want)
	w.refuses(bindings.LiveTippingEventNotLiveErrorID(), w.alice, w.LiveTipping, sei(1), send)

	// Each event counts its tips for itself.
	other := w.create(w.draft())
	w.passTo(other.start)
	tip := log(w, w.do(w.carol, w.LiveTipping, sei(1), tipping.PackSendTip(other.id, "")), tipping.UnpackTipReceivedEvent)
	same(t, "first tipId of the next event", tip.TipId, 0)
}

// The creator may close the tipping without a met reserve: LiveTipping is finalized, the event is not.
func TestCreatorClosesTipping(t *testing.T) {
	w := newWorld(t)
	e := w.create(w.draft())
	closing, pay := tipping.PackFinalizeEvent(e.id), tipping.PackDistributeTips(e.id)
	w.passTo(e.start)
	w.tip(w.alice, e, sei(5))
	w.refuses(bindings.LiveTippingEventNotEndedErrorID(), w.creator, w.LiveTipping, nil, closing)
	w.passTo(e.end)
	w.refuses(bindings.LiveTippingNotAuthorizedErrorID(), w.stranger, w.LiveTipping, nil, closing)
	w.refuses(bindings.LiveTippingEventNotFinalizedErrorID(), w.creator, w.LiveTipping, nil, pay)

	receipt := w.do(w.creator, w.LiveTipping, nil, closing)
	w.wantOrder(receipt, "LiveTipping.EventFinalized")
	closed := log(w, receipt, tipping.UnpackEventFinalizedEvent)
	same(t, "EventFinalized", []any{closed.HighestTipper, closed.TotalTips, closed.ReservePriceMet}, []any{w.alice.Address, sei(5), false})
	same(t, "EventFactory's finalized", call(w, w.EventFactory, factory.PackGetEvent(e.id), factory.UnpackGetEvent).Finalized, false)
	w.wantOwner(w.EventFactory, 0, w.creator.Address)
	w.refuses(bindings.LiveTippingEventAlreadyFinalizedErrorID(), w.creator, w.LiveTipping, nil, closing)

	before := w.balance(w.creator.Address)
	receipt = w.do(w.stranger, w.LiveTipping, nil, pay)
	w.wantOrder(receipt, "LiveTipping.TipsDistributed", "Distributor.TipDistributed", "Distributor.TipDistributed")
	w.wantBalance(w.creator.Address, new(big.Int).Add(before, sei(4)))
	w.wantBalance(treasury, sei(1))
	w.wantBalance(w.LiveTipping, new(big.Int))
	w.refuses(bindings.LiveTippingNothingToDistributeErrorID(), w.creator, w.LiveTipping, nil, pay)
}
