package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"time"
)

// Mode is how a chunk is made of its segments.
type Mode string

// Copy keeps what was sent; the others encode the video anew, each with less quality and work than the one before.
const (
	Copy   Mode = "copy"
	High   Mode = "high"
	Medium Mode = "medium"
	Low    Mode = "low"
)

// presets are x264's for each mode. The rates bound what the quality (crf) may take: the mode's name promises a size as well.
var presets = map[Mode]struct {
	preset       string
	crf          int
	rate, buffer string
}{
	High:   {"medium", 23, "2000k", "4000k"},
	Medium: {"fast", 26, "1500k", "3000k"},
	Low:    {"faster", 30, "1000k", "2000k"},
}

const (
	// Head is the time at which a session begins in its chunks, in ticks: an encoder that reorders pictures needs room before the
	// first, and a fragment's decode time cannot be negative.
	Head = Ticks
	// base is where a chunk's lead begins in what ffmpeg is given: far enough from 0 for a track that begins earlier.
	base = 600 * Ticks
	// minProbe is what ffmpeg reads of a stream before it begins, beyond the segments in which all tracks have begun.
	minProbe = 1 << 20
	// maxProbe bounds what it may keep in memory for that.
	maxProbe = 64 << 20
	// maxPixels bounds pictures that are decoded: 8192 x 4320.
	maxPixels = 8192 * 4320
	// keyEvery is the distance of key frames of what is encoded, in seconds: players seek by them.
	keyEvery = 2
)

// Source is a segment on disk.
type Source struct {
	N     uint64 // its number, by which what is missing in it is named
	Path  string
	Facts Facts
}

// Job is what a chunk is made of: segments of one publish session, in order, without any left out between them.
type Job struct {
	Sources []Source
	// Origin is where the session's time begins, as [Origin] gives it of the session's first segment: the same for all its chunks.
	Origin int64
	// At is about when in the session the first segment begins, in ticks from Origin. It only has to be right within 13 hours, half a
	// round of the clock of 33 bits, so the sum of what the segments before last will do.
	At int64
	// Previous are the facts of the segment before the first in the session; nil: there is none.
	Previous *Facts
	// PreviousN is its number.
	PreviousN uint64
}

// Origin is where the time of a session that begins with this segment begins: the first decoding time of any of its tracks, in
// ticks of 33 bits.
func Origin(f Facts) int64 {
	lead := f.Lead()
	if lead == nil {
		return 0
	}
	first := lead.FirstDTS
	for _, t := range []*Track{f.Video(), f.Audio()} {
		// Tracks that are more than a minute apart have no common clock; then only the lead's counts.
		if t != nil && since(t.FirstDTS, first) < 0 && since(t.FirstDTS, first) > -60*Ticks {
			first = t.FirstDTS
		}
	}
	return first & (wrap - 1)
}

// Start is when in the session the job's lead begins, in ticks.
func (j *Job) Start() int64 {
	lead := j.lead()
	if lead == nil {
		return j.At
	}
	return j.At + since(lead.FirstDTS-j.Origin, j.At&(wrap-1))
}

// lead is the track whose time counts: that of the first segment that has any.
func (j *Job) lead() *Track {
	for i := range j.Sources {
		if t := j.Sources[i].Facts.Lead(); t != nil {
			return t
		}
	}
	return nil
}

// track is the first track of a kind in any segment; its PID and codec are the chunk's.
func (j *Job) track(kind string) *Track {
	for i := range j.Sources {
		if t := j.Sources[i].Facts.track(kind); t != nil {
			return t
		}
	}
	return nil
}

// ErrEmpty is the error of a job in whose segments there is neither video nor audio.
var ErrEmpty = errors.New("no video and no audio in any of the segments")

// Mux makes chunks. All fields but FFmpeg may be left at zero.
type Mux struct {
	// FFmpeg is the executable, version 5.1 or newer.
	FFmpeg string
	// Threads are an encoder's; 0: 1. With more it is quicker, and makes other bytes each time: x264 shares what a limited rate leaves
	// between its threads as they come.
	Threads int
	// Timeout bounds one run whatever the caller's context allows; 0: 15 minutes.
	Timeout time.Duration
	// Limits bounds how many run at once; nil: as many as there are calls.
	Limits *Limits
}

