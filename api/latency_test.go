package api

import (
	"slices"
	"testing"
	"time"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// TestNewsIsPrompt: from the commit to the line on a reader's side and to a fresh answer. The bound is wide, for a busy
// machine; what it excludes is waiting for a tick. The benchmarks below measure.
func TestNewsIsPrompt(t *testing.T) {
	w := newWorld(t)
	w.batch(1, nil)
	s := w.follow("", "")
	s.next("head")
	var took []time.Duration
	for n := uint64(2); n < 42; n++ {
		w.finalize(n, n)
		began := time.Now()
		if l := entry(t, s.next("log")); l.Block != n {
			t.Fatalf("%+v", l)
		}
		took = append(took, time.Since(began))
		if got := fetch[[]logEntry](w, "/v1/logs?order=desc&limit=1"); got.AsOf.Block != n || got.Data[0].Block != n {
			t.Fatalf("a fresh answer is as of block %d", got.AsOf.Block)
		}
	}
	slices.Sort(took)
	if median := took[len(took)/2]; median > 25*time.Millisecond {
		t.Errorf("half of the events took more than %s", median)
	}
}

func BenchmarkCommitToLiveLine(b *testing.B) {
	w := newWorld(b)
	w.batch(1, nil)
	s := w.follow("", "")
	s.next("head")
	n := uint64(2)
	var waited time.Duration
	for b.Loop() {
		w.finalize(n, n)
		began := time.Now()
		s.next("log")
		waited += time.Since(began)
		n++
	}
	b.ReportMetric(float64(waited.Microseconds())/float64(b.N), "µs/line")
}

func BenchmarkGet(b *testing.B) {
	w := newWorld(b)
	w.batch(1, func(sb *store.Batch) {
		for id := range uint64(30_000) {
			event(sb.Event(id), 1, bob)
		}
		for range 30_000 {
			sb.AddLog(w.log(1, store.EventFactory, 0, "EventFinalized", bigInt(0)))
		}
	})
	for name, path := range map[string]string{
		"event": "/v1/events/7", "page of 50": "/v1/events", "page of 1000": "/v1/events?limit=1000", "status": "/v1/status", "logs": "/v1/logs",
		"whole budget of events": "/v1/events?status=finalized", "whole budget by start": "/v1/events?status=finalized&sort=startDate",
		"whole budget of logs": "/v1/logs?name=TipReceived", "address": "/v1/addresses/" + protocol.Hex(bob),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if status, _, _ := w.get(path); status != 200 {
					b.Fatal(status)
				}
			}
		})
	}
}
