package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/haus25/backend/store"
)

// pipes is a listener whose connections come from whatever address a test says.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	shut   atomic.Bool
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	if p.shut.CompareAndSwap(false, true) {
		close(p.closed)
	}
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

type from struct {
	net.Conn
	ip string
}

func (f from) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(f.ip), Port: 1} }

func (p *pipes) dial(ip string) net.Conn {
	client, server := net.Pipe()
	p.conns <- from{server, ip}
	return client
}

// says reads one answer's status line from the connection after an optional request.
func says(t *testing.T, c net.Conn, request string) string {
	t.Helper()
	if request != "" {
		if _, err := io.WriteString(c, request); err != nil {
			t.Fatal(err)
		}
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		t.Fatal(err)
	}
	return res.Status
}

func TestConnectionsAreBoundedPerAddress(t *testing.T) {
	const health = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
	s := New(Options{Store: newStore(t, identity), Progress: &indexer{}, MaxConnsPerIP: 2, MaxConns: 6}).Reads()
	p := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, p) }()
	var open []net.Conn
	take := func(ip, want string) {
		t.Helper()
		c := p.dial(ip)
		open = append(open, c)
		request := health
		if !strings.HasPrefix(want, "200") {
			request = "" // it is turned away before it asks
		}
		if got := says(t, c, request); !strings.HasPrefix(got, want) {
			t.Fatalf("%s: %s", ip, got)
		}
	}
	take("192.0.2.1", "200")
	take("192.0.2.1", "200")
	take("192.0.2.1", "429")
	take("::ffff:192.0.2.1", "429") // the same address in another dress
	take("192.0.2.2", "200")
	take("2001:db8::1", "200")
	take("2001:db8::2", "200") // the same /64
	take("2001:db8::3", "429")
	take("127.0.0.1", "200")
	take("127.0.0.1", "503") // six are open
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for _, c := range open {
		c.Close()
	}
}

// failing is a listener that fails for good after a passing error.
type failing struct {
	net.Listener
	errs []error
}

func (f *failing) Accept() (net.Conn, error) {
	err := f.errs[0]
	f.errs = f.errs[1:]
	return nil, err
}

func TestRunEndsWhenTheListenerFails(t *testing.T) {
	s := New(Options{Store: newStore(t, identity), Progress: &indexer{}}).Reads()
	ln, err := s.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := s.Run(t.Context(), &failing{ln, []error{syscall.EMFILE, broken}}); !errors.Is(err, broken) {
		t.Fatalf("Run: %v", err)
	}
	ln.Close()
}

func TestListenSaysWhatToChange(t *testing.T) {
	w := newWorld(t)
	if _, err := w.reads.Listen(t.Context(), strings.TrimPrefix(w.url, "http://")); err == nil || !strings.Contains(err.Error(), "api.listen") {
		t.Fatalf("listening twice: %v", err)
	}
}

// TestStopEndsIdleAndSilentConnections: neither a kept-alive connection nor one that never asked holds the stop up.
func TestStopEndsIdleAndSilentConnections(t *testing.T) {
	w := newWorld(t)
	w.get("/healthz")
	silent, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	w.get("/healthz") // the silent one was accepted before
	began := time.Now()
	w.stop()
	if took := time.Since(began); took > shutdownGrace/2 {
		t.Errorf("the stop took %s", took)
	}
	if _, err := silent.Read(make([]byte, 1)); err == nil {
		t.Error("the silent connection is open")
	}
}

func TestAPanicIsAnAnswer(t *testing.T) {
	s := New(Options{Store: newStore(t, identity), Progress: &indexer{}}).Reads()
	s.read("/panic", func(*query) reader { return func(*store.View) (any, string, error) { panic("oh") } })
	w := &world{t: t, reads: s}
	res := w.answerTo("/panic")
	var h http.Header = map[string][]string{"Content-Type": {string(res.Header.ContentType())}}
	if p := problemOf(t, res.StatusCode(), res.Body(), h); p.Status != 500 || strings.Contains(p.Detail, "oh") {
		t.Fatalf("%+v", p)
	}
	if after := w.answerTo("/healthz"); after.StatusCode() != 200 {
		t.Errorf("afterwards: %d", after.StatusCode())
	}
}
