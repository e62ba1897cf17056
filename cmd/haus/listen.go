package main

import (
	"context"
	"log/slog"
	"net"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/api"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

func apiOptions(c *config.Config, s *store.Store, now api.Progress, runner *reactors.Runner, w *crew, log *slog.Logger) api.Options {
	o := api.Options{Store: s, Progress: now, Work: atWork{runner}, Content: content.Gateway(w.content, log), Version: versionString(), Log: log,
		PublicURL: c.PublicURL, Keys: w.keys, Operators: operators(c), OpenBefore: c.Stream.OpenBefore, CloseAfter: c.Stream.CloseAfter,
		Gateways: publicGateways(c), FilBeamPayer: common.HexToAddress(c.Archive.FilBeamPayer), HooksSecret: c.Hooks.Secret.Value(), MaxLag: c.Reactors.MaxLag}
	if x := &w.shows; x.stream != nil {
		o.Streams, o.StreamStatus = x.stream, x.streamStatus
	}
	if x := &w.shows; x.archive != nil {
		o.Archives, o.ArchiveStatus = x.archive, x.archiveStatus
	}
	return o
}

// listening is one listener of the API that is open.
type listening struct {
	name string
	kind *api.Listener
	at   net.Listener
}

type listenings []listening

// openListeners opens all three, or none.
func openListeners(ctx context.Context, c *config.Config, server *api.Server) (list listenings, err error) {
	for _, l := range []struct {
		name, address string
		kind          *api.Listener
	}{{"api", c.API.Listen, server.Reads()}, {"control", c.Control.Listen, server.Control()}, {"hooks", c.Hooks.Listen, server.Hooks()}} {
		at, err := l.kind.Listen(ctx, l.address)
		if err != nil {
			list.close()
			return nil, err
		}
		list = append(list, listening{l.name, l.kind, at})
	}
	return list, nil
}

func (l listenings) close() {
	for _, one := range l {
		one.at.Close()
	}
}

func (l listenings) address(name string) string {
	for _, one := range l {
		if one.name == name {
			return one.at.Addr().String()
		}
	}
	return ""
}

func (l listenings) parts() (parts []part) {
	for _, one := range l {
		parts = append(parts, part{one.name, func(ctx context.Context) error { return one.kind.Run(ctx, one.at) }})
	}
	return parts
}
