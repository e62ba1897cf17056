package api

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/haus25/backend/store"
)

// Progress tells how the indexer is getting on. It is asked at every status question and scrape, by any goroutine, so it
// must be quick.
type Progress interface {
	Progress() Status
}

// Status is the indexer's standing.
type Status struct {
	HeadBlock       uint64    // newest block an endpoint spoke of; 0: none yet
	HeadTime        uint64    // the head's own chain time, Unix seconds; 0: not known, and then the lag is not known either
	HeadSeen        time.Time // wall time at which it was first heard of
	Ready           bool      // the index has caught up with the head since the start and keeps up
	Phase           string    // "waiting", "backfill", "head", …
	Why             string    // public: why it is not ready or what it waits for, and what would mend it
	BlocksPerSecond float64
	LogsPerSecond   float64
	Endpoints       []Endpoint
	SecondPasses    []string // names under which the indexer keeps its second passes in the store
}

// Endpoint is an RPC endpoint's standing since the start.
type Endpoint struct {
	Name            string // public: no key in it
	Healthy         bool
	Head            uint64 // newest block it spoke of; 0: none yet
	Requests        uint64
	Errors          uint64
	ErrorsByClass   map[string]uint64
	Latency         time.Duration // moving average of a request
	LastError       string        // public: no key in it
	BackingOffUntil time.Time     // zero: it is in use
}

// Options configure a [Server]. Store and Progress are required; zero values of the rest mean the defaults.
type Options struct {
	Store    *store.Store
	Progress Progress
	Work     Work             // nil: no reactors run here
	Version  string           // of this program, as /v1/status tells it
	Now      func() time.Time // wall clock; time.Now
	Log      *slog.Logger     // discarded when nil
	Content  http.Handler     // answers GET and HEAD below /ipfs/; nil: no content is served

	Heartbeat     time.Duration // between comments on a silent live stream; 15 s
	ReadTimeout   time.Duration // of a whole request; 10 s
	WriteTimeout  time.Duration // for a reader to take what one write holds; 30 s
	IdleTimeout   time.Duration // between two requests of a connection; 60 s
	MaxLive       int           // live streams at once; 512
	MaxConns      int           // connections at once; 4096
	MaxConnsPerIP int           // connections of one address at once, loopback (a proxy) not counted; 64
}

// What one request may hold and cost. The bodies of reads mean nothing; a small one is read only to answer politely.
const (
	maxHeader    = 8 << 10 // bytes of request line and headers, query string included
	maxBody      = 4 << 10 // bytes
	defaultLimit = 50      // items on a page
	maxLimit     = 1000    // items on a page
	// scanBudget is how many records one request may look at; about 0.2 s of one core.
	scanBudget = 20_000
	// logUnit is how many raw bytes of a log cost as much of the budget as a record: 5 MB of raw bytes are a full page.
	logUnit = 256
)

// shutdownGrace is how long answers that are being sent may go on after Run's context ended.
const shutdownGrace = 2 * time.Second

// Server answers. Its methods may be called by any goroutine.
type Server struct {
	store    *store.Store
	progress Progress
	o        Options
	app      *fiber.App
	metrics  *metrics
	live     atomic.Int64 // open live streams
}

// New prepares a server; nothing listens yet.
func New(o Options) *Server {
	if o.Store == nil || o.Progress == nil {
		panic("api: Options without a Store or a Progress")
	}
	fill(&o.Heartbeat, 15*time.Second)
	fill(&o.ReadTimeout, 10*time.Second)
	fill(&o.WriteTimeout, 30*time.Second)
	fill(&o.IdleTimeout, time.Minute)
	fill(&o.MaxLive, 512)
	fill(&o.MaxConns, 4096)
	fill(&o.MaxConnsPerIP, 64)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Work == nil {
		o.Work = noWork{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{store: o.Store, progress: o.Progress, o: o}
	s.metrics = newMetrics(s)
	s.app = fiber.New(fiber.Config{
		AppName:               "haus",
		CaseSensitive:         true,
		DisableStartupMessage: true,
		Immutable:             true, // a string of a request outlives its handler in a live stream
		ErrorHandler:          s.fiberError,
	})
	s.routes()
	return s
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func (s *Server) routes() {
	s.read("/v1/status", s.status)
	s.read("/v1/stats", s.stats)
	s.read("/v1/events", s.events)
	s.read("/v1/events/:eventId", s.event)
	s.read("/v1/events/:eventId/tickets", s.eventTickets)
	s.read("/v1/events/:eventId/tickets/:ticketId", s.eventTicket)
	s.read("/v1/events/:eventId/tips", s.eventTips)
	s.read("/v1/events/:eventId/logs", s.eventLogs)
	s.read("/v1/events/:eventId/reactions", s.eventReactions)
	s.read("/v1/events/:eventId/chat", s.eventChat)
	s.read("/v1/events/:eventId/chat/:address", s.eventSeat)
	s.read("/v1/events/:eventId/metadata", s.eventMetadata)
	s.read("/v1/addresses/:address", s.address)
	s.read("/v1/addresses/:address/events", s.addressEvents)
	s.read("/v1/addresses/:address/tickets", s.addressTickets)
	s.read("/v1/addresses/:address/tips", s.addressTips)
	s.read("/v1/work", s.work)
	s.read("/v1/logs", s.logs)
	s.get("/v1/live", s.follow)
	s.get("/ipfs/*", s.content)
	s.get("/healthz", s.healthz)
	s.get("/readyz", s.readyz)
	s.get("/metrics", s.metrics.serve)
}

// Handler returns the whole of the API as one handler, for a listener of the caller's. Live streams end when ctx ends.
func (s *Server) Handler(ctx context.Context) fasthttp.RequestHandler {
	return s.guard(&lifetime{over: ctx.Done()}, s.app.Handler())
}

// Listen opens a TCP listener for [Server.Run]. The error says what to change.
func (s *Server) Listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w: set api.listen to a free host:port", address, err)
	}
	return ln, nil
}

// Run serves on the listener until ctx ends, then closes it, ends live streams at once, lets answers under way finish for
// a moment and returns nil. It returns an error only when the listener fails. No goroutine of it is left.
func (s *Server) Run(ctx context.Context, ln net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	open := &connections{most: s.o.MaxConns, mostPerIP: s.o.MaxConnsPerIP, writeTimeout: s.o.WriteTimeout}
	life := &lifetime{over: ctx.Done()}
	web := &fasthttp.Server{
		Handler:               open.busy(s.guard(life, s.app.Handler())),
		ErrorHandler:          s.badRequest,
		ConnState:             open.state,
		ReadBufferSize:        maxHeader,
		MaxRequestBodySize:    maxBody,
		ReadTimeout:           s.o.ReadTimeout,
		IdleTimeout:           s.o.IdleTimeout,
		NoDefaultServerHeader: true,
		NoDefaultDate:         true, // fasthttp's clock is a goroutine that never ends, and it lets nobody else set a Date
		NoDefaultContentType:  true,
		Logger:                quiet{s.o.Log},
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
