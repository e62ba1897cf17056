package sidecar

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"
)

const (
	// maxSent is above all that we send: 50 addresses, or 8,192 characters of at most 12 bytes escaped.
	maxSent = 256 << 10
	// maxReceived is above 250 members that each have as many wallets as XMTP lets an inbox have.
	maxReceived = 8 << 20
	// maxCalls are under way at once; more wait. The SDK works on one database, so more would only wait there.
	maxCalls = 32
	// writeTimeout is for one line. A child that reads nothing for so long hangs.
	writeTimeout = 5 * time.Second
)

// handler answers the child's requests.
type handler func(method string, params json.RawMessage) (any, error)

// conn is one child's socket. read must run, once; it ends with the socket.
type conn struct {
	socket net.Conn
	answer handler
	log    *slog.Logger
	slots  chan struct{}   // maxCalls
	writer chan struct{}   // held while a line is written
	asked  *sync.WaitGroup // answers to the child's requests under way
	asking chan struct{}   // one request of the child at a time

	mu      sync.Mutex
	next    uint64
	pending map[uint64]chan frame // each takes one frame
	closed  error                 // why; set once
	done    chan struct{}         // closed with it
}

func newConn(socket net.Conn, answer handler, log *slog.Logger) *conn {
	return &conn{
		socket: socket, answer: answer, log: log, slots: make(chan struct{}, maxCalls), writer: make(chan struct{}, 1),
		asked: &sync.WaitGroup{}, asking: make(chan struct{}, 1), pending: map[uint64]chan frame{}, done: make(chan struct{}),
	}
}

// close ends the connection and every call on it, for the first reason that is given.
func (c *conn) close(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed == nil {
		c.closed = why
		close(c.done)
		c.socket.Close() // nothing is lost with its error: whoever reads or writes gets one of their own
	}
}

// alive reports whether there is a connection and it has not ended.
func (c *conn) alive() bool {
	if c == nil {
		return false
	}
	select {
	case <-c.done:
		return false
	default:
		return true
	}
}

// why is the reason of the end; only after done.
func (c *conn) why() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// read takes frames in until the socket ends or speaks nonsense, and leaves no answer under way behind.
func (c *conn) read() {
	defer c.asked.Wait()
	lines := bufio.NewScanner(c.socket)
	lines.Buffer(nil, maxReceived)
	for lines.Scan() {
		var f frame
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			// The socket carries the protocol and nothing else, so this child is broken.
			c.close(fmt.Errorf("the sidecar wrote %q, which is not the protocol", printable(lines.Text(), 80)))
			return
		}
		c.take(f)
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		c.close(fmt.Errorf("the sidecar wrote a line of more than %d bytes", maxReceived))
	case err != nil:
		c.close(fmt.Errorf("read from the sidecar: %w", err))
	default:
		c.close(fmt.Errorf("the sidecar closed its socket: %w", io.EOF))
	}
}

func (c *conn) take(f frame) {
	switch {
	case f.Method != "" && f.ID != nil:
		select {
		case c.asking <- struct{}{}:
		default:
			c.close(errors.New("the sidecar asks more than one question at a time"))
			return
		}
		c.asked.Go(func() {
			defer func() { <-c.asking }()
			reply := frame{Version: "2.0", ID: f.ID}
			result, err := c.answer(f.Method, f.Params)
			if err == nil {
				reply.Result, err = json.Marshal(result)
			}
			if err != nil {
				reply.Result, reply.Error = nil, &wireError{Code: -32000, Message: err.Error()}
			}
			if err := c.write(context.Background(), reply); err != nil {
				c.close(err)
			}
		})
	case f.Method != "":
		// The child has nothing to notify us of.
	case f.ID != nil:
		c.mu.Lock()
		waiting := c.pending[*f.ID]
		delete(c.pending, *f.ID)
		c.mu.Unlock()
		if waiting == nil {
			// Late, after its caller gave up; or never asked for.
			c.log.Debug("an answer of the sidecar that nobody waits for", "id", *f.ID)
			return
		}
		waiting <- f
	}
}

// write sends one line. A failure ends the connection: the line may be cut.
func (c *conn) write(ctx context.Context, f frame) error {
	line, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("encode for the sidecar: %w", err)
	}
	if len(line) >= maxSent {
		return fmt.Errorf("%d bytes are too many for the sidecar: %w", len(line), ErrInvalid)
	}
	select {
	case c.writer <- struct{}{}:
		defer func() { <-c.writer }()
	case <-ctx.Done():
		return ctx.Err()
	case <-c.done:
		return c.why()
	}
	err = c.socket.SetWriteDeadline(time.Now().Add(writeTimeout))
	if err == nil {
		_, err = c.socket.Write(append(line, '\n'))
	}
	if err != nil {
		c.close(fmt.Errorf("write to the sidecar: %w", err))
		return c.why()
	}
	return nil
}

// call asks the child and waits for the answer, which goes to result unless that is nil.
func (c *conn) call(ctx context.Context, method string, params, result any) error {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return gaveUp(ctx, method)
	case <-c.done:
		return c.lost(method)
	}
	return c.ask(ctx, method, params, result)
}

// ask is call without a slot.
func (c *conn) ask(ctx context.Context, method string, params, result any) error {
	raw, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("XMTP %s: encode: %w", method, err)
	}
	f := frame{Version: "2.0", ID: new(uint64), Method: method, Params: raw}
	if deadline, ok := ctx.Deadline(); ok {
		f.Timeout = max(1, time.Until(deadline).Milliseconds())
	}
	answer := make(chan frame, 1)
	c.mu.Lock()
	c.next++
	*f.ID = c.next
	c.pending[c.next] = answer
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.pending, *f.ID)
		c.mu.Unlock()
	}()
	switch err := c.write(ctx, f); {
	case err == nil:
	case errors.Is(err, ErrInvalid):
		return fmt.Errorf("XMTP %s: %w", method, err)
	case ctx.Err() != nil:
		return gaveUp(ctx, method)
	default:
		return c.lost(method)
	}
	select {
	case f := <-answer:
		if f.Error != nil {
			return f.Error.err(method)
		}
		if result == nil {
			return nil
		}
		if err := json.Unmarshal(f.Result, result); err != nil {
			return fmt.Errorf("XMTP %s: %w: an answer of another kind: %w", method, ErrUnavailable, err)
		}
		return nil
	case <-ctx.Done():
		return gaveUp(ctx, method)
	case <-c.done:
		return c.lost(method)
	}
}

// lost is the error of a call whose child has ended.
func (c *conn) lost(method string) error {
	return fmt.Errorf("XMTP %s: %w: %w", method, ErrUnavailable, c.why())
}

// gaveUp tells a time that ran out, which is the network's or the child's fault, from a caller who wants no answer any more.
func gaveUp(ctx context.Context, method string) error {
	if err := context.Cause(ctx); errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("XMTP %s: %w: no answer in time: %w", method, ErrUnavailable, err)
	}
	return fmt.Errorf("XMTP %s: %w", method, ctx.Err())
}
