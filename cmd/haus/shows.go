package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/api"
	"github.com/haus25/backend/internal/bearer"
	"github.com/haus25/backend/internal/config"
	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/reactors/archive"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/reactors/archive/spool"
	"github.com/haus25/backend/reactors/archive/upload"
	"github.com/haus25/backend/reactors/stream"
	"github.com/haus25/backend/reactors/stream/render"
	"github.com/haus25/backend/store"
	"github.com/haus25/backend/store/content"
)

// shows is what streams and records: the reactors, and what runs beside them.
type shows struct {
	srs      *srs.API
	stream   *stream.Service
	archive  *archive.Reactor
	spool    *spool.Spool
	uploader *upload.Uploader
	encoder  *media.Encoder
	content  *content.Store
	tally    chunkTally
}

// openKeys makes what signs sessions and stream tokens.
func openKeys(c *config.Config) (*bearer.Keyring, error) {
	return bearer.Open(filepath.Join(c.DataDir, "bearer.key"))
}

func (w *crew) addStream(c *config.Config, s *store.Store, log *slog.Logger) error {
	servers, err := srs.NewAPI(c.Stream.SRSAPI, c.Stream.APIAuth.Value())
	if err != nil {
		return fmt.Errorf("stream.srs_api: %w", err)
	}
	w.shows.srs = servers
	places, err := render.Instances(c.Stream.SRSAPI)
	if err != nil {
		log.Warn("RTMP's URLs name its usual port", "why", err) // addresses that haus srs-config does not render for
	}
	port := func(event uint64) uint16 { return render.Place(places, event).RTMP }
	if len(places) == 0 {
		port = nil
	}
	w.shows.stream, err = stream.New(stream.Options{Store: s, SRS: servers, Keys: w.keys, Host: c.Stream.Host, TLS: c.Stream.TLS, RTMPPort: port, OpenBefore: c.Stream.OpenBefore,
		CloseAfter: c.Stream.CloseAfter, WatchTTL: c.Stream.WatchTTL, ViewersPerToken: c.Stream.ViewersPerToken, ShowsPerCreator: c.Stream.ShowsPerCreator, Ladder: c.Stream.Ladder,
		File: filepath.Join(c.DataDir, "connected.json"), Wake: w.shows.wake, Log: log.With("part", "stream")})
	if err != nil {
		return err
	}
	w.reactors = append(w.reactors, w.shows.stream)
	w.parts = append(w.parts, part{"streams", w.shows.stream.Run})
	return nil
}

// wake tells the recorder that the media server finished a segment.
func (x *shows) wake(event uint64, file string) {
	if x.spool != nil {
		x.spool.Wake(event, file)
	}
}

// floorOf is how much recording leaves: enough for the index and the journal to be written.
const floorOf = 64 << 20

func (w *crew) addArchive(ctx context.Context, c *config.Config, s *store.Store, log *slog.Logger) (err error) {
	x := &w.shows
	x.content = w.content
	targets, err := uploadTargets(c)
	if err != nil {
		return err
	}
	scratch := filepath.Join(c.DataDir, "spool.tmp")
	if err := emptied(scratch); err != nil {
		return err
	}
	x.encoder = &media.Encoder{}
	jobs := cmp.Or(c.Archive.Jobs, runtime.NumCPU())
	var reactor *archive.Reactor
	so := spoolOptions(c, s)
	so.Log = log.With("part", "recorder")
	so.Touched = func(event uint64) {
		if err := reactor.Touch(event); err != nil {
			log.Warn("a recorded segment is not seen to at once", "event", event, "error", err)
		}
	}
	if x.spool, err = spool.Open(so); err != nil {
		return err
	}
	maker := &counted{Maker: &media.Mux{FFmpeg: c.Archive.FFmpeg, Limits: media.NewLimits(jobs, jobs)}, tally: &x.tally}
	o := archive.Options{Store: s, Spool: x.spool, Maker: maker, Pace: x.encoder, Content: w.content, Targets: targets, Scratch: scratch, Documents: w.fetcher,
		Mode: media.Mode(c.Archive.Mode), Tool: "haus " + versionString() + ", " + ffmpegVersion(ctx, c.Archive.FFmpeg), Lead: c.Archive.LeadSeconds,
		Grace: c.Archive.GraceSeconds, Longest: time.Duration(c.Archive.MaxHours) * time.Hour, Keep: c.Archive.Keep, KeepDays: c.Archive.KeepDays, RemoveSources: c.Archive.RemoveSource,
		Bitrate: c.Archive.Bitrate, Pieces: c.Archive.FilBeamPayer != "", Settle: archiveSettle, Log: log}
	if len(targets) > 0 {
		x.uploader = upload.New(upload.Options{Content: w.content, Targets: targets, Parallel: c.Archive.Uploads, Limit: c.Archive.UploadLimit,
			Live: x.traffic, Log: log.With("part", "uploads"),
			Done: func(j upload.Job, r content.Receipt) error { return reactor.Uploaded(j, r) },
			Changed: func(event uint64) {
				if err := reactor.Touch(event); err != nil {
					log.Warn("how uploads stand is not shown", "event", event, "error", err)
				}
			}})
		o.Uploader = x.uploader
		w.parts = append(w.parts, part{"uploads", x.uploader.Run})
	}
	reactor = archive.New(o)
	if err := reactor.Touch(x.spool.Events()...); err != nil { // a kill may have come between a segment and its touch
		return fmt.Errorf("have what was recorded before seen to: %w", err)
	}
	x.archive = reactor
	w.reactors = append(w.reactors, reactor)
	w.parts = append(w.parts, part{"recorder", x.spool.Run})
	return nil
}

