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

// DistributorMetaData contains all meta data concerning the Distributor contract.
var DistributorMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"target\",\"type\":\"address\"}],\"name\":\"AddressEmptyCode\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"ERC1967InvalidImplementation\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ERC1967NonPayable\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidInitialization\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAuthorized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotInitializing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"}],\"name\":\"OwnableInvalidOwner\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"OwnableUnauthorizedAccount\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"UUPSUnauthorizedCallContext\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"slot\",\"type\":\"bytes32\"}],\"name\":\"UUPSUnsupportedProxiableUUID\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"CurationDisabled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"curator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"curationFee\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint8\",\"name\":\"scope\",\"type\":\"uint8\"}],\"name\":\"CurationEnabled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"creatorShare\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"treasuryShare\",\"type\":\"uint256\"}],\"name\":\"EventRegistered\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint64\",\"name\":\"version\",\"type\":\"uint64\"}],\"name\":\"Initialized\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"previousOwner\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"OwnershipTransferred\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"string\",\"name\":\"distributionType\",\"type\":\"string\"}],\"name\":\"TipDistributed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"Upgraded\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"UPGRADE_INTERFACE_VERSION\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"disableCuration\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"}],\"name\":\"distribute\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"curator\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"curationFee\",\"type\":\"uint256\"},{\"internalType\":\"uint8\",\"name\":\"scope\",\"type\":\"uint8\"}],\"name\":\"enableCuration\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"factory\",\"outputs\":[{\"internalType\":\"contractIEventFactory\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"owner\",\"type\":\"address\"},{\"internalType\":\"contractIEventFactory\",\"name\":\"factory_\",\"type\":\"address\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"owner\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"proxiableUUID\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"\",\"type\":\"bytes32\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"creator\",\"type\":\"address\"}],\"name\":\"registerEvent\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"renounceOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newOwner\",\"type\":\"address\"}],\"name\":\"transferOwnership\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"newImplementation\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"upgradeToAndCall\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"}]",
	ID:  "Distributor",
}

// Distributor is an auto generated Go binding around an Ethereum contract.
type Distributor struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Distributor) GetABI() abi.ABI {
	return c.abi
}

