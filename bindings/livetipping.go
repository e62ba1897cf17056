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

// LiveTippingMetaData contains all meta data concerning the LiveTipping contract.
var LiveTippingMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"}],\"name\":\"AddressEmptyCode\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"ERC1967InvalidImplementation\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ERC1967NonPayable\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EventAlreadyFinalized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EventNotEnded\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EventNotFinalized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"EventNotLive\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedCall\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAuthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotInitializing\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NothingToDistribute\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"OwnableInvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"TipIsZero\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"UUPSUnauthorizedCallContext\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"slot\",\"type\":\"bytes32\"}],\"name\":\"UUPSUnsupportedProxiableUUID\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"UnknownEvent\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"highestTipper\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"totalTips\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"reservePriceMet\",\"type\":\"bool\"}],\"name\":\"EventFinalized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"endDate\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"reservePrice\",\"type\":\"uint256\"}],\"name\":\"EventRegistered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"version\",\"type\":\"uint64\"}],\"name\":\"Initialized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousHighest\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newHighest\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"NewHighestTipper\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"tipper\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"message\",\"type\":\"string\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"tipId\",\"type\":\"uint256\"}],\"name\":\"TipReceived\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"distributor\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"TipsDistributed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"Upgraded\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"UPGRADE_INTERFACE_VERSION\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"distributeTips\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"factory\",\"outputs\":[{\"internalType\":\"contractIEventFactory\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"finalizeEvent\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"getEventTippingData\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"endDate\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"reservePrice\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"totalTips\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"highestTipper\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"highestTip\",\"type\":\"uint256\"},{\"internalType\":\"bool\",\"name\":\"active\",\"type\":\"bool\"},{\"internalType\":\"bool\",\"name\":\"finalized\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"contractIEventFactory\",\"name\":\"factory_\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"proxiableUUID\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"endDate\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"reservePrice\",\"type\":\"uint256\"}],\"name\":\"registerEvent\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"renounceOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"message\",\"type\":\"string\"}],\"name\":\"sendTip\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newImplementation\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"upgradeToAndCall\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"}]",
	ID:  "LiveTipping",
}

// LiveTipping is an auto generated Go binding around an Ethereum contract.
type LiveTipping struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *LiveTipping) GetABI() abi.ABI {
	return c.abi
}

