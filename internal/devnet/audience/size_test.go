package audience_test

import (
	"slices"
	"testing"
	"time"

	"github.com/haus25/backend/internal/devnet/audience"
	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
)

// Many wallets join one after another, in one process, and can leave it.
func TestManyWallets(t *testing.T) {
	n := 600
	if testing.Short() {
		n = 60
	}
	w := xmtptest.New(t)
	a := xmtptest.Audience(t, w.URL, "")
	memory := func() float64 {
		bytes, err := a.Memory(t.Context())
		must(t, err)
		return float64(bytes) / (1 << 20)
	}
	empty := memory()
	var took []time.Duration
	var clients []*audience.Client
	for range n {
		began := time.Now()
		clients = append(clients, join(t, a, 1)...)
		took = append(took, time.Since(began))
	}
	all := memory()
	slices.Sort(took)
	t.Logf("%d wallets joined: p50 %v, p99 %v each; %.0f MB before, %.2f MB a wallet", n, took[n/2].Round(time.Millisecond), took[n*99/100].Round(time.Millisecond), empty, (all-empty)/float64(n))
	if got := w.Node.Stats().Inboxes; got != n {
		t.Errorf("%d inboxes, want %d", got, n)
	}
	for _, c := range clients {
		must(t, c.Close(t.Context()))
	}
	if one := join(t, a, 1)[0]; one.InboxID == "" {
		t.Error("nobody can join any more")
	}
}
