package indexer_test

import (
	"context"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/protocol"
)

// BenchmarkAsk measures what the rule in fetch.go weighs, on a real node: a log that comes along when children are asked for
// by topic, against one more request for a thousand addresses. Node and reader share the machine; a network's round trip and
// an endpoint's rate limit come on top of a request, not of a log.
func BenchmarkAsk(b *testing.B) {
	ctx := context.Background()
	chain, err := devnet.Start(ctx, devnet.Options{Seed: 1, History: devnet.History{Blocks: 2000, Events: 200, Tickets: 10_000, Tips: 2000}})
	if err != nil {
		b.Fatal(err)
	}
	defer chain.Close()
	pool, err := evm.NewPool(evm.Options{ChainID: chain.ChainID(), Endpoints: []evm.EndpointConfig{{URL: chain.HTTPURL()}}, Timeout: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	byTopic := [][]common.Hash{protocol.ChildTopics}
	ask := func(f evm.Filter) (n int) {
		err := pool.Do(ctx, func(ctx context.Context, ep *evm.Endpoint) error {
			batch := ep.NewBatch()
			logs := batch.Logs(f)
			if err := batch.Send(ctx); err != nil {
				return err
			}
			n = len(logs.Value)
			return logs.Err
		})
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	nobody := make([]common.Address, 1000)
	for i := range nobody {
		nobody[i] = common.BytesToAddress([]byte{0xff, byte(i >> 8), byte(i)})
	}
	b.Run("log by topic", func(b *testing.B) {
		logs := 0
		for b.Loop() {
			logs += ask(evm.Filter{From: 1, To: 1000, Topics: byTopic, AnyAddress: true})
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(logs), "ns/log")
		b.ReportMetric(float64(logs)/float64(b.N), "logs")
	})
	b.Run("request of 1000 addresses", func(b *testing.B) {
		for b.Loop() {
			ask(evm.Filter{From: 1, To: 1000, Addresses: nobody, Topics: byTopic})
		}
	})
}
