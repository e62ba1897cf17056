package archive

import (
	"context"
	"fmt"

	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/upload"
)

// bring tells the uploader what targets lack: chunks in their order, then the manifest that the event's document names.
func (k *look) bring(_ context.Context) error {
	if k.Uploader == nil {
		return nil
	}
	var jobs []upload.Job
	want := func(text, name string, size int64, folder bool) {
		missing := k.missingAt(text)
		if len(missing) > 0 {
			jobs = append(jobs, upload.Job{Event: k.a.EventID, CID: mustCID(text), Name: name, Size: size, Folder: folder, Targets: missing})
		}
	}
	for _, c := range k.l.chunks {
		if c.Adopted && !k.local(c.CID) {
			continue
		}
		want(c.CID, fmt.Sprintf("%d_chunk_%d.mp4", k.a.EventID, c.Index), c.Size, false)
	}
	for _, d := range k.l.damaged {
		if d.CID != "" {
			want(d.CID, fmt.Sprintf("%d_segment_%d.ts", k.a.EventID, d.N), d.Size, false)
		}
	}
	if h := k.l.handed; h != nil && k.arrived() {
		want(h.CID, fmt.Sprintf("%d_recording", k.a.EventID), 0, true)
	}
	k.Uploader.Want(k.a.EventID, jobs)
	if k.a.Retried {
		k.Uploader.Retry()
	}
	return nil
}

// arrived tells whether all chunks of the newest manifest that the document was given are somewhere: a folder before them would
// name what nobody can fetch.
func (k *look) arrived() bool {
	for i, c := range k.l.chunks {
		if i < k.l.handed.Chunks && !k.secure(c) {
			return false
		}
	}
	return true
}

// missingAt lists the targets that have not acknowledged a file.
func (k *look) missingAt(text string) (names []string) {
	for _, t := range k.Targets {
		if k.l.uploads[text][t.Name()] == nil {
			names = append(names, t.Name())
		}
	}
	return names
}

// uploaded tells whether some target acknowledged a file.
func (k *look) uploaded(text string) bool { return len(k.l.uploads[text]) > 0 }

// secure tells whether a chunk is at some target. One that was adopted and is not here can only be somewhere else.
func (k *look) secure(c *chunk) bool { return k.uploaded(c.CID) || c.Adopted && !k.local(c.CID) }

// local tells whether a file is on this machine.
func (k *look) local(text string) bool {
	_, err := k.Content.Stat(mustCID(text))
	return err == nil
}

// safe tells whether every chunk is where it has to be: checked and stored here, and with targets configured at one of them.
func (k *look) safe() bool {
	if len(k.Targets) == 0 {
		return true
	}
	for _, c := range k.l.chunks {
		if !k.secure(c) {
			return false
		}
	}
	for _, d := range k.l.damaged {
		if d.CID != "" && !k.uploaded(d.CID) {
			return false
		}
	}
	return true
}

// finish notes that the recording is complete, once it is, and lets go of all that the spool still has of the event.
func (k *look) finish(_ context.Context) error {
	if !k.closed || !k.spent() {
		return nil
	}
	if k.l.complete != nil || len(k.l.chunks) == 0 {
		return nil
	}
	if !k.safe() {
		k.note = "chunks wait to be uploaded"
		return nil
	}
	k.at("complete")
	if err := record(k.a, kindComplete, k.l.manifest); err != nil {
		return err
	}
	k.l.complete = k.l.manifest
	k.a.Log.Info("the recording is complete", "chunks", len(k.l.chunks), "manifest", k.l.manifest.CID,
		"playlist", "/ipfs/"+k.l.manifest.CID+"/"+manifest.PlaylistName)
	return nil
}
