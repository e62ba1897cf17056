// Package compare tells, for tests, in what a store differs from the truth of a stand-in chain.
//
// It guarantees that every log, record, list, account and counter of the store is looked at, and that the truth it is held against
// was computed from what was done on the chain, not from logs. It never changes the store or the world.
package compare

import (
	"encoding/hex"
	"fmt"
	"iter"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/internal/seinode"
	"github.com/haus25/backend/store"
)

// differ compares one view with one truth.
type differ struct {
	v   *store.View
	t   *seinode.Truth
	out []string
}

func (d *differ) eq(what string, got, want any) {
	if got != want {
		d.out = append(d.out, fmt.Sprintf("%s is %v and should be %v", what, got, want))
	}
}

func (d *differ) err(err error) {
	if err != nil {
		d.out = append(d.out, err.Error())
	}
}

// Differences compares everything that the view can tell with what the world says is true as of the view's block, one line for each
// difference. contracts are those that the index was made of; the world must not be reorganised meanwhile.
func Differences(v *store.View, w *seinode.World, contracts seinode.Contracts) []string {
	at, _ := v.AsOf()
	d := &differ{v: v, t: w.Truth(at.Number)}
	if d.t == nil {
		return []string{fmt.Sprintf("the cursor is at block %d, which is not on the chain", at.Number)}
	}
	d.eq("cursor's hash", at.Hash.Hex(), d.t.Hash)
	d.eq("cursor's time", at.Time, d.t.Time)
	d.err(v.Check(func(s string) { d.out = append(d.out, s) }))
	d.logs(w.TrustedLogs(at.Number), contracts)
	d.events()
	d.tickets()
	d.tips()
	d.holders()
	d.stats()
	return d.out
}

func values[T any](d *differ, rows iter.Seq2[store.Row[T], error]) (out []T) {
	for r, err := range rows {
		d.err(err)
		if err == nil {
			out = append(out, r.Value)
		}
	}
	return out
}

// followed tells whether a log is one that haus asks for: of our own contracts all, of their children those with a meaning.
func followed(l seinode.TrustedLog, c seinode.Contracts) bool {
	switch common.HexToAddress(l.Address) {
	case c.EventFactory, c.EventManager, c.LiveTipping, c.Distributor, c.CreationWrapper:
		return true
	}
	return len(l.Topics) > 0 && slices.Contains(protocol.ChildTopics, common.HexToHash(l.Topics[0]))
}

func (d *differ) logs(want []seinode.TrustedLog, contracts seinode.Contracts) {
	seen := map[string]seinode.TrustedLog{}
	order := func(block uint64, tx, content string) string { return fmt.Sprintf("%d %s %s", block, tx, content) }
	count := map[string]int{}
	want = slices.DeleteFunc(want, func(l seinode.TrustedLog) bool { return !followed(l, contracts) })
	for _, l := range want {
		k := order(l.Block, l.TxHash, l.Address+l.Data+fmt.Sprint(l.Topics))
		seen[k] = l
		count[k]++
	}
	n := 0
	for l, err := range d.v.Logs(0, 1<<62) {
		d.err(err)
		if err != nil {
			return
		}
		n++
		var topics []string
		for _, t := range l.Topics {
			topics = append(topics, t.Hex())
		}
		k := order(l.Block, l.TxHash.Hex(), protocol.Hex(l.Address)+"0x"+hex.EncodeToString(l.Data)+fmt.Sprint(topics))
		t, ok := seen[k]
		if !ok || count[k] == 0 {
			d.out = append(d.out, fmt.Sprintf("log %s of %s %s (event %d, topics %v) should not be there", l.Pos, l.Contract, l.Address, l.EventID, topics))
			continue
		}
		count[k]--
		d.eq("time of log "+l.Pos.String(), l.Time, t.Time)
		d.eq("block hash of log "+l.Pos.String(), l.BlockHash.Hex(), t.BlockHash)
		d.eq("undecoded of log "+l.Pos.String()+" "+t.Name, l.Undecoded, t.Name == "" || t.Name == "Curation.OwnershipTransferred") // no ABI of ours has the latter
	}
	for k, left := range count {
		if left > 0 {
			d.out = append(d.out, fmt.Sprintf("log %q at block %d is missing", seen[k].Name, seen[k].Block))
		}
	}
	d.eq("number of logs", n, len(want))
}

