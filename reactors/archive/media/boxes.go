package media

import (
	"encoding/binary"
	"fmt"
	"iter"
)

// The few boxes that matter are read here: libraries make an entry for each sample that a box claims to have, also of boxes that
// claim four thousand million in no bytes, and refuse what encoders write (several picture parameter sets).

// sampleDefaults are what samples have that say nothing of their own.
type sampleDefaults struct {
	duration, flags uint32
}

// notSync is the flag of a sample at which decoding cannot begin (ISO/IEC 14496-12, 8.8.3.1).
const notSync = 0x10000

// inspection is one reading of a chunk's index.
type inspection struct {
	c        *Contents
	defaults map[uint32]sampleDefaults
	at       map[uint32]*timeline
}

// boxes are the boxes within b, as far as they are whole.
func boxes(b []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 8 {
			n := binary.BigEndian.Uint32(b)
			if n < 8 || uint64(n) > uint64(len(b)) || !yield(string(b[4:8]), b[8:n]) {
				return
			}
			b = b[n:]
		}
	}
}

// find is the box at a path, nil when there is none.
func find(b []byte, path ...string) []byte {
	for _, want := range path {
		var found []byte
		for name, body := range boxes(b) {
			if name == want {
				found = body
				break
			}
		}
		if b = found; b == nil {
			return nil
		}
	}
	return b
}

// number reads a big-endian number of 1, 2, 4 or 8 bytes; 0 beyond the end.
func number(b []byte, at, bytes int) uint64 {
	if at < 0 || at+bytes > len(b) {
		return 0
	}
	var n uint64
	for _, c := range b[at : at+bytes] {
		n = n<<8 | uint64(c)
	}
	return n
}

func (in *inspection) moov(b []byte) {
	for name, body := range boxes(b) {
		switch name {
		case "trak":
			if len(in.c.Tracks) < maxTracks {
				in.trak(body)
			}
		case "mvex":
			for name, trex := range boxes(body) {
				if name == "trex" && len(in.defaults) < maxTracks {
					in.defaults[uint32(number(trex, 4, 4))] = sampleDefaults{uint32(number(trex, 12, 4)), uint32(number(trex, 20, 4))}
				}
			}
		}
	}
}

func (in *inspection) trak(b []byte) {
	tkhd, mdhd := find(b, "tkhd"), find(b, "mdia", "mdhd")
	l := Line{Kind: "other"}
	// Version 1 of these boxes has times of 8 bytes before what is asked for here.
	l.ID = uint32(number(tkhd, 12, 4))
	if number(tkhd, 0, 1) == 1 {
		l.ID = uint32(number(tkhd, 20, 4))
	}
	l.Timescale = uint32(number(mdhd, 12, 4))
	if number(mdhd, 0, 1) == 1 {
		l.Timescale = uint32(number(mdhd, 20, 4))
	}
	if l.Timescale == 0 || in.at[l.ID] != nil {
		return
	}
	if stsd := find(b, "mdia", "minf", "stbl", "stsd"); len(stsd) >= 8 {
		for name, entry := range boxes(stsd[8:]) {
			l.sampleEntry(name, entry)
			break
		}
	}
	in.c.Tracks = append(in.c.Tracks, l)
	in.at[l.ID] = &timeline{durations: map[int64]int{}}
}

// sampleEntry reads what a decoder is set up with, for a playlist's words.
func (l *Line) sampleEntry(name string, b []byte) {
	l.Codec = name
	switch name {
	case "avc1", "avc3", "hvc1", "hev1", "av01", "mp4v":
		l.Kind = "video"
		l.Width, l.Height = int(number(b, 24, 2)), int(number(b, 26, 2))
		if len(b) < 78 {
			return
		}
		if c := find(b[78:], "avcC"); len(c) >= 4 {
			l.Codec = fmt.Sprintf("%s.%x", name, c[1:4])
		}
		if c := find(b[78:], "hvcC"); len(c) >= 13 {
			l.Codec = hevc(name, c)
		}
	case "mp4a", "Opus", "ac-3", "ec-3":
		l.Kind = "audio"
		if name == "Opus" {
			l.Codec = "opus"
		}
		if len(b) < 28 {
			return
		}
		if c := find(b[28:], "esds"); c != nil {
			l.Codec = mpeg4(c)
		}
	}
}

// hevc spells a codec as ISO/IEC 14496-15, annex E, does.
func hevc(name string, c []byte) string {
	profile := fmt.Sprint(c[1] & 0x1f)
	if space := c[1] >> 6; space > 0 {
		profile = string(rune('A'+space-1)) + profile
	}
	var compatible uint32
	for i := range 32 {
		compatible |= binary.BigEndian.Uint32(c[2:]) >> i & 1 << (31 - i)
	}
	tier := "L"
	if c[1]&0x20 != 0 {
		tier = "H"
	}
	s := fmt.Sprintf("%s.%s.%X.%s%d", name, profile, compatible, tier, c[12])
	constraints := c[6:12]
	for len(constraints) > 0 && constraints[len(constraints)-1] == 0 {
		constraints = constraints[:len(constraints)-1]
	}
	for _, x := range constraints {
		s += fmt.Sprintf(".%X", x)
	}
	return s
}

