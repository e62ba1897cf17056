package api

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/haus25/backend/internal/srs"
)

// shutdownGrace is how long answers that are being sent may go on after Run's context ended.
const shutdownGrace = 2 * time.Second

// kind is what tells one listener from another.
type kind struct {
	setting string   // that says where it listens
	methods []string // all that it knows; nothing is registered for another
	headers string   // that pages of other origins may send; empty: no page may ask
	posted  int      // bytes that the body of a POST may have
}

const pageHeaders = "Accept, Cache-Control, Content-Type, If-None-Match, If-Range, Last-Event-ID, Range"

var (
	reading    = &kind{"api.listen", []string{http.MethodGet, http.MethodHead, http.MethodOptions}, pageHeaders, maxBody}
	commanding = &kind{"control.listen", []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPost}, pageHeaders + ", Authorization", maxCommand}
	hooking    = &kind{"hooks.listen", []string{http.MethodGet, http.MethodPost}, "", srs.MaxHook}
)

func (k *kind) allow() string { return strings.Join(k.methods, ", ") }

// forPages tells whether pages of other origins may ask.
func (k *kind) forPages() bool { return k.headers != "" }

// mostBody is how many bytes the body of a request may have.
func (k *kind) mostBody(h *fasthttp.RequestHeader) int {
	if h.IsPost() {
		return k.posted
	}
	return maxBody
}

// Listener answers some of what a [Server] can. Its methods may be called by any goroutine; it serves one net.Listener at a time.
type Listener struct {
	s    *Server
	kind *kind
	app  *fiber.App
}

func (s *Server) listener(k *kind) *Listener {
	l := &Listener{s: s, kind: k}
	l.app = fiber.New(fiber.Config{
		AppName:               "haus",
		CaseSensitive:         true,
		DisableStartupMessage: true,
		Immutable:             true, // a string of a request outlives its handler in a live stream
		ErrorHandler:          s.fiberError,
	})
	return l
}

// Handler returns all that the listener answers as one handler, for a server of the caller's. Live streams end when ctx ends.
func (l *Listener) Handler(ctx context.Context) fasthttp.RequestHandler {
	return l.guard(&lifetime{over: ctx.Done()}, l.app.Handler())
}

// Listen opens a TCP listener for [Listener.Run]. The error says what to change.
func (l *Listener) Listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w: set %s to a free host:port", address, err, l.kind.setting)
	}
	return ln, nil
}

// Run serves on ln until ctx ends, then closes it, ends live streams at once, lets answers under way finish for a moment and
// returns nil. It returns an error only when ln fails. No goroutine of it is left.
func (l *Listener) Run(ctx context.Context, ln net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	o := &l.s.o
	open := &connections{most: o.MaxConns, mostPerIP: o.MaxConnsPerIP, writeTimeout: o.WriteTimeout}
	if !l.kind.forPages() {
		open.mostPerIP = open.most // one media server asks for all its viewers
	}
	life := &lifetime{over: ctx.Done()}
	web := &fasthttp.Server{
		Handler:            open.busy(l.guard(life, l.app.Handler())),
		ErrorHandler:       l.badRequest,
		ConnState:          open.state,
		ReadBufferSize:     maxHeader,
		MaxRequestBodySize: maxBody,
		HeaderReceived: func(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
			return fasthttp.RequestConfig{MaxRequestBodySize: l.kind.mostBody(h)}
		},
		DisablePreParseMultipartForm: true,
		ReadTimeout:                  o.ReadTimeout,
		IdleTimeout:                  o.IdleTimeout,
		NoDefaultServerHeader:        true,
		NoDefaultDate:                true, // fasthttp's clock is a goroutine that never ends, and it lets nobody else set a Date
		NoDefaultContentType:         true,
		SecureErrorLogMessage:        true, // its words about a broken header would quote the tokens in it
		Logger:                       quiet{o.Log},
	}
	unhook := context.AfterFunc(ctx, func() { ln.Close() })
	defer unhook()
	err := open.serve(ctx, ln, web.ServeConn)
	cancel() // ends the live streams
	open.stop(shutdownGrace)
	life.streams.Wait() // one whose connection is gone notices now
	return err
}

// quiet gives fasthttp's words to slog: they are about strangers' connections, so nobody is woken.
type quiet struct{ log *slog.Logger }

func (q quiet) Printf(format string, args ...any) {
	q.log.Debug("http server", "message", fmt.Sprintf(format, args...))
}
