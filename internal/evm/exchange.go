package evm

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/valyala/fastjson"
)

// maxErrorBody bounds what is read of an answer whose HTTP status is an error.
const maxErrorBody = 64 << 10

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func newTransport(timeout time.Duration) *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   timeout,
		ResponseHeaderTimeout: timeout,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          64,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
	}
}

// exchange sends the items in one POST and hands over each answer. It returns the error that kept answers from coming.
func (e *Endpoint) exchange(ctx context.Context, items []item) error {
	q := summary(items)
	var seen [classCount]bool // each class counts once a request
	err := e.limiter.Wait(ctx)
	if err != nil {
		if ctx.Err() == nil { // the limiter knows that the deadline comes first
			err = context.DeadlineExceeded
		}
		err = fmt.Errorf("endpoint %s: wait for its rate limit: %w", e.name, err)
	} else {
		started := time.Now()
		var sent, received int
		sent, received, err = e.post(ctx, q, items)
		if err != nil {
			err = e.wrap(describe(items), err)
		}
		e.count(time.Since(started), sent, received)
	}
	for i := range items {
		if err != nil {
			items[i].fail(err)
		} else {
			seen[classOf(items[i].err)] = true
		}
	}
	if err != nil && q.logs {
		e.learn(err, q)
	}
	seen[classOf(err)] = true
	e.countErrors(seen)
	return err
}

// post does the work of exchange and counts bytes.
func (e *Endpoint) post(ctx context.Context, q question, items []item) (sent, received int, err error) {
	body := encode(items)
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := e.fetch(ctx, q, body, buf); err != nil {
		return len(body), buf.Len(), err
	}
	return len(body), buf.Len(), e.distribute(q, items, buf.Bytes())
}

// fetch posts the body and reads the answer into buf.
func (e *Endpoint) fetch(ctx context.Context, q question, body []byte, buf *bytes.Buffer) error {
	limited, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(limited, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return unavailable("build request: %s", e.show(err.Error()))
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "haus")
	resp, err := e.client.Do(req)
	if err != nil {
		return e.broken(ctx, limited, err)
	}
	defer resp.Body.Close()
	limit := e.maxResponse
	if resp.StatusCode != http.StatusOK {
		limit = maxErrorBody
	}
	if resp.ContentLength <= limit {
		_, err = io.Copy(buf, io.LimitReader(resp.Body, limit+1))
	}
	if resp.StatusCode != http.StatusOK {
		return e.refused(q, resp, buf.Bytes())
	}
	if resp.ContentLength > limit || int64(buf.Len()) > limit {
		return tooLarge(q, fmt.Sprintf("the answer is larger than %d bytes", limit))
	}
	if err != nil {
		return e.broken(ctx, limited, err)
	}
	return nil
}

// broken classifies an error of the connection. The caller's own end of patience is not the endpoint's fault.
func (e *Endpoint) broken(ctx, limited context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var timeout net.Error
	if limited.Err() != nil || errors.As(err, &timeout) && timeout.Timeout() {
		return &fault{kind: ErrUnavailable, slow: true, msg: fmt.Sprintf("no complete answer within %s", e.timeout)}
	}
	var wrapped *url.Error // its text holds the URL
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return unavailable("%s", e.show(err.Error()))
}

// refused classifies an HTTP status other than 200; some nodes put a JSON-RPC error behind one.
func (e *Endpoint) refused(q question, resp *http.Response, body []byte) error {
	var o []byte // a JSON-RPC error
	_ = elements(body, func(first []byte) error {
		_ = fields(first, func(key string, value []byte) error { return keepError(&o, key, value) })
		return io.EOF // the first is enough
	})
	_ = fields(body, func(key string, value []byte) error { return keepError(&o, key, value) })
	if o != nil && resp.StatusCode != http.StatusTooManyRequests {
		err := e.decodeError(q, o)
		if classOf(err) != classRPC {
			var f *fault
			if errors.As(err, &f) {
				f.after = retryAfter(resp.Header, time.Now())
			}
			return err
		}
	}
	return classifyStatus(q, resp.StatusCode, resp.Header, e.show(string(body)), time.Now())
}

func tooLarge(q question, msg string) error {
	if q.logs {
		return &RangeError{Asked: q.blocks(), TooMany: true, Message: msg}
	}
	return unavailable("%s", msg)
}

// keepError notes an error object among an answer's fields.
func keepError(o *[]byte, key string, value []byte) error {
	if key == "error" && value[0] == '{' {
		*o = value
	}
	return nil
}

// answer is one element of an answered batch, uncut.
type answer struct{ result, err []byte }

