package stream

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/store"
)

// producer is the scope of a Curation contract whose curator publishes the enhanced stream.
const producer = 3

// window is when an event's stream is open: chain time from opens until before closes. Closes 0: the end is not known, so it is open.
type window struct{ opens, closes uint64 }

func (s *Service) window(e *store.Event) window {
	w := window{opens: e.StartDate - min(e.StartDate, seconds(s.OpenBefore))}
	if end, known := e.EndDate(); known {
		w.closes = end + seconds(s.CloseAfter)
	}
	return w
}

func (w window) over(now uint64) bool { return w.closes != 0 && now >= w.closes }

func seconds(d time.Duration) uint64 { return uint64(max(d, 0) / time.Second) }

// verdict tells why the wallet may not use the event's stream so as of the view; nil, nil when it may.
func (s *Service) verdict(v *store.View, e *store.Event, wallet common.Address, use bearer.Use) (*srs.Denied, error) {
	standing, err := s.standing(v, e, wallet, use)
	if err != nil {
		return nil, fmt.Errorf("look up the right of %s in event %d: %w", wallet, e.ID, err)
	}
	if standing != nil {
		return standing, nil
	}
	return s.closed(e, v.Now()), nil
}

// closed tells why nobody may now.
func (s *Service) closed(e *store.Event, now uint64) *srs.Denied {
	w := s.window(e)
	switch {
	case e.Finalized:
		return denied(http.StatusForbidden, "event %d is finalized, its stream is over", e.ID)
	case now < w.opens:
		return denied(http.StatusForbidden, "the stream of event %d opens at %s of chain time, now it is %s", e.ID, clock(w.opens), clock(now))
	case w.over(now):
		return denied(http.StatusForbidden, "the stream of event %d closed at %s of chain time", e.ID, clock(w.closes))
	}
	return nil
}

// standing tells why the wallet never may while things are as they are, whatever the time.
func (s *Service) standing(v *store.View, e *store.Event, wallet common.Address, use bearer.Use) (*srs.Denied, error) {
	nobody := wallet == common.Address{} // which is also what stands for: no delegate, burned
	host := !nobody && (wallet == e.Creator || wallet == e.Delegate)
	switch use {
	case bearer.Publish:
		if !host {
			return denied(http.StatusForbidden, "%s is neither the creator nor the delegate of event %d, who publish its stream", wallet, e.ID), nil
		}
		return nil, nil
	case bearer.Enhance:
		if !host && (nobody || !produces(e, wallet)) {
			return denied(http.StatusForbidden, "%s is not the curator of an active Curation with scope 3 (Producer) of event %d, nor its creator or delegate", wallet, e.ID), nil
		}
		return nil, nil
	case bearer.Watch:
		if nobody {
			return denied(http.StatusForbidden, "the zero address holds no ticket"), nil
		}
		if host || wallet == e.Owner {
			return nil, nil
		}
		for _, err := range v.TicketsOf(wallet, e.ID, nil, false) {
			return nil, err // one is enough
		}
		return denied(http.StatusForbidden, "%s holds no ticket of event %d: they are sold by the contract %s", wallet, e.ID, e.Kiosk), nil
	}
	return denied(http.StatusBadRequest, "a token is for publishing, watching or enhancing a stream"), nil
}

func produces(e *store.Event, wallet common.Address) bool {
	for _, c := range e.Curations {
		if c.Active && c.Scope == producer && c.Curator == wallet {
			return true
		}
	}
	return false
}

func denied(status int, format string, args ...any) *srs.Denied {
	return &srs.Denied{Status: status, Why: fmt.Sprintf(format, args...)}
}

func clock(unix uint64) string { return time.Unix(int64(unix), 0).UTC().Format(time.RFC3339) }

