//go:build bench

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/contracts"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/reactors"
	"github.com/haus25/backend/reactors/archive"
	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// atelier is the archive as the daemon wires it, on a store with events that are on, without a chain, API or uploads.
type atelier struct {
	crew  *crew
	store *store.Store
	hls   string

	mu       sync.Mutex
	appeared map[[2]int]time.Time // by stream and segment
	recorded map[[2]int]time.Time // by stream and chunk
	change   chan struct{}        // closed when a chunk is recorded
}

func newAtelier(t *testing.T, mode media.Mode) *atelier {
	t.Helper()
	s := newSite(t, deployment{chain: 1328, start: 1, rpc: "http://127.0.0.1:1", contracts: contracts.Addresses{EventFactory: common.Address{1},
		EventManager: common.Address{2}, LiveTipping: common.Address{3}, Distributor: common.Address{4}, CreationWrapper: common.Address{5}}})
	a := &atelier{hls: filepath.Join(s.dir, "hls", "live"), appeared: map[[2]int]time.Time{}, recorded: map[[2]int]time.Time{}, change: make(chan struct{})}
	c, err := config.Load(s.file, []string{"HAUS_ARCHIVE_MODE=" + string(mode), "HAUS_REACTORS_ONLY=archive",
		"HAUS_ARCHIVE_BITRATE=100"}) // else it warns that hours of all these shows may not fit
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(a.hls, 0o755); err != nil {
		t.Fatal(err)
	}
	log := slog.New(&ear{a: a})
	st, err := openStore(c, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := st.EnableReactors([]string{"archive"}); err != nil {
		t.Fatal(err)
	}
	ids := make([]uint64, 255)
	for i := range ids {
		ids[i] = uint64(i + 1)
	}
	now := func(n uint64) store.Ref {
		return store.Ref{Number: n, Hash: common.Hash{1}, Time: uint64(time.Now().Unix())}
	}
	addEvents(t, st, now(1), ids...)
	a.crew, a.store = &crew{}, st
	if a.crew.content, err = content.Open(contentOptions(c)); err != nil {
		t.Fatal(err)
	}
	if err := a.crew.addArchive(t.Context(), c, st, log); err != nil {
		t.Fatal(err)
	}
	a.crew.shows.encoder.Load = func() (float64, error) { return 0, nil } // what else runs here must not change the mode
	runner, err := reactors.New(reactors.Options{Store: st, Reactors: a.crew.reactors, Limit: c.Reactors.Limit, Timeout: c.Reactors.Timeout, Resync: c.Reactors.Resync, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	blocks := func(ctx context.Context) error {
		tick := time.NewTicker(400 * time.Millisecond) // SEI's pace
		defer tick.Stop()
		for n := uint64(2); ; n++ {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return nil
			}
			b := st.Begin()
			b.Advance(now(n), n)
			if err := b.Commit(); err != nil {
				return err
			}
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- runParts(ctx, append([]part{{"blocks", blocks}, {"reactors", runner.Run}}, a.crew.parts...)...)
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return a
}

// announced is told of a segment that the media server has finished, as on_hls tells haus.
func (a *atelier) announced(stream, segment int, at time.Time, file string) {
	a.mu.Lock()
	a.appeared[[2]int{stream, segment}] = at
	a.mu.Unlock()
	a.crew.shows.wake(uint64(stream), file)
}

// chunk notes one that is recorded.
func (a *atelier) chunk(stream, index int, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.recorded[[2]int{stream, index}] = at
	close(a.change)
	a.change = make(chan struct{})
}

func (a *atelier) made() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.recorded)
}

// await waits until so many chunks are recorded.
func (a *atelier) await(t *testing.T, n int) {
	t.Helper()
	for deadline := time.After(10 * time.Minute); ; {
		a.mu.Lock()
		have, change := len(a.recorded), a.change
		a.mu.Unlock()
		if have >= n {
			return
		}
		select {
		case <-change:
		case <-deadline:
			t.Fatalf("%d of %d chunks are recorded", have, n)
		}
	}
}

// checks are how many chunks were decoded, and what is missing in any.
func (a *atelier) checks(t *testing.T, streams int) (decoded int, missing []string) {
	t.Helper()
	v, err := a.store.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Release()
	for id := 1; id <= streams; id++ {
		for r, err := range v.Receipts(store.WorkKey{Reactor: archive.Name, EventID: uint64(id)}) {
			if err != nil {
				t.Fatal(err)
			}
			var c manifest.Chunk
			if r.Kind != "chunk" {
				continue
			}
			if err := json.Unmarshal(r.Data, &c); err != nil {
				t.Fatal(err)
			}
			if c.Checked == "decoded" {
				decoded++
			}
			for _, m := range c.Missing {
				if !slices.Contains(missing, m) && len(missing) < 8 {
					missing = append(missing, m)
				}
			}
		}
	}
	return decoded, missing
}

// delays are from the appearance of each chunk's last segment until it was recorded, sorted, and in words by the chunks' index.
func (a *atelier) delays(streams int) (all []time.Duration, words string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for index := 0; ; index++ {
		var some []time.Duration
		for stream := 1; stream <= streams; stream++ {
			if made, ok := a.recorded[[2]int{stream, index}]; ok {
				some = append(some, made.Sub(a.appeared[[2]int{stream, (index+1)*perChunk - 1}]))
			}
		}
		if len(some) == 0 {
			slices.Sort(all)
			return all, words
		}
		slices.Sort(some)
		words += fmt.Sprintf(" %s/%s", at(some, 50), at(some, 100))
		all = append(all, some...)
	}
}

// at is a percentile of what is sorted.
func at(sorted []time.Duration, percent int) time.Duration {
	return sorted[min(len(sorted)*percent/100, len(sorted)-1)].Round(time.Millisecond)
}

// ear listens to the log for chunks, and prints what is wrong.
type ear struct {
	a     *atelier
	attrs []slog.Attr
}

func (e *ear) Enabled(context.Context, slog.Level) bool { return true }
func (e *ear) WithGroup(string) slog.Handler            { return e }
func (e *ear) WithAttrs(more []slog.Attr) slog.Handler {
	return &ear{e.a, append(slices.Clip(e.attrs), more...)}
}

func (e *ear) Handle(_ context.Context, r slog.Record) error {
	attrs := map[string]slog.Value{}
	for _, x := range e.attrs {
		attrs[x.Key] = x.Value
	}
	r.Attrs(func(x slog.Attr) bool { attrs[x.Key] = x.Value; return true })
	switch {
	case r.Message == "a chunk is recorded":
		e.a.chunk(int(attrs["event"].Uint64()), int(attrs["chunk"].Int64()), r.Time)
	case r.Level >= slog.LevelWarn:
		fmt.Fprintln(os.Stderr, r.Message, attrs)
	}
	return nil
}
