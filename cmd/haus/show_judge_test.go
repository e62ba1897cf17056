package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/store/content"
)

// script is what a recording has to be.
type script struct {
	sessions []act
	// missing are words of what chunks lack, in order; each has to be said, and nothing else.
	missing []string
	// decoder says that some of it cannot be decoded, so that a decoder's complaints, in its own words, are no surprise.
	decoder bool
	// damaged are the segments of which nothing can be read.
	damaged []footage
	// again is how many chunks may have been uploaded once more: one for each time haus was ended in the middle.
	again int
	// coded says that chunks are not copies, so that pictures are counted and not compared.
	coded bool
}

// act is one publish session: why it began, what is missing before it, and the segments in it.
type act struct {
	why, gap string
	segments []footage
}

// judge waits for the end of a recording and proves it: every recorded frame is in exactly one chunk, in order; the gaps that there
// were are named and no others; every target has every file once; the event's document has it all; haus archive verify agrees.
func (h *theatre) judge(e event, want script) (r recorded) {
	h.t.Helper()
	r = h.until(e, "be complete", func(r *recorded) bool {
		return r.Complete && r.Counts.Uploaded == map[bool]int{true: r.Counts.Chunks}[len(h.targets) > 0]
	})
	j := &judgement{theatre: h, e: e, want: want}
	j.dir(r.ManifestCID)
	j.sessions(&r)
	j.chunks()
	j.gaps(&r)
	j.document(&r)
	j.uploads()
	j.verify()
	return r
}

type judgement struct {
	*theatre
	e    event
	want script
	m    *manifest.Manifest
	root string
}

// fetch reads something of haus' gateway.
func (j *judgement) fetch(path string) []byte {
	j.t.Helper()
	status, body := j.haus.get("/ipfs/" + path)
	if status != 200 {
		j.t.Fatalf("%s: /ipfs/%s answers %d", j.e, path, status)
	}
	return body
}

func (j *judgement) dir(root string) {
	j.t.Helper()
	var err error
	j.root = root
	j.m, err = manifest.Parse(j.fetch(root + "/" + manifest.DocumentName))
	j.must(err)
	if !j.m.Complete || j.m.EventID != j.e.id || j.m.ChainID != j.chain.ChainID() {
		j.t.Errorf("%s: the manifest is %+v", j.e, j.m)
	}
	if list := j.fetch(root + "/" + manifest.PlaylistName); !bytes.Equal(list, j.m.Playlist()) {
		j.t.Errorf("%s: the playlist is\n%s", j.e, list)
	}
}

// sessions are as they were, and each has its segments, every one in exactly one chunk.
func (j *judgement) sessions(r *recorded) {
	j.t.Helper()
	if len(j.m.Sessions) != len(j.want.sessions) || len(r.Sessions) != len(j.want.sessions) {
		j.t.Fatalf("%s: %d sessions in the manifest, %d in the API, want %d: %+v", j.e, len(j.m.Sessions), len(r.Sessions), len(j.want.sessions), j.m.Sessions)
	}
	for i, want := range j.want.sessions {
		got := j.m.Sessions[i]
		if !says(got.Why, want.why) || !says(got.Gap, want.gap) {
			j.t.Errorf("%s: session %d began because %q, and %q is missing before it; want %q and %q", j.e, i+1, got.Why, got.Gap, want.why, want.gap)
		}
		var from, sent []string
		for _, c := range j.m.Chunks {
			for _, s := range c.From {
				if c.Session == i+1 {
					from = append(from, s.SHA256)
				}
			}
		}
		for _, f := range want.segments {
			sent = append(sent, f.facts.SHA256)
		}
		if !slices.Equal(from, sent) {
			j.t.Errorf("%s: session %d is of the segments %s, want %s", j.e, i+1, short(from), short(sent))
		}
	}
	for _, d := range j.m.Damaged {
		if !slices.ContainsFunc(j.want.damaged, func(f footage) bool { return bytes.Equal(j.fetch(d.CID), f.raw) }) {
			j.t.Errorf("%s: the damaged segment %s is none that was sent", j.e, d.CID)
		}
	}
	if len(j.m.Damaged) != len(j.want.damaged) {
		j.t.Errorf("%s: %d damaged segments, want %d", j.e, len(j.m.Damaged), len(j.want.damaged))
	}
}

// says tells whether a text has words; no words: no text.
func says(text, words string) bool {
	return words == "" && text == "" || words != "" && strings.Contains(text, words)
}

func short(sums []string) (out []string) {
	for _, s := range sums {
		out = append(out, s[:6])
	}
	return out
}

