package media

import (
	"fmt"

	"github.com/bluenviron/mediacommon/v2/pkg/codecs/mpeg1audio"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/opus"
)

// audioHead is the most that is needed of an audio unit in order to know its length: Opus's control header with its longest
// options, and two bytes of the packet.
const audioHead = 32

// audioUnit is what the head of an audio unit says.
type audioUnit struct {
	size    int // bytes, with its head
	samples int
	rate    int // samples a second
	params  string
}

// audioScanner follows the chain of audio units: each head says where the next one is.
type audioScanner struct {
	s *stream
	// parse reads the head of a unit; short: it needs more bytes of it, bad: it is none.
	parse func(b []byte) (unit audioUnit, verdict verdict)

	head [audioHead]byte
	n    int // bytes of the next unit's head in head
	left int // bytes of the unit that are to come
	lost bool
	last audioUnit
}

type verdict int

const (
	good verdict = iota
	short
	bad
)

func (a *audioScanner) begin(bool) {
	if a.lost { // where a PES packet begins, a unit does
		a.lost, a.left, a.n = false, 0, 0
	}
}

// broken gives up the chain until the next PES packet.
func (a *audioScanner) broken() { a.lost = true }

func (a *audioScanner) write(p []byte) {
	for len(p) > 0 && !a.lost {
		if a.left > 0 {
			n := min(a.left, len(p))
			a.left -= n
			p = p[n:]
			continue
		}
		took := copy(a.head[a.n:], p)
		have := a.head[:a.n+took]
		unit, v := a.parse(have)
		switch {
		case v == good && unit.size > 0:
			p = p[min(max(0, unit.size-a.n), took):]
			a.left = max(0, unit.size-len(have))
			a.n = 0
			a.take(unit)
		case v == short && len(have) < audioHead:
			a.n += took
			return
		default:
			a.s.p.fault("%d units in %s cannot be read", 1, int(a.s.track.PID))
			a.lost = true
		}
	}
}

func (a *audioScanner) end(cut bool) {
	if cut && !a.lost && (a.left > 0 || a.n > 0) {
		a.s.cut()
	}
}

func (a *audioScanner) take(u audioUnit) {
	t := &a.s.track
	if u.rate != a.last.rate || u.samples != a.last.samples || u.params != a.last.params {
		if t.Units > 0 {
			a.s.p.fault("%s changes its parameters inside", 0, int(t.PID))
		} else {
			t.Rate, t.Params, a.s.samples = u.rate, u.params, u.samples
			t.Step = ticksOf(u.samples, u.rate)
		}
		a.last = u
	}
	a.s.unit(false)
}

// adtsRates are by index (ISO/IEC 14496-3, table 1.18).
var adtsRates = [16]int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// aacParams are by object type and channels; a table, since every unit needs one.
var aacParams = func() (t [4][8]string) {
	for object := range t {
		for channels := range t[object] {
			t[object][channels] = fmt.Sprintf("mp4a.40.%d/%d", object+1, channels)
		}
	}
	return t
}()

// parseADTS reads a head of AAC (ISO/IEC 14496-3, 1.A.2).
func parseADTS(b []byte) (audioUnit, verdict) {
	if len(b) < 7 {
		return audioUnit{}, short
	}
	u := audioUnit{
		size:    int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5]>>5),
		samples: 1024 * (1 + int(b[6]&3)),
		rate:    adtsRates[b[2]>>2&15],
		params:  aacParams[b[2]>>6][int(b[2]&1)<<2|int(b[3]>>6)],
	}
	if b[0] != 0xff || b[1]&0xf6 != 0xf0 || u.rate == 0 || u.size < 7 {
		return u, bad
	}
	return u, good
}

func parseMP3(b []byte) (audioUnit, verdict) {
	if len(b) < 5 {
		return audioUnit{}, short
	}
	var h mpeg1audio.FrameHeader
	if h.Unmarshal(b) != nil {
		return audioUnit{}, bad
	}
	u := audioUnit{size: h.FrameLen(), samples: h.SampleCount(), rate: h.SampleRate, params: "mp3/2"}
	if h.MPEG2 && h.Layer == 3 { // half as many samples, half as many bytes
		u.size = 72*h.Bitrate/h.SampleRate + u.size - 144*h.Bitrate/h.SampleRate
	}
	if h.ChannelMode == mpeg1audio.ChannelModeMono {
		u.params = "mp3/1"
	}
	return u, good
}

// parseOpus reads the control header that stands before each Opus packet in MPEG-TS (the encapsulation's draft, section 2; its library
// wants the whole packet at once).
func parseOpus(b []byte) (audioUnit, verdict) {
	if len(b) < 3 {
		return audioUnit{}, short
	}
	if b[0] != 0x7f || b[1]&0xe0 != 0xe0 {
		return audioUnit{}, bad
	}
	i, size := 2, 0
	for {
		if i >= len(b) {
			return audioUnit{}, short
		}
		size += int(b[i])
		i++
		if b[i-1] != 0xff {
			break
		}
	}
	if b[1]&0x10 != 0 { // trimmed at its start
		i += 2
	}
	if b[1]&0x08 != 0 { // trimmed at its end
		i += 2
	}
	if b[1]&0x04 != 0 { // an extension
		if i >= len(b) {
			return audioUnit{}, short
		}
		i += 1 + int(b[i])
	}
	if i+min(2, size) > len(b) {
		return audioUnit{}, short
	}
	u := audioUnit{size: i + size, rate: 48000, samples: 960, params: "opus"}
	if n := int(opus.PacketDuration2(b[i:min(i+size, len(b))])); n > 0 {
		u.samples = n
	}
	return u, good
}
