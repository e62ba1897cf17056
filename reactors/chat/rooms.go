package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/chat/sidecar"
)

// room is one group of the event.
type room struct {
	groupReceipt
	successor *room
	group     *sidecar.Group // nil: it cannot be entered
	rights    sidecar.Role   // ours in it
	member    map[common.Address]int
	committed bool // this look added or removed somebody
	changed   bool // this look changed the group
	stale     bool // the XMTP database is an old copy, in which the group is not what it has become
}

// retired rooms seat nobody any more.
func (r *room) retired() bool { return r.successor != nil || r.GroupID == "" }

// live rooms can be changed.
func (r *room) live() bool { return !r.retired() && r.group != nil && r.rights != sidecar.RoleMember }

func (r *room) has(a common.Address) bool { _, ok := r.member[a]; return ok }

// set takes in the group as it is now.
func (r *room) set(g sidecar.Group, self string) {
	r.group, r.rights, r.member = &g, sidecar.RoleMember, map[common.Address]int{}
	for i, m := range g.Members {
		if m.ID == self {
			r.rights = m.Role
		}
		for _, a := range m.Addresses {
			r.member[a] = i
		}
	}
}

// find makes l.rooms of the receipts; when they know none, of the groups that are there all the same; and when there are none, a new
// group. It leaves no rooms when there shall or can be none now.
//
// A second group is never made, because the first is found by one of three: its receipt; its mark, while the XMTP database is there;
// a document that the chain ever named, which lists it. A document that was there at the mint is not ours, and when one of the others
// cannot be read, nothing is made.
func (l *look) find(ctx context.Context) error {
	if len(l.past.groups) == 0 {
		switch err := l.adopt(ctx); {
		case errors.Is(err, errBusy):
			l.why = fmt.Sprintf("whether the event has a group already: %v", errBusy)
			l.wait("%s", l.why)
			return nil
		case err != nil:
			return err
		}
	}
	if len(l.past.groups) > 0 {
		for n := range l.groupIDs() {
			g, ok := l.past.groups[n+1]
			if !ok {
				g = groupReceipt{Room: n + 1} // whose group nobody remembers
			}
			l.rooms = append(l.rooms, &room{groupReceipt: g})
		}
		for _, r := range l.rooms {
			if r.After > 0 {
				l.rooms[r.After-1].successor = r
			}
		}
		return nil
	}
	if l.over() {
		return nil
	}
	_, err := l.create(ctx, 0)
	return err
}

// create makes the next room, or finds the one that was made and not journaled. False: the limit forbids it for now.
func (l *look) create(ctx context.Context, after int) (bool, error) {
	number := len(l.rooms) + 1
	if number > maxRooms {
		l.why = "the event has as many rooms as there can be"
		l.wait("%s", l.why)
		return false, nil
	}
	list, err := l.r.groups(ctx, l.Wall)
	if err != nil {
		return false, err
	}
	if found, err := l.made(number, list); err != nil {
		return false, err
	} else if found != nil {
		if err := l.take(ctx, []groupReceipt{*found}, list); err != nil {
			return false, err
		}
		return true, l.open(ctx, l.past.groups[number])
	}
	id := newMark(l.r.Identity, l.EventID, number, after).String()
	if why, next, err := l.r.newGroups.Take(l.View, l.Wall, use(id, l.Event.Creator)); err != nil || why != "" {
		if err == nil {
			l.why = "new groups: " + why
			l.wait("%s", l.why)
			l.wakeAt(next)
		}
		return false, err
	}
	done := false
	defer func() {
		if !done {
			l.r.forget() // it may be there all the same
		}
	}()
	g, err := l.r.Messenger.Create(ctx, sidecar.NewGroup{Name: l.present(), Description: l.description(), AppData: id})
	if err != nil {
		return false, fault(err, "make the group of room %d", number)
	}
	l.r.claim(g.ID, l.EventID, false)
	receipt := groupReceipt{Network: l.r.Network, Room: number, GroupID: g.ID, After: after, Creator: l.Event.Creator}
	if err := l.record(kindGroup, receipt); err != nil {
		return false, err
	}
	done = true
	return true, l.open(ctx, receipt)
}

