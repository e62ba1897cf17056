package archive

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/reactors/archive/spool"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// Maker makes chunks. It is *media.Mux.
type Maker interface {
	Make(ctx context.Context, mode media.Mode, job media.Job, out string) (media.Chunk, error)
	// Decode decodes the whole of a chunk and says what is wrong with it.
	Decode(ctx context.Context, path string, c media.Contents) (wrong []string, err error)
}

// Pace chooses how a chunk is encoded, so that a machine that has no time falls back to copying. It is *media.Encoder.
type Pace interface {
	// Mode is the mode to use now in place of the configured one, when backlog seconds of the event wait.
	Mode(configured media.Mode, backlog time.Duration) media.Mode
	// Took is told of each chunk that was encoded.
	Took(c media.Chunk)
}

// makeChunks cuts and makes the chunks that can be made now, and tells whether there was any. After an absence of hours there are
// hundreds: others have their turn between, and an attempt's time is not for ever.
func (k *look) makeChunks(ctx context.Context) (made bool, err error) {
	began := time.Now()
	for {
		p := next(k.spooled, k.l.done, k.w, k.closed)
		if p == nil {
			return made, nil
		}
		if made && time.Since(began) >= k.turn {
			k.wakeAt(k.a.Wall)
			return made, nil
		}
		if err := ctx.Err(); err != nil {
			return made, err
		}
		switch first := &p.segments[0]; {
		case !k.held(first):
			err = k.keep(ctx, first, "its bytes were let go, and nothing remembers the chunk that it is in")
		case p.damaged:
			err = k.keep(ctx, first, "nothing in it can be read")
		default:
			err = k.make(ctx, p)
		}
		if err != nil {
			return made, err
		}
		made = true
		k.w = k.w.bounded(k.l, k.Longest)
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
		if !k.isTheirs(err) {
			return err
		}
		k.a.Log.Warn("segments cannot be joined", "first", all[0].N, "last", all[n-1].N, "error", err)
		if n == 1 {
			k.blamed = k.blamed || isExit(err)
			return k.keep(ctx, &all[0], err.Error())
		}
	}
	return nil
}

// patiently is how many attempts have to fail before ffmpeg's failure is taken for the segments' fault: longer than a package
// manager takes to put another ffmpeg in place, about half a minute of back-off.
const patiently = 6

// isTheirs tells whether an error is the segments' own, which no other try would mend. An ffmpeg that fails with everything is not
// their fault: after one segment was blamed, it has to make a chunk before another is.
func (k *look) isTheirs(err error) bool {
	switch {
	case errors.Is(err, media.ErrEmpty), errors.Is(err, media.ErrChanged):
		return true
	case isExit(err):
		return k.a.Number >= patiently && !k.blamed && !k.Spool.Low() && !strings.Contains(err.Error(), syscall.ENOSPC.Error())
	}
	return false
}

// isExit tells whether ffmpeg ran and ended with an error: not by a signal, and not for want of its libraries (127) or a right (126).
func isExit(err error) bool {
	exit, ok := errors.AsType[*exec.ExitError](err)
	return ok && exit.ExitCode() > 0 && exit.ExitCode() != 126 && exit.ExitCode() != 127
}

// job is what the piece's chunk is to be made of.
func (k *look) job(p *piece) media.Job {
	j := media.Job{Origin: media.Origin(p.origin.Facts), At: p.start}
	for i := range p.segments {
		s := &p.segments[i]
		j.Sources = append(j.Sources, media.Source{N: s.N, Path: k.Spool.Path(k.a.EventID, s.N), Facts: s.Facts})
	}
	if b, first := p.before, &p.segments[0]; b != nil && b.Session == first.Session && b.N+1 == first.N && !unreadable(b) {
		j.Previous, j.PreviousN = &b.Facts, b.N
	}
	return j
}

// mode is how the next chunk is encoded.
func (k *look) mode() media.Mode {
	if k.Mode == media.Copy || k.Spool.Low() || k.Pace == nil {
		return cmp.Or(map[bool]media.Mode{true: media.Copy}[k.Spool.Low()], k.Mode)
	}
	return k.Pace.Mode(k.Mode, time.Duration(k.backlog()*float64(time.Second)))
}

