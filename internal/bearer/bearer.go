// Package bearer makes and reads the tokens that haus hands out: what a wallet proved once by its signature, carried by whoever
// holds the token.
//
// It guarantees that a token which it reads was made here, is not over, and was made for the use that is asked for; a token of one
// use is never good for another. Comparison takes the same time for every wrong token. Whether the wallet still may do what the
// token is for is never in a token: it is read from the store at each use.
//
// Nothing is kept but one key, so tokens survive a restart and cost nothing until they are used.
package bearer

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// Use is what a token is for.
type Use byte

// The uses.
const (
	Session Use = 1 + iota // commands on the control listener
	Publish                // publishing one event's stream
	Watch                  // watching one event's stream
	Enhance                // publishing the enhanced variant of one event's stream
)

// Claims are what a token says.
type Claims struct {
	Use    Use
	Wallet common.Address
	Event  uint64 // 0 for Session
	// ID tells two tokens apart; drawn by Mint when it is 0.
	ID uint64
	// Issued and Expires are wall clock, Unix seconds; Expires 0: it does not end by the clock.
	Issued, Expires uint64
}

var (
	// ErrInvalid says that something is no token of this deployment, or one for another use.
	ErrInvalid = errors.New("the token is not valid here")
	// ErrExpired says that the token was valid and is over.
	ErrExpired = errors.New("the token has expired: sign in again or renew it")
)

const (
	version   = 1
	keySize   = 32
	bodySize  = 1 + 1 + common.AddressLength + 4*8
	macSize   = 16 // bytes: 128 bits are beyond guessing
	tokenSize = bodySize + macSize
)

// Keyring makes and reads tokens with one key. Its methods may be called by any goroutine.
type Keyring struct{ key [keySize]byte }

// Open reads the key from a file, or draws one and writes it, readable by the owner only. Without the file every token ends.
func Open(path string) (*Keyring, error) {
	k := &Keyring{}
	raw, err := os.ReadFile(path)
	switch {
	case err == nil && len(raw) == keySize:
		copy(k.key[:], raw)
		return k, nil
	case err == nil:
		return nil, fmt.Errorf("the key of tokens in %s has %d bytes instead of %d: restore it, or remove it, which ends all tokens", path, len(raw), keySize)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read the key of tokens: %w", err)
	}
	if _, err := rand.Read(k.key[:]); err != nil {
		return nil, fmt.Errorf("draw the key of tokens: %w", err)
	}
	if err := write(path, k.key[:]); err != nil {
		return nil, fmt.Errorf("write the key of tokens: %w", err)
	}
	return k, nil
}

// write makes the file whole or not at all.
func write(path string, raw []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".bearer-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(raw)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Mint makes the token.
func (k *Keyring) Mint(c Claims) string {
	for c.ID == 0 {
		var raw [8]byte
		rand.Read(raw[:]) // never fails
		c.ID = binary.BigEndian.Uint64(raw[:])
	}
	b := make([]byte, 0, tokenSize)
	b = append(b, version, byte(c.Use))
	b = append(b, c.Wallet[:]...)
	for _, n := range []uint64{c.Event, c.ID, c.Issued, c.Expires} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return base64.RawURLEncoding.EncodeToString(append(b, k.mac(b)...))
}

// Read returns what a token of the use says. Its errors are ErrInvalid and ErrExpired.
func (k *Keyring) Read(token string, use Use, now time.Time) (Claims, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenSize) {
		return Claims{}, ErrInvalid
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || !hmac.Equal(b[bodySize:], k.mac(b[:bodySize])) || b[0] != version || Use(b[1]) != use {
		return Claims{}, ErrInvalid
	}
	c := Claims{Use: use, Wallet: common.BytesToAddress(b[2:22])}
	for i, n := range []*uint64{&c.Event, &c.ID, &c.Issued, &c.Expires} {
		*n = binary.BigEndian.Uint64(b[22+8*i:])
	}
	if c.Expires != 0 && now.Unix() >= int64(c.Expires) {
		return Claims{}, ErrExpired
	}
	return c, nil
}

func (k *Keyring) mac(b []byte) []byte {
	h := hmac.New(sha256.New, k.key[:])
	h.Write(b)
	return h.Sum(nil)[:macSize]
}
