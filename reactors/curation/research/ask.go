package research

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/haus25/backend/internal/retryafter"
)

// mostBytes is the largest answer that is read. Ten results of any source are a tenth of it.
const mostBytes = 1 << 20

// How long a source is left alone that did not say how long itself.
const (
	restBusy    = time.Minute      // asked too often
	restBroken  = 30 * time.Second // no answer, or 5xx
	restQuota   = time.Hour        // the day's quota; it is renewed at midnight in California
	restRefused = 10 * time.Minute // what only the operator mends
	longestRest = 24 * time.Hour
)

// failure is why a source gave no answer, in plain words without anything of what it sent.
type failure struct {
	what string
	rest time.Duration // how long it is left alone
}

func (f *failure) Error() string { return f.what }

// look answers a question: from the shelf, else by asking, if that may be done now. A failure may come with a part of an answer, which is not kept.
func (r *Researcher) look(ctx context.Context, s *source, question []string, ask func(context.Context) ([]Finding, error)) (found []Finding, notes []string) {
	key := keyOf(append([]string{s.name, s.base.String()}, question...))
	say := func(format string, args ...any) []string { return []string{s.name + ": " + fmt.Sprintf(format, args...)} }
	select {
	case s.gate <- struct{}{}:
		defer func() { <-s.gate }()
	case <-ctx.Done():
		return nil, say("not asked: there was no time left")
	}
	if found, ok := r.shelf.get(key); ok {
		return found, nil
	}
	if ctx.Err() != nil {
		return nil, say("not asked: there was no time left")
	}
	why, err := r.ledger.take(s)
	if err != nil {
		return nil, say("not asked: it cannot be written down that it is: %v", bare(err))
	}
	if why != "" {
		return nil, say("not asked: %s", why)
	}
	found, err = ask(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return found, say("there was no time left")
		}
		f := &failure{what: "its answer is not understood", rest: restBusy}
		errors.As(err, &f)
		if f.rest == 0 {
			return found, say("%s", f.what)
		}
		if err := r.ledger.rest(s, f.rest); err != nil {
			notes = say("how long to leave it alone cannot be written down: %v", bare(err))
		}
		return found, append(say("%s; left alone for %s", f.what, f.rest.Round(time.Second)), notes...)
	}
	if err := r.shelf.put(key, found); err != nil {
		notes = say("its answer cannot be kept: %v", bare(err))
	}
	return found, notes
}

// keyOf names a question: what it asks is a stranger's and may be long.
func keyOf(parts []string) string {
	raw, _ := json.Marshal(parts) // strings always can
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// get reads an answer in JSON. All its errors are failures.
func (r *Researcher) get(ctx context.Context, base *url.URL, path string, query url.Values, token string, into any) error {
	ctx, stop := context.WithTimeout(ctx, r.o.Timeout)
	defer stop()
	u := base.JoinPath(path)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return &failure{what: "no request can be made", rest: restRefused}
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "haus")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return r.broken(ctx)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return r.refused(resp)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, mostBytes+1))
	switch {
	case err != nil:
		return r.broken(ctx)
	case len(body) > mostBytes:
		return &failure{fmt.Sprintf("its answer is larger than %d KiB", mostBytes>>10), restBusy}
	}
	if err := json.Unmarshal(body, into); err != nil {
		return &failure{"its answer is not understood", restBusy}
	}
	return nil
}

// broken is an exchange that did not end. The transport's error is not shown: it names the URL, in which a key stands.
func (r *Researcher) broken(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &failure{fmt.Sprintf("no answer within %s", r.o.Timeout), restBroken}
	}
	return &failure{"the connection failed", restBroken}
}

// refused tells what an answer means that is not 200.
func (r *Researcher) refused(resp *http.Response) error {
	after := retryafter.Parse(resp.Header.Get("Retry-After"), r.o.Now(), longestRest)
	rest := func(least time.Duration) time.Duration {
		if after > 0 {
			return after
		}
		return least
	}
	code := resp.StatusCode
	// A 403 is several things to Google; a 429 may be the minute's quota or the day's.
	if code == 400 || code == 403 || code == 429 {
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10)) // what could not be read has no reason in it
		for _, reason := range reasons(body) {
			switch reason {
			case "quotaExceeded", "dailyLimitExceeded":
				return &failure{fmt.Sprintf("%d, its quota is used up", code), rest(restQuota)}
			case "rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED":
				return &failure{fmt.Sprintf("%d, asked too often", code), rest(restBusy)}
			case "keyInvalid", "keyExpired", "accessNotConfigured", "ipRefererBlocked", "API_KEY_INVALID", "API_KEY_SERVICE_BLOCKED", "SERVICE_DISABLED":
				return &failure{fmt.Sprintf("%d, it does not take the key", code), rest(restRefused)}
			}
		}
	}
	switch {
	case code == 400: // it may be the question, which a stranger chose: the next one may ask
		return &failure{what: "400, it does not take the question", rest: after}
	case code == 401, code == 403:
		return &failure{fmt.Sprintf("%d, it does not take the key", code), rest(restRefused)}
	case code == 404:
		return &failure{"404, it is not there", rest(restRefused)}
	case code == 429:
		return &failure{"429, asked too often", rest(restBusy)}
	case code >= 300 && code < 400:
		return &failure{fmt.Sprintf("%d, it redirects to elsewhere", code), rest(restRefused)}
	case code >= 500 || code == 408:
		return &failure{fmt.Sprint(code), rest(restBroken)}
	}
	return &failure{fmt.Sprint(code), rest(restBusy)}
}

// reasons are the words by which Google's services say why.
func reasons(body []byte) []string {
	type entry struct {
		Reason string `json:"reason"`
	}
	var answer struct {
		Error struct {
			Errors  []entry `json:"errors"`
			Details []entry `json:"details"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil
	}
	var all []string
	for _, e := range append(answer.Error.Details, answer.Error.Errors...) {
		all = append(all, strings.TrimSpace(e.Reason))
	}
	return all
}
