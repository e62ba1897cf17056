package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/agent"
	hausconfig "github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/store/content"
)

var sidecar = filepath.Join("..", "..", "reactors", "chat", "sidecar")

// The configuration of a world with people is one that haus takes, with a key that opens and documents that are there; and nothing
// of the world is left when it ends.
func TestAWorldWithPeople(t *testing.T) {
	path := filepath.Join(t.TempDir(), "haus.toml")
	out := newOutput()
	args := []string{"-config", path, "-sidecar", sidecar}
	stop := begin(t, out, args...)
	defer stop()
	out.wait(t, "Try:")
	c, err := hausconfig.Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := agent.Load(c.Agent.KeyFile, c.Agent.Passphrase.Value())
	if err != nil {
		t.Fatal(err)
	}
	if c.Chat.Env != "local" || !strings.Contains(out.String(), c.Chat.APIURL) || !strings.Contains(out.String(), key.Address().Hex()) {
		t.Errorf("%+v of %s is not what is printed:\n%s", c.Chat, key.Address(), out)
	}
	if _, err := os.Stat(filepath.Join(c.Chat.Sidecar, "sidecar.mjs")); err != nil {
		t.Error(err)
	}
	f, err := fetch.New(fetch.Options{Gateways: c.Content.Gateways})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for document := range devnet.Documents() {
		uri := "ipfs://" + content.CID(document).String()
		if d, err := f.FetchJSON(t.Context(), uri); err != nil || string(d.Body) != string(document) {
			t.Errorf("%s holds %q (%v), want %q", uri, d.Body, err, document)
		}
		break
	}
	if code := stop(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	// A second world takes its place, with the same key.
	again := newOutput()
	stop = begin(t, again, args...)
	defer stop()
	again.wait(t, "Try:")
	if code := stop(); code != 0 || !strings.Contains(again.String(), key.Address().Hex()) {
		t.Errorf("the second start ends with %d:\n%s", code, again)
	}
}

// A world that is kept keeps what XMTP knows with its chain.
func TestAKeptWorldKeepsItsChats(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "world")
	for range 2 {
		out := newOutput()
		stop := begin(t, out, "-data", dir, "-sidecar", sidecar)
		out.wait(t, "Try:")
		if code := stop(); code != 0 {
			t.Fatalf("exit code %d:\n%s", code, out)
		}
		for _, folder := range []string{"xmtp", "audience"} {
			if info, err := os.Stat(filepath.Join(dir, folder)); err != nil || !info.IsDir() {
				t.Errorf("%s: %v", folder, err)
			}
		}
	}
}

func TestAMissingSidecarIsExplained(t *testing.T) {
	out := newOutput()
	stop := begin(t, out, "-sidecar", t.TempDir())
	defer stop()
	out.wait(t, "make sidecar")
	if code := stop(); code != 1 {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}

func TestNobodysKeyIsOverwritten(t *testing.T) {
	private, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{keyFile, passphraseFile} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, name), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := writeKey(folder, private); err == nil || !strings.Contains(err.Error(), "did not write") {
			t.Errorf("over %s: %v", name, err)
		}
		if text, err := os.ReadFile(filepath.Join(folder, name)); err != nil || string(text) != "mine" {
			t.Errorf("%s is %q now (%v)", name, text, err)
		}
	}
}

// Everything at once, as make run shows it: haus makes groups, seats people, lets them out and writes documents; people talk, one
// comes late, who sells reads no more.
func TestTheWorldShowsWhatHausDoes(t *testing.T) {
	if testing.Short() {
		t.Skip("runs for some 15 seconds with a haus of its own")
	}
	t.Parallel()
	bin := filepath.Join(t.TempDir(), "haus")
	if out, err := exec.Command("go", "build", "-o", bin, "../haus").CombinedOutput(); err != nil {
		t.Fatalf("build haus: %v\n%s", err, out)
	}
	path := filepath.Join(t.TempDir(), "haus.toml")
	out := newOutput()
	stop := begin(t, out, "-sidecar", sidecar, "-follow", "-config", path, "-exec", bin+" run --config "+path)
	defer stop()
	for _, text := range []string{
		"event 0 minted", "event 0: room 1 of the chat is XMTP group", "event 0: waits, not on XMTP yet: ", ": in the chat now: ", ": haus writes chat into its document by transaction ",
		": creator 0x", " writes “", " reads it", ": out of the chat: ", ", who sold, does not read it", ", who bought a ticket a while ago, joins XMTP now",
	} {
		out.wait(t, text)
	}
	if code := stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, text := range []string{"who bought, does not read", "who sold, reads", "its document is parked", "level=WARN", "level=ERROR"} {
		if strings.Contains(out.String(), text) {
			t.Errorf("%q should not be there:\n%s", text, out)
		}
	}
}
