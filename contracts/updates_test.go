package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/bindings"
)

var notAuthorized = bindings.EventManagerNotAuthorizedErrorID()

func TestUpdateMetadataAndReservePrice(t *testing.T) {
	w := newWorld(t)
	e := w.create(w.draft())

	receipt := w.do(w.creator, w.EventManager, nil, manager.PackUpdateMetadata(e.id, "ipfs://new"))
	w.wantOrder(receipt, "EventFactory.MetadataUpdate", "EventFactory.MetadataUpdated")
	updated := log(w, receipt, factory.UnpackMetadataUpdatedEvent)
	same(t, "MetadataUpdated", []any{updated.EventId, updated.NewMetadataURI}, []any{e.id, "ipfs://new"})
	same(t, "tokenURI", call(w, w.EventFactory, factory.PackTokenURI(e.id), factory.UnpackTokenURI), "ipfs://new")

	receipt = w.do(w.creator, w.EventManager, nil, manager.PackUpdateReservePrice(e.id, sei(20)))
	w.wantOrder(receipt, "EventFactory.ReservePriceUpdated")
	same(t, "newPrice", log(w, receipt, factory.UnpackReservePriceUpdatedEvent).NewPrice, sei(20))
	same(t, "LiveTipping's reserve", call(w, w.LiveTipping, tipping.PackGetEventTippingData(e.id), tipping.UnpackGetEventTippingData).ReservePrice, sei(20))
	w.refuses(bindings.EventFactoryReservePriceIsZeroErrorID(), w.creator, w.EventManager, nil, manager.PackUpdateReservePrice(e.id, new(big.Int)))

	w.passTo(e.start)
	w.refuses(bindings.EventFactoryEventAlreadyStartedErrorID(), w.creator, w.EventManager, nil, manager.PackUpdateReservePrice(e.id, sei(30)))
	w.do(w.creator, w.EventManager, nil, manager.PackUpdateMetadata(e.id, "ipfs://while live"))
	w.passTo(e.end)
	w.do(w.creator, w.EventManager, nil, manager.PackUpdateMetadata(e.id, "ipfs://ended, not finalized"))

	// EventManager is the only way in.
	w.refuses(bindings.EventFactoryNotAuthorizedErrorID(), w.creator, w.EventFactory, nil, factory.PackSetMetadataURI(e.id, "x"))
	w.refuses(bindings.EventFactoryNotAuthorizedErrorID(), w.creator, w.EventFactory, nil, factory.PackSetReservePrice(e.id, sei(1)))
	w.refuses(bindings.EventFactoryNotAuthorizedErrorID(), w.creator, w.EventFactory, nil, factory.PackFinalizeAndTransfer(e.id, w.alice.Address))
}

func TestWhoMayUpdate(t *testing.T) {
	w := newWorld(t)
	e := w.create(w.draft())
	update := manager.PackUpdateMetadata(e.id, "ipfs://new")
	may := func(who *account) {
		t.Helper()
		w.do(who, w.EventManager, nil, update)
	}
	mayNot := func(who *account) {
		t.Helper()
		w.refuses(notAuthorized, who, w.EventManager, nil, update)
		w.refuses(notAuthorized, who, w.EventManager, nil, manager.PackUpdateReservePrice(e.id, sei(1)))
		w.refuses(notAuthorized, who, w.EventManager, nil, manager.PackFinalizeRTA(e.id))
	}
	mayNot(w.stranger)

	// A delegate, from the owner's word until the owner's next.
	w.refuses(notAuthorized, w.stranger, w.EventManager, nil, manager.PackCreateDelegationProxy(e.id, w.stranger.Address))
	w.refuses(bindings.EventManagerInvalidDelegateErrorID(), w.creator, w.EventManager, nil, manager.PackCreateDelegationProxy(e.id, common.Address{}))
	w.wantOrder(w.do(w.creator, w.EventManager, nil, manager.PackCreateDelegationProxy(e.id, w.delegate.Address)), "EventManager.DelegationProxyCreated")
	w.refuses(bindings.EventManagerDelegateAlreadySetErrorID(), w.creator, w.EventManager, nil, manager.PackCreateDelegationProxy(e.id, w.bob.Address))
	may(w.delegate)
	w.refuses(notAuthorized, w.delegate, w.EventManager, nil, manager.PackUpdateDelegate(e.id, w.bob.Address))
	replaced := w.do(w.creator, w.EventManager, nil, manager.PackUpdateDelegate(e.id, w.bob.Address))
	w.wantOrder(replaced, "EventManager.DelegateUpdated")
	same(t, "newDelegatee", log(w, replaced, manager.UnpackDelegateUpdatedEvent).NewDelegatee, w.bob.Address)
	mayNot(w.delegate)
	may(w.bob)

	// An agent on the whitelist, for every event.
	w.refuses(bindings.EventManagerOwnableUnauthorizedAccountErrorID(), w.creator, w.EventManager, nil, manager.PackSetGlobalWhitelist(w.carol.Address, true))
	listed := w.do(w.deployer, w.EventManager, nil, manager.PackSetGlobalWhitelist(w.carol.Address, true))
	w.wantOrder(listed, "EventManager.GlobalWhitelistUpdated")
	whitelisted := log(w, listed, manager.UnpackGlobalWhitelistUpdatedEvent)
	same(t, "GlobalWhitelistUpdated", []any{whitelisted.Agent, whitelisted.Whitelisted}, []any{w.carol.Address, true})
	same(t, "globalWhitelist", call(w, w.EventManager, manager.PackGlobalWhitelist(w.carol.Address), manager.UnpackGlobalWhitelist), true)
	may(w.carol)
	w.do(w.deployer, w.EventManager, nil, manager.PackSetGlobalWhitelist(w.carol.Address, false))
	mayNot(w.carol)

	// The asset's owner, not its creator; a transfer does not end a delegation.
	w.wantOrder(w.do(w.creator, w.EventFactory, nil, factory.PackTransferFrom(w.creator.Address, w.alice.Address, e.id)), "EventFactory.Transfer")
	mayNot(w.creator)
	may(w.alice)
	may(w.bob)
}
