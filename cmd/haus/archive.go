package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/reactors/archive"
	"github.com/haus25/backend/reactors/archive/proof"
	"github.com/haus25/backend/reactors/archive/spool"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

const archiveUsage = `  haus archive verify EVENT          prove an event's recording: every byte, every chunk's frames, every join
  haus archive verify CID            the same of a recording's folder, from its manifest alone
  haus archive recover EVENT DIR     put the .ts segments in a folder into an event's recording, in the order of their numbers and times

verify asks the gateway of --gateway, else this machine's files and then content.gateways; exit code 3 when something is missing or
wrong. recover copies; a running haus makes chunks of them at once, else the next one does.

`

// archiveWords are the flags of haus archive.
type archiveWords struct{ gateway string }

func archiveFlags(set *flag.FlagSet) func(args []string) (action, error) {
	w := &archiveWords{}
	set.StringVar(&w.gateway, "gateway", "", "verify: the IPFS gateway to ask, and nobody else, as `https://ipfs.io`")
	return func(args []string) (action, error) {
		switch {
		case len(args) == 2 && args[0] == "verify":
			return func(ctx context.Context, c *config.Config, out, _ io.Writer) error {
				return w.verify(ctx, c, args[1], out)
			}, nil
		case len(args) == 3 && args[0] == "recover":
			event, err := strconv.ParseUint(args[1], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("%q is no event's id: write it in decimal digits", args[1])
			}
			if w.gateway != "" {
				return nil, errors.New("--gateway belongs to verify")
			}
			return func(ctx context.Context, c *config.Config, out, _ io.Writer) error {
				return recoverFolder(ctx, c, event, args[2], out)
			}, nil
		}
		return nil, errors.New("say verify EVENT, verify CID or recover EVENT DIR")
	}
}

// verify proves a recording.
func (w *archiveWords) verify(ctx context.Context, c *config.Config, what string, out io.Writer) error {
	root, err := recordingOf(ctx, c, what)
	if err != nil {
		return err
	}
	var from proof.Sources
	client := &http.Client{Timeout: time.Hour}
	defer client.CloseIdleConnections()
	urls := []string{w.gateway}
	if w.gateway == "" {
		urls = c.Content.Gateways
		if socketAnswers(c.DataDir) { // the daemon has its files open
			a, err := atArchiveDesk(ctx, c, archiveRequest{Do: "gateway"})
			if err != nil {
				return err
			}
			urls = append([]string{"http://" + reachable(a.Gateway)}, urls...)
		} else {
			files, err := content.Open(contentOptions(c))
			if err != nil {
				return err
			}
			from = append(from, proof.Local{Store: files})
		}
	}
	for _, url := range urls {
		from = append(from, proof.Gateway{URL: url, Client: client})
	}
	scratch, err := os.MkdirTemp("", "haus-proof-*")
	if err != nil {
		return fmt.Errorf("make room for the proof: %w", err)
	}
	defer os.RemoveAll(scratch)
	r, err := proof.Prove(ctx, root, proof.Options{Source: from, Scratch: scratch, Report: func(ok bool, line string) {
		word := "ok   "
		if !ok {
			word = "WRONG"
		}
		fmt.Fprintln(out, word, line)
	}})
	if err != nil {
		return err
	}
	if r.Faults > 0 {
		return fmt.Errorf("%w: %d things are missing or wrong", errUnproven, r.Faults)
	}
	state := "and the recording is complete"
	if !r.Manifest.Complete {
		state = "and the recording is not over"
	}
	fmt.Fprintf(out, "proven: %d chunks, %d frames, %.1f s, %d bytes, %s\n", r.Chunks, r.Frames, r.Manifest.Seconds(), r.Bytes, state)
	return nil
}

// reachable is where a listener of this machine can be reached from it.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// errUnproven ends haus archive verify when something is missing or wrong.
var errUnproven = errors.New("the recording is not proven")

