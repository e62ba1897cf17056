package sidecar

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// program is an executable shell script.
func program(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "node")
	must(t, os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700))
	return path
}

func TestCheck(t *testing.T) {
	version, err := Check(t.Context(), Options{Dir: "."})
	if err != nil || !strings.HasPrefix(version, "Node.js ") || !strings.HasSuffix(version, ", XMTP SDK 5.5.0") {
		t.Errorf("%q, %v", version, err)
	}
	bare := t.TempDir()
	for _, name := range []string{script, "chat.mjs"} {
		must(t, os.WriteFile(filepath.Join(bare, name), nil, 0o600))
	}
	node, err := exec.LookPath("node")
	must(t, err)
	broken := program(t, `[ "$1" = --version ] && exec `+node+` --version; echo "libc.so.6: version GLIBC_2.38 not found" >&2; exit 1`)
	for name, c := range map[string]struct {
		o    Options
		says []string
	}{
		"no Node.js":        {Options{Node: "no-such-node", Dir: "."}, []string{`"no-such-node" is not there`, "install Node.js 20.20 or newer"}},
		"too old":           {Options{Node: program(t, "echo v18.20.4"), Dir: "."}, []string{"18.20.4 of Node.js is too old", "install 20.20 or newer"}},
		"a bit too old":     {Options{Node: program(t, "echo v20.19.9"), Dir: "."}, []string{"20.19.9 of Node.js is too old"}},
		"something else":    {Options{Node: program(t, "echo hello"), Dir: "."}, []string{`says "hello"`, "install"}},
		"that fails":        {Options{Node: program(t, "exit 3"), Dir: "."}, []string{"exit status 3"}},
		"no sidecar":        {Options{Dir: t.TempDir()}, []string{"sidecar.mjs is not there", "make sidecar"}},
		"no SDK":            {Options{Dir: bare}, []string{"package.json is not there", "make sidecar"}},
		"SDK does not load": {Options{Node: broken, Dir: "."}, []string{"GLIBC_2.38 not found", "make sidecar", "glibc 2.36"}},
	} {
		version, err := Check(t.Context(), c.o)
		if err == nil {
			t.Errorf("%s: %q", name, version)
			continue
		}
		for _, says := range c.says {
			if !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %q does not say %q", name, err, says)
			}
		}
	}
}

func TestNodeVersion(t *testing.T) {
	for printed, want := range map[string]string{
		"v20.20.0\n": "20.20.0", "v22.1.0": "22.1.0", "v100.0.0-nightly": "100.0.0", "v20.19.0": "", "v4.99.0": "", "20.20.0": "", "": "", "v99999.0.0": "",
	} {
		if got, err := nodeVersion(printed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", printed, got, err)
		}
	}
}
