package evm

import (
	"context"
	"errors"
	"fmt"
	"time"
)

var (
	// ErrUnavailable: the endpoint gave no usable answer. Another endpoint, or the same one later, may.
	ErrUnavailable = errors.New("endpoint unavailable")
	// ErrInconsistent: the answer contradicts itself or the question. It is an ErrUnavailable too.
	ErrInconsistent = fmt.Errorf("inconsistent answer: %w", ErrUnavailable)
	// ErrRateLimited: the endpoint asks for fewer requests; see [RetryAfter].
	ErrRateLimited = errors.New("endpoint's rate limit reached")
	// ErrNoOther: there is no second endpoint in the configuration.
	ErrNoOther = errors.New("no other endpoint is configured: add one to chain.rpc")
	// ErrFilter: the caller's [Filter] was refused before anything was sent.
	ErrFilter = errors.New("refused log filter")
	// ErrNotSent is a [Result]'s error until its batch was sent.
	ErrNotSent = errors.New("batch was not sent")
)

// RangeError: the endpoint does not serve a range this long or an answer this large.
// Ask again with [Endpoint.Span], which has learnt from it.
type RangeError struct {
	Asked   uint64 // blocks asked
	Max     uint64 // blocks the endpoint says would work, always below Asked; 0: it did not say
	TooMany bool   // the answer is too large, which depends on the blocks; otherwise the range itself is too long
	Message string // the endpoint's words
}

func (e *RangeError) Error() string {
	what := "block range too long"
	if e.TooMany {
		what = "too many logs in the block range"
	}
	if e.Max > 0 {
		return fmt.Sprintf("%s: asked %d blocks, %d would work (%s)", what, e.Asked, e.Max, e.Message)
	}
	return fmt.Sprintf("%s: asked %d blocks (%s)", what, e.Asked, e.Message)
}

// AheadError: the endpoint does not have the block yet. Wait or use another endpoint; a shorter range is no answer.
type AheadError struct {
	Requested uint64 // 0: unknown
	Latest    uint64 // the endpoint's newest block; 0: it did not say
	Message   string // the endpoint's words
}

func (e *AheadError) Error() string {
	if e.Latest > 0 {
		return fmt.Sprintf("block %d is ahead of the endpoint's latest block %d (%s)", e.Requested, e.Latest, e.Message)
	}
	return fmt.Sprintf("block %d is ahead of the endpoint's latest block (%s)", e.Requested, e.Message)
}

// PrunedError: the endpoint has deleted the block's history. Only an archive endpoint has it.
type PrunedError struct {
	Block    uint64 // 0: unknown
	Earliest uint64 // the endpoint's oldest block; 0: it did not say
	Message  string // the endpoint's words
}

func (e *PrunedError) Error() string {
	has := ""
	if e.Earliest > 0 {
		has = fmt.Sprintf(", its history begins at block %d", e.Earliest)
	}
	return fmt.Sprintf("block %d is pruned at this endpoint%s: add an archive endpoint to chain.rpc (%s)", e.Block, has, e.Message)
}

// ChainError: the endpoint serves another chain. It is left alone and checked again later.
type ChainError struct {
	Endpoint  string // redacted
	Want, Got uint64
}

func (e *ChainError) Error() string {
	return fmt.Sprintf("endpoint %s is chain %d, configured chain.id is %d: mend chain.rpc or chain.id", e.Endpoint, e.Got, e.Want)
}

// RPCError is any other error that the endpoint gave for one item, such as a revert: asking elsewhere changes nothing.
type RPCError struct {
	Code    int
	Message string // the endpoint's words, bounded and printable
	Data    []byte // revert data of a call, when there is some
}

func (e *RPCError) Error() string { return fmt.Sprintf("rpc error %d: %s", e.Code, e.Message) }

// RetryAfter returns how long the endpoint asked to be left alone; 0 when it did not say.
func RetryAfter(err error) time.Duration {
	var f *fault
	if errors.As(err, &f) {
		return f.after
	}
	return 0
}

// fault is an endpoint's failure with what is known about it.
type fault struct {
	kind  error         // ErrUnavailable, ErrInconsistent or ErrRateLimited
	after time.Duration // Retry-After
	slow  bool          // it timed out: a shorter range may not
	msg   string
}

func (f *fault) Error() string { return f.kind.Error() + ": " + f.msg }
func (f *fault) Unwrap() error { return f.kind }

func unavailable(format string, args ...any) error {
	return &fault{kind: ErrUnavailable, msg: fmt.Sprintf(format, args...)}
}

func inconsistent(format string, args ...any) error {
	return &fault{kind: ErrInconsistent, msg: fmt.Sprintf(format, args...)}
}

// class names an error's kind in [EndpointStatus.ErrorsByClass] and orders the kinds by how much hope they leave:
// when every endpoint failed, the most hopeful error is the one returned.
type class int

const (
	classNone        class = iota // no error
	classUnavailable              // may answer later
	classRateLimited              // will answer later
	classAhead                    // will have the block later
	classRange                    // answers, when asked for less
	classPruned                   // never has the block again
	classChain                    // needs the operator
	classRPC                      // the answer is an error
	classOther                    // not the endpoint's: the caller's, or the context's
	classCount
)

var classNames = [classCount]string{"", "unavailable", "rate_limited", "ahead", "range", "pruned", "chain", "rpc", "other"}

func classOf(err error) class {
	var (
		ahead  *AheadError
		ranged *RangeError
		pruned *PrunedError
		chain  *ChainError
		rpc    *RPCError
	)
	switch {
	case err == nil:
		return classNone
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrFilter):
		return classOther
	case errors.Is(err, ErrUnavailable):
		return classUnavailable
	case errors.Is(err, ErrRateLimited):
		return classRateLimited
	case errors.As(err, &ahead):
		return classAhead
	case errors.As(err, &ranged):
		return classRange
	case errors.As(err, &pruned):
		return classPruned
	case errors.As(err, &chain):
		return classChain
	case errors.As(err, &rpc):
		return classRPC
	}
	return classOther
}
