package bearer

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

var (
	noon   = time.Unix(1_800_000_000, 0)
	claims = Claims{Use: Watch, Wallet: common.HexToAddress("0x1111111111111111111111111111111111111111"), Event: 7, ID: 9, Issued: 1_800_000_000, Expires: 1_800_000_600}
)

func open(t *testing.T, path string) *Keyring {
	t.Helper()
	k, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestToken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bearer.key")
	k := open(t, path)
	token := k.Mint(claims)
	for name, ring := range map[string]*Keyring{"same": k, "after a restart": open(t, path)} {
		if got, err := ring.Read(token, Watch, noon); err != nil || got != claims {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info.Mode(), err)
	}
	if _, err := k.Read(token, Publish, noon); !errors.Is(err, ErrInvalid) {
		t.Errorf("for another use: %v", err)
	}
	if _, err := k.Read(token, Watch, noon.Add(10*time.Minute)); !errors.Is(err, ErrExpired) {
		t.Errorf("after its end: %v", err)
	}
	if _, err := open(t, filepath.Join(t.TempDir(), "k")).Read(token, Watch, noon); !errors.Is(err, ErrInvalid) {
		t.Errorf("with another key: %v", err)
	}
	for _, wrong := range []string{"", "x", token + "A", token[1:], token[:len(token)-1] + "="} {
		if _, err := k.Read(wrong, Watch, noon); !errors.Is(err, ErrInvalid) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	forever := claims
	forever.Expires = 0
	if _, err := k.Read(k.Mint(forever), Watch, noon.Add(1e6*time.Hour)); err != nil {
		t.Errorf("without an end: %v", err)
	}
}

// TestEveryBit: no token with a single changed bit is valid, so every field is under the signature.
func TestEveryBit(t *testing.T) {
	k := open(t, filepath.Join(t.TempDir(), "k"))
	token := []byte(k.Mint(claims))
	for i := range token {
		for bit := range 7 {
			changed := append([]byte{}, token...)
			changed[i] ^= 1 << bit
			if c, err := k.Read(string(changed), Watch, noon); err == nil {
				t.Fatalf("byte %d, bit %d: %+v", i, bit, c)
			}
		}
	}
}

func TestIDsDiffer(t *testing.T) {
	k := open(t, filepath.Join(t.TempDir(), "k"))
	c := claims
	c.ID = 0
	if a, b := k.Mint(c), k.Mint(c); a == b {
		t.Error("two tokens are the same")
	}
}

func TestDamagedKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "k")
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a short key was taken")
	}
}
