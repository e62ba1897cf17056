package indexer

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// What no log tells has to be asked: a kiosk's supply and price, and an event's duration when LiveTipping did not register
// it. All three never change, so they are asked as of the newest block, which every node can answer, pruned or not.

var (
	kioskBinding   = bindings.NewTicketKiosk()
	factoryBinding = bindings.NewEventFactory()
)

// question is what is not known of an event.
type question struct {
	event    uint64
	kiosk    common.Address
	sales    bool
	duration bool
}

// callBatch is how many events are asked about in one request; two calls each keeps it well under the 1000 a batch may hold.
const callBatch = 250

// fetchCalls asks about the events that a piece created. What is not answered stays unknown, and is asked again later.
func (x *Indexer) fetchCalls(ctx context.Context, ep *evm.Endpoint, p *piece) error {
	var asked []question
	registered := map[uint64]bool{}
	for i := range p.logs {
		l := &p.logs[i]
		contract := x.contracts[l.Address]
		if contract != store.EventFactory && contract != store.LiveTipping {
			continue
		}
		d, err := protocol.Decode(contract, l.Topics, l.Data)
		if err != nil {
			continue
		}
		id, ok, err := d.EventID()
		switch {
		case err != nil || !ok:
		case d.Name == "EventRegistered":
			registered[id] = true
		case d.Name == "EventCreated":
			asked = append(asked, question{event: id, kiosk: d.Address("ticketKioskAddress"), sales: true})
		}
	}
	for i := range asked {
		asked[i].duration = !registered[asked[i].event]
	}
	answers, err := x.ask(ctx, ep, asked)
	if err != nil && ctx.Err() != nil {
		return err
	}
	p.called = answers
	return nil
}

// ask puts the questions to one endpoint. The answers that came are returned with the error that kept the others from
// coming.
func (x *Indexer) ask(ctx context.Context, ep *evm.Endpoint, asked []question) (map[uint64]store.Called, error) {
	out := map[uint64]store.Called{}
	var failed error
	for len(asked) > 0 {
		some := asked[:min(len(asked), callBatch)]
		asked = asked[len(some):]
		b := ep.NewBatch()
		sales := make([]*evm.Result[[]byte], len(some))
		events := make([]*evm.Result[[]byte], len(some))
		for i, q := range some {
			if q.sales {
				sales[i] = b.Call(q.kiosk, kioskBinding.PackGetSalesInfo())
			}
			if q.duration {
				events[i] = b.Call(x.identity.EventFactory, factoryBinding.PackGetEvent(new(big.Int).SetUint64(q.event)))
			}
		}
		if err := b.Send(ctx); err != nil {
			return out, err
		}
		for i, q := range some {
			called, err := readCalls(sales[i], events[i])
			if err != nil {
				failed = fmt.Errorf("ask event %d's contracts: %w", q.event, err)
			}
			if called != (store.Called{}) {
				out[q.event] = called
			}
		}
	}
	return out, failed
}

func readCalls(sales, event *evm.Result[[]byte]) (c store.Called, failed error) {
	if sales != nil {
		info, err := kioskBinding.UnpackGetSalesInfo(sales.Value)
		if err = errors.Join(sales.Err, err); err != nil {
			failed = err
		} else {
			c.TicketsAmount, c.TicketPrice = wei(info.TotalTickets), wei(info.Price)
		}
	}
	if event != nil {
		data, err := factoryBinding.UnpackGetEvent(event.Value)
		if err = errors.Join(event.Err, err); err != nil {
			failed = err
		} else {
			minutes := uint64(store.MaxTime)
			if data.EventDuration.IsUint64() {
				minutes = min(data.EventDuration.Uint64(), store.MaxTime)
			}
			c.Duration = &minutes
		}
	}
	return c, failed
}

func wei(n *big.Int) *store.Wei {
	w := new(store.Wei)
	w.SetFromBig(n)
	return w
}

// fill puts answers into an event where it has none.
func fill(e *store.Event, c store.Called) {
	if e.Called.TicketsAmount == nil {
		e.Called.TicketsAmount, e.Called.TicketPrice = c.TicketsAmount, c.TicketPrice
	}
	if e.Called.Duration == nil {
		e.Called.Duration = c.Duration
	}
}

// The second asking waits longer and longer while nothing is answered; a contract that never answers then costs one call in
// five minutes.
const (
	fillMin = time.Second
	fillMax = 5 * time.Minute
)

// fillGaps asks again for what is missing, until ctx ends.
func (x *Indexer) fillGaps(ctx context.Context) error {
	wait := fillMin
	for {
		changed := x.store.Changed()
		left, filled, err := x.fillOnce(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case isFatal(err):
			return err
		case filled > 0:
			wait = fillMin
			x.log.Info("contracts answered what was unknown", "events", filled, "left", left)
			continue
		case left == 0:
			wait = fillMin
			select {
			case <-changed:
			case <-ctx.Done():
				return nil
			}
		default:
			x.log.Warn("contracts do not answer, asking again", "events", left, "error", err, "wait", wait)
		}
		if !x.pause(ctx, wait) {
			return nil
		}
		if left > 0 {
			wait = min(2*wait, fillMax)
		}
	}
}

// fillOnce asks about the events that lack an answer, and says how many still do and how many got one.
func (x *Indexer) fillOnce(ctx context.Context) (left, filled int, err error) {
	asked, err := x.unanswered()
	x.progress.unanswered.Store(int64(len(asked)))
	if err != nil || len(asked) == 0 {
		return 0, 0, err
	}
	var answers map[uint64]store.Called
	err = x.pool.Do(ctx, func(ctx context.Context, ep *evm.Endpoint) (err error) {
		answers, err = x.ask(ctx, ep, asked)
		if len(answers) > 0 {
			return nil
		}
		return err
	})
	if len(answers) == 0 {
		return len(asked), 0, err
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	b := x.store.Begin()
	defer b.Discard()
	fresh := map[common.Address]child{}
	for id, c := range answers {
		e := b.Event(id)
		if !e.Known { // a reorg took it
			continue
		}
		fill(e, c)
		x.touch(b, id, Reactors)
		fresh[e.Kiosk] = child{store.TicketKiosk, id, endOf(e)}
		for _, k := range e.Curations {
			fresh[k.Address] = child{store.Curation, id, endOf(e)}
		}
	}
	if err := b.Commit(); err != nil {
		return len(asked), 0, err
	}
	x.children.commit(fresh)
	return len(asked) - len(answers), len(answers), nil
}

// maxUnanswered bounds one round of asking.
const maxUnanswered = 1000

func (x *Indexer) unanswered() ([]question, error) {
	v, err := x.store.View()
	if err != nil {
		return nil, err
	}
	defer v.Release()
	var asked []question
	for row, err := range v.Events(store.EventsAwaitingCalls(), nil, false) {
		if err != nil {
			return nil, err
		}
		e := row.Value
		_, ended := e.EndDate()
		asked = append(asked, question{event: e.ID, kiosk: e.Kiosk, sales: e.Called.TicketsAmount == nil, duration: !ended})
		if len(asked) == maxUnanswered {
			break
		}
	}
	return asked, nil
}

// FillOnce asks once for what calls have not told yet.
func (x *Indexer) FillOnce(ctx context.Context) error {
	_, _, err := x.fillOnce(ctx)
	return err
}
