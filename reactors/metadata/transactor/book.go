package transactor

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/haus25/backend/store"
)

// Reactor is the name under which transactions are journalled, each with its event; Kind is that of their receipts.
const (
	Reactor   = "metadata"
	KindSent  = "tx"
	KindEnded = "tx-end"
)

// Sent is the receipt of a transaction that was about to be broadcast. Several of one nonce are offers for the same thing.
type Sent struct {
	Nonce   uint64         `json:"nonce"`
	Purpose string         `json:"purpose"`
	Creator common.Address `json:"creator"`
	Hash    common.Hash    `json:"hash"`
	Raw     hexutil.Bytes  `json:"raw"` // signed, to be broadcast again
	MaxCost *hexutil.Big   `json:"maxCostWei"`
}

// How a transaction can end.
const (
	OutcomeMined    = "mined"
	OutcomeReverted = "reverted"
	OutcomeLost     = "lost" // its nonce was used by a transaction that is not in this journal
)

// End is the receipt of how all offers of one nonce ended.
type End struct {
	Nonce   uint64       `json:"nonce"`
	Purpose string       `json:"purpose"`
	Outcome string       `json:"outcome"`
	Hash    common.Hash  `json:"hash"` // of the offer that was mined; of the newest when lost
	Block   uint64       `json:"block,omitempty"`
	Cost    *hexutil.Big `json:"costWei,omitempty"`
	Reason  string       `json:"reason,omitempty"` // of a revert, as far as it could be found

	data []byte // what was called
	told bool   // whoever wished for it knows that it ended without effect
}

func (e *End) why() string {
	if e.Outcome == OutcomeLost {
		return fmt.Sprintf("nonce %d was used by another transaction of the same key", e.Nonce)
	}
	if e.Reason == "" {
		return "the transaction reverted"
	}
	return "the transaction reverted: " + e.Reason
}

// purposeKey names what has one transaction at a time.
type purposeKey struct {
	event   uint64
	purpose string
}

func (in Intent) key() purposeKey { return purposeKey{in.Event, in.Purpose} }

// slot is one nonce and what was offered for it.
type slot struct {
	intent Intent // AsOf is not kept
	nonce  uint64
	opened time.Time // wall clock of the first offer
	raised time.Time // wall clock of the newest
	offers []*types.Transaction

	// Not journalled: what the last call found.
	why   string
	mend  bool // somebody has to do what why says
	cheap bool // the newest offer was refused as too low
}

func (s *slot) newest() *types.Transaction { return s.offers[len(s.offers)-1] }

func (s *slot) offered(hash common.Hash) bool {
	return slices.ContainsFunc(s.offers, func(tx *types.Transaction) bool { return tx.Hash() == hash })
}

// cost is the most that the slot can still cost.
func (s *slot) cost() *big.Int {
	most := new(big.Int)
	for _, tx := range s.offers {
		if c := tx.Cost(); c.Cmp(most) > 0 {
			most = c
		}
	}
	return most
}

// expense is what an ended slot cost, counted on the day it was first sent.
type expense struct {
	day     time.Time
	creator common.Address
	wei     *big.Int
}

// book is one key's journal in memory: everything in it was read from receipts or has just become one. What another key sent is not
// in it: its nonces are not ours, nothing of it can be raised, and how it ended shows in what the contract says.
type book struct {
	open     []*slot // by nonce
	done     map[purposeKey]*End
	expenses []expense
	highest  int64 // nonce ever used; -1: none
}

func readBook(s *store.Store, key common.Address) (*book, error) {
	v, err := s.View()
	if err != nil {
		return nil, err
	}
	defer v.Release()
	var receipts []store.Receipt
	for r, err := range v.AllReceipts(Reactor) {
		if err != nil {
			return nil, fmt.Errorf("read the journal of transactions: %w", err)
		}
		if r.Kind == KindSent || r.Kind == KindEnded {
			receipts = append(receipts, r)
		}
	}
	slices.SortFunc(receipts, func(a, b store.Receipt) int { return int(int64(a.Number) - int64(b.Number)) })
	b := &book{done: map[purposeKey]*End{}, highest: -1}
	for _, r := range receipts {
		if err := b.replay(r, types.LatestSignerForChainID(new(big.Int).SetUint64(s.Identity().ChainID)), key); err != nil {
			return nil, fmt.Errorf("read transaction receipt %d of event %d: %w", r.Number, r.EventID, err)
		}
	}
	return b, nil
}

