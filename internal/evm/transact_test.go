package evm

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

const (
	txHash    = "0x00000000000000000000000000000000000000000000000000000000000000aa"
	otherHash = "0x00000000000000000000000000000000000000000000000000000000000000bb"
)

// resultOf sends one question to a node that gives one answer.
func resultOf[T any](t *testing.T, answer string, question func(*Batch) *Result[T]) *Result[T] {
	t.Helper()
	n := newNode(t, func(request) string { return answer })
	b := only(t, n).NewBatch()
	r := question(b)
	if err := b.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

func receiptOf(b *Batch) *Result[*TxReceipt] { return b.Receipt(common.HexToHash(txHash)) }

func TestReceipts(t *testing.T) {
	whole := `"result":{"transactionHash":"` + txHash + `","blockNumber":"0x10","status":"0x1","gasUsed":"0x5208","effectiveGasPrice":"0x3b9aca00"}`
	for name, c := range map[string]struct {
		answer string
		want   *TxReceipt
	}{
		"mined":      {whole, &TxReceipt{Hash: common.HexToHash(txHash), Block: 16, Succeeded: true, GasUsed: 21000, GasPrice: big.NewInt(1e9)}},
		"reverted":   {strings.Replace(whole, `"0x1"`, `"0x0"`, 1), &TxReceipt{Hash: common.HexToHash(txHash), Block: 16, GasUsed: 21000, GasPrice: big.NewInt(1e9)}},
		"unknown":    {`"result":null`, nil},
		"no block":   {strings.Replace(whole, `"0x10"`, "null", 1), nil},
		"no price":   {strings.Replace(whole, `,"effectiveGasPrice":"0x3b9aca00"`, "", 1), &TxReceipt{Hash: common.HexToHash(txHash), Block: 16, Succeeded: true, GasUsed: 21000, GasPrice: new(big.Int)}},
		"more there": {strings.Replace(whole, `{`, `{"logs":[],`, 1), &TxReceipt{Hash: common.HexToHash(txHash), Block: 16, Succeeded: true, GasUsed: 21000, GasPrice: big.NewInt(1e9)}},
	} {
		r := resultOf(t, c.answer, receiptOf)
		switch {
		case r.Err != nil, (r.Value == nil) != (c.want == nil):
			t.Errorf("%s: got %+v, %v", name, r.Value, r.Err)
		case c.want != nil && (r.Value.GasPrice.Cmp(c.want.GasPrice) != 0 || r.Value.Hash != c.want.Hash || r.Value.Block != c.want.Block || r.Value.Succeeded != c.want.Succeeded || r.Value.GasUsed != c.want.GasUsed):
			t.Errorf("%s: got %+v, want %+v", name, r.Value, c.want)
		}
	}
	for name, answer := range map[string]string{
		"another's":   strings.Replace(whole, txHash, otherHash, 1),
		"no status":   strings.Replace(whole, `"status":"0x1",`, "", 1),
		"text":        `"result":"0x1"`,
		"wrong price": strings.Replace(whole, "0x3b9aca00", "0x"+strings.Repeat("f", 65), 1),
	} {
		if r := resultOf(t, answer, receiptOf); !errors.Is(r.Err, ErrUnavailable) {
			t.Errorf("%s: got %+v, %v", name, r.Value, r.Err)
		}
	}
}

func TestFeesOfABlock(t *testing.T) {
	base := func(b *Batch) *Result[*big.Int] { return b.BaseFee() }
	if r := resultOf(t, `"result":{"number":"0x1","baseFeePerGas":"0x7"}`, base); r.Err != nil || r.Value.Int64() != 7 {
		t.Errorf("got %v, %v", r.Value, r.Err)
	}
	for _, without := range []string{`"result":{"number":"0x1"}`, `"result":{"number":"0x1","baseFeePerGas":null}`} {
		if r := resultOf(t, without, base); r.Err != nil || r.Value != nil {
			t.Errorf("%s: got %v, %v", without, r.Value, r.Err)
		}
	}
	for _, wrong := range []string{`"result":null`, `"result":{"baseFeePerGas":7}`, `"result":{"baseFeePerGas":"0x-7"}`, `"result":{"baseFeePerGas":"0x"}`} {
		if r := resultOf(t, wrong, base); !errors.Is(r.Err, ErrUnavailable) {
			t.Errorf("%s: got %v, %v", wrong, r.Value, r.Err)
		}
	}
}

// TestRefusedTransaction: what a pool says of a transaction reaches the sender in its own words and is no fault of the endpoint.
func TestRefusedTransaction(t *testing.T) {
	for _, words := range []string{"already known", "nonce too low: next nonce 5, tx nonce 4", "replacement transaction underpriced", "insufficient funds for gas * price + value: balance 0, tx cost 2, overshot 2",
		"transaction underpriced: gas tip cap 0, minimum needed 1", "max fee per gas less than block base fee: address 0x1, maxFeePerGas: 1, baseFee: 2", "account sequence mismatch, expected 5, got 4: incorrect account sequence",
		"tx already exists in cache", "insufficient fee"} {
		r := resultOf(t, rpcError(-32000, words), func(b *Batch) *Result[common.Hash] { return b.SendRaw([]byte{1}) })
		var refusal *RPCError
		if !errors.As(r.Err, &refusal) || refusal.Message != words {
			t.Errorf("%q gave %v", words, r.Err)
		}
	}
	// That the pool is overloaded is.
	r := resultOf(t, rpcError(-32000, "server too busy"), func(b *Batch) *Result[common.Hash] { return b.SendRaw([]byte{1}) })
	if !errors.Is(r.Err, ErrUnavailable) {
		t.Errorf("got %v", r.Err)
	}
}
