package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/ethereum/go-ethereum/ethclient"
	"go.uber.org/goleak"
)

// TestMain lets the test binary be the child that -exec runs.
func TestMain(m *testing.M) {
	switch os.Getenv("DEVNET_TEST_CHILD") {
	case "wait":
		os.Exit(waitChild())
	case "fail":
		fmt.Println("child fails")
		os.Exit(7)
	}
	// What geth leaves behind is geth's: see devnet.Chain.Close.
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
		goleak.IgnoreAnyFunction("github.com/ethereum/go-ethereum/eth/filters.(*Subscription).Unsubscribe"),
	)
}

// waitChild waits to be interrupted, and then asks the chain once more.
func waitChild() int {
	interrupted, stop := notify()
	defer stop()
	fmt.Println("child runs")
	<-interrupted
	var c config
	if _, err := toml.DecodeFile(os.Args[1], &c); err != nil {
		fmt.Println(err)
		return 1
	}
	client, err := ethclient.Dial(c.Chain.RPC[0])
	if err == nil {
		_, err = client.BlockNumber(context.Background())
	}
	if err != nil {
		fmt.Println("the chain stopped first:", err)
		return 1
	}
	fmt.Println("child stops while the chain lives")
	return 5
}

// output is what a command wrote; it tells when a text has come.
type output struct {
	mu    sync.Mutex
	text  bytes.Buffer
	more  chan struct{}
	ended chan struct{} // closed when the command has ended
}

