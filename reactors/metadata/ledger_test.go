package metadata

import (
	"testing"
	"time"
)

// Transactions count for an hour around when they were sent: those of a clock that was far ahead do not hold the event back until then.
func TestWritesInAnHour(t *testing.T) {
	now := time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC)
	l := &ledger{sentAt: []time.Time{now.Add(-59 * time.Minute), now.Add(-time.Minute)}}
	if at := l.fullUntil(now, 2); !at.Equal(now.Add(time.Minute)) {
		t.Errorf("the hour is full until %s", at)
	}
	if at := l.fullUntil(now.AddDate(-4, 0, 0), 2); !at.IsZero() {
		t.Errorf("after the clock was set back it is full until %s", at)
	}
}
