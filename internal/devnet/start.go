package devnet

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/haus25/backend/contracts"
)

// Options describe a chain. The zero value is a chain in memory on free loopback ports.
type Options struct {
	ChainID   uint64        // default 713715
	Seed      uint64        // of the keys and of the story
	Time      time.Time     // of the genesis block; default: such that the history ends now
	BlockTime time.Duration // wall time between blocks while Run runs; default 400 ms, as on SEI
	Speed     float64       // chain seconds per wall second; default 1
	HTTP, WS  string        // listening addresses; default 127.0.0.1:0
	Dir       string        // folder to keep the chain in; empty: in memory
	History   History       // what has already happened at the start; default nothing
	Premiere  Premiere      // what Tell and Run begin with; default nothing special
	Logger    *slog.Logger  // default slog.Default
}

// meta is what a chain in a folder says about itself: the facts that its
// genesis block and contracts follow from, and what its history holds. It is
// written when the chain is complete.
type meta struct {
	ChainID    uint64              `json:"chainId"`
	Seed       uint64              `json:"seed"`
	Time       int64               `json:"time"` // of the genesis block, Unix seconds
	Contracts  contracts.Addresses `json:"contracts"`
	StartBlock uint64              `json:"startBlock"`
	Lookalike  common.Address      `json:"lookalike"`
	History    History             `json:"history"`
}

const (
	defaultChainID   = 713715
	defaultBlockTime = 400 * time.Millisecond // SEI's
	year             = 365 * 24               // hours
	maxPast          = 50 * year              // hours of chain time that a history may take: back to no earlier than 1970
	loopback         = "127.0.0.1:0"
	metaFile         = "world.json"
)

