package api

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"go.uber.org/goleak"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/store"
)

func TestMain(m *testing.M) {
	// LevelDB's pool janitor lives for up to a second after Close.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"))
}

// indexer is a Progress that a test sets.
type indexer struct {
	mu sync.Mutex
	st Status
}

func (i *indexer) Progress() Status {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.st
}

func (i *indexer) set(st Status) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.st = st
}

// world is a store, a server on a loopback port and a client.
type world struct {
	t       testing.TB
	store   *store.Store
	indexer *indexer
	server  *Server
	reads   *Listener
	url     string
	client  *http.Client
	stop    func() // ends the server and waits for it
	logs    map[uint64]uint32
}

var identity = store.Identity{
	ChainID: 713715, StartBlock: 1, EventFactory: addr(0xf1), EventManager: addr(0xf2), LiveTipping: addr(0xf3), Distributor: addr(0xf4),
}

func addr(n uint64) (a common.Address) {
	binary.BigEndian.PutUint64(a[12:], n)
	a[0] = 0xaa
	return a
}

func hash(n uint64) (h common.Hash) {
	binary.BigEndian.PutUint64(h[24:], n)
	h[0] = 0xbb
	return h
}

func newStore(t testing.TB, id store.Identity) *store.Store {
	t.Helper()
	st, err := store.Open(store.Options{Dir: t.TempDir(), Identity: id, UndoWindow: 64})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

// wall is the clock of tests: 5 s after the head was seen.
var wall = time.Unix(1_900_000_005, 0)

func newWorld(t testing.TB, change ...func(*Options)) *world {
	t.Helper()
	w := &world{t: t, store: newStore(t, identity), indexer: &indexer{}, logs: map[uint64]uint32{}}
	o := Options{Store: w.store, Progress: w.indexer, Version: "test", Now: func() time.Time { return wall }}
	for _, f := range change {
		f(&o)
	}
	w.server = New(o)
	w.reads = w.server.Reads()
	w.serve()
	return w
}

// serve answers reads.
func (w *world) serve() { w.url, w.client, w.stop = serve(w.t, w.reads) }

// serve runs a listener on a loopback port until the test ends, or stop.
func serve(t testing.TB, l *Listener) (url string, client *http.Client, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ln, err := l.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx, ln) }()
	url = "http://" + ln.Addr().String()
	transport := &http.Transport{DisableCompression: true}
	client = &http.Client{Transport: transport}
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("Run: %v", err)
			}
			transport.CloseIdleConnections()
		})
	}
	t.Cleanup(stop)
	return url, client, stop
}

// batch commits one block.
func (w *world) batch(number uint64, fill func(b *store.Batch)) {
	w.t.Helper()
	b := w.store.Begin()
	defer b.Discard()
	if fill != nil {
		fill(b)
	}
	b.Advance(refOf(number), number)
	if err := b.Commit(); err != nil {
		w.t.Fatal(err)
	}
}

func refOf(number uint64) store.Ref {
	return store.Ref{Number: number, Hash: hash(number), Time: timeOf(number)}
}

// timeOf is the chain's clock: block n is at 1,700,000,000 + 10 n.
func timeOf(number uint64) uint64 { return 1_700_000_000 + 10*number }

func stampOf(block uint64) store.Stamp {
	return store.Stamp{Block: block, Time: timeOf(block), Tx: hash(1000 + block)}
}

var abis = map[store.Contract]*bind.MetaData{
	store.EventFactory: &bindings.EventFactoryMetaData, store.EventManager: &bindings.EventManagerMetaData,
	store.LiveTipping: &bindings.LiveTippingMetaData, store.Distributor: &bindings.DistributorMetaData,
	store.TicketKiosk: &bindings.TicketKioskMetaData, store.Curation: &bindings.CurationMetaData,
}

// log makes a real log of a contract in the block, after those already there.
func (w *world) log(block uint64, c store.Contract, event uint64, name string, args ...any) *store.Log {
	w.t.Helper()
	parsed, err := abis[c].ParseABI()
	if err != nil {
		w.t.Fatal(err)
	}
	e := parsed.Events[name]
	l := &store.Log{
		Pos: store.Pos{Block: block, Tx: w.logs[block], Log: w.logs[block]}, Contract: c, HasEvent: true, EventID: event, Time: timeOf(block),
		BlockHash: hash(block), TxHash: hash(1000 + block), Address: addr(0xf0 + uint64(c)), Topics: []common.Hash{e.ID},
	}
	w.logs[block]++
	var plain []any
	for i, in := range e.Inputs {
		if !in.Indexed {
			plain = append(plain, args[i])
			continue
		}
		topic, err := abi.MakeTopics([]any{args[i]})
		if err != nil {
			w.t.Fatalf("%s.%s: %v", name, in.Name, err)
		}
		l.Topics = append(l.Topics, topic[0][0])
	}
	if l.Data, err = e.Inputs.NonIndexed().Pack(plain...); err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	return l
}

func wei(text string) store.Wei { return *uint256.MustFromDecimal(text) }

func bigInt(n int64) *big.Int { return big.NewInt(n) }

// event makes a plain known event.
func event(e *store.Event, block uint64, creator common.Address) {
	e.Known, e.Created, e.Updated = true, stampOf(block), stampOf(block)
	e.Creator, e.Owner, e.Kiosk = creator, creator, addr(0x10000+e.ID)
	e.StartDate, e.RegisteredEnd = timeOf(block)+100, timeOf(block)+3700
	e.ReservePrice, e.ArtCategory, e.MetadataURI = wei("1500000000000000000"), "poetry-slam", "ipfs://x"
	e.Called = store.Called{TicketsAmount: new(wei("100")), TicketPrice: new(wei("250000000000000000"))}
}

// get asks and returns status, body and headers.
func (w *world) get(path string, headers ...string) (int, []byte, http.Header) {
	w.t.Helper()
	return w.ask(http.MethodGet, path, headers...)
}

func (w *world) ask(method, path string, headers ...string) (int, []byte, http.Header) {
	w.t.Helper()
	req, err := http.NewRequest(method, w.url+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := w.client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res.StatusCode, body, res.Header
}

// answer is an envelope as a client reads it.
type answer[T any] struct {
	AsOf *block `json:"asOf"`
	Data T      `json:"data"`
	Next string `json:"next"`
}

func fetch[T any](w *world, path string) (out answer[T]) {
	w.t.Helper()
	status, body, _ := w.get(path)
	if status != http.StatusOK {
		w.t.Fatalf("GET %s: %d %s", path, status, body)
	}
	if err := json.Unmarshal(body, &out); err != nil {
		w.t.Fatalf("GET %s: %v in %s", path, err, body)
	}
	return out
}

func (w *world) generation() uint64 {
	v, err := w.store.View()
	if err != nil {
		w.t.Fatal(err)
	}
	defer v.Release()
	return v.Generation()
}

// problemOf checks that an answer is a whole problem and returns it.
func problemOf(t testing.TB, status int, body []byte, h http.Header) problem {
	t.Helper()
	var p problem
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatalf("status %d is no problem: %v in %q", status, err, body)
	}
	if !strings.HasPrefix(h.Get("Content-Type"), "application/problem+json") || p.Status != status || p.Type != "about:blank" || p.Title == "" || p.Detail == "" {
		t.Fatalf("status %d, %s: an incomplete problem %+v", status, h.Get("Content-Type"), p)
	}
	return p
}
