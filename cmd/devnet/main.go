// Command devnet runs an embedded world for haus: a development chain with the
// contracts on it and a story that goes on for ever, in accelerated time.
//
// It can write a configuration for haus, run haus as its child and print what haus
// sees. It guarantees that on SIGINT and SIGTERM the child is stopped before the
// chain is, that a child that ends is reported and never started again, and that
// nothing stays behind but the folder of -data and the file of -config.
//
// Exit codes: 0 stopped as asked; 1 failed; 2 wrong flags; with -exec, the
// child's own exit code when that is not 0.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/haus25/backend/internal/devnet"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the command; ctx ends when it is to stop.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	if err := checkPorts(f, args); err != nil {
		fmt.Fprintln(stderr, "devnet:", err)
		return 1
	}
	out := &lines{w: stdout}
	f.chain.Logger = slog.New(slog.NewTextHandler(&lines{w: stderr}, nil))
	code, err := play(ctx, f, out, &lines{w: stderr})
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "devnet:", err)
		return max(code, 1)
	}
	return code
}

// play runs the world until ctx or the child ends and returns the child's exit code.
func play(ctx context.Context, f flags, stdout, stderr *lines) (code int, err error) {
	announce(stdout, f)
	chain, err := devnet.Start(ctx, f.chain)
	if err != nil {
		if ctx.Err() != nil && f.chain.Dir != "" {
			fmt.Fprintf(stderr, "stopped before the chain was complete: delete %s before the next start\n", f.chain.Dir)
		}
		return 0, err
	}
	defer func() { err = errors.Join(err, chain.Close()) }()
	follower := newFollower(f, chain, stdout)
	var scene *scene
	if f.sidecar != "" {
		if scene, err = openScene(ctx, f, chain); err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, scene.close()) }()
	}
	var theatre *theatre
	if f.hls != "" {
		if theatre, err = openTheatre(f, chain); err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, theatre.close()) }()
	}
	if f.config != "" {
		if err := writeConfig(f, chain, scene, theatre); err != nil {
			return 0, err
		}
	}
	describe(stdout, f, chain, scene, theatre)

	// The story outlives ctx: the child must still have a chain while it stops.
	telling, stop := context.WithCancel(context.Background())
	defer stop()
	var (
		parts sync.WaitGroup
		told  = make(chan error, 1)
	)
	defer parts.Wait()
	parts.Go(func() { told <- chain.Run(telling) })
	defer stop()

	following, cancel := context.WithCancel(ctx)
	defer cancel()
	if f.follow {
		parts.Go(func() { follower.follow(following) })
	}
	if scene != nil {
		parts.Go(func() { scene.talk(following, f, chain, &follower.out) })
	}
	if theatre != nil {
		parts.Go(func() { theatre.perform(following, f, chain, &follower.out) })
	}
	if f.exec == "" {
		select {
		case <-ctx.Done():
			return 0, nil
		case err := <-told:
			return 0, err
		}
	}
	running, kill := context.WithCancel(ctx)
	defer kill()
	ended := make(chan exit, 1)
	parts.Go(func() { ended <- runChild(running, f.exec, stdout, stderr) })
	select {
	case e := <-ended:
		return e.code, e.err
	case err := <-told: // the chain failed: haus has nothing to follow
		kill()
		return (<-ended).code, err
	}
}

// newFollower makes the one who tells people what happens from now on.
func newFollower(f flags, chain *devnet.Chain, stdout *lines) *follower {
	return &follower{
		base:        "http://" + f.api,
		since:       chain.Head().Number.Uint64(),
		speed:       f.chain.Speed,
		acts:        f.sidecar != "" || f.hls != "",
		imitations:  func(ctx context.Context) (int, error) { count, err := chain.Count(ctx); return count.Imitations, err },
		digestEvery: digestEvery,
		out:         printer{w: stdout, coloured: stdout.terminal(), now: time.Now},
	}
}

// terminal says whether colours are seen and wanted (https://no-color.org).
func (l *lines) terminal() bool {
	file, isFile := l.w.(*os.File)
	return isFile && term.IsTerminal(int(file.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// lines lets several writers share one stream without mixing their writes.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
