package seinode

import (
	"runtime"
	"testing"
)

func TestGrow(t *testing.T) {
	w := NewWorld(Options{Seed: 1})
	w.Grow(Bulk{Events: 45, PerBlock: 20, Tickets: 2, Tips: 1})
	if got := w.Head().Number - w.StartBlock() + 1; got != 3 {
		t.Errorf("45 events at 20 a block take %d blocks, want 3", got)
	}
	tr := w.Truth(w.Head().Number)
	if tr.Stats.Events != 45 || tr.Stats.Tickets != 90 || tr.Stats.Tips != 45 {
		t.Errorf("grew %+v", tr.Stats)
	}
	w.Steps(20)
	w.Reorg(21) // into the bulk
	if w.Truth(w.Head().Number).Stats.Events < 40 {
		t.Error("a reorg lost the bulk")
	}
}

// BenchmarkWorld is one world of a simulation: 300 blocks.
func BenchmarkWorld(b *testing.B) {
	logs := 0
	for i := range b.N {
		w := NewWorld(Options{Seed: uint64(i)})
		for range 300 {
			logs += len(w.Step().Logs)
		}
	}
	b.ReportMetric(float64(logs)/float64(b.N), "logs/op")
}

// BenchmarkGrow is a world of 100,000 kiosks; it keeps the last one to tell its size.
func BenchmarkGrow(b *testing.B) {
	var w *World
	for range b.N {
		w = NewWorld(Options{Seed: 1})
		w.Grow(Bulk{Events: 100_000, PerBlock: 50})
	}
	b.StopTimer()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MiB")
	runtime.KeepAlive(w)
}
