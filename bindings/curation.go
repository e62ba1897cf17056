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

// CurationMetaData contains all meta data concerning the Curation contract.
var CurationMetaData = bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"eventId_\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"creator_\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"scope_\",\"type\":\"uint256\"},{\"internalType\":\"string\",\"name\":\"description_\",\"type\":\"string\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[],\"name\":\"CurationActive\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"CurationNotActive\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"FailedCall\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"needed\",\"type\":\"uint256\"}],\"name\":\"InsufficientBalance\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidCurator\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidFee\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"InvalidScope\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotAuthorized\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"curator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"fee\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"scope\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"startDate\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"endDate\",\"type\":\"uint256\"}],\"name\":\"CurationActivated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"curator\",\"type\":\"address\"}],\"name\":\"CurationDeactivated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newFee\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newScope\",\"type\":\"uint256\"}],\"name\":\"CurationUpdated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"curator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"FundsReceived\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"eventId\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"curator\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"FundsWithdrawn\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"curator_\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"fee_\",\"type\":\"uint256\"}],\"name\":\"activate\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"active\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"creator\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"curator\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"deactivate\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"description\",\"outputs\":[{\"internalType\":\"string\",\"name\":\"\",\"type\":\"string\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"eventId\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"factory\",\"outputs\":[{\"internalType\":\"contractIEventFactory\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"fee\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"scope\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"newFee\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"newScope\",\"type\":\"uint256\"}],\"name\":\"update\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"stateMutability\":\"payable\",\"type\":\"receive\"}]",
	ID:  "Curation",
}

// Curation is an auto generated Go binding around an Ethereum contract.
type Curation struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Curation) GetABI() abi.ABI {
	return c.abi
}

