package config

import (
	"strings"
	"testing"
)

// TestRefused lists what is impossible with the exact words it is refused with.
func TestRefused(t *testing.T) {
	const hidden = " (not shown, it may hold a key)"
	for _, c := range []struct{ key, value, want string }{
		{"data_dir", `""`, `data_dir: "": must be a path; remove the key for its default`},
		{"data_dir", `5`, `data_dir: 5: must be text in quotes`},
		{"public_url", `"https://api.example/v1"`, `public_url: https://api.example/***: must be scheme and host only, such as https://api.example.org`},
		{"public_url", `"https://me:pw@api.example"`, `public_url: https://api.example/***: must be scheme and host only, such as https://api.example.org`},
		{"public_url", `"https://api.example?"`, `public_url: https://api.example: must be scheme and host only, such as https://api.example.org`},
		{"public_url", `"ftp://api.example"`, `public_url: ftp://api.example: must start with http:// or https://`},
		{"public_url", `"api.example"`, `public_url: not a URL with a host (it is not shown, it may hold a key)`},
		{"chain.id", `0`, `chain.id: 0: must be at least 1: 1329 for pacific-1, 1328 for atlantic-2`},
		{"chain.id", `-1`, `chain.id: -1: not a whole number of 0 or more`},
		{"chain.id", `"1328"`, `chain.id: "1328": not a whole number of 0 or more`},
		{"chain.id", `13.5`, `chain.id: 13.5: not a whole number of 0 or more`},
		{"chain.rpc", `[]`, `chain.rpc: missing: set it to a list of http or https URLs in order of preference, in the file or as HAUS_CHAIN_RPC`},
		{"chain.rpc", `"https://rpc.example/KEY"`, `chain.rpc: must be a list, such as ["https://…"]` + " (the value is not shown, it may hold a key)"},
		{"chain.rpc", `["wss://rpc.example/KEY"]`, `chain.rpc: entry 1: wss://rpc.example/***: must start with http:// or https://`},
		{"chain.rpc", `["https://a.example", "rpc.example/KEY"]`, `chain.rpc: entry 2: not a URL with a host (it is not shown, it may hold a key)`},
		{"chain.rpc", `["https://a.example:KEY"]`, `chain.rpc: entry 1: not a URL with a host (it is not shown, it may hold a key)`},
		{"chain.rpc", `[5]`, `chain.rpc: entry 1: must be a URL in quotes or a table {url, rate, max_range}`},
		{"chain.rpc", `[{rate = 5}]`, `chain.rpc: entry 1: url: missing: set it to the endpoint's URL`},
		{"chain.rpc", `[{url = 5}]`, `chain.rpc: entry 1: url: must be text in quotes`},
		{"chain.rpc", `[{url = "https://a.example", rate = 0}]`, `chain.rpc: entry 1: rate: must be a number of requests per second, more than 0 and at most 10000; without it there is no limit`},
		{"chain.rpc", `[{url = "https://a.example", rate = nan}]`, `chain.rpc: entry 1: rate: must be a number of requests per second, more than 0 and at most 10000; without it there is no limit`},
		{"chain.rpc", `[{url = "https://a.example", max_range = 0}]`, `chain.rpc: entry 1: max_range: must be a number of blocks, 1 to 1000000; without it the limit is learnt`},
		{"chain.rpc", `[{url = "https://a.example", maxrange = 5}]`, `chain.rpc: entry 1: maxrange: unknown key, did you mean max_range?`},
		{"chain.rpc", `[{url = "https://a.example", weight = 5}]`, `chain.rpc: entry 1: weight: unknown key: an endpoint has url, rate and max_range`},
		{"chain.ws", `["https://a.example/KEY"]`, `chain.ws: entry 1: https://a.example/***: must start with ws:// or wss://`},
		{"chain.ws", `[5]`, `chain.ws: the value` + hidden + `: must be text in quotes`},
		{"chain.ws", `["ws://a.example/KEY", "ws://a.example/KEY"]`, `chain.ws: the value` + hidden + `: is given twice`},
		{"chain.start_block", `0`, `chain.start_block: 0: must be at least 1: the block at which EventFactory was deployed; earlier ones hold nothing of it`},
		{"chain.finality_depth", `257`, `chain.finality_depth: 257: must be at most chain.undo_window, which is 256: blocks that are not final have to be undoable`},
		{"chain.undo_window", `0`, `chain.undo_window: 0: must be 1 to 100000`},
		{"chain.undo_window", `100001`, `chain.undo_window: 100001: must be 1 to 100000`},
		{"chain.poll", `"49ms"`, `chain.poll: 49ms: must be 50ms to 1m`},
		{"chain.poll", `"61s"`, `chain.poll: 1m1s: must be 50ms to 1m`},
		{"chain.poll", `1`, `chain.poll: 1: not a duration: write a number with its unit in quotes, such as "500ms", "20s" or "24h"`},
		{"chain.poll", `"1"`, `chain.poll: "1": not a duration: write a number with its unit in quotes, such as "500ms", "20s" or "24h"`},
		{"chain.recheck", `"9ms"`, `chain.recheck: 9ms: must be 10ms to 1h`},
		{"chain.recheck_round", `"0s"`, `chain.recheck_round: 0s: must be 1s to 8760h`},
		{"chain.parallel", `0`, `chain.parallel: 0: must be 1 to 32`},
		{"chain.parallel", `33`, `chain.parallel: 33: must be 1 to 32`},
		{"chain.parallel", `true`, `chain.parallel: true: not a whole number`},
		{"chain.timeout", `"-5s"`, `chain.timeout: -5s: must be 100ms to 10m`},
		{"contracts.event_factory", `"` + factory[:41] + `"`, `contracts.event_factory: "0xF35E01BB322A208c89fFA19E0c155E5BcD65FC7": not an address: must be 0x and 40 hexadecimal digits`},
		{"contracts.event_factory", `""`, `contracts.event_factory: missing: set it to the address of the EventFactory contract, in the file or as HAUS_CONTRACTS_EVENT_FACTORY`},
		{"contracts.event_factory", `0xF35E`, `contracts.event_factory: 62302: must be text in quotes`},
		{"contracts.live_tipping", `"0x0000000000000000000000000000000000000000"`, `contracts.live_tipping: 0x0000000000000000000000000000000000000000: is the zero address, where no contract is; an optional key can be removed`},
		{"contracts.live_tipping", `"0xC9102Fa228F06c5b21FC45f8cA69bbF8caD7FdfA"`, `contracts.live_tipping: 0xC9102Fa228F06c5b21FC45f8cA69bbF8caD7FdfA: the checksum (EIP-55) is wrong, so a digit may be mistyped: compare it with its source; if all digits are right, it is written 0xc9102Fa228F06c5b21FC45f8cA69bbF8caD7FdfA`},
		{"contracts.distributor", `"` + strings.ToLower(manager) + `"`, `contracts.distributor: 0xFFbBeb29D255966971d70129AE69001B87C9C801: is the address of contracts.event_manager too: each contract has its own`},
		{"api.listen", `"8480"`, `api.listen: "8480": must be host:port, such as "127.0.0.1:8480"`},
		{"api.listen", `""`, `api.listen: "": must be host:port, such as "127.0.0.1:8480"`},
		{"api.listen", `":8480"`, `api.listen: ":8480": the host is missing: "127.0.0.1:8480" for this machine only, "0.0.0.0:8480" for every network`},
		{"api.listen", `"127.0.0.1:65536"`, `api.listen: "127.0.0.1:65536": the port must be 0 to 65535, where 0 lets the system choose`},
		{"api.listen", `"127.0.0.1:http"`, `api.listen: "127.0.0.1:http": the port must be 0 to 65535, where 0 lets the system choose`},
		{"api.listen", `"127.0.0.256:80"`, `api.listen: "127.0.0.256:80": the host is neither an IP address nor a name`},
		{"control.listen", `"0.0.0.0:8480"`, `control.listen: "0.0.0.0:8480": the port is taken by api.listen, which is "127.0.0.1:8480": give it another port`},
		{"hooks.listen", `"127.0.0.1:8481"`, `hooks.listen: "127.0.0.1:8481": the port is taken by control.listen, which is "127.0.0.1:8481": give it another port`},
		{"hooks.listen", `"a b:1"`, `hooks.listen: "a b:1": the host is neither an IP address nor a name`},
		{"reactors.only", `["chats"]`, `reactors.only: "chats": must be one of chat, curation, archive, stream, metadata`},
		{"reactors.only", `"chat"`, `reactors.only: "chat": must be a list, such as ["a", "b"]`},
		{"reactors.paused", `["chat", "chat"]`, `reactors.paused: "chat": is given twice`},
		{"reactors.max_lag", `"0s"`, `reactors.max_lag: 0s: must be 1s to 24h`},
		{"log.level", `"INFO"`, `log.level: "INFO": must be one of debug, info, warn, error`},
		{"log.level", `["info"]`, `log.level: a list: must be text in quotes`},
		{"log.format", `{a = 1}`, `log.format: a table: must be text in quotes`},

		{"chain.rcp", `[]`, `chain.rcp: unknown key, did you mean chain.rpc?`},
		{"chain.PARALLEL", `4`, `chain.PARALLEL: unknown key, did you mean chain.parallel?`},
		{"rpc", `[]`, `rpc: unknown key, did you mean chain.rpc?`},
		{"api.format", `"json"`, `api.format: unknown key, did you mean log.format?`},
		{"chain.wonderful", `1`, `chain.wonderful: unknown key: docs/configuration.md lists all there are`},
		{`"chain.poll"`, `"1s"`, `"chain.poll": unknown key, did you mean chain.poll?`},
		{`chain."a\nb"`, `"1s"`, `chain."a\nb": unknown key: docs/configuration.md lists all there are`},
		{"logs.level", `"info"`, `logs: unknown section, did you mean log?`},
		{"api", `"127.0.0.1:1"`, `api: is a section: write [api] and its keys below`},
		{"agent.passphrase", `"secret"`, `agent.passphrase: a secret does not belong into this file: write it to a file of its own and name that as agent.passphrase_file, or set HAUS_AGENT_PASSPHRASE`},
		{"archive.mode", `"best"`, `archive.mode: "best": must be one of copy, high, medium, low`},
		{"curation.when", `"mint"`, `curation: not part of this version: remove the section`},
		{"chat.env", `"main"`, `chat.env: "main": must be one of local, dev, production`},
		{"chat.api_url", `"xmtp.example"`, `chat.api_url: not a URL with a host (it is not shown, it may hold a key)`},
		{"content.upload", `["ipfs"]`, `content.upload: "ipfs": must be one of lighthouse, pinata, kubo`},
		{"content.upload", `["kubo", "pinata"]`, `content.upload: pinata takes nothing without a key: name its file as content.pinata_jwt_file, or set HAUS_CONTENT_PINATA_JWT`},
		{"content.pinata_jwt", `"SECRET"`, `content.pinata_jwt: a secret does not belong into this file: write it to a file of its own and name that as content.pinata_jwt_file, or set HAUS_CONTENT_PINATA_JWT`},
		{"content.gateways", `["https://ipfs.io", "ipfs.io"]`, `content.gateways: entry 2: not a URL with a host (it is not shown, it may hold a key)`},
		{"content.kubo_url", `"/ip4/127.0.0.1/tcp/5001"`, `content.kubo_url: not a URL with a host (it is not shown, it may hold a key)`},
		{"content.min_free", `"1GB"`, `content.min_free: "1GB": not a whole number of 0 or more`},
		{"curation", `1`, `curation: not part of this version: remove the key`},
		{"control.operators", `["me"]`, `control.operators: "me": not an address: must be 0x and 40 hexadecimal digits`},
		{"stream.host", `"https://a.example"`, `stream.host: "https://a.example": must be a name or an address without scheme, port and path, such as room.haus25.live`},
		{"stream.srs_api", `["127.0.0.1:1985"]`, `stream.srs_api: entry 1: not a URL with a host (it is not shown, it may hold a key)`},
		{"stream.allow_publish", `["203.0.113.7"]`, `stream.allow_publish: "203.0.113.7": not a network: write an address and its prefix, such as 203.0.113.0/24`},
		{"archive.filbeam_payer", `"0x1"`, `archive.filbeam_payer: "0x1": not an address: must be 0x and 40 hexadecimal digits`},
	} {
		t.Run(c.key+"="+c.value, func(t *testing.T) {
			_, err := parse("haus.toml", []byte(withKey(c.key, c.value)), nil)
			if err == nil {
				t.Fatal("accepted")
			}
			if err.Error() != c.want {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
}

// withKey is the least file as dotted keys, with one key set or replaced.
func withKey(key, value string) string {
	var b strings.Builder
	for _, line := range []string{`chain.id = 1328`, `chain.rpc = ["https://rpc.example"]`, `chain.start_block = 7`,
		`contracts.event_factory = "` + factory + `"`, `contracts.event_manager = "` + manager + `"`} {
		if !strings.HasPrefix(line, key+" ") {
			b.WriteString(line + "\n")
		}
	}
	return b.String() + key + " = " + value + "\n"
}

func TestRefusedVariables(t *testing.T) {
	for variable, want := range map[string]string{
		"HAUS_CHAIN_RCP=https://rpc.example/KEY":       "HAUS_CHAIN_RCP: unknown variable, did you mean HAUS_CHAIN_RPC?",
		"HAUS_WONDERFUL=1":                             "HAUS_WONDERFUL: unknown variable: docs/configuration.md lists all there are",
		"HAUS_=1":                                      "HAUS_: unknown variable: docs/configuration.md lists all there are",
		"HAUS_AGENT_KEY=0123":                          "HAUS_AGENT_KEY: unknown variable: docs/configuration.md lists all there are",
		"HAUS_CURATION_WHEN=mint":                      "HAUS_CURATION_WHEN: not part of this version: remove the variable",
		"HAUS_CHAIN_PARALLEL=four":                     `chain.parallel (HAUS_CHAIN_PARALLEL): "four": not a whole number`,
		"HAUS_CHAIN_PARALLEL=":                         `chain.parallel (HAUS_CHAIN_PARALLEL): "": not a whole number`,
		"HAUS_CHAIN_ID=18446744073709551616":           `chain.id (HAUS_CHAIN_ID): "18446744073709551616": not a whole number`,
		"HAUS_CHAIN_RPC=":                              "chain.rpc (HAUS_CHAIN_RPC): missing: set it to a list of http or https URLs in order of preference, in the file or as HAUS_CHAIN_RPC",
		"HAUS_CHAIN_WS=https://a.example/KEY":          "chain.ws (HAUS_CHAIN_WS): entry 1: https://a.example/***: must start with ws:// or wss://",
		"HAUS_REACTORS_ONLY=chat;stream":               `reactors.only (HAUS_REACTORS_ONLY): "chat;stream": must be one of chat, curation, archive, stream, metadata`,
		"HAUS_CONTRACTS_DISTRIBUTOR=haus25.sei":        `contracts.distributor (HAUS_CONTRACTS_DISTRIBUTOR): "haus25.sei": not an address: must be 0x and 40 hexadecimal digits`,
		"HAUS_DATA_DIR=a\x00b":                         `data_dir (HAUS_DATA_DIR): "a\x00b": a path holds no NUL`,
		"HAUS_LOG_FORMAT=" + strings.Repeat("x", 1000): `log.format (HAUS_LOG_FORMAT): "` + strings.Repeat("x", 100) + `…": must be one of text, json`,
	} {
		_, err := parse("haus.toml", []byte(least), []string{variable})
		if err == nil || err.Error() != want {
			t.Errorf("%.80s\ngot  %v\nwant %s", variable, err, want)
		}
	}
}

func TestAllErrorsAreToldAtOnce(t *testing.T) {
	_, err := parse("haus.toml", []byte("[chain]\nid = 0\nrcp = []\npoll = \"1h\"\n[curation]\nwhen = \"mint\"\n[contracts]\nevent_factory = \""+factory+"\"\n"),
		[]string{"HAUS_LOG_LEVEL=loud", "HAUS_NOTHING=1"})
	want := []string{
		"chain.rcp: unknown key, did you mean chain.rpc?",
		"curation: not part of this version: remove the section",
		"HAUS_NOTHING: unknown variable: docs/configuration.md lists all there are",
		"chain.id: 0: must be at least 1: 1329 for pacific-1, 1328 for atlantic-2",
		"chain.rpc: missing: set it to a list of http or https URLs in order of preference, in the file or as HAUS_CHAIN_RPC",
		"chain.start_block: missing: set it to the block at which EventFactory was deployed; earlier ones hold nothing of it, in the file or as HAUS_CHAIN_START_BLOCK",
		"chain.poll: 1h0m0s: must be 50ms to 1m",
		"contracts.event_manager: missing: set it to the address of the EventManager proxy, in the file or as HAUS_CONTRACTS_EVENT_MANAGER",
		`log.level (HAUS_LOG_LEVEL): "loud": must be one of debug, info, warn, error`,
	}
	if err == nil || err.Error() != strings.Join(want, "\n") {
		t.Errorf("got\n%v\nwant\n%s", err, strings.Join(want, "\n"))
	}
}

// TestSyntaxErrorNamesTheLine also checks that a key next to the mistake stays hidden.
func TestSyntaxErrorNamesTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"[chain]\nid = \n":                                      "haus.toml:2: not TOML: ",
		"[chain]\n\nid = 1\nid = 2\n":                           "haus.toml:4: not TOML: ",
		"[chain]\nrpc = https://rpc.example/SECRETKEY1\n":       "haus.toml:2: not TOML: ",
		"[chain]\nrpc = [\"https://rpc.example/SECRETKEY1\n]":   "haus.toml:2: not TOML: ",
		"[chain]\nrpc = SECRETKEY1\n":                           "haus.toml:2: not TOML: ",
		"[chain]\nrpc = [\"https://rpc.example/\\SECRETKEY1\"]": "haus.toml:2: not TOML: ",
		"[chain]\nrpc = 12345678901234567890123\n":              "haus.toml:2: not TOML: *** is out",
		"[chain]\nrpc = 0xSECRETKEY1\n":                         "haus.toml:2: not TOML: ",
		"a = \"\xff\"":                                          "haus.toml:1: not TOML: ",
	} {
		_, err := parse("haus.toml", []byte(text), leastEnvironment)
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got %v", text, err)
		} else if strings.Contains(err.Error(), "SECRETKEY1") {
			t.Errorf("%q: shows the key: %v", text, err)
		} else {
			t.Log(err)
		}
	}
}
