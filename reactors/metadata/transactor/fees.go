package transactor

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// fees is what a transaction offers, in wei per gas.
type fees struct {
	price  *big.Int // the most in all
	tip    *big.Int // the most beyond the base fee
	legacy bool     // the chain has no base fee
}

// fees offers what the endpoint suggests, and room for the base fee to double, which takes six full blocks; at most limit. Not ok:
// what is asked for now is already more.
func (n *network) fees(limit *big.Int) (f fees, ok bool) {
	if n.price.Cmp(limit) > 0 || n.base != nil && n.base.Cmp(limit) > 0 {
		return fees{}, false
	}
	if n.base == nil {
		return fees{price: larger(n.price, common.Big1), legacy: true, tip: new(big.Int)}, true
	}
	tip := larger(new(big.Int).Sub(n.price, n.base), common.Big1) // geth's pool takes no tip of zero
	price := new(big.Int).Add(new(big.Int).Lsh(n.base, 1), tip)
	if price.Cmp(limit) > 0 {
		price = limit
	}
	if tip.Cmp(price) > 0 {
		tip = price
	}
	return fees{price: price, tip: tip}, true
}

func (f fees) transaction(chain, nonce uint64, to common.Address, data []byte, gas uint64) *types.Transaction {
	if f.legacy {
		return types.NewTx(&types.LegacyTx{Nonce: nonce, GasPrice: f.price, Gas: gas, To: &to, Data: data})
	}
	return types.NewTx(&types.DynamicFeeTx{ChainID: new(big.Int).SetUint64(chain), Nonce: nonce, GasTipCap: f.tip, GasFeeCap: f.price, Gas: gas, To: &to, Data: data})
}

// eighthMore is the next offer: geth replaces a transaction for a tenth more, other nodes for an eighth.
func eighthMore(wei *big.Int) *big.Int {
	more := new(big.Int).Rsh(wei, 3)
	return more.Add(more, wei).Add(more, common.Big1)
}

func larger(a, b *big.Int) *big.Int {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}

// SEI is an amount of SEI in wei, as exact as the number is written; parts of a wei are cut off.
func SEI(amount float64) *big.Int { return wei(amount, 18) }

// GWei is an amount of gwei in wei.
func GWei(amount float64) *big.Int { return wei(amount, 9) }

func wei(amount float64, places int64) *big.Int {
	n, ok := new(big.Rat).SetString(strconv.FormatFloat(amount, 'f', -1, 64)) // 0.1 is a tenth, not the nearest float
	if !ok {
		return new(big.Int)
	}
	n.Mul(n, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(places), nil)))
	return new(big.Int).Quo(n.Num(), n.Denom())
}

// sei writes wei in SEI, exactly.
func sei(wei *big.Int) string { return decimal(wei, 18) }

// gwei writes wei in gwei, exactly.
func gwei(wei *big.Int) string { return decimal(wei, 9) }

func decimal(n *big.Int, places int) string {
	if n.Sign() < 0 {
		return "-" + decimal(new(big.Int).Neg(n), places)
	}
	s := n.String()
	if len(s) <= places {
		s = strings.Repeat("0", places-len(s)+1) + s
	}
	whole, part := s[:len(s)-places], strings.TrimRight(s[len(s)-places:], "0")
	if part == "" {
		return whole
	}
	return whole + "." + part
}
