package api

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/go-json-experiment/json"
	"github.com/gofiber/fiber/v2"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// Routes of the storage service that clients know from before. Their shapes are that service's, field by field; so are their errors.

// oldError is how that service says no.
type oldError struct {
	Success bool   `json:"success"` // false
	Error   string `json:"error"`
}

// oldAnswer sends an error in the shape that old clients read.
func (s *Server) oldAnswer(c *fiber.Ctx, answer any, err error) error {
	if err != nil {
		p := s.explain(c.Path(), err)
		p.headers(c.Context())
		return c.Status(p.Status).JSON(oldError{Error: p.Detail})
	}
	return c.JSON(answer)
}

// oldHealth: the index can be read.
func (s *Server) oldHealth(c *fiber.Ctx) error {
	if err := s.healthz(c); err != nil {
		return c.Status(http.StatusServiceUnavailable).JSON(fiber.Map{"status": "unhealthy"})
	}
	return c.JSON(fiber.Map{"status": "healthy", "service": "haus", "version": s.o.Version})
}

// oldChunk is a chunk as old clients read it.
type oldChunk struct {
	ChunkID       string         `json:"chunkId"`
	CID           string         `json:"cid"`
	Size          int64          `json:"size"` // bytes
	FilCDNURL     string         `json:"filcdnUrl"`
	BackupURLs    []string       `json:"backupUrls"`
	Duration      float64        `json:"duration"` // seconds
	ChunkIndex    int            `json:"chunkIndex"`
	Timestamp     int64          `json:"timestamp"` // when it began: milliseconds
	PDPVerified   bool           `json:"pdpVerified"`
	DealCount     int            `json:"dealCount"`
	UploadReceipt *oldReceipt    `json:"uploadReceipt"`
	Metadata      oldChunkDetail `json:"metadata"`
}

// oldReceipt is the first target's word that it has the chunk.
type oldReceipt struct {
	Target    string  `json:"target"`
	ID        *string `json:"id"`
	Timestamp int64   `json:"timestamp"` // milliseconds
}

type oldChunkDetail struct {
	Duration float64 `json:"duration"` // seconds
	Session  int     `json:"session"`
	Mode     string  `json:"mode"`
	Frames   int     `json:"frames"`
}

// oldLivestream is a recording.
type oldLivestream struct {
	Success        bool        `json:"success"`
	Found          bool        `json:"found"`
	EventID        string      `json:"eventId"`
	Status         string      `json:"status"` // active, completed or failed
	TotalChunks    int         `json:"totalChunks"`
	UploadedChunks int         `json:"uploadedChunks"`
	UploadProgress int         `json:"uploadProgress"` // 0 to 100
	TotalSizeMB    float64     `json:"totalSizeMB"`
	Duration       float64     `json:"duration"`      // seconds
	StartTime      *int64      `json:"startTime"`     // milliseconds
	LastChunkTime  *int64      `json:"lastChunkTime"` // milliseconds
	Chunks         []oldChunk  `json:"chunks"`
	PlaybackURLs   oldPlayback `json:"playbackUrls"`
}

type oldPlayback struct {
	ManifestURL *string       `json:"manifestUrl"`
	Chunks      []oldPlayable `json:"chunks"`
}

type oldPlayable struct {
	ChunkID    string   `json:"chunkId"`
	CID        string   `json:"cid"`
	URL        string   `json:"url"`
	BackupURLs []string `json:"backupUrls"`
	Duration   float64  `json:"duration"` // seconds
	Size       int64    `json:"size"`     // bytes
}

// recording reads what is recorded of the event in the path; nothing yet is not found.
func (s *Server) recording(c *fiber.Ctx, route string) (uint64, *store.ArchiveState, error) {
	q := newQuery(c, route)
	id := q.pathID("eventId")
	if q.bad != nil { // other parameters were always ignored
		return 0, nil, q.bad
	}
	v, err := s.store.View()
	if err != nil {
		return 0, nil, err
	}
	defer v.Release()
	a := &store.ArchiveState{}
	if err := v.State(id, a); err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, nil, err
	}
	if len(a.Chunks) == 0 && a.Spooled == 0 && a.Standing != "recording" {
		return 0, nil, newProblem(http.StatusNotFound, fmt.Sprintf("Nothing is recorded of event %d.", id))
	}
	return id, a, nil
}

func (s *Server) oldStatus(c *fiber.Ctx) error {
	id, a, err := s.recording(c, "/api/livestream/:eventId/status")
	if err != nil {
		return s.oldAnswer(c, nil, err)
	}
	n := countArchive(a)
	out := &oldLivestream{Success: true, Found: true, EventID: fmt.Sprint(id), Status: "active", TotalChunks: n.Chunks, UploadedChunks: oldUploaded(a, n),
		TotalSizeMB: megabytes(n.Bytes), Duration: n.Seconds, Chunks: s.oldChunks(id, a), PlaybackURLs: oldPlayback{s.playlist(a), []oldPlayable{}}}
	if a.Complete {
		out.Status = "completed"
	}
	for _, k := range out.Chunks {
		out.PlaybackURLs.Chunks = append(out.PlaybackURLs.Chunks, oldPlayable{k.ChunkID, k.CID, k.FilCDNURL, k.BackupURLs, k.Duration, k.Size})
	}
	if n.Chunks > 0 {
		out.UploadProgress = 100 * out.UploadedChunks / n.Chunks
		last := out.Chunks[n.Chunks-1]
		out.StartTime, out.LastChunkTime = &out.Chunks[0].Timestamp, new(last.Timestamp+milliseconds(last.Duration))
	}
	return s.oldAnswer(c, out, nil)
}

