// Package config reads the daemon's settings: one TOML file, every key of which an environment variable can override.
//
// It guarantees that a [Config] it returned is complete and possible: defaults are filled in, unknown keys and impossible values
// were refused, and all that was wrong is told at once, one line each, with the key, the value and what would be right. Neither an
// error nor [Config.Redacted] shows a secret; URLs of endpoints count as secrets, except their host.
//
// It never connects to anything, never creates a file, and never reads a secret from the TOML file itself.
//
// A new key is a field with tags below and a row in docs/configuration.md; where its tags cannot say what is right, also an entry in
// checks. The tags are: toml, its name; default, as the environment would give it; required; min and max, both inclusive; oneof, the
// allowed words; kind, "path" (relative to the file's folder) or "url" (never shown whole); hint, what to set it to.
package config

import (
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/evm"
)

// Config is everything the daemon can be told. Its slices are shared, not copied: treat it as read-only.
type Config struct {
	// DataDir holds all that the daemon writes. A relative one was joined to the folder of the configuration file.
	DataDir string `toml:"data_dir" default:"data" kind:"path"`
	// PublicURL is where clients reach the API: scheme and host without a trailing slash; empty: not known.
	PublicURL string `toml:"public_url" kind:"url"`

	Chain     Chain     `toml:"chain"`
	Contracts Contracts `toml:"contracts"`
	API       Listener  `toml:"api" default:"127.0.0.1:8480"`
	Control   Control   `toml:"control"`
	Hooks     Hooks     `toml:"hooks"`
	Reactors  Reactors  `toml:"reactors"`
	Agent     Agent     `toml:"agent"`
	Metadata  Metadata  `toml:"metadata"`
	Chat      Chat      `toml:"chat"`
	Stream    Stream    `toml:"stream"`
	Archive   Archive   `toml:"archive"`
	Content   Content   `toml:"content"`
	Log       Log       `toml:"log"`
}

// Chain says which chain is followed and how.
type Chain struct {
	// ID is the EIP-155 chain id, at least 1.
	ID uint64 `toml:"id" required:"true" min:"1" hint:"1329 for pacific-1, 1328 for atlantic-2"`
	// RPC are the JSON-RPC endpoints in order of preference, at least one.
	RPC []evm.EndpointConfig `toml:"rpc" required:"true" kind:"url" hint:"a list of http or https URLs in order of preference"`
	// WS are web sockets (ws or wss) that wake the poller; none is fine.
	WS []string `toml:"ws" kind:"url"`
	// StartBlock is the first block read, at least 1.
	StartBlock uint64 `toml:"start_block" required:"true" min:"1" hint:"the block at which EventFactory was deployed; earlier ones hold nothing of it"`
	// FinalityDepth is how many blocks below the head a block becomes final; 0 to UndoWindow.
	FinalityDepth uint64 `toml:"finality_depth" default:"0" min:"0"`
	// UndoWindow is how many blocks a reorg can be rolled back; 1 to 100000.
	UndoWindow uint64 `toml:"undo_window" default:"256" min:"1" max:"100000"`
	// Poll is the pause between two looks at the head.
	Poll time.Duration `toml:"poll" default:"1s" min:"50ms" max:"1m"`
	// Recheck is the pause between two requests of the second pass over finished ranges.
	Recheck time.Duration `toml:"recheck" default:"2s" min:"10ms" max:"1h"`
	// RecheckRound is the least time from the end of one second pass to the beginning of the next.
	RecheckRound time.Duration `toml:"recheck_round" default:"24h" min:"1s" max:"8760h"`
	// Parallel is how many ranges are fetched at once in backfill; 1 to 32.
	Parallel int `toml:"parallel" default:"4" min:"1" max:"32"`
	// Timeout bounds one request with its answer.
	Timeout time.Duration `toml:"timeout" default:"20s" min:"100ms" max:"10m"`
}

// Contracts are the addresses whose logs count. The zero address means that an optional contract is not followed.
type Contracts struct {
	EventFactory    common.Address `toml:"event_factory" required:"true" hint:"the address of the EventFactory contract"`
	EventManager    common.Address `toml:"event_manager" required:"true" hint:"the address of the EventManager proxy"`
	LiveTipping     common.Address `toml:"live_tipping"`
	Distributor     common.Address `toml:"distributor"`
	CreationWrapper common.Address `toml:"creation_wrapper"`
}

// Listener is where an HTTP listener listens.
type Listener struct {
	// Listen is host:port; port 0 lets the system choose.
	Listen string `toml:"listen"`
}

// Control is the listener that takes commands.
type Control struct {
	Listen string `toml:"listen" default:"127.0.0.1:8481"`
	// Operators are the wallets that may command any event.
	Operators []string `toml:"operators"`
}

// Hooks is the private listener that answers the media servers.
type Hooks struct {
	Listen string `toml:"listen" default:"127.0.0.1:8482"`
	// Secret is what the media servers show with each question; empty: all are refused.
	Secret Secret `toml:"secret"`
}

