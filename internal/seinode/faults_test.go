package seinode

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// post sends a body as it is, and gives the status, the header and what could be read of the answer.
func post(ctx context.Context, url, body string) (*http.Response, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	tr := &http.Transport{DisableKeepAlives: true} // so that a reset is not taken for a stale connection and tried again
	defer tr.CloseIdleConnections()
	resp, err := (&http.Client{Transport: tr}).Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	return resp, string(got), err
}

// call1 makes one call and wants HTTP 200 and JSON.
func call1(t *testing.T, url, method, params string) (result json.RawMessage, bad *rpcError) {
	t.Helper()
	resp, body, err := post(t.Context(), url, fmt.Sprintf(`{"jsonrpc":"2.0","id":7,"method":%q,"params":%s}`, method, params))
	if err != nil || resp.StatusCode != 200 {
		t.Fatalf("%s: %v %v", method, resp, err)
	}
	var out struct {
		ID     int             `json:"id"`
		Result json.RawMessage `json:"result"`
		Error  *rpcError       `json:"error"`
	}
	if err := json.Unmarshal([]byte(body), &out); err != nil || out.ID != 7 {
		t.Fatalf("%s answers %s: %v", method, body, err)
	}
	return out.Result, out.Error
}

func logsParam(from, to uint64) string {
	return fmt.Sprintf(`[{"fromBlock":"0x%x","toBlock":"0x%x"}]`, from, to)
}

const head1 = `{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}`

func TestHTTPFaults(t *testing.T) {
	_, n, _, url := world(t, 5, 20)
	for _, c := range []struct {
		fault  Fault
		faults Faults
		check  func(resp *http.Response, body string, err error) bool
	}{
		{FaultTooManyRequests, Faults{TooManyRequests: 1}, func(r *http.Response, _ string, err error) bool {
			return err == nil && r.StatusCode == 429 && r.Header.Get("Retry-After") == ""
		}},
		{FaultTooManyRequests, Faults{TooManyRequests: 1, RetryAfter: 1500 * time.Millisecond}, func(r *http.Response, _ string, err error) bool {
			return err == nil && r.StatusCode == 429 && r.Header.Get("Retry-After") == "2"
		}},
		{FaultServerError, Faults{ServerError: 1}, func(r *http.Response, _ string, err error) bool { return err == nil && r.StatusCode >= 500 }},
		{FaultReset, Faults{Reset: 1}, func(_ *http.Response, _ string, err error) bool {
			return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF)
		}},
		{FaultTruncated, Faults{Truncated: 1}, func(r *http.Response, b string, err error) bool {
			return errors.Is(err, io.ErrUnexpectedEOF) || (err == nil && r.StatusCode == 200 && !json.Valid([]byte(b)))
		}},
		{FaultNotJSON, Faults{NotJSON: 1}, func(r *http.Response, b string, err error) bool {
			return err == nil && r.StatusCode == 200 && strings.HasPrefix(b, "<html>")
		}},
		{FaultBusy, Faults{Busy: 1}, func(r *http.Response, b string, err error) bool {
			return err == nil && r.StatusCode == 200 && strings.Contains(b, `"message":"server too busy"`)
		}},
		{FaultBusy, Faults{Busy: 1, ErrorStatus: 413}, func(r *http.Response, b string, err error) bool { return err == nil && r.StatusCode == 413 }},
	} {
		n.SetFaults(c.faults)
		for range 4 {
			before := n.Injected(c.fault)
			resp, body, err := post(t.Context(), url, head1)
			if !c.check(resp, body, err) {
				t.Errorf("%s: %v %q %v", c.fault, resp, body, err)
			}
			if n.Injected(c.fault) != before+1 {
				t.Errorf("%s is not counted", c.fault)
			}
		}
	}
	n.SetFaults(Faults{}.None())
	if resp, body, err := post(t.Context(), url, head1); err != nil || resp.StatusCode != 200 || body != `{"jsonrpc":"2.0","id":1,"result":"0x3fc"}` {
		t.Errorf("without faults: %q %v", body, err)
	}
	if resp, _, _ := post(t.Context(), url, strings.Repeat(" ", maxBody+1)); resp == nil || resp.StatusCode != 413 {
		t.Errorf("25 MB and a byte: %v, want 413", resp)
	}
	if _, body, _ := post(t.Context(), url, "{"); !strings.Contains(body, "-32700") {
		t.Errorf("half a request: %q, want a parse error", body)
	}
}

