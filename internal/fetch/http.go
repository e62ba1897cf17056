package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/haus25/backend/internal/retryafter"
)

// What one exchange may cost. Gateways redirect once or twice (to a host of the CID's own).
const (
	maxRedirects = 5
	maxHeaders   = 64 << 10 // bytes
	maxWait      = 5 * time.Minute
)

// newClient makes a client that dials as told. Redirects stay with https, except on this machine in development.
func newClient(dial func(context.Context, string, string) (net.Conn, error), loopback bool, own map[string]bool) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext: dial, ForceAttemptHTTP2: true, MaxIdleConns: 8, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
			TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: maxHeaders,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			r.Header.Del("Referer") // net/http's own: the URL of the hop before, in which a gateway's key may stand
			switch {
			case len(via) > maxRedirects:
				return badURI("it redirects more than %d times", maxRedirects)
			case r.URL.User != nil:
				return badURI("it redirects with a user's name")
			case r.URL.Scheme == "https", loopback && onThisMachine(r.URL.Hostname()), own[hostPort(r.URL)]:
				return nil
			}
			return badURI("it redirects away from https")
		},
	}
}

// hostPort is what a URL is dialled at.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// exchange is one answered request.
type exchange struct {
	kind string // its Content-Type
	body []byte
}

// status is an answer that is not 200.
type status struct {
	code  int
	after time.Duration
}

func (s *status) Error() string {
	return fmt.Sprintf("it answers %d %s", s.code, http.StatusText(s.code))
}

// get reads a whole answer of at most max bytes, decompressed. Errors name the host alone.
func get(ctx context.Context, client *http.Client, u *url.URL, accept string, max int64) (exchange, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return exchange{}, badURI("no request can be made of it")
	}
	r.Header.Set("Accept", accept)
	r.Header.Set("User-Agent", "haus")
	resp, err := client.Do(r)
	if err != nil {
		return exchange{}, hide(u, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return exchange{}, classify(u, resp)
	}
	if resp.ContentLength > max {
		return exchange{}, fmt.Errorf("%s: %w: %d bytes, at most %d", u.Host, ErrTooLarge, resp.ContentLength, max)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, max+1))
	switch {
	case err != nil:
		return exchange{}, hide(u, err)
	case int64(len(body)) > max:
		return exchange{}, fmt.Errorf("%s: %w: more than %d bytes", u.Host, ErrTooLarge, max)
	}
	return exchange{resp.Header.Get("Content-Type"), body}, nil
}

// hide keeps an error's reason and drops the URL that net/http puts before it.
func hide(u *url.URL, err error) error {
	if inner, ok := errors.AsType[*url.Error](err); ok {
		err = inner.Err
	}
	if errors.Is(err, ErrURI) {
		return fmt.Errorf("%s: %w", u.Host, err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return temporary(fmt.Errorf("%s: %w", u.Host, err))
	}
	return temporary(fmt.Errorf("%s: %w: %w", u.Host, errConnection, err))
}

// errConnection marks what went wrong below HTTP, and not for want of time.
var errConnection = errors.New("the connection failed")

// classify decides whether an answer may become another one. 404 may: a document is often named before it is there.
func classify(u *url.URL, resp *http.Response) error {
	s := &status{resp.StatusCode, retryafter.Parse(resp.Header.Get("Retry-After"), time.Now(), maxWait)}
	switch s.code {
	case http.StatusNotFound, http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
	default:
		if s.code < 500 {
			return fmt.Errorf("%s: %w: %w", u.Host, ErrRefused, s)
		}
	}
	return &Temporary{s.after, fmt.Errorf("%s: %w", u.Host, s)}
}
