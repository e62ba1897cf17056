package evm

import (
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
)

const benchLogs = 10_000

// benchNode answers eth_getLogs with 10,000 logs, as a batch or not, as it is asked.
func benchNode(b *testing.B) *httptest.Server {
	b.Helper()
	raw := make([]string, benchLogs)
	for i := range raw {
		raw[i] = rawLog(100+uint64(i)/100, uint64(i)%100, uint64(i)%100)
	}
	logs := "[" + strings.Join(raw, ",") + "]"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		var one request
		if json.Unmarshal(body, &one) == nil {
			fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":%s}`, one.ID, logs)
			return
		}
		fmt.Fprintf(w, `[{"jsonrpc":"2.0","id":0,"result":%s}]`, logs)
	}))
	b.Cleanup(s.Close)
	return s
}

func filterLogs(b *testing.B, e *Endpoint) func() error {
	return func() error {
		batch := e.NewBatch()
		logs := batch.Logs(testFilter)
		if err := batch.Send(b.Context()); err != nil {
			return err
		}
		if logs.Err == nil && len(logs.Value) != benchLogs {
			return fmt.Errorf("%d logs, want %d", len(logs.Value), benchLogs)
		}
		return logs.Err
	}
}

func ethclientLogs(b *testing.B, c *ethclient.Client) func() error {
	q := ethereum.FilterQuery{FromBlock: big.NewInt(100), ToBlock: big.NewInt(199), Addresses: []common.Address{testAddress}, Topics: [][]common.Hash{{testTopic}}}
	return func() error {
		logs, err := c.FilterLogs(b.Context(), q)
		if err == nil && len(logs) != benchLogs {
			return fmt.Errorf("%d logs, want %d", len(logs), benchLogs)
		}
		return err
	}
}

func repeat(b *testing.B, f func() error) {
	b.ReportAllocs()
	for b.Loop() {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(benchLogs*float64(b.N)/b.Elapsed().Seconds(), "logs/s")
}

// BenchmarkFilterLogs compares a request for 10,000 logs over loopback HTTP with go-ethereum's client.
// The ratio's own benchmark runs both in turn, so that what else the machine does weighs on both.
func BenchmarkFilterLogs(b *testing.B) {
	s := benchNode(b)
	p := newPool(b, options(s.URL))
	c, err := ethclient.DialContext(b.Context(), s.URL)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(c.Close)
	ours, theirs := filterLogs(b, p.endpoints[0]), ethclientLogs(b, c)
	b.Run("evm", func(b *testing.B) { repeat(b, ours) })
	b.Run("ethclient", func(b *testing.B) { repeat(b, theirs) })
	b.Run("ratio", func(b *testing.B) {
		var o, t time.Duration
		for b.Loop() {
			started := time.Now()
			if err := ours(); err != nil {
				b.Fatal(err)
			}
			middle := time.Now()
			if err := theirs(); err != nil {
				b.Fatal(err)
			}
			o, t = o+middle.Sub(started), t+time.Since(middle)
		}
		b.ReportMetric(t.Seconds()/o.Seconds(), "times-faster")
	})
}
