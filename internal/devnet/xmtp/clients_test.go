package xmtp

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/crypto"
)

// Unmodified clients of the official SDK: see testdata/clients.mjs.
func TestRealClients(t *testing.T) {
	sdk := filepath.Join("..", "..", "..", "reactors", "chat", "sidecar", "node_modules", "@xmtp", "node-sdk", "package.json")
	if _, err := os.Stat(sdk); err != nil {
		t.Fatalf("the XMTP SDK is not installed (%v): run make sidecar", err)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("Node 20.20 or newer is needed: %v", err)
	}
	// More than a group holds, and more than net/http's usual number of streams on one connection.
	registrations := 260
	if testing.Short() {
		registrations = 60
	}

	world := &clientWorld{t: t, dir: t.TempDir()}
	world.start("127.0.0.1:0")
	helper := httptest.NewServer(world)
	t.Cleanup(helper.Close)

	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	clients := exec.CommandContext(ctx, node, "testdata/clients.mjs", world.url, helper.URL, t.TempDir(), strconv.Itoa(registrations))
	var native, said bytes.Buffer
	clients.Stdout, clients.Stderr = &native, &said // the native module logs to stdout
	err = clients.Run()
	t.Logf("clients:\n%s", &said)
	if err != nil {
		t.Fatalf("%v\n%s", err, &native)
	}
	want := Stats{Inboxes: 4 + registrations, Installations: 4 + registrations, Groups: 1}
	got := world.node.Stats()
	if got.Inboxes != want.Inboxes || got.Installations != want.Installations || got.Groups != want.Groups {
		t.Errorf("the node counts %+v, want %d inboxes, as many installations and one group", got, want.Inboxes)
	}
	t.Logf("node: %+v", got)
}

// clientWorld does for the clients what they cannot do themselves.
type clientWorld struct {
	t    *testing.T
	dir  string
	url  string
	stop func()

	mu   sync.Mutex
	node *Node
}

func (w *clientWorld) start(address string) {
	w.node = open(w.t, Options{Dir: w.dir})
	w.url, w.stop = serve(w.t, w.node, address)
}

func (w *clientWorld) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var in struct {
		Name, Text string
		On         bool
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte(in.Name)))
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	var answer any = struct{}{}
	switch r.URL.Path {
	case "/wallet":
		answer = map[string]string{"address": strings.ToLower(crypto.PubkeyToAddress(key.PublicKey).Hex())}
	case "/sign":
		signature, err := crypto.Sign(accounts.TextHash([]byte(in.Text)), key)
		if err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
		signature[64] += 27 // as wallets write the recovery id
		answer = map[string]string{"signature": hex.EncodeToString(signature)}
	case "/stop":
		w.stop()
		if err := w.node.Close(); err != nil {
			http.Error(rw, err.Error(), http.StatusInternalServerError)
			return
		}
	case "/start":
		w.start(strings.TrimPrefix(w.url, "http://"))
	case "/refuse":
		w.node.Refuse(in.On)
	case "/groups":
		answer = w.node.Groups()
	default:
		http.Error(rw, fmt.Sprintf("%s is not there", r.URL.Path), http.StatusNotFound)
		return
	}
	json.NewEncoder(rw).Encode(answer)
}
