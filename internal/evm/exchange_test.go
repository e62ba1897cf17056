package evm

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

func TestBatch(t *testing.T) {
	var asked []string
	n := newNode(t, func(q request) string {
		params, _ := json.Marshal(q.Params)
		asked = append(asked, q.Method+string(params))
		switch q.Method {
		case "eth_getBlockByNumber":
			switch string(q.Params[0]) {
			case `"latest"`:
				return `"result":` + rawHeader(200)
			case `"0x96"`:
				return `"result":` + rawHeader(150)
			}
			return `"result":null`
		case "eth_blockNumber":
			return `"result":"0xc9"`
		case "eth_getLogs":
			return `"result":[` + rawLog(150, 0, 1) + `,` + rawLog(150, 0, 0) + `]`
		case "eth_getCode":
			return `"result":"0x6000"`
		}
		return `"error":{"code":3,"message":"execution reverted","data":"0x08c379a0"}`
	})
	e := only(t, n)
	b := e.NewBatch()
	header, missing, latest := b.Header(150), b.Header(151), b.Latest()
	logs, code, call, chain := b.Logs(testFilter), b.Code(testAddress), b.Call(testAddress, []byte{1, 2}), b.ChainID()
	if !errors.Is(header.Err, ErrNotSent) {
		t.Errorf("before sending: %v, want %v", header.Err, ErrNotSent)
	}
	if err := b.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	if header.Err != nil || header.Value.Number != 150 {
		t.Errorf("header: %+v, %v", header.Value, header.Err)
	}
	if missing.Err != nil || missing.Value != nil {
		t.Errorf("missing header: %+v, %v; want neither", missing.Value, missing.Err)
	}
	if latest.Err != nil || latest.Value.Number != 200 || e.Head() != 200 {
		t.Errorf("latest: %+v, %v, head %d", latest.Value, latest.Err, e.Head())
	}
	if logs.Err != nil || len(logs.Value) != 2 || logs.Value[0].Index != 0 {
		t.Errorf("logs: %+v, %v", logs.Value, logs.Err)
	}
	if code.Err != nil || string(code.Value) != "\x60\x00" {
		t.Errorf("code: %x, %v", code.Value, code.Err)
	}
	var rpc *RPCError
	if !errors.As(call.Err, &rpc) || rpc.Code != 3 || len(rpc.Data) != 4 {
		t.Errorf("call: %v, want a revert with 4 bytes", call.Err)
	}
	if chain.Err != nil || chain.Value != testChain {
		t.Errorf("chain: %d, %v", chain.Value, chain.Err)
	}
	if n.posts != 1 {
		t.Errorf("%d requests, want 1", n.posts)
	}
	want := []string{
		`eth_getBlockByNumber["0x96",false]`, `eth_getBlockByNumber["0x97",false]`, `eth_getBlockByNumber["latest",false]`,
		`eth_getLogs[{"fromBlock":"0x64","toBlock":"0xc7","address":["` + strings.ToLower(testAddress.Hex()) + `"],"topics":[["` + testTopic.Hex() + `"]]}]`,
		`eth_getCode["` + testAddress.Hex() + `","latest"]`, `eth_call[{"to":"` + testAddress.Hex() + `","data":"0x0102"},"latest"]`,
	}
	if got := strings.Join(asked, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("asked\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}

	number := b.BlockNumber() // the batch is empty again
	if err := b.Send(t.Context()); err != nil || number.Err != nil || number.Value != 201 || e.Head() != 201 {
		t.Errorf("second batch: %d, %v, %v, head %d", number.Value, number.Err, err, e.Head())
	}
}

func TestFilterGuards(t *testing.T) {
	n := newNode(t, failing(-32000, "asked"))
	e := only(t, n)
	one := []common.Address{testAddress}
	for name, f := range map[string]Filter{
		"no address":      {From: 1, To: 2},
		"backwards":       {From: 2, To: 1, Addresses: one},
		"open-ended":      {From: 0, To: ^uint64(0), Addresses: one},
		"both":            {From: 1, To: 2, Addresses: one, AnyAddress: true},
		"too many topics": {From: 1, To: 2, Addresses: one, Topics: make([][]common.Hash, 5)},
	} {
		b := e.NewBatch()
		r, other := b.Logs(f), b.BlockNumber()
		if err := b.Send(t.Context()); !errors.Is(err, ErrFilter) || !errors.Is(r.Err, ErrFilter) || !errors.Is(other.Err, ErrFilter) {
			t.Errorf("%s: sent %v, logs %v, other %v; want %v", name, err, r.Err, other.Err, ErrFilter)
		}
	}
	if n.posts != 0 {
		t.Errorf("%d requests were sent", n.posts)
	}
}

func TestFilterForAllAddressesSendsNone(t *testing.T) {
	f := Filter{From: 1, To: 2, AnyAddress: true, Topics: [][]common.Hash{nil, {testTopic, {}}}}
	want := `[{"fromBlock":"0x1","toBlock":"0x2","topics":[null,["` + testTopic.Hex() + `","` + hashOf(0) + `"]]}]`
	if got := string(logsParams(&f)); got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func TestLongBatchesAreSplit(t *testing.T) {
	n := newNode(t, func(q request) string {
		var number string
		if err := json.Unmarshal(q.Params[0], &number); err != nil {
			return rpcError(-32602, err.Error())
		}
		return `"result":` + rawHeader(common.HexToHash(number).Big().Uint64())
	})
	b := only(t, n).NewBatch()
	var headers []*Result[*Header]
	for i := range uint64(2500) {
		headers = append(headers, b.Header(i+1))
	}
	if err := b.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, h := range headers {
		if h.Err != nil || h.Value.Number != uint64(i+1) {
			t.Fatalf("header %d: %+v, %v", i+1, h.Value, h.Err)
		}
	}
	if got := fmt.Sprint(n.sizes); got != "[1000 1000 500]" {
		t.Fatalf("batches of %s", got)
	}
}

func TestLargeRequestsAreSplit(t *testing.T) {
	b := new(Endpoint).NewBatch()
	addresses := make([]common.Address, 100_000) // 4.5 MB
	for range 8 {
		b.Logs(Filter{From: 1, To: 2, Addresses: addresses})
	}
	if got := chunk(b.items); got != 3 {
		t.Fatalf("%d items in one request, want 3", got)
	}
	if got := len(encode(b.items[:3])); got > maxRequest {
		t.Fatalf("request of %d bytes", got)
	}
}

func TestElementErrorsStayApart(t *testing.T) {
	n := newNode(t, func(q request) string {
		if q.Method == "eth_getLogs" {
			return rpcError(-32000, "requested toBlock 199 is after latest available block 160")
		}
		return `"result":` + rawHeader(150)
	})
	e := only(t, n)
	b := e.NewBatch()
	h, logs := b.Header(150), b.Logs(testFilter)
	if err := b.Send(t.Context()); err != nil || h.Err != nil {
		t.Fatalf("sent %v, header %v", err, h.Err)
	}
	same(t, logs.Err, &AheadError{Requested: 199, Latest: 160})
	if e.Head() != 160 || e.Span() != firstSpan {
		t.Fatalf("head %d, span %d; want 160 and an unchanged span", e.Head(), e.Span())
	}
	if !strings.Contains(logs.Err.Error(), "logs of blocks 100 to 199") || !strings.Contains(logs.Err.Error(), e.Name()) {
		t.Fatalf("%q does not say who was asked for what", logs.Err)
	}
}

// Every way in which a whole answer can be bad.
func TestBadAnswers(t *testing.T) {
	reply := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	header := func(key, value string, next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(key, value)
			next(w, r)
		}
	}
	hijack := func(raw string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_, _ = io.WriteString(conn, raw)
				conn.Close()
			}
		}
	}
	tooMany := &RangeError{Asked: 100, TooMany: true}
	for _, c := range []struct {
		name  string
		reply http.HandlerFunc
		want  error
		after time.Duration
	}{
		{"reset", hijack(""), ErrUnavailable, 0},
		{"truncated", hijack("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{\"jsonrpc\""), ErrUnavailable, 0},
		{"not HTTP", hijack("SSH-2.0-OpenSSH\r\n\r\n"), ErrUnavailable, 0},
		{"html", reply(200, "<html>maintenance</html>"), ErrUnavailable, 0},
		{"empty", reply(200, ""), ErrUnavailable, 0},
		{"scalar", reply(200, "5"), ErrUnavailable, 0},
		{"null", reply(200, "null"), ErrUnavailable, 0},
		{"odd elements", reply(200, `[5,null]`), ErrUnavailable, 0},
		{"no ids", reply(200, `[{"result":[]},{"result":null}]`), ErrInconsistent, 0},
		{"foreign id", reply(200, `[{"id":0,"result":[]},{"id":7,"result":null}]`), ErrInconsistent, 0},
		{"id twice", reply(200, `[{"id":0,"result":[]},{"id":0,"result":[]}]`), ErrInconsistent, 0},
		{"single error", reply(200, `{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"too many requests"}}`), ErrRateLimited, 0},
		{"single error in an array", reply(200, `[{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"server too busy"}}]`), ErrUnavailable, 0},
		{"429", header("Retry-After", "7", reply(429, "slow down")), ErrRateLimited, 7 * time.Second},
		{"429 with an error", reply(429, `{"error":{"code":429,"message":"this block range is too wide"}}`), ErrRateLimited, 0},
		{"503", header("Retry-After", "3", reply(503, "")), ErrUnavailable, 3 * time.Second},
		{"500", reply(500, "oops"), ErrUnavailable, 0},
		{"504", reply(504, "oops"), ErrUnavailable, 0},
		{"401", reply(401, "who?"), ErrUnavailable, 0},
		{"404", reply(404, "where?"), ErrUnavailable, 0},
		{"413", reply(413, "nginx"), tooMany, 0},
		{"400 with a range error", reply(400, `[{"id":0,"error":{"code":-32602,"message":"exceed maximum block range: 50"}}]`), &RangeError{Asked: 100, Max: 50}, 0},
		{"503 with an error", header("Retry-After", "3", reply(503, `{"error":{"code":-32000,"message":"rate limit"}}`)), ErrRateLimited, 3 * time.Second},
		{"500 with an internal error", reply(500, `{"error":{"code":-32603,"message":"boom"}}`), ErrUnavailable, 0},
		{"400 with an unknown error", reply(400, `{"error":{"code":-1,"message":"boom"}}`), ErrUnavailable, 0},
		{"endless", func(w http.ResponseWriter, _ *http.Request) {
			for err := error(nil); err == nil; {
				_, err = fmt.Fprint(w, strings.Repeat(" ", 64<<10))
			}
		}, tooMany, 0},
		{"stated length too large", header("Content-Length", "5000000", reply(200, "")), tooMany, 0},
		{"too large", reply(200, strings.Repeat(" ", 2<<20)), tooMany, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := newNode(t, nil)
			n.set(func(n *node) { n.intercept = c.reply })
			o := options(n.URL)
			o.MaxResponse = 1 << 20
			e := newPool(t, o).endpoints[0]
			b := e.NewBatch()
			logs, h := b.Logs(testFilter), b.Header(150)
			err := b.Send(t.Context())
			same(t, err, c.want)
			if !errors.Is(logs.Err, err) || !errors.Is(h.Err, err) {
				t.Errorf("results have %v and %v, sent %v", logs.Err, h.Err, err)
			}
			if got := e.status(time.Now()).ReceivedBytes; got > 1<<20+1 {
				t.Errorf("%d bytes were read of an answer limited to %d", got, 1<<20)
			}
			if got := RetryAfter(err); got != c.after {
				t.Errorf("retry after %s, want %s", got, c.after)
			}
		})
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	other := newNode(t, blockNumber(5))
	n := newNode(t, nil)
	n.set(func(n *node) {
		n.intercept = func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+"/SECRET", http.StatusTemporaryRedirect)
		}
	})
	b := only(t, n).NewBatch()
	b.BlockNumber()
	err := b.Send(t.Context())
	if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "redirects") || strings.Contains(err.Error(), "SECRET") {
		t.Fatalf("got %v, want a redirect that is not followed and not shown", err)
	}
	if other.posts != 0 {
		t.Fatal("the question was sent to another host")
	}
}

