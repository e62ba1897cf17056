package evm

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Header is what is read of a block. The hashes are the endpoint's own words: on SEI they are Tendermint's and cannot be computed.
type Header struct {
	Number     uint64
	Hash       common.Hash
	ParentHash common.Hash // zero on some SEI nodes
	Time       uint64      // Unix seconds
	Bloom      types.Bloom
}

// Log is one validated log. Topics and Data of one answer share memory: copy what has to live longer than the rest.
type Log struct {
	Address     common.Address
	Topics      []common.Hash // at most 4
	Data        []byte
	BlockNumber uint64
	BlockHash   common.Hash
	TxHash      common.Hash
	TxIndex     uint32
	Index       uint32 // counted in the block, or on old SEI blocks in the transaction
	BlockTime   uint64 // Unix seconds; 0: the endpoint does not say
	Removed     bool   // always false: an answer with a removed log is refused
}

// Filter asks for logs of the blocks From to To, both included.
type Filter struct {
	From, To   uint64
	Addresses  []common.Address
	Topics     [][]common.Hash // at most 4 positions; an empty position matches anything
	AnyAddress bool            // says that an empty Addresses means all addresses and is no mistake
}

func (f *Filter) check() error {
	switch {
	case f.From > f.To:
		return fmt.Errorf("%w: from block %d is after to block %d", ErrFilter, f.From, f.To)
	case f.To-f.From == ^uint64(0):
		return fmt.Errorf("%w: blocks %d to %d are no bounded range", ErrFilter, f.From, f.To)
	case len(f.Addresses) == 0 && !f.AnyAddress:
		return fmt.Errorf("%w: no address given, which an endpoint takes for all addresses: set AnyAddress when that is meant", ErrFilter)
	case len(f.Addresses) > 0 && f.AnyAddress:
		return fmt.Errorf("%w: %d addresses and AnyAddress contradict each other", ErrFilter, len(f.Addresses))
	case len(f.Topics) > maxTopics:
		return fmt.Errorf("%w: %d topic positions, a log has at most %d", ErrFilter, len(f.Topics), maxTopics)
	}
	return nil
}
