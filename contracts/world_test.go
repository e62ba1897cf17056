package contracts_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/rpc"
	"go.uber.org/goleak"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/contracts"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// geth starts its sender cache once a process and never ends it.
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		// The node database's pool goroutine ends by itself, a second after its database is closed.
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
	)
}

var (
	factory = bindings.NewEventFactory()
	manager = bindings.NewEventManager()
	kiosk   = bindings.NewTicketKiosk()
	tipping = bindings.NewLiveTipping()
	share   = bindings.NewDistributor()
	curate  = bindings.NewCuration()
	wrapper = bindings.NewCreationWrapper()
	strange = bindings.NewLookalike()
)

var treasury = common.HexToAddress("0x7ea5")

// world is a chain in this process with the platform on it. Transactions are sent one by one, each in its own block.
type world struct {
	contracts.Deployment
	t     *testing.T
	chain *simulated.Backend
	simulated.Client
	deployer, creator, alice, bob, carol, delegate, stranger *account
	names                                                    map[common.Address]named
}

type account struct {
	common.Address
	key *ecdsa.PrivateKey
}

// named says what a log's address is, for the order of logs.
type named struct {
	name string
	abi  abi.ABI
}

func newAccount(t *testing.T) *account {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return &account{crypto.PubkeyToAddress(key.PublicKey), key}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t}
	alloc := types.GenesisAlloc{}
	for _, a := range []**account{&w.deployer, &w.creator, &w.alice, &w.bob, &w.carol, &w.delegate, &w.stranger} {
		*a = newAccount(t)
		alloc[(*a).Address] = types.Account{Balance: sei(1000)}
	}
	w.chain = simulated.NewBackend(alloc)
	t.Cleanup(func() {
		if err := w.chain.Close(); err != nil {
			t.Errorf("close chain: %v", err)
		}
	})
	w.Client = w.chain.Client()

	var err error
	w.Deployment, err = contracts.Deploy(t.Context(), w.deployChain(), w.opts(w.deployer), treasury, func() { w.chain.Commit() })
	if err != nil {
		t.Fatal(err)
	}
	w.names = map[common.Address]named{
		w.EventFactory: {"EventFactory", factory.GetABI()},
		w.EventManager: {"EventManager", manager.GetABI()},
		w.LiveTipping:  {"LiveTipping", tipping.GetABI()},
		w.Distributor:  {"Distributor", share.GetABI()},
	}
	return w
}

func (w *world) deployChain() contracts.Chain { return w.Client.(contracts.Chain) }

func (w *world) opts(from *account) *bind.TransactOpts {
	return bind.NewKeyedTransactor(from.key, big.NewInt(1337))
}

// do sends a transaction that has to succeed, in its own block.
func (w *world) do(from *account, to common.Address, value *big.Int, data []byte) *types.Receipt {
	w.t.Helper()
	opts := w.opts(from)
	opts.Context, opts.Value = w.t.Context(), value
	tx, err := bind.NewBoundContract(to, abi.ABI{}, w.Client, w.Client, w.Client).RawTransact(opts, data)
	if err != nil {
		w.t.Fatalf("send: %v (%x)", err, revertData(err))
	}
	receipt := w.mine(tx)
	if receipt.Status != types.ReceiptStatusSuccessful {
		w.t.Fatalf("transaction reverted")
	}
	return receipt
}

// mine seals blocks until one holds the transaction: on a busy machine geth may seal one without it.
func (w *world) mine(tx *types.Transaction) *types.Receipt {
	w.t.Helper()
	for range 10 {
		w.chain.Commit()
		if receipt, err := w.TransactionReceipt(w.t.Context(), tx.Hash()); err == nil {
			return receipt
		}
	}
	w.t.Fatalf("transaction %s is in none of ten blocks", tx.Hash())
	return nil
}

