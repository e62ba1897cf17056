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

// TicketKioskMetaData contains all meta data concerning the TicketKiosk contract.
var TicketKioskMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"creator_\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"totalTickets\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"internalType\":\"address\",\"name\":\"treasury_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"ERC721IncorrectOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ERC721InsufficientApproval\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"approver\",\"type\":\"address\"}],\"name\":\"ERC721InvalidApprover\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"ERC721InvalidOperator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"ERC721InvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"receiver\",\"type\":\"address\"}],\"name\":\"ERC721InvalidReceiver\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"}],\"name\":\"ERC721InvalidSender\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ERC721NonexistentToken\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"OwnableInvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReentrancyGuardReentrantCall\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"SoldOut\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"UnknownTicket\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"WrongPayment\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"approved\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"Approval\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"ApprovalForAll\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"treasury\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"creatorAmount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"treasuryAmount\",\"type\":\"uint256\"}],\"name\":\"RevenueDistributed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"ticketId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"buyer\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"ticketName\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"}],\"name\":\"TicketMinted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"Transfer\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"approve\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"balanceOf\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"burn\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"creator\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"factory\",\"outputs\":[{\"internalType\":\"contractIEventFactory\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"getApproved\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"getSalesInfo\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"totalTickets\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"soldTickets\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"remainingTickets\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"price\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"ticketId\",\"type\":\"uint256\"}],\"name\":\"getTicketInfo\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"originalOwner\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"purchasePrice\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"purchaseTimestamp\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"name\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"metadataURI\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"ticketNumber\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"totalTickets\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"user\",\"type\":\"address\"}],\"name\":\"getUserTickets\",\"outputs\":[{\"internalType\":\"uint256[]\",\"name\":\"\",\"type\":\"uint256[]\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"buyer\",\"type\":\"address\"}],\"name\":\"hasTicket\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"user\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"hasTicketForEvent\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"isApprovedForAll\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"name\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"ownerOf\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"purchaseTicket\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"ticketId\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"renounceOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"safeTransferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"safeTransferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"approved\",\"type\":\"bool\"}],\"name\":\"setApprovalForAll\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes4\",\"name\":\"interfaceId\",\"type\":\"bytes4\"}],\"name\":\"supportsInterface\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"symbol\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"ticketId\",\"type\":\"uint256\"}],\"name\":\"tokenURI\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"from\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"to\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"tokenId\",\"type\":\"uint256\"}],\"name\":\"transferFrom\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"treasury\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "TicketKiosk",
}

// TicketKiosk is an auto generated Go binding around an Ethereum contract.
type TicketKiosk struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *TicketKiosk) GetABI() abi.ABI {
	return c.abi
}

// NewTicketKiosk creates a new instance of TicketKiosk.
func NewTicketKiosk() *TicketKiosk {
	parsed, err := TicketKioskMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &TicketKiosk{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *TicketKiosk) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address creator_, uint256 eventId, uint256 totalTickets, uint256 price, string artCategory, address treasury_) returns()
