package config

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
)

// maxSecret bounds a secret's file, in bytes; keys and passphrases are far shorter, so a larger one is the wrong file.
const maxSecret = 64 << 10

// Secret is a value that comes only from HAUS_SECTION_KEY or from the file that section.key_file names, and that prints as ***.
type Secret struct{ value string }

// Value returns the secret; empty: none was given.
func (s Secret) Value() string { return s.value }

// String hides the secret.
func (s Secret) String() string {
	if s.value == "" {
		return ""
	}
	return "***"
}

// GoString hides the secret.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// readSecret reads a secret's file without the line ending that editors add.
func readSecret(path string) (Secret, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return Secret{}, fmt.Errorf("cannot read the secret: %w", err)
	case !info.Mode().IsRegular() || info.Size() > maxSecret:
		return Secret{}, fmt.Errorf("%s is not a file of at most %d bytes", path, maxSecret)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Secret{}, fmt.Errorf("cannot read the secret: %w", err)
	}
	value := strings.TrimRight(string(data), "\r\n")
	if value == "" {
		return Secret{}, errors.New("the file is empty: put the secret on its first line")
	}
	return Secret{value}, nil
}