// distribute matches the answers with the items by id.
func (e *Endpoint) distribute(q question, items []item, body []byte) error {
	var whole []byte // one error for all
	if fields(body, func(key string, value []byte) error { return keepError(&whole, key, value) }) == nil && whole != nil {
		return e.decodeError(q, whole)
	}
	answers := make([]answer, len(items))
	err := elements(body, func(element []byte) error {
		a, id, err := readAnswer(element)
		switch {
		case err != nil:
			return err
		case id >= uint64(len(items)) && a.err != nil: // an id of null: the whole batch was refused
			return e.decodeError(q, a.err)
		case id >= uint64(len(items)):
			return inconsistent("the answer holds an id that was not asked")
		case answers[id].result != nil || answers[id].err != nil:
			return inconsistent("the answer holds the id %d twice", id)
		}
		answers[id] = a
		return nil
	})
	if errors.Is(err, errCut) {
		return unavailable("the answer is no JSON array of answers: %s", e.show(string(body[:min(len(body), maxMessage)])))
	}
	if err != nil {
		return err
	}
	p := parsers.Get().(*fastjson.Parser)
	defer parsers.Put(p)
	for i := range items {
		e.deliver(q, &items[i], answers[i], p)
	}
	e.observe(items)
	return nil
}

// noID stands for an id that no item has.
const noID = ^uint64(0)

// readAnswer cuts an element of an answered batch. An error of null is none.
func readAnswer(element []byte) (a answer, id uint64, err error) {
	id = noID
	err = fields(element, func(key string, value []byte) error {
		switch key {
		case "id":
			if n, err := strconv.ParseUint(string(value), 10, 64); err == nil {
				id = n
			}
		case "result":
			a.result = value
		case "error":
			if string(value) != "null" {
				a.err = value
			}
		}
		return nil
	})
	return a, id, err
}

// deliver hands one answer over.
func (e *Endpoint) deliver(batch question, it *item, a answer, p *fastjson.Parser) {
	var err error
	switch {
	case a.err != nil:
		err = e.decodeError(it.question, a.err)
		// Once geth's answer is too large, it refuses every following item, of any kind.
		var rpc *RPCError
		if errors.As(err, &rpc) && rpc.Code == responseTooLarge && batch.logs {
			err = e.decodeError(batch, a.err)
		}
	case a.result != nil:
		it.logCount, err = it.decode(p, a.result)
	default:
		err = unavailable("the answer misses this item or its result")
	}
	if err != nil {
		it.err = e.wrap(it.what, err)
		it.fail(it.err)
	}
}

// decodeError reads a JSON-RPC error object.
func (e *Endpoint) decodeError(q question, raw []byte) error {
	p := parsers.Get().(*fastjson.Parser)
	defer parsers.Put(p)
	o, err := parse(p, raw)
	if err != nil {
		return err
	}
	msg := string(o.GetStringBytes("message"))
	err = classify(q, o.GetInt("code"), msg, e.show(msg))
	var rpc *RPCError
	if errors.As(err, &rpc) {
		if data := o.GetStringBytes("data"); len(data) > 2 && string(data[:2]) == "0x" {
			if b, err := hex.DecodeString(string(data[2:])); err == nil {
				rpc.Data = b
			}
		}
	}
	return err
}

// observe lets the endpoint's span learn from the answers.
func (e *Endpoint) observe(items []item) {
	var asked uint64
	logs, clean := 0, true
	for i := range items {
		it := &items[i]
		var ahead *AheadError
		if errors.As(it.err, &ahead) && ahead.Latest > 0 {
			e.head.Store(ahead.Latest)
		}
		if it.err != nil && (it.logs || classOf(it.err) == classRange) {
			e.learn(it.err, it.question)
			clean = false
		}
		if it.logs {
			asked = max(asked, it.blocks())
			logs = max(logs, it.logCount)
		}
	}
	if clean && asked > 0 {
		e.span.succeeded(asked, logs)
	}
}

// learn shrinks the span after a refused or timed out range.
func (e *Endpoint) learn(err error, q question) {
	var (
		ranged *RangeError
		f      *fault
	)
	switch {
	case errors.As(err, &ranged):
		e.span.failed(ranged)
	case errors.As(err, &f) && f.slow:
		e.span.slow(q.blocks())
	}
}

// wrap says who was asked for what. A ChainError names its endpoint itself.
func (e *Endpoint) wrap(what string, err error) error {
	return fmt.Errorf("endpoint %s: %s: %w", e.name, what, err)
}

// show makes an endpoint's words fit for an error.
func (e *Endpoint) show(s string) string { return printable(e.hide.Replace(s)) }

// summary is what the items ask together: an error for the whole batch is judged by its longest range.
func summary(items []item) (q question) {
	for i := range items {
		it := &items[i]
		if it.logs && (!q.logs || it.blocks() > q.blocks()) {
			q.logs, q.from, q.to = true, it.from, it.to
		}
	}
	return q
}

// describe names a batch in errors.
func describe(items []item) string {
	what := make([]string, 0, 3)
	for i := range min(len(items), 2) {
		what = append(what, items[i].what)
	}
	if len(items) > 2 {
		what = append(what, fmt.Sprintf("%d more", len(items)-2))
	}
	return strings.Join(what, ", ")
}
