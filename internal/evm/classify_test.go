package evm

import (
	"errors"
	"net/http"
	"testing"
	"time"
)

// The wordings are those of sei-chain's evmrpc, go-ethereum, reth and hosted vendors.
func TestClassify(t *testing.T) {
	const from, to = 100_000, 119_999 // 20,000 blocks
	ranged := func(max uint64) error { return &RangeError{Asked: 20_000, Max: max} }
	tooMany := func(max uint64) error { return &RangeError{Asked: 20_000, Max: max, TooMany: true} }
	ahead := func(latest uint64) error { return &AheadError{Requested: to, Latest: latest} }
	pruned := func(earliest uint64) error { return &PrunedError{Block: from, Earliest: earliest} }
	for _, c := range []struct {
		name string
		code int
		msg  string
		want error
	}{
		{"sei range", -32000, "block range too large (2000), maximum allowed is 1000 blocks", ranged(1000)},
		{"sei too many", -32000, "query matches too many logs: result exceeds the maximum of 10000 logs", tooMany(0)},
		{"sei returned more", -32000, "query returned more than 10000 results", tooMany(0)},
		{"sei to ahead", -32000, "requested toBlock 119999 is after latest available block 110000", ahead(110_000)},
		{"sei from ahead", -32000, "requested fromBlock 119999 is after latest available block 110000", ahead(110_000)},
		{"sei height ahead", -32000, "requested height 119999 is not yet available; safe latest is 110000", ahead(110_000)},
		{"sei earliest", -32000, "requested fromBlock 100000 is before earliest available block 150000", pruned(150_000)},
		{"sei pruned blocks", -32000, "range [100000, 119999] includes pruned blocks", pruned(0)},
		{"sei pruned receipts", -32000, "receipts have been pruned for block 100000", pruned(0)},
		{"sei rate", -32000, "log query rate limit exceeded for large block range, please try again later", ErrRateLimited},
		{"sei busy", -32000, "server too busy, rejecting new request", ErrUnavailable},
		{"tendermint ahead", -32000, "height 119999 must be less than or equal to the current blockchain height 110000", ahead(110_000)},
		{"tendermint lowest", -32000, "height 100000 is not available, lowest height is 150000", pruned(150_000)},
		{"ethermint", -32000, "maximum [from, to] blocks distance: 2000", ranged(2000)},
		{"alchemy size", -32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x186a0, 0x18a87]", tooMany(1000)},
		{"alchemy size, foreign range", -32602, "Log response size exceeded. this block range should work: [0x0, 0x5]", tooMany(0)},
		{"alchemy free", -32600, "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range. Based on your parameters, this block range should work: [0x186a0, 0x186a9]. Upgrade to PAYG for expanded block range.", ranged(10)},
		{"alchemy 2K", -32600, "eth_getLogs requests are possible with up to a 2K block range", ranged(2000)},
		{"alchemy rate", 429, "Your app has exceeded its compute units per second capacity.", ErrRateLimited},
		{"infura", -32005, "query returned more than 10000 results. Try with this block range [0x186A0, 0x186B3].", tooMany(20)},
		{"infura timeout", -32005, "query timeout exceeded", ErrUnavailable},
		{"infura rate", -32005, "daily request count exceeded, request rate limited", ErrRateLimited},
		{"quicknode", -32614, "eth_getLogs is limited to a 10,000 range", ranged(10_000)},
		{"quicknode small", -32615, "eth_getLogs is limited to a 5 range", ranged(5)},
		{"quicknode rate", -32007, "50/second request limit reached - reduce calls per second or upgrade your account", ErrRateLimited},
		{"1rpc", -32000, "eth_getLogs is limited to 0 - 10000 blocks range", ranged(10_000)},
		{"ankr", -32000, "block range is too wide", ranged(0)},
		{"moonbeam", -32603, "block range is too wide (maximum 1024)", ranged(1024)},
		{"bor", -32000, "exceed maximum block range: 5000", ranged(5000)},
		{"publicnode", -32701, "exceed maximum block range: 15_000", ranged(15_000)},
		{"cloudflare", -32000, "Max range: 800", ranged(800)},
		{"cloudflare long", -32047, "Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: 800", ranged(800)},
		{"chainstack", -32000, "Block range limit exceeded. See more details at https://docs.chainstack.com/docs/limits-2#evm-range-limits-100", ranged(0)},
		{"thirdweb", -32000, "Maximum allowed number of requested blocks is 3500", ranged(3500)},
		{"drpc", 35, "ranges over 10000 blocks are not supported on freetier", ranged(10_000)},
		{"avalanche", -32000, "requested too many blocks from 100000 to 119999, maximum is set to 2048", ranged(2048)},
		{"avalanche ahead", -32000, "requested from block 100000 to block 119999 after last accepted block 110000", ahead(110_000)},
		{"harmony", -32000, "query must be smaller than size 1024", ranged(1024)},
		{"asked repeated", -32602, "block range exceeds configured limit (span=20000, limit=5000)", ranged(5000)},
		{"only asked", -32602, "block range exceeds limit: 20000 blocks", ranged(0)},
		{"erigon", -32000, "query block range exceeds server limit", ranged(0)},
		{"reth range", -32602, "query exceeds max block range 10000", ranged(10_000)},
		{"reth results", -32602, "query exceeds max results 20000, retry with the range 100000-100009", tooMany(10)},
		{"arbitrum", -32000, "logs matched by query exceeds limit of 10000", tooMany(0)},
		{"optimism", -32020, "backend response too large", tooMany(0)},
		{"geth response", -32003, "response too large", tooMany(0)},
		{"geth topics", -32602, "exceed max topics", &RPCError{}},
		{"geth addresses", -32602, "exceed max addresses or topics per search position", &RPCError{}},
		{"geth ahead", -32602, "block range extends beyond current head block", ahead(0)},
		{"geth order", -32602, "invalid block range params", &RPCError{}},
		{"geth history", 4444, "pruned history unavailable", pruned(0)},
		{"geth code only", 4444, "gone", pruned(0)},
		{"nethermind ahead", -32000, "One of the blocks specified in filter (fromBlock, toBlock or blockHash) cannot be found.", ahead(0)},
		{"lagging backend", -32000, "header not found", ErrUnavailable},
		{"internal", -32603, "Internal error", ErrUnavailable},
		{"words missing", -32603, "", ErrUnavailable},
		{"rate code only", -32005, "limit exceeded", ErrRateLimited},
		{"unknown method", -32601, "the method eth_getLogs does not exist/is not available", &RPCError{}},
		{"huge number", -32000, "maximum block range is 99999999999999999999999", ranged(0)},
		{"zero", -32000, "maximum block range is 0", ranged(0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := classify(question{logs: true, from: from, to: to}, c.code, c.msg, "shown")
			same(t, got, c.want)
		})
	}
}

