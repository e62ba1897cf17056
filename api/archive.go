package api

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/gofiber/fiber/v2"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// Archives takes commands about recordings. Its method is called by any goroutine; what may not be done is an *srs.Denied.
type Archives interface {
	// Command records that the wallet, whose right was looked at, wants the event's recording to start or to stop.
	Command(ctx context.Context, wallet common.Address, event uint64, command string) error
}

// archiveJSON is where an event's recording stands, with a page of its chunks.
type archiveJSON struct {
	Standing    string        `json:"standing"`
	Why         *string       `json:"why"`
	OpensAt     *uint64       `json:"opensAt"`  // chain time
	ClosesAt    *uint64       `json:"closesAt"` // chain time
	Mode        *string       `json:"mode"`     // copy, high, medium or low
	Complete    bool          `json:"complete"`
	ManifestCID *string       `json:"manifestCid"`
	PlaylistURL *string       `json:"playlistUrl"`
	Counts      archiveCounts `json:"counts"`
	Targets     []string      `json:"targets"`
	Costs       []costJSON    `json:"costs"`    // of the targets whose prices are known
	Sessions    []sessionLine `json:"sessions"` // the newest, at most maxLimit
	Gaps        []gapJSON     `json:"gaps"`     // what is known to be missing; the newest, at most maxLimit
	Chunks      []*chunkJSON  `json:"chunks"`
	UpdatedAt   *uint64       `json:"updatedAt"` // wall clock
}

// archiveCounts are of the whole recording, whatever the page holds.
type archiveCounts struct {
	Chunks         int     `json:"chunks"`
	Local          int     `json:"local"`    // kept on this machine
	Uploaded       int     `json:"uploaded"` // acknowledged by a target
	Bytes          int64   `json:"bytes"`
	Seconds        float64 `json:"seconds"`
	Sessions       int     `json:"sessions"`
	Spooled        int     `json:"spooled"` // segments in no chunk yet
	SpooledSeconds float64 `json:"spooledSeconds"`
}

// costJSON is what one target takes for keeping the recording.
type costJSON struct {
	Target      string  `json:"target"`
	USDPerMonth float64 `json:"usdPerMonth"`
	PricesOf    string  `json:"pricesOf"` // the day of the price list
}

// sessionLine is one publish session.
type sessionLine struct {
	Session  int     `json:"session"` // from 1
	Why      *string `json:"why"`     // what began it
	StartMs  int64   `json:"startMs"` // wall clock, milliseconds
	Seconds  float64 `json:"seconds"`
	Segments int     `json:"segments"`
}

// gapJSON is something that is missing: before a session, or in a chunk.
type gapJSON struct {
	Session int    `json:"session"`
	Chunk   *int   `json:"chunk"` // null: before the session's first
	What    string `json:"what"`
}

// chunkJSON is one piece of a recording.
type chunkJSON struct {
	ChunkIndex int          `json:"chunkIndex"` // from 0
	CID        string       `json:"cid"`
	URL        string       `json:"url"`
	PieceCID   *string      `json:"pieceCid"`
	Size       int64        `json:"size"` // bytes
	Session    int          `json:"session"`
	Seconds    float64      `json:"seconds"`
	StartMs    int64        `json:"startMs"` // wall clock, milliseconds
	Mode       string       `json:"mode"`
	Frames     int          `json:"frames"`
	Samples    int          `json:"samples"`
	Checked    string       `json:"checked"`
	Missing    []string     `json:"missing"`
	Local      bool         `json:"local"`
	Uploads    []uploadJSON `json:"uploads"`
	DealCount  int          `json:"dealCount"`
	PDP        bool         `json:"pdpVerified"`
	PoDSI      bool         `json:"podsiVerified"`
}

// uploadJSON is where a chunk stands at one target.
type uploadJSON struct {
	Target   string  `json:"target"`
	Standing string  `json:"standing"`
	ID       *string `json:"id"`
	Why      *string `json:"why"`
	Since    *uint64 `json:"since"`   // wall clock
	RetryAt  *uint64 `json:"retryAt"` // wall clock
}

const indexSize = 8 // bytes of a chunk's place in the list

func (s *Server) eventArchive(q *query) reader {
	id := q.pathID("eventId")
	p := q.paging(indexSize)
	return func(v *store.View) (any, string, error) {
		a := &store.ArchiveState{Standing: unknownStanding}
		if err := stateOf(v, id, a); err != nil {
			return nil, "", err
		}
		out := &archiveJSON{Standing: plain(a.Standing), Why: words(a.Why), OpensAt: timeOrNull(a.OpensAt), ClosesAt: timeOrNull(a.ClosesAt), Mode: words(a.Mode),
			Complete: a.Complete, ManifestCID: words(a.Manifest), PlaylistURL: s.playlist(a), Counts: countArchive(a), Targets: plains(a.Targets),
			Costs: []costJSON{}, Sessions: []sessionLine{}, Gaps: gaps(a), UpdatedAt: timeOrNull(a.Updated)}
		for _, one := range a.Costs {
			out.Costs = append(out.Costs, costJSON{plain(one.Target), one.USDPerMonth, plain(one.AsOf)})
		}
		for _, one := range newest(a.Sessions) {
			out.Sessions = append(out.Sessions, sessionLine{one.Session, words(one.Why), one.Start, one.Seconds, one.Segments})
		}
		var next string
		var err error
		out.Chunks, next, err = page(&p, chunkRows(a.Chunks, p.after), all, func(k *store.ArchiveChunk) (*chunkJSON, error) { return s.showChunk(k), nil })
		return out, next, err
	}
}

