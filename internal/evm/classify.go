package evm

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/haus25/backend/internal/retryafter"
)

// responseTooLarge is geth's code for it.
const responseTooLarge = -32003

// maxMatched bounds the part of a message that is searched, in bytes.
const maxMatched = 2048

// question is what was asked, as far as an error's meaning depends on it.
type question struct {
	logs     bool   // eth_getLogs
	call     bool   // runs a stranger's contract, whose revert reason may imitate an endpoint's error
	from, to uint64 // blocks asked
}

func (q question) blocks() uint64 { return q.to - q.from + 1 }

// rule gives a wording its meaning. The first rule that matches counts, so the order matters.
type rule struct {
	logsOnly bool
	match    *regexp.Regexp
	mean     func(q question, msg, shown string, sub []string) error
}

func re(s string) *regexp.Regexp { return regexp.MustCompile(s) }

// rules holds wordings of sei-chain's evmrpc, go-ethereum, reth, erigon, nethermind and of hosted vendors, in lower case.
var rules = []rule{
	// geth: a filter that is too wide in topics or addresses. No range mends it.
	{true, re(`exceed max (addresses|topics)`), nil},
	{false, re(`rate.?limit|too many requests|requests? (limit|count) |requests per (second|minute|day)|compute units|capacity exceeded|quota|throttl`), meanRateLimited},
	{true, re(`after (?:the )?(?:latest|last)(?: available| accepted)? block (` + number + `)`), meanAhead},
	{false, re(`not yet available.*?latest (?:is|block is|height is) (` + number + `)`), meanAhead},
	{false, re(`less than or equal to the current blockchain height (` + number + `)`), meanAhead},
	{false, re(`beyond (?:the )?(?:current )?(?:head|latest)|not yet available|(?:greater|higher) than (?:the )?(?:latest|current|head|last)|ahead of (?:the )?(?:latest|current|head)|in the future|unknown block|specified in filter .* cannot be found`), meanAhead},
	{false, re(`(?:before (?:the )?earliest(?: available)? block|lowest height is|earliest available (?:block|height) is) ?(` + number + `)`), meanPruned},
	{false, re(`pruned|before (?:the )?earliest|history (?:is )?(?:not available|unavailable)|missing trie node|required historical state|archive`), meanPruned},
	{true, re(`\b(?:logs|results|events)\b.*(?:limit|max|exceed)|(?:limit|max|exceed|more than|too many).*\b(?:logs|results|events)\b|matches too many|response (?:size|is|too)\b.*(?:large|big|exceed)|(?:size|byte) limit`), meanTooMany},
	{false, re(`time[d]?[ -]?out|deadline exceeded|took too long|query.*cancell?ed`), meanSlow},
	{true, re(`(?:range|blocks? distance|too many blocks|requested blocks|query must be).*(?:too|max|limit|exceed|greater|smaller|not supported|large|wide|work)|(?:too|max|limit|exceed|over|up to).*(?:range|blocks? distance|requested blocks)`), meanRange},
	{false, re(`too busy|overload|unavailable|no (?:healthy )?backend|try again|header not found|bad gateway|upstream|syncing|internal (?:server )?error`), meanUnavailable},
}

// number is a count as vendors write it: 1000, 10,000, 2K, 0x3e8.
const number = `0x[0-9a-f]+|[0-9][0-9,_]*k?`

var (
	webAddress = re(`https?://\S*`)
	// suggestion is a range that would work: [0x1, 0x5], or "retry with the range 1-5".
	suggestion = re(`\[ ?(0x[0-9a-f]+|\d+) ?, ?(0x[0-9a-f]+|\d+) ?\]|range:? (\d+) ?- ?(\d+)`)
	// stated is a limit in numbers, as near to its word as it may be; "0 - 10000" counts as 10000.
	stated = re(`(?:max(?:imum)?|limit(?:ed)?|up to|over|smaller than|greater than|exceeds?)[^0-9.]{0,60}?(?:0 ?- ?)?\b(` + number + `)\b`)
)

// classify turns an endpoint's error for one item into one of this package's errors. shown is the text that errors may quote.
func classify(q question, code int, msg, shown string) error {
	rpc := &RPCError{Code: code, Message: shown}
	msg = strings.ToLower(msg[:min(len(msg), maxMatched)])
	if q.call && (code == 3 || strings.Contains(msg, "revert")) {
		return rpc
	}
	msg = webAddress.ReplaceAllString(msg, "")
	for _, r := range rules {
		if r.logsOnly && !q.logs {
			continue
		}
		if sub := r.match.FindStringSubmatch(msg); sub != nil {
			if r.mean == nil {
				return rpc
			}
			return r.mean(q, msg, shown, sub)
		}
	}
	switch code { // EIP-1474, when the words say nothing
	case -32005:
		return &fault{kind: ErrRateLimited, msg: shown}
	case -32603, -32002:
		return &fault{kind: ErrUnavailable, msg: shown}
	case responseTooLarge:
		if q.logs {
			return &RangeError{Asked: q.blocks(), TooMany: true, Message: shown}
		}
	case 4444: // EIP-4444
		return &PrunedError{Block: q.from, Message: shown}
	}
	return rpc
}

