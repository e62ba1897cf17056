package content

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ipfs/go-cid"
)

// Target is a place outside that keeps files and offers them to the world.
type Target interface {
	// Name is the target's word in the configuration: lighthouse, pinata or kubo.
	Name() string
	// Upload brings a file of size bytes there and returns when the target has acknowledged exactly c. open gives the bytes from
	// their beginning each time it is called. Uploading again what is there already does no harm.
	//
	// An error is [ErrParked], [ErrPermanent], a [*Retryable], or the context's.
	Upload(ctx context.Context, c cid.Cid, name string, size int64, open func() (io.ReadSeekCloser, error)) (Receipt, error)
}

// Receipt says what a target acknowledged.
type Receipt struct {
	Target string  // its name
	CID    cid.Cid // the one that was asked for, always
	ID     string  // the target's own name for the upload; empty: it has none
	Size   int64   // bytes of the file
	Via    string  // the call that did it, such as "add" or "dag/import"
}

var (
	// ErrParked says that the target takes nothing until its operator does something: the key is wrong, the plan has ended. The
	// error's text says what; trying again before is useless.
	ErrParked = errors.New("uploads to this target are parked")
	// ErrPermanent says that the target will never take this file.
	ErrPermanent = errors.New("the target will not take this file")
)

// Retryable says that the same upload may succeed later.
type Retryable struct {
	After time.Duration // the target asked to wait at least so long; 0: it named no time
	Err   error
}

func (r *Retryable) Error() string {
	if r.After > 0 {
		return fmt.Sprintf("%v (asked to wait %s)", r.Err, r.After)
	}
	return r.Err.Error()
}

func (r *Retryable) Unwrap() error { return r.Err }
