package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/haus25/backend/store"
)

// The journal cut at any byte of its last frame, or ending in zeros from there, opens with the receipts before it, and the
// next receipt takes the place of the lost one.
func TestJournalTorn(t *testing.T) {
	raw, starts := journal(t, 3)
	last := starts[3]
	for at := last; at < len(raw); at++ {
		for _, zeros := range []int{0, len(raw) - at} {
			dir := t.TempDir()
			write(t, journalOf(dir), append(bytes.Clone(raw[:at]), make([]byte, zeros)...))
			s := open(t, options(dir))
			wantReceipts(t, s, 2)
			if at > last { // the torn bytes are kept
				kept, err := filepath.Glob(journalOf(dir) + ".torn-*")
				if err != nil || len(kept) != 1 || !bytes.HasPrefix(read(t, kept[0]), raw[last:at]) {
					t.Fatalf("cut at %d: kept %v (%v)", at, kept, err)
				}
			}
			record(t, s, 3, 3)
			s.Close()
			if got := read(t, journalOf(dir)); !bytes.Equal(got, raw) {
				t.Fatalf("cut at %d: the journal is not what it would have been", at)
			}
		}
	}
}

// wantUntouched wants opening to fail so, naming the mend, with the journal as it was.
func wantUntouched(t *testing.T, dir, mend string, want error) {
	t.Helper()
	before, _ := os.ReadFile(journalOf(dir))
	s, err := store.Open(options(dir))
	if err == nil {
		s.Close()
	}
	if !errors.Is(err, want) || !strings.Contains(err.Error(), mend) {
		t.Fatalf("opened with %v, want %v and the words %q", err, want, mend)
	}
	if after, _ := os.ReadFile(journalOf(dir)); !bytes.Equal(before, after) {
		t.Fatal("the journal was changed")
	}
}

// A flipped bit anywhere before the last frame is damage, whatever field it hits, with and without an index.
func TestJournalFlipped(t *testing.T) {
	raw, starts := journal(t, 3)
	for at := range starts[3] {
		for _, bit := range []byte{0x01, 0x80} {
			dir := t.TempDir()
			flipped := bytes.Clone(raw)
			flipped[at] ^= bit
			write(t, journalOf(dir), flipped)
			wantUntouched(t, dir, "restore it from its backup", store.ErrCorrupted)
		}
	}
}

// The index remembers how many receipts were acknowledged: none of them is ever cut off as torn.
func TestJournalShorterThanIndexKnows(t *testing.T) {
	dir := t.TempDir()
	s := open(t, options(dir))
	record(t, s, 1, 3)
	s.Close()
	raw := read(t, journalOf(dir))
	for _, n := range []int{len(raw) - 1, len(raw) - 30} {
		write(t, journalOf(dir), raw[:n])
		wantUntouched(t, dir, "restore data/receipts from its backup", store.ErrCorrupted)
	}
	flipped := bytes.Clone(raw)
	flipped[len(flipped)-1] ^= 1
	write(t, journalOf(dir), flipped)
	wantUntouched(t, dir, "restore data/receipts from its backup", store.ErrCorrupted)
	if err := os.RemoveAll(filepath.Dir(journalOf(dir))); err != nil {
		t.Fatal(err)
	}
	wantUntouched(t, dir, "restore data/receipts from its backup", store.ErrCorrupted)
	write(t, journalOf(dir), raw)
	wantReceipts(t, open(t, options(dir)), 3)
}

func TestJournalForeign(t *testing.T) {
	dir := t.TempDir()
	write(t, journalOf(dir), []byte("a diary\n"+strings.Repeat("dear diary ", 10)))
	wantUntouched(t, dir, "restore it from its backup", store.ErrCorrupted)
	write(t, journalOf(dir), nil)
	wantUntouched(t, dir, "restore it from its backup", store.ErrCorrupted)
}

// The journal of another chain is refused before the new index takes this identity: with the configuration mended, it opens.
func TestJournalOfAnotherChain(t *testing.T) {
	dir := t.TempDir()
	raw, _ := journal(t, 2)
	write(t, journalOf(dir), raw)
	o := options(dir)
	o.Identity.ChainID++
	if s, err := store.Open(o); !errors.Is(err, store.ErrIdentity) || !strings.Contains(err.Error(), "chain 1328") {
		if err == nil {
			s.Close()
		}
		t.Fatalf("opened with %v, want ErrIdentity naming the chain", err)
	}
	wantReceipts(t, open(t, options(dir)), 2)
}
