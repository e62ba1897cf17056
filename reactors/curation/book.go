package curation

import (
	"cmp"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// Budget is what models may cost; 0: no limit. A day is UTC.
type Budget struct {
	Event, CreatorDay, Day store.CurationSpent
	// Newcomers is how much of Day creators may use together who never sold a ticket, 0 to 1. Anybody can mint under any number of names, but a
	// ticket that somebody else bought costs money; so what is left of a day is for those who perform.
	Newcomers float64
}

// book is the account of the days, all events together.
type book struct {
	budget Budget

	mu    sync.Mutex
	today *page
}

// page is one day's account.
type page struct {
	day      time.Time
	all, new spent
	creator  map[common.Address]spent
}

// hold is a part of a day's budget that a call may use.
type hold struct {
	page     *page
	creator  common.Address
	newcomer bool
	most     spent
}

func dayOf(now time.Time) time.Time { return now.UTC().Truncate(24 * time.Hour) }

// open reads what was spent today, once after each start: from then on everything that is spent passes through here.
func (b *book) open(v *store.View, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.today != nil {
		return nil
	}
	p := newPage(dayOf(now))
	costs := map[uint64]spent{}
	intents := map[uint64]intent{}
	for r, err := range v.AllReceipts(spentName) {
		if err != nil {
			return fmt.Errorf("read what was spent today: %w", err)
		}
		if time.Unix(int64(r.Time), 0).Before(p.day) {
			continue
		}
		var e envelope
		if err := json.Unmarshal(r.Data, &e); err != nil {
			return fmt.Errorf("read what was spent today: receipt %d: %w", r.Number, err)
		}
		switch r.Kind {
		case kindIntent:
			var i intent
			if err := json.Unmarshal(e.Body, &i); err != nil {
				return fmt.Errorf("read what was spent today: receipt %d: %w", r.Number, err)
			}
			intents[r.Number] = i
			if _, ok := costs[r.Number]; !ok {
				costs[r.Number] = i.Most
			}
		case kindSettled:
			var s settled
			if err := json.Unmarshal(e.Body, &s); err != nil {
				return fmt.Errorf("read what was spent today: receipt %d: %w", r.Number, err)
			}
			costs[s.Intent] = s.Cost
		}
	}
	for n, i := range intents {
		p.add(i.Creator, i.Newcomer, costs[n])
	}
	b.today = p
	return nil
}

func newPage(day time.Time) *page { return &page{day: day, creator: map[common.Address]spent{}} }

func (p *page) add(creator common.Address, newcomer bool, s spent) {
	p.all, p.creator[creator] = plus(p.all, s), plus(p.creator[creator], s)
	if newcomer {
		p.new = plus(p.new, s)
	}
}

// reserve keeps the most that a call may cost, or says what is used up. eventSpent is what the event took so far.
func (b *book) reserve(now time.Time, creator common.Address, newcomer bool, eventSpent, most spent) (*hold, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if day := dayOf(now); b.today == nil || day.After(b.today.day) {
		b.today = newPage(day)
	}
	p := b.today
	why := func(name string, used, limit spent) string {
		if how := over(used, most, limit); how != "" {
			return name + " is used up: " + how
		}
		return ""
	}
	refusal := cmp.Or(why("the event's budget", eventSpent, b.budget.Event), why("the creator's budget of the day", p.creator[creator], b.budget.CreatorDay),
		why("the day's budget", p.all, b.budget.Day))
	if refusal == "" && newcomer {
		refusal = why("the part of the day's budget for creators who never sold a ticket", p.new, b.forNewcomers())
	}
	if refusal != "" {
		return nil, refusal
	}
	p.add(creator, newcomer, most)
	return &hold{p, creator, newcomer, most}, ""
}

// settle gives back what a call did not take.
func (b *book) settle(h *hold, cost spent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := h.page
	fix := func(s spent) spent { return plus(minus(s, h.most), cost) }
	p.all, p.creator[h.creator] = fix(p.all), fix(p.creator[h.creator])
	if h.newcomer {
		p.new = fix(p.new)
	}
}

func (b *book) forNewcomers() spent {
	part := func(n uint64) uint64 {
		if n == 0 {
			return 0
		}
		return max(1, uint64(float64(n)*b.budget.Newcomers))
	}
	return spent{MicroUSD: part(b.budget.Day.MicroUSD), Tokens: part(b.budget.Day.Tokens)}
}

// figures are today's.
func (b *book) figures(now time.Time) (all, newcomers spent) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.today == nil || dayOf(now).After(b.today.day) {
		return spent{}, spent{}
	}
	return b.today.all, b.today.new
}

// over says how more would pass a limit.
func over(used, more, limit spent) string {
	switch {
	case limit.MicroUSD > 0 && addUp(used.MicroUSD, more.MicroUSD) > limit.MicroUSD:
		return fmt.Sprintf("%s of %s US dollars, and the next call may take %s", dollars(used.MicroUSD), dollars(limit.MicroUSD), dollars(more.MicroUSD))
	case limit.Tokens > 0 && addUp(used.Tokens, more.Tokens) > limit.Tokens:
		return fmt.Sprintf("%d of %d tokens, and the next call may take %d", used.Tokens, limit.Tokens, more.Tokens)
	}
	return ""
}

func dollars(micro uint64) string {
	return fmt.Sprintf("%d.%04d", micro/1_000_000, micro%1_000_000/100)
}
