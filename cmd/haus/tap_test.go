package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
)

// tap stands between haus and a server, and can be turned off: then nothing is answered, or every connection is cut.
type tap struct {
	url string

	mu    sync.Mutex
	mode  tapMode
	held  int           // requests that hang
	moved chan struct{} // closed when the mode changes
}

type tapMode int

const (
	tapOpen tapMode = iota
	tapHang
	tapCut
)

func newTap(t *testing.T, behind string) *tap {
	target, err := url.Parse(behind)
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{moved: make(chan struct{})}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = &http.Transport{DisableKeepAlives: true}
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch p.wait(r.Context()) {
		case tapCut:
			panic(http.ErrAbortHandler)
		case tapOpen:
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(func() {
		p.turn(tapCut)
		server.Close()
	})
	p.url = server.URL
	return p
}

func (p *tap) turn(m tapMode) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mode = m
	close(p.moved)
	p.moved = make(chan struct{})
}

// wait returns when the tap does not hang any more, or the client has gone.
func (p *tap) wait(ctx context.Context) tapMode {
	for {
		p.mu.Lock()
		m, moved := p.mode, p.moved
		p.mu.Unlock()
		if m != tapHang {
			return m
		}
		p.hold(1)
		select {
		case <-moved:
			p.hold(-1)
		case <-ctx.Done():
			p.hold(-1)
			return tapCut
		}
	}
}

func (p *tap) hold(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held += n
}

// holds tells whether a request hangs.
func (p *tap) holds() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held > 0
}
