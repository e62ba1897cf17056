package proof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/reactors/archive/manifest"
	"github.com/haus25/backend/reactors/archive/media"
	"github.com/haus25/backend/store/content"
)

// recorded is a recording of three chunks, made as the archive makes it, in a content store.
type recorded struct {
	store *content.Store
	m     *manifest.Manifest
	root  cid.Cid
}

// record makes it: 12 s of a test picture with a tone, in segments of 4.
func record(t *testing.T) *recorded {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=12", "-f", "lavfi", "-i", "sine=r=48000:d=12",
		"-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-threads", "1", "-c:a", "aac", "-f", "hls", "-hls_time", "4", "-hls_list_size", "0",
		"-hls_segment_filename", filepath.Join(dir, "%d.ts"), filepath.Join(dir, "x.m3u8")).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg (apt-get install ffmpeg, 5.1 or newer): %v %s", err, out)
	}
	r := &recorded{m: &manifest.Manifest{Version: manifest.Version, ChainID: 1, EventID: 7, Complete: true, Sessions: []manifest.Session{{Session: 1}}}}
	if r.store, err = content.Open(content.Options{Dir: filepath.Join(dir, "content")}); err != nil {
		t.Fatal(err)
	}
	mux := &media.Mux{FFmpeg: "ffmpeg"}
	var first, previous *media.Facts
	for n := range 3 {
		path := filepath.Join(dir, fmt.Sprint(n, ".ts"))
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		facts, err := media.Probe(bytes.NewReader(raw), nil)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = &facts
		}
		file := filepath.Join(dir, fmt.Sprint(n, ".mp4"))
		c, err := mux.Make(t.Context(), media.Copy, media.Job{Sources: []media.Source{{N: uint64(n + 1), Path: path, Facts: facts}}, Origin: media.Origin(*first),
			At: int64(n) * 4 * media.Ticks, Previous: previous, PreviousN: uint64(n)}, file)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		info, err := r.store.Put(t.Context(), f, content.TypeMP4)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		r.m.Chunks = append(r.m.Chunks, manifest.Chunk{Index: n, File: manifest.FileName(n), CID: info.CID.String(), Size: info.Size, Init: c.Init, Seconds: c.Seconds(),
			Session: 1, Mode: "copy", Checked: "counted", Tracks: manifest.TracksOf(c.Contents)})
		previous = &facts
	}
	r.publish(t)
	return r
}

// publish stores the manifest as it is now.
func (r *recorded) publish(t *testing.T) {
	t.Helper()
	raw, err := r.m.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	var entries []content.Entry
	for name, text := range map[string][]byte{manifest.DocumentName: raw, manifest.PlaylistName: r.m.Playlist()} {
		info, err := r.store.Put(t.Context(), bytes.NewReader(text), "")
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, content.Entry{Name: name, CID: info.CID, Size: info.Size})
	}
	for _, c := range r.m.Chunks {
		id, err := cid.Decode(c.CID)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, content.Entry{Name: c.File, CID: id, Size: c.Size})
	}
	if r.root, err = r.store.PutDirectory(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
}

func (r *recorded) prove(t *testing.T, from Source) (*Result, []string, error) {
	t.Helper()
	var wrong []string
	result, err := Prove(t.Context(), r.root, Options{Source: from, Scratch: t.TempDir(), Report: func(ok bool, line string) {
		if !ok {
			wrong = append(wrong, line)
		}
	}})
	if result.Faults != len(wrong) {
		t.Errorf("%d faults were told, and %d counted", len(wrong), result.Faults)
	}
	return result, wrong, err
}

// liar changes what an honest source gives for one path.
type liar struct {
	Source
	path   string
	change func([]byte) []byte // nil: it does not have it
}

func (l liar) Open(ctx context.Context, path string) (io.ReadCloser, error) {
	r, err := l.Source.Open(ctx, path)
	if err != nil || path != l.path {
		return r, err
	}
	defer r.Close()
	if l.change == nil {
		return nil, ErrNotFound
	}
	raw, err := io.ReadAll(r)
	return io.NopCloser(bytes.NewReader(l.change(raw))), err
}

