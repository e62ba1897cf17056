package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/haus25/backend/indexer"
)

// showProgress tells how a backfill gets on, until ctx ends: one line that is written over on a terminal, log lines
// elsewhere.
func showProgress(ctx context.Context, x *indexer.Indexer, w io.Writer, log *slog.Logger) error {
	width := terminalWidth(w)
	every := 10 * time.Second
	if width > 0 {
		every = 250 * time.Millisecond
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	shown := false
	for {
		select {
		case <-ctx.Done():
			if shown {
				fmt.Fprint(w, "\r\x1b[K")
			}
			return nil
		case <-tick.C:
		}
		p := x.Progress()
		switch {
		case p.Phase == indexer.Backfill && width > 0:
			line := progressLine(p)
			fmt.Fprintf(w, "\r\x1b[K%s", line[:min(len(line), width-1)])
			shown = true
		case p.Phase == indexer.Backfill:
			log.Info("backfill", "block", p.Indexed, "of", p.HeadBlock, "done", share(p), "blocks/s", int(p.BlocksRate), "logs/s", int(p.LogsRate), "left", p.Left.Round(time.Second))
		case shown:
			fmt.Fprint(w, "\r\x1b[K")
			shown = false
		}
	}
}

func progressLine(p indexer.Progress) string {
	left := "…"
	if p.Left > 0 {
		left = p.Left.Round(time.Second).String()
	}
	done := int(20 * doneShare(p))
	return fmt.Sprintf("[%s%s] %s  block %d of %d  %.0f blocks/s  %.0f logs/s  %s left", strings.Repeat("#", done), strings.Repeat(".", 20-done),
		share(p), p.Indexed, p.HeadBlock, p.BlocksRate, p.LogsRate, left)
}

func doneShare(p indexer.Progress) float64 {
	if p.Indexed < p.From || p.To <= p.From {
		return 0
	}
	return min(float64(p.Indexed-p.From+1)/float64(p.To-p.From+1), 1)
}

func share(p indexer.Progress) string { return fmt.Sprintf("%.1f %%", 100*doneShare(p)) }

// terminalWidth returns the columns of the terminal that w is, 0 when it is none.
func terminalWidth(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 20 {
		return 0
	}
	return width
}
