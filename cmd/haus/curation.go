package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/reactors/curation"
	"github.com/haus25/backend/reactors/curation/banner"
	"github.com/haus25/backend/store"
)

const curationUsage = `  haus curation replay EVENT         make every proposal for an event anew from the journal, asking no model and no network, and compare

A running haus does it; else the data directory is opened here. Exit code 3 when a proposal comes out otherwise.

`

func curationFlags(*flag.FlagSet) func(args []string) (action, error) {
	return func(args []string) (action, error) {
		if len(args) != 2 || args[0] != "replay" {
			return nil, errors.New("say replay EVENT")
		}
		event, err := strconv.ParseUint(args[1], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no event's id: write it in decimal digits", args[1])
		}
		return func(ctx context.Context, c *config.Config, out, _ io.Writer) error { return replay(ctx, c, event, out) }, nil
	}
}

// errReplay ends haus curation replay when a proposal comes out otherwise.
var errReplay = errors.New("not every proposal came out the same")

func replay(ctx context.Context, c *config.Config, event uint64, out io.Writer) error {
	a, err := atCurationDesk(ctx, c, replayRequest{event})
	if err != nil {
		return err
	}
	wrong := 0
	for _, p := range a.Proposals {
		word := "same "
		if !p.Same {
			word = "OTHER"
			wrong++
		}
		fmt.Fprintf(out, "%s %s, iteration %d (%s)", word, p.Aspect, p.Number, p.Job)
		if p.Why != "" {
			fmt.Fprintf(out, ": %s", p.Why)
		}
		fmt.Fprintln(out)
	}
	if wrong > 0 {
		return fmt.Errorf("%w: %d of %d differ", errReplay, wrong, len(a.Proposals))
	}
	fmt.Fprintf(out, "%d proposals came out the same\n", len(a.Proposals))
	return nil
}

// curationDesk does what haus curation asks for: in the daemon, or where none runs.
type curationDesk struct {
	store *store.Store
	font  []byte
}

type replayRequest struct{ Event uint64 }

type replayAnswer struct {
	Error     string              `json:",omitempty"`
	Proposals []curation.Replayed `json:",omitempty"`
}

func (d curationDesk) do(ctx context.Context, r replayRequest) (*replayAnswer, error) {
	v, err := d.store.View()
	if err != nil {
		return nil, err
	}
	defer v.Release()
	list, err := curation.Replay(ctx, v, r.Event, d.font)
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("event %d: %w", r.Event, err)
	}
	return &replayAnswer{Proposals: list}, err
}

// serve answers haus curation through the socket.
func (d curationDesk) serve(w http.ResponseWriter, req *http.Request) {
	var r replayRequest
	var a *replayAnswer
	err := json.NewDecoder(http.MaxBytesReader(w, req.Body, maxRequest)).Decode(&r)
	if err == nil {
		a, err = d.do(req.Context(), r)
	}
	if err != nil {
		a = &replayAnswer{Error: err.Error()}
	}
	_ = json.NewEncoder(w).Encode(a) // one who is gone needs no answer
}

// atCurationDesk asks the daemon that runs on the data directory, or does it on a store that no daemon has open.
func atCurationDesk(ctx context.Context, c *config.Config, r replayRequest) (*replayAnswer, error) {
	if socketAnswers(c.DataDir) {
		a := &replayAnswer{}
		if err := askSocket(ctx, c.DataDir, "curation", r, a); err != nil {
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
	font, err := bannerFont(c)
	if err != nil {
		return nil, err
	}
	s, err := openStore(c, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	a, err := curationDesk{s, font}.do(ctx, r)
	return a, errors.Join(err, s.Close())
}

// bannerFont is the font that is configured for banners; nil: the program's own.
func bannerFont(c *config.Config) ([]byte, error) {
	if c.Curation.BannerFont == "" {
		return nil, nil
	}
	font, err := banner.LoadFont(c.Curation.BannerFont)
	if err != nil {
		return nil, fmt.Errorf("curation.banner_font: %w", err)
	}
	return font, nil
}
