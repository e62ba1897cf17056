package upload

import (
	"math"
	"testing"
	"time"
)

func TestCost(t *testing.T) {
	usd, asOf := Cost("pinata", 250_000_000_000)
	if math.Abs(usd-17.5) > 1e-9 || asOf.Before(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("$%f as of %s", usd, asOf)
	}
	for _, name := range []string{"lighthouse", "kubo", ""} {
		if usd, asOf := Cost(name, 1e9); usd != 0 || !asOf.IsZero() {
			t.Errorf("%q: $%f as of %s, which nobody published", name, usd, asOf)
		}
	}
}

func TestWrongPrices(t *testing.T) {
	for _, raw := range []string{`{`, `[{"target":"x","usdPerGBMonth":1,"source":"s"}]`, `[{"target":"x","usdPerGBMonth":0,"asOf":"2025-01-01","source":"s"}]`,
		`[{"target":"x","usdPerGBMonth":1,"asOf":"2025-01-01"}]`,
		`[{"target":"x","usdPerGBMonth":1,"asOf":"2025-01-01","source":"s"},{"target":"x","usdPerGBMonth":1,"asOf":"2025-01-01","source":"s"}]`} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", raw)
				}
			}()
			readPrices([]byte(raw))
		}()
	}
}
