package audience

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/rpc"
	"net/rpc/jsonrpc" // the standard library's JSON-RPC client: answers in any order, one connection
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/haus25/backend/internal/socketpair"
)

//go:embed audience.mjs
var script []byte

// Options of an audience.
type Options struct {
	// Node is the Node.js executable, 20.20 or newer; default "node", looked up in PATH.
	Node string
	// SidecarDir is the chat sidecar's folder, whose node_modules hold the SDK.
	SidecarDir string
	// Dir keeps the clients' databases, so that a wallet that joins again is the same installation; "" keeps them in memory.
	Dir string
	// APIURL is the XMTP node, such as http://127.0.0.1:5556.
	APIURL string
	// Log takes what the process says; nil: nothing.
	Log *slog.Logger
}

// Audience is the process. Its methods, and those of its clients, may be called from any goroutine.
type Audience struct {
	calls  *rpc.Client
	cancel context.CancelFunc
	cmd    *exec.Cmd
	exited chan struct{}
	status error // after exited
}

// grace is how long the process may take to end by itself; it takes some 10 ms.
const grace = 3 * time.Second

// ErrNotMember says that a wallet is not in a group: it never was, or it is no longer.
var ErrNotMember = errors.New("not a member of the group")

// ErrGone says that the process has ended: nobody of the audience acts any more.
var ErrGone = errors.New("the audience's process has ended")

// Start runs the process until Close is called or ctx ends.
func Start(ctx context.Context, o Options) (*Audience, error) {
	if o.Node == "" {
		o.Node = "node"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	sdk, err := filepath.Abs(filepath.Join(o.SidecarDir, "node_modules", "@xmtp", "node-sdk"))
	if err == nil {
		_, err = os.Stat(sdk)
	}
	if err != nil {
		return nil, fmt.Errorf("look for the audience's XMTP SDK: %w: run `make sidecar`", err)
	}
	if o.Dir != "" {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the folder for the audience's databases: %w", err)
		}
	}
	ours, theirs, err := socketpair.New()
	if err != nil {
		return nil, fmt.Errorf("make the audience's socket: %w", err)
	}
	defer theirs.Close()

	living, cancel := context.WithCancel(ctx)
	cmd := exec.CommandContext(living, o.Node, "--no-warnings", "--input-type=module", "-", sdk, o.APIURL, o.Dir)
	a := &Audience{calls: jsonrpc.NewClient(ours), cancel: cancel, cmd: cmd, exited: make(chan struct{})}
	cmd.Stdin = bytes.NewReader(script)
	cmd.Stderr = slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn).Writer()
	cmd.ExtraFiles = []*os.File{theirs}
	// The socket's end tells the process to end.
	cmd.Cancel = a.calls.Close
	cmd.WaitDelay = grace
	if err := cmd.Start(); err != nil {
		cancel()
		return nil, errors.Join(fmt.Errorf("start the audience: %w: Node.js 20.20 or newer is needed (https://nodejs.org/en/download)", err), a.calls.Close())
	}
	go func() {
		defer close(a.exited)
		a.status = cmd.Wait()
		_ = a.calls.Close() // it is closed already when we ended it
	}()
	if err := a.call(ctx, "hello", struct{}{}, nil); err != nil {
		return nil, errors.Join(fmt.Errorf("start the audience: %w", err), a.Close())
	}
	return a, nil
}

// Close ends the process and waits for its end. Wallets are as if their phones were switched off.
func (a *Audience) Close() error {
	a.cancel()
	<-a.exited
	if a.status != nil && !errors.Is(a.status, context.Canceled) {
		return fmt.Errorf("the audience's process: %w", a.status)
	}
	return nil
}

// Memory is how much the process uses, in bytes.
func (a *Audience) Memory(ctx context.Context) (bytes int64, err error) {
	err = a.call(ctx, "memory", struct{}{}, &bytes)
	return bytes, err
}

// call asks the process and waits for its answer. What was begun goes on when ctx ends first.
func (a *Audience) call(ctx context.Context, method string, params, result any) error {
	answer := new(json.RawMessage) // not result: the answer may come when nobody waits any more
	select {
	case done := <-a.calls.Go(method, params, answer, make(chan *rpc.Call, 1)).Done:
		if err := understand(done); err != nil || result == nil {
			return err
		}
		if err := json.Unmarshal(*answer, result); err != nil {
			return fmt.Errorf("XMTP %s: read the answer: %w", method, err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("XMTP %s: %w", method, context.Cause(ctx))
	}
}

// understand makes of an answer the error that callers decide by.
func understand(done *rpc.Call) error {
	var said rpc.ServerError
	switch {
	case done.Error == nil:
		return nil
	case errors.As(done.Error, &said):
		if why, is := strings.CutPrefix(string(said), "notMember "); is {
			return fmt.Errorf("XMTP %s: %w: the wallet %s", done.ServiceMethod, ErrNotMember, why)
		}
		return fmt.Errorf("XMTP %s: %w", done.ServiceMethod, done.Error)
	}
	return fmt.Errorf("XMTP %s: %w: %w", done.ServiceMethod, ErrGone, done.Error)
}
