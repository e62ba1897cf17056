//go:build bench

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asMediaServer in the environment makes the test binary a media server that writes what the variable's JSON says: a process of its own,
// so that its work is not counted as haus'.
const asMediaServer = "TEST_BINARY_IS_MEDIA_SERVER"

func init() {
	text := os.Getenv(asMediaServer)
	if text == "" {
		return
	}
	var f feed
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		panic(err)
	}
	if err := f.run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

const (
	fragment = 10 * time.Second // of each segment
	pieces   = 5                // in which one is written, as it grows
	tsPacket = 188              // bytes, of MPEG-TS
	sound    = 257              // the PID that ffmpeg gives the second track
	// keep is how long a segment lies in the folder, so that hours of streams fit on a disk.
	keep = 12 // fragments
)

// feed is streams in real time, as SRS writes them: each segment grows as X.ts.tmp, is renamed to X.ts, and is listed.
type feed struct {
	Clips    []string // segments, one after the other
	HLS      string   // the folder of application live
	Streams  int      // named 1 to this
	Segments int      // of each
	Spread   time.Duration
}

// write is a piece of a segment that is due.
type write struct {
	at              time.Duration
	stream, segment int
	piece           int // from 1
}

func (f feed) run() error {
	var clips [][]byte
	for _, name := range f.Clips[:f.Segments] {
		clip, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		clips = append(clips, clip)
	}
	var due []write
	for stream := range f.Streams {
		begins := f.Spread * time.Duration(stream) / time.Duration(f.Streams)
		for n := range f.Segments {
			for piece := 1; piece <= pieces; piece++ {
				due = append(due, write{begins + time.Duration(n)*fragment + fragment*time.Duration(piece)/pieces, stream + 1, n, piece})
			}
		}
		if err := os.MkdirAll(filepath.Join(f.HLS, strconv.Itoa(stream+1)), 0o755); err != nil {
			return err
		}
	}
	slices.SortStableFunc(due, func(a, b write) int { return int(a.at - b.at) })
	out := bufio.NewWriter(os.Stdout)
	growing := map[int]*os.File{}
	var own []byte
	began, late := time.Now(), time.Duration(0)
	for _, w := range due {
		<-time.After(time.Until(began.Add(w.at)))
		late = max(late, time.Since(began)-w.at)
		dir := filepath.Join(f.HLS, strconv.Itoa(w.stream))
		name := func(n int) string {
			return filepath.Join(dir, fmt.Sprintf("%d-%d-10000.ts", began.UnixMilli()+int64(n)*10_000, n))
		}
		file := growing[w.stream]
		if file == nil {
			var err error
			if file, err = os.Create(name(w.segment) + ".tmp"); err != nil {
				return err
			}
			growing[w.stream] = file
		}
		clip := clips[w.segment]
		packets := len(clip) / tsPacket
		own = append(own[:0], clip[packets*(w.piece-1)/pieces*tsPacket:packets*w.piece/pieces*tsPacket]...)
		delaySound(own, int64(w.stream))
		if _, err := file.Write(own); err != nil {
			return err
		}
		if w.piece < pieces {
			continue
		}
		if err := file.Close(); err != nil {
			return err
		}
		delete(growing, w.stream)
		if err := os.Rename(file.Name(), name(w.segment)); err != nil {
			return err
		}
		var list strings.Builder
		fmt.Fprintf(&list, "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:%d\n#EXT-X-TARGETDURATION:10\n", max(0, w.segment-5))
		for n := max(0, w.segment-5); n <= w.segment; n++ {
			fmt.Fprintf(&list, "#EXTINF:10.000, no desc\n%d/%s\n", w.stream, filepath.Base(name(n)))
		}
		if err := os.WriteFile(dir+".m3u8.temp", []byte(list.String()), 0o644); err != nil {
			return err
		}
		if err := os.Rename(dir+".m3u8.temp", dir+".m3u8"); err != nil {
			return err
		}
		if w.segment >= keep {
			if err := os.Remove(name(w.segment - keep)); err != nil {
				return err
			}
		}
		fmt.Fprintln(out, w.stream, w.segment, time.Now().UnixNano(), filepath.Base(name(w.segment)))
		out.Flush()
	}
	fmt.Fprintln(out, "late", int64(late))
	return out.Flush()
}

// delaySound moves the sound in whole packets by so many ticks of 90 kHz, so that each stream's bytes are its own, those of its chunks
// too, while all of them play.
func delaySound(b []byte, ticks int64) {
	for ; len(b) >= tsPacket; b = b[tsPacket:] {
		p, at := b[:tsPacket], 4
		if p[1]&0x40 == 0 || int(p[1]&0x1f)<<8|int(p[2]) != sound {
			continue
		}
		if p[3]&0x20 != 0 {
			at += 1 + int(p[4])
		}
		t := p[at+9:] // after start code, id, length and flags
		pts := int64(t[0]>>1&7)<<30 | int64(t[1])<<22 | int64(t[2]>>1)<<15 | int64(t[3])<<7 | int64(t[4]>>1)
		pts += ticks
		t[0], t[1], t[2], t[3], t[4] = t[0]&0xf1|byte(pts>>29)&0x0e, byte(pts>>22), byte(pts>>14)|1, byte(pts>>7), byte(pts<<1)|1
	}
}

// start begins the streams. announced is told of each segment that is finished; the feed has ended when the function returned is back:
// the most that a write was late, and the processor's time that the feed took.
func (f feed) start(t *testing.T, announced func(stream, segment int, at time.Time, file string)) (wait func() (late, cpu time.Duration)) {
	t.Helper()
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), asMediaServer+"="+string(text))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var late time.Duration
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var stream, segment int
			var at int64
			var file string
			if _, err := fmt.Sscan(lines.Text(), &stream, &segment, &at, &file); err == nil {
				announced(stream, segment, time.Unix(0, at), file)
			} else if _, err := fmt.Sscan(strings.TrimPrefix(lines.Text(), "late "), &at); err == nil {
				late = time.Duration(at)
			}
		}
	}()
	return func() (time.Duration, time.Duration) {
		<-ended
		if err := cmd.Wait(); err != nil {
			t.Fatalf("the media server: %v", err)
		}
		return late, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
}

// clips are n segments of ten seconds, 720p at 25 pictures a second, about 2.5 Mbit/s with AAC, with so much noise in it that it does
// not compress better than a performance.
func clips(t *testing.T, dir string, n int) (names []string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25,noise=alls=12:allf=t",
		"-f", "lavfi", "-i", "aevalsrc=0.2*sin(2*PI*(300+5*t)*t)+0.02*random(0):s=48000", "-t", strconv.Itoa(10*n),
		"-c:v", "libx264", "-preset", "superfast", "-bf", "2", "-b:v", "2400k", "-maxrate", "2600k", "-bufsize", "5000k", "-g", "50", "-keyint_min", "50", "-sc_threshold", "0",
		"-pix_fmt", "yuv420p",
		"-c:a", "aac", "-b:a", "128k", "-f", "hls", "-hls_time", "10", "-hls_list_size", "0", "-hls_segment_type", "mpegts",
		"-hls_segment_filename", filepath.Join(dir, "clip-%03d.ts"), filepath.Join(dir, "clips.m3u8")).CombinedOutput()
	if err != nil {
		t.Fatalf("make clips: %v: %s (ffmpeg is needed: make setup)", err, out)
	}
	for i := range n {
		names = append(names, filepath.Join(dir, fmt.Sprintf("clip-%03d.ts", i)))
	}
	return names
}
