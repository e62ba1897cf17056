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

// EventData is an auto generated low-level Go binding around an user-defined struct.
type EventData struct {
	Creator         common.Address
	KioskAddress    common.Address
	CurationAddress common.Address
	StartDate       *big.Int
	EventDuration   *big.Int
	ReservePrice    *big.Int
	Finalized       bool
	MetadataURI     string
	ArtCategory     string
}

// EventFactoryMetaData contains all meta data concerning the EventFactory contract.
var EventFactoryMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"treasury_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"CurationAlreadyDeployed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"DurationIsZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"ERC721IncorrectOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ERC721InsufficientApproval\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"approver\",\"type\":\"address\"}],\"name\":\"ERC721InvalidApprover\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"ERC721InvalidOperator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"ERC721InvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"}],\"name\":\"ERC721InvalidReceiver\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"ERC721InvalidSender\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ERC721NonexistentToken\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EventAlreadyFinalized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EventAlreadyStarted\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidScope\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAuthorized\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"OwnableInvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReservePriceIsZero\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint8\",\"name\":\"bits\",\"type\":\"uint8\"},{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"}],\"name\":\"SafeCastOverflowedUintDowncast\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"SiblingsNotSet\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"StartDateNotInFuture\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"approved\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"Approval\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"ApprovalForAll\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"curationContract\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"scope\",\"type\":\"uint256\"}],\"name\":\"CurationDeployed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"reservePrice\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"metadataURI\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"ticketKioskAddress\",\"type\":\"address\"}],\"name\":\"EventCreated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"EventFinalized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"highestTipper\",\"type\":\"address\"}],\"name\":\"EventFinalizedAndTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"MetadataUpdate\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"newMetadataURI\",\"type\":\"string\"}],\"name\":\"MetadataUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newPrice\",\"type\":\"uint256\"}],\"name\":\"ReservePriceUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"approve\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"eventDuration\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"reservePrice\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"metadataURI\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"ticketsAmount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"ticketPrice\",\"type\":\"uint256\"}],\"name\":\"createEvent\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"eventDuration\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"reservePrice\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"metadataURI\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"ticketsAmount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"ticketPrice\",\"type\":\"uint256\"}],\"name\":\"createEventForCreator\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"scope\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"description\",\"type\":\"string\"}],\"name\":\"deployCurationForEvent\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"curation\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"distributor\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eventManager\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"highestTipper\",\"type\":\"address\"}],\"name\":\"finalizeAndTransfer\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"getAllTicketKiosks\",\"outputs\":[{\"internalType\":\"uint256[]\",\"name\":\"eventIds\",\"type\":\"uint256[]\"},{\"internalType\":\"address[]\",\"name\":\"kiosks\",\"type\":\"address[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"getApproved\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"}],\"name\":\"getCreatorEvents\",\"outputs\":[{\"internalType\":\"uint256[]\",\"name\":\"\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"getCurationContract\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"getEvent\",\"outputs\":[{\"components\":[{\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"KioskAddress\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"curationAddress\",\"type\":\"address\"},{\"internalType\":\"uint96\",\"name\":\"startDate\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"eventDuration\",\"type\":\"uint96\"},{\"internalType\":\"uint96\",\"name\":\"reservePrice\",\"type\":\"uint96\"},{\"internalType\":\"bool\",\"name\":\"finalized\",\"type\":\"bool\"},{\"internalType\":\"string\",\"name\":\"metadataURI\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"}],\"internalType\":\"structEventData\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"getTicketKiosk\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"isApprovedForAll\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"liveTipping\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ownerOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"renounceOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"safeTransferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"safeTransferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"setApprovalForAll\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"newMetadataURI\",\"type\":\"string\"}],\"name\":\"setMetadataURI\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"newReservePrice\",\"type\":\"uint256\"}],\"name\":\"setReservePrice\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"eventManager_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"liveTipping_\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"distributor_\",\"type\":\"address\"}],\"name\":\"setSiblings\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"symbol\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"tokenURI\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"totalEvents\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"treasury\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "EventFactory",
}

// EventFactory is an auto generated Go binding around an Ethereum contract.
type EventFactory struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *EventFactory) GetABI() abi.ABI {
	return c.abi
}

// NewEventFactory creates a new instance of EventFactory.
func NewEventFactory() *EventFactory {
	parsed, err := EventFactoryMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &EventFactory{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *EventFactory) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address treasury_) returns()
