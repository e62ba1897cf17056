package main

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// asHaus in the environment makes the test binary the program itself, so that tests run haus as a process of its own.
const asHaus = "TEST_BINARY_IS_HAUS"

func TestMain(m *testing.M) {
	if os.Getenv(asHaus) != "" {
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
