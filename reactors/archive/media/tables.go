package media

import "encoding/binary"

// maxSection is the longest table that MPEG-TS allows for programs (ISO/IEC 13818-1, 2.4.4).
const maxSection = 1024

// section puts a table together that may lie in several packets.
type section struct {
	buf  []byte
	open bool
}

// add takes a packet's payload, and gives read each whole table whose checksum is right.
func (s *section) add(payload []byte, begins bool, read func(table []byte)) {
	if begins {
		if len(payload) < 1 || 1+int(payload[0]) > len(payload) {
			s.open = false
			return
		}
		// What stands before the pointed-to byte ends the table before; tables of one packet, which these are, have none.
		s.buf, s.open = s.buf[:0], true
		payload = payload[1+int(payload[0]):]
	}
	if !s.open {
		return
	}
	s.buf = append(s.buf, payload[:min(len(payload), maxSection-len(s.buf))]...)
	if len(s.buf) < 3 {
		return
	}
	n := 3 + int(binary.BigEndian.Uint16(s.buf[1:])&0x0fff)
	switch {
	case n > maxSection || n < 12:
		s.open = false
	case len(s.buf) >= n:
		s.open = false
		if checksum(s.buf[:n]) == 0 {
			read(s.buf[:n-4])
		}
	}
}

// readPAT takes the first program: a media server writes one.
func (p *prober) readPAT(t []byte) {
	if t[0] != 0 || p.pmt >= 0 {
		return
	}
	for e := t[8:]; len(e) >= 4; e = e[4:] {
		if binary.BigEndian.Uint16(e) != 0 { // 0 is the network's table
			p.pmt = int(binary.BigEndian.Uint16(e[2:]) & 0x1fff)
			return
		}
	}
}

func (p *prober) readPMT(t []byte) {
	if t[0] != 2 || len(t) < 12 {
		return
	}
	skip := int(binary.BigEndian.Uint16(t[10:]) & 0x0fff)
	if 12+skip > len(t) {
		return
	}
	for e := t[12+skip:]; len(e) >= 5; {
		pid := int(binary.BigEndian.Uint16(e[1:]) & 0x1fff)
		n := int(binary.BigEndian.Uint16(e[3:]) & 0x0fff)
		if 5+n > len(e) {
			return
		}
		kind, codec := codecOf(e[0], e[5:5+n])
		e2 := p.stream(pid)
		switch {
		case e2 == nil && len(p.streams) < maxStreams && pid != 0 && pid != p.pmt && pid != 0x1fff:
			p.streams = append(p.streams, newStream(p, pid, kind, codec))
			p.byPID[pid] = uint8(len(p.streams))
		case e2 != nil && e2.track.Codec != codec:
			p.fault("%s changes its codec inside", 0, pid)
		}
		e = e[5+n:]
	}
}

// codecOf names what a stream type and its descriptors say (ISO/IEC 13818-1 table 2-34; the Opus registration of the encapsulation
// that ffmpeg and SRS write).
func codecOf(streamType byte, descriptors []byte) (kind, codec string) {
	switch streamType {
	case 0x01, 0x02:
		return "video", "mpeg2"
	case 0x03, 0x04:
		return "audio", "mp3"
	case 0x0f:
		return "audio", "aac"
	case 0x11:
		return "audio", "aac-latm"
	case 0x1b:
		return "video", "h264"
	case 0x24:
		return "video", "h265"
	case 0x81:
		return "audio", "ac3"
	case 0x87:
		return "audio", "eac3"
	case 0x06:
		for d := descriptors; len(d) >= 2 && 2+int(d[1]) <= len(d); d = d[2+int(d[1]):] {
			switch body := d[2 : 2+int(d[1])]; {
			case d[0] == 0x05 && string(body) == "Opus":
				return "audio", "opus"
			case d[0] == 0x05 && string(body) == "AV01":
				return "video", "av1"
			case d[0] == 0x6a:
				return "audio", "ac3"
			}
		}
	}
	const digits = "0123456789abcdef"
	return "other", "0x" + string([]byte{digits[streamType>>4], digits[streamType&15]})
}

// checksum is MPEG's CRC-32, which is 0 over a table with its own checksum at the end. hash/crc32 has none that begins with the
// highest bit; tables are short and rare.
func checksum(b []byte) uint32 {
	crc := ^uint32(0)
	for _, c := range b {
		crc ^= uint32(c) << 24
		for range 8 {
			if crc&0x80000000 != 0 {
				crc = crc<<1 ^ 0x04c11db7
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}
