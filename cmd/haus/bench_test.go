//go:build bench

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// TestBenchIndex measures the real program against a real node, both as processes of their own: make bench-index. The
// worlds are kept in data/bench; making them takes some minutes the first time.
func TestBenchIndex(t *testing.T) {
	b := &bench{t: t, root: mustAbs(t, "../..")}
	one := b.world("1x", 20_000, 2_000, 100_000, 50_000)
	var plain, ours []run
	for range 3 { // in turn, so that whatever else the machine does hits both
		plain = append(plain, b.plainLoop(one))
		ours = append(ours, b.backfill(one))
	}
	p, o := median(plain), median(ours)
	b.say("logs in the past", "%d", o.logs)
	b.say("plain FilterLogs loop", "%.2f s, %.0f logs/s", p.took.Seconds(), p.rate())
	b.say("haus run, empty to ready", "%.2f s, %.0f logs/s", o.took.Seconds(), o.rate())
	b.say("ratio of the rates", "%.2f", o.rate()/p.rate())
	b.must(o.logs >= 300_000, "at least 300,000 logs")
	b.must(o.rate() >= p.rate(), "at least the rate of the plain loop")
	b.coldStart(one, o.logs)
	one.stop()

	two := b.world("2x", 40_000, 4_000, 200_000, 100_000)
	ours = nil
	for range 3 {
		ours = append(ours, b.backfill(two))
	}
	d := median(ours)
	two.stop()
	b.say("twice the past", "%.2f s, %.0f logs/s, %.2f times the time", d.took.Seconds(), d.rate(), d.took.Seconds()/o.took.Seconds())
	b.say("peak memory", "%d MB, with twice the past %d MB", o.peak>>20, d.peak>>20)
	b.must(max(o.peak, d.peak) < 256<<20, "peak memory under 256 MB")
	growth := d.took.Seconds() / o.took.Seconds() / (float64(d.logs) / float64(o.logs))
	b.must(growth > 0.75 && growth < 1.25, "twice the past in twice the time, within 25 %")
	b.headLatency()
	if err := os.WriteFile(filepath.Join(b.root, "bin", "bench-index.txt"), []byte(b.table.String()), 0o644); err != nil {
		t.Error(err)
	}
	fmt.Print("\n", b.table.String())
}

type bench struct {
	t     *testing.T
	root  string
	table strings.Builder
}

func (b *bench) say(what, format string, args ...any) {
	line := fmt.Sprintf("%-28s %s\n", what, fmt.Sprintf(format, args...))
	b.table.WriteString(line)
	b.t.Log(line)
}

func (b *bench) must(ok bool, what string) {
	if !ok {
		b.t.Errorf("missed: %s", what)
	}
}

func mustAbs(t *testing.T, path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// world is a devnet process.
type world struct {
	b      *bench
	cmd    *exec.Cmd
	config string
	c      *config.Config
}

func (b *bench) world(name string, blocks, events, tickets, tips int) *world {
	dir := filepath.Join(b.root, "data", "bench", name)
	return b.devnet(dir, "-data", dir, "-history", fmt.Sprint(blocks), "-history-events", fmt.Sprint(events), "-history-tickets", fmt.Sprint(tickets),
		"-history-tips", fmt.Sprint(tips), "-block-time", "1h", "-speed", "1")
}

func (b *bench) devnet(dir string, args ...string) *world {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	w := &world{b: b, config: filepath.Join(dir, "haus.toml")}
	w.cmd = exec.Command(filepath.Join(b.root, "bin", "devnet"), append(args, "-http", "127.0.0.1:0", "-ws", "127.0.0.1:0", "-config", w.config,
		"-api", "127.0.0.1:28480", "-control", "127.0.0.1:28481")...)
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	w.cmd.Stderr = w.cmd.Stdout
	if err := w.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(w.stop)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "Try:") { // the world stands
			break
		}
		b.t.Log(lines.Text())
	}
	go func() {
		for lines.Scan() {
		}
	}()
	if w.c, err = config.Load(w.config, nil); err != nil {
		b.t.Fatal(err)
	}
	return w
}

func (w *world) stop() {
	if w.cmd != nil {
		_ = w.cmd.Process.Signal(os.Interrupt)
		_ = w.cmd.Wait()
		w.cmd = nil
	}
}

// run is one backfill, by whichever means.
type run struct {
	took time.Duration
	logs int
	peak uint64 // bytes
}

func (r run) rate() float64 { return float64(r.logs) / r.took.Seconds() }

func median(runs []run) run {
	slices.SortFunc(runs, func(a, b run) int { return int(a.took - b.took) })
	return runs[len(runs)/2]
}

