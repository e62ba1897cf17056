package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/internal/srs"
	"github.com/haus25/backend/store"
)

// recording is an archive with one of everything: chunks that are uploaded, failing, evicted, damaged; a gap between sessions.
func recording() *store.ArchiveState {
	chunk := func(index, session int, more func(*store.ArchiveChunk)) store.ArchiveChunk {
		k := store.ArchiveChunk{Index: index, CID: fmt.Sprintf("bafkchunk%d", index), Size: 15_000_000 + int64(index), Session: session, Seconds: 60.04,
			Start: 1_700_000_100_000 + int64(index)*60_040, Mode: "copy", Frames: 1501, Samples: 2815, Checked: "counted", Local: true}
		more(&k)
		return k
	}
	return &store.ArchiveState{
		Standing: "recording", Why: "segments come in", OpensAt: 1_700_000_000, ClosesAt: 1_700_010_000, Mode: "copy", Spooled: 3, SpooledSeconds: 30.5, Manifest: "bafymanifest",
		Targets: []string{"lighthouse", "kubo"}, Updated: 1_900_000_001,
		Chunks: []store.ArchiveChunk{
			chunk(0, 1, func(k *store.ArchiveChunk) {
				k.Piece, k.Local, k.Deals, k.PDP, k.PoDSI, k.Checked = "bafkzcipiece0", false, 2, true, true, "decoded"
				k.Uploads = []store.ArchiveUpload{{Target: "lighthouse", Standing: "done", ID: "lh-7", Since: 1_700_000_200}, {Target: "kubo", Standing: "done", Since: 1_700_000_201}}
			}),
			chunk(1, 1, func(k *store.ArchiveChunk) {
				k.Uploads = []store.ArchiveUpload{{Target: "lighthouse", Standing: "failing", Why: "429 \u202eToo Many Requests", Since: 1_700_000_300, RetryAt: 1_700_000_360},
					{Target: "kubo", Standing: "done", ID: "bafkchunk1", Since: 1_700_000_301}}
				k.Missing = []string{"3 video frames"}
			}),
			chunk(2, 2, func(k *store.ArchiveChunk) {
				k.Uploads = []store.ArchiveUpload{{Target: "lighthouse", Standing: "waiting"}, {Target: "kubo", Standing: "parked", Why: "401"}}
			}),
		},
		Sessions: []store.ArchiveSession{{Session: 1, Start: 1_700_000_100_000, Seconds: 120.08, Segments: 12}, {Session: 2, Why: "numbering began anew", Start: 1_700_000_250_000, Seconds: 60.04, Segments: 6, Gap: "29.9 s"}},
	}
}

func (w *world) records(id uint64, a *store.ArchiveState) {
	w.finish(key("archive", id), store.Outcome{At: 1_900_000_001, State: a})
}

func TestGoldenArchive(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.PublicURL, o.Gateways, o.FilBeamPayer = "https://api.haus.example/", []string{"https://ipfs.io", "https://gw.example/"}, addr(0xfb)
	})
	w.story()
	golden(w, "archive-none", "/v1/events/0/archive", 200)
	golden(w, "old-status-none", "/api/livestream/0/status", 404)
	golden(w, "old-table-none", "/api/event/0/cid-table", 404)
	golden(w, "old-health", "/health", 200)
	w.records(0, recording())
	golden(w, "archive", "/v1/events/0/archive", 200)
	golden(w, "archive-page", "/v1/events/0/archive?limit=2", 200)
	golden(w, "old-status", "/api/livestream/0/status", 200)
	golden(w, "old-table", "/api/event/0/cid-table", 200)
	first := fetch[archiveJSON](w, "/v1/events/0/archive?limit=2")
	second := fetch[archiveJSON](w, "/v1/events/0/archive?limit=2&cursor="+first.Next)
	if len(second.Data.Chunks) != 1 || second.Data.Chunks[0].ChunkIndex != 2 || second.Next != "" || second.Data.Counts != first.Data.Counts {
		t.Errorf("the second page: %+v", second)
	}
	if status, body, _ := w.get("/v1/events/9/archive"); status != 404 {
		t.Errorf("of no event: %d %s", status, body)
	}
	if status, body, _ := w.get("/api/livestream/x/status"); status != 400 || !strings.Contains(string(body), `"success":false`) {
		t.Errorf("of no id: %d %s", status, body)
	}
}

// TestOldStatuses: what the words of the archive are in those that old clients know.
func TestOldStatuses(t *testing.T) {
	w := newWorld(t)
	w.story()
	for name, c := range map[string]struct {
		change                    func(*store.ArchiveState)
		code                      int
		status                    string
		uploaded, progress, total int
	}{
		"recording":        {func(*store.ArchiveState) {}, 200, "active", 2, 66, 3},
		"closing":          {func(a *store.ArchiveState) { a.Standing = "closing" }, 200, "active", 2, 66, 3},
		"complete":         {func(a *store.ArchiveState) { a.Standing, a.Complete = "complete", true }, 200, "completed", 2, 66, 3},
		"no targets":       {func(a *store.ArchiveState) { a.Targets = nil }, 200, "active", 2, 66, 3}, // two are local
		"just begun":       {func(a *store.ArchiveState) { a.Chunks = nil }, 200, "active", 0, 0, 0},
		"not begun":        {func(a *store.ArchiveState) { *a = store.ArchiveState{Standing: "waiting"} }, 404, "", 0, 0, 0},
		"nothing recorded": {func(a *store.ArchiveState) { *a = store.ArchiveState{Standing: "none"} }, 404, "", 0, 0, 0},
	} {
		a := recording()
		c.change(a)
		w.records(0, a)
		code, body, _ := w.get("/api/livestream/0/status")
		var got oldLivestream
		if err := json.Unmarshal(body, &got); err != nil || code != c.code || got.Status != c.status || got.UploadedChunks != c.uploaded || got.UploadProgress != c.progress || got.TotalChunks != c.total {
			t.Errorf("%s: %d %s", name, code, body)
		}
		if code == 200 && (len(got.PlaybackURLs.Chunks) != c.total || !got.Success || !got.Found) {
			t.Errorf("%s: %s", name, body)
		}
	}
}

