package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/haus25/backend/internal/srs"
)

// The hooks listener. Whatever is not plainly allowed is refused: a wrong secret, a request that cannot be read, an index that is
// behind, an error, a panic. Nothing that it logs or counts holds a token or the secret.

// SRS takes exactly this body with status 200 for a yes, and everything else for a no.
const (
	srsYes = `{"code":0}`
	srsNo  = `{"code":1}`
)

// hookTimeout bounds one answer: SRS makes the publisher, and every callback after this one, wait for it.
const hookTimeout = 2 * time.Second

// Results of a question, as the metrics name them.
const (
	allowed  = "allowed"
	refused  = "refused"
	forged   = "forged"  // without the secret
	garbled  = "garbled" // cannot be read
	behind   = "behind"  // the index is not to be trusted with a decision
	failed   = "failed"  // an error or a panic
	askProxy = "proxy"   // the action of a proxy's question
	askOther = "other"   // an action that nobody configured
	askNone  = "unknown" // an action that could not be read
)

// announcements only tell what has happened: there is nothing to refuse, and a no would be an error in the media server's log.
var announcements = []string{"on_unpublish", "on_stop", "on_hls"}

// questions are asked before something is let happen.
var questions = []string{"on_publish", "on_play"}

// isSecret compares in a time that says nothing, not even how long the secret is.
func (s *Server) isSecret(text []byte) bool {
	a, b := sha256.Sum256(text), sha256.Sum256([]byte(s.o.HooksSecret))
	return s.o.HooksSecret != "" && subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// trusted tells whether the index may decide who watches and publishes: it has caught up with the chain, or is not far behind. So an
// endpoint that does not answer for a moment interrupts no show, and an old index lets nobody in. Nor does one that has halted: it is
// of another past than the chain, however new it looks.
func (s *Server) trusted() bool {
	v, err := s.store.View()
	if err != nil {
		return false
	}
	defer v.Release()
	now, at := s.progress.Progress(), v.Now()
	if s.store.Failed() != nil || at == 0 || now.Phase == halted { // at 0: nothing is indexed
		return false
	}
	heard := now.HeadTime != 0 && !now.HeadSeen.IsZero()
	return now.Ready || heard && Lag(at, now.HeadTime, now.HeadSeen, s.o.Now()) <= uint64(s.o.MaxLag/time.Second)
}

// srsHook answers a callback of SRS.
func (s *Server) srsHook(c *fiber.Ctx) error {
	began := time.Now()
	action, result := s.takeHook(c)
	s.metrics.hooked(action, result, time.Since(began))
	c.Set("Content-Type", "application/json")
	if result == allowed {
		return c.SendString(srsYes)
	}
	return c.Status(http.StatusForbidden).SendString(srsNo)
}

func (s *Server) takeHook(c *fiber.Ctx) (action, result string) {
	action = askNone
	if !s.isSecret(c.Context().QueryArgs().Peek("secret")) {
		return action, forged
	}
	h, err := srs.ParseHook(c.BodyRaw())
	if err != nil {
		return action, garbled
	}
	switch {
	case slices.Contains(announcements, h.Action):
		s.tell(h)
		return h.Action, allowed
	case !slices.Contains(questions, h.Action):
		return askOther, refused
	case !s.trusted():
		return h.Action, behind
	}
	return h.Action, s.decide(h.Action, func(ctx context.Context) error {
		if s.o.Streams == nil {
			return streamsOff(http.StatusForbidden)
		}
		return s.o.Streams.Hook(ctx, h)
	})
}

// tell passes on what has happened. Whatever comes of it is not the media server's business.
func (s *Server) tell(h srs.Hook) {
	if s.o.Streams != nil {
		s.decide(h.Action, func(ctx context.Context) error { return s.o.Streams.Hook(ctx, h) })
	}
}

// decide asks, and makes a no of everything but a yes.
func (s *Server) decide(action string, ask func(context.Context) error) (result string) {
	defer func() {
		if reason := recover(); reason != nil {
			s.o.Log.Error("a question of the media server crashed its handler", "action", action, "panic", panicWords(reason), "stack", string(debug.Stack()))
			result = failed
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), hookTimeout)
	defer cancel()
	err := ask(ctx)
	var denied *srs.Denied
	var p *problem
	switch {
	case err == nil:
		return allowed
	case errors.As(err, &denied), errors.As(err, &p):
		return refused
	}
	s.o.Log.Error("a question of the media server could not be answered", "action", action, "error", srs.Redact(err.Error()))
	return failed
}

// nginxAsks answers a proxy's auth_request: 204, or a refusal that says why to whoever reads the proxy's log.
func (s *Server) nginxAsks(c *fiber.Ctx) error {
	began := time.Now()
	var answer error
	result := s.takeRequest(c, &answer)
	s.metrics.hooked(askProxy, result, time.Since(began))
	if result == allowed {
		return c.SendStatus(http.StatusNoContent)
	}
	var denied *srs.Denied
	var p *problem
	if errors.As(answer, &denied) && slices.Contains([]int{401, 403, 404, 429}, denied.Status) || errors.As(answer, &p) {
		return answer
	}
	return newProblem(http.StatusForbidden, "This could not be decided, so it is refused.")
}

func (s *Server) takeRequest(c *fiber.Ctx, answer *error) (result string) {
	// The proxy sets each of these once. Of two, one would be a stranger's.
	header := func(name string) string {
		all := c.Context().Request.Header.PeekAll(name)
		if len(all) != 1 {
			return ""
		}
		return string(all[0])
	}
	if !s.isSecret([]byte(header("X-Haus-Secret"))) {
		*answer = newProblem(http.StatusForbidden, s.forgedWhy())
		return forged
	}
	r := srs.Request{Method: header("X-Original-Method"), URI: header("X-Original-URI")}
	var err error
	if r.Address, err = netip.ParseAddr(header("X-Real-IP")); err != nil || r.Method == "" || r.URI == "" {
		*answer = newProblem(http.StatusForbidden, "The proxy has to say once each: X-Original-Method, X-Original-URI, X-Real-IP.")
		return garbled
	}
	if !s.trusted() {
		*answer = newProblem(http.StatusForbidden, "The index is behind the chain, so nobody's tickets are known.")
		return behind
	}
	return s.decide(askProxy, func(ctx context.Context) error {
		if *answer = streamsOff(http.StatusForbidden); s.o.Streams != nil {
			*answer = s.o.Streams.Admit(ctx, r)
		}
		return *answer
	})
}

func (s *Server) forgedWhy() string {
	if s.o.HooksSecret == "" {
		return "No secret is configured, so everything is refused: set hooks.secret_file."
	}
	return "The secret is missing or wrong."
}
