package seinode

import (
	"encoding/hex"
	"math/big"
	"strings"

	"github.com/ethereum/go-ethereum/common"
)

// Truth is what a perfect reader of the canonical chain knows after block Height. Addresses are
// lower-case hex with 0x, amounts decimal wei, times Unix seconds, strings the raw bytes of the
// chain (not always UTF-8).
type Truth struct {
	Height    uint64
	Hash      string
	Time      uint64
	Events    []TruthEvent  // by id
	Tickets   []TruthTicket // by event, then ticket id
	Tips      []TruthTip    // by event, then tip id
	Whitelist map[string]bool
	Holders   map[string]*TruthHolder // everyone who holds, created, owns or tipped something
	Stats     TruthStats
}

// TruthEvent is one event with its kiosk.
type TruthEvent struct {
	ID              uint64
	CreatedAt       uint64 // block
	Creator, Owner  string
	Start, End      uint64
	DurationMinutes uint64
	Reserve         string
	MetadataURI     string
	Category        string
	Kiosk           string
	Supply          uint64 // getSalesInfo alone tells
	Price           string // getSalesInfo alone tells
	Sold            uint64
	Revenue         string // sum of TicketMinted.price
	Curations       []TruthCuration
	Delegate        string // zero address: none
	Proxy           string // zero address: none
	Finalized       bool   // EventFactory's word
	TippingClosed   bool   // LiveTipping's word
	HighestTipper   string // zero address: none
	HighestTip      string // the amount of the last NewHighestTipper
	TotalTips       string
	TipCount        uint64
}

// TruthCuration is one Curation contract of an event, in order of deployment; getEvent names the last.
type TruthCuration struct {
	Address       string
	CreatedAt     uint64 // block
	DeployedScope uint64 // as in CurationDeployed
	Scope, Fee    uint64 // the latest
	Active        bool
	Balance       string
}

// TruthTicket is one ticket.
type TruthTicket struct {
	Event, ID     uint64
	Owner         string // zero address: burned
	OriginalOwner string
	Price         string
	Name          string
	Block, Time   uint64 // of the purchase
	Burned        bool
}

// TruthTip is one tip.
type TruthTip struct {
	Event, ID   uint64
	Tipper      string
	Amount      string
	Message     string
	Block, Time uint64
}

// TruthHolder is what one address has.
type TruthHolder struct {
	Tickets map[uint64][]uint64 // ticket ids held now, by event, rising
	Created []uint64            // events, rising
	Owned   []uint64            // events whose NFT the address holds, rising
	TipSum  string
	Tips    uint64
}

// TruthStats are totals over everything. Logs counts the logs of trusted addresses.
type TruthStats struct {
	Events, Tickets, Tips, Finalized, Logs uint64
	Revenue, TipSum                        string
}

// TrustedLog is one canonical log from a contract of the configuration or a child of EventFactory.
type TrustedLog struct {
	Block     uint64
	BlockHash string
	Time      uint64
	TxHash    string
	TxIndex   uint32
	Index     uint32 // in the block; nodes with Faults.LogIndexPerTx serve TxOrder instead
	TxOrder   uint32 // in the transaction
	Address   string
	Topics    []string
	Data      string // hex with 0x
	Name      string // "EventFactory.EventCreated"; empty when no ABI decodes it
}

// Truth computes the truth after canonical block height from the actions up to it.
// A height that is not on the chain gives nil.
func (w *World) Truth(height uint64) *Truth {
	w.chain.mu.RLock()
	defer w.chain.mu.RUnlock()
	b := w.chain.main.at(height)
	if b == nil {
		return nil
	}
	s := w.replay(w.chain.main.blocks[:height-w.chain.main.first+1])
	return s.truth(b, !w.opts.HideLiveTipping)
}

// TrustedLogs lists the logs that count, up to canonical block height, in order.
func (w *World) TrustedLogs(height uint64) []TrustedLog {
	w.chain.mu.RLock()
	defer w.chain.mu.RUnlock()
	var out []TrustedLog
	for _, b := range w.chain.main.blocks {
		if b.Number > height {
			break
		}
		for i := range b.Logs {
			l := &b.Logs[i]
			if !l.FromOurs {
				continue
			}
			t := TrustedLog{
				Block: b.Number, BlockHash: b.Hash.Hex(), Time: b.Time, TxHash: l.TxHash.Hex(), TxIndex: l.TxIndex,
				Index: l.Index, TxOrder: l.TxOrder, Address: lower(l.Address), Data: "0x" + hex.EncodeToString(l.Data), Name: l.Name,
			}
			for _, topic := range l.Topics {
				t.Topics = append(t.Topics, topic.Hex())
			}
			out = append(out, t)
		}
	}
	return out
}

