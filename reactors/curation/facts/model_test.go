package facts

import (
	"cmp"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/haus25/backend/store"
)

// play is an event of the naive model: what was put into the store, kept beside it.
type play struct {
	e       store.Event
	tickets []store.Ticket
}

func randomWei(r *rand.Rand) uint256.Int {
	switch r.IntN(5) {
	case 0:
		return uint256.Int{r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64()}
	case 1:
		return *new(uint256.Int).SetAllOne()
	case 2:
		return uint256.Int{}
	default:
		return *uint256.NewInt(r.Uint64N(1e9))
	}
}

func randomTime(r *rand.Rand) uint64 {
	switch r.IntN(8) {
	case 0:
		return store.MaxTime
	case 1:
		return r.Uint64N(3)
	case 2:
		return now + r.Uint64N(20*day)
	default:
		return now - r.Uint64N(20*day)
	}
}

func randomPlays(r *rand.Rand, n int) (plays []play) {
	for id := range uint64(n) {
		p := play{}
		put := func(e *store.Event) {
			e.ID, e.Known = id, true
			e.Creator, e.Kiosk = wallet(r.IntN(9)), common.BigToAddress(new(big.Int).SetUint64(1<<40+id))
			e.Owner = e.Creator
			if r.IntN(4) == 0 {
				e.Owner = wallet(r.IntN(9))
			}
			if r.IntN(4) == 0 {
				e.Delegate = wallet(r.IntN(9))
			}
			e.ArtCategory = []string{"improv", "poetry-slam", ""}[r.IntN(3)]
			e.StartDate = randomTime(r)
			switch r.IntN(4) {
			case 0:
				d := r.Uint64()
				e.Called.Duration = &d
			case 1: // nobody knows
			case 2:
				e.RegisteredEnd = randomTime(r)
			default:
				e.RegisteredEnd = min(e.StartDate+hour, store.MaxTime)
			}
			e.Finalized = r.IntN(3) == 0
			e.ReservePrice, e.TotalTips, e.ReserveMet = randomWei(r), randomWei(r), r.IntN(4) == 0
			if e.Tips = r.Uint64N(3); e.Tips > 0 {
				e.HighestTipper = wallet(r.IntN(9))
			}
			if r.IntN(5) > 0 {
				w := randomWei(r)
				e.Called.TicketPrice = &w
			}
			if r.IntN(5) > 0 {
				w := *uint256.NewInt(r.Uint64N(12))
				if r.IntN(5) == 0 {
					w = randomWei(r)
				}
				e.Called.TicketsAmount = &w
			}
		}
		put(&p.e)
		for range r.IntN(9) {
			p.e.Sold++
			t := store.Ticket{EventID: id, ID: p.e.Sold, OriginalOwner: wallet(r.IntN(9)), Price: randomWei(r)}
			if r.IntN(6) > 0 {
				t.Minted = store.Stamp{Block: 1, Time: randomTime(r)}
			}
			p.tickets = append(p.tickets, t)
		}
		plays = append(plays, p)
	}
	return plays
}

func (w *world) stage(plays []play) {
	w.commit(func(b *store.Batch) {
		for _, p := range plays {
			*b.Event(p.e.ID) = p.e
			for _, t := range p.tickets {
				*b.Ticket(p.e.ID, t.ID) = t
			}
		}
	})
}

func (p play) end() (uint64, bool) { return p.e.EndDate() }

func (p play) over() bool {
	end, ok := p.end()
	return ok && end <= now && p.e.StartDate <= now
}

func (p play) own(a common.Address) bool {
	return a == p.e.Creator || a == p.e.Delegate || (!p.e.Finalized && a == p.e.Owner)
}

// buyers counts, among the three first and the three last tickets, those that were seen minted, and those to strangers.
func (p play) buyers() (seen, strangers int64) {
	for i, t := range p.tickets {
		if i >= 3 && i < len(p.tickets)-3 || t.Minted.Block == 0 {
			continue
		}
		seen++
		if !p.own(t.OriginalOwner) {
			strangers++
		}
	}
	return seen, strangers
}

func (p play) counts() bool {
	_, strangers := p.buyers()
	return strangers > 0 && p.e.Called.TicketPrice != nil
}

