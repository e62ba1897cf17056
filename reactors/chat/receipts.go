package chat

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// The kinds of the reactor's receipts, and of the command that it takes.
const (
	kindGroup   = "group"   // groupReceipt: a room's group is there
	kindFound   = "found"   // foundReceipt: groups are there that no receipt told of
	kindUsed    = "used"    // usedReceipt: somebody is about to be added to a group that nobody is in
	kindMembers = "members" // membersReceipt: who came in and who was taken out
	kindGone    = "gone"    // goneReceipt: who is out and not by us
	kindEpoch   = "epoch"   // epochReceipt: how far a group has come
	kindName    = "name"    // nameReceipt: a name that a group is about to get
	kindNotice  = "notice"  // noticeReceipt: a notice is about to be sent
	// GiveUp is the kind of an operator's command, a receipt with Touch whose data is JSON {"groupId": "…"}: the group is lost for
	// good and gets one successor. An empty groupId says of an event whose documents cannot be read that it has no group.
	GiveUp = "give-up"
	// kindPart is the part of the event's document that the metadata reactor gets: JSON {"network", "groupIds"}.
	kindPart = "part:chat"
	// metadata is the name of the reactor that gets it.
	metadata = "metadata"
)

type groupReceipt struct {
	Network string `json:"network"`
	Room    int    `json:"room"` // from 1
	GroupID string `json:"groupId"`
	After   int    `json:"after,omitempty"` // the room whose place it takes
	Found   bool   `json:"found,omitempty"` // it was there before its receipt: nothing is known of who was in it
	Told    bool   `json:"told,omitempty"`  // a document told of it, and it was not here
	// Creator counts for the limit of new groups.
	Creator common.Address `json:"creator"`
}

type foundReceipt struct {
	Groups []groupReceipt `json:"groups"`
}

// usedReceipt keeps a group from being taken for empty when the receipt of who was added could not be written any more.
type usedReceipt struct {
	GroupID string `json:"groupId"`
}

type membersReceipt struct {
	GroupID string           `json:"groupId"`
	Added   []common.Address `json:"added,omitempty"`
	Removed []common.Address `json:"removed,omitempty"`
}

type goneReceipt struct {
	GroupID string `json:"groupId"`
	Wallets []gone `json:"wallets"`
}

// gone is a wallet that left or was removed by an admin.
type gone struct {
	Wallet common.Address `json:"wallet"`
	Left   bool           `json:"left,omitempty"` // by itself
	// Acquired is how often it had come by a ticket or the event's NFT when that was seen: one more brings it back.
	Acquired int `json:"acquired"`
}

type epochReceipt struct {
	GroupID string `json:"groupId"`
	Epoch   uint64 `json:"epoch"`
}

type nameReceipt struct {
	Name string `json:"name"`
	URI  string `json:"uri"` // of the document it is from; empty: from the event's number
}

type noticeReceipt struct {
	Notice string `json:"notice"`
}

type giveUp struct {
	GroupID string `json:"groupId"`
}

type part struct {
	Network  string   `json:"network"`
	GroupIDs []string `json:"groupIds"`
}

// past is what the receipts of an event tell.
type past struct {
	groups  map[int]groupReceipt               // by room
	used    map[string]bool                    // groups that somebody may be in whom no receipt names
	placed  map[string]map[common.Address]bool // by group: wanted wallets that are in it as far as is known
	gone    map[string]map[common.Address]gone // by group
	epoch   map[string]uint64                  // by group: the highest
	names   map[string]bool                    // every name that we gave
	named   nameReceipt                        // the newest
	notices map[string]bool                    // sent, or given up in between
	given   map[string]bool                    // groups that an operator gave up
	handed  *part                              // the newest part that metadata got
}

func newPast() *past {
	return &past{groups: map[int]groupReceipt{}, used: map[string]bool{}, placed: map[string]map[common.Address]bool{}, gone: map[string]map[common.Address]gone{},
		epoch: map[string]uint64{}, names: map[string]bool{}, notices: map[string]bool{}, given: map[string]bool{}}
}

// readPast folds the receipts. Those of another XMTP network are passed over: its groups are not of this one.
func readPast(v *store.View, k store.WorkKey, network string) (*past, error) {
	p := newPast()
	for r, err := range v.Receipts(k) {
		if err != nil {
			return nil, fmt.Errorf("read the receipts: %w", err)
		}
		if err := p.take(r.Kind, r.Data, network); err != nil {
			return nil, fmt.Errorf("read receipt %d, %s: %w", r.Number, r.Kind, err)
		}
	}
	for r, err := range v.Receipts(store.WorkKey{Reactor: metadata, EventID: k.EventID}) {
		if err != nil {
			return nil, fmt.Errorf("read the receipts of %s: %w", metadata, err)
		}
		if r.Kind == kindPart {
			handed := new(part)
			if err := json.Unmarshal(r.Data, handed); err != nil {
				return nil, fmt.Errorf("read receipt %d, %s: %w", r.Number, r.Kind, err)
			}
			p.handed = handed
		}
	}
	return p, nil
}

