package api

import (
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// How values are written: ids and amounts in wei as decimal strings, an exact decimal SEI string beside each amount, times
// in Unix seconds and counts as numbers of at most 2^53−1 (what a JSON number carries exactly), addresses in lower-case
// hex. A nil pointer is null: not known.

const seiDecimals = 18

// sei writes an amount of wei as SEI, exactly and without trailing zeros.
func sei(w *store.Wei) string {
	digits := w.Dec()
	if len(digits) <= seiDecimals {
		digits = strings.Repeat("0", seiDecimals+1-len(digits)) + digits
	}
	whole, part := digits[:len(digits)-seiDecimals], strings.TrimRight(digits[len(digits)-seiDecimals:], "0")
	if part == "" {
		return whole
	}
	return whole + "." + part
}

// amount is a sum of wei in both its forms.
func amount(w *store.Wei) (wei, inSei *string) { return new(w.Dec()), new(sei(w)) }

// count writes a contract's figure as a number; one larger than a JSON number can carry becomes the largest.
func count(w *store.Wei) uint64 {
	if !w.IsUint64() {
		return store.MaxTime
	}
	return min(w.Uint64(), store.MaxTime)
}

// hexOrNull writes an address; the zero address stands for none.
func hexOrNull(a common.Address) *string {
	if a == (common.Address{}) {
		return nil
	}
	return new(protocol.Hex(a))
}

// stamp says which log caused something.
type stamp struct {
	Block           uint64 `json:"block"`
	Time            uint64 `json:"time"`
	TransactionHash string `json:"transactionHash"`
}

func stampOrNull(s store.Stamp) *stamp {
	if s == (store.Stamp{}) {
		return nil
	}
	return &stamp{s.Block, s.Time, s.Tx.Hex()}
}