func (d *differ) events() {
	got := values(d, d.v.Events(store.AllEvents(), nil, false))
	d.eq("number of events", len(got), len(d.t.Events))
	for i, t := range d.t.Events {
		if i >= len(got) {
			return
		}
		e, n := got[i], fmt.Sprintf("event %d: ", t.ID)
		end, _ := e.EndDate()
		minutes, _ := e.DurationMinutes()
		d.eq(n+"id", e.ID, t.ID)
		d.eq(n+"created at", e.Created.Block, t.CreatedAt)
		d.eq(n+"creator", protocol.Hex(e.Creator), t.Creator)
		d.eq(n+"owner", protocol.Hex(e.Owner), t.Owner)
		d.eq(n+"start", e.StartDate, min(t.Start, store.MaxTime))
		d.eq(n+"end", end, min(t.End, store.MaxTime))
		if t.End <= store.MaxTime { // past it, only the clamped times are kept
			d.eq(n+"duration", minutes, t.DurationMinutes)
		}
		d.eq(n+"reserve", e.ReservePrice.Dec(), t.Reserve)
		d.eq(n+"uri", e.MetadataURI, protocol.Clean([]byte(t.MetadataURI), protocol.MaxURI))
		d.eq(n+"category", e.ArtCategory, protocol.Clean([]byte(t.Category), protocol.MaxCategory))
		d.eq(n+"kiosk", protocol.Hex(e.Kiosk), t.Kiosk)
		d.eq(n+"sold", e.Sold, t.Sold)
		d.eq(n+"revenue", e.Revenue.Dec(), t.Revenue)
		d.eq(n+"delegate", protocol.Hex(e.Delegate), t.Delegate)
		d.eq(n+"proxy", protocol.Hex(e.DelegationProxy), t.Proxy)
		d.eq(n+"finalized", e.Finalized, t.Finalized)
		d.eq(n+"tipping closed", e.TippingFinalized, t.TippingClosed)
		d.eq(n+"highest tipper", protocol.Hex(e.HighestTipper), t.HighestTipper)
		d.eq(n+"highest tip", e.HighestTip.Dec(), t.HighestTip)
		d.eq(n+"total tips", e.TotalTips.Dec(), t.TotalTips)
		d.eq(n+"tips", e.Tips, t.TipCount)
		if e.Called.TicketsAmount == nil || e.Called.TicketPrice == nil {
			d.out = append(d.out, n+"supply and price are not known")
		} else {
			d.eq(n+"supply", e.Called.TicketsAmount.Uint64(), t.Supply)
			d.eq(n+"price", e.Called.TicketPrice.Dec(), t.Price)
		}
		d.eq(n+"curations", len(e.Curations), len(t.Curations))
		for j, c := range t.Curations {
			if j >= len(e.Curations) {
				break
			}
			k := e.Curations[j]
			var balance store.Wei
			balance.Sub(&k.Received, &k.Withdrawn)
			d.eq(n+"curation", fmt.Sprint(protocol.Hex(k.Address), k.Deployed.Block, k.Scope, k.Fee.Uint64(), k.Active, balance.Dec()),
				fmt.Sprint(c.Address, c.CreatedAt, c.Scope, c.Fee, c.Active, c.Balance))
		}
		d.eq(n+"category index", slices.ContainsFunc(values(d, d.v.Events(store.EventsInCategory(e.ArtCategory), nil, true)),
			func(x *store.Event) bool { return x.ID == e.ID }), true)
	}
	byStart := values(d, d.v.Events(store.EventsByStart(), nil, false))
	d.eq("events by start are sorted", slices.IsSortedFunc(byStart, func(a, b *store.Event) int {
		return int(int64(a.StartDate) - int64(b.StartDate))
	}), true)
	d.eq("number of events by start", len(byStart), len(got))
}

