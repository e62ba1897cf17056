package sidecar

import (
	"context"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
)

// Limits of XMTP's groups; lengths are in characters. The network's own, but that MaxText is far below the megabyte
// that it takes: a notice is a few lines.
const (
	MaxMembers     = 250
	MaxBatch       = 50 // wallets in one Add or Remove: one commit each, and five of them are quicker than 250 at once
	MaxName        = 100
	MaxDescription = 1000
	MaxImageURL    = 2048
	MaxAppData     = 8192
	MaxText        = 8192
)

// NewGroup is what a group is made with.
type NewGroup struct {
	Name        string // at most MaxName characters
	Description string // at most MaxDescription
	ImageURL    string // at most MaxImageURL
	AppData     string // at most MaxAppData; it identifies the group
}

// Profile is what members see of a group.
type Profile struct{ Name, Description, ImageURL string }

// Group is one group that this installation has. The texts may come from anyone who was super admin, cut to the limits.
type Group struct {
	ID          string // 32 hexadecimal digits
	AppData     string
	Name        string
	Description string
	ImageURL    string
	Created     time.Time
	Active      bool   // this installation is in it
	Creator     string // the inbox that made it, by the group's own word: a modified client can write another's there
	AddedBy     string // the inbox that brought this installation in; our own for a group that this very installation made, and that cannot be forged
	// Epoch counts the commits that this installation has taken in, ours among them; from [Sidecar.Group] only. It never goes
	// back: one that is lower than it was is of an old copy of the database, which cannot take in what it sent since.
	Epoch   uint64
	Members []Member
}

// Role is a member's rights in a group.
type Role uint8

// Only admins add and remove people; only super admins change texts and roles.
const (
	RoleMember Role = iota
	RoleAdmin
	RoleSuperAdmin
)

func (r Role) String() string {
	if r > RoleSuperAdmin {
		return fmt.Sprintf("role %d", uint8(r))
	}
	return [...]string{"member", "admin", "super admin"}[r]
}

// Inbox is a person on XMTP: an id and the wallets that speak for it. A wallet's inbox need not be [InboxID] of it.
type Inbox struct {
	ID        string // 64 hexadecimal digits
	Addresses []common.Address
}

// Member is an inbox in a group.
type Member struct {
	Inbox
	Role Role
}

// Change is one change of a group's membership.
type Change struct {
	At      time.Time // the network's time, to the nanosecond; grows from one change of a group to the next
	By      Inbox
	Added   []Inbox
	Removed []Inbox
	// Left are who went by themselves. They come twice: when they ask to (By them), and when an admin's client, ours mostly, has
	// taken them out a second or two later (By that).
	Left []Inbox
}

// Reachable says of each wallet whether it has an XMTP inbox, so that it can be added. Any number of them; asked in batches.
func (s *Sidecar) Reachable(ctx context.Context, wallets []common.Address) (map[common.Address]bool, error) {
	reachable := make(map[common.Address]bool, len(wallets))
	for len(wallets) > 0 {
		batch := wallets[:min(len(wallets), MaxMembers)]
		wallets = wallets[len(batch):]
		var found []common.Address
		if err := s.call(ctx, "reachable", map[string]any{"addresses": batch}, &found); err != nil {
			return nil, err
		}
		for _, a := range batch {
			reachable[a] = false
		}
		for _, a := range found {
			if _, asked := reachable[a]; asked {
				reachable[a] = true
			}
		}
	}
	return reachable, nil
}

// Create makes a group with this inbox as its only member and super admin and publishes it. When it fails or is cut the group may
// be there or not, at most once: [Sidecar.Groups] finds it by its AppData and [Sidecar.Publish] finishes it.
func (s *Sidecar) Create(ctx context.Context, g NewGroup) (Group, error) {
	if g.AppData == "" {
		return Group{}, fmt.Errorf("create a group: no appData to find it by: %w", ErrInvalid)
	}
	if err := tooLong("create a group", text{"name", g.Name, MaxName}, text{"description", g.Description, MaxDescription},
		text{"imageURL", g.ImageURL, MaxImageURL}, text{"appData", g.AppData, MaxAppData}); err != nil {
		return Group{}, err
	}
	return s.group(ctx, "create", map[string]any{"name": g.Name, "description": g.Description, "imageURL": g.ImageURL, "appData": g.AppData})
}

// Publish finishes a group whose Create was cut; for a finished one it does nothing.
func (s *Sidecar) Publish(ctx context.Context, id string) error {
	return s.onGroup(ctx, "publish", id, nil)
}

// Groups lists, oldest first and without their members, the groups that name our inbox as their creator, after taking in what
// the network has for us; texts are as last seen. Adopt by AppData only a group whose AddedBy is our inbox: anyone with a modified client can put us into a group of theirs
// with any AppData and Creator.
func (s *Sidecar) Groups(ctx context.Context) ([]Group, error) {
	var groups []Group
	for after := ""; ; {
		var page struct {
			Groups []wireGroup `json:"groups"`
			Next   string      `json:"next"` // the last group's position; "" on the last page
		}
		if err := s.call(ctx, "groups", map[string]any{"after": after}, &page); err != nil {
			return nil, err
		}
		for i := range page.Groups {
			g, err := page.Groups[i].group()
			if err != nil {
				return nil, fmt.Errorf("list groups: %w", err)
			}
			groups = append(groups, g)
		}
		if page.Next == "" {
			return groups, nil
		}
		if page.Next <= after {
			return nil, fmt.Errorf("list groups: the sidecar's pages do not end: %w", ErrUnavailable)
		}
		after = page.Next
	}
}

