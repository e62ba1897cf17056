package seinode

import (
	"reflect"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

func TestSameSeedSameChain(t *testing.T) {
	play := func(seed uint64) (*World, []common.Hash) {
		w := NewWorld(Options{Seed: seed})
		w.Steps(120)
		w.Reorg(7)
		w.Steps(20)
		f := w.Fork(3, 5)
		w.Steps(1)
		_ = f
		w.Reorg(1)
		var hashes []common.Hash
		for _, b := range w.chain.main.blocks {
			hashes = append(hashes, b.Hash)
		}
		return w, hashes
	}
	a, ah := play(7)
	b, bh := play(7)
	_, ch := play(8)
	if !reflect.DeepEqual(ah, bh) {
		t.Error("two worlds of one seed differ in their block hashes")
	}
	head := a.Head().Number
	if !reflect.DeepEqual(a.TrustedLogs(head), b.TrustedLogs(head)) || !reflect.DeepEqual(a.Truth(head), b.Truth(head)) {
		t.Error("two worlds of one seed differ in logs or truth")
	}
	if reflect.DeepEqual(ah, ch) {
		t.Error("two seeds gave one chain")
	}
}

func TestWorldIsLivelyAndCheap(t *testing.T) {
	logs, busiest, shared, finalized, events := 0, 0, 0, uint64(0), uint64(0)
	start := time.Now()
	const seeds, blocks = 20, 300
	for seed := range uint64(seeds) {
		w := NewWorld(Options{Seed: seed})
		last := w.Head()
		for range blocks {
			b := w.Step()
			logs += len(b.Logs)
			busiest = max(busiest, len(b.Logs))
			if b.Time == last.Time {
				shared++
			}
			if b.Time < last.Time || b.Parent != last.Hash {
				t.Fatalf("block %d does not follow block %d", b.Number, last.Number)
			}
			last = b
		}
		tr := w.Truth(last.Number)
		finalized += tr.Stats.Finalized
		events += tr.Stats.Events
	}
	t.Logf("%d worlds of %d blocks in %v with truth; %d logs a world, busiest block %d logs, %d events and %d finalized in all",
		seeds, blocks, time.Since(start), logs/seeds, busiest, events, finalized)
	if logs/seeds < 1000 || busiest < 30 || busiest > 600 {
		t.Errorf("%d logs a world, %d in the busiest block; want about 1500, and 30 to 600", logs/seeds, busiest)
	}
	if shared == 0 || finalized == 0 {
		t.Errorf("%d blocks share a second, %d events finalized; want some", shared, finalized)
	}
}

func TestReorgKeepsSomeTransactions(t *testing.T) {
	again, gone, fresh := 0, 0, 0
	for seed := range uint64(10) {
		w := NewWorld(Options{Seed: seed})
		w.Steps(60)
		old := map[common.Hash]common.Hash{} // transaction to block
		first := w.Head().Number - 19
		for number := first; number <= w.Head().Number; number++ {
			b := w.Block(number)
			for i := range b.Logs {
				old[b.Logs[i].TxHash] = b.Hash
			}
		}
		before := len(old)
		w.Reorg(20)
		for number := first; number <= w.Head().Number; number++ {
			b := w.Block(number)
			for i := range b.Logs {
				switch was, known := old[b.Logs[i].TxHash]; {
				case !known:
					fresh++
				case was == b.Hash:
					t.Fatalf("block %d has the hash of the block it replaced", number)
				default:
					old[b.Logs[i].TxHash] = common.Hash{}
				}
			}
		}
		for _, was := range old {
			if was == (common.Hash{}) {
				again++
			}
		}
		gone += before
	}
	if gone -= again; again == 0 || gone == 0 || fresh == 0 {
		t.Errorf("reorgs brought %d transactions again, dropped %d and made %d logs of new ones; want some of each", again, gone, fresh)
	}
}