// NewLiveTipping creates a new instance of LiveTipping.
func NewLiveTipping() *LiveTipping {
	parsed, err := LiveTippingMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &LiveTipping{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *LiveTipping) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackUPGRADEINTERFACEVERSION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xad3cb1cc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function UPGRADE_INTERFACE_VERSION() view returns(string)
func (liveTipping *LiveTipping) PackUPGRADEINTERFACEVERSION() []byte {
	enc, err := liveTipping.abi.Pack("UPGRADE_INTERFACE_VERSION")
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
func (liveTipping *LiveTipping) TryPackUPGRADEINTERFACEVERSION() ([]byte, error) {
	return liveTipping.abi.Pack("UPGRADE_INTERFACE_VERSION")
}

// UnpackUPGRADEINTERFACEVERSION is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xad3cb1cc.
//
// Solidity: function UPGRADE_INTERFACE_VERSION() view returns(string)
func (liveTipping *LiveTipping) UnpackUPGRADEINTERFACEVERSION(data []byte) (string, error) {
	out, err := liveTipping.abi.Unpack("UPGRADE_INTERFACE_VERSION", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackDistributeTips is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6a7bb779.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function distributeTips(uint256 eventId) returns()
func (liveTipping *LiveTipping) PackDistributeTips(eventId *big.Int) []byte {
	enc, err := liveTipping.abi.Pack("distributeTips", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDistributeTips is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6a7bb779.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function distributeTips(uint256 eventId) returns()
func (liveTipping *LiveTipping) TryPackDistributeTips(eventId *big.Int) ([]byte, error) {
	return liveTipping.abi.Pack("distributeTips", eventId)
}

// PackFactory is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc45a0155.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function factory() view returns(address)
func (liveTipping *LiveTipping) PackFactory() []byte {
	enc, err := liveTipping.abi.Pack("factory")
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
func (liveTipping *LiveTipping) TryPackFactory() ([]byte, error) {
	return liveTipping.abi.Pack("factory")
}

// UnpackFactory is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc45a0155.
//
// Solidity: function factory() view returns(address)
func (liveTipping *LiveTipping) UnpackFactory(data []byte) (common.Address, error) {
	out, err := liveTipping.abi.Unpack("factory", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFinalizeEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9b71e673.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function finalizeEvent(uint256 eventId) returns()
func (liveTipping *LiveTipping) PackFinalizeEvent(eventId *big.Int) []byte {
	enc, err := liveTipping.abi.Pack("finalizeEvent", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFinalizeEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9b71e673.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function finalizeEvent(uint256 eventId) returns()
func (liveTipping *LiveTipping) TryPackFinalizeEvent(eventId *big.Int) ([]byte, error) {
	return liveTipping.abi.Pack("finalizeEvent", eventId)
}

// PackGetEventTippingData is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x63f6d490.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function getEventTippingData(uint256 eventId) view returns(address creator, uint256 startDate, uint256 endDate, uint256 reservePrice, uint256 totalTips, address highestTipper, uint256 highestTip, bool active, bool finalized)
func (liveTipping *LiveTipping) PackGetEventTippingData(eventId *big.Int) []byte {
	enc, err := liveTipping.abi.Pack("getEventTippingData", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackGetEventTippingData is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x63f6d490.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function getEventTippingData(uint256 eventId) view returns(address creator, uint256 startDate, uint256 endDate, uint256 reservePrice, uint256 totalTips, address highestTipper, uint256 highestTip, bool active, bool finalized)
func (liveTipping *LiveTipping) TryPackGetEventTippingData(eventId *big.Int) ([]byte, error) {
	return liveTipping.abi.Pack("getEventTippingData", eventId)
}

// GetEventTippingDataOutput serves as a container for the return parameters of contract
// method GetEventTippingData.
type GetEventTippingDataOutput struct {
	Creator       common.Address
	StartDate     *big.Int
	EndDate       *big.Int
	ReservePrice  *big.Int
	TotalTips     *big.Int
	HighestTipper common.Address
	HighestTip    *big.Int
	Active        bool
	Finalized     bool
}

// UnpackGetEventTippingData is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x63f6d490.
//
// Solidity: function getEventTippingData(uint256 eventId) view returns(address creator, uint256 startDate, uint256 endDate, uint256 reservePrice, uint256 totalTips, address highestTipper, uint256 highestTip, bool active, bool finalized)
func (liveTipping *LiveTipping) UnpackGetEventTippingData(data []byte) (GetEventTippingDataOutput, error) {
	out, err := liveTipping.abi.Unpack("getEventTippingData", data)
	outstruct := new(GetEventTippingDataOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Creator = *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	outstruct.StartDate = abi.ConvertType(out[1], new(big.Int)).(*big.Int)
	outstruct.EndDate = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	outstruct.ReservePrice = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.TotalTips = abi.ConvertType(out[4], new(big.Int)).(*big.Int)
	outstruct.HighestTipper = *abi.ConvertType(out[5], new(common.Address)).(*common.Address)
	outstruct.HighestTip = abi.ConvertType(out[6], new(big.Int)).(*big.Int)
	outstruct.Active = *abi.ConvertType(out[7], new(bool)).(*bool)
	outstruct.Finalized = *abi.ConvertType(out[8], new(bool)).(*bool)
	return *outstruct, nil
}

// PackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x485cc955.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialize(address owner, address factory_) returns()
func (liveTipping *LiveTipping) PackInitialize(owner common.Address, factory common.Address) []byte {
	enc, err := liveTipping.abi.Pack("initialize", owner, factory)
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
func (liveTipping *LiveTipping) TryPackInitialize(owner common.Address, factory common.Address) ([]byte, error) {
	return liveTipping.abi.Pack("initialize", owner, factory)
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (liveTipping *LiveTipping) PackOwner() []byte {
	enc, err := liveTipping.abi.Pack("owner")
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
func (liveTipping *LiveTipping) TryPackOwner() ([]byte, error) {
	return liveTipping.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (liveTipping *LiveTipping) UnpackOwner(data []byte) (common.Address, error) {
	out, err := liveTipping.abi.Unpack("owner", data)
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
func (liveTipping *LiveTipping) PackProxiableUUID() []byte {
	enc, err := liveTipping.abi.Pack("proxiableUUID")
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
func (liveTipping *LiveTipping) TryPackProxiableUUID() ([]byte, error) {
	return liveTipping.abi.Pack("proxiableUUID")
}

// UnpackProxiableUUID is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x52d1902d.
//
// Solidity: function proxiableUUID() view returns(bytes32)
func (liveTipping *LiveTipping) UnpackProxiableUUID(data []byte) ([32]byte, error) {
	out, err := liveTipping.abi.Unpack("proxiableUUID", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackRegisterEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbd319539.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function registerEvent(uint256 eventId, address creator, uint256 startDate, uint256 endDate, uint256 reservePrice) returns()
func (liveTipping *LiveTipping) PackRegisterEvent(eventId *big.Int, creator common.Address, startDate *big.Int, endDate *big.Int, reservePrice *big.Int) []byte {
	enc, err := liveTipping.abi.Pack("registerEvent", eventId, creator, startDate, endDate, reservePrice)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegisterEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbd319539.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function registerEvent(uint256 eventId, address creator, uint256 startDate, uint256 endDate, uint256 reservePrice) returns()
func (liveTipping *LiveTipping) TryPackRegisterEvent(eventId *big.Int, creator common.Address, startDate *big.Int, endDate *big.Int, reservePrice *big.Int) ([]byte, error) {
	return liveTipping.abi.Pack("registerEvent", eventId, creator, startDate, endDate, reservePrice)
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() returns()
func (liveTipping *LiveTipping) PackRenounceOwnership() []byte {
	enc, err := liveTipping.abi.Pack("renounceOwnership")
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
func (liveTipping *LiveTipping) TryPackRenounceOwnership() ([]byte, error) {
	return liveTipping.abi.Pack("renounceOwnership")
}

// PackSendTip is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xecf0d74d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function sendTip(uint256 eventId, string message) payable returns()
func (liveTipping *LiveTipping) PackSendTip(eventId *big.Int, message string) []byte {
	enc, err := liveTipping.abi.Pack("sendTip", eventId, message)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSendTip is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xecf0d74d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function sendTip(uint256 eventId, string message) payable returns()
func (liveTipping *LiveTipping) TryPackSendTip(eventId *big.Int, message string) ([]byte, error) {
	return liveTipping.abi.Pack("sendTip", eventId, message)
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (liveTipping *LiveTipping) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := liveTipping.abi.Pack("transferOwnership", newOwner)
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
func (liveTipping *LiveTipping) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return liveTipping.abi.Pack("transferOwnership", newOwner)
}

// PackUpgradeToAndCall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f1ef286.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function upgradeToAndCall(address newImplementation, bytes data) payable returns()
func (liveTipping *LiveTipping) PackUpgradeToAndCall(newImplementation common.Address, data []byte) []byte {
	enc, err := liveTipping.abi.Pack("upgradeToAndCall", newImplementation, data)
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
func (liveTipping *LiveTipping) TryPackUpgradeToAndCall(newImplementation common.Address, data []byte) ([]byte, error) {
	return liveTipping.abi.Pack("upgradeToAndCall", newImplementation, data)
}

// LiveTippingEventFinalized represents a EventFinalized event raised by the LiveTipping contract.
type LiveTippingEventFinalized struct {
	EventId         *big.Int
	HighestTipper   common.Address
	TotalTips       *big.Int
	ReservePriceMet bool
	Raw             *types.Log // Blockchain specific contextual infos
}

const LiveTippingEventFinalizedEventName = "EventFinalized"

// ContractEventName returns the user-defined event name.
func (LiveTippingEventFinalized) ContractEventName() string {
	return LiveTippingEventFinalizedEventName
}

// UnpackEventFinalizedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EventFinalized(uint256 indexed eventId, address indexed highestTipper, uint256 totalTips, bool reservePriceMet)
func (liveTipping *LiveTipping) UnpackEventFinalizedEvent(log *types.Log) (*LiveTippingEventFinalized, error) {
	event := "EventFinalized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != liveTipping.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LiveTippingEventFinalized)
	if len(log.Data) > 0 {
		if err := liveTipping.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range liveTipping.abi.Events[event].Inputs {
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

// LiveTippingEventRegistered represents a EventRegistered event raised by the LiveTipping contract.
type LiveTippingEventRegistered struct {
	EventId      *big.Int
	Creator      common.Address
	StartDate    *big.Int
	EndDate      *big.Int
	ReservePrice *big.Int
	Raw          *types.Log // Blockchain specific contextual infos
}

const LiveTippingEventRegisteredEventName = "EventRegistered"

// ContractEventName returns the user-defined event name.
func (LiveTippingEventRegistered) ContractEventName() string {
	return LiveTippingEventRegisteredEventName
}

// UnpackEventRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EventRegistered(uint256 indexed eventId, address indexed creator, uint256 startDate, uint256 endDate, uint256 reservePrice)
func (liveTipping *LiveTipping) UnpackEventRegisteredEvent(log *types.Log) (*LiveTippingEventRegistered, error) {
	event := "EventRegistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != liveTipping.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LiveTippingEventRegistered)
	if len(log.Data) > 0 {
		if err := liveTipping.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range liveTipping.abi.Events[event].Inputs {
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

// LiveTippingInitialized represents a Initialized event raised by the LiveTipping contract.
type LiveTippingInitialized struct {
	Version uint64
	Raw     *types.Log // Blockchain specific contextual infos
}

const LiveTippingInitializedEventName = "Initialized"

// ContractEventName returns the user-defined event name.
func (LiveTippingInitialized) ContractEventName() string {
	return LiveTippingInitializedEventName
}

// UnpackInitializedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Initialized(uint64 version)
func (liveTipping *LiveTipping) UnpackInitializedEvent(log *types.Log) (*LiveTippingInitialized, error) {
	event := "Initialized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != liveTipping.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LiveTippingInitialized)
	if len(log.Data) > 0 {
		if err := liveTipping.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range liveTipping.abi.Events[event].Inputs {
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

// LiveTippingNewHighestTipper represents a NewHighestTipper event raised by the LiveTipping contract.
type LiveTippingNewHighestTipper struct {
	EventId         *big.Int
	PreviousHighest common.Address
	NewHighest      common.Address
	Amount          *big.Int
	Raw             *types.Log // Blockchain specific contextual infos
}

const LiveTippingNewHighestTipperEventName = "NewHighestTipper"

// ContractEventName returns the user-defined event name.
func (LiveTippingNewHighestTipper) ContractEventName() string {
	return LiveTippingNewHighestTipperEventName
}

// UnpackNewHighestTipperEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event NewHighestTipper(uint256 indexed eventId, address indexed previousHighest, address indexed newHighest, uint256 amount)
func (liveTipping *LiveTipping) UnpackNewHighestTipperEvent(log *types.Log) (*LiveTippingNewHighestTipper, error) {
	event := "NewHighestTipper"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != liveTipping.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LiveTippingNewHighestTipper)
	if len(log.Data) > 0 {
		if err := liveTipping.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range liveTipping.abi.Events[event].Inputs {
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

// LiveTippingOwnershipTransferred represents a OwnershipTransferred event raised by the LiveTipping contract.
type LiveTippingOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const LiveTippingOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (LiveTippingOwnershipTransferred) ContractEventName() string {
	return LiveTippingOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (liveTipping *LiveTipping) UnpackOwnershipTransferredEvent(log *types.Log) (*LiveTippingOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != liveTipping.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LiveTippingOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := liveTipping.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range liveTipping.abi.Events[event].Inputs {
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

// LiveTippingTipReceived represents a TipReceived event raised by the LiveTipping contract.
type LiveTippingTipReceived struct {
	EventId *big.Int
	Tipper  common.Address
	Amount  *big.Int
	Message string
	TipId   *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const LiveTippingTipReceivedEventName = "TipReceived"

// ContractEventName returns the user-defined event name.
func (LiveTippingTipReceived) ContractEventName() string {
	return LiveTippingTipReceivedEventName
}

// UnpackTipReceivedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TipReceived(uint256 indexed eventId, address indexed tipper, uint256 amount, string message, uint256 tipId)
func (liveTipping *LiveTipping) UnpackTipReceivedEvent(log *types.Log) (*LiveTippingTipReceived, error) {
	event := "TipReceived"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != liveTipping.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LiveTippingTipReceived)
	if len(log.Data) > 0 {
		if err := liveTipping.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range liveTipping.abi.Events[event].Inputs {
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

// LiveTippingTipsDistributed represents a TipsDistributed event raised by the LiveTipping contract.
type LiveTippingTipsDistributed struct {
	EventId     *big.Int
	Distributor common.Address
	Amount      *big.Int
	Raw         *types.Log // Blockchain specific contextual infos
}

const LiveTippingTipsDistributedEventName = "TipsDistributed"

// ContractEventName returns the user-defined event name.
func (LiveTippingTipsDistributed) ContractEventName() string {
	return LiveTippingTipsDistributedEventName
}

// UnpackTipsDistributedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TipsDistributed(uint256 indexed eventId, address indexed distributor, uint256 amount)
func (liveTipping *LiveTipping) UnpackTipsDistributedEvent(log *types.Log) (*LiveTippingTipsDistributed, error) {
	event := "TipsDistributed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != liveTipping.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LiveTippingTipsDistributed)
	if len(log.Data) > 0 {
		if err := liveTipping.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range liveTipping.abi.Events[event].Inputs {
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

// LiveTippingUpgraded represents a Upgraded event raised by the LiveTipping contract.
type LiveTippingUpgraded struct {
	Implementation common.Address
	Raw            *types.Log // Blockchain specific contextual infos
}

const LiveTippingUpgradedEventName = "Upgraded"

// ContractEventName returns the user-defined event name.
func (LiveTippingUpgraded) ContractEventName() string {
	return LiveTippingUpgradedEventName
}

// UnpackUpgradedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Upgraded(address indexed implementation)
func (liveTipping *LiveTipping) UnpackUpgradedEvent(log *types.Log) (*LiveTippingUpgraded, error) {
	event := "Upgraded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != liveTipping.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(LiveTippingUpgraded)
	if len(log.Data) > 0 {
		if err := liveTipping.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range liveTipping.abi.Events[event].Inputs {
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
func (liveTipping *LiveTipping) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["AddressEmptyCode"].ID.Bytes()[:4]) {
		return liveTipping.UnpackAddressEmptyCodeError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["ERC1967InvalidImplementation"].ID.Bytes()[:4]) {
		return liveTipping.UnpackERC1967InvalidImplementationError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["ERC1967NonPayable"].ID.Bytes()[:4]) {
		return liveTipping.UnpackERC1967NonPayableError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["EventAlreadyFinalized"].ID.Bytes()[:4]) {
		return liveTipping.UnpackEventAlreadyFinalizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["EventNotEnded"].ID.Bytes()[:4]) {
		return liveTipping.UnpackEventNotEndedError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["EventNotFinalized"].ID.Bytes()[:4]) {
		return liveTipping.UnpackEventNotFinalizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["EventNotLive"].ID.Bytes()[:4]) {
		return liveTipping.UnpackEventNotLiveError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return liveTipping.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["InvalidInitialization"].ID.Bytes()[:4]) {
		return liveTipping.UnpackInvalidInitializationError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["NotAuthorized"].ID.Bytes()[:4]) {
		return liveTipping.UnpackNotAuthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["NotInitializing"].ID.Bytes()[:4]) {
		return liveTipping.UnpackNotInitializingError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["NothingToDistribute"].ID.Bytes()[:4]) {
		return liveTipping.UnpackNothingToDistributeError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return liveTipping.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return liveTipping.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["TipIsZero"].ID.Bytes()[:4]) {
		return liveTipping.UnpackTipIsZeroError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["UUPSUnauthorizedCallContext"].ID.Bytes()[:4]) {
		return liveTipping.UnpackUUPSUnauthorizedCallContextError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["UUPSUnsupportedProxiableUUID"].ID.Bytes()[:4]) {
		return liveTipping.UnpackUUPSUnsupportedProxiableUUIDError(raw[4:])
	}
	if bytes.Equal(raw[:4], liveTipping.abi.Errors["UnknownEvent"].ID.Bytes()[:4]) {
		return liveTipping.UnpackUnknownEventError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// LiveTippingAddressEmptyCode represents a AddressEmptyCode error raised by the LiveTipping contract.
type LiveTippingAddressEmptyCode struct {
	Target common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressEmptyCode(address target)
func LiveTippingAddressEmptyCodeErrorID() common.Hash {
	return common.HexToHash("0x9996b315c842ff135b8fc4a08ad5df1c344efbc03d2687aecc0678050d2aac89")
}

// UnpackAddressEmptyCodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressEmptyCode(address target)
func (liveTipping *LiveTipping) UnpackAddressEmptyCodeError(raw []byte) (*LiveTippingAddressEmptyCode, error) {
	out := new(LiveTippingAddressEmptyCode)
	if err := liveTipping.abi.UnpackIntoInterface(out, "AddressEmptyCode", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingERC1967InvalidImplementation represents a ERC1967InvalidImplementation error raised by the LiveTipping contract.
type LiveTippingERC1967InvalidImplementation struct {
	Implementation common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967InvalidImplementation(address implementation)
func LiveTippingERC1967InvalidImplementationErrorID() common.Hash {
	return common.HexToHash("0x4c9c8ce3ceb3130f17f7cdba48d89b5b0129f266a8bac114e6e315a41879b617")
}

// UnpackERC1967InvalidImplementationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967InvalidImplementation(address implementation)
func (liveTipping *LiveTipping) UnpackERC1967InvalidImplementationError(raw []byte) (*LiveTippingERC1967InvalidImplementation, error) {
	out := new(LiveTippingERC1967InvalidImplementation)
	if err := liveTipping.abi.UnpackIntoInterface(out, "ERC1967InvalidImplementation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingERC1967NonPayable represents a ERC1967NonPayable error raised by the LiveTipping contract.
type LiveTippingERC1967NonPayable struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967NonPayable()
func LiveTippingERC1967NonPayableErrorID() common.Hash {
	return common.HexToHash("0xb398979fa84f543c8e222f17890372c487baf85e062276c127fef521eea7224b")
}

// UnpackERC1967NonPayableError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967NonPayable()
func (liveTipping *LiveTipping) UnpackERC1967NonPayableError(raw []byte) (*LiveTippingERC1967NonPayable, error) {
	out := new(LiveTippingERC1967NonPayable)
	if err := liveTipping.abi.UnpackIntoInterface(out, "ERC1967NonPayable", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingEventAlreadyFinalized represents a EventAlreadyFinalized error raised by the LiveTipping contract.
type LiveTippingEventAlreadyFinalized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EventAlreadyFinalized()
func LiveTippingEventAlreadyFinalizedErrorID() common.Hash {
	return common.HexToHash("0xb7e0424d6a8bcab43dc5e60c32b66b9d40a6a608973466219c0f3a291a524838")
}

// UnpackEventAlreadyFinalizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EventAlreadyFinalized()
func (liveTipping *LiveTipping) UnpackEventAlreadyFinalizedError(raw []byte) (*LiveTippingEventAlreadyFinalized, error) {
	out := new(LiveTippingEventAlreadyFinalized)
	if err := liveTipping.abi.UnpackIntoInterface(out, "EventAlreadyFinalized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingEventNotEnded represents a EventNotEnded error raised by the LiveTipping contract.
type LiveTippingEventNotEnded struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EventNotEnded()
func LiveTippingEventNotEndedErrorID() common.Hash {
	return common.HexToHash("0xfb141a0db354824cc5c8a4ad8e52f9af33647ab6c9d6f22f391baea587f38d96")
}

// UnpackEventNotEndedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EventNotEnded()
func (liveTipping *LiveTipping) UnpackEventNotEndedError(raw []byte) (*LiveTippingEventNotEnded, error) {
	out := new(LiveTippingEventNotEnded)
	if err := liveTipping.abi.UnpackIntoInterface(out, "EventNotEnded", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingEventNotFinalized represents a EventNotFinalized error raised by the LiveTipping contract.
type LiveTippingEventNotFinalized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EventNotFinalized()
func LiveTippingEventNotFinalizedErrorID() common.Hash {
	return common.HexToHash("0x54180587d6a6c090b99643f506a0ad7e11211653d9f97ec3853b6f9f343adcd4")
}

// UnpackEventNotFinalizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EventNotFinalized()
func (liveTipping *LiveTipping) UnpackEventNotFinalizedError(raw []byte) (*LiveTippingEventNotFinalized, error) {
	out := new(LiveTippingEventNotFinalized)
	if err := liveTipping.abi.UnpackIntoInterface(out, "EventNotFinalized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingEventNotLive represents a EventNotLive error raised by the LiveTipping contract.
type LiveTippingEventNotLive struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EventNotLive()
func LiveTippingEventNotLiveErrorID() common.Hash {
	return common.HexToHash("0xdc210b1a35d741d72e2352e55c8c6bc472819f1210ffee22a1a10bc806c85f31")
}

// UnpackEventNotLiveError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EventNotLive()
func (liveTipping *LiveTipping) UnpackEventNotLiveError(raw []byte) (*LiveTippingEventNotLive, error) {
	out := new(LiveTippingEventNotLive)
	if err := liveTipping.abi.UnpackIntoInterface(out, "EventNotLive", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingFailedCall represents a FailedCall error raised by the LiveTipping contract.
type LiveTippingFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func LiveTippingFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (liveTipping *LiveTipping) UnpackFailedCallError(raw []byte) (*LiveTippingFailedCall, error) {
	out := new(LiveTippingFailedCall)
	if err := liveTipping.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingInvalidInitialization represents a InvalidInitialization error raised by the LiveTipping contract.
type LiveTippingInvalidInitialization struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidInitialization()
func LiveTippingInvalidInitializationErrorID() common.Hash {
	return common.HexToHash("0xf92ee8a957075833165f68c320933b1a1294aafc84ee6e0dd3fb178008f9aaf5")
}

// UnpackInvalidInitializationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidInitialization()
func (liveTipping *LiveTipping) UnpackInvalidInitializationError(raw []byte) (*LiveTippingInvalidInitialization, error) {
	out := new(LiveTippingInvalidInitialization)
	if err := liveTipping.abi.UnpackIntoInterface(out, "InvalidInitialization", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingNotAuthorized represents a NotAuthorized error raised by the LiveTipping contract.
type LiveTippingNotAuthorized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorized()
func LiveTippingNotAuthorizedErrorID() common.Hash {
	return common.HexToHash("0xea8e4eb51685727b38a21cb154eb3ebd023f607c62908e0f6f0b645d782af2a4")
}

// UnpackNotAuthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorized()
func (liveTipping *LiveTipping) UnpackNotAuthorizedError(raw []byte) (*LiveTippingNotAuthorized, error) {
	out := new(LiveTippingNotAuthorized)
	if err := liveTipping.abi.UnpackIntoInterface(out, "NotAuthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingNotInitializing represents a NotInitializing error raised by the LiveTipping contract.
type LiveTippingNotInitializing struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotInitializing()
func LiveTippingNotInitializingErrorID() common.Hash {
	return common.HexToHash("0xd7e6bcf8597daa127dc9f0048d2f08d5ef140a2cb659feabd700beff1f7a8302")
}

// UnpackNotInitializingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotInitializing()
func (liveTipping *LiveTipping) UnpackNotInitializingError(raw []byte) (*LiveTippingNotInitializing, error) {
	out := new(LiveTippingNotInitializing)
	if err := liveTipping.abi.UnpackIntoInterface(out, "NotInitializing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingNothingToDistribute represents a NothingToDistribute error raised by the LiveTipping contract.
type LiveTippingNothingToDistribute struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingToDistribute()
func LiveTippingNothingToDistributeErrorID() common.Hash {
	return common.HexToHash("0x01663f24c69a56aa4a7d46997f0f7596fe81571e45dabdd9880b3cd0801ccc4a")
}

// UnpackNothingToDistributeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingToDistribute()
func (liveTipping *LiveTipping) UnpackNothingToDistributeError(raw []byte) (*LiveTippingNothingToDistribute, error) {
	out := new(LiveTippingNothingToDistribute)
	if err := liveTipping.abi.UnpackIntoInterface(out, "NothingToDistribute", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the LiveTipping contract.
type LiveTippingOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func LiveTippingOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (liveTipping *LiveTipping) UnpackOwnableInvalidOwnerError(raw []byte) (*LiveTippingOwnableInvalidOwner, error) {
	out := new(LiveTippingOwnableInvalidOwner)
	if err := liveTipping.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the LiveTipping contract.
type LiveTippingOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func LiveTippingOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (liveTipping *LiveTipping) UnpackOwnableUnauthorizedAccountError(raw []byte) (*LiveTippingOwnableUnauthorizedAccount, error) {
	out := new(LiveTippingOwnableUnauthorizedAccount)
	if err := liveTipping.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingTipIsZero represents a TipIsZero error raised by the LiveTipping contract.
type LiveTippingTipIsZero struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TipIsZero()
func LiveTippingTipIsZeroErrorID() common.Hash {
	return common.HexToHash("0xda843868d42785d9287b9283159a9559d84f1f5085cccd3e1bfc8209a7243054")
}

// UnpackTipIsZeroError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TipIsZero()
func (liveTipping *LiveTipping) UnpackTipIsZeroError(raw []byte) (*LiveTippingTipIsZero, error) {
	out := new(LiveTippingTipIsZero)
	if err := liveTipping.abi.UnpackIntoInterface(out, "TipIsZero", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingUUPSUnauthorizedCallContext represents a UUPSUnauthorizedCallContext error raised by the LiveTipping contract.
type LiveTippingUUPSUnauthorizedCallContext struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UUPSUnauthorizedCallContext()
func LiveTippingUUPSUnauthorizedCallContextErrorID() common.Hash {
	return common.HexToHash("0xe07c8dba242a06571ac65fe4bbe20522c9fb111cb33599b799ff8039c1ed18f4")
}

// UnpackUUPSUnauthorizedCallContextError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UUPSUnauthorizedCallContext()
func (liveTipping *LiveTipping) UnpackUUPSUnauthorizedCallContextError(raw []byte) (*LiveTippingUUPSUnauthorizedCallContext, error) {
	out := new(LiveTippingUUPSUnauthorizedCallContext)
	if err := liveTipping.abi.UnpackIntoInterface(out, "UUPSUnauthorizedCallContext", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingUUPSUnsupportedProxiableUUID represents a UUPSUnsupportedProxiableUUID error raised by the LiveTipping contract.
type LiveTippingUUPSUnsupportedProxiableUUID struct {
	Slot [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UUPSUnsupportedProxiableUUID(bytes32 slot)
func LiveTippingUUPSUnsupportedProxiableUUIDErrorID() common.Hash {
	return common.HexToHash("0xaa1d49a4c084bfa9aeeee2a0be65267a7f19ba7e1476b114dac513d2c14cb563")
}

// UnpackUUPSUnsupportedProxiableUUIDError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UUPSUnsupportedProxiableUUID(bytes32 slot)
func (liveTipping *LiveTipping) UnpackUUPSUnsupportedProxiableUUIDError(raw []byte) (*LiveTippingUUPSUnsupportedProxiableUUID, error) {
	out := new(LiveTippingUUPSUnsupportedProxiableUUID)
	if err := liveTipping.abi.UnpackIntoInterface(out, "UUPSUnsupportedProxiableUUID", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// LiveTippingUnknownEvent represents a UnknownEvent error raised by the LiveTipping contract.
type LiveTippingUnknownEvent struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UnknownEvent()
func LiveTippingUnknownEventErrorID() common.Hash {
	return common.HexToHash("0x37b0f438b3d4883ebf8233b6cac25725ec59b0a4d84b3c92dac334387e3d0fac")
}

// UnpackUnknownEventError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UnknownEvent()
func (liveTipping *LiveTipping) UnpackUnknownEventError(raw []byte) (*LiveTippingUnknownEvent, error) {
	out := new(LiveTippingUnknownEvent)
	if err := liveTipping.abi.UnpackIntoInterface(out, "UnknownEvent", raw); err != nil {
		return nil, err
	}
	return out, nil
}
