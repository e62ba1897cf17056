package facts

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

func local(t testing.TB, zone, when string) uint64 {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", when, loc)
	if err != nil {
		t.Fatal(err)
	}
	return uint64(at.Unix())
}

// at mints the event to plan at a time, for an hour.
func at(b *store.Batch, start uint64) {
	put(b, 1, func(e *store.Event) { e.StartDate, e.RegisteredEnd = start, start+hour })
}

// sound says what holds of every schedule.
func sound(t *testing.T, s Schedule, original, chain uint64) {
	t.Helper()
	loc, err := time.LoadLocation(s.Zone)
	if err != nil {
		t.Fatal(err)
	}
	originals, seen, dates := 0, map[uint64]bool{}, map[string]int{}
	for i, slot := range s.Slots {
		if slot.Original {
			originals++
		}
		if slot.Original != (slot.Start == original) || seen[slot.Start] {
			t.Fatalf("slot %+v, the original is at %d", slot, original)
		}
		seen[slot.Start] = true
		if dates[slot.Date]++; !slot.Original && dates[slot.Date] > aDay+1 {
			t.Fatalf("%d slots on %s", dates[slot.Date], slot.Date)
		}
		if passed := slices.Contains(slot.Why, "this time has passed"); passed != (slot.Start <= chain) || passed && slot.Score != 0 {
			t.Fatalf("at %d slot %+v", chain, slot)
		}
		if !slot.Original && (slot.Start < chain+day || slot.Start > max(original+4*day, chain+14*day)) {
			t.Fatalf("slot %+v is out of reach at %d", slot, chain)
		}
		if slot.Score < 0 || slot.Score > 1 || len(slot.Why) == 0 || len(slot.Rivals) > 5 || len(slot.Rivals) > slot.Conflicts {
			t.Fatalf("slot %+v", slot)
		}
		if i > 0 && slot.Score > s.Slots[i-1].Score {
			t.Fatalf("slot %d is better than the one before: %+v", i, s.Slots)
		}
		when := time.Unix(int64(slot.Start), 0).In(loc)
		if when.Year() > 9999 {
			if slot.Date+slot.Time != "" {
				t.Fatalf("slot %+v", slot)
			}
		} else if when.Format("2006-01-02 15:04") != slot.Date+" "+slot.Time {
			t.Fatalf("%+v is at %s", slot, when)
		}
	}
	if originals != 1 || len(s.Slots) > mostSlots {
		t.Fatalf("%d slots, %d originals", len(s.Slots), originals)
	}
}

func TestPlanKeepsToItsBorders(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns", "Africa/Cairo", "Antarctica/Troll", "nowhere"}
	for seed := range seeds(t) / 2 {
		r := rand.New(rand.NewPCG(seed, 27))
		w := newWorld(t)
		plays := randomPlays(r, 60)
		w.stage(plays)
		for range 10 {
			id, zone, chain := uint64(r.IntN(len(plays))), zones[r.IntN(len(zones))], now-r.Uint64N(400*day)
			s := w.plan(id, chain, zone)
			sound(t, s, plays[id].e.StartDate, chain)
			if again := w.plan(id, chain, zone); !reflect.DeepEqual(s, again) {
				t.Fatalf("seed %d: two plans of event %d differ", seed, id)
			}
		}
	}
}

