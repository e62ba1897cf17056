package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/bindings"
)

func TestCuration(t *testing.T) {
	w := newWorld(t)
	e := w.create(w.draft())
	deploy := func(scope int64) []byte {
		return factory.PackDeployCurationForEvent(e.id, big.NewInt(scope), "make it shine")
	}
	address := func() common.Address {
		return call(w, w.EventFactory, factory.PackGetCurationContract(e.id), factory.UnpackGetCurationContract)
	}
	same(t, "curation before", address(), common.Address{})
	w.refuses(bindings.EventFactoryNotAuthorizedErrorID(), w.stranger, w.EventFactory, nil, deploy(2))
	w.refuses(bindings.EventFactoryInvalidScopeErrorID(), w.creator, w.EventFactory, nil, deploy(0))
	w.refuses(bindings.EventFactoryInvalidScopeErrorID(), w.creator, w.EventFactory, nil, deploy(4))

	receipt := w.do(w.creator, w.EventFactory, nil, deploy(2))
	w.wantOrder(receipt, "EventFactory.CurationDeployed")
	deployed := log(w, receipt, factory.UnpackCurationDeployedEvent)
	same(t, "CurationDeployed", []any{deployed.EventId, deployed.Creator, deployed.CurationContract, deployed.Scope},
		[]any{e.id, w.creator.Address, address(), 2})
	w.refuses(bindings.EventFactoryCurationAlreadyDeployedErrorID(), w.creator, w.EventFactory, nil, deploy(2))

	child := deployed.CurationContract
	w.names[child] = named{"Curation", curate.GetABI()}
	ten := big.NewInt(10)
	w.refuses(bindings.CurationNotAuthorizedErrorID(), w.stranger, child, nil, curate.PackActivate(w.carol.Address, ten))
	w.refuses(bindings.CurationInvalidFeeErrorID(), w.creator, child, nil, curate.PackActivate(w.carol.Address, big.NewInt(11)))
	w.refuses(bindings.CurationInvalidFeeErrorID(), w.creator, child, nil, curate.PackActivate(w.carol.Address, new(big.Int)))

	receipt = w.do(w.creator, child, nil, curate.PackActivate(w.carol.Address, big.NewInt(5)))
	w.wantOrder(receipt, "Curation.CurationActivated", "Distributor.CurationEnabled")
	active := log(w, receipt, curate.UnpackCurationActivatedEvent)
	same(t, "CurationActivated", []any{active.EventId, active.Curator, active.Fee, active.Scope, active.StartDate, active.EndDate},
		[]any{e.id, w.carol.Address, 5, 2, e.start, e.end})
	enabled := log(w, receipt, share.UnpackCurationEnabledEvent)
	same(t, "CurationEnabled, in basis points", []any{enabled.EventId, enabled.Curator, enabled.CurationFee, enabled.Scope},
		[]any{e.id, w.carol.Address, 500, 2})

	receipt = w.do(w.creator, child, nil, curate.PackUpdate(ten, big.NewInt(3)))
	w.wantOrder(receipt, "Curation.CurationUpdated", "Distributor.CurationEnabled")
	updated := log(w, receipt, curate.UnpackCurationUpdatedEvent)
	same(t, "CurationUpdated", []any{updated.NewFee, updated.NewScope}, []any{10, 3})

	// A tenth of the tips goes to the Curation contract, from the creator's share.
	w.passTo(e.start)
	w.tip(w.alice, e, sei(20))
	w.passTo(e.end)
	w.do(w.creator, w.EventManager, nil, manager.PackFinalizeRTA(e.id))
	before := w.balance(w.creator.Address)
	receipt = w.do(w.stranger, w.LiveTipping, nil, tipping.PackDistributeTips(e.id))
	w.wantOrder(receipt, "LiveTipping.TipsDistributed", "Distributor.TipDistributed", "Distributor.TipDistributed",
		"Curation.FundsReceived", "Distributor.TipDistributed")
	w.wantBalance(w.creator.Address, new(big.Int).Add(before, sei(14)))
	w.wantBalance(treasury, sei(4))
	received := log(w, receipt, curate.UnpackFundsReceivedEvent)
	same(t, "FundsReceived", []any{received.EventId, received.Curator, received.Amount}, []any{e.id, w.carol.Address, sei(2)})

	w.refuses(bindings.CurationNotAuthorizedErrorID(), w.creator, child, nil, curate.PackWithdraw())
	receipt = w.do(w.carol, child, nil, curate.PackWithdraw())
	w.wantOrder(receipt, "Curation.FundsWithdrawn")
	same(t, "withdrawn", log(w, receipt, curate.UnpackFundsWithdrawnEvent).Amount, sei(2))
	w.wantBalance(child, new(big.Int))

	receipt = w.do(w.creator, child, nil, curate.PackDeactivate())
	w.wantOrder(receipt, "Curation.CurationDeactivated", "Distributor.CurationDisabled")
	w.refuses(bindings.CurationCurationNotActiveErrorID(), w.creator, child, nil, curate.PackDeactivate())
	w.refuses(bindings.DistributorNotAuthorizedErrorID(), w.creator, w.Distributor, nil, share.PackDisableCuration(e.id))
}
