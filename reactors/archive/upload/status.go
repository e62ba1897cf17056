package upload

import (
	"maps"
	"time"
)

// Status is what operators watch.
type Status struct {
	Queue          int           // files that some target lacks, once for each target; refused ones not
	Oldest         time.Duration // how long the oldest of them has been wanted; 0: there is none
	BytesPerSecond uint64        // of all uploads, in the last second
	Limit          uint64        // bytes a second, in force; 0: none
	Targets        []TargetStatus
}

// TargetStatus is one target's part. Counters are since the start of the process.
type TargetStatus struct {
	Name      string
	Queue     int           // files it lacks, refused ones not
	Oldest    time.Duration // as of Status
	Uploading int
	Refused   int
	Parked    string    // why; empty: it is not
	ParkedAt  time.Time // since when
	Uploaded  uint64    // files acknowledged
	Bytes     uint64    // of these files
	Retries   uint64    // tries that were not the first
	// Errors counts failures by class: retryable, parked, permanent, local.
	Errors map[string]uint64
}

// Status tells how all uploads stand.
func (u *Uploader) Status() (s Status) {
	s.BytesPerSecond, s.Limit = u.line.now()
	u.mu.Lock()
	defer u.mu.Unlock()
	now := time.Now()
	for _, p := range u.places {
		t := TargetStatus{Name: p.target.Name(), Parked: p.parked, Uploaded: p.uploaded, Bytes: p.bytes, Retries: p.retries,
			Errors: map[string]uint64{classRetryable: 0, classParked: 0, classPermanent: 0, classLocal: 0}}
		maps.Copy(t.Errors, p.errors)
		if p.parked != "" {
			t.ParkedAt = p.parkedSince
		}
		for _, it := range p.items {
			switch it.standing {
			case refused:
				t.Refused++
				continue
			case uploading:
				t.Uploading++
			}
			t.Queue++
			t.Oldest = max(t.Oldest, now.Sub(it.wanted))
		}
		s.Queue += t.Queue
		s.Oldest = max(s.Oldest, t.Oldest)
		s.Targets = append(s.Targets, t)
	}
	return s
}
