package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/reactors/archive/spool"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// Maker makes chunks. It is *media.Mux behind [NewMaker].
type Maker interface {
	// Make joins segments into the file out, and checks it. The error is [media.ErrInput] when these segments cannot be joined, however often it is
	// tried.
	Make(ctx context.Context, s Splice, out string) (*Made, error)
}

// Splice is what a chunk is to be made of.
type Splice struct {
	Paths    []string
	Segments []spool.Segment
	// Start is where the first segment begins in its session, in ticks of media.Ticks.
	Start int64
	// Mode is the encoding that is configured. Copying takes its place when the machine has no time, and when Copy says so.
	Mode string
	Copy bool
	// Backlog is how many seconds of the event wait to be made into chunks.
	Backlog float64
	// Previous is the chunk before it in its session; nil: it is the session's first.
	Previous *manifest.Chunk
}

// Made is what a chunk is.
type Made struct {
	Mode    string
	Init    int64
	Seconds float64
	Tracks  []manifest.Track
	Checked string
	Missing []string
	Tool    string
}

// makeChunks cuts and makes all chunks that can be made now, and tells whether there was any.
func (k *look) makeChunks(ctx context.Context) (made bool, err error) {
	for {
		p := next(k.spooled, k.l.done, k.w, k.closed)
		if p == nil {
			return made, nil
		}
		if err := ctx.Err(); err != nil {
			return made, err
		}
		if p.damaged {
			err = k.keep(ctx, &p.segments[0], "nothing in it can be read")
		} else {
			err = k.make(ctx, p)
		}
		if err != nil {
			return made, err
		}
		made = true
		// The receipt is there, so the bytes are not needed any more; when this is cut they go at the next look.
		k.at("release")
		if err := k.Spool.Release(k.a.EventID, k.l.done); err != nil {
			return made, fmt.Errorf("let go of segments that are in a chunk: %w", err)
		}
		k.at("released")
	}
}

// make makes a chunk of as many of the piece's segments as can be joined, from the first on: usually all.
func (k *look) make(ctx context.Context, p *piece) error {
	all := p.segments
	for n := len(all); n > 0; n-- {
		p.segments = all[:n]
		err := k.tryMake(ctx, p)
		if !errors.Is(err, media.ErrInput) {
			return err
		}
		k.a.Log.Warn("segments cannot be joined", "first", all[0].N, "last", all[n-1].N, "error", err)
		if n == 1 {
			return k.keep(ctx, &all[0], err.Error())
		}
	}
	return nil
}

