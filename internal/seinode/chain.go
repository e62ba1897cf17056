package seinode

import (
	"encoding/binary"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// Log is one log of a block, with its place in it.
type Log struct {
	Address   common.Address
	Topics    []common.Hash
	Data      []byte
	TxHash    common.Hash
	TxIndex   uint32 // in the block
	Index     uint32 // in the block
	TxOrder   uint32 // in its transaction; what old nodes served as the log index
	Name      string // "EventFactory.EventCreated"; empty for a stranger's or an undecodable log
	FromOurs  bool   // emitted by a contract of the protocol or a child that EventFactory made
	Decodable bool   // FromOurs and one of the protocol's logs with well-formed data
}

// Block is one sealed block; it never changes.
type Block struct {
	Number uint64
	Hash   common.Hash
	Parent common.Hash
	Time   uint64 // Unix seconds
	Millis uint64 // Unix milliseconds; not on the wire, several blocks share one second
	Logs   []Log

	txs       []tx
	bloomOnce sync.Once
	bloomed   types.Bloom
}

// Bloom is the block's logsBloom over all its logs. Computed on first use: most blocks are never asked for it.
func (b *Block) Bloom() types.Bloom {
	b.bloomOnce.Do(func() {
		for i := range b.Logs {
			b.bloomed.Add(b.Logs[i].Address[:])
			for j := range b.Logs[i].Topics {
				b.bloomed.Add(b.Logs[i].Topics[j][:])
			}
		}
	})
	return b.bloomed
}

// tx is an action with its transaction hash. A reorg may put the same tx into another block.
type tx struct {
	hash   common.Hash
	action Action
}

// branch is a line of blocks from first upwards with the contracts' state at its tip.
type branch struct {
	first  uint64 // number of blocks[0]
	blocks []*Block
	state  *state
}

func (b *branch) head() *Block { return b.blocks[len(b.blocks)-1] }

// at returns block n, nil when the branch does not hold it.
func (b *branch) at(n uint64) *Block {
	if n < b.first || n-b.first >= uint64(len(b.blocks)) {
		return nil
	}
	return b.blocks[n-b.first]
}

// chain is what all nodes look at. Its lock guards the blocks and the states of all branches.
type chain struct {
	mu      sync.RWMutex
	id      uint64
	main    branch
	byHash  map[common.Hash]*Block // canonical blocks only
	pruned  uint64                 // blocks below are gone from every node
	sealed  uint64                 // counts sealings, so that no two blocks ever share a hash
	changed chan struct{}          // closed and replaced whenever the head changes
}

// seal makes a block out of transactions and the logs they left; it is not part of any branch yet.
func (c *chain) seal(seed uint64, parent *Block, number, millis uint64, txs []tx, logs []Log) *Block {
	c.sealed++
	b := &Block{Number: number, Millis: millis, Time: millis / 1000, Logs: logs, txs: txs}
	if parent != nil {
		b.Parent = parent.Hash
	}
	pre := append(make([]byte, 0, 96+32*len(txs)), "tendermint header"...)
	pre = binary.BigEndian.AppendUint64(pre, seed)
	pre = binary.BigEndian.AppendUint64(pre, c.sealed)
	pre = binary.BigEndian.AppendUint64(pre, number)
	pre = binary.BigEndian.AppendUint64(pre, millis)
	pre = append(pre, b.Parent[:]...)
	for i := range txs {
		pre = append(pre, txs[i].hash[:]...)
	}
	b.Hash = crypto.Keccak256Hash(pre)
	return b
}

func (c *chain) append(b *Block) {
	c.main.blocks = append(c.main.blocks, b)
	c.byHash[b.Hash] = b
	c.announce()
}

func (c *chain) announce() {
	close(c.changed)
	c.changed = make(chan struct{})
}
