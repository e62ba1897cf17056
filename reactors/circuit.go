package reactors

import (
	"errors"
	"sync"
	"time"
)

// circuit holds a reactor's keys back while a provider is down: one attempt, tried after a while, finds out whether it is back.
type circuit struct {
	mu       sync.Mutex
	open     bool
	probing  bool // one attempt is under way to find out
	provider string
	reason   string
	since    time.Time
	until    time.Time // of the wait before the next probe
	failures uint64    // in a row
	closed   time.Time
}

// calm is how long a provider has to be back before its next failure counts as the first.
const calm = time.Minute

// maxProbe is the longest time between two probes.
const maxProbe = time.Minute

// admits tells whether an attempt may start: at once, as the probe, or after a while.
func (c *circuit) admits(now time.Time) (probe bool, wait time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case !c.open:
		return false, 0
	case now.Before(c.until):
		return false, c.until.Sub(now)
	case c.probing:
		return false, glance
	}
	c.probing = true
	return true, 0
}

// drop ends a probe that found nothing out.
func (c *circuit) drop(probe bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.probing = c.probing && !probe
}

// report tells how an attempt ended.
func (c *circuit) report(probe bool, err error, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.probing = c.probing && !probe
	var down unavailable
	if !errors.As(err, &down) {
		if probe && c.open {
			c.open, c.closed = false, now
		}
		return
	}
	if c.open && !probe {
		return // one that began before
	}
	if !c.open {
		c.open, c.since = true, now
		if now.Sub(c.closed) > calm {
			c.failures = 0
		}
	}
	c.failures++
	c.provider, c.reason = down.provider, clean(down.err.Error())
	c.until = now.Add(min(backOff(c.failures), maxProbe))
}

// Circuit is a provider that is down.
type Circuit struct {
	Provider string
	Reason   string
	Since    time.Time // wall clock
	Until    time.Time // when it is tried next
}

func (c *circuit) status() *Circuit {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.open {
		return nil
	}
	return &Circuit{Provider: c.provider, Reason: c.reason, Since: c.since, Until: c.until}
}
