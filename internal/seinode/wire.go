package seinode

import (
	"encoding/hex"
	"encoding/json"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// request is one JSON-RPC call as it comes in.
type request struct {
	Version string            `json:"jsonrpc"`
	ID      json.RawMessage   `json:"id"`
	Method  string            `json:"method"`
	Params  []json.RawMessage `json:"params"`
}

// reply is one answer: a result in JSON, or an error.
type reply struct {
	id     json.RawMessage
	result []byte
	err    *rpcError
}

var null = []byte("null")

func (r reply) append(out []byte) []byte {
	id := r.id
	if len(id) == 0 {
		id = null
	}
	out = append(out, `{"jsonrpc":"2.0","id":`...)
	out = append(out, id...)
	if r.err != nil {
		e, err := json.Marshal(r.err)
		if err != nil {
			panic(err) // strings and numbers only
		}
		out = append(append(out, `,"error":`...), e...)
	} else {
		out = append(append(out, `,"result":`...), r.result...)
	}
	return append(out, '}')
}

func quoted(s string) []byte { return strconv.AppendQuote(nil, s) }

func appendQuantity(out []byte, n uint64) []byte {
	out = append(out, `"0x`...)
	return append(strconv.AppendUint(out, n, 16), '"')
}

func quantity(n uint64) []byte { return appendQuantity(nil, n) }

func appendHex(out, b []byte) []byte {
	out = append(out, `"0x`...)
	return append(hex.AppendEncode(out, b), '"')
}

// appendLogs writes a list of logs the way a node does. By hand: reflection would dominate every
// measurement of a reader against this node.
func (s *sight) appendLogs(out []byte, found []match) []byte {
	out = append(out, '[')
	for i, m := range found {
		if i > 0 {
			out = append(out, ',')
		}
		l := &m.block.Logs[m.index]
		out = appendHex(append(out, `{"address":`...), l.Address[:])
		out = append(out, `,"topics":[`...)
		for j := range l.Topics {
			if j > 0 {
				out = append(out, ',')
			}
			out = appendHex(out, l.Topics[j][:])
		}
		out = appendHex(append(out, `],"data":`...), l.Data)
		out = appendQuantity(append(out, `,"blockNumber":`...), m.block.Number)
		out = appendHex(append(out, `,"transactionHash":`...), l.TxHash[:])
		out = appendQuantity(append(out, `,"transactionIndex":`...), uint64(l.TxIndex))
		out = appendHex(append(out, `,"blockHash":`...), m.block.Hash[:])
		if s.faults.BlockTimestamp {
			out = appendQuantity(append(out, `,"blockTimestamp":`...), m.block.Time)
		}
		index := l.Index
		if s.faults.LogIndexPerTx {
			index = l.TxOrder
		}
		out = appendQuantity(append(out, `,"logIndex":`...), uint64(index))
		out = append(out, `,"removed":false}`...)
	}
	return append(out, ']')
}

// emptyBloom is what newHeads carries on SEI, whatever the block holds.
var emptyBloom types.Bloom

// header is a block as eth_getBlockBy… shows it. The hash is Tendermint's: hashing these fields
// gives another one.
func (s *sight) header(b *Block, bloom types.Bloom) map[string]any {
	parent := b.Parent
	if s.faults.ZeroParentHash {
		parent = common.Hash{}
	}
	q := func(n uint64) string { return "0x" + strconv.FormatUint(n, 16) }
	return map[string]any{
		"number": q(b.Number), "hash": b.Hash, "parentHash": parent, "timestamp": q(b.Time), "logsBloom": bloom,
		"nonce": "0x0000000000000000", "mixHash": common.Hash{}, "sha3Uncles": types.EmptyUncleHash,
		"stateRoot": common.BytesToHash(b.Hash[:16]), "transactionsRoot": common.BytesToHash(b.Hash[16:]), "receiptsRoot": common.Hash{},
		"miner": "0x5f5555555555555555555555555555555555555e", "difficulty": "0x0", "extraData": "0x",
		"gasLimit": "0x989680", "gasUsed": q(uint64(len(b.Logs)) * 21_000), "baseFeePerGas": "0x3b9aca00",
	}
}

// whole is the answer of eth_getBlockBy…: the header, its transactions' hashes, and what goes with them.
func (s *sight) whole(b *Block) []byte {
	m := s.header(b, b.Bloom())
	hashes := make([]common.Hash, len(b.txs))
	for i := range b.txs {
		hashes[i] = b.txs[i].hash
	}
	m["transactions"], m["uncles"] = hashes, []string{}
	m["size"], m["totalDifficulty"] = "0x"+strconv.FormatInt(int64(600+100*len(hashes)), 16), "0x0"
	return encoded(m)
}

func encoded(v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err) // values made here, all of them encodable
	}
	return out
}
