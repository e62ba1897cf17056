package fetch

import (
	"errors"
	"time"
)

// What makes trying again useless.
var (
	// ErrURI says that the URI is not one that is fetched: another scheme, a broken CID, an address that is not public.
	ErrURI = errors.New("not a URI that is fetched")
	// ErrTooLarge says that the document has more bytes than are taken.
	ErrTooLarge = errors.New("the document is too large")
	// ErrNotJSON says that the document is not a JSON object that can be kept.
	ErrNotJSON = errors.New("the document is not a JSON object")
	// ErrWrongContent says that no source gave bytes that could be shown to be what the CID names.
	ErrWrongContent = errors.New("the content is not what the CID names")
	// ErrNoFile says that there is no file where the URI points: a folder, a link, or a path that its folders do not have.
	ErrNoFile = errors.New("there is no file at this path of the CID")
	// ErrRefused says that the server will not give the document to us.
	ErrRefused = errors.New("the server refuses the document")
)

// Temporary says that the same question may be answered later.
type Temporary struct {
	After time.Duration // wait at least so long; 0: nobody named a time
	Err   error
}

func (t *Temporary) Error() string {
	return t.Err.Error()
}

func (t *Temporary) Unwrap() error { return t.Err }

func temporary(err error) error { return &Temporary{Err: err} }

// combine makes one error of those of all sources: temporary when any of them may answer later.
func combine(errs []error) error {
	var after time.Duration
	passing := false
	for _, err := range errs {
		if t, ok := errors.AsType[*Temporary](err); ok {
			if !passing || t.After < after {
				after = t.After
			}
			passing = true
		}
	}
	if passing {
		return &Temporary{After: after, Err: errors.Join(errs...)}
	}
	return errors.Join(errs...)
}
