package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/haus25/backend/store"
)

// aged makes an index with several tables, a manifest of several records and a journal, and returns its folder and its
// state.
func aged(t *testing.T) (dir, state string) {
	t.Helper()
	dir = t.TempDir()
	o := options(dir)
	o.SmallBuffers()
	s := open(t, o)
	for i := range 8 {
		if err := script(s, i); err != nil {
			t.Fatal(err)
		}
	}
	state, err := digest(s)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, state
}

// outcome opens a copy of the folder with one byte of a file changed: either it is refused as corrupted, when it is opened
// or when it is read through, or it holds the very same state.
func outcome(t *testing.T, dir, name string, change func([]byte) []byte, state string) (refused bool) {
	t.Helper()
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(copied, "index", name)
	write(t, path, change(read(t, path)))
	o := options(copied)
	o.SmallBuffers()
	s, err := store.Open(o)
	if err == nil {
		var d string
		d, err = digest(s)
		s.Close()
		if err == nil {
			if d != state {
				t.Fatalf("%s: damage passed unseen", name)
			}
			return false
		}
	}
	if !errors.Is(err, store.ErrCorrupted) || !strings.Contains(err.Error(), "haus rebuild") {
		t.Fatalf("%s: %v, want ErrCorrupted naming the mend", name, err)
	}
	return true
}

func files(t *testing.T, dir, pattern string) (names []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "index", pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no %s (%v)", pattern, err)
	}
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	return names
}

// A flipped bit anywhere in a table, the manifest or the journal never passes for the truth. Only damage in the head of the
// very last record looks like the torn end that any crash leaves.
func TestFlippedBits(t *testing.T) {
	dir, state := aged(t)
	for pattern, tries := range map[string]int{"*.ldb": 12, "MANIFEST-*": 40, "*.log": 25} {
		refused, total := 0, 0
		for _, name := range files(t, dir, pattern) {
			size := len(read(t, filepath.Join(dir, "index", name)))
			for i := range tries {
				at := i * size / tries
				total++
				if outcome(t, dir, name, func(raw []byte) []byte { raw[at] ^= 0x10; return raw }, state) {
					refused++
				}
			}
		}
		t.Logf("%s: %d of %d flips refused, the others harmless", pattern, refused, total)
		if refused < tries/2 { // a table that a compaction has just replaced is still there, and nobody reads it
			t.Fatalf("%s: only %d of %d flips were noticed", pattern, refused, total)
		}
	}
}

func TestEntryPointDamaged(t *testing.T) {
	dir, state := aged(t)
	for what, content := range map[string]string{"emptied": "", "garbage": "MANIFEST-\x00", "of a missing file": "MANIFEST-999999\n"} {
		if !outcome(t, dir, "CURRENT", func([]byte) []byte { return []byte(content) }, state) {
			t.Fatalf("CURRENT %s was accepted", what)
		}
	}
	for _, pattern := range []string{"CURRENT", "MANIFEST-*", "*.ldb"} {
		copied := t.TempDir()
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(copied, "index", files(t, dir, pattern)[0])); err != nil {
			t.Fatal(err)
		}
		wantRefused(t, options(copied), store.ErrCorrupted, "haus rebuild")
	}
}
