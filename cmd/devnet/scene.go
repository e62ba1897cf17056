package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"sync"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/audience"
	"github.com/haus25/backend/internal/devnet/crowd"
	"github.com/haus25/backend/internal/devnet/xmtp"
	"github.com/haus25/backend/store/content"
	"github.com/haus25/backend/store/content/contenttest"
)

// scene is what haus acts in, beside the chain: an XMTP node, people with real
// clients on it, and a stand-in of an IPFS node that has the events' documents
// and takes new ones.
type scene struct {
	sidecar  string // absolute
	xmtpURL  string
	kubo     *contenttest.Server
	audience *audience.Audience

	stop    context.CancelFunc
	running sync.WaitGroup
	node    *xmtp.Node
	ended   error // of the node's listener
}

// openScene starts all of it. What XMTP knows is kept where the chain is: of a
// chain in memory nothing would be left to talk about.
func openScene(ctx context.Context, f flags, chain *devnet.Chain) (_ *scene, err error) {
	s := &scene{stop: func() {}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.sidecar, err = filepath.Abs(f.sidecar); err != nil {
		return nil, fmt.Errorf("find the sidecar's folder: %w", err)
	}
	if s.kubo, err = contenttest.Start("kubo", ""); err != nil {
		return nil, err
	}
	if err := publish(ctx, s.kubo); err != nil {
		return nil, err
	}
	kept := func(name string) string {
		if f.chain.Dir == "" {
			return ""
		}
		return filepath.Join(f.chain.Dir, name)
	}
	if s.node, err = xmtp.New(xmtp.Options{Dir: kept("xmtp")}); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", f.xmtp)
	if err != nil {
		return nil, fmt.Errorf("listen for XMTP: %w", err)
	}
	s.xmtpURL = "http://" + listener.Addr().String()
	// Until close: haus needs all of it while it stops.
	living, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.running.Go(func() { s.ended = s.node.Run(living, listener) })

	s.audience, err = audience.Start(living, audience.Options{SidecarDir: s.sidecar, Dir: kept("audience"), APIURL: s.xmtpURL, Log: quiet(f.chain.Logger)})
	return s, err
}

// talk lets people talk until ctx ends; what they say is printed when haus is followed.
func (s *scene) talk(ctx context.Context, f flags, chain *devnet.Chain, out *printer) {
	say := func(event uint64, text string) {
		if f.follow {
			out.line(chain.Head().Number.Uint64(), text, fmt.Sprintf("http://%s/v1/events/%d/chat", f.api, event))
		}
	}
	err := crowd.New(crowd.Options{Chain: chain, Audience: s.audience, Say: say, Log: f.chain.Logger}).Run(ctx)
	if err != nil {
		out.notice(fmt.Sprintf("nobody talks any more: %v", err))
	}
}

// publish gives the stand-in every document that an event can have, in each form.
func publish(ctx context.Context, kubo *contenttest.Server) error {
	for document := range devnet.Documents() {
		c, err := kubo.Put(document, content.BlockSize)
		if err == nil {
			_, err = kubo.PutDirectory(ctx, map[string]cid.Cid{devnet.DocumentName: c})
		}
		if err != nil {
			return fmt.Errorf("publish the events' documents: %w", err)
		}
	}
	return nil
}

// close ends all of it, the people before their network.
func (s *scene) close() error {
	var errs []error
	if s.audience != nil {
		errs = append(errs, s.audience.Close())
	}
	s.stop()
	s.running.Wait()
	if s.node != nil {
		errs = append(errs, s.ended, s.node.Close())
	}
	if s.kubo != nil {
		s.kubo.Close()
	}
	return errors.Join(errs...)
}

// quiet lets through what the audience's process says only where debugging is on: the SDK's native part is talkative.
func quiet(log *slog.Logger) *slog.Logger {
	if log.Enabled(context.Background(), slog.LevelDebug) {
		return log
	}
	return slog.New(slog.DiscardHandler)
}
