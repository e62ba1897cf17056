package api

import (
	"encoding/binary"
	"errors"
	"iter"
	"strconv"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// eventJSON is an event as it is shown.
type eventJSON struct {
	EventID         string           `json:"eventId"`
	Creator         string           `json:"creator"`
	Owner           *string          `json:"owner"`
	StartDate       uint64           `json:"startDate"`
	EndDate         *uint64          `json:"endDate"`
	EventDuration   *uint64          `json:"eventDuration"` // minutes
	Status          store.Status     `json:"status"`
	ReservePrice    string           `json:"reservePrice"`
	ReservePriceSei string           `json:"reservePriceSei"`
	MetadataURI     string           `json:"metadataURI"`
	ArtCategory     string           `json:"artCategory"`
	KioskAddress    *string          `json:"kioskAddress"`
	TicketsAmount   *uint64          `json:"ticketsAmount"`
	TicketPrice     *string          `json:"ticketPrice"`
	TicketPriceSei  *string          `json:"ticketPriceSei"`
	TicketsSold     uint64           `json:"ticketsSold"`
	TotalRevenue    string           `json:"totalRevenue"`
	TotalRevenueSei string           `json:"totalRevenueSei"`
	TipsCount       *uint64          `json:"tipsCount"`
	TotalTips       *string          `json:"totalTips"`
	TotalTipsSei    *string          `json:"totalTipsSei"`
	HighestTipper   *string          `json:"highestTipper"`
	HighestTip      *string          `json:"highestTip"`
	HighestTipSei   *string          `json:"highestTipSei"`
	Finalized       bool             `json:"finalized"`
	Delegate        *string          `json:"delegate"`
	DelegationProxy *string          `json:"delegationProxy"`
	Curation        []curationJSON   `json:"curation"`
	Distributor     *distributorJSON `json:"distributor"`
	Tipping         *tippingJSON     `json:"tipping"`
	Created         *stamp           `json:"created"`
	Updated         *stamp           `json:"updated"`
	FinalizedAt     *stamp           `json:"finalizedAt"`
}

// curationJSON is a Curation contract of an event.
type curationJSON struct {
	Address      string  `json:"address"`
	Deployed     *stamp  `json:"deployed"`
	Scope        uint64  `json:"scope"`
	Active       bool    `json:"active"`
	Curator      *string `json:"curator"`
	Fee          *uint64 `json:"fee"` // percent
	StartDate    *uint64 `json:"startDate"`
	EndDate      *uint64 `json:"endDate"`
	Received     string  `json:"received"`
	ReceivedSei  string  `json:"receivedSei"`
	Withdrawn    string  `json:"withdrawn"`
	WithdrawnSei string  `json:"withdrawnSei"`
}

// distributorJSON is what the Distributor said of an event.
type distributorJSON struct {
	CreatorShare  *uint64 `json:"creatorShare"`  // basis points
	TreasuryShare *uint64 `json:"treasuryShare"` // basis points
	Curator       *string `json:"curator"`
	CurationFee   *uint64 `json:"curationFee"`   // percent
	CurationScope *uint64 `json:"curationScope"` // 1 Planner, 2 Promoter, 3 Producer
}

// tippingJSON is what LiveTipping said of an event's end.
type tippingJSON struct {
	Finalized      bool   `json:"finalized"`
	ReserveMet     *bool  `json:"reserveMet"`
	Distributed    string `json:"distributed"`
	DistributedSei string `json:"distributedSei"`
}

// showEvent writes an event as it stands at chain time now. What a contract says that is not followed here is not known.
func (s *Server) showEvent(e *store.Event, now uint64) *eventJSON {
	out := &eventJSON{
		EventID:         strconv.FormatUint(e.ID, 10),
		Creator:         protocol.Hex(e.Creator),
		Owner:           hexOrNull(e.Owner),
		StartDate:       e.StartDate,
		Status:          e.StatusAt(now),
		ReservePrice:    e.ReservePrice.Dec(),
		ReservePriceSei: sei(&e.ReservePrice),
		MetadataURI:     e.MetadataURI,
		ArtCategory:     e.ArtCategory,
		KioskAddress:    hexOrNull(e.Kiosk),
		TicketsSold:     e.Sold,
		TotalRevenue:    e.Revenue.Dec(),
		TotalRevenueSei: sei(&e.Revenue),
		Finalized:       e.Finalized,
		Delegate:        hexOrNull(e.Delegate),
		DelegationProxy: hexOrNull(e.DelegationProxy),
		Curation:        []curationJSON{},
		Created:         stampOrNull(e.Created),
		Updated:         stampOrNull(e.Updated),
		FinalizedAt:     stampOrNull(e.FinalizedAt),
	}
	if end, ok := e.EndDate(); ok {
		out.EndDate = &end
	}
	if minutes, ok := e.DurationMinutes(); ok {
		out.EventDuration = new(min(minutes, store.MaxTime))
	}
	if n := e.Called.TicketsAmount; n != nil {
		out.TicketsAmount = new(count(n))
	}
	if price := e.Called.TicketPrice; price != nil {
		out.TicketPrice, out.TicketPriceSei = amount(price)
	}
	for i := range e.Curations {
		out.Curation = append(out.Curation, showCuration(&e.Curations[i]))
	}
	followed := s.store.Identity()
	if followed.LiveTipping != (common.Address{}) {
		out.TipsCount = new(e.Tips)
		out.TotalTips, out.TotalTipsSei = amount(&e.TotalTips)
		if e.HighestTipper != (common.Address{}) {
			out.HighestTipper = hexOrNull(e.HighestTipper)
			out.HighestTip, out.HighestTipSei = amount(&e.HighestTip)
		}
		out.Tipping = &tippingJSON{Finalized: e.TippingFinalized, Distributed: e.TipsDistributed.Dec(), DistributedSei: sei(&e.TipsDistributed)}
		if e.TippingFinalized {
			out.Tipping.ReserveMet = new(e.ReserveMet)
		}
	}
	if followed.Distributor != (common.Address{}) {
		out.Distributor = showDistributor(e)
	}
	return out
}

func showCuration(c *store.CurationContract) curationJSON {
	out := curationJSON{
		Address: protocol.Hex(c.Address), Deployed: stampOrNull(c.Deployed), Scope: c.Scope, Active: c.Active, Curator: hexOrNull(c.Curator),
		Received: c.Received.Dec(), ReceivedSei: sei(&c.Received), Withdrawn: c.Withdrawn.Dec(), WithdrawnSei: sei(&c.Withdrawn),
	}
	if !c.Fee.IsZero() {
		out.Fee = new(count(&c.Fee))
	}
	if c.StartDate != 0 {
		out.StartDate = &c.StartDate
	}
	if c.EndDate != 0 {
		out.EndDate = &c.EndDate
	}
	return out
}

func showDistributor(e *store.Event) *distributorJSON {
	out := &distributorJSON{Curator: hexOrNull(e.Curator)}
	// The shares are registered together and never both nothing.
	if !e.CreatorShare.IsZero() || !e.TreasuryShare.IsZero() {
		out.CreatorShare, out.TreasuryShare = new(count(&e.CreatorShare)), new(count(&e.TreasuryShare))
	}
	if out.Curator != nil {
		out.CurationFee, out.CurationScope = new(count(&e.CuratorFee)), new(e.CuratorScope)
	}
	return out
}

// eventFilter chooses events; what is nil or "" chooses all.
type eventFilter struct {
	creator, owner, kiosk *common.Address
	category              *string
	status                string
	from, to              *uint64 // startDate, inclusive
}

func (f *eventFilter) choose(e *store.Event, now uint64) verdict {
	switch {
	case f.creator != nil && e.Creator != *f.creator,
		f.owner != nil && e.Owner != *f.owner,
		f.kiosk != nil && e.Kiosk != *f.kiosk,
		f.category != nil && e.ArtCategory != *f.category,
		f.from != nil && e.StartDate < *f.from,
		f.to != nil && e.StartDate > *f.to,
		f.status != "" && string(e.StatusAt(now)) != f.status:
		return skip
	}
	return take
}

var statusNames = func() (out []string) {
	for _, s := range store.Statuses {
		out = append(out, string(s))
	}
	return out
}()

func (s *Server) events(q *query) reader {
	f := eventFilter{
		creator: q.address("creator"), owner: q.address("owner"), kiosk: q.address("kiosk"),
		category: q.text("category", protocol.MaxCategory), status: q.choice("status", "", statusNames...),
		from: q.time("from"), to: q.time("to"),
	}
	if f.from != nil && f.to != nil && *f.to < *f.from {
		q.fail("to", "to is before from: no event starts in that time.")
	}
	sort := q.choice("sort", "-eventId", "eventId", "-eventId", "startDate", "-startDate", "endDate", "-endDate")
	backwards := sort[0] == '-'
	if backwards {
		sort = sort[1:]
	}
	size := 8
	if sort != "eventId" {
		size = 16 // the date stands before the id
	}
	p := q.paging(size)
	return func(v *store.View) (any, string, error) {
		rows, outside := f.rows(v, sort, &p, backwards)
		now := v.Now()
		return result(page(&p, rows, func(e *store.Event) verdict {
			if outside(e) {
				return stop
			}
			return f.choose(e, now)
		}, s.eventShower(now)))
	}
}

func (s *Server) eventShower(now uint64) func(*store.Event) (*eventJSON, error) {
	return func(e *store.Event) (*eventJSON, error) { return s.showEvent(e, now), nil }
}

// result is a page as a reader returns it.
func result[R any](items []R, next string, err error) (any, string, error) { return items, next, err }

// rows chooses the index that has the fewest events to look at in the order asked for; outside tells when its range has
// been left.
func (f *eventFilter) rows(v *store.View, sort string, p *paging, backwards bool) (rows iter.Seq2[store.Row[*store.Event], error], outside func(*store.Event) bool) {
	outside = func(*store.Event) bool { return false }
	if f.kiosk != nil {
		return f.ofKiosk(v, p), outside
	}
	switch sort {
	case "startDate":
		after := p.after
		if after == nil && !backwards && f.from != nil {
			after = store.StartCursor(*f.from)
		}
		if after == nil && backwards && f.to != nil {
			after = store.StartCursor(*f.to + 1)
		}
		if backwards && f.from != nil {
			outside = func(e *store.Event) bool { return e.StartDate < *f.from }
		}
		if !backwards && f.to != nil {
			outside = func(e *store.Event) bool { return e.StartDate > *f.to }
		}
		return v.Events(store.EventsByStart(), after, backwards), outside
	case "endDate":
		return v.Events(store.EventsByEnd(), p.after, backwards), outside
	}
	list := store.AllEvents()
	switch {
	case f.creator != nil:
		list = store.EventsCreatedBy(*f.creator)
	case f.owner != nil:
		list = store.EventsOwnedBy(*f.owner)
	case f.category != nil:
		list = store.EventsInCategory(*f.category)
	}
	return v.Events(list, p.after, backwards), outside
}

// ofKiosk yields the one event that a kiosk sells for.
func (f *eventFilter) ofKiosk(v *store.View, p *paging) iter.Seq2[store.Row[*store.Event], error] {
	return func(yield func(store.Row[*store.Event], error) bool) {
		if p.after != nil {
			return // the one event was on the page before
		}
		child, err := v.Child(*f.kiosk)
		if errors.Is(err, store.ErrNotFound) {
			return
		}
		var e *store.Event
		if err == nil {
			e, err = v.Event(child.EventID)
		}
		if errors.Is(err, store.ErrNotFound) {
			return
		}
		yield(store.Row[*store.Event]{Cursor: binary.BigEndian.AppendUint64(nil, child.EventID), Value: e}, err)
	}
}

func (s *Server) event(q *query) reader {
	id := q.pathID("eventId")
	return func(v *store.View) (any, string, error) {
		e, err := v.Event(id)
		if err != nil {
			return nil, "", err
		}
		return s.showEvent(e, v.Now()), "", nil
	}
}
