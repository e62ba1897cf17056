package devnet

import (
	"context"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
)

func TestServesTheContractsOverHTTPAndWebSocket(t *testing.T) {
	c := start(t, Options{ChainID: 4242})
	for _, url := range []string{c.HTTPURL(), c.WSURL()} {
		client, err := ethclient.Dial(url)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		id, err := client.ChainID(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if id.Uint64() != 4242 || c.ChainID() != 4242 {
			t.Errorf("%s serves chain %d, the chain says %d, want 4242", url, id, c.ChainID())
		}
		a := c.Contracts()
		for _, address := range []common.Address{a.EventFactory, a.EventManager, a.LiveTipping, a.Distributor, a.CreationWrapper, c.Lookalike()} {
			code, err := client.CodeAt(t.Context(), address, nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(code) == 0 {
				t.Errorf("%s: no contract at %s", url, address)
			}
		}
	}
}

func TestMinesWhatComesInByRPC(t *testing.T) {
	c := start(t, Options{})
	client, err := ethclient.Dial(c.HTTPURL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	to := common.Address{0xee}
	tx := types.MustSignNewTx(c.Agent(), types.LatestSignerForChainID(new(big.Int).SetUint64(c.ChainID())), &types.DynamicFeeTx{
		To: &to, Value: big.NewInt(5), Gas: params.TxGas, GasFeeCap: big.NewInt(2 * params.GWei), GasTipCap: common.Big1, ChainID: new(big.Int).SetUint64(c.ChainID()),
	})
	if err := client.SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	block, _, err := c.Mine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := client.TransactionReceipt(t.Context(), tx.Hash())
	if err != nil {
		t.Fatal(err)
	}
	if receipt.BlockHash != block.Hash() || receipt.Status != types.ReceiptStatusSuccessful {
		t.Errorf("receipt of block %s with status %d, want block %s and success", receipt.BlockHash, receipt.Status, block.Hash())
	}
	before, err := client.BalanceAt(t.Context(), to, new(big.Int).Sub(block.Number(), common.Big1))
	if err != nil {
		t.Fatalf("a past block has no state: %v", err)
	}
	after, err := client.BalanceAt(t.Context(), to, block.Number())
	if err != nil {
		t.Fatal(err)
	}
	if before.Sign() != 0 || after.Int64() != 5 {
		t.Errorf("balance %d, then %d; want 0, then 5", before, after)
	}
}

func TestTimeIsTheChains(t *testing.T) {
	for _, tt := range []struct {
		name  string
		speed float64
		want  []uint64 // seconds since genesis of blocks 1 to 5
	}{
		{"blocks share seconds, as on SEI", 1, []uint64{0, 0, 1, 1, 2}},
		{"accelerated", 60, []uint64{24, 48, 72, 96, 120}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := start(t, Options{Speed: tt.speed})
			for i, want := range tt.want {
				if i > 0 { // block 1 deployed the contracts
					if _, _, err := c.Mine(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if got := c.Head().Time - uint64(past.Unix()); got != want {
					t.Errorf("block %d is at second %d, want %d", i+1, got, want)
				}
			}
			before := c.Head().Time
			c.Skip(time.Hour)
			if _, _, err := c.Mine(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := c.Head().Time - before; got < 3600 || got > 3600+uint64(tt.speed) {
				t.Errorf("after skipping an hour the next block is %d seconds later", got)
			}
		})
	}
}

func TestSafeAndFinalizedAreTheHead(t *testing.T) {
	c := start(t, Options{})
	tell(t, c, 3)
	for _, tag := range []rpc.BlockNumber{rpc.SafeBlockNumber, rpc.FinalizedBlockNumber, rpc.LatestBlockNumber} {
		header, err := c.Client().HeaderByNumber(t.Context(), big.NewInt(tag.Int64()))
		if err != nil {
			t.Fatal(err)
		}
		if header.Hash() != c.Head().Hash() {
			t.Errorf("%s is block %d, want the head, %d", tag, header.Number, c.Head().Number)
		}
	}
}

func TestForkReplacesBlocksAndTakesTheirLogsBack(t *testing.T) {
	c := start(t, Options{Speed: 60})
	tell(t, c, 20)
	client, err := ethclient.Dial(c.WSURL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	lost := map[common.Hash]int{}
	const depth = 6
	for _, log := range allLogs(t, c) {
		if log.BlockNumber > c.Head().Number.Uint64()-depth {
			lost[log.BlockHash]++
		}
	}
	if len(lost) == 0 {
		t.Fatal("the story did nothing in the blocks to be replaced")
	}
	logs := make(chan types.Log, 10_000)
	subscription, err := client.SubscribeFilterLogs(t.Context(), ethereum.FilterQuery{}, logs)
	if err != nil {
		t.Fatal(err)
	}
	defer subscription.Unsubscribe()

	old := c.Head()
	marker := Call{From: c.Owner(), To: &c.world.Contracts.EventManager, Data: managerABI.PackSetGlobalWhitelist(common.Address{7}, true)}
	sides := make([][]Call, depth+1)
	sides[depth] = []Call{marker}
	if err := c.Fork(t.Context(), depth, sides...); err != nil {
		t.Fatal(err)
	}
	if got, want := c.Head().Number.Uint64(), old.Number.Uint64()+1; got != want {
		t.Fatalf("the head is block %d, want %d", got, want)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for len(lost) > 0 {
		select {
		case log := <-logs:
			if !log.Removed {
				continue
			}
			if lost[log.BlockHash]--; lost[log.BlockHash] == 0 {
				delete(lost, log.BlockHash)
			}
		case err := <-subscription.Err():
			t.Fatal(err)
		case <-ctx.Done():
			t.Fatalf("logs of %d replaced blocks were never taken back", len(lost))
		}
	}
	for _, log := range allLogs(t, c) {
		header, err := c.Client().HeaderByNumber(t.Context(), new(big.Int).SetUint64(log.BlockNumber))
		if err != nil {
			t.Fatal(err)
		}
		if header.Hash() != log.BlockHash {
			t.Errorf("a log of block %d is of a block that was replaced", log.BlockNumber)
		}
	}
	tell(t, c, 30) // and the story goes on
}

func TestMineRefusesWhatCannotBeExecuted(t *testing.T) {
	c := start(t, Options{})
	poor, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	before := c.Head().Hash()
	if _, _, err := c.Mine(t.Context(), Call{From: poor, To: &common.Address{1}}); err == nil {
		t.Error("a transaction without money was mined")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := c.Mine(ended); err == nil {
		t.Error("a block was mined after the context ended")
	}
	if c.Head().Hash() != before {
		t.Error("a refused block became the head")
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for name, opts := range map[string]Options{
		"address without port":    {HTTP: "127.0.0.1"},
		"port too high":           {WS: "127.0.0.1:70000"},
		"speed below zero":        {Speed: -1},
		"block time too short":    {BlockTime: time.Microsecond},
		"history without blocks":  {History: History{Events: 1}},
		"tickets without events":  {History: History{Blocks: 10, Tickets: 1}},
		"a negative history":      {History: History{Blocks: 10, Events: -1}},
		"genesis before all time": {Speed: 1e6, History: History{Blocks: 1e6, Events: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			if c, err := Start(t.Context(), opts); err == nil {
				t.Errorf("started; close: %v", c.Close())
			}
		})
	}
}

func TestImpossibleTimesAreExplained(t *testing.T) {
	for _, tt := range []struct {
		opts Options
		says string
	}{
		{Options{BlockTime: time.Hour, Speed: 60, History: History{Blocks: 20_000}}, "20000 blocks, each 60 × 1h0m0s long, is 137 years"},
		{Options{BlockTime: time.Hour, Speed: 1e6}, "more than a year"},
		{Options{Time: time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)}, "1969-01-01T00:00:00Z: choose one after 1970"},
		{Options{BlockTime: time.Nanosecond}, "1ms or more"},
		{Options{Speed: -1}, "0.01 to 1,000,000"},
	} {
		c, err := Start(t.Context(), tt.opts)
		if err == nil {
			c.Close()
		}
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%+v: error %v, want %q", tt.opts, err, tt.says)
		}
	}
}

func TestImitationsAreCountedApart(t *testing.T) {
	c := start(t, Options{Speed: 60})
	tell(t, c, 60)
	count, err := c.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	imitations := 0
	for _, log := range allLogs(t, c) {
		if log.Address == c.Lookalike() {
			imitations++
		}
	}
	if count.Imitations != imitations || imitations == 0 {
		t.Errorf("%d imitations counted, the chain has %d", count.Imitations, imitations)
	}
}
