package chat

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
	"github.com/haus25/backend/reactors/chat/sidecar"
)

// real is a world on a development XMTP node, with the real sidecar and an audience of unmodified SDK clients.
type real struct {
	*world
	*xmtptest.Network
	t       *testing.T
	sidecar *sidecar.Sidecar
	own     *agent.Key // the service's
	stop    func()     // the sidecar
	dir     string     // its database's
}

func newReal(t *testing.T) *real {
	w := &real{world: newWorld(t), Network: xmtptest.New(t), t: t, own: agent.New(xmtptest.Key(t)), stop: func() {}}
	w.install(filepath.Join(t.TempDir(), "chat"))
	return w
}

// install runs a sidecar with the database in a folder, and a new reactor with it.
func (w *real) install(dir string) {
	w.t.Helper()
	w.stop()
	w.dir = dir
	s := sidecar.New(sidecar.Options{Dir: "sidecar", DBDir: dir, DBKey: [32]byte{7}, Env: "local", APIURL: w.URL,
		Address: w.own.Address(), Sign: w.own.SignText,
		Log: slog.New(slog.DiscardHandler), CallTimeout: 5 * time.Second, FirstRestart: 10 * time.Millisecond})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	var once sync.Once
	w.stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				w.t.Error(err)
			}
		})
	}
	w.t.Cleanup(w.stop)
	ready, done := context.WithTimeout(w.t.Context(), time.Minute)
	defer done()
	if err := s.Wait(ready); err != nil {
		w.t.Fatal(err)
	}
	r, err := New(Options{Messenger: s, Network: "local", Identity: identity, Self: w.own.Address(), Document: w.document})
	if err != nil {
		w.t.Fatal(err)
	}
	w.sidecar, w.r = s, r
}

// members are the wallets that the service sees in a group, itself left out.
func (w *real) members(group string) map[common.Address]sidecar.Role {
	w.t.Helper()
	g, err := w.sidecar.Group(w.t.Context(), group)
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[common.Address]sidecar.Role{}
	for _, m := range g.Members {
		for _, a := range m.Addresses {
			out[a] = m.Role
		}
	}
	delete(out, w.r.Self)
	return out
}

func (w *real) deadline() (context.Context, context.CancelFunc) {
	return context.WithTimeout(w.t.Context(), time.Minute)
}
