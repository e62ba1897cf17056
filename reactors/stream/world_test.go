package stream

import (
	"context"
	"errors"
	"log/slog"
	"math/big"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"go.uber.org/goleak"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

func TestMain(m *testing.M) {
	// LevelDB's pool of buffers ends by itself up to a second after the store was closed.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"))
}

func wallet(n int) common.Address { return common.BigToAddress(big.NewInt(int64(n) + 0x10000)) }

var (
	creator  = common.HexToAddress("0xc4ea")
	delegate = common.HexToAddress("0xde1e")
	holderA  = wallet(1)
	holderB  = wallet(2)
	stranger = wallet(99)
)

const (
	begins     = 100_000 // chain time at which events start
	lasts      = 3600
	openBefore = 900 * time.Second
	closeAfter = 600 * time.Second
)

// world is a store that is filled as the indexer does, a stand-in of SRS, and the service between them.
type world struct {
	t       testing.TB
	dir     string
	s       *store.Store
	srs     *srstest.Server
	api     *srs.API
	options Options
	r       *Service
	block   uint64
	chain   uint64

	mu   sync.Mutex
	wall time.Time
}

func newWorld(t testing.TB, change ...func(*Options)) *world {
	w := &world{t: t, dir: t.TempDir(), srs: srstest.New(), chain: begins + 1, wall: time.Unix(1_800_000_000, 0)}
	var err error
	if w.s, err = store.Open(store.Options{Dir: w.dir}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.s.Close() })
	url, stop := w.srs.Start()
	t.Cleanup(stop)
	if w.api, err = srs.NewAPI([]string{url}, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.api.Close)
	w.options = Options{Store: w.s, SRS: w.api, Host: "room.example", TLS: true, OpenBefore: openBefore, CloseAfter: closeAfter,
		File: filepath.Join(w.dir, "stream.json"), Now: w.now, Log: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&w.options)
	}
	w.restart()
	return w
}

// restart is a new process.
func (w *world) restart() {
	w.t.Helper()
	var err error
	if w.options.Keys, err = bearer.Open(filepath.Join(w.dir, "bearer.key")); err != nil {
		w.t.Fatal(err)
	}
	if w.r, err = New(w.options); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wall
}

// pass lets wall time pass.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wall = w.wall.Add(d)
}

