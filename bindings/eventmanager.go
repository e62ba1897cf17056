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

// EventManagerMetaData contains all meta data concerning the EventManager contract.
var EventManagerMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"}],\"name\":\"AddressEmptyCode\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"DelegateAlreadySet\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"ERC1967InvalidImplementation\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ERC1967NonPayable\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EventAlreadyFinalized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EventNotEnded\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedCall\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidDelegate\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoTippers\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAuthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotInitializing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"OwnableInvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ReservePriceNotMet\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"UUPSUnauthorizedCallContext\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"slot\",\"type\":\"bytes32\"}],\"name\":\"UUPSUnsupportedProxiableUUID\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newCreationWrapper\",\"type\":\"address\"}],\"name\":\"CreationWrapperUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newDelegatee\",\"type\":\"address\"}],\"name\":\"DelegateUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"proxyAddress\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"delegatee\",\"type\":\"address\"}],\"name\":\"DelegationProxyCreated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"agent\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bool\",\"name\":\"whitelisted\",\"type\":\"bool\"}],\"name\":\"GlobalWhitelistUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"version\",\"type\":\"uint64\"}],\"name\":\"Initialized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"Upgraded\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"UPGRADE_INTERFACE_VERSION\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"delegatee\",\"type\":\"address\"}],\"name\":\"createDelegationProxy\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"creationWrapper\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"eventDelegates\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"factory\",\"outputs\":[{\"internalType\":\"contractIEventFactory\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"finalizeRTA\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"agent\",\"type\":\"address\"}],\"name\":\"globalWhitelist\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"contractIEventFactory\",\"name\":\"factory_\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"proxiableUUID\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"renounceOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newCreationWrapper\",\"type\":\"address\"}],\"name\":\"setCreationWrapper\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"agent\",\"type\":\"address\"},{\"internalType\":\"bool\",\"name\":\"whitelisted\",\"type\":\"bool\"}],\"name\":\"setGlobalWhitelist\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"newDelegatee\",\"type\":\"address\"}],\"name\":\"updateDelegate\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"newMetadataURI\",\"type\":\"string\"}],\"name\":\"updateMetadata\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"newReservePrice\",\"type\":\"uint256\"}],\"name\":\"updateReservePrice\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newImplementation\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"upgradeToAndCall\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"}]",
	ID:  "EventManager",
}

// EventManager is an auto generated Go binding around an Ethereum contract.
type EventManager struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *EventManager) GetABI() abi.ABI {
	return c.abi
}

