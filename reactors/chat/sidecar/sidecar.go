package sidecar

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v4"
)

// Sidecar is the supervised child. Its methods may be called from anywhere at any time; they work while Run does.
type Sidecar struct {
	o Options

	mu      sync.Mutex
	conn    *conn         // of a child that is ready; nil when there is none
	changed chan struct{} // closed when conn changes, and replaced
	health  Health
}

// Health says how the child is.
type Health struct {
	Running        bool      // ready for calls
	Since          time.Time // of Running, or of the end of it
	Restarts       int       // children started, not counting the first
	LastError      string    // why the last child ended or did not become ready; kept when the next one runs
	InboxID        string    // ours; from the first time that a child was ready
	InstallationID string
	NodeVersion    string
	PID            int // of the child that runs, else 0
}

// New returns a Sidecar that does nothing until Run.
func New(o Options) *Sidecar {
	return &Sidecar{o: o.withDefaults(), changed: make(chan struct{}), health: Health{Since: time.Now()}}
}

// Health says how the child is now.
func (s *Sidecar) Health() Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.health
}

// Wait returns nil as soon as a child is ready for calls, or the context's error.
func (s *Sidecar) Wait(ctx context.Context) error {
	for {
		s.mu.Lock()
		c, changed := s.conn, s.changed
		s.mu.Unlock()
		if c.alive() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("wait for the chat's sidecar: %w", ctx.Err())
		}
	}
}

// Run starts the child and starts another whenever one ends, until ctx ends; then it ends the child, waits for that, and returns nil.
// Nothing that fails is final, not even a Node.js that is missing: it is told by Health and the log, and tried again.
func (s *Sidecar) Run(ctx context.Context) error {
	pause := backoff.NewExponentialBackOff(backoff.WithInitialInterval(s.o.FirstRestart), backoff.WithMaxInterval(s.o.MostRestart),
		backoff.WithMultiplier(2), backoff.WithRandomizationFactor(0.5), backoff.WithMaxElapsedTime(0))
	for {
		lasted, err := s.live(ctx)
		if ctx.Err() != nil {
			return nil
		}
		// A child that did its work for a while is no sign of one that cannot start.
		if lasted > s.o.MostRestart {
			pause.Reset()
		}
		wait := pause.NextBackOff()
		s.o.Log.Warn("the chat's sidecar is down", "error", err, "again_in", wait.Round(time.Millisecond))
		again := time.NewTimer(wait)
		select {
		case <-again.C:
		case <-ctx.Done():
			again.Stop()
			return nil
		}
		s.mu.Lock()
		s.health.Restarts++
		s.mu.Unlock()
	}
}

// live is one child, from before its start to after its end. It returns how long it was ready and why it ended.
func (s *Sidecar) live(ctx context.Context) (lasted time.Duration, err error) {
	defer func() { lasted = s.down(err) }()
	if err := os.MkdirAll(s.o.DBDir, 0o700); err != nil {
		return 0, fmt.Errorf("make the folder of the XMTP database: %w", err)
	}
	// It may have been made by hand. Its files hold, encrypted, who is in which chat.
	if err := os.Chmod(s.o.DBDir, 0o700); err != nil {
		return 0, fmt.Errorf("close the folder of the XMTP database to others: %w", err)
	}
	held, err := lock(ctx, s.o.DBDir, s.o.StopGrace, s.o.Log)
	if err != nil {
		return 0, err
	}
	defer held.Close()
	c, err := spawn(ctx, s.o, held, s.answer)
	if err != nil {
		return 0, err
	}
	defer func() { err = c.end(err) }()
	if err := s.start(ctx, c); err != nil {
		return 0, err
	}
	return 0, s.watch(ctx, c.conn)
}

// down notes that there is no child any more, and returns how long it was ready.
func (s *Sidecar) down(why error) (lasted time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.health.Running {
		lasted = time.Since(s.health.Since)
		s.health.Since = time.Now()
	}
	if !errors.Is(why, context.Canceled) {
		s.health.LastError = printable(why.Error(), maxMessage)
	}
	s.conn, s.health.Running, s.health.PID = nil, false, 0
	close(s.changed)
	s.changed = make(chan struct{})
	return lasted
}

