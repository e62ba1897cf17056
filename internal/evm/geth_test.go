package evm

import (
	"context"
	"fmt"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	gethnode "github.com/ethereum/go-ethereum/node"
)

// gethChain is the chain id of go-ethereum's simulated chain.
const gethChain = 1337

// freePort returns a loopback port that was free a moment ago.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// TestAgainstGeth reads a real go-ethereum node over its own HTTP and web socket servers.
func TestAgainstGeth(t *testing.T) {
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	from := crypto.PubkeyToAddress(key.PublicKey)
	httpPort, wsPort := freePort(t), freePort(t)
	sim := simulated.NewBackend(types.GenesisAlloc{from: {Balance: big.NewInt(1e18)}}, func(n *gethnode.Config, _ *ethconfig.Config) {
		n.HTTPHost, n.HTTPPort, n.HTTPModules = "127.0.0.1", httpPort, []string{"eth"}
		n.WSHost, n.WSPort, n.WSModules = "127.0.0.1", wsPort, []string{"eth"}
	})
	defer sim.Close()
	o := options(fmt.Sprintf("http://127.0.0.1:%d", httpPort))
	o.ChainID = gethChain
	p := newPool(t, o)

	// Heads wakes for the block that is mined next.
	ctx, cancel := context.WithCancel(t.Context())
	connected, woken, ended := make(chan struct{}), make(chan uint64, 1), make(chan error, 1)
	go func() {
		ended <- Heads(ctx, []string{fmt.Sprintf("ws://127.0.0.1:%d", wsPort)}, gethChain, time.Minute, nil, func(n uint64) {
			if n == 0 {
				close(connected)
			} else {
				woken <- n
			}
		})
	}()
	<-connected
	// The init code logs the topic 0x2a twice, without data, and deploys nothing.
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(big.NewInt(gethChain)), &types.LegacyTx{
		GasPrice: big.NewInt(2e9), Gas: 100_000, Data: common.FromHex("602a60006000a1602a60006000a100"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := sim.Client().SendTransaction(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	hash := sim.Commit()
	if n := <-woken; n != 1 {
		t.Errorf("woken for block %d, want 1", n)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}

	err = p.Do(t.Context(), func(ctx context.Context, e *Endpoint) error {
		b := e.NewBatch()
		contract := crypto.CreateAddress(from, 0)
		f := Filter{From: 0, To: 1, Addresses: []common.Address{contract}, Topics: [][]common.Hash{{common.BigToHash(big.NewInt(0x2a))}}}
		latest, header, future, logs := b.Latest(), b.Header(1), b.Header(2), b.Logs(f)
		f.To = 2
		beyond, code, call := b.Logs(f), b.Code(contract), b.Call(contract, nil)
		if err := b.Send(ctx); err != nil {
			return err
		}
		if latest.Err != nil || header.Err != nil || *latest.Value != *header.Value || header.Value.Hash != hash {
			t.Errorf("latest %+v %v, header %+v %v", latest.Value, latest.Err, header.Value, header.Err)
		}
		if future.Value != nil || future.Err != nil {
			t.Errorf("block 2 is %+v, %v; want nothing", future.Value, future.Err)
		}
		if logs.Err != nil || len(logs.Value) != 2 {
			t.Errorf("logs %+v, %v; want two", logs.Value, logs.Err)
			return nil
		}
		for i, l := range logs.Value {
			if l.Address != contract || l.BlockHash != hash || l.TxHash != tx.Hash() || l.Index != uint32(i) || len(l.Topics) != 1 || len(l.Data) != 0 || l.BlockTime != header.Value.Time {
				t.Errorf("log %d is %+v", i, l)
			}
		}
		if !header.Value.Bloom.Test(contract.Bytes()) {
			t.Error("the bloom misses the contract")
		}
		same(t, beyond.Err, &AheadError{Requested: 2})
		if code.Err != nil || len(code.Value) != 0 || call.Err != nil || len(call.Value) != 0 {
			t.Errorf("code %x %v, call %x %v; want nothing", code.Value, code.Err, call.Value, call.Err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
