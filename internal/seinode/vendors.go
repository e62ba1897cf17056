package seinode

import "fmt"

// Vendor says whose words a limit is refused with.
type Vendor int

// The vendors whose wordings are known.
const (
	SEI Vendor = iota
	Alchemy
	Infura
	QuickNode
	Ankr
	Geth // also BSC's and erigon's "exceed maximum block range"
	Reth
	vendors
)

// rpcError is a JSON-RPC error object.
type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
}

func failure(code int, format string, args ...any) *rpcError {
	return &rpcError{Code: code, Message: fmt.Sprintf(format, args...)}
}

// tooWide refuses a range of more than limit blocks.
func (v Vendor) tooWide(from, to, limit uint64) *rpcError {
	fits := from + limit - 1
	switch v {
	case Alchemy:
		return failure(-32602, "Log response size exceeded. You can make eth_getLogs requests with up to a %s block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x%x, 0x%x]", short(limit), from, fits)
	case Infura:
		return failure(-32005, "query exceeds max block range %d. Try with this block range [0x%x, 0x%x].", limit, from, fits)
	case QuickNode:
		return failure(-32614, "eth_getLogs is limited to a %s range", grouped(limit))
	case Ankr:
		return failure(-32600, "block range is too wide")
	case Geth:
		return failure(-32602, "exceed maximum block range: %d", limit)
	case Reth:
		return failure(-32602, "query exceeds max block range %d", limit)
	}
	return failure(-32000, "block range too large (%d), maximum allowed is %d blocks", to-from+1, limit)
}

// tooMany refuses an answer of more than limit logs; up to block fits it would not have been.
func (v Vendor) tooMany(from, fits uint64, limit int) *rpcError {
	switch v {
	case Alchemy:
		return failure(-32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x%x, 0x%x]", from, fits)
	case Infura:
		return failure(-32005, "query returned more than %d results. Try with this block range [0x%x, 0x%x].", limit, from, fits)
	case QuickNode:
		return failure(-32602, "query returned more than %d results", limit)
	case Ankr:
		return failure(-32020, "backend response too large")
	case Geth:
		return failure(-32005, "query returned more than %d logs", limit)
	case Reth:
		return failure(-32602, "query exceeds max results %d, retry with the range %d-%d", limit, from, fits)
	}
	return failure(-32000, "query matches too many logs: result exceeds the maximum of %d logs", limit)
}

// tooLarge refuses an answer of more than limit bytes.
func (v Vendor) tooLarge(limit int) *rpcError {
	switch v {
	case Ankr:
		return failure(-32020, "backend response too large")
	case Geth:
		return failure(-32003, "response too large")
	}
	return failure(-32000, "response size should not be greater than %d bytes", limit)
}

// gone refuses a range whose start is not kept any more.
func gone(words int, from, to, earliest uint64) *rpcError {
	switch words {
	case 1:
		return failure(-32000, "block range [%d, %d] includes pruned blocks, earliest available block is %d", from, to, earliest)
	case 2:
		return failure(-32000, "receipts have been pruned for block %d, earliest available block is %d", from, earliest)
	}
	return failure(-32000, "requested fromBlock %d is before earliest available block %d", from, earliest)
}

// short writes 2000 as 2K, the way Alchemy does.
func short(n uint64) string {
	if n >= 1000 && n%1000 == 0 {
		return fmt.Sprintf("%dK", n/1000)
	}
	return fmt.Sprint(n)
}

// grouped writes 10000 as 10,000.
func grouped(n uint64) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}