// NewEventManager creates a new instance of EventManager.
func NewEventManager() *EventManager {
	parsed, err := EventManagerMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &EventManager{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *EventManager) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackUPGRADEINTERFACEVERSION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xad3cb1cc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function UPGRADE_INTERFACE_VERSION() view returns(string)
func (eventManager *EventManager) PackUPGRADEINTERFACEVERSION() []byte {
	enc, err := eventManager.abi.Pack("UPGRADE_INTERFACE_VERSION")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUPGRADEINTERFACEVERSION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xad3cb1cc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function UPGRADE_INTERFACE_VERSION() view returns(string)
func (eventManager *EventManager) TryPackUPGRADEINTERFACEVERSION() ([]byte, error) {
	return eventManager.abi.Pack("UPGRADE_INTERFACE_VERSION")
}

// UnpackUPGRADEINTERFACEVERSION is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xad3cb1cc.
//
// Solidity: function UPGRADE_INTERFACE_VERSION() view returns(string)
func (eventManager *EventManager) UnpackUPGRADEINTERFACEVERSION(data []byte) (string, error) {
	out, err := eventManager.abi.Unpack("UPGRADE_INTERFACE_VERSION", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackCreateDelegationProxy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6055c948.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function createDelegationProxy(uint256 eventId, address delegatee) returns()
func (eventManager *EventManager) PackCreateDelegationProxy(eventId *big.Int, delegatee common.Address) []byte {
	enc, err := eventManager.abi.Pack("createDelegationProxy", eventId, delegatee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreateDelegationProxy is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6055c948.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function createDelegationProxy(uint256 eventId, address delegatee) returns()
func (eventManager *EventManager) TryPackCreateDelegationProxy(eventId *big.Int, delegatee common.Address) ([]byte, error) {
	return eventManager.abi.Pack("createDelegationProxy", eventId, delegatee)
}

// PackCreationWrapper is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf068124.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function creationWrapper() view returns(address)
func (eventManager *EventManager) PackCreationWrapper() []byte {
	enc, err := eventManager.abi.Pack("creationWrapper")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCreationWrapper is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcf068124.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function creationWrapper() view returns(address)
func (eventManager *EventManager) TryPackCreationWrapper() ([]byte, error) {
	return eventManager.abi.Pack("creationWrapper")
}

// UnpackCreationWrapper is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcf068124.
//
// Solidity: function creationWrapper() view returns(address)
func (eventManager *EventManager) UnpackCreationWrapper(data []byte) (common.Address, error) {
	out, err := eventManager.abi.Unpack("creationWrapper", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackEventDelegates is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd5099b09.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eventDelegates(uint256 eventId) view returns(address)
func (eventManager *EventManager) PackEventDelegates(eventId *big.Int) []byte {
	enc, err := eventManager.abi.Pack("eventDelegates", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEventDelegates is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xd5099b09.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eventDelegates(uint256 eventId) view returns(address)
func (eventManager *EventManager) TryPackEventDelegates(eventId *big.Int) ([]byte, error) {
	return eventManager.abi.Pack("eventDelegates", eventId)
}

// UnpackEventDelegates is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xd5099b09.
//
// Solidity: function eventDelegates(uint256 eventId) view returns(address)
func (eventManager *EventManager) UnpackEventDelegates(data []byte) (common.Address, error) {
	out, err := eventManager.abi.Unpack("eventDelegates", data)
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
func (eventManager *EventManager) PackFactory() []byte {
	enc, err := eventManager.abi.Pack("factory")
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
func (eventManager *EventManager) TryPackFactory() ([]byte, error) {
	return eventManager.abi.Pack("factory")
}

// UnpackFactory is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc45a0155.
//
// Solidity: function factory() view returns(address)
func (eventManager *EventManager) UnpackFactory(data []byte) (common.Address, error) {
	out, err := eventManager.abi.Unpack("factory", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFinalizeRTA is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x07af10d2.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function finalizeRTA(uint256 eventId) returns()
func (eventManager *EventManager) PackFinalizeRTA(eventId *big.Int) []byte {
	enc, err := eventManager.abi.Pack("finalizeRTA", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFinalizeRTA is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x07af10d2.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function finalizeRTA(uint256 eventId) returns()
func (eventManager *EventManager) TryPackFinalizeRTA(eventId *big.Int) ([]byte, error) {
	return eventManager.abi.Pack("finalizeRTA", eventId)
}

// PackGlobalWhitelist is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfef0c4a1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function globalWhitelist(address agent) view returns(bool)
func (eventManager *EventManager) PackGlobalWhitelist(agent common.Address) []byte {
	enc, err := eventManager.abi.Pack("globalWhitelist", agent)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGlobalWhitelist is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xfef0c4a1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function globalWhitelist(address agent) view returns(bool)
func (eventManager *EventManager) TryPackGlobalWhitelist(agent common.Address) ([]byte, error) {
	return eventManager.abi.Pack("globalWhitelist", agent)
}

// UnpackGlobalWhitelist is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xfef0c4a1.
//
// Solidity: function globalWhitelist(address agent) view returns(bool)
func (eventManager *EventManager) UnpackGlobalWhitelist(data []byte) (bool, error) {
	out, err := eventManager.abi.Unpack("globalWhitelist", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x485cc955.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialize(address owner, address factory_) returns()
func (eventManager *EventManager) PackInitialize(owner common.Address, factory common.Address) []byte {
	enc, err := eventManager.abi.Pack("initialize", owner, factory)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x485cc955.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function initialize(address owner, address factory_) returns()
func (eventManager *EventManager) TryPackInitialize(owner common.Address, factory common.Address) ([]byte, error) {
	return eventManager.abi.Pack("initialize", owner, factory)
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (eventManager *EventManager) PackOwner() []byte {
	enc, err := eventManager.abi.Pack("owner")
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
func (eventManager *EventManager) TryPackOwner() ([]byte, error) {
	return eventManager.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (eventManager *EventManager) UnpackOwner(data []byte) (common.Address, error) {
	out, err := eventManager.abi.Unpack("owner", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackProxiableUUID is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x52d1902d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function proxiableUUID() view returns(bytes32)
func (eventManager *EventManager) PackProxiableUUID() []byte {
	enc, err := eventManager.abi.Pack("proxiableUUID")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackProxiableUUID is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x52d1902d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function proxiableUUID() view returns(bytes32)
func (eventManager *EventManager) TryPackProxiableUUID() ([]byte, error) {
	return eventManager.abi.Pack("proxiableUUID")
}

// UnpackProxiableUUID is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x52d1902d.
//
// Solidity: function proxiableUUID() view returns(bytes32)
func (eventManager *EventManager) UnpackProxiableUUID(data []byte) ([32]byte, error) {
	out, err := eventManager.abi.Unpack("proxiableUUID", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() returns()
func (eventManager *EventManager) PackRenounceOwnership() []byte {
	enc, err := eventManager.abi.Pack("renounceOwnership")
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
func (eventManager *EventManager) TryPackRenounceOwnership() ([]byte, error) {
	return eventManager.abi.Pack("renounceOwnership")
}

// PackSetCreationWrapper is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x59c834ae.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setCreationWrapper(address newCreationWrapper) returns()
func (eventManager *EventManager) PackSetCreationWrapper(newCreationWrapper common.Address) []byte {
	enc, err := eventManager.abi.Pack("setCreationWrapper", newCreationWrapper)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetCreationWrapper is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x59c834ae.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setCreationWrapper(address newCreationWrapper) returns()
func (eventManager *EventManager) TryPackSetCreationWrapper(newCreationWrapper common.Address) ([]byte, error) {
	return eventManager.abi.Pack("setCreationWrapper", newCreationWrapper)
}

// PackSetGlobalWhitelist is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x25d86ced.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function setGlobalWhitelist(address agent, bool whitelisted) returns()
func (eventManager *EventManager) PackSetGlobalWhitelist(agent common.Address, whitelisted bool) []byte {
	enc, err := eventManager.abi.Pack("setGlobalWhitelist", agent, whitelisted)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSetGlobalWhitelist is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x25d86ced.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function setGlobalWhitelist(address agent, bool whitelisted) returns()
func (eventManager *EventManager) TryPackSetGlobalWhitelist(agent common.Address, whitelisted bool) ([]byte, error) {
	return eventManager.abi.Pack("setGlobalWhitelist", agent, whitelisted)
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (eventManager *EventManager) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := eventManager.abi.Pack("transferOwnership", newOwner)
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
func (eventManager *EventManager) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return eventManager.abi.Pack("transferOwnership", newOwner)
}

// PackUpdateDelegate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf89a1f4c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateDelegate(uint256 eventId, address newDelegatee) returns()
func (eventManager *EventManager) PackUpdateDelegate(eventId *big.Int, newDelegatee common.Address) []byte {
	enc, err := eventManager.abi.Pack("updateDelegate", eventId, newDelegatee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateDelegate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf89a1f4c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateDelegate(uint256 eventId, address newDelegatee) returns()
func (eventManager *EventManager) TryPackUpdateDelegate(eventId *big.Int, newDelegatee common.Address) ([]byte, error) {
	return eventManager.abi.Pack("updateDelegate", eventId, newDelegatee)
}

// PackUpdateMetadata is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53c8388e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateMetadata(uint256 eventId, string newMetadataURI) returns()
func (eventManager *EventManager) PackUpdateMetadata(eventId *big.Int, newMetadataURI string) []byte {
	enc, err := eventManager.abi.Pack("updateMetadata", eventId, newMetadataURI)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateMetadata is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x53c8388e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateMetadata(uint256 eventId, string newMetadataURI) returns()
func (eventManager *EventManager) TryPackUpdateMetadata(eventId *big.Int, newMetadataURI string) ([]byte, error) {
	return eventManager.abi.Pack("updateMetadata", eventId, newMetadataURI)
}

// PackUpdateReservePrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x38927394.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function updateReservePrice(uint256 eventId, uint256 newReservePrice) returns()
func (eventManager *EventManager) PackUpdateReservePrice(eventId *big.Int, newReservePrice *big.Int) []byte {
	enc, err := eventManager.abi.Pack("updateReservePrice", eventId, newReservePrice)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdateReservePrice is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x38927394.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function updateReservePrice(uint256 eventId, uint256 newReservePrice) returns()
func (eventManager *EventManager) TryPackUpdateReservePrice(eventId *big.Int, newReservePrice *big.Int) ([]byte, error) {
	return eventManager.abi.Pack("updateReservePrice", eventId, newReservePrice)
}

// PackUpgradeToAndCall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f1ef286.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function upgradeToAndCall(address newImplementation, bytes data) payable returns()
func (eventManager *EventManager) PackUpgradeToAndCall(newImplementation common.Address, data []byte) []byte {
	enc, err := eventManager.abi.Pack("upgradeToAndCall", newImplementation, data)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpgradeToAndCall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f1ef286.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function upgradeToAndCall(address newImplementation, bytes data) payable returns()
func (eventManager *EventManager) TryPackUpgradeToAndCall(newImplementation common.Address, data []byte) ([]byte, error) {
	return eventManager.abi.Pack("upgradeToAndCall", newImplementation, data)
}

// EventManagerCreationWrapperUpdated represents a CreationWrapperUpdated event raised by the EventManager contract.
type EventManagerCreationWrapperUpdated struct {
	NewCreationWrapper common.Address
	Raw                *types.Log // Blockchain specific contextual infos
}

const EventManagerCreationWrapperUpdatedEventName = "CreationWrapperUpdated"

// ContractEventName returns the user-defined event name.
func (EventManagerCreationWrapperUpdated) ContractEventName() string {
	return EventManagerCreationWrapperUpdatedEventName
}

// UnpackCreationWrapperUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CreationWrapperUpdated(address indexed newCreationWrapper)
func (eventManager *EventManager) UnpackCreationWrapperUpdatedEvent(log *types.Log) (*EventManagerCreationWrapperUpdated, error) {
	event := "CreationWrapperUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventManagerCreationWrapperUpdated)
	if len(log.Data) > 0 {
		if err := eventManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventManager.abi.Events[event].Inputs {
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

// EventManagerDelegateUpdated represents a DelegateUpdated event raised by the EventManager contract.
type EventManagerDelegateUpdated struct {
	EventId      *big.Int
	NewDelegatee common.Address
	Raw          *types.Log // Blockchain specific contextual infos
}

const EventManagerDelegateUpdatedEventName = "DelegateUpdated"

// ContractEventName returns the user-defined event name.
func (EventManagerDelegateUpdated) ContractEventName() string {
	return EventManagerDelegateUpdatedEventName
}

// UnpackDelegateUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DelegateUpdated(uint256 indexed eventId, address indexed newDelegatee)
func (eventManager *EventManager) UnpackDelegateUpdatedEvent(log *types.Log) (*EventManagerDelegateUpdated, error) {
	event := "DelegateUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventManagerDelegateUpdated)
	if len(log.Data) > 0 {
		if err := eventManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventManager.abi.Events[event].Inputs {
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

// EventManagerDelegationProxyCreated represents a DelegationProxyCreated event raised by the EventManager contract.
type EventManagerDelegationProxyCreated struct {
	EventId      *big.Int
	ProxyAddress common.Address
	Delegatee    common.Address
	Raw          *types.Log // Blockchain specific contextual infos
}

const EventManagerDelegationProxyCreatedEventName = "DelegationProxyCreated"

// ContractEventName returns the user-defined event name.
func (EventManagerDelegationProxyCreated) ContractEventName() string {
	return EventManagerDelegationProxyCreatedEventName
}

// UnpackDelegationProxyCreatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event DelegationProxyCreated(uint256 indexed eventId, address proxyAddress, address indexed delegatee)
func (eventManager *EventManager) UnpackDelegationProxyCreatedEvent(log *types.Log) (*EventManagerDelegationProxyCreated, error) {
	event := "DelegationProxyCreated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventManagerDelegationProxyCreated)
	if len(log.Data) > 0 {
		if err := eventManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventManager.abi.Events[event].Inputs {
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

// EventManagerGlobalWhitelistUpdated represents a GlobalWhitelistUpdated event raised by the EventManager contract.
type EventManagerGlobalWhitelistUpdated struct {
	Agent       common.Address
	Whitelisted bool
	Raw         *types.Log // Blockchain specific contextual infos
}

const EventManagerGlobalWhitelistUpdatedEventName = "GlobalWhitelistUpdated"

// ContractEventName returns the user-defined event name.
func (EventManagerGlobalWhitelistUpdated) ContractEventName() string {
	return EventManagerGlobalWhitelistUpdatedEventName
}

// UnpackGlobalWhitelistUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event GlobalWhitelistUpdated(address indexed agent, bool indexed whitelisted)
func (eventManager *EventManager) UnpackGlobalWhitelistUpdatedEvent(log *types.Log) (*EventManagerGlobalWhitelistUpdated, error) {
	event := "GlobalWhitelistUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventManagerGlobalWhitelistUpdated)
	if len(log.Data) > 0 {
		if err := eventManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventManager.abi.Events[event].Inputs {
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

// EventManagerInitialized represents a Initialized event raised by the EventManager contract.
type EventManagerInitialized struct {
	Version uint64
	Raw     *types.Log // Blockchain specific contextual infos
}

const EventManagerInitializedEventName = "Initialized"

// ContractEventName returns the user-defined event name.
func (EventManagerInitialized) ContractEventName() string {
	return EventManagerInitializedEventName
}

// UnpackInitializedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Initialized(uint64 version)
func (eventManager *EventManager) UnpackInitializedEvent(log *types.Log) (*EventManagerInitialized, error) {
	event := "Initialized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventManagerInitialized)
	if len(log.Data) > 0 {
		if err := eventManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventManager.abi.Events[event].Inputs {
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

// EventManagerOwnershipTransferred represents a OwnershipTransferred event raised by the EventManager contract.
type EventManagerOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const EventManagerOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (EventManagerOwnershipTransferred) ContractEventName() string {
	return EventManagerOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (eventManager *EventManager) UnpackOwnershipTransferredEvent(log *types.Log) (*EventManagerOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventManagerOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := eventManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventManager.abi.Events[event].Inputs {
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

// EventManagerUpgraded represents a Upgraded event raised by the EventManager contract.
type EventManagerUpgraded struct {
	Implementation common.Address
	Raw            *types.Log // Blockchain specific contextual infos
}

const EventManagerUpgradedEventName = "Upgraded"

// ContractEventName returns the user-defined event name.
func (EventManagerUpgraded) ContractEventName() string {
	return EventManagerUpgradedEventName
}

// UnpackUpgradedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Upgraded(address indexed implementation)
func (eventManager *EventManager) UnpackUpgradedEvent(log *types.Log) (*EventManagerUpgraded, error) {
	event := "Upgraded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != eventManager.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(EventManagerUpgraded)
	if len(log.Data) > 0 {
		if err := eventManager.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range eventManager.abi.Events[event].Inputs {
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
func (eventManager *EventManager) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], eventManager.abi.Errors["AddressEmptyCode"].ID.Bytes()[:4]) {
		return eventManager.UnpackAddressEmptyCodeError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["DelegateAlreadySet"].ID.Bytes()[:4]) {
		return eventManager.UnpackDelegateAlreadySetError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["ERC1967InvalidImplementation"].ID.Bytes()[:4]) {
		return eventManager.UnpackERC1967InvalidImplementationError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["ERC1967NonPayable"].ID.Bytes()[:4]) {
		return eventManager.UnpackERC1967NonPayableError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["EventAlreadyFinalized"].ID.Bytes()[:4]) {
		return eventManager.UnpackEventAlreadyFinalizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["EventNotEnded"].ID.Bytes()[:4]) {
		return eventManager.UnpackEventNotEndedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return eventManager.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["InvalidDelegate"].ID.Bytes()[:4]) {
		return eventManager.UnpackInvalidDelegateError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["InvalidInitialization"].ID.Bytes()[:4]) {
		return eventManager.UnpackInvalidInitializationError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["NoTippers"].ID.Bytes()[:4]) {
		return eventManager.UnpackNoTippersError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["NotAuthorized"].ID.Bytes()[:4]) {
		return eventManager.UnpackNotAuthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["NotInitializing"].ID.Bytes()[:4]) {
		return eventManager.UnpackNotInitializingError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return eventManager.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return eventManager.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["ReservePriceNotMet"].ID.Bytes()[:4]) {
		return eventManager.UnpackReservePriceNotMetError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["UUPSUnauthorizedCallContext"].ID.Bytes()[:4]) {
		return eventManager.UnpackUUPSUnauthorizedCallContextError(raw[4:])
	}
	if bytes.Equal(raw[:4], eventManager.abi.Errors["UUPSUnsupportedProxiableUUID"].ID.Bytes()[:4]) {
		return eventManager.UnpackUUPSUnsupportedProxiableUUIDError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// EventManagerAddressEmptyCode represents a AddressEmptyCode error raised by the EventManager contract.
type EventManagerAddressEmptyCode struct {
	Target common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressEmptyCode(address target)
func EventManagerAddressEmptyCodeErrorID() common.Hash {
	return common.HexToHash("0x9996b315c842ff135b8fc4a08ad5df1c344efbc03d2687aecc0678050d2aac89")
}

// UnpackAddressEmptyCodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressEmptyCode(address target)
func (eventManager *EventManager) UnpackAddressEmptyCodeError(raw []byte) (*EventManagerAddressEmptyCode, error) {
	out := new(EventManagerAddressEmptyCode)
	if err := eventManager.abi.UnpackIntoInterface(out, "AddressEmptyCode", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerDelegateAlreadySet represents a DelegateAlreadySet error raised by the EventManager contract.
type EventManagerDelegateAlreadySet struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error DelegateAlreadySet()
func EventManagerDelegateAlreadySetErrorID() common.Hash {
	return common.HexToHash("0x795ce1a184cdac9e3999eba484cbbaf2c63d6b99c671100519423f0c5ef973b5")
}

// UnpackDelegateAlreadySetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error DelegateAlreadySet()
func (eventManager *EventManager) UnpackDelegateAlreadySetError(raw []byte) (*EventManagerDelegateAlreadySet, error) {
	out := new(EventManagerDelegateAlreadySet)
	if err := eventManager.abi.UnpackIntoInterface(out, "DelegateAlreadySet", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerERC1967InvalidImplementation represents a ERC1967InvalidImplementation error raised by the EventManager contract.
type EventManagerERC1967InvalidImplementation struct {
	Implementation common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967InvalidImplementation(address implementation)
func EventManagerERC1967InvalidImplementationErrorID() common.Hash {
	return common.HexToHash("0x4c9c8ce3ceb3130f17f7cdba48d89b5b0129f266a8bac114e6e315a41879b617")
}

// UnpackERC1967InvalidImplementationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967InvalidImplementation(address implementation)
func (eventManager *EventManager) UnpackERC1967InvalidImplementationError(raw []byte) (*EventManagerERC1967InvalidImplementation, error) {
	out := new(EventManagerERC1967InvalidImplementation)
	if err := eventManager.abi.UnpackIntoInterface(out, "ERC1967InvalidImplementation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerERC1967NonPayable represents a ERC1967NonPayable error raised by the EventManager contract.
type EventManagerERC1967NonPayable struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967NonPayable()
func EventManagerERC1967NonPayableErrorID() common.Hash {
	return common.HexToHash("0xb398979fa84f543c8e222f17890372c487baf85e062276c127fef521eea7224b")
}

// UnpackERC1967NonPayableError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967NonPayable()
func (eventManager *EventManager) UnpackERC1967NonPayableError(raw []byte) (*EventManagerERC1967NonPayable, error) {
	out := new(EventManagerERC1967NonPayable)
	if err := eventManager.abi.UnpackIntoInterface(out, "ERC1967NonPayable", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerEventAlreadyFinalized represents a EventAlreadyFinalized error raised by the EventManager contract.
type EventManagerEventAlreadyFinalized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EventAlreadyFinalized()
func EventManagerEventAlreadyFinalizedErrorID() common.Hash {
	return common.HexToHash("0xb7e0424d6a8bcab43dc5e60c32b66b9d40a6a608973466219c0f3a291a524838")
}

// UnpackEventAlreadyFinalizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EventAlreadyFinalized()
func (eventManager *EventManager) UnpackEventAlreadyFinalizedError(raw []byte) (*EventManagerEventAlreadyFinalized, error) {
	out := new(EventManagerEventAlreadyFinalized)
	if err := eventManager.abi.UnpackIntoInterface(out, "EventAlreadyFinalized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerEventNotEnded represents a EventNotEnded error raised by the EventManager contract.
type EventManagerEventNotEnded struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EventNotEnded()
func EventManagerEventNotEndedErrorID() common.Hash {
	return common.HexToHash("0xfb141a0db354824cc5c8a4ad8e52f9af33647ab6c9d6f22f391baea587f38d96")
}

// UnpackEventNotEndedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EventNotEnded()
func (eventManager *EventManager) UnpackEventNotEndedError(raw []byte) (*EventManagerEventNotEnded, error) {
	out := new(EventManagerEventNotEnded)
	if err := eventManager.abi.UnpackIntoInterface(out, "EventNotEnded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerFailedCall represents a FailedCall error raised by the EventManager contract.
type EventManagerFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func EventManagerFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (eventManager *EventManager) UnpackFailedCallError(raw []byte) (*EventManagerFailedCall, error) {
	out := new(EventManagerFailedCall)
	if err := eventManager.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerInvalidDelegate represents a InvalidDelegate error raised by the EventManager contract.
type EventManagerInvalidDelegate struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidDelegate()
func EventManagerInvalidDelegateErrorID() common.Hash {
	return common.HexToHash("0xb586360471a7eb6ea5d582cccfa02c084edced2a2f8845574db217111c06df11")
}

// UnpackInvalidDelegateError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidDelegate()
func (eventManager *EventManager) UnpackInvalidDelegateError(raw []byte) (*EventManagerInvalidDelegate, error) {
	out := new(EventManagerInvalidDelegate)
	if err := eventManager.abi.UnpackIntoInterface(out, "InvalidDelegate", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerInvalidInitialization represents a InvalidInitialization error raised by the EventManager contract.
type EventManagerInvalidInitialization struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidInitialization()
func EventManagerInvalidInitializationErrorID() common.Hash {
	return common.HexToHash("0xf92ee8a957075833165f68c320933b1a1294aafc84ee6e0dd3fb178008f9aaf5")
}

// UnpackInvalidInitializationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidInitialization()
func (eventManager *EventManager) UnpackInvalidInitializationError(raw []byte) (*EventManagerInvalidInitialization, error) {
	out := new(EventManagerInvalidInitialization)
	if err := eventManager.abi.UnpackIntoInterface(out, "InvalidInitialization", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerNoTippers represents a NoTippers error raised by the EventManager contract.
type EventManagerNoTippers struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoTippers()
func EventManagerNoTippersErrorID() common.Hash {
	return common.HexToHash("0x22e71e3870dcc43955778c29a719bfd364f20cea75b77eff4a051b1b5cd6013a")
}

// UnpackNoTippersError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoTippers()
func (eventManager *EventManager) UnpackNoTippersError(raw []byte) (*EventManagerNoTippers, error) {
	out := new(EventManagerNoTippers)
	if err := eventManager.abi.UnpackIntoInterface(out, "NoTippers", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerNotAuthorized represents a NotAuthorized error raised by the EventManager contract.
type EventManagerNotAuthorized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorized()
func EventManagerNotAuthorizedErrorID() common.Hash {
	return common.HexToHash("0xea8e4eb51685727b38a21cb154eb3ebd023f607c62908e0f6f0b645d782af2a4")
}

// UnpackNotAuthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorized()
func (eventManager *EventManager) UnpackNotAuthorizedError(raw []byte) (*EventManagerNotAuthorized, error) {
	out := new(EventManagerNotAuthorized)
	if err := eventManager.abi.UnpackIntoInterface(out, "NotAuthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerNotInitializing represents a NotInitializing error raised by the EventManager contract.
type EventManagerNotInitializing struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotInitializing()
func EventManagerNotInitializingErrorID() common.Hash {
	return common.HexToHash("0xd7e6bcf8597daa127dc9f0048d2f08d5ef140a2cb659feabd700beff1f7a8302")
}

// UnpackNotInitializingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotInitializing()
func (eventManager *EventManager) UnpackNotInitializingError(raw []byte) (*EventManagerNotInitializing, error) {
	out := new(EventManagerNotInitializing)
	if err := eventManager.abi.UnpackIntoInterface(out, "NotInitializing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the EventManager contract.
type EventManagerOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func EventManagerOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (eventManager *EventManager) UnpackOwnableInvalidOwnerError(raw []byte) (*EventManagerOwnableInvalidOwner, error) {
	out := new(EventManagerOwnableInvalidOwner)
	if err := eventManager.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the EventManager contract.
type EventManagerOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func EventManagerOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (eventManager *EventManager) UnpackOwnableUnauthorizedAccountError(raw []byte) (*EventManagerOwnableUnauthorizedAccount, error) {
	out := new(EventManagerOwnableUnauthorizedAccount)
	if err := eventManager.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerReservePriceNotMet represents a ReservePriceNotMet error raised by the EventManager contract.
type EventManagerReservePriceNotMet struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ReservePriceNotMet()
func EventManagerReservePriceNotMetErrorID() common.Hash {
	return common.HexToHash("0x79bb5b61a2bb468270f226d53ee2ce0f260202129dd6c6f9f0e0ce326d3bdd9d")
}

// UnpackReservePriceNotMetError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ReservePriceNotMet()
func (eventManager *EventManager) UnpackReservePriceNotMetError(raw []byte) (*EventManagerReservePriceNotMet, error) {
	out := new(EventManagerReservePriceNotMet)
	if err := eventManager.abi.UnpackIntoInterface(out, "ReservePriceNotMet", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerUUPSUnauthorizedCallContext represents a UUPSUnauthorizedCallContext error raised by the EventManager contract.
type EventManagerUUPSUnauthorizedCallContext struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UUPSUnauthorizedCallContext()
func EventManagerUUPSUnauthorizedCallContextErrorID() common.Hash {
	return common.HexToHash("0xe07c8dba242a06571ac65fe4bbe20522c9fb111cb33599b799ff8039c1ed18f4")
}

// UnpackUUPSUnauthorizedCallContextError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UUPSUnauthorizedCallContext()
func (eventManager *EventManager) UnpackUUPSUnauthorizedCallContextError(raw []byte) (*EventManagerUUPSUnauthorizedCallContext, error) {
	out := new(EventManagerUUPSUnauthorizedCallContext)
	if err := eventManager.abi.UnpackIntoInterface(out, "UUPSUnauthorizedCallContext", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// EventManagerUUPSUnsupportedProxiableUUID represents a UUPSUnsupportedProxiableUUID error raised by the EventManager contract.
type EventManagerUUPSUnsupportedProxiableUUID struct {
	Slot [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UUPSUnsupportedProxiableUUID(bytes32 slot)
func EventManagerUUPSUnsupportedProxiableUUIDErrorID() common.Hash {
	return common.HexToHash("0xaa1d49a4c084bfa9aeeee2a0be65267a7f19ba7e1476b114dac513d2c14cb563")
}

// UnpackUUPSUnsupportedProxiableUUIDError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UUPSUnsupportedProxiableUUID(bytes32 slot)
func (eventManager *EventManager) UnpackUUPSUnsupportedProxiableUUIDError(raw []byte) (*EventManagerUUPSUnsupportedProxiableUUID, error) {
	out := new(EventManagerUUPSUnsupportedProxiableUUID)
	if err := eventManager.abi.UnpackIntoInterface(out, "UUPSUnsupportedProxiableUUID", raw); err != nil {
		return nil, err
	}
	return out, nil
}
