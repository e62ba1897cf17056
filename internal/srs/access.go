package srs

import (
	"net/netip"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// URLs are where one stream is published and watched. Which of them are filled in depends on what they are for.
type URLs struct {
	WHIP string // publish from a browser or OBS 30 and newer
	RTMP string // publish from OBS and other encoders; watch with a player that speaks RTMP
	WHEP string // watch with the least delay
	FLV  string // watch over HTTP
	HLS  string // watch anywhere
}

// Variant is one quality of an event's stream, or its enhanced version.
type Variant struct {
	Name   string // source, 720p, 480p, enhanced
	Stream string // its name at SRS
	URLs
}

// Live is what is known of an event's stream now.
type Live struct {
	// Seen is when SRS was last asked with success; zero: never, and then the rest says nothing. Errors name the SRS that did not
	// answer then.
	Seen   time.Time
	Errors []string
	// Stream is nil when nobody publishes.
	Stream *Stream
	// Viewers counts those who watch: connections at SRS that play, and players of HLS that asked in the last half minute.
	Viewers int
	// Publisher is the wallet that publishes; nil: nobody, or one that is not known any more.
	Publisher *common.Address
	// Latencies are what players reported in the last minute, by protocol: webrtc, flv, hls.
	Latencies map[string]Latency
}

// Latency is how far viewers are behind the performer.
type Latency struct {
	Players  int
	P50, P95 time.Duration
}

// Playback is what one player reports of itself.
type Playback struct {
	Protocol string        // webrtc, flv or hls
	Latency  time.Duration // behind the performer, by the player's own measure; 0 to 10 minutes
}

// Request is a client's HTTP request as the proxy before SRS received it. Every field but Address is a stranger's word.
type Request struct {
	Method string
	URI    string // path and query
	// Address is the client's, as the proxy saw it.
	Address netip.Addr
}

// Pass is a token for one event.
type Pass struct {
	Token  string
	Wallet common.Address
	Event  uint64
	// Expires is when it has to be renewed, wall clock; zero: it holds until the window closes.
	Expires time.Time
	// OpensAt and ClosesAt bound publishing, chain time in Unix seconds; ClosesAt 0: the end is not known.
	OpensAt, ClosesAt uint64
	URLs              URLs
	Variants          []Variant
}
