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

// Plan looks for times at which the event could take place: evenings (18:00 to 21:30), the original's time of day and the best hour, on the dates
// from three days before to three days after the one on chain, never sooner than a day from chain time (Unix seconds). When none of those is left it
// looks at the next 14 days. An event that is more than a year off has no slot but its own. Zone is an IANA name; one that is not known counts
// as UTC. Of equal slots the one on chain comes first, then the earlier one.
func Plan(v *store.View, e *store.Event, chain uint64, zone string) (Schedule, error) {
	loc, ok := location(zone)
	if !ok {
		zone, loc = "UTC", time.UTC
	}
	_, some, _, err := similar(v, e, chain)
	if err != nil {
		return Schedule{}, err
	}
	p := plan{e: e, chain: min(chain, store.MaxTime), original: min(e.StartDate, store.MaxTime), zone: loc, audience: listen(some, loc)}
	starts := p.candidates()
	if err := p.read(v, starts); err != nil {
		return Schedule{}, err
	}
	slots := []Slot{p.slot(p.original)}
	for _, start := range starts {
		slots = append(slots, p.slot(start))
	}
	at, _ := v.AsOf()
	return Schedule{Zone: zone, Block: at.Number, Slots: best(slots), Sampled: p.audience.n, BestHour: p.audience.best, LeadDays: days(p.audience.lead)}, nil
}

// plan is what slots are weighed with.
type plan struct {
	e               *store.Event
	chain, original uint64 // Unix seconds
	zone            *time.Location
	audience        audience
	calendar        calendar
}

// candidates are the starts to weigh, ascending, the original not among them.
func (p *plan) candidates() []uint64 {
	if p.original > p.chain+furthest {
		return nil
	}
	if starts := p.on(clock(p.original, p.zone), -around, around, store.MaxTime); len(starts) > 0 {
		return starts
	}
	return p.on(clock(p.chain, p.zone), 0, ahead, p.chain+ahead*day)
}

// on are the starts on the dates from first to last, counted from a date, that are far enough off and not after the latest. A time of day that a date
// does not have, since clocks are put forward over it, is none.
func (p *plan) on(date time.Time, first, last int, latest uint64) (starts []uint64) {
	own := clock(p.original, p.zone)
	times := []int{own.Hour()*60 + own.Minute()}
	if p.audience.best >= 0 {
		times = append(times, p.audience.best*60)
	}
	for m := 18 * 60; m < 22*60; m += 30 {
		times = append(times, m)
	}
	y, m, d := date.Date()
	for i := first; i <= last; i++ {
		there := time.Date(y, m, d+i, 0, 0, 0, 0, time.UTC)
		for _, at := range times {
			t := time.Date(y, m, d+i, at/60, at%60, 0, 0, p.zone)
			exists := t.Hour() == at/60 && t.Minute() == at%60 && t.Day() == there.Day()
			start := uint64(max(t.Unix(), 0))
			if exists && start >= p.chain+soonest && start <= latest && start != p.original {
				starts = append(starts, start)
			}
		}
	}
	slices.Sort(starts)
	return slices.Compact(starts)
}

// read reads what overlaps the starts and the original.
func (p *plan) read(v *store.View, starts []uint64) error {
	from, to := p.original, p.original
	if len(starts) > 0 {
		from, to = starts[0], starts[len(starts)-1]
	}
	if p.original < from || p.original > to {
		if err := p.calendar.read(v, p.e, p.original, p.original+length(p.e)); err != nil {
			return err
		}
	}
	return p.calendar.read(v, p.e, from, to+length(p.e))
}

// slot weighs a time: four tenths for whom it suits, three for what stands against it, two for the time left to sell, one for how near it is
// to what the creator chose.
func (p *plan) slot(start uint64) Slot {
	t := clock(start, p.zone)
	s := Slot{Start: start, Original: start == p.original}
	if t.Year() <= 9999 {
		s.Date, s.Time = t.Format(time.DateOnly), t.Format("15:04")
	}
	over := p.calendar.at(p.e, start, start+length(p.e))
	s.Conflicts, s.Rivals = over.creators, over.rivals[:min(len(over.rivals), mostRival)]
	suits, why := p.audience.at(t)
	sell, short := p.audience.timeToSell(start, p.chain)
	away := abs(dates(t) - dates(clock(p.original, p.zone)))
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
	case s.Original:
		s.Why = append(s.Why, "it is the time on chain, which cannot be changed")
	case away == 0:
		s.Why = append(s.Why, "it is on the date on chain")
	default:
		s.Why = append(s.Why, fmt.Sprintf("days from the date on chain: %d", away))
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