// Reactors says which reactors there are and when they work.
type Reactors struct {
	// Only are the reactors to run; nil: all of them; empty but not nil: none.
	Only []string `toml:"only" oneof:"chat curation archive stream metadata"`
	// Paused are reactors whose work is recorded and waits.
	Paused []string `toml:"paused" oneof:"chat curation archive stream metadata"`
	// MaxLag is how far the index may be behind the head before no work is claimed.
	MaxLag time.Duration `toml:"max_lag" default:"60s" min:"1s" max:"24h"`
	// Limit is how many events one reactor works on at once.
	Limit int `toml:"limit" default:"8" min:"1" max:"256"`
	// Timeout bounds one attempt.
	Timeout time.Duration `toml:"timeout" default:"10m" min:"1s" max:"24h"`
	// Resync is the mean time after which an event is looked at again although nothing touched it.
	Resync time.Duration `toml:"resync" default:"24h" min:"1m" max:"8760h"`
	// Grace is how long running attempts may go on after a signal to stop, before they are cut.
	Grace time.Duration `toml:"grace" default:"20s" min:"100ms" max:"10m"`
}

// Agent is the key that haus acts with on chain and in the chat, and what it may spend.
type Agent struct {
	// KeyFile is the keystore; empty: there is no key, and nothing is written on chain.
	KeyFile    string `toml:"key_file" kind:"path"`
	Passphrase Secret `toml:"passphrase"`
	// MaxFeeGwei is the most a transaction offers per gas, in gwei.
	MaxFeeGwei float64 `toml:"max_fee_gwei" default:"300" min:"1" max:"1000000"`
	// SpendPerDay and SpendPerCreatorDay bound the fees of a UTC day, in SEI.
	SpendPerDay        float64 `toml:"spend_per_day" default:"10" min:"0" max:"1000000"`
	SpendPerCreatorDay float64 `toml:"spend_per_creator_day" default:"1" min:"0" max:"1000000"`
}

// Metadata says how events' documents are written.
type Metadata struct {
	// Settle is how long after the newest change the document is written.
	Settle time.Duration `toml:"settle" default:"5s" min:"0s" max:"1h"`
	// WritesPerHour bounds the transactions of one event.
	WritesPerHour int `toml:"writes_per_hour" default:"12" min:"1" max:"1000"`
}

// Chat says how events' XMTP groups are kept. Limits of a day (UTC) are off at 0.
type Chat struct {
	// Env is the XMTP network.
	Env string `toml:"env" default:"dev" oneof:"local dev production"`
	// APIURL is another address of that network's API; empty: the network's own.
	APIURL string `toml:"api_url" kind:"url"`
	// KeyFile is the keystore of the service's wallet on XMTP; empty: the agent's.
	KeyFile    string `toml:"key_file" kind:"path"`
	Passphrase Secret `toml:"passphrase"`
	// Node is the Node.js executable.
	Node string `toml:"node" default:"node"`
	// Sidecar is the folder of the program that speaks to XMTP; empty: sidecar beside the binary.
	Sidecar string `toml:"sidecar" kind:"path"`
	// LateJoin is how long after an event's end, in chain time, wallets that are not on XMTP yet are asked for.
	LateJoin time.Duration `toml:"late_join" default:"24h" min:"1m" max:"8760h"`
	// Pace is the least time between two changes of one group.
	Pace time.Duration `toml:"pace" default:"1s" min:"10ms" max:"1m"`
	// GroupsPerCreator and GroupsPerDay bound the new groups of a day, for one creator and in all.
	GroupsPerCreator uint64 `toml:"groups_per_creator" default:"20" min:"0"`
	GroupsPerDay     uint64 `toml:"groups_per_day" default:"500" min:"0"`
	// Notices are what is told to the groups.
	Notices []string `toml:"notices" oneof:"start end reserve"`
	// NoticesPerDay bounds the notices of a day.
	NoticesPerDay uint64 `toml:"notices_per_day" default:"500" min:"0"`
	// ReplayURL is where a past event can be watched, {eventId} standing for its id; empty: the notice of the end names none.
	ReplayURL string `toml:"replay_url"`
}

