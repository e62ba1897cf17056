package audience_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/haus25/backend/internal/devnet/audience"
	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv("TEST_XMTP"); url != "" {
		beParent(url, os.Getenv("TEST_SIDECAR"))
	}
	goleak.VerifyTestMain(m)
}

// join takes n new wallets to XMTP.
func join(t *testing.T, a *audience.Audience, n int) []*audience.Client {
	t.Helper()
	var clients []*audience.Client
	for range n {
		c, err := a.Join(t.Context(), xmtptest.Key(t))
		must(t, err)
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