func TestMissingElement(t *testing.T) {
	n := newNode(t, nil)
	n.set(func(n *node) {
		n.intercept = func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `[{"id":1,"result":"0x5"}]`) }
	})
	b := only(t, n).NewBatch()
	logs, number := b.Logs(testFilter), b.BlockNumber()
	if err := b.Send(t.Context()); err != nil || number.Value != 5 || number.Err != nil || !errors.Is(logs.Err, ErrUnavailable) {
		t.Fatalf("sent %v, number %d %v, logs %v", err, number.Value, number.Err, logs.Err)
	}
}

// Once geth's answer to a batch is too large, every later item is refused, also those that ask little.
func TestResponseTooLargeForLaterItems(t *testing.T) {
	n := newNode(t, func(q request) string {
		if q.Method == "eth_getLogs" {
			return `"result":[]`
		}
		return rpcError(-32003, "response too large")
	})
	e := only(t, n)
	b := e.NewBatch()
	f := testFilter
	f.To = f.From + 999
	b.Logs(f)
	h := b.Header(150)
	if err := b.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, h.Err, &RangeError{Asked: 1000, TooMany: true})
	if e.Span() != 500 {
		t.Fatalf("span %d, want 500", e.Span())
	}
}

func TestHangTimesOutAndShrinksTheSpan(t *testing.T) {
	released := make(chan struct{})
	for name, begin := range map[string]bool{"before the answer": false, "within the answer": true} {
		t.Run(name, func(t *testing.T) {
			n := newNode(t, nil)
			n.set(func(n *node) {
				n.intercept = func(w http.ResponseWriter, r *http.Request) {
					if begin {
						fmt.Fprint(w, "[")
						w.(http.Flusher).Flush()
					}
					select {
					case <-released:
					case <-r.Context().Done():
					}
				}
			})
			o := options(n.URL)
			o.Timeout = 50 * time.Millisecond
			e := newPool(t, o).endpoints[0]
			b := e.NewBatch()
			f := testFilter
			f.To = f.From + 999
			b.Logs(f)
			err := b.Send(t.Context())
			if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "within 50ms") {
				t.Fatalf("got %v, want a time-out", err)
			}
			if e.Span() != 500 {
				t.Fatalf("span %d, want 500", e.Span())
			}
		})
	}
	close(released)
}

