package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/haus25/backend/internal/agent"
)

// newKey is haus key: a key to act with, in agent.json and agent.pass of a folder. It never replaces one.
func newKey(args []string, out io.Writer) error {
	dir := "."
	switch len(args) {
	case 0:
	case 1:
		dir = args[0]
	default:
		return fmt.Errorf("%w: unexpected %q", errUsage, args[1])
	}
	file, secret := filepath.Join(dir, "agent.json"), filepath.Join(dir, "agent.pass")
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s is there already: it is not replaced, for what was allowed and sent to its address would be lost", file)
	}
	random := make([]byte, 24)
	if _, err := rand.Read(random); err != nil {
		return fmt.Errorf("make a passphrase: %w", err)
	}
	passphrase := base64.StdEncoding.EncodeToString(random)
	// The passphrase first: a key that nobody can open would be worse than a passphrase of nothing.
	f, err := os.OpenFile(secret, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write the passphrase: %w", err)
	}
	_, err = f.WriteString(passphrase + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the passphrase: %w", err)
	}
	key, err := agent.Create(file, passphrase)
	if err != nil {
		return errors.Join(err, os.Remove(secret))
	}
	fmt.Fprintf(out, `made %s and %s for %s. In haus.toml:

[agent]
key_file = %q
passphrase_file = %q

Keep copies of both, apart from each other. docs/agent.md tells how the address is allowed to write, and what it pays.
`, file, secret, key.Address(), file, secret)
	return nil
}
