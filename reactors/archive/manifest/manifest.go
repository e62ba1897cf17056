// Package manifest writes and reads what a recording is: the list of its chunks, as a playlist for players and as a document that
// proves it.
//
// It guarantees:
//
//   - Enough by itself. Who has the folder and any IPFS gateway can play the show, and can prove that every byte of every chunk is
//     there and that the chunks join without a lost frame; nothing of this program's index is needed.
//   - The same recording gives the same bytes, so the same CID.
//   - A manifest that was read is consistent: chunks are numbered without gaps, sessions exist, CIDs are CIDs, figures are in range.
//     It is a stranger's document, for a proof is asked of any gateway.
//
// It never reads a chunk.
package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/store/content"
)

// The names in the folder.
const (
	PlaylistName = "index.m3u8"
	DocumentName = "manifest.json"
)

// Version is of the document's form.
const Version = 1

// What a manifest may hold. More chunks fit neither into content.MaxJSON, with what is said of each, nor into a folder of one block.
const (
	maxChunks   = 8_000
	maxSegments = 10_000 // of a chunk
)

// Manifest is what was recorded of one event.
type Manifest struct {
	Version int `json:"version"`
	// ChainID and EventFactory say whose event it is.
	ChainID      uint64         `json:"chainId"`
	EventFactory common.Address `json:"eventFactory"`
	EventID      uint64         `json:"eventId,string"`
	// Complete says that the recording is over and all of it is here.
	Complete bool `json:"complete"`
	// Tools are the programs that made the chunks, with their versions.
	Tools    []string  `json:"tools,omitempty"`
	Sessions []Session `json:"sessions"`
	Chunks   []Chunk   `json:"chunks"`
	// Damaged are segments that could not be read and are kept as they came.
	Damaged []Damaged `json:"damaged,omitempty"`
}

// Session is one publish session: its chunks join without a lost frame.
type Session struct {
	Session int `json:"session"` // from 1
	// Why says what began it, when it is not the first.
	Why string `json:"why,omitempty"`
	// Gap is what is known to be missing before it; empty: nothing is.
	Gap string `json:"gap,omitempty"`
}

// Chunk is one file.
type Chunk struct {
	Index int    `json:"index"` // from 0
	File  string `json:"file"`  // its name in the folder
	CID   string `json:"cid"`
	Piece string `json:"piece,omitempty"` // Filecoin piece CID (v2)
	Size  int64  `json:"size"`            // bytes
	// Init is how many bytes at the beginning a player has to read first: the playlist names them by EXT-X-MAP.
	Init    int64   `json:"init"`
	Seconds float64 `json:"seconds"`
	Session int     `json:"session"`
	// Start is when the recording of its first unit began, wall clock, Unix milliseconds, as well as it is known.
	Start int64  `json:"start"`
	Mode  string `json:"mode"` // copy, high, medium or low
	// Checked is counted or decoded.
	Checked string    `json:"checked"`
	Tracks  []Track   `json:"tracks"`
	From    []Segment `json:"segments"`
	// Missing names what is missing or damaged in it.
	Missing []string `json:"missing,omitempty"`
}

// Track is one elementary stream of a chunk. Times are in ticks of Timescale a second, on the clock of the session: decoding times of
// the first and last unit, the lowest and highest presentation time. The next chunk of the session begins at LastPTS + Step.
type Track struct {
	Kind      string `json:"kind"` // video or audio
	Codec     string `json:"codec"`
	Timescale uint32 `json:"timescale"`
	Units     int    `json:"units"` // frames
	FirstDTS  int64  `json:"firstDts"`
	LastDTS   int64  `json:"lastDts"`
	FirstPTS  int64  `json:"firstPts"`
	LastPTS   int64  `json:"lastPts"`
	Step      int64  `json:"step"` // the usual duration of a unit
}

// TracksOf are the tracks that were counted in a chunk.
func TracksOf(c media.Contents) (tracks []Track) {
	for _, l := range c.Tracks {
		if l.Units > 0 {
			tracks = append(tracks, Track{l.Kind, l.Codec, l.Timescale, l.Units, l.FirstDTS, l.LastDTS, l.FirstPTS, l.LastPTS, l.Step})
		}
	}
	return tracks
}

// contents are the tracks as media knows them.
func (c *Chunk) contents() (out media.Contents) {
	for _, t := range c.Tracks {
		out.Tracks = append(out.Tracks, media.Line{Kind: t.Kind, Codec: t.Codec, Timescale: t.Timescale, Units: t.Units, FirstDTS: t.FirstDTS, LastDTS: t.LastDTS,
			FirstPTS: t.FirstPTS, LastPTS: t.LastPTS, Step: t.Step})
	}
	return out
}

// Segment is one of the media server's files that a chunk was made of.
type Segment struct {
	Seq    int64  `json:"seq"` // its number in the file's name; -1: none
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"` // bytes
}

// Damaged is a segment that is in no chunk: nothing could be read of it.
type Damaged struct {
	CID   string `json:"cid"` // of its bytes as they came; empty: there are none, or they were lost
	Size  int64  `json:"size"`
	After int    `json:"after"` // the index of the chunk before it; -1: it came first
	Why   string `json:"why"`
}

// ErrInvalid says that something is no manifest.
var ErrInvalid = errors.New("not a manifest of a recording")

// FileName is a chunk's name in the folder.
func FileName(index int) string { return fmt.Sprintf("%05d.mp4", index) }

// Bytes writes the document canonically.
func (m *Manifest) Bytes() ([]byte, error) { return content.CanonicalJSON(m) }

