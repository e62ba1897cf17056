package seinode

import (
	"encoding/json"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
)

// answer runs one call. The chain is locked for reading.
func (s *sight) answer(r *request) ([]byte, *rpcError) {
	s.node.called(r.Method)
	if s.node.hit(FaultBusy, s.faults.Busy) {
		return nil, failure(-32000, "server too busy")
	}
	switch r.Method {
	case "eth_chainId":
		return quantity(s.chainID()), nil
	case "net_version":
		return quoted(strconv.FormatUint(s.chainID(), 10)), nil
	case "web3_clientVersion":
		return quoted("sei/v6.6.2"), nil
	case "eth_syncing":
		return []byte("false"), nil
	case "eth_blockNumber":
		return quantity(s.head.Number), nil
	case "eth_getBlockByNumber":
		return s.getBlockByNumber(r.Params)
	case "eth_getBlockByHash":
		return s.getBlockByHash(r.Params)
	case "eth_getLogs":
		return s.getLogs(r.Params)
	case "eth_call":
		return s.call(r.Params)
	case "eth_getCode":
		return s.getCode(r.Params)
	case "eth_subscribe", "eth_unsubscribe":
		return nil, failure(-32601, "notifications not supported")
	}
	return nil, failure(-32601, "the method %s does not exist/is not available", r.Method)
}

func (s *sight) chainID() uint64 {
	if s.faults.ChainID != 0 && s.faults.ChainID != s.chain.id {
		s.node.count(FaultChainID)
		return s.faults.ChainID
	}
	return s.chain.id
}

func (s *sight) getBlockByNumber(params []json.RawMessage) ([]byte, *rpcError) {
	var tag string
	if bad := param(params, 0, &tag); bad != nil {
		return nil, bad
	}
	number, _, bad := s.number(tag)
	if bad != nil {
		return nil, bad
	}
	if earliest := s.earliest(); number < earliest {
		s.node.count(FaultPruned)
		return nil, failure(-32000, "height %d is not available, lowest height is %d", number, earliest)
	}
	if b := s.block(number); b != nil {
		return s.whole(b), nil
	}
	return null, nil
}

func (s *sight) getBlockByHash(params []json.RawMessage) ([]byte, *rpcError) {
	var hash common.Hash
	if bad := param(params, 0, &hash); bad != nil {
		return nil, bad
	}
	if b := s.byHash(hash); b != nil {
		return s.whole(b), nil
	}
	return null, nil
}

func (s *sight) getCode(params []json.RawMessage) ([]byte, *rpcError) {
	var to common.Address
	if bad := param(params, 0, &to); bad != nil {
		return nil, bad
	}
	at, bad := s.when(params)
	if bad != nil {
		return nil, bad
	}
	if !s.codeAt(to, at) {
		return []byte(`"0x"`), nil
	}
	return []byte(`"0x60806040525f5ffdfe"`), nil
}

func (s *sight) call(params []json.RawMessage) ([]byte, *rpcError) {
	var msg struct {
		To    *common.Address `json:"to"`
		Data  *hexBytes       `json:"data"`
		Input *hexBytes       `json:"input"`
	}
	if bad := param(params, 0, &msg); bad != nil {
		return nil, bad
	}
	at, bad := s.when(params)
	if bad != nil {
		return nil, bad
	}
	var data []byte
	switch {
	case msg.Input != nil:
		data = *msg.Input
	case msg.Data != nil:
		data = *msg.Data
	}
	if msg.To == nil || !s.codeAt(*msg.To, at) {
		return []byte(`"0x"`), nil
	}
	out, bad := s.state().view(*msg.To, data)
	if bad != nil {
		return nil, bad
	}
	return appendHex(nil, out), nil
}

// codeAt says whether an address was a contract at a block.
func (s *sight) codeAt(a common.Address, at uint64) bool {
	st := s.state()
	switch {
	case st.kiosks[a] != nil:
		return st.kiosks[a].born <= at
	case st.curations[a] != nil:
		return st.curations[a].born <= at
	}
	return st.contracts.has(a) && at > s.chain.main.first
}

// when resolves the block of eth_call and eth_getCode: a tag, a number or {"blockHash"}. The state
// is the newest one whichever block is named; only whether a contract exists follows the block.
func (s *sight) when(params []json.RawMessage) (uint64, *rpcError) {
	if len(params) < 2 || string(params[1]) == "null" {
		return s.head.Number, nil
	}
	var in struct {
		BlockHash   *common.Hash `json:"blockHash"`
		BlockNumber *string      `json:"blockNumber"`
	}
	tag := ""
	if json.Unmarshal(params[1], &tag) != nil {
		if err := json.Unmarshal(params[1], &in); err != nil {
			return 0, failure(-32602, "invalid argument 1: %v", err)
		}
		if in.BlockHash != nil {
			b := s.byHash(*in.BlockHash)
			if b == nil {
				return 0, failure(-32000, "header for hash not found")
			}
			return b.Number, nil
		}
		if in.BlockNumber != nil {
			tag = *in.BlockNumber
		}
	}
	if tag == "pending" {
		tag = "latest"
	}
	number, _, bad := s.number(tag)
	if bad != nil {
		return 0, bad
	}
	if s.block(number) == nil {
		return 0, failure(-32000, "header not found")
	}
	return number, nil
}

func param(params []json.RawMessage, i int, into any) *rpcError {
	if i >= len(params) {
		return failure(-32602, "missing value for required argument %d", i)
	}
	if err := json.Unmarshal(params[i], into); err != nil {
		return failure(-32602, "invalid argument %d: %v", i, err)
	}
	return nil
}