// plain is a reactor's word that is always there.
func plain(text string) string { return protocol.Clean([]byte(text), maxWords) }

func plains(texts []string) []string {
	out := []string{}
	for _, t := range texts {
		out = append(out, plain(t))
	}
	return out
}

// newest bounds a list that is not paged.
func newest[T any](list []T) []T { return list[max(0, len(list)-maxLimit):] }

func gaps(a *store.ArchiveState) []gapJSON {
	out := []gapJSON{}
	for _, one := range a.Sessions {
		if one.Gap != "" {
			out = append(out, gapJSON{one.Session, nil, plain(one.Gap)})
		}
	}
	for _, k := range a.Chunks {
		for _, what := range k.Missing {
			out = append(out, gapJSON{k.Session, &k.Index, plain(what)})
		}
	}
	slices.SortStableFunc(out, func(a, b gapJSON) int { return a.Session - b.Session })
	return newest(out)
}

// uploaded tells whether some target has acknowledged the chunk.
func uploaded(k *store.ArchiveChunk) bool {
	return slices.ContainsFunc(k.Uploads, func(u store.ArchiveUpload) bool { return u.Standing == "done" })
}

func countArchive(a *store.ArchiveState) archiveCounts {
	n := archiveCounts{Chunks: len(a.Chunks), Sessions: len(a.Sessions), Spooled: a.Spooled, SpooledSeconds: a.SpooledSeconds}
	for i := range a.Chunks {
		k := &a.Chunks[i]
		n.Bytes += k.Size
		n.Seconds += k.Seconds
		if k.Local {
			n.Local++
		}
		if uploaded(k) {
			n.Uploaded++
		}
	}
	return n
}

// chunkRows yields chunks by index, which never changes.
func chunkRows(chunks []store.ArchiveChunk, after []byte) iter.Seq2[store.Row[*store.ArchiveChunk], error] {
	return func(yield func(store.Row[*store.ArchiveChunk], error) bool) {
		for i := range chunks {
			k := &chunks[i]
			if after != nil && uint64(k.Index) <= binary.BigEndian.Uint64(after) {
				continue
			}
			if !yield(store.Row[*store.ArchiveChunk]{Cursor: binary.BigEndian.AppendUint64(nil, uint64(k.Index)), Value: k}, nil) {
				return
			}
		}
	}
}

func (s *Server) showChunk(k *store.ArchiveChunk) *chunkJSON {
	out := &chunkJSON{ChunkIndex: k.Index, CID: plain(k.CID), URL: s.here(k.CID), PieceCID: words(k.Piece), Size: k.Size, Session: k.Session, Seconds: k.Seconds, StartMs: k.Start,
		Mode: plain(k.Mode), Frames: k.Frames, Samples: k.Samples, Checked: plain(k.Checked), Missing: plains(k.Missing), Local: k.Local, Uploads: []uploadJSON{},
		DealCount: k.Deals, PDP: k.PDP, PoDSI: k.PoDSI}
	for _, u := range k.Uploads {
		out.Uploads = append(out.Uploads, uploadJSON{plain(u.Target), plain(u.Standing), words(u.ID), words(u.Why), timeOrNull(u.Since), timeOrNull(u.RetryAt)})
	}
	return out
}

// here is where the gateway of this daemon has a file.
func (s *Server) here(cid string) string {
	return strings.TrimSuffix(s.o.PublicURL, "/") + "/ipfs/" + plain(cid)
}

// playlist is where the whole recording plays; null: nowhere yet.
func (s *Server) playlist(a *store.ArchiveState) *string {
	if a.Manifest == "" {
		return nil
	}
	return new(s.here(a.Manifest) + "/index.m3u8")
}

// archiveCommand takes start and stop from those who lead the event.
func (s *Server) archiveCommand(command string) func(*fiber.Ctx, *query, common.Address) (any, error) {
	return func(c *fiber.Ctx, q *query, wallet common.Address) (any, error) {
		id := q.pathID("eventId")
		if len(c.BodyRaw()) > 0 {
			if err := body(c, &struct{}{}); err != nil {
				return nil, err
			}
		}
		if err := q.end(); err != nil {
			return nil, err
		}
		if err := s.commandArchive(wallet, id, command); err != nil {
			return nil, err
		}
		c.Status(http.StatusAccepted) // the reactor does it; the archive's answer shows it
		return map[string]string{"eventId": fmt.Sprint(id), "command": command}, nil
	}
}

func (s *Server) commandArchive(wallet common.Address, event uint64, command string) error {
	if s.o.Archives == nil {
		return newProblem(http.StatusServiceUnavailable, "The archive is off here: the archive reactor does not run in this daemon.")
	}
	if err := s.mayLead(wallet, event); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	return s.o.Archives.Command(ctx, wallet, event, command)
}

// milliseconds of a length in seconds.
func milliseconds(seconds float64) int64 {
	return int64(seconds * float64(time.Second/time.Millisecond))
}
