package facts

import (
	"fmt"
	"slices"
	"time"

	"github.com/holiman/uint256"
)

// audience is when tickets of past events were sold, and for what times.
type audience struct {
	n    int // events; below MinComparables nothing is concluded
	mean int64
	hour [24]tally
	day  [7]tally // time.Weekday
	best int      // hour; -1: too little data
	lead uint64   // median from the first sale to the start, seconds; 0: not known
}

// tally are shares that were sold, of whole.
type tally struct{ n, sum int64 }

// like is how many events of average success are added to each tally, so that one event that sold out says little.
const like = 3

func (t tally) smooth(mean int64) int64 { return (t.sum + like*mean) / (t.n + like) }

// listen counts the events that are evidence, by the hour and the weekday of their start in the zone.
func listen(some []ended, zone *time.Location) audience {
	a := audience{best: -1}
	var leads []uint64
	sum := int64(0)
	for _, e := range some {
		if e.first > 0 && e.first < e.StartDate {
			leads = append(leads, e.StartDate-e.first)
		}
		if e.share < 0 {
			continue
		}
		t := clock(e.StartDate, zone)
		a.n++
		sum += e.share
		for _, into := range []*tally{&a.hour[t.Hour()], &a.day[t.Weekday()]} {
			into.n++
			into.sum += e.share
		}
	}
	if len(leads) >= MinComparables {
		slices.Sort(leads)
		a.lead = leads[(len(leads)-1)/2]
	}
	if a.n < MinComparables {
		return a
	}
	a.mean = sum / int64(a.n)
	for h, t := range a.hour {
		if t.n >= 2 && (a.best < 0 || t.smooth(a.mean) > a.hour[a.best].smooth(a.mean)) {
			a.best = h
		}
	}
	return a
}

// unknown is what an hour is worth, of whole, of which nothing is known.
const unknown = 7_000

// at weighs a time by what events sold at that hour (two thirds) and on that weekday (a third), against the best of each.
func (a *audience) at(t time.Time) (worth int64, why []string) {
	if a.n < MinComparables {
		return unknown, []string{fmt.Sprintf("too few sales to tell hours apart (%d events)", a.n)}
	}
	h, d := a.hour[t.Hour()], a.day[t.Weekday()]
	bestHour, bestDay := a.mean, a.mean
	for _, o := range a.hour {
		bestHour = max(bestHour, o.smooth(a.mean))
	}
	for _, o := range a.day {
		bestDay = max(bestDay, o.smooth(a.mean))
	}
	if bestHour == 0 || bestDay == 0 {
		return unknown, []string{"past events sold next to nothing at any hour"}
	}
	worth = (2*h.smooth(a.mean)*whole/bestHour + d.smooth(a.mean)*whole/bestDay) / 3
	return worth, []string{
		h.tell(fmt.Sprintf("between %02d:00 and %02d:59", t.Hour(), t.Hour())),
		d.tell(fmt.Sprintf("on a %s", t.Weekday())),
	}
}

func (t tally) tell(when string) string {
	if t.n == 0 {
		return "no past event that sold tickets began " + when
	}
	return fmt.Sprintf("%s past events sold %d %% of their tickets on average (of %d)", when, t.sum/t.n/100, t.n)
}

// timeToSell weighs how much of the usual time between first sale and start is left before a time.
func (a *audience) timeToSell(start, chain uint64) (worth int64, why string) {
	if a.lead == 0 || start <= chain {
		return whole, ""
	}
	left := start - chain
	if left >= a.lead {
		return whole, ""
	}
	part, _ := new(uint256.Int).MulDivOverflow(uint256.NewInt(left), uint256.NewInt(whole), uint256.NewInt(a.lead))
	return int64(part.Uint64()), fmt.Sprintf("%.1f days are left to sell tickets, half of past events had %.1f or more", days(left), days(a.lead))
}

// days turns seconds to days, in tenths.
func days(seconds uint64) float64 { return float64(seconds/8640) / 10 }
