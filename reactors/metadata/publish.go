package metadata

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store/content"
)

// uploadTimeout bounds one upload of a document, which is small.
const uploadTimeout = 30 * time.Second

// keep writes a document to the local store, from where the gateway serves it, and returns its bytes and URI.
func (r *Reactor) keep(ctx context.Context, d Document) ([]byte, string, error) {
	raw, err := d.Bytes()
	if err != nil {
		return nil, "", reactors.Permanent(err)
	}
	info, err := r.Content.Put(ctx, bytes.NewReader(raw), "application/json")
	if err != nil {
		return nil, "", fmt.Errorf("keep the document: %w", err)
	}
	return raw, "ipfs://" + info.CID.String(), nil
}

// fileName is the name of the event's document at upload targets: the same for every version, so that an event's documents can be
// found there without a list of CIDs.
func (r *Reactor) fileName(event uint64) string {
	return fmt.Sprintf("haus-%d-0x%x-%d.json", r.Identity.ChainID, r.Identity.EventFactory, event)
}

// upload brings the document to every target that has not acknowledged it, all at once, and records those that do. shown tells
// where it is; failed holds the targets' errors.
func (r *Reactor) upload(ctx context.Context, a *reactors.Attempt, l *ledger, raw []byte, uri string) (shown map[string]string, failed []error, err error) {
	shown = map[string]string{"local": "done"}
	if len(r.Targets) == 0 {
		shown["local"] = "done, and nowhere else: content.upload names no target"
		return shown, nil, nil
	}
	errs, ids := make([]error, len(r.Targets)), make([]string, len(r.Targets))
	var wait sync.WaitGroup
	for i, t := range r.Targets {
		if l.uploads[upload{Target: t.Name(), URI: uri}] {
			continue
		}
		wait.Go(func() {
			limited, cancel := context.WithTimeout(ctx, uploadTimeout)
			defer cancel()
			receipt, err := t.Upload(limited, content.CID(raw), r.fileName(a.EventID), int64(len(raw)), func() (io.ReadSeekCloser, error) {
				return document{bytes.NewReader(raw)}, nil
			})
			errs[i], ids[i] = err, receipt.ID
		})
	}
	wait.Wait()
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	for i, t := range r.Targets {
		u := upload{Target: t.Name(), URI: uri}
		switch {
		case errs[i] != nil:
			shown[t.Name()] = "failed: " + errs[i].Error()
			failed = append(failed, fmt.Errorf("upload the document to %s: %w", t.Name(), errs[i]))
			a.Log.Warn("a target does not take the document", "target", t.Name(), "uri", uri, "error", errs[i])
			continue
		case !l.uploads[u]:
			l.uploads[u], u.ID = true, ids[i]
			if err := record(a, kindUpload, u); err != nil {
				return nil, nil, err
			}
		}
		shown[t.Name()] = "done"
	}
	return shown, failed, nil
}

// document makes bytes a file.
type document struct{ *bytes.Reader }

func (document) Close() error { return nil }

// nowhere makes one error of those of all targets, and says whether waiting may mend it. When to try again follows from the
// target that leaves most hope.
func nowhere(failed []error) (err error, hope bool) {
	err = errors.Join(failed...)
	var soonest time.Duration
	for _, f := range failed {
		retry, ok := errors.AsType[*content.Retryable](f)
		switch {
		case ok && (!hope || retry.After < soonest):
			hope, soonest = true, retry.After
		case errors.Is(f, context.DeadlineExceeded):
			hope, soonest = true, 0
		}
	}
	switch {
	case !hope:
		return err, false
	case soonest > 0:
		return reactors.RetryAfter(soonest, err), true
	}
	return reactors.Unavailable("upload", err), true
}

func record(a *reactors.Attempt, kind string, data any) error {
	raw, err := json.Marshal(data)
	if err == nil {
		err = a.Record(kind, raw)
	}
	if err != nil {
		return fmt.Errorf("record a %s of event %d: %w", kind, a.EventID, err)
	}
	return nil
}
