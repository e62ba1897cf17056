package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

const (
	// maxInit, maxFragment, maxBoxes and maxTracks bound what a stranger's file can make Inspect read and remember. A minute's init
	// has about 1 kB, a fragment's index 30 kB, and there are some 60 boxes.
	maxInit     = 1 << 20
	maxFragment = 1 << 20
	maxBoxes    = 1 << 16
	maxTracks   = 8
	// maxUnits bounds a track's units: ten hours of 100 pictures a second.
	maxUnits = 3_600_000
)

// ErrNoChunk is the error of bytes that are no chunk: no fragmented MP4 with its init at the front, or one cut short.
var ErrNoChunk = errors.New("not a chunk")

// Contents are what a chunk's bytes say of themselves.
type Contents struct {
	// Size is the chunk's, Init what its init (ftyp and moov) takes at the front, both in bytes.
	Size   int64  `json:"size"`
	Init   int64  `json:"init"`
	Tracks []Line `json:"tracks"`
}

// Line is one track of a chunk. Times are in units of 1/Timescale second, within the session.
type Line struct {
	ID        uint32 `json:"id"`
	Kind      string `json:"kind"`  // video, audio or other
	Codec     string `json:"codec"` // as in RFC 6381: avc1.64001f, mp4a.40.2, …
	Timescale uint32 `json:"timescale"`
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
	Units     int    `json:"units"`
	// FirstDTS and LastDTS are decoding times of the first and last unit, FirstPTS and LastPTS the lowest and highest presentation
	// time, Step the most frequent duration of a unit.
	FirstDTS      int64 `json:"firstDts"`
	LastDTS       int64 `json:"lastDts"`
	FirstPTS      int64 `json:"firstPts"`
	LastPTS       int64 `json:"lastPts"`
	Step          int64 `json:"step"`
	Keys          int   `json:"keys,omitempty"`
	StartsWithKey bool  `json:"startsWithKey,omitempty"`
}

// Video returns the first video track, nil when there is none.
func (c *Contents) Video() *Line { return c.line("video") }

// Audio returns the first audio track, nil when there is none.
func (c *Contents) Audio() *Line { return c.line("audio") }

func (c *Contents) line(kind string) *Line {
	for i := range c.Tracks {
		if c.Tracks[i].Kind == kind && c.Tracks[i].Units > 0 {
			return &c.Tracks[i]
		}
	}
	return nil
}

// Lead is the track whose time counts: the video's, else the audio's; nil when there is neither.
func (c *Contents) Lead() *Line {
	if v := c.Video(); v != nil {
		return v
	}
	return c.Audio()
}

// Seconds is how long the chunk plays: the lead track from its first presentation to the end of its last.
func (c *Contents) Seconds() float64 {
	if l := c.Lead(); l != nil {
		return float64(l.LastPTS-l.FirstPTS+l.Step) / float64(l.Timescale)
	}
	return 0
}

// Begins is when in the session it begins, in ticks.
func (c *Contents) Begins() int64 {
	if l := c.Lead(); l != nil {
		return l.ticks(l.FirstPTS)
	}
	return 0
}

// Delay is how long after its first decoding time all tracks of the chunk have begun, in seconds: pictures that are reordered come
// later than they are decoded, and sound begins beside them. A player that starts a playlist at 0 finds nothing there for so long;
// EXT-X-START can tell it. 0: more than a second, which is no delay but a track that begins later.
func (c *Contents) Delay() float64 {
	first, begun := math.Inf(1), 0.0
	for i := range c.Tracks {
		if l := &c.Tracks[i]; l.Units > 0 {
			first = min(first, float64(l.FirstDTS)/float64(l.Timescale))
			begun = max(begun, float64(l.FirstPTS)/float64(l.Timescale))
		}
	}
	if d := begun - first; d > 0 && d <= 1 {
		return d
	}
	return 0
}

func (l *Line) ticks(t int64) int64 {
	return int64(math.Round(float64(t) * Ticks / float64(l.Timescale)))
}

