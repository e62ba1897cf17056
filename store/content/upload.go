package content

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/internal/retryafter"
)

const (
	// maxReply bounds what is read of a target's answer; they are a few hundred bytes a file.
	maxReply = 1 << 20
	// maxSaid bounds what an error repeats of it.
	maxSaid = 200
	// maxAfter bounds what a Retry-After can ask for.
	maxAfter = time.Hour
	// replyWait is how long a target may think after the last byte: it hashes and stores up to gigabytes before it answers.
	replyWait = 5 * time.Minute
)

// wire is what the targets share: one POST of a file with a bounded, classified answer.
type wire struct {
	target string
	auth   string // the Authorization header; a secret
	mend   string // where its operator sets it
	stall  time.Duration
	client *http.Client
}

func newWire(target, auth, mend string, stall time.Duration) *wire {
	return &wire{target, auth, mend, stall, &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 10 * time.Second,
			ResponseHeaderTimeout: replyWait, ExpectContinueTimeout: 2 * time.Second, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		},
		// A redirect would take the key to another host; an endpoint that moved is for the operator to see.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// form is a multipart body around one file.
type form struct {
	fields [][2]string
	name   string // of the file
	size   int64  // of the file; -1: not known
	write  func(w io.Writer) error
	open   func() (io.ReadSeekCloser, error) // instead of write
}

// post sends the form to an address and returns the answer of a success. Bodies are streamed.
func (w *wire) post(ctx context.Context, address string, f form) ([]byte, error) {
	var frame bytes.Buffer
	m := multipart.NewWriter(&frame)
	for _, field := range f.fields {
		m.WriteField(field[0], field[1]) // a buffer takes everything
	}
	m.CreateFormFile("file", f.name)
	head := frame.Len()
	m.Close()
	before, after := frame.Bytes()[:head], frame.Bytes()[head:]

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	file, err := f.reader()
	if err != nil {
		return nil, fmt.Errorf("read the file to upload: %w", err)
	}
	defer file.Close()
	// No total limit: a file may have gigabytes. Instead the upload ends when nothing moves.
	watched := &watchdog{r: io.MultiReader(bytes.NewReader(before), file, bytes.NewReader(after)), every: w.stall}
	watched.timer = time.AfterFunc(w.stall, func() { cancel(ErrStalled) })
	defer watched.timer.Stop()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, watched)
	if err != nil {
		return nil, errors.New("the address is not a URL")
	}
	if f.size >= 0 {
		r.ContentLength = int64(frame.Len()) + f.size
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	// So that a wrong key or a file that is too large is told before gigabytes were sent.
	r.Header.Set("Expect", "100-continue")
	reply, _, err := w.do(r)
	return reply, err
}

// reader is the file's bytes; closing it ends whatever makes them.
func (f form) reader() (io.ReadCloser, error) {
	if f.open != nil {
		return f.open()
	}
	r, pipe := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		pipe.CloseWithError(f.write(pipe))
	}()
	return &pipeFile{r, done}, nil
}

type pipeFile struct {
	*io.PipeReader
	done chan struct{}
}

func (p *pipeFile) Close() error {
	err := p.PipeReader.Close()
	<-p.done
	return err
}

// ErrStalled is the cause of a [*Retryable] when the line or the target took nothing more.
var ErrStalled = errors.New("nothing could be sent for too long")

// watchdog counts on being read. After the last byte the answer's own time limit takes over.
type watchdog struct {
	r     io.Reader
	every time.Duration
	timer *time.Timer
}

func (w *watchdog) Read(b []byte) (int, error) {
	n, err := w.r.Read(b)
	if err != nil {
		w.timer.Stop()
	} else {
		w.timer.Reset(w.every)
	}
	return n, err
}

