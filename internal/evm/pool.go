package evm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// maxRounds bounds how often [Pool.Do] waits for resting endpoints: with the default delays about a minute.
const maxRounds = 6

// EndpointConfig is one entry of chain.rpc.
type EndpointConfig struct {
	URL      string  // http or https; may hold a key
	Rate     float64 // requests per second, where a batch is one; 0: unlimited
	MaxRange uint64  // blocks in one eth_getLogs; 0: unknown, it is learnt
}

// Options configures a [Pool]. Zero values mean the defaults.
type Options struct {
	Endpoints          []EndpointConfig // in order of preference, at least one
	ChainID            uint64           // required
	Timeout            time.Duration    // of one request with its answer; 20 s
	MaxResponse        int64            // bytes of one answer after decompression; 64 MiB
	RetryMin, RetryMax time.Duration    // first and longest back-off of an endpoint; 500 ms and 30 s
	Log                *slog.Logger     // discarded when nil
}

// Pool chooses among endpoints. It is safe for concurrent use.
type Pool struct {
	endpoints []*Endpoint
	transport *http.Transport
}

// NewPool checks the options and connects to nothing.
func NewPool(o Options) (*Pool, error) {
	if len(o.Endpoints) == 0 {
		return nil, errors.New("chain.rpc: no endpoint given: add the URL of a JSON-RPC endpoint")
	}
	if o.ChainID == 0 {
		return nil, errors.New("chain.id: missing: set the chain's id, 1329 for SEI's mainnet")
	}
	if o.Timeout <= 0 {
		o.Timeout = 20 * time.Second
	}
	if o.MaxResponse <= 0 {
		o.MaxResponse = 64 << 20
	}
	if o.RetryMin <= 0 {
		o.RetryMin = 500 * time.Millisecond
	}
	if o.RetryMax <= 0 {
		o.RetryMax = 30 * time.Second
	}
	o.RetryMax = max(o.RetryMax, o.RetryMin)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	p := &Pool{transport: newTransport(o.Timeout)}
	for i, c := range o.Endpoints {
		e, err := newEndpoint(c, &o, p.transport)
		if err != nil {
			return nil, fmt.Errorf("endpoint %d of %d: %w", i+1, len(o.Endpoints), err)
		}
		p.endpoints = append(p.endpoints, e)
	}
	return p, nil
}

// Close drops idle connections. The pool can still be used.
func (p *Pool) Close() { p.transport.CloseIdleConnections() }

// Do runs f on the most preferred endpoint that works. When f returns an endpoint's fault ([ErrUnavailable], [ErrRateLimited],
// [*AheadError], [*PrunedError], [*ChainError], or a [*RangeError] for a single block), f runs again on the next one, so f has to
// start afresh each time. While all rest, Do waits for the earliest, a bounded number of times, and then returns the error that leaves
// most hope. It does not wait for blocks to come (AheadError). Any other error of f returns at once.
func (p *Pool) Do(ctx context.Context, f func(context.Context, *Endpoint) error) error {
	return p.run(ctx, p.endpoints, f)
}

// DoOther is [Pool.Do] on the endpoints other than not, for a second opinion. It returns [ErrNoOther] when there is none.
func (p *Pool) DoOther(ctx context.Context, not *Endpoint, f func(context.Context, *Endpoint) error) error {
	var others []*Endpoint
	for _, e := range p.endpoints {
		if e != not {
			others = append(others, e)
		}
	}
	if len(others) == 0 {
		return ErrNoOther
	}
	return p.run(ctx, others, f)
}

// Status describes the endpoints in the order of the configuration.
func (p *Pool) Status() []EndpointStatus {
	now := time.Now()
	all := make([]EndpointStatus, len(p.endpoints))
	for i, e := range p.endpoints {
		all[i] = e.status(now)
	}
	return all
}

func (p *Pool) run(ctx context.Context, endpoints []*Endpoint, f func(context.Context, *Endpoint) error) error {
	failed := make([]error, len(endpoints)) // each endpoint's last error in this run
	for round := 0; ; round++ {
		for i, e := range endpoints {
			if hopeless(failed[i]) {
				continue
			}
			if until, err := e.resting(time.Now()); !until.IsZero() {
				failed[i] = err
				continue
			}
			err := attempt(ctx, e, f)
			if err == nil {
				return nil
			}
			if ctx.Err() != nil || !passOn(err) {
				return err
			}
			failed[i] = err
		}
		wake := earliest(endpoints, failed)
		if wake.IsZero() || round == maxRounds {
			return mostHopeful(failed)
		}
		if err := wait(ctx, wake); err != nil {
			return fmt.Errorf("wait for an endpoint, after %v: %w", mostHopeful(failed), err)
		}
	}
}

func attempt(ctx context.Context, e *Endpoint, f func(context.Context, *Endpoint) error) error {
	if err := e.verify(ctx); err != nil {
		return err
	}
	started := time.Now()
	err := f(ctx, e)
	if err == nil || ctx.Err() == nil {
		e.settle(started, err)
	}
	return err
}

// passOn says whether another endpoint may do better.
func passOn(err error) bool {
	switch classOf(err) {
	case classUnavailable, classRateLimited, classAhead, classPruned, classChain:
		return true
	case classRange:
		var r *RangeError
		return errors.As(err, &r) && r.Asked <= 1
	}
	return false
}

// hopeless says whether time will not mend the endpoint's error.
func hopeless(err error) bool {
	switch classOf(err) {
	case classPruned, classChain, classRange:
		return true
	}
	return false
}

// earliest returns when the first endpoint that may help ends its rest; zero when none will.
func earliest(endpoints []*Endpoint, failed []error) (first time.Time) {
	now := time.Now()
	for i, e := range endpoints {
		c := classOf(failed[i])
		if c != classUnavailable && c != classRateLimited {
			continue
		}
		until, _ := e.resting(now)
		if until.IsZero() {
			until = now
		}
		if first.IsZero() || until.Before(first) {
			first = until
		}
	}
	return first
}

func mostHopeful(failed []error) (best error) {
	for _, err := range failed {
		if best == nil || classOf(err) < classOf(best) {
			best = err
		}
	}
	return best
}

func wait(ctx context.Context, until time.Time) error {
	t := time.NewTimer(time.Until(until))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
