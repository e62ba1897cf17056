package chat

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/chat/sidecar"
)

// fate is how an inbox last came into a group or out of it.
type fate uint8

const (
	fateUnknown fate = iota // it never was in it, as far as this installation saw
	fateIn
	fateOurs    // removed by us
	fateLeft    // by itself
	fateRemoved // by an admin
)

// fates tells each wallet's fate by a group's membership changes. A wish to leave is carried out by any admin's client, ours too, so
// it counts before whoever did.
func fates(changes []sidecar.Change, self string) func(common.Address) fate {
	of := map[string]fate{}
	inbox := map[common.Address]string{}
	out := func(i sidecar.Inbox, f fate) {
		if of[i.ID] != fateLeft {
			of[i.ID] = f
		}
	}
	for _, c := range changes {
		for _, list := range [][]sidecar.Inbox{c.Added, c.Removed, c.Left} {
			for _, i := range list {
				for _, a := range i.Addresses {
					inbox[a] = i.ID
				}
			}
		}
		for _, i := range c.Added {
			of[i.ID] = fateIn
		}
		for _, i := range c.Removed {
			switch c.By.ID {
			case self:
				out(i, fateOurs)
			case i.ID:
				out(i, fateLeft)
			default:
				out(i, fateRemoved)
			}
		}
		for _, i := range c.Left {
			of[i.ID] = fateLeft
		}
	}
	return func(a common.Address) fate { return of[cmp.Or(inbox[a], sidecar.InboxID(a))] }
}

// departed journals of a group that no receipt told of whom an admin removed from it or who left.
func (l *look) departed(ctx context.Context, id string) error {
	changes, err := l.r.Messenger.Changes(ctx, id, time.Time{})
	if err != nil {
		return fault(err, "read the changes of group %s", id)
	}
	fate := fates(changes, l.r.inbox)
	receipt := goneReceipt{GroupID: id}
	for _, w := range l.want {
		if f := fate(w.wallet); f == fateLeft || f == fateRemoved {
			if err := l.addGone(&receipt, w.wallet, f); err != nil {
				return err
			}
		}
	}
	if len(receipt.Wallets) == 0 {
		return nil
	}
	return l.record(kindGone, receipt)
}

// settle makes what is known of who is in a room agree with who is. Who is out and was not taken out by us is remembered as gone.
func (l *look) settle(ctx context.Context, r *room) error {
	placed := l.past.placed[r.GroupID]
	now := membersReceipt{GroupID: r.GroupID}
	for _, w := range l.want {
		// As after an attempt that was cut before its receipt.
		if w.wallet != l.r.Self && r.has(w.wallet) && !placed[w.wallet] {
			now.Added = append(now.Added, w.wallet)
		}
	}
	var out []common.Address
	for a := range placed {
		if !r.has(a) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, common.Address.Cmp)
	left := goneReceipt{GroupID: r.GroupID}
	if len(out) > 0 {
		changes, err := l.r.Messenger.Changes(ctx, r.GroupID, time.Time{})
		if err != nil {
			return fault(err, "read the changes of room %d", r.Room)
		}
		fate := fates(changes, l.r.inbox)
		for _, a := range out {
			f := fate(a)
			if f != fateLeft && f != fateRemoved {
				// Removed by us, or who did it is not known: better one too many than a ticket without a seat.
				now.Removed = append(now.Removed, a)
			} else if err := l.addGone(&left, a, f); err != nil {
				return err
			}
		}
	}
	if len(left.Wallets) > 0 {
		if err := l.record(kindGone, left); err != nil {
			return err
		}
	}
	if len(now.Added)+len(now.Removed) == 0 {
		return nil
	}
	return l.record(kindMembers, now)
}

// addGone notes who is out. What brings a wallet back is a ticket that came after it went. When it went no block tells, for the two
// clocks are not comparable; so all tickets count as later that came after the last look which saw the wallet in its seat.
func (l *look) addGone(g *goneReceipt, a common.Address, f fate) error {
	upTo := uint64(math.MaxUint64)
	for _, s := range l.shown.Seats {
		if s.Address == a && s.Standing == seatMember {
			upTo = l.shown.Block
		}
	}
	acquired, err := acquisitions(l.View, l.Event, upTo)
	if err != nil {
		return fmt.Errorf("count who came by tickets: %w", err)
	}
	g.Wallets = append(g.Wallets, gone{Wallet: a, Left: f == fateLeft, Acquired: acquired[a]})
	return nil
}

// count counts the acquisitions, once.
func (l *look) count() (err error) {
	if l.acquired == nil {
		if l.acquired, err = acquisitions(l.View, l.Event, math.MaxUint64); err != nil {
			return fmt.Errorf("count who came by tickets: %w", err)
		}
	}
	return nil
}

// barred tells whether the wallet left or was removed and came by nothing since. For a holder that is so in every room: there is one
// chat to leave. Creator and owner may leave one room of several.
func (l *look) barred(w wanted, r *room) (g gone, barred bool, err error) {
	for _, in := range l.rooms {
		if w.role.everywhere() && in != r {
			continue
		}
		if have, ok := l.past.gone[in.GroupID][w.wallet]; ok && (!barred || have.Acquired > g.Acquired) {
			g, barred = have, true
		}
	}
	if !barred {
		return g, false, nil
	}
	if err := l.count(); err != nil {
		return g, false, err
	}
	return g, l.acquired[w.wallet] <= g.Acquired, nil
}
