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

// CreationWrapperMetaData contains all meta data concerning the CreationWrapper contract.
var CreationWrapperMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"contractIEventFactory\",\"name\":\"factory_\",\"type\":\"address\"},{\"internalType\":\"contractIEventManager\",\"name\":\"eventManager_\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"eventDuration\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"reservePrice\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"metadataURI\",\"type\":\"string\"},{\"internalType\":\"string\",\"name\":\"artCategory\",\"type\":\"string\"},{\"internalType\":\"uint256\",\"name\":\"ticketsAmount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"ticketPrice\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"delegatee\",\"type\":\"address\"}],\"name\":\"createEventAndDelegate\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eventManager\",\"outputs\":[{\"internalType\":\"contractIEventManager\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"factory\",\"outputs\":[{\"internalType\":\"contractIEventFactory\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"}]",
	ID:  "CreationWrapper",
}

// CreationWrapper is an auto generated Go binding around an Ethereum contract.
type CreationWrapper struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *CreationWrapper) GetABI() abi.ABI {
	return c.abi
}

// NewCreationWrapper creates a new instance of CreationWrapper.
func NewCreationWrapper() *CreationWrapper {
	parsed, err := CreationWrapperMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &CreationWrapper{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *CreationWrapper) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address factory_, address eventManager_) returns()
func (creationWrapper *CreationWrapper) PackConstructor(factory_ common.Address, eventManager_ common.Address) []byte {
	enc, err := creationWrapper.abi.Pack("", factory_, eventManager_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackCreateEventAndDelegate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79d88d95.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function createEventAndDelegate(uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice, address delegatee) returns()
func (creationWrapper *CreationWrapper) PackCreateEventAndDelegate(startDate *big.Int, eventDuration *big.Int, reservePrice *big.Int, metadataURI string, artCategory string, ticketsAmount *big.Int, ticketPrice *big.Int, delegatee common.Address) []byte {
	enc, err := creationWrapper.abi.Pack("createEventAndDelegate", startDate, eventDuration, reservePrice, metadataURI, artCategory, ticketsAmount, ticketPrice, delegatee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreateEventAndDelegate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x79d88d95.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function createEventAndDelegate(uint256 startDate, uint256 eventDuration, uint256 reservePrice, string metadataURI, string artCategory, uint256 ticketsAmount, uint256 ticketPrice, address delegatee) returns()
func (creationWrapper *CreationWrapper) TryPackCreateEventAndDelegate(startDate *big.Int, eventDuration *big.Int, reservePrice *big.Int, metadataURI string, artCategory string, ticketsAmount *big.Int, ticketPrice *big.Int, delegatee common.Address) ([]byte, error) {
	return creationWrapper.abi.Pack("createEventAndDelegate", startDate, eventDuration, reservePrice, metadataURI, artCategory, ticketsAmount, ticketPrice, delegatee)
}

// PackEventManager is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8fd611be.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eventManager() view returns(address)
func (creationWrapper *CreationWrapper) PackEventManager() []byte {
	enc, err := creationWrapper.abi.Pack("eventManager")
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
func (creationWrapper *CreationWrapper) TryPackEventManager() ([]byte, error) {
	return creationWrapper.abi.Pack("eventManager")
}

// UnpackEventManager is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8fd611be.
//
// Solidity: function eventManager() view returns(address)
func (creationWrapper *CreationWrapper) UnpackEventManager(data []byte) (common.Address, error) {
	out, err := creationWrapper.abi.Unpack("eventManager", data)
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
func (creationWrapper *CreationWrapper) PackFactory() []byte {
	enc, err := creationWrapper.abi.Pack("factory")
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
func (creationWrapper *CreationWrapper) TryPackFactory() ([]byte, error) {
	return creationWrapper.abi.Pack("factory")
}

// UnpackFactory is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc45a0155.
//
// Solidity: function factory() view returns(address)
func (creationWrapper *CreationWrapper) UnpackFactory(data []byte) (common.Address, error) {
	out, err := creationWrapper.abi.Unpack("factory", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}