// plainLoop fetches and decodes what haus fetches and decodes, in ranges that hold about as many logs, one after the other,
// and stores nothing.
func (b *bench) plainLoop(w *world) run {
	client, err := ethclient.Dial(w.c.Chain.RPC[0].URL)
	if err != nil {
		b.t.Fatal(err)
	}
	defer client.Close()
	ctx := context.Background()
	head, err := client.BlockNumber(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	contracts := map[common.Address]store.Contract{w.c.Contracts.EventFactory: store.EventFactory, w.c.Contracts.EventManager: store.EventManager,
		w.c.Contracts.LiveTipping: store.LiveTipping, w.c.Contracts.Distributor: store.Distributor, w.c.Contracts.CreationWrapper: store.CreationWrapper}
	var static []common.Address
	for a := range contracts {
		static = append(static, a)
	}
	decoders := abigenDecoders()
	r := run{}
	started := time.Now()
	for from := w.c.Chain.StartBlock; from <= head; from += 200 {
		q := ethereum.FilterQuery{FromBlock: new(big.Int).SetUint64(from), ToBlock: new(big.Int).SetUint64(min(from+199, head))}
		q.Addresses = static
		ours, err := client.FilterLogs(ctx, q)
		if err != nil {
			b.t.Fatal(err)
		}
		q.Addresses, q.Topics = nil, [][]common.Hash{protocol.ChildTopics}
		children, err := client.FilterLogs(ctx, q)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, l := range ours {
			decoders.decode(contracts[l.Address], &l)
			r.logs++
		}
		for _, l := range children {
			if contracts[l.Address] == 0 {
				decoders.decode(store.TicketKiosk, &l)
				r.logs++
			}
		}
	}
	r.took = time.Since(started)
	return r
}

// daemon is a running haus.
type daemon struct {
	cmd *exec.Cmd
	api string
}

func (b *bench) start(w *world) *daemon {
	p := &daemon{cmd: exec.Command(filepath.Join(b.root, "bin", "haus"), "run", "--config", w.config), api: "http://" + w.c.API.Listen}
	if err := p.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	return p
}

// awaitReady asks every few milliseconds, and fails when haus ends before it is ready.
func (b *bench) awaitReady(p *daemon) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	deadline := time.Now().Add(10 * time.Minute)
	for range tick.C {
		res, err := http.Get(p.api + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			b.t.Fatal("haus is not ready after 10 minutes")
		}
	}
}

func (p *daemon) stop(b *bench) {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.cmd.Wait(); err != nil {
		b.t.Errorf("haus: %v", err)
	}
}

