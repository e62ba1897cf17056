package evm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// askNumber is a use of an endpoint that costs one request.
func askNumber(ctx context.Context, e *Endpoint) error {
	b := e.NewBatch()
	n := b.BlockNumber()
	return errors.Join(b.Send(ctx), n.Err)
}

// served runs askNumber and returns the name of the endpoint that answered.
func served(t *testing.T, p *Pool) string {
	t.Helper()
	var name string
	err := p.Do(t.Context(), func(ctx context.Context, e *Endpoint) error {
		name = e.Name()
		return askNumber(ctx, e)
	})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// awaitRest waits until the endpoint may be asked again.
func awaitRest(t *testing.T, e *Endpoint) {
	t.Helper()
	if until, _ := e.resting(time.Now()); !until.IsZero() {
		if err := wait(t.Context(), until); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNewPoolRefuses(t *testing.T) {
	for name, o := range map[string]Options{
		"no endpoint":   options(),
		"no chain":      {Endpoints: options("http://h").Endpoints},
		"no scheme":     options("rpc.example/SECRETKEY"),
		"other scheme":  options("ftp://rpc.example/SECRETKEY"),
		"web socket":    options("wss://rpc.example/SECRETKEY"),
		"no host":       options("http:///SECRETKEY"),
		"unparsable":    options("http://rpc.example/%zz/SECRETKEY"),
		"negative rate": {ChainID: 1, Endpoints: []EndpointConfig{{URL: "http://h/SECRETKEY", Rate: -1}}},
		"second":        options("http://h", "SECRETKEY"),
	} {
		_, err := NewPool(o)
		if err == nil || strings.Contains(err.Error(), "SECRETKEY") || !strings.Contains(err.Error(), "chain.") {
			t.Errorf("%s: got %v; want an error that names the setting and no key", name, err)
		}
	}
}

func TestFailoverAndReturn(t *testing.T) {
	first, second := newNode(t, blockNumber(1)), newNode(t, blockNumber(1))
	o := options(first.URL, second.URL)
	var logged bytes.Buffer
	o.Log = slog.New(slog.NewTextHandler(&logged, nil))
	p := newPool(t, o)
	firstName, secondName := p.endpoints[0].Name(), p.endpoints[1].Name()
	if got := served(t, p); got != firstName {
		t.Fatalf("%s answered, want the first", got)
	}
	for _, answer := range []func(request) string{
		failing(-32000, "server too busy"), failing(-32000, "log query rate limit exceeded"),
		failing(-32000, "requested height 5 is not yet available"), failing(-32000, "receipts have been pruned"),
	} {
		first.set(func(n *node) { n.answer = answer })
		awaitRest(t, p.endpoints[0])
		if got := served(t, p); got != secondName {
			t.Fatalf("%s answered, want the second", got)
		}
	}
	first.set(func(n *node) { n.answer = blockNumber(1) })
	second.set(func(n *node) { n.answer = failing(-32000, "server too busy") })
	if got := served(t, p); got != firstName { // waits for the first when it still rests
		t.Fatalf("%s answered, want the first", got)
	}
	if got := p.Status()[0]; !got.Healthy || got.LastError == "" || got.ErrorsByClass["pruned"] != 1 || got.ErrorsByClass["ahead"] != 1 {
		t.Fatalf("status %+v", got)
	}
	for _, words := range []string{"endpoint fails, backing off", "endpoint answers again", "server too busy"} {
		if !strings.Contains(logged.String(), words) {
			t.Errorf("log misses %q:\n%s", words, logged.String())
		}
	}
}

func TestAnswersAreNotPassedOn(t *testing.T) {
	first, second := newNode(t, failing(3, "execution reverted")), newNode(t, blockNumber(1))
	p := newPool(t, options(first.URL, second.URL))
	same(t, p.Do(t.Context(), askNumber), &RPCError{})
	mine := errors.New("the caller's own")
	if err := p.Do(t.Context(), func(context.Context, *Endpoint) error { return mine }); err != mine {
		t.Fatalf("got %v, want %v", err, mine)
	}
	if err := p.Do(t.Context(), func(context.Context, *Endpoint) error { return &RangeError{Asked: 2} }); classOf(err) != classRange {
		t.Fatalf("got %v, want a range error", err)
	}
	if second.posts != 0 || !p.Status()[0].Healthy {
		t.Fatalf("the second endpoint was asked %d times; first: %+v", second.posts, p.Status()[0])
	}
}

// A refused range of one block cannot be asked shorter, but another endpoint may serve it.
func TestSingleBlockRefusedIsPassedOn(t *testing.T) {
	first, second := newNode(t, nil), newNode(t, nil)
	p := newPool(t, options(first.URL, second.URL))
	var asked []string
	err := p.Do(t.Context(), func(_ context.Context, e *Endpoint) error {
		asked = append(asked, e.Name())
		return &RangeError{Asked: 1, TooMany: true}
	})
	if classOf(err) != classRange || len(asked) != 2 {
		t.Fatalf("asked %v, got %v", asked, err)
	}
}

func TestAllDownIsBounded(t *testing.T) {
	n := newNode(t, failing(-32000, "server too busy"))
	p := newPool(t, options(n.URL, "http://127.0.0.1:1"))
	err := p.Do(t.Context(), askNumber)
	if !errors.Is(err, ErrUnavailable) {
		t.Fatalf("got %v, want %v", err, ErrUnavailable)
	}
	// The chain id is checked again after each back-off.
	if got := n.count("eth_blockNumber"); got < 2 || got > maxRounds+1 || n.count("eth_chainId") != got {
		t.Fatalf("asked %d times with %d checks, want at most %d and as many checks", got, n.count("eth_chainId"), maxRounds+1)
	}
	if s := p.Status(); s[0].Healthy || s[1].Healthy || s[0].LastError == "" || s[1].ErrorsByClass["unavailable"] == 0 {
		t.Fatalf("status %+v", s)
	}
}

func TestMostHopefulErrorReturns(t *testing.T) {
	prunedNode, chainNode := newNode(t, failing(-32000, "receipts have been pruned")), newNode(t, nil)
	chainNode.chain = 1
	p := newPool(t, options(chainNode.URL, prunedNode.URL))
	same(t, p.Do(t.Context(), askNumber), &PrunedError{})
	if prunedNode.count("eth_blockNumber") != 1 {
		t.Fatal("a pruned block was asked for again")
	}
	prunedNode.set(func(n *node) { n.answer = failing(-32000, "requested height 5 is not yet available") })
	same(t, p.Do(t.Context(), askNumber), &AheadError{})
	if prunedNode.count("eth_blockNumber") != 2 {
		t.Fatal("Do waits for blocks to come")
	}
}

func TestWrongChain(t *testing.T) {
	n := newNode(t, blockNumber(1))
	n.chain = 1329
	p := newPool(t, options(n.URL))
	err := p.Do(t.Context(), askNumber)
	var chain *ChainError
	if !errors.As(err, &chain) || chain.Want != testChain || chain.Got != 1329 {
		t.Fatalf("got %v, want a chain error", err)
	}
	want := fmt.Sprintf("endpoint %s is chain 1329, configured chain.id is 1328: mend chain.rpc or chain.id", p.endpoints[0].Name())
	if err.Error() != want {
		t.Fatalf("got %q, want %q", err, want)
	}
	if n.count("eth_blockNumber") != 0 {
		t.Fatal("data was taken from the wrong chain")
	}
	if s := p.Status()[0]; s.Healthy || s.ErrorsByClass["chain"] != 1 {
		t.Fatalf("status %+v", s)
	}
	// It is looked at again later, and used once it is mended.
	n.set(func(n *node) { n.chain = testChain })
	awaitRest(t, p.endpoints[0])
	served(t, p)
}

// A provider may put another network behind the URL while it is down.
func TestChainIsCheckedAfterReconnect(t *testing.T) {
	n := newNode(t, blockNumber(1))
	p := newPool(t, options(n.URL))
	served(t, p)
	served(t, p)
	if got := n.count("eth_chainId"); got != 1 {
		t.Fatalf("%d checks, want one", got)
	}
	n.set(func(n *node) {
		n.answer = func(request) string {
			n.set(func(n *node) { n.chain, n.answer = 1329, blockNumber(2) })
			return rpcError(-32000, "server too busy")
		}
	})
	var chain *ChainError
	if err := p.Do(t.Context(), askNumber); !errors.As(err, &chain) {
		t.Fatalf("got %v, want a chain error", err)
	}
	if p.endpoints[0].Head() != 1 {
		t.Fatal("data was taken from the wrong chain")
	}
}

func TestChainIsCheckedOnceForAll(t *testing.T) {
	n := newNode(t, blockNumber(1))
	p := newPool(t, options(n.URL))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := p.Do(t.Context(), askNumber); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := n.count("eth_chainId"); got != 1 {
		t.Fatalf("%d checks, want one", got)
	}
}

func TestDoOther(t *testing.T) {
	first, second := newNode(t, blockNumber(1)), newNode(t, blockNumber(2))
	p := newPool(t, options(first.URL, second.URL))
	if err := p.DoOther(t.Context(), p.endpoints[0], askNumber); err != nil || p.endpoints[1].Head() != 2 || first.posts != 0 {
		t.Fatalf("got %v, head %d, %d requests to the first", err, p.endpoints[1].Head(), first.posts)
	}
	alone := newPool(t, options(first.URL))
	if err := alone.DoOther(t.Context(), alone.endpoints[0], askNumber); !errors.Is(err, ErrNoOther) {
		t.Fatalf("got %v, want %v", err, ErrNoOther)
	}
}

// transport answers in memory, so that time can be synthetic.
type transport func(*http.Request) *http.Response

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

func inMemory(p *Pool, f transport) *Pool {
	for _, e := range p.endpoints {
		e.client.Transport = f
	}
	return p
}

func answered(t *testing.T, chainID uint64, status int, header http.Header, body string) transport {
	return func(r *http.Request) *http.Response {
		var asked bytes.Buffer
		if _, err := asked.ReadFrom(r.Body); err != nil {
			t.Error(err)
		}
		status, header, body := status, header, body
		if strings.Contains(asked.String(), "eth_chainId") {
			status, header, body = 200, nil, fmt.Sprintf(`[{"id":0,"result":"0x%x"}]`, chainID)
		}
		return &http.Response{StatusCode: status, Header: header, ContentLength: -1, Body: io.NopCloser(strings.NewReader(body))}
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	for name, value := range map[string]func(time.Time) string{
		"seconds": func(time.Time) string { return "40" },
		"date":    func(now time.Time) string { return now.Add(40 * time.Second).UTC().Format(http.TimeFormat) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPool(t, options("http://node.example"))
				busy := answered(t, testChain, 429, http.Header{"Retry-After": {value(time.Now())}}, "")
				inMemory(p, busy)
				started := time.Now()
				calls := 0
				err := p.Do(t.Context(), func(ctx context.Context, e *Endpoint) error {
					if calls++; calls == 2 {
						inMemory(p, answered(t, testChain, 200, nil, `[{"id":0,"result":"0x1"}]`))
					}
					return askNumber(ctx, e)
				})
				if waited := time.Since(started); err != nil || calls != 2 || waited < 39*time.Second || waited > 41*time.Second {
					t.Fatalf("got %v after %d calls and %s, want success at the second after 40s", err, calls, waited)
				}
			})
		})
	}
}

func TestBackOffDoublesWithJitterAndEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options("http://node.example")
		o.RetryMin, o.RetryMax = 100*time.Millisecond, 800*time.Millisecond
		p := inMemory(newPool(t, o), answered(t, testChain, 500, nil, ""))
		var at []time.Time
		err := p.Do(t.Context(), func(ctx context.Context, e *Endpoint) error {
			at = append(at, time.Now())
			return askNumber(ctx, e)
		})
		if !errors.Is(err, ErrUnavailable) || len(at) != maxRounds+1 {
			t.Fatalf("got %v after %d calls, want %d", err, len(at), maxRounds+1)
		}
		want := 100 * time.Millisecond
		for i := 1; i < len(at); i++ {
			if got := at[i].Sub(at[i-1]); got < want/2 || got > want*3/2 {
				t.Errorf("delay %d is %s, want %s ± half", i, got, want)
			}
			want = min(2*want, 800*time.Millisecond)
		}
	})
}

func TestFailuresAtTheSameTimeCountOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options("http://node.example")
		o.RetryMin, o.RetryMax = time.Second, time.Hour
		p := newPool(t, o)
		e := p.endpoints[0]
		started := time.Now()
		time.Sleep(time.Millisecond) // synthetic
		for range 10 {
			e.settle(started, ErrUnavailable)
		}
		if until, _ := e.resting(time.Now()); time.Until(until) > 1500*time.Millisecond {
			t.Fatalf("rests for %s after one outage, want 1s ± half", time.Until(until))
		}
		e.settle(started, nil) // an earlier use that ends well later
		if until, _ := e.resting(time.Now()); until.IsZero() {
			t.Fatal("an old success ends the rest")
		}
	})
}

func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options("http://node.example")
		o.Endpoints[0].Rate = 5
		p := inMemory(newPool(t, o), answered(t, testChain, 200, nil, `[{"id":0,"result":"0x1"}]`))
		started := time.Now()
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if err := p.Do(t.Context(), askNumber); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		// 51 requests with the chain id's, the first without waiting.
		if took := time.Since(started); took < 9900*time.Millisecond || took > 10100*time.Millisecond {
			t.Fatalf("51 requests at 5 per second took %s, want 10s", took)
		}
	})
}

func TestRateLimitAgainstADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options("http://node.example")
		o.Endpoints[0].Rate = 0.01
		p := inMemory(newPool(t, o), answered(t, testChain, 200, nil, `[{"id":0,"result":"0x1"}]`))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := p.Do(ctx, askNumber); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v, want %v", err, context.DeadlineExceeded)
		}
		if s := p.Status()[0]; !s.Healthy {
			t.Fatalf("the deadline is the endpoint's fault: %+v", s)
		}
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options("http://node.example")
		o.RetryMin, o.RetryMax = time.Hour, time.Hour
		p := inMemory(newPool(t, o), answered(t, testChain, 500, nil, ""))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := p.Do(ctx, askNumber)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "HTTP 500") {
			t.Fatalf("got %v, want the deadline with the endpoint's error", err)
		}
	})
}

func TestStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options("http://node.example/v2/KEYKEYKEY", "http://other.example")
		o.RetryMin, o.RetryMax = time.Hour, time.Hour
		o.Endpoints[0].MaxRange = 70
		p := newPool(t, o)
		ok := answered(t, testChain, 200, nil, `[{"id":0,"result":"0x11"}]`)
		inMemory(p, func(r *http.Request) *http.Response {
			time.Sleep(100 * time.Millisecond) // synthetic
			return ok(r)
		})
		served(t, p)
		inMemory(p, answered(t, testChain, 503, nil, "app KEYKEYKEY is down"))
		p.endpoints[1].settle(time.Now(), nil)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := p.Do(ctx, askNumber); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := p.Do(ctx, askNumber); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		s := p.Status()
		if s[0].Name != "node.example/v2/***" || s[0].Healthy || s[0].Head != 0x11 || s[0].Span != 70 || s[0].MaxRange != 70 ||
			s[0].Requests != 3 || s[0].Errors != 1 || s[0].ErrorsByClass["unavailable"] != 1 || s[0].ReceivedBytes == 0 || s[0].SentBytes == 0 ||
			s[0].Latency != 80*time.Millisecond || s[0].BackingOffUntil.IsZero() || s[0].LastErrorAt.IsZero() {
			t.Errorf("status %+v", s[0])
		}
		if strings.Contains(s[0].LastError, "KEYKEYKEY") || !strings.Contains(s[0].LastError, "HTTP 503 app *** is down") {
			t.Errorf("last error %q", s[0].LastError)
		}
	})
}
