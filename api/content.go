package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// content answers /ipfs/… through Options.Content. Fiber's own adaptor for net/http keeps the whole answer in memory before it
// sends a byte, which a file of gigabytes must not be.
func (s *Server) content(c *fiber.Ctx) error {
	if s.o.Content == nil {
		return newProblem(http.StatusNotFound, "No content is served here.")
	}
	ctx := c.Context()
	r, err := request(ctx)
	if err != nil {
		return newProblem(http.StatusBadRequest, "The path cannot be read.")
	}
	// Players read these on pages of other origins.
	ctx.Response.Header.Set("Access-Control-Expose-Headers", "Accept-Ranges, Allow, Content-Range, ETag, Retry-After")
	return s.stream(ctx, s.o.Content, r)
}

// request copies what a file server may look at. fasthttp uses a request's memory again as soon as it has been answered.
func request(ctx *fasthttp.RequestCtx) (*http.Request, error) {
	u, err := url.ParseRequestURI(string(ctx.RequestURI()))
	if err != nil {
		return nil, fmt.Errorf("read the path of a request: %w", err)
	}
	r := &http.Request{Method: string(ctx.Method()), URL: u, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody, Host: string(ctx.Host())}
	for _, name := range []string{"Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"} {
		if value := ctx.Request.Header.Peek(name); value != nil {
			r.Header.Set(name, string(value))
		}
	}
	return r, nil
}

// stream lets h answer into the connection, as fast as its reader takes it. h's goroutine ends when it has written everything
// or the connection is gone; [Server.Run] waits for it.
func (s *Server) stream(ctx *fasthttp.RequestCtx, h http.Handler, r *http.Request) error {
	life := ctx.UserValue(lifetimeKey).(*lifetime) // the guard's
	work, cancel := context.WithCancel(context.Background())
	body, pipe := io.Pipe()
	w := &piped{header: http.Header{}, begun: make(chan struct{}), pipe: pipe}
	life.streams.Go(func() {
		defer cancel()
		defer func() {
			if reason := recover(); reason != nil {
				s.o.Log.Error("a handler of content crashed", "panic", panicWords(reason), "stack", string(debug.Stack()))
				w.begin(0)
				pipe.CloseWithError(errors.New("the handler crashed"))
			}
		}()
		h.ServeHTTP(w, r.WithContext(work))
		w.begin(http.StatusOK)
		pipe.Close()
	})
	<-w.begun
	if w.status == 0 {
		return newProblem(http.StatusInternalServerError, "The content could not be read. The operator's log says why.")
	}
	length := -1
	for name, values := range w.sent {
		switch name {
		case "Content-Length":
			if n, err := strconv.Atoi(values[0]); err == nil && n >= 0 {
				length = n
			}
		default:
			ctx.Response.Header.Del(name)
			for _, v := range values {
				ctx.Response.Header.Add(name, v)
			}
		}
	}
	ctx.SetStatusCode(w.status)
	ctx.Response.SetBodyStream(&bodyStream{body, cancel}, length)
	return nil
}

// bodyStream is closed by fasthttp when the answer was sent or cannot be.
type bodyStream struct {
	*io.PipeReader
	cancel context.CancelFunc
}

func (b *bodyStream) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}

// piped is the handler's end of an answer.
type piped struct {
	header http.Header
	pipe   *io.PipeWriter

	once   sync.Once
	begun  chan struct{} // closed when status and sent are final
	status int
	sent   http.Header
}

func (p *piped) Header() http.Header { return p.header }

func (p *piped) WriteHeader(status int) { p.begin(status) }

// begin makes status and headers final, unless they are; 0 says that there will be no answer.
func (p *piped) begin(status int) {
	p.once.Do(func() {
		p.status, p.sent = status, p.header.Clone()
		close(p.begun)
	})
}

func (p *piped) Write(b []byte) (int, error) {
	p.begin(http.StatusOK)
	return p.pipe.Write(b)
}
