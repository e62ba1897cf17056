package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/config"
)

func TestKey(t *testing.T) {
	dir := t.TempDir()
	run := func(args ...string) (code int, out, errs string) {
		var o, e bytes.Buffer
		code = execute(t.Context(), append([]string{"key"}, args...), nil, &o, &e)
		return code, o.String(), e.String()
	}
	code, out, errs := run(dir)
	if code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	// What it says to put into the configuration opens the key.
	_, toml, _ := strings.Cut(out, "haus.toml:\n")
	toml, _, _ = strings.Cut(toml, "\nKeep")
	file := filepath.Join(dir, "haus.toml")
	text := "[chain]\nid = 7\nrpc = [\"http://127.0.0.1:1\"]\nstart_block = 1\n[contracts]\nevent_factory = \"0x0000000000000000000000000000000000000001\"\nevent_manager = \"0x0000000000000000000000000000000000000002\"\n" + toml
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := agent.Load(c.Agent.KeyFile, c.Agent.Passphrase.Value())
	if err != nil || !strings.Contains(out, key.Address().Hex()) {
		t.Fatalf("%v; it said %q", err, out)
	}
	if strings.Contains(out, c.Agent.Passphrase.Value()) {
		t.Error("it printed the passphrase")
	}
	before, err := os.ReadFile(filepath.Join(dir, "agent.json"))
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := run(dir); code != exitFailed || !strings.Contains(errs, "is there already") {
		t.Errorf("a second time: %d, %q", code, errs)
	}
	if after, err := os.ReadFile(filepath.Join(dir, "agent.json")); err != nil || !bytes.Equal(before, after) {
		t.Error("the key was replaced")
	}
	if code, _, errs := run(dir, "more"); code != exitUsage || !strings.Contains(errs, `unexpected "more"`) {
		t.Errorf("too many arguments: %d, %q", code, errs)
	}
	if code, _, errs := run(filepath.Join(dir, "missing")); code != exitFailed || !strings.Contains(errs, "missing") {
		t.Errorf("no folder: %d, %q", code, errs)
	}
}
