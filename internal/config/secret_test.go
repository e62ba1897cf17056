package config

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// laterConfig is a configuration with the kinds of keys that no section of this version has yet.
type laterConfig struct {
	Wallet struct {
		Passphrase Secret  `toml:"passphrase"`
		KeyFile    string  `toml:"key_file" default:"agent.json" kind:"path"`
		Budget     float64 `toml:"budget" default:"1.5" min:"0" max:"100"`
		DryRun     bool    `toml:"dry_run"`
	} `toml:"wallet"`
}

func readLater(folder, file string, environ ...string) (laterConfig, error) {
	var c laterConfig
	r := newReader(reflect.TypeFor[laterConfig](), filepath.Join(folder, "haus.toml"))
	err := r.read(reflect.ValueOf(&c).Elem(), "haus.toml", []byte(file), environ)
	return c, errors.Join(append(r.errs, err)...)
}

func TestSecretComesFromVariableOrFile(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "agent.pass", "from file\r\n")
	named := "wallet.passphrase_file = \"agent.pass\""
	for _, c := range []struct {
		file    string
		environ []string
		want    string
	}{
		{"", nil, ""},
		{named, nil, "from file"},
		{"", []string{"HAUS_WALLET_PASSPHRASE_FILE=agent.pass"}, "from file"},
		{"", []string{"HAUS_WALLET_PASSPHRASE=given"}, "given"},
		{named, []string{"HAUS_WALLET_PASSPHRASE=given"}, "given"},
	} {
		got, err := readLater(folder, c.file, c.environ...)
		if err != nil || got.Wallet.Passphrase.Value() != c.want {
			t.Errorf("%s %s: got %q, %v", c.file, c.environ, got.Wallet.Passphrase.Value(), err)
		}
		if got.Wallet.KeyFile != filepath.Join(folder, "agent.json") {
			t.Errorf("key file %s", got.Wallet.KeyFile)
		}
	}
}

func TestSecretIsRefused(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, "empty", "\n")
	write(t, folder, "large", strings.Repeat("x", maxSecret+1))
	for file, want := range map[string]string{
		`passphrase = "SECRET1"`:     "wallet.passphrase: a secret does not belong into this file: write it to a file of its own and name that as wallet.passphrase_file, or set HAUS_WALLET_PASSPHRASE",
		`passphrase_file = "absent"`: "wallet.passphrase_file: cannot read the secret: stat " + folder + "/absent: no such file or directory",
		`passphrase_file = "empty"`:  "wallet.passphrase_file: the file is empty: put the secret on its first line",
		`passphrase_file = "large"`:  "wallet.passphrase_file: " + folder + "/large is not a file of at most 65536 bytes",
		`passphrase_file = "."`:      "wallet.passphrase_file: " + folder + " is not a file of at most 65536 bytes",
	} {
		if _, err := readLater(folder, "[wallet]\n"+file); err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", file, err, want)
		}
	}
}

func TestSecretNeverPrints(t *testing.T) {
	c, err := readLater(t.TempDir(), "", "HAUS_WALLET_PASSPHRASE=SECRET1")
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", c.Wallet.Passphrase)
	text := log.String() + fmt.Sprintf("%v %+v %#v %s %q", c, c, c, c.Wallet.Passphrase, c.Wallet.Passphrase)
	if strings.Contains(text, "SECRET1") || !strings.Contains(text, "***") {
		t.Error(text)
	}
}

func TestFractionsAndSwitches(t *testing.T) {
	for file, want := range map[string]laterConfig{
		"budget = 2":                    {},
		"budget = 2.25\ndry_run = true": {},
		"budget = 100\ndry_run = false": {},
	} {
		want.Wallet.DryRun = strings.Contains(file, "true")
		_, err := fmt.Sscanf(file, "budget = %g", &want.Wallet.Budget)
		if err != nil {
			t.Fatal(err)
		}
		fromFile, err1 := readLater("", "[wallet]\n"+file)
		var environ []string
		for line := range strings.SplitSeq(file, "\n") {
			name, value, _ := strings.Cut(line, " = ")
			environ = append(environ, variable("wallet."+name)+"="+value)
		}
		fromEnvironment, err2 := readLater("", "", environ...)
		want.Wallet.KeyFile = "agent.json"
		if fromFile != want || fromEnvironment != want || err1 != nil || err2 != nil {
			t.Errorf("%q: got %+v, %+v, %v, %v", file, fromFile, fromEnvironment, err1, err2)
		}
	}
	for variable, want := range map[string]string{
		"HAUS_WALLET_BUDGET=NaN":  "wallet.budget (HAUS_WALLET_BUDGET): NaN: not a number",
		"HAUS_WALLET_BUDGET=1e3":  "wallet.budget (HAUS_WALLET_BUDGET): 1000: must be 0 to 100",
		"HAUS_WALLET_BUDGET=few":  `wallet.budget (HAUS_WALLET_BUDGET): "few": not a number`,
		"HAUS_WALLET_DRY_RUN=yes": `wallet.dry_run (HAUS_WALLET_DRY_RUN): "yes": must be true or false`,
	} {
		if _, err := readLater("", "", variable); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