func meanRateLimited(_ question, _, shown string, _ []string) error {
	return &fault{kind: ErrRateLimited, msg: shown}
}

func meanUnavailable(_ question, _, shown string, _ []string) error {
	return &fault{kind: ErrUnavailable, msg: shown}
}

func meanSlow(_ question, _, shown string, _ []string) error {
	return &fault{kind: ErrUnavailable, slow: true, msg: shown}
}

func meanAhead(q question, _, shown string, sub []string) error {
	return &AheadError{Requested: q.to, Latest: firstNumber(sub), Message: shown}
}

func meanPruned(q question, _, shown string, sub []string) error {
	return &PrunedError{Block: q.from, Earliest: firstNumber(sub), Message: shown}
}

func meanTooMany(q question, msg, shown string, _ []string) error {
	return &RangeError{Asked: q.blocks(), Max: suggested(q, msg), TooMany: true, Message: shown}
}

func meanRange(q question, msg, shown string, _ []string) error {
	e := &RangeError{Asked: q.blocks(), Max: suggested(q, msg), Message: shown}
	// A vendor may repeat the asked length near such a word: what is not below it is no limit.
	for _, m := range stated.FindAllStringSubmatch(msg, -1) {
		if n := parseCount(m[1]); n < e.Asked && n > e.Max {
			e.Max = n
		}
	}
	return e
}

// suggested returns the length of the range that the message proposes, when it is a shorter one inside the asked range.
func suggested(q question, msg string) uint64 {
	m := suggestion.FindStringSubmatch(msg)
	if m == nil {
		return 0
	}
	from, to := parseCount(m[1]+m[3]), parseCount(m[2]+m[4])
	if from < q.from || to > q.to || from > to || to-from+1 >= q.blocks() {
		return 0
	}
	return to - from + 1
}

func firstNumber(sub []string) uint64 {
	if len(sub) < 2 {
		return 0
	}
	return parseCount(sub[1])
}

// parseCount returns 0 for what is no number of 64 bits.
func parseCount(s string) uint64 {
	s = strings.NewReplacer(",", "", "_", "").Replace(s)
	thousands := uint64(1)
	if t, ok := strings.CutSuffix(s, "k"); ok {
		s, thousands = t, 1000
	}
	n, err := strconv.ParseUint(s, 0, 64)
	if err != nil {
		if n, err = strconv.ParseUint(s, 10, 64); err != nil { // leading zeros
			return 0
		}
	}
	if n > ^uint64(0)/thousands {
		return 0
	}
	return n * thousands
}

// maxRetryAfter keeps a wrong or hostile header from disabling an endpoint for good.
const maxRetryAfter = 5 * time.Minute

func retryAfter(h http.Header, now time.Time) time.Duration {
	return retryafter.Parse(h.Get("Retry-After"), now, maxRetryAfter)
}

// classifyStatus turns an HTTP status other than 200 into an error.
func classifyStatus(q question, status int, h http.Header, shown string, now time.Time) error {
	switch {
	case status == http.StatusTooManyRequests:
		return &fault{kind: ErrRateLimited, after: retryAfter(h, now), msg: "HTTP 429 " + shown}
	case status == http.StatusRequestEntityTooLarge && q.logs:
		return &RangeError{Asked: q.blocks(), TooMany: true, Message: "HTTP 413 " + shown}
	case status == http.StatusGatewayTimeout || status == 524: // 524: Cloudflare's time-out
		return &fault{kind: ErrUnavailable, slow: true, after: retryAfter(h, now), msg: "HTTP " + strconv.Itoa(status) + " " + shown}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return unavailable("HTTP %d, the endpoint refuses this client: check the key in chain.rpc (%s)", status, shown)
	case status >= 300 && status < 400:
		return unavailable("HTTP %d, the endpoint redirects elsewhere, which is not followed: mend its URL in chain.rpc", status)
	case status == http.StatusNotFound:
		return unavailable("HTTP 404, there is no endpoint at this URL: mend chain.rpc (%s)", shown)
	}
	return &fault{kind: ErrUnavailable, after: retryAfter(h, now), msg: "HTTP " + strconv.Itoa(status) + " " + shown}
}