func TestCancelledByTheCaller(t *testing.T) {
	arrived := make(chan struct{})
	n := newNode(t, nil)
	n.set(func(n *node) {
		n.intercept = func(_ http.ResponseWriter, r *http.Request) {
			close(arrived)
			<-r.Context().Done()
		}
	})
	p := newPool(t, options(n.URL))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	err := p.Do(ctx, func(ctx context.Context, e *Endpoint) error {
		b := e.NewBatch()
		b.BlockNumber()
		return b.Send(ctx)
	})
	if !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnavailable) {
		t.Fatalf("got %v, want %v", err, context.Canceled)
	}
	if s := p.Status()[0]; !s.Healthy || s.Errors != 0 {
		t.Fatalf("the caller's end is the endpoint's fault: %+v", s)
	}
}

func TestGzip(t *testing.T) {
	n := newNode(t, nil)
	n.set(func(n *node) {
		n.intercept = func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				http.Error(w, "gzip is not accepted", http.StatusNotAcceptable)
				return
			}
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			fmt.Fprint(z, `[{"id":0,"result":"0x5"}]`, strings.Repeat(" ", 10_000))
			z.Close()
		}
	})
	for limit, want := range map[int64]error{20_000: nil, 9000: ErrUnavailable} { // counted after decompression
		o := options(n.URL)
		o.MaxResponse = limit
		b := newPool(t, o).endpoints[0].NewBatch()
		number := b.BlockNumber()
		if err := b.Send(t.Context()); !errors.Is(err, want) || want == nil && number.Value != 5 {
			t.Errorf("limit %d: got %d, %v; want %v", limit, number.Value, err, want)
		}
	}
}

