package main

import (
	"fmt"
	"iter"
	"log/slog"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/store"
)

// TestIndexEqualsContracts runs haus on a real EVM where a story happens, before and while haus follows, and then compares
// what it has made of the logs with what the contracts answer when they are asked.
func TestIndexEqualsContracts(t *testing.T) {
	chain, err := devnet.Start(t.Context(), devnet.Options{Speed: 60, Seed: 25, Time: time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC),
		Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := chain.Close(); err != nil {
			t.Error(err)
		}
	})
	tell := func(n int) {
		if err := chain.Tell(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	s := newSite(t, deployment{chain: chain.ChainID(), start: chain.StartBlock(), rpc: chain.HTTPURL(), contracts: chain.Contracts()})
	tell(250)
	p := s.haus("run")
	p.caughtUp(chain.Head().Number.Uint64())
	for range 10 { // a few blocks at a time, as a head comes
		tell(15)
		p.caughtUp(chain.Head().Number.Uint64())
	}
	head := chain.Head().Number
	p.settled(head.Uint64())
	s.verifies()
	if code := p.stop(); code != exitOK {
		t.Fatalf("haus run ended with %d after SIGTERM", code)
	}
	c := &comparison{t: t, chain: chain, at: head, v: s.view()}
	if at, _ := c.v.AsOf(); at.Number != head.Uint64() || at.Hash != chain.Head().Hash() {
		t.Fatalf("haus is at block %d %s, the chain at %d %s", at.Number, at.Hash, head, chain.Head().Hash())
	}
	c.everything()
	t.Logf("equal up to block %d: %v", head, c.seen)
	for _, kind := range []string{"events", "tickets", "resold tickets", "burnt tickets", "tipped events", "finalized events", "delegates", "curations", "sold events", "listed agents", "unlisted agents"} {
		if c.seen[kind] == 0 {
			t.Errorf("the story had no %s, so nothing was compared", kind)
		}
	}
}

// comparison asks contracts and index the same.
type comparison struct {
	t     *testing.T
	chain *devnet.Chain
	at    *big.Int
	v     *store.View
	seen  seen
}

// seen counts what there was to compare.
type seen map[string]int

func (s seen) add(kind string, is bool) {
	if is {
		s[kind]++
	}
}

var (
	factory = bindings.NewEventFactory()
	manager = bindings.NewEventManager()
	tipping = bindings.NewLiveTipping()
	kiosk   = bindings.NewTicketKiosk()
)

// answer is what a contract answers at the block of the comparison.
func answer[T any](c *comparison, at common.Address, input []byte, unpack func([]byte) (T, error)) (out T) {
	c.t.Helper()
	raw, err := c.chain.Client().CallContract(c.t.Context(), ethereum.CallMsg{To: &at, Data: input}, c.at)
	if err == nil {
		out, err = unpack(raw)
	}
	if err != nil {
		c.t.Fatalf("ask %s: %v", at, err)
	}
	return out
}

func (c *comparison) equal(what string, index, contract any) {
	c.t.Helper()
	if i, k := fmt.Sprint(index), fmt.Sprint(contract); i != k {
		c.t.Errorf("%s is %s in the index and %s in the contract", what, i, k)
	}
}

// rows reads a list to its end.
func rows[T any](c *comparison, list iter.Seq2[store.Row[T], error]) (out []T) {
	c.t.Helper()
	for r, err := range list {
		if err != nil {
			c.t.Fatal(err)
		}
		out = append(out, r.Value)
	}
	return out
}

func (c *comparison) everything() {
	c.seen = seen{}
	at := c.chain.Contracts()
	events := rows(c, c.v.Events(store.AllEvents(), nil, false))
	c.equal("number of events", len(events), answer(c, at.EventFactory, factory.PackTotalEvents(), factory.UnpackTotalEvents))
	all := answer(c, at.EventFactory, factory.PackGetAllTicketKiosks(), factory.UnpackGetAllTicketKiosks)
	var ids []uint64
	var kiosks []common.Address
	for _, e := range events {
		ids, kiosks = append(ids, e.ID), append(kiosks, e.Kiosk)
	}
	c.equal("events with a kiosk", ids, all.EventIds)
	c.equal("kiosks", kiosks, all.Kiosks)
	for _, e := range events {
		c.event(e)
		c.tips(e)
		c.tickets(e)
	}
	for w, err := range c.v.Whitelist() {
		if err != nil {
			c.t.Fatal(err)
		}
		c.equal("whitelisting of "+w.Address.Hex(), w.Allowed, answer(c, at.EventManager, manager.PackGlobalWhitelist(w.Address), manager.UnpackGlobalWhitelist))
		c.seen.add("listed agents", w.Allowed)
		c.seen.add("unlisted agents", !w.Allowed)
	}
}

func (c *comparison) event(e *store.Event) {
	at, id, n := c.chain.Contracts(), new(big.Int).SetUint64(e.ID), fmt.Sprintf("event %d: ", e.ID)
	k := answer(c, at.EventFactory, factory.PackGetEvent(id), factory.UnpackGetEvent)
	minutes, _ := e.DurationMinutes()
	var curation common.Address // the newest
	if len(e.Curations) > 0 {
		curation = e.Curations[len(e.Curations)-1].Address
	}
	c.equal(n+"creator", e.Creator, k.Creator)
	c.equal(n+"kiosk", e.Kiosk, k.KioskAddress)
	c.equal(n+"curation", curation, k.CurationAddress)
	c.equal(n+"start", e.StartDate, k.StartDate)
	c.equal(n+"duration", minutes, k.EventDuration)
	c.equal(n+"reserve price", e.ReservePrice.Dec(), k.ReservePrice)
	c.equal(n+"finalized", e.Finalized, k.Finalized)
	c.equal(n+"metadata", e.MetadataURI, k.MetadataURI)
	c.equal(n+"category", e.ArtCategory, k.ArtCategory)
	c.equal(n+"token URI", e.MetadataURI, answer(c, at.EventFactory, factory.PackTokenURI(id), factory.UnpackTokenURI))
	c.equal(n+"owner", e.Owner, answer(c, at.EventFactory, factory.PackOwnerOf(id), factory.UnpackOwnerOf))
	c.equal(n+"delegate", e.Delegate, answer(c, at.EventManager, manager.PackEventDelegates(id), manager.UnpackEventDelegates))
	c.seen.add("events", true)
	c.seen.add("finalized events", e.Finalized)
	c.seen.add("curations", curation != common.Address{})
	c.seen.add("delegates", e.Delegate != common.Address{})
	c.seen.add("sold events", e.Owner != e.Creator)
}

func (c *comparison) tips(e *store.Event) {
	at, n := c.chain.Contracts(), fmt.Sprintf("tips of event %d: ", e.ID)
	k := answer(c, at.LiveTipping, tipping.PackGetEventTippingData(new(big.Int).SetUint64(e.ID)), tipping.UnpackGetEventTippingData)
	end, _ := e.EndDate()
	c.equal(n+"creator", e.Creator, k.Creator)
	c.equal(n+"start", e.StartDate, k.StartDate)
	c.equal(n+"end", end, k.EndDate)
	c.equal(n+"reserve price", e.ReservePrice.Dec(), k.ReservePrice)
	c.equal(n+"total", e.TotalTips.Dec(), k.TotalTips)
	c.equal(n+"highest tipper", e.HighestTipper, k.HighestTipper)
	c.equal(n+"highest tip", e.HighestTip.Dec(), k.HighestTip)
	c.equal(n+"finalized", e.TippingFinalized, k.Finalized)
	var sum store.Wei
	for _, tip := range rows(c, c.v.Tips(e.ID, nil, false)) {
		sum.Add(&sum, &tip.Amount)
	}
	c.equal(n+"sum of all", sum.Dec(), k.TotalTips)
	c.seen.add("tipped events", !sum.IsZero())
}

func (c *comparison) tickets(e *store.Event) {
	n := fmt.Sprintf("kiosk of event %d: ", e.ID)
	sales := answer(c, e.Kiosk, kiosk.PackGetSalesInfo(), kiosk.UnpackGetSalesInfo)
	if e.Called.TicketsAmount == nil || e.Called.TicketPrice == nil {
		c.t.Errorf("%ssupply and price are not known", n)
		return
	}
	c.equal(n+"supply", e.Called.TicketsAmount.Dec(), sales.TotalTickets)
	c.equal(n+"price", e.Called.TicketPrice.Dec(), sales.Price)
	c.equal(n+"sold", e.Sold, sales.SoldTickets)
	c.equal(n+"remaining", e.Called.TicketsAmount.Uint64()-e.Sold, sales.RemainingTickets)
	c.equal(n+"category", e.ArtCategory, sales.ArtCategory)
	bought := map[common.Address][]uint64{}
	tickets := rows(c, c.v.Tickets(e.ID, nil, false))
	c.equal(n+"number of tickets", len(tickets), sales.SoldTickets)
	for _, ticket := range tickets {
		bought[ticket.OriginalOwner] = append(bought[ticket.OriginalOwner], ticket.ID)
		c.ticket(e, ticket)
	}
	for buyer, ids := range bought {
		c.equal(n+"tickets that "+buyer.Hex()+" bought", ids, answer(c, e.Kiosk, kiosk.PackGetUserTickets(buyer), kiosk.UnpackGetUserTickets))
		listed := rows(c, c.v.TicketsBoughtBy(buyer, nil, false))
		listed = slices.DeleteFunc(listed, func(k *store.Ticket) bool { return k.EventID != e.ID })
		c.equal(n+"list of what "+buyer.Hex()+" bought", len(listed), len(ids))
	}
}

func (c *comparison) ticket(e *store.Event, ticket *store.Ticket) {
	n, id := fmt.Sprintf("ticket %d of event %d: ", ticket.ID, e.ID), new(big.Int).SetUint64(ticket.ID)
	k := answer(c, e.Kiosk, kiosk.PackGetTicketInfo(id), kiosk.UnpackGetTicketInfo)
	c.equal(n+"owner", ticket.Owner, k.Owner) // zero when burnt
	c.equal(n+"original owner", ticket.OriginalOwner, k.OriginalOwner)
	c.equal(n+"price", ticket.Price.Dec(), k.PurchasePrice)
	c.equal(n+"time of purchase", ticket.Minted.Time, k.PurchaseTimestamp)
	c.equal(n+"name", ticket.Name, k.Name)
	c.equal(n+"burnt", ticket.Burned, k.Owner == common.Address{})
	if !ticket.Burned {
		c.equal(n+"holder", ticket.Owner, answer(c, e.Kiosk, kiosk.PackOwnerOf(id), kiosk.UnpackOwnerOf))
	}
	c.seen.add("tickets", true)
	c.seen.add("resold tickets", ticket.Owner != ticket.OriginalOwner && !ticket.Burned)
	c.seen.add("burnt tickets", ticket.Burned)
}