func lower(a common.Address) string { return strings.ToLower(a.Hex()) }

// truth turns the state into plain values. Without tips, what LiveTipping alone says stays empty.
func (s *state) truth(b *Block, tips bool) *Truth {
	t := &Truth{
		Height: b.Number, Hash: b.Hash.Hex(), Time: b.Time,
		Whitelist: map[string]bool{}, Holders: map[string]*TruthHolder{},
	}
	sums := map[string]*big.Int{}
	holder := func(a common.Address) *TruthHolder {
		h := t.Holders[lower(a)]
		if h == nil {
			h = &TruthHolder{Tickets: map[uint64][]uint64{}, TipSum: "0"}
			t.Holders[lower(a)] = h
		}
		return h
	}
	for a, listed := range s.whitelist {
		t.Whitelist[lower(a)] = listed
	}
	revenue, tipSum := new(big.Int), new(big.Int)
	for _, e := range s.events {
		te := e.truth()
		if !tips {
			te.TippingClosed, te.HighestTipper, te.HighestTip, te.TotalTips, te.TipCount = false, lower(zero), "0", "0", 0
		}
		t.Events = append(t.Events, te)
		holder(e.creator).Created = append(holder(e.creator).Created, e.id)
		holder(e.owner).Owned = append(holder(e.owner).Owned, e.id)
		if e.finalized {
			t.Stats.Finalized++
		}
		revenue.Add(revenue, e.revenue)
		for i, k := range e.tickets {
			burned := k.owner == zero
			t.Tickets = append(t.Tickets, TruthTicket{
				Event: e.id, ID: uint64(i + 1), Owner: lower(k.owner), OriginalOwner: lower(k.original),
				Price: k.price.String(), Name: k.name, Block: k.block, Time: k.time, Burned: burned,
			})
			if !burned {
				held := holder(k.owner).Tickets
				held[e.id] = append(held[e.id], uint64(i+1))
			}
		}
		if !tips {
			continue
		}
		for i, p := range e.tips {
			who := lower(p.tipper)
			t.Tips = append(t.Tips, TruthTip{Event: e.id, ID: uint64(i), Tipper: who, Amount: p.amount.String(), Message: p.message, Block: p.block, Time: p.time})
			tipSum.Add(tipSum, p.amount)
			holder(p.tipper).Tips++
			sums[who] = new(big.Int).Add(zeroIfNil(sums[who]), p.amount)
		}
	}
	for who, sum := range sums {
		t.Holders[who].TipSum = sum.String()
	}
	t.Stats.Events, t.Stats.Tickets, t.Stats.Tips = uint64(len(t.Events)), uint64(len(t.Tickets)), uint64(len(t.Tips))
	t.Stats.Logs, t.Stats.Revenue, t.Stats.TipSum = uint64(s.logs), revenue.String(), tipSum.String()
	return t
}

func (e *event) truth() TruthEvent {
	t := TruthEvent{
		ID: e.id, CreatedAt: e.born, Creator: lower(e.creator), Owner: lower(e.owner), Start: e.start, End: e.end(),
		DurationMinutes: e.minutes, Reserve: e.reserve.String(), MetadataURI: e.uri, Category: e.category, Kiosk: lower(e.kiosk),
		Supply: e.supply, Price: e.price.String(), Sold: uint64(len(e.tickets)), Revenue: e.revenue.String(),
		Delegate: lower(e.delegate), Proxy: lower(e.proxy), Finalized: e.finalized, TippingClosed: e.closed,
		HighestTipper: lower(e.highestTipper), HighestTip: e.highestTip.String(), TotalTips: e.tipSum.String(), TipCount: uint64(len(e.tips)),
	}
	for _, c := range e.curations {
		t.Curations = append(t.Curations, TruthCuration{
			Address: lower(c.address), CreatedAt: c.born, DeployedScope: c.deployed, Scope: c.scope, Fee: c.fee,
			Active: c.active, Balance: c.balance.String(),
		})
	}
	return t
}