func (b *bench) backfill(w *world) run {
	if err := os.RemoveAll(w.c.DataDir); err != nil {
		b.t.Fatal(err)
	}
	started := time.Now()
	p := b.start(w)
	b.awaitReady(p)
	r := run{took: time.Since(started), peak: peakMemory(b.t, p.cmd.Process.Pid), logs: b.stat(p, "logs")}
	p.stop(b)
	return r
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

func peakMemory(t *testing.T, pid int) uint64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	kb, err := strconv.ParseUint(string(highWater.FindSubmatch(status)[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb << 10
}

func (b *bench) stat(p *daemon, name string) int {
	var answer struct{ Data map[string]any }
	b.get(p.api+"/v1/stats", &answer)
	n, ok := answer.Data[name].(float64)
	if !ok {
		b.t.Fatalf("/v1/stats has no %s", name)
	}
	return int(n)
}

func (b *bench) get(url string, into any) {
	res, err := http.Get(url)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		b.t.Fatal(err)
	}
}

// coldStart starts haus on the store that the last backfill left.
func (b *bench) coldStart(w *world, logs int) {
	var starts []run
	for range 3 {
		started := time.Now()
		p := b.start(w)
		b.awaitReady(p)
		starts = append(starts, run{took: time.Since(started)})
		p.stop(b)
	}
	took := median(starts).took
	b.say("cold start to ready", "%d ms", took.Milliseconds())
	b.must(took < time.Second, "a cold start under 1 s")
	var bytes int64
	err := filepath.Walk(filepath.Join(w.c.DataDir, "index"), func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			bytes += info.Size()
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.say("on disk", "%.0f bytes a log, %d MB in all", float64(bytes)/float64(logs), bytes>>20)
}

// headLatency measures from a block's being there for a reader of the RPC to its being there for a reader of the API.
func (b *bench) headLatency() {
	const blocks = 200
	dir := b.t.TempDir()
	w := b.devnet(dir, "-block-time", "250ms")
	defer w.stop()
	p := b.start(w)
	defer p.stop(b)
	b.awaitReady(p)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client, err := ethclient.Dial(w.c.Chain.RPC[0].URL)
	if err != nil {
		b.t.Fatal(err)
	}
	defer client.Close()
	type seen struct {
		block uint64
		at    time.Time
	}
	onRPC, onAPI := make(chan seen, blocks*2), make(chan seen, blocks*2)
	watch := func(out chan<- seen, read func() (uint64, error)) {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		last := uint64(0)
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			n, err := read()
			if err != nil {
				continue
			}
			if last != 0 {
				for block := last + 1; block <= n; block++ {
					select {
					case out <- seen{block, time.Now()}:
					case <-ctx.Done():
						return
					}
				}
			}
			last = max(last, n)
		}
	}
	go watch(onRPC, func() (uint64, error) { return client.BlockNumber(ctx) })
	go watch(onAPI, func() (uint64, error) {
		res, err := http.Get(p.api + "/v1/stats")
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		var answer struct{ AsOf struct{ Block uint64 } }
		err = json.NewDecoder(res.Body).Decode(&answer)
		_, _ = io.Copy(io.Discard, res.Body)
		return answer.AsOf.Block, err
	})
	rpc, api := map[uint64]time.Time{}, map[uint64]time.Time{}
	var delays []time.Duration
	for len(delays) < blocks {
		select {
		case s := <-onRPC:
			rpc[s.block] = s.at
		case s := <-onAPI:
			api[s.block] = s.at
		case <-time.After(30 * time.Second):
			b.t.Fatal("no block for 30 s")
		}
		for block, at := range api {
			if there, ok := rpc[block]; ok {
				delays = append(delays, max(at.Sub(there), 0))
				delete(api, block)
				delete(rpc, block)
			}
		}
	}
	slices.Sort(delays)
	p99 := delays[len(delays)*99/100]
	b.say("block on RPC to API", "p50 %.1f ms, p99 %.1f ms, max %.1f ms over %d blocks", ms(delays[len(delays)/2]), ms(p99), ms(delays[len(delays)-1]), len(delays))
	b.must(p99 < 50*time.Millisecond, "p99 from RPC to API under 50 ms")
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// decoders are abigen's own, by contract and first topic.
type decoders map[store.Contract]map[common.Hash]func(*types.Log) error

// decode reads a log as a plain indexer would. A log that is in no table (administration) is left, to the loop's advantage.
func (d decoders) decode(c store.Contract, l *types.Log) {
	if f := d[c][l.Topics[0]]; f != nil {
		if err := f(l); err != nil {
			panic(err)
		}
	}
}

func drop[T any](f func(*types.Log) (T, error)) func(*types.Log) error {
	return func(l *types.Log) error {
		_, err := f(l)
		return err
	}
}

func abigenDecoders() decoders {
	factory, kiosk, tipping, distributor := bindings.NewEventFactory(), bindings.NewTicketKiosk(), bindings.NewLiveTipping(), bindings.NewDistributor()
	byName := map[store.Contract]map[string]func(*types.Log) error{
		store.EventFactory: {
			"EventCreated": drop(factory.UnpackEventCreatedEvent), "Transfer": drop(factory.UnpackTransferEvent),
			"MetadataUpdate": drop(factory.UnpackMetadataUpdateEvent), "MetadataUpdated": drop(factory.UnpackMetadataUpdatedEvent),
			"EventFinalized": drop(factory.UnpackEventFinalizedEvent), "EventFinalizedAndTransferred": drop(factory.UnpackEventFinalizedAndTransferredEvent),
			"ReservePriceUpdated": drop(factory.UnpackReservePriceUpdatedEvent),
		},
		store.TicketKiosk: {
			"TicketMinted": drop(kiosk.UnpackTicketMintedEvent), "Transfer": drop(kiosk.UnpackTransferEvent),
			"RevenueDistributed": drop(kiosk.UnpackRevenueDistributedEvent), "OwnershipTransferred": drop(kiosk.UnpackOwnershipTransferredEvent),
		},
		store.LiveTipping: {
			"TipReceived": drop(tipping.UnpackTipReceivedEvent), "NewHighestTipper": drop(tipping.UnpackNewHighestTipperEvent),
			"EventRegistered": drop(tipping.UnpackEventRegisteredEvent), "EventFinalized": drop(tipping.UnpackEventFinalizedEvent),
		},
		store.Distributor: {"EventRegistered": drop(distributor.UnpackEventRegisteredEvent), "TipDistributed": drop(distributor.UnpackTipDistributedEvent)},
	}
	out := decoders{}
	for contract, names := range byName {
		out[contract] = map[common.Hash]func(*types.Log) error{}
		for _, s := range protocol.Signatures(contract) {
			if f := names[s.Name]; f != nil {
				out[contract][s.Topic] = f
			}
		}
	}
	return out
}
