package chat

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/chat/sidecar"
)

func (i *installation) Add(_ context.Context, id string, wallets []common.Address) error {
	return i.write("add", id, sidecar.RoleAdmin, func(g *netGroup) error {
		if len(wallets) > sidecar.MaxBatch {
			return sidecar.ErrInvalid
		}
		var missing []common.Address
		var inboxes []string
		for _, a := range wallets {
			id := i.n.inbox[a]
			if id == "" {
				missing = append(missing, a)
			} else if _, in := g.roles[id]; !in {
				inboxes = append(inboxes, id)
			}
		}
		if len(missing) > 0 {
			return &sidecar.UnreachableError{Addresses: missing}
		}
		if len(g.roles)+len(inboxes) > i.n.most {
			return sidecar.ErrFull
		}
		if i.lose && !i.land {
			i.lose = false
			return errors.New("sync failed to wait for intent")
		}
		c := sidecar.Change{At: i.n.tick(), By: i.n.named(i.n.inbox[i.self])}
		for _, id := range inboxes {
			g.roles[id] = sidecar.RoleMember
			c.Added = append(c.Added, i.n.named(id))
		}
		g.changes = append(g.changes, c)
		g.commits++
		if i.lose {
			i.lose = false
			return errors.New("sync failed to wait for intent")
		}
		return nil
	})
}

func (i *installation) Remove(_ context.Context, id string, wallets []common.Address) error {
	return i.write("remove", id, sidecar.RoleAdmin, func(g *netGroup) error {
		if len(wallets) > sidecar.MaxBatch {
			return sidecar.ErrInvalid
		}
		c := sidecar.Change{At: i.n.tick(), By: i.n.named(i.n.inbox[i.self])}
		for _, a := range wallets {
			id := i.n.inbox[a]
			role, in := g.roles[id]
			switch {
			case a == i.self:
				return sidecar.ErrInvalid
			case role == sidecar.RoleSuperAdmin:
				return errors.New("a super admin cannot be removed")
			case in:
				c.Removed = append(c.Removed, i.n.named(id))
			}
		}
		for _, gone := range c.Removed {
			delete(g.roles, gone.ID)
		}
		g.changes = append(g.changes, c)
		g.commits++
		return nil
	})
}

func (i *installation) super(name, id string, a common.Address, role sidecar.Role) error {
	return i.write(name, id, sidecar.RoleSuperAdmin, func(g *netGroup) error {
		if _, in := g.roles[i.n.inbox[a]]; !in {
			return sidecar.ErrNoSuchMember
		}
		g.roles[i.n.inbox[a]] = role
		g.commits++
		return nil
	})
}

func (i *installation) AddSuperAdmin(_ context.Context, id string, a common.Address) error {
	return i.super("add super admin", id, a, sidecar.RoleSuperAdmin)
}

func (i *installation) RemoveSuperAdmin(_ context.Context, id string, a common.Address) error {
	return i.super("remove super admin", id, a, sidecar.RoleMember)
}

func (i *installation) Update(_ context.Context, id string, p sidecar.Profile) error {
	return i.write("update", id, sidecar.RoleSuperAdmin, func(g *netGroup) error {
		if utf8.RuneCountInString(p.Name) > sidecar.MaxName {
			return fmt.Errorf("a name of %q: %w", p.Name, sidecar.ErrInvalid)
		}
		g.name, g.description, g.image = p.Name, p.Description, p.ImageURL
		g.commits++
		return nil
	})
}

func (i *installation) Send(_ context.Context, id, text string) error {
	return i.write("send", id, sidecar.RoleMember, func(*netGroup) error {
		i.n.sent[id] = append(i.n.sent[id], text)
		return nil
	})
}

func (i *installation) Changes(_ context.Context, id string, after time.Time) (out []sidecar.Change, err error) {
	err = i.effect("changes", func() error {
		g, err := i.mine(id)
		if err != nil {
			return err
		}
		for _, c := range g.changes[i.seen[id]:] {
			if c.At.After(after) {
				out = append(out, c)
			}
		}
		return nil
	})
	return out, err
}
