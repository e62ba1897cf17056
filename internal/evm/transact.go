package evm

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/valyala/fastjson"
)

// What a sender of transactions asks, all of it as of the newest block of the endpoint that answers.

// TxReceipt says how a mined transaction ended.
type TxReceipt struct {
	Hash      common.Hash
	Block     uint64
	Succeeded bool // false: it reverted
	GasUsed   uint64
	GasPrice  *big.Int // wei per gas that was paid
}

// CallFrom runs a function as that sender would. A revert is an [*RPCError].
func (b *Batch) CallFrom(from, to common.Address, data []byte) *Result[[]byte] {
	it := item{method: "eth_call", params: callParams(from, to, data, true), question: question{call: true}, what: "call to " + to.Hex()}
	return add(b, it, decodeBytes)
}

// EstimateGas asks how much gas a transaction would use. A revert is an [*RPCError].
func (b *Batch) EstimateGas(from, to common.Address, data []byte) *Result[uint64] {
	it := item{method: "eth_estimateGas", params: callParams(from, to, data, false), question: question{call: true}, what: "gas of a call to " + to.Hex()}
	return add(b, it, func(v *fastjson.Value) (uint64, error) { return decodeUint(v, "gas") })
}

// Nonce asks for the nonce of the sender's next transaction; with pending, counting those that the endpoint holds and are not
// mined yet.
func (b *Batch) Nonce(of common.Address, pending bool) *Result[uint64] {
	tag := "latest"
	if pending {
		tag = "pending"
	}
	it := item{method: "eth_getTransactionCount", params: fmt.Appendf(nil, `["%s","%s"]`, of.Hex(), tag), what: tag + " nonce of " + of.Hex()}
	return add(b, it, func(v *fastjson.Value) (uint64, error) { return decodeUint(v, "nonce") })
}

// Balance asks for an account's balance in wei.
func (b *Batch) Balance(of common.Address) *Result[*big.Int] {
	it := item{method: "eth_getBalance", params: fmt.Appendf(nil, `["%s","latest"]`, of.Hex()), what: "balance of " + of.Hex()}
	return add(b, it, func(v *fastjson.Value) (*big.Int, error) { return decodeBig(v, "balance") })
}

// GasPrice asks for what the endpoint suggests to pay for a unit of gas now, in wei: base fee and tip together.
func (b *Batch) GasPrice() *Result[*big.Int] {
	it := item{method: "eth_gasPrice", params: []byte("[]"), what: "gas price"}
	return add(b, it, func(v *fastjson.Value) (*big.Int, error) { return decodeBig(v, "gas price") })
}

// BaseFee asks for the newest block's base fee in wei; nil without an error on a chain that has none.
func (b *Batch) BaseFee() *Result[*big.Int] {
	it := item{method: "eth_getBlockByNumber", params: []byte(`["latest",false]`), what: "base fee"}
	return add(b, it, func(v *fastjson.Value) (*big.Int, error) {
		if v.Type() != fastjson.TypeObject {
			return nil, unavailable("malformed answer: block is no object")
		}
		fee := v.Get("baseFeePerGas")
		if fee == nil || fee.Type() == fastjson.TypeNull {
			return nil, nil
		}
		return decodeBig(fee, "block baseFeePerGas")
	})
}

// Receipt asks how a transaction ended. A nil value without an error means that the endpoint does not know it as mined.
func (b *Batch) Receipt(tx common.Hash) *Result[*TxReceipt] {
	it := item{method: "eth_getTransactionReceipt", params: fmt.Appendf(nil, `["%s"]`, tx.Hex()), what: "receipt of " + tx.Hex()}
	return add(b, it, func(v *fastjson.Value) (*TxReceipt, error) {
		r, err := decodeReceipt(v)
		if err == nil && r != nil && r.Hash != tx {
			return nil, inconsistent("the receipt of %s was asked, the answer is of %s", tx, r.Hash)
		}
		return r, err
	})
}

// SendRaw hands in a signed transaction. A refusal is an [*RPCError]; after any other error it may or may not have arrived.
func (b *Batch) SendRaw(raw []byte) *Result[common.Hash] {
	params := append(append([]byte(`["`), hexutil.Encode(raw)...), `"]`...)
	// The refusal's words are judged by the sender, not as a range's or a block's.
	it := item{method: "eth_sendRawTransaction", params: params, question: question{call: true}, what: "send a transaction"}
	return add(b, it, func(v *fastjson.Value) (h common.Hash, err error) {
		return h, decodeFixed(h[:], v, "transaction hash")
	})
}

func callParams(from, to common.Address, data []byte, latest bool) []byte {
	p := fmt.Appendf(nil, `[{"from":"%s","to":"%s","data":"%s"}`, from.Hex(), to.Hex(), hexutil.Encode(data))
	if latest {
		p = append(p, `,"latest"`...)
	}
	return append(p, ']')
}

// decodeBig reads an unsigned quantity of at most 256 bits.
func decodeBig(v *fastjson.Value, field string) (*big.Int, error) {
	s, err := hexDigits(v, field)
	if err != nil {
		return nil, err
	}
	if len(s) == 0 || len(s) > 64 || s[0] == '-' || s[0] == '+' {
		return nil, unavailable("malformed answer: %s has %d hex digits, 1 to 64 are possible", field, len(s))
	}
	n, ok := new(big.Int).SetString(string(s), 16)
	if !ok {
		return nil, unavailable("malformed answer: %s is no hex number", field)
	}
	return n, nil
}

// decodeReceipt returns nil for null, and for a receipt that is not in a block yet.
func decodeReceipt(v *fastjson.Value) (*TxReceipt, error) {
	if v.Type() == fastjson.TypeNull {
		return nil, nil
	}
	if v.Type() != fastjson.TypeObject {
		return nil, unavailable("malformed answer: receipt is no object")
	}
	if n := v.Get("blockNumber"); n == nil || n.Type() == fastjson.TypeNull {
		return nil, nil
	}
	var r TxReceipt
	var err error
	if err = decodeFixed(r.Hash[:], v.Get("transactionHash"), "receipt transactionHash"); err != nil {
		return nil, err
	}
	if r.Block, err = decodeUint(v.Get("blockNumber"), "receipt blockNumber"); err != nil {
		return nil, err
	}
	status, err := decodeUint(v.Get("status"), "receipt status")
	if err != nil {
		return nil, err
	}
	r.Succeeded = status == 1
	if r.GasUsed, err = decodeUint(v.Get("gasUsed"), "receipt gasUsed"); err != nil {
		return nil, err
	}
	r.GasPrice = new(big.Int)
	if price := v.Get("effectiveGasPrice"); price != nil && price.Type() != fastjson.TypeNull {
		if r.GasPrice, err = decodeBig(price, "receipt effectiveGasPrice"); err != nil {
			return nil, err
		}
	}
	return &r, nil
}