func TestSpanFollowsAnswers(t *testing.T) {
	n := newNode(t, func(q request) string {
		var f struct{ FromBlock, ToBlock string }
		if err := json.Unmarshal(q.Params[0], &f); err != nil {
			return rpcError(-32602, err.Error())
		}
		if asked := common.HexToHash(f.ToBlock).Big().Uint64() - common.HexToHash(f.FromBlock).Big().Uint64() + 1; asked > 3500 {
			return rpcError(-32000, fmt.Sprintf("block range too large (%d), maximum allowed is 3500 blocks", asked))
		}
		return `"result":[]`
	})
	p := newPool(t, options(n.URL))
	e := p.endpoints[0]
	var spans []uint64
	for range 5 {
		spans = append(spans, e.Span())
		b := e.NewBatch()
		b.Logs(Filter{From: 1, To: e.Span(), Addresses: []common.Address{testAddress}})
		if err := b.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprint(spans); got != "[1000 2000 4000 3500 3500]" {
		t.Fatalf("spans %s", got)
	}
	if s := p.Status()[0]; s.MaxRange != 3500 || s.Span != 3500 || s.ErrorsByClass["range"] != 1 {
		t.Fatalf("status %+v", s)
	}
}

func TestNoSecretLeaves(t *testing.T) {
	n := newNode(t, nil)
	n.set(func(n *node) {
		n.intercept = func(w http.ResponseWriter, r *http.Request) {
			http.Error(w, "no such app "+r.URL.String()+" for "+r.Header.Get("Authorization"), http.StatusForbidden)
		}
	})
	withKey := strings.Replace(n.URL, "http://", "http://user:PASSWORD1@", 1) + "/v2/KEYKEYKEY?token=TOKENTOKEN"
	dead := "http://127.0.0.1:1/KEYKEYKEY?token=TOKENTOKEN"
	for _, u := range []string{withKey, dead} {
		b := newPool(t, options(u)).endpoints[0].NewBatch()
		b.BlockNumber()
		err := b.Send(t.Context())
		if !errors.Is(err, ErrUnavailable) {
			t.Fatalf("got %v", err)
		}
		for _, secret := range []string{"KEYKEYKEY", "TOKENTOKEN", "PASSWORD1", "dXNlcjpQQVNTV09SRDE="} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%q shows %s", err, secret)
			}
		}
	}
}
