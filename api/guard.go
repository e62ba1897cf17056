package api

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

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

// guard stands before every route: it lets only the listener's methods through, sets what every answer carries, counts, and
// catches what must not take the process down.
func (l *Listener) guard(life *lifetime, next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		began := time.Now()
		l.standardHeaders(ctx)
		ctx.SetUserValue(lifetimeKey, life)
		defer func() {
			if reason := recover(); reason != nil {
				l.s.crashed(ctx, reason)
			}
			route, _ := ctx.UserValue(routeKey).(string)
			l.s.metrics.answered(route, ctx.Response.StatusCode(), time.Since(began))
		}()
		h := &ctx.Response.Header
		switch {
		case !slices.Contains(l.kind.methods, string(ctx.Method())):
			h.Set("Allow", l.kind.allow())
			newProblem(http.StatusMethodNotAllowed, fmt.Sprintf("This listener knows %s.", l.kind.allow())).send(ctx)
		case ctx.IsOptions():
			h.Set("Allow", l.kind.allow())
			h.Set("Access-Control-Allow-Methods", l.kind.allow())
			h.Set("Access-Control-Allow-Headers", l.kind.headers)
			h.Set("Access-Control-Max-Age", "86400")
			ctx.SetStatusCode(http.StatusNoContent)
		default:
			next(ctx)
		}
	}
}

// standardHeaders are on every answer. Any page may read what the public listeners answer: it is the same for everyone, or belongs
// to the bearer of a token that no browser sends by itself.
func (l *Listener) standardHeaders(ctx *fasthttp.RequestCtx) {
	h := &ctx.Response.Header
	if l.kind.forPages() {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Allow, ETag, Retry-After")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-cache")
}