// Parse reads a document of at most content.MaxJSON bytes. Every error is ErrInvalid.
func Parse(raw []byte) (*Manifest, error) {
	if len(raw) > content.MaxJSON {
		return nil, fmt.Errorf("%w: it has more than %d bytes", ErrInvalid, content.MaxJSON)
	}
	m := &Manifest{}
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return m, nil
}

func (m *Manifest) check() error {
	switch {
	case m.Version != Version:
		return fmt.Errorf("its version is %d, and %d is known here", m.Version, Version)
	case len(m.Chunks) > maxChunks || len(m.Sessions) > maxChunks || len(m.Damaged) > maxChunks:
		return fmt.Errorf("it lists more than %d chunks, sessions or damaged segments", maxChunks)
	}
	for i, s := range m.Sessions {
		if s.Session != i+1 {
			return fmt.Errorf("session %d stands in place %d", s.Session, i+1)
		}
	}
	last := 0
	for i := range m.Chunks {
		c := &m.Chunks[i]
		if err := c.check(i, last, len(m.Sessions)); err != nil {
			return fmt.Errorf("chunk %d: %w", i, err)
		}
		last = c.Session
	}
	for i, d := range m.Damaged {
		err := sizeError(d.Size)
		if d.CID != "" {
			err = errors.Join(err, file(d.CID))
		}
		if err != nil {
			return fmt.Errorf("damaged segment %d: %w", i, err)
		}
	}
	return nil
}

func sizeError(n int64) error {
	if n < 0 {
		return fmt.Errorf("a size of %d bytes", n)
	}
	return nil
}

// check wants the chunk to be of the session of the one before it, or of the next: sessions are counted as they come.
func (c *Chunk) check(index, before, sessions int) error {
	switch {
	case c.Index != index:
		return fmt.Errorf("its index is %d", c.Index)
	case c.File != FileName(index):
		return fmt.Errorf("its file is %q, and %q is right", c.File, FileName(index))
	case c.Session < max(before, 1) || c.Session > min(before+1, sessions):
		return fmt.Errorf("session %d is not there, or out of order", c.Session)
	case c.Size < 1 || c.Init < 1 || c.Init >= c.Size:
		return fmt.Errorf("%d of %d bytes cannot be its beginning", c.Init, c.Size)
	case !(c.Seconds > 0 && c.Seconds < 1e6):
		return fmt.Errorf("it plays %g seconds", c.Seconds)
	case len(c.Tracks) == 0 || len(c.Tracks) > 16 || len(c.From) > maxSegments:
		return fmt.Errorf("it has %d tracks of %d segments", len(c.Tracks), len(c.From))
	}
	for _, t := range c.Tracks {
		if !t.possible() {
			return fmt.Errorf("its track of %.20q has times that cannot be", t.Kind)
		}
	}
	return file(c.CID)
}

// maxTicks is far beyond any show and far from where sums of ticks would overflow.
const maxTicks = 1 << 50

func (t *Track) possible() bool {
	within := func(first, last int64) bool { return -maxTicks < first && first <= last && last < maxTicks }
	return t.Timescale > 0 && t.Units > 0 && t.Step >= 0 && t.Step < maxTicks && within(t.FirstDTS, t.LastDTS) && within(t.FirstPTS, t.LastPTS)
}

// file tells whether text is the CID of a file, as this package writes them.
func file(text string) error {
	c, err := content.ParseCID(text)
	if err == nil && (c.String() != text || c.Version() != 1) {
		err = fmt.Errorf("%.80q is not written as %s", text, cid.NewCidV1(c.Type(), c.Hash()))
	}
	return err
}

// Playlist writes the chunks as an HLS playlist (RFC 8216) whose URIs are relative, so that any gateway serves it. Each chunk is a
// segment of fragmented MP4 and carries its own initialization section.
func (m *Manifest) Playlist() []byte {
	longest := 1.0
	for _, c := range m.Chunks {
		longest = max(longest, c.Seconds)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-INDEPENDENT-SEGMENTS\n", int(math.Ceil(longest)))
	if len(m.Chunks) > 0 {
		// Pictures that are reordered come later than they are decoded, so at 0 there is nothing to show.
		first := m.Chunks[0].contents()
		if delay := first.Delay(); delay > 0 {
			fmt.Fprintf(&b, "#EXT-X-START:TIME-OFFSET=%.3f\n", delay+0.001)
		}
	}
	for i, c := range m.Chunks {
		if i > 0 && c.Session != m.Chunks[i-1].Session {
			b.WriteString("#EXT-X-DISCONTINUITY\n")
		}
		fmt.Fprintf(&b, "#EXT-X-MAP:URI=%q,BYTERANGE=\"%d@0\"\n", c.File, c.Init)
		if c.Start > 0 {
			fmt.Fprintf(&b, "#EXT-X-PROGRAM-DATE-TIME:%s\n", time.UnixMilli(c.Start).UTC().Format("2006-01-02T15:04:05.000Z"))
		}
		fmt.Fprintf(&b, "#EXTINF:%.6f,\n#EXT-X-BYTERANGE:%d@%d\n%s\n", c.Seconds, c.Size-c.Init, c.Init, c.File)
	}
	b.WriteString("#EXT-X-ENDLIST\n")
	return []byte(b.String())
}

// Seconds is how long all chunks play.
func (m *Manifest) Seconds() (sum float64) {
	for _, c := range m.Chunks {
		sum += c.Seconds
	}
	return sum
}

// Join says what is missing or doubled where chunk b follows chunk a of the same session; empty: nothing is.
func Join(a, b *Chunk) string { return strings.Join(media.Join(a.contents(), b.contents()), "; ") }
