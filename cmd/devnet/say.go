package main

import (
	"fmt"
	"io"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/devnet"
)

// announce says what is about to be done.
func announce(w io.Writer, f flags) {
	where := "in memory"
	if f.chain.Dir != "" {
		where = "in " + f.chain.Dir
	}
	fmt.Fprintf(w, "A development chain %s, seed %d: a block every %s, %g chain seconds per second.\n", where, f.chain.Seed, f.chain.BlockTime, f.chain.Speed)
	if f.chain.History.Blocks > 0 {
		fmt.Fprintf(w, "First its past: %s, or what the folder holds.\n", f.chain.History)
	}
}

// describe says where everything is and what to try.
func describe(w io.Writer, f flags, chain *devnet.Chain, scene *scene, theatre *theatre) {
	c := chain.Contracts()
	fmt.Fprintf(w, `
RPC              %s
web socket       %s
chain id         %d
contracts        from block %d; the head is %d
  EventFactory     %s
  EventManager     %s
  LiveTipping      %s
  Distributor      %s
  CreationWrapper  %s
a stranger's     %s
`, chain.HTTPURL(), chain.WSURL(), chain.ChainID(), chain.StartBlock(), chain.Head().Number,
		c.EventFactory, c.EventManager, c.LiveTipping, c.Distributor, c.CreationWrapper, chain.Lookalike())
	if scene != nil {
		fmt.Fprintf(w, `XMTP             %s
IPFS' stand-in   %s
haus' wallet     %s: may write every event's document, and is in every chat
`, scene.xmtpURL, scene.kubo.URL, crypto.PubkeyToAddress(chain.Haus().PublicKey))
	}
	if theatre != nil {
		fmt.Fprintf(w, `media server     %s, in SRS' words; segments in %s
the premiere     by %s, in %s, for %s; watched by %d people
`, theatre.media.URL(), theatre.hls, crypto.PubkeyToAddress(chain.Performer().PublicKey), f.chain.Premiere.In, f.chain.Premiere.Lasts, devnet.Audience)
	}
	fmt.Fprint(w, "\nTry:\n")
	if f.exec == "" {
		fmt.Fprintf(w, "  curl -s %s -H 'content-type: application/json' -d '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}'\n", chain.HTTPURL())
	}
	if f.config != "" && f.exec == "" {
		fmt.Fprintf(w, "  haus run --config %s\n", f.config)
	}
	if f.exec != "" || f.follow || f.config != "" {
		fmt.Fprintf(w, "  curl -s http://%[1]s/v1/status\n  curl -s http://%[1]s/v1/events\n  curl -sN http://%[1]s/v1/live\n", f.api)
	}
	if scene != nil {
		fmt.Fprintf(w, "  curl -s http://%[1]s/v1/events/0/chat\n  curl -s http://%[1]s/v1/events/0/metadata\n  curl -s http://%[1]s/v1/work\n", f.api)
	}
	if theatre != nil {
		fmt.Fprintf(w, "  curl -s http://%[1]s/v1/events/0/stream\n  curl -s http://%[1]s/v1/events/0/archive\n", f.api)
	}
	fmt.Fprintln(w)
	if f.exec != "" {
		fmt.Fprintf(w, "Running: %s\n", f.exec)
	}
}
