package devnet

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/node"
	"github.com/holiman/uint256"
)

// Chain is a running development chain with the contracts deployed. Its methods
// may be called from several goroutines; blocks are made one at a time.
type Chain struct {
	opts   Options
	log    *slog.Logger
	stack  *node.Node
	eth    *eth.Ethereum
	client *ethclient.Client
	cast   *cast
	world  meta
	// opening is set by Start and never changes after.
	opening opening

	mu    sync.Mutex // guards what follows and the head
	clock clock
	forks uint64 // makes the blocks of every fork differ
	story *story // nil: to be read again from the chain
}

// clock tells the time of blocks: a fixed step from a block that is known.
type clock struct {
	number, unixTime uint64
	step             time.Duration
}

func (c clock) at(number uint64) uint64 {
	blocks := int64(number) - int64(c.number)
	// Apart, since all the nanoseconds of a long story are more than 64 bits.
	seconds, rest := blocks*int64(c.step/time.Second), blocks*int64(c.step%time.Second)
	return uint64(int64(c.unixTime) + seconds + rest/int64(time.Second))
}

// HTTPURL is where JSON-RPC is served over HTTP, e.g. http://127.0.0.1:8545.
func (c *Chain) HTTPURL() string { return c.stack.HTTPEndpoint() }

// WSURL is where JSON-RPC is served over a web socket, e.g. ws://127.0.0.1:8546.
func (c *Chain) WSURL() string { return c.stack.WSEndpoint() }

// Client talks to the chain in process. Close closes it.
func (c *Chain) Client() *ethclient.Client { return c.client }

// ChainID is the chain's id.
func (c *Chain) ChainID() uint64 { return c.world.ChainID }

// Step is the chain time between two blocks.
func (c *Chain) Step() time.Duration { return c.clock.step }

// Head is the newest block.
func (c *Chain) Head() *types.Header { return c.eth.BlockChain().CurrentBlock() }

// Mine adds one block: the executable transactions that came in by RPC, then
// calls in their order. It returns the block and its receipts, of which the
// last len(calls) belong to calls. A reverted transaction is no error: its
// receipt tells. It fails when a call cannot be executed at all (the sender has
// no money), when the chain is closed, or when ctx has ended; the head is then
// unchanged.
func (c *Chain) Mine(ctx context.Context, calls ...Call) (*types.Block, types.Receipts, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	block, receipts, err := c.mine(ctx, calls)
	if err == nil && c.story != nil {
		err = c.story.saw(ctx, block.Header(), receipts)
	}
	return block, receipts, err
}

// mine is Mine without the lock and without telling the story.
func (c *Chain) mine(ctx context.Context, calls []Call) (*types.Block, types.Receipts, error) {
	// The pool follows the head in the background: what was sent before has
	// to be seen now.
	if err := c.eth.TxPool().Sync(); err != nil {
		return nil, nil, fmt.Errorf("wait for the transaction pool: %w", err)
	}
	block, receipts, err := c.build(ctx, c.Head(), calls, true)
	if err != nil {
		return nil, nil, err
	}
	return block, receipts, adopt(c.eth.ChainDb(), c.eth.BlockChain(), block)
}

// build makes a block on top of parent without adopting it.
func (c *Chain) build(ctx context.Context, parent *types.Header, calls []Call, pool bool) (*types.Block, types.Receipts, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	number := parent.Number.Uint64() + 1
	d, err := newDraft(c.eth.BlockChain(), parent, max(parent.Time, c.clock.at(number)))
	if err != nil {
		return nil, nil, err
	}
	defer d.evm.Release()
	if c.forks > 0 {
		d.header.Extra = fmt.Appendf(nil, "fork %d", c.forks)
	}
	if pool {
		c.includePending(d)
	}
	for _, call := range calls {
		if _, err := d.call(call, crypto.PubkeyToAddress(call.From.PublicKey)); err != nil {
			return nil, nil, fmt.Errorf("build block %d: %w", number, err)
		}
	}
	block, err := d.seal(c.eth.ChainDb())
	return block, d.receipts, err
}

// includePending executes what came in by RPC. What cannot be executed now stays
// in the pool, which judges it again at the new head.
func (c *Chain) includePending(d *draft) {
	waiting, _ := c.eth.TxPool().Pending(txpool.PendingFilter{BaseFee: uint256.MustFromBig(d.header.BaseFee)})
	// By sender, not by fee: the order must not depend on a map.
	senders := slices.SortedFunc(maps.Keys(waiting), common.Address.Cmp)
	for _, sender := range senders {
		for _, lazy := range waiting[sender] {
			tx := lazy.Resolve()
			if tx == nil {
				break
			}
			if err := d.include(tx); err != nil {
				c.log.Debug("transaction left in the pool", "transaction", tx.Hash(), "error", err)
				break
			}
		}
	}
}

// Skip lets d pass at once: the next block is that much later, besides its step.
func (c *Chain) Skip(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.setClock(c.Head(), d)
}

func (c *Chain) setClock(head *types.Header, ahead time.Duration) {
	c.clock.number = head.Number.Uint64()
	c.clock.unixTime = max(head.Time, c.clock.at(c.clock.number)) + uint64(ahead/time.Second)
}

// Fork replaces the last depth blocks by others, as a reorganisation: one block
// for each of sides, made of its calls. The head moves once, when the new
// branch is complete; the transactions of the replaced blocks go back to the
// pool. depth is 1 to the head's number.
func (c *Chain) Fork(ctx context.Context, depth int, sides ...[]Call) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	head := c.Head()
	if depth < 1 || uint64(depth) > head.Number.Uint64() {
		return fmt.Errorf("fork %d blocks back from block %d: choose 1 to %d", depth, head.Number, head.Number)
	}
	if len(sides) == 0 {
		return errors.New("fork: the new branch needs at least one block")
	}
	c.forks++
	c.story = nil
	parent := c.eth.BlockChain().GetHeaderByNumber(head.Number.Uint64() - uint64(depth))
	var tip *types.Block
	for _, calls := range sides {
		block, _, err := c.build(ctx, parent, calls, false)
		if err != nil {
			return fmt.Errorf("fork at block %d: %w", parent.Number, err)
		}
		tip, parent = block, block.Header()
	}
	return adopt(c.eth.ChainDb(), c.eth.BlockChain(), tip)
}

// Close stops the listeners and the chain. A chain in a folder can be started
// again; one in memory is gone.
//
// It waits for every goroutine but those of geth that cannot be waited for:
// core.(*txSenderCacher).cache, which a process has once; goleveldb's mpoolDrain
// of the peer database, which ends by itself within a second; and, when a client
// was still subscribed, or just had been, eth/filters.(*Subscription).Unsubscribe.
func (c *Chain) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.client.Close()
	if err := c.stack.Close(); err != nil {
		return fmt.Errorf("close the chain: %w", err)
	}
	return nil
}
