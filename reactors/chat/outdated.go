package chat

import (
	"context"
	"fmt"
	"slices"

	"github.com/haus25/backend/store"
)

// outdated tells whether the XMTP database is a copy from before the room's group was made: its installation made an older group, so it
// made this one too, and lacks it. No member's client ever lets it in, since to the others it never was out.
//
// The order is that of the receipts, which no clock disturbs. Of a group that was found nothing tells when it was made.
func (l *look) outdated(ctx context.Context, r *room) (bool, error) {
	if r.Found {
		return false, nil
	}
	list, err := l.r.groups(ctx, l.Wall)
	if err != nil {
		return false, err
	}
	first, err := l.r.receiptOf(l.View)
	if err != nil {
		return false, err
	}
	lost, known := first[r.GroupID]
	return known && slices.ContainsFunc(list, func(g listed) bool {
		n, known := first[g.id]
		return g.made && known && n < lost
	}), nil
}

// receiptOf reads once the number of the receipt that first told of each group. Those that this process makes are not among them: its
// database has them.
func (r *Reactor) receiptOf(v *store.View) (map[string]uint64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first != nil {
		return r.first, nil
	}
	first := map[string]uint64{}
	for receipt, err := range v.AllReceipts(Name) {
		if err != nil {
			return nil, fmt.Errorf("read which groups are the oldest: %w", err)
		}
		if receipt.Kind != kindGroup && receipt.Kind != kindFound {
			continue
		}
		p := newPast()
		if err := p.take(receipt.Kind, receipt.Data, r.Network); err != nil {
			return nil, fmt.Errorf("read receipt %d, %s: %w", receipt.Number, receipt.Kind, err)
		}
		for _, g := range p.groups {
			if n, ok := first[g.GroupID]; !ok || receipt.Number < n {
				first[g.GroupID] = receipt.Number
			}
		}
	}
	r.first = first
	return first, nil
}