// event opens the newest state and reads the event. Release the view when there is no error. Errors: *srs.Denied with 404 and 503.
func (s *Service) event(id uint64) (*store.View, *store.Event, error) {
	v, err := s.Store.View()
	if err != nil {
		return nil, nil, err
	}
	if _, indexed := v.AsOf(); !indexed {
		v.Release()
		return nil, nil, denied(http.StatusServiceUnavailable, "nothing is indexed yet")
	}
	e, err := v.Event(id)
	if errors.Is(err, store.ErrNotFound) {
		err = denied(http.StatusNotFound, "there is no event %d", id)
	}
	if err != nil {
		v.Release()
		return nil, nil, err
	}
	return v, e, nil
}

// Issue makes a token for one use of an event's stream, which the wallet has to have the right to now. Its errors that the wallet may
// know are *srs.Denied: 400 for a use that is none, 403 with what would be right, 404, 503 while nothing is indexed.
func (s *Service) Issue(_ context.Context, wallet common.Address, event uint64, use bearer.Use) (srs.Pass, error) {
	v, e, err := s.event(event)
	if err != nil {
		return srs.Pass{}, err
	}
	defer v.Release()
	if no, err := s.verdict(v, e, wallet, use); err != nil {
		return srs.Pass{}, err
	} else if no != nil {
		return srs.Pass{}, no
	}
	w := s.window(e)
	c := bearer.Claims{Use: use, Wallet: wallet, Event: event, Issued: max(uint64(s.Now().Unix()), s.revokedAt(event, wallet)+1)}
	p := srs.Pass{Wallet: wallet, Event: event, OpensAt: w.opens, ClosesAt: w.closes}
	if use == bearer.Watch {
		c.Expires = c.Issued + seconds(s.WatchTTL)
		p.Expires = time.Unix(int64(c.Expires), 0)
	}
	p.Token = s.Keys.Mint(c)
	switch use {
	case bearer.Publish:
		p.URLs = s.urls(event, "", p.Token).publish()
	case bearer.Enhance:
		p.URLs = s.urls(event, srs.Enhanced, p.Token).publish()
	case bearer.Watch:
		p.URLs = s.urls(event, "", p.Token).watch()
		p.Variants = s.variants(event, p.Token)
		for i := range p.Variants {
			p.Variants[i].URLs = links(p.Variants[i].URLs).watch()
		}
	}
	return p, nil
}

// claims reads a token for a use of an event. A token that was issued by haus, is for that use and event, and is not revoked has
// claims, and expired tells whether it is over. Whether the wallet has the right is not looked at.
func (s *Service) claims(token string, use bearer.Use, event uint64) (c bearer.Claims, expired bool, err error) {
	c, err = s.Keys.Read(token, use, time.Time{}) // before every end
	switch {
	case err != nil:
		return c, false, denied(http.StatusUnauthorized, "%v", err)
	case c.Event != event:
		return c, false, denied(http.StatusForbidden, "the token is for event %d, not for event %d", c.Event, event)
	case c.Issued <= s.revokedAt(event, c.Wallet):
		return c, false, denied(http.StatusUnauthorized, "the token was revoked")
	}
	return c, c.Expires != 0 && s.Now().Unix() >= int64(c.Expires), nil
}

// enter reads a token as claims does, and wants it to be of use now: not expired, and of a wallet that may as of the newest state.
func (s *Service) enter(token string, use bearer.Use, event uint64) (bearer.Claims, error) {
	c, expired, err := s.claims(token, use, event)
	if err != nil {
		return c, err
	}
	if expired {
		return c, denied(http.StatusUnauthorized, "%v", bearer.ErrExpired)
	}
	return c, s.may(c)
}

// may tells whether the wallet of a token may as of the newest state.
func (s *Service) may(c bearer.Claims) error {
	v, e, err := s.event(c.Event)
	if err != nil {
		return err
	}
	defer v.Release()
	no, err := s.verdict(v, e, c.Wallet, c.Use)
	if err != nil {
		return err
	}
	if no != nil {
		return no
	}
	return nil
}
