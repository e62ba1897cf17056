package main

import (
	"context"
	"errors"
	"fmt"
)

// part is something that runs as long as the daemon does.
type part struct {
	name string
	run  func(context.Context) error
}

// runParts starts all parts and, when ctx ends or one of them does, stops them in their order, each only after the one before
// it has ended. A part that ends by itself makes the daemon fail, with or without an error of its own.
func runParts(ctx context.Context, parts ...part) error {
	type end struct {
		name string
		err  error
	}
	first := make(chan end, len(parts))
	stops := make([]context.CancelFunc, len(parts))
	ended := make([]chan struct{}, len(parts))
	errs := make([]error, len(parts))
	for i, p := range parts {
		own, stop := context.WithCancel(context.WithoutCancel(ctx))
		stops[i], ended[i] = stop, make(chan struct{})
		go func() {
			errs[i] = p.run(own)
			close(ended[i])
			first <- end{p.name, errs[i]}
		}()
	}
	var early error
	select {
	case <-ctx.Done():
	case e := <-first:
		if e.err == nil {
			early = fmt.Errorf("%s ended by itself", e.name)
		}
	}
	for i := range parts {
		stops[i]()
		<-ended[i]
	}
	return errors.Join(append(errs, early)...)
}