func (k *look) tryMake(ctx context.Context, p *piece) error {
	file, err := os.CreateTemp(k.Scratch, fmt.Sprintf("%d-*.mp4", k.a.EventID))
	if err != nil {
		return fmt.Errorf("begin a chunk: %w", err)
	}
	out := file.Name()
	defer os.Remove(out)
	file.Close() // it is made by name

	c := k.begin(p)
	made, err := k.Maker.Make(ctx, k.mode(), k.job(p), out)
	if err != nil {
		return fmt.Errorf("make chunk %d: %w", c.Index, err)
	}
	if k.Pace != nil && made.Mode != media.Copy {
		k.Pace.Took(made)
	}
	c.Checked, c.Missing = "counted", made.Missing
	info, err := k.put(ctx, out, content.TypeMP4)
	if err != nil {
		return err
	}
	if k.decodes(info.CID, c.Missing) {
		wrong, err := k.Maker.Decode(ctx, out, made.Contents)
		if err != nil {
			return fmt.Errorf("decode chunk %d: %w", c.Index, err)
		}
		c.Checked, c.Missing = "decoded", append(c.Missing, wrong...)
	}
	c.CID, c.Size, c.Init, c.Seconds, c.Mode, c.Tracks = info.CID.String(), info.Size, made.Init, made.Seconds(), string(made.Mode), manifest.TracksOf(made.Contents)
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
	k.l.chunks, k.l.done, k.l.complete, k.blamed = append(k.l.chunks, c), c.Last, nil, false
	k.a.Log.Info("a chunk is recorded", "chunk", c.Index, "seconds", c.Seconds, "bytes", c.Size, "cid", c.CID, "mode", c.Mode, "missing", len(c.Missing))
	return nil
}

// begin says what is known of a chunk before it is made.
func (k *look) begin(p *piece) *chunk {
	first, last := &p.segments[0], &p.segments[len(p.segments)-1]
	c := &chunk{First: first.N, Last: last.N, Tool: k.Tool}
	c.Index, c.Session = len(k.l.chunks), 1
	c.File = manifest.FileName(c.Index)
	c.Start = first.Written - int64(first.Facts.Seconds()*1000)
	if c.Index > 0 {
		previous := k.l.chunks[c.Index-1]
		if c.Session = previous.Session; p.before == nil || p.before.Session != first.Session || previous.Last != p.before.N || p.before.N+1 != first.N {
			c.Session++
			c.Why, c.Gap = first.Why, gapBefore(p.before, first)
			if p.before != nil && unreadable(p.before) {
				c.Why = cmp.Or(c.Why, fmt.Sprintf("segment %d cannot be read", p.before.N))
			} else if p.before != nil && p.before.N+1 != first.N {
				c.Why = cmp.Or(c.Why, "what lies between is outside the window")
			}
		}
	}
	for i := range p.segments {
		s := &p.segments[i]
		c.From = append(c.From, manifest.Segment{Seq: s.Seq, SHA256: s.Facts.SHA256, Size: s.Facts.Size})
	}
	return c
}

// decodes tells whether a chunk is decoded: each that something is missing in, and of the others one in sixteen, by its CID, as a sample.
// Decoding takes thirty times as long as copying, so a sample is left out when the next chunk waits already: a machine that has no
// time records all the same.
func (k *look) decodes(c cid.Cid, missing []string) bool {
	hash := c.Hash()
	return len(missing) > 0 || hash[len(hash)-1]&15 == 0 && k.backlog() < 2*chunkSeconds
}

// keep stores a segment that cannot be read, as it came.
func (k *look) keep(ctx context.Context, s *spool.Segment, why string) error {
	d := &damaged{N: s.N, Damaged: manifest.Damaged{Size: s.Facts.Size, After: len(k.l.chunks) - 1, Why: why}}
	if len(s.Facts.Faults) > 0 {
		d.Why = s.Facts.Faults[0]
	}
	if s.Facts.Size > 0 && k.held(s) {
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