func (b *book) replay(r store.Receipt, signer types.Signer, key common.Address) error {
	if r.Kind == KindEnded {
		e := new(End)
		if err := json.Unmarshal(r.Data, e); err != nil {
			return err
		}
		e.told = true                                            // whoever asks now looks anew anyway
		if s := b.slot(e.Nonce); s != nil && s.offered(e.Hash) { // else it is another key's nonce
			b.close(s, e)
		}
		return nil
	}
	var sent Sent
	if err := json.Unmarshal(r.Data, &sent); err != nil {
		return err
	}
	tx := new(types.Transaction)
	if err := tx.UnmarshalBinary(sent.Raw); err != nil {
		return err
	}
	from, err := types.Sender(signer, tx)
	if err != nil || from != key {
		return err
	}
	s := b.slot(sent.Nonce)
	if s == nil {
		s = &slot{nonce: sent.Nonce, intent: Intent{Event: r.EventID, Creator: sent.Creator, To: *tx.To(), Data: tx.Data(), Purpose: sent.Purpose}}
	}
	b.add(s, tx, time.Unix(int64(r.Time), 0))
	return nil
}

// sent journals an offer and then knows it.
func (b *book) sent(st *store.Store, s *slot, tx *types.Transaction, now time.Time) error {
	raw, err := tx.MarshalBinary()
	if err != nil {
		return fmt.Errorf("encode a transaction: %w", err)
	}
	if err := record(st, s.intent.Event, KindSent, now, Sent{Nonce: s.nonce, Purpose: s.intent.Purpose, Creator: s.intent.Creator, Hash: tx.Hash(), Raw: raw, MaxCost: (*hexutil.Big)(tx.Cost())}); err != nil {
		return err
	}
	b.add(s, tx, now)
	return nil
}

// ended journals how a slot ended and then knows it.
func (b *book) ended(st *store.Store, s *slot, e *End, now time.Time) error {
	e.Nonce, e.Purpose = s.nonce, s.intent.Purpose
	if err := record(st, s.intent.Event, KindEnded, now, e); err != nil {
		return err
	}
	b.close(s, e)
	return nil
}

func record(st *store.Store, event uint64, kind string, now time.Time, data any) error {
	raw, err := json.Marshal(data)
	if err == nil {
		_, err = st.Record(store.Receipt{Reactor: Reactor, EventID: event, Kind: kind, Time: uint64(now.Unix()), Data: raw})
	}
	if err != nil {
		return fmt.Errorf("journal a transaction of event %d: %w", event, err)
	}
	return nil
}

func (b *book) add(s *slot, tx *types.Transaction, now time.Time) {
	if len(s.offers) == 0 {
		s.opened = now
		b.open = append(b.open, s)
		slices.SortFunc(b.open, func(x, y *slot) int { return int(int64(x.nonce) - int64(y.nonce)) })
	}
	s.offers, s.raised = append(s.offers, tx), now
	b.highest = max(b.highest, int64(s.nonce))
}

func (b *book) close(s *slot, e *End) {
	e.data = s.newest().Data()
	b.open = slices.DeleteFunc(b.open, func(x *slot) bool { return x == s })
	b.done[s.intent.key()] = e
	if e.Cost != nil {
		b.expenses = append(b.expenses, expense{s.opened.UTC().Truncate(24 * time.Hour), s.intent.Creator, e.Cost.ToInt()})
	}
}

func (b *book) slot(nonce uint64) *slot {
	for _, s := range b.open {
		if s.nonce == nonce {
			return s
		}
	}
	return nil
}

func (b *book) openFor(in Intent) *slot {
	for _, s := range b.open {
		if s.intent.key() == in.key() {
			return s
		}
	}
	return nil
}

// next is the nonce after the highest that was ever used.
func (b *book) next() uint64 { return uint64(b.highest + 1) }

// reserved is what everything on its way may cost.
func (b *book) reserved() *big.Int {
	sum := new(big.Int)
	for _, s := range b.open {
		sum.Add(sum, s.cost())
	}
	return sum
}

// spent is what the transactions first sent on that UTC day cost, or may cost, in all and for one creator.
func (b *book) spent(day time.Time, creator common.Address, but *slot) (all, own *big.Int) {
	b.expenses = slices.DeleteFunc(b.expenses, func(e expense) bool { return e.day.Before(day) })
	all, own = new(big.Int), new(big.Int)
	count := func(on time.Time, by common.Address, wei *big.Int) {
		if !on.Equal(day) {
			return
		}
		all.Add(all, wei)
		if by == creator {
			own.Add(own, wei)
		}
	}
	for _, e := range b.expenses {
		count(e.day, e.creator, e.wei)
	}
	for _, s := range b.open {
		if s != but {
			count(s.opened.UTC().Truncate(24*time.Hour), s.intent.Creator, s.cost())
		}
	}
	return all, own
}
