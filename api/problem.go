package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/store"
)

// problem is an RFC 9457 answer. Detail is for the one who asked and says what would be right.
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail,omitempty"`
	Parameter string `json:"parameter,omitempty"` // the part of the request that is wrong, when Status is 400
}

func (p *problem) Error() string { return p.Detail }

func newProblem(status int, detail string) *problem {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

func badParameter(name, detail string, args ...any) *problem {
	p := newProblem(http.StatusBadRequest, fmt.Sprintf(detail, args...))
	p.Parameter = name
	return p
}

func (p *problem) send(ctx *fasthttp.RequestCtx) {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and a number
	}
	ctx.Response.ResetBody()
	ctx.SetStatusCode(p.Status)
	ctx.SetContentType("application/problem+json")
	p.headers(ctx)
	ctx.SetBody(body)
}

// headers are those that go with the status.
func (p *problem) headers(ctx *fasthttp.RequestCtx) {
	ctx.Response.Header.Set("Cache-Control", "no-store")
	switch p.Status {
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		ctx.Response.Header.Set("Retry-After", "2")
	case http.StatusUnauthorized:
		ctx.Response.Header.Set("WWW-Authenticate", "Bearer")
	}
}

// explain turns an error into what the one who asked may know; what went wrong inside is logged here, once.
func (s *Server) explain(path string, err error) *problem {
	var p *problem
	var fiberErr *fiber.Error
	var denied *srs.Denied
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &denied) && denied.Status >= 400 && denied.Status < 600 && denied.Why != "":
		return newProblem(denied.Status, capital(protocol.Clean([]byte(denied.Why), maxWords))+".")
	case errors.Is(err, store.ErrNotFound):
		return newProblem(http.StatusNotFound, "There is no such thing in the index: it does not exist, or not yet.")
	case errors.As(err, &fiberErr) && fiberErr.Code == http.StatusMethodNotAllowed:
		return newProblem(fiberErr.Code, "This path is asked in another way: docs/api.md lists the routes.")
	case errors.As(err, &fiberErr) && fiberErr.Code < 500:
		return newProblem(fiberErr.Code, "There is nothing at this path: docs/api.md lists the routes.")
	}
	s.o.Log.Error("a question could not be answered", "path", path, "error", srs.Redact(err.Error()))
	return newProblem(http.StatusInternalServerError, "The index could not be read. The operator's log says why.")
}

func (s *Server) fiberError(c *fiber.Ctx, err error) error {
	s.explain(c.Path(), err).send(c.Context())
	return nil
}

// badRequest answers what is not a request that the server accepts at all.
func (l *Listener) badRequest(ctx *fasthttp.RequestCtx, err error) {
	status, detail := http.StatusBadRequest, "This is not an HTTP request that could be read."
	var small *fasthttp.ErrSmallBuffer
	switch {
	case errors.As(err, &small):
		status, detail = http.StatusRequestHeaderFieldsTooLarge, fmt.Sprintf("The request line and headers may have %d bytes together.", maxHeader)
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		status, detail = http.StatusRequestEntityTooLarge, fmt.Sprintf("The body of this request may have %d bytes.", l.kind.mostBody(&ctx.Request.Header))
	case strings.Contains(err.Error(), "timeout"):
		status, detail = http.StatusRequestTimeout, "The request took too long to arrive."
	}
	l.standardHeaders(ctx)
	newProblem(status, detail).send(ctx)
	ctx.SetConnectionClose()
}

// crashed answers for a handler that panicked.
func (s *Server) crashed(ctx *fasthttp.RequestCtx, reason any) {
	s.o.Log.Error("a question crashed its handler", "path", string(ctx.Path()), "panic", panicWords(reason), "stack", string(debug.Stack()))
	newProblem(http.StatusInternalServerError, "The question could not be answered. The operator's log says why.").send(ctx)
}

// panicWords are what may be logged of a panic. The runtime's own words hold no token; a string that was made of a request may, and the
// stack says where it was made.
func panicWords(reason any) string {
	if err, ok := reason.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a value of type %T", reason)
}

// capital makes a sentence of an error's words.
func capital(text string) string {
	return strings.ToUpper(text[:min(1, len(text))]) + text[min(1, len(text)):]
}

// rawProblem is a whole HTTP answer, for a connection that no request is read from.
func rawProblem(status int, detail string) string {
	body, err := json.Marshal(newProblem(status, detail))
	if err != nil {
		panic(err) // strings and a number
	}
	return fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\nConnection: close\r\nRetry-After: 2\r\nAccess-Control-Allow-Origin: *\r\n\r\n%s",
		status, http.StatusText(status), len(body), body)
}
