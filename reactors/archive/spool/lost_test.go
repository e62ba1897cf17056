package spool

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestLostLedger loses the spool's folder, or finds an old one in its place: numbers go on after those of which chunks were made,
// what is in these does not come again, and what is in none does.
func TestLostLedger(t *testing.T) {
	for _, running := range []bool{false, true} {
		for _, backup := range []bool{false, true} {
			var n uint64
			hashes := map[string]bool{}
			w := newWorld(t, func(o *Options) {
				o.Made = func(uint64) (uint64, map[string]bool, error) { return n, hashes, nil }
			})
			dir := filepath.Join(w.o.Dir, "7")
			var old []byte
			for i := range 5 {
				w.pass(10 * time.Second)
				w.serve("live/7/"+name(i), at(i).bytes(4))
				if i == 1 {
					old, _ = os.ReadFile(filepath.Join(dir, ledgerName))
				}
			}
			for _, s := range w.ledger(7)[:4] {
				n, hashes[s.Facts.SHA256] = s.N, true
			}
			if err := w.s.Release(7, 4); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if backup {
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, ledgerName), old, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if running && backup {
				continue // nobody restores beneath a program that runs
			}
			if !running {
				w.open()
			}
			for i := 5; i < 7; i++ {
				w.pass(time.Minute)
				w.serve("live/7/"+name(i), at(i).bytes(4))
			}
			var names []string
			for _, s := range w.ledger(7) {
				if s.N <= n {
					t.Errorf("number %d is given again", s.N)
				}
				names = append(names, s.Name)
			}
			slices.Sort(names)
			if want := []string{name(4), name(5), name(6)}; !slices.Equal(names, want) {
				t.Errorf("running %v, backup %v: %v, want %v", running, backup, names, want)
			}
			before := told(w.ledger(7))
			w.open()
			w.pass(time.Minute)
			w.scan()
			if after := told(w.ledger(7)); after != before {
				t.Errorf("opened again:\n%s\nwant\n%s", after, before)
			}
		}
	}
}