// sold is the share in hundredths of a percent, by rationals; what is cut off is cut off at each step as sales are whole tickets.
func (p play) sold() (int64, bool) {
	if p.e.Called.TicketsAmount == nil {
		return 0, false
	}
	supply := p.e.Called.TicketsAmount.ToBig()
	seen, strangers := p.buyers()
	if strangers == 0 || supply.Sign() == 0 {
		return 0, true
	}
	n := new(big.Int).Mul(new(big.Int).SetUint64(p.e.Sold), big.NewInt(strangers*10000))
	n.Div(n, new(big.Int).Mul(supply, big.NewInt(seen)))
	if n.Cmp(big.NewInt(10000)) > 0 {
		return 10000, true
	}
	return n.Int64(), true
}

func modelSpread(amounts []*big.Int) (s Spread) {
	n := len(amounts)
	if n == 0 {
		return s
	}
	slices.SortFunc(amounts, (*big.Int).Cmp)
	at := func(k int64) string { // the value at k quarters of the way, by rationals
		h := big.NewRat(int64(n-1)*k, 4)
		i := new(big.Int).Div(h.Num(), h.Denom()).Int64()
		v := new(big.Rat).SetInt(amounts[i])
		if i+1 < int64(n) {
			part := new(big.Rat).Sub(h, new(big.Rat).SetInt64(i))
			v.Add(v, part.Mul(part, new(big.Rat).SetInt(new(big.Int).Sub(amounts[i+1], amounts[i]))))
		}
		return new(big.Int).Div(v.Num(), v.Denom()).String()
	}
	return Spread{N: n, Q1: at(1), Median: at(2), Q3: at(3), Min: amounts[0].String(), Max: amounts[n-1].String()}
}

// modelCompare is Compare, from lists.
func modelCompare(plays []play, of play) Comparables {
	pick := func(category bool) (all, some []play) {
		list := slices.Clone(plays)
		if category {
			slices.SortFunc(list, func(a, b play) int { return cmp.Compare(b.e.ID, a.e.ID) })
		} else {
			slices.SortFunc(list, func(a, b play) int {
				x, _ := a.end()
				y, _ := b.end()
				return cmp.Or(cmp.Compare(y, x), cmp.Compare(b.e.ID, a.e.ID))
			})
		}
		of3 := map[common.Address]int{}
		for _, p := range list {
			if p.e.ID == of.e.ID || !p.over() || category && p.e.ArtCategory != of.e.ArtCategory {
				continue
			}
			if of3[p.e.Creator]++; of3[p.e.Creator] <= 3 {
				all = append(all, p)
				if p.counts() {
					some = append(some, p)
				}
			}
		}
		return all, some
	}
	name := map[string]string{"improv": "of the category improv", "poetry-slam": "of the category poetry-slam", "": "of the same category"}[of.e.ArtCategory]
	all, some := pick(true)
	if len(some) < 5 {
		all, some = pick(false)
		name = "of all categories"
	}
	c := Comparables{Basis: fmt.Sprintf("ended events %s: %d of %d sold a ticket to somebody who does not lead them", name, len(some), len(all)), Block: 1, N: len(some), Enough: len(some) >= 5, EventIDs: []uint64{}}
	var tickets, reserves, tips []*big.Int
	met := int64(0)
	for _, p := range some {
		c.EventIDs = append(c.EventIDs, p.e.ID)
		tickets = append(tickets, p.e.Called.TicketPrice.ToBig())
		reserves = append(reserves, p.e.ReservePrice.ToBig())
		if p.e.RegisteredEnd > 0 && (p.e.Tips == 0 || !p.own(p.e.HighestTipper)) {
			tips = append(tips, p.e.TotalTips.ToBig())
			if p.e.ReserveMet || p.e.TotalTips.ToBig().Cmp(p.e.ReservePrice.ToBig()) >= 0 {
				met++
			}
		}
	}
	c.TicketPrice, c.ReservePrice, c.Tips = modelSpread(tickets), modelSpread(reserves), modelSpread(tips)
	if len(tips) > 0 {
		c.ReserveMet = float64(met*10000/int64(len(tips))) / 10000
	}
	sum, n := int64(0), int64(0)
	for _, p := range all {
		if s, ok := p.sold(); ok {
			sum, n = sum+s, n+1
		}
	}
	if n > 0 {
		c.SoldShare = float64(sum/n) / 10000
	}
	return c
}

