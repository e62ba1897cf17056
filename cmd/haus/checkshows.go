package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/reactors/archive"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/reactors/stream"
	"github.com/haus25/backend/store/content"
)

// checkShows says whether what streams and recordings need is there. Without hooks.secret no media server can be let in, so it is
// taken that there is none.
func checkShows(ctx context.Context, c *config.Config, on []string, line func(string, error, string, ...any)) {
	if !slices.Contains(on, stream.Name) && !slices.Contains(on, archive.Name) {
		return
	}
	if c.Hooks.Secret.Value() == "" {
		line("streams", nil, "no media server can ask haus: set hooks.secret_file (docs/streaming.md), or leave stream and archive out by reactors.only")
		return
	}
	if slices.Contains(on, stream.Name) {
		versions, err := askSRS(ctx, c)
		line("SRS", err, "%s", strings.Join(versions, ", "))
	}
	if !slices.Contains(on, archive.Name) {
		return
	}
	line("segments", readable(c.Stream.HLSDir), "%s can be read", c.Stream.HLSDir)
	version, err := media.Version(ctx, c.Archive.FFmpeg)
	line("ffmpeg", err, "%s; chunks are made in mode %s", version, c.Archive.Mode)
	line("disk", room(c), "more than archive.min_free is free for recordings")
	targets, _ := uploadTargets(c) // told of with the uploads
	for _, t := range targets {
		if account, ok := t.(content.Account); ok {
			asking, stop := context.WithTimeout(ctx, 10*time.Second)
			used, limit, err := account.Usage(asking)
			stop()
			line(t.Name(), err, "%.1f of %.1f GB of the plan are used", float64(used)/1e9, float64(limit)/1e9)
		}
	}
}

// askSRS asks every media server what it is.
func askSRS(ctx context.Context, c *config.Config) (found []string, err error) {
	servers, err := srs.NewAPI(c.Stream.SRSAPI, c.Stream.APIAuth.Value())
	if err != nil {
		return nil, fmt.Errorf("stream.srs_api: %w", err)
	}
	defer servers.Close()
	versions, down := servers.Versions(ctx)
	for _, v := range versions {
		found = append(found, fmt.Sprintf("SRS %s at %s", v.Version, v.Server))
	}
	for _, d := range down {
		err = errors.Join(err, fmt.Errorf("%w: start SRS with `haus srs-config`, or mend stream.srs_api", d))
	}
	return found, err
}

func readable(dir string) error {
	f, err := os.Open(dir)
	if err == nil {
		_, err = f.Readdirnames(1)
		if errors.Is(err, io.EOF) {
			err = nil // an empty folder
		}
		f.Close()
	}
	if err != nil {
		return fmt.Errorf("%w: set stream.hls_dir to where SRS writes its segments, and let haus read it", err)
	}
	return nil
}

// room tells whether the disk of the data directory has what recordings leave free.
func room(c *config.Config) error {
	dir := c.DataDir
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir) // it is made by haus run
	}
	free, err := content.FreeBytes(dir)
	if err != nil {
		return err
	}
	if free < c.Archive.MinFree {
		return fmt.Errorf("%d bytes are free below %s, and archive.min_free is %d: nothing would be recorded: free some space, or move data_dir", free, dir, c.Archive.MinFree)
	}
	return nil
}