// commit writes the next block.
func (w *world) commit(act func(*store.Batch)) {
	w.t.Helper()
	w.block++
	b := w.s.Begin()
	defer b.Discard()
	act(b)
	b.Advance(store.Ref{Number: w.block, Hash: common.BigToHash(new(big.Int).SetUint64(w.block)), Time: w.chain}, w.block)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

// at moves chain time.
func (w *world) at(chain uint64) {
	w.chain = chain
	w.commit(func(*store.Batch) {})
}

// mint creates an event by creator, with a delegate.
func (w *world) mint(event uint64) {
	w.commit(func(b *store.Batch) {
		e := b.Event(event)
		e.ID, e.Known, e.Creator, e.Owner, e.Delegate = event, true, creator, creator, delegate
		e.StartDate, e.RegisteredEnd = begins, begins+lasts
		e.Kiosk = common.BigToAddress(new(big.Int).SetUint64(0x4105_0000 + event))
		b.Touch(Name, event)
	})
}

func (w *world) change(event uint64, f func(*store.Event)) {
	w.commit(func(b *store.Batch) {
		f(b.Event(event))
		b.Touch(Name, event)
	})
}

// give gives a ticket to a wallet, whoever had it.
func (w *world) give(event, ticket uint64, to common.Address) {
	w.commit(func(b *store.Batch) {
		t := b.Ticket(event, ticket)
		t.Owner, t.Burned = to, to == common.Address{}
		b.Touch(Name, event)
	})
}

// show is a world with event 7 that is on, tickets of A and B, and event 8.
func show(t testing.TB, change ...func(*Options)) *world {
	w := newWorld(t, change...)
	w.mint(7)
	w.mint(8)
	w.give(7, 1, holderA)
	w.give(7, 2, holderB)
	w.give(8, 1, stranger)
	return w
}

func (w *world) token(who common.Address, event uint64, use bearer.Use) string {
	w.t.Helper()
	p, err := w.r.Issue(context.Background(), who, event, use)
	if err != nil {
		w.t.Fatal(err)
	}
	return p.Token
}

// hook asks as SRS would, and returns the answer.
func (w *world) hook(action, client, stream, token string) error {
	return w.hookFrom(action, client, stream, token, "203.0.113.9")
}

func (w *world) hookFrom(action, client, stream, token, ip string) error {
	param := ""
	if token != "" {
		param = "?token=" + token
	}
	h, err := srs.ParseHook(srstest.Body(srs.Hook{Action: action, ClientID: client, App: "live", Stream: stream, Param: param, IP: ip}))
	if err != nil {
		w.t.Fatal(err)
	}
	return w.r.Hook(context.Background(), h)
}

// publish lets somebody publish: the callback and what SRS then shows.
func (w *world) publish(client, stream, token string) {
	w.t.Helper()
	if err := w.hook("on_publish", client, stream, token); err != nil {
		w.t.Fatalf("%s publishes %s: %v", client, stream, err)
	}
	w.connect(client, stream, "fmle-publish", true)
	w.frames(client, stream, 1)
}

func (w *world) connect(client, stream, kind string, publish bool) {
	w.srs.Connect(srs.Client{ID: client, App: "live", Stream: stream, IP: "203.0.113.9", Type: kind, Publish: publish})
}

// frames says how many frames the stream has brought.
func (w *world) frames(client, stream string, n uint64) {
	w.srs.Put(srs.Stream{App: "live", Name: stream, Publisher: client, Frames: n, KbpsIn: 1800, KbpsOut: 3600, Clients: 1, Video: &srs.Video{Codec: "H264", Width: 320, Height: 180}})
}

func (w *world) play(client, stream, token string) {
	w.t.Helper()
	if err := w.hook("on_play", client, stream, token); err != nil {
		w.t.Fatalf("%s plays %s: %v", client, stream, err)
	}
	w.connect(client, stream, "rtmp-play", false)
}

// look asks SRS.
func (w *world) look() look {
	w.t.Helper()
	l, err := w.r.fresh(context.Background(), 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

// reconcile makes one attempt with what SRS says now.
func (w *world) reconcile(event uint64) (reactors.Result, error) {
	w.t.Helper()
	a, err := reactors.NewAttempt(w.s, Name, event, w.now(), slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	defer a.View.Release()
	w.pass(2 * settle) // past what is shared
	return w.r.Reconcile(context.Background(), a)
}

// kicks makes one attempt and wants exactly these to be disconnected by it.
func (w *world) kicks(event uint64, want ...string) reactors.Result {
	w.t.Helper()
	before := len(w.srs.Kicks())
	r, err := w.reconcile(event)
	if err != nil {
		w.t.Fatal(err)
	}
	got := w.srs.Kicks()[before:]
	if strings.Join(got, " ") != strings.Join(want, " ") {
		w.t.Fatalf("disconnected: %q instead of %q", got, want)
	}
	return r
}

func (w *world) admit(method, uri string) error {
	return w.admitFrom(method, uri, "203.0.113.9")
}

func (w *world) admitFrom(method, uri, from string) error {
	return w.r.Admit(context.Background(), srs.Request{Method: method, URI: uri, Address: netip.MustParseAddr(from)})
}

// refused wants a refusal with the status and, if given, words in its reason.
func refused(t testing.TB, what string, err error, status int, words ...string) {
	t.Helper()
	no := new(srs.Denied)
	if !errors.As(err, &no) {
		t.Errorf("%s: %v instead of status %d", what, err, status)
		return
	}
	if no.Status != status {
		t.Errorf("%s: status %d (%s) instead of %d", what, no.Status, no.Why, status)
	}
	for _, word := range words {
		if !strings.Contains(no.Why, word) {
			t.Errorf("%s: %q does not say %q", what, no.Why, word)
		}
	}
}

func accepted(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// run starts runner and service; the function stops both.
func (w *world) run() func() {
	w.t.Helper()
	if err := w.s.EnableReactors([]string{Name}); err != nil {
		w.t.Fatal(err)
	}
	runner, err := reactors.New(reactors.Options{Store: w.s, Reactors: []reactors.Reactor{w.r}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		w.t.Fatal(err)
	}
	return together(w.t, runner.Run, w.r.Run)
}

// together runs the parts until the function that it returns is called, which waits for their ends.
func together(t testing.TB, parts ...func(context.Context) error) func() {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, run := range parts {
		wg.Go(func() {
			if err := run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	return sync.OnceFunc(func() {
		cancel()
		wg.Wait()
	})
}