// oldUploaded counts uploaded chunks; when there is nowhere to upload to, those that are kept here.
func oldUploaded(a *store.ArchiveState, n archiveCounts) int {
	if len(a.Targets) == 0 {
		return n.Local
	}
	return n.Uploaded
}

// megabytes are of 2^20 bytes, to the hundredth.
func megabytes(n int64) float64 { return math.Round(float64(n)/(1<<20)*100) / 100 }

// oldTable is the list of chunks.
type oldTable struct {
	Success     bool        `json:"success"`
	EventID     string      `json:"eventId"`
	TotalChunks int         `json:"totalChunks"`
	CIDTable    []oldChunk  `json:"cidTable"`
	Metadata    oldMetadata `json:"metadata"`
	IsComplete  bool        `json:"isComplete"`
}

type oldMetadata struct {
	ManifestCID *string `json:"manifestCid"`
	ManifestURL *string `json:"manifestUrl"`
	Mode        *string `json:"mode"`
	TotalSizeMB float64 `json:"totalSizeMB"`
	Duration    float64 `json:"duration"` // seconds
	Sessions    int     `json:"sessions"`
}

func (s *Server) oldTable(c *fiber.Ctx) error {
	id, a, err := s.recording(c, "/api/event/:eventId/cid-table")
	if err != nil {
		return s.oldAnswer(c, nil, err)
	}
	n := countArchive(a)
	return s.oldAnswer(c, &oldTable{Success: true, EventID: fmt.Sprint(id), TotalChunks: n.Chunks, CIDTable: s.oldChunks(id, a), IsComplete: a.Complete,
		Metadata: oldMetadata{words(a.Manifest), s.playlist(a), words(a.Mode), megabytes(n.Bytes), n.Seconds, n.Sessions}}, nil)
}

func (s *Server) oldChunks(event uint64, a *store.ArchiveState) []oldChunk {
	out := []oldChunk{}
	for i := range a.Chunks {
		k := &a.Chunks[i]
		one := oldChunk{ChunkID: fmt.Sprintf("%d_chunk_%d", event, k.Index), CID: plain(k.CID), Size: k.Size, Duration: k.Seconds, ChunkIndex: k.Index,
			Timestamp: k.Start, PDPVerified: k.PDP, DealCount: k.Deals, Metadata: oldChunkDetail{k.Seconds, k.Session, plain(k.Mode), k.Frames}}
		one.FilCDNURL, one.BackupURLs = s.places(k)
		for _, u := range k.Uploads {
			if u.Standing == "done" && one.UploadReceipt == nil {
				one.UploadReceipt = &oldReceipt{plain(u.Target), words(u.ID), int64(u.Since) * 1000}
			}
		}
		out = append(out, one)
	}
	return out
}

// places are where a chunk can be had: FilBeam when somebody pays for it and the piece is known, else here while it is kept, else the
// first gateway; then the others. Other gateways find it only once it was uploaded.
func (s *Server) places(k *store.ArchiveChunk) (first string, backups []string) {
	all := []string{}
	if s.o.FilBeamPayer != (common.Address{}) && k.Piece != "" && uploaded(k) {
		all = append(all, fmt.Sprintf("https://%s.filbeam.io/%s", protocol.Hex(s.o.FilBeamPayer), plain(k.Piece)))
	}
	if k.Local {
		all = append(all, s.here(k.CID))
	}
	if uploaded(k) {
		for _, g := range s.o.Gateways {
			all = append(all, strings.TrimSuffix(g, "/")+"/ipfs/"+plain(k.CID))
		}
	}
	if len(all) == 0 {
		return s.here(k.CID), all
	}
	return all[0], all[1:]
}

// oldID is an event's id as old clients write it: a string or a number.
type oldID struct {
	id uint64
	ok bool
}

// UnmarshalJSON takes digits, with quotes or without.
func (o *oldID) UnmarshalJSON(raw []byte) error {
	o.id, o.ok = number(string(bytes.Trim(raw, `"`)))
	return nil
}

// oldCommand takes start and stop in the bodies of old clients, which are not looked at but for the event: the wallet that has
// signed in decides, and the archive's mode is the operator's.
func (s *Server) oldCommand(command string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id, err := s.oldCommanded(c, command)
		if err != nil {
			return s.oldAnswer(c, nil, err)
		}
		return s.oldAnswer(c, fiber.Map{"success": true, "eventId": fmt.Sprint(id), "command": command, "message": "The recording is told to " + command + "."}, nil)
	}
}

func (s *Server) oldCommanded(c *fiber.Ctx, command string) (uint64, error) {
	wallet, err := s.wallet(c)
	if err != nil {
		return 0, err
	}
	var in struct {
		EventID oldID `json:"eventId"`
	}
	if err := json.Unmarshal(c.BodyRaw(), &in); err != nil {
		return 0, badBody(err)
	}
	if !in.EventID.ok {
		return 0, badParameter("eventId", "eventId is missing, or is no number in decimal digits.")
	}
	return in.EventID.id, s.commandArchive(wallet, in.EventID.id, command)
}
