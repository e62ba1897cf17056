package store_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/syndtr/goleveldb/leveldb/storage"

	"github.com/haus25/backend/store"
)

// The disk is full from some write on: the error says so, nothing more is written, and with space again the state is whole.
func TestDiskFull(t *testing.T) {
	states, writes := digests(t)
	step := 1 + writes/60
	failing := storage.TypeAll
	if raceEnabled { // a failed compaction and the write that waits for it race inside LevelDB, which recovers from it
		failing = storage.TypeJournal
	}
	for n := 1; n < writes; n += step {
		t.Run(fmt.Sprint("write ", n), func(t *testing.T) {
			t.Parallel()
			d := newDisk()
			d.failAt, d.partial, d.failing = n, n%2 == 0, failing
			acked, dir := 0, t.TempDir()
			s, err := store.Open(diskOptions(dir, d))
			if err == nil {
				for err == nil && acked < scriptSteps {
					if err = script(s, acked); err == nil {
						acked++
					}
				}
				if err != nil {
					if !errors.Is(s.Failed(), store.ErrDiskFull) {
						t.Errorf("Failed says %v", s.Failed())
					}
					if again := script(s, acked); !errors.Is(again, store.ErrDiskFull) {
						t.Errorf("a step after the failure: %v", again)
					}
					if _, err := s.Record(store.Receipt{Reactor: "chat"}); !errors.Is(err, store.ErrDiskFull) {
						t.Errorf("a receipt after the failure: %v", err)
					}
				}
				s.Close()
			}
			if err != nil && !errors.Is(err, store.ErrDiskFull) {
				t.Fatalf("%v, want ErrDiskFull", err)
			}
			d.mu.Lock()
			d.failAt = 0
			d.mu.Unlock()
			wantState(t, "after the full disk", dir, d, states, acked)
		})
	}
}
