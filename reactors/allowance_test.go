package reactors_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"

	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
)

func TestAllowance(t *testing.T) {
	alice, bob, carol := common.Address{1}, common.Address{2}, common.Address{3}
	one := *uint256.NewInt(1)
	var past []reactors.Use
	fresh := func() *reactors.Allowance {
		return reactors.NewAllowance(reactors.Limit{PerCreator: *uint256.NewInt(2), Total: *uint256.NewInt(3)},
			func(*store.View, time.Time) ([]reactors.Use, error) { return past, nil })
	}
	a := fresh()
	noon := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	take := func(id string, who common.Address, at time.Time) string {
		t.Helper()
		why, next, err := a.Take(nil, at, reactors.Use{ID: id, Creator: who, Amount: one})
		if err != nil {
			t.Fatal(err)
		}
		if why != "" && !next.Equal(at.Truncate(24*time.Hour).Add(24*time.Hour)) {
			t.Errorf("%s is allowed again at %s", id, next)
		}
		return why
	}
	steps := []struct {
		id   string
		who  common.Address
		want string // part of the refusal
	}{{"a1", alice, ""}, {"a1", alice, ""}, {"a2", alice, ""}, {"a3", alice, "creator's limit of 2"}, {"b1", bob, ""}, {"c1", carol, "the limit of 3"}, {"b1", bob, ""}}
	for _, s := range steps {
		if why := take(s.id, s.who, noon); (why == "") != (s.want == "") || !strings.Contains(why, s.want) {
			t.Errorf("%s: %q, want %q", s.id, why, s.want)
		}
	}
	if why := take("a3", alice, noon.Add(24*time.Hour)); why != "" {
		t.Errorf("the next day: %s", why)
	}
	// Of those that are under way no receipt tells yet.
	if why := take("a4", alice, noon.Add(24*time.Hour)); why != "" {
		t.Errorf("a second the next day: %s", why)
	}
	if why, next, err := a.Take(nil, noon, reactors.Use{ID: "a5", Creator: alice, Amount: one}); why == "" || !next.Equal(noon.Add(36*time.Hour)) || err != nil {
		t.Errorf("a third the next day by an attempt that began before: %q until %s (%v)", why, next, err)
	}
	if why := take("a6", alice, noon.Add(24*time.Hour)); why == "" {
		t.Error("a third the next day")
	}
	if why := take("a7", alice, noon.Add(-48*time.Hour)); why != "" {
		t.Errorf("after the clock was set back by days: %s", why)
	}
	past = []reactors.Use{{ID: "x", Creator: alice, Amount: *uint256.NewInt(2)}, {ID: "x", Creator: alice, Amount: *uint256.NewInt(2)}}
	a = fresh()
	if take("x", alice, noon) != "" || take("a1", alice, noon) == "" || take("b1", bob, noon) != "" {
		t.Error("a restart forgot what the receipts say")
	}
}
