package devnet

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var short = History{Blocks: 150, Events: 12, Tickets: 300, Tips: 120}

func TestHistoryHoldsExactlyWhatWasAskedFor(t *testing.T) {
	for name, want := range map[string]History{
		"small":        short,
		"one of each":  {Blocks: 1, Events: 1, Tickets: 1, Tips: 1},
		"events alone": {Blocks: 20, Events: 5},
		"only blocks":  {Blocks: 30},
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t, Options{Speed: 60, History: want})
			count, err := c.Count(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if count.Events != want.Events || count.Tickets != want.Tickets || count.Tips != want.Tips {
				t.Errorf("%+v, want %s", count, want)
			}
			if head := c.Head().Number.Uint64(); head <= uint64(want.Blocks) {
				t.Errorf("the head is block %d, want more than %d", head, want.Blocks)
			}
			// What geth serves is what was counted.
			served := map[string]int{}
			a := c.Contracts()
			for _, log := range allLogs(t, c) {
				switch {
				case log.Address == a.EventFactory && log.Topics[0] == eventCreated:
					served["events"]++
				case log.Address == a.LiveTipping && log.Topics[0] == tipReceived:
					served["tips"]++
				case c.story.world.kiosks[log.Address] != nil && log.Topics[0] == kioskABI.GetABI().Events["TicketMinted"].ID:
					served["tickets"]++
				}
			}
			if served["events"] != want.Events || served["tickets"] != want.Tickets || served["tips"] != want.Tips {
				t.Errorf("eth_getLogs serves %v, want %s", served, want)
			}
		})
	}
}

func TestAChainInAFolderGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "chain")
	opts := Options{Seed: 3, Speed: 60, Dir: dir, History: short, Time: past, Logger: slog.New(slog.DiscardHandler)}
	first, err := Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	logs := allLogs(t, first)
	head := first.Head().Hash()
	tell(t, first, 40)
	want := allLogs(t, first)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	opts.History = History{} // and the time is the folder's
	opts.Time = past.AddDate(1, 0, 0)
	again := start(t, opts)
	if got := allLogs(t, again); !reflect.DeepEqual(got, want) {
		t.Errorf("%d logs after the restart, want the same %d", len(got), len(want))
	}
	if len(want) <= len(logs) || again.Head().ParentHash == head {
		t.Error("what was told after the history is gone")
	}
	before, err := again.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tell(t, again, 60)
	after, err := again.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after.Tickets <= before.Tickets || after.Logs <= before.Logs {
		t.Errorf("the story does not go on: %+v, then %+v", before, after)
	}
}

func TestAFolderOfAnotherWorldIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "chain")
	opts := Options{Dir: dir, Time: past, Logger: slog.New(slog.DiscardHandler)}
	c, err := Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Options){
		"seed":     func(o *Options) { o.Seed = 9 },
		"chain id": func(o *Options) { o.ChainID = 9 },
		"history":  func(o *Options) { o.History = short },
	} {
		t.Run(name, func(t *testing.T) {
			other := opts
			change(&other)
			c, err := Start(t.Context(), other)
			if err == nil {
				t.Fatalf("started; close: %v", c.Close())
			}
			if !strings.Contains(err.Error(), "name another folder") {
				t.Errorf("the error does not say what to do: %v", err)
			}
		})
	}
	if err := os.Remove(filepath.Join(dir, metaFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("an incomplete folder: %v, want an error that says to delete it", err)
	}
}

func TestAHistoryCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Start(ctx, Options{History: short, Logger: slog.New(slog.DiscardHandler)})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want the context's end", err)
	}
}
