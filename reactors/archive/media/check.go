package media

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// kinds are the kinds of tracks that a chunk has.
var kinds = []string{"video", "audio"}

// missing says in words what a chunk that was made of the job lacks, and what was already lacking in its segments.
func missing(job *Job, mode Mode, c Contents) (words []string) {
	say := func(format string, args ...any) { words = append(words, fmt.Sprintf(format, args...)) }
	// The last segment that had each kind of track: one in which nothing can be read is a gap like one that is not there.
	last := map[string]Source{}
	if job.Previous != nil {
		before := Source{N: job.PreviousN, Facts: *job.Previous}
		last["video"], last["audio"] = before, before
	}
	for i := range job.Sources {
		s := &job.Sources[i]
		for _, kind := range kinds {
			if before, ok := last[kind]; ok {
				if gap := gapBetween(kind, &before.Facts, &s.Facts); gap != "" {
					say("between segments %d and %d: %s", before.N, s.N, gap)
				}
			}
			if s.Facts.track(kind) != nil {
				last[kind] = *s
			}
		}
		for _, fault := range s.Facts.Faults {
			switch {
			case fault == FaultNoKey && i > 0: // it goes on from the one before
			case fault == FaultNoVideo && job.track("video") == nil, fault == FaultNoAudio && job.track("audio") == nil:
			default:
				say("segment %d: %s", s.N, fault)
			}
		}
	}
	for _, kind := range kinds {
		t := job.track(kind)
		if t == nil {
			say("no %s", kind)
			continue
		}
		var ends int64 // when in the session the last of it should be
		sent, others := 0, 0
		for i := range job.Sources {
			for _, x := range job.Sources[i].Facts.Tracks {
				switch {
				case x.Kind == kind && x.PID == t.PID:
					sent += x.Units
					ends = max(ends, job.Start()+Head+since(x.LastPTS&(wrap-1), job.lead().FirstDTS))
				case x.Kind == kind:
					others++
				}
			}
		}
		if others > 0 {
			say("%s: another track is left out", kind)
		}
		made := 0
		line := c.line(kind)
		if line != nil {
			made = line.Units
		}
		same := kind == "video" || t.Codec == "aac" || t.Codec == "mp3" || t.Codec == "opus" // its units are those that were sent
		switch {
		case made == 0:
			say("%s: nothing of %d frames", kind, sent)
			continue
		case !same || !counted(t.Codec):
		case made < sent:
			say("%s: %d of %d frames are not in it", kind, sent-made, sent)
		case made > sent:
			say("%s: %d frames more than the %d that were counted", kind, made-sent, sent)
		}
		if kind == "video" && !line.StartsWithKey && !slices.Contains(job.Sources[0].Facts.Faults, FaultNoKey) {
			say("video: %s", FaultNoKey)
		}
		// That it begins and ends where it should is what makes chunks join. Audio is counted in samples, whose time is that of the
		// clock within a unit or two.
		tolerance := int64(2)
		if mode != Copy || kind == "audio" {
			tolerance = max(2, 2*t.Step)
		}
		begins := job.Start() + Head + since(t.FirstPTS, job.lead().FirstDTS)
		if off := line.ticks(line.FirstPTS) - begins; off > tolerance || off < -tolerance {
			say("%s: it begins %s from where it should", kind, seconds(off, Ticks))
		}
		if off := line.ticks(line.LastPTS) - ends; same && (off > tolerance || off < -tolerance) {
			say("%s: it ends %s from where it should", kind, seconds(off, Ticks))
		}
	}
	return words
}

// gapBetween says what is missing of a kind of track between two segments of a session.
func gapBetween(kind string, a, b *Facts) string {
	x, y := a.track(kind), b.track(kind)
	if x == nil || y == nil || x.Units == 0 || y.Units == 0 {
		return ""
	}
	mean := x.Step
	if x.Units > 1 {
		mean = (x.LastDTS - x.FirstDTS) / int64(x.Units-1)
	}
	return gap(kind, since(y.FirstDTS, x.LastDTS&(wrap-1))-x.Step, x.Step, mean, Ticks)
}