// Stream says where events are streamed, and who may take part for how long.
type Stream struct {
	// Host is the public name under which viewers and performers reach the media server.
	Host string `toml:"host" default:"room.haus25.live"`
	// TLS tells whether it is reached over https.
	TLS bool `toml:"tls" default:"true"`
	// SRSAPI are the HTTP APIs of the SRS instances, asked together; APIAuth is user:password, empty: they ask for none.
	SRSAPI  []string `toml:"srs_api" default:"http://127.0.0.1:1985" kind:"url"`
	APIAuth Secret   `toml:"api_auth"`
	// HLSDir is where SRS writes segments, as {app}/{stream}/*.ts.
	HLSDir string `toml:"hls_dir" default:"/var/lib/srs/hls" kind:"path"`
	// OpenBefore is how long before an event's start publishing opens, CloseAfter how long after its end it closes, in chain time.
	OpenBefore time.Duration `toml:"open_before" default:"15m" min:"0s" max:"168h"`
	CloseAfter time.Duration `toml:"close_after" default:"15m" min:"0s" max:"168h"`
	// WatchTTL is how long a viewer's token holds before it has to be renewed.
	WatchTTL time.Duration `toml:"watch_ttl" default:"10m" min:"10s" max:"24h"`
	// ViewersPerToken is how many players may use one viewer's token at once.
	ViewersPerToken int `toml:"viewers_per_token" default:"3" min:"1" max:"100"`
	// ShowsPerCreator is how many events of one creator may be published at once.
	ShowsPerCreator int `toml:"shows_per_creator" default:"5" min:"0" max:"10000"`
	// AllowPublish are the networks that publishers may come from, as 203.0.113.0/24; none: any.
	AllowPublish []string `toml:"allow_publish"`
	// Ladder are the qualities that SRS makes beside the source.
	Ladder []string `toml:"ladder" oneof:"720p 480p"`
}

// Archive says how shows are recorded.
type Archive struct {
	// Mode is how chunks are encoded: copy keeps what was sent.
	Mode string `toml:"mode" default:"copy" oneof:"copy high medium low"`
	// LeadSeconds and GraceSeconds say how long before its start and after its end, in chain time, an event is recorded.
	LeadSeconds  uint64 `toml:"lead_seconds" default:"900" min:"0" max:"86400"`
	GraceSeconds uint64 `toml:"grace_seconds" default:"900" min:"0" max:"86400"`
	// MaxHours is how much of one event is recorded.
	MaxHours uint64 `toml:"max_hours" default:"48" min:"1" max:"48"`
	// FFmpeg is the executable.
	FFmpeg string `toml:"ffmpeg" default:"ffmpeg"`
	// Jobs is how many chunks are made at once; 0: one for each core.
	Jobs int `toml:"jobs" default:"0" min:"0" max:"256"`
	// Keep says how long chunks stay on this machine: forever, days (KeepDays after the recording's end), or verified (until a target has
	// them). None goes before it is safe.
	Keep     string `toml:"keep" default:"forever" oneof:"forever days verified"`
	KeepDays int    `toml:"keep_days" default:"30" min:"1" max:"36500"`
	// RemoveSource tells whether SRS's segments are removed once they are in a chunk that a target has.
	RemoveSource bool `toml:"remove_source" default:"false"`
	// MinFree is how many bytes of the disk stay free: below twice that nothing is encoded, below it recording stops.
	MinFree uint64 `toml:"min_free" default:"2147483648" min:"0"`
	// Bitrate is what a show is assumed to take when room for it is looked for, kilobits a second.
	Bitrate uint64 `toml:"bitrate" default:"4000" min:"1" max:"1000000"`
	// Uploads is how many chunks are uploaded at once, UploadLimit how many bytes a second all together; 0: what the line gives.
	Uploads     int    `toml:"uploads" default:"4" min:"1" max:"64"`
	UploadLimit uint64 `toml:"upload_limit" default:"0" min:"0"`
	// Gateway is where viewers find chunks by their CID; empty: this machine's /ipfs. FilBeamPayer is the account whose FilBeam serves pieces.
	Gateway      string `toml:"gateway" kind:"url"`
	FilBeamPayer string `toml:"filbeam_payer"`
}

// Content says where files are kept, where they go and where they come from.
type Content struct {
	// Upload are the targets that content is brought to; none: it stays on this machine.
	Upload []string `toml:"upload" oneof:"lighthouse pinata kubo"`
	// Gateways are asked for documents, in order of preference; empty but not nil: none is.
	Gateways []string `toml:"gateways" default:"https://ipfs.io" kind:"url"`
	// MaxBytes is the most that the store of content may hold; 0: no limit but the disk's.
	MaxBytes uint64 `toml:"max_bytes" default:"0" min:"0"`
	// MinFree is how many bytes of the disk content leaves free.
	MinFree uint64 `toml:"min_free" default:"1073741824" min:"0"`
	// The targets' addresses, and what lets us in. KuboAuth is a whole Authorization header.
	LighthouseURL string `toml:"lighthouse_url" default:"https://upload.lighthouse.storage" kind:"url"`
	LighthouseAPI string `toml:"lighthouse_api" default:"https://api.lighthouse.storage" kind:"url"`
	LighthouseKey Secret `toml:"lighthouse_key"`
	PinataURL     string `toml:"pinata_url" default:"https://uploads.pinata.cloud" kind:"url"`
	PinataAPI     string `toml:"pinata_api" default:"https://api.pinata.cloud" kind:"url"`
	PinataJWT     Secret `toml:"pinata_jwt"`
	KuboURL       string `toml:"kubo_url" default:"http://127.0.0.1:5001" kind:"url"`
	KuboAuth      Secret `toml:"kubo_auth"`
}

// Log says what is logged and how.
type Log struct {
	Level  slog.Level `toml:"level" default:"info" oneof:"debug info warn error"`
	Format string     `toml:"format" default:"text" oneof:"text json"` // text or json
}