// Inspect reads the index of a chunk, wherever it came from, and skips the rest: at most 2 MB of memory, two reads for each fragment.
// Errors: [ErrNoChunk], and the reader's. It does not read pictures and sounds, so a chunk that it can read may be damaged.
func Inspect(r io.ReaderAt, size int64) (Contents, error) {
	c := Contents{Size: size}
	in := inspection{c: &c, defaults: map[uint32]sampleDefaults{}, at: map[uint32]*timeline{}}
	var at int64
	for n := 0; at < size; n++ {
		name, header, length, err := boxHeader(r, at, size)
		if err != nil {
			return c, err
		}
		if n == maxBoxes {
			return c, fmt.Errorf("more than %d boxes: %w", maxBoxes, ErrNoChunk)
		}
		switch name {
		case "moov":
			if c.Init > 0 {
				return c, fmt.Errorf("a second init at byte %d: %w", at, ErrNoChunk)
			}
			b, err := body(r, at+header, length-header, maxInit)
			if err != nil {
				return c, err
			}
			in.moov(b)
			c.Init = at + length
		case "moof":
			if c.Init == 0 {
				return c, fmt.Errorf("no init before byte %d: %w", at, ErrNoChunk)
			}
			b, err := body(r, at+header, length-header, maxFragment)
			if err != nil {
				return c, err
			}
			if err := in.moof(b); err != nil {
				return c, fmt.Errorf("fragment at byte %d: %w", at, err)
			}
		}
		at += length
	}
	if c.Init == 0 || len(c.Tracks) == 0 {
		return c, fmt.Errorf("no init with a track: %w", ErrNoChunk)
	}
	for i := range c.Tracks {
		if t := in.at[c.Tracks[i].ID]; t != nil {
			t.finish(&c.Tracks[i])
		}
	}
	return c, nil
}

// boxHeader reads the header of the box at a place, and makes sure that the box ends within the file.
func boxHeader(r io.ReaderAt, at, size int64) (name string, header, length int64, err error) {
	var b [16]byte
	n, err := r.ReadAt(b[:min(16, size-at)], at)
	if err != nil && err != io.EOF {
		return "", 0, 0, fmt.Errorf("read byte %d of a chunk: %w", at, err)
	}
	if n < 8 {
		return "", 0, 0, fmt.Errorf("cut at byte %d: %w", at, ErrNoChunk)
	}
	header, length = 8, int64(binary.BigEndian.Uint32(b[:]))
	if length == 1 && n == 16 {
		header, length = 16, int64(binary.BigEndian.Uint64(b[8:]))
	}
	if length < header || length > size-at {
		return "", 0, 0, fmt.Errorf("cut at byte %d, whose box claims %d bytes: %w", at, length, ErrNoChunk)
	}
	return string(b[4:8]), header, length, nil
}

func body(r io.ReaderAt, at, length, limit int64) ([]byte, error) {
	if length > limit {
		return nil, fmt.Errorf("an index of %d bytes at byte %d: %w", length, at, ErrNoChunk)
	}
	b := make([]byte, length)
	if n, err := r.ReadAt(b, at); n < len(b) {
		return nil, fmt.Errorf("read %d bytes at byte %d of a chunk: %w", length, at, err)
	}
	return b, nil
}

// timeline adds up the units of one track.
type timeline struct {
	now       int64
	units     int
	keys      int
	startsKey bool
	first     int64
	last      int64
	low, high int64
	durations map[int64]int
}

func (t *timeline) unit(duration, offset int64, key bool) {
	if t.units == 0 {
		t.first, t.low, t.high, t.startsKey = t.now, t.now+offset, t.now+offset, key
	}
	t.low, t.high = min(t.low, t.now+offset), max(t.high, t.now+offset)
	t.last = t.now
	t.now += duration
	t.units++
	if key {
		t.keys++
	}
	if _, ok := t.durations[duration]; ok || len(t.durations) < maxSteps {
		t.durations[duration]++
	}
}

func (t *timeline) finish(l *Line) {
	l.Units, l.FirstDTS, l.LastDTS, l.FirstPTS, l.LastPTS = t.units, t.first, t.last, t.low, t.high
	if l.Kind == "video" {
		l.Keys, l.StartsWithKey = t.keys, t.startsKey
	}
	best := 0
	for d, n := range t.durations {
		if d > 0 && (n > best || n == best && d < l.Step) {
			best, l.Step = n, d
		}
	}
}
