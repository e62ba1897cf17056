package seinode

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

// state is what the contracts would hold. Actions change it; calls and the truth are read from it.
// Amounts are never changed in place, so that records can be copied by assignment.
type state struct {
	contracts Contracts
	nonce     uint64 // of EventFactory: the addresses of its children follow from it, also again after a reorg
	events    []*event
	kiosks    map[common.Address]*event
	curations map[common.Address]*curation
	whitelist map[common.Address]bool
	hidden    map[common.Address]bool // contracts that the reader's configuration does not name
	logs      int                     // logs of the reader's contracts so far
}

type event struct {
	id            uint64
	born          uint64 // block of creation
	creator       common.Address
	owner         common.Address
	start         uint64 // Unix seconds
	minutes       uint64
	reserve       *big.Int
	uri           string
	category      string
	kiosk         common.Address
	curations     []*curation
	delegate      common.Address
	proxy         common.Address
	finalized     bool // EventFactory's word
	closed        bool // LiveTipping's word
	supply        uint64
	price         *big.Int
	tickets       []ticket
	revenue       *big.Int
	tips          []tip
	tipSum        *big.Int
	byTipper      map[common.Address]*big.Int
	highestTipper common.Address
	highestTip    *big.Int
}

type ticket struct {
	owner    common.Address // zero: burned
	original common.Address
	price    *big.Int
	name     string
	time     uint64
	block    uint64
}

type tip struct {
	tipper  common.Address
	amount  *big.Int
	message string
	time    uint64
	block   uint64
}

type curation struct {
	event    *event
	born     uint64
	address  common.Address
	deployed uint64 // scope in CurationDeployed
	scope    uint64 // the latest scope
	fee      uint64 // percent
	active   bool
	balance  *big.Int
}

func newState(c Contracts, hidden map[common.Address]bool) *state {
	return &state{
		hidden:    hidden,
		contracts: c,
		nonce:     1, // a contract's nonce starts at 1 (EIP-161)
		kiosks:    map[common.Address]*event{},
		curations: map[common.Address]*curation{},
		whitelist: map[common.Address]bool{},
	}
}

func (e *event) end() uint64 { return e.start + e.minutes*60 }

// find returns event id, nil when there is none.
func (s *state) find(id uint64) *event {
	if id >= uint64(len(s.events)) {
		return nil
	}
	return s.events[id]
}

// ticketOf returns a ticket that exists and is not burned, nil otherwise. Ids start at 1.
func (e *event) ticketOf(id uint64) *ticket {
	if id == 0 || id > uint64(len(e.tickets)) || e.tickets[id-1].owner == (common.Address{}) {
		return nil
	}
	return &e.tickets[id-1]
}

// exists says whether an address is one of the protocol's contracts, children included.
func (s *state) exists(a common.Address) bool {
	return s.contracts.has(a) || s.kiosks[a] != nil || s.curations[a] != nil
}
