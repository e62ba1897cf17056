package stream

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

// Reconcile compares everybody who is connected to the event's streams with what the chain says now, and disconnects who lost the right.
// It wakes when the window opens and closes, and every 15 seconds while somebody is connected. When no SRS answers, that is an
// unavailable provider; when some do not, the others' clients are looked at all the same.
func (s *Service) Reconcile(ctx context.Context, a *reactors.Attempt) (reactors.Result, error) {
	if a.Event == nil {
		return reactors.Result{Settled: true}, nil
	}
	l, err := s.fresh(ctx, settle)
	if err != nil {
		return reactors.Result{}, err
	}
	if l.none() {
		return reactors.Result{}, reactors.Unavailable("srs", l.err())
	}
	v, e, err := s.event(a.EventID) // the newest state: a sale counts when it is known, not when it is final
	if err != nil {
		return reactors.Result{}, err
	}
	defer v.Release()
	connected, fresh, cut := 0, 0, 0
	var failed error
	for _, c := range l.clients {
		if event, _, ok := streamOf(c); !ok || event != e.ID {
			continue
		}
		why, waits, err := s.cause(v, e, c, l)
		if err != nil {
			return reactors.Result{}, err
		}
		if waits {
			fresh++
		}
		if why == "" {
			connected++
			continue
		}
		if err := s.kick(ctx, c.Server, c.ID); err != nil {
			failed = err // the others are not to stay for that
			continue
		}
		cut++
		a.Log.Info("disconnected", "client", c.ID, "type", c.Type, "why", why)
	}
	if failed != nil {
		return reactors.Result{}, fmt.Errorf("disconnect who may not be there: %w", failed)
	}
	r := s.wakes(v, e, a, connected+s.present(e.ID), fresh, cut)
	if len(l.down) > 0 && !r.Settled {
		r.Waits = "no answer of " + strings.Join(names(l.down), ", ")
	}
	return r, nil
}

func (s *Service) wakes(v *store.View, e *store.Event, a *reactors.Attempt, connected, fresh, cut int) (r reactors.Result) {
	switch w, now := s.window(e), v.Now(); {
	case e.Finalized || w.over(now):
		r.Settled = connected == 0 && cut == 0
	case now < w.opens:
		r.ChainAt = w.opens
	default:
		r.ChainAt = w.closes
	}
	switch {
	case cut > 0:
		r.WallAt = a.Wall.Add(attentive) // are they gone?
	case fresh > 0:
		r.WallAt = a.Wall.Add(unboundGrace)
	case connected > 0:
		r.WallAt = a.Wall.Add(patrol)
	}
	return r
}

// cause tells why a client may not stay; empty: it may. Waits says that it may for now, for its callback may be under way.
func (s *Service) cause(v *store.View, e *store.Event, c srs.Client, l look) (why string, waits bool, err error) {
	s.mu.Lock()
	_, left := s.left[c.ID]
	var b *binding
	if x := s.bindings.byClient[c.ID]; x != nil {
		kept := *x
		b = &kept
	}
	first := l.at
	if x := s.unbound[c.ID]; x != nil {
		first = x.first
	}
	s.mu.Unlock()
	if left {
		return "", true, nil
	}
	if b == nil || !b.fits(c) {
		switch {
		case c.Publish && b == nil:
			// SRS lets nobody publish without a yes: it was let in by this service, which forgot it. A show is not cut for that.
			if no := s.closed(e, v.Now()); no != nil {
				return no.Why, false, nil
			}
			return "", false, nil
		case l.at.Sub(first) < unboundGrace:
			return "", true, nil
		}
		return "nobody let it in: it came while haus was away, or does something else than it was let in for", false, nil
	}
	if b.Engine {
		if no := s.closed(e, v.Now()); no != nil {
			return no.Why, false, nil
		}
		if len(s.Ladder) == 0 || b.Variant != "" && !slices.Contains(s.Ladder, b.Variant) {
			return "stream.ladder does not ask for it any more", false, nil
		}
		return "", false, nil
	}
	if b.Issued <= s.revokedAt(e.ID, b.Wallet) {
		return "its token was revoked", false, nil
	}
	no, err := s.verdict(v, e, b.Wallet, b.Use)
	if err != nil || no == nil {
		return "", false, err
	}
	return no.Why, false, nil
}

func names(down []*srs.Down) (out []string) {
	for _, d := range down {
		out = append(out, d.Server)
	}
	return out
}

// present counts the event's bindings and players of HLS: also those whom SRS's list does not show yet.
func (s *Service) present(event uint64) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.playing[event]
	for _, b := range s.bindings.byClient {
		if b.Event == event {
			n++
		}
	}
	return n
}