// mpeg4 spells the codec of an elementary stream descriptor: mp4a.OTI, with the audio object type when it is MPEG-4's.
func mpeg4(esds []byte) string {
	if len(esds) < 4 {
		return "mp4a"
	}
	b := esds[4:]
	codec := "mp4a"
	for len(b) > 1 {
		tag := b[0]
		n, i := 0, 1
		for ; i < len(b) && i < 5; i++ {
			n = n<<7 | int(b[i]&0x7f)
			if b[i]&0x80 == 0 {
				i++
				break
			}
		}
		b = b[min(i, len(b)):]
		switch tag {
		case 3: // the stream's: its id and flags, which ffmpeg and Apple leave at 0, then the rest
			b = b[min(3, len(b)):]
		case 4: // the decoder's
			if len(b) < 13 {
				return codec
			}
			codec = fmt.Sprintf("mp4a.%02x", b[0])
			b = b[13:]
		case 5: // the decoder's own
			if codec == "mp4a.40" && len(b) >= 2 {
				object := int(b[0] >> 3)
				if object == 31 {
					object = 32 + int(b[0]&7)<<3 + int(b[1]>>5)
				}
				return fmt.Sprintf("%s.%d", codec, object)
			}
			return codec
		default:
			b = b[min(n, len(b)):]
		}
	}
	return codec
}

func (in *inspection) moof(b []byte) error {
	for name, traf := range boxes(b) {
		if name != "traf" {
			continue
		}
		tfhd := find(traf, "tfhd")
		id := uint32(number(tfhd, 4, 4))
		t := in.at[id]
		if t == nil {
			return fmt.Errorf("a track %d that the init does not have: %w", id, ErrNoChunk)
		}
		d := in.defaults[id]
		flags, at := number(tfhd, 1, 3), 8
		for _, field := range []struct {
			flag uint64
			size int
			into *uint32
		}{{0x01, 8, nil}, {0x02, 4, nil}, {0x08, 4, &d.duration}, {0x10, 4, nil}, {0x20, 4, &d.flags}} {
			if flags&field.flag != 0 {
				if field.into != nil {
					*field.into = uint32(number(tfhd, at, 4))
				}
				at += field.size
			}
		}
		if tfdt := find(traf, "tfdt"); tfdt != nil {
			if t.now = int64(number(tfdt, 4, 4)); number(tfdt, 0, 1) == 1 {
				t.now = int64(number(tfdt, 4, 8) & (1<<62 - 1)) // beyond any time, and room to add
			}
		}
		for name, trun := range boxes(traf) {
			if name == "trun" {
				if err := t.trun(trun, d); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// trun reads a run of samples (ISO/IEC 14496-12, 8.8.8).
func (t *timeline) trun(b []byte, d sampleDefaults) error {
	if len(b) < 8 {
		return fmt.Errorf("a run of samples in %d bytes: %w", len(b), ErrNoChunk)
	}
	flags, count := number(b, 1, 3), number(b, 4, 4)
	signed := b[0] > 0
	at := 8
	if flags&0x01 != 0 {
		at += 4
	}
	first, hasFirst := uint32(0), flags&0x04 != 0
	if hasFirst {
		first = uint32(number(b, at, 4))
		at += 4
	}
	size := 0
	for _, flag := range []uint64{0x100, 0x200, 0x400, 0x800} {
		if flags&flag != 0 {
			size += 4
		}
	}
	// Samples that say nothing of their own take no bytes here, so their number has to be bounded by itself.
	if count > uint64(maxUnits-t.units) || at+size*int(count) > len(b) {
		return fmt.Errorf("%d samples in %d bytes: %w", count, len(b), ErrNoChunk)
	}
	for i := range int(count) {
		duration, sampleFlags, offset := d.duration, d.flags, int64(0)
		if hasFirst && i == 0 {
			sampleFlags = first
		}
		if flags&0x100 != 0 {
			duration = uint32(number(b, at, 4))
			at += 4
		}
		if flags&0x200 != 0 {
			at += 4
		}
		if flags&0x400 != 0 {
			sampleFlags = uint32(number(b, at, 4))
			at += 4
		}
		if flags&0x800 != 0 {
			if offset = int64(uint32(number(b, at, 4))); signed {
				offset = int64(int32(number(b, at, 4)))
			}
			at += 4
		}
		t.unit(int64(duration), offset, sampleFlags&notSync == 0)
	}
	return nil
}
