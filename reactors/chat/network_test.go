package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/chat/sidecar"
)

// network is XMTP in memory with the rules that the SDK and its groups have: all or nothing, 250 members, 50 a batch, rights, super
// admins that nobody removes, installations that know only the groups they were brought into, and failed adds that land all the same.
type network struct {
	mu     sync.Mutex
	inbox  map[common.Address]string // wallets that are on XMTP
	groups map[string]*netGroup
	clock  int64
	sent   map[string][]string // texts by group
	most   int                 // members of a group
}

type netGroup struct {
	id, appData, name, description, image, creator string
	created                                        time.Time
	roles                                          map[string]sidecar.Role
	changes                                        []sidecar.Change
	commits                                        int
	published                                      bool
	busy                                           bool
}

func newNetwork() *network {
	return &network{inbox: map[common.Address]string{}, groups: map[string]*netGroup{}, sent: map[string][]string{}, most: sidecar.MaxMembers}
}

// join puts wallets on XMTP, each in an inbox of its own.
func (n *network) join(wallets ...common.Address) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, a := range wallets {
		if n.inbox[a] == "" {
			n.inbox[a] = sidecar.InboxID(a)
		}
	}
}

// link adds a wallet to another's inbox.
func (n *network) link(a, to common.Address) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.inbox[a] = n.inbox[to]
}

func (n *network) tick() time.Time {
	n.clock++
	return time.Unix(0, n.clock)
}

func (n *network) named(id string) sidecar.Inbox {
	i := sidecar.Inbox{ID: id}
	for a, of := range n.inbox {
		if of == id {
			i.Addresses = append(i.Addresses, a)
		}
	}
	slices.SortFunc(i.Addresses, common.Address.Cmp)
	return i
}

// change is what another member's client does to a group: by is that member.
func (n *network) change(group string, by common.Address, add, remove []common.Address, leave bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	g := n.groups[group]
	c := sidecar.Change{At: n.tick(), By: n.named(n.inbox[by])}
	for _, a := range add {
		if id := n.inbox[a]; id != "" {
			if _, in := g.roles[id]; !in && len(g.roles) < n.most {
				g.roles[id] = sidecar.RoleMember
				c.Added = append(c.Added, n.named(id))
			}
		}
	}
	for _, a := range remove {
		if _, in := g.roles[n.inbox[a]]; in {
			delete(g.roles, n.inbox[a])
			c.Removed = append(c.Removed, n.named(n.inbox[a]))
		}
	}
	if leave {
		delete(g.roles, n.inbox[by])
		c.Left = append(c.Left, n.named(n.inbox[by]))
	}
	g.changes = append(g.changes, c)
}

func (n *network) role(group string, a common.Address, r sidecar.Role) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.groups[group].roles[n.inbox[a]] = r
}

// members lists a group's wallets, of inboxes with several only the one that has the inbox's own id.
func (n *network) members(group string) map[common.Address]bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := map[common.Address]bool{}
	for id := range n.groups[group].roles {
		for _, a := range n.named(id).Addresses {
			out[a] = true
		}
	}
	return out
}

// installation is the service's client: what its database knows. It is the Messenger.
type installation struct {
	n       *network
	self    common.Address
	addedBy map[string]string // by group
	seen    map[string]int    // changes of a group before this one
	at      func(point string)
	down    bool
	// lose makes the next add fail; land is whether it lands all the same.
	lose, land bool
	// behind is how many commits a copy of its database is too old.
	behind uint64
	calls  map[string]int
	// askedFor counts the wallets in all questions who is on XMTP.
	askedFor int
}

func (n *network) install(self common.Address) *installation {
	n.join(self)
	return &installation{n: n, self: self, addedBy: map[string]string{}, seen: map[string]int{}, at: func(string) {}, calls: map[string]int{}}
}

// admitTo is what a member's client does when it meets a new installation of ours.
func (i *installation) admitTo(group string, by common.Address) {
	i.n.mu.Lock()
	defer i.n.mu.Unlock()
	i.addedBy[group] = i.n.inbox[by]
	i.seen[group] = len(i.n.groups[group].changes)
}

func (i *installation) effect(name string, do func() error) error {
	i.at("before " + name)
	i.n.mu.Lock()
	i.calls[name]++
	if i.down {
		i.n.mu.Unlock()
		return fmt.Errorf("%s: %w", name, sidecar.ErrUnavailable)
	}
	err := do()
	i.n.mu.Unlock()
	i.at("after " + name)
	return err
}