// Join says what is missing between two chunks that follow each other in a session; nothing: the second begins where the first
// ends. Their presentation times are compared, which are the same however they were encoded.
func Join(a, b Contents) (words []string) {
	for _, kind := range kinds {
		x, y := a.line(kind), b.line(kind)
		switch {
		case x == nil && y == nil:
		case x == nil || y == nil:
			words = append(words, kind+": only one of them has it")
		default:
			mean := x.Step
			if x.Units > 1 {
				mean = (x.LastPTS - x.FirstPTS) / int64(x.Units-1)
			}
			first := float64(y.FirstPTS) * float64(x.Timescale) / float64(y.Timescale)
			if g := gap(kind, int64(math.Round(first))-x.LastPTS-x.Step, x.Step, mean, int64(x.Timescale)); g != "" {
				words = append(words, g)
			}
		}
	}
	return words
}

// gap says how many units fit into the time between where one piece ends and the next begins; in time when units have no fixed
// distance. Three quarters of a unit are the clock's or a camera's jitter.
func gap(kind string, time, step, mean, timescale int64) string {
	if step <= 0 {
		step = max(1, mean)
	}
	steady := mean-step <= step/10 && step-mean <= step/10
	switch {
	case steady && time*4 > step*3:
		return fmt.Sprintf("%s: %d frames missing", kind, (time+step/2)/step)
	case steady && time*4 < -step*3:
		return fmt.Sprintf("%s: %s are there twice", kind, seconds(-time, timescale))
	case !steady && time > 5*max(step, mean):
		return fmt.Sprintf("%s: %s missing", kind, seconds(time, timescale))
	case !steady && time < -5*max(step, mean):
		return fmt.Sprintf("%s: %s are there twice", kind, seconds(-time, timescale))
	}
	return ""
}

func seconds(t, timescale int64) string {
	return strconv.FormatFloat(float64(t)/float64(timescale), 'f', 3, 64) + " s"
}

// Decode decodes the chunk at path, which takes some 4 CPU-seconds a minute of 720p, and says in words what its pictures and sounds
// lack; nothing: each unit that c counts was decoded without a complaint. Errors are ffmpeg's own, which damage does not cause.
func (m *Mux) Decode(ctx context.Context, path string, c Contents) (words []string, err error) {
	release, err := m.Limits.take(ctx, Low)
	if err != nil {
		return nil, fmt.Errorf("wait for a place to decode a chunk: %w", err)
	}
	defer release()
	var progress bytes.Buffer // some lines each half second: a few kB
	heard, err := run{path: m.FFmpeg, out: &progress, idle: true, args: []string{
		"-hide_banner", "-nostdin", "-nostats", "-v", "repeat+warning", "-protocol_whitelist", "file,pipe",
		"-max_pixels", strconv.Itoa(maxPixels), "-threads", "2", "-i", "file:" + path,
		"-map", "0", "-fps_mode", "passthrough", "-enc_time_base:v", "1:" + strconv.Itoa(Ticks), "-progress", "pipe:1", "-stats_period", "10", "-f", "null", "-",
	}}.do(ctx)
	if err != nil {
		return nil, fmt.Errorf("decode a chunk: %w", err)
	}
	words = heard.words(path)
	decoded := 0
	for line := range strings.Lines(progress.String()) {
		if n, ok := strings.CutPrefix(line, "frame="); ok {
			decoded, _ = strconv.Atoi(strings.TrimSpace(n)) // the last is the whole
		}
	}
	if v := c.Video(); v != nil && decoded != v.Units {
		words = append(words, fmt.Sprintf("video: %d of %d frames can be decoded", decoded, v.Units))
	}
	return words, nil
}