func (k *look) tryMake(ctx context.Context, p *piece) error {
	file, err := os.CreateTemp(k.Scratch, fmt.Sprintf("%d-*.mp4", k.a.EventID))
	if err != nil {
		return fmt.Errorf("begin a chunk: %w", err)
	}
	out := file.Name()
	defer os.Remove(out)
	file.Close() // it is made by name

	s := Splice{Segments: p.segments, Start: p.start, Mode: k.Mode, Copy: k.Spool.Low(), Backlog: k.backlog()}
	for i := range p.segments {
		s.Paths = append(s.Paths, k.Spool.Path(k.a.EventID, p.segments[i].N))
	}
	first, last := &p.segments[0], &p.segments[len(p.segments)-1]
	c := &chunk{First: first.N, Last: last.N}
	c.Index = len(k.l.chunks)
	c.Session = 1
	if c.Index > 0 {
		previous := k.l.chunks[c.Index-1]
		if c.Session = previous.Session; p.before != nil && p.before.Session == first.Session && previous.Last == p.before.N {
			s.Previous = &previous.Chunk
		} else {
			c.Session++
			c.Why, c.Gap = first.Why, gapBefore(p.before, first)
		}
	}
	m, err := k.Maker.Make(ctx, s, out)
	if err != nil {
		return fmt.Errorf("make chunk %d of segments %d to %d: %w", c.Index, first.N, last.N, err)
	}
	info, err := k.put(ctx, out, content.TypeMP4)
	if err != nil {
		return err
	}
	c.File, c.CID, c.Size = manifest.FileName(c.Index), info.CID.String(), info.Size
	c.Init, c.Seconds, c.Mode, c.Tracks, c.Checked, c.Missing, c.Tool = m.Init, m.Seconds, m.Mode, m.Tracks, m.Checked, m.Missing, m.Tool
	c.Start = first.Written - int64(first.Facts.Seconds()*1000)
	for i := range p.segments {
		seg := &p.segments[i]
		c.From = append(c.From, manifest.Segment{Seq: seg.Seq, SHA256: seg.Facts.SHA256, Size: seg.Facts.Size})
		for _, fault := range seg.Facts.Faults {
			c.Missing = append(c.Missing, fmt.Sprintf("segment %d: %s", seg.N, fault))
		}
	}
	if k.Pieces {
		if c.Piece, err = k.piece(ctx, out); err != nil {
			return err
		}
	}
	k.at("chunk")
	if err := record(k.a, kindChunk, c); err != nil {
		return err
	}
	k.at("chunked")
	k.l.chunks, k.l.done, k.l.complete = append(k.l.chunks, c), c.Last, nil
	k.a.Log.Info("a chunk is recorded", "chunk", c.Index, "seconds", c.Seconds, "bytes", c.Size, "cid", c.CID, "mode", c.Mode, "missing", len(c.Missing))
	return nil
}

// keep stores a segment that cannot be read, as it came.
func (k *look) keep(ctx context.Context, s *spool.Segment, why string) error {
	d := &damaged{N: s.N, Damaged: manifest.Damaged{Size: s.Facts.Size, After: len(k.l.chunks) - 1, Why: why}}
	if len(s.Facts.Faults) > 0 {
		d.Why = s.Facts.Faults[0]
	}
	if s.Facts.Size > 0 {
		info, err := k.put(ctx, k.Spool.Path(k.a.EventID, s.N), content.TypeMPEGTS)
		if err != nil {
			return err
		}
		d.CID = info.CID.String()
	}
	k.at("damaged")
	if err := record(k.a, kindDamaged, d); err != nil {
		return err
	}
	k.l.damaged, k.l.done, k.l.complete = append(k.l.damaged, d), s.N, nil
	k.a.Log.Warn("a segment cannot be read and is kept as it came", "segment", s.N, "bytes", s.Facts.Size, "why", d.Why)
	return nil
}

func (k *look) put(ctx context.Context, path, hint string) (content.Info, error) {
	f, err := os.Open(path)
	if err != nil {
		return content.Info{}, fmt.Errorf("read what is to be stored: %w", err)
	}
	defer f.Close()
	info, err := k.Content.Put(ctx, f, hint)
	if err != nil {
		return content.Info{}, fmt.Errorf("store %s: %w", filepath.Base(path), err)
	}
	return info, nil
}

func (k *look) piece(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read the chunk for its piece CID: %w", err)
	}
	defer f.Close()
	c, _, err := content.PieceCID(ctx, f)
	if err != nil {
		return "", fmt.Errorf("compute the chunk's piece CID: %w", err)
	}
	return c.String(), nil
}

// backlog is how many seconds wait to be made into chunks.
func (k *look) backlog() (sum float64) {
	for i := range k.spooled {
		if s := &k.spooled[i]; s.N > k.l.done && belongs(s, k.w) {
			sum += s.Facts.Seconds()
		}
	}
	return sum
}

// recordFor journals a receipt of an event from outside an attempt, and makes the event due.
func (r *Reactor) recordFor(event uint64, kind string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write a receipt of kind %s: %w", kind, err)
	}
	_, err = r.Store.Record(store.Receipt{Reactor: Name, EventID: event, Kind: kind, Time: uint64(time.Now().Unix()), Data: raw, Touch: true})
	return err
}
