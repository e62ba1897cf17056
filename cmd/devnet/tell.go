package main

import (
	"fmt"
	"math/big"
	"strconv"
)

// happening is one thing that a person would name.
type happening struct {
	text string
	path string // of haus' API: where to look
}

// teller makes happenings of one block's logs.
type teller struct {
	speed     float64
	finalized map[string]*big.Int // transaction → tips in wei, where an event is finalized
	sales     map[string]*sale    // by event
	told      []happening
}

// sale is what one event sold in the block.
type sale struct {
	tickets int
	first   string // ticket id
	buyers  map[string]bool
	wei     *big.Int
	at      int // place in told
}

const nobody = "0x0000000000000000000000000000000000000000"

// tell says what happened by the logs of one block, which are in their order.
func tell(logs []log, speed float64) []happening {
	t := teller{speed: speed, finalized: map[string]*big.Int{}, sales: map[string]*sale{}}
	for _, l := range logs {
		if l.Name == "EventFinalizedAndTransferred" {
			t.finalized[l.Transaction] = new(big.Int)
		}
	}
	for _, l := range logs {
		if tips := t.finalized[l.Transaction]; tips != nil && l.Contract == "LiveTipping" && l.Name == "EventFinalized" {
			tips.Set(l.amount("totalTips"))
		}
	}
	for _, l := range logs {
		t.tell(l)
	}
	for event, s := range t.sales {
		t.told[s.at] = s.tell(event)
	}
	return t.told
}

// scopes of a Curation, by number.
var scopes = map[string]string{"1": "Planner", "2": "Promoter", "3": "Producer"}

// tell says what one log tells. Logs that only go with another one of their
// transaction, which says more, tell nothing.
func (t *teller) tell(l log) {
	event := "event " + l.EventID
	switch l.Contract + "." + l.Name {
	case "EventFactory.EventCreated":
		t.say(l, "", "%s minted by %s: %s%s", event, l.who("creator"), document(l.text("metadataURI")), t.starts(l))
	case "EventFactory.MetadataUpdated":
		t.say(l, "", "%s: metadata changed, now %s", event, document(l.text("newMetadataURI")))
	case "EventFactory.ReservePriceUpdated":
		t.say(l, "", "%s: reserve price changed to %s", event, sei(l.amount("newPrice")))
	case "EventFactory.CurationDeployed":
		t.say(l, "", "Curation (%s) deployed for %s", scope(l.text("scope")), event)
	case "EventFactory.EventFinalizedAndTransferred":
		t.say(l, "", "%s finalized with %s of tips, NFT to %s", event, sei(t.finalized[l.Transaction]), l.who("highestTipper"))
	case "EventFactory.Transfer":
		if t.finalized[l.Transaction] == nil && l.text("from") != nobody {
			t.say(l, "", "%s: NFT %s → %s", event, l.who("from"), l.who("to"))
		}
	case "EventFactory.Approval":
		t.say(l, "", "%s: %s may move the NFT", event, l.who("approved"))
	case "EventFactory.ApprovalForAll":
		t.say(l, "", "%s %s all event NFTs of %s", l.who("operator"), may(l.Args["approved"], "move"), l.who("owner"))

	case "EventManager.GlobalWhitelistUpdated":
		t.say(l, "", "%s %s every event", l.who("agent"), may(l.Args["whitelisted"], "manage"))
	case "EventManager.DelegationProxyCreated":
		t.say(l, "", "%s: delegate is %s", event, l.who("delegatee"))
	case "EventManager.DelegateUpdated":
		t.say(l, "", "%s: delegate changed to %s", event, l.who("newDelegatee"))
	case "EventManager.CreationWrapperUpdated":
		t.say(l, "", "creation with a delegate goes by %s", l.who("newCreationWrapper"))

	case "TicketKiosk.TicketMinted":
		t.sell(l)
	case "TicketKiosk.Transfer":
		ticket := "/tickets/" + l.text("tokenId")
		switch {
		case l.text("from") == nobody:
		case l.text("to") == nobody:
			t.say(l, ticket, "ticket %s of %s burnt by %s", l.text("tokenId"), event, l.who("from"))
		default:
			t.say(l, ticket, "ticket %s of %s resold %s → %s", l.text("tokenId"), event, l.who("from"), l.who("to"))
		}

	case "LiveTipping.TipReceived":
		with := ""
		if message := l.text("message"); message != "" {
			with = ": " + quote(message)
		}
		t.say(l, "/tips", "%s tips %s %s%s", l.who("tipper"), event, sei(l.amount("amount")), with)
	case "LiveTipping.EventFinalized":
		if t.finalized[l.Transaction] == nil {
			t.say(l, "", "%s: tipping closed at %s", event, sei(l.amount("totalTips")))
		}
	case "LiveTipping.TipsDistributed":
		t.say(l, "", "%s: %s of tips paid out", event, sei(l.amount("amount")))

	case "Curation.CurationActivated":
		t.say(l, "", "%s: %s curates for %s %% (%s)", event, l.who("curator"), clean(l.text("fee"), 4), scope(l.text("scope")))
	case "Curation.CurationUpdated":
		t.say(l, "", "%s: curation changed to %s %% (%s)", event, clean(l.text("newFee"), 4), scope(l.text("newScope")))
	case "Curation.CurationDeactivated":
		t.say(l, "", "%s: curation by %s ended", event, l.who("curator"))
	case "Curation.FundsWithdrawn":
		t.say(l, "", "%s: curator %s withdraws %s", event, l.who("curator"), sei(l.amount("amount")))
	}
}

