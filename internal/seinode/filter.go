package seinode

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// filter is eth_getLogs' parameter. Empty addresses mean all addresses.
type filter struct {
	blockHash *common.Hash
	from, to  string // a tag or a hex number; empty: absent
	addresses map[common.Address]bool
	topics    []map[common.Hash]bool // nil entry: any
}

func parseFilter(params []json.RawMessage) (*filter, *rpcError) {
	if len(params) == 0 {
		return nil, failure(-32602, "missing value for required argument 0")
	}
	var in struct {
		BlockHash *common.Hash      `json:"blockHash"`
		FromBlock *string           `json:"fromBlock"`
		ToBlock   *string           `json:"toBlock"`
		Address   json.RawMessage   `json:"address"`
		Topics    []json.RawMessage `json:"topics"`
	}
	if err := json.Unmarshal(params[0], &in); err != nil {
		return nil, failure(-32602, "invalid argument 0: %v", err)
	}
	f := &filter{blockHash: in.BlockHash}
	if in.FromBlock != nil {
		f.from = *in.FromBlock
	}
	if in.ToBlock != nil {
		f.to = *in.ToBlock
	}
	if f.blockHash != nil && (f.from != "" || f.to != "") {
		return nil, failure(-32602, "invalid argument 0: cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other")
	}
	addresses, err := oneOrMany[common.Address](in.Address)
	if err != nil {
		return nil, failure(-32602, "invalid argument 0: invalid address in query: %v", err)
	}
	f.addresses = addresses
	if len(in.Topics) > 4 {
		return nil, failure(-32000, "exceed max topics")
	}
	for _, t := range in.Topics {
		set, err := oneOrMany[common.Hash](t)
		if err != nil {
			return nil, failure(-32602, "invalid argument 0: invalid topic(s): %v", err)
		}
		f.topics = append(f.topics, set)
	}
	return f, nil
}

// oneOrMany reads null, one value or a list of values; nothing at all and an empty list give nil.
func oneOrMany[T comparable](in json.RawMessage) (map[T]bool, error) {
	in = bytes.TrimSpace(in)
	if len(in) == 0 || string(in) == "null" {
		return nil, nil
	}
	many := make([]*T, 1)
	var err error
	if in[0] == '[' {
		err = json.Unmarshal(in, &many)
	} else {
		err = json.Unmarshal(in, &many[0])
	}
	if err != nil || len(many) == 0 {
		return nil, err
	}
	set := make(map[T]bool, len(many))
	for _, v := range many {
		if v == nil { // a null among the choices: anything goes, as in geth
			return nil, nil
		}
		set[*v] = true
	}
	return set, nil
}

// number resolves a block parameter. open tells that it followed the head.
func (s *sight) number(tag string) (n uint64, open bool, err *rpcError) {
	switch tag {
	case "", "latest", "safe", "finalized": // SEI: instant finality, all the same block
		return s.head.Number, true, nil
	case "pending":
		return 0, false, failure(-32602, "pending logs are not supported")
	case "earliest":
		return s.earliest(), false, nil
	}
	digits, found := strings.CutPrefix(tag, "0x")
	n, parseErr := strconv.ParseUint(digits, 16, 64)
	if !found || parseErr != nil || (len(digits) > 1 && digits[0] == '0') {
		return 0, false, failure(-32602, "invalid argument 0: %s", fmt.Sprintf("invalid block number %q", tag))
	}
	return n, false, nil
}

func (f *filter) matches(l *Log) bool {
	if f.addresses != nil && !f.addresses[l.Address] {
		return false
	}
	if len(l.Topics) < len(f.topics) {
		return false
	}
	for i, want := range f.topics {
		if want != nil && !want[l.Topics[i]] {
			return false
		}
	}
	return true
}

// match is a log found: its block and place.
type match struct {
	block *Block
	index int
}