// start has the child open its client, and lets calls in.
func (s *Sidecar) start(ctx context.Context, c *child) error {
	ctx, cancel := context.WithTimeout(ctx, s.o.StartTimeout)
	defer cancel()
	dir, err := filepath.Abs(s.o.DBDir)
	if err != nil {
		return fmt.Errorf("find the folder of the XMTP database: %w", err)
	}
	inbox := InboxID(s.o.Address)
	var is struct {
		InboxID        string `json:"inboxId"`
		InstallationID string `json:"installationId"`
		Node           string `json:"node"`
	}
	err = c.conn.call(ctx, "init", map[string]any{
		// A network has clients of its own, so it has a database of its own.
		"dbPath": filepath.Join(dir, s.o.Env+"-"+inbox+".db3"), "dbKey": hex.EncodeToString(s.o.DBKey[:]),
		"env": s.o.Env, "apiURL": s.o.APIURL, "address": s.o.Address,
	}, &is)
	if err != nil && strings.Contains(err.Error(), "PRAGMA key") {
		return fmt.Errorf("the key of the XMTP database in %s does not open it: bring the key back that it was made with, or move the database away and be admitted to the groups anew (%w)", s.o.DBDir, err)
	}
	if err != nil {
		return fmt.Errorf("start the chat's sidecar: %w", err)
	}
	if is.InboxID != inbox {
		return fmt.Errorf("the wallet %#x belongs to another XMTP inbox, %s: give the chat a wallet of its own", s.o.Address, printable(is.InboxID, 64))
	}
	s.mu.Lock()
	s.conn = c.conn
	s.health.Running, s.health.Since, s.health.PID = true, time.Now(), c.cmd.Process.Pid
	s.health.InboxID, s.health.InstallationID, s.health.NodeVersion = is.InboxID, printable(is.InstallationID, 64), printable(is.Node, 40)
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
	s.o.Log.Info("the chat's sidecar is ready", "inbox", is.InboxID, "node", printable(is.Node, 40))
	return nil
}

// watch asks the child whether it is alive until it is not, or ctx ends.
func (s *Sidecar) watch(ctx context.Context, c *conn) error {
	tick := time.NewTicker(s.o.PingEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.done:
			return c.why()
		case <-tick.C:
		}
		var busy struct {
			Oldest float64 `json:"oldestMs"` // how long the oldest call of the SDK has been running
		}
		// Without a slot: the question is for when all are taken.
		ping, cancel := context.WithTimeout(ctx, s.o.PingTimeout)
		err := c.ask(ping, "ping", struct{}{}, &busy)
		cancel()
		if err != nil {
			return fmt.Errorf("the sidecar hangs: %w", err)
		}
		if oldest := time.Duration(busy.Oldest) * time.Millisecond; oldest > s.o.StuckAfter {
			return fmt.Errorf("the XMTP SDK has been busy with one call for %s", oldest.Round(time.Second))
		}
	}
}

// call asks the child that is ready. One that is being started for the first time is waited for; later a child that is not there is
// an outage, which the caller hears of at once.
func (s *Sidecar) call(ctx context.Context, method string, params, result any) error {
	ctx, cancel := context.WithTimeout(ctx, s.o.CallTimeout)
	defer cancel()
	for {
		s.mu.Lock()
		c, last, changed := s.conn, s.health.LastError, s.changed
		s.mu.Unlock()
		if c.alive() {
			return c.call(ctx, method, params, result)
		}
		if last != "" {
			return fmt.Errorf("XMTP %s: %w: the sidecar is down: %s", method, ErrUnavailable, last)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("XMTP %s: %w: the sidecar is starting", method, ErrUnavailable)
		}
	}
}

// answer is what the child may ask: a signature for registering, and nothing else.
func (s *Sidecar) answer(method string, params json.RawMessage) (any, error) {
	if method != "sign" {
		return nil, fmt.Errorf("no method %q", printable(method, 40))
	}
	var p struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return nil, errors.New("sign: no text")
	}
	if err := mayBeSigned(p.Text, s.o.Address); err != nil {
		s.o.Log.Warn("the chat's sidecar asked for a signature and got none", "error", err)
		return nil, err
	}
	signature, err := s.o.Sign([]byte(p.Text))
	if err != nil || len(signature) != 65 {
		// The child need not know what is wrong with a keystore.
		s.o.Log.Error("sign the registration of the XMTP inbox", "error", err, "bytes", len(signature))
		return nil, errors.New("sign: the wallet does not sign")
	}
	return map[string]string{"signature": hex.EncodeToString(signature)}, nil
}
