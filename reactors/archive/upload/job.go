package upload

import (
	"time"

	"github.com/ipfs/go-cid"
)

// Job is a file or a folder that targets lack.
type Job struct {
	Event uint64
	CID   cid.Cid
	Name  string // for people; a target may show it
	Size  int64  // bytes; 0 for a folder
	// Folder says that it is a folder in the content store: its own block and the small files in it go up together, as a CAR. What it
	// links to besides is at the target already.
	Folder bool
	// Targets are the names of those that lack it.
	Targets []string
}

// Standing is where one job is at one target.
type Standing struct {
	CID    cid.Cid
	Target string
	// Standing: waiting, uploading, failing (tried again at RetryAt), parked (until the operator does something) or refused (the
	// target will never take it).
	Standing string
	Why      string
	Since    time.Time
	RetryAt  time.Time
	Sent     int64 // bytes of the present try
}
