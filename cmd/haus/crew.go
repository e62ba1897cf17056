package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/haus25/backend/internal/agent"
	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/evm"
	"github.com/haus25/backend/internal/fetch"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/archive"
	"github.com/haus25/backend/reactors/chat"
	"github.com/haus25/backend/reactors/chat/sidecar"
	"github.com/haus25/backend/reactors/metadata"
	"github.com/haus25/backend/reactors/metadata/transactor"
	"github.com/haus25/backend/reactors/stream"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// crew is the reactors of this daemon and what they work with.
type crew struct {
	reactors []reactors.Reactor
	content  *content.Store
	fetcher  *fetch.Fetcher
	keys     *bearer.Keyring
	shows    shows
	parts    []part // that the reactors need until they have stopped
}

// newCrew makes the reactors that the configuration asks for. Nothing runs yet, and nothing is asked of the network.
func newCrew(ctx context.Context, c *config.Config, s *store.Store, pool *evm.Pool, log *slog.Logger) (_ *crew, err error) {
	w := &crew{}
	if w.content, err = content.Open(contentOptions(c)); err != nil {
		return nil, err
	}
	if w.fetcher, err = fetch.New(fetchOptions(c, w.content)); err != nil {
		return nil, err
	}
	if w.keys, err = openKeys(c); err != nil {
		return nil, err
	}
	on := enabled(c)
	if slices.Contains(on, stream.Name) {
		if err := w.addStream(c, s, log); err != nil {
			return nil, err
		}
	}
	if slices.Contains(on, archive.Name) {
		if err := w.addArchive(ctx, c, s, log); err != nil {
			return nil, err
		}
	}
	own, err := agentKey(c)
	if err != nil {
		return nil, err
	}
	if slices.Contains(on, chat.Name) {
		if err := w.addChat(c, s, own, log); err != nil {
			return nil, err
		}
	}
	if slices.Contains(on, transactor.Reactor) {
		if err := w.addMetadata(c, s, pool, own, log); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *crew) close() {
	w.fetcher.Close()
	if w.shows.srs != nil {
		w.shows.srs.Close()
	}
}

func (w *crew) addChat(c *config.Config, s *store.Store, own *agent.Key, log *slog.Logger) error {
	o, err := sidecarOptions(c, own, log)
	if err != nil {
		return err
	}
	messenger := sidecar.New(o)
	r, err := chat.New(chat.Options{Messenger: messenger, Network: c.Chat.Env, Identity: s.Identity(), Self: o.Address, Document: w.document,
		ReplayURL: replayURL(c.Chat.ReplayURL), GroupsPerCreator: c.Chat.GroupsPerCreator, GroupsPerDay: c.Chat.GroupsPerDay,
		NoticesPerDay: c.Chat.NoticesPerDay, Notices: c.Chat.Notices, LateJoin: c.Chat.LateJoin, Pace: c.Chat.Pace, Log: log})
	if err != nil {
		return err
	}
	w.reactors = append(w.reactors, r)
	w.parts = append(w.parts, part{"sidecar", messenger.Run})
	return nil
}

func (w *crew) addMetadata(c *config.Config, s *store.Store, pool *evm.Pool, own *agent.Key, log *slog.Logger) error {
	targets, err := uploadTargets(c)
	if err != nil {
		return err
	}
	o := metadata.Options{Identity: s.Identity(), Pool: pool, Documents: w.fetcher, Content: w.content, Targets: targets,
		Settle: c.Metadata.Settle, WritesPerHour: c.Metadata.WritesPerHour}
	if own != nil {
		o.Writer, err = transactor.New(transactor.Options{Store: s, Pool: pool, Key: own, MaxFee: transactor.GWei(c.Agent.MaxFeeGwei),
			PerDay: transactor.SEI(c.Agent.SpendPerDay), PerCreatorDay: transactor.SEI(c.Agent.SpendPerCreatorDay), Log: log})
		if err != nil {
			return err
		}
	}
	w.reactors = append(w.reactors, metadata.New(o))
	return nil
}

// document is what the chat reads of an event's document.
func (w *crew) document(ctx context.Context, uri string) (chat.Document, error) {
	raw, err := w.fetcher.FetchJSON(ctx, uri)
	var later *fetch.Temporary
	if errors.As(err, &later) || ctx.Err() != nil {
		return chat.Document{}, err
	}
	if err != nil {
		return chat.Document{}, nil // it is no event's document, and will not become one
	}
	d, err := chat.ParseDocument(raw.Body)
	if err != nil {
		return chat.Document{}, nil
	}
	return d, nil
}

// replayURL fills an event's id into the configured address.
func replayURL(template string) func(uint64) string {
	return func(event uint64) string {
		return strings.ReplaceAll(template, "{eventId}", strconv.FormatUint(event, 10))
	}
}

// agentKey loads the key that haus acts with on chain; nil: none is configured. A keystore costs about a second and 256 MB to open,
// so each is opened once.
func agentKey(c *config.Config) (*agent.Key, error) {
	if c.Agent.KeyFile == "" {
		return nil, nil
	}
	return agent.Load(c.Agent.KeyFile, c.Agent.Passphrase.Value())
}

// chatKey is the key of the service's wallet on XMTP: its own, or the agent's.
func chatKey(c *config.Config, own *agent.Key) (*agent.Key, error) {
	if c.Chat.KeyFile != "" {
		return agent.Load(c.Chat.KeyFile, c.Chat.Passphrase.Value())
	}
	return own, nil
}

// sidecarOptions say how to run the sidecar; own is the agent's key, for a chat without one of its own.
func sidecarOptions(c *config.Config, own *agent.Key, log *slog.Logger) (sidecar.Options, error) {
	key, err := chatKey(c, own)
	if err != nil {
		return sidecar.Options{}, err
	}
	secret, err := key.Derive("XMTP database")
	if err != nil {
		return sidecar.Options{}, err
	}
	return sidecar.Options{Node: c.Chat.Node, Dir: sidecarDir(c), DBDir: filepath.Join(c.DataDir, "chat"), DBKey: secret,
		Env: c.Chat.Env, APIURL: c.Chat.APIURL, Address: key.Address(), Sign: key.SignText, Log: log}, nil
}

// sidecarDir is the folder of the program that speaks to XMTP: beside the binary, unless it is configured.
func sidecarDir(c *config.Config) string {
	if c.Chat.Sidecar != "" {
		return c.Chat.Sidecar
	}
	self, err := os.Executable()
	if err != nil {
		return "sidecar"
	}
	return filepath.Join(filepath.Dir(self), "sidecar")
}

func contentOptions(c *config.Config) content.Options {
	return content.Options{Dir: filepath.Join(c.DataDir, "content"), MaxBytes: c.Content.MaxBytes, MinFree: c.Content.MinFree, Step: storeStep}
}

func fetchOptions(c *config.Config, local *content.Store) fetch.Options {
	return fetch.Options{Gateways: c.Content.Gateways, Local: local, MaxBytes: content.MaxJSON}
}

func uploadTargets(c *config.Config) (targets []content.Target, err error) {
	k := c.Content
	for _, name := range k.Upload {
		o := map[string]content.TargetOptions{
			"lighthouse": {URL: k.LighthouseURL, API: k.LighthouseAPI, Key: k.LighthouseKey.Value()},
			"pinata":     {URL: k.PinataURL, API: k.PinataAPI, Key: k.PinataJWT.Value()},
			"kubo":       {URL: k.KuboURL, Key: k.KuboAuth.Value()},
		}[name]
		t, err := content.NewTarget(name, o)
		if err != nil {
			return nil, fmt.Errorf("content.upload: %w", err)
		}
		targets = append(targets, t)
	}
	return targets, nil
}