// The clocks of a zone count: 20:00 is 20:00 on both sides of the change, and no slot is at a time that its date does not have.
func TestPlanWhenTheClocksChange(t *testing.T) {
	for _, c := range []struct{ name, zone, chain, original, slot, not string }{
		{"set back", "Europe/Berlin", "2026-10-20 12:00", "2026-10-24 20:00", "2026-10-26 20:00", ""},
		{"put forward", "Europe/Berlin", "2026-03-24 12:00", "2026-03-28 20:00", "2026-03-30 20:00", ""},
		{"set back overseas", "America/New_York", "2026-10-27 12:00", "2026-10-31 20:00", "2026-11-02 20:00", ""},
		{"put forward overseas", "America/New_York", "2026-03-03 12:00", "2026-03-07 20:00", "2026-03-09 20:00", ""},
		{"at an hour that is left out", "America/New_York", "2026-03-03 12:00", "2026-03-07 02:30", "2026-03-09 02:30", "2026-03-08"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.commit(func(b *store.Batch) { at(b, local(t, c.zone, c.original)) })
			v := w.view()
			e := w.event(v, 1)
			loc, _ := location(c.zone)
			p := plan{e: e, chain: local(t, c.zone, c.chain), original: e.StartDate, zone: loc, audience: audience{best: -1}}
			starts := p.candidates()
			if !slices.Contains(starts, local(t, c.zone, c.slot)) {
				t.Fatalf("%s is no candidate of %v", c.slot, starts)
			}
			for _, start := range starts {
				when := clock(start, loc)
				m := when.Hour()*60 + when.Minute()
				if (m < 18*60 || m > 21*60+30 || m%30 != 0) && when.Format("15:04") != c.original[11:] {
					t.Errorf("%s is no evening", when)
				}
				if c.not != "" && when.Format(time.DateOnly) == c.not && m < 18*60 {
					t.Errorf("%s: that date has no %s", when, c.original[11:])
				}
			}
			sound(t, w.plan(1, p.chain, c.zone), e.StartDate, p.chain)
		})
	}
}

func TestPlanLooksWhereThereIsTime(t *testing.T) {
	chain := local(t, "UTC", "2026-11-24 12:00")
	for _, c := range []struct {
		name, original string
		first, last    string // dates of candidates; empty: none
	}{
		{"in a week", "2026-12-01 20:00", "2026-11-28", "2026-12-04"},
		{"tomorrow", "2026-11-25 20:00", "2026-11-25", "2026-11-28"},
		{"it has begun", "2026-11-24 11:00", "2026-11-25", "2026-11-27"},
		{"it is past", "2026-11-20 20:00", "2026-11-25", "2026-12-07"},
		{"its last evening is over", "2026-11-22 11:00", "2026-11-25", "2026-11-25"},
		{"in two months", "2027-01-24 20:00", "2027-01-21", "2027-01-27"},
		{"in two years", "2028-11-24 20:00", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			original := local(t, "UTC", c.original)
			p := plan{chain: chain, original: original, zone: time.UTC, audience: audience{best: -1}}
			starts := p.candidates()
			if c.first == "" {
				if len(starts) > 0 {
					t.Fatalf("%d candidates", len(starts))
				}
			} else if a, b := clock(starts[0], time.UTC).Format(time.DateOnly), clock(starts[len(starts)-1], time.UTC).Format(time.DateOnly); a != c.first || b != c.last {
				t.Fatalf("from %s to %s, want %s to %s", a, b, c.first, c.last)
			}
			w := newWorld(t)
			w.commit(func(b *store.Batch) { at(b, original) })
			s := w.plan(1, chain, "")
			sound(t, s, original, chain)
			if s.Zone != "UTC" || (c.first == "") != (len(s.Slots) == 1) || s.BestHour != -1 || s.LeadDays != 0 {
				t.Fatalf("%+v", s)
			}
		})
	}
	for _, original := range []uint64{0, 1, store.MaxTime} {
		for _, chain := range []uint64{0, now, store.MaxTime, ^uint64(0)} {
			w := newWorld(t)
			w.commit(func(b *store.Batch) { put(b, 1, func(e *store.Event) { e.StartDate, e.RegisteredEnd = original, 0 }) })
			s := w.plan(1, chain, "America/New_York")
			if len(s.Slots) == 0 || !slices.ContainsFunc(s.Slots, func(s Slot) bool { return s.Original && s.Start == original }) {
				t.Errorf("of %d at %d: %+v", original, chain, s)
			}
		}
	}
}

