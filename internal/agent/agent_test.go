package agent

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts"
	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

func TestMain(m *testing.M) {
	strength.n, strength.p = keystore.LightScryptN, keystore.LightScryptP
	os.Exit(m.Run())
}

// known is a key whose figures are known; worthless, since it is public.
func known(t *testing.T) *Key {
	t.Helper()
	private, err := crypto.HexToECDSA("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318")
	if err != nil {
		t.Fatal(err)
	}
	return New(private)
}

func TestKeyFileComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "agent.json")
	made, err := Create(path, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	read, err := Load(path, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if made.Address() != read.Address() {
		t.Errorf("made %s, read %s", made.Address(), read.Address())
	}
	if _, err := Create(path, "another"); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second key over the first: %v", err)
	}
	if again, err := Load(path, "correct horse"); err != nil || again.Address() != made.Address() {
		t.Errorf("after the refusal: %v, %v", again, err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v (%v)", left, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "agent.json")
	if _, err := Create(path, "correct horse"); err != nil {
		t.Fatal(err)
	}
	noKeystore := filepath.Join(folder, "text")
	if err := os.WriteFile(noKeystore, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(filepath.Join(folder, "nothing"), "x"); !errors.Is(err, ErrNoKey) {
		t.Errorf("no file: %v", err)
	}
	if _, err := Load(path, "wrong horse"); !errors.Is(err, ErrPassphrase) || strings.Contains(err.Error(), "wrong horse") {
		t.Errorf("wrong passphrase: %v", err)
	}
	if _, err := Load(path, ""); !errors.Is(err, ErrPassphrase) || !strings.Contains(err.Error(), "HAUS_AGENT_PASSPHRASE") {
		t.Errorf("no passphrase: %v", err)
	}
	for _, other := range []string{noKeystore, folder} {
		if _, err := Load(other, "x"); err == nil || !strings.Contains(err.Error(), "not a keystore") {
			t.Errorf("%s: %v", other, err)
		}
	}
	for mode, fine := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: true, 0o644: false, 0o604: false, 0o660: false, 0o602: false} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path, "correct horse"); errors.Is(err, ErrExposed) == fine || fine && err != nil {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
	if _, err := Create(filepath.Join(folder, "empty"), ""); err == nil {
		t.Error("an empty passphrase was taken")
	}
}

// TestKnownFigures compares with what others compute for the key: web3.js documents its address and its signature of "Some data".
func TestKnownFigures(t *testing.T) {
	k := known(t)
	if want := common.HexToAddress("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"); k.Address() != want {
		t.Errorf("address %s, want %s", k.Address(), want)
	}
	got, err := k.SignText([]byte("Some data"))
	if err != nil {
		t.Fatal(err)
	}
	want := common.FromHex("0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c")
	if !bytes.Equal(got, want) {
		t.Errorf("signature %x, want %x", got, want)
	}
	got[64] -= 27
	public, err := crypto.SigToPub(accounts.TextHash([]byte("Some data")), got)
	if err != nil || crypto.PubkeyToAddress(*public) != k.Address() {
		t.Errorf("recovered %v (%v)", public, err)
	}
}

func TestTransactionCountsOnOneChain(t *testing.T) {
	k := known(t)
	signed, err := k.SignTx(types.NewTx(&types.DynamicFeeTx{ChainID: common.Big1, Gas: 21000, To: &common.Address{}}), 1)
	if err != nil {
		t.Fatal(err)
	}
	if from, err := types.Sender(types.LatestSignerForChainID(common.Big1), signed); err != nil || from != k.Address() {
		t.Errorf("sender %s (%v)", from, err)
	}
	if _, err := k.SignTx(types.NewTx(&types.DynamicFeeTx{ChainID: common.Big1}), 2); err == nil {
		t.Error("signed for another chain than the transaction's")
	}
}

func TestDerivedSecretsDiffer(t *testing.T) {
	k := known(t)
	derive := func(k *Key, purpose string) [32]byte {
		secret, err := k.Derive(purpose)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	other, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	first := derive(k, "xmtp database")
	if first != derive(known(t), "xmtp database") {
		t.Error("the same key and purpose gave another secret")
	}
	if first == derive(k, "something else") || first == derive(New(other), "xmtp database") {
		t.Error("another purpose or key gave the same secret")
	}
}

func TestNothingShowsTheKey(t *testing.T) {
	k := known(t)
	secret := "4c0883a69102937d"
	raw := crypto.FromECDSA(k.private)
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("key", "key", k, "in", struct{ K *Key }{k})
	marshalled, err := json.Marshal(map[string]any{"key": k})
	if err != nil {
		t.Fatal(err)
	}
	shown := logged.String() + string(marshalled)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		shown += fmt.Sprintf(verb, k) + fmt.Sprintf(verb, []*Key{k}) + fmt.Sprintf(verb, struct{ K *Key }{k})
	}
	if strings.Contains(strings.ToLower(shown), secret) || strings.Contains(shown, new(big.Int).SetBytes(raw).String()) {
		t.Errorf("the key is shown: %s", shown)
	}
	if !strings.Contains(shown, k.Address().Hex()) {
		t.Errorf("the address is not shown: %s", shown)
	}
}
