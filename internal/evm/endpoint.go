package evm

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v4"
	"golang.org/x/time/rate"
)

// Endpoint is one JSON-RPC URL with what is known about it. It is safe for concurrent use.
type Endpoint struct {
	url, name   string
	hide        *strings.Replacer
	client      *http.Client
	limiter     *rate.Limiter
	chainID     uint64
	timeout     time.Duration
	maxResponse int64
	retryMax    time.Duration
	log         *slog.Logger

	span     *span
	head     atomic.Uint64
	checking chan struct{} // held by whoever checks the chain id

	mu        sync.Mutex // guards what follows
	verified  bool       // the chain id was checked since the last fault
	failing   bool       // the last use failed
	faultAt   time.Time
	until     time.Time // backing off
	backoff   *backoff.ExponentialBackOff
	lastError error
	requests  uint64
	errors    [classCount]uint64
	sent      uint64
	received  uint64
	latency   time.Duration
}

// EndpointStatus is an endpoint's state and what it did since the start.
type EndpointStatus struct {
	Name            string // host and well-known path words; keys are masked
	Healthy         bool   // not known to fail
	Head            uint64 // newest block it spoke of; 0: none yet
	Span            uint64 // blocks asked in one request now
	MaxRange        uint64 // limit in blocks by configuration or its own words; 0: unknown
	Requests        uint64
	Errors          uint64 // of all classes
	ErrorsByClass   map[string]uint64
	SentBytes       uint64
	ReceivedBytes   uint64        // after decompression
	Latency         time.Duration // moving average of a request
	LastError       string        // redacted; kept after recovery
	LastErrorAt     time.Time
	BackingOffUntil time.Time // zero: it is not
}

func newEndpoint(c EndpointConfig, o *Options, transport http.RoundTripper) (*Endpoint, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("chain.rpc: not an http or https URL with a host (it is not shown, it may hold a key)")
	}
	name, secrets := redact(u)
	limit := rate.Inf
	if c.Rate > 0 {
		limit = rate.Limit(c.Rate)
	} else if c.Rate != 0 {
		return nil, fmt.Errorf("chain.rpc: endpoint %s: rate %v is not a number of requests per second, 0 or more", name, c.Rate)
	}
	return &Endpoint{
		url:  c.URL,
		name: name,
		hide: redactor(secrets),
		client: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		limiter:     rate.NewLimiter(limit, 1), // no bursts: vendors count in windows of a second
		chainID:     o.ChainID,
		timeout:     o.Timeout,
		maxResponse: o.MaxResponse,
		retryMax:    o.RetryMax,
		log:         o.Log,
		span:        newSpan(c.MaxRange),
		checking:    make(chan struct{}, 1),
		backoff:     newBackOff(o.RetryMin, o.RetryMax),
	}, nil
}

// newBackOff doubles with half of jitter and never gives up.
func newBackOff(first, most time.Duration) *backoff.ExponentialBackOff {
	return backoff.NewExponentialBackOff(backoff.WithInitialInterval(first), backoff.WithMaxInterval(most),
		backoff.WithMultiplier(2), backoff.WithRandomizationFactor(0.5), backoff.WithMaxElapsedTime(0))
}

// Name returns the host and the well-known words of the path; nothing that may be a key.
func (e *Endpoint) Name() string { return e.name }

// Head returns the newest block number that the endpoint spoke of; 0: none yet.
func (e *Endpoint) Head() uint64 { return e.head.Load() }

// Span returns how many blocks to ask for in one [Filter], at least 1. [Batch.Send] adapts it by itself: it shrinks when a range is
// refused or times out and grows again slowly, never over a limit that the endpoint stated.
func (e *Endpoint) Span() uint64 {
	current, _ := e.span.get()
	return current
}

// resting returns until when the endpoint is left alone and why; the zero time when it may be used.
func (e *Endpoint) resting(now time.Time) (time.Time, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now.Before(e.until) {
		return e.until, e.lastError
	}
	return time.Time{}, nil
}

// verify checks the chain id, once for all who wait for it.
func (e *Endpoint) verify(ctx context.Context) error {
	if e.isVerified() {
		return nil
	}
	select {
	case e.checking <- struct{}{}:
		defer func() { <-e.checking }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if e.isVerified() {
		return nil
	}
	started := time.Now()
	if until, err := e.resting(started); !until.IsZero() { // it failed while we waited
		return err
	}
	err := e.checkChain(ctx)
	// Passing the check is no sign of recovery: else an endpoint that only fails at real work would be asked without pause.
	if err != nil && ctx.Err() == nil {
		e.settle(started, err)
	}
	return err
}

func (e *Endpoint) isVerified() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.verified
}

func (e *Endpoint) checkChain(ctx context.Context) error {
	b := e.NewBatch()
	id := b.ChainID()
	if err := b.Send(ctx); err != nil {
		return err
	}
	switch {
	case classOf(id.Err) == classRPC:
		return e.wrap("chain id", unavailable("%s", id.Err))
	case id.Err != nil:
		return id.Err
	case id.Value != e.chainID:
		return &ChainError{Endpoint: e.name, Want: e.chainID, Got: id.Value}
	}
	e.mu.Lock()
	e.verified = true
	e.mu.Unlock()
	return nil
}

// settle notes how a use that began at started ended. What began before the last fault tells nothing new about it.
func (e *Endpoint) settle(started time.Time, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !started.After(e.faultAt) {
		return
	}
	c := classOf(err)
	switch c {
	case classNone, classRange, classAhead, classPruned, classRPC: // it answers
		if e.failing && e.verified {
			e.log.Info("endpoint answers again", "endpoint", e.name)
			e.failing = false
			e.backoff.Reset()
		}
		return
	case classOther:
		return
	}
	wait := max(e.backoff.NextBackOff(), RetryAfter(err))
	if c == classChain { // until an operator mends it
		wait = e.retryMax
		e.errors[classChain]++
	}
	level := slog.LevelWarn
	if e.failing {
		level = slog.LevelDebug
	}
	e.log.Log(context.Background(), level, "endpoint fails, backing off", "endpoint", e.name, "error", err, "wait", wait)
	e.faultAt = time.Now()
	e.until = e.faultAt.Add(wait)
	e.failing, e.verified = true, false
	e.lastError = err
}

func (e *Endpoint) count(took time.Duration, sent, received int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.requests == 0 {
		e.latency = took
	}
	e.latency += (took - e.latency) / 5
	e.requests++
	e.sent += uint64(sent)
	e.received += uint64(received)
}

func (e *Endpoint) countErrors(seen [classCount]bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for c := classUnavailable; c < classOther; c++ {
		if seen[c] {
			e.errors[c]++
		}
	}
}

func (e *Endpoint) status(now time.Time) EndpointStatus {
	span, limit := e.span.get()
	e.mu.Lock()
	defer e.mu.Unlock()
	s := EndpointStatus{
		Name: e.name, Healthy: !e.failing, Head: e.head.Load(), Span: span, MaxRange: limit,
		Requests: e.requests, ErrorsByClass: map[string]uint64{}, SentBytes: e.sent, ReceivedBytes: e.received,
		Latency: e.latency, LastErrorAt: e.faultAt,
	}
	for c, n := range e.errors {
		if n > 0 {
			s.ErrorsByClass[classNames[c]] = n
			s.Errors += n
		}
	}
	if e.lastError != nil {
		s.LastError = e.show(e.lastError.Error())
	}
	if now.Before(e.until) {
		s.BackingOffUntil = e.until
	}
	return s
}
