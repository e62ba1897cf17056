package store

import (
	"encoding/json"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
)

// State is what a reactor shows of one event: a value of this package that the API serves. It is no receipt: it may be lost
// with the index and is made anew by the next attempt.
type State interface{ state() string }

// ChatState is where an event's chat stands.
type ChatState struct {
	Network string `json:"network"` // XMTP network: local, dev or production
	// Standing: none (no group is wanted), pending, ready (some room is live), awaiting re-admission, or no admin.
	Standing string `json:"standing"`
	// Rooms are the event's groups; Rooms[n-1] is room n.
	Rooms []ChatRoom `json:"rooms"`
	Seats []ChatSeat `json:"seats"`
	// Block is the block that rooms and seats were made to agree with.
	Block uint64 `json:"block"`
}

// ChatRoom is one XMTP group of an event.
type ChatRoom struct {
	// GroupID is empty when nobody remembers which group it was.
	GroupID string `json:"groupId"`
	// Standing: live, awaiting re-admission (only a member's client can let the service in again), no admin (the group's super
	// admins took the service's rights), or retired (nobody is seated there any more).
	Standing string `json:"standing"`
	// Members counts inboxes in the group, the service's own among them.
	Members int `json:"members"`
	// Successor is set when a later group took this one's place, which the service can no longer enter.
	Successor string `json:"successor,omitempty"`
	// Since is when the standing began: wall clock, Unix seconds.
	Since uint64 `json:"since,omitempty"`
}

// ChatSeat is one wallet's place in the chat.
type ChatSeat struct {
	Address common.Address `json:"address"`
	// Role: creator, owner or holder, the first that applies.
	Role string `json:"role"`
	// Standing: member, waiting (not on XMTP yet), left, removed (by an admin of the group) or pending (to be added).
	Standing string `json:"standing"`
	Room     int    `json:"room,omitempty"` // from 1; 0: none yet
	Why      string `json:"why,omitempty"`
	Since    uint64 `json:"since,omitempty"` // wall clock, Unix seconds
	RetryAt  uint64 `json:"retryAt,omitempty"`
}

func (*ChatState) state() string { return "chat" }

// Publication is where an event's metadata document stands.
type Publication struct {
	// Standing: current (chain and parts agree), pending (a change is composed or its transaction is on the way), offChain (it
	// cannot be written any more: finalized or ended), parked or waiting.
	Standing string `json:"standing"`
	Why      string `json:"why,omitempty"`
	// OnChainURI is the event's metadataURI as of the state that was looked at.
	OnChainURI string `json:"onChainUri"`
	// URI is the newest composed document; empty: none differs from the chain's.
	URI string `json:"uri,omitempty"`
	// Parts are the names of the parts that reactors recorded.
	Parts []string `json:"parts,omitempty"`
	// Transaction is the newest transaction that wrote URI; zero: none.
	Transaction common.Hash `json:"transaction"`
	// Uploads tells for each target of content.upload where the document is: done, failed or waiting, and why.
	Uploads map[string]string `json:"uploads,omitempty"`
	Updated uint64            `json:"updated"` // wall clock, Unix seconds
}

func (*Publication) state() string { return "metadata" }

// State reads what the reactor of into's kind shows of the event; ErrNotFound when it never showed anything.
func (v *View) State(event uint64, into State) error {
	k := key(tState, into.state(), event)
	raw := v.newest(k)
	if v.err != nil {
		return v.err
	}
	if raw == nil {
		return fmt.Errorf("%s of event %d: %w", into.state(), event, ErrNotFound)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("read %x: %w: %v: run `haus rebuild`", k, ErrCorrupted, err)
	}
	return nil
}

// SetState writes what the reactor shows of the event.
func (b *Batch) SetState(event uint64, s State) {
	raw, err := json.Marshal(s)
	if err != nil {
		b.fail(fmt.Errorf("write the state of %s for event %d: %w", s.state(), event, err))
		return
	}
	b.set(key(tState, s.state(), event), raw)
}

