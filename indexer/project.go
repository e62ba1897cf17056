package indexer

import (
	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// state is what a projection reads and changes; store.Batch is one.
type state interface {
	Event(id uint64) *store.Event
	Ticket(event, id uint64) *store.Ticket
	Tip(event uint64, pos store.Pos) *store.Tip
	Whitelisted(a common.Address) *store.Whitelisted
}

// project changes the records by one log. It depends on nothing but its arguments, so that an event can be folded anew from
// its logs at any time. Logs come in the chain's order.
func project(s state, l *store.Log, d *protocol.Decoded) {
	at := store.Stamp{Block: l.Block, Time: l.Time, Tx: l.TxHash}
	if !l.HasEvent {
		if d.Name == "GlobalWhitelistUpdated" && l.Contract == store.EventManager {
			// Not of any event, so never folded anew: the newest log wins, in whatever order they are learned.
			if w := s.Whitelisted(d.Address("agent")); l.Pos.Compare(w.At) >= 0 {
				w.Allowed, w.At = d.Bool("whitelisted"), l.Pos
			}
		}
		return
	}
	e := s.Event(l.EventID)
	if projections[l.Contract][d.Name] == nil {
		return
	}
	e.Updated = at
	projections[l.Contract][d.Name](change{s, e, l, d, at})
}

type change struct {
	state
	event *store.Event
	log   *store.Log
	*protocol.Decoded
	at store.Stamp
}

// projections says what each log changes. A log that is not here is kept and listed, and changes no record.
var projections = map[store.Contract]map[string]func(change){
	store.EventFactory: {
		"EventCreated": func(c change) {
			e := c.event
			e.Known, e.Created = true, c.at
			e.Creator = c.Address("creator")
			if e.Owner == (common.Address{}) {
				e.Owner = e.Creator
			}
			e.StartDate = c.Time("startDate")
			e.ReservePrice = c.Wei("reservePrice")
			e.MetadataURI = protocol.Clean(c.Bytes("metadataURI"), protocol.MaxURI)
			e.ArtCategory = protocol.Clean(c.Bytes("artCategory"), protocol.MaxCategory)
			e.Kiosk = c.Address("ticketKioskAddress")
		},
		"Transfer":            func(c change) { c.event.Owner = c.Address("to") },
		"MetadataUpdated":     func(c change) { c.event.MetadataURI = protocol.Clean(c.Bytes("newMetadataURI"), protocol.MaxURI) },
		"ReservePriceUpdated": func(c change) { c.event.ReservePrice = c.Wei("newPrice") },
		"CurationDeployed": func(c change) {
			k := curationContract(c.event, c.Address("curationContract"))
			k.Deployed = c.at
			k.Scope, _ = c.Uint64("scope")
		},
		"EventFinalized":               finalized,
		"EventFinalizedAndTransferred": finalized,
	},
	store.EventManager: {
		"DelegationProxyCreated": func(c change) {
			c.event.DelegationProxy, c.event.Delegate = c.Address("proxyAddress"), c.Address("delegatee")
		},
		"DelegateUpdated": func(c change) { c.event.Delegate = c.Address("newDelegatee") },
	},
	store.LiveTipping: {
		"EventRegistered": func(c change) { c.event.RegisteredEnd = c.Time("endDate") },
		"TipReceived": func(c change) {
			t := c.Tip(c.event.ID, c.log.Pos)
			t.TipID, _ = c.Uint64("tipId")
			t.Tipper, t.Amount = c.Address("tipper"), c.Wei("amount")
			t.Message = protocol.Clean(c.Bytes("message"), protocol.MaxMessage)
			t.Time, t.Tx = c.at.Time, c.at.Tx
			c.event.Tips++
			c.event.TotalTips.Add(&c.event.TotalTips, &t.Amount)
		},
		"NewHighestTipper": func(c change) {
			c.event.HighestTipper, c.event.HighestTip = c.Address("newHighest"), c.Wei("amount")
		},
		"EventFinalized": func(c change) {
			c.event.TippingFinalized, c.event.ReserveMet = true, c.Bool("reservePriceMet")
		},
		"TipsDistributed": func(c change) {
			amount := c.Wei("amount")
			c.event.TipsDistributed.Add(&c.event.TipsDistributed, &amount)
		},
	},
	store.Distributor: {
		"EventRegistered": func(c change) {
			c.event.CreatorShare, c.event.TreasuryShare = c.Wei("creatorShare"), c.Wei("treasuryShare")
		},
		"CurationEnabled": func(c change) {
			c.event.Curator, c.event.CuratorFee = c.Address("curator"), c.Wei("curationFee")
			c.event.CuratorScope, _ = c.Uint64("scope")
		},
		"CurationDisabled": func(c change) {
			c.event.Curator, c.event.CuratorFee, c.event.CuratorScope = common.Address{}, store.Wei{}, 0
		},
	},
	store.TicketKiosk: {
		"TicketMinted": func(c change) {
			id, ok := c.Uint64("ticketId")
			if !ok {
				return
			}
			t := c.Ticket(c.event.ID, id)
			t.OriginalOwner, t.Price, t.Minted = c.Address("buyer"), c.Wei("price"), c.at
			t.Name = protocol.Clean(c.Bytes("ticketName"), protocol.MaxName)
			t.ArtCategory = protocol.Clean(c.Bytes("artCategory"), protocol.MaxCategory)
			if t.Moved.Block == 0 { // the Transfer of the same purchase comes later, or was lost
				t.Owner = t.OriginalOwner
			}
			c.event.Sold++
			c.event.Revenue.Add(&c.event.Revenue, &t.Price)
		},
		// Who holds a ticket now is Transfer and nothing else.
		"Transfer": func(c change) {
			id, ok := c.Uint64("tokenId")
			if !ok {
				return
			}
			t := c.Ticket(c.event.ID, id)
			t.Owner, t.Moved = c.Address("to"), c.at
			t.Burned = t.Owner == common.Address{}
		},
	},
	store.Curation: {
		"CurationActivated": curation(func(c change, k *store.CurationContract) {
			k.Active, k.Curator, k.Fee = true, c.Address("curator"), c.Wei("fee")
			k.Scope, _ = c.Uint64("scope")
			k.StartDate, k.EndDate = c.Time("startDate"), c.Time("endDate")
		}),
		"CurationDeactivated": curation(func(_ change, k *store.CurationContract) { k.Active = false }),
		"CurationUpdated": curation(func(c change, k *store.CurationContract) {
			k.Fee = c.Wei("newFee")
			k.Scope, _ = c.Uint64("newScope")
		}),
		"FundsReceived": curation(func(c change, k *store.CurationContract) {
			amount := c.Wei("amount")
			k.Received.Add(&k.Received, &amount)
		}),
		"FundsWithdrawn": curation(func(c change, k *store.CurationContract) {
			amount := c.Wei("amount")
			k.Withdrawn.Add(&k.Withdrawn, &amount)
		}),
	},
}

func finalized(c change) {
	if !c.event.Finalized {
		c.event.Finalized, c.event.FinalizedAt = true, c.at
	}
}

func curation(f func(change, *store.CurationContract)) func(change) {
	return func(c change) { f(c, curationContract(c.event, c.log.Address)) }
}

// curationContract finds the event's Curation contract. What it emits while it is made comes before the log that names it,
// so the first of either makes the entry.
func curationContract(e *store.Event, a common.Address) *store.CurationContract {
	for i := range e.Curations {
		if e.Curations[i].Address == a {
			return &e.Curations[i]
		}
	}
	e.Curations = append(e.Curations, store.CurationContract{Address: a})
	return &e.Curations[len(e.Curations)-1]
}
