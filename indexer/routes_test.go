package indexer

import (
	"slices"
	"testing"

	"github.com/haus25/backend/store"
)

// Who depends on an event's end or on its reserve is told when a log changes them: the chat for its notices and for when it stops
// asking for late wallets, metadata for what may still be written.
func TestWhoReadsEndAndReserveIsTouched(t *testing.T) {
	for _, want := range []struct {
		contract store.Contract
		log      string
		reactors []string
	}{
		{store.LiveTipping, "EventRegistered", []string{"chat", "archive", "stream", "metadata"}},
		{store.EventFactory, "ReservePriceUpdated", []string{"chat", "curation"}},
		{store.EventFactory, "EventFinalized", Reactors},
	} {
		got := routes[want.contract][want.log]
		for _, reactor := range want.reactors {
			if !slices.Contains(got, reactor) {
				t.Errorf("%s does not touch %s", want.log, reactor)
			}
		}
	}
}
