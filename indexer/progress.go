package indexer

import (
	"sync"
	"sync/atomic"
	"time"
)

// Progress is how far the indexer has come.
type Progress struct {
	HeadBlock  uint64    // newest block known of
	HeadSeen   time.Time // when it was first seen, wall clock
	HeadTime   uint64    // chain time of the newest indexed block, Unix seconds
	Indexed    uint64
	Ready      bool   // the head was reached since this start
	Phase      string // "starting", "backfill", "head" or "waiting"
	Why        string // what it waits for, when it waits
	RecheckWhy string
	From, To   uint64  // of the running backfill
	BlocksRate float64 // blocks per second, over the last seconds
	LogsRate   float64
	Unanswered int64 // events of which a call's answer is missing
	Left       time.Duration
}

type progress struct {
	mu         sync.Mutex
	p          Progress
	why        error
	since      time.Time // of the rates' window
	blocks     uint64
	logs       uint64
	unanswered atomic.Int64
}

// Progress returns how far the indexer has come.
func (x *Indexer) Progress() Progress {
	s := &x.progress
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.p
	p.Unanswered = s.unanswered.Load()
	switch {
	case s.why != nil:
		p.Phase, p.Why = "waiting", s.why.Error()
	case p.To != 0:
		p.Phase = "backfill"
		if p.BlocksRate > 0 && p.To > p.Indexed {
			p.Left = time.Duration(float64(p.To-p.Indexed) / p.BlocksRate * float64(time.Second))
		}
	case p.Ready:
		p.Phase = "head"
	default:
		p.Phase = "starting"
	}
	return p
}

func (s *progress) isReady() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.p.Ready
}

func (s *progress) sawHead(n uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > s.p.HeadBlock {
		s.p.HeadBlock, s.p.HeadSeen = n, time.Now()
	}
}

func (s *progress) caughtUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.p.Ready = true
}

func (s *progress) backfilling(from, to uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.p.From, s.p.To = from, to
}

func (s *progress) trouble(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.why = err
}

func (s *progress) recheckTrouble(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.p.RecheckWhy = ""
	if err != nil {
		s.p.RecheckWhy = err.Error()
	}
}

// committed notes a piece that was written. Rates are taken over windows of a second, halved into each other.
func (s *progress) committed(p *piece, head uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.p.Indexed, s.p.HeadTime = p.last.Number, p.last.Time
	if p.last.Number >= head {
		s.p.Ready = true
	}
	s.blocks += p.to - p.from + 1
	s.logs += uint64(len(p.logs))
	now := time.Now()
	if s.since.IsZero() {
		s.since = now
		return
	}
	if d := now.Sub(s.since).Seconds(); d >= 1 {
		s.p.BlocksRate = (s.p.BlocksRate + float64(s.blocks)/d) / 2
		s.p.LogsRate = (s.p.LogsRate + float64(s.logs)/d) / 2
		s.since, s.blocks, s.logs = now, 0, 0
	}
}
