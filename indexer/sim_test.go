package indexer_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/syndtr/goleveldb/leveldb/storage"
	"go.uber.org/goleak"

	"github.com/haus25/backend/indexer"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/seinode"
	"github.com/haus25/backend/internal/seinode/compare"
	"github.com/haus25/backend/store"
)

var (
	seeds = flag.Int("seeds", 200, "how many seeds the simulation plays")
	first = flag.Uint64("seed", 1, "the simulation's first seed; a failing seed replays with -seed N -seeds 1")
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// LevelDB's pool drainer lives a second longer than its database; the node that BenchmarkAsk runs keeps its own.
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		goleak.IgnoreAnyFunction("github.com/ethereum/go-ethereum/eth/filters.(*Subscription).Unsubscribe"))
}

// TestSimulation plays random worlds at random faults, with reorgs, kills and restarts in the middle, and then compares
// every record, index, counter and list with the truth.
func TestSimulation(t *testing.T) {
	for i := range *seeds {
		seed := *first + uint64(i)
		if !t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) { simulate(t, seed) }) {
			t.Fatalf("replay with: go test ./indexer -run TestSimulation -seed %d -seeds 1", seed)
		}
	}
}

type simulation struct {
	t       *testing.T
	rng     *rand.Rand
	world   *seinode.World
	nodes   []*seinode.Node
	urls    []string
	ws      []string
	options seinode.Options
	dir     string
	disk    storage.Storage
	store   *store.Store
	pool    *evm.Pool
	indexer *indexer.Indexer
}

func simulate(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 25))
	s := &simulation{t: t, rng: rng, dir: t.TempDir(), disk: storage.NewMemStorage(),
		options: seinode.Options{Seed: seed, HideLiveTipping: rng.IntN(4) == 0, HideDistributor: rng.IntN(4) == 0}}
	s.world = seinode.NewWorld(s.options)
	s.world.Steps(20 + rng.IntN(250))
	zeroParents, perTx := rng.IntN(3) == 0, rng.IntN(6) == 0
	traits := func(f seinode.Faults) seinode.Faults {
		f.ZeroParentHash, f.LogIndexPerTx = zeroParents, perTx
		return f
	}
	for i := range 1 + rng.IntN(3) {
		n := s.world.NewNode(fmt.Sprint("node", i))
		n.SetFaults(traits(seinode.Faults{}.Random(rng, rng.Float64())))
		http, ws := seinode.Serve(t, n)
		s.nodes, s.urls, s.ws = append(s.nodes, n), append(s.urls, http), append(s.ws, ws)
	}
	s.open()
	defer func() { s.close() }()
	for range 3 + rng.IntN(5) {
		switch rng.IntN(6) {
		case 0: // the process dies and starts again
			s.close()
			s.open()
		case 1, 2:
			s.world.Reorg(1 + rng.IntN(20))
			s.world.Steps(rng.IntN(5))
		case 3:
			s.runAndKill()
		default:
			s.world.Steps(rng.IntN(60))
		}
		for range rng.IntN(4) {
			s.converge()
			s.nodes[rng.IntN(len(s.nodes))].SetFaults(traits(seinode.Faults{}.Random(rng, rng.Float64())))
			if rng.IntN(2) == 0 {
				s.again()
			}
		}
	}
	for _, n := range s.nodes {
		n.SetFaults(traits(seinode.Faults{}))
	}
	s.settle()
	v, err := s.store.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	for i, d := range compare.Differences(v, s.world, s.world.Contracts()) {
		if t.Errorf("%s", d); i > 20 {
			break
		}
	}
}

