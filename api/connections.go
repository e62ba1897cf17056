package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
)

// connections accepts, bounds and ends the connections of one listener. fasthttp's own accept loop polls when it stops and
// leaves a goroutine behind for a while; this one knows what is open.
type connections struct {
	most, mostPerIP int
	writeTimeout    time.Duration

	served   sync.WaitGroup
	mu       sync.Mutex
	open     map[*conn]bool // whether a request is being answered
	perIP    map[netip.Addr]int
	stopping bool
}

// conn gives every single write its own time: a stream may last for ever, a reader that takes nothing may not.
type conn struct {
	net.Conn
	ip           netip.Addr
	writeTimeout time.Duration
}

func (c *conn) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.writeTimeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// serve answers until ctx ends (nil) or the listener fails.
func (cs *connections) serve(ctx context.Context, ln net.Listener, answer func(net.Conn) error) error {
	cs.open, cs.perIP = map[*conn]bool{}, map[netip.Addr]int{}
	for {
		raw, err := ln.Accept()
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil
		case passing(err):
			select { // the process is out of descriptors or memory; a connection that ends frees some
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
			continue
		default:
			return fmt.Errorf("accept on %s: %w", ln.Addr(), err)
		}
		c := &conn{Conn: raw, ip: address(raw), writeTimeout: cs.writeTimeout}
		if refusal := cs.add(c); refusal != "" {
			c.Write([]byte(refusal)) // fits the socket's buffer, so it does not wait
			c.Close()
			continue
		}
		cs.served.Go(func() {
			defer cs.remove(c)
			answer(c) // its error is the stranger's, and fasthttp has logged it
		})
	}
}

func passing(err error) bool {
	for _, e := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func address(c net.Conn) netip.Addr {
	if a, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		return a.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

// counts tells whether the address stands for one stranger. A reverse proxy on this machine stands for all of them, and
// bounds each itself; IPv6 strangers have a /64 each.
func counts(a netip.Addr) (netip.Addr, bool) {
	if !a.IsValid() || a.IsLoopback() {
		return a, false
	}
	if a.Is6() {
		a = netip.PrefixFrom(a, 64).Masked().Addr()
	}
	return a, true
}

// stranger is who asks, as far as an address tells: of a proxy on this machine, the one that it says last in X-Forwarded-For. What stands
// before that is the stranger's word, and so is all of it where the proxy only passes it on: then nothing is gained or lost by it.
func stranger(ctx *fasthttp.RequestCtx) (netip.Addr, bool) {
	a := address(ctx.Conn())
	if !a.IsLoopback() {
		return counts(a)
	}
	all := ctx.Request.Header.PeekAll("X-Forwarded-For")
	if len(all) == 0 {
		return a, false
	}
	said := string(all[len(all)-1])
	a, err := netip.ParseAddr(strings.TrimSpace(said[strings.LastIndexByte(said, ',')+1:]))
	if err != nil {
		return a, false
	}
	return counts(a.Unmap())
}

// add counts the connection in, or returns the answer that turns it away.
func (cs *connections) add(c *conn) (refusal string) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if len(cs.open) >= cs.most {
		return rawProblem(fasthttp.StatusServiceUnavailable, "All connections are in use: try again in a moment.")
	}
	if ip, ok := counts(c.ip); ok {
		if cs.perIP[ip] >= cs.mostPerIP {
			return rawProblem(fasthttp.StatusTooManyRequests, fmt.Sprintf("%d connections of your address are open: close one.", cs.mostPerIP))
		}
		cs.perIP[ip]++
	}
	cs.open[c] = false
	return ""
}

func (cs *connections) remove(c *conn) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.open, c)
	if ip, ok := counts(c.ip); ok {
		if cs.perIP[ip]--; cs.perIP[ip] <= 0 {
			delete(cs.perIP, ip)
		}
	}
}

// busy notes on a connection that its request is being answered from here on. (fasthttp's own StateActive begins earlier:
// while it waits for a stranger's first byte.)
func (cs *connections) busy(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		cs.note(ctx.Conn(), true)
		next(ctx)
	}
}

// state hears from fasthttp that an answer has been sent.
func (cs *connections) state(c net.Conn, state fasthttp.ConnState) {
	if state == fasthttp.StateIdle {
		cs.note(c, false)
	}
}

// note keeps whether a connection is answering; one that falls idle while the server stops is closed.
func (cs *connections) note(nc net.Conn, answering bool) {
	c, ok := nc.(*conn)
	if !ok {
		return
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if _, ok := cs.open[c]; ok {
		cs.open[c] = answering
	}
	if cs.stopping && !answering {
		c.Close()
	}
}

// stop closes idle connections at once and the others when they have been answered, or after the grace. It returns when
// all have ended.
func (cs *connections) stop(grace time.Duration) {
	cs.closeAll(false)
	late := time.AfterFunc(grace, func() { cs.closeAll(true) })
	defer late.Stop()
	cs.served.Wait()
}

func (cs *connections) closeAll(busy bool) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.stopping = true
	for c, answering := range cs.open {
		if busy || !answering {
			c.Close()
		}
	}
}
