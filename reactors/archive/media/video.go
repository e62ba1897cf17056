package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	// SPS of both codecs, with all that can stand before the size in them.
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h264"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h265"
)

const (
	// nalHead is what has to be seen of a NAL unit: the start code, the header (two bytes in H.265), and the first bit of a slice.
	nalHead = 6
	// headSize is how much of an access unit is kept in order to find its parameter sets, which come first.
	headSize = 4096
)

// videoScanner finds access units in H.264 and H.265: a slice that begins at the first macroblock begins one, whatever the PES
// packets say.
type videoScanner struct {
	s     *stream
	h265  bool
	carry []byte // the last bytes of the payload before, too few to tell whether a NAL unit begins in them
	head  []byte
	buf   [2 * nalHead]byte

	randomAccess bool
	sets         bool // parameter sets were seen in this PES packet and not read yet
	setsSeen     bool
	sliced       bool // a unit began in this PES packet
	fields       bool // a picture may be two fields, which begin at the first macroblock each
}

func (v *videoScanner) begin(randomAccess bool) {
	v.randomAccess, v.sets, v.setsSeen, v.sliced = randomAccess, false, false, false
	v.carry, v.head = v.carry[:0], v.head[:0]
}

func (v *videoScanner) broken() { v.carry = v.carry[:0] }

func (v *videoScanner) write(p []byte) {
	if room := headSize - len(v.head); room > 0 {
		v.head = append(v.head, p[:min(room, len(p))]...)
	}
	// First what begins in the bytes carried over, then what begins in p with enough behind it.
	joint := append(append(v.buf[:0], v.carry...), p[:min(len(p), nalHead-1)]...)
	v.find(joint)
	v.find(p)
	if len(p) >= nalHead-1 {
		v.carry = append(v.carry[:0], p[len(p)-(nalHead-1):]...)
	} else {
		v.carry = append(v.carry[:0], joint[max(0, len(joint)-(nalHead-1)):]...)
	}
}

func (v *videoScanner) end(bool) {
	// A NAL unit may be shorter than what we look at.
	v.find(append(append(v.buf[:0], v.carry...), 0, 0, 0, 0, 0))
	if v.sets {
		v.readSets()
	}
}

var startCode = []byte{0, 0, 1}

// find tells of each NAL unit that begins in b and has nalHead bytes there.
func (v *videoScanner) find(b []byte) {
	for len(b) >= nalHead {
		i := bytes.Index(b[:len(b)-nalHead+len(startCode)], startCode)
		if i < 0 {
			return
		}
		v.nal(b[i+3], b[i+4], b[i+5])
		b = b[i+3:]
	}
}

func (v *videoScanner) nal(h0, h1, h2 byte) {
	var set, slice, first, key bool
	if v.h265 {
		t := h0 >> 1 & 0x3f
		set, slice, first, key = t >= 32 && t <= 34, t < 32, h2&0x80 != 0, t >= 16 && t <= 23
	} else {
		t := h0 & 0x1f
		set, slice, first, key = t == 7 || t == 8, t == 1 || t == 2 || t == 5, h1&0x80 != 0, t == 5
	}
	switch {
	case set:
		v.sets, v.setsSeen = true, true
	case slice && first:
		if v.sets {
			v.readSets()
		}
		if !v.sliced || !v.fields {
			// Without IDR pictures, what the muxer calls a random access point and has parameter sets is where decoders begin.
			v.s.unit(key || v.randomAccess && v.setsSeen)
		}
		v.sliced = true
	}
}

// readSets reads the parameter sets at the head of the access unit.
func (v *videoScanner) readSets() {
	v.sets = false
	digest := sha256.New()
	var seen [][]byte // what an encoder and a media server both put there is there twice
	var name string
	var width, height int
	for rest := v.head; ; {
		i := bytes.Index(rest, startCode)
		if i < 0 {
			break
		}
		rest = rest[i+3:]
		nal := rest
		if j := bytes.Index(nal, startCode); j >= 0 {
			nal = nal[:j]
		}
		nal = bytes.TrimRight(nal, "\x00") // the next start code's, or padding: a NAL unit never ends in 0
		if len(nal) < 4 {
			continue
		}
		t := nal[0] & 0x1f
		if v.h265 {
			t = nal[0] >> 1 & 0x3f
		}
		switch {
		case !v.h265 && t == 7:
			var sps h264.SPS
			if sps.Unmarshal(nal) == nil {
				width, height, v.fields = sps.Width(), sps.Height(), !sps.FrameMbsOnlyFlag
			}
			name = fmt.Sprintf("avc1.%x", nal[1:4])
		case v.h265 && t == 33:
			var sps h265.SPS
			if sps.Unmarshal(nal) == nil {
				width, height = sps.Width(), sps.Height()
			}
			name = "hvc1"
		case !v.h265 && t == 8, v.h265 && (t == 32 || t == 34):
		default:
			continue
		}
		if !slices.ContainsFunc(seen, func(s []byte) bool { return bytes.Equal(s, nal) }) {
			seen = append(seen, nal)
			digest.Write(nal)
		}
	}
	if name == "" { // some of them alone
		return
	}
	track := &v.s.track
	params := name + "-" + hex.EncodeToString(digest.Sum(nil)[:8])
	switch track.Params {
	case "":
		track.Params, track.Width, track.Height = params, width, height
	case params:
	default:
		v.s.p.fault("%s changes its parameters inside", 0, int(track.PID))
	}
}

// packetScanner takes each PES packet for one unit, of codecs whose units it does not know.
type packetScanner struct{ s *stream }

func (c *packetScanner) begin(randomAccess bool) { c.s.unit(randomAccess) }
func (c *packetScanner) write([]byte)            {}
func (c *packetScanner) end(bool)                {}
func (c *packetScanner) broken()                 {}
