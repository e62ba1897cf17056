package reactors

import (
	"fmt"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// Allowance limits what is done in a day (UTC), for one creator and in total: anyone can mint, so one must not use up what is
// there for all. What was used up is told by the receipts, so a restart forgets nothing.
type Allowance struct {
	limit   Limit
	history func(v *store.View, day time.Time) ([]Use, error)

	mu      sync.Mutex
	day     time.Time
	used    map[string]Use
	total   store.Wei
	creator map[common.Address]store.Wei
}

// Limit is the most that may be used in a day; zero: no limit.
type Limit struct{ PerCreator, Total store.Wei }

// Use is one thing that counts. The unit is the caller's: wei, or one for each thing.
type Use struct {
	ID      string // counts once
	Creator common.Address
	Amount  store.Wei
}

// NewAllowance makes an allowance. history returns what was used since the beginning of a day (UTC), from the receipts.
func NewAllowance(limit Limit, history func(v *store.View, day time.Time) ([]Use, error)) *Allowance {
	return &Allowance{limit: limit, history: history}
}

// Take uses some of the day's allowance, or says why it cannot and when the next day begins. What has an ID that was taken
// today already is allowed again and counts once. What was taken and then not done counts until the day or the process ends.
func (a *Allowance) Take(v *store.View, now time.Time, u Use) (why string, next time.Time, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	day := now.UTC().Truncate(24 * time.Hour)
	if a.day.Sub(day) == 24*time.Hour { // an attempt that began before midnight must not make the new day forget what is under way
		day = a.day
	}
	if !day.Equal(a.day) {
		uses, err := a.history(v, day)
		if err != nil {
			return "", time.Time{}, fmt.Errorf("read what was used today: %w", err)
		}
		a.day, a.used, a.total, a.creator = day, map[string]Use{}, store.Wei{}, map[common.Address]store.Wei{}
		for _, past := range uses {
			a.add(past)
		}
	}
	if _, ok := a.used[u.ID]; ok {
		return "", time.Time{}, nil
	}
	next = day.Add(24 * time.Hour)
	mine := a.creator[u.Creator]
	if over(mine, u.Amount, a.limit.PerCreator) {
		return fmt.Sprintf("the creator's limit of %s a day is used up", a.limit.PerCreator.Dec()), next, nil
	}
	if over(a.total, u.Amount, a.limit.Total) {
		return fmt.Sprintf("the limit of %s a day is used up", a.limit.Total.Dec()), next, nil
	}
	a.add(u)
	return "", time.Time{}, nil
}

func (a *Allowance) add(u Use) {
	if _, ok := a.used[u.ID]; ok {
		return
	}
	a.used[u.ID] = u
	a.total.Add(&a.total, &u.Amount)
	mine := a.creator[u.Creator]
	mine.Add(&mine, &u.Amount)
	a.creator[u.Creator] = mine
}

// over tells whether more would pass the limit.
func over(used, more, limit store.Wei) bool {
	if limit.IsZero() {
		return false
	}
	var sum store.Wei
	_, wrapped := sum.AddOverflow(&used, &more)
	return wrapped || sum.Gt(&limit)
}