func TestCalendar(t *testing.T) {
	eight := local(t, "UTC", "2026-12-01 20:00")
	other := func(b *store.Batch, id uint64, creator int, category string, start, end uint64) {
		put(b, id, func(e *store.Event) {
			e.Creator, e.ArtCategory, e.StartDate, e.RegisteredEnd = wallet(creator), category, start, end
		})
	}
	for _, c := range []struct {
		name      string
		stage     func(*store.Batch)
		conflicts int
		rivals    []uint64
		own       bool
	}{
		{"an empty evening", func(b *store.Batch) {}, 0, nil, false},
		{"one beside it", func(b *store.Batch) { other(b, 10, 2, "poetry-slam", eight-hour, eight) }, 0, nil, false},
		{"one right after it", func(b *store.Batch) { other(b, 10, 2, "poetry-slam", eight+hour, eight+2*hour) }, 0, nil, false},
		{"one that reaches into it", func(b *store.Batch) { other(b, 10, 2, "poetry-slam", eight-hour, eight+1) }, 1, []uint64{10}, false},
		{"another category", func(b *store.Batch) { other(b, 10, 2, "improv", eight, eight+hour) }, 1, nil, false},
		{"two of one creator, one a rival", func(b *store.Batch) {
			other(b, 10, 2, "improv", eight, eight+hour)
			other(b, 11, 2, "poetry-slam", eight, eight+hour)
			other(b, 12, 2, "poetry-slam", eight, eight+hour)
		}, 1, []uint64{11}, false},
		{"a hundred of one creator", func(b *store.Batch) {
			for i := range uint64(100) {
				other(b, 10+i, 2, "poetry-slam", eight, eight+hour)
			}
		}, 1, []uint64{10}, false},
		{"seven rivals", func(b *store.Batch) {
			for i := range uint64(7) {
				other(b, 10+i, 2+int(i), "poetry-slam", eight, eight+hour)
			}
		}, 7, []uint64{10, 11, 12, 13, 14}, false},
		{"one that lasts for years, since last week", func(b *store.Batch) { other(b, 10, 2, "improv", eight-7*day, eight+900*day) }, 0, nil, false},
		{"one that lasts for years, since the day before yesterday", func(b *store.Batch) { other(b, 10, 2, "improv", eight-2*day, eight+900*day) }, 0, nil, false},
		{"one that lasts for years, since this morning", func(b *store.Batch) { other(b, 10, 2, "improv", eight-10*hour, eight+900*day) }, 1, nil, false},
		{"one that ends before it starts", func(b *store.Batch) { other(b, 10, 2, "improv", eight-30*minute, eight-hour) }, 1, nil, false},
		{"her own", func(b *store.Batch) { other(b, 10, 1, "improv", eight, eight+hour) }, 0, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.commit(func(b *store.Batch) { at(b, eight); c.stage(b) })
			s := w.plan(1, now, "UTC")
			sound(t, s, eight, now)
			i := slices.IndexFunc(s.Slots, func(s Slot) bool { return s.Original })
			got := s.Slots[i]
			own := slices.Contains(got.Why, "another event of the same creator overlaps it")
			if got.Conflicts != c.conflicts || !slices.Equal(got.Rivals, c.rivals) || own != c.own {
				t.Fatalf("%+v", got)
			}
			if busy := c.conflicts > 0 || c.own; busy == (i == 0) {
				t.Fatalf("the original is slot %d of %+v", i, s.Slots)
			}
		})
	}
	for name, chain := range map[string]uint64{"long before": eight - 500*day, "long after": eight + 30*day} {
		t.Run("the original "+name, func(t *testing.T) { // beside it, or far from it, are the other slots
			w := newWorld(t)
			w.commit(func(b *store.Batch) { at(b, eight); other(b, 10, 2, "poetry-slam", eight-2*hour, eight+hour) })
			s := w.plan(1, chain, "UTC")
			sound(t, s, eight, chain)
			if i := slices.IndexFunc(s.Slots, func(s Slot) bool { return s.Original }); s.Slots[i].Conflicts != 1 {
				t.Fatalf("%+v", s.Slots[i])
			}
		})
	}
	t.Run("longer than a look", func(t *testing.T) {
		w := newWorld(t)
		w.commit(func(b *store.Batch) {
			at(b, eight)
			for i := range uint64(mostCalendar + 1) {
				other(b, 10+i, 2, "improv", eight, eight+hour)
			}
		})
		if s := w.plan(1, now, "UTC"); !strings.Contains(strings.Join(s.Slots[0].Why, ";"), "longer than the 500 events") {
			t.Fatalf("%+v", s.Slots[0])
		}
	})
}

