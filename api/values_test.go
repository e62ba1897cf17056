package api

import (
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

func TestSeiIsExact(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "1": "0.000000000000000001", "1000000000000000000": "1", "1500000000000000000": "1.5", "10": "0.00000000000000001",
		"123456789012345678901234567890": "123456789012.34567890123456789", "999999999999999999": "0.999999999999999999",
		"115792089237316195423570985008687907853269984665640564039457584007913129639935": "115792089237316195423570985008687907853269984665640564039457.584007913129639935",
	} {
		if got := sei(uint256.MustFromDecimal(in)); got != want {
			t.Errorf("%s wei is %q", in, got)
		}
	}
}

func FuzzSei(f *testing.F) {
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, raw []byte) {
		w := new(uint256.Int).SetBytes(raw[:min(len(raw), 32)])
		text := sei(w)
		back, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q is no number", text)
		}
		back.Mul(back, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(18), nil)))
		if !back.IsInt() || back.Num().Cmp(w.ToBig()) != 0 || strings.Contains(text, ".") && strings.HasSuffix(text, "0") {
			t.Fatalf("%s wei is %q", w.Dec(), text)
		}
	})
}

func TestCountsFitAJSONNumber(t *testing.T) {
	for in, want := range map[string]uint64{"0": 0, "9007199254740991": store.MaxTime, "9007199254740992": store.MaxTime, "18446744073709551616": store.MaxTime} {
		if got := count(uint256.MustFromDecimal(in)); got != want {
			t.Errorf("%s: %d", in, got)
		}
	}
}

// TestArgumentsHaveDistinctNames: they are the keys of one JSON object.
func TestArgumentsHaveDistinctNames(t *testing.T) {
	for c := store.EventFactory; c <= store.Curation; c++ {
		for _, s := range protocol.Signatures(c) {
			seen := map[string]bool{}
			for _, a := range s.Args {
				if a.Name == "" || seen[a.Name] {
					t.Errorf("%s.%s: argument %q", c, s.Name, a.Name)
				}
				seen[a.Name] = true
			}
		}
	}
}

func TestAZeroAddressIsNone(t *testing.T) {
	if hexOrNull(common.Address{}) != nil || *hexOrNull(addr(1)) != "0xaa00000000000000000000000000000000000001" {
		t.Fail()
	}
}
