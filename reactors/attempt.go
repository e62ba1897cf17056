package reactors

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/cenkalti/backoff/v4"

	"github.com/haus25/backend/store"
)

// ending is how an attempt ended.
type ending struct {
	claim   store.Claim
	outcome store.Outcome
	broken  error // the store cannot be read: nothing goes on
}

// work makes one attempt at a key that was taken. The key is let go when its ending is written, or here when there is none.
func (r *Runner) work(hard context.Context, p *part, k store.WorkKey, probe bool) {
	e, err := r.try(hard, p, k)
	switch {
	case e == nil && err == nil:
		p.circuit.drop(probe)
	case e == nil:
		e = &ending{broken: fmt.Errorf("look at %s: %w", k, err)}
	default:
		p.circuit.report(probe, err, time.Now())
	}
	if e != nil {
		select {
		case r.ended <- *e:
			return
		case <-r.gaveUp:
		}
	}
	r.let(k)
}

// try asks the reactor, whose error comes with the ending. There is no ending when the key was not due any more, when the attempt
// was cut, since it is repeated then, or when the store cannot be read.
func (r *Runner) try(hard context.Context, p *part, k store.WorkKey) (*ending, error) {
	v, err := r.final()
	if v == nil {
		return nil, err
	}
	defer v.Release()
	now := time.Now()
	at, _ := v.AsOf()
	w, err := v.Work(k)
	if err != nil || !r.isDue(w, at, now) { // it was claimed from an older view
		return nil, err
	}
	claim := store.Claim{WorkKey: k, Touched: w.Touched, Final: at.Number}
	a, err := attempt(r.store, v, w, now, r.Log)
	if err != nil {
		return nil, err
	}
	r.begins(k, a.Number)
	ctx, stop := context.WithTimeout(hard, r.Timeout)
	defer stop()
	result, err := reconcile(ctx, p, a)
	if err != nil && hard.Err() != nil {
		return nil, nil
	}
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("it took longer than %s: %w", r.Timeout, err)
	}
	o := r.outcome(result, err, a.Number)
	p.tally.count(o, time.Since(now))
	if o.Err != "" {
		a.Log.Warn("attempt failed", "attempt", a.Number, "error", o.Err, "dead", o.Dead)
	}
	return &ending{claim: claim, outcome: o}, err
}

func (r *Runner) isDue(w *store.Work, at store.Ref, now time.Time) bool {
	woken := w.WallAt > 0 && (w.WallAt <= unix(now) || w.WallAt > unix(now.Add(r.latest())))
	switch {
	case w.Dead:
		return false
	case w.Attempts > 0 && w.WallAt > 0:
		return woken
	default:
		return w.Touched > w.Finished && w.First <= at.Number || w.ChainAt > 0 && w.ChainAt <= at.Time || woken
	}
}

// panicked is a reactor's panic.
type panicked struct {
	value any
	trace []byte
}

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// reconcile calls the reactor and turns a panic into an error.
func reconcile(ctx context.Context, p *part, a *Attempt) (result Result, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = panicked{x, debug.Stack()}
		}
	}()
	return p.Reconcile(ctx, a)
}

// What is kept of an error and of a trace, bytes: they hold what strangers said.
const (
	maxError = 1 << 10
	maxTrace = 16 << 10
)

func (r *Runner) outcome(result Result, err error, attempts uint64) store.Outcome {
	now := time.Now()
	o := r.wish(result, err, attempts, now)
	o.WallAt = min(o.WallAt, unix(now.Add(r.latest())))
	return o
}

func (r *Runner) wish(result Result, err error, attempts uint64, now time.Time) store.Outcome {
	o := store.Outcome{At: unix(now), State: result.State}
	if err == nil {
		o.Waits, o.ChainAt = clean(result.Waits), result.ChainAt
		if !result.Settled {
			o.WallAt = unix(now.Add(spread(r.Resync)))
		}
		if !result.WallAt.IsZero() {
			wish := unix(result.WallAt.Add(time.Second - 1)) // never early
			if o.WallAt == 0 || wish < o.WallAt {
				o.WallAt = max(wish, 1)
			}
		}
		return o
	}
	o.Err = clean(err.Error())
	var crash panicked
	var after retryAfter
	switch {
	case errors.As(err, &crash):
		o.Dead, o.Trace = true, string(crash.trace[:min(len(crash.trace), maxTrace)])
	case errors.As(err, new(permanent)):
		o.Dead = true
	case errors.As(err, &after):
		o.WallAt = unix(now.Add(after.wait + time.Second - 1))
	default:
		o.WallAt = unix(now.Add(backOff(attempts) + time.Second - 1))
	}
	return o
}

// clean makes a text fit to be kept and shown.
func clean(s string) string {
	if len(s) > maxError {
		s = s[:maxError] + "…"
	}
	out := []rune(s)
	for i, c := range out {
		if c < ' ' || c == 0x7f || c == 0xfffd {
			out[i] = ' '
		}
	}
	return string(out)
}

// backOff is the pause after the nth failure in a row: a second, doubling up to an hour, each with half of it left to chance.
func backOff(n uint64) time.Duration {
	b := backoff.NewExponentialBackOff(backoff.WithInitialInterval(time.Second), backoff.WithMultiplier(2), backoff.WithRandomizationFactor(0.5),
		backoff.WithMaxInterval(time.Hour), backoff.WithMaxElapsedTime(0))
	wait := b.NextBackOff()
	for range min(n, 16) - 1 {
		wait = b.NextBackOff()
	}
	return wait
}

// spread draws a time from half to one and a half of d.
func spread(d time.Duration) time.Duration { return d/2 + rand.N(d) }
