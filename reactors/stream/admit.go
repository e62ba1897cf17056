package stream

import (
	"context"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/srs"
)

// shape is what a request asks for, once it is known to be one that may be asked.
type shape struct {
	kind           kind
	event          uint64
	variant, token string
}

type kind int

const (
	publishing kind = iota // WHIP
	watching               // WHEP, FLV: a connection, which a callback tells of as well
	playing                // HLS: a request among many
	ending                 // of a WebRTC session, by the secret that SRS gave to its client
)

// maxURI is longer than any request that is let through, bytes.
const maxURI = 2048

var (
	// What a request may be made of. Nothing legal needs an escape, so none is decoded, and no two readers can understand one
	// differently. What climbs or has an empty part is none of the shapes below.
	plainURI = regexp.MustCompile(`^/[A-Za-z0-9/_.?=&:+-]*$`)
	segment  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}\.ts$`)
	// The session in the Location that SRS answers a WHIP or WHEP with, and the secret beside it.
	session  = regexp.MustCompile(`^[A-Za-z0-9:/+_-]{1,256}$`)
	srsToken = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
)

// read recognises the requests that may be asked; all others are refused: encoded or doubled parameters, action= and hls_ctx=,
// dots that climb, and SRS's other ways to play (whip-play, /rtc/v1/play/).
func read(r srs.Request) (shape, bool) {
	if len(r.URI) > maxURI || !plainURI.MatchString(r.URI) {
		return shape{}, false
	}
	path, raw, _ := strings.Cut(r.URI, "?")
	query, ok := parameters(raw)
	if !ok || strings.HasSuffix(r.URI, "?") {
		return shape{}, false
	}
	get := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case path == "/rtc/v1/whip/" || path == "/rtc/v1/whep/":
		return webrtc(r.Method, path == "/rtc/v1/whip/", query)
	case get && strings.HasPrefix(path, "/live/") && only(query, "token"):
		name, isFLV := strings.CutSuffix(path[len("/live/"):], ".flv")
		name, isHLS := strings.CutSuffix(name, playlist)
		x := shape{kind: watching, token: query["token"]}
		if isHLS {
			x.kind = playing
		}
		x.event, x.variant, ok = srs.StreamName(name)
		return x, ok && isFLV != isHLS
	case get && strings.HasPrefix(path, "/hls/") && len(query) == 0:
		return hls(strings.Split(path[len("/hls/"):], "/"))
	}
	return shape{}, false
}

// webrtc reads WHIP and WHEP: a POST begins, DELETE and PATCH are of the session that SRS's Location named. That Location has action=delete
// in its query, which only these two may say.
func webrtc(method string, publish bool, query map[string]string) (x shape, ok bool) {
	if x.event, x.variant, ok = srs.StreamName(query["stream"]); !ok || query["app"] != srs.App {
		return shape{}, false
	}
	switch method {
	case http.MethodPost:
		x.kind, x.token = watching, query["token"]
		if publish {
			x.kind = publishing
		}
		return x, only(query, "app", "stream", "token")
	case http.MethodDelete, http.MethodPatch:
		x.kind = ending
		return x, only(query, "action", "token", "app", "stream", "session") && query["action"] == "delete" &&
			srsToken.MatchString(query["token"]) && session.MatchString(query["session"])
	}
	return shape{}, false
}

// hls reads {token}/live/{stream}.m3u8 and {token}/live/{stream}/{segment}.ts: the token is in the path, so that the playlist's relative
// addresses carry it.
func hls(parts []string) (x shape, ok bool) {
	if len(parts) < 3 || len(parts) > 4 || parts[1] != srs.App {
		return shape{}, false
	}
	x = shape{kind: playing, token: parts[0]}
	name, isList := strings.CutSuffix(parts[2], playlist)
	x.event, x.variant, ok = srs.StreamName(name)
	if len(parts) == 4 {
		return x, ok && !isList && segment.MatchString(parts[3])
	}
	return x, ok && isList
}

// only tells whether a query has exactly these parameters, none of them empty.
func only(query map[string]string, names ...string) bool {
	for _, n := range names {
		if query[n] == "" {
			return false
		}
	}
	return len(query) == len(names)
}

// Admit tells whether the proxy may pass a client's HTTP request on to SRS: nil is yes. Errors are *srs.Denied (401 without a good token,
// 403 for what nobody may or this wallet may not, 404, 429, 503), or of the store: all are a no.
func (s *Service) Admit(ctx context.Context, r srs.Request) error {
	err := s.admit(ctx, r)
	s.count("admit", err)
	return err
}

func (s *Service) admit(ctx context.Context, r srs.Request) error {
	x, ok := read(r)
	if !ok {
		return errShape
	}
	switch x.kind {
	case ending:
		return nil // SRS compares its own secret
	case publishing:
		return s.admitPublish(ctx, x)
	case watching:
		if !s.offers(x.variant) {
			return errShape
		}
		c, err := s.enter(x.token, bearer.Watch, x.event)
		if err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.room(c, s.Now())
	default:
		if !s.offers(x.variant) {
			return errShape
		}
		return s.admitPlayer(x, r.Address)
	}
}

func (s *Service) admitPublish(ctx context.Context, x shape) error {
	use := bearer.Publish
	switch x.variant {
	case "":
	case srs.Enhanced:
		use = bearer.Enhance
	default:
		return errShape // the transcoder speaks RTMP
	}
	if _, err := s.enter(x.token, use, x.event); err != nil {
		return err
	}
	return s.makeWay(ctx, x.event, x.variant, "") // SRS refuses a second WHIP publisher without a callback
}

// place is where a player of HLS asks from: an address, or the network of an IPv6 address, whose hosts change theirs by themselves.
type place = netip.Prefix

func placeOf(a netip.Addr) (place, bool) {
	a = a.Unmap().WithZone("")
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	return p, err == nil
}

// player is a player of HLS.
type player struct {
	holder
	seen time.Time
}

func (s *Service) admitPlayer(x shape, from netip.Addr) error {
	at, ok := placeOf(from)
	if !ok {
		return errShape
	}
	c, expired, err := s.claims(x.token, bearer.Watch, x.event)
	if err != nil {
		return err
	}
	if err := s.may(c); err != nil {
		return err
	}
	now := s.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.players[c.ID][at]
	if p == nil || now.Sub(p.seen) > hlsGap {
		if expired {
			return denied(http.StatusUnauthorized, "%v", bearer.ErrExpired)
		}
		if err := s.room(c, now); err != nil {
			return err
		}
	}
	if p == nil {
		if s.nPlayers >= maxPlayers {
			return denied(http.StatusServiceUnavailable, "%d play HLS, which is the most", maxPlayers)
		}
		if s.players[c.ID] == nil {
			s.players[c.ID] = map[place]*player{}
		}
		p = &player{holder: holder{c.Event, c.Wallet}}
		s.players[c.ID][at] = p
		s.nPlayers++
		s.playing[c.Event]++
		s.held[p.holder]++
		signal(s.stir)
	}
	p.seen = now
	return nil
}

// watching counts who watches with a token: connections and players of HLS. The caller holds mu.
func (s *Service) watching(token uint64, now time.Time) int {
	n := len(s.bindings.byToken[token])
	for _, p := range s.players[token] {
		if now.Sub(p.seen) <= hlsGap {
			n++
		}
	}
	return n
}

func less[K comparable](m map[K]int, k K) {
	if m[k]--; m[k] == 0 {
		delete(m, k)
	}
}

// prune forgets players that stopped and reports that are old. The caller holds mu.
func (s *Service) prune(now time.Time) {
	for token, places := range s.players {
		for at, p := range places {
			if now.Sub(p.seen) > hlsGap {
				delete(places, at)
				s.nPlayers--
				less(s.playing, p.event)
				less(s.held, p.holder)
			}
		}
		if len(places) == 0 {
			delete(s.players, token)
		}
	}
	for event, all := range s.reports {
		for by, r := range all {
			if now.Sub(r.at) > reportSpan {
				delete(all, by)
				s.nReports--
			}
		}
		if len(all) == 0 {
			delete(s.reports, event)
		}
	}
}
