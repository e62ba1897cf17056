package indexer_test

import (
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/syndtr/goleveldb/leveldb/storage"

	"github.com/haus25/backend/indexer"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/seinode"
	"github.com/haus25/backend/internal/seinode/compare"
	"github.com/haus25/backend/store"
)

// rig is an indexer on a world, stepped by hand.
type rig struct {
	t       *testing.T
	world   *seinode.World
	nodes   []*seinode.Node
	store   *store.Store
	indexer *indexer.Indexer
}

func newRig(t *testing.T, o seinode.Options, nodes int, window uint64) *rig {
	t.Helper()
	r := &rig{t: t, world: seinode.NewWorld(o)}
	c := r.world.Contracts()
	id := store.Identity{ChainID: r.world.ChainID(), StartBlock: r.world.StartBlock(), EventFactory: c.EventFactory, EventManager: c.EventManager,
		LiveTipping: c.LiveTipping, Distributor: c.Distributor}
	var endpoints []evm.EndpointConfig
	var ws []string
	for i := range nodes {
		n := r.world.NewNode(string(rune('a' + i)))
		url, socket := seinode.Serve(t, n)
		endpoints, ws = append(endpoints, evm.EndpointConfig{URL: url}), append(ws, socket)
		r.nodes = append(r.nodes, n)
	}
	var err error
	if r.store, err = store.Open(store.Options{Dir: t.TempDir(), Storage: storage.NewMemStorage(), Identity: id, UndoWindow: window}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.store.Close() })
	pool, err := evm.NewPool(evm.Options{Endpoints: endpoints, ChainID: id.ChainID, Timeout: 20 * time.Second, RetryMin: time.Millisecond, RetryMax: 5 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	r.indexer, err = indexer.New(indexer.Options{Store: r.store, Pool: pool, WS: ws, Poll: time.Minute, Recheck: time.Millisecond, Retry: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rig) catchUp() {
	r.t.Helper()
	if err := r.indexer.CatchUp(context.Background()); err != nil {
		r.t.Fatal(err)
	}
}

// recheck runs the second pass until it has nothing to do.
func (r *rig) recheck() {
	r.t.Helper()
	for {
		moved, err := r.indexer.RecheckOnce(context.Background())
		if err != nil {
			r.t.Fatal(err)
		}
		if !moved {
			return
		}
	}
}

func (r *rig) view() *store.View {
	r.t.Helper()
	v, err := r.store.View()
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// same fails the test when the index differs from the truth.
func (r *rig) same() {
	r.t.Helper()
	v := r.view()
	defer v.Release()
	for i, d := range compare.Differences(v, r.world, r.world.Contracts()) {
		if r.t.Error(d); i == 10 {
			break
		}
	}
}

// posts counts the requests while f runs.
func (r *rig) posts(f func()) (n int) {
	for _, node := range r.nodes {
		n -= node.Posts()
	}
	f()
	for _, node := range r.nodes {
		n += node.Posts()
	}
	return n
}

// TestCostOfABlock has 100,000 kiosks whose events are over: a new block must not cost more for them.
func TestCostOfABlock(t *testing.T) {
	kiosks := 100_000
	if testing.Short() {
		kiosks = 10_000
	}
	r := newRig(t, seinode.Options{Seed: 3}, 1, 0)
	r.world.Grow(seinode.Bulk{Events: kiosks, PerBlock: 200})
	r.world.Skip(48 * time.Hour) // all of them have ended
	r.world.Steps(2)
	backfill := r.posts(r.catchUp)
	t.Logf("backfill of %d events: %d requests", kiosks, backfill)
	r.recheck() // the tail begins here

	const blocks = 50
	head := r.posts(func() {
		for range blocks {
			r.world.Step()
			r.catchUp()
		}
	})
	perBlock := float64(head) / blocks
	t.Logf("at the head: %.2f requests a block", perBlock)
	if perBlock > 5 {
		t.Errorf("%.2f requests a block with %d kiosks, and should be at most 5", perBlock, kiosks)
	}

	// What an old kiosk still emits is found by the tail of the second pass, at the price of a request for each thousand
	// kiosks and range.
	if _, err := r.world.Mine(seinode.Buy{Event: 17, Buyer: common.HexToAddress("0xb1"), Name: "late"}); err != nil {
		t.Fatal(err)
	}
	r.catchUp()
	tail := r.posts(r.recheck)
	t.Logf("the tail over %d blocks: %d requests", blocks+1, tail)
	v := r.view()
	defer v.Release()
	e, err := v.Event(17)
	if err != nil {
		t.Fatal(err)
	}
	if e.Sold != 1 {
		t.Errorf("the tail has not found the sale of an event that is over: %d sold", e.Sold)
	}
	if limit := kiosks/1000 + 20; tail > limit {
		t.Errorf("the tail took %d requests, and should take at most %d", tail, limit)
	}
}

// TestReorgPastTheWindow must halt, say so and delete nothing, and go on when the endpoint comes to its senses.
func TestReorgPastTheWindow(t *testing.T) {
	r := newRig(t, seinode.Options{Seed: 4}, 1, 32)
	r.world.Steps(200)
	r.catchUp()
	before := r.view()
	at, _ := before.AsOf()
	logs := before.FeedEnd()
	before.Release()

	r.nodes[0].ServeFork(r.world.Fork(100, 103))
	_, err := r.indexer.Converge(context.Background(), 0)
	if !errors.Is(err, indexer.ErrHalted) {
		t.Fatalf("a reorg of 100 blocks with a window of 32 gives %v", err)
	}
	after := r.view()
	if now, _ := after.AsOf(); now != at || after.FeedEnd() != logs {
		t.Errorf("the cursor went from %v to %v", at, now)
	}
	after.Release()

	r.nodes[0].ServeFork(nil)
	r.world.Steps(10)
	r.catchUp()
	r.recheck()
	r.same()
}

// TestSecondOpinion has one endpoint on a fork of its own: the index must not follow it while another has our blocks.
func TestSecondOpinion(t *testing.T) {
	r := newRig(t, seinode.Options{Seed: 5}, 2, 64)
	r.world.Steps(100)
	r.catchUp()
	r.nodes[0].ServeFork(r.world.Fork(10, 15))
	r.world.Steps(3)
	for range 20 {
		_, _ = r.indexer.Converge(context.Background(), 0) // whatever the first endpoint says
	}
	v := r.view()
	rollbacks := v.Repairs().Rollbacks
	v.Release()
	if rollbacks != 0 {
		t.Errorf("%d rollbacks for an endpoint that is alone with its fork", rollbacks)
	}
	r.nodes[0].ServeFork(nil)
	r.catchUp()
	r.recheck()
	r.same()
}

// TestLateEvent loses the creation of an event for good at one endpoint: the second pass finds it at another, with all that
// its kiosk did since.
func TestLateEvent(t *testing.T) {
	r := newRig(t, seinode.Options{Seed: 6, Activity: 0.01, FirstBlock: 1000}, 2, 64)
	r.nodes[0].SetFaults(seinode.Faults{LostForever: 0.3})
	r.nodes[1].SetFaults(seinode.Faults{Busy: 1})
	creator, buyer := common.HexToAddress("0xc1"), common.HexToAddress("0xb1")
	for i := range 30 {
		if _, err := r.world.Mine(seinode.Create{Creator: creator, Start: r.world.Head().Time + 86400, Minutes: 60, Reserve: big.NewInt(1), Tickets: 10, Price: big.NewInt(5)}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.world.Mine(seinode.Buy{Event: uint64(i), Buyer: buyer, Name: "t"}); err != nil {
			t.Fatal(err)
		}
	}
	r.world.Steps(60)
	r.catchUp()
	v := r.view()
	stats, err := v.Stats()
	v.Release()
	if err != nil {
		t.Fatal(err)
	}
	if stats.Events == 30 {
		t.Fatal("no creation was lost: the test shows nothing")
	}
	t.Logf("%d of 30 events at first", stats.Events)
	r.nodes[0].SetFaults(seinode.Faults{Busy: 1})
	r.nodes[1].SetFaults(seinode.Faults{})
	r.recheck()
	r.catchUp()
	r.same()
}

// TestWebSocketWakes runs the whole indexer with a poll of a minute: only the web socket can tell it of new blocks.
func TestWebSocketWakes(t *testing.T) {
	r := newRig(t, seinode.Options{Seed: 7}, 1, 64)
	r.world.Steps(50)
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- r.indexer.Run(ctx) }()
	reach := func(n uint64) {
		for {
			changed := r.store.Changed()
			v := r.view()
			at, _ := v.AsOf()
			v.Release()
			if at.Number >= n {
				return
			}
			select {
			case <-changed:
			case <-ctx.Done():
				t.Fatalf("block %d has not come, the cursor is at %d", n, at.Number)
			}
		}
	}
	reach(r.world.Head().Number)
	if err := r.nodes[0].Await(ctx, func(n *seinode.Node) bool { return n.Requests("eth_subscribe") > 0 }); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		reach(r.world.Step().Number)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	r.same()
}

// TestVerifyFinishesTheTail: what the head leaves to the second pass is no difference.
func TestVerifyFinishesTheTail(t *testing.T) {
	r := newRig(t, seinode.Options{Seed: 8, Activity: 0.01}, 1, 64)
	if _, err := r.world.Mine(seinode.Create{Creator: common.HexToAddress("0xc1"), Start: r.world.Head().Time + 60, Minutes: 1, Reserve: big.NewInt(1), Tickets: 10, Price: big.NewInt(5)}); err != nil {
		t.Fatal(err)
	}
	r.world.Skip(48 * time.Hour)
	r.world.Steps(40)
	r.catchUp()
	r.recheck()
	sold := func() uint64 {
		v := r.view()
		defer v.Release()
		e, err := v.Event(0)
		if err != nil {
			t.Fatal(err)
		}
		return e.Sold
	}
	before := sold()
	if _, err := r.world.Mine(seinode.Buy{Event: 0, Buyer: common.HexToAddress("0xb1"), Name: "late"}); err != nil {
		t.Fatal(err)
	}
	r.catchUp()
	if sold() != before {
		t.Fatal("the head asked for a kiosk of the past: the test shows nothing")
	}
	n, err := r.indexer.Verify(context.Background(), t.TempDir(), func(d string) { t.Error(d) })
	if err != nil || n != 0 {
		t.Errorf("%d differences, error %v", n, err)
	}
	if sold() != before+1 {
		t.Error("verify did not let the second pass finish")
	}
	r.same()
}
