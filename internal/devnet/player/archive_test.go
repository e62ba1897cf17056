package player

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/haus25/backend/internal/devnet/broadcast"
	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/media"
)

// What the archive makes of two publish sessions, three chunks and their playlist, plays without an error that a player had to mend.
func TestARecordingOfTheArchivePlays(t *testing.T) {
	server, err := broadcast.Start(broadcast.Options{HLSDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	files := map[string][]byte{}
	list := &manifest.Manifest{Version: manifest.Version}
	mux := &media.Mux{FFmpeg: "ffmpeg"}
	for session, lengths := range [][]int{{2, 1}, {2}} { // segments of each chunk
		p, err := server.Publish(t.Context(), "7", "", broadcast.Source{Width: 320, Height: 180, Length: 25 * time.Second, Fast: true, GOP: time.Duration(session+1) * time.Second}, broadcast.Faults{})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Err(); err != nil {
			t.Fatal(err)
		}
		var sources []media.Source
		for segment := range p.Cut() {
			sources = append(sources, probe(t, segment.Path, uint64(len(sources)+1)))
		}
		job, at := media.Job{Origin: media.Origin(sources[0].Facts)}, int64(0)
		for _, n := range lengths {
			job.Sources, sources, job.At = sources[:n], sources[n:], at
			for _, s := range job.Sources {
				at += int64(s.Facts.Seconds() * media.Ticks)
			}
			chunk := produce(t, mux, job)
			index := len(list.Chunks)
			files[manifest.FileName(index)] = chunk.content
			list.Chunks = append(list.Chunks, manifest.Chunk{Index: index, File: manifest.FileName(index), Size: int64(len(chunk.content)), Init: int64(header(chunk.content)),
				Seconds: chunk.Seconds(), Session: session + 1, Start: time.Now().Add(time.Duration(at) * time.Second / media.Ticks).UnixMilli()})
			last := job.Sources[n-1]
			job.Previous, job.PreviousN = &last.Facts, last.N
		}
	}
	files["index.m3u8"] = list.Playlist()
	got, err := Watch(t.Context(), gateway(t, files), Options{Web: "web", Shortest: 44 * time.Second, Profile: t.TempDir()})
	if err != nil {
		t.Fatalf("%v\n%s", err, list.Playlist())
	}
	if got.Segments != 3 || len(got.Borders) != 2 || got.Duration > 46*time.Second {
		t.Errorf("%+v", got)
	}
}

func probe(t *testing.T, path string, n uint64) media.Source {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	copied, err := os.Create(filepath.Join(t.TempDir(), fmt.Sprint(n)))
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	facts, err := media.Probe(f, copied)
	if err != nil || len(facts.Faults) > 0 {
		t.Fatalf("%s: %v, %v", path, facts.Faults, err)
	}
	return media.Source{N: n, Path: copied.Name(), Facts: facts}
}

// chunk is what was made, with its bytes.
type chunk struct {
	media.Chunk
	content []byte
}

func produce(t *testing.T, mux *media.Mux, job media.Job) chunk {
	t.Helper()
	out := filepath.Join(t.TempDir(), "chunk.mp4")
	made, err := mux.Make(context.WithoutCancel(t.Context()), media.Copy, job, out)
	if err != nil || len(made.Missing) > 0 {
		t.Fatalf("%v, missing %v", err, made.Missing)
	}
	content, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return chunk{made, content}
}
