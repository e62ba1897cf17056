package config

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
)

const (
	factory = "0xF35E01BB322A208c89fFA19E0c155E5BcD65FC7E"
	manager = "0xFFbBeb29D255966971d70129AE69001B87C9C801"
)

// least is the shortest file that is complete.
const least = `[chain]
id = 1328
rpc = ["https://rpc.example"]
start_block = 7
[contracts]
event_factory = "` + factory + `"
event_manager = "` + manager + `"
`

// leastEnvironment says the same as least.
var leastEnvironment = []string{"HAUS_CHAIN_ID=1328", "HAUS_CHAIN_RPC=https://rpc.example", "HAUS_CHAIN_START_BLOCK=7",
	"HAUS_CONTRACTS_EVENT_FACTORY=" + factory, "HAUS_CONTRACTS_EVENT_MANAGER=" + manager}

// leastConfig is what both mean in folder.
func leastConfig(folder string) *Config {
	return &Config{
		DataDir: filepath.Join(folder, "data"),
		Chain: Chain{ID: 1328, RPC: []evm.EndpointConfig{{URL: "https://rpc.example"}}, StartBlock: 7, UndoWindow: 256, Poll: time.Second,
			Recheck: 2 * time.Second, RecheckRound: 24 * time.Hour, Parallel: 4, Timeout: 20 * time.Second},
		Contracts: Contracts{EventFactory: common.HexToAddress(factory), EventManager: common.HexToAddress(manager)},
		API:       Listener{"127.0.0.1:8480"},
		Control:   Control{Listen: "127.0.0.1:8481"},
		Hooks:     Hooks{Listen: "127.0.0.1:8482"},
		Reactors:  Reactors{MaxLag: time.Minute, Limit: 8, Timeout: 10 * time.Minute, Resync: 24 * time.Hour, Grace: 20 * time.Second},
		Agent:     Agent{MaxFeeGwei: 300, SpendPerDay: 10, SpendPerCreatorDay: 1},
		Metadata:  Metadata{Settle: 5 * time.Second, WritesPerHour: 12},
		Chat: Chat{Env: "dev", Node: "node", LateJoin: 24 * time.Hour, Pace: time.Second, GroupsPerCreator: 20, GroupsPerDay: 500,
			NoticesPerDay: 500},
		Stream: Stream{Host: "room.haus25.live", TLS: true, SRSAPI: []string{"http://127.0.0.1:1985"}, HLSDir: "/var/lib/srs/hls", OpenBefore: 15 * time.Minute,
			CloseAfter: 15 * time.Minute, WatchTTL: 10 * time.Minute, ViewersPerToken: 3, ShowsPerCreator: 5},
		Archive: Archive{Mode: "copy", LeadSeconds: 900, GraceSeconds: 900, MaxHours: 48, FFmpeg: "ffmpeg", Keep: "forever", KeepDays: 30, MinFree: 2 << 30, Bitrate: 4000,
			Uploads: 4},
		Content: Content{Gateways: []string{"https://ipfs.io"}, MinFree: 1 << 30,
			LighthouseURL: "https://upload.lighthouse.storage", LighthouseAPI: "https://api.lighthouse.storage",
			PinataURL: "https://uploads.pinata.cloud", PinataAPI: "https://api.pinata.cloud", KuboURL: "http://127.0.0.1:5001"},
		Log: Log{slog.LevelInfo, "text"},
	}
}

