package crowd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/rpc"
	"go.uber.org/goleak"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/audience"
	"github.com/haus25/backend/internal/devnet/xmtp"
	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
)

// What geth leaves behind is geth's: see devnet.Chain.Close.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("github.com/ethereum/go-ethereum/core.(*txSenderCacher).cache"),
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain"),
		goleak.IgnoreAnyFunction("github.com/ethereum/go-ethereum/eth/filters.(*Subscription).Unsubscribe"),
	)
}

// town is a chain on which blocks come only when the test says so, an XMTP node and an audience.
type town struct {
	t        *testing.T
	chain    *devnet.Chain
	node     *xmtp.Node
	audience *audience.Audience
	said     chan string
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{t: t, said: make(chan string, 100)}
	network := xmtptest.New(t)
	w.node = network.Node
	var err error
	w.chain, err = devnet.Start(t.Context(), devnet.Options{Time: time.Date(2026, 1, 31, 20, 0, 0, 0, time.UTC), Logger: slog.New(slog.DiscardHandler)})
	w.must(err)
	t.Cleanup(func() { w.must(w.chain.Close()) })
	w.audience = xmtptest.Audience(t, network.URL, "")
	return w
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// while runs something until the test ends.
func (w *town) while(run func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := run(ctx); err != nil {
			w.t.Error(err)
		}
	})
	w.t.Cleanup(func() { stop(); running.Wait() })
}

// hears waits for a line that holds all of the texts, and returns it.
func (w *town) hears(texts ...string) string {
	w.t.Helper()
	var heard []string
	deadline := time.After(25 * time.Second)
	for {
		select {
		case line := <-w.said:
			heard = append(heard, line)
			missing := false
			for _, text := range texts {
				missing = missing || !strings.Contains(line, text)
			}
			if !missing {
				return line
			}
		case <-deadline:
			w.t.Fatalf("nobody said %q; they said\n%s", texts, strings.Join(heard, "\n"))
		}
	}
}

var kiosks = bindings.NewTicketKiosk()

// tickets are the holders of an event's tickets, in their order.
func (w *town) tickets(kiosk common.Address) (holders []common.Address) {
	for number := w.chain.StartBlock(); number <= w.chain.Head().Number.Uint64(); number++ {
		receipts, err := w.chain.Client().BlockReceipts(w.t.Context(), blockNumber(number))
		w.must(err)
		for _, r := range receipts {
			for _, log := range r.Logs {
				if log.Address == kiosk && log.Topics[0] == transfer {
					at, to := int(new(big.Int).SetBytes(log.Topics[3][:]).Int64())-1, common.BytesToAddress(log.Topics[2][:])
					if at == len(holders) {
						holders = append(holders, to)
					} else {
						holders[at] = to
					}
				}
			}
		}
	}
	return holders
}

// A creator finds the group that haus made, welcomes, holders talk; after a resale the seller reads no more and the buyer does.
func TestPeopleTalkAndATicketTakesItsSeatAlong(t *testing.T) {
	w := newTown(t)
	c := New(Options{Chain: w.chain, Audience: w.audience, Beat: 20 * time.Millisecond, Say: func(event uint64, text string) { w.said <- fmt.Sprint(event, ": ", text) },
		Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	haus, err := w.audience.Join(t.Context(), w.chain.Haus())
	w.must(err)
	// The story's first blocks mint and sell, until event 0 has two holders who are on XMTP at once, one with a single ticket.
	var creator, kiosk, seller, other common.Address
	var ticket int64
	for range 40 {
		w.must(w.chain.Tell(t.Context(), 1))
		if kiosk == (common.Address{}) {
			creator, kiosk = w.created()
		}
		if seller, other, ticket = w.prompt(w.tickets(kiosk)); ticket > 0 {
			break
		}
	}
	if ticket == 0 {
		t.Fatalf("tickets of %v: choose another seed", w.tickets(kiosk))
	}
	w.while(c.Run)

	// haus' part: the group, with its mark, and whoever of the wanted is on XMTP.
	group, err := haus.Create(t.Context(), "event 0", fmt.Sprintf("haus:%d:%x:0:1", w.chain.ChainID(), w.chain.Contracts().EventFactory))
	w.must(err)
	w.seat(haus, group, creator)
	w.hears("event 0: creator " + short(creator) + " writes")
	w.seat(haus, group, seller)
	w.hears("; " + short(seller) + " reads it")

	_, receipts, err := w.chain.Mine(t.Context(), devnet.Call{From: w.chain.Key(seller), To: &kiosk, Data: kiosks.PackTransferFrom(seller, other, big.NewInt(ticket))})
	w.must(err)
	if last := receipts[len(receipts)-1]; last.Status != types.ReceiptStatusSuccessful {
		t.Fatal("the ticket was not resold")
	}
	w.must(haus.Remove(t.Context(), group, seller))
	w.seat(haus, group, other)
	w.hears("event 0: "+short(other)+", who bought, reads “", short(seller)+", who sold, does not read it")
}

// Without the audience's process there is nobody to wait for.
func TestACrowdWithoutAudienceEnds(t *testing.T) {
	w := newTown(t)
	c := New(Options{Chain: w.chain, Audience: w.audience, Beat: time.Millisecond, Say: func(uint64, string) {}})
	w.must(w.chain.Tell(t.Context(), 1)) // mints
	w.must(w.audience.Close())
	if err := c.Run(t.Context()); !errors.Is(err, audience.ErrGone) {
		t.Errorf("the crowd ends with %v", err)
	}
}

// created finds the first event.
func (w *town) created() (creator, kiosk common.Address) {
	receipts, err := w.chain.Client().BlockReceipts(w.t.Context(), blockNumber(w.chain.Head().Number.Uint64()))
	w.must(err)
	for _, r := range receipts {
		for _, log := range r.Logs {
			if log.Address == w.chain.Contracts().EventFactory && log.Topics[0] == created {
				event, err := factory.UnpackEventCreatedEvent(log)
				w.must(err)
				return event.Creator, event.TicketKioskAddress
			}
		}
	}
	return creator, kiosk
}

// prompt finds a holder of one ticket, and another holder, who both join XMTP at once.
func (w *town) prompt(holders []common.Address) (seller, other common.Address, ticket int64) {
	tickets := map[common.Address]int{}
	for _, h := range holders {
		tickets[h]++
	}
	for i, h := range holders {
		switch known := h[19]%10 != 3 && h[19]%10 != 7 && w.chain.Key(h) != nil; {
		case known && ticket == 0 && tickets[h] == 1:
			seller, ticket = h, int64(i+1)
		case known && h != seller:
			other = h
		}
	}
	if other == (common.Address{}) {
		return seller, other, 0
	}
	return seller, other, ticket
}

// seat puts somebody into the group as soon as they are on XMTP, as haus does.
func (w *town) seat(haus *audience.Client, group string, who common.Address) {
	w.t.Helper()
	if err := w.node.Wait(w.t.Context(), func() bool { return haus.Add(w.t.Context(), group, who) == nil }); err != nil {
		w.t.Fatalf("seat %s: %v", who, err)
	}
}

func blockNumber(n uint64) rpc.BlockNumberOrHash {
	return rpc.BlockNumberOrHashWithNumber(rpc.BlockNumber(n))
}
