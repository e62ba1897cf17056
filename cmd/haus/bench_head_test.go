//go:build bench

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/ethclient"
	"golang.org/x/sync/errgroup"
)

// sightings are when each block was first seen somewhere.
type sightings map[uint64]time.Time

// note marks all blocks up to n that are not marked, and tells whether the last one has been reached.
func (s sightings) note(n, last uint64, newest *uint64) bool {
	now := time.Now()
	for ; *newest < n; *newest++ {
		s[*newest+1] = now
	}
	return n >= last
}

// headLatency measures, on a world whose story goes on, from a block's being there for a reader of the RPC to its being there
// for readers of the API: one who asks and one who listens.
func (b *bench) headLatency() {
	const blocks = 200
	w := b.devnet(b.TempDir(), "-block-time", "250ms")
	d := w.haus()
	d.awaitReady()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	client, err := ethclient.DialContext(ctx, w.c.Chain.RPC[0].URL)
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	head, err := client.BlockNumber(ctx)
	if err != nil {
		b.Fatal(err)
	}
	first := head + 5 // every watcher has begun by then
	last := first + blocks - 1
	rpc, status, live := sightings{}, sightings{}, sightings{}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return rpc.poll(ctx, head, last, func() (uint64, error) { return client.BlockNumber(ctx) })
	})
	g.Go(func() error {
		return status.poll(ctx, head, last, func() (uint64, error) {
			var answer struct{ Data struct{ IndexedBlock uint64 } }
			err := getJSON(d.api+"/v1/status", &answer)
			return answer.Data.IndexedBlock, err
		})
	})
	g.Go(func() error { return live.listen(ctx, d.api+"/v1/live", head, last) })
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	d.stop()
	w.stop()
	for _, reader := range []struct {
		name string
		seen sightings
	}{{"block on RPC to /v1/status", status}, {"block on RPC to /v1/live", live}} {
		var delays []time.Duration
		for n := first; n <= last; n++ {
			// The poll of the RPC may itself be a moment late: nothing is served before it is there.
			delays = append(delays, max(reader.seen[n].Sub(rpc[n]), 0))
		}
		slices.Sort(delays)
		p99 := delays[len(delays)*99/100]
		b.must(p99 < 50*time.Millisecond, "p99 under 50 ms", reader.name, "p50 %.1f ms, p99 %.1f ms, max %.1f ms over %d blocks",
			ms(delays[len(delays)/2]), ms(p99), ms(delays[len(delays)-1]), len(delays))
	}
}

// poll reads the newest block every millisecond, over one connection that stays open, until it is the last one.
func (s sightings) poll(ctx context.Context, newest, last uint64, read func() (uint64, error)) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		n, err := read()
		if err != nil {
			return err
		}
		if s.note(n, last, &newest) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// listen reads the live feed until it tells of the last block. A block shows itself by its first log, or as the head when it
// holds none.
func (s sightings) listen(ctx context.Context, url string, newest, last uint64) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var told struct{ Block uint64 }
		if err := json.Unmarshal([]byte(data), &told); err != nil {
			return fmt.Errorf("read an event of %s: %w", url, err)
		}
		if s.note(told.Block, last, &newest) {
			return nil
		}
	}
	return fmt.Errorf("%s ended before block %d: %w", url, last, lines.Err())
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
