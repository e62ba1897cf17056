package chat

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/reactors/chat/sidecar"
)

var (
	seeds     = flag.Uint64("seeds", 30, "how many random worlds")
	firstSeed = flag.Uint64("seed", 1, "the first random world")
)

// TestRandomWorlds plays purchases, resales, burns, owners, guests, departures, late joiners, failing adds, outages, kills and lost receipts at
// random, with rooms of seven, and compares with a model that knows only what was done.
func TestRandomWorlds(t *testing.T) {
	t.Parallel()
	n := *seeds
	if testing.Short() {
		n = min(n, 10)
	}
	for seed := *firstSeed; seed < *firstSeed+n; seed++ {
		s := newSim(t, seed)
		for range 60 {
			s.step()
			s.check()
		}
		s.w.s.Close()
		if t.Failed() {
			t.Fatalf("again: go test ./reactors/chat -run TestRandomWorlds -seed %d -seeds 1", seed)
		}
	}
}

type sim struct {
	*testing.T
	w        *world
	rng      *rand.Rand
	seed     uint64
	holder   map[uint64]common.Address
	owner    common.Address
	acquired map[common.Address]int
	gone     map[common.Address]int  // who left or was removed: what they had acquired
	unsure   map[common.Address]bool // of the gone: whether it was before they came by their newest ticket
	guests   map[common.Address]string
	room     map[common.Address]int // of each holder at the last look
	lost     bool                   // receipts: an owner who ever left a room may be taken for gone from it
}

const simRoom = 7

func newSim(t *testing.T, seed uint64) *sim {
	w := newWorld(t)
	w.net.most = simRoom
	s := &sim{T: t, w: w, rng: rand.New(rand.NewPCG(seed, 3)), seed: seed, holder: map[uint64]common.Address{}, owner: creator,
		acquired: map[common.Address]int{}, gone: map[common.Address]int{}, unsure: map[common.Address]bool{}, guests: map[common.Address]string{}, room: map[common.Address]int{}}
	s.restart()
	w.net.join(creator)
	w.net.join(wallets(0, 9)...)
	w.mint(7, creator)
	s.settle()
	return s
}

func (s *sim) restart() {
	s.w.restart()
	s.w.r.most = simRoom
}

// people are 0 to 13; those from 9 on are not on XMTP at first. Guests are from 20 on.
func (s *sim) person() common.Address { return wallet(s.rng.IntN(14)) }

func (s *sim) got(from, to common.Address) {
	if from != to && to != (common.Address{}) {
		s.acquired[to]++
	}
}

// step does one thing, then lets the reactor look until it comes to rest; now and then it is killed in between.
func (s *sim) step() {
	w := s.w
	switch n := s.rng.IntN(20); {
	case n < 8:
		to := s.person()
		s.holder[w.buy(7, to)] = to
		s.got(common.Address{}, to)
	case n < 12:
		if len(s.holder) > 0 {
			tickets := slices.Sorted(maps.Keys(s.holder))
			ticket := tickets[s.rng.IntN(len(tickets))]
			from := s.holder[ticket]
			to := s.person()
			if s.rng.IntN(3) == 0 {
				to = common.Address{}
			}
			if from != (common.Address{}) {
				w.move(7, ticket, from, to)
				s.holder[ticket] = to
				s.got(from, to)
			}
		}
	case n < 13:
		to := s.person()
		w.give(7, s.owner, to)
		s.got(s.owner, to)
		s.owner = to
	case n < 14:
		w.net.join(wallet(9 + s.rng.IntN(5)))
	case n < 16:
		guest := wallet(20 + s.rng.IntN(3))
		w.net.join(guest)
		group := w.group(7, 1)
		if s.guests[guest] == "" && len(w.net.groups[group].roles) < simRoom {
			w.net.change(group, creator, []common.Address{guest}, nil, false)
			s.guests[guest] = group
		}
	case n < 18:
		s.depart()
	default:
		w.xmtp.lose, w.xmtp.land = true, s.rng.IntN(2) == 0
	}
	s.settle()
}

