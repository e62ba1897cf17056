package chat

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// TestDesiredEqualsAModel plays random histories of one event (purchases, resales, gifts to oneself, burns, the NFT) through the store
// and compares who is desired, and how often each came by something, with what was done.
func TestDesiredEqualsAModel(t *testing.T) {
	for seed := range uint64(40) {
		playHistory(t, seed, 60)
	}
}

func FuzzDesired(f *testing.F) {
	f.Add(uint64(1), uint8(30))
	f.Fuzz(func(t *testing.T, seed uint64, steps uint8) { playHistory(t, seed, int(steps)) })
}

func playHistory(t *testing.T, seed uint64, steps int) {
	w := newWorld(t)
	rng := rand.New(rand.NewPCG(seed, 25))
	person := func() common.Address { return wallet(rng.IntN(6)) }
	by := person()
	owner := by
	holder := map[uint64]common.Address{}
	acquired := map[common.Address]int{by: 1}
	got := func(from, to common.Address) {
		if from != to && to != (common.Address{}) {
			acquired[to]++
		}
	}
	w.mint(3, by)
	w.mint(4, wallet(0)) // another event's logs and tickets count nothing
	w.buy(4, wallet(1), wallet(2))
	for range steps {
		switch ticket := 3 + rng.Uint64N(max(1, uint64(len(holder)))); {
		case rng.IntN(3) == 0 || len(holder) == 0:
			to := person()
			holder[w.buy(3, to)] = to
			got(common.Address{}, to)
		case rng.IntN(8) == 0:
			to := person()
			w.give(3, owner, to)
			got(owner, to)
			owner = to
		case holder[ticket] != common.Address{}:
			to := person()
			if rng.IntN(6) == 0 {
				to = common.Address{}
			}
			w.move(3, ticket, holder[ticket], to)
			got(holder[ticket], to)
			holder[ticket] = to
		}
	}
	want := map[common.Address]role{}
	for _, a := range holder {
		if a != (common.Address{}) {
			want[a] = roleHolder
		}
	}
	want[owner] = roleOwner
	want[by] = roleCreator

	v, err := w.s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	e, err := v.Event(3)
	if err != nil {
		t.Fatal(err)
	}
	have, err := desired(e.Creator, e.Owner, v.Tickets(3, nil, false))
	if err != nil {
		t.Fatal(err)
	}
	if len(have) != len(want) {
		t.Fatalf("seed %d: desired %v, want %v", seed, have, want)
	}
	for _, h := range have {
		if want[h.wallet] != h.role {
			t.Fatalf("seed %d: %s is %q, want %q", seed, h.wallet, h.role, want[h.wallet])
		}
	}
	counted, err := acquisitions(v, e, math.MaxUint64)
	if err != nil {
		t.Fatal(err)
	}
	if len(counted) != len(acquired) {
		t.Fatalf("seed %d: acquisitions %v, want %v", seed, counted, acquired)
	}
	for a, n := range acquired {
		if counted[a] != n {
			t.Fatalf("seed %d: %s came by %d, want %d", seed, a, counted[a], n)
		}
	}
}

func TestMarks(t *testing.T) {
	for _, m := range []mark{newMark(identity, 0, 1, 0), newMark(identity, 1<<63, 17, 3)} {
		if got, ok := parseMark(m.String()); !ok || got != m {
			t.Errorf("%s is read as %v, %v", m, got, ok)
		}
	}
	good := newMark(identity, 7, 2, 1).String()
	for _, s := range []string{"", "haus", good + ":1", good + " ", "HAUS" + good[4:], "haus:1328:0xFAC7:7:1", "haus:01328:" + good[10:],
		newMark(identity, 7, 1, 1).String(), newMark(identity, 7, 0, 0).String(), newMark(identity, 7, maxRooms+1, 0).String()} {
		if m, ok := parseMark(s); ok {
			t.Errorf("%q is read as %v", s, m)
		}
	}
}

func FuzzParseMark(f *testing.F) {
	f.Add(newMark(identity, 7, 2, 1).String())
	f.Add("haus:1:0x:1:1:")
	f.Fuzz(func(t *testing.T, s string) {
		if m, ok := parseMark(s); ok && m.String() != s {
			t.Errorf("%q is read as %s", s, m)
		}
	})
}