// NewCuration creates a new instance of Curation.
func NewCuration() *Curation {
	parsed, err := CurationMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Curation{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Curation) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(uint256 eventId_, address creator_, uint256 scope_, string description_) returns()
func (curation *Curation) PackConstructor(eventId_ *big.Int, creator_ common.Address, scope_ *big.Int, description_ string) []byte {
	enc, err := curation.abi.Pack("", eventId_, creator_, scope_, description_)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackActivate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xca11be69.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function activate(address curator_, uint256 fee_) returns()
func (curation *Curation) PackActivate(curator common.Address, fee *big.Int) []byte {
	enc, err := curation.abi.Pack("activate", curator, fee)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackActivate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xca11be69.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function activate(address curator_, uint256 fee_) returns()
func (curation *Curation) TryPackActivate(curator common.Address, fee *big.Int) ([]byte, error) {
	return curation.abi.Pack("activate", curator, fee)
}

// PackActive is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x02fb0c5e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function active() view returns(bool)
func (curation *Curation) PackActive() []byte {
	enc, err := curation.abi.Pack("active")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackActive is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x02fb0c5e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function active() view returns(bool)
func (curation *Curation) TryPackActive() ([]byte, error) {
	return curation.abi.Pack("active")
}

// UnpackActive is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x02fb0c5e.
//
// Solidity: function active() view returns(bool)
func (curation *Curation) UnpackActive(data []byte) (bool, error) {
	out, err := curation.abi.Unpack("active", data)
	if err != nil {
		return *new(bool), err
	}
	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)
	return out0, nil
}

// PackCreator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x02d05d3f.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function creator() view returns(address)
func (curation *Curation) PackCreator() []byte {
	enc, err := curation.abi.Pack("creator")
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
func (curation *Curation) TryPackCreator() ([]byte, error) {
	return curation.abi.Pack("creator")
}

// UnpackCreator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x02d05d3f.
//
// Solidity: function creator() view returns(address)
func (curation *Curation) UnpackCreator(data []byte) (common.Address, error) {
	out, err := curation.abi.Unpack("creator", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackCurator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe66f53b7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function curator() view returns(address)
func (curation *Curation) PackCurator() []byte {
	enc, err := curation.abi.Pack("curator")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackCurator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe66f53b7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function curator() view returns(address)
func (curation *Curation) TryPackCurator() ([]byte, error) {
	return curation.abi.Pack("curator")
}

// UnpackCurator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xe66f53b7.
//
// Solidity: function curator() view returns(address)
func (curation *Curation) UnpackCurator(data []byte) (common.Address, error) {
	out, err := curation.abi.Unpack("curator", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackDeactivate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51b42b00.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deactivate() returns()
func (curation *Curation) PackDeactivate() []byte {
	enc, err := curation.abi.Pack("deactivate")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeactivate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51b42b00.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deactivate() returns()
func (curation *Curation) TryPackDeactivate() ([]byte, error) {
	return curation.abi.Pack("deactivate")
}

// PackDescription is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7284e416.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function description() view returns(string)
func (curation *Curation) PackDescription() []byte {
	enc, err := curation.abi.Pack("description")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDescription is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x7284e416.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function description() view returns(string)
func (curation *Curation) TryPackDescription() ([]byte, error) {
	return curation.abi.Pack("description")
}

// UnpackDescription is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x7284e416.
//
// Solidity: function description() view returns(string)
func (curation *Curation) UnpackDescription(data []byte) (string, error) {
	out, err := curation.abi.Unpack("description", data)
	if err != nil {
		return *new(string), err
	}
	out0 := *abi.ConvertType(out[0], new(string)).(*string)
	return out0, nil
}

// PackEventId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x089cdd0c.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eventId() view returns(uint256)
func (curation *Curation) PackEventId() []byte {
	enc, err := curation.abi.Pack("eventId")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEventId is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x089cdd0c.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eventId() view returns(uint256)
func (curation *Curation) TryPackEventId() ([]byte, error) {
	return curation.abi.Pack("eventId")
}

// UnpackEventId is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x089cdd0c.
//
// Solidity: function eventId() view returns(uint256)
func (curation *Curation) UnpackEventId(data []byte) (*big.Int, error) {
	out, err := curation.abi.Unpack("eventId", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackFactory is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc45a0155.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function factory() view returns(address)
func (curation *Curation) PackFactory() []byte {
	enc, err := curation.abi.Pack("factory")
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
func (curation *Curation) TryPackFactory() ([]byte, error) {
	return curation.abi.Pack("factory")
}

// UnpackFactory is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xc45a0155.
//
// Solidity: function factory() view returns(address)
func (curation *Curation) UnpackFactory(data []byte) (common.Address, error) {
	out, err := curation.abi.Unpack("factory", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xddca3f43.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fee() view returns(uint256)
func (curation *Curation) PackFee() []byte {
	enc, err := curation.abi.Pack("fee")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFee is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xddca3f43.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fee() view returns(uint256)
func (curation *Curation) TryPackFee() ([]byte, error) {
	return curation.abi.Pack("fee")
}

// UnpackFee is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xddca3f43.
//
// Solidity: function fee() view returns(uint256)
func (curation *Curation) UnpackFee(data []byte) (*big.Int, error) {
	out, err := curation.abi.Unpack("fee", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackScope is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6e62d0a8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function scope() view returns(uint256)
func (curation *Curation) PackScope() []byte {
	enc, err := curation.abi.Pack("scope")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackScope is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6e62d0a8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function scope() view returns(uint256)
func (curation *Curation) TryPackScope() ([]byte, error) {
	return curation.abi.Pack("scope")
}

// UnpackScope is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6e62d0a8.
//
// Solidity: function scope() view returns(uint256)
func (curation *Curation) UnpackScope(data []byte) (*big.Int, error) {
	out, err := curation.abi.Unpack("scope", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackUpdate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2fb565e8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function update(uint256 newFee, uint256 newScope) returns()
func (curation *Curation) PackUpdate(newFee *big.Int, newScope *big.Int) []byte {
	enc, err := curation.abi.Pack("update", newFee, newScope)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUpdate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x2fb565e8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function update(uint256 newFee, uint256 newScope) returns()
func (curation *Curation) TryPackUpdate(newFee *big.Int, newScope *big.Int) ([]byte, error) {
	return curation.abi.Pack("update", newFee, newScope)
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw() returns()
func (curation *Curation) PackWithdraw() []byte {
	enc, err := curation.abi.Pack("withdraw")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x3ccfd60b.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw() returns()
func (curation *Curation) TryPackWithdraw() ([]byte, error) {
	return curation.abi.Pack("withdraw")
}

// CurationCurationActivated represents a CurationActivated event raised by the Curation contract.
type CurationCurationActivated struct {
	EventId   *big.Int
	Curator   common.Address
	Fee       *big.Int
	Scope     *big.Int
	StartDate *big.Int
	EndDate   *big.Int
	Raw       *types.Log // Blockchain specific contextual infos
}

const CurationCurationActivatedEventName = "CurationActivated"

// ContractEventName returns the user-defined event name.
func (CurationCurationActivated) ContractEventName() string {
	return CurationCurationActivatedEventName
}

// UnpackCurationActivatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CurationActivated(uint256 indexed eventId, address indexed curator, uint256 fee, uint256 scope, uint256 startDate, uint256 endDate)
func (curation *Curation) UnpackCurationActivatedEvent(log *types.Log) (*CurationCurationActivated, error) {
	event := "CurationActivated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != curation.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CurationCurationActivated)
	if len(log.Data) > 0 {
		if err := curation.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range curation.abi.Events[event].Inputs {
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

// CurationCurationDeactivated represents a CurationDeactivated event raised by the Curation contract.
type CurationCurationDeactivated struct {
	EventId *big.Int
	Curator common.Address
	Raw     *types.Log // Blockchain specific contextual infos
}

const CurationCurationDeactivatedEventName = "CurationDeactivated"

// ContractEventName returns the user-defined event name.
func (CurationCurationDeactivated) ContractEventName() string {
	return CurationCurationDeactivatedEventName
}

// UnpackCurationDeactivatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CurationDeactivated(uint256 indexed eventId, address indexed curator)
func (curation *Curation) UnpackCurationDeactivatedEvent(log *types.Log) (*CurationCurationDeactivated, error) {
	event := "CurationDeactivated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != curation.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CurationCurationDeactivated)
	if len(log.Data) > 0 {
		if err := curation.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range curation.abi.Events[event].Inputs {
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

// CurationCurationUpdated represents a CurationUpdated event raised by the Curation contract.
type CurationCurationUpdated struct {
	EventId  *big.Int
	NewFee   *big.Int
	NewScope *big.Int
	Raw      *types.Log // Blockchain specific contextual infos
}

const CurationCurationUpdatedEventName = "CurationUpdated"

// ContractEventName returns the user-defined event name.
func (CurationCurationUpdated) ContractEventName() string {
	return CurationCurationUpdatedEventName
}

// UnpackCurationUpdatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event CurationUpdated(uint256 indexed eventId, uint256 newFee, uint256 newScope)
func (curation *Curation) UnpackCurationUpdatedEvent(log *types.Log) (*CurationCurationUpdated, error) {
	event := "CurationUpdated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != curation.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CurationCurationUpdated)
	if len(log.Data) > 0 {
		if err := curation.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range curation.abi.Events[event].Inputs {
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

// CurationFundsReceived represents a FundsReceived event raised by the Curation contract.
type CurationFundsReceived struct {
	EventId *big.Int
	Curator common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const CurationFundsReceivedEventName = "FundsReceived"

// ContractEventName returns the user-defined event name.
func (CurationFundsReceived) ContractEventName() string {
	return CurationFundsReceivedEventName
}

// UnpackFundsReceivedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FundsReceived(uint256 indexed eventId, address indexed curator, uint256 amount)
func (curation *Curation) UnpackFundsReceivedEvent(log *types.Log) (*CurationFundsReceived, error) {
	event := "FundsReceived"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != curation.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CurationFundsReceived)
	if len(log.Data) > 0 {
		if err := curation.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range curation.abi.Events[event].Inputs {
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

// CurationFundsWithdrawn represents a FundsWithdrawn event raised by the Curation contract.
type CurationFundsWithdrawn struct {
	EventId *big.Int
	Curator common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const CurationFundsWithdrawnEventName = "FundsWithdrawn"

// ContractEventName returns the user-defined event name.
func (CurationFundsWithdrawn) ContractEventName() string {
	return CurationFundsWithdrawnEventName
}

// UnpackFundsWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event FundsWithdrawn(uint256 indexed eventId, address indexed curator, uint256 amount)
func (curation *Curation) UnpackFundsWithdrawnEvent(log *types.Log) (*CurationFundsWithdrawn, error) {
	event := "FundsWithdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != curation.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(CurationFundsWithdrawn)
	if len(log.Data) > 0 {
		if err := curation.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range curation.abi.Events[event].Inputs {
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
func (curation *Curation) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], curation.abi.Errors["CurationActive"].ID.Bytes()[:4]) {
		return curation.UnpackCurationActiveError(raw[4:])
	}
	if bytes.Equal(raw[:4], curation.abi.Errors["CurationNotActive"].ID.Bytes()[:4]) {
		return curation.UnpackCurationNotActiveError(raw[4:])
	}
	if bytes.Equal(raw[:4], curation.abi.Errors["FailedCall"].ID.Bytes()[:4]) {
		return curation.UnpackFailedCallError(raw[4:])
	}
	if bytes.Equal(raw[:4], curation.abi.Errors["InsufficientBalance"].ID.Bytes()[:4]) {
		return curation.UnpackInsufficientBalanceError(raw[4:])
	}
	if bytes.Equal(raw[:4], curation.abi.Errors["InvalidCurator"].ID.Bytes()[:4]) {
		return curation.UnpackInvalidCuratorError(raw[4:])
	}
	if bytes.Equal(raw[:4], curation.abi.Errors["InvalidFee"].ID.Bytes()[:4]) {
		return curation.UnpackInvalidFeeError(raw[4:])
	}
	if bytes.Equal(raw[:4], curation.abi.Errors["InvalidScope"].ID.Bytes()[:4]) {
		return curation.UnpackInvalidScopeError(raw[4:])
	}
	if bytes.Equal(raw[:4], curation.abi.Errors["NotAuthorized"].ID.Bytes()[:4]) {
		return curation.UnpackNotAuthorizedError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// CurationCurationActive represents a CurationActive error raised by the Curation contract.
type CurationCurationActive struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CurationActive()
func CurationCurationActiveErrorID() common.Hash {
	return common.HexToHash("0xa82f4b6908efbb8fc954fcd032ec53fcaca0608020de3762d8556f980faa869e")
}

// UnpackCurationActiveError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CurationActive()
func (curation *Curation) UnpackCurationActiveError(raw []byte) (*CurationCurationActive, error) {
	out := new(CurationCurationActive)
	if err := curation.abi.UnpackIntoInterface(out, "CurationActive", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CurationCurationNotActive represents a CurationNotActive error raised by the Curation contract.
type CurationCurationNotActive struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error CurationNotActive()
func CurationCurationNotActiveErrorID() common.Hash {
	return common.HexToHash("0xbbeaf06d6b47bbe7ab0c706ca4cf2ae0ba655c1634ce81ab7d369bfb9a8b95a0")
}

// UnpackCurationNotActiveError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error CurationNotActive()
func (curation *Curation) UnpackCurationNotActiveError(raw []byte) (*CurationCurationNotActive, error) {
	out := new(CurationCurationNotActive)
	if err := curation.abi.UnpackIntoInterface(out, "CurationNotActive", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CurationFailedCall represents a FailedCall error raised by the Curation contract.
type CurationFailedCall struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error FailedCall()
func CurationFailedCallErrorID() common.Hash {
	return common.HexToHash("0xd6bda27508c0fb6d8a39b4b122878dab26f731a7d4e4abe711dd3731899052a4")
}

// UnpackFailedCallError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error FailedCall()
func (curation *Curation) UnpackFailedCallError(raw []byte) (*CurationFailedCall, error) {
	out := new(CurationFailedCall)
	if err := curation.abi.UnpackIntoInterface(out, "FailedCall", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CurationInsufficientBalance represents a InsufficientBalance error raised by the Curation contract.
type CurationInsufficientBalance struct {
	Balance *big.Int
	Needed  *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func CurationInsufficientBalanceErrorID() common.Hash {
	return common.HexToHash("0xcf4791818fba6e019216eb4864093b4947f674afada5d305e57d598b641dad1d")
}

// UnpackInsufficientBalanceError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InsufficientBalance(uint256 balance, uint256 needed)
func (curation *Curation) UnpackInsufficientBalanceError(raw []byte) (*CurationInsufficientBalance, error) {
	out := new(CurationInsufficientBalance)
	if err := curation.abi.UnpackIntoInterface(out, "InsufficientBalance", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CurationInvalidCurator represents a InvalidCurator error raised by the Curation contract.
type CurationInvalidCurator struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidCurator()
func CurationInvalidCuratorErrorID() common.Hash {
	return common.HexToHash("0xb0d77dc22f565382ca4b9e696de7611149affb67a8142bf7a8a5f7a8db4b7df2")
}

// UnpackInvalidCuratorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidCurator()
func (curation *Curation) UnpackInvalidCuratorError(raw []byte) (*CurationInvalidCurator, error) {
	out := new(CurationInvalidCurator)
	if err := curation.abi.UnpackIntoInterface(out, "InvalidCurator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CurationInvalidFee represents a InvalidFee error raised by the Curation contract.
type CurationInvalidFee struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidFee()
func CurationInvalidFeeErrorID() common.Hash {
	return common.HexToHash("0x58d620b3807fdfdfa872e49c2c2a27a3084828dec052f2608fce0f177dbe28cf")
}

// UnpackInvalidFeeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidFee()
func (curation *Curation) UnpackInvalidFeeError(raw []byte) (*CurationInvalidFee, error) {
	out := new(CurationInvalidFee)
	if err := curation.abi.UnpackIntoInterface(out, "InvalidFee", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CurationInvalidScope represents a InvalidScope error raised by the Curation contract.
type CurationInvalidScope struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error InvalidScope()
func CurationInvalidScopeErrorID() common.Hash {
	return common.HexToHash("0x725a844f6d17e820122718100c8ab296122eb4c5b7d2e11cc0f9676c43ab862b")
}

// UnpackInvalidScopeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error InvalidScope()
func (curation *Curation) UnpackInvalidScopeError(raw []byte) (*CurationInvalidScope, error) {
	out := new(CurationInvalidScope)
	if err := curation.abi.UnpackIntoInterface(out, "InvalidScope", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CurationNotAuthorized represents a NotAuthorized error raised by the Curation contract.
type CurationNotAuthorized struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAuthorized()
func CurationNotAuthorizedErrorID() common.Hash {
	return common.HexToHash("0xea8e4eb51685727b38a21cb154eb3ebd023f607c62908e0f6f0b645d782af2a4")
}

// UnpackNotAuthorizedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAuthorized()
func (curation *Curation) UnpackNotAuthorizedError(raw []byte) (*CurationNotAuthorized, error) {
	out := new(CurationNotAuthorized)
	if err := curation.abi.UnpackIntoInterface(out, "NotAuthorized", raw); err != nil {
		return nil, err
	}
	return out, nil
}
