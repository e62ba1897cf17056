package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/params"

	"github.com/haus25/backend/bindings"
	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/reactors/chat"
	"github.com/haus25/backend/reactors/chat/sidecar"
	"github.com/haus25/backend/store"
)

// checkReactors says which reactors run, and whether what they need is there.
func checkReactors(ctx context.Context, c *config.Config, line func(string, error, string, ...any)) {
	on := enabled(c)
	line("reactors", nil, "%s", describeReactors(c, on))
	if len(on) == 0 {
		return
	}
	own := checkKey(ctx, c, line)
	if slices.Contains(on, chat.Name) && (own != nil || c.Chat.KeyFile != "") {
		checkChat(ctx, c, own, line)
	}
	checkShows(ctx, c, on, line)
	targets, err := uploadTargets(c)
	if len(targets) == 0 {
		line("uploads", err, "none: documents are readable on this machine only; set content.upload")
		return
	}
	line("uploads", err, "documents go to %s", strings.Join(c.Content.Upload, ", "))
}

// checkChat says whether the program that speaks to XMTP can run, and as whom.
func checkChat(ctx context.Context, c *config.Config, own *agent.Key, line func(string, error, string, ...any)) {
	o, err := sidecarOptions(c, own, slog.New(slog.DiscardHandler))
	if err != nil {
		line("chat", err, "")
		return
	}
	programs, err := sidecar.Check(ctx, o)
	line("chat", err, "%s; on XMTP's %s network as %s", programs, o.Env, o.Address)
}

func describeReactors(c *config.Config, on []string) string {
	parts := []string{"none runs"}
	if running := slices.DeleteFunc(slices.Clone(on), func(name string) bool { return slices.Contains(c.Reactors.Paused, name) }); len(running) > 0 {
		parts[0] = join(running) + " on"
	}
	if paused := slices.DeleteFunc(slices.Clone(on), func(name string) bool { return !slices.Contains(c.Reactors.Paused, name) }); len(paused) > 0 {
		parts = append(parts, join(paused)+" paused: work is recorded and waits")
	}
	if off := slices.DeleteFunc(slices.Clone(implemented), func(name string) bool { return slices.Contains(on, name) }); len(off) > 0 {
		parts = append(parts, join(off)+" off")
	}
	if wanted(c, chat.Name) && !hasChatKey(c) {
		parts = append(parts, "chat needs a key: set agent.key_file or chat.key_file (docs/chat.md)")
	}
	if names := lacking(c); len(names) > 0 {
		parts = append(parts, join(names)+" not part of this version: reactors.only may leave them out")
	}
	return strings.Join(parts, "; ")
}

func join(names []string) string { return strings.Join(names, ", ") }

// checkKey says as whom haus acts, and returns the key; nil: there is none that can be used.
func checkKey(ctx context.Context, c *config.Config, line func(string, error, string, ...any)) *agent.Key {
	key, err := agentKey(c)
	if err == nil && key == nil {
		line("agent key", nil, "none: nothing is written on chain; set agent.key_file (docs/agent.md)")
		return nil
	}
	line("agent key", err, "haus acts as %s", key)
	if err != nil {
		return nil
	}
	balance, listed, err := askAgent(ctx, c, key.Address())
	switch {
	case err != nil: // of which the endpoints' lines tell
		line("agent", nil, "what it has and may do cannot be asked")
	case balance.Sign() == 0:
		line("agent", fmt.Errorf("%s has no SEI for fees: send it some (docs/agent.md)", key), "")
	case listed:
		line("agent", nil, "has %s SEI for fees, and may write every event's document", formatSEI(balance))
	default:
		line("agent", nil, "has %s SEI for fees, and may write the documents of events that it owns or is the delegate of; others wait (docs/agent.md)", formatSEI(balance))
	}
	return key
}

func formatSEI(wei *big.Int) string {
	return new(big.Rat).SetFrac(wei, big.NewInt(params.Ether)).FloatString(6)
}

// askAgent asks what an address has, in wei, and whether it is on the global whitelist.
func askAgent(ctx context.Context, c *config.Config, a common.Address) (balance *big.Int, listed bool, err error) {
	pool, err := evm.NewPool(poolOptions(c, slog.New(slog.DiscardHandler)))
	if err != nil {
		return nil, false, err
	}
	defer pool.Close()
	manager := bindings.NewEventManager()
	ctx, stop := context.WithTimeout(ctx, c.Chain.Timeout) // an endpoint that hangs has been told of
	defer stop()
	err = pool.Do(ctx, func(ctx context.Context, e *evm.Endpoint) error {
		b := e.NewBatch()
		has, on := b.Balance(a), b.Call(c.Contracts.EventManager, manager.PackGlobalWhitelist(a))
		if err := b.Send(ctx); err != nil {
			return err
		}
		if err := errors.Join(has.Err, on.Err); err != nil {
			return err
		}
		balance = has.Value
		var err error
		listed, err = manager.UnpackGlobalWhitelist(on.Value)
		return err
	})
	return balance, listed, err
}

// checkCatchUp says how much a reactor that was off until now has to look at when haus run starts.
func checkCatchUp(c *config.Config, v *store.View, line func(string, error, string, ...any)) {
	before, err := v.Enabled()
	if err != nil {
		line("reactors", err, "")
		return
	}
	fresh := slices.DeleteFunc(enabled(c), func(name string) bool { return slices.Contains(before, name) })
	if len(fresh) == 0 {
		return
	}
	open, all, err := openEvents(v)
	for _, name := range fresh {
		line(name, err, "was off until now: haus run lets it look at %d events, of which %d have not ended and may ask for something", all, open)
	}
}

// openEvents counts the events that may still ask for a group, a plan or a transaction as of the index's chain time.
func openEvents(v *store.View) (open, all int, err error) {
	for r, err := range v.Events(store.AllEvents(), nil, false) {
		if err != nil {
			return 0, 0, fmt.Errorf("count the events: %w", err)
		}
		all++
		if s := r.Value.StatusAt(v.Now()); s == store.Upcoming || s == store.Live {
			open++
		}
	}
	return open, all, nil
}
