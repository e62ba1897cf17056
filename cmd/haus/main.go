// Command haus follows the haus²⁵ contracts and serves what it knows of them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/haus25/backend/internal/config"
)

// Exit codes; docs/running.md lists them.
const (
	exitOK          = 0
	exitFailed      = 1 // something failed while running
	exitUsage       = 2 // the command line or the configuration is wrong
	exitDifferences = 3 // haus verify found differences
)

// errDifferences ends haus verify when the index and the chain differ.
var errDifferences = errors.New("the index differs from the chain: run `haus rebuild` if the chain is right")

// version is set when the program is linked (see the Makefile).
var version = ""

// command is one word after haus.
type command struct {
	name, args, help string
	run              func(ctx context.Context, c *config.Config, out, errs io.Writer) error
}

var commands = []command{
	{"run", "", "follow the chain and serve queries until SIGINT or SIGTERM", runDaemon},
	{"check", "", "look at the configuration, the endpoints, the contracts and the data, one line each", check},
	{"verify", "", "read the chain again and compare everything with the index; exit code 3 when something differs", verify},
	{"rebuild", "", "make data/index anew from the chain and from data/receipts; nothing else is touched", rebuild},
	{"version", "", "print the version", nil},
}

const usage = `haus is the backend of haus²⁵: it follows the platform's contracts into a local
index and answers queries about events, tickets and tips.

usage: haus <command> [--config haus.toml]

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := execute(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// execute runs one command line and returns its exit code.
func execute(ctx context.Context, args, environ []string, out, errs io.Writer) int {
	name := "help"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	switch name {
	case "help", "-h", "--help", "-help":
		help(out)
		return exitOK
	case "version", "--version":
		fmt.Fprintln(out, "haus", versionString())
		return exitOK
	}
	for _, c := range commands {
		if c.name == name {
			return c.execute(ctx, args, environ, out, errs)
		}
	}
	fmt.Fprintf(errs, "haus: there is no command %q; haus help lists them\n", name)
	return exitUsage
}

func (c command) execute(ctx context.Context, args, environ []string, out, errs io.Writer) int {
	set := flag.NewFlagSet("haus "+c.name, flag.ContinueOnError)
	set.SetOutput(errs)
	path := set.String("config", "haus.toml", "`file` with the configuration; HAUS_SECTION_KEY variables override its keys")
	set.Usage = func() {
		fmt.Fprintf(errs, "haus %s: %s\n\n", c.name, c.help)
		set.PrintDefaults()
	}
	switch err := set.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitUsage
	case set.NArg() > 0:
		fmt.Fprintf(errs, "haus %s: unexpected %q; see haus %s -h\n", c.name, set.Arg(0), c.name)
		return exitUsage
	}
	cfg, err := config.Load(*path, environ)
	if err != nil {
		fmt.Fprintln(errs, "haus:", err)
		return exitUsage
	}
	switch err := c.run(ctx, cfg, out, errs); {
	case errors.Is(err, errDifferences):
		fmt.Fprintln(errs, "haus:", err)
		return exitDifferences
	case err != nil:
		fmt.Fprintln(errs, "haus:", err)
		return exitFailed
	}
	return exitOK
}

func help(out io.Writer) {
	fmt.Fprint(out, usage)
	for _, c := range commands {
		fmt.Fprintf(out, "  %-9s %s\n", c.name, c.help)
	}
	fmt.Fprint(out, "\nexit codes: 0 done, 1 failed, 2 wrong command line or configuration, 3 verify found differences\n")
}

func versionString() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value[:min(12, len(s.Value))]
			}
		}
		if v := strings.Trim(info.Main.Version, "()"); v != "" {
			return v
		}
	}
	return "devel"
}
