package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os/exec"
	"path/filepath"

	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/reactors/stream/render"
)

const srsConfigUsage = render.Usage + "\n\n"

func srsConfigFlags(*flag.FlagSet) func(args []string) (action, error) {
	return func(args []string) (action, error) {
		return func(_ context.Context, c *config.Config, out, _ io.Writer) error {
			o, err := renderOptions(c)
			if err != nil {
				return err
			}
			text, err := render.Config(o, args)
			if errors.Is(err, render.ErrUsage) {
				return fmt.Errorf("%w: %w", errUsage, err)
			}
			if err != nil {
				return err
			}
			_, err = io.WriteString(out, text)
			return err
		}, nil
	}
}

// renderOptions are what the configuration says of the media servers.
func renderOptions(c *config.Config) (render.Options, error) {
	servers, err := render.Instances(c.Stream.SRSAPI)
	if err != nil {
		return render.Options{}, fmt.Errorf("stream.srs_api: %w", err)
	}
	hooks, err := netip.ParseAddrPort(reachable(c.Hooks.Listen))
	if err != nil {
		return render.Options{}, fmt.Errorf("hooks.listen: %w: name the listener by an address, such as 127.0.0.1:8482", err)
	}
	dir, err := filepath.Abs(c.Stream.HLSDir)
	if err != nil {
		return render.Options{}, fmt.Errorf("stream.hls_dir: %w", err)
	}
	o := render.Options{Host: c.Stream.Host, Plain: !c.Stream.TLS, HLSDir: dir, Hooks: hooks, Secret: c.Hooks.Secret.Value(), APIAuth: c.Stream.APIAuth.Value(),
		SRS: servers, Ladder: c.Stream.Ladder}
	for _, network := range c.Stream.AllowPublish {
		o.AllowPublish = append(o.AllowPublish, netip.MustParsePrefix(network)) // config checked it
	}
	if path, err := exec.LookPath(c.Archive.FFmpeg); err == nil {
		o.FFmpeg = path
	}
	return o, nil
}
