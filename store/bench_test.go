package store_test

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// purchases commits a batch of 4,000 logs, each the purchase of a ticket, as a backfill does.
func purchases(b *testing.B, s *store.Store, block, head uint64) {
	batch := s.Begin()
	for i := range uint32(4000) {
		l := &store.Log{Pos: store.Pos{Block: block, Tx: i}, Contract: store.TicketKiosk, HasEvent: true, EventID: uint64(i % 100),
			Address: addr(int(i % 100)), Topics: make([]common.Hash, 3), Data: say(mint, i%200, uint32(block)*40+i/100, 1000)}
		batch.AddLog(l)
		e := batch.Event(l.EventID)
		e.Known, e.Kiosk = true, common.BigToAddress(common.Big257)
		e.Kiosk[0] = byte(l.EventID)
		fold(batch, l)
		batch.Touch("chat", l.EventID)
	}
	batch.Advance(refAt(block), head)
	if err := batch.Commit(); err != nil {
		b.Fatal(err)
	}
}

func benchmarkCommit(b *testing.B, behind uint64) {
	s := open(b, store.Options{Dir: b.TempDir(), Identity: deployment})
	block := uint64(0)
	for b.Loop() {
		block++
		purchases(b, s, block, block+behind)
	}
	b.ReportMetric(float64(4000*b.N)/b.Elapsed().Seconds(), "logs/s")
}

// Far below the head no undo records are written.
func BenchmarkCommitBackfill(b *testing.B) { benchmarkCommit(b, 1_000_000) }

func BenchmarkCommitAtHead(b *testing.B) { benchmarkCommit(b, 0) }

func BenchmarkRead(b *testing.B) {
	s := open(b, store.Options{Dir: b.TempDir(), Identity: deployment})
	for block := range uint64(10) {
		purchases(b, s, block+1, 1_000_000)
	}
	b.Run("view and event", func(b *testing.B) {
		for b.Loop() {
			v, err := s.View()
			if err != nil {
				b.Fatal(err)
			}
			if _, err := v.Event(42); err != nil {
				b.Fatal(err)
			}
			v.Release()
		}
	})
	b.Run("page of 50 events", func(b *testing.B) {
		v := view(b, s)
		for b.Loop() {
			n := 0
			for _, err := range v.Events(store.EventsByStart(), nil, false) {
				if err != nil {
					b.Fatal(err)
				}
				if n++; n == 50 {
					break
				}
			}
			if n != 50 {
				b.Fatalf("%d events", n)
			}
		}
	})
}
