package devnet

import (
	"context"
	"math/big"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/ethclient"
)

func env(name string, or int) int {
	if v, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return v
	}
	return or
}

func TestBig(t *testing.T) {
	ctx := context.Background()
	h := History{Blocks: env("B", 2000), Events: env("E", 200), Tickets: env("T", 10000), Tips: env("P", 5000)}
	t0 := time.Now()
	c, err := Start(ctx, Options{Seed: 1, Speed: 60, Dir: os.Getenv("D"), History: h})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("built", time.Since(t0))
	n, err := c.Count(ctx)
	t.Log(n, err, c.Head().Number, c.Head().GasUsed)
	cl, _ := ethclient.Dial(c.HTTPURL())
	for range 2 {
		t0 = time.Now()
		logs := 0
		for b := int64(0); b <= c.Head().Number.Int64(); b += 1000 {
			l, err := cl.FilterLogs(ctx, ethereum.FilterQuery{FromBlock: big.NewInt(b), ToBlock: big.NewInt(min(b+999, c.Head().Number.Int64()))})
			if err != nil {
				t.Fatal(err)
			}
			logs += len(l)
		}
		t.Log("getLogs pass", logs, time.Since(t0))
	}
	cl.Close()
	t0 = time.Now()
	t.Log(c.Close(), time.Since(t0))
}
