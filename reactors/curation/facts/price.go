package facts

import (
	"fmt"
	"math"
	"strings"

	"github.com/holiman/uint256"
)

// Shares of the supply that comparable events sold, of whole, at and beyond which a ticket is priced at the first and the third quartile.
// They are a judgement, not a measurement: who sells a fifth was too dear, who sells four fifths could have asked for more.
const (
	fewSold  = 2_000
	mostSold = 8_000
)

// Bounds returns between what a price may be proposed: the first and the third quartile of what comparable events asked and sold at, wei.
// Empty when there are not enough of them.
func (c Comparables) Bounds() (ticketLo, ticketHi, reserveLo, reserveHi string) {
	if !c.Enough || c.N < MinComparables {
		return "", "", "", ""
	}
	return c.TicketPrice.Q1, c.TicketPrice.Q3, c.ReservePrice.Q1, c.ReservePrice.Q3
}

// Propose returns prices by rules, in wei, within Bounds, and why in sentences. The ticket price goes from the first to the third quartile as
// comparable events sold from a fifth to four fifths of their tickets; the reserve price is the median of what they were tipped. Both are cut to
// three figures where that stays within. It is not ok when there is too little to compare with.
func (c Comparables) Propose(e Event) (ticketPriceWei, reservePriceWei string, why []string, ok bool) {
	a, b, d, f := c.Bounds()
	ticketLo, ok1 := amount(a)
	ticketHi, ok2 := amount(b)
	reserveLo, ok3 := amount(d)
	reserveHi, ok4 := amount(f)
	if !ok1 || !ok2 || !ok3 || !ok4 || ticketHi.Lt(ticketLo) || reserveHi.Lt(reserveLo) {
		return "", "", nil, false
	}
	sold := share(c.SoldShare)
	ticket := between(ticketLo, ticketHi, min(max(sold-fewSold, 0), mostSold-fewSold), mostSold-fewSold)
	ticket = figures(ticket, ticketLo)
	why = append(why, fmt.Sprintf("Compared with %s, as of block %d.", c.Basis, c.Block),
		fmt.Sprintf("Half of them asked between %s and %s for a ticket; on average %d %% of the tickets were sold.", sei(ticketLo), sei(ticketHi), sold/100),
		fmt.Sprintf("A ticket at %s lies where that share points: dearer the more was sold.", sei(ticket)),
		"The ticket price cannot be changed after the mint: it is advice for the next event"+same(ticket, e.TicketPrice)+".")

	reserve := reserveLo
	if tips, ok := amount(c.Tips.Median); ok && c.Tips.N >= MinComparables {
		if reserve = tips; reserve.Lt(reserveLo) {
			reserve = reserveLo
		} else if reserveHi.Lt(reserve) {
			reserve = reserveHi
		}
		why = append(why, fmt.Sprintf(
			"Half of the %d whose tips are known were tipped at least %s, and %d %% reached their reserve price.",
			c.Tips.N, sei(tips), share(c.ReserveMet)/100))
	} else {
		why = append(why, "Too little is known of tips: the reserve price is the lowest that is usual, which is the likeliest to be reached.")
	}
	reserve = figures(reserve, reserveLo)
	why = append(why, fmt.Sprintf("Half of them asked a reserve price between %s and %s.", sei(reserveLo), sei(reserveHi)),
		"The reserve price can be changed until the event starts, not later"+same(reserve, e.ReservePrice)+".")
	return ticket.Dec(), reserve.Dec(), why, true
}

func same(proposed *uint256.Int, now string) string {
	if proposed.Dec() == now {
		return "; it is what the event asks now"
	}
	return ""
}

// amount parses wei; not ok when the text is none.
func amount(wei string) (*uint256.Int, bool) {
	if wei == "" || len(wei) > 78 || strings.Trim(wei, "0123456789") != "" {
		return nil, false
	}
	w, err := uint256.FromDecimal(wei)
	return w, err == nil
}

// share is a fraction of 1 in parts of whole; what is no such fraction is 0.
func share(f float64) int64 {
	if !(f >= 0 && f <= 1) {
		return 0
	}
	return int64(math.Round(f * whole))
}

// between is lo + (hi − lo) · part / of, rounded down.
func between(lo, hi *uint256.Int, part, of int64) *uint256.Int {
	d := new(uint256.Int).Sub(hi, lo)
	d.MulDivOverflow(d, uint256.NewInt(uint64(part)), uint256.NewInt(uint64(of)))
	return d.Add(d, lo)
}

// figures rounds down to three figures, unless that falls below lo.
func figures(w, lo *uint256.Int) *uint256.Int {
	n := len(w.Dec())
	if n <= 3 {
		return w
	}
	unit := new(uint256.Int).Exp(uint256.NewInt(10), uint256.NewInt(uint64(n-3)))
	round := new(uint256.Int).Mod(w, unit)
	if round.Sub(w, round); round.Lt(lo) {
		return w
	}
	return round
}

// sei writes an amount of wei exactly, in SEI: 10^18 wei.
func sei(w *uint256.Int) string {
	s := w.Dec()
	s = strings.Repeat("0", max(0, 19-len(s))) + s
	s = strings.TrimRight(s[:len(s)-18]+"."+s[len(s)-18:], "0")
	return strings.TrimSuffix(s, ".") + " SEI"
}
