package devnet

import (
	"context"
	"log/slog"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
	"go.uber.org/goleak"
)

// What geth leaves behind is geth's: see Close.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
		goleak.IgnoreAnyFunction("github.com/ethereum/go-ethereum/eth/filters.(*Subscription).Unsubscribe"),
	)
}

// past is a genesis time that is the same in every test.
var past = time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC)

func start(t *testing.T, opts Options) *Chain {
	t.Helper()
	opts.Logger = slog.New(slog.DiscardHandler)
	if opts.Time.IsZero() {
		opts.Time = past
	}
	c, err := Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func tell(t *testing.T, c *Chain, n int) {
	t.Helper()
	if err := c.Tell(t.Context(), n); err != nil {
		t.Fatal(err)
	}
}

// allLogs as geth serves them.
func allLogs(t *testing.T, c *Chain) []types.Log {
	t.Helper()
	logs, err := c.Client().FilterLogs(context.Background(), ethereum.FilterQuery{FromBlock: new(big.Int), ToBlock: c.Head().Number})
	if err != nil {
		t.Fatal(err)
	}
	return logs
}
