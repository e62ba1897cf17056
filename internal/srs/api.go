package srs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
)

// Bounds on one SRS's answers.
const (
	// Timeout bounds one request. SRS answers in milliseconds; one that does not is as good as down.
	Timeout = 3 * time.Second
	// page is how many items are asked for at once. SRS gives 10 when it is not told.
	page = 1000
	// maxItems bounds a list; an SRS refuses connections long before.
	maxItems = 100_000
	maxBody  = 8 << 20 // bytes of one page: 1000 items have some 700 KB
)

// gone is SRS's code for a client that it does not know (any more).
const gone = 2049

// API asks and commands the HTTP APIs of several SRS at once. Its methods may be called by any goroutine.
type API struct {
	servers []server
	http    *http.Client
	// user and password are for all of them; SRS protects /api/ only.
	user, password string
}

type server struct{ name, base string }

// Down is one SRS that did not answer, or not as an SRS does.
type Down struct {
	Server string // as in Client.Server
	Err    error
}

func (d *Down) Error() string { return fmt.Sprintf("SRS at %s: %v", d.Server, d.Err) }
func (d *Down) Unwrap() error { return d.Err }

// NewAPI makes the client of the SRS at the URLs (http or https, host and port). Auth is "user:password", empty: none.
func NewAPI(urls []string, auth string) (*API, error) {
	a := &API{http: &http.Client{
		// Never through a proxy of the environment: these are private addresses, and a kick is a command.
		Transport:     &http.Transport{MaxIdleConnsPerHost: 4, MaxConnsPerHost: 16, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	for _, raw := range urls {
		u, err := url.Parse(raw)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
			return nil, errors.New("an address of SRS's API is not of the form http://host:port: mend stream.srs_api, and name user and password in stream.api_auth")
		}
		a.servers = append(a.servers, server{name: u.Host, base: strings.TrimSuffix(raw, "/")})
	}
	if len(a.servers) == 0 {
		return nil, errors.New("no SRS is configured: name one in stream.srs_api")
	}
	if auth != "" {
		user, password, ok := strings.Cut(auth, ":")
		if !ok {
			return nil, errors.New("stream.api_auth is not of the form user:password")
		}
		a.user, a.password = user, password
	}
	return a, nil
}

// Close lets the connections go.
func (a *API) Close() { a.http.CloseIdleConnections() }

// Servers are the names of all SRS, in the order of the configuration.
func (a *API) Servers() (names []string) {
	for _, s := range a.servers {
		names = append(names, s.name)
	}
	return names
}

// each asks all servers at once and returns those that failed, in their order.
func (a *API) each(ctx context.Context, ask func(context.Context, int) error) (down []*Down) {
	errs := make([]error, len(a.servers))
	var wg sync.WaitGroup
	for i := range a.servers {
		wg.Go(func() { errs[i] = ask(ctx, i) })
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			down = append(down, &Down{a.servers[i].name, err})
		}
	}
	return down
}

// do makes one request, bounded in time and size, and decodes the answer.
func (a *API) do(ctx context.Context, s server, method, path string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, nil)
	if err != nil {
		return fmt.Errorf("ask for %s: %w", path, err)
	}
	if a.user != "" {
		req.SetBasicAuth(a.user, a.password)
	}
	res, err := a.http.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // the rest repeats method and URL
		}
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	switch {
	case err != nil:
		return fmt.Errorf("%s %s: read the answer: %w", method, path, err)
	case res.StatusCode == http.StatusUnauthorized:
		return fmt.Errorf("%s %s: status 401: set stream.api_auth to SRS's http_api auth", method, path)
	case res.StatusCode != http.StatusOK:
		return fmt.Errorf("%s %s: status %d", method, path, res.StatusCode)
	case len(body) > maxBody:
		return fmt.Errorf("%s %s: an answer of more than %d bytes", method, path, maxBody)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%s %s: the answer is not SRS's", method, path)
	}
	return nil
}

// Kick ends a connection. One that is gone already is no error.
func (a *API) Kick(ctx context.Context, server, id string) error {
	if !validID(id) {
		return fmt.Errorf("kick a client of SRS at %s: its id is not one that SRS gives", server)
	}
	for _, s := range a.servers {
		if s.name != server {
			continue
		}
		var answer struct {
			Code *int `json:"code"`
		}
		// DELETE: a POST answers 405.
		err := a.do(ctx, s, http.MethodDelete, "/api/v1/clients/"+url.PathEscape(id), &answer)
		if err == nil && answer.Code == nil {
			err = errors.New("the answer has no code")
		}
		if err == nil && *answer.Code != 0 && *answer.Code != gone {
			err = fmt.Errorf("code %d", *answer.Code)
		}
		if err != nil {
			return fmt.Errorf("kick client %s: %w", id, &Down{s.name, err})
		}
		return nil
	}
	return fmt.Errorf("kick client %s: no SRS at %q is configured", id, server)
}

// Version is what an SRS says it is.
type Version struct{ Server, Version string }

// Versions asks every SRS for its version.
func (a *API) Versions(ctx context.Context) ([]Version, []*Down) {
	got := make([]Version, len(a.servers))
	down := a.each(ctx, func(ctx context.Context, i int) error {
		var answer struct {
			Code int `json:"code"`
			Data struct {
				Version string `json:"version"`
			} `json:"data"`
		}
		if err := a.do(ctx, a.servers[i], http.MethodGet, "/api/v1/versions", &answer); err != nil {
			return err
		}
		if v := answer.Data.Version; answer.Code != 0 || v == "" || len(v) > maxName {
			return errors.New("GET /api/v1/versions: the answer is not SRS's")
		}
		got[i] = Version{a.servers[i].name, answer.Data.Version}
		return nil
	})
	var out []Version
	for _, v := range got {
		if v.Version != "" {
			out = append(out, v)
		}
	}
	return out, down
}

// validID tells whether something can be the id of a client: it becomes part of a URL.
func validID(id string) bool {
	for _, c := range []byte(id) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return id != "" && len(id) <= maxName
}
