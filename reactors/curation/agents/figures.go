package agents

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/haus25/backend/reactors/curation/platform"
)

// categories are those that the platform's contracts are used with. Another one is a stranger's text.
var categories = []string{"standup-comedy", "poetry-slam", "performance-art", "improv", "live-streaming", "podcasting"}

func known(category string) bool { return slices.Contains(categories, category) }

// moment is when the event takes place, as people write it.
type moment struct{ date, time, zone string }

// when reads the slot that stands for the time on chain: it was computed in the event's zone already. Without one it is UTC.
func when(c *Context) moment {
	for _, s := range c.Schedule.Slots {
		if s.Original {
			return moment{s.Date, s.Time, zone(c)}
		}
	}
	if c.Event.Start == 0 {
		return moment{}
	}
	at := time.Unix(int64(min(c.Event.Start, 1<<40)), 0).UTC()
	return moment{at.Format(time.DateOnly), at.Format("15:04"), "UTC"}
}

func zone(c *Context) string {
	if c.Schedule.Zone == "" {
		return "UTC"
	}
	return c.Schedule.Zone
}

func weekday(date string) string {
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return at.Weekday().String()
}

// showFacts are what may be said in public of the event.
func showFacts(c *Context) map[string]any {
	m := when(c)
	out := map[string]any{"streamedLive": true}
	put(out, "category", map[bool]string{true: c.Event.Category}[known(c.Event.Category)])
	put(out, "date", m.date)
	put(out, "weekday", weekday(m.date))
	put(out, "time", m.time)
	put(out, "timeZone", m.zone)
	if c.Event.Minutes > 0 {
		out["minutes"] = c.Event.Minutes
	}
	put(out, "ticketPriceSEI", sei(c.Event.TicketPrice))
	put(out, "tickets", map[bool]string{true: c.Event.Tickets}[digits(c.Event.Tickets)])
	return out
}

func put(out map[string]any, name, value string) {
	if value != "" {
		out[name] = value
	}
}

// draftFacts are the same, and the platform's limits.
func draftFacts(name string) func(*Context) map[string]any {
	return func(c *Context) map[string]any {
		out := showFacts(c)
		l, _ := platform.Limits(name)
		limits := map[string]any{}
		for key, n := range map[string]int{"text": l.Text, "hashtags": l.Hashtags, "title": l.Title, "summary": l.Summary} {
			if n > 0 && n < platform.Unlimited {
				limits[key] = n
			}
		}
		out["limits"] = limits
		return out
	}
}

// strategyFacts are for the performer only: how it goes, too.
func strategyFacts(c *Context) map[string]any {
	out := showFacts(c)
	out["today"], out["sold"] = c.Today, c.Event.Sold
	if c.Event.Start > c.Now {
		out["daysUntilStart"] = (c.Event.Start - c.Now) / 86400
	}
	if c.Comparables.Enough {
		out["comparable"] = map[string]any{"events": c.Comparables.N, "soldPercent": percent(c.Comparables.SoldShare), "medianTicketPriceSEI": sei(c.Comparables.TicketPrice.Median),
			"medianTipsSEI": sei(c.Comparables.Tips.Median)}
	}
	if c.Schedule.Sampled > 0 {
		out["audience"] = map[string]any{"sampledEvents": c.Schedule.Sampled, "bestHour": c.Schedule.BestHour, "medianDaysFromFirstSaleToStart": int(c.Schedule.LeadDays + 0.5)}
	}
	return out
}

// priceFacts are bounds in wei and SEI, and what they come from.
func priceFacts(c *Context) map[string]any {
	f := &c.Comparables
	b := boundsOf(c)
	spread := func(q1, median, q3 string) map[string]any {
		return map[string]any{"q1SEI": sei(q1), "medianSEI": sei(median), "q3SEI": sei(q3)}
	}
	out := map[string]any{
		"bounds": map[string]any{
			"ticketPriceWei":  map[string]any{"least": b.ticket[0].String(), "most": b.ticket[1].String()},
			"reservePriceWei": map[string]any{"least": b.reserve[0].String(), "most": b.reserve[1].String()},
			"inSEI":           []string{sei(b.ticket[0].String()), sei(b.ticket[1].String()), sei(b.reserve[0].String()), sei(b.reserve[1].String())},
		},
		"comparable": map[string]any{"events": f.N, "soldPercent": percent(f.SoldShare), "reserveMetPercent": percent(f.ReserveMet), "medianTipsSEI": sei(f.Tips.Median),
			"ticketPrice": spread(f.TicketPrice.Q1, f.TicketPrice.Median, f.TicketPrice.Q3), "reservePrice": spread(f.ReservePrice.Q1, f.ReservePrice.Median, f.ReservePrice.Q3)},
		"reservePriceCanChange": c.Rights.ReservePrice, "ticketPriceCanChange": false, "sold": c.Event.Sold,
	}
	put(out, "ticketPriceSEI", sei(c.Event.TicketPrice))
	put(out, "reservePriceSEI", sei(c.Event.ReservePrice))
	put(out, "tickets", map[bool]string{true: c.Event.Tickets}[digits(c.Event.Tickets)])
	return out
}

// slotFacts are the slots to choose from, by index.
func slotFacts(c *Context) map[string]any {
	slots := []any{}
	for i, s := range c.Schedule.Slots {
		one := map[string]any{"slot": i, "date": s.Date, "weekday": weekday(s.Date), "time": s.Time, "overlappingEvents": s.Conflicts, "rivalsOfTheCategory": len(s.Rivals),
			"scorePercent": percent(s.Score), "onChain": s.Original, "why": reasons(c, s.Why)}
		slots = append(slots, one)
	}
	out := map[string]any{"timeZone": zone(c), "slots": slots, "timeOnChainCanChange": false, "sampledEvents": c.Schedule.Sampled}
	if c.Schedule.BestHour >= 0 && c.Schedule.Sampled > 0 {
		out["bestHour"] = c.Schedule.BestHour
	}
	if c.Event.Minutes > 0 {
		out["minutes"] = c.Event.Minutes
	}
	return out
}

// reasons are why a slot has its score: words of package facts, without one that repeats a category that a stranger named.
func reasons(c *Context, why []string) []string {
	out := []string{}
	for _, one := range why[:min(len(why), 6)] {
		if one = sift(one, 160); one != "" && (c.Event.Category == "" || known(c.Event.Category) || !strings.Contains(one, c.Event.Category)) {
			out = append(out, one)
		}
	}
	return out
}

// percent writes a share in whole percent.
func percent(share float64) int { return int(min(max(share, 0), 1)*100 + 0.5) }

// sei writes wei as SEI, exactly: 12500000000000000000 is 12.5. Empty: it is no amount.
func sei(wei string) string {
	n, ok := amount(wei)
	if !ok {
		return ""
	}
	text := n.String()
	if len(text) <= 18 {
		text = strings.Repeat("0", 19-len(text)) + text
	}
	whole, fraction := text[:len(text)-18], strings.TrimRight(text[len(text)-18:], "0")
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// amount reads wei. What has more digits than 2^256 is none.
func amount(wei string) (*big.Int, bool) {
	if wei == "" || len(wei) > 78 || strings.Trim(wei, "0123456789") != "" {
		return nil, false
	}
	return new(big.Int).SetString(wei, 10)
}

// count reads a number of things; what is none or too large is the largest.
func count(text string) uint64 {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 1<<64 - 1
	}
	return n
}
