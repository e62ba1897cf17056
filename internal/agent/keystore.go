package agent

import (
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid" // the keystore format's id; geth's own choice
)

// Decisions that a caller takes by errors.Is.
var (
	// ErrNoKey says that there is no key file.
	ErrNoKey = errors.New("there is no key file")
	// ErrPassphrase says that the passphrase does not open the file.
	ErrPassphrase = errors.New("the passphrase does not open the key file")
	// ErrExposed says that others may read or change the file.
	ErrExposed = errors.New("the key file is open to others")
)

// maxFile bounds a key file, in bytes: a keystore has about 500.
const maxFile = 64 << 10

// strength is what the passphrase costs to try, the standard's (about a second and 256 MB); tests use less.
var strength = struct{ n, p int }{keystore.StandardScryptN, keystore.StandardScryptP}

// Load opens a keystore v3 file. Its errors are ErrNoKey, ErrPassphrase, ErrExposed, or that the file is no keystore.
//
// A file that everybody on the machine may read, or somebody else may write, is refused and not only warned about: a warning is
// read by nobody, a passphrase can be guessed at leisure once its file is copied, and the mend is one command. Reading by the
// group is allowed: that is how service managers hand secrets to a daemon.
func Load(path, passphrase string) (*Key, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("open %s: %w: make one, or set agent.key_file to it", path, ErrNoKey)
	case err != nil:
		return nil, fmt.Errorf("open the key file: %w", err)
	case !info.Mode().IsRegular() || info.Size() > maxFile:
		return nil, fmt.Errorf("open %s: not a keystore: it is no file of at most %d bytes", path, maxFile)
	case info.Mode().Perm()&0o027 != 0:
		return nil, fmt.Errorf("open %s: %w (mode %04o): run `chmod 600 %s`", path, ErrExposed, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("open the key file: %w", err)
	}
	if passphrase == "" {
		return nil, fmt.Errorf("open %s: %w: none is given: set agent.passphrase_file or HAUS_AGENT_PASSPHRASE", path, ErrPassphrase)
	}
	key, err := keystore.DecryptKey(text, passphrase)
	if errors.Is(err, keystore.ErrDecrypt) {
		return nil, fmt.Errorf("open %s: %w: mend agent.passphrase_file or HAUS_AGENT_PASSPHRASE", path, ErrPassphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: not a keystore (version 3): %w", path, err)
	}
	return New(key.PrivateKey), nil
}

// Create makes a new random key and writes it, as Import does.
func Create(path, passphrase string) (*Key, error) {
	private, err := crypto.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	return Import(path, passphrase, private)
}

// Import writes a key as a keystore file that only its owner can read, synced. It never replaces a file: there would be no way
// back to the old key.
func Import(path, passphrase string, private *ecdsa.PrivateKey) (*Key, error) {
	if passphrase == "" {
		return nil, errors.New("write the key file: the passphrase is empty: choose one, for example 32 random characters")
	}
	k := New(private)
	id, err := uuid.NewRandomFromReader(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("write the key file: %w", err)
	}
	text, err := keystore.EncryptKey(&keystore.Key{Id: id, Address: k.address, PrivateKey: private}, passphrase, strength.n, strength.p)
	if err != nil {
		return nil, fmt.Errorf("write the key file: %w", err)
	}
	if err := writeNew(path, append(text, '\n')); err != nil {
		return nil, fmt.Errorf("write the key file: %w", err)
	}
	return k, nil
}

// writeNew writes a file that must not be there yet; it is there whole or not at all.
func writeNew(path string, text []byte) (err error) {
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil { // unlike Rename it refuses to replace
		return err
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
