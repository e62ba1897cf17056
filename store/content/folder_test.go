package content_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
	"github.com/haus25/backend/store/content/contenttest"
)

// recording is a store with a folder of two chunks, a playlist and a document of several blocks.
func recording(t *testing.T) (s *content.Store, folder cid.Cid, chunks, documents [][]byte) {
	t.Helper()
	s, err := content.Open(content.Options{Dir: filepath.Join(t.TempDir(), "content")})
	if err != nil {
		t.Fatal(err)
	}
	chunks = [][]byte{bytes.Repeat([]byte("first"), 100_000), bytes.Repeat([]byte("second"), 100_000)}
	documents = [][]byte{[]byte("#EXTM3U\n"), []byte(`{"a":"` + strings.Repeat("x", 3*content.BlockSize) + `"}`)}
	var entries []content.Entry
	for i, f := range []struct {
		name, hint string
		body       []byte
	}{{"0.mp4", content.TypeMP4, chunks[0]}, {"1.mp4", content.TypeMP4, chunks[1]}, {"index.m3u8", content.TypePlaylist, documents[0]}, {"manifest.json", content.TypeJSON, documents[1]}} {
		info, err := s.Put(t.Context(), bytes.NewReader(f.body), f.hint)
		if err != nil {
			t.Fatal(i, err)
		}
		entries = append(entries, content.Entry{Name: f.name, CID: info.CID})
	}
	if folder, err = s.PutDirectory(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return s, folder, chunks, documents
}

// TestFolders: the chunks go first and once, the folder after them with its documents; one chunk was evicted here meanwhile.
func TestFolders(t *testing.T) {
	for _, kind := range []string{"lighthouse", "kubo"} {
		server, target := provider(t, kind)
		folders, ok := target.(content.FolderTarget)
		if !ok {
			t.Fatalf("%s takes no folders", kind)
		}
		s, folder, chunks, documents := recording(t)
		write := func(w io.Writer) error { return s.WriteFolderCAR(t.Context(), w, folder) }
		if receipt, err := folders.UploadFolder(t.Context(), folder, "7_recording", write); !classOf(err).retryable {
			t.Errorf("%s, before its chunks: %+v, %v", kind, receipt, err)
		}
		for _, b := range chunks {
			if _, err := upload(t, target, b); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Remove(t.Context(), content.CID(chunks[0])); err != nil {
			t.Fatal(err)
		}
		receipt, err := folders.UploadFolder(t.Context(), folder, "7_recording", write)
		if err != nil || receipt.CID != folder || receipt.Target != kind || receipt.Via == "" {
			t.Fatalf("%s: %+v, %v", kind, receipt, err)
		}
		for _, b := range documents {
			if got, err := server.Read(t.Context(), content.CID(b)); err != nil || !bytes.Equal(got, b) {
				t.Errorf("%s: a document of %d bytes: %v", kind, len(b), err)
			}
		}
		var car bytes.Buffer
		if err := s.WriteFolderCAR(t.Context(), &car, folder); err != nil || car.Len() > len(documents[0])+len(documents[1])+2000 || bytes.Contains(car.Bytes(), []byte("secondsecond")) {
			t.Errorf("%s: %d bytes were sent, %v", kind, car.Len(), err)
		}
		server.Fail(contenttest.Fault{Status: 402})
		if _, err := folders.UploadFolder(t.Context(), folder, "", write); !errors.Is(err, content.ErrParked) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	_, target := provider(t, "pinata")
	if _, ok := target.(content.FolderTarget); ok {
		t.Error("pinata takes folders")
	}
	s, _, _, documents := recording(t)
	if err := s.WriteFolderCAR(t.Context(), io.Discard, content.CID(documents[0])); !errors.Is(err, content.ErrNotFound) {
		t.Errorf("a file: %v", err)
	}
}
