package broadcast

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/internal/srs/srstest"
)

// hookTime is how long SRS waits for an answer.
const hookTime = 30 * time.Second

// app is that of every stream.
const app = srs.App

// caller sends callbacks.
type caller struct {
	url  string // with the secret; empty: nobody is asked
	http *http.Client
}

// call returns nil when the other side says yes: status 200 or 201, and a body of exactly 0 or {"code":0}. Neither the hooks' secret
// nor a token is in an error.
func (c *caller) call(ctx context.Context, h srs.Hook) error {
	if c.url == "" {
		return nil
	}
	h.App, h.IP = app, "127.0.0.1"
	ctx, cancel := context.WithTimeout(ctx, hookTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(srstest.Body(h)))
	if err != nil {
		return fmt.Errorf("send %s: the hooks' URL is none", h.Action)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(request)
	if err != nil {
		if inner := errors.Unwrap(err); inner != nil { // of a *url.Error, which repeats the URL
			err = inner
		}
		return fmt.Errorf("send %s: %w", h.Action, err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, 1<<10))
	if err != nil {
		return fmt.Errorf("read the answer to %s: %w", h.Action, err)
	}
	yes := answer.StatusCode == http.StatusOK || answer.StatusCode == http.StatusCreated
	if text := string(said); !yes || text != "0" && text != `{"code":0}` {
		return &Refused{h.Action, h.Stream, answer.StatusCode, text}
	}
	return nil
}

// Refused says that the hooks' answer was no.
type Refused struct {
	Action, Stream string
	Status         int
	Body           string
}

func (r *Refused) Error() string {
	return fmt.Sprintf("%s of stream %s is refused: status %d, %.80q", r.Action, r.Stream, r.Status, r.Body)
}
