// Package proof proves a recording from its manifest alone: that every byte is there, and that no frame is lost where chunks join.
//
// It guarantees that nothing which a gateway says is believed: the folder's CID follows from the manifest, each chunk's CID from its
// bytes, and what a chunk holds is counted in it. It never needs this program's index, and never keeps more than one chunk on disk.
package proof

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/store/content"
)

// Source gives the bytes of what an IPFS path names, as "bafy…/manifest.json"; ErrNotFound when it does not have it.
type Source interface {
	Open(ctx context.Context, path string) (io.ReadCloser, error)
}

// ErrNotFound says that a source does not have what was asked for.
var ErrNotFound = errors.New("not there")

// Options say how to prove.
type Options struct {
	Source Source
	// Scratch is a folder for one chunk at a time.
	Scratch string
	// Report is told of each thing that was proven or is wrong, a line each.
	Report func(ok bool, line string)
}

// Result sums up.
type Result struct {
	Manifest *manifest.Manifest
	Chunks   int   // that were proven
	Bytes    int64 // that were read
	Frames   int   // of video
	Faults   int   // that were reported
}

// Prove proves the recording in the folder that root names. The error says that it could not be looked at; what is wrong with it is
// reported and counted.
func Prove(ctx context.Context, root cid.Cid, o Options) (*Result, error) {
	r := &Result{}
	p := &prover{Options: o, result: r}
	document, err := p.small(ctx, root.String()+"/"+manifest.DocumentName)
	if err != nil {
		return r, fmt.Errorf("read the manifest: %w", err)
	}
	m, err := manifest.Parse(document)
	if err != nil {
		return r, err
	}
	r.Manifest = m
	if err := p.folder(ctx, root, m, document); err != nil {
		return r, err
	}
	for i := range m.Chunks {
		if err := p.chunk(ctx, &m.Chunks[i]); err != nil {
			return r, err
		}
	}
	for _, d := range m.Damaged {
		if err := p.file(ctx, d.CID, d.Size, "the damaged segment after chunk "+fmt.Sprint(d.After), nil); err != nil {
			return r, err
		}
	}
	p.joins(m)
	return r, nil
}

type prover struct {
	Options
	result *Result
}

func (p *prover) fault(format string, args ...any) {
	p.result.Faults++
	p.Report(false, fmt.Sprintf(format, args...))
}

// small reads a document.
func (p *prover) small(ctx context.Context, path string) ([]byte, error) {
	r, err := p.Source.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, content.MaxJSON+1))
	if err == nil && len(raw) > content.MaxJSON {
		err = fmt.Errorf("%s has more than %d bytes", path, content.MaxJSON)
	}
	return raw, err
}

// folder computes the folder's CID from what the manifest says: so manifest, playlist and the chunks' names are what root names.
func (p *prover) folder(ctx context.Context, root cid.Cid, m *manifest.Manifest, document []byte) error {
	dir, err := os.MkdirTemp(p.Scratch, "proof-*")
	if err != nil {
		return fmt.Errorf("make room for the proof: %w", err)
	}
	defer os.RemoveAll(dir)
	s, err := content.Open(content.Options{Dir: dir})
	if err != nil {
		return err
	}
	playlist := m.Playlist()
	entries := []content.Entry{
		{Name: manifest.DocumentName, CID: content.CID(document), Size: int64(len(document))},
		{Name: manifest.PlaylistName, CID: content.CID(playlist), Size: int64(len(playlist))},
	}
	for _, c := range m.Chunks {
		id, err := content.ParseCID(c.CID)
		if err != nil {
			return err
		}
		entries = append(entries, content.Entry{Name: c.File, CID: id, Size: c.Size})
	}
	computed, err := s.PutDirectory(ctx, entries)
	if err != nil {
		return fmt.Errorf("compute the folder's CID: %w", err)
	}
	if !computed.Equals(root) {
		p.fault("the folder with this manifest is %s, and not %s: the manifest is another's, or was changed", computed, root)
		return nil
	}
	p.Report(true, fmt.Sprintf("folder %s follows from the manifest: %d chunks, %d sessions, %.1f s", root, len(m.Chunks), len(m.Sessions), m.Seconds()))
	return nil
}