func (t *teller) say(l log, place, format string, args ...any) {
	path := "/v1/logs"
	if l.EventID != "" {
		path = "/v1/events/" + l.EventID + place
	}
	t.told = append(t.told, happening{fmt.Sprintf(format, args...), path})
}

// sell adds a ticket to what its event sold in this block; the line stands where the first was sold.
func (t *teller) sell(l log) {
	s := t.sales[l.EventID]
	if s == nil {
		s = &sale{first: l.text("ticketId"), buyers: map[string]bool{}, wei: new(big.Int), at: len(t.told)}
		t.sales[l.EventID] = s
		t.told = append(t.told, happening{})
	}
	s.tickets++
	s.buyers[l.who("buyer")] = true
	s.wei.Add(s.wei, l.amount("price"))
}

func (s *sale) tell(event string) happening {
	what, place := fmt.Sprintf("%d tickets", s.tickets), "/tickets"
	if s.tickets == 1 {
		what, place = "ticket "+s.first, "/tickets/"+s.first
	}
	to := fmt.Sprintf("%d people", len(s.buyers))
	if len(s.buyers) == 1 {
		for to = range s.buyers {
		}
	}
	price := "for " + sei(s.wei)
	if s.wei.Sign() == 0 {
		price = "for nothing"
	}
	return happening{fmt.Sprintf("%s of event %s sold to %s %s", what, event, to, price), "/v1/events/" + event + place}
}

// starts says when an event starts: in the chain's time, and in that of who watches.
func (t *teller) starts(l log) string {
	start, err := strconv.ParseUint(l.text("startDate"), 10, 62)
	if err != nil || start < l.Time {
		return ""
	}
	chain := float64(start - l.Time)
	if t.speed == 1 {
		return ", starts in " + span(chain)
	}
	return fmt.Sprintf(", starts in %s (%s here)", span(chain), span(chain/t.speed))
}

func scope(number string) string {
	if name, known := scopes[number]; known {
		return name
	}
	return "scope " + clean(number, 8)
}

func may(allowed any, do string) string {
	if allowed == true {
		return "may " + do
	}
	return "may no longer " + do
}

// text is an argument; empty when it is missing or no text.
func (l *log) text(argument string) string {
	text, _ := l.Args[argument].(string)
	return text
}

// who is an argument that is an address, cut so that a person knows it again.
func (l *log) who(argument string) string { return who(l.text(argument)) }

func who(text string) string {
	if len(text) == 42 {
		return text[:10] + "…"
	}
	return clean(text, 10)
}

// amount is an argument in wei; zero when it is none.
func (l *log) amount(argument string) *big.Int {
	text := l.text(argument)
	amount, ok := new(big.Int), false
	if len(text) <= 78 { // digits of the largest uint256
		amount, ok = amount.SetString(text, 10)
	}
	if !ok {
		return new(big.Int)
	}
	return amount
}
