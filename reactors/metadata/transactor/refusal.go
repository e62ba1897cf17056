package transactor

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/reactors"
)

// Revert says that a contract refuses a call, and how.
type Revert struct {
	// Name is the contract's own error, as "NotAuthorized", or "Error" and "Panic", which Solidity has; empty: it gave none.
	Name string
	// Reason is what the contract says, fit to be shown.
	Reason string
}

func (r *Revert) Error() string { return "the contract refuses: " + r.Reason }

// errorsOf are the contracts' own errors by their selector.
var errorsOf = func() map[[4]byte]abi.Error {
	out := map[[4]byte]abi.Error{}
	for _, meta := range []*bind.MetaData{&bindings.EventManagerMetaData, &bindings.EventFactoryMetaData, &bindings.LiveTippingMetaData} {
		parsed, err := meta.ParseABI()
		if err != nil {
			panic(fmt.Sprintf("transactor: ABI of a binding: %v", err)) // it does not pass the first test run
		}
		for _, e := range parsed.Errors {
			out[[4]byte(e.ID[:4])] = e
		}
	}
	return out
}()

// maxReason bounds what is shown of a contract's words, in bytes.
const maxReason = 200

// decodeRevert reads the data of a revert; words are the endpoint's, which count when there is no data.
func decodeRevert(data []byte, words string) *Revert {
	if len(data) < 4 {
		return &Revert{Reason: protocol.Clean([]byte(words), maxReason)}
	}
	if reason, err := abi.UnpackRevert(data); err == nil {
		name := "Error"
		if data[0] == 0x4e { // Panic(uint256)
			name = "Panic"
		}
		return &Revert{Name: name, Reason: protocol.Clean([]byte(reason), maxReason)}
	}
	e, ok := errorsOf[[4]byte(data[:4])]
	if !ok {
		return &Revert{Reason: fmt.Sprintf("with an error that its ABI does not have, 0x%x", data[:4])}
	}
	reason := e.Name
	if arguments, err := e.Inputs.Unpack(data[4:]); err == nil && len(arguments) > 0 {
		reason += protocol.Clean(fmt.Append(nil, arguments), maxReason)
	}
	return &Revert{Name: e.Name, Reason: reason}
}

// rpcError says what an endpoint's error means: a revert, or that no endpoint is there. What remains is told as it is.
func rpcError(doing string, err error) error {
	var refusal *evm.RPCError
	switch {
	case errors.As(err, &refusal) && (len(refusal.Data) > 0 || refusal.Code == 3 || strings.Contains(strings.ToLower(refusal.Message), "revert")):
		return fmt.Errorf("%s: %w", doing, decodeRevert(refusal.Data, refusal.Message))
	case errors.Is(err, evm.ErrUnavailable), errors.Is(err, evm.ErrRateLimited):
		return reactors.Unavailable("rpc", fmt.Errorf("%s: %w", doing, err))
	}
	return fmt.Errorf("%s: %w", doing, err)
}

type verdict int

const (
	other     verdict = iota
	known             // the endpoint has it already
	nonceUsed         // a transaction of that nonce was mined, or the endpoint is ahead
	tooCheap          // the fee is below what it asks for, or below that of the transaction it would replace
	noFunds           // the account cannot pay
)

// verdicts are the wordings of geth, of sei-chain's evmrpc and of the Cosmos pool behind it, and of hosted vendors, in lower
// case; the first that matches counts.
var verdicts = []struct {
	match *regexp.Regexp
	means verdict
}{
	{regexp.MustCompile(`already known|known transaction|already (?:exists|imported|in (?:the )?(?:mem)?pool|in cache)|tx already|alreadyknown`), known},
	{regexp.MustCompile(`underpriced|replacement|fee too low|insufficient fee|gas price (?:is )?too low|less than (?:the )?(?:block )?base fee|below (?:the )?(?:minimum|base)|minimum (?:gas )?(?:price|fee)|fee cap less`), tooCheap},
	{regexp.MustCompile(`nonce (?:is )?too low|old nonce|invalid nonce|nonce has already|sequence mismatch|incorrect account sequence|oldnonce`), nonceUsed},
	{regexp.MustCompile(`insufficient (?:funds|balance)|not enough (?:funds|balance)|doesn't have enough|exceeds (?:the )?balance`), noFunds},
}

// judge tells what a refusal to take a transaction means.
func judge(words string) verdict {
	words = strings.ToLower(words)
	for _, v := range verdicts {
		if v.match.MatchString(words) {
			return v.means
		}
	}
	return other
}
