package devnet

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// story decides what everybody does in the next block. It knows the seed, the
// block's number and time and what the logs told, nothing else: no clock, no
// memory of its own. So a chain told twice is the same twice.
type story struct {
	cast      *cast
	world     *world
	seed      uint64
	step      time.Duration // chain time of a block
	lookalike common.Address
	opening   opening
	capacity  int // smallest supply of tickets that lets a history sell what it has to
	kiosk     func(ctx context.Context, kiosk common.Address) (supply int, price *big.Int, err error)

	open []*show // those whose script is not over
}

// saw takes in a block.
func (s *story) saw(ctx context.Context, header *types.Header, receipts types.Receipts) error {
	for _, receipt := range receipts {
		created, err := s.world.saw(header.Time, receipt.Logs)
		if err != nil {
			return fmt.Errorf("follow the story: %w", err)
		}
		for _, new := range created {
			if new.supply, new.price, err = s.kiosk(ctx, new.kiosk); err != nil {
				return fmt.Errorf("follow the story: ask the kiosk of event %d: %w", new.id, err)
			}
			s.open = append(s.open, new)
		}
	}
	return nil
}

// pace is how much of what happens in a block; scripts come on top.
type pace struct {
	mints, buys, tips, resales int
	tipsLeft                   int // no more tips than this, the scripts' included
	fans                       int // how many of the fans there are tonight; 0: all
}

// live is the pace of a story that goes on for ever.
func (s *story) live(number uint64) pace {
	const maxOpen = 10
	dice := s.dice(number, dicePace)
	p := pace{tipsLeft: 1 << 30, fans: regulars}
	if len(s.open) < maxOpen && (number%5 == 0 || len(s.open) < 3) {
		p.mints = 1
	}
	p.buys, p.tips = dice.IntN(3), dice.IntN(3)
	if dice.IntN(12) == 0 { // doors open: everybody at once
		p.buys += 6 + dice.IntN(8)
	}
	if dice.IntN(15) == 0 { // a good joke
		p.tips += 4 + dice.IntN(6)
	}
	if dice.IntN(3) == 0 {
		p.resales = 1 + dice.IntN(3)
	}
	return p
}

// next says who sends what in block number, whose time is now.
func (s *story) next(number, now uint64, p pace) []Call {
	t := &turn{
		story:  s,
		dice:   s.dice(number, diceBlock),
		number: number,
		now:    now,
		pace:   p,
		sold:   map[*show]int{},
		moved:  map[*ticket]bool{},
	}
	t.premiere()
	for range p.mints {
		t.mint()
	}
	s.open = slices.DeleteFunc(s.open, func(e *show) bool { return t.play(e) })
	t.buy()
	t.tip()
	t.resell()
	t.administrate()
	t.mislead()
	return t.calls
}

// dice that fall the same way for the same block of the same seed.
func (s *story) dice(number uint64, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(s.seed, number<<8|purpose))
}

// Purposes of dice: one does not disturb another.
const (
	diceBlock = iota
	dicePace
)

// lengths in blocks of the time before the start and of the event itself. The
// first events are short, so that a young chain has seen everything soon.
func (s *story) lengths(dice *rand.Rand) (before, during int) {
	if len(s.world.shows) < 8 {
		return 10 + dice.IntN(10), 12 + dice.IntN(12)
	}
	return 30 + dice.IntN(60), 40 + dice.IntN(80)
}

// after returns the Unix time and blocks turns later.
func (s *story) after(now uint64, blocks int) uint64 {
	return now + max(2, uint64(time.Duration(blocks)*s.step/time.Second))
}

// turn is one block's worth of acting.
type turn struct {
	*story
	pace
	dice        *rand.Rand
	number, now uint64
	calls       []Call
	sold        map[*show]int    // in this block, besides what the logs told
	moved       map[*ticket]bool // a ticket moves once a block: the next holder is not known before
}

func (t *turn) send(from actor, to common.Address, wei *big.Int, data []byte) {
	t.calls = append(t.calls, Call{From: from.key, To: &to, Value: wei, Data: data})
}

func (t *turn) fan() actor { return t.cast.fans[t.dice.IntN(cmp.Or(t.fans, fans))] }

// centi is hundredths of a SEI in wei.
func centi(hundredths int) *big.Int {
	return new(big.Int).Mul(big.NewInt(int64(hundredths)), big.NewInt(1e16))
}