func TestProven(t *testing.T) {
	r := record(t)
	gateway := httptest.NewServer(content.Gateway(r.store, nil))
	defer gateway.Close()
	client := gateway.Client()
	defer client.CloseIdleConnections()
	empty := httptest.NewServer(http.NotFoundHandler())
	defer empty.Close()
	for name, from := range map[string]Source{
		"here":             Local{r.store},
		"by a gateway":     Gateway{gateway.URL, client},
		"the second asked": Sources{Gateway{empty.URL, client}, Gateway{gateway.URL, client}},
	} {
		result, wrong, err := r.prove(t, from)
		if err != nil || len(wrong) > 0 || result.Chunks != 3 || result.Frames != 300 {
			t.Errorf("%s: %+v %q %v", name, result, wrong, err)
		}
	}
	if _, _, err := r.prove(t, Gateway{empty.URL, client}); !errors.Is(err, ErrNotFound) {
		t.Errorf("nobody has it: %v", err)
	}
}

// TestLies: whatever a gateway changes is seen, and what is right besides is still proven.
func TestLies(t *testing.T) {
	r := record(t)
	chunk := r.m.Chunks[1].CID
	document := r.root.String() + "/" + manifest.DocumentName
	for name, c := range map[string]struct {
		path   string
		change func([]byte) []byte
		says   string
	}{
		"a bit":         {chunk, func(b []byte) []byte { b = slices.Clone(b); b[len(b)-9] ^= 1; return b }, "its bytes are"},
		"cut":           {chunk, func(b []byte) []byte { return b[:len(b)-1] }, "the manifest says"},
		"more":          {chunk, func(b []byte) []byte { return append(b, 0) }, "the manifest says"},
		"not there":     {chunk, nil, "cannot be had"},
		"nothing of it": {chunk, func([]byte) []byte { return nil }, "0 bytes"},
		"another manifest": {document, func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"complete":true`), []byte(`"complete":false`), 1)
		}, "the manifest is another's"},
	} {
		_, wrong, err := r.prove(t, liar{Local{r.store}, c.path, c.change})
		if err != nil || len(wrong) != 1 || !strings.Contains(wrong[0], c.says) {
			t.Errorf("%s: %q %v", name, wrong, err)
		}
	}
	if _, _, err := r.prove(t, liar{Local{r.store}, document, func([]byte) []byte { return []byte("{}") }}); !errors.Is(err, manifest.ErrInvalid) {
		t.Errorf("no manifest: %v", err)
	}
	if _, _, err := r.prove(t, liar{Local{r.store}, document, func([]byte) []byte { return make([]byte, content.MaxJSON+1) }}); err == nil {
		t.Error("an endless manifest was read")
	}
}

// TestFalseManifests: a folder whose manifest says what its chunks do not hold.
func TestFalseManifests(t *testing.T) {
	for name, c := range map[string]struct {
		change func(m *manifest.Manifest)
		says   string
	}{
		"a frame more": {func(m *manifest.Manifest) { m.Chunks[1].Tracks[0].Units++ }, "the manifest says"},
		"a lost chunk": {func(m *manifest.Manifest) {
			m.Chunks = slices.Delete(m.Chunks, 1, 2)
			m.Chunks[1].Index, m.Chunks[1].File = 1, manifest.FileName(1)
		}, "between chunks 0 and 1: video: 100 frames missing"},
		"twice": {func(m *manifest.Manifest) {
			m.Chunks = append(m.Chunks, m.Chunks[2])
			m.Chunks[3].Index, m.Chunks[3].File = 3, manifest.FileName(3)
		}, "between chunks 2 and 3: video: 4.000 s are there twice"},
		"another init": {func(m *manifest.Manifest) { m.Chunks[0].Init-- }, "initialization section"},
	} {
		r := record(t)
		c.change(r.m)
		r.publish(t)
		_, wrong, err := r.prove(t, Local{r.store})
		if err != nil || len(wrong) != 1 || !strings.Contains(wrong[0], c.says) {
			t.Errorf("%s: %q %v", name, wrong, err)
		}
	}
}
