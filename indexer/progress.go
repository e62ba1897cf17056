package indexer

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// Phase says what the indexer is at.
type Phase string

// The phases of an indexer.
const (
	Starting Phase = "starting" // it has not seen the head yet
	Backfill Phase = "backfill" // far from the head
	Head     Phase = "head"     // following the newest blocks
	Waiting  Phase = "waiting"  // something fails; Why says what
	Halted   Phase = "halted"   // chain and index disagree, see ErrHalted
)

// Progress is how far the indexer has come.
type Progress struct {
	Phase      Phase
	Why        string    // what it waits for, when it waits; names no key of an endpoint
	Ready      bool      // the head was reached since this start, and the index keeps up
	HeadBlock  uint64    // newest block an endpoint spoke of
	HeadTime   uint64    // chain time of the newest block whose time is known, Unix seconds
	HeadSeen   time.Time // when HeadBlock was first heard of, wall clock
	Indexed    uint64    // cursor
	From, To   uint64    // of the running backfill; 0 when none runs
	BlocksRate float64   // per second, lately
	LogsRate   float64
	Left       time.Duration // of the running backfill, at this rate
	Unanswered int           // events of which a call's answer is missing
	SecondPass string        // what the second pass waits for
}

// patience is how long something may fail before the index does not count as ready any more.
const patience = 10 * time.Second

type progress struct {
	unanswered atomic.Int64

	mu         sync.Mutex
	p          Progress
	trouble    error
	troubled   time.Time // since when
	since      time.Time // of the rates' window
	blocks     uint64
	logs       uint64
	secondPass error
}

// Progress returns how far the indexer has come.
func (x *Indexer) Progress() Progress {
	s := &x.progress
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.p
	p.Unanswered = int(s.unanswered.Load())
	if s.secondPass != nil {
		p.SecondPass = s.secondPass.Error()
	}
	if p.To != 0 && p.BlocksRate > 0 && p.To > p.Indexed {
		p.Left = time.Duration(float64(p.To-p.Indexed) / p.BlocksRate * float64(time.Second))
	}
	switch {
	case s.trouble != nil:
		p.Phase, p.Why = Waiting, s.trouble.Error()
		if errors.Is(s.trouble, ErrHalted) {
			p.Phase = Halted
		}
		p.Ready = p.Ready && p.Phase != Halted && time.Since(s.troubled) < patience
	case p.To != 0:
		p.Phase, p.Ready = Backfill, false
	case p.Ready:
		p.Phase = Head
	default:
		p.Phase = Starting
	}
	return p
}

func (s *progress) isReady() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.p.Ready
}

// sawHead notes the newest block and its chain time (0: not known).
func (s *progress) sawHead(n, at uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > s.p.HeadBlock {
		s.p.HeadBlock, s.p.HeadSeen = n, time.Now()
	}
	s.p.HeadTime = max(s.p.HeadTime, at)
}

func (s *progress) caughtUp(cursor uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.p.Ready, s.p.Indexed = true, cursor
}

func (s *progress) backfilling(from, to uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.p.From, s.p.To = from, to
}

// fails notes what keeps the first pass from going on; nil: nothing does.
func (s *progress) fails(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trouble == nil {
		s.troubled = time.Now()
	}
	s.trouble = err
}

func (s *progress) secondPassFails(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secondPass = err
}

// committed notes a piece that was written. Rates are taken over a second or more, each folded half into the last.
func (s *progress) committed(p *piece, head uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = nil
	s.p.Indexed = p.last.Number
	s.p.HeadTime = max(s.p.HeadTime, p.last.Time)
	if p.last.Number >= head {
		s.p.Ready = true
	}
	s.blocks += p.to - p.from + 1
	s.logs += uint64(len(p.logs))
	now := time.Now()
	d := now.Sub(s.since).Seconds()
	if s.since.IsZero() || d < 1 {
		if s.since.IsZero() {
			s.since = now
		}
		return
	}
	s.p.BlocksRate = fold(s.p.BlocksRate, float64(s.blocks)/d)
	s.p.LogsRate = fold(s.p.LogsRate, float64(s.logs)/d)
	s.since, s.blocks, s.logs = now, 0, 0
}

func fold(average, now float64) float64 {
	if average == 0 {
		return now
	}
	return (average + now) / 2
}
