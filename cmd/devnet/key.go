package main

import (
	"bytes"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid" // the keystore format's id; geth's own choice
)

// haus' key for the development world, beside its configuration.
const (
	keyFile        = "agent.json"
	passphraseFile = "agent.pass"
	passphrase     = "worthless outside of a development world\n"
)

// writeKey writes a keystore file and its passphrase, anew at each start: the key
// follows from the seed, so nothing is lost. No other key is overwritten, which
// the passphrase's file tells. The encryption is a light one, since everybody
// knows the key.
func writeKey(folder string, private *ecdsa.PrivateKey) error {
	key, pass := filepath.Join(folder, keyFile), filepath.Join(folder, passphraseFile)
	for path, ours := range map[string]func(text []byte) bool{
		pass: func(text []byte) bool { return bytes.Equal(text, []byte(passphrase)) },
		key: func([]byte) bool {
			text, err := os.ReadFile(pass)
			return err == nil && bytes.Equal(text, []byte(passphrase))
		},
	} {
		text, err := os.ReadFile(path)
		if err == nil && !ours(text) {
			return fmt.Errorf("write %s: there is a file that devnet did not write; give -config a place in another folder", path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("look at the key that is there: %w", err)
		}
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return fmt.Errorf("write haus' key: %w", err)
	}
	text, err := keystore.EncryptKey(&keystore.Key{Id: id, Address: crypto.PubkeyToAddress(private.PublicKey), PrivateKey: private},
		passphrase[:len(passphrase)-1], keystore.LightScryptN, keystore.LightScryptP)
	if err == nil {
		// The passphrase first: a key without it would not be known as ours.
		err = errors.Join(os.WriteFile(pass, []byte(passphrase), 0o600), os.WriteFile(key, text, 0o600))
	}
	if err != nil {
		return fmt.Errorf("write haus' key: %w", err)
	}
	return nil
}