// seeds is how many random worlds are tried.
func seeds(t *testing.T) uint64 {
	if testing.Short() {
		return 8
	}
	return 40
}

func TestCompareIsTheModel(t *testing.T) {
	enough, few := 0, 0
	for seed := range seeds(t) {
		r := rand.New(rand.NewPCG(seed, 25))
		w := newWorld(t)
		plays := randomPlays(r, 1+r.IntN(90))
		w.stage(plays)
		v := w.view()
		for range 6 {
			of := plays[r.IntN(len(plays))]
			got, err := Compare(v, w.event(v, of.e.ID), now)
			if err != nil {
				t.Fatal(err)
			}
			if want := modelCompare(plays, of); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, event %d:\ngot  %+v\nwant %+v", seed, of.e.ID, got, want)
			}
			inBounds(t, got)
			if got.Enough {
				enough++
			} else {
				few++
			}
		}
	}
	if enough == 0 || few == 0 {
		t.Fatalf("%d comparisons had enough and %d had not: the worlds are too alike", enough, few)
	}
}

// inBounds says what holds of every proposal.
func inBounds(t *testing.T, c Comparables) {
	t.Helper()
	ticket, reserve, why, ok := c.Propose(Event{})
	if ok != c.Enough {
		t.Fatalf("proposes is %v of %+v", ok, c)
	}
	lo, hi, rlo, rhi := c.Bounds()
	if !ok {
		if ticket+reserve+lo+hi+rlo+rhi != "" || why != nil {
			t.Fatalf("proposes %s and %s without enough to compare with", ticket, reserve)
		}
		return
	}
	big10 := func(s string) *big.Int {
		n, ok := new(big.Int).SetString(s, 10)
		if !ok {
			t.Fatalf("%q is no amount", s)
		}
		return n
	}
	for _, b := range [][3]string{{lo, ticket, hi}, {rlo, reserve, rhi}} {
		if big10(b[0]).Cmp(big10(b[1])) > 0 || big10(b[1]).Cmp(big10(b[2])) > 0 {
			t.Fatalf("%s is not from %s to %s", b[1], b[0], b[2])
		}
	}
}

func TestHistoryIsTheModel(t *testing.T) {
	for seed := range seeds(t) / 2 {
		r := rand.New(rand.NewPCG(seed, 26))
		w := newWorld(t)
		plays := randomPlays(r, 1+r.IntN(90))
		w.stage(plays)
		v := w.view()
		for range 4 {
			of, most := plays[r.IntN(len(plays))], r.IntN(30)-2
			want := []uint64{}
			for _, p := range slices.Backward(plays) {
				if p.e.Creator == of.e.Creator && p.e.ID != of.e.ID && p.e.StartDate <= now {
					want = append(want, p.e.ID)
				}
			}
			own := len(want)
			of3 := map[common.Address]int{}
			for _, p := range slices.Backward(plays) {
				if p.over() && p.e.ID != of.e.ID && p.e.ArtCategory == of.e.ArtCategory {
					if of3[p.e.Creator]++; of3[p.e.Creator] <= 3 && p.counts() && p.e.Creator != of.e.Creator {
						want = append(want, p.e.ID)
					}
				}
			}
			want = want[:min(len(want), max(most, 0))]
			past, err := History(v, w.event(v, of.e.ID), now, most)
			if err != nil {
				t.Fatal(err)
			}
			got := []uint64{}
			for i, p := range past {
				got = append(got, p.ID)
				if e := plays[p.ID].e; p.Own != (i < own) || p.Sold != e.Sold || p.Revenue != e.Revenue.ToBig().String() || p.Tips != e.TotalTips.ToBig().String() || p.Start != e.StartDate {
					t.Fatalf("seed %d: event %d is told as %+v", seed, p.ID, p)
				}
			}
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d, %d of event %d: got %v, want %v", seed, most, of.e.ID, got, want)
			}
			one, err := Proven(v, of.e.Creator)
			if err != nil {
				t.Fatal(err)
			}
			if one {
				t.Fatalf("seed %d: %s is proven, although nobody's event had revenue", seed, of.e.Creator)
			}
		}
	}
}
