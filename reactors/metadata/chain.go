package metadata

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

var (
	factory = bindings.NewEventFactory()
	manager = bindings.NewEventManager()
)

// facts are what the contracts say at the newest block, which the index may not have reached.
type facts struct {
	uri     string
	allowed bool // the asked account may write the event's URI
}

// askFacts asks one endpoint in one batch, so that the answers belong together.
func askFacts(ctx context.Context, pool *evm.Pool, id store.Identity, event uint64, account common.Address) (f facts, err error) {
	n := new(big.Int).SetUint64(event)
	err = pool.Do(ctx, func(ctx context.Context, e *evm.Endpoint) error {
		b := e.NewBatch()
		uri, owner := b.Call(id.EventFactory, factory.PackTokenURI(n)), b.Call(id.EventFactory, factory.PackOwnerOf(n))
		delegate, listed := b.Call(id.EventManager, manager.PackEventDelegates(n)), b.Call(id.EventManager, manager.PackGlobalWhitelist(account))
		if err := b.Send(ctx); err != nil {
			return err
		}
		if err := errors.Join(uri.Err, owner.Err, delegate.Err, listed.Err); err != nil {
			return err
		}
		var errs [4]error
		var its [2]common.Address
		var whitelisted bool
		f.uri, errs[0] = factory.UnpackTokenURI(uri.Value)
		its[0], errs[1] = factory.UnpackOwnerOf(owner.Value)
		its[1], errs[2] = manager.UnpackEventDelegates(delegate.Value)
		whitelisted, errs[3] = manager.UnpackGlobalWhitelist(listed.Value)
		f.allowed = whitelisted || its[0] == account || its[1] == account
		return errors.Join(errs[:]...)
	})
	if errors.Is(err, evm.ErrUnavailable) || errors.Is(err, evm.ErrRateLimited) {
		return f, reactors.Unavailable("rpc", fmt.Errorf("ask the contracts about event %d: %w", event, err))
	}
	if err != nil {
		return f, fmt.Errorf("ask the contracts about event %d: %w", event, err)
	}
	return f, nil
}

// mayWrite is the rule of which events still get a transaction: none once it is finalized, since the contract refuses; after the
// end only for late parts, and to give back what a write of ours has covered.
func mayWrite(s store.Status, late, repair bool) bool {
	switch s {
	case store.Finalized:
		return false
	case store.Ended:
		return late || repair
	}
	return true
}

// needsRight says who has to do what before the account may write.
func needsRight(event uint64, account common.Address, managerAt common.Address) string {
	return fmt.Sprintf("%s may not write the metadata of event %d: an operator of the platform calls setGlobalWhitelist(%s, true) on EventManager %s, "+
		"or the event's owner calls createDelegationProxy(%d, %s) there, or updateDelegate(%d, %s) when it has a delegate",
		account, event, account, managerAt, event, account, event, account)
}
