package curation

import (
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

func TestBudgets(t *testing.T) {
	b := &book{budget: Budget{Event: spent{100, 1000}, CreatorDay: spent{150, 1500}, Day: spent{400, 4000}, Newcomers: 0.5}}
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	alice, bob := common.Address{1}, common.Address{2}
	ask := func(who common.Address, fresh bool, event, most spent) (*hold, string) { return b.reserve(noon, who, fresh, event, most) }
	ok := func(h *hold, why string) *hold {
		t.Helper()
		if h == nil {
			t.Fatalf("refused: %s", why)
		}
		return h
	}
	no := func(part string) func(*hold, string) {
		return func(h *hold, why string) {
			t.Helper()
			if h != nil || !strings.Contains(why, part) {
				t.Errorf("%q, want a refusal that says %q", why, part)
			}
		}
	}
	h := ok(ask(alice, false, spent{}, spent{100, 10}))
	no("the event's budget")(ask(alice, false, spent{100, 10}, spent{1, 1}))
	no("the event's budget")(ask(alice, false, spent{0, 999}, spent{1, 2}))
	no("the creator's budget")(ask(alice, false, spent{}, spent{51, 1}))
	b.settle(h, spent{20, 5}) // 80 come back
	if all, _ := b.figures(noon); all != (spent{20, 5}) {
		t.Errorf("%v after what was not used came back", all)
	}
	ok(ask(alice, false, spent{}, spent{100, 1}))
	// Newcomers have 200 of 400 together, whatever names they take.
	ok(ask(common.Address{9, 1}, true, spent{}, spent{100, 1}))
	last := ok(ask(common.Address{9, 2}, true, spent{}, spent{100, 1}))
	no("never sold a ticket")(ask(common.Address{9, 3}, true, spent{}, spent{1, 1}))
	h = ok(ask(bob, false, spent{}, spent{80, 1}))
	no("the day's budget")(ask(common.Address{3}, false, spent{}, spent{1, 1}))
	b.settle(h, spent{})
	no("tokens")(ask(bob, false, spent{}, spent{0, 1<<64 - 1})) // no sum wraps around

	tomorrow := noon.Add(24 * time.Hour)
	if h, why := b.reserve(tomorrow, common.Address{9, 3}, true, spent{}, spent{100, 1}); h == nil {
		t.Errorf("the next day: %s", why)
	}
	b.settle(last, spent{1, 1}) // what was reserved yesterday is settled there
	if all, fresh := b.figures(tomorrow); all != (spent{100, 1}) || fresh != all {
		t.Errorf("%v, %v the next day", all, fresh)
	}
}

func TestNoBudgetIsNoLimit(t *testing.T) {
	b := &book{budget: Budget{Newcomers: 0.5}}
	if h, why := b.reserve(time.Unix(1_800_000_000, 0), common.Address{}, true, spent{1 << 60, 1 << 60}, spent{1 << 60, 1 << 60}); h == nil {
		t.Error(why)
	}
}
