package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/store/content"
)

// compose is what is recorded so far.
func (k *look) compose(complete bool) *manifest.Manifest {
	id := k.Store.Identity()
	m := &manifest.Manifest{Version: manifest.Version, ChainID: id.ChainID, EventFactory: id.EventFactory, EventID: k.a.EventID, Complete: complete,
		Sessions: []manifest.Session{}, Chunks: []manifest.Chunk{}}
	for _, c := range k.l.chunks {
		if c.Session > len(m.Sessions) {
			m.Sessions = append(m.Sessions, manifest.Session{Session: c.Session, Why: c.Why, Gap: c.Gap})
		}
		if !slices.Contains(m.Tools, c.Tool) {
			m.Tools = append(m.Tools, c.Tool)
		}
		m.Chunks = append(m.Chunks, c.Chunk)
	}
	for _, d := range k.l.damaged {
		m.Damaged = append(m.Damaged, d.Damaged)
	}
	return m
}

// publish stores the manifest of what is recorded, when there is more than the newest one says, and gives it to the event's document.
func (k *look) publish(ctx context.Context, made bool) error {
	if len(k.l.chunks) == 0 {
		return nil
	}
	complete := k.closed && k.spent()
	m := k.l.manifest
	if m == nil || m.Chunks != len(k.l.chunks) || m.Complete != complete {
		stored, err := k.store(ctx, k.compose(complete))
		if err != nil {
			return err
		}
		k.at("manifest")
		if err := record(k.a, kindManifest, stored); err != nil {
			return err
		}
		old := k.l.manifest
		k.l.manifest = stored
		k.forget(ctx, old)
	}
	if !k.handDue() {
		return nil
	}
	return k.hand(k.compose(complete))
}

// spent tells whether nothing of the recording waits in the spool.
func (k *look) spent() bool { return next(k.spooled, k.l.done, k.w, true) == nil }

// store puts playlist, document and folder into the content store.
func (k *look) store(ctx context.Context, m *manifest.Manifest) (*manifested, error) {
	document, err := m.Bytes()
	if err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	entries := []content.Entry{}
	for _, f := range []struct {
		name, hint string
		raw        []byte
	}{{manifest.PlaylistName, content.TypePlaylist, m.Playlist()}, {manifest.DocumentName, content.TypeJSON, document}} {
		info, err := k.Content.Put(ctx, bytes.NewReader(f.raw), f.hint)
		if err != nil {
			return nil, fmt.Errorf("store %s: %w", f.name, err)
		}
		entries = append(entries, content.Entry{Name: f.name, CID: info.CID, Size: info.Size})
	}
	for _, c := range m.Chunks {
		entries = append(entries, content.Entry{Name: c.File, CID: mustCID(c.CID), Size: c.Size})
	}
	folder, err := k.Content.PutDirectory(ctx, entries)
	if err != nil {
		return nil, fmt.Errorf("store the recording's folder: %w", err)
	}
	return &manifested{CID: folder.String(), Chunks: len(m.Chunks), Complete: m.Complete}, nil
}

// forget removes a manifest that nobody was told of: each chunk makes a new one.
func (k *look) forget(ctx context.Context, old *manifested) {
	if old == nil || k.l.handed != nil && k.l.handed.CID == old.CID || old.CID == k.l.manifest.CID {
		return
	}
	folder, newest := mustCID(old.CID), mustCID(k.l.manifest.CID)
	var gone []cid.Cid
	for _, name := range []string{manifest.PlaylistName, manifest.DocumentName} {
		c, err := k.Content.Resolve(folder, []string{name})
		if kept, _ := k.Content.Resolve(newest, []string{name}); err == nil && c != kept {
			gone = append(gone, c)
		}
	}
	gone = append(gone, folder) // last: what is left when this is cut can be found again
	for _, c := range gone {
		if err := k.Content.Remove(ctx, c); err != nil {
			k.a.Log.Debug("an old manifest stays", "cid", c.String(), "error", err)
		}
	}
}

// handEvery is how many chunks a running show's document may lack: a document that lists hundreds of chunks is not written anew for
// every minute.
const handEvery = 10

// handDue tells whether the event's document should be given the newest manifest.
func (k *look) handDue() bool {
	m, h := k.l.manifest, k.l.handed
	switch {
	case h == nil || m.Complete != h.Complete || m.Complete && m.CID != h.CID:
		return true
	case m.CID == h.CID:
		return false
	}
	return m.Chunks <= 3 || m.Chunks >= h.Chunks+handEvery
}

// Chunk is one chunk as events' documents and the storage service's clients know it.
type Chunk struct {
	ChunkID    string  `json:"chunkId"` // {eventId}_chunk_{n}
	CID        string  `json:"cid"`
	Size       int64   `json:"size"`     // bytes
	Duration   float64 `json:"duration"` // seconds
	ChunkIndex int     `json:"chunkIndex"`
	Timestamp  int64   `json:"timestamp"` // Unix milliseconds
}

// recording is what the document says of the whole.
type recording struct {
	Manifest string  `json:"manifest"` // CID of the folder
	Playlist string  `json:"playlist"` // ipfs://…/index.m3u8
	Duration float64 `json:"duration"` // seconds
	Chunks   int     `json:"chunks"`
	Complete bool    `json:"complete"`
}

// hand gives the manifest to the event's document. Both parts may be written after the event's end: the recording ends then.
func (k *look) hand(m *manifest.Manifest) error {
	chunks := []Chunk{}
	for _, c := range m.Chunks {
		chunks = append(chunks, Chunk{ChunkID: fmt.Sprintf("%d_chunk_%d", k.a.EventID, c.Index), CID: c.CID, Size: c.Size, Duration: c.Seconds,
			ChunkIndex: c.Index, Timestamp: c.Start})
	}
	folder := k.l.manifest.CID
	for _, part := range []struct {
		name  string
		value any
	}{
		{"chunks", chunks},
		{"recording", recording{folder, "ipfs://" + folder + "/" + manifest.PlaylistName, m.Seconds(), len(chunks), m.Complete}},
	} {
		raw, err := json.Marshal(part.value)
		if err != nil {
			return fmt.Errorf("write the part %s of the event's document: %w", part.name, err)
		}
		k.at("hand")
		if err := k.a.Hand("metadata", "late:"+part.name, raw); err != nil {
			return err
		}
	}
	k.at("handed")
	if err := record(k.a, kindHanded, k.l.manifest); err != nil {
		return err
	}
	k.l.handed = k.l.manifest
	return nil
}
