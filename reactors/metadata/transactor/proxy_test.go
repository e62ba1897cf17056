package transactor

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/haus25/backend/internal/evm"
)

// proxy stands before a real geth and answers some methods itself: what a node says that is behind, full or of another kind.
type proxy struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]string // by method: `"result":…` or `"error":…`
}

func newProxy(t *testing.T, url string) *proxy {
	t.Helper()
	p := &proxy{answers: map[string]string{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var questions, answers []map[string]json.RawMessage
		if err == nil {
			err = json.Unmarshal(body, &questions)
		}
		if err == nil {
			answers, err = p.forward(url, body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		methods := map[string]string{}
		for _, q := range questions {
			var method string
			_ = json.Unmarshal(q["method"], &method)
			methods[string(q["id"])] = method
		}
		for i, a := range answers {
			p.mu.Lock()
			own, ok := p.answers[methods[string(a["id"])]]
			p.mu.Unlock()
			if ok {
				answers[i] = map[string]json.RawMessage{}
				_ = json.Unmarshal(fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,%s}`, a["id"], own), &answers[i])
			}
		}
		_ = json.NewEncoder(w).Encode(answers)
	}))
	t.Cleanup(p.Close)
	return p
}

// forward asks geth, except for transactions that the proxy answers itself: they must not arrive.
func (p *proxy) forward(url string, body []byte) (answers []map[string]json.RawMessage, err error) {
	p.mu.Lock()
	_, refuses := p.answers["eth_sendRawTransaction"]
	p.mu.Unlock()
	if refuses {
		body = bytes.ReplaceAll(body, []byte("eth_sendRawTransaction"), []byte("eth_chainId"))
	}
	resp, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return answers, json.NewDecoder(resp.Body).Decode(&answers)
}

func (p *proxy) says(method, answer string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if answer == "" {
		delete(p.answers, method)
	} else {
		p.answers[method] = answer
	}
}

// behind puts the proxy before the chain, as the only endpoint or as the preferred of two.
func (r *rig) behind(p *proxy, alone bool) {
	r.t.Helper()
	endpoints := []evm.EndpointConfig{{URL: p.URL}}
	if !alone {
		endpoints = append(endpoints, evm.EndpointConfig{URL: r.chain.HTTPURL()})
	}
	pool, err := evm.NewPool(evm.Options{Endpoints: endpoints, ChainID: r.chain.ChainID(), RetryMin: time.Millisecond, RetryMax: 5 * time.Millisecond})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(pool.Close)
	r.pool = pool
	r.restart()
}

// TestReceiptThatOneEndpointLacks: it shows the nonce as used and no receipt; the other knows.
func TestReceiptThatOneEndpointLacks(t *testing.T) {
	r := newRig(t)
	p := newProxy(t, r.chain.HTTPURL())
	p.says("eth_getTransactionReceipt", `"result":null`)
	r.behind(p, false)
	in := r.intent(0, "ipfs://new")
	r.want(r.send(in), Pending)
	r.mine()
	r.want(r.send(in), Mined)

	r.behind(p, true) // alone it is believed only after a while
	in = r.intent(1, "ipfs://new")
	r.want(r.send(in), Pending)
	r.mine()
	r.want(r.send(in), Pending)
	p.says("eth_getTransactionReceipt", "")
	r.want(r.send(in), Mined)
	if r.nonce() != 2 {
		t.Errorf("%d transactions", r.nonce())
	}
}

// TestEndpointThatIsBehind does not know the newest transactions: no nonce is used twice.
func TestEndpointThatIsBehind(t *testing.T) {
	r := newRig(t)
	p := newProxy(t, r.chain.HTTPURL())
	r.behind(p, true)
	r.settle(r.intent(0, "ipfs://new"))
	p.says("eth_getTransactionCount", `"result":"0x0"`)
	in := r.intent(1, "ipfs://new")
	if st := r.want(r.send(in), Held); st.Why != "the endpoint does not know the newest own transactions yet" {
		t.Errorf("it says %q", st.Why)
	}
	p.says("eth_getTransactionCount", "")
	r.settle(in)
	if r.nonce() != 2 {
		t.Errorf("%d transactions", r.nonce())
	}
}

// TestRefusedByThePool: the transaction is kept, says what it waits for, and arrives when the reason is gone.
func TestRefusedByThePool(t *testing.T) {
	for words, c := range map[string]struct {
		why   string
		mend  bool
		offer int // offers after the second look
	}{
		"insufficient funds for gas * price + value: balance 0, tx cost 2, overshot 2": {"cannot pay the fees", true, 1},
		"replacement transaction underpriced":                                          {"asks for a higher fee", false, 2},
		"mempool is full: number of txs 5000 (max: 5000)":                              {"refuses it: mempool is full", false, 1},
	} {
		t.Run(words, func(t *testing.T) {
			r := newRig(t)
			p := newProxy(t, r.chain.HTTPURL())
			p.says("eth_sendRawTransaction", fmt.Sprintf(`"error":{"code":-32000,"message":%q}`, words))
			r.behind(p, true)
			in := r.intent(0, "ipfs://new")
			for look := range 2 {
				st := r.want(r.send(in), Pending)
				if !bytes.Contains([]byte(st.Why), []byte(c.why)) || st.Mend != c.mend || look == 1 && len(r.tx.book.open[0].offers) != c.offer {
					t.Errorf("look %d: %+v, %d offers", look, st, len(r.tx.book.open[0].offers))
				}
			}
			p.says("eth_sendRawTransaction", "")
			if st := r.want(r.send(in), Pending); st.Why != "" || st.Mend {
				t.Errorf("taken, and still %+v", st)
			}
			r.mine()
			r.want(r.send(in), Mined)
			if r.nonce() != 1 {
				t.Errorf("%d transactions", r.nonce())
			}
		})
	}
}
