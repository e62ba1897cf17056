package config

import (
	"reflect"
	"strings"
	"testing"
)

func TestRedactedShowsEveryKeyAndNoSecret(t *testing.T) {
	c, err := parse("haus.toml", []byte(withKey("chain.rpc", `["https://me:SECRET1@rpc.example/v2/SECRET2?key=SECRET3#SECRET4",
		{url = "https://0a1b2c3d4e5f60718293a4b5c6d7e8f9.rpc.example", rate = 2.5, max_range = 1000}]`)+
		"chain.ws = [\"wss://ws.example/SECRET5\"]\nreactors.only = []\npublic_url = \"https://api.example/\"\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `data_dir = "data"
public_url = "https://api.example"
chain.id = 1328
chain.rpc = ["https://rpc.example/***", {url = "https://***.rpc.example", rate = 2.5, max_range = 1000}]
chain.ws = ["wss://ws.example/***"]
chain.start_block = 7
chain.finality_depth = 0
chain.undo_window = 256
chain.poll = "1s"
chain.recheck = "2s"
chain.recheck_round = "24h0m0s"
chain.parallel = 4
chain.timeout = "20s"
contracts.event_factory = "0xF35E01BB322A208c89fFA19E0c155E5BcD65FC7E"
contracts.event_manager = "0xFFbBeb29D255966971d70129AE69001B87C9C801"
api.listen = "127.0.0.1:8480"
control.listen = "127.0.0.1:8481"
hooks.listen = "127.0.0.1:8482"
reactors.only = []
reactors.max_lag = "1m0s"
reactors.limit = 8
reactors.timeout = "10m0s"
reactors.resync = "24h0m0s"
reactors.grace = "20s"
agent.max_fee_gwei = 300
agent.spend_per_day = 10
agent.spend_per_creator_day = 1
metadata.settle = "5s"
metadata.writes_per_hour = 12
chat.env = "dev"
chat.node = "node"
chat.late_join = "24h0m0s"
chat.pace = "1s"
chat.groups_per_creator = 20
chat.groups_per_day = 500
chat.notices_per_day = 500
stream.host = "room.haus25.live"
stream.tls = true
stream.srs_api = ["http://127.0.0.1:1985"]
stream.hls_dir = "/var/lib/srs/hls"
stream.open_before = "15m0s"
stream.close_after = "15m0s"
stream.watch_ttl = "10m0s"
stream.viewers_per_token = 3
stream.shows_per_creator = 5
archive.mode = "copy"
archive.lead_seconds = 900
archive.grace_seconds = 900
archive.max_hours = 48
archive.ffmpeg = "ffmpeg"
archive.jobs = 0
archive.keep = "forever"
archive.keep_days = 30
archive.remove_source = false
archive.min_free = 2147483648
archive.bitrate = 4000
archive.uploads = 4
archive.upload_limit = 0
content.gateways = ["https://ipfs.io"]
content.max_bytes = 0
content.min_free = 1073741824
content.lighthouse_url = "https://upload.lighthouse.storage"
content.lighthouse_api = "https://api.lighthouse.storage"
content.pinata_url = "https://uploads.pinata.cloud"
content.pinata_api = "https://api.pinata.cloud"
content.kubo_url = "http://127.0.0.1:5001"
log.level = "info"
log.format = "text"
`
	if got := c.Redacted(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// FuzzLoad holds that no file and no variable makes Load panic or break its errors' lines, and that an accepted configuration, written
// out and read again, is the same.
func FuzzLoad(f *testing.F) {
	f.Add(least, "")
	f.Add(least, "HAUS_CHAIN_RPC=https://a.example/KEY,http://b.example")
	f.Add(least, "HAUS_REACTORS_ONLY=")
	f.Add(least+"[reactors]\nonly = []\npaused = [\"chat\"]\n", "HAUS_DATA_DIR=/a b/\x7f\u2028\"'")
	f.Add(withKey("chain.rpc", `[{url = "https://a.example", rate = 1e-3, max_range = 5}]`), "HAUS_PUBLIC_URL=HTTPS://Api.example:1/")
	f.Add(withKey("chain.ws", `["ws://[::1%25eth0]:5/x"]`), "HAUS_LOG_LEVEL=debug")
	f.Add("[chat]\nenv = 1\n[[chain.rpc]]\nurl=1\n", "HAUS_CHAIN_POLL=1h\n")
	f.Add("a.\"b\\nc\" = 1979-05-27T07:32:00Z\nchain = 5", "HAUS_\n=1")
	f.Fuzz(func(t *testing.T, file, variable string) {
		for _, environ := range [][]string{{variable}, append([]string{variable}, leastEnvironment...)} {
			c, err := parse("haus.toml", []byte(file), environ)
			if err != nil {
				for line := range strings.SplitSeq(err.Error(), "\n") {
					if name, _, ok := strings.Cut(line, ": "); !ok || name == "" {
						t.Errorf("a line without a key: %q of %q", line, err)
					}
				}
				continue
			}
			c.Agent.Passphrase = Secret{} // never written out
			text := c.encode(func(url string) string { return url })
			again, err := parse("haus.toml", []byte(text), nil)
			if err != nil {
				t.Fatalf("%v\nin\n%s", err, text)
			}
			if !reflect.DeepEqual(c, again) {
				t.Errorf("got %+v\nfrom %+v", again, c)
			}
			c.Redacted()
		}
	})
}
