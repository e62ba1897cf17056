package stream

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
)

// Hook answers a callback of SRS: nil is yes. on_unpublish, on_stop and on_hls are always answered with yes, for nothing depends on
// them. Errors are *srs.Denied, or of the store: both are a no.
func (s *Service) Hook(ctx context.Context, h srs.Hook) error {
	var err error
	switch h.Action {
	case "on_publish":
		err = s.onPublish(ctx, h)
	case "on_play":
		err = s.onPlay(h)
	case "on_unpublish":
		s.onEnd(h, true)
	case "on_stop":
		s.onEnd(h, false)
	case "on_hls":
		// Its client id may be a viewer's: it says nothing of who publishes.
		if event, variant, ok := srs.StreamName(h.Stream); ok && variant == "" && h.App == srs.App {
			s.Wake(event, h.File)
		}
	default:
		err = denied(http.StatusForbidden, "a callback of another kind than on_publish, on_unpublish, on_play, on_stop and on_hls")
	}
	s.count(h.Action, err)
	return err
}

// count keeps the tally of callbacks. What strangers say does not become a label.
func (s *Service) count(action string, err error) {
	if !slices.Contains(actions, action) {
		action = "other"
	}
	result := "accepted"
	if no := new(srs.Denied); errors.As(err, &no) {
		result = "refused"
	} else if err != nil {
		result = "failed"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tally[[2]string{action, result}]++
}

var actions = []string{"on_publish", "on_unpublish", "on_play", "on_stop", "on_hls", "admit"}

var errShape = denied(http.StatusForbidden, "this is not a request that is let through")

// asked reads what a callback is about: the event, the variant and the token, empty when there is none at all.
func asked(h srs.Hook, name string) (event uint64, variant, token string, err error) {
	event, variant, ok := srs.StreamName(name)
	if !ok || h.App != srs.App {
		return 0, "", "", denied(http.StatusForbidden, "streams are named %s/{eventId}, or %s/{eventId}_enhanced", srs.App, srs.App)
	}
	if h.ClientID == "" {
		return 0, "", "", errShape
	}
	query, ok := parameters(strings.TrimPrefix(h.Param, "?"))
	if !ok {
		return 0, "", "", errShape
	}
	for name, value := range query {
		// Over HTTP the query names app and stream once more. hls_ctx would be a session that a player chose itself, action another
		// thing than what SRS says that it does.
		if name == "hls_ctx" || name == "action" || name == "app" && value != h.App || name == "stream" && value != h.Stream {
			return 0, "", "", errShape
		}
	}
	return event, variant, query["token"], nil
}

// parameters splits a query; false when a name is there twice, so that two readers could take different ones. Nothing is decoded, for
// nothing that is legal here needs to be encoded.
func parameters(query string) (map[string]string, bool) {
	out := map[string]string{}
	if query == "" {
		return out, true
	}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if _, twice := out[name]; twice {
			return nil, false
		}
		out[name] = value
	}
	return out, true
}

func (s *Service) onPublish(ctx context.Context, h srs.Hook) error {
	event, variant, token, err := asked(h, h.Stream)
	if err != nil {
		return err
	}
	b := &binding{Client: h.ClientID, Event: event, Variant: variant, Use: bearer.Publish}
	switch variant {
	case "", srs.Enhanced:
		if variant == srs.Enhanced {
			b.Use = bearer.Enhance
		}
		c, err := s.enter(token, b.Use, event)
		if err != nil {
			return err
		}
		b.Wallet, b.Token, b.Issued = c.Wallet, c.ID, c.Issued
		if b.Creator, err = s.creator(event); err != nil {
			return err
		}
		if err := s.makeWay(ctx, event, variant, h.ClientID); err != nil {
			return err
		}
	default: // a rung of the ladder
		if err := s.engine(h, event, variant, token); err != nil {
			return err
		}
		b.Engine = true
	}
	return s.bind(b)
}

