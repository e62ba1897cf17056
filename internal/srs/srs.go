// Package srs speaks with SRS, the media server: it reads what SRS tells in its callbacks, and asks and commands its HTTP API.
//
// It guarantees that nothing a callback says is more than a bounded string, that an answer of the API is bounded and complete or an
// error, and that no error, string or log value shows a token.
//
// It never decides who may publish or watch.
package srs

import (
	"time"
)

// Hook is one callback of SRS, as it came: every field is a stranger's word.
type Hook struct {
	Action   string `json:"action"` // on_publish, on_unpublish, on_play, on_stop or on_hls
	ServerID string `json:"server_id"`
	ClientID string `json:"client_id"`
	IP       string `json:"ip"`
	VHost    string `json:"vhost"`
	App      string `json:"app"`
	Stream   string `json:"stream"`
	// Param is the query of the client's URL, with or without the leading question mark, not decoded. It holds the token.
	Param   string `json:"param"`
	TCURL   string `json:"tcUrl"`
	PageURL string `json:"pageUrl"`
	// Of on_hls only. File is relative to CWD when hls_path is.
	Duration float64 `json:"duration"` // seconds, as SRS believes
	CWD      string  `json:"cwd"`
	File     string  `json:"file"`
	URL      string  `json:"url"`
	M3U8     string  `json:"m3u8"`
	SeqNo    int64   `json:"seq_no"`
}

// Stream is a stream that somebody publishes, as one SRS's API tells of it.
type Stream struct {
	Server    string // the API's address in the configuration
	App, Name string
	Live      time.Duration // since the publishing began
	Clients   int           // publisher and viewers
	Frames    uint64
	// KbpsIn and KbpsOut are averages of 30 seconds, kilobits a second.
	KbpsIn, KbpsOut int
	Publisher       string // client id; empty: nobody publishes
	Video           *Video
	Audio           *Audio
}

// Video and Audio are what is published.
type Video struct {
	Codec, Profile string
	Width, Height  int // pixels
}

// Audio is the published sound.
type Audio struct {
	Codec    string
	Rate     int // samples a second
	Channels int
}

// Client is one connection to an SRS.
type Client struct {
	Server  string // the API's address in the configuration
	ID      string
	App     string
	Stream  string // its name
	IP      string
	Type    string // fmle-publish, rtmp-play, flv-play, hls-play, rtc-publish, rtc-play, …
	Publish bool
	Alive   time.Duration
}

// Denied says that something may not be done, with a reason that the one who asked may know.
type Denied struct {
	Status int // HTTP: 401 (no or no valid token), 403 (no right), 404 (no such thing), 429 (too many viewers)
	Why    string
}

func (d *Denied) Error() string { return d.Why }