func write(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLeastFileGetsDefaults(t *testing.T) {
	folder := t.TempDir()
	got, err := Load(write(t, folder, "haus.toml", least), nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := leastConfig(folder); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestEnvironmentNeedsNoFile(t *testing.T) {
	folder := t.TempDir()
	got, err := Load(filepath.Join(folder, "haus.toml"), append([]string{"PATH=/bin", "HAUSBOOT=1", "=odd"}, leastEnvironment...))
	if err != nil {
		t.Fatal(err)
	}
	if want := leastConfig(folder); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestMissingFileNamesPathAndFlag(t *testing.T) {
	path := filepath.Join(t.TempDir(), "haus.toml")
	_, err := Load(path, leastEnvironment[1:])
	if !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("got %v", err)
	}
	want := path + ": file does not exist: name the configuration with --config, or give the required keys by the environment\n" +
		"chain.id: missing: set it to 1329 for pacific-1, 1328 for atlantic-2, in the file or as HAUS_CHAIN_ID"
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestMissingFileIsNotBlamedForAWrongVariable(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "haus.toml"), append([]string{"HAUS_CHAIN_POLL=1h"}, leastEnvironment...))
	if err == nil || err.Error() != "chain.poll (HAUS_CHAIN_POLL): 1h0m0s: must be 50ms to 1m" {
		t.Errorf("got %v", err)
	}
}

func TestFolderInsteadOfFile(t *testing.T) {
	_, err := Load(t.TempDir(), leastEnvironment)
	if err == nil || !strings.Contains(err.Error(), "--config") {
		t.Errorf("got %v", err)
	}
}

// TestEveryKeyByEnvironment gives each key by its variable, over a file that says something else or nothing.
func TestEveryKeyByEnvironment(t *testing.T) {
	covered := map[string]bool{}
	other := "0x5d4da6D3e03cD5c1d61A0F9E0E93Ed7D40917CA9"
	for name, c := range map[string]struct {
		text string
		want any
	}{
		"data_dir":                    {"/srv/haus", "/srv/haus"},
		"public_url":                  {"https://api.example/", "https://api.example"},
		"chain.id":                    {"1329", uint64(1329)},
		"chain.rpc":                   {"https://a.example, https://b.example/key", []evm.EndpointConfig{{URL: "https://a.example"}, {URL: "https://b.example/key"}}},
		"chain.ws":                    {"wss://a.example,ws://b.example", []string{"wss://a.example", "ws://b.example"}},
		"chain.start_block":           {"8", uint64(8)},
		"chain.finality_depth":        {"12", uint64(12)},
		"chain.undo_window":           {"1000", uint64(1000)},
		"chain.poll":                  {"50ms", 50 * time.Millisecond},
		"chain.recheck":               {"5s", 5 * time.Second},
		"chain.recheck_round":         {"48h", 48 * time.Hour},
		"chain.parallel":              {"32", 32},
		"chain.timeout":               {"1m", time.Minute},
		"contracts.event_factory":     {other, common.HexToAddress(other)},
		"contracts.event_manager":     {other, common.HexToAddress(other)},
		"contracts.live_tipping":      {other, common.HexToAddress(other)},
		"contracts.distributor":       {strings.ToLower(other), common.HexToAddress(other)},
		"contracts.creation_wrapper":  {"0x" + strings.ToUpper(other[2:]), common.HexToAddress(other)},
		"api.listen":                  {"0.0.0.0:0", "0.0.0.0:0"},
		"control.listen":              {"[::1]:80", "[::1]:80"},
		"hooks.listen":                {"localhost:9000", "localhost:9000"},
		"reactors.only":               {"", []string{}},
		"reactors.paused":             {"chat,archive", []string{"chat", "archive"}},
		"reactors.max_lag":            {"2m", 2 * time.Minute},
		"reactors.limit":              {"1", 1},
		"reactors.timeout":            {"30s", 30 * time.Second},
		"reactors.resync":             {"1m", time.Minute},
		"reactors.grace":              {"5s", 5 * time.Second},
		"agent.key_file":              {"/etc/haus/agent.json", "/etc/haus/agent.json"},
		"agent.passphrase_file":       {write(t, t.TempDir(), "agent.pass", "correct horse\n"), Secret{"correct horse"}},
		"agent.max_fee_gwei":          {"2.5", 2.5},
		"agent.spend_per_day":         {"0", 0.0},
		"agent.spend_per_creator_day": {"0.25", 0.25},
		"metadata.settle":             {"0s", time.Duration(0)},
		"metadata.writes_per_hour":    {"1", 1},
		"chat.env":                    {"production", "production"},
		"chat.api_url":                {"https://xmtp.example", "https://xmtp.example"},
		"chat.key_file":               {"/etc/haus/chat.json", "/etc/haus/chat.json"},
		"chat.passphrase_file":        {write(t, t.TempDir(), "chat.pass", "battery staple\n"), Secret{"battery staple"}},
		"chat.node":                   {"/opt/node", "/opt/node"},
		"chat.sidecar":                {"/opt/sidecar", "/opt/sidecar"},
		"chat.late_join":              {"48h", 48 * time.Hour},
		"chat.pace":                   {"10ms", 10 * time.Millisecond},
		"chat.groups_per_creator":     {"0", uint64(0)},
		"chat.groups_per_day":         {"7", uint64(7)},
		"chat.notices":                {"end,start", []string{"end", "start"}},
		"chat.notices_per_day":        {"9", uint64(9)},
		"chat.replay_url":             {"https://h.example/{eventId}", "https://h.example/{eventId}"},
		"control.operators":           {other, []string{other}},
		"hooks.secret_file":           {write(t, t.TempDir(), "secret", "d\n"), Secret{"d"}},
		"stream.host":                 {"live.example", "live.example"},
		"stream.tls":                  {"false", false},
		"stream.srs_api":              {"http://127.0.0.1:6,http://127.0.0.1:7", []string{"http://127.0.0.1:6", "http://127.0.0.1:7"}},
		"stream.api_auth_file":        {write(t, t.TempDir(), "srs", "me:e\n"), Secret{"me:e"}},
		"stream.hls_dir":              {"/srv/hls", "/srv/hls"},
		"stream.open_before":          {"1h", time.Hour},
		"stream.close_after":          {"0s", time.Duration(0)},
		"stream.watch_ttl":            {"1m", time.Minute},
		"stream.viewers_per_token":    {"1", 1},
		"stream.shows_per_creator":    {"0", 0},
		"stream.allow_publish":        {"203.0.113.0/24,::1/128", []string{"203.0.113.0/24", "::1/128"}},
		"stream.ladder":               {"720p,480p", []string{"720p", "480p"}},
		"archive.mode":                {"high", "high"},
		"archive.lead_seconds":        {"0", uint64(0)},
		"archive.grace_seconds":       {"60", uint64(60)},
		"archive.max_hours":           {"1", uint64(1)},
		"archive.ffmpeg":              {"/opt/ffmpeg", "/opt/ffmpeg"},
		"archive.jobs":                {"2", 2},
		"archive.keep":                {"verified", "verified"},
		"archive.keep_days":           {"1", 1},
		"archive.remove_source":       {"true", true},
		"archive.min_free":            {"0", uint64(0)},
		"archive.bitrate":             {"8000", uint64(8000)},
		"archive.uploads":             {"1", 1},
		"archive.upload_limit":        {"1000000", uint64(1_000_000)},
		"archive.gateway":             {"https://g.example", "https://g.example"},
		"archive.filbeam_payer":       {other, other},
		"content.upload":              {"kubo", []string{"kubo"}},
		"content.gateways":            {"http://10.0.0.1:8080,https://b.example", []string{"http://10.0.0.1:8080", "https://b.example"}},
		"content.max_bytes":           {"500000000000", uint64(500_000_000_000)},
		"content.min_free":            {"0", uint64(0)},
		"content.lighthouse_url":      {"http://127.0.0.1:1", "http://127.0.0.1:1"},
		"content.lighthouse_api":      {"http://127.0.0.1:2", "http://127.0.0.1:2"},
		"content.lighthouse_key_file": {write(t, t.TempDir(), "key", "a\n"), Secret{"a"}},
		"content.pinata_url":          {"http://127.0.0.1:3", "http://127.0.0.1:3"},
		"content.pinata_api":          {"http://127.0.0.1:4", "http://127.0.0.1:4"},
		"content.pinata_jwt_file":     {write(t, t.TempDir(), "jwt", "b\n"), Secret{"b"}},
		"content.kubo_url":            {"http://127.0.0.1:5", "http://127.0.0.1:5"},
		"content.kubo_auth_file":      {write(t, t.TempDir(), "auth", "Basic c\n"), Secret{"Basic c"}},
		"log.level":                   {"debug", slog.LevelDebug},
		"log.format":                  {"json", "json"},
	} {
		t.Run(name, func(t *testing.T) {
			keys := keysOf(reflect.TypeFor[Config]())
			i := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
			if i < 0 {
				t.Fatal("no such key")
			}
			c0, err := parse("haus.toml", []byte(least), nil)
			if err != nil {
				t.Fatal(err)
			}
			c1, err := parse("haus.toml", []byte(least), []string{"HAUS_" + strings.ToUpper(strings.ReplaceAll(name, ".", "_")) + "=" + c.text})
			if err != nil {
				t.Fatal(err)
			}
			if got := reflect.ValueOf(c1).Elem().FieldByIndex(keys[i].index).Interface(); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			reflect.ValueOf(c1).Elem().FieldByIndex(keys[i].index).Set(reflect.ValueOf(c0).Elem().FieldByIndex(keys[i].index))
			if !reflect.DeepEqual(c0, c1) {
				t.Errorf("other keys changed too: %+v", c1)
			}
		})
		covered[name] = true
	}
	for _, k := range keysOf(reflect.TypeFor[Config]()) {
		if !covered[k.name] {
			t.Errorf("%s: give this test a value for it", k.name)
		}
	}
}

func TestVariablesAreDistinct(t *testing.T) {
	seen := map[string]string{}
	for _, k := range keysOf(reflect.TypeFor[Config]()) {
		for _, v := range []string{k.env, k.value} {
			if v != "" && seen[v] != "" {
				t.Errorf("%s is the variable of %s and of %s", v, seen[v], k.name)
			}
			seen[v] = k.name
		}
	}
}

func TestEnvironmentWinsOverFileAndDefault(t *testing.T) {
	file := []byte(least + "[log]\nlevel = \"warn\"\nformat = \"json\"\n")
	c, err := parse("haus.toml", file, []string{"HAUS_LOG_LEVEL=debug", "HAUS_LOG_LEVEL=error"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Log.Level != slog.LevelError || c.Log.Format != "json" || c.Chain.Poll != time.Second {
		t.Errorf("got %+v %+v", c.Log, c.Chain)
	}
}

func TestNoReactorsDiffersFromAll(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil,
		"[reactors]\nonly = []\npaused = [\"chat\"]\n":   {},
		"[reactors]\nonly = [\"stream\", \"archive\"]\n": {"stream", "archive"},
	} {
		c, err := parse("haus.toml", []byte(least+text), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(c.Reactors.Only, want) {
			t.Errorf("%q: got %#v, want %#v", text, c.Reactors.Only, want)
		}
	}
}

func TestEndpointsInEveryForm(t *testing.T) {
	want := []evm.EndpointConfig{{URL: "https://a.example"}, {URL: "http://b.example:8545/evm", Rate: 2.5, MaxRange: 1000}}
	for _, text := range []string{
		`rpc = ["https://a.example", {url = "http://b.example:8545/evm", rate = 2.5, max_range = 1000}]`,
		`rpc = [{url = "https://a.example"}, {url = "http://b.example:8545/evm", rate = 2.5, max_range = 1000}]`,
		"[[chain.rpc]]\nurl = \"https://a.example\"\n[[chain.rpc]]\nurl = \"http://b.example:8545/evm\"\nrate = 2.5\nmax_range = 1000",
	} {
		c, err := parse("haus.toml", []byte(strings.Replace(least, `rpc = ["https://rpc.example"]`+"\nstart_block = 7", "start_block = 7\n"+text, 1)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(c.Chain.RPC, want) {
			t.Errorf("%s: got %+v", text, c.Chain.RPC)
		}
	}
}

func TestRelativePathsStartAtTheFile(t *testing.T) {
	for dir, want := range map[string]string{"data": "/etc/haus/data", "../x/./y": "/etc/x/y", "/var/haus/": "/var/haus"} {
		c, err := parse("/etc/haus/haus.toml", []byte(least), []string{"HAUS_DATA_DIR=" + dir})
		if err != nil {
			t.Fatal(err)
		}
		if c.DataDir != want {
			t.Errorf("%s: got %s, want %s", dir, c.DataDir, want)
		}
	}
}
