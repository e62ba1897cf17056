package archive

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/haus25/backend/store/content"
)

const (
	// roomAhead is how long before its window opens it is seen to that there is room for a show, in chain time.
	roomAhead = time.Hour
	// reportAge is how long a target's word about its plan counts.
	reportAge = 10 * time.Minute
)

// accountReport is what a target said of its plan.
type accountReport struct {
	at          time.Time
	used, limit uint64 // bytes
	err         error
}

// prepare looks whether there is room for the show: on this disk, beside what other shows are expected to need, and in the plans of
// targets. What is lacking is said; nothing is held up, since a show cannot be repeated.
func (k *look) prepare(ctx context.Context) {
	now := k.a.Chain
	if k.w.over(now) || k.w.opens > now+uint64(roomAhead/time.Second) {
		k.mu.Lock()
		delete(k.room, k.a.EventID)
		delete(k.lacking, k.a.EventID)
		k.mu.Unlock()
		return
	}
	need := k.need(now)
	k.mu.Lock()
	k.room[k.a.EventID] = need
	var reserved uint64
	for _, n := range k.room {
		reserved += n
	}
	k.mu.Unlock()
	var lacking []string
	if free, err := k.Spool.Free(); err == nil && free < reserved {
		lacking = append(lacking, fmt.Sprintf("the disk has %s free, and shows that are on or begin soon may need %s", bytesText(free), bytesText(reserved)))
	}
	for _, t := range k.Targets {
		account, ok := t.(content.Account)
		if !ok {
			continue
		}
		u := k.askUsage(ctx, t.Name(), account)
		switch {
		case u.err != nil:
			lacking = append(lacking, fmt.Sprintf("%s: %v", t.Name(), u.err))
		case u.limit > 0 && u.limit-min(u.used, u.limit) < need:
			lacking = append(lacking, fmt.Sprintf("the plan at %s has %s left, and the show may need %s", t.Name(), bytesText(u.limit-min(u.used, u.limit)), bytesText(need)))
		}
	}
	k.mu.Lock()
	told := k.lacking[k.a.EventID]
	k.lacking[k.a.EventID] = len(lacking) > 0
	k.mu.Unlock()
	if k.note = strings.Join(lacking, "; "); k.note != "" && !told {
		k.a.Log.Warn("there may not be room for the recording", "why", k.note)
	}
}

// need is how many bytes the rest of the show may take.
func (k *look) need(now uint64) uint64 {
	from, to := max(now, k.w.opens), k.w.closes
	if to == 0 { // a day at most, as long as nobody says when it ends
		to = min(from+4*3600, k.w.opens+24*3600)
	}
	if to <= from {
		return 0
	}
	return min(to-from, 7*24*3600) * k.Bitrate * 1000 / 8
}

func (k *look) askUsage(ctx context.Context, name string, account content.Account) accountReport {
	k.mu.Lock()
	u, ok := k.usage[name]
	k.mu.Unlock()
	if ok && k.a.Wall.Sub(u.at) < reportAge && !k.a.Retried {
		return u
	}
	ctx, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	u = accountReport{at: k.a.Wall}
	u.used, u.limit, u.err = account.Usage(ctx)
	k.mu.Lock()
	k.usage[name] = u
	k.mu.Unlock()
	return u
}

func bytesText(n uint64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 10<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
