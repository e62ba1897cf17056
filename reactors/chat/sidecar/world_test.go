package sidecar

import (
	"log/slog"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
)

// testKey is the key of testWallet: one of the well-known development accounts.
var testKey = func() *agent.Key {
	k, err := crypto.HexToECDSA("2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6")
	if err != nil {
		panic(err)
	}
	return agent.New(k)
}()

// world is an XMTP network with people, on which services run.
type world struct {
	*xmtptest.Network
	t *testing.T
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{xmtptest.New(t), t}
}

// texts are what a wallet reads.
func (w *world) texts(wallet common.Address, group string) []string {
	w.t.Helper()
	return xmtptest.Texts(w.t, w.As(wallet), group)
}

// options are a service's in this world, with a database in a new folder.
func (w *world) options() Options {
	return Options{
		Dir: ".", DBDir: w.t.TempDir(), DBKey: [32]byte{1, 2, 3}, Env: "local", APIURL: w.URL, Address: testWallet, Sign: testKey.SignText,
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