// open adds a new room to l.rooms. The first ones are entered with all others.
func (l *look) open(ctx context.Context, g groupReceipt) error {
	r := &room{groupReceipt: g}
	if g.After > 0 {
		l.rooms[g.After-1].successor = r
	}
	l.rooms = append(l.rooms, r)
	return l.enterOne(ctx, r)
}

// enter reads the rooms' groups.
func (l *look) enter(ctx context.Context) error {
	for _, r := range l.rooms {
		if r.group == nil && r.GroupID != "" {
			if err := l.enterOne(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *look) enterOne(ctx context.Context, r *room) error {
	g, err := l.r.Messenger.Group(ctx, r.GroupID)
	if errors.Is(err, sidecar.ErrNotMember) {
		return nil
	}
	if err != nil {
		return fault(err, "read the group of room %d", r.Room)
	}
	// One that a document told of may be any.
	if m, _ := parseMark(g.AppData); g.Creator != l.r.inbox || r.Found && !l.marked(m) {
		return nil
	}
	// An old copy of the database does not take in what it sent since, and what it would send now the others do not.
	if r.stale = g.Epoch < l.past.epoch[r.GroupID]; !r.stale {
		r.set(g, l.r.inbox)
	}
	return nil
}

// succeed finds successors for rooms that are lost: when nobody else was in one, or when an operator gave it up.
func (l *look) succeed(ctx context.Context) error {
	for _, r := range slices.Clone(l.rooms) {
		if r.retired() || r.group != nil {
			continue
		}
		abandoned := l.past.given[r.GroupID]
		if !abandoned && !l.over() {
			var err error
			if abandoned, err = l.deserted(ctx, r); err != nil {
				return err
			}
		}
		if abandoned {
			made, err := l.create(ctx, r.Room)
			if err != nil {
				return err
			}
			if made && r.successor == nil { // the next room was there already, in another's place
				l.wakeAt(l.Wall.Add(time.Second))
			}
			continue // over the limit it waits
		}
		if !r.stale {
			var err error
			if r.stale, err = l.outdated(ctx, r); err != nil {
				return err
			}
		}
		if r.stale {
			l.wait("room %d awaits re-admission: the service's XMTP database is an old copy, which XMTP cannot go on with: stop haus, remove data/chat, start again", r.Room)
		} else {
			l.wait("room %d awaits re-admission: the service's XMTP database is new or it was removed, and only a member's client can add it", r.Room)
		}
		if pause := l.readmission(r); !l.over() {
			l.wakeAt(l.Wall.Add(pause))
		} else if !l.late() {
			l.wakeAt(l.Wall.Add(max(pause, l.r.MostRetry)))
		} // later the slow resync looks
	}
	return nil
}

// deserted tells whether nobody but the service can be in a room that cannot be entered: by the receipts; when they do not reach back
// to its beginning, when nobody who belongs into it is on XMTP at all.
func (l *look) deserted(ctx context.Context, r *room) (bool, error) {
	if l.past.used[r.GroupID] || len(l.past.placed[r.GroupID]) > 0 {
		return false, nil
	}
	if !r.Found {
		return true, nil
	}
	var all []common.Address
	for _, w := range l.want {
		all = append(all, w.wallet)
	}
	if err := l.reachable(ctx, all); err != nil {
		return false, err
	}
	for _, there := range l.reach {
		if there {
			return false, nil
		}
	}
	return true, nil
}

// progress journals how far the groups have come, so that an old copy of the XMTP database is told from the newest.
func (l *look) progress(ctx context.Context) error {
	for _, r := range l.rooms {
		if r.group == nil || r.retired() {
			continue
		}
		if r.changed {
			g, err := l.r.Messenger.Group(ctx, r.GroupID)
			if err != nil {
				return fault(err, "read the group of room %d", r.Room)
			}
			r.set(g, l.r.inbox)
		}
		if r.group.Epoch > l.past.epoch[r.GroupID] {
			if err := l.record(kindEpoch, epochReceipt{GroupID: r.GroupID, Epoch: r.group.Epoch}); err != nil {
				return err
			}
		}
	}
	return nil
}
