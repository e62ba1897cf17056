package store_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// A small language of logs: the first byte of Data is the verb, three arguments follow. It stands for the projection, which
// is another package's; the same fold works on a batch and on the model.
const (
	create = iota
	transfer
	delegate
	mint
	move
	burn
	tip
	retitle
	finalize
	curate
	verbs
)

type state interface {
	Event(id uint64) *store.Event
	Ticket(event, id uint64) *store.Ticket
	Tip(event uint64, pos store.Pos) *store.Tip
}

func say(verb byte, args ...uint32) []byte {
	data := []byte{verb}
	for _, a := range args {
		data = binary.BigEndian.AppendUint32(data, a)
	}
	return data
}

func fold(st state, l *store.Log) {
	arg := func(i int) uint64 { return uint64(binary.BigEndian.Uint32(l.Data[1+4*i:])) }
	who := addr(int(arg(0)))
	e := st.Event(l.EventID)
	stamp := store.Stamp{Block: l.Block, Time: l.Time, Tx: l.TxHash}
	var amount store.Wei
	amount.SetUint64(arg(2))
	switch l.Data[0] {
	case create:
		e.Known, e.Created, e.Creator, e.Owner = true, stamp, who, who
		e.StartDate, e.ArtCategory = arg(1), categories[arg(2)%uint64(len(categories))]
		e.Kiosk = common.BigToAddress(common.Big1)
		binary.BigEndian.PutUint64(e.Kiosk[:], l.EventID+1)
		if arg(2)%2 == 0 {
			e.RegisteredEnd = e.StartDate + 60*arg(2)
		}
	case transfer:
		e.Owner = who
	case delegate:
		e.Delegate = common.Address{}
		if arg(0)%3 > 0 {
			e.Delegate = who
		}
	case mint:
		t := st.Ticket(l.EventID, arg(1))
		if t.Minted.Block == 0 {
			t.Owner, t.OriginalOwner, t.Price, t.Minted = who, who, amount, stamp
			e.Sold++
			e.Revenue.Add(&e.Revenue, &amount)
		}
	case move:
		t := st.Ticket(l.EventID, arg(1))
		t.Owner, t.Moved, t.Burned = who, stamp, false
	case burn:
		t := st.Ticket(l.EventID, arg(1))
		t.Owner, t.Moved, t.Burned = common.Address{}, stamp, true
	case tip:
		t := st.Tip(l.EventID, l.Pos)
		t.Tipper, t.Amount, t.Message, t.Time = who, amount, fmt.Sprint("tip ", arg(1)), l.Time
		e.Tips++
		e.TotalTips.Add(&e.TotalTips, &amount)
	case retitle:
		e.MetadataURI = fmt.Sprint("ipfs://", arg(1))
	case finalize:
		e.Finalized, e.FinalizedAt = true, stamp
	case curate:
		var a common.Address
		binary.BigEndian.PutUint64(a[:], l.Block)
		binary.BigEndian.PutUint64(a[8:], uint64(l.Pos.Log)+uint64(l.Tx)<<32+1)
		e.Curations = append(e.Curations, store.CurationContract{Address: a, Deployed: stamp, Scope: arg(1)})
	}
	e.Updated = stamp
}

var categories = []string{"poetry-slam", "podcasting", "", "zero\x00byte", "improv"}

const people, shows = 6, 7

func randomLog(rng *rand.Rand, pos store.Pos) *store.Log {
	verb := byte(rng.IntN(verbs))
	if rng.IntN(3) == 0 {
		verb = create
	}
	l := &store.Log{
		Pos: pos, Contract: store.EventFactory, HasEvent: true, EventID: uint64(rng.IntN(shows)), Time: refAt(pos.Block).Time,
		BlockHash: refAt(pos.Block).Hash, TxHash: common.BytesToHash([]byte{byte(pos.Tx), byte(rng.Uint32())}),
		Topics: []common.Hash{{verb}}, Data: say(verb, uint32(rng.IntN(people)), uint32(1+rng.IntN(8)), rng.Uint32()),
	}
	if rng.IntN(12) == 0 {
		l.HasEvent, l.EventID, l.Undecoded = false, 0, true
	}
	return l
}