func spoolOptions(c *config.Config, s *store.Store) spool.Options {
	return spool.Options{Dir: filepath.Join(c.DataDir, "spool"), HLSDir: c.Stream.HLSDir, MinFree: 2 * c.Archive.MinFree,
		Floor: max(c.Archive.MinFree, floorOf), Clock: chainClock(s), Step: storeStep,
		Made: func(event uint64) (uint64, map[string]bool, error) { return archive.Made(s, event) }}
}

// emptied makes a folder for files in the making, which a kill leaves behind.
func emptied(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove what an earlier run left in the making: %w", err)
	}
	return os.MkdirAll(dir, 0o700)
}

// chainClock tells chain time as the index knows it.
func chainClock(s *store.Store) func() (uint64, bool) {
	return func() (uint64, bool) {
		v, err := s.View()
		if err != nil {
			return 0, false
		}
		defer v.Release()
		return v.Now(), v.Now() > 0
	}
}

// traffic is what the machine moves for live shows, bytes a second.
func (x *shows) traffic() uint64 {
	if x.stream == nil {
		return 0
	}
	st := x.stream.Status()
	return uint64(st.KbpsIn+st.KbpsOut) * 1000 / 8
}

// counted counts what the maker does, for metrics.
type counted struct {
	archive.Maker
	tally *chunkTally
}

type chunkTally struct {
	mu       sync.Mutex
	made     uint64
	failed   uint64
	running  int
	cpu      time.Duration
	since    time.Time // of cores
	measured time.Duration
	cores    float64
}

func (m *counted) Make(ctx context.Context, mode media.Mode, job media.Job, out string) (media.Chunk, error) {
	m.tally.begin()
	c, err := m.Maker.Make(ctx, mode, job, out)
	m.tally.end(c, err)
	return c, err
}

func (t *chunkTally) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running++
}

func (t *chunkTally) end(c media.Chunk, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running--
	t.cpu += c.CPU
	if err != nil {
		t.failed++
		return
	}
	t.made++
}

// figures are what the tally says now; cores is the mean use since the last time it was asked for at least ten seconds ago.
func (t *chunkTally) figures(now time.Time) (made, failed uint64, running int, cores float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.since.IsZero() {
		t.since = now
	}
	if passed := now.Sub(t.since); passed >= 10*time.Second {
		t.cores = (t.cpu - t.measured).Seconds() / passed.Seconds()
		t.since, t.measured = now, t.cpu
	}
	return t.made, t.failed, t.running, t.cores
}

func (x *shows) streamStatus() api.StreamStatus {
	s := x.stream.Status()
	return api.StreamStatus{Active: s.Streams, Viewers: s.Viewers, KbpsIn: s.KbpsIn, KbpsOut: s.KbpsOut, Failing: s.Down}
}

func (x *shows) archiveStatus() api.ArchiveStatus {
	s := x.spool.Status()
	out := api.ArchiveStatus{Recording: s.Active, SpoolSegments: uint64(s.Segments), SpoolBytes: uint64(s.Bytes), StoredBytes: uint64(x.content.TotalBytes()),
		FreeBytes: s.Free, BytesIn: s.TakenBytes, PerSecondIn: s.Rate}
	out.Chunks, out.Failures, out.Encoders, out.EncoderCores = x.tally.figures(time.Now())
	for _, a := range s.Alarms {
		if !slices.Contains(out.Alarms, a.What) {
			out.Alarms = append(out.Alarms, a.What)
		}
	}
	if x.uploader == nil {
		return out
	}
	u := x.uploader.Status()
	out.Queue, out.Oldest, out.PerSecondOut, out.LimitOut = u.Queue, u.Oldest, float64(u.BytesPerSecond), float64(u.Limit)
	for _, t := range u.Targets {
		out.BytesOut += t.Bytes
		out.Targets = append(out.Targets, api.TargetStatus{Name: t.Name, Parked: t.Parked != "", Uploads: t.Uploaded, Retries: t.Retries, Errors: t.Errors})
	}
	return out
}

func operators(c *config.Config) (list []common.Address) {
	for _, text := range c.Control.Operators {
		list = append(list, common.HexToAddress(text)) // config checked it
	}
	return list
}

// publicGateways are the gateways that answers name beside this machine's.
func publicGateways(c *config.Config) []string {
	if c.Archive.Gateway == "" {
		return c.Content.Gateways
	}
	return append([]string{c.Archive.Gateway}, c.Content.Gateways...)
}

// ffmpegVersion is what ffmpeg calls itself; what is wrong with it shows when it is needed, and in haus check.
func ffmpegVersion(ctx context.Context, path string) string {
	v, err := media.Version(ctx, path)
	if err != nil {
		return "ffmpeg"
	}
	return v
}