// chunks are whole, and their frames are those that were sent.
func (j *judgement) chunks() {
	j.t.Helper()
	all := map[string]footage{}
	for _, s := range j.want.sessions {
		for _, f := range s.segments {
			all[f.facts.SHA256] = f
		}
	}
	made := make([][]string, len(j.want.sessions)) // hashes of decoded pictures
	for _, c := range j.m.Chunks {
		raw := j.fetch(c.CID)
		got, _, err := content.Identify(j.t.Context(), bytes.NewReader(raw))
		j.must(err)
		if got.String() != c.CID {
			j.t.Errorf("%s: the bytes of chunk %d are %s, not %s", j.e, c.Index, got, c.CID)
		}
		held, err := media.Inspect(bytes.NewReader(raw), int64(len(raw)))
		j.must(err)
		video, audio := 0, 0
		for _, s := range c.From {
			f := all[s.SHA256]
			if v := f.frames.Video(); v != nil {
				video += v.Units
			}
			if a := f.frames.Audio(); a != nil {
				audio += a.Units
			}
		}
		gotVideo, gotAudio := 0, 0
		if v := held.Video(); v != nil {
			gotVideo = v.Units
		}
		if a := held.Audio(); a != nil {
			gotAudio = a.Units
		}
		if gotVideo != video || gotAudio != audio && !j.want.coded {
			j.t.Errorf("%s: chunk %d has %d pictures and %d sounds, its segments have %d and %d", j.e, c.Index, gotVideo, gotAudio, video, audio)
		}
		if !j.want.coded {
			made[c.Session-1] = append(made[c.Session-1], j.pictures(raw)...)
		}
	}
	for i, s := range j.want.sessions {
		if j.want.coded || slices.ContainsFunc(s.segments, func(f footage) bool { return len(f.facts.Faults) > 0 }) {
			continue // a decoder's guess at what is not there differs
		}
		var sent []byte
		for _, f := range s.segments {
			sent = append(sent, f.raw...)
		}
		if want := j.pictures(sent); !slices.Equal(made[i], want) {
			j.t.Errorf("%s: the chunks of session %d decode to %d pictures, not to the %d that were sent", j.e, i+1, len(made[i]), len(want))
		}
	}
}

// pictures decodes, and returns the hash of each picture.
func (j *judgement) pictures(raw []byte) (hashes []string) {
	j.t.Helper()
	file := filepath.Join(j.t.TempDir(), "pictures")
	j.must(os.WriteFile(file, raw, 0o600))
	defer os.Remove(file)
	out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", file, "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-").Output()
	if err != nil {
		j.t.Fatalf("%s: decode: %v", j.e, err)
	}
	for line := range strings.Lines(string(out)) {
		if fields := strings.Split(strings.TrimSpace(line), ","); !strings.HasPrefix(line, "#") {
			hashes = append(hashes, strings.TrimSpace(fields[len(fields)-1]))
		}
	}
	return hashes
}

// gaps are those that there were, in the manifest and in the API.
func (j *judgement) gaps(r *recorded) {
	j.t.Helper()
	var missing []string
	for _, c := range j.m.Chunks {
		missing = append(missing, c.Missing...)
	}
	match := func(what string, got []string, want []string) {
		left := slices.Clone(got)
		for _, words := range want {
			i := slices.IndexFunc(left, func(text string) bool { return strings.Contains(text, words) })
			if i < 0 {
				j.t.Errorf("%s: %s does not say that %q: %q", j.e, what, words, got)
				continue
			}
			left = slices.Delete(left, i, i+1)
		}
		if j.want.decoder {
			left = slices.DeleteFunc(left, func(text string) bool { return strings.HasPrefix(text, "ffmpeg: ") })
		}
		if len(left) > 0 {
			j.t.Errorf("%s: %s says %q, which nobody knows of", j.e, what, left)
		}
	}
	match("the manifest", missing, j.want.missing)
	var all, want []string
	for _, g := range r.Gaps {
		all = append(all, g.What)
	}
	for _, s := range j.want.sessions {
		if s.gap != "" {
			want = append(want, s.gap)
		}
	}
	match("the API", all, append(want, j.want.missing...))
}

// document: the event's own names the same chunks and the same folder.
func (j *judgement) document(r *recorded) {
	j.t.Helper()
	chunks, recording := j.parts(j.e)
	if recording.Manifest != j.root || recording.Playlist != "ipfs://"+j.root+"/index.m3u8" || recording.Chunks != len(j.m.Chunks) || r.ManifestCID != j.root {
		j.t.Errorf("%s: its document says %+v", j.e, recording)
	}
	if len(chunks) != len(j.m.Chunks) {
		j.t.Fatalf("%s: its document has %d chunks, want %d", j.e, len(chunks), len(j.m.Chunks))
	}
	for i, c := range chunks {
		if want := j.m.Chunks[i]; c.CID != want.CID || c.Size != want.Size || c.ChunkIndex != i || c.ChunkID != fmt.Sprintf("%d_chunk_%d", j.e.id, i) {
			j.t.Errorf("%s: its document has the chunk %+v in place %d", j.e, c, i)
		}
	}
}

// uploads: every target has every file, once.
func (j *judgement) uploads() {
	j.t.Helper()
	for _, name := range j.names() {
		if name != "pinata" { // which takes no folders
			j.eventually(fmt.Sprintf("the folder of %s to be at %s", j.e, name), func() error {
				if j.theatre.uploads()[name][j.root] == 0 {
					return fmt.Errorf("it is not")
				}
				return nil
			})
		}
		had := j.theatre.uploads()[name]
		twice := 0
		for _, c := range j.m.Chunks {
			switch n := had[c.CID]; {
			case n == 0:
				j.t.Errorf("%s: %s does not have chunk %d", j.e, name, c.Index)
			default:
				twice += n - 1
			}
		}
		if twice > j.want.again {
			j.t.Errorf("%s: %d chunks were uploaded to %s once more, at most %d should be", j.e, twice, name, j.want.again)
		}
	}
}

// verify: the command proves it, from what the daemon has and from what its gateway gives.
func (j *judgement) verify() {
	j.t.Helper()
	for _, args := range [][]string{{j.e.eventID()}, {j.root, "--gateway", j.where(apiURL)}} {
		out := j.command(exitOK, append([]string{"archive", "verify"}, args...)...)
		if !strings.Contains(out, fmt.Sprintf("proven: %d chunks", len(j.m.Chunks))) || !strings.Contains(out, "the recording is complete") || strings.Contains(out, "WRONG") {
			j.t.Errorf("%s: haus archive verify %s says\n%s", j.e, args[0], out)
		}
	}
}