// NewDistributor creates a new instance of Distributor.
func NewDistributor() *Distributor {
	parsed, err := DistributorMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Distributor{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Distributor) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackUPGRADEINTERFACEVERSION is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xad3cb1cc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function UPGRADE_INTERFACE_VERSION() view returns(string)
func (distributor *Distributor) PackUPGRADEINTERFACEVERSION() []byte {
	enc, err := distributor.abi.Pack("UPGRADE_INTERFACE_VERSION")
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
func (distributor *Distributor) TryPackUPGRADEINTERFACEVERSION() ([]byte, error) {
	return distributor.abi.Pack("UPGRADE_INTERFACE_VERSION")
}

// UnpackUPGRADEINTERFACEVERSION is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xad3cb1cc.
//
// Solidity: function UPGRADE_INTERFACE_VERSION() view returns(string)
func (distributor *Distributor) UnpackUPGRADEINTERFACEVERSION(data []byte) (string, error) {
	out, err := distributor.abi.Unpack("UPGRADE_INTERFACE_VERSION", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackDisableCuration is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe25d4fed.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function disableCuration(uint256 eventId) returns()
func (distributor *Distributor) PackDisableCuration(eventId *big.Int) []byte {
	enc, err := distributor.abi.Pack("disableCuration", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDisableCuration is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe25d4fed.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function disableCuration(uint256 eventId) returns()
func (distributor *Distributor) TryPackDisableCuration(eventId *big.Int) ([]byte, error) {
	return distributor.abi.Pack("disableCuration", eventId)
}

// PackDistribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91c05b0b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function distribute(uint256 eventId) payable returns()
func (distributor *Distributor) PackDistribute(eventId *big.Int) []byte {
	enc, err := distributor.abi.Pack("distribute", eventId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDistribute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x91c05b0b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function distribute(uint256 eventId) payable returns()
func (distributor *Distributor) TryPackDistribute(eventId *big.Int) ([]byte, error) {
	return distributor.abi.Pack("distribute", eventId)
}

// PackEnableCuration is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2c1766d5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function enableCuration(uint256 eventId, address curator, uint256 curationFee, uint8 scope) returns()
func (distributor *Distributor) PackEnableCuration(eventId *big.Int, curator common.Address, curationFee *big.Int, scope uint8) []byte {
	enc, err := distributor.abi.Pack("enableCuration", eventId, curator, curationFee, scope)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEnableCuration is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2c1766d5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function enableCuration(uint256 eventId, address curator, uint256 curationFee, uint8 scope) returns()
func (distributor *Distributor) TryPackEnableCuration(eventId *big.Int, curator common.Address, curationFee *big.Int, scope uint8) ([]byte, error) {
	return distributor.abi.Pack("enableCuration", eventId, curator, curationFee, scope)
}

// PackFactory is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc45a0155.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function factory() view returns(address)
func (distributor *Distributor) PackFactory() []byte {
	enc, err := distributor.abi.Pack("factory")
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
func (distributor *Distributor) TryPackFactory() ([]byte, error) {
	return distributor.abi.Pack("factory")
}

// UnpackFactory is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc45a0155.
//
// Solidity: function factory() view returns(address)
func (distributor *Distributor) UnpackFactory(data []byte) (common.Address, error) {
	out, err := distributor.abi.Unpack("factory", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackInitialize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x485cc955.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function initialize(address owner, address factory_) returns()
func (distributor *Distributor) PackInitialize(owner common.Address, factory common.Address) []byte {
	enc, err := distributor.abi.Pack("initialize", owner, factory)
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
func (distributor *Distributor) TryPackInitialize(owner common.Address, factory common.Address) ([]byte, error) {
	return distributor.abi.Pack("initialize", owner, factory)
}

// PackOwner is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x8da5cb5b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owner() view returns(address)
func (distributor *Distributor) PackOwner() []byte {
	enc, err := distributor.abi.Pack("owner")
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
func (distributor *Distributor) TryPackOwner() ([]byte, error) {
	return distributor.abi.Pack("owner")
}

// UnpackOwner is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x8da5cb5b.
//
// Solidity: function owner() view returns(address)
func (distributor *Distributor) UnpackOwner(data []byte) (common.Address, error) {
	out, err := distributor.abi.Unpack("owner", data)
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
func (distributor *Distributor) PackProxiableUUID() []byte {
	enc, err := distributor.abi.Pack("proxiableUUID")
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
func (distributor *Distributor) TryPackProxiableUUID() ([]byte, error) {
	return distributor.abi.Pack("proxiableUUID")
}

// UnpackProxiableUUID is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x52d1902d.
//
// Solidity: function proxiableUUID() view returns(bytes32)
func (distributor *Distributor) UnpackProxiableUUID(data []byte) ([32]byte, error) {
	out, err := distributor.abi.Unpack("proxiableUUID", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackRegisterEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x821783ea.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function registerEvent(uint256 eventId, address creator) returns()
func (distributor *Distributor) PackRegisterEvent(eventId *big.Int, creator common.Address) []byte {
	enc, err := distributor.abi.Pack("registerEvent", eventId, creator)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRegisterEvent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x821783ea.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function registerEvent(uint256 eventId, address creator) returns()
func (distributor *Distributor) TryPackRegisterEvent(eventId *big.Int, creator common.Address) ([]byte, error) {
	return distributor.abi.Pack("registerEvent", eventId, creator)
}

// PackRenounceOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x715018a6.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function renounceOwnership() returns()
func (distributor *Distributor) PackRenounceOwnership() []byte {
	enc, err := distributor.abi.Pack("renounceOwnership")
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
func (distributor *Distributor) TryPackRenounceOwnership() ([]byte, error) {
	return distributor.abi.Pack("renounceOwnership")
}

// PackTransferOwnership is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf2fde38b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function transferOwnership(address newOwner) returns()
func (distributor *Distributor) PackTransferOwnership(newOwner common.Address) []byte {
	enc, err := distributor.abi.Pack("transferOwnership", newOwner)
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
func (distributor *Distributor) TryPackTransferOwnership(newOwner common.Address) ([]byte, error) {
	return distributor.abi.Pack("transferOwnership", newOwner)
}

// PackUpgradeToAndCall is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4f1ef286.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function upgradeToAndCall(address newImplementation, bytes data) payable returns()
func (distributor *Distributor) PackUpgradeToAndCall(newImplementation common.Address, data []byte) []byte {
	enc, err := distributor.abi.Pack("upgradeToAndCall", newImplementation, data)
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
func (distributor *Distributor) TryPackUpgradeToAndCall(newImplementation common.Address, data []byte) ([]byte, error) {
	return distributor.abi.Pack("upgradeToAndCall", newImplementation, data)
}

// DistributorCurationDisabled represents a CurationDisabled event raised by the Distributor contract.
type DistributorCurationDisabled struct {
	EventId *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const DistributorCurationDisabledEventName = "CurationDisabled"

// ContractEventName returns the user-defined event name.
func (DistributorCurationDisabled) ContractEventName() string {
	return DistributorCurationDisabledEventName
}

// UnpackCurationDisabledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CurationDisabled(uint256 indexed eventId)
func (distributor *Distributor) UnpackCurationDisabledEvent(log *types.Log) (*DistributorCurationDisabled, error) {
	event := "CurationDisabled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != distributor.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DistributorCurationDisabled)
	if len(log.Data) > 0 {
		if err := distributor.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range distributor.abi.Events[event].Inputs {
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

// DistributorCurationEnabled represents a CurationEnabled event raised by the Distributor contract.
type DistributorCurationEnabled struct {
	EventId     *big.Int
	Curator     common.Address
	CurationFee *big.Int
	Scope       uint8
	Raw         *types.Log // Blockchain specific contextual infos
}

const DistributorCurationEnabledEventName = "CurationEnabled"

// ContractEventName returns the user-defined event name.
func (DistributorCurationEnabled) ContractEventName() string {
	return DistributorCurationEnabledEventName
}

// UnpackCurationEnabledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CurationEnabled(uint256 indexed eventId, address indexed curator, uint256 curationFee, uint8 scope)
func (distributor *Distributor) UnpackCurationEnabledEvent(log *types.Log) (*DistributorCurationEnabled, error) {
	event := "CurationEnabled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != distributor.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DistributorCurationEnabled)
	if len(log.Data) > 0 {
		if err := distributor.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range distributor.abi.Events[event].Inputs {
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

// DistributorEventRegistered represents a EventRegistered event raised by the Distributor contract.
type DistributorEventRegistered struct {
	EventId       *big.Int
	Creator       common.Address
	CreatorShare  *big.Int
	TreasuryShare *big.Int
	Raw           *types.Log // Blockchain specific contextual infos
}

const DistributorEventRegisteredEventName = "EventRegistered"

// ContractEventName returns the user-defined event name.
func (DistributorEventRegistered) ContractEventName() string {
	return DistributorEventRegisteredEventName
}

// UnpackEventRegisteredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event EventRegistered(uint256 indexed eventId, address indexed creator, uint256 creatorShare, uint256 treasuryShare)
func (distributor *Distributor) UnpackEventRegisteredEvent(log *types.Log) (*DistributorEventRegistered, error) {
	event := "EventRegistered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != distributor.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DistributorEventRegistered)
	if len(log.Data) > 0 {
		if err := distributor.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range distributor.abi.Events[event].Inputs {
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

// DistributorInitialized represents a Initialized event raised by the Distributor contract.
type DistributorInitialized struct {
	Version uint64
	Raw     *types.Log // Blockchain specific contextual infos
}

const DistributorInitializedEventName = "Initialized"

// ContractEventName returns the user-defined event name.
func (DistributorInitialized) ContractEventName() string {
	return DistributorInitializedEventName
}

// UnpackInitializedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Initialized(uint64 version)
func (distributor *Distributor) UnpackInitializedEvent(log *types.Log) (*DistributorInitialized, error) {
	event := "Initialized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != distributor.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DistributorInitialized)
	if len(log.Data) > 0 {
		if err := distributor.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range distributor.abi.Events[event].Inputs {
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

// DistributorOwnershipTransferred represents a OwnershipTransferred event raised by the Distributor contract.
type DistributorOwnershipTransferred struct {
	PreviousOwner common.Address
	NewOwner      common.Address
	Raw           *types.Log // Blockchain specific contextual infos
}

const DistributorOwnershipTransferredEventName = "OwnershipTransferred"

// ContractEventName returns the user-defined event name.
func (DistributorOwnershipTransferred) ContractEventName() string {
	return DistributorOwnershipTransferredEventName
}

// UnpackOwnershipTransferredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
func (distributor *Distributor) UnpackOwnershipTransferredEvent(log *types.Log) (*DistributorOwnershipTransferred, error) {
	event := "OwnershipTransferred"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != distributor.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DistributorOwnershipTransferred)
	if len(log.Data) > 0 {
		if err := distributor.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range distributor.abi.Events[event].Inputs {
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

// DistributorTipDistributed represents a TipDistributed event raised by the Distributor contract.
type DistributorTipDistributed struct {
	EventId          *big.Int
	Recipient        common.Address
	Amount           *big.Int
	DistributionType string
	Raw              *types.Log // Blockchain specific contextual infos
}

const DistributorTipDistributedEventName = "TipDistributed"

// ContractEventName returns the user-defined event name.
func (DistributorTipDistributed) ContractEventName() string {
	return DistributorTipDistributedEventName
}

// UnpackTipDistributedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event TipDistributed(uint256 indexed eventId, address indexed recipient, uint256 amount, string distributionType)
func (distributor *Distributor) UnpackTipDistributedEvent(log *types.Log) (*DistributorTipDistributed, error) {
	event := "TipDistributed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != distributor.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DistributorTipDistributed)
	if len(log.Data) > 0 {
		if err := distributor.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range distributor.abi.Events[event].Inputs {
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

// DistributorUpgraded represents a Upgraded event raised by the Distributor contract.
type DistributorUpgraded struct {
	Implementation common.Address
	Raw            *types.Log // Blockchain specific contextual infos
}

const DistributorUpgradedEventName = "Upgraded"

// ContractEventName returns the user-defined event name.
func (DistributorUpgraded) ContractEventName() string {
	return DistributorUpgradedEventName
}

// UnpackUpgradedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Upgraded(address indexed implementation)
func (distributor *Distributor) UnpackUpgradedEvent(log *types.Log) (*DistributorUpgraded, error) {
	event := "Upgraded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != distributor.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(DistributorUpgraded)
	if len(log.Data) > 0 {
		if err := distributor.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range distributor.abi.Events[event].Inputs {
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
func (distributor *Distributor) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], distributor.abi.Errors["AddressEmptyCode"].ID.Bytes()[:4]) {
		return distributor.UnpackAddressEmptyCodeError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["ERC1967InvalidImplementation"].ID.Bytes()[:4]) {
		return distributor.UnpackERC1967InvalidImplementationError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["ERC1967NonPayable"].ID.Bytes()[:4]) {
		return distributor.UnpackERC1967NonPayableError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return distributor.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return distributor.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["InvalidInitialization"].ID.Bytes()[:4]) {
		return distributor.UnpackInvalidInitializationError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["NotAuthorized"].ID.Bytes()[:4]) {
		return distributor.UnpackNotAuthorizedError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["NotInitializing"].ID.Bytes()[:4]) {
		return distributor.UnpackNotInitializingError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["OwnableInvalidOwner"].ID.Bytes()[:4]) {
		return distributor.UnpackOwnableInvalidOwnerError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["OwnableUnauthorizedAccount"].ID.Bytes()[:4]) {
		return distributor.UnpackOwnableUnauthorizedAccountError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["UUPSUnauthorizedCallContext"].ID.Bytes()[:4]) {
		return distributor.UnpackUUPSUnauthorizedCallContextError(raw[4:])
	}
	if bytes.Equal(raw[:4], distributor.abi.Errors["UUPSUnsupportedProxiableUUID"].ID.Bytes()[:4]) {
		return distributor.UnpackUUPSUnsupportedProxiableUUIDError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// DistributorAddressEmptyCode represents a AddressEmptyCode error raised by the Distributor contract.
type DistributorAddressEmptyCode struct {
	Target common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error AddressEmptyCode(address target)
func DistributorAddressEmptyCodeErrorID() common.Hash {
	return common.HexToHash("0x9996b315c842ff135b8fc4a08ad5df1c344efbc03d2687aecc0678050d2aac89")
}

// UnpackAddressEmptyCodeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error AddressEmptyCode(address target)
func (distributor *Distributor) UnpackAddressEmptyCodeError(raw []byte) (*DistributorAddressEmptyCode, error) {
	out := new(DistributorAddressEmptyCode)
	if err := distributor.abi.UnpackIntoInterface(out, "AddressEmptyCode", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorERC1967InvalidImplementation represents a ERC1967InvalidImplementation error raised by the Distributor contract.
type DistributorERC1967InvalidImplementation struct {
	Implementation common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967InvalidImplementation(address implementation)
func DistributorERC1967InvalidImplementationErrorID() common.Hash {
	return common.HexToHash("0x4c9c8ce3ceb3130f17f7cdba48d89b5b0129f266a8bac114e6e315a41879b617")
}

// UnpackERC1967InvalidImplementationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967InvalidImplementation(address implementation)
func (distributor *Distributor) UnpackERC1967InvalidImplementationError(raw []byte) (*DistributorERC1967InvalidImplementation, error) {
	out := new(DistributorERC1967InvalidImplementation)
	if err := distributor.abi.UnpackIntoInterface(out, "ERC1967InvalidImplementation", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorERC1967NonPayable represents a ERC1967NonPayable error raised by the Distributor contract.
type DistributorERC1967NonPayable struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error ERC1967NonPayable()
func DistributorERC1967NonPayableErrorID() common.Hash {
	return common.HexToHash("0xb398979fa84f543c8e222f17890372c487baf85e062276c127fef521eea7224b")
}

// UnpackERC1967NonPayableError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error ERC1967NonPayable()
func (distributor *Distributor) UnpackERC1967NonPayableError(raw []byte) (*DistributorERC1967NonPayable, error) {
	out := new(DistributorERC1967NonPayable)
	if err := distributor.abi.UnpackIntoInterface(out, "ERC1967NonPayable", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorFailedCall represents a FailedCall error raised by the Distributor contract.
type DistributorFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func DistributorFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (distributor *Distributor) UnpackFailedCallError(raw []byte) (*DistributorFailedCall, error) {
	out := new(DistributorFailedCall)
	if err := distributor.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorInsufficientBalance represents a InsufficientBalance error raised by the Distributor contract.
type DistributorInsufficientBalance struct {
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func DistributorInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xcf4791818fba6e019216eb4864093b4947f674afada5d305e57d598b641dad1d")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func (distributor *Distributor) UnpackInsufficientBalanceError(raw []byte) (*DistributorInsufficientBalance, error) {
	out := new(DistributorInsufficientBalance)
	if err := distributor.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorInvalidInitialization represents a InvalidInitialization error raised by the Distributor contract.
type DistributorInvalidInitialization struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidInitialization()
func DistributorInvalidInitializationErrorID() common.Hash {
	return common.HexToHash("0xf92ee8a957075833165f68c320933b1a1294aafc84ee6e0dd3fb178008f9aaf5")
}

// UnpackInvalidInitializationError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidInitialization()
func (distributor *Distributor) UnpackInvalidInitializationError(raw []byte) (*DistributorInvalidInitialization, error) {
	out := new(DistributorInvalidInitialization)
	if err := distributor.abi.UnpackIntoInterface(out, "InvalidInitialization", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorNotAuthorized represents a NotAuthorized error raised by the Distributor contract.
type DistributorNotAuthorized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorized()
func DistributorNotAuthorizedErrorID() common.Hash {
	return common.HexToHash("0xea8e4eb51685727b38a21cb154eb3ebd023f607c62908e0f6f0b645d782af2a4")
}

// UnpackNotAuthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorized()
func (distributor *Distributor) UnpackNotAuthorizedError(raw []byte) (*DistributorNotAuthorized, error) {
	out := new(DistributorNotAuthorized)
	if err := distributor.abi.UnpackIntoInterface(out, "NotAuthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorNotInitializing represents a NotInitializing error raised by the Distributor contract.
type DistributorNotInitializing struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotInitializing()
func DistributorNotInitializingErrorID() common.Hash {
	return common.HexToHash("0xd7e6bcf8597daa127dc9f0048d2f08d5ef140a2cb659feabd700beff1f7a8302")
}

// UnpackNotInitializingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotInitializing()
func (distributor *Distributor) UnpackNotInitializingError(raw []byte) (*DistributorNotInitializing, error) {
	out := new(DistributorNotInitializing)
	if err := distributor.abi.UnpackIntoInterface(out, "NotInitializing", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorOwnableInvalidOwner represents a OwnableInvalidOwner error raised by the Distributor contract.
type DistributorOwnableInvalidOwner struct {
	Owner common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableInvalidOwner(address owner)
func DistributorOwnableInvalidOwnerErrorID() common.Hash {
	return common.HexToHash("0x1e4fbdf7f3ef8bcaa855599e3abf48b232380f183f08f6f813d9ffa5bd585188")
}

// UnpackOwnableInvalidOwnerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableInvalidOwner(address owner)
func (distributor *Distributor) UnpackOwnableInvalidOwnerError(raw []byte) (*DistributorOwnableInvalidOwner, error) {
	out := new(DistributorOwnableInvalidOwner)
	if err := distributor.abi.UnpackIntoInterface(out, "OwnableInvalidOwner", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorOwnableUnauthorizedAccount represents a OwnableUnauthorizedAccount error raised by the Distributor contract.
type DistributorOwnableUnauthorizedAccount struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func DistributorOwnableUnauthorizedAccountErrorID() common.Hash {
	return common.HexToHash("0x118cdaa7a341953d1887a2245fd6665d741c67c8c50581daa59e1d03373fa188")
}

// UnpackOwnableUnauthorizedAccountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error OwnableUnauthorizedAccount(address account)
func (distributor *Distributor) UnpackOwnableUnauthorizedAccountError(raw []byte) (*DistributorOwnableUnauthorizedAccount, error) {
	out := new(DistributorOwnableUnauthorizedAccount)
	if err := distributor.abi.UnpackIntoInterface(out, "OwnableUnauthorizedAccount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorUUPSUnauthorizedCallContext represents a UUPSUnauthorizedCallContext error raised by the Distributor contract.
type DistributorUUPSUnauthorizedCallContext struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UUPSUnauthorizedCallContext()
func DistributorUUPSUnauthorizedCallContextErrorID() common.Hash {
	return common.HexToHash("0xe07c8dba242a06571ac65fe4bbe20522c9fb111cb33599b799ff8039c1ed18f4")
}

// UnpackUUPSUnauthorizedCallContextError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UUPSUnauthorizedCallContext()
func (distributor *Distributor) UnpackUUPSUnauthorizedCallContextError(raw []byte) (*DistributorUUPSUnauthorizedCallContext, error) {
	out := new(DistributorUUPSUnauthorizedCallContext)
	if err := distributor.abi.UnpackIntoInterface(out, "UUPSUnauthorizedCallContext", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// DistributorUUPSUnsupportedProxiableUUID represents a UUPSUnsupportedProxiableUUID error raised by the Distributor contract.
type DistributorUUPSUnsupportedProxiableUUID struct {
	Slot [32]byte
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error UUPSUnsupportedProxiableUUID(bytes32 slot)
func DistributorUUPSUnsupportedProxiableUUIDErrorID() common.Hash {
	return common.HexToHash("0xaa1d49a4c084bfa9aeeee2a0be65267a7f19ba7e1476b114dac513d2c14cb563")
}

// UnpackUUPSUnsupportedProxiableUUIDError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error UUPSUnsupportedProxiableUUID(bytes32 slot)
func (distributor *Distributor) UnpackUUPSUnsupportedProxiableUUIDError(raw []byte) (*DistributorUUPSUnsupportedProxiableUUID, error) {
	out := new(DistributorUUPSUnsupportedProxiableUUID)
	if err := distributor.abi.UnpackIntoInterface(out, "UUPSUnsupportedProxiableUUID", raw); err != nil {
		return nil, err
	}
	return out, nil
}
