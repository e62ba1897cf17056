package api

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// methods are all that this API knows; nothing is registered for another.
const methods = "GET, HEAD, OPTIONS"

// Keys of a request's user values.
const (
	routeKey    = "route"    // string: the pattern of the route that answers
	lifetimeKey = "lifetime" // *lifetime
)

// lifetime is that of a handler: its streams end with it, and can be waited for.
type lifetime struct {
	over    <-chan struct{}
	streams sync.WaitGroup
}

// guard stands before every route: it lets only reads through, sets what every answer carries, counts, and catches what
// must not take the process down.
func (s *Server) guard(life *lifetime, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		began := time.Now()
		s.standardHeaders(ctx)
		ctx.SetUserValue(lifetimeKey, life)
		defer func() {
			if reason := recover(); reason != nil {
				s.crashed(ctx, reason)
			}
			route, _ := ctx.UserValue(routeKey).(string)
			s.metrics.answered(route, ctx.Response.StatusCode(), time.Since(began))
		}()
		switch {
		case ctx.IsGet() || ctx.IsHead():
			next(ctx)
		case ctx.IsOptions():
			h := &ctx.Response.Header
			h.Set("Allow", methods)
			h.Set("Access-Control-Allow-Methods", methods)
			h.Set("Access-Control-Allow-Headers", "Accept, Cache-Control, Content-Type, If-None-Match, If-Range, Last-Event-ID, Range")
			h.Set("Access-Control-Max-Age", "86400")
			ctx.SetStatusCode(http.StatusNoContent)
		default:
			ctx.Response.Header.Set("Allow", methods)
			newProblem(http.StatusMethodNotAllowed, fmt.Sprintf("This API only answers questions: use one of %s.", methods)).send(ctx)
		}
	}
}

// standardHeaders are on every answer. Everything here is public and the same for everyone, so any page may read it.
func (s *Server) standardHeaders(ctx *fasthttp.RequestCtx) {
	h := &ctx.Response.Header
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Allow, ETag, Retry-After")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-cache")
}