// do sends a request and sorts its answer; a success's is returned. status is 0 when none came.
func (w *wire) do(r *http.Request) (reply []byte, status int, err error) {
	if w.auth != "" {
		r.Header.Set("Authorization", w.auth)
	}
	resp, err := w.client.Do(r)
	if err != nil {
		if cause := context.Cause(r.Context()); errors.Is(cause, ErrStalled) {
			err = cause
		} else if r.Context().Err() != nil {
			return nil, 0, r.Context().Err()
		}
		if inner, ok := errors.AsType[*url.Error](err); ok {
			err = inner.Err // without the URL
		}
		return nil, 0, &Retryable{Err: fmt.Errorf("%s: %w", w.target, err)}
	}
	defer resp.Body.Close()
	reply, err = io.ReadAll(io.LimitReader(resp.Body, maxReply+1))
	switch {
	case err != nil:
		return nil, 0, &Retryable{Err: fmt.Errorf("%s: read its answer: %w", w.target, err)}
	case len(reply) > maxReply:
		return nil, 0, &Retryable{Err: fmt.Errorf("%s: its answer has more than %d bytes", w.target, maxReply)}
	}
	// kubo tells in a trailer what went wrong after it had begun to answer.
	if late := resp.Trailer.Get("X-Stream-Error"); late != "" {
		return nil, 0, &Retryable{Err: fmt.Errorf("%s: it failed while answering: %s", w.target, w.clean(late))}
	}
	return reply, resp.StatusCode, w.classify(resp, reply)
}

// classify is nil for a success.
func (w *wire) classify(resp *http.Response, reply []byte) error {
	said := w.said(reply)
	answer := fmt.Sprintf("%s: it answers %d", w.target, resp.StatusCode)
	if said != "" {
		answer += ": " + said
	}
	switch code := resp.StatusCode; {
	case strings.Contains(strings.ToLower(said), "trial expired"), code == http.StatusPaymentRequired: // the first with any status
		return fmt.Errorf("%s: %w: the plan has ended or is not paid: renew it with the provider", answer, ErrParked)
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return fmt.Errorf("%s: %w: the key is not accepted: look at %s", answer, ErrParked, w.mend)
	case code == http.StatusRequestEntityTooLarge:
		return fmt.Errorf("%s: %w: it is too large for it", answer, ErrPermanent)
	case code == http.StatusRequestTimeout, code == http.StatusTooManyRequests, code >= 500:
		return &Retryable{After: retryafter.Parse(resp.Header.Get("Retry-After"), time.Now(), maxAfter), Err: errors.New(answer)}
	case code >= 300 && code < 400, code == http.StatusNotFound, code == http.StatusMethodNotAllowed, code == http.StatusGone:
		return fmt.Errorf("%s: %w: its address is not the right one: look at content.%s_url", answer, ErrParked, w.target)
	case code < 200 || code >= 300:
		return fmt.Errorf("%s: %w", answer, ErrPermanent)
	case said != "":
		return &Retryable{Err: errors.New(answer)} // a success that says it failed
	}
	return nil
}

// said finds a target's own words for a failure; empty: it reports none.
func (w *wire) said(reply []byte) string {
	var v struct {
		Success *bool
		Error   json.RawMessage
		Message string // kubo's and Lighthouse's
		Details string // Pinata's
	}
	if json.Unmarshal(reply, &v) != nil {
		return ""
	}
	if (len(v.Error) == 0 || string(v.Error) == "null") && (v.Success == nil || *v.Success) && v.Message == "" {
		return ""
	}
	said := strings.TrimPrefix(string(v.Error), "null")
	var inner struct{ Message, Details, Reason string }
	if text := ""; json.Unmarshal(v.Error, &text) == nil {
		said = text
	} else if json.Unmarshal(v.Error, &inner) == nil {
		said = strings.TrimSpace(inner.Message + " " + inner.Reason + " " + inner.Details)
	}
	if said = w.clean(strings.TrimSpace(said + " " + v.Message + " " + v.Details)); said == "" {
		said = "it reports a failure without a reason"
	}
	return said
}

// clean makes a stranger's words fit for an error: one line, short, and without the key should they repeat it.
func (w *wire) clean(text string) string {
	if _, secret, ok := strings.Cut(w.auth, " "); ok && secret != "" {
		text = strings.ReplaceAll(text, secret, "***")
	}
	if len(text) > maxSaid {
		text = strings.ToValidUTF8(text[:maxSaid], "") + "…"
	}
	return printable(text)
}

func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}

// fileName makes a name that every target and its shell scripts take as it is; without one the file is named by its CID.
func fileName(name string, c cid.Cid) string {
	name = strings.Map(func(r rune) rune {
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-", r)) {
			return r
		}
		return '_'
	}, name)
	if name = strings.TrimLeft(name[:min(len(name), 100)], "."); name == "" {
		return c.String()
	}
	return name
}

// sameCID compares a CID as a target spells it.
func sameCID(text string, c cid.Cid) bool {
	got, err := ParseCID(text)
	return err == nil && got.Type() == c.Type() && string(got.Hash()) == string(c.Hash())
}
