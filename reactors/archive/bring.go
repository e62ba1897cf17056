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
		if (c.Adopted || k.uploaded(c.CID)) && !k.local(c.CID) {
			continue // it was evicted, or never here
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
	for _, j := range jobs {
		k.lacks += len(j.Targets)
	}
	for _, s := range k.Uploader.Standing(k.a.EventID) {
		if s.Standing == "refused" {
			k.lacks--
		}
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

// unsafe says what is not where it has to be: each chunk here, or, with targets configured, at one of them. Empty: all is.
func (k *look) unsafe() string {
	is := func(text string) bool { return k.uploaded(text) || len(k.Targets) == 0 && k.local(text) }
	for _, c := range k.l.chunks {
		switch {
		case is(c.CID) || k.secure(c):
		case !k.local(c.CID):
			return fmt.Sprintf("chunk %d is not in data/content any more, and at no target", c.Index)
		default:
			return "chunks wait to be uploaded"
		}
	}
	for _, d := range k.l.damaged {
		if d.CID != "" && !is(d.CID) {
			return fmt.Sprintf("segment %d, which cannot be read, waits to be uploaded", d.N)
		}
	}
	return ""
}

// finish notes that the recording is complete, once it is, and lets go of all that the spool still has of the event.
func (k *look) finish(_ context.Context) error {
	if !k.closed || !k.spent() {
		return nil
	}
	if k.l.complete != nil || len(k.l.chunks) == 0 {
		return nil
	}
	if why := k.unsafe(); why != "" {
		k.note = why
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