// same compares kind and numbers of two errors, not their words.
func same(t *testing.T, got, want error) {
	t.Helper()
	var (
		r *RangeError
		a *AheadError
		p *PrunedError
	)
	switch w := want.(type) {
	case *RangeError:
		if !errors.As(got, &r) || r.Asked != w.Asked || r.Max != w.Max || r.TooMany != w.TooMany {
			t.Fatalf("got %v, want %+v", got, *w)
		}
	case *AheadError:
		if !errors.As(got, &a) || a.Requested != w.Requested || a.Latest != w.Latest {
			t.Fatalf("got %v, want %+v", got, *w)
		}
	case *PrunedError:
		if !errors.As(got, &p) || p.Block != w.Block || p.Earliest != w.Earliest {
			t.Fatalf("got %v, want %+v", got, *w)
		}
	case *RPCError:
		if classOf(got) != classRPC {
			t.Fatalf("got %v, want a plain RPC error", got)
		}
	default:
		if !errors.Is(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestTimeoutWordsAreSlow(t *testing.T) {
	var f *fault
	err := classify(question{logs: true, from: 1, to: 5000}, -32000, "Query timeout exceeded. Consider reducing your block range.", "")
	if !errors.As(err, &f) || !f.slow {
		t.Fatalf("got %v, want a slow fault", err)
	}
}

// A contract chooses its revert reason, and must not be able to disable an endpoint.
func TestRevertReasonIsNotBelieved(t *testing.T) {
	for _, msg := range []string{"execution reverted: rate limit exceeded", "execution reverted: server too busy", "VM Exception: revert pruned"} {
		same(t, classify(question{call: true}, -32000, msg, msg), &RPCError{})
	}
	same(t, classify(question{call: true}, 3, "rate limit exceeded", ""), &RPCError{})
	same(t, classify(question{call: true}, -32000, "rate limit exceeded", ""), ErrRateLimited)
}

func TestRangeWordsMeanNothingOutsideLogs(t *testing.T) {
	same(t, classify(question{from: 5, to: 5}, -32000, "block range too large (2000), maximum allowed is 1000 blocks", ""), &RPCError{})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	for v, want := range map[string]time.Duration{
		"":                              0,
		"7":                             7 * time.Second,
		" 7 ":                           7 * time.Second,
		"-7":                            0,
		"soon":                          0,
		"99999999":                      maxRetryAfter,
		"Sat, 01 Aug 2026 12:00:30 GMT": 30 * time.Second,
		"Sat, 01 Aug 2026 11:00:00 GMT": 0,
		"Sat, 01 Aug 2027 11:00:00 GMT": maxRetryAfter,
	} {
		if got := retryAfter(http.Header{"Retry-After": {v}}, now); got != want {
			t.Errorf("Retry-After %q: got %s, want %s", v, got, want)
		}
	}
}
