package chat

import (
	"context"
	"errors"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/chat/sidecar"
)

// seats takes out who may not be in the rooms and brings in who shall.
func (l *look) seats(ctx context.Context) error {
	for _, r := range l.rooms {
		if r.group == nil {
			continue
		}
		if !r.retired() {
			if err := l.settle(ctx, r); err != nil {
				return err
			}
		}
		if r.rights == sidecar.RoleMember {
			l.wait("the service is no admin of room %d any more: a super admin of the group has to make it one again", r.Room)
		}
	}
	// First: whoever sold a ticket must not read on.
	for _, r := range l.rooms {
		if err := l.dismiss(ctx, r); err != nil {
			return err
		}
	}
	for {
		adds, overflow, err := l.assign(ctx)
		if err != nil {
			return err
		}
		if overflow > 0 && l.mayGrow() {
			made, err := l.create(ctx, 0)
			if err != nil {
				return err
			}
			if made {
				continue
			}
		}
		for _, r := range l.rooms {
			if err := l.admit(ctx, r, adds[r]); err != nil {
				return err
			}
		}
		break
	}
	for _, r := range l.rooms {
		if err := l.promote(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// mayGrow tells whether there may be another room: not while one cannot be seen or changed, for its seats may be free.
func (l *look) mayGrow() bool {
	return !slices.ContainsFunc(l.rooms, func(r *room) bool { return !r.retired() && !r.live() })
}

// at lists the rooms that the wallet is in, lowest first.
func (l *look) at(a common.Address) (in []*room) {
	for _, r := range l.rooms {
		if !r.retired() && r.has(a) {
			in = append(in, r)
		}
	}
	return in
}

// mayBeAt returns a room that the wallet may be in although it cannot be looked into; nil: none.
func (l *look) mayBeAt(a common.Address) *room {
	for _, r := range l.rooms {
		if !r.retired() && r.group == nil && (r.Found || l.past.placed[r.GroupID][a]) {
			return r
		}
	}
	return nil
}

// keep chooses the room of a holder who is in several: the lowest that we seated the wallet in, else the lowest.
func (l *look) keep(a common.Address, in []*room) *room {
	for _, r := range in {
		if l.past.placed[r.GroupID][a] {
			return r
		}
	}
	return in[0]
}

// dismiss removes from a room its former holders and owners, and holders whose seat is in another one.
func (l *look) dismiss(ctx context.Context, r *room) error {
	if r.group == nil || r.rights == sidecar.RoleMember {
		return nil
	}
	role := map[common.Address]role{}
	for _, w := range l.want {
		role[w.wallet] = w.role
	}
	var out []sidecar.Member
	for _, m := range r.group.Members {
		if m.ID == l.r.inbox {
			continue
		}
		stays, former := false, false
		for _, a := range m.Addresses {
			switch have := role[a]; {
			case have == roleHolder && !r.retired():
				in := l.at(a)
				stays = stays || l.keep(a, in) == r
				former = true // of this room
			case have != "":
				stays = true
			default:
				if err := l.count(); err != nil {
					return err
				}
				former = former || l.acquired[a] > 0
			}
		}
		if former && !stays {
			out = append(out, m)
		}
	}
	if len(out) == 0 || !l.mayCommit(r, len(out)) {
		return nil
	}
	for batch := range slices.Chunk(out, sidecar.MaxBatch) {
		var wallets []common.Address
		for _, m := range batch {
			if m.Role == sidecar.RoleSuperAdmin { // XMTP removes none
				if r.rights != sidecar.RoleSuperAdmin {
					l.wait("a former holder is super admin of room %d and the service is not: only another super admin can remove them", r.Room)
					continue
				}
				if err := l.r.Messenger.RemoveSuperAdmin(ctx, r.GroupID, m.Addresses[0]); err != nil {
					return fault(err, "take a former holder's rights in room %d", r.Room)
				}
			}
			wallets = append(wallets, m.Addresses[0])
		}
		if len(wallets) == 0 {
			continue
		}
		l.committed(r)
		if err := l.r.Messenger.Remove(ctx, r.GroupID, wallets); err != nil {
			return fault(err, "remove %d from room %d", len(wallets), r.Room)
		}
		removed := membersReceipt{GroupID: r.GroupID}
		for _, m := range batch {
			if slices.Contains(wallets, m.Addresses[0]) {
				removed.Removed = append(removed.Removed, m.Addresses...)
			}
		}
		if err := l.record(kindMembers, removed); err != nil {
			return err
		}
		g := *r.group
		g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(m sidecar.Member) bool {
			return len(m.Addresses) > 0 && slices.Contains(wallets, m.Addresses[0])
		})
		r.set(g, l.r.inbox)
	}
	return nil
}

// assign says who is to be added to which room, and how many find no seat.
func (l *look) assign(ctx context.Context) (adds map[*room][]common.Address, overflow int, err error) {
	adds = map[*room][]common.Address{}
	missing := map[*room][]common.Address{} // creator and owner
	free := map[*room]int{}                 // seats for holders
	var unseated, ask []common.Address
	for _, r := range l.rooms {
		if r.live() {
			free[r] = l.r.most - len(r.group.Members)
		}
	}
	for _, w := range l.want {
		if w.wallet == l.r.Self {
			continue
		}
		if w.role.everywhere() {
			for _, r := range l.rooms {
				if !r.live() || r.has(w.wallet) {
					continue
				}
				free[r]-- // also before it is on XMTP
				if _, barred, err := l.barred(w, r); err != nil {
					return nil, 0, err
				} else if !barred {
					missing[r] = append(missing[r], w.wallet)
					ask = append(ask, w.wallet)
				}
			}
			continue
		}
		if len(l.at(w.wallet)) > 0 || l.mayBeAt(w.wallet) != nil {
			continue
		}
		if _, barred, err := l.barred(w, nil); err != nil {
			return nil, 0, err
		} else if !barred {
			unseated = append(unseated, w.wallet)
			ask = append(ask, w.wallet)
		}
	}
	if err := l.reachable(ctx, ask); err != nil {
		return nil, 0, err
	}
	for _, r := range l.rooms {
		for _, a := range missing[r] {
			if l.reach[a] && len(r.group.Members)+len(adds[r]) < l.r.most {
				adds[r] = append(adds[r], a)
			}
		}
	}
	for _, a := range unseated {
		if !l.reach[a] {
			continue
		}
		i := slices.IndexFunc(l.rooms, func(r *room) bool { return free[r] > 0 })
		if i < 0 {
			overflow++
			continue
		}
		r := l.rooms[i]
		adds[r] = append(adds[r], a)
		free[r]--
	}
	return adds, overflow, nil
}

// admit adds wallets to a room, in batches.
func (l *look) admit(ctx context.Context, r *room, wallets []common.Address) error {
	if len(wallets) == 0 || !l.mayCommit(r, len(wallets)) {
		return nil
	}
	if !l.past.used[r.GroupID] && len(l.past.placed[r.GroupID]) == 0 {
		if err := l.record(kindUsed, usedReceipt{GroupID: r.GroupID}); err != nil {
			return err
		}
	}
	for batch := range slices.Chunk(wallets, sidecar.MaxBatch) {
		added, err := l.add(ctx, r, slices.Clone(batch))
		if err != nil {
			return err
		}
		if len(added) == 0 {
			continue
		}
		if err := l.record(kindMembers, membersReceipt{GroupID: r.GroupID, Added: added}); err != nil {
			return err
		}
		g := *r.group
		for _, a := range added {
			if !r.has(a) {
				g.Members = append(slices.Clip(g.Members), sidecar.Member{Inbox: sidecar.Inbox{ID: sidecar.InboxID(a), Addresses: []common.Address{a}}})
			}
		}
		r.set(g, l.r.inbox)
	}
	return nil
}

// add adds one batch, without those who turn out not to be on XMTP, and returns who is in the group now.
func (l *look) add(ctx context.Context, r *room, batch []common.Address) ([]common.Address, error) {
	for len(batch) > 0 {
		l.committed(r)
		err := l.r.Messenger.Add(ctx, r.GroupID, batch)
		if err == nil {
			return batch, nil
		}
		var unreachable *sidecar.UnreachableError
		if errors.As(err, &unreachable) {
			// All or nothing: without them it goes. The answer is older than the question, so it may name any.
			before := len(batch)
			batch = slices.DeleteFunc(batch, func(a common.Address) bool {
				no := slices.Contains(unreachable.Addresses, a)
				if no {
					l.reach[a] = false
				}
				return no
			})
			if len(batch) < before {
				continue
			}
		}
		if errors.Is(err, sidecar.ErrUnavailable) {
			return nil, fault(err, "add %d to room %d", len(batch), r.Room)
		}
		// Some adds that fail land all the same.
		g, again := l.r.Messenger.Group(ctx, r.GroupID)
		if again == nil {
			r.set(g, l.r.inbox)
			if !slices.ContainsFunc(batch, func(a common.Address) bool { return !r.has(a) }) {
				return batch, nil
			}
		}
		return nil, fault(err, "add %d to room %d", len(batch), r.Room)
	}
	return nil, nil
}

// promote makes the creator super admin of a room.
func (l *look) promote(ctx context.Context, r *room) error {
	creator := l.Event.Creator
	if !r.live() || creator == l.r.Self || !r.has(creator) || r.group.Members[r.member[creator]].Role == sidecar.RoleSuperAdmin {
		return nil
	}
	if r.rights != sidecar.RoleSuperAdmin {
		l.wait("the service is no super admin of room %d any more and cannot make the creator one", r.Room)
		return nil
	}
	r.changed = true
	if err := l.r.Messenger.AddSuperAdmin(ctx, r.GroupID, creator); err != nil {
		return fault(err, "make the creator super admin of room %d", r.Room)
	}
	r.group.Members[r.member[creator]].Role = sidecar.RoleSuperAdmin
	return nil
}
