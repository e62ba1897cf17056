package api

import (
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

var alice, bob, carol = addr(1), addr(2), addr(3)

// story is a small history with one of everything: an event that was finalized, one with nothing known but its creation,
// one that is live; tickets bought, given away, burned; tips; a Curation contract; an unreadable log.
func (w *world) story() {
	w.batch(10, func(b *store.Batch) {
		e := b.Event(0)
		event(e, 10, alice)
		b.AddLog(w.log(10, store.EventFactory, 0, "EventCreated", bigInt(0), alice, bigInt(int64(e.StartDate)), e.ReservePrice.ToBig(), "ipfs://x", "poetry-slam", e.Kiosk))
		e.CreatorShare, e.TreasuryShare = wei("8000"), wei("2000")
		e.Delegate, e.DelegationProxy = carol, addr(0x77)
		b.AddLog(w.log(10, store.EventManager, 0, "DelegationProxyCreated", bigInt(0), addr(0x77), carol))
		b.Whitelisted(carol).Allowed = true
		b.AddLog(w.log(10, store.EventManager, 0, "GlobalWhitelistUpdated", carol, true))
	})
	w.batch(12, func(b *store.Batch) {
		e := b.Event(0)
		for id := uint64(1); id <= 3; id++ {
			t := b.Ticket(0, id)
			t.Owner, t.OriginalOwner, t.Price, t.Minted, t.Moved = bob, bob, *e.Called.TicketPrice, stampOf(12), stampOf(12)
			t.Name, t.ArtCategory = "Row <b>1</b>", "poetry-slam"
			l := w.log(12, store.TicketKiosk, 0, "TicketMinted", bigInt(int64(id)), bob, t.Name, t.ArtCategory, t.Price.ToBig())
			l.Address = e.Kiosk
			b.AddLog(l)
			e.Sold++
			e.Revenue.Add(&e.Revenue, &t.Price)
		}
		b.Ticket(0, 2).Owner = carol
		burned := b.Ticket(0, 3)
		burned.Owner, burned.Burned = common.Address{}, true
		b.Ticket(0, 4).Owner = alice // its TicketMinted was not seen yet
		e.Updated = stampOf(12)
		e.Curations = []store.CurationContract{{
			Address: addr(0x88), Deployed: stampOf(12), Scope: 2, Curator: carol, Fee: wei("7"), Active: true, StartDate: 1, EndDate: 2, Received: wei("1"), Withdrawn: wei("0"),
		}}
		e.Curator, e.CuratorFee, e.CuratorScope = carol, wei("7"), 2
	})
	w.batch(15, func(b *store.Batch) {
		e := b.Event(0)
		for i, amount := range []string{"1000000000000000000", "2000000000000000001"} {
			l := w.log(15, store.LiveTipping, 0, "TipReceived", bigInt(0), bob, wei0(amount).ToBig(), "bravo \u202e\x00!", bigInt(int64(i)))
			b.AddLog(l)
			tip := b.Tip(0, l.Pos)
			tip.TipID, tip.Tipper, tip.Amount, tip.Message, tip.Time, tip.Tx = uint64(i), bob, wei(amount), "bravo !", timeOf(15), l.TxHash
			e.Tips++
			e.TotalTips.Add(&e.TotalTips, &tip.Amount)
		}
		e.HighestTipper, e.HighestTip = bob, wei("2000000000000000001")
		e.Finalized, e.FinalizedAt, e.Owner = true, stampOf(15), bob
		e.TippingFinalized, e.ReserveMet, e.TipsDistributed = true, true, wei("3000000000000000001")
		e.Updated = stampOf(15)
	})
	w.batch(16, func(b *store.Batch) {
		e := b.Event(1) // nothing was asked or registered
		event(e, 16, bob)
		e.RegisteredEnd, e.Called, e.ArtCategory, e.MetadataURI, e.Kiosk = 0, store.Called{}, "improv", "", addr(0x99)
		e.StartDate, e.ReservePrice = store.MaxTime, wei("0")
		live := b.Event(2)
		event(live, 16, alice)
		live.StartDate, live.RegisteredEnd = timeOf(10), timeOf(1000)
		bad := w.log(16, store.EventFactory, 2, "EventFinalized", bigInt(2))
		bad.Undecoded, bad.HasEvent, bad.EventID, bad.Topics, bad.Data = true, false, 0, []common.Hash{hash(7)}, []byte{1, 2}
		b.AddLog(bad)
		b.CountLate(1)
		b.CountConflict()
		b.SetRecheck("deep", 14)
	})
	w.indexer.set(Status{
		HeadBlock: 18, HeadTime: timeOf(18), HeadSeen: wall.Add(-5 * time.Second), Phase: "head", BlocksPerSecond: 2.5, LogsPerSecond: 4, Ready: true,
		SecondPasses: []string{"deep"},
		Endpoints: []Endpoint{
			{Name: "https://a.example", Healthy: true, Head: 18, Requests: 10, Latency: 20 * time.Millisecond},
			{Name: "https://b.example", Requests: 3, Errors: 3, ErrorsByClass: map[string]uint64{"unavailable": 3}, LastError: "no route", BackingOffUntil: wall},
		},
	})
}

func wei0(text string) *store.Wei { return new(wei(text)) }