// refuses checks that a transaction would revert with one error, given by its id.
func (w *world) refuses(want common.Hash, from *account, to common.Address, value *big.Int, data []byte) {
	w.t.Helper()
	_, err := w.CallContract(w.t.Context(), ethereum.CallMsg{From: from.Address, To: &to, Value: value, Data: data}, nil)
	if err == nil {
		w.t.Errorf("succeeds, want a revert")
	} else if got := revertData(err); !bytes.HasPrefix(got, want[:4]) {
		w.t.Errorf("reverts with %x (%v), want %x", got, err, want[:4])
	}
}

func revertData(err error) []byte {
	var data rpc.DataError
	if !errors.As(err, &data) {
		return nil
	}
	text, _ := data.ErrorData().(string)
	return common.FromHex(text)
}

// call reads from a contract.
func call[T any](w *world, to common.Address, data []byte, unpack func([]byte) (T, error)) T {
	w.t.Helper()
	value, err := bind.Call(bind.NewBoundContract(to, abi.ABI{}, w.Client, w.Client, w.Client), &bind.CallOpts{Context: w.t.Context()}, data, unpack)
	if err != nil {
		w.t.Fatalf("call: %v (%x)", err, revertData(err))
	}
	return value
}

// order names a receipt's logs in their order.
func (w *world) order(receipt *types.Receipt) []string {
	w.t.Helper()
	var out []string
	for _, log := range receipt.Logs {
		source, ok := w.names[log.Address]
		if !ok {
			w.t.Fatalf("log from an unknown address %s", log.Address)
		}
		event, err := source.abi.EventByID(log.Topics[0])
		if err != nil {
			w.t.Fatalf("log of %s: %v", source.name, err)
		}
		out = append(out, source.name+"."+event.Name)
	}
	return out
}

func (w *world) wantOrder(receipt *types.Receipt, want ...string) {
	w.t.Helper()
	if got := w.order(receipt); !slices.Equal(got, want) {
		w.t.Errorf("logs are\n  %q, want\n  %q", got, want)
	}
}

// log returns the only log of a receipt that unpack accepts.
func log[T any](w *world, receipt *types.Receipt, unpack func(*types.Log) (*T, error)) *T {
	w.t.Helper()
	var found *T
	for _, l := range receipt.Logs {
		if event, err := unpack(l); err == nil {
			if found != nil {
				w.t.Fatalf("%T is there twice", event)
			}
			found = event
		}
	}
	if found == nil {
		w.t.Fatalf("%T is not there", found)
	}
	return found
}

// now is the newest block's time in Unix seconds.
func (w *world) now() uint64 {
	w.t.Helper()
	header, err := w.HeaderByNumber(w.t.Context(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return header.Time
}

// passTo mines a block at the given time, in Unix seconds.
func (w *world) passTo(when uint64) {
	w.t.Helper()
	// Time can be adjusted with an empty pool only, and the pool drops what was mined in the background:
	// sealing a block waits for that.
	w.chain.Commit()
	if err := w.chain.AdjustTime(time.Duration(when-w.now()) * time.Second); err != nil {
		w.t.Fatal(err)
	}
	if got := w.now(); got != when {
		w.t.Fatalf("it is %d, want %d", got, when)
	}
}

func (w *world) balance(of common.Address) *big.Int {
	w.t.Helper()
	balance, err := w.BalanceAt(context.WithoutCancel(w.t.Context()), of, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return balance
}

func (w *world) wantBalance(of common.Address, want *big.Int) {
	w.t.Helper()
	if got := w.balance(of); got.Cmp(want) != 0 {
		w.t.Errorf("%s holds %s wei, want %s", of, got, want)
	}
}

func (w *world) wantOwner(asset common.Address, id int64, want common.Address) {
	w.t.Helper()
	if got := call(w, asset, factory.PackOwnerOf(big.NewInt(id)), factory.UnpackOwnerOf); got != want {
		w.t.Errorf("token %d belongs to %s, want %s", id, got, want)
	}
}

func sei(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(1e18)) }

// same compares values by how they print, since big.Int has no ==.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := show(got), show(want); g != w {
		t.Errorf("%s is %s, want %s", what, g, w)
	}
}

func show(v any) string {
	if b, ok := v.([]byte); ok {
		return hexutil.Encode(b)
	}
	return fmt.Sprintf("%v", v)
}
