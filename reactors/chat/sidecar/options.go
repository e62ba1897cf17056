package sidecar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// Options say what to run and as whom. Zero durations take the defaults named beside them.
type Options struct {
	Node   string   // the Node.js executable; default "node", looked up in PATH
	Dir    string   // this package's folder, with its two .mjs files and node_modules
	DBDir  string   // the folder of the client's database, made with mode 0700; losing it costs the membership of every group
	DBKey  [32]byte // encrypts that database; another key cannot open it
	Env    string   // "local", "dev" or "production": the XMTP network
	APIURL string   // another address of that network's API; "" is the network's own

	Address common.Address // the service's wallet, an EOA
	// Sign makes the EIP-191 personal signature of text with Address's key: 65 bytes, v as 27 or 28. It is called only when an
	// inbox or an installation is made, and only with texts that do that and no more.
	Sign func(text []byte) ([]byte, error)
	Log  *slog.Logger // default: discarded

	StartTimeout time.Duration // from spawning to ready, registration included; default 60 s
	CallTimeout  time.Duration // the most for any one call, if its context allows more; default 30 s
	PingEvery    time.Duration // between two questions whether the child is alive; default 5 s
	PingTimeout  time.Duration // for the answer, then it is ended; default 10 s
	StuckAfter   time.Duration // a call of the SDK that runs longer than this ends the child, since the SDK itself waits without end; default 1 min
	StopGrace    time.Duration // from the socket's end to being killed; default 3 s
	FirstRestart time.Duration // the first pause before a restart, doubled each time, with jitter; default 500 ms
	MostRestart  time.Duration // the longest; default 1 min
}

// withDefaults fills what was left out.
func (o Options) withDefaults() Options {
	if o.Node == "" {
		o.Node = "node"
	}
	if o.Env == "" {
		o.Env = "dev"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&o.StartTimeout, time.Minute}, {&o.CallTimeout, 30 * time.Second}, {&o.PingEvery, 5 * time.Second},
		{&o.PingTimeout, 10 * time.Second}, {&o.StuckAfter, time.Minute}, {&o.StopGrace, 3 * time.Second},
		{&o.FirstRestart, 500 * time.Millisecond}, {&o.MostRestart, time.Minute},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return o
}

const script = "sidecar.mjs"

// The oldest Node.js that the pinned SDK was seen to work on, whatever its package's "engines" says.
const nodeMajor, nodeMinor = 20, 20

// Check says which Node.js and SDK would run, or in one sentence what is missing and how to mend it. It starts Node.js for
// a moment to load the SDK's native module, so that a C library that is too old is told here.
func Check(ctx context.Context, o Options) (version string, err error) {
	o = o.withDefaults()
	ctx, cancel := context.WithTimeout(ctx, o.StartTimeout)
	defer cancel()
	node, err := exec.LookPath(o.Node)
	if err != nil {
		return "", fmt.Errorf("the chat needs Node.js and %q is not there: install Node.js %d.%d or newer (https://nodejs.org/en/download), or name the executable's path", o.Node, nodeMajor, nodeMinor)
	}
	cmd := exec.CommandContext(ctx, node, "--version")
	cmd.Env, cmd.WaitDelay = environment(os.Environ()), time.Second
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w: is it Node.js %d.%d or newer?", node, err, nodeMajor, nodeMinor)
	}
	found, err := nodeVersion(string(out))
	if err != nil {
		return "", fmt.Errorf("%s: %w", node, err)
	}
	for _, need := range []string{script, "chat.mjs", "node_modules/@xmtp/node-sdk/package.json"} {
		if _, err := os.Stat(filepath.Join(o.Dir, need)); errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%s is not there: run `make sidecar` in the repository, and put reactors/chat/sidecar beside the binary", filepath.Join(o.Dir, need))
		} else if err != nil {
			return "", fmt.Errorf("look for the chat's sidecar: %w", err)
		}
	}
	cmd = exec.CommandContext(ctx, node, filepath.Join(o.Dir, script), "check")
	cmd.Env, cmd.WaitDelay = environment(os.Environ()), time.Second
	said := &tail{}
	cmd.Stderr = said
	out, err = cmd.Output()
	var sdk struct {
		SDK string `json:"sdk"`
	}
	if err == nil {
		err = json.Unmarshal(out, &sdk)
	}
	if err != nil {
		return "", fmt.Errorf("the XMTP SDK in %s does not load under Node.js %s: %w: %s: run `make sidecar` on this machine; it needs glibc 2.36 or newer", o.Dir, found, err, said)
	}
	return fmt.Sprintf("Node.js %s, XMTP SDK %s", found, printable(sdk.SDK, 40)), nil
}

var versionPattern = regexp.MustCompile(`^v(\d{1,4})\.(\d{1,4})\.(\d{1,4})\S{0,40}\s*$`)

// nodeVersion reads what `node --version` prints and refuses what is too old.
func nodeVersion(printed string) (string, error) {
	m := versionPattern.FindStringSubmatch(printed)
	if m == nil {
		return "", fmt.Errorf("--version says %q, which is not Node.js's way: install Node.js %d.%d or newer", printable(printed, 60), nodeMajor, nodeMinor)
	}
	major, _ := strconv.Atoi(m[1]) // at most four digits
	minor, _ := strconv.Atoi(m[2])
	version := fmt.Sprintf("%s.%s.%s", m[1], m[2], m[3])
	if major < nodeMajor || major == nodeMajor && minor < nodeMinor {
		return "", fmt.Errorf("version %s of Node.js is too old for the chat: install %d.%d or newer (https://nodejs.org/en/download)", version, nodeMajor, nodeMinor)
	}
	return version, nil
}
