package audience

import (
	"context"
	"crypto/ecdsa"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"go.uber.org/goleak"

	"github.com/haus25/backend/internal/devnet/xmtp"
)

var sidecar = filepath.Join("..", "..", "..", "reactors", "chat", "sidecar")

func TestMain(m *testing.M) {
	if url := os.Getenv("TEST_XMTP"); url != "" {
		beParent(url)
	}
	goleak.VerifyTestMain(m)
}

// network runs an XMTP node until the test ends.
func network(t *testing.T) (node *xmtp.Node, url string) {
	t.Helper()
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
	return node, "http://" + listener.Addr().String()
}

// start runs an audience until the test ends.
func start(t *testing.T, url, dir string) *Audience {
	t.Helper()
	a, err := Start(context.Background(), Options{SidecarDir: sidecar, APIURL: url, Dir: dir, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
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

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// join takes n new wallets to XMTP.
func join(t *testing.T, a *Audience, n int) []*Client {
	t.Helper()
	var clients []*Client
	for range n {
		c, err := a.Join(t.Context(), newKey(t))
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
	}
	return clients
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// texts are what a wallet reads in a group.
func texts(t *testing.T, c *Client, group string) (list []string) {
	t.Helper()
	messages, err := c.Messages(t.Context(), group)
	must(t, err)
	for _, m := range messages {
		list = append(list, m.Text)
	}
	return list
}
