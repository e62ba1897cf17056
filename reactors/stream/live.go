package stream

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
)

// Live tells what is known of the event's stream, as of the last look at SRS.
func (s *Service) Live(event uint64) srs.Live {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	out := srs.Live{Seen: s.last.good, Viewers: s.playing[event], Latencies: s.latencies(event, now)}
	for _, d := range s.last.down {
		out.Errors = append(out.Errors, d.Server+" does not answer") // the rest is in the log: this is shown to everybody
	}
	for _, c := range s.last.clients {
		if of, _, ok := streamOf(c); ok && of == event && s.views(c) {
			out.Viewers++
		}
	}
	name := srs.NameOf(event, "")
	for _, x := range s.last.streams {
		if _, left := s.left[x.Publisher]; left || x.App != srs.App || x.Name != name {
			continue
		}
		if b := s.bindings.byClient[x.Publisher]; b != nil {
			wallet := b.Wallet
			out.Publisher = &wallet
			x.Live = max(now.Sub(time.Unix(b.Since, 0)), 0)
		}
		out.Stream = &x
		break
	}
	return out
}

// views tells whether a client watches and is not SRS's transcoder. The caller holds mu.
func (s *Service) views(c srs.Client) bool {
	if _, left := s.left[c.ID]; left || c.Publish {
		return false
	}
	b := s.bindings.byClient[c.ID]
	return b == nil || !b.Engine
}

// protocols are those that players report about.
var protocols = []string{"webrtc", "flv", "hls"}

// maxLatency bounds what a player says of its latency.
const maxLatency = 10 * time.Minute

// reporter is who reported: one sample a token and protocol counts, so that nobody outweighs the others.
type reporter struct {
	token    uint64
	protocol string
}

type sample struct {
	at      time.Time
	latency time.Duration
}

// Report takes what a player with a watch token says of itself. Its errors are *srs.Denied (400, 401, 403, 404, 503), or of the store.
func (s *Service) Report(_ context.Context, event uint64, token string, p srs.Playback) error {
	if !slices.Contains(protocols, p.Protocol) {
		return denied(http.StatusBadRequest, "protocol is webrtc, flv or hls")
	}
	if p.Latency < 0 || p.Latency > maxLatency {
		return denied(http.StatusBadRequest, "latency goes from 0 to %d s", maxLatency/time.Second)
	}
	c, expired, err := s.claims(token, bearer.Watch, event)
	if err != nil {
		return err
	}
	if err := s.may(c); err != nil {
		return err
	}
	now := s.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if expired && s.watching(c.ID, now) == 0 {
		return denied(http.StatusUnauthorized, "%v", bearer.ErrExpired)
	}
	by := reporter{c.ID, p.Protocol}
	if _, again := s.reports[event][by]; !again {
		if s.nReports >= maxReports {
			return denied(http.StatusServiceUnavailable, "%d players reported within a minute, which is the most", maxReports)
		}
		if s.reports[event] == nil {
			s.reports[event] = map[reporter]sample{}
		}
		s.nReports++
	}
	s.reports[event][by] = sample{now, p.Latency}
	return nil
}

// latencies sums up an event's reports of the last minute. The caller holds mu.
func (s *Service) latencies(event uint64, now time.Time) map[string]srs.Latency {
	all := map[string][]time.Duration{}
	for by, r := range s.reports[event] {
		if now.Sub(r.at) <= reportSpan {
			all[by.protocol] = append(all[by.protocol], r.latency)
		}
	}
	out := map[string]srs.Latency{}
	for protocol, l := range all {
		slices.Sort(l)
		out[protocol] = srs.Latency{Players: len(l), P50: quantile(l, 50), P95: quantile(l, 95)}
	}
	return out
}

// quantile is the smallest of the sorted values that percent of them do not exceed.
func quantile(sorted []time.Duration, percent int) time.Duration {
	return sorted[max((len(sorted)*percent+99)/100, 1)-1]
}

// Status is how the streams get on, for metrics.
type Status struct {
	Streams, Viewers int // of all events
	KbpsIn, KbpsOut  int
	Bindings         int
	Kicks            uint64 // since the start
	Servers, Down    int
	Seen             time.Time // when some SRS last answered; zero: never
	Hooks            []HookCount
}

// HookCount counts answers since the start. The action "admit" is the proxy's question.
type HookCount struct {
	Action string // on_publish, on_unpublish, on_play, on_stop, on_hls, admit or other
	Result string // accepted, refused or failed
	N      uint64
}

// Status tells how the streams get on.
func (s *Service) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := Status{Viewers: s.nPlayers, Bindings: len(s.bindings.byClient), Kicks: s.kicked, Servers: len(s.SRS.Servers()), Down: len(s.last.down), Seen: s.last.good}
	for _, x := range s.last.streams {
		if _, variant, ok := srs.StreamName(x.Name); ok && x.App == srs.App {
			if variant == "" {
				out.Streams++
			}
			out.KbpsIn += x.KbpsIn
			out.KbpsOut += x.KbpsOut
		}
	}
	for _, c := range s.last.clients {
		if _, _, ok := streamOf(c); ok && s.views(c) {
			out.Viewers++
		}
	}
	for k, n := range s.tally {
		out.Hooks = append(out.Hooks, HookCount{k[0], k[1], n})
	}
	slices.SortFunc(out.Hooks, func(a, b HookCount) int {
		if a.Action == b.Action {
			return strings.Compare(a.Result, b.Result)
		}
		return strings.Compare(a.Action, b.Action)
	})
	return out
}
