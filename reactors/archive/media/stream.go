package media

import (
	"math"
)

const (
	// wrap is where the clock of MPEG-TS begins again: 33 bits.
	wrap = 1 << 33
	// pause is the longest time between two units of a track that is taken for a still picture or a quiet microphone.
	pause = 2 * Ticks
	// maxSteps bounds the distances of decoding times that are counted in order to find the most frequent: a clock in milliseconds
	// has three, a stranger's as many as there are.
	maxSteps = 64
)

// since is how far a clock of 33 bits went from b to a: -2^32 to 2^32-1.
func since(a, b int64) int64 {
	return (a-b+wrap/2)&(wrap-1) - wrap/2
}

// scanner finds the units that begin in a stream's payload, and tells the stream of each by [stream.unit].
type scanner interface {
	// begin is told when a PES packet begins, and whether it says that decoding can begin there.
	begin(randomAccess bool)
	write(payload []byte)
	// end is told that the PES packet ended; cut whether the segment did, too.
	end(cut bool)
	// broken is told that something is missing between what was written and what comes.
	broken()
}

// stream is one elementary stream while it is read.
type stream struct {
	p     *prober
	track Track
	scan  scanner
	tail  [16]byte // the end of the last packet

	open     bool // a PES packet is being read
	skip     int  // bytes of its header that come in the next packet
	left     int  // bytes of it that are to come; -1: it does not say
	timed    bool // it has a time that no unit has had yet
	dts, pts int64
	clock    int64 // the last DTS as written
	last     int64 // the same unrolled
	extra    int   // units since, which share the PES packet with the one that has the time
	begun    bool
	steps    map[int64]int
	samples  int // of an audio unit
}

func newStream(p *prober, pid int, kind, codec string) *stream {
	s := &stream{p: p, track: Track{PID: uint16(pid), Kind: kind, Codec: codec}, steps: map[int64]int{}}
	switch codec {
	case "h264", "h265":
		s.scan = &videoScanner{s: s, h265: codec == "h265"}
	case "aac":
		s.scan = &audioScanner{s: s, parse: parseADTS}
	case "mp3":
		s.scan = &audioScanner{s: s, parse: parseMP3}
	case "opus":
		s.scan = &audioScanner{s: s, parse: parseOpus}
	default:
		s.scan = &packetScanner{s: s}
	}
	return s
}

// counted tells whether the units of a codec are counted one by one; of others, PES packets are.
func counted(codec string) bool {
	switch codec {
	case "h264", "h265", "aac", "mp3", "opus":
		return true
	}
	return false
}

// same tells whether a packet seems to be the last one again.
func (s *stream) same(packet []byte) bool { return s.tail == [16]byte(packet[packetSize-16:]) }

func (s *stream) broken() { s.scan.broken() }

func (s *stream) add(payload []byte, begins, randomAccess bool) {
	if begins {
		s.close(false)
		if payload = s.header(payload); payload == nil {
			return
		}
		s.scan.begin(randomAccess)
	}
	if !s.open {
		return
	}
	if s.skip > 0 {
		n := min(s.skip, len(payload))
		s.skip -= n
		payload = payload[n:]
	}
	if s.left >= 0 {
		payload = payload[:min(s.left, len(payload))]
		s.left -= len(payload)
	}
	s.scan.write(payload)
}

// header reads the beginning of a PES packet and returns what follows; nil when it is none.
func (s *stream) header(b []byte) []byte {
	if len(b) < 9 || b[0] != 0 || b[1] != 0 || b[2] != 1 || b[6]&0xc0 != 0x80 {
		s.p.fault("%d units in %s have no readable header", 1, int(s.track.PID))
		return nil
	}
	n := 9 + int(b[8])
	s.left = -1
	if length := int(b[4])<<8 | int(b[5]); length > 0 {
		s.left = max(0, 6+length-n)
	}
	s.timed = false
	if b[7]&0x80 != 0 && len(b) >= 14 && n >= 14 {
		s.timed = true
		s.pts = timestamp(b[9:])
		s.dts = s.pts
		if b[7]&0x40 != 0 && len(b) >= 19 && n >= 19 {
			s.dts = timestamp(b[14:])
		}
	}
	s.open = true
	s.skip = max(0, n-len(b))
	return b[min(n, len(b)):]
}

// timestamp reads 33 bits that have marker bits between them.
func timestamp(b []byte) int64 {
	return int64(b[0]>>1&7)<<30 | int64(b[1])<<22 | int64(b[2]>>1)<<15 | int64(b[3])<<7 | int64(b[4]>>1)
}

func (s *stream) close(cut bool) {
	if !s.open {
		return
	}
	s.open = false
	s.scan.end(cut)
	if cut && s.left > 0 {
		s.cut()
	}
}

func (s *stream) cut() { s.p.fault("the last unit in %s is cut", 0, int(s.track.PID)) }

// end ends the reading.
func (s *stream) end() { s.close(true) }

// unit is told of each unit's beginning.
func (s *stream) unit(key bool) {
	t := &s.track
	t.Units++
	if key {
		t.Keys++
		t.StartsWithKey = t.StartsWithKey || t.Units == 1
	}
	if !s.timed {
		s.extra++
		return
	}
	s.timed = false
	ahead := since(s.pts, s.dts)
	switch {
	case !s.begun:
		s.begun = true
		s.last = s.dts
		t.FirstDTS, t.FirstPTS, t.LastPTS = s.dts, s.dts+ahead, s.dts+ahead
	default:
		d := since(s.dts, s.clock)
		s.last += d
		if s.samples > 0 { // how long the units since last
			d -= s.after()
		} else {
			d /= int64(1 + s.extra)
		}
		if _, ok := s.steps[d]; ok || len(s.steps) < maxSteps {
			s.steps[d]++
		}
		switch {
		case d < 0:
			s.p.fault("time goes back in %s", 0, int(t.PID))
		case d > pause:
			s.p.fault("%d seconds without a unit in %s", int(math.Round(float64(d)/Ticks)), int(t.PID))
		}
		t.FirstPTS = min(t.FirstPTS, s.last+ahead)
		t.LastPTS = max(t.LastPTS, s.last+ahead)
	}
	s.clock, s.extra = s.dts, 0
}

// finish completes the track.
func (s *stream) finish() Track {
	t := &s.track
	if s.samples == 0 {
		best := 0
		for d, n := range s.steps {
			if d > 0 && (n > best || n == best && d < t.Step) {
				best, t.Step = n, d
			}
		}
	}
	t.LastDTS = s.last + s.after()
	t.LastPTS = max(t.LastPTS, t.LastDTS)
	return *t
}

// after is how long after the last unit with a time the last unit is.
func (s *stream) after() int64 {
	if s.samples > 0 {
		return ticksOf(s.extra*s.samples, s.track.Rate)
	}
	return int64(s.extra) * s.track.Step
}

// ticksOf is how long samples take, in ticks.
func ticksOf(samples, rate int) int64 {
	return int64(math.Round(float64(samples) * Ticks / float64(rate)))
}
