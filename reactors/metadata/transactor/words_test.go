package transactor

import (
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/haus25/backend/bindings"
)

func TestRefusalsAreToldApart(t *testing.T) {
	for words, want := range map[string]verdict{
		"already known":                           known,
		"tx already exists in cache":              known,
		"nonce too low: next nonce 5, tx nonce 4": nonceUsed,
		"account sequence mismatch, expected 5, got 4: incorrect account sequence":            nonceUsed,
		"invalid nonce; got 4, expected 5":                                                    nonceUsed,
		"replacement transaction underpriced":                                                 tooCheap,
		"transaction underpriced: gas tip cap 0, minimum needed 1":                            tooCheap,
		"max fee per gas less than block base fee: address 0x00, maxFeePerGas: 1, baseFee: 2": tooCheap,
		"insufficient fee": tooCheap,
		"insufficient funds for gas * price + value: address 0x00 have 0 want 1":             noFunds,
		"insufficient funds for gas * price + value: balance 0, tx cost 2000, overshot 2000": noFunds,
		"mempool is full: number of txs 5000 (max: 5000)":                                    other,
		"exceeds block gas limit": other,
	} {
		if got := judge(words); got != want {
			t.Errorf("%q is %d, want %d", words, got, want)
		}
	}
}

func TestReasonsOfReverts(t *testing.T) {
	text, err := abi.Arguments{{Type: must(abi.NewType("string", "", nil))}}.Pack("not \x1b[31mtoday" + strings.Repeat("x", 1000))
	if err != nil {
		t.Fatal(err)
	}
	panicking, err := abi.Arguments{{Type: must(abi.NewType("uint256", "", nil))}}.Pack(big.NewInt(0x11))
	if err != nil {
		t.Fatal(err)
	}
	own := func(id common.Hash) []byte { return id[:4] }
	for name, c := range map[string]struct {
		data         []byte
		words        string
		name, reason string
	}{
		"own":       {own(bindings.EventFactoryEventAlreadyFinalizedErrorID()), "execution reverted", "EventAlreadyFinalized", "EventAlreadyFinalized"},
		"arguments": {append(own(bindings.EventFactoryERC721NonexistentTokenErrorID()), common.LeftPadBytes([]byte{7}, 32)...), "", "ERC721NonexistentToken", "ERC721NonexistentToken[7]"},
		"text":      {append([]byte{0x08, 0xc3, 0x79, 0xa0}, text...), "", "Error", "not [31mtoday" + strings.Repeat("x", 187)},
		"panic":     {append([]byte{0x4e, 0x48, 0x7b, 0x71}, panicking...), "", "Panic", "arithmetic underflow or overflow"},
		"strange":   {[]byte{1, 2, 3, 4}, "", "", "with an error that its ABI does not have, 0x01020304"},
		"none":      {nil, "execution reverted", "", "execution reverted"},
	} {
		if got := decodeRevert(c.data, c.words); got.Name != c.name || got.Reason != c.reason {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func must(t abi.Type, err error) abi.Type {
	if err != nil {
		panic(err)
	}
	return t
}

func TestFees(t *testing.T) {
	gwei := func(n int64) *big.Int { return big.NewInt(n * 1e9) }
	for name, c := range map[string]struct {
		net        network
		limit      int64
		price, tip int64 // gwei; 0: too dear
		kind       uint8
	}{
		"room for the base fee":  {network{price: gwei(12), base: gwei(10)}, 300, 22, 2, types.DynamicFeeTxType},
		"room cut by the limit":  {network{price: gwei(12), base: gwei(10)}, 15, 15, 2, types.DynamicFeeTxType},
		"suggestion above":       {network{price: gwei(12), base: gwei(10)}, 11, 0, 0, 0},
		"base fee above":         {network{price: gwei(5), base: gwei(12)}, 11, 0, 0, 0},
		"a chain without":        {network{price: gwei(12)}, 300, 12, 12, types.LegacyTxType},
		"a chain without, above": {network{price: gwei(12)}, 11, 0, 0, 0},
	} {
		f, ok := c.net.fees(gwei(c.limit))
		if ok != (c.price > 0) {
			t.Errorf("%s: ok %t", name, ok)
		}
		if !ok {
			continue
		}
		tx := f.transaction(1328, 7, common.Address{1}, []byte{2}, 100)
		if tx.GasFeeCap().Cmp(gwei(c.price)) != 0 || tx.GasTipCap().Cmp(gwei(c.tip)) != 0 || tx.Type() != c.kind || tx.Nonce() != 7 || tx.Gas() != 100 {
			t.Errorf("%s: price %s, tip %s, type %d", name, tx.GasFeeCap(), tx.GasTipCap(), tx.Type())
		}
	}
}

func TestAmountsAreExact(t *testing.T) {
	for wei, want := range map[string]string{"0": "0", "1": "0.000000000000000001", "1500000000000000000": "1.5", "-20000000000000000000": "-20", "10": "0.00000000000000001"} {
		n, _ := new(big.Int).SetString(wei, 10)
		if got := sei(n); got != want {
			t.Errorf("%s wei is %s SEI, want %s", wei, got, want)
		}
	}
}

func TestAmountsOfTheConfiguration(t *testing.T) {
	for _, c := range []struct {
		got  *big.Int
		want string
	}{{SEI(0.1), "100000000000000000"}, {SEI(10), "10000000000000000000"}, {SEI(0), "0"}, {SEI(1e6), "1000000000000000000000000"}, {GWei(2.5), "2500000000"}, {GWei(1e-10), "0"}} {
		if c.got.String() != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}
