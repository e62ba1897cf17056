package facts

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/haus25/backend/store"
)

const (
	around    = 3  // days before and after the original
	ahead     = 14 // days that are looked at when those are gone
	soonest   = day
	furthest  = 366 * day // nothing is planned beyond; only the original is told of
	mostSlots = 8
	aDay      = 2 // slots of one date at most, beside the original
	mostRival = 5
)

// Plan looks for times at which the event could take place: evenings (18:00 to 21:30, the original's time of day, and the best hour) within three days
// around the time on chain, never sooner than a day from chain time (Unix seconds). When all of that has passed it looks at the next 14 days; an event that is more than a year off
// has no other slot. Zone is an IANA name; one that is not known counts as UTC. Of equal slots the one on chain comes first, then the
// earlier one.
func Plan(v *store.View, e *store.Event, chain uint64, zone string) (Schedule, error) {
	loc, ok := location(zone)
	if !ok {
		zone, loc = "UTC", time.UTC
	}
	_, some, _, err := similar(v, e, chain)
	if err != nil {
		return Schedule{}, err
	}
	at, _ := v.AsOf()
	p := plan{e: e, chain: min(chain, store.MaxTime), zone: loc, audience: listen(some, loc)}
	original := min(e.StartDate, store.MaxTime)
	from, to := p.span(original)
	if err := p.read(v, original, from, to); err != nil {
		return Schedule{}, err
	}
	slots := []Slot{p.slot(original)}
	for _, start := range p.candidates(original, from, to) {
		slots = append(slots, p.slot(start))
	}
	return Schedule{Zone: zone, Block: at.Number, Slots: best(slots), Sampled: p.audience.n, BestHour: p.audience.best, LeadDays: days(p.audience.lead)}, nil
}

// plan is what slots are weighed with.
type plan struct {
	e        *store.Event
	chain    uint64
	zone     *time.Location
	audience audience
	calendar calendar
}

// span is when candidates start, both ends included; to is before from when there are none.
func (p *plan) span(original uint64) (from, to uint64) {
	from, to = p.chain+soonest, original+around*day+day // dates around it are counted below
	switch {
	case original > p.chain+furthest:
		return from, 0
	case to-day <= from:
		return from, p.chain + ahead*day
	default:
		return max(from, original-min(original, around*day+day)), to
	}
}

// read reads the calendar of the span and of the original.
func (p *plan) read(v *store.View, original, from, to uint64) error {
	long := length(p.e)
	if to >= from {
		if err := p.calendar.read(v, p.e, from, to+long); err != nil {
			return err
		}
	}
	if original < from || original > to {
		return p.calendar.read(v, p.e, original, original+long)
	}
	return nil
}

// candidates are the starts to weigh, ascending, the original not among them. A time of day that a date does not have, since clocks are put forward
// over it, is none.
func (p *plan) candidates(original, from, to uint64) (starts []uint64) {
	if to < from {
		return nil
	}
	local := clock(original, p.zone)
	minutes := []int{local.Hour()*60 + local.Minute()}
	if p.audience.best >= 0 {
		minutes = append(minutes, p.audience.best*60)
	}
	for m := 18 * 60; m < 22*60; m += 30 {
		minutes = append(minutes, m)
	}
	near := original <= to && original >= from-min(from, soonest) // the dates around the original are meant
	y, m, d := clock(from, p.zone).Date()
	for i := range ahead + 2 {
		date := time.Date(y, m, d+i, 12, 0, 0, 0, p.zone)
		if near && abs(dates(date)-dates(local)) > around {
			continue
		}
		for _, min := range minutes {
			t := time.Date(y, m, d+i, min/60, min%60, 0, 0, p.zone)
			start := uint64(max(t.Unix(), 0))
			if t.Hour() == min/60 && t.Minute() == min%60 && t.Day() == date.Day() && start >= from && start <= to && start != original {
				starts = append(starts, start)
			}
		}
	}
	slices.Sort(starts)
	return slices.Compact(starts)
}

// slot weighs a time: four tenths for whom it suits, three for what stands against it, two for the time left to sell, one for how near it is
// to what the creator chose.
func (p *plan) slot(start uint64) Slot {
	original := start == p.e.StartDate
	t := clock(start, p.zone)
	s := Slot{Start: start, Original: original}
	if t.Year() <= 9999 {
		s.Date, s.Time = t.Format(time.DateOnly), t.Format("15:04")
	}
	over := p.calendar.at(p.e, start, start+length(p.e))
	s.Conflicts, s.Rivals = over.creators, over.rivals[:min(len(over.rivals), mostRival)]
	suits, why := p.audience.at(t)
	sell, short := p.audience.timeToSell(start, p.chain)
	away := abs(dates(t) - dates(clock(p.e.StartDate, p.zone)))
	near := int64(max(0, whole-away*1_000))
	s.Why = append(why, over.why()...)
	if p.calendar.cut {
		s.Why = append(s.Why, fmt.Sprintf("the calendar of these days is longer than the %d events that were looked at", mostCalendar))
	}
	if short != "" {
		s.Why = append(s.Why, short)
	}
	switch {
	case start <= p.chain:
		s.Why = append(s.Why, "this time has passed")
		return s
	case original:
		s.Why = append(s.Why, "it is the time on chain, which cannot be changed")
	case away == 0:
		s.Why = append(s.Why, "it is on the date on chain")
	default:
		s.Why = append(s.Why, fmt.Sprintf("it is %d days from the date on chain", away))
	}
	s.Score = float64((4*suits+3*over.worth()+2*sell+near)/10) / whole
	return s
}

// best are the slots to show, best first. The original, the first of those given, is always one.
func best(slots []Slot) []Slot {
	slices.SortStableFunc(slots, func(a, b Slot) int { return cmp.Compare(b.Score, a.Score) })
	shown, of := []Slot{}, map[string]int{}
	room := mostSlots - 1
	for _, s := range slots {
		if s.Original {
			shown = append(shown, s)
		} else if room > 0 && of[s.Date] < aDay {
			shown = append(shown, s)
			of[s.Date]++
			room--
		}
	}
	return shown
}

// clock is a time on the clocks of the zone.
func clock(unix uint64, zone *time.Location) time.Time {
	return time.Unix(int64(min(unix, store.MaxTime)), 0).In(zone)
}

// dates numbers the days of the calendar, whatever the clocks do.
func dates(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / day)
}

func abs(n int) int { return max(n, -n) }