// Start opens a chain: a new one, with the contracts deployed and the history
// told, or the one that Dir holds. No block is made after that but by Mine,
// Tell, Run and Fork. When ctx ends before a history is complete, Start stops
// and answers the context's error; a folder is then incomplete and has to be
// deleted.
func Start(ctx context.Context, opts Options) (*Chain, error) {
	opts = opts.withDefaults()
	if err := opts.check(); err != nil {
		return nil, err
	}
	world, found, err := readMeta(opts)
	if err != nil {
		return nil, err
	}
	cast := newCast(world.Seed)
	stack, backend, err := openNode(opts, genesisBlock(world.ChainID, uint64(world.Time), cast.addresses()))
	if err != nil {
		return nil, err
	}
	c := &Chain{
		opts:   opts,
		log:    opts.Logger,
		stack:  stack,
		eth:    backend,
		client: ethclient.NewClient(stack.Attach()),
		cast:   cast,
		world:  world,
	}
	c.clock.step = opts.step()
	head := c.Head()
	markFinal(backend.ChainDb(), backend.BlockChain(), head)
	c.clock.number, c.clock.unixTime = head.Number.Uint64(), head.Time
	if !found {
		if err = c.found(ctx); err == nil && opts.Dir != "" {
			err = c.writeMeta()
		}
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	c.opening = opts.opening(c.Head().Number.Uint64())
	if c.story != nil {
		c.story.opening = c.opening
	}
	return c, nil
}

func (o Options) withDefaults() Options {
	o.ChainID = cmp.Or(o.ChainID, defaultChainID)
	o.BlockTime = cmp.Or(o.BlockTime, defaultBlockTime)
	o.Speed = cmp.Or(o.Speed, 1)
	o.HTTP, o.WS = cmp.Or(o.HTTP, loopback), cmp.Or(o.WS, loopback)
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Time.IsZero() && o.past() <= maxPast {
		o.Time = time.Now().Add(-time.Duration(o.History.Blocks) * o.step())
	}
	return o
}

func (o Options) check() error {
	switch {
	case o.BlockTime < time.Millisecond:
		return fmt.Errorf("block time %s: choose 1ms or more", o.BlockTime)
	case o.Speed < 0.01 || o.Speed > 1e6 || math.IsNaN(o.Speed):
		return fmt.Errorf("speed %v: choose 0.01 to 1,000,000 chain seconds per second", o.Speed)
	case o.BlockTime.Hours()*o.Speed > year:
		return fmt.Errorf("a block every %s at %g chain seconds per second is more than a year of the chain: choose less", o.BlockTime, o.Speed)
	case o.past() > maxPast:
		return fmt.Errorf("a history of %d blocks, each %g × %s long, is %.0f years: 50 are the most; lower the speed (1 will do), the time between blocks, or the number of blocks",
			o.History.Blocks, o.Speed, o.BlockTime, o.past()/year)
	case o.Time.Unix() < 0:
		return fmt.Errorf("genesis time %s: choose one after 1970", o.Time.Format(time.RFC3339))
	}
	return errors.Join(o.History.check(), o.Premiere.check(o.Speed))
}

// past is how many hours of chain time the history takes.
func (o Options) past() float64 { return float64(o.History.Blocks) * o.BlockTime.Hours() * o.Speed }

func (o Options) step() time.Duration { return time.Duration(float64(o.BlockTime) * o.Speed) }

// found deploys the contracts and tells the history.
func (c *Chain) found(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	addresses, steps, err := contracts.Plan(c.cast.owner.address, 0, c.cast.treasury)
	if err != nil {
		return err
	}
	var calls []Call
	for _, step := range steps {
		calls = append(calls, Call{From: c.cast.owner.key, To: step.To, Data: step.Data, Gas: step.Gas})
	}
	lookalike, err := contracts.Bytecode("Lookalike")
	if err != nil {
		return err
	}
	calls = append(calls,
		Call{From: c.cast.stranger.key, Data: lookalike},
		Call{From: c.cast.owner.key, To: &addresses.EventManager, Data: managerABI.PackSetGlobalWhitelist(c.cast.agent.address, true)},
		Call{From: c.cast.owner.key, To: &addresses.EventManager, Data: managerABI.PackSetGlobalWhitelist(c.cast.haus.address, true)},
	)
	block, receipts, err := c.mine(ctx, calls)
	if err != nil {
		return fmt.Errorf("deploy the contracts: %w", err)
	}
	for i, receipt := range receipts {
		if receipt.Status != types.ReceiptStatusSuccessful {
			return fmt.Errorf("deploy the contracts: transaction %d reverted", i)
		}
	}
	c.world.Contracts, c.world.StartBlock = addresses, block.NumberU64()
	c.world.Lookalike = crypto.CreateAddress(c.cast.stranger.address, 0)
	c.story = c.newStory()
	return c.tellHistory(ctx, c.opts.History)
}

func (c *Chain) newStory() *story {
	return &story{
		cast:      c.cast,
		world:     newWorld(c.world.Contracts, c.world.Lookalike),
		seed:      c.world.Seed,
		step:      c.clock.step,
		lookalike: c.world.Lookalike,
		opening:   c.opening,
		kiosk:     c.askKiosk,
	}
}

// readMeta returns what the folder says, or what a new chain will be.
func readMeta(opts Options) (world meta, found bool, err error) {
	fresh := meta{ChainID: opts.ChainID, Seed: opts.Seed, Time: opts.Time.Unix(), History: opts.History}
	if opts.Dir == "" {
		return fresh, false, nil
	}
	path := filepath.Join(opts.Dir, metaFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		entries, err := os.ReadDir(opts.Dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return meta{}, false, fmt.Errorf("look into the chain's folder: %w", err)
		}
		if len(entries) > 0 {
			return meta{}, false, fmt.Errorf("open the chain in %s: the folder holds no complete chain (no %s); delete it, or name an empty one", opts.Dir, metaFile)
		}
		return fresh, false, nil
	}
	if err != nil {
		return meta{}, false, fmt.Errorf("read what the chain is: %w", err)
	}
	if err := json.Unmarshal(text, &world); err != nil {
		return meta{}, false, fmt.Errorf("read what the chain is from %s: %w; delete the folder and build it again", path, err)
	}
	switch {
	case world.ChainID != opts.ChainID:
		return meta{}, false, fmt.Errorf("open the chain in %s: its id is %d, not %d; name another folder or that id", opts.Dir, world.ChainID, opts.ChainID)
	case world.Seed != opts.Seed:
		return meta{}, false, fmt.Errorf("open the chain in %s: its seed is %d, not %d; name another folder or that seed", opts.Dir, world.Seed, opts.Seed)
	case opts.History != (History{}) && world.History != opts.History:
		return meta{}, false, fmt.Errorf("open the chain in %s: its history is %s, not %s; name another folder or ask for no history", opts.Dir, world.History, opts.History)
	}
	return world, true, nil
}

func (c *Chain) writeMeta() error {
	text, err := json.MarshalIndent(c.world, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(c.opts.Dir, metaFile), append(text, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("write what the chain is: %w", err)
	}
	return nil
}

// Contracts are the addresses of the platform's contracts.
func (c *Chain) Contracts() contracts.Addresses { return c.world.Contracts }

// StartBlock is the block that the contracts were deployed in.
func (c *Chain) StartBlock() uint64 { return c.world.StartBlock }

// Lookalike is the address of a stranger's contract that emits logs like the platform's.
func (c *Chain) Lookalike() common.Address { return c.world.Lookalike }
