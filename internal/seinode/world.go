package seinode

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Options describe a world; every zero field has a default.
type Options struct {
	Seed       uint64
	ChainID    uint64  // default 1328, atlantic-2
	FirstBlock uint64  // first block of the chain, empty; the contracts exist from the next one. Default 1000
	Activity   float64 // mean number of transactions a block that Step makes; default 1.7, about 5 logs
	Halts      float64 // chance that a block comes minutes later, so that events start and end; default 0.02
	// The protocol has these contracts, but the reader's configuration does not name them: to the
	// truth their logs are a stranger's, and what only they tell (tips, the highest tipper) is unknown.
	HideLiveTipping bool
	HideDistributor bool
}

// Contracts are the addresses that a reader's configuration names. Treasury is no contract.
type Contracts struct {
	EventFactory, EventManager, LiveTipping, Distributor, CreationWrapper common.Address

	Treasury common.Address
}

func (c Contracts) has(a common.Address) bool {
	return a == c.EventFactory || a == c.EventManager || a == c.LiveTipping || a == c.Distributor || a == c.CreationWrapper
}

// blockMillis is SEI's block time.
const blockMillis = 400

// genesisMillis is the time of the first block; any moment would do.
const genesisMillis = 1_790_000_000_000

// World is a chain and the people on it. Its methods may be called while nodes answer requests.
type World struct {
	opts      Options
	contracts Contracts
	hidden    map[common.Address]bool
	dialect   dialect
	chain     *chain
	gen       *generator
	txs       uint64 // counts transactions, for their hashes
	skip      uint64 // milliseconds to add before the next block
}

// NewWorld makes a chain with one empty block.
func NewWorld(o Options) *World {
	if o.ChainID == 0 {
		o.ChainID = 1328
	}
	if o.FirstBlock == 0 {
		o.FirstBlock = 1000
	}
	if o.Activity == 0 {
		o.Activity = 1.7
	}
	if o.Halts == 0 {
		o.Halts = 0.02
	}
	rng := rand.New(rand.NewPCG(o.Seed, 0x68617573)) // a stream of its own for each seed
	w := &World{
		opts: o,
		contracts: Contracts{
			EventFactory: address(o.Seed, "EventFactory", 0), EventManager: address(o.Seed, "EventManager", 0),
			LiveTipping: address(o.Seed, "LiveTipping", 0), Distributor: address(o.Seed, "Distributor", 0),
			CreationWrapper: address(o.Seed, "CreationWrapper", 0), Treasury: address(o.Seed, "Treasury", 0),
		},
		hidden: map[common.Address]bool{},
		dialect: dialect{
			singleTip: rng.IntN(2) == 0, highestLast: rng.IntN(2) == 0, mintLast: rng.IntN(2) == 0,
			twoFinals: rng.IntN(2) == 0, updateFirst: rng.IntN(2) == 0,
		},
	}
	if o.HideLiveTipping {
		w.hidden[w.contracts.LiveTipping] = true
	}
	if o.HideDistributor {
		w.hidden[w.contracts.Distributor] = true
	}
	w.gen = newGenerator(o, w.contracts, rng)
	w.chain = &chain{
		id:      o.ChainID,
		main:    branch{first: o.FirstBlock, state: newState(w.contracts, w.hidden)},
		byHash:  map[common.Hash]*Block{},
		changed: make(chan struct{}),
	}
	w.chain.append(w.chain.seal(o.Seed, nil, o.FirstBlock, genesisMillis, nil, nil))
	return w
}

func address(seed uint64, name string, i int) common.Address {
	return common.BytesToAddress(crypto.Keccak256(fmt.Appendf(nil, "%d %s %d", seed, name, i)))
}

// Contracts returns the world's addresses.
func (w *World) Contracts() Contracts { return w.contracts }

// ChainID returns the chain's true id, whatever a faulty node says.
func (w *World) ChainID() uint64 { return w.chain.id }

// StartBlock returns the block the contracts were deployed at.
func (w *World) StartBlock() uint64 { return w.opts.FirstBlock + 1 }

// Head returns the newest canonical block.
func (w *World) Head() *Block {
	w.chain.mu.RLock()
	defer w.chain.mu.RUnlock()
	return w.chain.main.head()
}

// Block returns canonical block n, pruned or not; nil when there is none.
func (w *World) Block(n uint64) *Block {
	w.chain.mu.RLock()
	defer w.chain.mu.RUnlock()
	return w.chain.main.at(n)
}

// Step appends one block of random activity.
func (w *World) Step() *Block {
	w.chain.mu.Lock()
	defer w.chain.mu.Unlock()
	c := w.chain
	b := w.random(c.main.state, c.main.head(), nil)
	c.append(b)
	return b
}

// Steps appends n blocks of random activity and returns the last.
func (w *World) Steps(n int) *Block {
	b := w.Head()
	for range n {
		b = w.Step()
	}
	return b
}

// Skip makes the next block come d later than the block time alone would.
func (w *World) Skip(d time.Duration) {
	w.chain.mu.Lock()
	defer w.chain.mu.Unlock()
	w.skip += uint64(d.Milliseconds())
}

// Mine appends one block of the given actions, each a transaction of its own, in their order.
// An action that the contracts would revert makes no block and an error that says which.
func (w *World) Mine(actions ...Action) (*Block, error) {
	w.chain.mu.Lock()
	defer w.chain.mu.Unlock()
	c := w.chain
	p := w.open(c.main.state, c.main.head())
	txs := make([]tx, 0, len(actions))
	for i, a := range actions {
		if err := a.check(p.play); err != nil {
			c.main.state = w.replay(c.main.blocks) // the actions before it have changed the state
			return nil, fmt.Errorf("play action %d (%T) in block %d: %w", i, a, p.number, err)
		}
		txs = append(txs, p.add(tx{hash: w.txHash(), action: a}))
	}
	b := c.seal(w.opts.Seed, c.main.head(), p.number, p.millis, txs, p.logs)
	w.skip = 0
	c.append(b)
	return b, nil
}

// Prune takes the history below block n from every node. The truth keeps it.
func (w *World) Prune(n uint64) {
	w.chain.mu.Lock()
	defer w.chain.mu.Unlock()
	w.chain.pruned = max(w.chain.pruned, n)
}

// filling is a block under construction.
type filling struct {
	*play
	millis uint64
	count  uint32
}

func (w *World) open(s *state, parent *Block) *filling {
	millis := parent.Millis + blockMillis + w.skip
	return &filling{millis: millis, play: &play{s: s, number: parent.Number + 1, time: millis / 1000, dialect: w.dialect}}
}

// add plays a checked transaction and places its logs in the block.
func (f *filling) add(t tx) tx {
	from := len(f.logs)
	t.action.run(f.play)
	for i := from; i < len(f.logs); i++ {
		l := &f.logs[i]
		l.TxHash, l.TxIndex, l.Index, l.TxOrder = t.hash, f.count, uint32(i), uint32(i-from)
	}
	f.count++
	return t
}

func (w *World) txHash() common.Hash {
	w.txs++
	pre := binary.BigEndian.AppendUint64([]byte("transaction"), w.opts.Seed)
	return crypto.Keccak256Hash(binary.BigEndian.AppendUint64(pre, w.txs))
}

// replay computes the state after blocks from their actions.
func (w *World) replay(blocks []*Block) *state {
	s := newState(w.contracts, w.hidden)
	for _, b := range blocks {
		p := &play{s: s, number: b.Number, time: b.Time, dialect: w.dialect, quiet: true}
		for i := range b.txs {
			b.txs[i].action.run(p)
		}
	}
	return s
}
