package api

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/bearer"
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
	Phase           string    // "waiting", "backfill", "head", "halted", …
	Why             string    // public: why it is not ready or what it waits for, and what would mend it
	BlocksPerSecond float64
	LogsPerSecond   float64
	Endpoints       []Endpoint
	SecondPasses    []string // names under which the indexer keeps its second passes in the store
}

// halted is the phase of an index that disagrees with the chain in a way that only an operator can mend.
const halted = "halted"

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

// Options configure a [Server]. Store and Progress are required; zero values of the rest mean the defaults. Those after Content
// are of the listeners that take commands and answer media servers.
type Options struct {
	Store    *store.Store
	Progress Progress
	Work     Work             // nil: no reactors run here
	Version  string           // of this program, as /v1/status tells it
	Now      func() time.Time // wall clock; time.Now
	Log      *slog.Logger     // discarded when nil
	Content  http.Handler     // answers GET and HEAD below /ipfs/; nil: no content is served

	// PublicURL is where clients reach the control listener: scheme and host. Its host is the domain of sign-ins, and absolute
	// links begin with it. Empty: links are relative, and only clients on this machine can sign in.
	PublicURL string
	Keys      *bearer.Keyring  // makes and reads sessions; nil: nobody can sign in, so no command is taken
	Operators []common.Address // may start and stop recordings, retry work and end the tokens of others

	Streams Streams // nil: the stream reactor is off
	// OpenBefore and CloseAfter are how long before an event's start publishing opens and how long after its end it closes: the
	// same that Streams goes by.
	OpenBefore, CloseAfter time.Duration
	StreamStatus           func() StreamStatus // for metrics; nil: there are none
	Archives               Archives            // nil: the archive is off; what it recorded before is shown
	ArchiveStatus          func() ArchiveStatus
	// Gateways are IPFS gateways, as backups of the one here. FilBeamPayer is the address whose account pays for FilBeam; zero: none.
	Gateways     []string
	FilBeamPayer common.Address
	// HooksSecret is what the media server and its proxy prove themselves with. Empty: all that they ask is refused.
	HooksSecret string
	// MaxLag is how old the index may be for access to streams to be decided by it while it is not ready; 60 s.
	MaxLag time.Duration

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
	maxHeader    = 8 << 10  // bytes of request line and headers, query string included
	maxBody      = 4 << 10  // bytes of a read's body
	maxCommand   = 64 << 10 // bytes of a command's body
	defaultLimit = 50       // items on a page
	maxLimit     = 1000     // items on a page
	// scanBudget is how many records one request may look at; about 0.2 s of one core.
	scanBudget = 20_000
	// logUnit is how many raw bytes of a log cost as much of the budget as a record: 5 MB of raw bytes are a full page.
	logUnit = 256
)

// Server answers. What its listeners share is here: the store, the bounds, the figures. Its methods may be called by any goroutine.
type Server struct {
	store    *store.Store
	progress Progress
	o        Options
	domain   string // of sign-ins: the host of PublicURL; empty: the request's own
	metrics  *metrics
	door     *door
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
	fill(&o.MaxLag, time.Minute)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Work == nil {
		o.Work = noWork{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{store: o.Store, progress: o.Progress, o: o, door: newDoor()}
	if o.PublicURL != "" {
		u, err := url.Parse(o.PublicURL)
		if err != nil || u.Host == "" {
			panic("api: Options.PublicURL without a host") // the configuration was checked
		}
		s.domain = strings.ToLower(u.Host)
	}
	s.metrics = newMetrics(s)
	return s
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Reads returns the public listener that only reads.
func (s *Server) Reads() *Listener {
	l := s.listener(reading)
	l.answerReads()
	return l
}

// Control returns the public listener that answers all that [Server.Reads] answers, signs wallets in and takes their commands.
func (s *Server) Control() *Listener {
	l := s.listener(commanding)
	l.answerReads()
	l.answerCommands()
	return l
}

// Hooks returns the private listener that answers the media server's callbacks and its proxy's questions.
func (s *Server) Hooks() *Listener {
	l := s.listener(hooking)
	l.post("/srs", s.srsHook)
	l.get("/nginx", s.nginxAsks)
	return l
}

func (l *Listener) answerReads() {
	s := l.s
	l.read("/v1/status", s.status)
	l.read("/v1/stats", s.stats)
	l.read("/v1/events", s.events)
	l.read("/v1/events/:eventId", s.event)
	l.read("/v1/events/:eventId/tickets", s.eventTickets)
	l.read("/v1/events/:eventId/tickets/:ticketId", s.eventTicket)
	l.read("/v1/events/:eventId/tips", s.eventTips)
	l.read("/v1/events/:eventId/logs", s.eventLogs)
	l.read("/v1/events/:eventId/reactions", s.eventReactions)
	l.read("/v1/events/:eventId/chat", s.eventChat)
	l.read("/v1/events/:eventId/chat/:address", s.eventSeat)
	l.read("/v1/events/:eventId/metadata", s.eventMetadata)
	l.read("/v1/events/:eventId/stream", s.eventStream)
	l.read("/v1/events/:eventId/archive", s.eventArchive)
	l.read("/v1/addresses/:address", s.address)
	l.read("/v1/addresses/:address/events", s.addressEvents)
	l.read("/v1/addresses/:address/tickets", s.addressTickets)
	l.read("/v1/addresses/:address/tips", s.addressTips)
	l.read("/v1/work", s.work)
	l.read("/v1/logs", s.logs)
	l.get("/v1/live", s.follow)
	l.get("/ipfs/*", s.content)
	l.get("/healthz", s.healthz)
	l.get("/readyz", s.readyz)
	l.get("/metrics", s.metrics.serve)
	l.get("/health", s.oldHealth)
	l.get("/api/livestream/:eventId/status", s.oldStatus)
	l.get("/api/event/:eventId/cid-table", s.oldTable)
}

func (l *Listener) answerCommands() {
	s := l.s
	l.post("/v1/auth/nonce", s.giveNonce)
	l.post("/v1/auth/sign-in", s.signIn)
	l.command("/v1/events/:eventId/stream/token", s.giveToken)
	l.command("/v1/events/:eventId/stream/revoke", s.revokeTokens)
	l.post("/v1/events/:eventId/stream/stats", s.reportPlayback)
	l.command("/v1/events/:eventId/archive/start", s.archiveCommand("start"))
	l.command("/v1/events/:eventId/archive/stop", s.archiveCommand("stop"))
	l.command("/v1/work/retry", s.retryWork)
	l.post("/api/livestream/start", s.oldCommand("start"))
	l.post("/api/livestream/stop", s.oldCommand("stop"))
}