func (s *Service) onPlay(h srs.Hook) error {
	event, variant, token, err := asked(h, strings.TrimSuffix(h.Stream, playlist))
	if err != nil {
		return err
	}
	if !s.offers(variant) {
		return denied(http.StatusForbidden, "stream.ladder does not have %s", variant)
	}
	b := &binding{Client: h.ClientID, Event: event, Variant: variant, Use: bearer.Watch}
	if token == "" && variant == "" && s.engine(h, event, variant, token) == nil {
		b.Engine = true
		return s.bind(b)
	}
	c, err := s.enter(token, bearer.Watch, event)
	if err != nil {
		return err
	}
	b.Wallet, b.Token, b.Issued = c.Wallet, c.ID, c.Issued
	return s.bind(b)
}

// offers tells whether a variant can be watched.
func (s *Service) offers(variant string) bool {
	return variant == "" || variant == srs.Enhanced || slices.Contains(s.Ladder, variant)
}

// engine tells whether a callback is about SRS's own transcoder. It carries no token; it is known by coming from SRS's own machine, for
// a stream that somebody with the right publishes, while the ladder is configured. Nobody else comes from there without a token: the
// proxy lets none through, RTMP comes with the player's own address, and SRS's HTTP ports are private. So no relay of RTMP may run on
// SRS's machine together with a ladder; one would let in as many as there are rungs, and no more.
func (s *Service) engine(h srs.Hook, event uint64, variant, token string) error {
	if len(s.Ladder) == 0 || !s.offers(variant) || token != "" || !loopback(h.IP) {
		return denied(http.StatusForbidden, "%s is published by SRS's transcoder only, as stream.ladder says", srs.NameOf(event, variant))
	}
	s.mu.Lock()
	_, live := s.publisher(event, "")
	playing := 0
	for _, b := range s.bindings.byClient {
		if b.Engine && b.Event == event && !b.publishes() {
			playing++
		}
	}
	s.mu.Unlock()
	if h.Action == "on_play" && playing >= len(s.Ladder) { // one for each rung
		return denied(http.StatusForbidden, "the transcoder of event %d plays it already", event)
	}
	if !live {
		return denied(http.StatusForbidden, "nobody publishes event %d", event)
	}
	v, e, err := s.event(event)
	if err != nil {
		return err
	}
	defer v.Release()
	if no := s.closed(e, v.Now()); no != nil {
		return no
	}
	return nil
}

// bind notes who the client is, if there is room.
func (s *Service) bind(b *binding) error {
	now := s.Now()
	b.Since, b.bound = now.Unix(), now
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.bindings.byClient) >= maxBindings && !b.publishes() { // of publishers there is one a stream
		return denied(http.StatusServiceUnavailable, "%d clients are connected, which is the most", maxBindings)
	}
	if o, busy := s.publisher(b.Event, b.Variant); b.publishes() && busy && !o.replaceable && o.client != b.Client {
		return errBusy // two came at once
	}
	if b.publishes() && !b.Engine {
		if err := s.stages(b); err != nil {
			return err
		}
	}
	if b.Use == bearer.Watch && !b.Engine {
		if err := s.room(bearer.Claims{ID: b.Token, Wallet: b.Wallet, Event: b.Event}, now); err != nil {
			return err
		}
	}
	s.bindings.put(b)
	delete(s.unbound, b.Client)
	s.noteChange(b)
	return nil
}

// creator is the event's as of the newest state.
func (s *Service) creator(event uint64) (common.Address, error) {
	v, e, err := s.event(event)
	if err != nil {
		return common.Address{}, err
	}
	defer v.Release()
	return e.Creator, nil
}