// Chunk is a chunk that was made, and what was seen of it.
type Chunk struct {
	Contents
	Mode Mode
	// Missing names what is missing or damaged in it, and what had to be changed; empty: it has all that was sent, as it was sent.
	Missing []string
	// Took is how long making it took, CPU what ffmpeg used.
	Took, CPU time.Duration
}

// Make joins the job's segments to one chunk, written to out, a name that nobody else uses (what stands there is overwritten), and
// checks it. With an error out is of no use, and may be there. Errors: [ErrEmpty], [ErrChanged], what reading and writing give, and
// ffmpeg's, with its last words.
func (m *Mux) Make(ctx context.Context, mode Mode, job Job, out string) (Chunk, error) {
	if job.lead() == nil {
		return Chunk{}, fmt.Errorf("make a chunk of %d segments: %w", len(job.Sources), ErrEmpty)
	}
	if job.track("video") == nil {
		mode = Copy // there is nothing to encode
	}
	release, err := m.Limits.take(ctx, mode)
	if err != nil {
		return Chunk{}, fmt.Errorf("wait for a place to make a chunk: %w", err)
	}
	defer release()
	timeout := m.Timeout
	if timeout <= 0 {
		timeout = 15 * time.Minute
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("ffmpeg took longer than %s: %w", timeout, context.DeadlineExceeded))
	defer cancel()

	began := time.Now()
	args, notes := m.args(mode, &job, out)
	in := &joined{sources: job.Sources, shift: job.lead().FirstDTS - base}
	defer in.Close()
	heard, err := run{path: m.FFmpeg, args: args, in: in, idle: mode != Copy}.do(ctx)
	if in.err != nil && in.err != io.EOF {
		err = in.err
	}
	if err != nil {
		return Chunk{}, fmt.Errorf("make a chunk of segments %d to %d: %w", job.Sources[0].N, job.Sources[len(job.Sources)-1].N, err)
	}
	f, err := os.Open(out)
	if err != nil {
		return Chunk{}, fmt.Errorf("read the chunk that was made: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Chunk{}, fmt.Errorf("read the chunk that was made: %w", err)
	}
	c := Chunk{Mode: mode, CPU: heard.cpu}
	if c.Contents, err = Inspect(f, info.Size()); err != nil {
		return Chunk{}, fmt.Errorf("read the chunk that was made: %w", err)
	}
	c.Missing = slices.Concat(missing(&job, mode, c.Contents), notes, heard.words(out))
	c.Took = time.Since(began)
	return c, nil
}

// args are ffmpeg's. What they are for:
//
//   - copyts, avoid_negative_ts and frag_discont keep each time as it is given, moved by one whole number of ticks: two chunks made
//     apart fit. Microseconds of itsoffset are finer than ticks, so nothing is lost by rounding.
//   - copyinkf and copypriorss keep what ffmpeg would leave out at the beginning.
//   - bitexact, map_metadata and an encoder of one thread make the same bytes of the same segments.
//   - empty_moov, delay_moov and default_base_moof: the init at the front, written when the audio has told its parameters, and fragments that are independent of where they lie; a fragment a
//     group of pictures, but of at least 4 and at most 10 seconds, so that what ffmpeg holds in memory is bounded.
func (m *Mux) args(mode Mode, job *Job, out string) (args, notes []string) {
	offset := job.Start() + Head - base
	args = []string{"-hide_banner", "-nostdin", "-nostats", "-v", "repeat+warning", "-y",
		"-protocol_whitelist", "pipe", "-copyts",
		"-probesize", strconv.FormatInt(job.probe(), 10), "-analyzeduration", "600000000",
		"-max_pixels", strconv.Itoa(maxPixels)}
	if mode != Copy {
		args = append(args, "-threads", "2") // the decoder's, which are no part of what it makes
	}
	args = append(args, "-itsoffset", strconv.FormatFloat(float64(offset)/Ticks, 'f', 6, 64), "-f", "mpegts", "-i", "pipe:0")
	if v := job.track("video"); v != nil {
		args = append(args, "-map", fmt.Sprintf("0:i:%d", v.PID))
		if mode == Copy {
			args = append(args, "-c:v", "copy", "-copyinkf:v", "-copypriorss:v", "1")
			switch v.Codec {
			case "h265":
				args = append(args, "-tag:v", "hvc1") // what Safari plays
			case "h264", "av1":
			default:
				notes = append(notes, fmt.Sprintf("video: browsers do not play %s", v.Codec))
			}
		} else {
			args = append(args, m.encoder(mode, job, v)...)
		}
	}
	if a := job.track("audio"); a != nil {
		args = append(args, "-map", fmt.Sprintf("0:i:%d", a.PID))
		switch a.Codec {
		case "aac":
			args = append(args, "-c:a", "copy", "-copyinkf:a", "-copypriorss:a", "1", "-bsf:a", "aac_adtstoasc")
		case "mp3", "opus":
			args = append(args, "-c:a", "copy", "-copyinkf:a", "-copypriorss:a", "1")
		default:
			args = append(args, "-c:a", "aac", "-b:a", "128k")
			notes = append(notes, fmt.Sprintf("audio: %s, which browsers do not play, was encoded anew as AAC", a.Codec))
		}
	}
	return append(args, "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1",
		"-fflags", "+bitexact", "-flags", "+bitexact", "-avoid_negative_ts", "disabled", "-muxdelay", "0", "-max_muxing_queue_size", "4096",
		"-use_editlist", "0", "-video_track_timescale", strconv.Itoa(Ticks),
		"-movflags", "+empty_moov+delay_moov+default_base_moof+frag_discont+frag_keyframe",
		"-min_frag_duration", "4000000", "-frag_duration", "10000000",
		"-f", "mp4", "file:"+out), notes
}

func (m *Mux) threads() int {
	return max(1, m.Threads)
}

// encoder are the arguments of x264 in a mode.
func (m *Mux) encoder(mode Mode, job *Job, v *Track) []string {
	p := presets[mode]
	width, height := job.picture()
	gop := 60
	if v.Step > 0 {
		gop = max(1, int(math.Round(keyEvery*Ticks/float64(v.Step))))
	}
	// The greatest picture that was sent is the size of all: a browser that broadcasts begins with a small one.
	scale := fmt.Sprintf("scale=%d:%d:force_original_aspect_ratio=decrease:flags=bicubic,pad=%d:%d:-1:-1,setsar=1", width, height, width, height)
	if width == 0 || height == 0 {
		scale = "scale=trunc(iw/2)*2:trunc(ih/2)*2"
	}
	return []string{"-c:v", "libx264", "-threads:v", strconv.Itoa(m.threads()), "-preset", p.preset, "-crf", strconv.Itoa(p.crf), "-maxrate", p.rate, "-bufsize", p.buffer,
		"-vf", scale, "-pix_fmt", "yuv420p", "-g", strconv.Itoa(gop), "-keyint_min", strconv.Itoa(gop), "-sc_threshold", "0",
		"-fps_mode", "passthrough", "-enc_time_base", "1:" + strconv.Itoa(Ticks)}
}

// picture is the size of the greatest picture in the job, even as encoders want it.
func (j *Job) picture() (width, height int) {
	for i := range j.Sources {
		if v := j.Sources[i].Facts.Video(); v != nil && v.Width*v.Height > width*height {
			width, height = v.Width, v.Height
		}
	}
	return width &^ 1, height &^ 1
}

// probe is how many bytes ffmpeg reads in order to learn of all tracks: to the end of the segment in which the last of them begins.
func (j *Job) probe() int64 {
	wanted := map[uint16]bool{}
	for _, kind := range []string{"video", "audio"} {
		if t := j.track(kind); t != nil {
			wanted[t.PID] = true
		}
	}
	var size int64
	for i := range j.Sources {
		if len(wanted) == 0 {
			break
		}
		size += j.Sources[i].Facts.Size
		for _, t := range j.Sources[i].Facts.Tracks {
			delete(wanted, t.PID)
		}
	}
	return min(size+minProbe, maxProbe)
}
