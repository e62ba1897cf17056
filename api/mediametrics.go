package api

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// StreamStatus are figures of all streams now.
type StreamStatus struct {
	Active          int // streams that somebody publishes
	Viewers         int
	KbpsIn, KbpsOut int // kilobits a second
	Failing         int // media servers that did not answer when they were asked last
}

// ArchiveStatus are figures of all recordings now. Counters are since the start.
type ArchiveStatus struct {
	Recording     int    // streams that bring segments
	SpoolSegments uint64 // recorded, in no chunk yet
	SpoolBytes    uint64
	StoredBytes   uint64        // content on this machine
	FreeBytes     uint64        // of the disk that it is on
	Queue         int           // uploads that are wanted and not done
	Oldest        time.Duration // age of the oldest of them; 0: there is none
	// BytesIn and BytesOut are what came from media servers and what went to targets.
	BytesIn, BytesOut uint64
	// PerSecondIn and PerSecondOut are the same now, bytes a second; LimitOut is what the line is given; 0: no limit.
	PerSecondIn, PerSecondOut, LimitOut float64
	Chunks, Failures                    uint64 // made, and attempts that failed
	Encoders                            int    // that run
	EncoderCores                        float64
	Targets                             []TargetStatus
	Alarms                              []string // short fixed words, such as disk or silent; none: all is well
}

// TargetStatus are figures of one upload target since the start.
type TargetStatus struct {
	Name    string
	Parked  bool // until the operator does something
	Uploads uint64
	Retries uint64
	Errors  map[string]uint64 // by class
}

var (
	streamsActive = figure("streams_active", "Streams that somebody publishes.")
	streamViewers = figure("stream_viewers", "Viewers of all streams.")
	streamKbps    = figure("stream_kbps", "Kilobits a second of all streams.", "direction")
	streamFailing = figure("stream_servers_failing", "Media servers that did not answer when they were asked last.")

	archiveRecording = figure("archive_recording", "Streams that bring segments.")
	spoolSegments    = figure("archive_spool_segments", "Recorded segments that are in no chunk yet.")
	spoolBytes       = figure("archive_spool_bytes", "Bytes of them.")
	storedBytes      = figure("content_bytes", "Bytes of content on this machine.")
	freeBytes        = figure("content_free_bytes", "Bytes that the disk of the content has left.")
	uploadQueue      = figure("upload_queue", "Uploads that are wanted and not done.")
	uploadOldest     = figure("upload_queue_age_seconds", "How long the oldest of them has waited.")
	archiveBytes     = figure("archive_bytes_total", "Bytes that came from media servers and went to targets.", "direction")
	archiveRate      = figure("archive_bytes_per_second", "The same, now.", "direction")
	uploadLimit      = figure("upload_limit_bytes_per_second", "What uploads are given of the line; not there without a limit.")
	archiveChunks    = figure("archive_chunks_total", "Chunks made since the start.")
	archiveFailures  = figure("archive_failures_total", "Attempts at chunks that failed.")
	encoders         = figure("archive_encoders", "Encoders that run.")
	encoderCores     = figure("archive_encoder_cores", "Cores that encoders keep busy.")
	archiveAlarm     = figure("archive_alarm", "1 while something about recordings needs a look; not there otherwise.", "alarm")

	targetParked  = figure("upload_target_parked", "1 while the target waits for the operator.", "target")
	targetUploads = figure("upload_target_done_total", "Uploads that the target acknowledged.", "target")
	targetRetries = figure("upload_target_retries_total", "Uploads that were tried again.", "target")
	targetErrors  = figure("upload_target_errors_total", "Uploads that failed, by class.", "target", "class")
)

// mediaCollector gives the figures of streams and recordings that run here.
type mediaCollector struct{ s *Server }

// Describe names what Collect gives.
func (c *mediaCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		streamsActive, streamViewers, streamKbps, streamFailing, archiveRecording, spoolSegments, spoolBytes, storedBytes, freeBytes, uploadQueue,
		uploadOldest, archiveBytes, archiveRate, uploadLimit, archiveChunks, archiveFailures, encoders, encoderCores, archiveAlarm, targetParked, targetUploads,
		targetRetries, targetErrors,
	} {
		out <- d
	}
}

// Collect reads the figures; those of a part that is off are left out.
func (c *mediaCollector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	counter := func(d *prometheus.Desc, value uint64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(value), labels...)
	}
	if status := c.s.o.StreamStatus; status != nil {
		st := status()
		gauge(streamsActive, float64(st.Active))
		gauge(streamViewers, float64(st.Viewers))
		gauge(streamKbps, float64(st.KbpsIn), "in")
		gauge(streamKbps, float64(st.KbpsOut), "out")
		gauge(streamFailing, float64(st.Failing))
	}
	if status := c.s.o.ArchiveStatus; status != nil {
		collectArchive(status(), gauge, counter)
	}
}

func collectArchive(st ArchiveStatus, gauge func(*prometheus.Desc, float64, ...string), counter func(*prometheus.Desc, uint64, ...string)) {
	gauge(archiveRecording, float64(st.Recording))
	gauge(spoolSegments, float64(st.SpoolSegments))
	gauge(spoolBytes, float64(st.SpoolBytes))
	gauge(storedBytes, float64(st.StoredBytes))
	gauge(freeBytes, float64(st.FreeBytes))
	gauge(uploadQueue, float64(st.Queue))
	gauge(uploadOldest, st.Oldest.Seconds())
	counter(archiveBytes, st.BytesIn, "in")
	counter(archiveBytes, st.BytesOut, "out")
	gauge(archiveRate, st.PerSecondIn, "in")
	gauge(archiveRate, st.PerSecondOut, "out")
	if st.LimitOut > 0 {
		gauge(uploadLimit, st.LimitOut)
	}
	counter(archiveChunks, st.Chunks)
	counter(archiveFailures, st.Failures)
	gauge(encoders, float64(st.Encoders))
	gauge(encoderCores, st.EncoderCores)
	rung := map[string]bool{} // two of one name would make the scrape fail
	for _, alarm := range st.Alarms {
		if !rung[alarm] {
			rung[alarm] = true
			gauge(archiveAlarm, 1, alarm)
		}
	}
	for _, t := range st.Targets {
		gauge(targetParked, yes(t.Parked), t.Name)
		counter(targetUploads, t.Uploads, t.Name)
		counter(targetRetries, t.Retries, t.Name)
		for class, n := range t.Errors {
			counter(targetErrors, n, t.Name, class)
		}
	}
}
