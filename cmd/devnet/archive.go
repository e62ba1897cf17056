package main

import "fmt"

// archiveTold is an event's recording as it was told.
type archiveTold struct {
	chunks   int
	standing string
	manifest string
	complete bool
}

// archiveAnswer is what is read of /v1/events/{eventId}/archive. At most 1000 chunks are told: 16 hours.
type archiveAnswer struct {
	Standing    string
	Why         *string
	Complete    bool
	ManifestCID *string
	Chunks      []struct {
		ChunkIndex int
		CID        string
		Size       int64
		Seconds    float64
		Missing    []string
	}
}

func (d *doings) archive(event string, now archiveAnswer) (told []happening) {
	was := d.archives[event]
	if was == nil {
		was = &archiveTold{}
		d.archives[event] = was
	}
	say := func(path, format string, args ...any) {
		told = append(told, happening{"event " + event + ": " + fmt.Sprintf(format, args...), path})
	}
	page := "/v1/events/" + event + "/archive"
	switch standing := now.Standing; {
	case standing == was.standing:
	case standing == "recording":
		say(page, "haus records the show")
	case standing == "closing" && was.standing == "recording": // for all others there is nothing to finish
		say(page, "the recording's window is over; what is left is finished")
	}
	was.standing = now.Standing
	for _, c := range now.Chunks {
		if c.ChunkIndex < was.chunks {
			continue
		}
		was.chunks = c.ChunkIndex + 1
		missing := ""
		if len(c.Missing) > 0 {
			missing = ", without " + clean(c.Missing[0], 40)
		}
		cid := clean(c.CID, 100)
		say("/ipfs/"+cid, "chunk %d recorded, %.1f s in %.1f MB%s: %s", c.ChunkIndex, c.Seconds, float64(c.Size)/1e6, missing, clean(cid, 14))
	}
	if manifest := text(now.ManifestCID); manifest != "" && manifest != was.manifest {
		was.manifest = manifest
		cid := clean(manifest, 100)
		say("/ipfs/"+cid+"/index.m3u8", "a playlist of %d chunks: %s", was.chunks, clean(cid, 14))
	}
	if now.Complete && !was.complete {
		was.complete = true
		say(page, "the archive is complete")
	}
	return told
}