func TestHangEndsWithTheRequest(t *testing.T) {
	_, n, _, url := world(t, 5, 2)
	n.SetFaults(Faults{Hang: 1})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, _, err := post(ctx, url, head1)
		ended <- err
	}()
	if err := n.Await(t.Context(), func(n *Node) bool { return n.Injected(FaultHang) > 0 }); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("hanging request: %v, want canceled", err)
	}
}

func TestLimitsOfGetLogs(t *testing.T) {
	w, n, _, url := world(t, 5, 400)
	first, head := w.StartBlock(), w.Head().Number
	for _, c := range []struct {
		fault   Fault
		faults  Faults
		params  string
		code    int
		message string
	}{
		{FaultRangeLimit, Faults{RangeLimit: 100}, logsParam(first, first+100), -32000, "block range too large (101), maximum allowed is 100 blocks"},
		{FaultRangeLimit, Faults{RangeLimit: 100, RangeWords: Alchemy}, logsParam(first, first+199), -32602, fmt.Sprintf("this block range should work: [0x%x, 0x%x]", first, first+99)},
		{FaultRangeLimit, Faults{RangeLimit: 100, RangeWords: Infura}, logsParam(first, first+199), -32005, "max block range 100"},
		{FaultRangeLimit, Faults{RangeLimit: 100, RangeWords: QuickNode}, logsParam(first, first+199), -32614, "eth_getLogs is limited to a 100 range"},
		{FaultRangeLimit, Faults{RangeLimit: 100, RangeWords: Ankr}, logsParam(first, first+199), -32600, "block range is too wide"},
		{FaultRangeLimit, Faults{RangeLimit: 100, RangeWords: Geth}, logsParam(first, first+199), -32602, "exceed maximum block range: 100"},
		{FaultRangeLimit, Faults{RangeLimit: 100, RangeWords: Reth}, logsParam(first, first+199), -32602, "query exceeds max block range 100"},
		{FaultCountLimit, Faults{CountLimit: 50}, logsParam(first, head), -32000, "query matches too many logs: result exceeds the maximum of 50 logs"},
		{FaultCountLimit, Faults{CountLimit: 50, CountWords: Infura}, logsParam(first, head), -32005, "query returned more than 50 results. Try with this block range [0x"},
		{FaultCountLimit, Faults{CountLimit: 50, CountWords: Alchemy}, logsParam(first, head), -32602, "Log response size exceeded."},
		{FaultCountLimit, Faults{CountLimit: 50, CountWords: Geth}, logsParam(first, head), -32005, "query returned more than 50 logs"},
		{FaultByteLimit, Faults{ByteLimit: 4000}, logsParam(first, head), -32000, "response size should not be greater than 4000 bytes"},
		{FaultByteLimit, Faults{ByteLimit: 4000, CountWords: Ankr}, logsParam(first, head), -32020, "backend response too large"},
		{FaultAhead, Faults{}, logsParam(first, head+3), -32000, fmt.Sprintf("requested toBlock %d is after latest available block %d", head+3, head)},
		{FaultLogRateLimit, Faults{LogRateLimit: 1}, logsParam(first, first+100), -32000, "log query rate limit exceeded"},
		{FaultPruned, Faults{PrunedBelow: first + 50}, logsParam(first, first+99), -32000, fmt.Sprintf("is before earliest available block %d", first+50)},
		{FaultPruned, Faults{PrunedBelow: first + 50, PrunedWords: 1}, logsParam(first, first+99), -32000, "includes pruned blocks"},
		{FaultPruned, Faults{PrunedBelow: first + 50, PrunedWords: 2}, logsParam(first, first+99), -32000, "receipts have been pruned"},
		{FaultUnknownHash, Faults{UnknownHashError: true}, `[{"blockHash":"0x` + strings.Repeat("ab", 32) + `"}]`, -32000, "unknown block"},
	} {
		n.SetFaults(c.faults)
		before := n.Injected(c.fault)
		if _, bad := call1(t, url, "eth_getLogs", c.params); bad == nil || bad.Code != c.code || !strings.Contains(bad.Message, c.message) {
			t.Errorf("%s: %+v, want %d %q", c.fault, bad, c.code, c.message)
		}
		if n.Injected(c.fault) != before+1 {
			t.Errorf("%s is not counted", c.fault)
		}
	}
	// What is inside the limits passes.
	n.SetFaults(Faults{RangeLimit: 100, LogRateLimit: 1, PrunedBelow: first + 50})
	if _, bad := call1(t, url, "eth_getLogs", logsParam(first+50, first+149)); bad != nil {
		t.Errorf("a range of 100 blocks within all limits: %+v", bad)
	}
	n.SetFaults(Faults{OpenEndedCut: 30})
	if got := len(logsOf(t, url, fmt.Sprintf(`[{"fromBlock":"0x%x"}]`, first))); got != 30 || n.Injected(FaultOpenEndedCut) != 1 {
		t.Errorf("an open-ended filter gives %d logs, want it cut at 30", got)
	}
	if got := len(logsOf(t, url, logsParam(first, head))); got <= 30 {
		t.Errorf("a filter with both ends gives %d logs: cut too", got)
	}
	n.SetFaults(Faults{SilentFutureRange: true})
	if _, bad := call1(t, url, "eth_getLogs", logsParam(first, head+3)); bad != nil || n.Injected(FaultFutureCut) != 1 {
		t.Errorf("a future range, silently cut: %+v", bad)
	}
	n.SetFaults(Faults{})
	w.Prune(first + 10)
	if _, bad := call1(t, url, "eth_getBlockByNumber", fmt.Sprintf(`["0x%x",false]`, first+9)); bad == nil || !strings.Contains(bad.Message, "lowest height is") {
		t.Errorf("a pruned block: %+v", bad)
	}
}

