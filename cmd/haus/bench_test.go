//go:build bench

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestBenchIndex measures the real program against a real node, both as processes of their own: make bench-index. The
// worlds are kept in data/bench; making them takes some minutes the first time. The table is printed whole, and written to
// bin/bench-index.txt, also when a must was missed.
func TestBenchIndex(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, root: root}
	defer b.publish()
	b.say("measured", "%s on %d CPUs; load %s", b.version(), runtime.NumCPU(), load())

	one := b.world("1x", 20_000, 2_000, 100_000, 50_000)
	var plain, ours []run
	for range 3 { // in turn, so that whatever else the machine does hits both
		plain = append(plain, b.plainLoop(one))
		ours = append(ours, b.backfill(one))
	}
	p, o := median(plain), median(ours)
	b.must(o.logs >= 300_000, "at least 300,000", "logs in the past", "%d", o.logs)
	b.say("plain FilterLogs loop", "%s", spread(plain))
	b.say("haus run, empty to ready", "%s", spread(ours))
	// A ready index lacks nothing; else the two rates would not be for the same work.
	lacks := p.logs - o.logs
	b.must(lacks == 0, "0", "logs not yet in when ready", "%d of the loop's %d", lacks, p.logs)
	b.must(o.rate() >= p.rate(), "at least 1, the aim 1.5", "ratio of the rates", "%.2f", o.rate()/p.rate())
	b.coldStart(one)
	one.stop()

	two := b.world("2x", 40_000, 4_000, 200_000, 100_000)
	var double []run
	for range 3 {
		double = append(double, b.backfill(two))
	}
	two.stop()
	growth := median(double).took.Seconds() / o.took.Seconds()
	b.say("haus run, twice the past", "%s", spread(double))
	b.must(growth > 1.5 && growth < 2.5, "2, within 25 %", "time of twice the past", "%.2f times, for %.2f times the logs",
		growth, float64(median(double).logs)/float64(o.logs))
	b.must(max(peak(ours), peak(double)) < 256<<20, "under 256 MB", "peak memory", "%d MB, with twice the past %d MB",
		peak(ours)>>20, peak(double)>>20)
	b.headLatency()
}

type bench struct {
	*testing.T
	root  string
	table strings.Builder
}

// say adds a line to the table.
func (b *bench) say(what, format string, args ...any) {
	line := fmt.Sprintf("%-26s %s", what, fmt.Sprintf(format, args...))
	b.table.WriteString(line + "\n")
	b.Log(line)
}

// must adds a line to the table and, when its condition is not met, fails the test and goes on.
func (b *bench) must(ok bool, want, what, format string, args ...any) {
	verdict := "must: "
	if !ok {
		verdict = "MISSED: "
		b.Fail()
	}
	b.say(what, "%s  (%s%s)", fmt.Sprintf(format, args...), verdict, want)
}

func (b *bench) publish() {
	b.say("load at the end", "%s", load())
	if err := os.WriteFile(filepath.Join(b.root, "bin", "bench-index.txt"), []byte(b.table.String()), 0o644); err != nil {
		b.Error(err)
	}
	fmt.Printf("\n%s\n", b.table.String())
}

// load is the machine's load over 1, 5 and 15 minutes: figures taken on a busy machine say less.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if fields := strings.Fields(string(text)); err == nil && len(fields) >= 3 {
		return strings.Join(fields[:3], " ")
	}
	return "unknown"
}

// run is one backfill, by whichever means.
type run struct {
	took time.Duration
	logs int
	peak uint64 // VmHWM, bytes
}

func (r run) rate() float64 { return float64(r.logs) / r.took.Seconds() }

// median sorts the runs by time and returns the middle one.
func median(runs []run) run {
	slices.SortFunc(runs, func(a, b run) int { return int(a.took - b.took) })
	return runs[len(runs)/2]
}

// peak is the most memory that any of the runs took: a bound holds for all of them.
func peak(runs []run) (most uint64) {
	for _, r := range runs {
		most = max(most, r.peak)
	}
	return most
}

func spread(runs []run) string {
	m := median(runs)
	return fmt.Sprintf("%.2f s (%.2f to %.2f), %.0f logs/s", m.took.Seconds(), runs[0].took.Seconds(), runs[len(runs)-1].took.Seconds(), m.rate())
}

// backfill runs haus on an empty folder until it is ready.
func (b *bench) backfill(w *world) run {
	if err := os.RemoveAll(w.c.DataDir); err != nil {
		b.Fatal(err)
	}
	p := w.haus()
	r := run{took: p.awaitReady(), peak: p.peakMemory(), logs: p.logs()}
	p.stop()
	return r
}

// coldStart starts haus on the store that the last backfill left, and measures what the store takes when that is done:
// restarts have folded LevelDB's journal into its tables.
func (b *bench) coldStart(w *world) {
	var starts []run
	for range 3 {
		p := w.haus()
		starts = append(starts, run{took: p.awaitReady(), logs: p.logs()})
		p.stop()
	}
	took := median(starts).took
	b.must(took < time.Second, "under 1 s", "cold start to ready", "%d ms", took.Milliseconds())
	var bytes int64
	err := filepath.WalkDir(filepath.Join(w.c.DataDir, "index"), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	b.say("on disk", "%.0f bytes a log, %d MB in all", float64(bytes)/float64(starts[0].logs), bytes>>20)
}
