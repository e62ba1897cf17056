package facts

import (
	"slices"

	"github.com/holiman/uint256"

	"github.com/haus25/backend/store"
)

// Compare looks for what events like this one took, as of the view: those that were over at chain time (Unix seconds), newest first, at most 200, at
// most three of one creator, not the event itself; of its category, or of all when fewer than MinComparables of it count. One counts when
// it sold a ticket to somebody other than its creator, delegate and owner. Those that did not are part of SoldShare alone, as nothing sold.
// Tips and ReserveMet are of those that LiveTipping knew (Tips.N) and that were not led by who tipped most.
func Compare(v *store.View, e *store.Event, chain uint64) (Comparables, error) {
	all, some, basis, err := similar(v, e, chain)
	if err != nil {
		return Comparables{}, err
	}
	at, _ := v.AsOf()
	c := Comparables{Basis: basis, Block: at.Number, N: len(some), Enough: len(some) >= MinComparables, EventIDs: []uint64{}}
	var tickets, reserves, tips []uint256.Int
	var met int64
	for _, o := range some {
		tickets = append(tickets, *o.Called.TicketPrice)
		reserves = append(reserves, o.ReservePrice)
		if len(c.EventIDs) < 50 {
			c.EventIDs = append(c.EventIDs, o.ID)
		}
		if o.RegisteredEnd == 0 || o.Tips > 0 && leads(o.Event, o.HighestTipper) {
			continue
		}
		tips = append(tips, o.TotalTips)
		if o.ReserveMet || !o.TotalTips.Lt(&o.ReservePrice) {
			met += whole
		}
	}
	c.TicketPrice, c.ReservePrice, c.Tips = spread(tickets), spread(reserves), spread(tips)
	c.ReserveMet = fraction(met, len(tips))
	sold, of := int64(0), 0
	for _, o := range all {
		if o.share >= 0 {
			sold += o.share
			of++
		}
	}
	c.SoldShare = fraction(sold, of)
	return c, nil
}

// fraction is the mean of n shares, of 1. It is divided as integers first: the quotient is the same on machines that fuse operations.
func fraction(sum int64, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(sum/int64(n)) / whole
}

// spread sorts the amounts and returns their distribution.
func spread(amounts []uint256.Int) Spread {
	if len(amounts) == 0 {
		return Spread{}
	}
	slices.SortFunc(amounts, func(a, b uint256.Int) int { return a.Cmp(&b) })
	return Spread{N: len(amounts), Q1: quartile(amounts, 1), Median: quartile(amounts, 2), Q3: quartile(amounts, 3),
		Min: amounts[0].Dec(), Max: amounts[len(amounts)-1].Dec()}
}

// quartile interpolates between the two amounts that it falls between. The product with the rest has up to 258 bits.
func quartile(sorted []uint256.Int, k int) string {
	i, rest := (len(sorted)-1)*k/4, (len(sorted)-1)*k%4
	at := sorted[i]
	if rest > 0 {
		var d uint256.Int
		d.Sub(&sorted[i+1], &at)
		d.MulDivOverflow(&d, uint256.NewInt(uint64(rest)), uint256.NewInt(4))
		at.Add(&at, &d)
	}
	return at.Dec()
}
