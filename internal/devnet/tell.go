package devnet

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
)

// Tell adds n blocks of the story at once.
func (c *Chain) Tell(ctx context.Context, n int) error {
	for range n {
		if err := c.tellBlock(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Run tells the story in real time, a block every BlockTime, until ctx ends,
// and then answers nil. A machine too slow for that makes the story slower,
// never different.
func (c *Chain) Run(ctx context.Context) error {
	ticker := time.NewTicker(c.opts.BlockTime)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := c.tellBlock(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("tell the story: %w", err)
		}
	}
}

func (c *Chain) tellBlock(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.recall(ctx); err != nil {
		return err
	}
	number, now := c.nextBlock()
	block, receipts, err := c.mine(ctx, c.story.next(number, now, c.story.live(number)))
	if err != nil {
		return err
	}
	return c.story.saw(ctx, block.Header(), receipts)
}

// nextBlock is the number and the time of the block after the head.
func (c *Chain) nextBlock() (number, unixTime uint64) {
	head := c.Head()
	number = head.Number.Uint64() + 1
	return number, max(head.Time, c.clock.at(number))
}

// recall reads the story from the chain, when it is not known.
func (c *Chain) recall(ctx context.Context) error {
	if c.story != nil {
		return nil
	}
	story := c.newStory()
	chain := c.eth.BlockChain()
	head := c.Head()
	for number := c.world.StartBlock; number <= head.Number.Uint64(); number++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		header := chain.GetHeaderByNumber(number)
		if err := story.saw(ctx, header, chain.GetReceiptsByHash(header.Hash())); err != nil {
			return err
		}
	}
	for _, s := range story.open {
		s.catchUp(head.Time)
	}
	c.story = story
	return nil
}

// Count says what has happened on the chain so far. It may read the whole chain.
func (c *Chain) Count(ctx context.Context) (Count, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.recall(ctx); err != nil {
		return Count{}, err
	}
	return c.story.world.count, nil
}

// Agent is the key of the platform's agent: funded, and on EventManager's
// global whitelist. Owner is the key of who administrates the contracts.
func (c *Chain) Agent() *ecdsa.PrivateKey { return c.cast.agent.key }

// Owner is the key of the contracts' owner; funded.
func (c *Chain) Owner() *ecdsa.PrivateKey { return c.cast.owner.key }

// Creator is the key of somebody who mints events, of 48 counted from 0; funded.
func (c *Chain) Creator(i int) *ecdsa.PrivateKey { return c.cast.creators[i].key }

// Fan is the key of somebody who buys tickets, of 600 counted from 0; funded.
func (c *Chain) Fan(i int) *ecdsa.PrivateKey { return c.cast.fans[i].key }

// Haus is a key for the daemon that watches: funded, on EventManager's global whitelist, and the delegate of events that creators
// make through CreationWrapper. Nobody in the story uses it.
func (c *Chain) Haus() *ecdsa.PrivateKey { return c.cast.haus.key }

// Key is the key of somebody in the story; nil when the address is nobody's.
func (c *Chain) Key(of common.Address) *ecdsa.PrivateKey { return c.cast.key(of) }

// askKiosk reads what no log tells.
func (c *Chain) askKiosk(ctx context.Context, kiosk common.Address) (int, *big.Int, error) {
	answer, err := c.client.CallContract(ctx, ethereum.CallMsg{To: &kiosk, Data: kioskABI.PackGetSalesInfo()}, nil)
	if err != nil {
		return 0, nil, err
	}
	info, err := kioskABI.UnpackGetSalesInfo(answer)
	if err != nil {
		return 0, nil, err
	}
	return int(info.TotalTickets.Int64()), info.Price, nil
}
