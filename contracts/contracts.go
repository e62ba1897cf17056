// Package contracts holds the development contracts: Solidity sources with the interface, the logs
// and the rules of the deployed haus²⁵ contracts, their bytecode, and the way to deploy them.
//
// It guarantees that the bytecode is what `make contracts` makes of src/ (CI compares), and that a
// deployment's addresses follow from the deployer and its nonce alone. It is not the code deployed on
// SEI, and it never talks to a chain but in Deploy.
package contracts

import (
	"embed"
	"encoding/hex"
	"fmt"
	"strings"
)

//go:embed build/*.bin
var build embed.FS

// Bytecode returns the creation bytecode of a contract by its Solidity name, for example "EventFactory"
// or "Lookalike", without constructor arguments. It answers an error when there is no such contract.
func Bytecode(name string) ([]byte, error) {
	text, err := build.ReadFile("build/" + name + ".bin")
	if err != nil {
		return nil, fmt.Errorf("read bytecode of %q (run `make contracts` if it is new): %w", name, err)
	}
	code, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("decode bytecode of %q (run `make contracts`): %w", name, err)
	}
	return code, nil
}
