package sidecar

import (
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/devnet/xmtp"
)

// key signs as a wallet does.
type key struct{ *ecdsa.PrivateKey }

func (k key) sign(text []byte) ([]byte, error) {
	signature, err := crypto.Sign(accounts.TextHash(text), k.PrivateKey)
	if err == nil {
		signature[64] += 27
	}
	return signature, err
}

func (k key) address() common.Address { return crypto.PubkeyToAddress(k.PublicKey) }

// testKey is the key of testWallet: one of the well-known development accounts.
var testKey = func() key {
	k, err := crypto.HexToECDSA("2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6")
	if err != nil {
		panic(err)
	}
	return key{k}
}()

// world is an XMTP node, and an audience of real clients on it.
type world struct {
	t        *testing.T
	node     *xmtp.Node
	url      string
	audience *child
	keys     map[common.Address]key
}

func needSDK(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("node_modules/@xmtp/node-sdk"); err != nil {
		t.Skip("the XMTP SDK is not installed: make sidecar")
	}
}

// network runs an XMTP node until the test ends, and returns its address.
func network(t *testing.T) string { return newWorld(t).url }

func newWorld(t *testing.T) *world {
	t.Helper()
	needSDK(t)
	node, err := xmtp.New(xmtp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- node.Run(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := node.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{t: t, node: node, url: "http://" + listener.Addr().String(), keys: map[common.Address]key{}}
}

// register makes n wallets that are on XMTP.
func (w *world) register(n int) []common.Address {
	w.t.Helper()
	if w.audience == nil {
		answer := func(_ string, params json.RawMessage) (any, error) {
			var p struct {
				Address common.Address
				Text    string
			}
			if err := json.Unmarshal(params, &p); err != nil {
				return nil, err
			}
			signature, err := w.keys[p.Address].sign([]byte(p.Text))
			return hex.EncodeToString(signature), err
		}
		o := Options{Dir: filepath.Join("testdata", "audience"), StopGrace: time.Second}.withDefaults()
		o.Log = slog.New(slog.NewTextHandler(w.t.Output(), nil))
		c, err := spawn(context.Background(), o, answer)
		if err != nil {
			w.t.Fatal(err)
		}
		w.t.Cleanup(func() { c.end(errStopped) })
		w.audience = c
	}
	var wallets []common.Address
	for range n {
		wallets = append(wallets, w.wallet())
	}
	for batch := range slices.Chunk(wallets, MaxBatch) {
		w.do("register", map[string]any{"url": w.url, "addresses": batch}, nil)
	}
	return wallets
}

// wallet is one that is not on XMTP.
func (w *world) wallet() common.Address {
	k, err := crypto.GenerateKey()
	if err != nil {
		w.t.Fatal(err)
	}
	w.keys[key{k}.address()] = key{k}
	return key{k}.address()
}

// do has the audience do something.
func (w *world) do(method string, params map[string]any, result any) {
	w.t.Helper()
	if err := w.try(method, params, result); err != nil {
		w.t.Fatalf("the audience's %s: %v", method, err)
	}
}

func (w *world) try(method string, params map[string]any, result any) error {
	ctx, cancel := context.WithTimeout(w.t.Context(), 2*time.Minute)
	defer cancel()
	return w.audience.conn.call(ctx, method, params, result)
}

// options are a service's in this world, with a database in a new folder.
func (w *world) options() Options {
	return Options{
		Dir: ".", DBDir: w.t.TempDir(), DBKey: [32]byte{1, 2, 3}, Env: "local", APIURL: w.url, Address: testWallet, Sign: testKey.sign,
		Log: slog.New(slog.NewTextHandler(w.t.Output(), nil)), FirstRestart: 10 * time.Millisecond, MostRestart: 100 * time.Millisecond,
	}
}

// service runs the real sidecar and waits until it is ready.
func (w *world) service(o Options) *Sidecar {
	w.t.Helper()
	s := run(w.t, o)
	wait(w.t, s)
	return s
}
