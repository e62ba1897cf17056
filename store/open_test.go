package store_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/syndtr/goleveldb/leveldb"

	"github.com/haus25/backend/store"
)

// wantRefused wants Open to fail so, with an error that holds the words.
func wantRefused(t *testing.T, o store.Options, want error, words ...string) {
	t.Helper()
	s, err := store.Open(o)
	if err == nil {
		s.Close()
	}
	if !errors.Is(err, want) {
		t.Fatalf("opened with %v, want %v", err, want)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Fatalf("%q does not say %q", err, w)
		}
	}
}

func TestOpenLocked(t *testing.T) {
	dir := t.TempDir()
	if os.Getenv("STORE_TEST_DIR") != "" { // this is the other process
		_, err := store.Open(options(os.Getenv("STORE_TEST_DIR")))
		if !errors.Is(err, store.ErrLocked) {
			t.Fatalf("from another process: %v", err)
		}
		return
	}
	s := open(t, options(dir))
	wantRefused(t, options(dir), store.ErrLocked, "stop it")
	other := exec.Command(os.Args[0], "-test.run=^TestOpenLocked$")
	other.Env = append(os.Environ(), "STORE_TEST_DIR="+dir)
	if out, err := other.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s.Close()
	open(t, options(dir))
}

func TestOpenForeignFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "index", "holiday.jpg"), []byte("sea"))
	wantRefused(t, options(dir), store.ErrForeign, "holiday.jpg", "data_dir")
}

func TestOpenForeignLevelDB(t *testing.T) {
	dir := t.TempDir()
	db, err := leveldb.OpenFile(filepath.Join(dir, "index"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Put([]byte("key"), []byte("value"), nil), db.Close()); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, options(dir), store.ErrForeign, "data_dir")
	if _, err := os.Stat(journalOf(dir)); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("a journal was made: %v", err)
	}
}

// Another identity is refused with the field's name in the configuration, and the index stays as it was.
func TestOpenAnotherIdentity(t *testing.T) {
	dir := t.TempDir()
	open(t, options(dir)).Close()
	for field, change := range map[string]func(*store.Identity){
		"chain.id":                   func(id *store.Identity) { id.ChainID++ },
		"chain.start_block":          func(id *store.Identity) { id.StartBlock++ },
		"contracts.event_factory":    func(id *store.Identity) { id.EventFactory[0]++ },
		"contracts.event_manager":    func(id *store.Identity) { id.EventManager[0]++ },
		"contracts.live_tipping":     func(id *store.Identity) { id.LiveTipping[0]++ },
		"contracts.distributor":      func(id *store.Identity) { id.Distributor[0]++ },
		"contracts.creation_wrapper": func(id *store.Identity) { id.CreationWrapper[0]++ },
	} {
		o := options(dir)
		change(&o.Identity)
		wantRefused(t, o, store.ErrIdentity, field+" is", "data_dir")
	}
	open(t, options(dir))
}

func TestOpenAnotherSchema(t *testing.T) {
	for schema, words := range map[byte]string{store.Schema + 1: "the newer haus", store.Schema - 1: "haus rebuild"} {
		dir := t.TempDir()
		open(t, options(dir)).Close()
		db, err := leveldb.OpenFile(filepath.Join(dir, "index"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(db.Put([]byte{0x80}, []byte{0, 0, 0, 0, 0, 0, 0, schema}, nil), db.Close()); err != nil {
			t.Fatal(err)
		}
		wantRefused(t, options(dir), store.ErrSchema, words)
	}
}

func TestChangedAndClose(t *testing.T) {
	s := open(t, options(t.TempDir()))
	changed := s.Changed()
	blocks(t, s, 1, 1, 1)
	<-changed
	changed = s.Changed()
	v := view(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	<-changed
	<-s.Changed()
	if _, err := v.Event(1); err == nil || errors.Is(err, store.ErrNotFound) {
		t.Fatalf("a view of a closed store answers %v", err)
	}
	if err := s.Begin().Commit(); err == nil {
		t.Fatal("a closed store was written to")
	}
	if _, err := s.View(); err == nil {
		t.Fatal("a closed store was viewed")
	}
}
