package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v4"
	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
)

// gateway is one configured gateway and how it fares.
type gateway struct {
	base *url.URL

	mu    sync.Mutex
	pause *backoff.ExponentialBackOff // nil: it fares well
	until time.Time
}

// url is where the gateway has a CID's path.
func (g *gateway) url(s source, query string) *url.URL {
	names := make([]string, len(s.path))
	for i, name := range s.path {
		names[i] = "/" + url.PathEscape(name)
	}
	u := *g.base
	path := strings.TrimRight(u.EscapedPath(), "/") + "/ipfs/" + s.cid.String() + strings.Join(names, "")
	u.RawPath = path
	u.Path, _ = url.PathUnescape(path) // what was just escaped
	if query != "" {
		u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+query, "&")
	}
	return &u
}

// resting tells how long the gateway is not to be asked.
func (g *gateway) resting() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return max(0, time.Until(g.until))
}

// note learns from an answer. Only what is the gateway's own fault makes it rest: for content that nobody has, gateways answer
// 404 or 504, or not in time, and a stranger could name such content to silence them all.
func (g *gateway) note(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	own := errors.Is(err, errLies) || errors.Is(err, errConnection)
	if s, ok := errors.AsType[*status](err); ok {
		own = s.code == http.StatusTooManyRequests || (s.code >= 500 && s.code != http.StatusGatewayTimeout)
	}
	var after time.Duration
	if t, ok := errors.AsType[*Temporary](err); ok {
		after = t.After
	}
	if !own {
		if err == nil {
			g.pause, g.until = nil, time.Time{}
		}
		return
	}
	if g.pause == nil {
		g.pause = backoff.NewExponentialBackOff(backoff.WithInitialInterval(time.Second), backoff.WithMultiplier(2), backoff.WithMaxInterval(maxWait), backoff.WithMaxElapsedTime(0))
	}
	g.until = time.Now().Add(max(g.pause.NextBackOff(), after))
}

// ipfs asks the local store, then each gateway that is not resting, then the gateway that the URI itself named.
func (f *Fetcher) ipfs(ctx context.Context, s source) (Document, error) {
	doc, err := f.local(s)
	if err == nil || !errors.Is(err, content.ErrNotFound) {
		return doc, err
	}
	type asked struct {
		g      *gateway
		client *http.Client
	}
	var sources []asked
	var errs []error
	for _, g := range f.gateways {
		if rest := g.resting(); rest > 0 {
			errs = append(errs, &Temporary{rest, fmt.Errorf("%s: it failed lately", g.base.Host)})
			continue
		}
		sources = append(sources, asked{g, f.operator})
	}
	if s.url != nil {
		sources = append(sources, asked{&gateway{base: &url.URL{Scheme: s.url.Scheme, Host: withoutCID(s.url)}}, f.stranger})
	}
	if len(f.gateways) == 0 && s.url == nil {
		return Document{}, temporary(fmt.Errorf("%w, and no gateway is configured: set content.gateways", err))
	}
	for i, a := range sources {
		doc, err := f.ask(ctx, a.client, a.g, s, len(sources)-i)
		if errors.Is(err, ErrRefused) {
			err = temporary(err) // a gateway's opinion of us says nothing about the content
		}
		if ctx.Err() == nil || err == nil {
			a.g.note(err)
		}
		if err == nil {
			return doc, nil
		}
		errs = append(errs, err)
	}
	return Document{}, combine(errs)
}

// withoutCID is the host of a gateway that has a host for every CID.
func withoutCID(u *url.URL) string {
	if label, rest, ok := strings.Cut(u.Host, ".ipfs."); ok {
		if _, err := content.ParseCID(label); err == nil {
			return rest
		}
	}
	return u.Host
}

func (f *Fetcher) local(s source) (Document, error) {
	if f.o.Local == nil {
		return Document{}, content.ErrNotFound
	}
	c, err := f.o.Local.Resolve(s.cid, s.path)
	var body []byte
	if err == nil {
		body, err = f.o.Local.Get(c, f.o.MaxBytes)
	}
	switch {
	case err == nil:
		return Document{body, c}, nil
	case errors.Is(err, content.ErrTooLarge):
		return Document{}, fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	// Whatever is wrong with the local one, a gateway may have it whole.
	return Document{}, fmt.Errorf("%w: %w", content.ErrNotFound, err)
}

// ask gets a document from one gateway within its share of the time that is left.
func (f *Fetcher) ask(ctx context.Context, client *http.Client, g *gateway, s source, left int) (Document, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
		defer cancel()
	}
	// Every gateway gives a file's plain bytes; whether it is the CID's can be computed when the layout is a usual one.
	if len(s.path) == 0 {
		e, err := get(ctx, client, g.url(s, ""), "*/*", f.o.MaxBytes)
		if err != nil {
			return Document{}, err
		}
		ok, err := content.Matches(ctx, s.cid, bytes.NewReader(e.body))
		switch {
		case err != nil:
			return Document{}, temporary(fmt.Errorf("%s: %w", g.base.Host, err))
		case ok:
			return Document{e.body, s.cid}, nil
		case s.cid.Type() == cid.Raw:
			return Document{}, fmt.Errorf("%s: %w: %w", g.base.Host, ErrWrongContent, errLies)
		}
	}
	// Else the blocks themselves prove it.
	return f.askBlocks(ctx, client, g, s)
}

// askBlocks gets a document as the blocks that prove it.
func (f *Fetcher) askBlocks(ctx context.Context, client *http.Client, g *gateway, s source) (Document, error) {
	e, err := get(ctx, client, g.url(s, "format=car&dag-scope=entity"), carType+"; version=1; order=dfs; dups=n", carBytes(f.o.MaxBytes))
	if err != nil {
		return Document{}, err
	}
	if kind, _, err := mime.ParseMediaType(e.kind); err != nil || kind != carType {
		return Document{}, fmt.Errorf("%s: %w: it gives no blocks to verify it by", g.base.Host, ErrWrongContent)
	}
	doc, err := readCAR(ctx, e.body, s, f.o.MaxBytes)
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", g.base.Host, err)
	}
	return doc, nil
}
