package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkPut is a durable file of 64 MB: hashing, writing, syncing.
func BenchmarkPut(b *testing.B) {
	s := newStore(b)
	const size = 64 << 20
	b.SetBytes(size)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := s.Put(b.Context(), io.LimitReader(rand.NewChaCha8([32]byte{byte(i)}), size), TypeMP4); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPutDocument is a durable small file.
func BenchmarkPutDocument(b *testing.B) {
	s := newStore(b)
	for i := 0; b.Loop(); i++ {
		put(b, s, fmt.Appendf(nil, `{"n":%d}`, i), "")
	}
}

// BenchmarkPutDirectory is a durable folder of 600 chunks of 30 MB, ten hours of a show, none of which is read.
func BenchmarkPutDirectory(b *testing.B) {
	s := newStore(b)
	file, _, err := Identify(b.Context(), bytes.NewReader(pattern(BlockSize+1)))
	if err != nil {
		b.Fatal(err)
	}
	var entries []Entry
	for i := range 600 {
		entries = append(entries, Entry{Name: fmt.Sprintf("%04d.mp4", i), CID: file, Size: 30 << 20})
	}
	for b.Loop() {
		if _, err := s.PutDirectory(b.Context(), entries); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenStore opens a store of 100,000 files.
func BenchmarkOpenStore(b *testing.B) {
	s := newStore(b)
	for i := range 100_000 {
		body := fmt.Append(nil, i)
		path := s.path(CID(body))
		os.Mkdir(filepath.Dir(path), 0o755) // or it is there
		if err := os.WriteFile(path, body, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if _, err := Open(s.o); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCanonicalJSON is a document of a long event.
func BenchmarkCanonicalJSON(b *testing.B) {
	var doc bytes.Buffer
	doc.WriteString(`{"name":"a show","chunks":[`)
	for i := range 2700 {
		fmt.Fprintf(&doc, `{"chunkId":"7_chunk_%d","cid":"%s","size":%d,"duration":4.0,"timestamp":1700000000000},`, i, CID(fmt.Append(nil, i)), 1_000_000+i)
	}
	doc.WriteString(`{}]}`)
	b.SetBytes(int64(doc.Len()))
	for b.Loop() {
		if _, err := CanonicalJSON(json.RawMessage(doc.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
