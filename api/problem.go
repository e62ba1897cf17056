package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

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
	ctx.Response.Header.Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable {
		ctx.Response.Header.Set("Retry-After", "2")
	}
	ctx.SetBody(body)
}

// explain turns an error into what the one who asked may know; what went wrong inside is logged here, once.
func (s *Server) explain(path string, err error) *problem {
	var p *problem
	var fiberErr *fiber.Error
	switch {
	case errors.As(err, &p):
		return p
	case errors.Is(err, store.ErrNotFound):
		return newProblem(http.StatusNotFound, "There is no such thing in the index: it does not exist, or not yet.")
	case errors.As(err, &fiberErr) && fiberErr.Code < 500:
		return newProblem(fiberErr.Code, "There is nothing at this path: docs/api.md lists the routes.")
	}
	s.o.Log.Error("a question could not be answered", "path", path, "error", err)
	return newProblem(http.StatusInternalServerError, "The index could not be read. The operator's log says why.")
}

func (s *Server) fiberError(c *fiber.Ctx, err error) error {
	s.explain(c.Path(), err).send(c.Context())
	return nil
}

// badRequest answers what is not a request that the server accepts at all.
func (s *Server) badRequest(ctx *fasthttp.RequestCtx, err error) {
	status, detail := http.StatusBadRequest, "This is not an HTTP request that could be read."
	var small *fasthttp.ErrSmallBuffer
	switch {
	case errors.As(err, &small):
		status, detail = http.StatusRequestHeaderFieldsTooLarge, fmt.Sprintf("The request line and headers may have %d bytes together.", maxHeader)
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		status, detail = http.StatusRequestEntityTooLarge, fmt.Sprintf("A read needs no body; %d bytes are the most.", maxBody)
	case strings.Contains(err.Error(), "timeout"):
		status, detail = http.StatusRequestTimeout, "The request took too long to arrive."
	}
	s.standardHeaders(ctx)
	newProblem(status, detail).send(ctx)
	ctx.SetConnectionClose()
}

// crashed answers for a handler that panicked.
func (s *Server) crashed(ctx *fasthttp.RequestCtx, reason any) {
	s.o.Log.Error("a question crashed its handler", "path", string(ctx.Path()), "panic", fmt.Sprint(reason), "stack", string(debug.Stack()))
	newProblem(http.StatusInternalServerError, "The question could not be answered. The operator's log says why.").send(ctx)
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
