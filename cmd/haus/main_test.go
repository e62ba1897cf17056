package main

import (
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

const (
	// asHaus in the environment makes the test binary the program itself, so that tests run haus as a process of its own.
	asHaus = "TEST_BINARY_IS_HAUS"
	// killAt in the environment is a number: before or after its nth write haus kills itself as kill -9 would. Every write of
	// the journal has two of these points, and so has every write of the index; every step of a write of recordings and content has one.
	killAt = "TEST_KILL_HAUS_AT"
	// archiveSettleEnv in the environment is how long haus waits after the end of a show for what the media server has not finished.
	archiveSettleEnv = "TEST_HAUS_ARCHIVE_SETTLE"
)

func TestMain(m *testing.M) {
	if os.Getenv(asHaus) != "" {
		if n, err := strconv.ParseInt(os.Getenv(killAt), 10, 64); err == nil {
			var steps atomic.Int64
			storeStep = func() {
				if steps.Add(1) == n {
					_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // nothing is after it
				}
			}
		}
		archiveSettle, _ = time.ParseDuration(os.Getenv(archiveSettleEnv))
		main()
	}
	goleak.VerifyTestMain(m,
		// LevelDB's pool drainer lives a second longer than its database.
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
		// What geth leaves behind is geth's: see devnet.Chain.Close.
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		goleak.IgnoreAnyFunction("github.com/ethereum/go-ethereum/eth/filters.(*Subscription).Unsubscribe"),
	)
}
