package stream

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/store"
)

// Name is the reactor's name.
const Name = "stream"

// SRS is what the media servers are asked and told; *srs.API is one. The lists are bounded; each comes with the servers that did not answer.
type SRS interface {
	Servers() []string
	Streams(context.Context) ([]srs.Stream, []*srs.Down)
	Clients(context.Context) ([]srs.Client, []*srs.Down)
	Kick(ctx context.Context, server, client string) error
}

// Options say how to work. Store, SRS, Keys and Host are required.
type Options struct {
	Store *store.Store
	SRS   SRS
	Keys  *bearer.Keyring
	// Host is the public name under which streams are reached, TLS whether over https.
	Host string
	TLS  bool
	// RTMPPort is the port of the SRS that has an event, for RTMP does not pass the proxy; nil: 1935.
	RTMPPort func(event uint64) uint16
	// OpenBefore and CloseAfter widen an event's time to its window, chain time; whole seconds.
	OpenBefore, CloseAfter time.Duration
	// WatchTTL is how long a watch token lets in, default 10 minutes.
	WatchTTL time.Duration
	// ViewersPerToken bounds who watches with one token at a time, default 3; all tokens of a wallet for an event let in three times as
	// many.
	ViewersPerToken int
	// ShowsPerCreator bounds how many events of one creator are published at once; 0: no limit. Anybody can mint an event that lasts for
	// years, and each show takes of the line and the disk that are there for all.
	ShowsPerCreator int
	// Ladder are the variants, of srs.Rungs, that SRS's transcoder makes; empty: it makes none, and none is let in.
	Ladder []string
	// File is where bindings are kept over restarts; empty: nowhere.
	File string
	// Wake is told that SRS finished a segment of an event; it must not block. The file's name is SRS's word. Nil: nobody is told.
	Wake func(event uint64, file string)
	// Now is the wall clock, default time.Now.
	Now func() time.Time
	Log *slog.Logger
}

// Times of the service, wall clock.
const (
	attentive = 2 * time.Second  // between two looks at SRS while anybody is connected
	idle      = 30 * time.Second // and while nobody is
	settle    = time.Second      // from a callback to the look that shows what became of it

	// Until a client shows up in SRS's list after its callback, or stays away from it without being believed to be gone.
	grace = 10 * time.Second
	// Until a client without a binding is disconnected: SRS lists it before the callback that binds it is answered.
	unboundGrace = 5 * time.Second
	// Without a frame for that long a publisher is stale. A live one brings some ten a second, even on a bad line.
	staleAfter = 5 * time.Second
	// How long a publisher waits for a kick in its callback. SRS answers within milliseconds or not at all.
	kickWait = time.Second
	// A player of HLS asks at least once a segment, which is 10 to 15 seconds.
	hlsGap = 30 * time.Second
	// Statistics of players cover that long.
	reportSpan = time.Minute
	// Between two revocations by one wallet: each is a receipt, which is kept for good.
	revokePause = time.Minute
	// From one look of the reactor at an event to the next while somebody is connected.
	patrol = 15 * time.Second
)

// tokensPerWallet is as many tokens as a wallet can use in full at one event. A wallet gets tokens at will, as a page that is loaded anew
// does, so without this one ticket would let in everybody.
const tokensPerWallet = 3

// Bounds on what strangers can make the service remember.
const (
	maxBindings = 50_000
	maxPlayers  = 50_000 // of HLS
	maxReports  = 50_000
)

// Service is the reactor, and the answers to everybody who wants to publish or watch. Its methods may be called by any goroutine. Run
// it once.
type Service struct {
	Options
	host   string        // Host without a port
	asking chan struct{} // held by who asks SRS
	stir   chan struct{} // wakes the observer
	keep   chan struct{} // wakes the keeper

	mu       sync.Mutex // guards what follows
	bindings bindings
	players  map[uint64]map[place]*player // of HLS, by token
	playing  map[uint64]int               // how many they are, by event
	held     map[holder]int               // and by wallet
	nPlayers int
	revoked  map[holder]uint64 // Unix seconds; tokens issued until then are refused
	last     look
	left     map[string]struct{} // clients that went since
	progress map[string]progress // by server and stream
	unbound  map[string]*stray   // by client
	reports  map[uint64]map[reporter]sample
	nReports int
	touches  map[uint64]struct{} // events whose keys are to be made due
	urgent   bool                // the bindings' file is to be written at once
	changed  bool                // or soon
	tally    map[[2]string]uint64
	kicked   uint64
}

// New makes the service and reads what it kept. Nothing runs yet, and nothing is asked of the network.
func New(o Options) (*Service, error) {
	if o.Store == nil || o.SRS == nil || o.Keys == nil || o.Host == "" {
		return nil, errors.New("stream: want a store, an SRS, a keyring and a host")
	}
	for _, v := range o.Ladder {
		if !slices.Contains(srs.Rungs, v) {
			return nil, errors.New("stream.ladder knows 720p and 480p")
		}
	}
	if o.WatchTTL == 0 {
		o.WatchTTL = 10 * time.Minute
	}
	if o.ViewersPerToken == 0 {
		o.ViewersPerToken = 3
	}
	if o.Wake == nil {
		o.Wake = func(uint64, string) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{Options: o, host: hostname(o.Host), asking: make(chan struct{}, 1), stir: make(chan struct{}, 1), keep: make(chan struct{}, 1),
		bindings: newBindings(), players: map[uint64]map[place]*player{}, playing: map[uint64]int{}, held: map[holder]int{}, left: map[string]struct{}{}, progress: map[string]progress{}, unbound: map[string]*stray{},
		reports: map[uint64]map[reporter]sample{}, touches: map[uint64]struct{}{}, tally: map[[2]string]uint64{}}
	var err error
	if s.revoked, err = revocations(o.Store); err != nil {
		return nil, err
	}
	s.restore()
	return s, nil
}

// Name is the reactor's name.
func (s *Service) Name() string { return Name }

// Run observes SRS and keeps what callbacks leave, until ctx ends; then it writes the bindings a last time and returns nil. An SRS that
// is down and a file that cannot be written are logged and tried again.
func (s *Service) Run(ctx context.Context) error {
	var g errgroup.Group
	g.Go(func() error { s.observe(ctx); return nil })
	g.Go(func() error { s.keepUp(ctx); return nil })
	return g.Wait()
}

// signal wakes who waits for the channel, and never blocks.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
