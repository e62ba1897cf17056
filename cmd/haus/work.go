package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strconv"
	"strings"

	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/reactors/chat"
	"github.com/haus25/backend/store"
)

const workUsage = `  haus work [list [REACTOR]]         what runs, is dead, fails, waits or is due; --all: idle events too
  haus work show KEY                 all that is known of one, with the trace of a panic
  haus work retry KEY                look at it again now, whatever holds it back
  haus work retry --all [REACTOR]    the same for all that are dead, fail or wait
  haus work give-up KEY GROUP        give up an XMTP group that the service cannot enter any more: it gets one successor
  haus work give-up KEY none         of an event whose documents cannot be read: it has no group yet

KEY is a reactor and an event, as chat/17. A running haus does it; else the data directory is opened here.

`

// workWords are the flags of haus work.
type workWords struct {
	all, force bool
	limit      int
}

func workFlags(set *flag.FlagSet) func(args []string) (action, error) {
	w := &workWords{}
	set.BoolVar(&w.all, "all", false, "list: idle events too; retry: all that are dead, fail or wait")
	set.BoolVar(&w.force, "force", false, "give-up: also a group that haus does not know of the event")
	set.IntVar(&w.limit, "limit", 50, "list: the most `rows`; 0: all of them")
	return func(args []string) (action, error) {
		r, err := w.request(args)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, c *config.Config, out, _ io.Writer) error { return work(ctx, c, *r, out) }, nil
	}
}

// request understands the words after haus work.
func (w *workWords) request(args []string) (*workRequest, error) {
	r := &workRequest{Do: "list"}
	if len(args) > 0 {
		r.Do, args = args[0], args[1:]
	}
	if w.force && r.Do != "give-up" {
		return nil, errors.New("--force belongs to give-up")
	}
	if w.all && r.Do != "list" && r.Do != "retry" {
		return nil, errors.New("--all belongs to list and retry")
	}
	if w.limit < 0 {
		return nil, fmt.Errorf("--limit is %d: 0 or more", w.limit)
	}
	most := map[string]int{"list": 1, "show": 1, "retry": 1, "give-up": 2}
	switch n, ok := most[r.Do]; {
	case !ok:
		return nil, fmt.Errorf("there is no %q: use list, show, retry or give-up", r.Do)
	case len(args) > n:
		return nil, fmt.Errorf("unexpected %q", args[n])
	}
	r.Idle, r.Limit, r.Force = w.all, w.limit, w.force
	if r.Do == "list" || r.Do == "retry" && w.all {
		if len(args) > 0 {
			if r.Key.Reactor = args[0]; strings.Contains(args[0], "/") {
				return nil, fmt.Errorf("%q is a key: a reactor's name is wanted", args[0])
			}
		}
		return r, nil
	}
	if len(args) == 0 {
		return nil, fmt.Errorf("%s what? give a key, as chat/17", r.Do)
	}
	var err error
	if r.Key, err = parseKey(args[0]); err != nil {
		return nil, err
	}
	r.One = true
	if r.Do == "give-up" {
		return r, r.giveUp(args[1:])
	}
	return r, nil
}

var groupID = regexp.MustCompile(`^[0-9a-f]{32}$`)

func (r *workRequest) giveUp(args []string) error {
	switch {
	case r.Key.Reactor != chat.Name:
		return fmt.Errorf("%s has no group: only a chat's can be given up, as chat/%d", r.Key, r.Key.EventID)
	case len(args) == 0:
		return fmt.Errorf("which group of %s? give its id, or none", r.Key)
	case args[0] == "none":
		return nil
	case !groupID.MatchString(args[0]):
		return fmt.Errorf("%q is no group's id: it has 32 digits of 0-9 and a-f", args[0])
	}
	r.GroupID = args[0]
	return nil
}

// parseKey reads what WorkKey.String wrote.
func parseKey(text string) (store.WorkKey, error) {
	reactor, id, ok := strings.Cut(text, "/")
	event, err := strconv.ParseUint(id, 10, 64)
	if !ok || reactor == "" || strings.Contains(reactor, "\x00") || err != nil {
		return store.WorkKey{}, fmt.Errorf("%q is no key: write a reactor and an event, as chat/17", text)
	}
	return store.WorkKey{Reactor: reactor, EventID: event}, nil
}

// work is haus work. A running daemon does it; otherwise the store is opened here.
func work(ctx context.Context, c *config.Config, r workRequest, out io.Writer) error {
	a, asked, err := askDesk(ctx, c.DataDir, r)
	if !asked {
		a, err = workHere(c, r)
	}
	if err != nil {
		return fmt.Errorf("work: %w", err)
	}
	return a.print(out, r)
}

func workHere(c *config.Config, r workRequest) (a *workAnswer, err error) {
	if !store.Exists(c.DataDir) {
		return nil, fmt.Errorf("there is no index in %s: start haus run first", c.DataDir)
	}
	s, err := openStore(c, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return desk{store: s}.do(r)
}
