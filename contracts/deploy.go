package contracts

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Chain is what Deploy needs of a chain; ethclient.Client and the in-process chain's client are ones.
type Chain interface {
	bind.ContractBackend
	bind.DeployBackend
}

// Deployment is a platform on a chain.
type Deployment struct {
	Addresses
	Block uint64 // the block EventFactory was created in: where an indexer starts
}

// Deploy sends the transactions of Plan from opts.From and waits until each is mined.
//
// commit, when not nil, is called once all are sent, for chains that mine on demand; the transactions
// fit one block of 30 million gas. Nonce, gas limit and context of opts are not used, and opts is not
// changed. No other transaction of opts.From may be sent meanwhile. Deploy answers an error that names the
// step when one is refused or reverts; what was deployed until then stays on the chain, unused.
func Deploy(ctx context.Context, chain Chain, opts *bind.TransactOpts, treasury common.Address, commit func()) (Deployment, error) {
	nonce, err := chain.PendingNonceAt(ctx, opts.From)
	if err != nil {
		return Deployment{}, fmt.Errorf("deploy contracts: read nonce of %s: %w", opts.From, err)
	}
	addresses, steps, err := Plan(opts.From, nonce, treasury)
	if err != nil {
		return Deployment{}, err
	}

	hashes := make([]common.Hash, len(steps))
	for i, step := range steps {
		tx, err := send(ctx, chain, opts, nonce+uint64(i), step)
		if err != nil {
			return Deployment{}, fmt.Errorf("deploy contracts: send %s (does %s hold enough for gas?): %w", step.Name, opts.From, err)
		}
		hashes[i] = tx.Hash()
	}
	if commit != nil {
		commit()
	}

	deployment := Deployment{Addresses: addresses}
	for i, step := range steps {
		receipt, err := bind.WaitMined(ctx, chain, hashes[i])
		if err != nil {
			return Deployment{}, fmt.Errorf("deploy contracts: wait for %s in %s: %w", step.Name, hashes[i], err)
		}
		if receipt.Status != types.ReceiptStatusSuccessful {
			return Deployment{}, fmt.Errorf("deploy contracts: %s reverted in %s, gas used %d of %d", step.Name, hashes[i], receipt.GasUsed, step.Gas)
		}
		if i == 0 {
			deployment.Block = receipt.BlockNumber.Uint64()
		}
	}
	return deployment, nil
}

func send(ctx context.Context, chain Chain, opts *bind.TransactOpts, nonce uint64, step Step) (*types.Transaction, error) {
	o := *opts
	o.Context = ctx
	o.Nonce = new(big.Int).SetUint64(nonce)
	o.GasLimit = step.Gas
	if step.To == nil {
		return bind.NewBoundContract(common.Address{}, abi.ABI{}, chain, chain, chain).RawCreationTransact(&o, step.Data)
	}
	return bind.NewBoundContract(*step.To, abi.ABI{}, chain, chain, chain).RawTransact(&o, step.Data)
}
