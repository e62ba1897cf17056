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
	exitDifferences = 3 // haus verify or haus archive verify found differences
)

// errDifferences ends haus verify when the index and the chain differ.
var errDifferences = errors.New("the index differs from the chain: run `haus rebuild` if the chain is right")

// version is set when the program is linked (see the Makefile).
var version = ""

// action is a command whose command line is understood.
type action func(ctx context.Context, c *config.Config, out, errs io.Writer) error

// command is one word after haus.
type command struct {
	name, args, help string
	more             string // what -h says besides
	// flags adds the command's own flags and returns what makes an action of the other arguments.
	flags func(set *flag.FlagSet) func(args []string) (action, error)
	// bare is a command that reads no configuration; it has no flags.
	bare func(args []string, out io.Writer) error
}

// errUsage says that the command line is wrong.
var errUsage = errors.New("wrong command line")

// alone is a command without arguments or flags of its own.
func alone(a action) func(*flag.FlagSet) func([]string) (action, error) {
	return func(set *flag.FlagSet) func([]string) (action, error) {
		return func(args []string) (action, error) {
			if len(args) > 0 {
				return nil, fmt.Errorf("unexpected %q", args[0])
			}
			return a, nil
		}
	}
}

var commands = []command{
	{name: "run", help: "follow the chain, react to it and serve queries until SIGINT or SIGTERM", flags: alone(runDaemon)},
	{name: "check", help: "look at the configuration, the endpoints, the contracts, the data and what reactors need, one line each", flags: alone(check)},
	{name: "work", args: "[list | show | retry | give-up] …", help: "show what reactors have to do, fail at or wait for; retry it", more: workUsage, flags: workFlags},
	{name: "archive", args: "verify EVENT|CID | recover EVENT DIR", help: "prove a recording, or put a folder of segments into one", more: archiveUsage, flags: archiveFlags},
	{name: "srs-config", args: "[srs [ADDRESS] | nginx]", help: "print the configuration of SRS, or of the nginx before it", more: srsConfigUsage, flags: srsConfigFlags},
	{name: "verify", help: "read the chain again and compare everything with the index; exit code 3 when something differs", flags: alone(verify)},
	{name: "rebuild", help: "make data/index anew from the chain and from data/receipts; nothing else is touched", flags: alone(rebuild)},
	{name: "key", args: "[FOLDER]", help: "make a key for haus to act with: agent.json and agent.pass in the folder, default the working directory", bare: newKey},
	{name: "version", help: "print the version"},
}

const usage = `haus is the backend of haus²⁵: it follows the platform's contracts into a local
index, answers queries about events, tickets and tips, and does what the chain causes.

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
	path := new(string)
	understand := func([]string) (action, error) { return nil, nil }
	if c.bare == nil {
		path = set.String("config", "haus.toml", "`file` with the configuration; HAUS_SECTION_KEY variables override its keys")
		understand = c.flags(set)
	}
	set.Usage = func() {
		fmt.Fprintf(errs, "haus %s: %s\n\n%s", strings.TrimSpace(c.name+" "+c.args), c.help, c.more)
		set.PrintDefaults()
	}
	rest, err := parse(set, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitUsage
	}
	run, err := understand(rest)
	if err != nil {
		fmt.Fprintf(errs, "haus %s: %v; see haus %s -h\n", c.name, err, c.name)
		return exitUsage
	}
	if c.bare != nil {
		err = c.bare(rest, out)
	} else {
		var cfg *config.Config
		if cfg, err = config.Load(*path, environ); err != nil {
			fmt.Fprintln(errs, "haus:", err)
			return exitUsage
		}
		err = run(ctx, cfg, out, errs)
	}
	switch {
	case errors.Is(err, errUsage):
		fmt.Fprintf(errs, "haus %s: %v; see haus %s -h\n", c.name, err, c.name)
		return exitUsage
	case errors.Is(err, errDifferences), errors.Is(err, errUnproven):
		fmt.Fprintln(errs, "haus:", err)
		return exitDifferences
	case err != nil:
		fmt.Fprintln(errs, "haus:", err)
		return exitFailed
	}
	return exitOK
}

// parse reads flags wherever they stand and returns the other arguments.
func parse(set *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := set.Parse(args); err != nil {
			return nil, err
		}
		if args = set.Args(); len(args) == 0 {
			return rest, nil
		}
		rest, args = append(rest, args[0]), args[1:]
	}
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
