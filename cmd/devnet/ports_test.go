package main

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
)

func TestATakenPortIsNamedWithTheCommandThatAvoidsIt(t *testing.T) {
	var taken []string
	for range 2 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		taken = append(taken, listener.Addr().String())
	}
	for _, tt := range []struct {
		args []string
		says []string
	}{
		{[]string{"-http", taken[0], "-ws", "127.0.0.1:0"}, []string{taken[0] + " for JSON-RPC (", "-http 127.0.0.1:"}},
		{[]string{"-http", "127.0.0.1:0", "-ws", "127.0.0.1:0", "-api", taken[0], "-control", taken[1], "-exec", "haus run"},
			[]string{taken[0] + " for haus' API (", taken[1] + " for haus' control listener (", "-exec 'haus run' -api 127.0.0.1:", " -control 127.0.0.1:"}},
	} {
		var out bytes.Buffer
		if code := run(t.Context(), tt.args, io.Discard, &out); code != 1 {
			t.Errorf("%q: exit code %d, want 1", tt.args, code)
		}
		for _, text := range tt.says {
			if !strings.Contains(out.String(), text) {
				t.Errorf("%q: %q is missing in %q", tt.args, text, out.String())
			}
		}
	}
}
