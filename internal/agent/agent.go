// Package agent holds the one private key that haus acts with: on chain as the address that creators delegate to or the
// platform whitelists, and in the chat as its wallet.
//
// It guarantees:
//
//   - The key lies on the disk only as a keystore v3 file, encrypted with a passphrase, which nobody but its owner may change.
//   - Whatever is printed, logged or marshalled of a [Key] is its address.
//   - What other parts need of the key is a signature or a secret derived for one purpose ([Key.Derive]); the key itself leaves
//     this package never.
//
// It never talks to a network and decides nothing about what is signed: callers do.
package agent

import (
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// Key is an opened key. It is safe for concurrent use.
type Key struct {
	address common.Address
	private *ecdsa.PrivateKey
}

// New wraps a private key that is already in memory, as a development world's, whose keys are public knowledge.
func New(private *ecdsa.PrivateKey) *Key {
	return &Key{address: crypto.PubkeyToAddress(private.PublicKey), private: private}
}

// Address is the account that the key acts as.
func (k *Key) Address() common.Address { return k.address }

// SignText signs a message as wallets do (EIP-191, "personal_sign"): 65 bytes r ‖ s ‖ v with v 27 or 28. No transaction and no
// typed data can be mistaken for such a message.
func (k *Key) SignText(message []byte) ([]byte, error) {
	signature, err := crypto.Sign(accounts.TextHash(message), k.private)
	if err != nil {
		return nil, fmt.Errorf("sign a message as %s: %w", k.address, err)
	}
	signature[64] += 27 // crypto.Sign gives 0 or 1; wallets give 27 or 28
	return signature, nil
}

// SignTx signs a transaction for the chain of that id (EIP-155), so that it counts on no other.
func (k *Key) SignTx(tx *types.Transaction, chainID uint64) (*types.Transaction, error) {
	signed, err := types.SignTx(tx, types.LatestSignerForChainID(new(big.Int).SetUint64(chainID)), k.private)
	if err != nil {
		return nil, fmt.Errorf("sign a transaction as %s: %w", k.address, err)
	}
	return signed, nil
}

// Derive returns the 32 secret bytes that belong to this key and a purpose, such as "xmtp database": the same each time, and
// telling nothing of the key or of another purpose's (HKDF with SHA-256, RFC 5869). A backup of the key is a backup of them.
func (k *Key) Derive(purpose string) ([32]byte, error) {
	secret, err := hkdf.Key(sha256.New, crypto.FromECDSA(k.private), nil, "haus25 "+purpose, 32)
	if err != nil {
		return [32]byte{}, fmt.Errorf("derive the secret for %s: %w", purpose, err)
	}
	return [32]byte(secret), nil
}

// String shows the address.
func (k *Key) String() string { return k.address.Hex() }

// GoString shows the address, also under %#v.
func (k *Key) GoString() string { return "agent.Key(" + k.address.Hex() + ")" }

// Format shows the address, whatever the verb: %x of a struct would print its fields.
func (k *Key) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.address.Hex()) }

// LogValue shows the address.
func (k *Key) LogValue() slog.Value { return slog.StringValue(k.address.Hex()) }

// MarshalText gives the address.
func (k *Key) MarshalText() ([]byte, error) { return []byte(k.address.Hex()), nil }
