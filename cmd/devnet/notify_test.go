package main

import (
	"os"
	"os/signal"
)

// notify tells of an interrupt, for the child that the tests run.
func notify() (<-chan os.Signal, func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	return c, func() { signal.Stop(c) }
}