// mine returns a group that this installation is in. Call it with the lock.
func (i *installation) mine(id string) (*netGroup, error) {
	g := i.n.groups[id]
	if g == nil || i.addedBy[id] == "" {
		return nil, sidecar.ErrNotMember
	}
	if _, in := g.roles[i.n.inbox[i.self]]; !in {
		return nil, sidecar.ErrNotMember
	}
	if !g.published {
		return nil, errors.New("the group is not published")
	}
	return g, nil
}

func (i *installation) Reachable(_ context.Context, wallets []common.Address) (out map[common.Address]bool, err error) {
	err = i.effect("reachable", func() error {
		out = map[common.Address]bool{}
		i.askedFor += len(wallets)
		for _, a := range wallets {
			out[a] = i.n.inbox[a] != ""
		}
		return nil
	})
	return out, err
}

func (i *installation) Create(_ context.Context, n sidecar.NewGroup) (out sidecar.Group, err error) {
	var g *netGroup
	err = i.effect("create", func() error {
		if n.AppData == "" || utf8.RuneCountInString(n.Name) > sidecar.MaxName || utf8.RuneCountInString(n.Description) > sidecar.MaxDescription {
			return sidecar.ErrInvalid
		}
		at := i.n.tick()
		me := i.n.inbox[i.self]
		g = &netGroup{id: fmt.Sprintf("%032x", i.n.clock), appData: n.AppData, name: n.Name, description: n.Description, creator: me, created: at,
			roles: map[string]sidecar.Role{me: sidecar.RoleSuperAdmin}}
		i.n.groups[g.id] = g
		i.addedBy[g.id] = me
		return nil
	})
	if err != nil {
		return out, err
	}
	err = i.effect("create, publishing", func() error {
		g.published = true
		out = i.describe(g)
		return nil
	})
	return out, err
}

func (i *installation) describe(g *netGroup) sidecar.Group {
	_, active := g.roles[i.n.inbox[i.self]]
	return sidecar.Group{ID: g.id, AppData: g.appData, Name: g.name, Description: g.description, ImageURL: g.image, Created: g.created,
		Active: active, Creator: g.creator, AddedBy: i.addedBy[g.id]}
}

func (i *installation) Publish(_ context.Context, id string) error {
	return i.effect("publish", func() error {
		if g := i.n.groups[id]; g != nil && i.addedBy[id] != "" {
			g.published = true
			return nil
		}
		return sidecar.ErrNotMember
	})
}

func (i *installation) Groups(context.Context) (out []sidecar.Group, err error) {
	err = i.effect("groups", func() error {
		for id := range i.addedBy {
			if g := i.n.groups[id]; g.creator == i.n.inbox[i.self] {
				out = append(out, i.describe(g))
			}
		}
		slices.SortFunc(out, func(a, b sidecar.Group) int { return a.Created.Compare(b.Created) })
		return nil
	})
	return out, err
}

func (i *installation) Group(_ context.Context, id string) (out sidecar.Group, err error) {
	err = i.effect("group", func() error {
		g, err := i.mine(id)
		if err != nil {
			return err
		}
		out = i.describe(g)
		out.Epoch = uint64(g.commits) + uint64(len(g.changes)) - i.behind
		for inbox, role := range g.roles {
			out.Members = append(out.Members, sidecar.Member{Inbox: i.n.named(inbox), Role: role})
		}
		slices.SortFunc(out.Members, func(a, b sidecar.Member) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
		return nil
	})
	return out, err
}

// write changes a group as the service. Two writes of one group at once fail, as the SDK's do.
func (i *installation) write(name, id string, least sidecar.Role, do func(*netGroup) error) error {
	i.n.mu.Lock()
	if g := i.n.groups[id]; g != nil {
		if g.busy {
			i.n.mu.Unlock()
			return errors.New("sync failed to wait for intent")
		}
		g.busy = true
		defer func() { i.n.mu.Lock(); g.busy = false; i.n.mu.Unlock() }()
	}
	i.n.mu.Unlock()
	return i.effect(name, func() error {
		g, err := i.mine(id)
		if err != nil {
			return err
		}
		if g.roles[i.n.inbox[i.self]] < least {
			return errors.New("insufficient permissions")
		}
		return do(g)
	})
}