// chunk proves that a chunk is there, byte for byte, and holds what the manifest says.
func (p *prover) chunk(ctx context.Context, c *manifest.Chunk) error {
	name := fmt.Sprintf("chunk %d", c.Index)
	return p.file(ctx, c.CID, c.Size, name, func(f io.ReaderAt) {
		held, err := media.Inspect(f, c.Size)
		switch {
		case err != nil:
			p.fault("%s: %v", name, err)
			return
		case held.Init != c.Init:
			p.fault("%s: its initialization section has %d bytes, and the manifest says %d", name, held.Init, c.Init)
			return
		}
		if wrong := differ(manifest.TracksOf(held), c.Tracks); wrong != "" {
			p.fault("%s: %s", name, wrong)
			return
		}
		var counts []string
		for _, t := range held.Tracks {
			counts = append(counts, fmt.Sprintf("%d %s", t.Units, t.Kind))
			if t.Kind == "video" {
				p.result.Frames += t.Units
			}
		}
		p.result.Chunks++
		line := fmt.Sprintf("%s: %d bytes as its CID says, %s", name, c.Size, strings.Join(counts, ", "))
		if len(c.Missing) > 0 {
			line += "; known to be missing: " + strings.Join(c.Missing, "; ")
		}
		p.Report(true, line)
	})
}

func differ(held, said []manifest.Track) string {
	if len(held) != len(said) {
		return fmt.Sprintf("it has %d tracks, and the manifest says %d", len(held), len(said))
	}
	for i := range held {
		h, s := held[i], said[i]
		if h != s {
			return fmt.Sprintf("its %s has %d units from %d to %d, and the manifest says %s with %d from %d to %d", h.Kind, h.Units, h.FirstDTS, h.LastDTS, s.Kind, s.Units, s.FirstDTS, s.LastDTS)
		}
	}
	return ""
}

// file reads a file to its end and compares its CID; then inspect looks at it.
func (p *prover) file(ctx context.Context, text string, size int64, name string, inspect func(io.ReaderAt)) error {
	if text == "" {
		return nil
	}
	want, err := content.ParseCID(text)
	if err != nil {
		return err
	}
	r, err := p.Source.Open(ctx, text)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p.fault("%s cannot be had: %v", name, err)
		return nil
	}
	defer r.Close()
	f, err := os.CreateTemp(p.Scratch, "proof-*")
	if err != nil {
		return fmt.Errorf("make room for %s: %w", name, err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	got, n, err := content.Identify(ctx, io.TeeReader(io.LimitReader(r, size+1), f))
	p.result.Bytes += n
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		p.fault("%s cannot be read to its end: %v", name, err)
	case n != size:
		p.fault("%s has %d bytes, and the manifest says %d", name, n, size)
	case !got.Equals(want):
		p.fault("%s: its bytes are %s, and not %s", name, got, want)
	case inspect != nil:
		inspect(f)
	}
	return nil
}

// joins proves that each chunk follows the one before it in its session.
func (p *prover) joins(m *manifest.Manifest) {
	joined := 0
	for i := 1; i < len(m.Chunks); i++ {
		a, b := &m.Chunks[i-1], &m.Chunks[i]
		if a.Session != b.Session {
			s := m.Sessions[b.Session-1]
			gap := s.Gap
			if gap == "" {
				gap = "nothing that is known of"
			}
			p.Report(true, fmt.Sprintf("session %d begins with chunk %d (%s); missing before it: %s", b.Session, b.Index, s.Why, gap))
			continue
		}
		if wrong := manifest.Join(a, b); wrong != "" {
			p.fault("between chunks %d and %d: %s", a.Index, b.Index, wrong)
			continue
		}
		joined++
	}
	p.Report(true, fmt.Sprintf("%d joins within sessions without a lost frame", joined))
}
