package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/haus25/backend/store/content"
)

// Classes of failures, as metrics have them.
const (
	classRetryable = "retryable" // the target or the line: tried again
	classParked    = "parked"    // the target wants something of its operator
	classPermanent = "permanent" // the target will never take the file
	classLocal     = "local"     // the file cannot be read here, or the receipt not be written
)

// noFolders is why a folder is refused by a target that is no [content.FolderTarget].
const noFolders = "it takes no folders; what is in this one it has"

// work brings one item of the place i after another.
func (u *Uploader) work(ctx context.Context, i int) {
	for ctx.Err() == nil {
		it, again, changed := u.take(i)
		if it != nil {
			u.attempt(ctx, i, it)
			continue
		}
		var due <-chan time.Time
		var timer *time.Timer
		if !again.IsZero() {
			timer = time.NewTimer(time.Until(again))
			due = timer.C
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-due:
		}
		if timer != nil {
			timer.Stop()
		}
	}
}

// localError is a failure of this machine's own.
type localError struct{ error }

func (e localError) Unwrap() error { return e.error }

// attempt tries an item once: the upload, if that was not done before, and the journals of all who want it.
func (u *Uploader) attempt(ctx context.Context, i int, it *item) {
	p := u.places[i]
	u.mu.Lock()
	job, receipt := it.job(), it.receipt
	u.mu.Unlock()
	if receipt == nil {
		got, err := u.send(ctx, p.target, job, it)
		if err != nil {
			u.failed(ctx, i, it, job, err)
			return
		}
		receipt = &got
		u.mu.Lock()
		it.receipt = receipt
		p.uploaded++
		p.bytes += uint64(max(receipt.Size, 0))
		u.mu.Unlock()
		u.well(p)
	}
	for {
		u.mu.Lock()
		jobs := it.untold() // who came meanwhile, too
		if len(jobs) == 0 {
			events := u.settle(i, it)
			p.probed(it)
			u.signal()
			u.mu.Unlock()
			for _, number := range events {
				u.o.Changed(number)
			}
			return
		}
		u.mu.Unlock()
		for _, j := range jobs {
			if err := u.o.Done(j, *receipt); err != nil {
				u.failed(ctx, i, it, j, localError{fmt.Errorf("journal that %s has %s: %w", p.target.Name(), it.cid, err)})
				return
			}
			u.mu.Lock()
			it.claims[j.Event].told = true
			u.mu.Unlock()
		}
	}
}

// send brings the file there, through the line.
func (u *Uploader) send(ctx context.Context, t content.Target, j Job, it *item) (content.Receipt, error) {
	if j.Folder {
		f, ok := t.(content.FolderTarget)
		if !ok {
			return content.Receipt{}, fmt.Errorf("%w: %s", content.ErrPermanent, noFolders)
		}
		if _, err := u.o.Content.Resolve(j.CID, nil); err != nil {
			return content.Receipt{}, localError{err}
		}
		return f.UploadFolder(ctx, j.CID, j.Name, func(w io.Writer) error {
			it.sent.Store(0)
			return u.o.Content.WriteFolderCAR(ctx, &throttledWriter{w, ctx, u.line, it}, j.CID)
		})
	}
	info, err := u.o.Content.Stat(j.CID)
	if err != nil {
		return content.Receipt{}, localError{err}
	}
	var opening error
	receipt, err := t.Upload(ctx, j.CID, j.Name, info.Size, func() (io.ReadSeekCloser, error) {
		f, err := u.o.Content.Open(j.CID)
		if err != nil {
			opening = err
			return nil, err
		}
		it.sent.Store(0)
		return &throttled{f, ctx, u.line, it}, nil
	})
	if opening != nil {
		return receipt, localError{opening}
	}
	return receipt, err
}

// failed sorts a failure, and decides when the item, and its target, are tried again.
func (u *Uploader) failed(ctx context.Context, i int, it *item, j Job, err error) {
	p := u.places[i]
	log := u.o.Log.With("target", p.target.Name())
	if errors.Is(err, content.ErrStalled) {
		u.line.stalled()
	}
	u.mu.Lock()
	now := time.Now()
	again, _ := errors.AsType[*content.Retryable](err)
	_, local := errors.AsType[localError](err)
	probing := p.probed(it)
	var events []uint64
	switch {
	case local:
		p.errors[classLocal]++
		level := slog.LevelWarn
		if !it.failed.IsZero() {
			level = slog.LevelDebug // it was told of
		}
		it.fail(now, err, 0)
		log.Log(ctx, level, "a file cannot be brought to its target", "event", j.Event, "cid", it.cid.String(), "attempt", it.tries, "error", err)
	case ctx.Err() != nil:
		it.become(waiting, "")
	case errors.Is(err, content.ErrParked):
		p.errors[classParked]++
		it.become(waiting, "")
		if probing || p.parked == "" {
			p.probeAt = now.Add(p.probe.NextBackOff())
		}
		if p.parked == "" {
			p.parkedSince = now
			log.Error("uploads are parked until something is done", "error", err)
			for number := range u.events {
				events = append(events, number)
			}
		}
		p.parked = err.Error()
	case errors.Is(err, content.ErrPermanent):
		p.errors[classPermanent]++
		it.become(refused, err.Error())
		log.Warn("the target refuses a file for good", "event", j.Event, "cid", it.cid.String(), "error", err)
	default:
		p.errors[classRetryable]++
		var after time.Duration
		if again != nil {
			after = again.After
		}
		it.fail(now, err, after)
		p.trouble = err.Error()
		if p.restUntil.IsZero() {
			log.Warn("uploads fail and are tried again", "event", j.Event, "cid", it.cid.String(), "error", err)
		}
		// It is not known yet whether the file or the target is the reason; a success of another file tells.
		if rest := now.Add(max(p.rest.NextBackOff(), after)); rest.After(p.restUntil) {
			p.restUntil = rest
		}
		if probing {
			p.probeAt = now.Add(p.probe.NextBackOff())
		}
	}
	events = append(events, u.drop(i, it)...)
	u.signal()
	u.mu.Unlock()
	if ctx.Err() == nil {
		for _, number := range events {
			u.o.Changed(number)
		}
	}
}

// probed ends an item's try of a parked place, and tells whether it was one.
func (p *place) probed(it *item) bool {
	if p.probing != it {
		return false
	}
	p.probing = nil
	return true
}

func (it *item) fail(now time.Time, err error, after time.Duration) {
	if it.failed.IsZero() {
		it.failed = now
	}
	it.become(failing, err.Error())
	it.since = it.failed
	it.retryAt = now.Add(max(it.pause.NextBackOff(), after))
}

// well notes that a target took something: it is neither parked nor failing.
func (u *Uploader) well(p *place) {
	u.mu.Lock()
	defer u.mu.Unlock()
	wasParked, failed := p.parked != "", !p.restUntil.IsZero()
	p.parked, p.trouble, p.restUntil = "", "", time.Time{}
	p.rest.Reset()
	p.probe.Reset()
	if wasParked || failed {
		u.o.Log.Info("the target takes uploads again", "target", p.target.Name())
		u.signal()
	}
}