// take adds one receipt. A kind that is not known is of a later version, and passed over.
func (p *past) take(kind string, data []byte, network string) error {
	switch kind {
	case kindGroup:
		var g groupReceipt
		if err := json.Unmarshal(data, &g); err != nil {
			return err
		}
		return p.add(g, network)
	case kindFound:
		var f foundReceipt
		if err := json.Unmarshal(data, &f); err != nil {
			return err
		}
		for _, g := range f.Groups {
			if err := p.add(g, network); err != nil {
				return err
			}
		}
	case kindUsed:
		var u usedReceipt
		if err := json.Unmarshal(data, &u); err != nil {
			return err
		}
		p.used[u.GroupID] = true
	case kindMembers:
		var m membersReceipt
		if err := json.Unmarshal(data, &m); err != nil {
			return err
		}
		delete(p.used, m.GroupID)
		for _, a := range m.Added {
			put(p.placed, m.GroupID, a, true)
			delete(p.gone[m.GroupID], a)
		}
		for _, a := range m.Removed {
			delete(p.placed[m.GroupID], a)
		}
	case kindGone:
		var g goneReceipt
		if err := json.Unmarshal(data, &g); err != nil {
			return err
		}
		for _, w := range g.Wallets {
			put(p.gone, g.GroupID, w.Wallet, w)
			delete(p.placed[g.GroupID], w.Wallet)
		}
	case kindEpoch:
		var e epochReceipt
		if err := json.Unmarshal(data, &e); err != nil {
			return err
		}
		p.epoch[e.GroupID] = max(p.epoch[e.GroupID], e.Epoch)
	case kindName:
		if err := json.Unmarshal(data, &p.named); err != nil {
			return err
		}
		p.names[p.named.Name] = true
	case kindNotice:
		var n noticeReceipt
		if err := json.Unmarshal(data, &n); err != nil {
			return err
		}
		p.notices[n.Notice] = true
	case GiveUp:
		var g giveUp
		if err := json.Unmarshal(data, &g); err != nil {
			return err
		}
		p.given[g.GroupID] = true
	}
	return nil
}

func (p *past) add(g groupReceipt, network string) error {
	if g.Room < 1 || g.Room > maxRooms || g.After < 0 || g.After >= g.Room {
		return fmt.Errorf("room %d after %d", g.Room, g.After)
	}
	if g.Network == network {
		p.groups[g.Room] = g
	}
	return nil
}

func put[V any](m map[string]map[common.Address]V, group string, a common.Address, v V) {
	if m[group] == nil {
		m[group] = map[common.Address]V{}
	}
	m[group][a] = v
}

// record journals what was done and remembers it for the rest of this look.
func (l *look) record(kind string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("record %s: %w", kind, err)
	}
	l.r.at("before recording " + kind)
	if err := l.Record(kind, data); err != nil {
		return fmt.Errorf("record %s: %w", kind, err)
	}
	l.r.at("after recording " + kind)
	return l.past.take(kind, data, l.r.Network)
}

// hand gives the list of groups to the metadata reactor when it changed.
func (l *look) hand() error {
	if len(l.past.groups) == 0 {
		return nil
	}
	now := part{Network: l.r.Network, GroupIDs: l.groupIDs()}
	if h := l.past.handed; h != nil && h.Network == now.Network && slices.Equal(h.GroupIDs, now.GroupIDs) {
		return nil
	}
	data, err := json.Marshal(now)
	if err != nil {
		return err
	}
	l.r.at("before handing")
	if err := l.Hand(metadata, kindPart, data); err != nil {
		return fmt.Errorf("hand the groups to %s: %w", metadata, err)
	}
	l.r.at("after handing")
	l.past.handed = &now
	return nil
}

// groupIDs lists the groups by room; a room whose group nobody remembers is an empty string, so that the others keep their numbers.
func (l *look) groupIDs() []string {
	ids := make([]string, slices.Max(slices.Collect(maps.Keys(l.past.groups))))
	for n, g := range l.past.groups {
		ids[n-1] = g.GroupID
	}
	return ids
}

var errNoDocument = errors.New("nothing reads documents")
