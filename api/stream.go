package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gofiber/fiber/v2"

	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/store"
)

// Streams decides who may publish and watch, and knows what is live. Its methods are called by any goroutine. What may not be done is
// an *srs.Denied, whose reason is shown to the one who asked.
type Streams interface {
	// Issue makes a token for one use of one event's stream; the URLs of the pass carry it.
	Issue(ctx context.Context, wallet common.Address, event uint64, use bearer.Use) (srs.Pass, error)
	// Revoke ends all tokens of the wallet for the event that were issued before. It refuses a wallet that can have none, and one that
	// was revoked within the last minute: each is a receipt, which is kept for good.
	Revoke(ctx context.Context, wallet common.Address, event uint64) error
	// Hook and Admit answer the media server and its proxy, so they must be quick and ask nobody.
	Hook(ctx context.Context, h srs.Hook) error
	Admit(ctx context.Context, r srs.Request) error
	// Live is what is known without asking anybody.
	Live(event uint64) srs.Live
	URLs(event uint64) srs.URLs // without a token
	// Variants are the qualities of the event's stream, and the enhanced stream under the name srs.Enhanced; without a token.
	Variants(event uint64) []srs.Variant
	// Report takes what a player that holds the token tells of itself.
	Report(ctx context.Context, event uint64, token string, p srs.Playback) error
}

// askTimeout bounds what a command or a question may wait for what this process knows.
const askTimeout = 10 * time.Second

func streamsOff(status int) *problem {
	return newProblem(status, "Streams are off here: the stream reactor does not run in this daemon.")
}

// urlsJSON are where a stream is published and watched; null: not that way, or not with this token.
type urlsJSON struct {
	WHIP *string `json:"whip"`
	RTMP *string `json:"rtmp"`
	WHEP *string `json:"whep"`
	FLV  *string `json:"flv"`
	HLS  *string `json:"hls"`
}

// variantJSON is one quality.
type variantJSON struct {
	Name   string   `json:"name"`
	Stream string   `json:"stream"` // its name at the media server
	URLs   urlsJSON `json:"urls"`
}

// streamJSON is an event's stream.
type streamJSON struct {
	Live      bool    `json:"live"`
	SeenAt    *uint64 `json:"seenAt"`         // when the media server was last asked with success: wall clock; null: not yet, and then the rest is not known
	Failing   int     `json:"serversFailing"` // media servers that did not answer then
	LiveSince *uint64 `json:"liveSince"`      // wall clock
	Publisher *string `json:"publisher"`
	Viewers   *int    `json:"viewers"`
	KbpsIn    *int    `json:"kbpsIn"`
	KbpsOut   *int    `json:"kbpsOut"`

	Video     *videoJSON             `json:"video"`
	Audio     *audioJSON             `json:"audio"`
	Latencies map[string]latencyJSON `json:"latencies"` // by protocol

	OpensAt  uint64        `json:"opensAt"`  // chain time
	ClosesAt *uint64       `json:"closesAt"` // chain time; null: the event's end is not known
	URLs     urlsJSON      `json:"urls"`
	Variants []variantJSON `json:"variants"`
	Enhanced *variantJSON  `json:"enhanced"`
}

type videoJSON struct {
	Codec   string  `json:"codec"`
	Profile *string `json:"profile"`
	Width   int     `json:"width"`
	Height  int     `json:"height"`
}

type audioJSON struct {
	Codec    string `json:"codec"`
	Rate     int    `json:"rate"`
	Channels int    `json:"channels"`
}

// latencyJSON is how far viewers are behind the performer.
type latencyJSON struct {
	Players int   `json:"players"`
	P50     int64 `json:"p50Ms"`
	P95     int64 `json:"p95Ms"`
}

func (s *Server) eventStream(q *query) reader {
	id := q.pathID("eventId")
	return func(v *store.View) (any, string, error) {
		if s.o.Streams == nil {
			return nil, "", streamsOff(http.StatusNotFound)
		}
		e, err := v.Event(id)
		if err != nil {
			return nil, "", err
		}
		live := s.o.Streams.Live(id)
		out := &streamJSON{URLs: showURLs(s.o.Streams.URLs(id)), Variants: []variantJSON{}, Latencies: map[string]latencyJSON{}, Failing: len(live.Errors)}
		out.OpensAt, out.ClosesAt = s.window(e)
		for _, one := range showVariants(s.o.Streams.Variants(id)) {
			if one.Name == srs.Enhanced {
				out.Enhanced = &one
			} else {
				out.Variants = append(out.Variants, one)
			}
		}
		if !live.Seen.IsZero() {
			showLive(out, live)
		}
		return out, "", nil
	}
}

func showLive(out *streamJSON, live srs.Live) {
	out.SeenAt, out.Viewers = new(unix(live.Seen)), &live.Viewers
	for protocol, l := range live.Latencies {
		out.Latencies[protocol] = latencyJSON{l.Players, l.P50.Milliseconds(), l.P95.Milliseconds()}
	}
	one := live.Stream
	if one == nil {
		return
	}
	out.Live, out.LiveSince, out.KbpsIn, out.KbpsOut = true, new(unix(live.Seen.Add(-one.Live))), &one.KbpsIn, &one.KbpsOut
	if live.Publisher != nil {
		out.Publisher = hexOrNull(*live.Publisher)
	}
	if v := one.Video; v != nil {
		out.Video = &videoJSON{protocol.Clean([]byte(v.Codec), maxWords), words(v.Profile), v.Width, v.Height}
	}
	if a := one.Audio; a != nil {
		out.Audio = &audioJSON{protocol.Clean([]byte(a.Codec), maxWords), a.Rate, a.Channels}
	}
}