func (d *differ) tickets() {
	var got []*store.Ticket
	for _, e := range d.t.Events {
		got = append(got, values(d, d.v.Tickets(e.ID, nil, false))...)
	}
	d.eq("number of tickets", len(got), len(d.t.Tickets))
	for i, t := range d.t.Tickets {
		if i >= len(got) {
			return
		}
		k, n := got[i], fmt.Sprintf("ticket %d of event %d: ", t.ID, t.Event)
		d.eq(n+"id", fmt.Sprint(k.EventID, k.ID), fmt.Sprint(t.Event, t.ID))
		d.eq(n+"owner", protocol.Hex(k.Owner), t.Owner)
		d.eq(n+"original owner", protocol.Hex(k.OriginalOwner), t.OriginalOwner)
		d.eq(n+"price", k.Price.Dec(), t.Price)
		d.eq(n+"name", k.Name, protocol.Clean([]byte(t.Name), protocol.MaxName))
		d.eq(n+"minted", fmt.Sprint(k.Minted.Block, k.Minted.Time), fmt.Sprint(t.Block, t.Time))
		d.eq(n+"burned", k.Burned, t.Burned)
	}
}

func (d *differ) tips() {
	var got []*store.Tip
	for _, e := range d.t.Events {
		got = append(got, values(d, d.v.Tips(e.ID, nil, false))...)
	}
	d.eq("number of tips", len(got), len(d.t.Tips))
	for i, t := range d.t.Tips {
		if i >= len(got) {
			return
		}
		k := got[i]
		d.eq(fmt.Sprintf("tip %d of event %d", t.ID, t.Event), fmt.Sprint(k.EventID, k.TipID, protocol.Hex(k.Tipper), k.Amount.Dec(), k.Message, k.Block, k.Time),
			fmt.Sprint(t.Event, t.ID, t.Tipper, t.Amount, protocol.Clean([]byte(t.Message), protocol.MaxMessage), t.Block, t.Time))
	}
}

func (d *differ) holders() {
	for address, t := range d.t.Holders {
		a := common.HexToAddress(address)
		if a == (common.Address{}) {
			continue
		}
		held := map[uint64][]uint64{}
		n := 0
		for _, k := range values(d, d.v.TicketsHeldBy(a, nil, false)) {
			held[k.EventID] = append(held[k.EventID], k.ID)
			n++
		}
		d.eq("tickets of "+address, fmt.Sprint(held), fmt.Sprint(t.Tickets))
		ids := func(l store.EventList) (out []uint64) {
			for _, e := range values(d, d.v.Events(l, nil, false)) {
				out = append(out, e.ID)
			}
			return out
		}
		d.eq("events created by "+address, fmt.Sprint(ids(store.EventsCreatedBy(a))), fmt.Sprint(t.Created))
		d.eq("events owned by "+address, fmt.Sprint(ids(store.EventsOwnedBy(a))), fmt.Sprint(t.Owned))
		acc, err := d.v.Account(a)
		d.err(err)
		if err == nil {
			d.eq("account of "+address, fmt.Sprint(acc.EventsCreated, acc.EventsOwned, acc.TicketsHeld, acc.Tips, acc.Tipped.Dec()),
				fmt.Sprint(len(t.Created), len(t.Owned), n, t.Tips, t.TipSum))
		}
	}
	white := map[string]bool{}
	for w, err := range d.v.Whitelist() {
		d.err(err)
		if err == nil {
			white[protocol.Hex(w.Address)] = w.Allowed
		}
	}
	for a, allowed := range d.t.Whitelist {
		d.eq("whitelist of "+a, white[a], allowed)
	}
}

func (d *differ) stats() {
	st, err := d.v.Stats()
	d.err(err)
	if err != nil {
		return
	}
	t := d.t.Stats
	d.eq("counters", fmt.Sprint(st.Events, st.Tickets, st.Tips, st.FinalizedEvents, st.TotalRevenue.Dec(), st.TotalTips.Dec()),
		fmt.Sprint(t.Events, t.Tickets, t.Tips, t.Finalized, t.Revenue, t.TipSum))
}
