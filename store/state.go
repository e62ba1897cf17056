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