// recordingOf finds the folder of what the command line names: an event, or the folder itself.
func recordingOf(ctx context.Context, c *config.Config, what string) (cid.Cid, error) {
	event, err := strconv.ParseUint(what, 10, 64)
	if err != nil {
		return content.ParseCID(what)
	}
	a, err := atArchiveDesk(ctx, c, archiveRequest{Do: "manifest", Event: event})
	if err != nil {
		return cid.Undef, err
	}
	if a.Manifest == "" {
		return cid.Undef, fmt.Errorf("there is no recording of event %d", event)
	}
	return content.ParseCID(a.Manifest)
}

// recoverFolder puts a folder of segments into an event's recording.
func recoverFolder(ctx context.Context, c *config.Config, event uint64, dir string, out io.Writer) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("find %s: %w", dir, err)
	}
	a, err := atArchiveDesk(ctx, c, archiveRequest{Do: "recover", Event: event, Dir: dir})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d segments were put into the recording of event %d\n", a.Taken, event)
	return nil
}

// archiveDesk does what haus archive asks for: in the daemon, or where none runs.
type archiveDesk struct {
	store *store.Store
	spool *spool.Spool // nil: the archive is off
	touch func(uint64) error
	// gateway is where the daemon's API listens, which the configuration may have left to the system; empty: none runs.
	gateway string
}

type archiveRequest struct {
	Do    string // gateway, manifest or recover
	Event uint64
	Dir   string // absolute
}

type archiveAnswer struct {
	Error    string `json:",omitempty"`
	Gateway  string `json:",omitempty"` // host:port
	Manifest string `json:",omitempty"`
	Taken    int    `json:",omitempty"`
}

func (d archiveDesk) do(ctx context.Context, r archiveRequest) (*archiveAnswer, error) {
	if r.Do == "gateway" {
		return &archiveAnswer{Gateway: d.gateway}, nil
	}
	v, err := d.store.View()
	if err != nil {
		return nil, err
	}
	defer v.Release()
	if _, err := v.Event(r.Event); err != nil {
		return nil, fmt.Errorf("event %d: %w", r.Event, err)
	}
	switch r.Do {
	case "manifest":
		s := &store.ArchiveState{}
		if err := v.State(r.Event, s); err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		return &archiveAnswer{Manifest: s.Manifest}, nil
	case "recover":
		if d.spool == nil {
			return nil, errors.New("the archive is off here: reactors.only does not name it")
		}
		n, err := d.spool.Import(ctx, r.Event, r.Dir)
		if err != nil {
			return nil, err
		}
		return &archiveAnswer{Taken: n}, d.touch(r.Event)
	}
	return nil, fmt.Errorf("%q is no word of haus archive", r.Do)
}

// serve answers haus archive through the socket.
func (d archiveDesk) serve(w http.ResponseWriter, req *http.Request) {
	var r archiveRequest
	var a *archiveAnswer
	err := json.NewDecoder(http.MaxBytesReader(w, req.Body, maxRequest)).Decode(&r)
	if err == nil {
		a, err = d.do(req.Context(), r)
	}
	if err != nil {
		a = &archiveAnswer{Error: err.Error()}
	}
	_ = json.NewEncoder(w).Encode(a) // one who is gone needs no answer
}

// atArchiveDesk asks the daemon that runs on the data directory, or does it on a store that no daemon has open.
func atArchiveDesk(ctx context.Context, c *config.Config, r archiveRequest) (*archiveAnswer, error) {
	if socketAnswers(c.DataDir) {
		a := &archiveAnswer{}
		if err := askSocket(ctx, c.DataDir, "archive", r, a); err != nil {
			return nil, err
		}
		if a.Error != "" {
			return nil, errors.New(a.Error)
		}
		return a, nil
	}
	if !store.Exists(c.DataDir) {
		return nil, fmt.Errorf("there is no index in %s: start haus run first", c.DataDir)
	}
	s, err := openStore(c, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	a, err := offlineArchive(ctx, c, s, r)
	return a, errors.Join(err, s.Close())
}

func offlineArchive(ctx context.Context, c *config.Config, s *store.Store, r archiveRequest) (*archiveAnswer, error) {
	d := archiveDesk{store: s, touch: func(event uint64) error { return archive.Touch(s, event) }}
	if r.Do == "recover" {
		var err error
		if d.spool, err = spool.Open(spoolOptions(c, s)); err != nil {
			return nil, err
		}
	}
	return d.do(ctx, r)
}
