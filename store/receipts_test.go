package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/haus25/backend/store"
)

func record(t testing.TB, s *store.Store, from, to int) {
	t.Helper()
	for i := from; i <= to; i++ {
		n, err := s.Record(store.Receipt{Reactor: "chat", EventID: uint64(i % 2), Kind: "sent", Time: uint64(i), Data: fmt.Appendf(nil, "receipt %d", i), Touch: i%3 == 0})
		if err != nil || n != uint64(i) {
			t.Fatalf("receipt %d got number %d: %v", i, n, err)
		}
	}
}

// wantReceipts wants receipts 1 to n, each once.
func wantReceipts(t testing.TB, s *store.Store, n int) {
	t.Helper()
	v := view(t, s)
	defer v.Release()
	check(t, v)
	got := 0
	for event := range uint64(2) {
		last := uint64(0)
		for r, err := range v.Receipts(store.WorkKey{Reactor: "chat", EventID: event}) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Number <= last || r.Number%2 != event || string(r.Data) != fmt.Sprint("receipt ", r.Number) || r.Kind != "sent" || r.Time != r.Number {
				t.Fatalf("%+v follows number %d", r, last)
			}
			last = r.Number
			got++
		}
		if w, err := v.Work(store.WorkKey{Reactor: "chat", EventID: event}); err != nil || (w.Touched > 0) != (n >= 6 || n >= 3 && event == 1) {
			t.Fatalf("work of event %d: %+v (%v)", event, w, err)
		}
	}
	if got != n {
		t.Fatalf("%d receipts, want %d", got, n)
	}
}

func journalOf(dir string) string { return filepath.Join(dir, "receipts", "journal") }

func read(t testing.TB, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func write(t testing.TB, path string, raw []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

// journal makes a journal of n receipts and returns its bytes and where each frame begins, the end included.
func journal(t testing.TB, n int) (raw []byte, starts []int) {
	t.Helper()
	dir := t.TempDir()
	s := open(t, options(dir))
	starts = []int{0}
	for i := range n {
		starts = append(starts, len(read(t, journalOf(dir))))
		record(t, s, i+1, i+1)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw = read(t, journalOf(dir))
	return raw, append(starts, len(raw))
}

func TestReceiptsSurviveReopening(t *testing.T) {
	dir := t.TempDir()
	s := open(t, options(dir))
	record(t, s, 1, 5)
	wantReceipts(t, s, 5)
	s.Close()
	s = open(t, options(dir))
	record(t, s, 6, 8)
	wantReceipts(t, s, 8)
}

// Without the index the journal gives the same receipts, and what they touch is due.
func TestReplayIntoNewIndex(t *testing.T) {
	dir := t.TempDir()
	s := open(t, options(dir))
	record(t, s, 1, 9)
	s.Close()
	if err := os.RemoveAll(filepath.Join(dir, "index")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s = open(t, options(dir))
		wantReceipts(t, s, 9)
		s.Close()
	}
}

// A crash after the journal has a receipt and before the index does: it is replayed once.
func TestReplayAfterCrash(t *testing.T) {
	dir := t.TempDir()
	s := open(t, options(dir))
	record(t, s, 1, 4)
	s.Close()
	before := t.TempDir()
	if err := os.CopyFS(before, os.DirFS(filepath.Join(dir, "index"))); err != nil {
		t.Fatal(err)
	}
	s = open(t, options(dir))
	record(t, s, 5, 5)
	s.Close()
	if err := errors.Join(os.RemoveAll(filepath.Join(dir, "index")), os.Rename(before, filepath.Join(dir, "index"))); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s = open(t, options(dir))
		wantReceipts(t, s, 5)
		s.Close()
	}
}

// Replaying many large receipts takes several batches, each of a bounded size.
func TestReplayLargeReceipts(t *testing.T) {
	dir := t.TempDir()
	s := open(t, options(dir))
	for i := range 12 {
		if _, err := s.Record(store.Receipt{Reactor: "archive", EventID: 1, Data: bytes.Repeat([]byte{byte(i)}, store.MaxReceipt)}); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	os.RemoveAll(filepath.Join(dir, "index"))
	s = open(t, options(dir))
	n := 0
	for r, err := range view(t, s).Receipts(store.WorkKey{Reactor: "archive", EventID: 1}) {
		if err != nil || len(r.Data) != store.MaxReceipt || r.Data[0] != byte(n) {
			t.Fatalf("receipt %d: %d bytes, %v", n, len(r.Data), err)
		}
		n++
	}
	if n != 12 {
		t.Fatalf("%d receipts, want 12", n)
	}
}

func TestReceiptLimits(t *testing.T) {
	dir := t.TempDir()
	s := open(t, options(dir))
	for _, r := range []store.Receipt{
		{Reactor: "chat", Data: make([]byte, store.MaxReceipt+1)},
		{Reactor: "chat", Kind: strings.Repeat("k", 300)},
	} {
		if _, err := s.Record(r); err == nil {
			t.Fatal("a receipt that is too large was recorded")
		}
	}
	if s.Failed() != nil {
		t.Fatal("a refused receipt is no write error")
	}
	if _, err := s.Record(store.Receipt{Reactor: "chat", EventID: 1 << 63, Kind: strings.Repeat("k", 250), Time: 1 << 63, Data: make([]byte, store.MaxReceipt)}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	check(t, view(t, open(t, options(dir))))
}

func TestAllReceiptsOfOneReactor(t *testing.T) {
	s := open(t, options(t.TempDir()))
	record(t, s, 1, 4)
	if _, err := s.Record(store.Receipt{Reactor: "chatter", EventID: 1, Kind: "other"}); err != nil {
		t.Fatal(err)
	}
	var got []uint64
	for r, err := range view(t, s).AllReceipts("chat") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Number)
	}
	if want := fmt.Sprint([]uint64{2, 4, 1, 3}); fmt.Sprint(got) != want {
		t.Errorf("got %v, want %v: by event, each event's oldest first", got, want)
	}
}