// logsOf gives an answer's logs as "block/index" with the raw fields that faults change.
func logsOf(t *testing.T, url, params string) (out []map[string]any) {
	t.Helper()
	result, bad := call1(t, url, "eth_getLogs", params)
	if bad != nil {
		t.Fatalf("eth_getLogs: %+v", bad)
	}
	if err := json.Unmarshal(result, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func keys(logs []map[string]any) (out []string) {
	for _, l := range logs {
		out = append(out, fmt.Sprint(l["blockNumber"], "/", l["transactionHash"], "/", l["logIndex"]))
	}
	return out
}

func TestAnswersThatLookRight(t *testing.T) {
	w, n, _, url := world(t, 6, 200)
	all := logsParam(w.StartBlock(), w.Head().Number)
	plain := logsOf(t, url, all)
	truth := keys(plain)
	if _, has := plain[0]["blockTimestamp"]; has {
		t.Error("logs carry blockTimestamp; on SEI they do not")
	}

	n.SetFaults(Faults{LostLogs: 1})
	a, b := keys(logsOf(t, url, all)), keys(logsOf(t, url, all))
	if len(a) >= len(truth) || len(b) >= len(truth) || slices.Equal(a, b) {
		t.Errorf("lost logs: %d and %d of %d, want fewer, and others each time", len(a), len(b), len(truth))
	}
	n.SetFaults(Faults{LostForever: 0.1})
	a, b = keys(logsOf(t, url, all)), keys(logsOf(t, url, all))
	if len(a) >= len(truth) || len(a) < len(truth)/2 || !slices.Equal(a, b) {
		t.Errorf("lost for ever: %d and %d of %d, want a tenth fewer and the same each time", len(a), len(b), len(truth))
	}
	other := w.NewNode("b")
	other.SetFaults(Faults{LostForever: 0.1})
	otherURL, _ := Serve(t, other)
	if slices.Equal(a, keys(logsOf(t, otherURL, all))) {
		t.Error("two nodes lose the same logs")
	}
	n.SetFaults(Faults{DuplicateLogs: 1})
	if a = keys(logsOf(t, url, all)); len(a) <= len(truth) || !slices.Equal(a[:len(truth)], truth) {
		t.Errorf("duplicates: %d logs of %d", len(a), len(truth))
	}
	n.SetFaults(Faults{ReorderLogs: 1})
	if a = keys(logsOf(t, url, all)); slices.Equal(a, truth) || len(a) != len(truth) {
		t.Error("reordered logs are in order")
	}
	n.SetFaults(Faults{BlockTimestamp: true})
	for _, l := range logsOf(t, url, all) {
		if l["blockTimestamp"] == nil {
			t.Fatal("a log without blockTimestamp")
		}
	}
	n.SetFaults(Faults{LogIndexPerTx: true})
	restarts := map[any]bool{}
	for _, l := range logsOf(t, url, all) {
		if tx := l["transactionHash"]; !restarts[tx] {
			restarts[tx] = true
			if l["logIndex"] != "0x0" {
				t.Fatalf("the first log of %v has index %v", tx, l["logIndex"])
			}
		}
	}
	n.SetFaults(Faults{ChainID: 1})
	if id, _ := call1(t, url, "eth_chainId", "[]"); string(id) != `"0x1"` || n.Injected(FaultChainID) != 1 {
		t.Errorf("wrong chain id: %s", id)
	}
	n.SetFaults(Faults{HeadWobble: 3})
	heads := map[string]bool{}
	for range 40 {
		h, _ := call1(t, url, "eth_blockNumber", "[]")
		heads[string(h)] = true
	}
	if len(heads) != 2 {
		t.Errorf("a wobbling head shows as %v, want two", heads)
	}
}

func TestBatches(t *testing.T) {
	_, n, _, url := world(t, 5, 20)
	batch := func(elements int) (ids []int, failed []int) {
		t.Helper()
		var body bytes.Buffer
		for i := range elements {
			fmt.Fprintf(&body, `,{"jsonrpc":"2.0","id":%d,"method":"eth_getBlockByNumber","params":["latest",false]}`, i)
		}
		_, got, err := post(t.Context(), url, "["+body.String()[1:]+"]")
		if err != nil {
			t.Fatal(err)
		}
		var out []struct {
			ID    int
			Error *rpcError
		}
		if err := json.Unmarshal([]byte(got), &out); err != nil {
			t.Fatalf("%v in %s", err, got)
		}
		for _, e := range out {
			ids = append(ids, e.ID)
			if e.Error != nil {
				failed = append(failed, e.ID)
			}
		}
		return ids, failed
	}
	order := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	if ids, failed := batch(10); !slices.Equal(ids, order) || failed != nil {
		t.Errorf("a plain batch answers %v, %v failed", ids, failed)
	}
	n.SetFaults(Faults{BatchShuffle: 1})
	ids, _ := batch(10)
	if shuffled := slices.Clone(ids); slices.Equal(ids, order) || !slices.Equal(sorted(shuffled), order) {
		t.Errorf("a shuffled batch answers %v", ids)
	}
	n.SetFaults(Faults{BatchErrors: 1})
	if ids, failed := batch(10); !slices.Equal(ids, order) || len(failed) != 1 {
		t.Errorf("one element should fail: %v of %v", failed, ids)
	}
	n.SetFaults(Faults{BatchMissing: 1})
	if ids, _ := batch(10); len(ids) != 9 {
		t.Errorf("one element should be missing: %v", ids)
	}
	n.SetFaults(Faults{})
	if ids, failed := batch(maxBatch); len(ids) != maxBatch || failed != nil {
		t.Errorf("a batch of %d: %d answers, %v failed", maxBatch, len(ids), failed)
	}
	if _, failed := batch(maxBatch + 1); len(failed) != 1 || n.Injected(FaultBatchLimit) != 1 {
		t.Error("a batch of 1001 passes")
	}
}

func sorted(s []int) []int { slices.Sort(s); return s }

func TestSocketFaults(t *testing.T) {
	w := NewWorld(Options{Seed: 4})
	n := w.NewNode("a")
	_, ws := Serve(t, n)
	open := func() *websocket.Conn {
		t.Helper()
		conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), ws, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}`)); err != nil {
			t.Fatal(err)
		}
		if _, got, err := conn.ReadMessage(); err != nil || !bytes.Contains(got, []byte(`"result":"0x`)) {
			t.Fatalf("subscribe: %s %v", got, err)
		}
		return conn
	}
	conn := open()
	n.SetFaults(Faults{NullHeads: 1})
	w.Step()
	if _, got, err := conn.ReadMessage(); err != nil || !bytes.Contains(got, []byte(`"result":null}`)) {
		t.Errorf("null heads: %s %v", got, err)
	}
	conn = open()
	n.SetFaults(Faults{SocketClose: 1})
	w.Step()
	if _, got, err := conn.ReadMessage(); err == nil {
		t.Errorf("a closed socket says %s", got)
	}
	n.SetFaults(Faults{})
	conn = open()
	n.SetFaults(Faults{SilentSocket: 1})
	w.Step()
	got := make(chan error, 1)
	go func() {
		_, _, err := conn.ReadMessage()
		got <- err
	}()
	if err := n.Await(t.Context(), func(n *Node) bool { return n.Injected(FaultSilentSocket) > 0 }); err != nil {
		t.Fatal(err)
	}
	n.SetFaults(Faults{})
	w.Step()
	for range 2 { // calls arrive, but are not answered either: when the second is counted, the first is done
		if err := conn.WriteMessage(websocket.TextMessage, []byte(head1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Await(t.Context(), func(n *Node) bool { return n.Requests("eth_blockNumber") == 2 }); err != nil {
		t.Fatal(err)
	}
	n.Close()
	if err := <-got; err == nil {
		t.Error("a silent socket spoke at last")
	}
}

// TestRandomFaultsAllowProgress reads a whole chain through random faults, by trying again: each block's
// logs have to come out complete in the end, whatever the mix. Under -race it also is the test of
// worlds, nodes and faults that change while requests run.
func TestRandomFaultsAllowProgress(t *testing.T) {
	met := map[Fault]int{}
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 0))
		w := NewWorld(Options{Seed: seed})
		w.Steps(40)
		n := w.NewNode("a")
		url, _ := Serve(t, n)
		var wg sync.WaitGroup
		wg.Go(func() {
			for range 30 {
				w.Step()
				n.SetFaults(Faults{}.Random(rng, 0.3+0.1*float64(seed)))
			}
		})
		for number := w.StartBlock(); number < w.StartBlock()+40; number++ {
			want := len(w.Block(number).Logs)
			most, tries := -1, 0
			for ; most < want && tries < 300; tries++ {
				ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
				_, body, err := post(ctx, url, fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"eth_getLogs","params":%s}`, logsParam(number, number)))
				cancel()
				var out struct{ Result []map[string]any }
				if err != nil || json.Unmarshal([]byte(body), &out) != nil || out.Result == nil {
					continue
				}
				distinct := map[string]bool{}
				for _, k := range keys(out.Result) {
					distinct[k] = true
				}
				most = max(most, len(distinct))
			}
			if most != want {
				t.Fatalf("seed %d: block %d gave %d of %d logs in %d tries; faults %+v", seed, number, most, want, tries, n.Faults())
			}
		}
		wg.Wait()
		for f, times := range n.AllInjected() {
			met[f] += times
		}
	}
	if len(met) < 8 {
		t.Errorf("only these faults were met: %v", met)
	}
}

func TestRandomDrawsOnlyWhatCanBeMended(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	if f := (Faults{}).Random(rng, 0); f != (Faults{}) {
		t.Errorf("intensity 0 draws %+v", f)
	}
	lossy := 0
	for range 500 {
		f := Faults{}.Random(rng, 1)
		if f.LostForever != 0 || f.ChainID != 0 || f.PrunedBelow != 0 || f.LogIndexPerTx || f.Hang > 1.0/48 || (f.CountLimit > 0 && f.CountLimit < 600) {
			t.Fatalf("drawn: %+v", f)
		}
		if f.LostLogs > 0 {
			lossy++
		}
	}
	if lossy == 0 {
		t.Error("500 draws at full intensity lose no log")
	}
}
