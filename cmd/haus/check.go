package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"

	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/store"
)

// check is haus check: it shows the configuration, looks at everything haus run needs and says in one line each what it found.
func check(ctx context.Context, c *config.Config, out, _ io.Writer) error {
	bad := 0
	line := func(what string, err error, format string, args ...any) {
		if err != nil {
			bad++
			fmt.Fprintf(out, "FAIL  %-14s %v\n", what, err)
			return
		}
		fmt.Fprintf(out, "ok    %-14s %s\n", what, fmt.Sprintf(format, args...))
	}
	line("configuration", nil, "in force, without secrets:")
	for setting := range strings.Lines(c.Redacted()) {
		fmt.Fprint(out, "      ", setting)
	}
	probes, err := probeAll(ctx, c)
	if err != nil {
		return err
	}
	for _, p := range probes {
		if p.err != nil {
			line("endpoint", p.err, "")
			continue
		}
		line("endpoint", nil, "%s: chain %d, newest block %d", p.name, c.Chain.ID, p.head.Number)
		if p.head.Number >= c.Chain.StartBlock {
			line("history", p.history, "%s has block %d", p.name, c.Chain.StartBlock)
		}
	}
	line("contracts", judge(c, probes), "have code, and the chain is past chain.start_block")
	checkStore(c, line)
	checkReactors(ctx, c, line)
	if socketAnswers(c.DataDir) {
		line("api", nil, "a running haus has %s", c.API.Listen)
	} else {
		l, err := net.Listen("tcp", c.API.Listen)
		line("api", err, "%s is free", c.API.Listen)
		if err == nil {
			l.Close()
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of these have to be mended", bad)
	}
	return nil
}

func checkStore(c *config.Config, line func(string, error, string, ...any)) {
	if socketAnswers(c.DataDir) {
		line("data", nil, "in use by a running haus")
		return
	}
	if !store.Exists(c.DataDir) {
		line("data", nil, "%s is empty, haus run fills it", c.DataDir)
		return
	}
	s, err := openStore(c, slog.New(slog.DiscardHandler))
	if err != nil {
		line("data", err, "")
		return
	}
	defer s.Close()
	v, err := s.View()
	if err != nil {
		line("data", err, "")
		return
	}
	defer v.Release()
	at, started := v.AsOf()
	stats, err := v.Stats()
	if !started || err != nil {
		line("data", err, "nothing is indexed yet")
		return
	}
	line("data", nil, "indexed up to block %d: %d events, %d tickets, %d tips", at.Number, stats.Events, stats.Tickets, stats.Tips)
	checkCatchUp(c, v, line)
}
