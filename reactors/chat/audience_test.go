package chat

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/devnet/xmtp"
	"github.com/haus25/backend/reactors/chat/sidecar"
)

// real is a world on a development XMTP node: the real sidecar, and an audience of unmodified SDK clients in one Node process.
type real struct {
	*world
	t        *testing.T
	node     *xmtp.Node
	url      string
	sidecar  *sidecar.Sidecar
	audience *audience
	own      *ecdsa.PrivateKey // the service's
	stop     func()            // the sidecar
	dir      string            // its database's
}

func sign(k *ecdsa.PrivateKey, text []byte) ([]byte, error) {
	signature, err := crypto.Sign(accounts.TextHash(text), k)
	if err == nil {
		signature[64] += 27
	}
	return signature, err
}

func newReal(t *testing.T) *real {
	if _, err := os.Stat("sidecar/node_modules/@xmtp/node-sdk"); err != nil {
		t.Fatalf("the XMTP SDK is not installed (%v): run make sidecar", err)
	}
	node, err := xmtp.New(xmtp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &real{world: newWorld(t), t: t, stop: func() {}, node: node, url: "http://" + listener.Addr().String()}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- node.Run(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ended, node.Close()); err != nil {
			t.Error(err)
		}
	})
	if w.own, err = crypto.GenerateKey(); err != nil {
		t.Fatal(err)
	}
	w.audience = newAudience(t)
	w.install(filepath.Join(t.TempDir(), "chat"))
	return w
}

// install runs a sidecar with the database in a folder, and a new reactor with it.
func (w *real) install(dir string) {
	w.t.Helper()
	w.stop()
	w.dir = dir
	address := crypto.PubkeyToAddress(w.own.PublicKey)
	s := sidecar.New(sidecar.Options{Dir: "sidecar", DBDir: dir, DBKey: [32]byte{7}, Env: "local", APIURL: w.url,
		Address: address, Sign: func(text []byte) ([]byte, error) { return sign(w.own, text) },
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
	r, err := New(Options{Messenger: s, Network: "local", Identity: identity, Self: address, Document: w.document})
	if err != nil {
		w.t.Fatal(err)
	}
	w.sidecar, w.r = s, r
}

// audience speaks to the clients' process over a socket, a JSON line each.
type audience struct {
	t     *testing.T
	lines *bufio.Scanner
	write *json.Encoder
	keys  map[common.Address]*ecdsa.PrivateKey
	last  int
}

func newAudience(t *testing.T) *audience {
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := os.NewFile(uintptr(ends[0]), "audience"), os.NewFile(uintptr(ends[1]), "test")
	defer theirs.Close()
	cmd := exec.Command("node", "sidecar/testdata/audience/sidecar.mjs")
	cmd.ExtraFiles = []*os.File{theirs}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start Node.js, which has to be 20.20 or newer: %v", err)
	}
	t.Cleanup(func() {
		ours.Close() // its sign to end
		if err := cmd.Wait(); err != nil {
			t.Errorf("the audience: %v", err)
		}
	})
	a := &audience{t: t, lines: bufio.NewScanner(ours), write: json.NewEncoder(ours), keys: map[common.Address]*ecdsa.PrivateKey{}}
	a.lines.Buffer(nil, 1<<22)
	return a
}

// do has the clients do something, and signs what they ask for meanwhile.
func (a *audience) do(method string, params map[string]any, result any) error {
	a.t.Helper()
	a.last++
	if err := a.write.Encode(map[string]any{"jsonrpc": "2.0", "id": a.last, "method": method, "params": params}); err != nil {
		a.t.Fatal(err)
	}
	for a.lines.Scan() {
		var f struct {
			ID     int
			Method string
			Params struct {
				Address common.Address
				Text    string
			}
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal(a.lines.Bytes(), &f); err != nil {
			a.t.Fatal(err)
		}
		switch {
		case f.Method == "sign":
			signature, err := sign(a.keys[f.Params.Address], []byte(f.Params.Text))
			if err != nil {
				a.t.Fatal(err)
			}
			if err := a.write.Encode(map[string]any{"jsonrpc": "2.0", "id": f.ID, "result": hex.EncodeToString(signature)}); err != nil {
				a.t.Fatal(err)
			}
		case f.Error != nil:
			return errors.New(f.Error.Message)
		case result != nil:
			return json.Unmarshal(f.Result, result)
		default:
			return nil
		}
	}
	a.t.Fatalf("the audience is gone: %v", a.lines.Err())
	return nil
}

// wallets makes n wallets that are not on XMTP.
func (a *audience) wallets(n int) (out []common.Address) {
	for range n {
		k, err := crypto.GenerateKey()
		if err != nil {
			a.t.Fatal(err)
		}
		out = append(out, crypto.PubkeyToAddress(k.PublicKey))
		a.keys[out[len(out)-1]] = k
	}
	return out
}

// register puts wallets on XMTP, one after another.
func (w *real) register(wallets ...common.Address) {
	w.t.Helper()
	for batch := range slices.Chunk(wallets, 50) {
		if err := w.audience.do("register", map[string]any{"url": w.url, "addresses": batch}, nil); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *real) say(by common.Address, group, text string) error {
	return w.audience.do("send", map[string]any{"address": by, "group": group, "text": text}, nil)
}

// reads returns the texts that a client can read.
func (w *real) reads(a common.Address, group string) (texts []string) {
	w.t.Helper()
	if err := w.audience.do("texts", map[string]any{"address": a, "group": group}, &texts); err != nil {
		w.t.Fatal(err)
	}
	return texts
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
