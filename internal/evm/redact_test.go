package evm

import (
	"net/url"
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	for raw, want := range map[string]string{
		"https://evm-rpc-testnet.sei-apis.com":                                      "evm-rpc-testnet.sei-apis.com",
		"https://evm-rpc.sei-apis.com/?apikey=0123":                                 "evm-rpc.sei-apis.com",
		"https://sei-mainnet.g.alchemy.com/v2/AbCdEfGhIjKlMnOp":                     "sei-mainnet.g.alchemy.com/v2/***",
		"https://word-word.sei-atlantic.quiknode.pro/0a1b2c3d4e5f60718293a4b5c6d7/": "word-word.sei-atlantic.quiknode.pro/***",
		"https://user:password@rpc.example:8545/evm":                                "rpc.example:8545/evm",
		"https://1329.rpc.thirdweb.com/supersecret":                                 "1329.rpc.thirdweb.com/***",
		"https://0a1b2c3d4e5f60718293a4b5c6d7e8f9.rpc.example/atlantic-2/short/rpc": "***.rpc.example/atlantic-2/***/rpc",
		"http://127.0.0.1:8545":                                                     "127.0.0.1:8545",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := redact(u); got != want {
			t.Errorf("%s: got %s, want %s", raw, got, want)
		}
	}
}

func TestSecretsAreHiddenInMessages(t *testing.T) {
	u, err := url.Parse("https://me:pass%2Fword@host.example/v2/KEYKEY123?token=TOKEN456")
	if err != nil {
		t.Fatal(err)
	}
	_, secrets := redact(u)
	got := redactor(secrets).Replace("app KEYKEY123 with TOKEN456 of me: pass/word or pass%2Fword at /v2/KEYKEY123?token=TOKEN456")
	for _, secret := range []string{"KEYKEY123", "TOKEN456", "pass/word", "pass%2Fword"} {
		if strings.Contains(got, secret) {
			t.Errorf("%q still holds %s", got, secret)
		}
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                  "plain",
		"two\nlines\x1b[31m red": "two lines [31m red",
		"bad \xff bytes":         "bad ? bytes",
		"turn \u202e around":     "turn around",
		strings.Repeat("x", 400): strings.Repeat("x", maxMessage) + "…",
	} {
		if got := printable(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