// What was sold at an hour decides between free evenings, on the clocks of the zone.
func TestAudience(t *testing.T) {
	w := newWorld(t)
	start := local(t, "America/New_York", "2026-12-01 21:00")
	w.commit(func(b *store.Batch) {
		at(b, start)
		for i := range 12 { // Tuesdays: at 19:00 sold out, at 21:00 a tenth
			hour, sold := "19:15", 10
			if i%2 > 0 {
				hour, sold = "21:00", 1
			}
			date := time.Date(2026, 11, 17-7*(i/2), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			evening(b, 100+uint64(i), 1, sold, func(_ int, e *store.Event) {
				e.Creator = wallet(200 + i)
				e.StartDate = local(t, "America/New_York", date+" "+hour)
				e.RegisteredEnd = e.StartDate + 60*minute
			})
		}
	})
	s := w.plan(1, now, "America/New_York")
	sound(t, s, start, now)
	if s.Sampled != 12 || s.BestHour != 19 || s.LeadDays != 3 || s.Zone != "America/New_York" {
		t.Fatalf("%+v", s)
	}
	first := s.Slots[0]
	if first.Date != "2026-12-01" || !strings.HasPrefix(first.Time, "19:") || first.Original {
		t.Fatalf("the best is %+v", first)
	}
	why := strings.Join(first.Why, "; ")
	for _, want := range []string{"between 19:00 and 19:59 past events sold 100 % of their tickets on average (of 6)", "on a Tuesday past events sold 55 % of their tickets on average (of 12)"} {
		if !strings.Contains(why, want) {
			t.Errorf("%q does not say %q", why, want)
		}
	}
	if utc := w.plan(1, now, "Local"); utc.Zone != "UTC" || utc.BestHour != 0 { // 19:15 in New York is 00:15, in summer 23:15
		t.Fatalf("%s, best hour %d", utc.Zone, utc.BestHour)
	}
	soon := w.plan(1, start-2*day, "America/New_York")
	text := strings.Join(soon.Slots[0].Why, "; ")
	i := slices.IndexFunc(soon.Slots, func(s Slot) bool { return s.Original })
	if got := strings.Join(soon.Slots[i].Why, "; "); !strings.Contains(got, "2.0 days are left to sell tickets, half of past events had 3.0 or more") {
		t.Fatalf("%s\n%s", got, text)
	}
}

// One event that sold out does not make an hour the best, and tickets sold after the start do not say how early they sell.
func TestAudienceIsNotOneEvent(t *testing.T) {
	w := newWorld(t)
	w.commit(func(b *store.Batch) {
		at(b, now+7*day)
		evening(b, 10, 6, 2, func(i int, e *store.Event) {
			if i == 5 {
				e.StartDate, e.RegisteredEnd = e.StartDate+hour, e.RegisteredEnd+hour
			}
		})
		for range 8 {
			sell(b, 15, wallet(50), now)
		}
		b.Ticket(13, 1).Minted.Time, b.Ticket(13, 2).Minted.Time = now, now
		b.Ticket(14, 1).Minted.Time, b.Ticket(14, 2).Minted.Time = now, now
	})
	if s := w.plan(1, now, "UTC"); s.Sampled != 6 || s.BestHour != 12 || s.LeadDays != 0 {
		t.Fatalf("%+v", s)
	}
}

// Events that their own people bought, and those of one creator, do not tell the best hour.
func TestAudienceIsNotMinted(t *testing.T) {
	w := newWorld(t)
	start := local(t, "UTC", "2026-12-01 20:00")
	w.commit(func(b *store.Batch) {
		at(b, start)
		for i := range uint64(200) {
			put(b, 100+i, func(e *store.Event) {
				e.Creator, e.StartDate = wallet(66), local(t, "UTC", "2026-11-17 18:00")
				e.RegisteredEnd = e.StartDate + hour
			})
			buyer := wallet(66)
			if i%2 == 0 {
				buyer = wallet(50)
			}
			sell(b, 100+i, buyer, now-20*day)
		}
	})
	if s := w.plan(1, now, "UTC"); s.Sampled > perCreator || s.BestHour != -1 {
		t.Fatalf("%d events were heard, best hour %d", s.Sampled, s.BestHour)
	}
}

func TestZone(t *testing.T) {
	for name, want := range map[string]string{"UTC": "UTC", "Europe/Berlin": "Europe/Berlin", " America/New_York\n": "America/New_York", "Etc/GMT+5": "Etc/GMT+5",
		"America/Argentina/ComodRivadavia": "America/Argentina/ComodRivadavia", "America/Port-au-Prince": "America/Port-au-Prince", "Asia/Kolkata": "Asia/Kolkata"} {
		if got, ok := Zone(name); !ok || got != want {
			t.Errorf("%q: %q, %v", name, got, ok)
		}
	}
	for _, name := range []string{"", "Local", "local", "utc", "CET", "localtime", "posixrules", "right/Europe/Berlin", "posix/Europe/Berlin", "Europe", "Europe/", "Europe//Berlin",
		"Europe/../Europe/Berlin", "../Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin", "Europe/Atlantis", "America/Argentina", "Africa America/x", " /x", "Europe/Berlin\x00", "Europe/Berlin?",
		"Europe\\Berlin", "Europe/Bérlin", "Europe/" + strings.Repeat("B", 1<<20)} {
		if got, ok := Zone(name); ok {
			t.Errorf("%.60q is a zone, %.60q", name, got)
		}
	}
}

func FuzzZone(f *testing.F) {
	for _, name := range []string{"UTC", "Europe/Berlin", "Etc/GMT-14", "right/UTC", "Europe/../../etc/passwd", "Asia/Kolkata ", "\x00"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got, ok := Zone(name)
		if !ok {
			return
		}
		if len(got) > 48 || got != strings.TrimSpace(name) || strings.Contains(got, "..") || strings.ContainsAny(got, " \\\x00") || got == "Local" {
			t.Fatalf("%q is a zone, %q", name, got)
		}
		if loc, err := time.LoadLocation(got); err != nil || loc.String() != got {
			t.Fatalf("%q cannot be loaded: %v", got, err)
		}
	})
}

func Benchmark(b *testing.B) {
	w := newWorld(b)
	for first := range uint64(4) {
		w.commit(func(batch *store.Batch) {
			for i := range uint64(500) {
				id := 10 + first*500 + i
				put(batch, id, func(e *store.Event) {
					e.Creator = wallet(int(id % 700))
					e.StartDate = now - 300*day + id%60*10*day // half of them to come
					e.RegisteredEnd = e.StartDate + 2*hour
				})
				for range 10 {
					sell(batch, id, wallet(5000), now-301*day)
				}
			}
			at(batch, now+7*day)
		})
	}
	v := w.view()
	e, err := v.Event(1)
	if err != nil {
		b.Fatal(err)
	}
	for name, f := range map[string]func() error{
		"compare": func() error { _, err := Compare(v, e, now); return err },
		"plan":    func() error { _, err := Plan(v, e, now, "Europe/Berlin"); return err },
		"history": func() error { _, err := History(v, e, now, 40); return err },
		"proven":  func() error { _, err := Proven(v, common.Address{}); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
