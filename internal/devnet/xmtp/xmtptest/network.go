// Package xmtptest is an XMTP network for a test: a development node on a free loopback port, and people on it with real clients, all in
// one Node.js process that starts when the first of them joins. Everything ends with the test, the people before their network.
package xmtptest

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/devnet/audience"
	"github.com/haus25/backend/internal/devnet/xmtp"
)

// Network is the node and the people. Its methods fail the test that it was made for, so they are for that test's goroutine.
type Network struct {
	Node *xmtp.Node
	URL  string // the node's

	t        testing.TB
	audience *audience.Audience
	keys     map[common.Address]*ecdsa.PrivateKey
	clients  map[common.Address]*audience.Client
}

// New starts a node that keeps everything in memory. The test fails when the SDK is not installed.
func New(t testing.TB) *Network {
	t.Helper()
	SidecarDir(t)
	node, err := xmtp.New(xmtp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- node.Run(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ended, node.Close()); err != nil {
			t.Error(err)
		}
	})
	return &Network{Node: node, URL: "http://" + listener.Addr().String(), t: t,
		keys: map[common.Address]*ecdsa.PrivateKey{}, clients: map[common.Address]*audience.Client{}}
}

// SidecarDir is the absolute path of the chat sidecar's folder. The test fails when the SDK is not installed there.
func SidecarDir(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd() // the folder of the package under test
	if err != nil {
		t.Fatal(err)
	}
	for !exists(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test's folder")
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, "reactors", "chat", "sidecar")
	if !exists(filepath.Join(dir, "node_modules", "@xmtp", "node-sdk")) {
		t.Fatal("the XMTP SDK is not installed: run make sidecar")
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Audience starts a process for people on the node at url. Their databases are in dir, or in memory for "".
func Audience(t testing.TB, url, dir string) *audience.Audience {
	t.Helper()
	a, err := audience.Start(context.Background(), audience.Options{SidecarDir: SidecarDir(t), APIURL: url, Dir: dir, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// Key makes one for a wallet.
func Key(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Wallets makes some that are not on XMTP yet.
func (n *Network) Wallets(count int) []common.Address {
	n.t.Helper()
	wallets := make([]common.Address, count)
	for i := range wallets {
		key := Key(n.t)
		wallets[i] = crypto.PubkeyToAddress(key.PublicKey)
		n.keys[wallets[i]] = key
	}
	return wallets
}

// Join takes wallets of the network's to XMTP, one after another.
func (n *Network) Join(wallets ...common.Address) {
	n.t.Helper()
	if n.audience == nil {
		n.audience = Audience(n.t, n.URL, "")
	}
	for _, a := range wallets {
		client, err := n.audience.Join(n.t.Context(), n.keys[a])
		if err != nil {
			n.t.Fatal(err)
		}
		n.clients[a] = client
	}
}

// Joined makes wallets that are on XMTP.
func (n *Network) Joined(count int) []common.Address {
	n.t.Helper()
	wallets := n.Wallets(count)
	n.Join(wallets...)
	return wallets
}

// Key is that of a wallet of the network's.
func (n *Network) Key(wallet common.Address) *ecdsa.PrivateKey { return n.keys[wallet] }

// As is the client of a wallet that has joined.
func (n *Network) As(wallet common.Address) *audience.Client {
	n.t.Helper()
	client := n.clients[wallet]
	if client == nil {
		n.t.Fatalf("%s has not joined XMTP", wallet)
	}
	return client
}

// Texts are what a client reads in a group.
func Texts(t testing.TB, c *audience.Client, group string) (texts []string) {
	t.Helper()
	messages, err := c.Messages(t.Context(), group)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		texts = append(texts, m.Text)
	}
	return texts
}
