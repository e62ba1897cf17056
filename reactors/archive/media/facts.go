package media

// Facts are what a segment's bytes say of themselves. Two readings of the same bytes give equal facts.
type Facts struct {
	// Size is in bytes, SHA256 of all of them in lower-case hex.
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	// Tracks by PID; none when nothing could be read.
	Tracks []Track `json:"tracks,omitempty"`
	// Faults name what is wrong with the bytes, in the order found, at most 16: truncated, lost packets, no key frame at the
	// beginning, … A segment with faults is kept all the same.
	Faults []string `json:"faults,omitempty"`
}

// Track is one elementary stream of a segment.
type Track struct {
	PID   uint16 `json:"pid"`
	Kind  string `json:"kind"`  // video, audio or other
	Codec string `json:"codec"` // h264, h265, aac, mp3, opus, …, or the stream type as 0x..
	// Params identifies what a decoder is set up with (SPS and PPS, AAC's object type, rate and channels): where it changes, another
	// session begins.
	Params string `json:"params,omitempty"`
	Width  int    `json:"width,omitempty"`  // pixels
	Height int    `json:"height,omitempty"` // pixels
	Rate   int    `json:"rate,omitempty"`   // audio samples a second
	// Units are access units: video frames, audio frames.
	Units int `json:"units"`
	// FirstDTS and LastDTS are decoding times of the first and last unit, FirstPTS and LastPTS the lowest and highest presentation
	// time, in ticks of 90 kHz, unrolled within the segment: LastDTS may exceed 33 bits, FirstDTS is as written.
	FirstDTS int64 `json:"firstDts"`
	LastDTS  int64 `json:"lastDts"`
	FirstPTS int64 `json:"firstPts"`
	LastPTS  int64 `json:"lastPts"`
	// Step is the duration of one unit in the same ticks: the most frequent distance of two decoding times; for audio what rate and
	// frame size say.
	Step int64 `json:"step"`
	// Keys counts key frames of a video track; StartsWithKey tells whether the first unit is one.
	Keys          int  `json:"keys,omitempty"`
	StartsWithKey bool `json:"startsWithKey,omitempty"`
}

// Ticks are how many there are in a second.
const Ticks = 90_000

// Video returns the first video track, nil when there is none.
func (f *Facts) Video() *Track { return f.track("video") }

// Audio returns the first audio track, nil when there is none.
func (f *Facts) Audio() *Track { return f.track("audio") }

func (f *Facts) track(kind string) *Track {
	for i := range f.Tracks {
		if f.Tracks[i].Kind == kind {
			return &f.Tracks[i]
		}
	}
	return nil
}

// Lead is the track whose time counts: the video's, else the audio's; nil when there is neither.
func (f *Facts) Lead() *Track {
	if v := f.Video(); v != nil {
		return v
	}
	return f.Audio()
}

// Seconds is how long the segment plays: the lead track from its first unit to the end of its last.
func (f *Facts) Seconds() float64 {
	t := f.Lead()
	if t == nil || t.Units == 0 {
		return 0
	}
	return float64(t.LastDTS-t.FirstDTS+t.Step) / Ticks
}