// stages tells whether the creator may have one more event published. The caller holds mu.
func (s *Service) stages(b *binding) error {
	shows := map[uint64]struct{}{}
	for _, all := range s.bindings.byStream {
		for _, o := range all {
			if !o.Engine && o.Creator == b.Creator && o.Event != b.Event {
				shows[o.Event] = struct{}{}
			}
		}
	}
	if s.ShowsPerCreator > 0 && len(shows) >= s.ShowsPerCreator {
		return denied(http.StatusTooManyRequests, "%d events of %s are on already, which is the most at once for a creator: end one of them", len(shows), b.Creator)
	}
	return nil
}

// room tells whether one more may watch with a token. The caller holds mu.
func (s *Service) room(c bearer.Claims, now time.Time) error {
	h := holder{c.Event, c.Wallet}
	if most := tokensPerWallet * s.ViewersPerToken; len(s.bindings.byHolder[h])+s.held[h] >= most {
		return denied(http.StatusTooManyRequests, "%d watch with tokens of %s already, which is the most for a wallet: close one of them", most, c.Wallet)
	}
	if s.watching(c.ID, now) >= s.ViewersPerToken {
		return denied(http.StatusTooManyRequests, "%d watch with this token already, which is the most: close one of them, or get another token", s.ViewersPerToken)
	}
	return nil
}

// onEnd removes the binding of a client that ended. It may come late, for a client whom another followed, and for one that was refused:
// it is by the client's id, so it ends nobody else's.
func (s *Service) onEnd(h srs.Hook, publishing bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.bindings.byClient[h.ClientID]; b == nil || b.publishes() != publishing {
		return
	}
	s.forget(h.ClientID)
}

// occupant is who publishes a stream now.
type occupant struct {
	server, client string
	replaceable    bool // it is stale, or nobody knows who it is
}

// publisher returns who publishes, as far as is known, and whether anybody does. The caller holds mu.
func (s *Service) publisher(event uint64, variant string) (occupant, bool) {
	name, now := srs.NameOf(event, variant), s.Now()
	for _, x := range s.last.streams {
		// When SRS's API was silent for a while nobody knows; then SRS, which takes one publisher a stream, decides.
		if _, left := s.left[x.Publisher]; left || x.App != srs.App || x.Name != name || now.Sub(s.last.good) > grace {
			continue
		}
		p := s.progress[x.Server+" "+x.App+"/"+x.Name]
		return occupant{x.Server, x.Publisher, s.last.good.Sub(p.at) >= staleAfter || s.bindings.byClient[x.Publisher] == nil}, true
	}
	for id, b := range s.bindings.byStream[name] {
		if b.server == "" && now.Sub(b.bound) < grace { // let in a moment ago, SRS's list is older
			return occupant{client: id}, true
		}
	}
	return occupant{}, false
}

var errBusy = denied(http.StatusForbidden, "the event is being published already: stop the other encoder, or wait some seconds if its line was lost")

// makeWay lets one publisher follow another: while somebody publishes, a newcomer is refused, unless the one who is there is stale, as
// after a lost line that the encoder comes back from, or unknown; then that one is disconnected.
func (s *Service) makeWay(ctx context.Context, event uint64, variant, newcomer string) error {
	s.mu.Lock()
	o, busy := s.publisher(event, variant)
	s.mu.Unlock()
	if !busy || o.client == newcomer {
		return nil
	}
	if !o.replaceable {
		return errBusy
	}
	ctx, cancel := context.WithTimeout(ctx, kickWait)
	defer cancel()
	if err := s.kick(ctx, o.server, o.client); err != nil {
		s.Log.Warn("a stale publisher cannot be disconnected; the next has to come again", "event", event, "client", o.client, "error", err)
		return denied(http.StatusServiceUnavailable, "the publisher of event %d whose line was lost is not disconnected yet: try again in a few seconds", event)
	}
	s.Log.Info("a publisher gave way to the next", "event", event, "client", o.client)
	return nil
}

// kick disconnects a client and forgets it.
func (s *Service) kick(ctx context.Context, server, client string) error {
	if err := s.SRS.Kick(ctx, server, client); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kicked++
	s.forget(client)
	return nil
}