// ArchiveState is where an event's recording stands. Times with At are chain time, others wall clock, both Unix seconds unless
// said otherwise.
type ArchiveState struct {
	// Standing: waiting (the window is not open yet, or nothing came), recording, closing (the window is over, not all is checked and
	// stored yet), complete, or none (the window is over and nothing was recorded).
	Standing string `json:"standing"`
	Why      string `json:"why,omitempty"` // what is waited for, or what is wrong
	OpensAt  uint64 `json:"opensAt,omitempty"`
	ClosesAt uint64 `json:"closesAt,omitempty"`
	Mode     string `json:"mode,omitempty"` // copy, high, medium or low, as configured
	// Chunks are by index, from 0, without gaps.
	Chunks   []ArchiveChunk   `json:"chunks,omitempty"`
	Sessions []ArchiveSession `json:"sessions,omitempty"`
	// Spooled counts segments that are recorded and in no chunk yet, SpooledSeconds how long they play.
	Spooled        int     `json:"spooled"`
	SpooledSeconds float64 `json:"spooledSeconds"`
	// Manifest is the CID of the folder with index.m3u8 and manifest.json; empty: none yet.
	Manifest string `json:"manifest,omitempty"`
	// Complete: the window is over, the spool is empty, every chunk is checked and stored here and, when targets are configured,
	// verified on at least one.
	Complete bool `json:"complete"`
	// Targets are the upload targets that were configured, Costs what those take whose prices are known.
	Targets []string      `json:"targets,omitempty"`
	Costs   []ArchiveCost `json:"costs,omitempty"`
	Updated uint64        `json:"updated"`
}

// ArchiveChunk is a piece of a recording: one file that plays by its CID alone and is a segment of the playlist.
type ArchiveChunk struct {
	Index   int    `json:"index"` // from 0
	CID     string `json:"cid"`
	Piece   string `json:"piece,omitempty"` // Filecoin piece CID (v2); empty: not computed
	Size    int64  `json:"size"`            // bytes
	Session int    `json:"session"`         // from 1
	// Seconds is how long it plays; Start is when its first segment was written minus that segment's length, Unix milliseconds.
	Seconds float64 `json:"seconds"`
	Start   int64   `json:"start"`
	Mode    string  `json:"mode"` // of the encoding: copy, high, medium or low
	// Frames are video frames, Samples audio frames.
	Frames  int `json:"frames"`
	Samples int `json:"samples"`
	// Checked is how: counted (every unit, by its packets) or decoded (every frame as well).
	Checked string `json:"checked"`
	// Missing names what is missing or damaged in it; empty: nothing.
	Missing []string `json:"missing,omitempty"`
	Local   bool     `json:"local"` // the file is on this machine
	// Uploads are by target.
	Uploads []ArchiveUpload `json:"uploads,omitempty"`
	// Deals counts Filecoin deals that are known of it, PDP tells whether a proof of data possession was completed, PoDSI whether a
	// proof of its inclusion in a deal was seen.
	Deals int  `json:"deals"`
	PDP   bool `json:"pdp"`
	PoDSI bool `json:"podsi"`
}

// ArchiveCost is what one target takes for keeping the recording, by its price list of a day.
type ArchiveCost struct {
	Target      string  `json:"target"`
	USDPerMonth float64 `json:"usdPerMonth"`
	AsOf        string  `json:"asOf"` // year, month, day
}

// ArchiveUpload is where one chunk stands at one target.
type ArchiveUpload struct {
	Target string `json:"target"`
	// Standing: done (acknowledged under the chunk's CID), waiting, failing (tried again at RetryAt), parked (until the operator
	// does something) or refused (the target will never take it).
	Standing string `json:"standing"`
	ID       string `json:"id,omitempty"` // the target's own name for it
	Why      string `json:"why,omitempty"`
	Since    uint64 `json:"since,omitempty"`
	RetryAt  uint64 `json:"retryAt,omitempty"`
}

// ArchiveSession is one publish session.
type ArchiveSession struct {
	Session  int     `json:"session"` // from 1
	Why      string  `json:"why,omitempty"`
	Start    int64   `json:"start"` // as of ArchiveChunk, Unix milliseconds
	Seconds  float64 `json:"seconds"`
	Segments int     `json:"segments"`
	// Gap is what is known to be missing before it: "segments 12 to 13", "41.2 s"; empty: nothing is.
	Gap string `json:"gap,omitempty"`
}

func (*ArchiveState) state() string { return "archive" }
