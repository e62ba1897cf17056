package api

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// statusJSON is how the index stands.
type statusJSON struct {
	ChainID      uint64         `json:"chainId"`
	StartBlock   uint64         `json:"startBlock"`
	IndexedBlock *uint64        `json:"indexedBlock"`
	HeadBlock    *uint64        `json:"headBlock"`
	LagSeconds   *uint64        `json:"lagSeconds"`
	Ready        bool           `json:"ready"`
	Why          *string        `json:"why"` // why it is not ready, or what the indexer waits for
	Phase        string         `json:"phase"`
	Rates        ratesJSON      `json:"rates"`
	Endpoints    []endpointJSON `json:"endpoints"`
	Repairs      repairsJSON    `json:"repairs"`
	SecondPass   secondPassJSON `json:"secondPass"`
	Cursor       string         `json:"cursor"` // the end of the feed: /v1/live goes on from here
	Version      string         `json:"version"`
	Generation   string         `json:"generation"`
}

// secondPassJSON is where the passes that look at finished blocks again stand.
type secondPassJSON struct {
	Positions  map[string]uint64 `json:"positions"`  // name → block
	RoundEnded *uint64           `json:"roundEnded"` // the newest whole round: wall clock, Unix seconds
}

type ratesJSON struct {
	BlocksPerSecond float64 `json:"blocksPerSecond"`
	LogsPerSecond   float64 `json:"logsPerSecond"`
}

type endpointJSON struct {
	Name            string  `json:"name"`
	Healthy         bool    `json:"healthy"`
	HeadBlock       *uint64 `json:"headBlock"`
	Requests        uint64  `json:"requests"`
	Errors          uint64  `json:"errors"`
	LatencySeconds  float64 `json:"latencySeconds"`
	LastError       *string `json:"lastError"`
	BackingOffUntil *uint64 `json:"backingOffUntil"` // Unix seconds
}

type repairsJSON struct {
	LateLogs  uint64 `json:"lateLogs"`
	Rollbacks uint64 `json:"rollbacks"`
	Conflicts uint64 `json:"conflicts"`
}

func (s *Server) status(*query) reader {
	return func(v *store.View) (any, string, error) {
		st, repairs, id := s.standing(v), v.Repairs(), s.store.Identity()
		out := &statusJSON{
			ChainID: id.ChainID, StartBlock: id.StartBlock, HeadBlock: st.head, LagSeconds: st.lag, Ready: st.ready, Phase: st.Phase,
			Rates:      ratesJSON{st.BlocksPerSecond, st.LogsPerSecond},
			Endpoints:  []endpointJSON{},
			Repairs:    repairsJSON{repairs.LateLogs, repairs.Rollbacks, repairs.Conflicts},
			SecondPass: secondPassJSON{Positions: map[string]uint64{}},
			Cursor:     sealFeed(v.Generation(), v.FeedEnd()),
			Version:    s.o.Version,
			Generation: strconv.FormatUint(v.Generation(), 16),
		}
		if ref, ok := v.AsOf(); ok {
			out.IndexedBlock = &ref.Number
		}
		if st.Why != "" {
			out.Why = &st.Why
		}
		for _, e := range st.Endpoints {
			out.Endpoints = append(out.Endpoints, showEndpoint(e))
		}
		if ended := v.RoundEnded(); ended != 0 {
			out.SecondPass.RoundEnded = &ended
		}
		for _, name := range st.SecondPasses {
			at, err := v.Recheck(name)
			if err != nil {
				return nil, "", err
			}
			out.SecondPass.Positions[name] = at
		}
		return out, "", nil
	}
}

func showEndpoint(e Endpoint) endpointJSON {
	out := endpointJSON{Name: e.Name, Healthy: e.Healthy, Requests: e.Requests, Errors: e.Errors, LatencySeconds: e.Latency.Seconds()}
	if e.Head != 0 {
		out.HeadBlock = &e.Head
	}
	if e.LastError != "" {
		out.LastError = &e.LastError
	}
	if !e.BackingOffUntil.IsZero() {
		out.BackingOffUntil = new(uint64(max(e.BackingOffUntil.Unix(), 0)))
	}
	return out
}

// standing is the indexer's word beside the snapshot's.
type standing struct {
	Status
	head, lag *uint64
	ready     bool
}

// standing compares what the indexer says with what the snapshot holds. The indexer may have heard of its head a moment
// before or after the snapshot was taken, so the head is never below the index.
func (s *Server) standing(v *store.View) standing {
	st := standing{Status: s.progress.Progress()}
	ref, indexed := v.AsOf()
	st.ready = st.Ready && indexed
	if indexed && ref.Number >= st.HeadBlock {
		st.HeadBlock = ref.Number
		st.HeadTime = max(st.HeadTime, ref.Time)
	}
	if st.HeadBlock != 0 {
		st.head = &st.HeadBlock
	}
	if indexed && st.HeadTime != 0 {
		st.lag = new(Lag(ref.Time, st.HeadTime, st.HeadSeen, s.o.Now()))
	}
	if failed := s.store.Failed(); failed != nil {
		st.ready, st.Why = false, "The index cannot be written any more; the operator's log says why."
	}
	if !st.ready && st.Why == "" {
		st.Why = "The index has not caught up with the chain yet."
	}
	return st
}

// Lag is how many seconds behind the chain an index is: what the chain is ahead by its own clock, and what the wall's clock says has
// passed since the newest block was heard of. The chain's clock is never compared with the wall's: on a development chain
// it runs faster.
func Lag(indexed, head uint64, seen, now time.Time) uint64 {
	var behind uint64
	if head > indexed {
		behind = head - indexed
	}
	if !seen.IsZero() && now.After(seen) {
		behind += uint64(now.Sub(seen) / time.Second)
	}
	return behind
}

// statsJSON are the counters of the whole index.
type statsJSON struct {
	Events          uint64  `json:"events"`
	Tickets         uint64  `json:"tickets"` // ever minted
	Tips            *uint64 `json:"tips"`
	FinalizedEvents uint64  `json:"finalizedEvents"`
	TotalRevenue    string  `json:"totalRevenue"`
	TotalRevenueSei string  `json:"totalRevenueSei"`
	TotalTips       *string `json:"totalTips"`
	TotalTipsSei    *string `json:"totalTipsSei"`
	Logs            uint64  `json:"logs"`
	UndecodedLogs   uint64  `json:"undecodedLogs"`
}

func (s *Server) stats(*query) reader {
	return func(v *store.View) (any, string, error) {
		st, err := v.Stats()
		if err != nil {
			return nil, "", fmt.Errorf("read the counters: %w", err)
		}
		out := &statsJSON{
			Events: st.Events, Tickets: st.Tickets, FinalizedEvents: st.FinalizedEvents,
			TotalRevenue: st.TotalRevenue.Dec(), TotalRevenueSei: sei(&st.TotalRevenue), Logs: st.Logs, UndecodedLogs: st.Undecoded,
		}
		if s.store.Identity().LiveTipping != (common.Address{}) {
			out.Tips = &st.Tips
			out.TotalTips, out.TotalTipsSei = amount(&st.TotalTips)
		}
		return out, "", nil
	}
}
