package spool

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/haus25/backend/reactors/archive/media"
)

// crowd makes 300 streams of files that were taken, and says what a stream takes of memory.
func crowd(b *testing.B, files int) *world {
	const streams = 300
	w := newWorld(b)
	var before, after runtime.MemStats
	for id := range uint64(streams) {
		dir := filepath.Join(w.hls, "live", fmt.Sprint(id))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			b.Fatal(err)
		}
		for i := range files {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("1795530692123-%d-10000.ts", i)), nil, 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&before)
	for id := range uint64(streams) {
		dir := filepath.Join(w.hls, "live", fmt.Sprint(id))
		e := w.s.event(id)
		if err := w.s.with(id, func(e *recording) error { return nil }); err != nil {
			b.Fatal(err)
		}
		for i := range files {
			name := fmt.Sprintf("1795530692123-%d-10000.ts", i)
			info, err := os.Lstat(filepath.Join(dir, name))
			if err != nil {
				b.Fatal(err)
			}
			is, err := identIn(info)
			if err != nil {
				b.Fatal(err)
			}
			e.apply(int64(i), &entry{Segment: &Segment{N: uint64(i + 1), Facts: media.Facts{SHA256: fmt.Sprintf("%064x", id*uint64(files)+uint64(i))}},
				Source: &source{fmt.Sprintf("%d/%s", id, name), is.ino, is.size, is.mtime}})
		}
	}
	w.scan()
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/streams/1e6, "MB/stream")
	return w
}

// BenchmarkScan looks at 300 streams with 1,000 old files each: when nothing happened, when every folder changed, and at each file.
func BenchmarkScan(b *testing.B) {
	const files = 1000
	w := crowd(b, files)
	for _, c := range []struct {
		name   string
		change func(f *folder)
	}{
		{"quiet", func(f *folder) { f.listed = f.mtime.Add(1e10) }},
		{"listed", func(f *folder) { f.dirty = true }},
		{"verified", func(f *folder) { f.verify = true }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				for _, f := range w.s.folders {
					c.change(f)
				}
				if r := w.s.round(context.Background(), true, nil); r.live {
					b.Fatal("something was found")
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/scan")
		})
	}
}

// BenchmarkTake takes segments of 2.5 MB, a 720p stream's ten seconds, of eight streams at once, with all syncs.
func BenchmarkTake(b *testing.B) {
	w := newWorld(b, func(o *Options) { o.Probe = media.Probe })
	content := bytes.Repeat(append([]byte{0x47, 0x1f, 0xff, 0x10}, make([]byte, packet-4)...), 2_500_000/packet)
	b.SetBytes(8 * int64(len(content)))
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		for id := range 8 {
			copy(content[packet-8:], fmt.Sprintf("%04d%04d", id, i%10_000))
			w.put(fmt.Sprintf("live/%d/s-%d.ts.tmp", id, i), content)
		}
		w.s.round(context.Background(), true, nil)
		for id := range 8 {
			w.rename(fmt.Sprintf("live/%d/s-%d.ts.tmp", id, i), fmt.Sprintf("live/%d/s-%d.ts", id, i))
		}
		b.StartTimer()
		w.scan()
		b.StopTimer()
		for id := range uint64(8) {
			if err := w.s.Release(id, uint64(i+1)); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
	}
	if st := w.s.Status(); st.TakenSegments != uint64(8*b.N) {
		b.Fatalf("%d segments of %d", st.TakenSegments, 8*b.N)
	}
}