func (eventFactory *EventFactory) PackConstructor(treasury_ common.Address) []byte {
	enc, err := eventFactory.abi.Pack("", treasury_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function approve(address to, uint256 tokenId) returns()
func (eventFactory *EventFactory) PackApprove(to common.Address, tokenId *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("approve", to, tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackApprove is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x095ea7b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function approve(address to, uint256 tokenId) returns()
func (eventFactory *EventFactory) TryPackApprove(to common.Address, tokenId *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("approve", to, tokenId)
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address owner) view returns(uint256)
func (eventFactory *EventFactory) PackBalanceOf(owner common.Address) []byte {
	enc, err := eventFactory.abi.Pack("balanceOf", owner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function balanceOf(address owner) view returns(uint256)
func (eventFactory *EventFactory) TryPackBalanceOf(owner common.Address) ([]byte, error) {
	return eventFactory.abi.Pack("balanceOf", owner)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address owner) view returns(uint256)
func (eventFactory *EventFactory) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := eventFactory.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCreateEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa14f9def.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function createEvent(uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice) returns(uint256)
func (eventFactory *EventFactory) PackCreateEvent(startDate *big.Int, eventDuration *big.Int, reservePrice *big.Int, metadataURI string, artCategory string, ticketsAmount *big.Int, ticketPrice *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("createEvent", startDate, eventDuration, reservePrice, metadataURI, artCategory, ticketsAmount, ticketPrice)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreateEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa14f9def.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function createEvent(uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice) returns(uint256)
func (eventFactory *EventFactory) TryPackCreateEvent(startDate *big.Int, eventDuration *big.Int, reservePrice *big.Int, metadataURI string, artCategory string, ticketsAmount *big.Int, ticketPrice *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("createEvent", startDate, eventDuration, reservePrice, metadataURI, artCategory, ticketsAmount, ticketPrice)
}

// UnpackCreateEvent is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa14f9def.
//
// Solidity: function createEvent(uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice) returns(uint256)
func (eventFactory *EventFactory) UnpackCreateEvent(data []byte) (*big.Int, error) {
	out, err := eventFactory.abi.Unpack("createEvent", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackCreateEventForCreator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x524c4a14.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function createEventForCreator(address creator, uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice) returns(uint256)
func (eventFactory *EventFactory) PackCreateEventForCreator(creator common.Address, startDate *big.Int, eventDuration *big.Int, reservePrice *big.Int, metadataURI string, artCategory string, ticketsAmount *big.Int, ticketPrice *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("createEventForCreator", creator, startDate, eventDuration, reservePrice, metadataURI, artCategory, ticketsAmount, ticketPrice)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreateEventForCreator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x524c4a14.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function createEventForCreator(address creator, uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice) returns(uint256)
func (eventFactory *EventFactory) TryPackCreateEventForCreator(creator common.Address, startDate *big.Int, eventDuration *big.Int, reservePrice *big.Int, metadataURI string, artCategory string, ticketsAmount *big.Int, ticketPrice *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("createEventForCreator", creator, startDate, eventDuration, reservePrice, metadataURI, artCategory, ticketsAmount, ticketPrice)
}

// UnpackCreateEventForCreator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x524c4a14.
//
// Solidity: function createEventForCreator(address creator, uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice) returns(uint256)
func (eventFactory *EventFactory) UnpackCreateEventForCreator(data []byte) (*big.Int, error) {
	out, err := eventFactory.abi.Unpack("createEventForCreator", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackDeployCurationForEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x83c3a1c5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deployCurationForEvent(uint256 eventId, uint256 scope, string description) returns(address curation)
func (eventFactory *EventFactory) PackDeployCurationForEvent(eventId *big.Int, scope *big.Int, description string) []byte {
	enc, err := eventFactory.abi.Pack("deployCurationForEvent", eventId, scope, description)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeployCurationForEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x83c3a1c5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deployCurationForEvent(uint256 eventId, uint256 scope, string description) returns(address curation)
func (eventFactory *EventFactory) TryPackDeployCurationForEvent(eventId *big.Int, scope *big.Int, description string) ([]byte, error) {
	return eventFactory.abi.Pack("deployCurationForEvent", eventId, scope, description)
}

// UnpackDeployCurationForEvent is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x83c3a1c5.
//
// Solidity: function deployCurationForEvent(uint256 eventId, uint256 scope, string description) returns(address curation)
func (eventFactory *EventFactory) UnpackDeployCurationForEvent(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("deployCurationForEvent", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackDistributor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbfe10928.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function distributor() view returns(address)
func (eventFactory *EventFactory) PackDistributor() []byte {
	enc, err := eventFactory.abi.Pack("distributor")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDistributor is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbfe10928.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function distributor() view returns(address)
func (eventFactory *EventFactory) TryPackDistributor() ([]byte, error) {
	return eventFactory.abi.Pack("distributor")
}

// UnpackDistributor is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbfe10928.
//
// Solidity: function distributor() view returns(address)
func (eventFactory *EventFactory) UnpackDistributor(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("distributor", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackEventManager is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8fd611be.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eventManager() view returns(address)
func (eventFactory *EventFactory) PackEventManager() []byte {
	enc, err := eventFactory.abi.Pack("eventManager")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEventManager is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8fd611be.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eventManager() view returns(address)
func (eventFactory *EventFactory) TryPackEventManager() ([]byte, error) {
	return eventFactory.abi.Pack("eventManager")
}

// UnpackEventManager is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8fd611be.
//
// Solidity: function eventManager() view returns(address)
func (eventFactory *EventFactory) UnpackEventManager(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("eventManager", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFinalizeAndTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1ee91a3c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function finalizeAndTransfer(uint256 eventId, address highestTipper) returns()
func (eventFactory *EventFactory) PackFinalizeAndTransfer(eventId *big.Int, highestTipper common.Address) []byte {
	enc, err := eventFactory.abi.Pack("finalizeAndTransfer", eventId, highestTipper)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFinalizeAndTransfer is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1ee91a3c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function finalizeAndTransfer(uint256 eventId, address highestTipper) returns()
func (eventFactory *EventFactory) TryPackFinalizeAndTransfer(eventId *big.Int, highestTipper common.Address) ([]byte, error) {
	return eventFactory.abi.Pack("finalizeAndTransfer", eventId, highestTipper)
}

// PackGetAllTicketKiosks is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa690749c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getAllTicketKiosks() view returns(uint256[] eventIds, address[] kiosks)
func (eventFactory *EventFactory) PackGetAllTicketKiosks() []byte {
	enc, err := eventFactory.abi.Pack("getAllTicketKiosks")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetAllTicketKiosks is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa690749c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getAllTicketKiosks() view returns(uint256[] eventIds, address[] kiosks)
func (eventFactory *EventFactory) TryPackGetAllTicketKiosks() ([]byte, error) {
	return eventFactory.abi.Pack("getAllTicketKiosks")
}

// GetAllTicketKiosksOutput serves as a container for the return parameters of contract
// method GetAllTicketKiosks.
type GetAllTicketKiosksOutput struct {
	EventIds []*big.Int
	Kiosks   []common.Address
}

// UnpackGetAllTicketKiosks is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xa690749c.
//
// Solidity: function getAllTicketKiosks() view returns(uint256[] eventIds, address[] kiosks)
func (eventFactory *EventFactory) UnpackGetAllTicketKiosks(data []byte) (GetAllTicketKiosksOutput, error) {
	out, err := eventFactory.abi.Unpack("getAllTicketKiosks", data)
	outstruct := new(GetAllTicketKiosksOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.EventIds = *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	outstruct.Kiosks = *abi.ConvertType(out[1], new([]common.Address)).(*[]common.Address)
	return *outstruct, nil
}

// PackGetApproved is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x081812fc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getApproved(uint256 tokenId) view returns(address)
func (eventFactory *EventFactory) PackGetApproved(tokenId *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("getApproved", tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetApproved is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x081812fc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getApproved(uint256 tokenId) view returns(address)
func (eventFactory *EventFactory) TryPackGetApproved(tokenId *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("getApproved", tokenId)
}

// UnpackGetApproved is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x081812fc.
//
// Solidity: function getApproved(uint256 tokenId) view returns(address)
func (eventFactory *EventFactory) UnpackGetApproved(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("getApproved", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackGetCreatorEvents is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf82678f2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getCreatorEvents(address creator) view returns(uint256[])
func (eventFactory *EventFactory) PackGetCreatorEvents(creator common.Address) []byte {
	enc, err := eventFactory.abi.Pack("getCreatorEvents", creator)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetCreatorEvents is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf82678f2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getCreatorEvents(address creator) view returns(uint256[])
func (eventFactory *EventFactory) TryPackGetCreatorEvents(creator common.Address) ([]byte, error) {
	return eventFactory.abi.Pack("getCreatorEvents", creator)
}

// UnpackGetCreatorEvents is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf82678f2.
//
// Solidity: function getCreatorEvents(address creator) view returns(uint256[])
func (eventFactory *EventFactory) UnpackGetCreatorEvents(data []byte) ([]*big.Int, error) {
	out, err := eventFactory.abi.Unpack("getCreatorEvents", data)
	if err != nil {
		return *new([]*big.Int), err
	}
	out0 := *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	return out0, nil
}

// PackGetCurationContract is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcaeb462e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getCurationContract(uint256 eventId) view returns(address)
func (eventFactory *EventFactory) PackGetCurationContract(eventId *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("getCurationContract", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetCurationContract is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcaeb462e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getCurationContract(uint256 eventId) view returns(address)
func (eventFactory *EventFactory) TryPackGetCurationContract(eventId *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("getCurationContract", eventId)
}

// UnpackGetCurationContract is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcaeb462e.
//
// Solidity: function getCurationContract(uint256 eventId) view returns(address)
func (eventFactory *EventFactory) UnpackGetCurationContract(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("getCurationContract", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackGetEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d1884e0.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getEvent(uint256 eventId) view returns((address,address,address,uint96,uint96,uint96,bool,string,string))
func (eventFactory *EventFactory) PackGetEvent(eventId *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("getEvent", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6d1884e0.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getEvent(uint256 eventId) view returns((address,address,address,uint96,uint96,uint96,bool,string,string))
func (eventFactory *EventFactory) TryPackGetEvent(eventId *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("getEvent", eventId)
}

// UnpackGetEvent is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6d1884e0.
//
// Solidity: function getEvent(uint256 eventId) view returns((address,address,address,uint96,uint96,uint96,bool,string,string))
func (eventFactory *EventFactory) UnpackGetEvent(data []byte) (EventData, error) {
	out, err := eventFactory.abi.Unpack("getEvent", data)
	if err != nil {
		return *new(EventData), err
	}
	out0 := *abi.ConvertType(out[0], new(EventData)).(*EventData)
	return out0, nil
}

// PackGetTicketKiosk is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xaff736ef.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getTicketKiosk(uint256 eventId) view returns(address)
func (eventFactory *EventFactory) PackGetTicketKiosk(eventId *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("getTicketKiosk", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetTicketKiosk is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xaff736ef.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getTicketKiosk(uint256 eventId) view returns(address)
func (eventFactory *EventFactory) TryPackGetTicketKiosk(eventId *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("getTicketKiosk", eventId)
}

// UnpackGetTicketKiosk is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xaff736ef.
//
// Solidity: function getTicketKiosk(uint256 eventId) view returns(address)
func (eventFactory *EventFactory) UnpackGetTicketKiosk(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("getTicketKiosk", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackIsApprovedForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe985e9c5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isApprovedForAll(address owner, address operator) view returns(bool)
func (eventFactory *EventFactory) PackIsApprovedForAll(owner common.Address, operator common.Address) []byte {
	enc, err := eventFactory.abi.Pack("isApprovedForAll", owner, operator)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsApprovedForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe985e9c5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isApprovedForAll(address owner, address operator) view returns(bool)
func (eventFactory *EventFactory) TryPackIsApprovedForAll(owner common.Address, operator common.Address) ([]byte, error) {
	return eventFactory.abi.Pack("isApprovedForAll", owner, operator)
}

// UnpackIsApprovedForAll is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe985e9c5.
//
// Solidity: function isApprovedForAll(address owner, address operator) view returns(bool)
func (eventFactory *EventFactory) UnpackIsApprovedForAll(data []byte) (bool, error) {
	out, err := eventFactory.abi.Unpack("isApprovedForAll", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackLiveTipping is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3d2b3251.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function liveTipping() view returns(address)
func (eventFactory *EventFactory) PackLiveTipping() []byte {
	enc, err := eventFactory.abi.Pack("liveTipping")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackLiveTipping is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3d2b3251.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function liveTipping() view returns(address)
func (eventFactory *EventFactory) TryPackLiveTipping() ([]byte, error) {
	return eventFactory.abi.Pack("liveTipping")
}

// UnpackLiveTipping is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x3d2b3251.
//
// Solidity: function liveTipping() view returns(address)
func (eventFactory *EventFactory) UnpackLiveTipping(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("liveTipping", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (eventFactory *EventFactory) PackName() []byte {
	enc, err := eventFactory.abi.Pack("name")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function name() view returns(string)
func (eventFactory *EventFactory) TryPackName() ([]byte, error) {
	return eventFactory.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (eventFactory *EventFactory) UnpackName(data []byte) (string, error) {
	out, err := eventFactory.abi.Unpack("name", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (eventFactory *EventFactory) PackOwner() []byte {
	enc, err := eventFactory.abi.Pack("owner")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owner() view returns(address)
func (eventFactory *EventFactory) TryPackOwner() ([]byte, error) {
	return eventFactory.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (eventFactory *EventFactory) UnpackOwner(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackOwnerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6352211e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function ownerOf(uint256 tokenId) view returns(address)
func (eventFactory *EventFactory) PackOwnerOf(tokenId *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("ownerOf", tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwnerOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6352211e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function ownerOf(uint256 tokenId) view returns(address)
func (eventFactory *EventFactory) TryPackOwnerOf(tokenId *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("ownerOf", tokenId)
}

// UnpackOwnerOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6352211e.
//
// Solidity: function ownerOf(uint256 tokenId) view returns(address)
func (eventFactory *EventFactory) UnpackOwnerOf(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("ownerOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() returns()
func (eventFactory *EventFactory) PackRenounceOwnership() []byte {
	enc, err := eventFactory.abi.Pack("renounceOwnership")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function renounceOwnership() returns()
func (eventFactory *EventFactory) TryPackRenounceOwnership() ([]byte, error) {
	return eventFactory.abi.Pack("renounceOwnership")
}

// PackSafeTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42842e0e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function safeTransferFrom(address from, address to, uint256 tokenId) returns()
func (eventFactory *EventFactory) PackSafeTransferFrom(from common.Address, to common.Address, tokenId *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("safeTransferFrom", from, to, tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSafeTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42842e0e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function safeTransferFrom(address from, address to, uint256 tokenId) returns()
func (eventFactory *EventFactory) TryPackSafeTransferFrom(from common.Address, to common.Address, tokenId *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("safeTransferFrom", from, to, tokenId)
}

// PackSafeTransferFrom0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb88d4fde.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function safeTransferFrom(address from, address to, uint256 tokenId, bytes data) returns()
func (eventFactory *EventFactory) PackSafeTransferFrom0(from common.Address, to common.Address, tokenId *big.Int, data []byte) []byte {
	enc, err := eventFactory.abi.Pack("safeTransferFrom0", from, to, tokenId, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSafeTransferFrom0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb88d4fde.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function safeTransferFrom(address from, address to, uint256 tokenId, bytes data) returns()
func (eventFactory *EventFactory) TryPackSafeTransferFrom0(from common.Address, to common.Address, tokenId *big.Int, data []byte) ([]byte, error) {
	return eventFactory.abi.Pack("safeTransferFrom0", from, to, tokenId, data)
}

// PackSetApprovalForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa22cb465.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setApprovalForAll(address operator, bool approved) returns()
func (eventFactory *EventFactory) PackSetApprovalForAll(operator common.Address, approved bool) []byte {
	enc, err := eventFactory.abi.Pack("setApprovalForAll", operator, approved)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetApprovalForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa22cb465.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setApprovalForAll(address operator, bool approved) returns()
func (eventFactory *EventFactory) TryPackSetApprovalForAll(operator common.Address, approved bool) ([]byte, error) {
	return eventFactory.abi.Pack("setApprovalForAll", operator, approved)
}

// PackSetMetadataURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x087dce94.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setMetadataURI(uint256 eventId, string newMetadataURI) returns()
func (eventFactory *EventFactory) PackSetMetadataURI(eventId *big.Int, newMetadataURI string) []byte {
	enc, err := eventFactory.abi.Pack("setMetadataURI", eventId, newMetadataURI)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetMetadataURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x087dce94.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setMetadataURI(uint256 eventId, string newMetadataURI) returns()
func (eventFactory *EventFactory) TryPackSetMetadataURI(eventId *big.Int, newMetadataURI string) ([]byte, error) {
	return eventFactory.abi.Pack("setMetadataURI", eventId, newMetadataURI)
}

// PackSetReservePrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x25f2b185.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setReservePrice(uint256 eventId, uint256 newReservePrice) returns()
func (eventFactory *EventFactory) PackSetReservePrice(eventId *big.Int, newReservePrice *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("setReservePrice", eventId, newReservePrice)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetReservePrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x25f2b185.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setReservePrice(uint256 eventId, uint256 newReservePrice) returns()
func (eventFactory *EventFactory) TryPackSetReservePrice(eventId *big.Int, newReservePrice *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("setReservePrice", eventId, newReservePrice)
}

// PackSetSiblings is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4b4ae1b6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setSiblings(address eventManager_, address liveTipping_, address distributor_) returns()
func (eventFactory *EventFactory) PackSetSiblings(eventManager common.Address, liveTipping common.Address, distributor common.Address) []byte {
	enc, err := eventFactory.abi.Pack("setSiblings", eventManager, liveTipping, distributor)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetSiblings is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4b4ae1b6.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setSiblings(address eventManager_, address liveTipping_, address distributor_) returns()
func (eventFactory *EventFactory) TryPackSetSiblings(eventManager common.Address, liveTipping common.Address, distributor common.Address) ([]byte, error) {
	return eventFactory.abi.Pack("setSiblings", eventManager, liveTipping, distributor)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (eventFactory *EventFactory) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := eventFactory.abi.Pack("supportsInterface", interfaceId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (eventFactory *EventFactory) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return eventFactory.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (eventFactory *EventFactory) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := eventFactory.abi.Unpack("supportsInterface", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function symbol() view returns(string)
func (eventFactory *EventFactory) PackSymbol() []byte {
	enc, err := eventFactory.abi.Pack("symbol")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSymbol is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95d89b41.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function symbol() view returns(string)
func (eventFactory *EventFactory) TryPackSymbol() ([]byte, error) {
	return eventFactory.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (eventFactory *EventFactory) UnpackSymbol(data []byte) (string, error) {
	out, err := eventFactory.abi.Unpack("symbol", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTokenURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc87b56dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function tokenURI(uint256 eventId) view returns(string)
func (eventFactory *EventFactory) PackTokenURI(eventId *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("tokenURI", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTokenURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc87b56dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function tokenURI(uint256 eventId) view returns(string)
func (eventFactory *EventFactory) TryPackTokenURI(eventId *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("tokenURI", eventId)
}

// UnpackTokenURI is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc87b56dd.
//
// Solidity: function tokenURI(uint256 eventId) view returns(string)
func (eventFactory *EventFactory) UnpackTokenURI(data []byte) (string, error) {
	out, err := eventFactory.abi.Unpack("tokenURI", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTotalEvents is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba870686.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function totalEvents() view returns(uint256)
func (eventFactory *EventFactory) PackTotalEvents() []byte {
	enc, err := eventFactory.abi.Pack("totalEvents")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTotalEvents is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xba870686.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function totalEvents() view returns(uint256)
func (eventFactory *EventFactory) TryPackTotalEvents() ([]byte, error) {
	return eventFactory.abi.Pack("totalEvents")
}

// UnpackTotalEvents is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xba870686.
//
// Solidity: function totalEvents() view returns(uint256)
func (eventFactory *EventFactory) UnpackTotalEvents(data []byte) (*big.Int, error) {
	out, err := eventFactory.abi.Unpack("totalEvents", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address from, address to, uint256 tokenId) returns()
func (eventFactory *EventFactory) PackTransferFrom(from common.Address, to common.Address, tokenId *big.Int) []byte {
	enc, err := eventFactory.abi.Pack("transferFrom", from, to, tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferFrom(address from, address to, uint256 tokenId) returns()
func (eventFactory *EventFactory) TryPackTransferFrom(from common.Address, to common.Address, tokenId *big.Int) ([]byte, error) {
	return eventFactory.abi.Pack("transferFrom", from, to, tokenId)
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (eventFactory *EventFactory) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := eventFactory.abi.Pack("transferOwnership", newOwner)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (eventFactory *EventFactory) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return eventFactory.abi.Pack("transferOwnership", newOwner)
}

// PackTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61d027b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function treasury() view returns(address)
func (eventFactory *EventFactory) PackTreasury() []byte {
	enc, err := eventFactory.abi.Pack("treasury")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61d027b3.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function treasury() view returns(address)
func (eventFactory *EventFactory) TryPackTreasury() ([]byte, error) {
	return eventFactory.abi.Pack("treasury")
}

// UnpackTreasury is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61d027b3.
//
// Solidity: function treasury() view returns(address)
func (eventFactory *EventFactory) UnpackTreasury(data []byte) (common.Address, error) {
	out, err := eventFactory.abi.Unpack("treasury", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// EventFactoryApproval represents a Approval event raised by the EventFactory contract.
type EventFactoryApproval struct {
	Owner    common.Address
	Approved common.Address
	TokenId  *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const EventFactoryApprovalEventName = "Approval"

// ContractEventName returns the user-defined event name.
func (EventFactoryApproval) ContractEventName() string {
	return EventFactoryApprovalEventName
}

// UnpackApprovalEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId)
func (eventFactory *EventFactory) UnpackApprovalEvent(log *types.Log) (*EventFactoryApproval, error) {
	event := "Approval"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryApproval)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryApprovalForAll represents a ApprovalForAll event raised by the EventFactory contract.
type EventFactoryApprovalForAll struct {
	Owner    common.Address
	Operator common.Address
	Approved bool
	Raw      *types.Log // Blockchain specific contextual infos
}

const EventFactoryApprovalForAllEventName = "ApprovalForAll"

// ContractEventName returns the user-defined event name.
func (EventFactoryApprovalForAll) ContractEventName() string {
	return EventFactoryApprovalForAllEventName
}

// UnpackApprovalForAllEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ApprovalForAll(address indexed owner, address indexed operator, bool approved)
func (eventFactory *EventFactory) UnpackApprovalForAllEvent(log *types.Log) (*EventFactoryApprovalForAll, error) {
	event := "ApprovalForAll"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryApprovalForAll)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryCurationDeployed represents a CurationDeployed event raised by the EventFactory contract.
type EventFactoryCurationDeployed struct {
	EventId          *big.Int
	Creator          common.Address
	CurationContract common.Address
	Scope            *big.Int
	Raw              *types.Log // Blockchain specific contextual infos
}

const EventFactoryCurationDeployedEventName = "CurationDeployed"

// ContractEventName returns the user-defined event name.
func (EventFactoryCurationDeployed) ContractEventName() string {
	return EventFactoryCurationDeployedEventName
}

// UnpackCurationDeployedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CurationDeployed(uint256 indexed eventId, address indexed creator, address curationContract, uint256 scope)
func (eventFactory *EventFactory) UnpackCurationDeployedEvent(log *types.Log) (*EventFactoryCurationDeployed, error) {
	event := "CurationDeployed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryCurationDeployed)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryEventCreated represents a EventCreated event raised by the EventFactory contract.
type EventFactoryEventCreated struct {
	EventId            *big.Int
	Creator            common.Address
	StartDate          *big.Int
	ReservePrice       *big.Int
	MetadataURI        string
	ArtCategory        string
	TicketKioskAddress common.Address
	Raw                *types.Log // Blockchain specific contextual infos
}

const EventFactoryEventCreatedEventName = "EventCreated"

// ContractEventName returns the user-defined event name.
func (EventFactoryEventCreated) ContractEventName() string {
	return EventFactoryEventCreatedEventName
}

// UnpackEventCreatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EventCreated(uint256 indexed eventId, address indexed creator, uint256 startDate, uint256 reservePrice, string metadataURI, string artCategory, address ticketKioskAddress)
func (eventFactory *EventFactory) UnpackEventCreatedEvent(log *types.Log) (*EventFactoryEventCreated, error) {
	event := "EventCreated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryEventCreated)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryEventFinalized represents a EventFinalized event raised by the EventFactory contract.
type EventFactoryEventFinalized struct {
	EventId *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const EventFactoryEventFinalizedEventName = "EventFinalized"

// ContractEventName returns the user-defined event name.
func (EventFactoryEventFinalized) ContractEventName() string {
	return EventFactoryEventFinalizedEventName
}

// UnpackEventFinalizedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EventFinalized(uint256 indexed eventId)
func (eventFactory *EventFactory) UnpackEventFinalizedEvent(log *types.Log) (*EventFactoryEventFinalized, error) {
	event := "EventFinalized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryEventFinalized)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryEventFinalizedAndTransferred represents a EventFinalizedAndTransferred event raised by the EventFactory contract.
type EventFactoryEventFinalizedAndTransferred struct {
	EventId       *big.Int
	HighestTipper common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const EventFactoryEventFinalizedAndTransferredEventName = "EventFinalizedAndTransferred"

// ContractEventName returns the user-defined event name.
func (EventFactoryEventFinalizedAndTransferred) ContractEventName() string {
	return EventFactoryEventFinalizedAndTransferredEventName
}

// UnpackEventFinalizedAndTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EventFinalizedAndTransferred(uint256 indexed eventId, address indexed highestTipper)
func (eventFactory *EventFactory) UnpackEventFinalizedAndTransferredEvent(log *types.Log) (*EventFactoryEventFinalizedAndTransferred, error) {
	event := "EventFinalizedAndTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryEventFinalizedAndTransferred)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryMetadataUpdate represents a MetadataUpdate event raised by the EventFactory contract.
type EventFactoryMetadataUpdate struct {
	TokenId *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const EventFactoryMetadataUpdateEventName = "MetadataUpdate"

// ContractEventName returns the user-defined event name.
func (EventFactoryMetadataUpdate) ContractEventName() string {
	return EventFactoryMetadataUpdateEventName
}

// UnpackMetadataUpdateEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MetadataUpdate(uint256 tokenId)
func (eventFactory *EventFactory) UnpackMetadataUpdateEvent(log *types.Log) (*EventFactoryMetadataUpdate, error) {
	event := "MetadataUpdate"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryMetadataUpdate)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryMetadataUpdated represents a MetadataUpdated event raised by the EventFactory contract.
type EventFactoryMetadataUpdated struct {
	EventId        *big.Int
	NewMetadataURI string
	Raw            *types.Log // Blockchain specific contextual infos
}

const EventFactoryMetadataUpdatedEventName = "MetadataUpdated"

// ContractEventName returns the user-defined event name.
func (EventFactoryMetadataUpdated) ContractEventName() string {
	return EventFactoryMetadataUpdatedEventName
}

// UnpackMetadataUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event MetadataUpdated(uint256 indexed eventId, string newMetadataURI)
func (eventFactory *EventFactory) UnpackMetadataUpdatedEvent(log *types.Log) (*EventFactoryMetadataUpdated, error) {
	event := "MetadataUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryMetadataUpdated)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryOwnershipTransferred represents a OwnershipTransferred event raised by the EventFactory contract.
type EventFactoryOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const EventFactoryOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (EventFactoryOwnershipTransferred) ContractEventName() string {
	return EventFactoryOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (eventFactory *EventFactory) UnpackOwnershipTransferredEvent(log *types.Log) (*EventFactoryOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryReservePriceUpdated represents a ReservePriceUpdated event raised by the EventFactory contract.
type EventFactoryReservePriceUpdated struct {
	EventId  *big.Int
	NewPrice *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const EventFactoryReservePriceUpdatedEventName = "ReservePriceUpdated"

// ContractEventName returns the user-defined event name.
func (EventFactoryReservePriceUpdated) ContractEventName() string {
	return EventFactoryReservePriceUpdatedEventName
}

// UnpackReservePriceUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ReservePriceUpdated(uint256 indexed eventId, uint256 newPrice)
func (eventFactory *EventFactory) UnpackReservePriceUpdatedEvent(log *types.Log) (*EventFactoryReservePriceUpdated, error) {
	event := "ReservePriceUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryReservePriceUpdated)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// EventFactoryTransfer represents a Transfer event raised by the EventFactory contract.
type EventFactoryTransfer struct {
	From    common.Address
	To      common.Address
	TokenId *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const EventFactoryTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (EventFactoryTransfer) ContractEventName() string {
	return EventFactoryTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)
func (eventFactory *EventFactory) UnpackTransferEvent(log *types.Log) (*EventFactoryTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventFactory.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventFactoryTransfer)
	if len(log.Data) > 0 {
		if err := eventFactory.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventFactory.abi.Events[event].Inputs {
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

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (eventFactory *EventFactory) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["CurationAlreadyDeployed"].ID.Bytes()[:4]) {
		return eventFactory.UnpackCurationAlreadyDeployedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["DurationIsZero"].ID.Bytes()[:4]) {
		return eventFactory.UnpackDurationIsZeroError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["ERC721IncorrectOwner"].ID.Bytes()[:4]) {
		return eventFactory.UnpackERC721IncorrectOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["ERC721InsufficientApproval"].ID.Bytes()[:4]) {
		return eventFactory.UnpackERC721InsufficientApprovalError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["ERC721InvalidApprover"].ID.Bytes()[:4]) {
		return eventFactory.UnpackERC721InvalidApproverError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["ERC721InvalidOperator"].ID.Bytes()[:4]) {
		return eventFactory.UnpackERC721InvalidOperatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["ERC721InvalidOwner"].ID.Bytes()[:4]) {
		return eventFactory.UnpackERC721InvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["ERC721InvalidReceiver"].ID.Bytes()[:4]) {
		return eventFactory.UnpackERC721InvalidReceiverError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["ERC721InvalidSender"].ID.Bytes()[:4]) {
		return eventFactory.UnpackERC721InvalidSenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["ERC721NonexistentToken"].ID.Bytes()[:4]) {
		return eventFactory.UnpackERC721NonexistentTokenError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["EventAlreadyFinalized"].ID.Bytes()[:4]) {
		return eventFactory.UnpackEventAlreadyFinalizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["EventAlreadyStarted"].ID.Bytes()[:4]) {
		return eventFactory.UnpackEventAlreadyStartedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["InvalidScope"].ID.Bytes()[:4]) {
		return eventFactory.UnpackInvalidScopeError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["NotAuthorized"].ID.Bytes()[:4]) {
		return eventFactory.UnpackNotAuthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return eventFactory.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return eventFactory.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["ReservePriceIsZero"].ID.Bytes()[:4]) {
		return eventFactory.UnpackReservePriceIsZeroError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["SafeCastOverflowedUintDowncast"].ID.Bytes()[:4]) {
		return eventFactory.UnpackSafeCastOverflowedUintDowncastError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["SiblingsNotSet"].ID.Bytes()[:4]) {
		return eventFactory.UnpackSiblingsNotSetError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventFactory.abi.Errors["StartDateNotInFuture"].ID.Bytes()[:4]) {
		return eventFactory.UnpackStartDateNotInFutureError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// EventFactoryCurationAlreadyDeployed represents a CurationAlreadyDeployed error raised by the EventFactory contract.
type EventFactoryCurationAlreadyDeployed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CurationAlreadyDeployed()
func EventFactoryCurationAlreadyDeployedErrorID() common.Hash {
	return common.HexToHash("0x77a58da2c5e647273ee63d9332f1fa8d459b36789163a8cf4a69f7fc31a345fa")
}

// UnpackCurationAlreadyDeployedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CurationAlreadyDeployed()
func (eventFactory *EventFactory) UnpackCurationAlreadyDeployedError(raw []byte) (*EventFactoryCurationAlreadyDeployed, error) {
	out := new(EventFactoryCurationAlreadyDeployed)
	if err := eventFactory.abi.UnpackIntoInterface(out, "CurationAlreadyDeployed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryDurationIsZero represents a DurationIsZero error raised by the EventFactory contract.
type EventFactoryDurationIsZero struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DurationIsZero()
func EventFactoryDurationIsZeroErrorID() common.Hash {
	return common.HexToHash("0xcb3f434d581809a41795f907c232e358ce31370f09bcb215c529968c4d3382dd")
}

// UnpackDurationIsZeroError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DurationIsZero()
func (eventFactory *EventFactory) UnpackDurationIsZeroError(raw []byte) (*EventFactoryDurationIsZero, error) {
	out := new(EventFactoryDurationIsZero)
	if err := eventFactory.abi.UnpackIntoInterface(out, "DurationIsZero", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryERC721IncorrectOwner represents a ERC721IncorrectOwner error raised by the EventFactory contract.
type EventFactoryERC721IncorrectOwner struct {
	Sender  common.Address
	TokenId *big.Int
	Owner   common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)
func EventFactoryERC721IncorrectOwnerErrorID() common.Hash {
	return common.HexToHash("0x64283d7b313c8117c125f736876fa2b4e90ea3831a4716dfdb87d2f540e26289")
}

// UnpackERC721IncorrectOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)
func (eventFactory *EventFactory) UnpackERC721IncorrectOwnerError(raw []byte) (*EventFactoryERC721IncorrectOwner, error) {
	out := new(EventFactoryERC721IncorrectOwner)
	if err := eventFactory.abi.UnpackIntoInterface(out, "ERC721IncorrectOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryERC721InsufficientApproval represents a ERC721InsufficientApproval error raised by the EventFactory contract.
type EventFactoryERC721InsufficientApproval struct {
	Operator common.Address
	TokenId  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InsufficientApproval(address operator, uint256 tokenId)
func EventFactoryERC721InsufficientApprovalErrorID() common.Hash {
	return common.HexToHash("0x177e802f6f313bc89797ecace66d6d29ab4719cbaaacbb87367264048b1eb861")
}

// UnpackERC721InsufficientApprovalError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InsufficientApproval(address operator, uint256 tokenId)
func (eventFactory *EventFactory) UnpackERC721InsufficientApprovalError(raw []byte) (*EventFactoryERC721InsufficientApproval, error) {
	out := new(EventFactoryERC721InsufficientApproval)
	if err := eventFactory.abi.UnpackIntoInterface(out, "ERC721InsufficientApproval", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryERC721InvalidApprover represents a ERC721InvalidApprover error raised by the EventFactory contract.
type EventFactoryERC721InvalidApprover struct {
	Approver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidApprover(address approver)
func EventFactoryERC721InvalidApproverErrorID() common.Hash {
	return common.HexToHash("0xa9fbf51f86b8e03595d59dc726bb10c329bb24f62589be276d8dd193ca0b69ea")
}

// UnpackERC721InvalidApproverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidApprover(address approver)
func (eventFactory *EventFactory) UnpackERC721InvalidApproverError(raw []byte) (*EventFactoryERC721InvalidApprover, error) {
	out := new(EventFactoryERC721InvalidApprover)
	if err := eventFactory.abi.UnpackIntoInterface(out, "ERC721InvalidApprover", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryERC721InvalidOperator represents a ERC721InvalidOperator error raised by the EventFactory contract.
type EventFactoryERC721InvalidOperator struct {
	Operator common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidOperator(address operator)
func EventFactoryERC721InvalidOperatorErrorID() common.Hash {
	return common.HexToHash("0x5b08ba185e8f577075361f3a3555a6580a227ce22734dcc979c1aeadf894658b")
}

// UnpackERC721InvalidOperatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidOperator(address operator)
func (eventFactory *EventFactory) UnpackERC721InvalidOperatorError(raw []byte) (*EventFactoryERC721InvalidOperator, error) {
	out := new(EventFactoryERC721InvalidOperator)
	if err := eventFactory.abi.UnpackIntoInterface(out, "ERC721InvalidOperator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryERC721InvalidOwner represents a ERC721InvalidOwner error raised by the EventFactory contract.
type EventFactoryERC721InvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidOwner(address owner)
func EventFactoryERC721InvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x89c62b6479af2e623826dcc39c5133061d35b66d72de92833401dd2fd6567480")
}

// UnpackERC721InvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidOwner(address owner)
func (eventFactory *EventFactory) UnpackERC721InvalidOwnerError(raw []byte) (*EventFactoryERC721InvalidOwner, error) {
	out := new(EventFactoryERC721InvalidOwner)
	if err := eventFactory.abi.UnpackIntoInterface(out, "ERC721InvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryERC721InvalidReceiver represents a ERC721InvalidReceiver error raised by the EventFactory contract.
type EventFactoryERC721InvalidReceiver struct {
	Receiver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidReceiver(address receiver)
func EventFactoryERC721InvalidReceiverErrorID() common.Hash {
	return common.HexToHash("0x64a0ae9278f805eaf991dcd18ca78756d280b7508b764ef1b255c55845c11df9")
}

// UnpackERC721InvalidReceiverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidReceiver(address receiver)
func (eventFactory *EventFactory) UnpackERC721InvalidReceiverError(raw []byte) (*EventFactoryERC721InvalidReceiver, error) {
	out := new(EventFactoryERC721InvalidReceiver)
	if err := eventFactory.abi.UnpackIntoInterface(out, "ERC721InvalidReceiver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryERC721InvalidSender represents a ERC721InvalidSender error raised by the EventFactory contract.
type EventFactoryERC721InvalidSender struct {
	Sender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidSender(address sender)
func EventFactoryERC721InvalidSenderErrorID() common.Hash {
	return common.HexToHash("0x73c6ac6e10798e95d99e1f130d923eb40193ecb8d094ec3dce93292564eb3b17")
}

// UnpackERC721InvalidSenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidSender(address sender)
func (eventFactory *EventFactory) UnpackERC721InvalidSenderError(raw []byte) (*EventFactoryERC721InvalidSender, error) {
	out := new(EventFactoryERC721InvalidSender)
	if err := eventFactory.abi.UnpackIntoInterface(out, "ERC721InvalidSender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryERC721NonexistentToken represents a ERC721NonexistentToken error raised by the EventFactory contract.
type EventFactoryERC721NonexistentToken struct {
	TokenId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721NonexistentToken(uint256 tokenId)
func EventFactoryERC721NonexistentTokenErrorID() common.Hash {
	return common.HexToHash("0x7e273289a3a9ef6670f06df7dca227856fc925e956db96980692764a8bc734d7")
}

// UnpackERC721NonexistentTokenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721NonexistentToken(uint256 tokenId)
func (eventFactory *EventFactory) UnpackERC721NonexistentTokenError(raw []byte) (*EventFactoryERC721NonexistentToken, error) {
	out := new(EventFactoryERC721NonexistentToken)
	if err := eventFactory.abi.UnpackIntoInterface(out, "ERC721NonexistentToken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryEventAlreadyFinalized represents a EventAlreadyFinalized error raised by the EventFactory contract.
type EventFactoryEventAlreadyFinalized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EventAlreadyFinalized()
func EventFactoryEventAlreadyFinalizedErrorID() common.Hash {
	return common.HexToHash("0xb7e0424d6a8bcab43dc5e60c32b66b9d40a6a608973466219c0f3a291a524838")
}

// UnpackEventAlreadyFinalizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EventAlreadyFinalized()
func (eventFactory *EventFactory) UnpackEventAlreadyFinalizedError(raw []byte) (*EventFactoryEventAlreadyFinalized, error) {
	out := new(EventFactoryEventAlreadyFinalized)
	if err := eventFactory.abi.UnpackIntoInterface(out, "EventAlreadyFinalized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryEventAlreadyStarted represents a EventAlreadyStarted error raised by the EventFactory contract.
type EventFactoryEventAlreadyStarted struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EventAlreadyStarted()
func EventFactoryEventAlreadyStartedErrorID() common.Hash {
	return common.HexToHash("0xa8ab2d25353607fdeb6f79c269c318ebc53f23ca52f1f57016fb27ae17ec45da")
}

// UnpackEventAlreadyStartedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EventAlreadyStarted()
func (eventFactory *EventFactory) UnpackEventAlreadyStartedError(raw []byte) (*EventFactoryEventAlreadyStarted, error) {
	out := new(EventFactoryEventAlreadyStarted)
	if err := eventFactory.abi.UnpackIntoInterface(out, "EventAlreadyStarted", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryInvalidScope represents a InvalidScope error raised by the EventFactory contract.
type EventFactoryInvalidScope struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidScope()
func EventFactoryInvalidScopeErrorID() common.Hash {
	return common.HexToHash("0x725a844f6d17e820122718100c8ab296122eb4c5b7d2e11cc0f9676c43ab862b")
}

// UnpackInvalidScopeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidScope()
func (eventFactory *EventFactory) UnpackInvalidScopeError(raw []byte) (*EventFactoryInvalidScope, error) {
	out := new(EventFactoryInvalidScope)
	if err := eventFactory.abi.UnpackIntoInterface(out, "InvalidScope", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryNotAuthorized represents a NotAuthorized error raised by the EventFactory contract.
type EventFactoryNotAuthorized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorized()
func EventFactoryNotAuthorizedErrorID() common.Hash {
	return common.HexToHash("0xea8e4eb51685727b38a21cb154eb3ebd023f607c62908e0f6f0b645d782af2a4")
}

// UnpackNotAuthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorized()
func (eventFactory *EventFactory) UnpackNotAuthorizedError(raw []byte) (*EventFactoryNotAuthorized, error) {
	out := new(EventFactoryNotAuthorized)
	if err := eventFactory.abi.UnpackIntoInterface(out, "NotAuthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the EventFactory contract.
type EventFactoryOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func EventFactoryOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (eventFactory *EventFactory) UnpackOwnableInvalidOwnerError(raw []byte) (*EventFactoryOwnableInvalidOwner, error) {
	out := new(EventFactoryOwnableInvalidOwner)
	if err := eventFactory.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the EventFactory contract.
type EventFactoryOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func EventFactoryOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (eventFactory *EventFactory) UnpackOwnableUnauthorizedAccountError(raw []byte) (*EventFactoryOwnableUnauthorizedAccount, error) {
	out := new(EventFactoryOwnableUnauthorizedAccount)
	if err := eventFactory.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryReservePriceIsZero represents a ReservePriceIsZero error raised by the EventFactory contract.
type EventFactoryReservePriceIsZero struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReservePriceIsZero()
func EventFactoryReservePriceIsZeroErrorID() common.Hash {
	return common.HexToHash("0x0ecdd559c9b689453034473a5e6483f33fc418eded080a76bca99bc8d0254b7c")
}

// UnpackReservePriceIsZeroError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReservePriceIsZero()
func (eventFactory *EventFactory) UnpackReservePriceIsZeroError(raw []byte) (*EventFactoryReservePriceIsZero, error) {
	out := new(EventFactoryReservePriceIsZero)
	if err := eventFactory.abi.UnpackIntoInterface(out, "ReservePriceIsZero", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactorySafeCastOverflowedUintDowncast represents a SafeCastOverflowedUintDowncast error raised by the EventFactory contract.
type EventFactorySafeCastOverflowedUintDowncast struct {
	Bits  uint8
	Value *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func EventFactorySafeCastOverflowedUintDowncastErrorID() common.Hash {
	return common.HexToHash("0x6dfcc6503a32754ce7a89698e18201fc5294fd4aad43edefee786f88423b1a12")
}

// UnpackSafeCastOverflowedUintDowncastError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SafeCastOverflowedUintDowncast(uint8 bits, uint256 value)
func (eventFactory *EventFactory) UnpackSafeCastOverflowedUintDowncastError(raw []byte) (*EventFactorySafeCastOverflowedUintDowncast, error) {
	out := new(EventFactorySafeCastOverflowedUintDowncast)
	if err := eventFactory.abi.UnpackIntoInterface(out, "SafeCastOverflowedUintDowncast", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactorySiblingsNotSet represents a SiblingsNotSet error raised by the EventFactory contract.
type EventFactorySiblingsNotSet struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SiblingsNotSet()
func EventFactorySiblingsNotSetErrorID() common.Hash {
	return common.HexToHash("0xea924397fd4aba92f89ba0f79ef5ed324a157667783a8ac24d5f322b7015de12")
}

// UnpackSiblingsNotSetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SiblingsNotSet()
func (eventFactory *EventFactory) UnpackSiblingsNotSetError(raw []byte) (*EventFactorySiblingsNotSet, error) {
	out := new(EventFactorySiblingsNotSet)
	if err := eventFactory.abi.UnpackIntoInterface(out, "SiblingsNotSet", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventFactoryStartDateNotInFuture represents a StartDateNotInFuture error raised by the EventFactory contract.
type EventFactoryStartDateNotInFuture struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error StartDateNotInFuture()
func EventFactoryStartDateNotInFutureErrorID() common.Hash {
	return common.HexToHash("0x4c88a4ba80eb37c96172c70d3d2cc3802ff1ecb4c8637fdee2be1f214f2b8ccd")
}

// UnpackStartDateNotInFutureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error StartDateNotInFuture()
func (eventFactory *EventFactory) UnpackStartDateNotInFutureError(raw []byte) (*EventFactoryStartDateNotInFuture, error) {
	out := new(EventFactoryStartDateNotInFuture)
	if err := eventFactory.abi.UnpackIntoInterface(out, "StartDateNotInFuture", raw); err != nil {
		return nil, err
	}
	return out, nil
}
