package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"

	"github.com/haus25/backend/internal/devnet"
)

// mark opens every file that devnet wrote: no other file is overwritten.
const mark = "# Written by devnet for one development world; written anew at its next start.\n"

// config is the part of haus' configuration that depends on the world.
type config struct {
	DataDir   string          `toml:"data_dir"`
	Chain     chainConfig     `toml:"chain"`
	Contracts contractsConfig `toml:"contracts"`
	API       listenerConfig  `toml:"api"`
	Control   listenerConfig  `toml:"control"`
	Hooks     hooksConfig     `toml:"hooks"`

	Agent    *agentConfig    `toml:"agent,omitempty"`
	Chat     *chatConfig     `toml:"chat,omitempty"`
	Metadata *metadataConfig `toml:"metadata,omitempty"`
	Content  *contentConfig  `toml:"content,omitempty"`
	Stream   *streamConfig   `toml:"stream,omitempty"`
	Reactors *reactorsConfig `toml:"reactors,omitempty"`
}

type chainConfig struct {
	ID         uint64   `toml:"id"`
	RPC        []string `toml:"rpc"`
	WS         []string `toml:"ws"`
	StartBlock uint64   `toml:"start_block"`
}

type contractsConfig struct {
	EventFactory    string `toml:"event_factory"`
	EventManager    string `toml:"event_manager"`
	LiveTipping     string `toml:"live_tipping"`
	Distributor     string `toml:"distributor"`
	CreationWrapper string `toml:"creation_wrapper"`
}

type listenerConfig struct {
	Listen string `toml:"listen"`
}

type hooksConfig struct {
	Listen     string `toml:"listen"`
	SecretFile string `toml:"secret_file,omitempty"`
}

type streamConfig struct {
	Host   string   `toml:"host"`
	TLS    bool     `toml:"tls"`
	SRSAPI []string `toml:"srs_api"`
	HLSDir string   `toml:"hls_dir"`
}

type reactorsConfig struct {
	Only []string `toml:"only"`
}

type agentConfig struct {
	KeyFile        string `toml:"key_file"`
	PassphraseFile string `toml:"passphrase_file"`
}

type chatConfig struct {
	Env     string `toml:"env"`
	APIURL  string `toml:"api_url"`
	Sidecar string `toml:"sidecar"`
}

type metadataConfig struct {
	Settle string `toml:"settle"`
}

type contentConfig struct {
	Upload   []string `toml:"upload"`
	KuboURL  string   `toml:"kubo_url"`
	Gateways []string `toml:"gateways"`
}

// writeConfig writes a configuration with which haus follows chain and, when there is one, acts in scene and theatre. Its data_dir
// stands beside the file and carries the start of the genesis hash in its name:
// what haus knows of another world does not meet this one.
func writeConfig(f flags, chain *devnet.Chain, scene *scene, theatre *theatre) error {
	path, err := filepath.Abs(f.config)
	if err != nil {
		return fmt.Errorf("find the place of %s: %w", f.config, err)
	}
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look at the configuration that is there: %w", err)
	}
	if err == nil && !bytes.HasPrefix(old, []byte(mark)) {
		return fmt.Errorf("write %s: there is a file that devnet did not write; give -config another name", f.config)
	}
	world, err := worldOf(chain)
	if err != nil {
		return err
	}
	contracts := chain.Contracts()
	c := config{
		DataDir: filepath.Join(filepath.Dir(path), "data-"+world),
		Chain: chainConfig{
			ID:         chain.ChainID(),
			RPC:        []string{chain.HTTPURL()},
			WS:         []string{chain.WSURL()},
			StartBlock: chain.StartBlock(),
		},
		Contracts: contractsConfig{
			EventFactory:    contracts.EventFactory.Hex(),
			EventManager:    contracts.EventManager.Hex(),
			LiveTipping:     contracts.LiveTipping.Hex(),
			Distributor:     contracts.Distributor.Hex(),
			CreationWrapper: contracts.CreationWrapper.Hex(),
		},
		API:     listenerConfig{f.api},
		Control: listenerConfig{f.control},
		Hooks:   hooksConfig{Listen: f.hooks},
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write the configuration for haus: %w", err)
	}
	if scene != nil {
		if err := writeKey(filepath.Dir(path), chain.Haus()); err != nil {
			return err
		}
		c.Agent = &agentConfig{keyFile, passphraseFile}
		c.Chat = &chatConfig{"local", scene.xmtpURL, scene.sidecar}
		c.Metadata = &metadataConfig{"1s"} // events here are over in half a minute
		c.Content = &contentConfig{[]string{"kubo"}, scene.kubo.URL, []string{scene.kubo.URL}}
	}
	if theatre != nil {
		c.Hooks.SecretFile = theatre.secretFile
		c.Stream = &streamConfig{"127.0.0.1", false, []string{theatre.media.URL()}, theatre.hls}
	}
	if theatre == nil {
		// By default haus asks for a media server on this machine, and one that is there is of another world.
		c.Reactors = &reactorsConfig{[]string{"chat", "metadata"}}
	}
	var text bytes.Buffer
	text.WriteString(mark)
	err = toml.NewEncoder(&text).Encode(c)
	if err == nil {
		err = os.WriteFile(path, text.Bytes(), 0o644)
	}
	if err != nil {
		return fmt.Errorf("write the configuration for haus: %w", err)
	}
	return nil
}

// worldOf names a world by its genesis block, short enough for the name of a folder.
func worldOf(chain *devnet.Chain) (string, error) {
	genesis, err := chain.Client().HeaderByNumber(context.Background(), new(big.Int))
	if err != nil {
		return "", fmt.Errorf("read the genesis block: %w", err)
	}
	hash := genesis.Hash()
	return hex.EncodeToString(hash[:4]), nil
}