func (ticketKiosk *TicketKiosk) PackConstructor(creator_ common.Address, eventId *big.Int, totalTickets *big.Int, price *big.Int, artCategory string, treasury_ common.Address) []byte {
	enc, err := ticketKiosk.abi.Pack("", creator_, eventId, totalTickets, price, artCategory, treasury_)
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
func (ticketKiosk *TicketKiosk) PackApprove(to common.Address, tokenId *big.Int) []byte {
	enc, err := ticketKiosk.abi.Pack("approve", to, tokenId)
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
func (ticketKiosk *TicketKiosk) TryPackApprove(to common.Address, tokenId *big.Int) ([]byte, error) {
	return ticketKiosk.abi.Pack("approve", to, tokenId)
}

// PackBalanceOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x70a08231.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function balanceOf(address owner) view returns(uint256)
func (ticketKiosk *TicketKiosk) PackBalanceOf(owner common.Address) []byte {
	enc, err := ticketKiosk.abi.Pack("balanceOf", owner)
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
func (ticketKiosk *TicketKiosk) TryPackBalanceOf(owner common.Address) ([]byte, error) {
	return ticketKiosk.abi.Pack("balanceOf", owner)
}

// UnpackBalanceOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x70a08231.
//
// Solidity: function balanceOf(address owner) view returns(uint256)
func (ticketKiosk *TicketKiosk) UnpackBalanceOf(data []byte) (*big.Int, error) {
	out, err := ticketKiosk.abi.Unpack("balanceOf", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42966c68.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function burn(uint256 tokenId) returns()
func (ticketKiosk *TicketKiosk) PackBurn(tokenId *big.Int) []byte {
	enc, err := ticketKiosk.abi.Pack("burn", tokenId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackBurn is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42966c68.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function burn(uint256 tokenId) returns()
func (ticketKiosk *TicketKiosk) TryPackBurn(tokenId *big.Int) ([]byte, error) {
	return ticketKiosk.abi.Pack("burn", tokenId)
}

// PackCreator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x02d05d3f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function creator() view returns(address)
func (ticketKiosk *TicketKiosk) PackCreator() []byte {
	enc, err := ticketKiosk.abi.Pack("creator")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x02d05d3f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function creator() view returns(address)
func (ticketKiosk *TicketKiosk) TryPackCreator() ([]byte, error) {
	return ticketKiosk.abi.Pack("creator")
}

// UnpackCreator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x02d05d3f.
//
// Solidity: function creator() view returns(address)
func (ticketKiosk *TicketKiosk) UnpackCreator(data []byte) (common.Address, error) {
	out, err := ticketKiosk.abi.Unpack("creator", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFactory is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc45a0155.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function factory() view returns(address)
func (ticketKiosk *TicketKiosk) PackFactory() []byte {
	enc, err := ticketKiosk.abi.Pack("factory")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFactory is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc45a0155.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function factory() view returns(address)
func (ticketKiosk *TicketKiosk) TryPackFactory() ([]byte, error) {
	return ticketKiosk.abi.Pack("factory")
}

// UnpackFactory is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc45a0155.
//
// Solidity: function factory() view returns(address)
func (ticketKiosk *TicketKiosk) UnpackFactory(data []byte) (common.Address, error) {
	out, err := ticketKiosk.abi.Unpack("factory", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackGetApproved is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x081812fc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getApproved(uint256 tokenId) view returns(address)
func (ticketKiosk *TicketKiosk) PackGetApproved(tokenId *big.Int) []byte {
	enc, err := ticketKiosk.abi.Pack("getApproved", tokenId)
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
func (ticketKiosk *TicketKiosk) TryPackGetApproved(tokenId *big.Int) ([]byte, error) {
	return ticketKiosk.abi.Pack("getApproved", tokenId)
}

// UnpackGetApproved is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x081812fc.
//
// Solidity: function getApproved(uint256 tokenId) view returns(address)
func (ticketKiosk *TicketKiosk) UnpackGetApproved(data []byte) (common.Address, error) {
	out, err := ticketKiosk.abi.Unpack("getApproved", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackGetSalesInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x19ce5ee1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getSalesInfo() view returns(uint256 totalTickets, uint256 soldTickets, uint256 remainingTickets, uint256 price, string artCategory)
func (ticketKiosk *TicketKiosk) PackGetSalesInfo() []byte {
	enc, err := ticketKiosk.abi.Pack("getSalesInfo")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetSalesInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x19ce5ee1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getSalesInfo() view returns(uint256 totalTickets, uint256 soldTickets, uint256 remainingTickets, uint256 price, string artCategory)
func (ticketKiosk *TicketKiosk) TryPackGetSalesInfo() ([]byte, error) {
	return ticketKiosk.abi.Pack("getSalesInfo")
}

// GetSalesInfoOutput serves as a container for the return parameters of contract
// method GetSalesInfo.
type GetSalesInfoOutput struct {
	TotalTickets     *big.Int
	SoldTickets      *big.Int
	RemainingTickets *big.Int
	Price            *big.Int
	ArtCategory      string
}

// UnpackGetSalesInfo is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x19ce5ee1.
//
// Solidity: function getSalesInfo() view returns(uint256 totalTickets, uint256 soldTickets, uint256 remainingTickets, uint256 price, string artCategory)
func (ticketKiosk *TicketKiosk) UnpackGetSalesInfo(data []byte) (GetSalesInfoOutput, error) {
	out, err := ticketKiosk.abi.Unpack("getSalesInfo", data)
	outstruct := new(GetSalesInfoOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.TotalTickets = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.SoldTickets = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.RemainingTickets = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	outstruct.Price = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.ArtCategory = *abi.ConvertType(out[4], new(string)).(*string)
	return *outstruct, nil
}

// PackGetTicketInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xff99a063.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getTicketInfo(uint256 ticketId) view returns(uint256 eventId, address owner, address originalOwner, uint256 purchasePrice, uint256 purchaseTimestamp, string name, string artCategory, string metadataURI, uint256 ticketNumber, uint256 totalTickets)
func (ticketKiosk *TicketKiosk) PackGetTicketInfo(ticketId *big.Int) []byte {
	enc, err := ticketKiosk.abi.Pack("getTicketInfo", ticketId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetTicketInfo is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xff99a063.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getTicketInfo(uint256 ticketId) view returns(uint256 eventId, address owner, address originalOwner, uint256 purchasePrice, uint256 purchaseTimestamp, string name, string artCategory, string metadataURI, uint256 ticketNumber, uint256 totalTickets)
func (ticketKiosk *TicketKiosk) TryPackGetTicketInfo(ticketId *big.Int) ([]byte, error) {
	return ticketKiosk.abi.Pack("getTicketInfo", ticketId)
}

// GetTicketInfoOutput serves as a container for the return parameters of contract
// method GetTicketInfo.
type GetTicketInfoOutput struct {
	EventId           *big.Int
	Owner             common.Address
	OriginalOwner     common.Address
	PurchasePrice     *big.Int
	PurchaseTimestamp *big.Int
	Name              string
	ArtCategory       string
	MetadataURI       string
	TicketNumber      *big.Int
	TotalTickets      *big.Int
}

// UnpackGetTicketInfo is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xff99a063.
//
// Solidity: function getTicketInfo(uint256 ticketId) view returns(uint256 eventId, address owner, address originalOwner, uint256 purchasePrice, uint256 purchaseTimestamp, string name, string artCategory, string metadataURI, uint256 ticketNumber, uint256 totalTickets)
func (ticketKiosk *TicketKiosk) UnpackGetTicketInfo(data []byte) (GetTicketInfoOutput, error) {
	out, err := ticketKiosk.abi.Unpack("getTicketInfo", data)
	outstruct := new(GetTicketInfoOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.EventId = abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	outstruct.Owner = *abi.ConvertType(out[1], new(common.Address)).(*common.Address)
	outstruct.OriginalOwner = *abi.ConvertType(out[2], new(common.Address)).(*common.Address)
	outstruct.PurchasePrice = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.PurchaseTimestamp = abi.ConvertType(out[4], new(big.Int)).(*big.Int)
	outstruct.Name = *abi.ConvertType(out[5], new(string)).(*string)
	outstruct.ArtCategory = *abi.ConvertType(out[6], new(string)).(*string)
	outstruct.MetadataURI = *abi.ConvertType(out[7], new(string)).(*string)
	outstruct.TicketNumber = abi.ConvertType(out[8], new(big.Int)).(*big.Int)
	outstruct.TotalTickets = abi.ConvertType(out[9], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackGetUserTickets is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0484a22f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getUserTickets(address user) view returns(uint256[])
func (ticketKiosk *TicketKiosk) PackGetUserTickets(user common.Address) []byte {
	enc, err := ticketKiosk.abi.Pack("getUserTickets", user)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetUserTickets is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x0484a22f.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getUserTickets(address user) view returns(uint256[])
func (ticketKiosk *TicketKiosk) TryPackGetUserTickets(user common.Address) ([]byte, error) {
	return ticketKiosk.abi.Pack("getUserTickets", user)
}

// UnpackGetUserTickets is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x0484a22f.
//
// Solidity: function getUserTickets(address user) view returns(uint256[])
func (ticketKiosk *TicketKiosk) UnpackGetUserTickets(data []byte) ([]*big.Int, error) {
	out, err := ticketKiosk.abi.Unpack("getUserTickets", data)
	if err != nil {
		return *new([]*big.Int), err
	}
	out0 := *abi.ConvertType(out[0], new([]*big.Int)).(*[]*big.Int)
	return out0, nil
}

// PackHasTicket is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2142fde.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hasTicket(address buyer) view returns(bool)
func (ticketKiosk *TicketKiosk) PackHasTicket(buyer common.Address) []byte {
	enc, err := ticketKiosk.abi.Pack("hasTicket", buyer)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHasTicket is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe2142fde.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hasTicket(address buyer) view returns(bool)
func (ticketKiosk *TicketKiosk) TryPackHasTicket(buyer common.Address) ([]byte, error) {
	return ticketKiosk.abi.Pack("hasTicket", buyer)
}

// UnpackHasTicket is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe2142fde.
//
// Solidity: function hasTicket(address buyer) view returns(bool)
func (ticketKiosk *TicketKiosk) UnpackHasTicket(data []byte) (bool, error) {
	out, err := ticketKiosk.abi.Unpack("hasTicket", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackHasTicketForEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95dad48a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function hasTicketForEvent(address user, uint256 eventId) view returns(bool)
func (ticketKiosk *TicketKiosk) PackHasTicketForEvent(user common.Address, eventId *big.Int) []byte {
	enc, err := ticketKiosk.abi.Pack("hasTicketForEvent", user, eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackHasTicketForEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x95dad48a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function hasTicketForEvent(address user, uint256 eventId) view returns(bool)
func (ticketKiosk *TicketKiosk) TryPackHasTicketForEvent(user common.Address, eventId *big.Int) ([]byte, error) {
	return ticketKiosk.abi.Pack("hasTicketForEvent", user, eventId)
}

// UnpackHasTicketForEvent is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95dad48a.
//
// Solidity: function hasTicketForEvent(address user, uint256 eventId) view returns(bool)
func (ticketKiosk *TicketKiosk) UnpackHasTicketForEvent(data []byte) (bool, error) {
	out, err := ticketKiosk.abi.Unpack("hasTicketForEvent", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackIsApprovedForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe985e9c5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isApprovedForAll(address owner, address operator) view returns(bool)
func (ticketKiosk *TicketKiosk) PackIsApprovedForAll(owner common.Address, operator common.Address) []byte {
	enc, err := ticketKiosk.abi.Pack("isApprovedForAll", owner, operator)
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
func (ticketKiosk *TicketKiosk) TryPackIsApprovedForAll(owner common.Address, operator common.Address) ([]byte, error) {
	return ticketKiosk.abi.Pack("isApprovedForAll", owner, operator)
}

// UnpackIsApprovedForAll is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe985e9c5.
//
// Solidity: function isApprovedForAll(address owner, address operator) view returns(bool)
func (ticketKiosk *TicketKiosk) UnpackIsApprovedForAll(data []byte) (bool, error) {
	out, err := ticketKiosk.abi.Unpack("isApprovedForAll", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackName is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x06fdde03.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function name() view returns(string)
func (ticketKiosk *TicketKiosk) PackName() []byte {
	enc, err := ticketKiosk.abi.Pack("name")
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
func (ticketKiosk *TicketKiosk) TryPackName() ([]byte, error) {
	return ticketKiosk.abi.Pack("name")
}

// UnpackName is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x06fdde03.
//
// Solidity: function name() view returns(string)
func (ticketKiosk *TicketKiosk) UnpackName(data []byte) (string, error) {
	out, err := ticketKiosk.abi.Unpack("name", data)
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
func (ticketKiosk *TicketKiosk) PackOwner() []byte {
	enc, err := ticketKiosk.abi.Pack("owner")
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
func (ticketKiosk *TicketKiosk) TryPackOwner() ([]byte, error) {
	return ticketKiosk.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (ticketKiosk *TicketKiosk) UnpackOwner(data []byte) (common.Address, error) {
	out, err := ticketKiosk.abi.Unpack("owner", data)
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
func (ticketKiosk *TicketKiosk) PackOwnerOf(tokenId *big.Int) []byte {
	enc, err := ticketKiosk.abi.Pack("ownerOf", tokenId)
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
func (ticketKiosk *TicketKiosk) TryPackOwnerOf(tokenId *big.Int) ([]byte, error) {
	return ticketKiosk.abi.Pack("ownerOf", tokenId)
}

// UnpackOwnerOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6352211e.
//
// Solidity: function ownerOf(uint256 tokenId) view returns(address)
func (ticketKiosk *TicketKiosk) UnpackOwnerOf(data []byte) (common.Address, error) {
	out, err := ticketKiosk.abi.Unpack("ownerOf", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackPurchaseTicket is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21846c76.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function purchaseTicket() payable returns(uint256 ticketId)
func (ticketKiosk *TicketKiosk) PackPurchaseTicket() []byte {
	enc, err := ticketKiosk.abi.Pack("purchaseTicket")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPurchaseTicket is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x21846c76.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function purchaseTicket() payable returns(uint256 ticketId)
func (ticketKiosk *TicketKiosk) TryPackPurchaseTicket() ([]byte, error) {
	return ticketKiosk.abi.Pack("purchaseTicket")
}

// UnpackPurchaseTicket is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x21846c76.
//
// Solidity: function purchaseTicket() payable returns(uint256 ticketId)
func (ticketKiosk *TicketKiosk) UnpackPurchaseTicket(data []byte) (*big.Int, error) {
	out, err := ticketKiosk.abi.Unpack("purchaseTicket", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() returns()
func (ticketKiosk *TicketKiosk) PackRenounceOwnership() []byte {
	enc, err := ticketKiosk.abi.Pack("renounceOwnership")
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
func (ticketKiosk *TicketKiosk) TryPackRenounceOwnership() ([]byte, error) {
	return ticketKiosk.abi.Pack("renounceOwnership")
}

// PackSafeTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x42842e0e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function safeTransferFrom(address from, address to, uint256 tokenId) returns()
func (ticketKiosk *TicketKiosk) PackSafeTransferFrom(from common.Address, to common.Address, tokenId *big.Int) []byte {
	enc, err := ticketKiosk.abi.Pack("safeTransferFrom", from, to, tokenId)
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
func (ticketKiosk *TicketKiosk) TryPackSafeTransferFrom(from common.Address, to common.Address, tokenId *big.Int) ([]byte, error) {
	return ticketKiosk.abi.Pack("safeTransferFrom", from, to, tokenId)
}

// PackSafeTransferFrom0 is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb88d4fde.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function safeTransferFrom(address from, address to, uint256 tokenId, bytes data) returns()
func (ticketKiosk *TicketKiosk) PackSafeTransferFrom0(from common.Address, to common.Address, tokenId *big.Int, data []byte) []byte {
	enc, err := ticketKiosk.abi.Pack("safeTransferFrom0", from, to, tokenId, data)
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
func (ticketKiosk *TicketKiosk) TryPackSafeTransferFrom0(from common.Address, to common.Address, tokenId *big.Int, data []byte) ([]byte, error) {
	return ticketKiosk.abi.Pack("safeTransferFrom0", from, to, tokenId, data)
}

// PackSetApprovalForAll is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xa22cb465.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setApprovalForAll(address operator, bool approved) returns()
func (ticketKiosk *TicketKiosk) PackSetApprovalForAll(operator common.Address, approved bool) []byte {
	enc, err := ticketKiosk.abi.Pack("setApprovalForAll", operator, approved)
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
func (ticketKiosk *TicketKiosk) TryPackSetApprovalForAll(operator common.Address, approved bool) ([]byte, error) {
	return ticketKiosk.abi.Pack("setApprovalForAll", operator, approved)
}

// PackSupportsInterface is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x01ffc9a7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (ticketKiosk *TicketKiosk) PackSupportsInterface(interfaceId [4]byte) []byte {
	enc, err := ticketKiosk.abi.Pack("supportsInterface", interfaceId)
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
func (ticketKiosk *TicketKiosk) TryPackSupportsInterface(interfaceId [4]byte) ([]byte, error) {
	return ticketKiosk.abi.Pack("supportsInterface", interfaceId)
}

// UnpackSupportsInterface is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x01ffc9a7.
//
// Solidity: function supportsInterface(bytes4 interfaceId) view returns(bool)
func (ticketKiosk *TicketKiosk) UnpackSupportsInterface(data []byte) (bool, error) {
	out, err := ticketKiosk.abi.Unpack("supportsInterface", data)
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
func (ticketKiosk *TicketKiosk) PackSymbol() []byte {
	enc, err := ticketKiosk.abi.Pack("symbol")
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
func (ticketKiosk *TicketKiosk) TryPackSymbol() ([]byte, error) {
	return ticketKiosk.abi.Pack("symbol")
}

// UnpackSymbol is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x95d89b41.
//
// Solidity: function symbol() view returns(string)
func (ticketKiosk *TicketKiosk) UnpackSymbol(data []byte) (string, error) {
	out, err := ticketKiosk.abi.Unpack("symbol", data)
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
// Solidity: function tokenURI(uint256 ticketId) view returns(string)
func (ticketKiosk *TicketKiosk) PackTokenURI(ticketId *big.Int) []byte {
	enc, err := ticketKiosk.abi.Pack("tokenURI", ticketId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTokenURI is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc87b56dd.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function tokenURI(uint256 ticketId) view returns(string)
func (ticketKiosk *TicketKiosk) TryPackTokenURI(ticketId *big.Int) ([]byte, error) {
	return ticketKiosk.abi.Pack("tokenURI", ticketId)
}

// UnpackTokenURI is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc87b56dd.
//
// Solidity: function tokenURI(uint256 ticketId) view returns(string)
func (ticketKiosk *TicketKiosk) UnpackTokenURI(data []byte) (string, error) {
	out, err := ticketKiosk.abi.Unpack("tokenURI", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackTransferFrom is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x23b872dd.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferFrom(address from, address to, uint256 tokenId) returns()
func (ticketKiosk *TicketKiosk) PackTransferFrom(from common.Address, to common.Address, tokenId *big.Int) []byte {
	enc, err := ticketKiosk.abi.Pack("transferFrom", from, to, tokenId)
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
func (ticketKiosk *TicketKiosk) TryPackTransferFrom(from common.Address, to common.Address, tokenId *big.Int) ([]byte, error) {
	return ticketKiosk.abi.Pack("transferFrom", from, to, tokenId)
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (ticketKiosk *TicketKiosk) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := ticketKiosk.abi.Pack("transferOwnership", newOwner)
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
func (ticketKiosk *TicketKiosk) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return ticketKiosk.abi.Pack("transferOwnership", newOwner)
}

// PackTreasury is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x61d027b3.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function treasury() view returns(address)
func (ticketKiosk *TicketKiosk) PackTreasury() []byte {
	enc, err := ticketKiosk.abi.Pack("treasury")
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
func (ticketKiosk *TicketKiosk) TryPackTreasury() ([]byte, error) {
	return ticketKiosk.abi.Pack("treasury")
}

// UnpackTreasury is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x61d027b3.
//
// Solidity: function treasury() view returns(address)
func (ticketKiosk *TicketKiosk) UnpackTreasury(data []byte) (common.Address, error) {
	out, err := ticketKiosk.abi.Unpack("treasury", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// TicketKioskApproval represents a Approval event raised by the TicketKiosk contract.
type TicketKioskApproval struct {
	Owner    common.Address
	Approved common.Address
	TokenId  *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const TicketKioskApprovalEventName = "Approval"

// ContractEventName returns the user-defined event name.
func (TicketKioskApproval) ContractEventName() string {
	return TicketKioskApprovalEventName
}

// UnpackApprovalEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId)
func (ticketKiosk *TicketKiosk) UnpackApprovalEvent(log *types.Log) (*TicketKioskApproval, error) {
	event := "Approval"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != ticketKiosk.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TicketKioskApproval)
	if len(log.Data) > 0 {
		if err := ticketKiosk.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range ticketKiosk.abi.Events[event].Inputs {
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

// TicketKioskApprovalForAll represents a ApprovalForAll event raised by the TicketKiosk contract.
type TicketKioskApprovalForAll struct {
	Owner    common.Address
	Operator common.Address
	Approved bool
	Raw      *types.Log // Blockchain specific contextual infos
}

const TicketKioskApprovalForAllEventName = "ApprovalForAll"

// ContractEventName returns the user-defined event name.
func (TicketKioskApprovalForAll) ContractEventName() string {
	return TicketKioskApprovalForAllEventName
}

// UnpackApprovalForAllEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event ApprovalForAll(address indexed owner, address indexed operator, bool approved)
func (ticketKiosk *TicketKiosk) UnpackApprovalForAllEvent(log *types.Log) (*TicketKioskApprovalForAll, error) {
	event := "ApprovalForAll"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != ticketKiosk.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TicketKioskApprovalForAll)
	if len(log.Data) > 0 {
		if err := ticketKiosk.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range ticketKiosk.abi.Events[event].Inputs {
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

// TicketKioskOwnershipTransferred represents a OwnershipTransferred event raised by the TicketKiosk contract.
type TicketKioskOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const TicketKioskOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (TicketKioskOwnershipTransferred) ContractEventName() string {
	return TicketKioskOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (ticketKiosk *TicketKiosk) UnpackOwnershipTransferredEvent(log *types.Log) (*TicketKioskOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != ticketKiosk.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TicketKioskOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := ticketKiosk.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range ticketKiosk.abi.Events[event].Inputs {
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

// TicketKioskRevenueDistributed represents a RevenueDistributed event raised by the TicketKiosk contract.
type TicketKioskRevenueDistributed struct {
	Creator        common.Address
	Treasury       common.Address
	CreatorAmount  *big.Int
	TreasuryAmount *big.Int
	Raw            *types.Log // Blockchain specific contextual infos
}

const TicketKioskRevenueDistributedEventName = "RevenueDistributed"

// ContractEventName returns the user-defined event name.
func (TicketKioskRevenueDistributed) ContractEventName() string {
	return TicketKioskRevenueDistributedEventName
}

// UnpackRevenueDistributedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event RevenueDistributed(address indexed creator, address indexed treasury, uint256 creatorAmount, uint256 treasuryAmount)
func (ticketKiosk *TicketKiosk) UnpackRevenueDistributedEvent(log *types.Log) (*TicketKioskRevenueDistributed, error) {
	event := "RevenueDistributed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != ticketKiosk.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TicketKioskRevenueDistributed)
	if len(log.Data) > 0 {
		if err := ticketKiosk.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range ticketKiosk.abi.Events[event].Inputs {
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

// TicketKioskTicketMinted represents a TicketMinted event raised by the TicketKiosk contract.
type TicketKioskTicketMinted struct {
	TicketId    *big.Int
	Buyer       common.Address
	TicketName  string
	ArtCategory string
	Price       *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const TicketKioskTicketMintedEventName = "TicketMinted"

// ContractEventName returns the user-defined event name.
func (TicketKioskTicketMinted) ContractEventName() string {
	return TicketKioskTicketMintedEventName
}

// UnpackTicketMintedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TicketMinted(uint256 indexed ticketId, address indexed buyer, string ticketName, string artCategory, uint256 price)
func (ticketKiosk *TicketKiosk) UnpackTicketMintedEvent(log *types.Log) (*TicketKioskTicketMinted, error) {
	event := "TicketMinted"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != ticketKiosk.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TicketKioskTicketMinted)
	if len(log.Data) > 0 {
		if err := ticketKiosk.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range ticketKiosk.abi.Events[event].Inputs {
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

// TicketKioskTransfer represents a Transfer event raised by the TicketKiosk contract.
type TicketKioskTransfer struct {
	From    common.Address
	To      common.Address
	TokenId *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const TicketKioskTransferEventName = "Transfer"

// ContractEventName returns the user-defined event name.
func (TicketKioskTransfer) ContractEventName() string {
	return TicketKioskTransferEventName
}

// UnpackTransferEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)
func (ticketKiosk *TicketKiosk) UnpackTransferEvent(log *types.Log) (*TicketKioskTransfer, error) {
	event := "Transfer"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != ticketKiosk.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(TicketKioskTransfer)
	if len(log.Data) > 0 {
		if err := ticketKiosk.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range ticketKiosk.abi.Events[event].Inputs {
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
func (ticketKiosk *TicketKiosk) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["ERC721IncorrectOwner"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackERC721IncorrectOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["ERC721InsufficientApproval"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackERC721InsufficientApprovalError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["ERC721InvalidApprover"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackERC721InvalidApproverError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["ERC721InvalidOperator"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackERC721InvalidOperatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["ERC721InvalidOwner"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackERC721InvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["ERC721InvalidReceiver"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackERC721InvalidReceiverError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["ERC721InvalidSender"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackERC721InvalidSenderError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["ERC721NonexistentToken"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackERC721NonexistentTokenError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["ReentrancyGuardReentrantCall"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackReentrancyGuardReentrantCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["SoldOut"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackSoldOutError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["UnknownTicket"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackUnknownTicketError(raw[4:])
	}
	if bytes.Equal(raw[:4], ticketKiosk.abi.Errors["WrongPayment"].ID.Bytes()[:4]) {
		return ticketKiosk.UnpackWrongPaymentError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// TicketKioskERC721IncorrectOwner represents a ERC721IncorrectOwner error raised by the TicketKiosk contract.
type TicketKioskERC721IncorrectOwner struct {
	Sender  common.Address
	TokenId *big.Int
	Owner   common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)
func TicketKioskERC721IncorrectOwnerErrorID() common.Hash {
	return common.HexToHash("0x64283d7b313c8117c125f736876fa2b4e90ea3831a4716dfdb87d2f540e26289")
}

// UnpackERC721IncorrectOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)
func (ticketKiosk *TicketKiosk) UnpackERC721IncorrectOwnerError(raw []byte) (*TicketKioskERC721IncorrectOwner, error) {
	out := new(TicketKioskERC721IncorrectOwner)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "ERC721IncorrectOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskERC721InsufficientApproval represents a ERC721InsufficientApproval error raised by the TicketKiosk contract.
type TicketKioskERC721InsufficientApproval struct {
	Operator common.Address
	TokenId  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InsufficientApproval(address operator, uint256 tokenId)
func TicketKioskERC721InsufficientApprovalErrorID() common.Hash {
	return common.HexToHash("0x177e802f6f313bc89797ecace66d6d29ab4719cbaaacbb87367264048b1eb861")
}

// UnpackERC721InsufficientApprovalError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InsufficientApproval(address operator, uint256 tokenId)
func (ticketKiosk *TicketKiosk) UnpackERC721InsufficientApprovalError(raw []byte) (*TicketKioskERC721InsufficientApproval, error) {
	out := new(TicketKioskERC721InsufficientApproval)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "ERC721InsufficientApproval", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskERC721InvalidApprover represents a ERC721InvalidApprover error raised by the TicketKiosk contract.
type TicketKioskERC721InvalidApprover struct {
	Approver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidApprover(address approver)
func TicketKioskERC721InvalidApproverErrorID() common.Hash {
	return common.HexToHash("0xa9fbf51f86b8e03595d59dc726bb10c329bb24f62589be276d8dd193ca0b69ea")
}

// UnpackERC721InvalidApproverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidApprover(address approver)
func (ticketKiosk *TicketKiosk) UnpackERC721InvalidApproverError(raw []byte) (*TicketKioskERC721InvalidApprover, error) {
	out := new(TicketKioskERC721InvalidApprover)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "ERC721InvalidApprover", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskERC721InvalidOperator represents a ERC721InvalidOperator error raised by the TicketKiosk contract.
type TicketKioskERC721InvalidOperator struct {
	Operator common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidOperator(address operator)
func TicketKioskERC721InvalidOperatorErrorID() common.Hash {
	return common.HexToHash("0x5b08ba185e8f577075361f3a3555a6580a227ce22734dcc979c1aeadf894658b")
}

// UnpackERC721InvalidOperatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidOperator(address operator)
func (ticketKiosk *TicketKiosk) UnpackERC721InvalidOperatorError(raw []byte) (*TicketKioskERC721InvalidOperator, error) {
	out := new(TicketKioskERC721InvalidOperator)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "ERC721InvalidOperator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskERC721InvalidOwner represents a ERC721InvalidOwner error raised by the TicketKiosk contract.
type TicketKioskERC721InvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidOwner(address owner)
func TicketKioskERC721InvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x89c62b6479af2e623826dcc39c5133061d35b66d72de92833401dd2fd6567480")
}

// UnpackERC721InvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidOwner(address owner)
func (ticketKiosk *TicketKiosk) UnpackERC721InvalidOwnerError(raw []byte) (*TicketKioskERC721InvalidOwner, error) {
	out := new(TicketKioskERC721InvalidOwner)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "ERC721InvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskERC721InvalidReceiver represents a ERC721InvalidReceiver error raised by the TicketKiosk contract.
type TicketKioskERC721InvalidReceiver struct {
	Receiver common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidReceiver(address receiver)
func TicketKioskERC721InvalidReceiverErrorID() common.Hash {
	return common.HexToHash("0x64a0ae9278f805eaf991dcd18ca78756d280b7508b764ef1b255c55845c11df9")
}

// UnpackERC721InvalidReceiverError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidReceiver(address receiver)
func (ticketKiosk *TicketKiosk) UnpackERC721InvalidReceiverError(raw []byte) (*TicketKioskERC721InvalidReceiver, error) {
	out := new(TicketKioskERC721InvalidReceiver)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "ERC721InvalidReceiver", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskERC721InvalidSender represents a ERC721InvalidSender error raised by the TicketKiosk contract.
type TicketKioskERC721InvalidSender struct {
	Sender common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721InvalidSender(address sender)
func TicketKioskERC721InvalidSenderErrorID() common.Hash {
	return common.HexToHash("0x73c6ac6e10798e95d99e1f130d923eb40193ecb8d094ec3dce93292564eb3b17")
}

// UnpackERC721InvalidSenderError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721InvalidSender(address sender)
func (ticketKiosk *TicketKiosk) UnpackERC721InvalidSenderError(raw []byte) (*TicketKioskERC721InvalidSender, error) {
	out := new(TicketKioskERC721InvalidSender)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "ERC721InvalidSender", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskERC721NonexistentToken represents a ERC721NonexistentToken error raised by the TicketKiosk contract.
type TicketKioskERC721NonexistentToken struct {
	TokenId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC721NonexistentToken(uint256 tokenId)
func TicketKioskERC721NonexistentTokenErrorID() common.Hash {
	return common.HexToHash("0x7e273289a3a9ef6670f06df7dca227856fc925e956db96980692764a8bc734d7")
}

// UnpackERC721NonexistentTokenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC721NonexistentToken(uint256 tokenId)
func (ticketKiosk *TicketKiosk) UnpackERC721NonexistentTokenError(raw []byte) (*TicketKioskERC721NonexistentToken, error) {
	out := new(TicketKioskERC721NonexistentToken)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "ERC721NonexistentToken", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskFailedCall represents a FailedCall error raised by the TicketKiosk contract.
type TicketKioskFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func TicketKioskFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (ticketKiosk *TicketKiosk) UnpackFailedCallError(raw []byte) (*TicketKioskFailedCall, error) {
	out := new(TicketKioskFailedCall)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskInsufficientBalance represents a InsufficientBalance error raised by the TicketKiosk contract.
type TicketKioskInsufficientBalance struct {
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func TicketKioskInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xcf4791818fba6e019216eb4864093b4947f674afada5d305e57d598b641dad1d")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func (ticketKiosk *TicketKiosk) UnpackInsufficientBalanceError(raw []byte) (*TicketKioskInsufficientBalance, error) {
	out := new(TicketKioskInsufficientBalance)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the TicketKiosk contract.
type TicketKioskOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func TicketKioskOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (ticketKiosk *TicketKiosk) UnpackOwnableInvalidOwnerError(raw []byte) (*TicketKioskOwnableInvalidOwner, error) {
	out := new(TicketKioskOwnableInvalidOwner)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the TicketKiosk contract.
type TicketKioskOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func TicketKioskOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (ticketKiosk *TicketKiosk) UnpackOwnableUnauthorizedAccountError(raw []byte) (*TicketKioskOwnableUnauthorizedAccount, error) {
	out := new(TicketKioskOwnableUnauthorizedAccount)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskReentrancyGuardReentrantCall represents a ReentrancyGuardReentrantCall error raised by the TicketKiosk contract.
type TicketKioskReentrancyGuardReentrantCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReentrancyGuardReentrantCall()
func TicketKioskReentrancyGuardReentrantCallErrorID() common.Hash {
	return common.HexToHash("0x3ee5aeb571de7fc460830b4d0017439a1ca56fb0bc39062227ade4fe4a24c1ca")
}

// UnpackReentrancyGuardReentrantCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReentrancyGuardReentrantCall()
func (ticketKiosk *TicketKiosk) UnpackReentrancyGuardReentrantCallError(raw []byte) (*TicketKioskReentrancyGuardReentrantCall, error) {
	out := new(TicketKioskReentrancyGuardReentrantCall)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "ReentrancyGuardReentrantCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskSoldOut represents a SoldOut error raised by the TicketKiosk contract.
type TicketKioskSoldOut struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error SoldOut()
func TicketKioskSoldOutErrorID() common.Hash {
	return common.HexToHash("0x52df9fe5b9c9a7b0b4fdc2c9f89387959e35e4209c2a8d133a2b8165edad2a04")
}

// UnpackSoldOutError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error SoldOut()
func (ticketKiosk *TicketKiosk) UnpackSoldOutError(raw []byte) (*TicketKioskSoldOut, error) {
	out := new(TicketKioskSoldOut)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "SoldOut", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskUnknownTicket represents a UnknownTicket error raised by the TicketKiosk contract.
type TicketKioskUnknownTicket struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownTicket()
func TicketKioskUnknownTicketErrorID() common.Hash {
	return common.HexToHash("0x4f8c20e1d7c6e6fa56034c2b66ab4f766dcb9b4638bca74a5eebcf6e35e0edd9")
}

// UnpackUnknownTicketError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownTicket()
func (ticketKiosk *TicketKiosk) UnpackUnknownTicketError(raw []byte) (*TicketKioskUnknownTicket, error) {
	out := new(TicketKioskUnknownTicket)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "UnknownTicket", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// TicketKioskWrongPayment represents a WrongPayment error raised by the TicketKiosk contract.
type TicketKioskWrongPayment struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongPayment()
func TicketKioskWrongPaymentErrorID() common.Hash {
	return common.HexToHash("0x788a686fba1305d4a6b4ea40442947af1f8ab9c56da8d20a6fd1c28996cf497f")
}

// UnpackWrongPaymentError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongPayment()
func (ticketKiosk *TicketKiosk) UnpackWrongPaymentError(raw []byte) (*TicketKioskWrongPayment, error) {
	out := new(TicketKioskWrongPayment)
	if err := ticketKiosk.abi.UnpackIntoInterface(out, "WrongPayment", raw); err != nil {
		return nil, err
	}
	return out, nil
}