func newOutput() *output { return &output{more: make(chan struct{}, 1), ended: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(p)
	select {
	case o.more <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func (o *output) wait(t *testing.T, text string) {
	t.Helper()
	deadline := time.After(time.Minute)
	for !strings.Contains(o.String(), text) {
		select {
		case <-o.more:
		case <-o.ended:
			if !strings.Contains(o.String(), text) {
				t.Fatalf("%q never came before the command ended; there is:\n%s", text, o)
			}
		case <-deadline:
			t.Fatalf("%q never came; there is:\n%s", text, o)
		}
	}
}

// begin runs the command in the background; the function returned stops it and answers its exit code.
func begin(t *testing.T, out *output, args ...string) (stop func() int) {
	t.Helper()
	free := []string{"-http", "127.0.0.1:0", "-ws", "127.0.0.1:0", "-xmtp", "127.0.0.1:0", "-srs", "127.0.0.1:0"}
	if slices.Contains(args, "-exec") { // else haus listens nowhere
		free = append(free, addresses(t)...)
	}
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	go func() {
		defer close(out.ended)
		code <- run(ctx, append(free, args...), out, out)
	}()
	return sync.OnceValue(func() int {
		cancel()
		return <-code
	})
}

// addresses are flags with free addresses for all that is listened on: another world on the usual ports is none of the test's business.
func addresses(t *testing.T) []string {
	t.Helper()
	flags := []string{"-http", "127.0.0.1:0", "-ws", "127.0.0.1:0"}
	for _, listener := range []string{"-api", "-control", "-hooks"} { // where haus is to listen cannot be left to haus
		address, err := freePort()
		if err != nil {
			t.Fatal(err)
		}
		flags = append(flags, listener, address)
	}
	return flags
}

func TestHelpNamesEveryFlagAndStartsNothing(t *testing.T) {
	var out bytes.Buffer
	if code := run(t.Context(), []string{"-h"}, io.Discard, &out); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	for _, name := range []string{"http", "ws", "seed", "block-time", "speed", "history", "history-events", "history-tickets", "history-tips", "data", "config", "exec", "follow", "sidecar", "xmtp", "hls", "premiere", "srs", "hooks", "player"} {
		if !strings.Contains(out.String(), "\n  -"+name) {
			t.Errorf("-h does not name -%s", name)
		}
	}
}

func TestWrongFlagsAreExplained(t *testing.T) {
	for _, tt := range []struct{ args, says string }{
		{"-nonsense", "not defined"},
		{"word", "all arguments are flags"},
		{"-time yesterday", "2026-01-31T20:00:00Z"},
		{"-api 127.0.0.1:0", "port"},
		{"-hooks 127.0.0.1:0", "port"},
		{"-hls there", "-config"},
		{"-hls there -config c -premiere 1ms", "-premiere"},
	} {
		var out bytes.Buffer
		if code := run(t.Context(), strings.Fields(tt.args), io.Discard, &out); code != 2 || !strings.Contains(out.String(), tt.says) {
			t.Errorf("%s: exit code %d and %q, want 2 and a word on %q", tt.args, code, out.String(), tt.says)
		}
	}
}

func TestConfigDescribesTheWorld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "not", "there", "haus.toml") // its folder is made
	out := newOutput()
	stop := begin(t, out, "-config", path, "-chain-id", "4242", "-api", "127.0.0.1:9480", "-block-time", "5ms")
	defer stop()
	out.wait(t, "Try:")

	var c config
	meta, err := toml.DecodeFile(path, &c)
	if err != nil {
		t.Fatal(err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		t.Errorf("keys that should not be there: %v", unknown)
	}
	if c.Chain.ID != 4242 || c.Chain.StartBlock != 1 || c.API.Listen != "127.0.0.1:9480" || c.Control.Listen != "127.0.0.1:8481" {
		t.Errorf("%+v", c)
	}
	if filepath.Dir(c.DataDir) != filepath.Dir(path) {
		t.Errorf("data_dir is %s, want it beside %s", c.DataDir, path)
	}
	for _, url := range append(c.Chain.RPC, c.Chain.WS...) {
		client, err := ethclient.Dial(url)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		if id, err := client.ChainID(t.Context()); err != nil || id.Uint64() != 4242 {
			t.Errorf("%s: chain %v, %v", url, id, err)
		}
		if !strings.Contains(out.String(), url) {
			t.Errorf("%s is not printed", url)
		}
	}
	for _, address := range []string{c.Contracts.EventFactory, c.Contracts.EventManager, c.Contracts.LiveTipping, c.Contracts.Distributor, c.Contracts.CreationWrapper} {
		if len(address) != 42 || !strings.Contains(out.String(), address) {
			t.Errorf("address %q is not printed", address)
		}
	}
	if code := stop(); code != 0 {
		t.Errorf("exit code %d, want 0:\n%s", code, out)
	}
	// Its own file may be written again, another one not.
	if code := once(t, path); code != 0 {
		t.Errorf("a second start ends with %d, want 0", code)
	}
	mine := filepath.Join(t.TempDir(), "haus.toml")
	if err := os.WriteFile(mine, []byte("# mine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := once(t, mine); code != 1 {
		t.Errorf("somebody's file: exit code %d, want 1", code)
	}
	if text, err := os.ReadFile(mine); err != nil || string(text) != "# mine\n" {
		t.Errorf("somebody's file was changed: %q, %v", text, err)
	}
}

// once starts the command with -config path and a child that ends at once.
func once(t *testing.T, path string) int {
	t.Helper()
	nothing, err := exec.LookPath("true")
	if err != nil {
		t.Fatal(err)
	}
	return run(t.Context(), append(addresses(t), "-config", path, "-exec", nothing), io.Discard, io.Discard)
}

func TestTheChildIsStoppedBeforeTheChain(t *testing.T) {
	t.Setenv("DEVNET_TEST_CHILD", "wait")
	path := filepath.Join(t.TempDir(), "haus.toml")
	out := newOutput()
	stop := begin(t, out, "-config", path, "-exec", os.Args[0]+" "+path)
	defer stop()
	out.wait(t, "child runs")
	if code := stop(); code != 5 {
		t.Errorf("exit code %d, want the child's, 5", code)
	}
	for _, text := range []string{"child stops while the chain lives", "ended: exit status 5"} {
		if !strings.Contains(out.String(), text) {
			t.Errorf("%q is missing:\n%s", text, out)
		}
	}
}

func TestAChildThatEndsEndsTheCommand(t *testing.T) {
	t.Setenv("DEVNET_TEST_CHILD", "fail")
	out := newOutput()
	stop := begin(t, out, "-exec", os.Args[0])
	defer stop()
	out.wait(t, "ended: exit status 7")
	if code := stop(); code != 7 {
		t.Errorf("exit code %d, want the child's, 7", code)
	}
	if n := strings.Count(out.String(), "child fails"); n != 1 {
		t.Errorf("the child ran %d times, want once", n)
	}
}

func TestAMissingChildIsExplained(t *testing.T) {
	out := newOutput()
	stop := begin(t, out, "-exec", filepath.Join(t.TempDir(), "haus"))
	defer stop()
	out.wait(t, "build it first")
	if code := stop(); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
}