// Group returns a group as it is on the network now, with its members. [ErrNotMember] if this installation is not in it.
func (s *Sidecar) Group(ctx context.Context, id string) (Group, error) {
	if err := validGroupID(id); err != nil {
		return Group{}, err
	}
	return s.group(ctx, "group", map[string]any{"group": id})
}

// Add adds wallets, at most [MaxBatch], in one commit; those who are members already are passed over. It is all or nothing:
// [UnreachableError] names wallets without an inbox, [ErrFull] says that not all fit. (Two wallets of one inbox count twice for that.)
func (s *Sidecar) Add(ctx context.Context, id string, wallets []common.Address) error {
	return s.batch(ctx, "add", id, wallets)
}

// Remove removes wallets, at most [MaxBatch], in one commit; those who are no members are passed over. Our own is refused
// with [ErrInvalid]. XMTP removes no super admin: see RemoveSuperAdmin.
func (s *Sidecar) Remove(ctx context.Context, id string, wallets []common.Address) error {
	return s.batch(ctx, "remove", id, wallets)
}

// AddSuperAdmin gives a member all rights, ours included. [ErrNoSuchMember] if the wallet is not in the group.
func (s *Sidecar) AddSuperAdmin(ctx context.Context, id string, wallet common.Address) error {
	return s.onGroup(ctx, "addSuperAdmin", id, map[string]any{"address": wallet})
}

// RemoveSuperAdmin makes a super admin a member like others. Our own is refused with [ErrInvalid].
func (s *Sidecar) RemoveSuperAdmin(ctx context.Context, id string, wallet common.Address) error {
	return s.onGroup(ctx, "removeSuperAdmin", id, map[string]any{"address": wallet})
}

// Update makes the group's texts those of p; one commit for each that differs.
func (s *Sidecar) Update(ctx context.Context, id string, p Profile) error {
	if err := tooLong("update the group "+printable(id, 64), text{"name", p.Name, MaxName}, text{"description", p.Description, MaxDescription},
		text{"imageURL", p.ImageURL, MaxImageURL}); err != nil {
		return err
	}
	return s.onGroup(ctx, "update", id, map[string]any{"name": p.Name, "description": p.Description, "imageURL": p.ImageURL})
}

// Send sends a text of at most [MaxText] characters to the group.
func (s *Sidecar) Send(ctx context.Context, id, message string) error {
	if message == "" {
		return fmt.Errorf("send to the group %s: an empty text: %w", printable(id, 64), ErrInvalid)
	}
	if err := tooLong("send to the group "+printable(id, 64), text{"text", message, MaxText}); err != nil {
		return err
	}
	return s.onGroup(ctx, "send", id, map[string]any{"text": message})
}

// Changes returns the group's membership changes after a time (the zero time: all that this installation saw), oldest first.
// [ErrNotMember] if this installation is not in the group.
func (s *Sidecar) Changes(ctx context.Context, id string, after time.Time) ([]Change, error) {
	if err := validGroupID(id); err != nil {
		return nil, err
	}
	var cursor int64
	if !after.IsZero() {
		cursor = after.UnixNano()
	}
	var changes []Change
	for {
		var page wireChanges
		if err := s.call(ctx, "changes", map[string]any{"group": id, "after": fmt.Sprint(cursor)}, &page); err != nil {
			return nil, err
		}
		got, err := page.changes()
		if err != nil {
			return nil, fmt.Errorf("list the changes of the group %s: %w", id, err)
		}
		changes = append(changes, got...)
		if !page.More {
			return changes, nil
		}
		next, err := strconv.ParseInt(page.Next, 10, 64)
		if err != nil || next <= cursor {
			return nil, fmt.Errorf("list the changes of the group %s: the sidecar's pages do not end: %w", id, ErrUnavailable)
		}
		cursor = next
	}
}

// group calls a method that answers one group.
func (s *Sidecar) group(ctx context.Context, method string, params map[string]any) (Group, error) {
	var w wireGroup
	if err := s.call(ctx, method, params, &w); err != nil {
		return Group{}, err
	}
	g, err := w.group()
	if err != nil {
		return Group{}, fmt.Errorf("XMTP %s: %w", method, err)
	}
	return g, nil
}

// onGroup calls a method that answers nothing.
func (s *Sidecar) onGroup(ctx context.Context, method, id string, params map[string]any) error {
	if err := validGroupID(id); err != nil {
		return err
	}
	if params == nil {
		params = map[string]any{}
	}
	params["group"] = id
	return s.call(ctx, method, params, nil)
}

func (s *Sidecar) batch(ctx context.Context, method, id string, wallets []common.Address) error {
	if len(wallets) > MaxBatch {
		return fmt.Errorf("XMTP %s: %d wallets at once, at most %d go: %w", method, len(wallets), MaxBatch, ErrInvalid)
	}
	if len(wallets) == 0 {
		return nil
	}
	return s.onGroup(ctx, method, id, map[string]any{"addresses": wallets})
}

type text struct {
	name, value string
	most        int
}

// tooLong refuses texts over their limit and such that are not UTF-8. Cutting is the caller's: only it knows what matters.
func tooLong(doing string, texts ...text) error {
	for _, t := range texts {
		if !utf8.ValidString(t.value) {
			return fmt.Errorf("%s: %s is not UTF-8: %w", doing, t.name, ErrInvalid)
		}
		if n := utf8.RuneCountInString(t.value); n > t.most {
			return fmt.Errorf("%s: %s has %d characters, at most %d go: %w", doing, t.name, n, t.most, ErrInvalid)
		}
	}
	return nil
}
