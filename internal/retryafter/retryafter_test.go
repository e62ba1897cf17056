package retryafter

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"17": 17 * time.Second, " 5 ": 5 * time.Second, "0": 0, "999999": time.Hour, "18446744073709551615": time.Hour,
		"Fri, 02 Jan 2026 03:05:05 GMT": time.Minute, "Fri, 02 Jan 2026 03:04:04 GMT": 0, "Sat, 02 Jan 2999 00:00:00 GMT": time.Hour,
		"": 0, "soon": 0, "-5": 0, "1.5": 0, "18446744073709551616": 0,
	} {
		if got := Parse(value, now, time.Hour); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
}
