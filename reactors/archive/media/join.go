package media

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
)

// ErrChanged is the error of a segment whose bytes are not those that its facts are about.
var ErrChanged = errors.New("the file is not what was recorded")

// joined reads segments one after the other, as the bytes of one: with no gap, since a muxer that is given a list of files adds up
// their durations and leaves some. On the way it moves all times by the same amount, so that what ffmpeg sees is far from where
// the clock of 33 bits wraps, and makes sure that the bytes are those that were recorded.
type joined struct {
	sources []Source
	shift   int64 // ticks, taken from each time

	next int
	file *os.File
	hash hash.Hash
	fill []byte
	end  int    // how much of fill is filled
	rest int    // how much of that is the beginning of a packet whose end is still in the file
	buf  []byte // what of fill was not given away yet
	err  error  // what went wrong; io.EOF: nothing did, and all was given
}

func (j *joined) Read(b []byte) (int, error) {
	for len(j.buf) == 0 {
		if err := j.more(); err != nil {
			return 0, err
		}
	}
	n := copy(b, j.buf)
	j.buf = j.buf[n:]
	return n, nil
}

// WriteTo saves io.Copy a buffer and a copy.
func (j *joined) WriteTo(w io.Writer) (total int64, err error) {
	for {
		if len(j.buf) == 0 {
			if err := j.more(); err == io.EOF {
				return total, nil
			} else if err != nil {
				return total, err
			}
		}
		n, err := w.Write(j.buf)
		total += int64(n)
		j.buf = j.buf[n:]
		if err != nil {
			return total, err
		}
	}
}

// more fills the buffer, or says why there is no more. The error is kept, for ffmpeg's end does not tell what its input's was.
func (j *joined) more() error {
	if j.err == nil {
		j.err = j.fillUp()
	}
	return j.err
}

func (j *joined) fillUp() error {
	if j.fill == nil {
		j.fill = make([]byte, probeBuffer)
		j.hash = sha256.New()
	}
	if j.file == nil {
		if j.next == len(j.sources) {
			return io.EOF
		}
		f, err := os.Open(j.sources[j.next].Path)
		if err != nil {
			return fmt.Errorf("read segment %d: %w", j.sources[j.next].N, err)
		}
		j.file = f
		j.rest, j.end = 0, 0
		j.hash.Reset()
	}
	// What the last fill left of a packet comes first.
	j.rest = copy(j.fill, j.fill[j.end-j.rest:j.end])
	n, err := io.ReadFull(j.file, j.fill[j.rest:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return fmt.Errorf("read segment %d: %w", j.sources[j.next].N, err)
	}
	j.hash.Write(j.fill[j.rest : j.rest+n])
	j.end = j.rest + n
	j.rest = len(rebase(j.fill[:j.end], j.shift))
	if err != nil {
		j.rest = 0
	}
	j.buf = j.fill[:j.end-j.rest]
	if err != nil {
		s := &j.sources[j.next]
		if got := hex.EncodeToString(j.hash.Sum(nil)); got != s.Facts.SHA256 {
			return fmt.Errorf("read segment %d: %w: its SHA-256 is %s, recorded was %s", s.N, ErrChanged, got, s.Facts.SHA256)
		}
		j.next++
		err := j.file.Close()
		j.file = nil
		if err != nil {
			return fmt.Errorf("close segment %d: %w", s.N, err)
		}
	}
	return nil
}

func (j *joined) Close() error {
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	return err
}

// rebase takes shift from the times in all whole packets of b, program clocks in adaptation fields, decoding and presentation times
// in PES headers, and returns what is left. A header that goes on in the next packet, which no muxer writes, stays as it is.
func rebase(b []byte, shift int64) []byte {
	for ; len(b) >= packetSize; b = b[packetSize:] {
		if b[0] != syncByte {
			if b = b[lostBytes(b):]; len(b) < packetSize {
				break
			}
		}
		p, at := b[:packetSize], 4
		if p[3]&0x20 != 0 {
			n := int(p[4])
			at = 5 + n
			if n >= 7 && at <= packetSize && p[5]&0x10 != 0 {
				clock := int64(p[6])<<25 | int64(p[7])<<17 | int64(p[8])<<9 | int64(p[9])<<1 | int64(p[10]>>7)
				clock = (clock - shift) & (wrap - 1)
				p[6], p[7], p[8], p[9] = byte(clock>>25), byte(clock>>17), byte(clock>>9), byte(clock>>1)
				p[10] = byte(clock&1)<<7 | p[10]&0x7f
			}
		}
		if p[1]&0x40 == 0 || p[3]&0x10 == 0 || at+9 > packetSize {
			continue
		}
		h := p[at:]
		if h[0] != 0 || h[1] != 0 || h[2] != 1 || h[6]&0xc0 != 0x80 {
			continue
		}
		if h[7]&0x80 != 0 && len(h) >= 14 && h[8] >= 5 {
			putTimestamp(h[9:], (timestamp(h[9:])-shift)&(wrap-1))
			if h[7]&0x40 != 0 && len(h) >= 19 && h[8] >= 10 {
				putTimestamp(h[14:], (timestamp(h[14:])-shift)&(wrap-1))
			}
		}
	}
	return b
}

// putTimestamp writes 33 bits between the marker bits that are there.
func putTimestamp(b []byte, t int64) {
	b[0] = b[0]&0xf1 | byte(t>>29)&0x0e
	b[1] = byte(t >> 22)
	b[2] = b[2]&1 | byte(t>>14)&0xfe
	b[3] = byte(t >> 7)
	b[4] = b[4]&1 | byte(t<<1)
}
