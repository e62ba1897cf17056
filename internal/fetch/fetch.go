package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
)

// Local is the store that is asked before the network. [content.Store] is one.
type Local interface {
	// Resolve walks from a folder to what a path names in it; [content.ErrNotFound] when a step is not there.
	Resolve(root cid.Cid, path []string) (cid.Cid, error)
	// Get returns a file's verified bytes.
	Get(c cid.Cid, max int64) ([]byte, error)
}

// Options configure a [Fetcher]. Zero values mean the defaults.
type Options struct {
	// Gateways are bases such as https://ipfs.io, in order of preference; their hosts may be private. None: local content only.
	Gateways []string
	// Local is asked first; nil: nothing is.
	Local Local
	// MaxBytes bounds a document; content.MaxJSON.
	MaxBytes int64
	// Timeout bounds one fetch as a whole; 30 s. Sources share it.
	Timeout time.Duration

	// In tests: loopback lets strangers' URLs reach this machine, by http too and at any port; resolver resolves names.
	loopback bool
	resolver *net.Resolver
}

// Document is what a URI named.
type Document struct {
	Body []byte
	CID  cid.Cid // of the file itself, verified; undefined for what has none
}

// Fetcher fetches. Its methods may be called by any goroutine.
type Fetcher struct {
	o        Options
	gateways []*gateway
	operator *http.Client // reaches the configured gateways wherever they are
	stranger *http.Client
}

// New checks the gateways' bases; nothing is connected to. Call Close at the end.
func New(o Options) (*Fetcher, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = content.MaxJSON
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	f := &Fetcher{o: o}
	own := map[string]bool{}
	for i, base := range o.Gateways {
		u, err := url.Parse(base)
		if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" {
			return nil, fmt.Errorf("gateway %d is not an http or https URL: write it like https://ipfs.io", i+1)
		}
		own[hostPort(u)] = true
		f.gateways = append(f.gateways, &gateway{base: u})
	}
	f.operator = newClient(dialer(o.resolver, o.loopback, own), o.loopback, own)
	f.stranger = newClient(dialer(o.resolver, o.loopback, nil), o.loopback, nil)
	return f, nil
}

// Close ends connections that are kept for the next request.
func (f *Fetcher) Close() {
	f.operator.CloseIdleConnections()
	f.stranger.CloseIdleConnections()
}

// Fetch gets the bytes that a URI names. Its errors are [ErrURI], [ErrTooLarge], [ErrWrongContent], [ErrNoFile] and
// [ErrRefused], after which asking again is useless, a [*Temporary], and ctx's.
func (f *Fetcher) Fetch(ctx context.Context, uri string) (Document, error) {
	s, err := parse(uri, f.o.MaxBytes, f.o.loopback)
	if err != nil {
		return Document{}, err
	}
	if s.data != nil {
		return Document{Body: s.data}, nil
	}
	limited, cancel := context.WithTimeout(ctx, f.o.Timeout)
	defer cancel()
	var doc Document
	if s.cid.Defined() {
		doc, err = f.ipfs(limited, s)
	} else {
		var e exchange
		e, err = get(limited, f.stranger, s.url, "application/json, */*;q=0.5", f.o.MaxBytes)
		doc.Body = e.body
	}
	if err != nil && ctx.Err() != nil {
		return Document{}, ctx.Err() // the caller's end, not the source's
	}
	return doc, err
}

// FetchJSON is Fetch for a JSON object that [content.CanonicalJSON] can take; anything else is [ErrNotJSON]. Body is as it came.
func (f *Fetcher) FetchJSON(ctx context.Context, uri string) (Document, error) {
	doc, err := f.Fetch(ctx, uri)
	if err != nil {
		return doc, err
	}
	canonical, err := content.CanonicalJSON(json.RawMessage(doc.Body))
	if err == nil && canonical[0] != '{' {
		err = errors.New("it is another JSON value")
	}
	if err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrNotJSON, err)
	}
	return doc, nil
}
