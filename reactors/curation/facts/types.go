package facts

import (
	"github.com/ethereum/go-ethereum/common"
)

// Event is what the chain says of the event that is curated. Amounts are decimal strings in wei, times Unix seconds; empty and zero: not
// known.
type Event struct {
	ID           uint64         `json:"eventId"`
	Creator      common.Address `json:"-"`
	Mint         common.Hash    `json:"-"` // the transaction
	Category     string         `json:"category"`
	Start        uint64         `json:"start"`
	End          uint64         `json:"end,omitempty"`
	Minutes      uint64         `json:"minutes,omitempty"`
	ReservePrice string         `json:"reservePriceWei"`
	TicketPrice  string         `json:"ticketPriceWei,omitempty"`
	Tickets      string         `json:"tickets,omitempty"` // supply
	Sold         uint64         `json:"sold"`
	MetadataURI  string         `json:"-"`
}

// Rights are what may still be changed.
type Rights struct {
	Metadata     bool   `json:"metadata"`     // until the event is finalized
	ReservePrice bool   `json:"reservePrice"` // before its start
	Why          string `json:"why,omitempty"`
}

// Spread is the distribution of an amount among comparable events: decimal strings in wei, quartiles by linear interpolation rounded down.
type Spread struct {
	N      int    `json:"n"`
	Q1     string `json:"q1"`
	Median string `json:"median"`
	Q3     string `json:"q3"`
	Min    string `json:"min"`
	Max    string `json:"max"`
}

// Comparables are what similar events took.
type Comparables struct {
	// Basis says which events: "ended events of the category standup-comedy", "ended events of all categories", …
	Basis string `json:"basis"`
	Block uint64 `json:"block"`
	N     int    `json:"n"`
	// Enough says that N reaches MinComparables; else no price is proposed and the spreads are only shown.
	Enough       bool     `json:"enough"`
	TicketPrice  Spread   `json:"ticketPriceWei"`
	ReservePrice Spread   `json:"reservePriceWei"`
	Tips         Spread   `json:"tipsWei"`
	SoldShare    float64  `json:"soldShare"` // mean share of the supply that was sold, 0 to 1
	ReserveMet   float64  `json:"reserveMet"`
	EventIDs     []uint64 `json:"eventIds"` // at most 50, the newest first
}

// MinComparables is the least number of comparable events from which a price is proposed.
const MinComparables = 5

// Slot is a time that an event may take place at.
type Slot struct {
	Start     uint64   `json:"start"`
	Date      string   `json:"date"`             // 2026-11-24, in Zone
	Time      string   `json:"time"`             // 20:30, in Zone
	Conflicts int      `json:"conflicts"`        // events of the calendar that overlap it
	Rivals    []uint64 `json:"rivals,omitempty"` // of the same category, at most 5
	Score     float64  `json:"score"`            // 0 to 1
	Why       []string `json:"why"`
	Original  bool     `json:"original,omitempty"` // the time on chain
}

// Schedule is what the indexed calendar and sales say about when. The time on chain cannot be changed after the mint: a slot is a
// recommendation, for this event when nothing better is free, or for the next.
type Schedule struct {
	Zone     string  `json:"zone"` // IANA name; "UTC" when the creator gave none
	Block    uint64  `json:"block"`
	Slots    []Slot  `json:"slots"`    // by score, best first, at most 8; the original is always among them
	Sampled  int     `json:"sampled"`  // events whose sales the hours come from
	BestHour int     `json:"bestHour"` // hour of the day in Zone with the best share sold; -1: too little data
	LeadDays float64 `json:"leadDays"` // median time from the first sale to the start, days
}

// Past is an event of the creator's or the category's history.
type Past struct {
	ID          uint64 `json:"eventId"`
	Own         bool   `json:"own"` // the same creator's
	Category    string `json:"category"`
	MetadataURI string `json:"-"`
	Start       uint64 `json:"start"`
	TicketPrice string `json:"ticketPriceWei,omitempty"`
	Tickets     string `json:"tickets,omitempty"`
	Sold        uint64 `json:"sold"`
	Revenue     string `json:"revenueWei"`
	Tips        string `json:"tipsWei"`
}
