package seinode

import (
	"encoding/hex"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

type hexBytes = hexutil.Bytes

// arguments are the words of a call's data; all functions here take words only.
type arguments []byte

func (a arguments) word(i int) []byte {
	if len(a) < 32*i+32 {
		return make([]byte, 32) // a real contract would revert; view checks the length first
	}
	return a[32*i : 32*i+32]
}

func (a arguments) address(i int) common.Address { return common.BytesToAddress(a.word(i)) }

// number gives the largest id there is for what does not fit: such an event or ticket never exists.
func (a arguments) number(i int) uint64 {
	n := new(big.Int).SetBytes(a.word(i))
	if !n.IsUint64() {
		return 1<<64 - 1
	}
	return n.Uint64()
}

// viewFunc answers one function of one kind of contract; nil values and an error revert.
type viewFunc struct {
	words  int // arguments
	answer func(s *state, self common.Address, a arguments) ([]value, *rpcError)
}

// view answers eth_call on one of the protocol's contracts.
func (s *state) view(to common.Address, data []byte) ([]byte, *rpcError) {
	if len(data) < 4 {
		return nil, failure(-32000, "execution reverted")
	}
	f, ok := s.functions(to)[[4]byte(data[:4])]
	if !ok || len(data)-4 < 32*f.words {
		return nil, failure(-32000, "execution reverted")
	}
	out, bad := f.answer(s, to, arguments(data[4:]))
	if bad != nil {
		return nil, bad
	}
	return pack(out...), nil
}

func (s *state) functions(to common.Address) map[[4]byte]viewFunc {
	switch to {
	case s.contracts.EventFactory:
		return factoryViews
	case s.contracts.EventManager:
		return managerViews
	case s.contracts.LiveTipping:
		return tippingViews
	}
	if s.kiosks[to] != nil {
		return kioskViews
	}
	return nil
}

// nonexistent is ERC-721's custom error, as OpenZeppelin 5 reverts with it.
func nonexistent(id uint64) *rpcError {
	sel := selector("ERC721NonexistentToken(uint256)")
	return &rpcError{Code: 3, Message: "execution reverted", Data: "0x" + hex.EncodeToString(append(sel[:], pack(num(id))...))}
}

// reverted is a require with a reason: Error(string).
func reverted(format string, args ...any) *rpcError {
	sel, reason := selector("Error(string)"), fmt.Sprintf(format, args...)
	return &rpcError{Code: 3, Message: "execution reverted: " + reason, Data: "0x" + hex.EncodeToString(append(sel[:], pack(text(reason))...))}
}

// ofEvent makes a view that takes an event id and reverts when there is no such event.
func ofEvent(missing func(id uint64) *rpcError, answer func(e *event) []value) viewFunc {
	return viewFunc{1, func(s *state, _ common.Address, a arguments) ([]value, *rpcError) {
		e := s.find(a.number(0))
		if e == nil {
			return nil, missing(a.number(0))
		}
		return answer(e), nil
	}}
}

func noEvent(uint64) *rpcError { return reverted("Event does not exist") }

func (e *event) curationAddress() common.Address {
	if c := e.curation(); c != nil {
		return c.address
	}
	return zero
}

var factoryViews = map[[4]byte]viewFunc{
	selector("name()"):   constant(text("Real-Time Asset")),
	selector("symbol()"): constant(text("RTA")),
	selector("totalEvents()"): {0, func(s *state, _ common.Address, _ arguments) ([]value, *rpcError) {
		return []value{num(uint64(len(s.events)))}, nil
	}},
	selector("getEvent(uint256)"): ofEvent(noEvent, func(e *event) []value {
		return []value{tuple(addr(e.creator), addr(e.kiosk), addr(e.curationAddress()), num(e.start), num(e.minutes),
			wei(e.reserve), flag(e.finalized), text(e.uri), text(e.category))}
	}),
	selector("tokenURI(uint256)"):            ofEvent(nonexistent, func(e *event) []value { return []value{text(e.uri)} }),
	selector("ownerOf(uint256)"):             ofEvent(nonexistent, func(e *event) []value { return []value{addr(e.owner)} }),
	selector("getTicketKiosk(uint256)"):      ofEvent(noEvent, func(e *event) []value { return []value{addr(e.kiosk)} }),
	selector("getCurationContract(uint256)"): ofEvent(noEvent, func(e *event) []value { return []value{addr(e.curationAddress())} }),
	selector("getCreatorEvents(address)"): {1, func(s *state, _ common.Address, a arguments) ([]value, *rpcError) {
		var ids []common.Hash
		for _, e := range s.events {
			if e.creator == a.address(0) {
				ids = append(ids, num(e.id).word)
			}
		}
		return []value{words(ids)}, nil
	}},
	selector("getAllTicketKiosks()"): {0, func(s *state, _ common.Address, _ arguments) ([]value, *rpcError) {
		var ids, kiosks []common.Hash
		for _, e := range s.events {
			ids, kiosks = append(ids, num(e.id).word), append(kiosks, addr(e.kiosk).word)
		}
		return []value{words(ids), words(kiosks)}, nil
	}},
}

var managerViews = map[[4]byte]viewFunc{
	selector("globalWhitelist(address)"): {1, func(s *state, _ common.Address, a arguments) ([]value, *rpcError) {
		return []value{flag(s.whitelist[a.address(0)])}, nil
	}},
	// A public mapping: an unknown event answers the zero address.
	selector("eventDelegates(uint256)"): {1, func(s *state, _ common.Address, a arguments) ([]value, *rpcError) {
		if e := s.find(a.number(0)); e != nil {
			return []value{addr(e.delegate)}, nil
		}
		return []value{addr(zero)}, nil
	}},
}

var tippingViews = map[[4]byte]viewFunc{
	// A struct in a mapping: an unknown event answers zeros.
	selector("getEventTippingData(uint256)"): {1, func(s *state, _ common.Address, a arguments) ([]value, *rpcError) {
		e := s.find(a.number(0))
		if e == nil {
			return make([]value, 9), nil
		}
		return []value{addr(e.creator), num(e.start), num(e.end()), wei(e.reserve), wei(e.tipSum),
			addr(e.highestTipper), wei(e.highestTip), flag(!e.closed), flag(e.closed)}, nil
	}},
}

var kioskViews = map[[4]byte]viewFunc{
	selector("getSalesInfo()"): {0, func(s *state, self common.Address, _ arguments) ([]value, *rpcError) {
		e := s.kiosks[self]
		sold := uint64(len(e.tickets))
		return []value{num(e.supply), num(sold), num(e.supply - sold), wei(e.price), text(e.category)}, nil
	}},
	// Set at purchase and never cleared: the seller of a ticket still has one, says the contract.
	selector("hasTicketForEvent(address,uint256)"): {2, func(s *state, self common.Address, a arguments) ([]value, *rpcError) {
		e, has := s.kiosks[self], false
		for _, t := range e.tickets {
			has = has || (t.original == a.address(0) && a.number(1) == e.id)
		}
		return []value{flag(has)}, nil
	}},
	selector("getUserTickets(address)"): {1, func(s *state, self common.Address, a arguments) ([]value, *rpcError) {
		var ids []common.Hash
		for i, t := range s.kiosks[self].tickets {
			if t.owner == a.address(0) && t.owner != zero {
				ids = append(ids, num(uint64(i+1)).word)
			}
		}
		return []value{words(ids)}, nil
	}},
	selector("ownerOf(uint256)"): {1, func(s *state, self common.Address, a arguments) ([]value, *rpcError) {
		t := s.kiosks[self].ticketOf(a.number(0))
		if t == nil {
			return nil, nonexistent(a.number(0))
		}
		return []value{addr(t.owner)}, nil
	}},
	selector("getTicketInfo(uint256)"): {1, func(s *state, self common.Address, a arguments) ([]value, *rpcError) {
		e := s.kiosks[self]
		t := e.ticketOf(a.number(0))
		if t == nil {
			return nil, nonexistent(a.number(0))
		}
		return []value{num(e.id), addr(t.owner), addr(t.original), wei(t.price), num(t.time), text(t.name), text(e.category),
			text(e.uri), num(a.number(0)), num(e.supply)}, nil
	}},
}

func constant(v value) viewFunc {
	return viewFunc{0, func(*state, common.Address, arguments) ([]value, *rpcError) { return []value{v}, nil }}
}