// depart makes a holder leave, or the creator remove one; not the owner, who may leave rooms one by one.
func (s *sim) depart() {
	for _, a := range slices.SortedFunc(maps.Keys(s.room), common.Address.Cmp) {
		room := s.room[a]
		if a == s.owner || a == creator || !slices.Contains(slices.Collect(maps.Values(s.holder)), a) {
			continue
		}
		group := s.w.group(7, room)
		if s.rng.IntN(2) == 0 {
			s.w.net.change(group, a, nil, nil, true)
		} else {
			s.w.net.change(group, creator, nil, []common.Address{a}, false)
		}
		s.gone[a], s.unsure[a] = s.acquired[a], false
		return
	}
}

func (s *sim) settle() {
	s.Helper()
	c := &cut{}
	if s.rng.IntN(3) == 0 {
		c.at = 1 + s.rng.IntN(30)
	}
	s.w.xmtp.at, s.w.r.at = c.point, c.point
	before := int64(-1)
	for range 60 {
		s.w.later(quiet)
		s.w.xmtp.down = s.rng.IntN(10) == 0
		dead, err := s.w.try(7)
		if dead {
			if s.rng.IntN(3) == 0 {
				receipts := s.rng.IntN(2) == 0
				s.w.reindex(receipts)
				if !receipts {
					s.forget()
				}
			}
			c = &cut{}
			if s.rng.IntN(2) == 0 {
				c.at = 1 + s.rng.IntN(15)
			}
			s.restart()
			s.w.xmtp.at, s.w.r.at = c.point, c.point
			continue
		}
		if err == nil && before == s.w.net.clock {
			return
		}
		before = s.w.net.clock
	}
	s.Fatalf("seed %d does not come to rest", s.seed)
}

// forget: without receipts it is only known that somebody left, and not before which of the purchases since.
func (s *sim) forget() {
	s.lost = true
	in := map[common.Address]bool{}
	for _, room := range s.w.rooms(7) {
		maps.Copy(in, room)
	}
	for a := range s.gone {
		if !in[a] {
			s.unsure[a] = s.unsure[a] || s.acquired[a] > s.gone[a]
			s.gone[a] = s.acquired[a]
		}
	}
}

func (s *sim) check() {
	s.Helper()
	rooms := s.w.rooms(7)
	fail := func(format string, args ...any) {
		s.Helper()
		s.Errorf("seed %d: "+format, append([]any{s.seed}, args...)...)
	}
	holders := map[common.Address]bool{}
	for _, a := range s.holder {
		if a != (common.Address{}) && a != s.owner && a != creator {
			holders[a] = true
		}
	}
	in := map[common.Address][]int{}
	for n, room := range rooms {
		if len(room)+1 > simRoom {
			fail("room %d has %d members", n+1, len(room)+1)
		}
		for a := range room {
			in[a] = append(in[a], n+1)
		}
		if !room[creator] {
			fail("the creator is not in room %d", n+1)
		}
		if barred, left := s.gone[s.owner]; !room[s.owner] && s.w.net.inbox[s.owner] != "" && len(room)+1 < simRoom && !(left && (s.lost || s.acquired[s.owner] <= barred)) {
			fail("the owner is not in room %d, which has a seat", n+1)
		}
	}
	for a, at := range in {
		if !holders[a] && a != s.owner && a != creator && s.guests[a] == "" {
			fail("%s is in rooms %v for no reason", a, at)
		}
	}
	room := map[common.Address]int{}
	for a := range holders {
		barred, left := s.gone[a]
		want := 1
		if s.w.net.inbox[a] == "" || left && s.acquired[a] <= barred {
			want = 0
		}
		if want == 0 && s.unsure[a] { // in the end it may have been us who took them out
			want = min(len(in[a]), 1)
		}
		if len(in[a]) != want {
			fail("holder %s is in rooms %v, want %d", a, in[a], want)
			continue
		}
		if want == 1 {
			room[a] = in[a][0]
			if was := s.room[a]; was != 0 && was != room[a] && s.gone[a] == 0 {
				fail("holder %s was moved from room %d to %d", a, was, room[a])
			}
		}
	}
	s.room = room
	for guest, group := range s.guests {
		if _, stays := s.w.net.groups[group].roles[sidecar.InboxID(guest)]; !stays {
			fail("the guest %s is gone", guest)
		}
	}
	if len(s.w.handed(7)) == 0 || s.Failed() {
		fail("%s", fmt.Sprint(rooms))
	}
}
