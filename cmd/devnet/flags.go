package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/haus25/backend/internal/devnet"
)

// flags are what the command line asks for.
type flags struct {
	chain        devnet.Options
	config       string
	exec         string
	follow       bool
	api, control string
	sidecar      string // empty: nobody chats
	xmtp         string
	hls          string // empty: nobody performs
	srs, hooks   string
	player       string // empty: nothing is played
}

const usage = `devnet runs a development chain with the haus²⁵ contracts and a story on it.

  devnet                                              a chain, its story, its addresses
  devnet -config haus.toml -follow -exec "haus run --config haus.toml"
                                                      and haus on top, with what it sees
  devnet … -sidecar reactors/chat/sidecar             and what it does: people chat, haus seats them and
                                                      writes events' documents
  devnet … -hls data/dev -player internal/devnet/player/web
                                                      and a premiere: performed, recorded, played in Chromium
  devnet -data bench -history 20000                   a long past, kept for the next start

`

func parse(args []string, stderr io.Writer) (flags, error) {
	var (
		f       flags
		genesis string
		history int
		lasts   time.Duration
		set     = flag.NewFlagSet("devnet", flag.ContinueOnError)
	)
	set.SetOutput(stderr)
	set.Usage = func() {
		fmt.Fprint(stderr, usage)
		set.PrintDefaults()
	}
	set.StringVar(&f.chain.HTTP, "http", "127.0.0.1:8545", "`address` of JSON-RPC over HTTP; port 0 takes a free one")
	set.StringVar(&f.chain.WS, "ws", "127.0.0.1:8546", "`address` of JSON-RPC over a web socket; port 0 takes a free one")
	set.Uint64Var(&f.chain.ChainID, "chain-id", 713715, "the chain's `id`")
	set.Uint64Var(&f.chain.Seed, "seed", 1, "`number` that the keys and the whole story follow from")
	set.DurationVar(&f.chain.BlockTime, "block-time", 400*time.Millisecond, "wall `time` between two blocks")
	set.Float64Var(&f.chain.Speed, "speed", 60, "chain `seconds` that pass in one second")
	set.StringVar(&genesis, "time", "", "chain `time` at the genesis block, as 2026-01-31T20:00:00Z; with -seed it fixes every log (default: so that the history ends now)")
	set.IntVar(&history, "history", 0, "`blocks` that have happened before the start, 20000 for a benchmark")
	set.IntVar(&f.chain.History.Events, "history-events", 2_000, "events in that history")
	set.IntVar(&f.chain.History.Tickets, "history-tickets", 100_000, "tickets in that history")
	set.IntVar(&f.chain.History.Tips, "history-tips", 50_000, "tips in that history")
	set.StringVar(&f.chain.Dir, "data", "", "`folder` to keep the chain in and to take it from; empty: in memory")
	set.StringVar(&f.config, "config", "", "`file` to write haus' configuration for this world to")
	set.StringVar(&f.api, "api", "127.0.0.1:8480", "`address` of haus' API, for -config and -follow")
	set.StringVar(&f.control, "control", "127.0.0.1:8481", "`address` of haus' control listener, for -config")
	set.StringVar(&f.exec, "exec", "", "`command` to run on this world, words separated by spaces; SIGINT and SIGTERM stop it first")
	set.BoolVar(&f.follow, "follow", false, "print what haus sees, from its live feed")
	set.StringVar(&f.sidecar, "sidecar", "", "`folder` of the chat's sidecar with its node_modules; with it the world has an XMTP node, people who chat, an IPFS node's stand-in, and a key for haus")
	set.StringVar(&f.xmtp, "xmtp", "127.0.0.1:5556", "`address` of the XMTP node, of this machine only; port 0 takes a free one")
	set.StringVar(&f.hls, "hls", "", "`folder` for the media server's segments, in one of their own for each world; with it and -config the world has a media server and a premiere: somebody who performs and people who watch")
	set.DurationVar(&lasts, "premiere", 175*time.Second, "wall `time` that the premiere lasts: by default enough for a recording of more than two chunks of a minute each")
	set.StringVar(&f.srs, "srs", "127.0.0.1:1985", "`address` of the media server's API, of this machine only; port 0 takes a free one")
	set.StringVar(&f.hooks, "hooks", "127.0.0.1:8482", "`address` of haus' listener for the media server, for -config")
	set.StringVar(&f.player, "player", "", "`folder` of the player's page with its node_modules; with it and -hls the premiere's recording is played in Chromium when it is complete")
	if err := set.Parse(args); err != nil {
		return flags{}, err
	}
	err := f.finish(set, genesis, history, lasts)
	if err != nil {
		fmt.Fprintln(stderr, "devnet:", err)
	}
	return f, err
}

func (f *flags) finish(set *flag.FlagSet, genesis string, history int, lasts time.Duration) error {
	if set.NArg() > 0 {
		return fmt.Errorf("unexpected %q: all arguments are flags, see -h", set.Arg(0))
	}
	if genesis != "" {
		t, err := time.Parse(time.RFC3339, genesis)
		if err != nil {
			return fmt.Errorf("-time: %w; give it as 2026-01-31T20:00:00Z", err)
		}
		f.chain.Time = t
	}
	f.chain.History.Blocks = history
	if history == 0 {
		f.chain.History = devnet.History{}
	}
	for _, listener := range []struct{ name, address string }{{"api", f.api}, {"control", f.control}, {"hooks", f.hooks}} {
		if _, port, err := net.SplitHostPort(listener.address); err != nil || port == "0" {
			return errors.Join(fmt.Errorf("-%s %q: give host:port with a port that haus will listen on", listener.name, listener.address), err)
		}
	}
	if f.hls == "" {
		return nil
	}
	if f.config == "" {
		return errors.New("-hls: give -config too, for haus has to know the media server and its secret")
	}
	if lasts < time.Second {
		return fmt.Errorf("-premiere %s: choose a second or more", lasts)
	}
	f.chain.Premiere = premiere(lasts)
	return nil
}
