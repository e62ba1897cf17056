// Package protocol knows which logs the haus²⁵ contracts emit and what is in them. Its tables are made from the ABIs in
// bindings/, so a regenerated binding is a new log here.
//
// Decoding is strict (a value that its type does not allow is an error, never a guess), bounded by the log's own size, and
// makes no garbage worth naming: an indexer decodes each log once and must not be slower than its node.
package protocol

import (
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/store"
)

// Signature is a log of a contract.
type Signature struct {
	Contract store.Contract
	Name     string // as in Solidity; two contracts may use one name for different logs
	Topic    common.Hash
	Args     []Arg
	topics   int
}

// Arg is a parameter of a log, in the order of the Solidity declaration.
type Arg struct {
	Name    string
	Type    string // Solidity's
	Indexed bool
	kind    kind
	bits    int
}

type kind uint8

const (
	kindUint kind = iota
	kindAddress
	kindBool
	kindString
)

var signatures = load(map[store.Contract]*bind.MetaData{
	store.EventFactory:    &bindings.EventFactoryMetaData,
	store.EventManager:    &bindings.EventManagerMetaData,
	store.LiveTipping:     &bindings.LiveTippingMetaData,
	store.Distributor:     &bindings.DistributorMetaData,
	store.CreationWrapper: &bindings.CreationWrapperMetaData,
	store.TicketKiosk:     &bindings.TicketKioskMetaData,
	store.Curation:        &bindings.CurationMetaData,
})

// load makes the tables once; a binding with a log that this package cannot decode does not pass the first test run.
func load(contracts map[store.Contract]*bind.MetaData) map[store.Contract]map[common.Hash]*Signature {
	out := make(map[store.Contract]map[common.Hash]*Signature, len(contracts))
	for contract, meta := range contracts {
		parsed, err := meta.ParseABI()
		if err != nil {
			panic(fmt.Sprintf("protocol: ABI of %s: %v", contract, err))
		}
		out[contract] = make(map[common.Hash]*Signature, len(parsed.Events))
		for _, event := range parsed.Events {
			s := &Signature{Contract: contract, Name: event.RawName, Topic: event.ID, topics: 1}
			for _, in := range event.Inputs {
				a := Arg{Name: in.Name, Type: in.Type.String(), Indexed: in.Indexed}
				switch in.Type.T {
				case abi.UintTy:
					a.kind, a.bits = kindUint, in.Type.Size
				case abi.AddressTy:
					a.kind = kindAddress
				case abi.BoolTy:
					a.kind = kindBool
				case abi.StringTy:
					a.kind = kindString
				default:
					panic(fmt.Sprintf("protocol: %s.%s has a parameter of type %s", contract, event.RawName, a.Type))
				}
				if a.Indexed {
					if s.topics++; a.kind == kindString {
						panic(fmt.Sprintf("protocol: %s.%s has an indexed string", contract, event.RawName))
					}
				}
				s.Args = append(s.Args, a)
			}
			out[contract][event.ID] = s
		}
	}
	return out
}

// Signatures lists the logs of a contract, by name.
func Signatures(c store.Contract) []*Signature {
	var out []*Signature
	for _, s := range signatures[c] {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *Signature) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out
}

// ChildTopics are the first topics of the logs that are followed on kiosks and Curation contracts. What else an ERC-721
// emits (approvals) says nothing about who holds a ticket.
var ChildTopics = func() []common.Hash {
	var out []common.Hash
	for _, s := range Signatures(store.Curation) {
		out = append(out, s.Topic)
	}
	for _, s := range Signatures(store.TicketKiosk) {
		switch s.Name {
		case "TicketMinted", "RevenueDistributed", "Transfer", "OwnershipTransferred":
			out = append(out, s.Topic)
		}
	}
	return out
}()