func TestGoldenStream(t *testing.T) {
	stage := &stage{}
	w := newWorld(t, func(o *Options) { o.Streams, o.OpenBefore, o.CloseAfter = stage, 15*time.Minute, 10*time.Minute })
	w.story()
	golden(w, "stream-unseen", "/v1/events/1/stream", 200)
	stage.live = srs.Live{Seen: wall.Add(-time.Second), Errors: []string{"http://10.0.0.7:1985 does not answer"}}
	golden(w, "stream-silent", "/v1/events/2/stream", 200)
	stage.live.Viewers, stage.live.Publisher = 17, &alice
	stage.live.Stream = &srs.Stream{Server: "http://10.0.0.8:1985", App: "live", Name: "2", Live: 90 * time.Second, Clients: 18, Frames: 2250, KbpsIn: 2100, KbpsOut: 35700, Publisher: "c1",
		Video: &srs.Video{Codec: "H264", Profile: "High\x00", Width: 1280, Height: 720}, Audio: &srs.Audio{Codec: "AAC", Rate: 48000, Channels: 2}}
	stage.live.Latencies = map[string]srs.Latency{"webrtc": {Players: 12, P50: 420 * time.Millisecond, P95: 900 * time.Millisecond}, "hls": {Players: 5, P50: 18 * time.Second, P95: 31 * time.Second}}
	golden(w, "stream", "/v1/events/2/stream", 200)
	if _, body, _ := w.get("/v1/events/2/stream"); strings.Contains(string(body), "10.0.0.") {
		t.Errorf("addresses of media servers are private: %s", body)
	}
	if status, body, _ := w.get("/v1/events/9/stream"); status != 404 {
		t.Errorf("of no event: %d %s", status, body)
	}
}

func TestMediaMetrics(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.StreamStatus = func() StreamStatus {
			return StreamStatus{Active: 2, Viewers: 17, KbpsIn: 2100, KbpsOut: 35700, Failing: 1}
		}
		o.ArchiveStatus = func() ArchiveStatus {
			return ArchiveStatus{Recording: 2, SpoolSegments: 3, SpoolBytes: 4, StoredBytes: 5, FreeBytes: 6, Queue: 7, Oldest: 9 * time.Second, BytesIn: 10, BytesOut: 11,
				PerSecondIn: 12, PerSecondOut: 13, LimitOut: 14, Chunks: 15, Failures: 16, Encoders: 1, EncoderCores: 1.5, Alarms: []string{"disk", "silent", "disk"},
				Targets: []TargetStatus{{Name: "lighthouse", Parked: true, Uploads: 1, Retries: 2, Errors: map[string]uint64{"429": 3}}, {Name: "kubo"}}}
		}
	})
	status, body, _ := w.get("/metrics")
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	for _, want := range []string{
		"haus_streams_active 2", "haus_stream_viewers 17", `haus_stream_kbps{direction="in"} 2100`, `haus_stream_kbps{direction="out"} 35700`, "haus_stream_servers_failing 1",
		"haus_archive_recording 2", "haus_archive_spool_segments 3", "haus_archive_spool_bytes 4", "haus_content_bytes 5", "haus_content_free_bytes 6", "haus_upload_queue 7",
		"haus_upload_queue_age_seconds 9", `haus_archive_bytes_total{direction="in"} 10`, `haus_archive_bytes_total{direction="out"} 11`,
		`haus_archive_bytes_per_second{direction="in"} 12`, `haus_archive_bytes_per_second{direction="out"} 13`, "haus_upload_limit_bytes_per_second 14", "haus_archive_chunks_total 15",
		"haus_archive_failures_total 16", "haus_archive_encoders 1", "haus_archive_encoder_cores 1.5", `haus_archive_alarm{alarm="disk"} 1`, `haus_archive_alarm{alarm="silent"} 1`,
		`haus_upload_target_parked{target="lighthouse"} 1`, `haus_upload_target_parked{target="kubo"} 0`, `haus_upload_target_done_total{target="lighthouse"} 1`,
		`haus_upload_target_retries_total{target="lighthouse"} 2`, `haus_upload_target_errors_total{class="429",target="lighthouse"} 3`,
	} {
		if !strings.Contains(string(body), want+"\n") {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if _, body, _ := newWorld(t).get("/metrics"); strings.Contains(string(body), "haus_archive_") || strings.Contains(string(body), "haus_stream_") {
		t.Error("figures of parts that do not run are shown")
	}
}
