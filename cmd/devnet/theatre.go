package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/haus25/backend/internal/devnet"
	"github.com/haus25/backend/internal/devnet/broadcast"
	"github.com/haus25/backend/internal/devnet/player"
	"github.com/haus25/backend/internal/devnet/stage"
)

// premiere is a show to watch: it begins soon, but not before there is time to sign in.
func premiere(lasts time.Duration) devnet.Premiere {
	return devnet.Premiere{In: min(20*time.Second, lasts), Lasts: lasts}
}

// theatre is what a show takes: a stand-in of the media server, and the secret that it shares with haus.
type theatre struct {
	media      *broadcast.Server
	hls        string // absolute
	secretFile string // absolute; beside haus' configuration
}

// openTheatre starts the media server. Its segments go to a folder of their own for each world: another world's events have the
// same numbers.
func openTheatre(f flags, chain *devnet.Chain) (*theatre, error) {
	world, err := worldOf(chain)
	if err != nil {
		return nil, err
	}
	t := &theatre{}
	if t.hls, err = filepath.Abs(filepath.Join(f.hls, "hls-"+world)); err != nil {
		return nil, fmt.Errorf("find the folder for HLS: %w", err)
	}
	if err := os.MkdirAll(t.hls, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder for HLS: %w", err)
	}
	if t.secretFile, err = filepath.Abs(filepath.Join(filepath.Dir(f.config), secretFile)); err != nil {
		return nil, fmt.Errorf("find the place of the hooks' secret: %w", err)
	}
	secret, err := writeSecret(t.secretFile)
	if err != nil {
		return nil, err
	}
	t.media, err = broadcast.Start(broadcast.Options{HLSDir: t.hls, API: f.srs, Hooks: "http://" + f.hooks + "/srs?secret=" + secret, Log: quiet(f.chain.Logger)})
	return t, err
}

const (
	secretFile = "hooks.secret"
	// secretMark begins every secret that devnet made: no other file is overwritten.
	secretMark = "devnet-"
)

// writeSecret draws what media server and haus prove themselves to each other with, anew at each start.
func writeSecret(path string) (secret string, err error) {
	old, err := os.ReadFile(path)
	if err == nil && !bytes.HasPrefix(old, []byte(secretMark)) {
		return "", fmt.Errorf("write %s: there is a file that devnet did not write; give -config a place in another folder", path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("look at the secret that is there: %w", err)
	}
	secret = secretMark + rand.Text()
	if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
		err = os.WriteFile(path, []byte(secret+"\n"), 0o600)
	}
	if err != nil {
		return "", fmt.Errorf("write the hooks' secret: %w", err)
	}
	return secret, nil
}

// perform lets the premiere happen, and plays its recording when it is complete, until ctx ends. What happens is printed when haus is
// followed.
func (t *theatre) perform(ctx context.Context, f flags, chain *devnet.Chain, out *printer) {
	say := func(event uint64, place, text string) {
		if f.follow {
			out.line(chain.Head().Number.Uint64(), text, fmt.Sprintf("http://%s%s", f.api, place))
		}
	}
	event, err := stage.Run(ctx, stage.Options{Chain: chain, Server: t.media, Control: "http://" + f.control, Log: quiet(f.chain.Logger), Say: func(event uint64, text string) {
		say(event, fmt.Sprintf("/v1/events/%d/stream", event), text)
	}})
	if err == nil && f.player != "" {
		err = screen(ctx, f, event, say)
	}
	if err != nil && ctx.Err() == nil {
		out.notice(fmt.Sprintf("the show does not go on: %v", err))
	}
}

// recordingTime is how long a recording may take to be complete after its show: the chain has to pass the archive's time of grace
// first, a quarter of an hour.
func recordingTime(f flags) time.Duration {
	return time.Duration(float64(15*time.Minute)/f.chain.Speed) + 3*time.Minute
}

// screen waits for the recording and plays it in Chromium.
func screen(ctx context.Context, f flags, event uint64, say func(event uint64, place, text string)) error {
	waiting, cancel := context.WithTimeout(ctx, recordingTime(f))
	defer cancel()
	manifest, err := recording(waiting, "http://"+f.api, event)
	if err != nil {
		return fmt.Errorf("wait for the recording of event %d: %w", event, err)
	}
	list := "/ipfs/" + manifest + "/index.m3u8"
	say(event, list, fmt.Sprintf("event %d: now playing the recording in Chromium", event))
	shot := filepath.Join(filepath.Dir(f.config), fmt.Sprintf("event-%d.png", event))
	// What was performed began before the event did, so it is longer, unless haus let nobody in for a while.
	got, err := player.Watch(ctx, "http://"+f.api+list, player.Options{Web: f.player, Shortest: f.chain.Premiere.Lasts * 6 / 7, Screenshot: shot})
	if err != nil {
		return err
	}
	say(event, list, fmt.Sprintf("event %d: Chromium played %.1f s in %d chunks, across %d borders and to the end: %s", event, got.Duration.Seconds(), got.Segments, len(got.Borders), got.Screenshot))
	return nil
}

// recording is the CID of an event's playlist folder, once the recording is complete.
func recording(ctx context.Context, api string, event uint64) (manifest string, err error) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		var now archiveAnswer
		if err = get(ctx, fmt.Sprintf("%s/v1/events/%d/archive?limit=1", api, event), &now); err == nil && now.Complete && now.ManifestCID != nil {
			return clean(*now.ManifestCID, 100), nil
		}
		if err == nil {
			err = fmt.Errorf("it is %s: %s", clean(now.Standing, 20), clean(text(now.Why), 100))
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return "", err
		}
	}
}

// close ends the media server.
func (t *theatre) close() error {
	if t.media == nil {
		return nil
	}
	return t.media.Close()
}
