package contracts

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
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
// commit, when not nil, mines a block on a chain that mines on demand. It is called once all are sent, and
// again as long as one is missing: a busy chain may seal a block before it has packed all of them. Nonce, gas limit and context of opts are not used, and opts is not
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

	deployment := Deployment{Addresses: addresses}
	for i, step := range steps {
		receipt, err := mined(ctx, chain, hashes[i], commit)
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

// maxCommits bounds the blocks that one transaction is waited for on a chain that mines on demand. Each
// block takes in at least one that is ready; a transaction that ten have left out is lost.
const maxCommits = 10

func mined(ctx context.Context, chain Chain, hash common.Hash, commit func()) (*types.Receipt, error) {
	if commit == nil {
		return bind.WaitMined(ctx, chain, hash)
	}
	for range maxCommits {
		receipt, err := chain.TransactionReceipt(ctx, hash)
		if err == nil {
			return receipt, nil
		}
		// geth says so while its transaction index catches up, too.
		if !errors.Is(err, ethereum.NotFound) && err.Error() != "transaction indexing is in progress" {
			return nil, err
		}
		commit()
	}
	return nil, fmt.Errorf("not in a block after %d commits: %w", maxCommits, ethereum.NotFound)
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
