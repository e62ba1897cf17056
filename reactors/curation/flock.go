package curation

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// flock runs functions side by side. A panic in one of them is the waiting one's, so that it costs an attempt and not the program.
type flock struct {
	wait  sync.WaitGroup
	once  sync.Once
	crash any
}

func (f *flock) Go(do func()) {
	f.wait.Go(func() {
		defer func() {
			if x := recover(); x != nil {
				f.once.Do(func() { f.crash = crashed{x, debug.Stack()} })
			}
		}()
		do()
	})
}

func (f *flock) Wait() {
	f.wait.Wait()
	if f.crash != nil {
		panic(f.crash)
	}
}

// crashed is a panic with the trace of where it was.
type crashed struct {
	value any
	trace []byte
}

func (c crashed) String() string { return fmt.Sprintf("%v\n%s", c.value, c.trace) }
