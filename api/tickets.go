package api

import (
	"errors"
	"strconv"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// ticketJSON is a ticket as it is shown.
type ticketJSON struct {
	TicketID          string  `json:"ticketId"`
	TicketNumber      uint64  `json:"ticketNumber"`
	EventID           string  `json:"eventId"`
	KioskAddress      *string `json:"kioskAddress"`
	Owner             *string `json:"owner"` // null when burned
	OriginalOwner     *string `json:"originalOwner"`
	PurchasePrice     *string `json:"purchasePrice"`
	PurchasePriceSei  *string `json:"purchasePriceSei"`
	PurchaseTimestamp *uint64 `json:"purchaseTimestamp"`
	TicketName        *string `json:"ticketName"`
	ArtCategory       *string `json:"artCategory"`
	Burned            bool    `json:"burned"`
	TransactionHash   *string `json:"transactionHash"` // of the purchase
}

// ticketShower writes tickets; it remembers the kiosks of the events it met.
func ticketShower(v *store.View) func(*store.Ticket) (*ticketJSON, error) {
	kiosks := map[uint64]*string{}
	return func(t *store.Ticket) (*ticketJSON, error) {
		kiosk, ok := kiosks[t.EventID]
		if !ok {
			e, err := v.Event(t.EventID)
			switch {
			case err == nil:
				kiosk = hexOrNull(e.Kiosk)
			case !errors.Is(err, store.ErrNotFound):
				return nil, err
			}
			kiosks[t.EventID] = kiosk
		}
		out := &ticketJSON{
			TicketID: strconv.FormatUint(t.ID, 10), TicketNumber: t.ID, EventID: strconv.FormatUint(t.EventID, 10),
			KioskAddress: kiosk, Owner: hexOrNull(t.Owner), Burned: t.Burned,
		}
		if t.Minted.Block != 0 { // before TicketMinted is seen, only the owner is known
			out.OriginalOwner = new(protocol.Hex(t.OriginalOwner))
			out.PurchasePrice, out.PurchasePriceSei = amount(&t.Price)
			out.PurchaseTimestamp = new(t.Minted.Time)
			out.TicketName, out.ArtCategory = new(t.Name), new(t.ArtCategory)
			out.TransactionHash = new(t.Minted.Tx.Hex())
		}
		return out, nil
	}
}

func (s *Server) eventTickets(q *query) reader {
	id, owner := q.pathID("eventId"), q.address("owner")
	p := q.paging(8)
	return func(v *store.View) (any, string, error) {
		if _, err := v.Event(id); err != nil {
			return nil, "", err
		}
		rows := v.Tickets(id, p.after, false)
		if owner != nil {
			rows = v.TicketsOf(*owner, id, p.after, false)
		}
		return result(page(&p, rows, all, ticketShower(v)))
	}
}

func (s *Server) eventTicket(q *query) reader {
	event, id := q.pathID("eventId"), q.pathID("ticketId")
	return func(v *store.View) (any, string, error) {
		t, err := v.Ticket(event, id)
		if err != nil {
			return nil, "", err
		}
		out, err := ticketShower(v)(t)
		return out, "", err
	}
}

func (s *Server) addressTickets(q *query) reader {
	a := q.pathAddress("address")
	bought := q.choice("held", "now", "now", "bought") == "bought"
	p := q.paging(16)
	return func(v *store.View) (any, string, error) { return result(ticketsAt(v, a, bought, &p)) }
}

func ticketsAt(v *store.View, a common.Address, bought bool, p *paging) ([]*ticketJSON, string, error) {
	rows := v.TicketsHeldBy(a, p.after, false)
	if bought {
		rows = v.TicketsBoughtBy(a, p.after, false)
	}
	return page(p, rows, all, ticketShower(v))
}