// window is when the event's stream may be published, in chain time.
func (s *Server) window(e *store.Event) (opens uint64, closes *uint64) {
	lead, grace := uint64(s.o.OpenBefore/time.Second), uint64(s.o.CloseAfter/time.Second)
	opens = e.StartDate - min(e.StartDate, lead)
	if end, known := e.EndDate(); known {
		closes = new(min(end+grace, store.MaxTime))
	}
	return opens, closes
}

func showURLs(u srs.URLs) urlsJSON {
	one := func(text string) *string {
		if text == "" {
			return nil
		}
		return &text
	}
	return urlsJSON{one(u.WHIP), one(u.RTMP), one(u.WHEP), one(u.FLV), one(u.HLS)}
}

func showVariants(all []srs.Variant) []variantJSON {
	out := []variantJSON{}
	for _, v := range all {
		out = append(out, variantJSON{v.Name, v.Stream, showURLs(v.URLs)})
	}
	return out
}

// passJSON is a token for one event's stream.
type passJSON struct {
	Token    string        `json:"token"`
	Use      string        `json:"use"`
	EventID  string        `json:"eventId"`
	Wallet   string        `json:"wallet"`
	Expires  *uint64       `json:"expires"`  // wall clock; null: when the window closes
	OpensAt  *uint64       `json:"opensAt"`  // chain time
	ClosesAt *uint64       `json:"closesAt"` // chain time
	URLs     urlsJSON      `json:"urls"`     // with the token
	Variants []variantJSON `json:"variants"` // with the token
}

var uses = map[string]bearer.Use{"publish": bearer.Publish, "watch": bearer.Watch, "enhance": bearer.Enhance}

func (s *Server) giveToken(c *fiber.Ctx, q *query, wallet common.Address) (any, error) {
	id := q.pathID("eventId")
	var in struct {
		Use string `json:"use"`
	}
	if err := body(c, &in); err != nil {
		return nil, err
	}
	use, ok := uses[in.Use]
	if !ok {
		q.fail("use", "use is %s: choose one of publish, watch, enhance.", shown(in.Use))
	}
	if err := q.end(); err != nil {
		return nil, err
	}
	if s.o.Streams == nil {
		return nil, streamsOff(http.StatusServiceUnavailable)
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	p, err := s.o.Streams.Issue(ctx, wallet, id, use)
	if err != nil {
		return nil, err
	}
	out := &passJSON{Token: p.Token, Use: in.Use, EventID: fmt.Sprint(p.Event), Wallet: protocol.Hex(p.Wallet), OpensAt: timeOrNull(p.OpensAt),
		ClosesAt: timeOrNull(p.ClosesAt), URLs: showURLs(p.URLs), Variants: showVariants(p.Variants)}
	if !p.Expires.IsZero() {
		out.Expires = new(unix(p.Expires))
	}
	return out, nil
}

// revokeTokens ends the wallet's own tokens, or those of another when the wallet leads the event.
func (s *Server) revokeTokens(c *fiber.Ctx, q *query, wallet common.Address) (any, error) {
	id := q.pathID("eventId")
	in := struct {
		Wallet string `json:"wallet"`
	}{protocol.Hex(wallet)}
	if len(c.BodyRaw()) > 0 {
		if err := body(c, &in); err != nil {
			return nil, err
		}
	}
	whose := q.toAddress("wallet", in.Wallet)
	if err := q.end(); err != nil {
		return nil, err
	}
	if s.o.Streams == nil {
		return nil, streamsOff(http.StatusServiceUnavailable)
	}
	if whose != wallet {
		if err := s.mayLead(wallet, id); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	if err := s.o.Streams.Revoke(ctx, whose, id); err != nil {
		return nil, err
	}
	return map[string]string{"eventId": fmt.Sprint(id), "wallet": protocol.Hex(whose)}, nil
}

// maxLatency is the longest that a player can say it is behind.
const maxLatency = 10 * time.Minute

// reportPlayback takes a player's word about itself. The token of the stream is proof enough.
func (s *Server) reportPlayback(c *fiber.Ctx) error {
	q := newQuery(c, "/v1/events/:eventId/stream/stats")
	id := q.pathID("eventId")
	var in struct {
		Token    string `json:"token"`
		Protocol string `json:"protocol"`
		Latency  int64  `json:"latencyMs"`
	}
	if err := body(c, &in); err != nil {
		return err
	}
	if !slices.Contains([]string{"webrtc", "flv", "hls"}, in.Protocol) {
		q.fail("protocol", "protocol is %s: choose one of webrtc, flv, hls.", shown(in.Protocol))
	}
	if in.Latency < 0 || in.Latency > maxLatency.Milliseconds() {
		q.fail("latencyMs", "latencyMs is %d: it goes from 0 to %d.", in.Latency, maxLatency.Milliseconds())
	}
	if err := q.end(); err != nil {
		return err
	}
	if s.o.Streams == nil {
		return streamsOff(http.StatusServiceUnavailable)
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	if err := s.o.Streams.Report(ctx, id, in.Token, srs.Playback{Protocol: in.Protocol, Latency: time.Duration(in.Latency) * time.Millisecond}); err != nil {
		return err
	}
	return c.SendStatus(http.StatusNoContent)
}
