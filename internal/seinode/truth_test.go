package seinode

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
)

var alice, bob, carol = common.HexToAddress("0xA11CE"), common.HexToAddress("0xB0B"), common.HexToAddress("0xCA401")

func mine(t *testing.T, w *World, as ...Action) *Block {
	t.Helper()
	b, err := w.Mine(as...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func opening(w *World) Create {
	return Create{Creator: alice, Start: w.Head().Time + 60, Minutes: 2, Reserve: big.NewInt(100), URI: "ipfs://a", Category: "improv", Tickets: 3, Price: big.NewInt(10), Delegatee: carol}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func names(b *Block) (out []string) {
	for i := range b.Logs {
		out = append(out, b.Logs[i].Name)
	}
	return out
}

func TestCreationLogOrder(t *testing.T) {
	w := NewWorld(Options{Seed: 1})
	b := mine(t, w, opening(w))
	equal(t, "logs of one creation", names(b), []string{
		"EventFactory.Transfer", "EventFactory.MetadataUpdate", "TicketKiosk.OwnershipTransferred", "Distributor.EventRegistered",
		"LiveTipping.EventRegistered", "EventFactory.EventCreated", "EventManager.DelegationProxyCreated",
	})
	for i := range b.Logs {
		if b.Logs[i].TxIndex != 0 || b.Logs[i].TxHash != b.Logs[0].TxHash || !b.Logs[i].FromOurs {
			t.Errorf("log %d is not a trusted one of the creation's transaction", i)
		}
	}
}

func TestTruthOfASmallStory(t *testing.T) {
	w := NewWorld(Options{Seed: 1})
	created := mine(t, w, opening(w), Buy{Event: 0, Buyer: bob, Name: "one"})
	mine(t, w,
		Buy{Event: 0, Buyer: bob, Name: "two"}, Buy{Event: 0, Buyer: carol, Name: "three"},
		SendTicket{Event: 0, Ticket: 1, To: carol}, SendTicket{Event: 0, Ticket: 2}, // a resale and a burn
		Tip{Event: 0, Tipper: bob, Amount: big.NewInt(60), Message: "\xff"}, Tip{Event: 0, Tipper: carol, Amount: big.NewInt(70)},
		UpdateMetadata{Event: 0, URI: "ipfs://b"}, UpdateReserve{Event: 0, Reserve: big.NewInt(120)},
		Whitelist{Agent: carol, Listed: true}, DeployCuration{Event: 0, Scope: 2, Fee: 5}, UpdateDelegate{Event: 0, Delegatee: bob},
		Raw{{Address: bob, Topics: []common.Hash{logEventCreated.topic}, Data: []byte{1}}},
		Garbage{Address: w.Contracts().EventFactory, Topics: []common.Hash{logMetadataUpdated.topic}},
	)
	if _, err := w.Mine(TransferEvent{Event: 0, To: carol}, Buy{Event: 0, Buyer: bob}); err == nil {
		t.Error("a fourth ticket of three was sold")
	}
	if owner := w.Truth(w.Head().Number).Events[0].Owner; owner != lower(alice) || w.chain.main.state.events[0].owner != alice {
		t.Errorf("a block that was not made has moved the event to %s", owner)
	}
	before := w.Head().Number
	w.Skip(5 * time.Minute)
	mine(t, w, CloseTipping{Event: 0})
	closed := w.Truth(w.Head().Number).Events[0]
	if closed.Finalized || !closed.TippingClosed {
		t.Errorf("after LiveTipping's EventFinalized: %+v; only EventFactory finalizes", closed)
	}
	mine(t, w, Finalize{Event: 0})

	tr, nobody := w.Truth(w.Head().Number), lower(zero)
	e := tr.Events[0]
	equal(t, "curations", e.Curations, []TruthCuration{{Address: e.Curations[0].Address, CreatedAt: before, DeployedScope: 2, Scope: 2, Fee: 5, Active: true, Balance: "0"}})
	e.Curations = nil
	equal(t, "event", e, TruthEvent{
		ID: 0, CreatedAt: created.Number, Creator: lower(alice), Owner: lower(carol), Start: genesisMillis/1000 + 60, End: genesisMillis/1000 + 180, DurationMinutes: 2,
		Reserve: "120", MetadataURI: "ipfs://b", Category: "improv", Kiosk: e.Kiosk, Supply: 3, Price: "10", Sold: 3, Revenue: "30",
		Delegate: lower(bob), Proxy: e.Proxy, Finalized: true, TippingClosed: true, HighestTipper: lower(carol), HighestTip: "70", TotalTips: "130", TipCount: 2,
	})
	second := created.Number + 1
	equal(t, "tickets", tr.Tickets, []TruthTicket{
		{0, 1, lower(carol), lower(bob), "10", "one", created.Number, created.Time, false},
		{0, 2, nobody, lower(bob), "10", "two", second, w.Block(second).Time, true},
		{0, 3, lower(carol), lower(carol), "10", "three", second, w.Block(second).Time, false},
	})
	equal(t, "tips", tr.Tips, []TruthTip{
		{0, 0, lower(bob), "60", "\xff", second, w.Block(second).Time}, {0, 1, lower(carol), "70", "", second, w.Block(second).Time},
	})
	equal(t, "holders", tr.Holders, map[string]*TruthHolder{
		lower(alice): {Tickets: map[uint64][]uint64{}, Created: []uint64{0}, TipSum: "0"},
		lower(bob):   {Tickets: map[uint64][]uint64{}, TipSum: "60", Tips: 1},
		lower(carol): {Tickets: map[uint64][]uint64{0: {1, 3}}, Owned: []uint64{0}, TipSum: "70", Tips: 1},
	})
	equal(t, "whitelist", tr.Whitelist, map[string]bool{lower(carol): true})
	logs := w.TrustedLogs(w.Head().Number)
	equal(t, "stats", tr.Stats, TruthStats{Events: 1, Tickets: 3, Tips: 2, Finalized: 1, Logs: uint64(len(logs)), Revenue: "30", TipSum: "130"})
	for _, l := range logs {
		if l.Address == lower(bob) {
			t.Error("a stranger's log counts")
		}
	}

	old := w.Truth(created.Number)
	if old.Events[0].MetadataURI != "ipfs://a" || old.Stats.Tickets != 1 || old.Stats.Tips != 0 {
		t.Errorf("the truth at the first block knows what came later: %+v", old)
	}
	if w.Truth(w.Head().Number+1) != nil {
		t.Error("there is a truth past the head")
	}
}

func TestTruthFollowsAReorg(t *testing.T) {
	w := NewWorld(Options{Seed: 1, Activity: 1e-9})
	mine(t, w, opening(w))
	w.Steps(3)
	empty := w.Head()
	if again := w.Reorg(1); again.Hash == empty.Hash || again.Number != empty.Number || again.Time != empty.Time {
		t.Errorf("an empty block came again as %+v, want the same but for the hash of %+v", again, empty)
	}
	base := w.Truth(w.Head().Number)
	mine(t, w, UpdateMetadata{Event: 0, URI: "ipfs://gone"})
	f := w.Fork(1, 2)
	orphan := w.Head()
	w.Adopt(f)
	if w.Head().Number != orphan.Number+1 || w.Block(orphan.Number).Hash == orphan.Hash {
		t.Error("the adopted fork is not the chain")
	}
	if f.First().Parent != w.Block(orphan.Number-1).Hash {
		t.Error("the fork does not hang on its parent")
	}
	equal(t, "truth below the fork", w.Truth(orphan.Number-1), base)
	mine(t, w, UpdateReserve{Event: 0, Reserve: big.NewInt(7)})
	equal(t, "reserve after the reorg", w.Truth(w.Head().Number).Events[0].Reserve, "7")
}

func TestHiddenLiveTipping(t *testing.T) {
	w := NewWorld(Options{Seed: 1, HideLiveTipping: true})
	b := mine(t, w, opening(w), Tip{Event: 0, Tipper: bob, Amount: big.NewInt(60)})
	tr := w.Truth(b.Number)
	if tr.Stats.Tips != 0 || tr.Events[0].TotalTips != "0" || tr.Stats.Logs != 6 || len(w.TrustedLogs(b.Number)) != 6 {
		t.Errorf("LiveTipping is not configured, but the truth has %+v", tr.Stats)
	}
}

// TestTruthAgreesWithLogs reads the logs of random worlds the way an indexer would, with the ABI files,
// and holds what it finds against the truth: so that neither can be wrong by itself.
func TestTruthAgreesWithLogs(t *testing.T) {
	factory, kiosk, tipping := contractABI(t, "EventFactory"), contractABI(t, "TicketKiosk"), contractABI(t, "LiveTipping")
	for seed := range uint64(25) {
		w := NewWorld(Options{Seed: seed})
		for i := range 12 {
			w.Steps(15)
			w.Reorg(1 + int(seed)*i%9)
		}
		head := w.Head().Number
		got, want := readLogs(w, factory, kiosk, tipping), facts(w.Truth(head))
		if !slices.Equal(got, want) {
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Fatalf("seed %d: logs and truth part at %d of %d and %d:\n%v\n%v", seed, i, len(got), len(want), got[min(i, len(got)-1)], want[min(i, len(want)-1)])
				}
			}
		}
		counted, decoded := 0, 0
		for _, l := range w.TrustedLogs(head) {
			counted++
			if l.Name != "" {
				decoded++
			}
		}
		if uint64(counted) != w.Truth(head).Stats.Logs || decoded == counted {
			t.Errorf("seed %d: %d trusted logs, %d of them decodable, stats say %d", seed, counted, decoded, w.Truth(head).Stats.Logs)
		}
	}
}

// facts writes the parts of a truth that logs alone tell, as sorted lines.
func facts(t *Truth) (out []string) {
	for _, e := range t.Events {
		out = append(out, fmt.Sprintf("event %d by %s of %s from %d to %d at %s: %q %q, sold %d for %s, tips %s, highest %s %s, finalized %v",
			e.ID, e.Creator, e.Owner, e.Start, e.End, e.Reserve, e.MetadataURI, e.Category, e.Sold, e.Revenue, e.TotalTips, e.HighestTipper, e.HighestTip, e.Finalized))
	}
	for _, k := range t.Tickets {
		out = append(out, fmt.Sprintf("ticket %d/%d of %s", k.Event, k.ID, k.Owner))
	}
	slices.Sort(out)
	return out
}

func readLogs(w *World, factory, kiosk, tipping abi.ABI) (out []string) {
	events, kiosks, owners := map[uint64]*TruthEvent{}, map[common.Address]uint64{}, map[string]string{}
	sums := map[string]*big.Int{}
	sum := func(key string, n any) string {
		sums[key] = new(big.Int).Add(zeroIfNil(sums[key]), n.(*big.Int))
		return sums[key].String()
	}
	event := func(v any) *TruthEvent {
		id := v.(*big.Int).Uint64()
		if events[id] == nil {
			events[id] = &TruthEvent{ID: id, Revenue: "0", TotalTips: "0", HighestTip: "0", HighestTipper: lower(zero)}
		}
		return events[id]
	}
	hex := func(v any) string { return lower(v.(common.Address)) }
	c := w.Contracts()
	for _, b := range w.chain.main.blocks {
		for i := range b.Logs { // children first: a kiosk's mint may precede the log that names it
			if name, v, ok := decode(factory, &b.Logs[i]); ok && name == "EventCreated" && b.Logs[i].Address == c.EventFactory {
				kiosks[v["ticketKioskAddress"].(common.Address)] = v["eventId"].(*big.Int).Uint64()
			}
		}
		for i := range b.Logs {
			l := &b.Logs[i]
			id, child := kiosks[l.Address]
			switch {
			case l.Address == c.EventFactory:
				switch name, v, _ := decode(factory, l); name {
				case "EventCreated":
					e := event(v["eventId"])
					e.Creator, e.Start, e.Reserve = hex(v["creator"]), v["startDate"].(*big.Int).Uint64(), v["reservePrice"].(*big.Int).String()
					e.MetadataURI, e.Category = v["metadataURI"].(string), v["artCategory"].(string)
				case "Transfer":
					event(v["tokenId"]).Owner = hex(v["to"])
				case "MetadataUpdated":
					event(v["eventId"]).MetadataURI = v["newMetadataURI"].(string)
				case "ReservePriceUpdated":
					event(v["eventId"]).Reserve = v["newPrice"].(*big.Int).String()
				case "EventFinalized", "EventFinalizedAndTransferred":
					event(v["eventId"]).Finalized = true
				}
			case l.Address == c.LiveTipping:
				switch name, v, _ := decode(tipping, l); name {
				case "EventRegistered":
					event(v["eventId"]).End = v["endDate"].(*big.Int).Uint64()
				case "TipReceived":
					event(v["eventId"]).TotalTips = sum(fmt.Sprint("tips", v["eventId"]), v["amount"])
				case "NewHighestTipper":
					event(v["eventId"]).HighestTipper, event(v["eventId"]).HighestTip = hex(v["newHighest"]), v["amount"].(*big.Int).String()
				}
			case child:
				switch name, v, _ := decode(kiosk, l); name {
				case "Transfer":
					owners[fmt.Sprintf("ticket %d/%v", id, v["tokenId"])] = hex(v["to"])
				case "TicketMinted":
					events[id].Sold++
					events[id].Revenue = sum(fmt.Sprint("revenue", id), v["price"])
				}
			}
		}
	}
	t := &Truth{}
	for _, e := range events {
		t.Events = append(t.Events, *e)
	}
	out = facts(t)
	for k, owner := range owners {
		out = append(out, k+" of "+owner)
	}
	slices.Sort(out)
	return out
}