func (s *simulation) open() {
	c := s.world.Contracts()
	id := store.Identity{ChainID: s.world.ChainID(), StartBlock: s.world.StartBlock(), EventFactory: c.EventFactory, EventManager: c.EventManager,
		LiveTipping: c.LiveTipping, Distributor: c.Distributor, CreationWrapper: c.CreationWrapper}
	if s.options.HideLiveTipping {
		id.LiveTipping = common.Address{}
	}
	if s.options.HideDistributor {
		id.Distributor = common.Address{}
	}
	var err error
	if s.store, err = store.Open(store.Options{Dir: s.dir, Storage: s.disk, Identity: id, UndoWindow: 192}); err != nil {
		s.t.Fatal(err)
	}
	var endpoints []evm.EndpointConfig
	for _, u := range s.urls {
		endpoints = append(endpoints, evm.EndpointConfig{URL: u})
	}
	s.pool, err = evm.NewPool(evm.Options{Endpoints: endpoints, ChainID: id.ChainID, Timeout: 100 * time.Millisecond,
		RetryMin: time.Millisecond, RetryMax: 4 * time.Millisecond})
	if err != nil {
		s.t.Fatal(err)
	}
	s.indexer, err = indexer.New(indexer.Options{Store: s.store, Pool: s.pool, WS: s.ws, Poll: time.Millisecond, Recheck: time.Millisecond,
		Retry: time.Millisecond, Round: time.Nanosecond})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *simulation) close() {
	if s.store != nil {
		s.store.Close()
		s.pool.Close()
		s.store = nil
	}
}

// tolerable fails the test for what no fault may cause.
func (s *simulation) tolerable(err error) {
	if errors.Is(err, store.ErrCorrupted) || errors.Is(err, store.ErrDiskFull) || errors.Is(err, indexer.ErrHalted) {
		s.t.Fatal(err)
	}
}

// converge takes a few steps, whatever becomes of them.
func (s *simulation) converge() {
	for range 1 + s.rng.IntN(5) {
		_, err := s.indexer.Converge(context.Background(), 0)
		s.tolerable(err)
	}
}

func (s *simulation) again() {
	_, err := s.indexer.RecheckOnce(context.Background())
	s.tolerable(err)
}

// runAndKill lets the whole indexer run and ends it in the middle of some request.
func (s *simulation) runAndKill() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- s.indexer.Run(ctx) }()
	n := s.nodes[s.rng.IntN(len(s.nodes))]
	until := n.Posts() + 1 + s.rng.IntN(40)
	wait, stop := context.WithTimeout(ctx, 300*time.Millisecond)
	_ = n.Await(wait, func(n *seinode.Node) bool { return n.Posts() >= until }) // whichever comes first
	stop()
	cancel()
	if err := <-ended; err != nil {
		s.tolerable(err)
	}
	s.close()
	s.open()
}

// settle lets the index converge on nodes that behave, with one whole round of the second pass.
func (s *simulation) settle() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		moved, err := s.indexer.Converge(ctx, 0)
		if err != nil {
			s.tolerable(err)
			if ctx.Err() != nil {
				s.t.Fatalf("does not converge: %v", err)
			}
			continue
		}
		if moved {
			continue
		}
		if done, err := s.round(ctx); err != nil {
			s.tolerable(err)
			if ctx.Err() != nil {
				s.t.Fatalf("the second pass does not end: %v", err)
			}
		} else if done {
			return
		}
	}
}

// round asks for what calls did not answer, runs one whole round of the second pass and tells whether it found nothing.
func (s *simulation) round(ctx context.Context) (bool, error) {
	// An event of a chain that is gone has contracts that do not answer. That it is gone shows by the second pass when the chain that
	// took its place is as long, so a failure here must not stand before it.
	unfilled := s.indexer.FillOnce(ctx)
	before := s.repairs()
	for ended := 0; ended < 2; { // the first may have begun long ago
		onHistory, _ := s.passes()
		if _, err := s.indexer.RecheckOnce(ctx); err != nil {
			return false, err
		}
		if _, idle := s.passes(); onHistory && idle {
			ended++
		}
	}
	return unfilled == nil && s.repairs() == before, unfilled
}

// passes tells whether the second pass's next step is one through history, and whether it is between two rounds of it.
func (s *simulation) passes() (onHistory, idle bool) {
	v, err := s.store.View()
	if err != nil {
		s.t.Fatal(err)
	}
	defer v.Release()
	cursor, _ := v.AsOf()
	tail, err1 := v.Recheck("tail")
	history, err2 := v.Recheck("history")
	missed, err3 := v.MissedChildren()
	if err := errors.Join(err1, err2, err3); err != nil {
		s.t.Fatal(err)
	}
	return tail == cursor.Number && len(missed) == 0, history == 0
}

func (s *simulation) repairs() store.Repairs {
	v, err := s.store.View()
	if err != nil {
		s.t.Fatal(err)
	}
	defer v.Release()
	r := v.Repairs()
	r.Conflicts = 0
	return r
}
