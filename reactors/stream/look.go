package stream

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/haus25/backend/internal/srs"
)

// look is what all SRS said at once. It is never changed.
type look struct {
	at      time.Time // when the last of it was asked; zero: never
	good    time.Time // when some SRS last answered; streams and clients are of then
	streams []srs.Stream
	clients []srs.Client
	down    []*srs.Down
	servers int
}

// none tells whether nobody answered.
func (l look) none() bool { return len(l.down) == l.servers }

func (l look) err() error {
	var errs []error
	for _, d := range l.down {
		errs = append(errs, d)
	}
	return errors.Join(errs...)
}

// answered tells whether a server did.
func (l look) answered(server string) bool {
	for _, d := range l.down {
		if d.Server == server {
			return false
		}
	}
	return true
}

// progress is when a stream last brought a frame.
type progress struct {
	publisher string
	frames    uint64
	at        time.Time
}

// stray is a client without a binding.
type stray struct {
	first time.Time // when it was first seen so
	told  bool      // its event's key was made due
}

// streamOf reads which event's stream a client is at.
func streamOf(c srs.Client) (event uint64, variant string, ok bool) {
	if c.App != "" && c.App != srs.App {
		return 0, "", false
	}
	return srs.StreamName(strings.TrimSuffix(c.Stream, playlist)) // a player of HLS is at X.m3u8
}

const playlist = ".m3u8"

// fresh returns a look that is no older than age, asking SRS when there is none. Those who want one at the same time share it. The
// error is ctx's.
func (s *Service) fresh(ctx context.Context, age time.Duration) (look, error) {
	select {
	case s.asking <- struct{}{}:
	case <-ctx.Done():
		return look{}, ctx.Err()
	}
	defer func() { <-s.asking }()
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if now := s.Now(); !last.at.IsZero() && age > 0 && now.Sub(last.at) <= age && !now.Before(last.at) {
		return last, nil
	}
	l := look{at: s.Now(), servers: len(s.SRS.Servers())}
	var g errgroup.Group
	var more []*srs.Down
	g.Go(func() error { l.streams, l.down = s.SRS.Streams(ctx); return nil })
	g.Go(func() error { l.clients, more = s.SRS.Clients(ctx); return nil })
	g.Wait() // neither fails
	if ctx.Err() != nil {
		return look{}, ctx.Err()
	}
	for _, d := range more {
		if l.answered(d.Server) {
			l.down = append(l.down, d)
		}
	}
	return s.take(l), nil
}

// take notes what a look shows, and returns the look as it is to be used.
func (s *Service) take(l look) look {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prune(l.at)
	l.good = l.at
	if l.none() { // what was seen before is all that is known
		l.good, l.streams, l.clients = s.last.good, s.last.streams, s.last.clients
		s.last = l
		return l
	}
	s.last, s.left = l, map[string]struct{}{}
	s.noteProgress(l)
	s.noteClients(l)
	return s.last
}

func (s *Service) noteProgress(l look) {
	now := map[string]progress{}
	for _, x := range l.streams {
		k := x.Server + " " + x.App + "/" + x.Name
		p := s.progress[k]
		// Where SRS counts no frames (sound alone, and WebRTC in some versions) its bit rate has to do, which lags half a minute.
		moves := x.Frames != p.frames || x.Frames == 0 && x.KbpsIn > 0
		if p.publisher != x.Publisher || moves {
			p = progress{x.Publisher, x.Frames, l.at}
		}
		now[k] = p
	}
	for k, p := range s.progress {
		if server, _, _ := strings.Cut(k, " "); !l.answered(server) {
			now[k] = p
		}
	}
	s.progress = now
}

func (s *Service) noteClients(l look) {
	strays := map[string]*stray{}
	listed := map[string]bool{}
	for _, c := range l.clients {
		listed[c.ID] = true
		if b := s.bindings.byClient[c.ID]; b != nil && b.fits(c) {
			b.server, b.seen, b.missed = c.Server, l.at, 0
			continue
		}
		event, _, ok := streamOf(c)
		if !ok {
			continue
		}
		x := s.unbound[c.ID]
		if x == nil {
			x = &stray{first: l.at}
		}
		if !x.told && l.at.Sub(x.first) >= unboundGrace {
			x.told = true
			s.touches[event] = struct{}{}
			signal(s.keep)
		}
		strays[c.ID] = x
	}
	s.unbound = strays
	var gone []string
	for id, b := range s.bindings.byClient {
		// Which server a client is at is known when a list showed it. Until then all of them have to lack it.
		if listed[id] || b.server == "" && len(l.down) > 0 || b.server != "" && !l.answered(b.server) {
			continue
		}
		if b.missed++; b.gone(l.at) {
			gone = append(gone, id)
		}
	}
	for _, id := range gone {
		s.noteChange(s.bindings.remove(id))
	}
}

// observe looks at SRS: every two seconds while anybody is connected, else every half a minute and soon after a callback.
func (s *Service) observe(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	next := time.Now()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.stir:
			if soon := time.Now().Add(settle); soon.Before(next) {
				next = soon
				timer.Reset(settle)
			}
			continue
		case <-timer.C:
		}
		l, err := s.fresh(ctx, settle/2)
		if err != nil {
			return
		}
		now := ""
		for _, d := range l.down {
			now += d.Server + " "
		}
		if now != said && now != "" {
			s.Log.Warn("SRS does not answer; who is connected there cannot be seen or disconnected", "error", l.err())
		} else if now != said {
			s.Log.Info("every SRS answers again")
		}
		said = now
		wait := s.pause()
		next = time.Now().Add(wait)
		timer.Reset(wait)
	}
}

// pause is how long to wait until the next look.
func (s *Service) pause() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.bindings.byClient)+len(s.last.streams)+len(s.unbound)+s.nPlayers > 0 {
		return attentive
	}
	return idle
}

// loopback tells whether SRS saw a client come from its own machine.
func loopback(ip string) bool {
	a, err := netip.ParseAddr(ip)
	return err == nil && a.Unmap().IsLoopback()
}
