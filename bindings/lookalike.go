// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package bindings

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// LookalikeMetaData contains all meta data concerning the Lookalike contract.
var LookalikeMetaData = bind.MetaData{
	ABI: "[{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"reservePrice\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"metadataURI\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"ticketKioskAddress\",\"type\":\"address\"}],\"name\":\"EventCreated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"ticketId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"buyer\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"ticketName\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"}],\"name\":\"TicketMinted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"reservePrice\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"metadataURI\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"ticketKioskAddress\",\"type\":\"address\"}],\"name\":\"emitEventCreated\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"ticketId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"buyer\",\"type\":\"address\"},{\"internalType\":\"string\",\"name\":\"ticketName\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"}],\"name\":\"emitTicketMinted\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"emitTransfer\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	ID:  "Lookalike",
}

// Lookalike is an auto generated Go binding around an Ethereum contract.
type Lookalike struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Lookalike) GetABI() abi.ABI {
	return c.abi
}

// NewLookalike creates a new instance of Lookalike.
func NewLookalike() *Lookalike {
	parsed, err := LookalikeMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Lookalike{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Lookalike) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackEmitEventCreated is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9c5566e0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function emitEventCreated(uint256 eventId, address creator, uint256 startDate, uint256 reservePrice, string metadataURI, string artCategory, address ticketKioskAddress) returns()
func (lookalike *Lookalike) PackEmitEventCreated(eventId *big.Int, creator common.Address, startDate *big.Int, reservePrice *big.Int, metadataURI string, artCategory string, ticketKioskAddress common.Address) []byte {
	enc, err := lookalike.abi.Pack("emitEventCreated", eventId, creator, startDate, reservePrice, metadataURI, artCategory, ticketKioskAddress)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEmitEventCreated is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9c5566e0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function emitEventCreated(uint256 eventId, address creator, uint256 startDate, uint256 reservePrice, string metadataURI, string artCategory, address ticketKioskAddress) returns()
func (lookalike *Lookalike) TryPackEmitEventCreated(eventId *big.Int, creator common.Address, startDate *big.Int, reservePrice *big.Int, metadataURI string, artCategory string, ticketKioskAddress common.Address) ([]byte, error) {
	return lookalike.abi.Pack("emitEventCreated", eventId, creator, startDate, reservePrice, metadataURI, artCategory, ticketKioskAddress)
}

// PackEmitTicketMinted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc076ed30.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function emitTicketMinted(uint256 ticketId, address buyer, string ticketName, string artCategory, uint256 price) returns()
func (lookalike *Lookalike) PackEmitTicketMinted(ticketId *big.Int, buyer common.Address, ticketName string, artCategory string, price *big.Int) []byte {
	enc, err := lookalike.abi.Pack("emitTicketMinted", ticketId, buyer, ticketName, artCategory, price)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEmitTicketMinted is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc076ed30.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function emitTicketMinted(uint256 ticketId, address buyer, string ticketName, string artCategory, uint256 price) returns()
func (lookalike *Lookalike) TryPackEmitTicketMinted(ticketId *big.Int, buyer common.Address, ticketName string, artCategory string, price *big.Int) ([]byte, error) {
	return lookalike.abi.Pack("emitTicketMinted", ticketId, buyer, ticketName, artCategory, price)
}

// PackEmitTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23de6651.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function emitTransfer(address from, address to, uint256 tokenId) returns()
func (lookalike *Lookalike) PackEmitTransfer(from common.Address, to common.Address, tokenId *big.Int) []byte {
	enc, err := lookalike.abi.Pack("emitTransfer", from, to, tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEmitTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23de6651.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function emitTransfer(address from, address to, uint256 tokenId) returns()
func (lookalike *Lookalike) TryPackEmitTransfer(from common.Address, to common.Address, tokenId *big.Int) ([]byte, error) {
	return lookalike.abi.Pack("emitTransfer", from, to, tokenId)
}

// LookalikeEventCreated represents a EventCreated event raised by the Lookalike contract.
type LookalikeEventCreated struct {
	EventId            *big.Int
	Creator            common.Address
	StartDate          *big.Int
	ReservePrice       *big.Int
	MetadataURI        string
	ArtCategory        string
	TicketKioskAddress common.Address
	Raw                *types.Log // Blockchain specific contextual infos
}

const LookalikeEventCreatedEventName = "EventCreated"

// ContractEventName returns the user-defined event name.
func (LookalikeEventCreated) ContractEventName() string {
	return LookalikeEventCreatedEventName
}

// UnpackEventCreatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EventCreated(uint256 indexed eventId, address indexed creator, uint256 startDate, uint256 reservePrice, string metadataURI, string artCategory, address ticketKioskAddress)
func (lookalike *Lookalike) UnpackEventCreatedEvent(log *types.Log) (*LookalikeEventCreated, error) {
	event := "EventCreated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != lookalike.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LookalikeEventCreated)
	if len(log.Data) > 0 {
		if err := lookalike.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range lookalike.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// LookalikeTicketMinted represents a TicketMinted event raised by the Lookalike contract.
type LookalikeTicketMinted struct {
	TicketId    *big.Int
	Buyer       common.Address
	TicketName  string
	ArtCategory string
	Price       *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const LookalikeTicketMintedEventName = "TicketMinted"

// ContractEventName returns the user-defined event name.
func (LookalikeTicketMinted) ContractEventName() string {
	return LookalikeTicketMintedEventName
}

// UnpackTicketMintedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TicketMinted(uint256 indexed ticketId, address indexed buyer, string ticketName, string artCategory, uint256 price)
func (lookalike *Lookalike) UnpackTicketMintedEvent(log *types.Log) (*LookalikeTicketMinted, error) {
	event := "TicketMinted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != lookalike.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LookalikeTicketMinted)
	if len(log.Data) > 0 {
		if err := lookalike.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range lookalike.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// LookalikeTransfer represents a Transfer event raised by the Lookalike contract.
type LookalikeTransfer struct {
	From    common.Address
	To      common.Address
	TokenId *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const LookalikeTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (LookalikeTransfer) ContractEventName() string {
	return LookalikeTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)
func (lookalike *Lookalike) UnpackTransferEvent(log *types.Log) (*LookalikeTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != lookalike.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LookalikeTransfer)
	if len(log.Data) > 0 {
		if err := lookalike.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range lookalike.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}
