package proof

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/haus25/backend/store/content"
)

// Local gives what this machine's content store has.
type Local struct{ Store *content.Store }

// Open opens a file, or a path below a folder.
func (l Local) Open(_ context.Context, path string) (io.ReadCloser, error) {
	first, rest, _ := strings.Cut(path, "/")
	c, err := content.ParseCID(first)
	if err == nil && rest != "" {
		c, err = l.Store.Resolve(c, strings.Split(rest, "/"))
	}
	if err != nil {
		return nil, notFound(err)
	}
	f, err := l.Store.Open(c)
	if err != nil {
		return nil, notFound(err)
	}
	return f, nil
}

func notFound(err error) error {
	if errors.Is(err, content.ErrNotFound) {
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return err
}

// Gateway gives what an IPFS gateway serves below URL, which ends before "/ipfs/".
type Gateway struct {
	URL    string
	Client *http.Client
}

// Open asks the gateway.
func (g Gateway) Open(ctx context.Context, path string) (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(g.URL, "/")+"/ipfs/"+path, nil)
	if err != nil {
		return nil, err
	}
	a, err := g.Client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("ask the gateway: %w", err)
	}
	if a.StatusCode != http.StatusOK {
		a.Body.Close()
		err := fmt.Errorf("the gateway answers %s", a.Status)
		if a.StatusCode == http.StatusNotFound || a.StatusCode == http.StatusGone {
			err = fmt.Errorf("%w: %w", ErrNotFound, err)
		}
		return nil, err
	}
	return a.Body, nil
}

// Sources are asked in turn.
type Sources []Source

// Open gives what the first has that has it.
func (s Sources) Open(ctx context.Context, path string) (io.ReadCloser, error) {
	var errs []error
	for _, one := range s {
		r, err := one.Open(ctx, path)
		if err == nil {
			return r, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}
