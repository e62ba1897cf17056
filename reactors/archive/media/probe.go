package media

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
)

const (
	packetSize = 188  // of MPEG-TS
	syncByte   = 0x47 // every packet begins with it

	// probeBuffer is how much is read at once: whole packets, and small enough to stay in a core's cache while it is hashed, copied
	// and read.
	probeBuffer = 348 * packetSize
	// maxFaults and maxStreams bound what a stranger's bytes can make us remember.
	maxFaults  = 16
	maxStreams = 16
)

// Words that callers of this package look for in [Facts].Faults, for what is a fault in one place is none in another.
const (
	FaultNoKey   = "no key frame at the beginning"
	FaultNoVideo = "no video"
	FaultNoAudio = "no audio"
)

// Probe reads a segment to its end, once: it hashes it, copies it into into (unless that is nil), and says what it found. Any bytes
// give facts, and what is wrong with them is named there; the only errors are r's and into's, together with the facts so far. It
// keeps less than 1 MB.
func Probe(r io.Reader, into io.Writer) (Facts, error) {
	p := &prober{hash: sha256.New(), pmt: -1}
	err := p.read(r, into)
	return p.facts(), err
}

// prober is one reading of one segment. The packets are walked here and not by a demultiplexing library, because those that there
// are reassemble what is left and do not tell what was lost.
type prober struct {
	hash hash.Hash
	size int64

	counters [8192]uint8 // by PID: the last continuity counter, with seenCounter once there was one
	streams  []*stream   // as the program map lists them
	byPID    [8192]uint8 // index in streams, from 1
	pat      section
	programs section
	pmt      int // PID of the program map; -1: not known yet

	faults []fault
}

const seenCounter = 0x10

// fault is one kind of fault; a text with %d counts, one with %s names the stream of pid.
type fault struct {
	text string
	n    int
	pid  int
}

func (p *prober) fault(text string, n, pid int) {
	for i := range p.faults {
		if f := &p.faults[i]; f.text == text && f.pid == pid {
			f.n += n
			return
		}
	}
	if len(p.faults) < maxFaults {
		p.faults = append(p.faults, fault{text, n, pid})
	}
}

func (p *prober) read(r io.Reader, into io.Writer) error {
	buf := make([]byte, probeBuffer)
	rest := 0 // bytes at the front of buf that are not a whole packet yet
	for {
		n, err := io.ReadFull(r, buf[rest:])
		if n > 0 {
			fresh := buf[rest : rest+n]
			p.hash.Write(fresh)
			p.size += int64(n)
			if into != nil {
				if _, werr := into.Write(fresh); werr != nil {
					return fmt.Errorf("copy a segment after %d bytes: %w", p.size-int64(n), werr)
				}
			}
			rest = copy(buf, p.packets(buf[:rest+n]))
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return nil
		default:
			return fmt.Errorf("read a segment after %d bytes: %w", p.size, err)
		}
	}
}

// packets reads all whole packets of b and returns what is left.
func (p *prober) packets(b []byte) []byte {
	for len(b) >= packetSize {
		if b[0] == syncByte {
			p.packet(b[:packetSize])
			b = b[packetSize:]
			continue
		}
		skip := lostBytes(b)
		p.fault("%d bytes between packets", skip, -1)
		b = b[skip:]
	}
	return b
}

// lostBytes is how many bytes of b, which does not begin with a packet, come before the next place that one seems to begin at.
func lostBytes(b []byte) int {
	n := 1
	for n < len(b) && (b[n] != syncByte || n+packetSize < len(b) && b[n+packetSize] != syncByte) {
		n++
	}
	return n
}

func (p *prober) packet(b []byte) {
	pid := int(b[1]&0x1f)<<8 | int(b[2])
	if pid == 0x1fff { // stuffing
		return
	}
	if b[1]&0x80 != 0 {
		p.fault("%d packets in %s are marked as broken", 1, pid)
		return
	}
	begins, payload := b[1]&0x40 != 0, b[4:]
	var discontinuous, randomAccess bool
	if b[3]&0x20 != 0 { // adaptation field
		n := 1 + int(b[4])
		if n > len(payload) {
			p.fault("%d packets in %s cannot be read", 1, pid)
			return
		}
		if n > 1 {
			discontinuous, randomAccess = b[5]&0x80 != 0, b[5]&0x40 != 0
		}
		payload = payload[n:]
	}
	if b[3]&0x10 == 0 { // no payload: the counter stands still
		return
	}
	if last := p.counters[pid]; last&seenCounter != 0 && !discontinuous {
		missing := int(b[3]-last-1) & 0x0f
		s := p.stream(pid)
		if missing == 15 && s != nil && s.same(b) { // a packet may be sent twice, and adds nothing then
			return
		}
		if missing > 0 {
			p.fault("at least %d packets lost in %s", missing, pid)
			if s != nil {
				s.broken()
			}
		}
	}
	p.counters[pid] = b[3]&0x0f | seenCounter

	switch {
	case pid == 0:
		p.pat.add(payload, begins, p.readPAT)
	case pid == p.pmt:
		p.programs.add(payload, begins, p.readPMT)
	default:
		if s := p.stream(pid); s != nil {
			s.tail = [16]byte(b[packetSize-16:])
			s.add(payload, begins, randomAccess)
		}
	}
}

func (p *prober) stream(pid int) *stream {
	if i := p.byPID[pid]; i > 0 {
		return p.streams[i-1]
	}
	return nil
}

// facts ends the reading.
func (p *prober) facts() Facts {
	f := Facts{Size: p.size, SHA256: hex.EncodeToString(p.hash.Sum(nil))}
	if p.size%packetSize != 0 || p.size == 0 {
		p.fault("truncated: %d bytes are no whole number of packets", int(p.size), -1)
	}
	if len(p.streams) == 0 {
		p.fault("no program map", 0, -1)
	}
	for _, s := range p.streams {
		s.end()
		if s.track.Units > 0 {
			f.Tracks = append(f.Tracks, s.finish())
		}
	}
	slices.SortFunc(f.Tracks, func(a, b Track) int { return int(a.PID) - int(b.PID) })
	switch v := f.Video(); {
	case v == nil:
		p.fault(FaultNoVideo, 0, -1)
	case !v.StartsWithKey:
		p.fault(FaultNoKey, 0, -1)
	}
	if f.Audio() == nil {
		p.fault(FaultNoAudio, 0, -1)
	}
	for _, x := range p.faults {
		f.Faults = append(f.Faults, x.words(p.name(x.pid)))
	}
	return f
}

func (x fault) words(name string) string {
	text := x.text
	if x.n == 1 {
		text = singular.Replace(text)
	}
	return strings.NewReplacer("%d", strconv.Itoa(x.n), "%s", name).Replace(text)
}

var singular = strings.NewReplacer("packets", "packet", " are ", " is ", "units", "unit", " have ", " has ", "bytes", "byte")

// name says which stream a PID is, in a reader's words.
func (p *prober) name(pid int) string {
	if pid == 0 || pid == p.pmt {
		return "the tables"
	}
	if pid > 0 {
		if s := p.stream(pid); s != nil && s.track.Kind != "other" {
			return s.track.Kind
		}
	}
	return fmt.Sprintf("stream %d", pid)
}
