package evm

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// go-ethereum's node in TestAgainstGeth: a cache that is never stopped, and goleveldb's pool, which ends a while after Close.
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"))
}

const testChain = 1328

// request is one item of a batch as a node reads it.
type request struct {
	ID     json.RawMessage   `json:"id"`
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
}

// node speaks JSON-RPC over real HTTP. Its answers are raw JSON: `"result":…` or `"error":…`.
type node struct {
	*httptest.Server
	mu        sync.Mutex
	chain     uint64
	answer    func(request) string
	intercept http.HandlerFunc // answers a whole POST when set, except for the chain id's
	calls     map[string]int
	posts     int
	sizes     []int
}

func newNode(t testing.TB, answer func(request) string) *node {
	t.Helper()
	n := &node{chain: testChain, answer: answer, calls: map[string]int{}}
	n.Server = httptest.NewServer(n)
	t.Cleanup(n.Close)
	return n
}

func (n *node) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var batch []request
	if err == nil {
		err = json.Unmarshal(body, &batch)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	n.mu.Lock()
	n.posts++
	n.sizes = append(n.sizes, len(batch))
	chain, answer, intercept := n.chain, n.answer, n.intercept
	for _, q := range batch {
		n.calls[q.Method]++
	}
	n.mu.Unlock()
	if intercept != nil && batch[0].Method != "eth_chainId" {
		intercept(w, r)
		return
	}
	var out []string
	for _, q := range batch {
		a := fmt.Sprintf(`"result":"0x%x"`, chain)
		if q.Method != "eth_chainId" {
			a = answer(q)
		}
		out = append(out, fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,%s}`, q.ID, a))
	}
	w.Header().Set("Content-Type", "application/json")
	// Answers may come in any order.
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	fmt.Fprintf(w, "[%s]", strings.Join(out, ","))
}

func (n *node) set(change func(*node)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change(n)
}

func (n *node) count(method string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.calls[method]
}

func blockNumber(n int) func(request) string {
	return func(request) string { return fmt.Sprintf(`"result":"0x%x"`, n) }
}

func rpcError(code int, msg string) string {
	quoted, _ := json.Marshal(msg)
	return fmt.Sprintf(`"error":{"code":%d,"message":%s}`, code, quoted)
}

func failing(code int, msg string) func(request) string {
	return func(request) string { return rpcError(code, msg) }
}

// options fails fast: time-outs that tests run into are short, those they do not are not.
func options(urls ...string) Options {
	o := Options{ChainID: testChain, Timeout: 10 * time.Second, RetryMin: time.Millisecond, RetryMax: 2 * time.Millisecond}
	for _, u := range urls {
		o.Endpoints = append(o.Endpoints, EndpointConfig{URL: u})
	}
	return o
}

func newPool(t testing.TB, o Options) *Pool {
	t.Helper()
	p, err := NewPool(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// only returns the endpoint of a pool with one node.
func only(t testing.TB, n *node) *Endpoint {
	t.Helper()
	return newPool(t, options(n.URL)).endpoints[0]
}
