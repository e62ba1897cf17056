package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// lineWidth is the most bytes that a list shows of a reason; haus work show has all of it.
const lineWidth = 120

// safe makes a text fit for a terminal: it may quote strangers.
func safe(text string, most int) string {
	if cut := protocol.Clean([]byte(text), most); len(cut) < len(text) && len(text) > most {
		return cut + "…"
	}
	return protocol.Clean([]byte(text), most)
}

func (a *workAnswer) print(out io.Writer, r workRequest) error {
	switch {
	case a.Said != "":
		_, err := fmt.Fprintln(out, a.Said)
		return err
	case r.Do == "show":
		return a.printOne(out)
	}
	a.printReactors(out)
	if len(a.Rows) == 0 {
		return nil
	}
	fmt.Fprintln(out)
	t := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "KEY\tSTANDING\tFAILED\tNEXT\tWHY")
	for _, row := range a.Rows {
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\n", row.WorkKey, row.standing(), row.Attempts, a.next(row), safe(row.reason(), lineWidth))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if a.More > 0 {
		fmt.Fprintf(out, "… and %d more: --limit 0 shows all\n", a.More)
	}
	return nil
}

func (a *workAnswer) printReactors(out io.Writer) {
	switch {
	case !a.Daemon:
		fmt.Fprintln(out, "no haus runs on this data directory: nothing is done meanwhile")
	case a.Gate != "":
		fmt.Fprintf(out, "reactors wait: %s\n", safe(a.Gate, lineWidth))
	}
	if len(a.Reactors) == 0 {
		fmt.Fprintln(out, "no reactor has had work yet")
	}
	for _, r := range a.Reactors {
		c := r.Counts
		fmt.Fprintf(out, "%s: %d due, %d waiting, %d failing, %d dead, %d idle", r.Name, c[store.Due], c[store.Waiting], c[store.Failing], c[store.Dead], c[store.Idle])
		if s := r.Status; s != nil {
			fmt.Fprintf(out, "; %d running", s.Running)
			if s.Paused {
				fmt.Fprint(out, "; paused")
			}
			if s.Circuit != nil {
				fmt.Fprintf(out, "; %s is down since %s: %s", s.Circuit.Provider, s.Circuit.Since.Format(time.TimeOnly), safe(s.Circuit.Reason, lineWidth))
			}
		} else if a.Daemon {
			fmt.Fprint(out, "; does not run here")
		}
		fmt.Fprintln(out)
	}
}

func (a *workAnswer) printOne(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, row := range a.Rows {
		fmt.Fprintf(t, "key\t%s\nstanding\t%s\nfailed attempts\t%d\nnext\t%s\n", row.WorkKey, row.standing(), row.Attempts, a.next(row))
		if row.Touched > row.Finished {
			fmt.Fprintf(t, "touched in\tblock %d\n", row.First)
		}
		if row.Ended > 0 {
			fmt.Fprintf(t, "last attempt\t%s\n", time.Unix(int64(row.Ended), 0).Format(time.DateTime))
		}
		if row.Waits != "" {
			fmt.Fprintf(t, "waits for\t%s\n", safe(row.Waits, len(row.Waits)))
		}
		if row.LastError != "" {
			fmt.Fprintf(t, "last error\t%s\n", safe(row.LastError, len(row.LastError)))
		}
		if err := t.Flush(); err != nil {
			return err
		}
		for line := range strings.Lines(row.Trace) {
			indent := len(line) - len(strings.TrimLeft(line, "\t"))
			fmt.Fprintln(out, strings.Repeat("  ", 1+indent)+safe(strings.TrimSpace(line), len(line)))
		}
	}
	return nil
}

func (w workRow) standing() string {
	if w.Running != nil {
		return "running"
	}
	return w.Standing().String()
}

func (w workRow) reason() string {
	if w.LastError != "" {
		return w.LastError
	}
	return w.Waits
}

// next says when the key is looked at again.
func (a *workAnswer) next(w workRow) string {
	switch {
	case w.Running != nil:
		return "since " + w.Running.Format(time.TimeOnly)
	case w.Dead:
		return "when touched or retried"
	}
	var out []string
	if held := w.Attempts > 0 && w.WallAt > 0; w.Touched > w.Finished && !held {
		out = append(out, "now")
	}
	for _, wake := range w.Wakes() {
		if wake.Clock == store.ChainClock {
			out = append(out, "in "+until(a.Chain, wake.At)+" of chain time")
			continue
		}
		out = append(out, "in "+until(uint64(max(time.Now().Unix(), 0)), wake.At))
	}
	if len(out) == 0 {
		return "when touched"
	}
	return strings.Join(out, ", ")
}

func until(now, at uint64) string {
	if at <= now {
		return "0s"
	}
	return (time.Duration(min(at-now, 1<<32)) * time.Second).String()
}
