package content

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ipfs/go-cid"
)

func TestRemove(t *testing.T) {
	s := newStore(t)
	body := pattern(BlockSize + 5)
	kept := put(t, s, []byte("stays"), "").CID
	c := put(t, s, body, TypeMP4).CID
	open, err := s.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	for range 2 { // the second time it is gone already
		if err := s.Remove(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Stat(c); !errors.Is(err, ErrNotFound) || s.TotalBytes() != 5 {
		t.Errorf("%v, %d bytes in all", err, s.TotalBytes())
	}
	if got, err := io.ReadAll(open); err != nil || !bytes.Equal(got, body) {
		t.Errorf("who had it open read %d bytes, %v", len(got), err)
	}
	if left, _ := filepath.Glob(s.path(c) + "*"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if err := s.Verify(t.Context(), kept); err != nil {
		t.Error(err)
	}
	if info := put(t, s, body, ""); info.Size != int64(len(body)) || info.Type == TypeMP4 { // the old hint went with the file
		t.Errorf("again: %+v", info)
	}
	dir, err := s.PutDirectory(t.Context(), []Entry{{Name: "a", CID: kept}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Resolve(dir, nil); !errors.Is(err, ErrNotFound) || s.TotalBytes() != int64(len(body))+5 {
		t.Errorf("the folder: %v, %d bytes in all", err, s.TotalBytes())
	}
	if err := s.Remove(t.Context(), cid.NewCidV1(cid.Raw, CID([]byte("never here")).Hash())); err != nil {
		t.Error(err)
	}
}

// TestRemovalCutOff stops a removal before each of its steps: the file is whole, with its type, or absent, and removing it again works.
func TestRemovalCutOff(t *testing.T) {
	body, cut := pattern(600<<10), errors.New("cut off")
	for at := 1; ; at++ {
		n, removing := 0, false
		s := newStore(t, func(o *Options) {
			o.step = func(name string) error {
				if removing {
					if n++; n == at {
						return cut
					}
				}
				return nil
			}
		})
		c := put(t, s, body, TypeMP4).CID
		removing = true
		err := s.Remove(t.Context(), c)
		if err == nil {
			if at < 4 {
				t.Errorf("only %d steps", at)
			}
			return
		}
		again, openErr := Open(Options{Dir: s.o.Dir}) // as after a crash
		if !errors.Is(err, cut) || openErr != nil {
			t.Fatal(err, openErr)
		}
		info, statErr := again.Stat(c)
		if (statErr != nil && !errors.Is(statErr, ErrNotFound)) || (statErr == nil && (info.Type != TypeMP4 || again.Verify(t.Context(), c) != nil)) || again.TotalBytes() != info.Size || s.TotalBytes() != info.Size {
			t.Errorf("step %d: %+v, %v, %d bytes in all", at, info, statErr, again.TotalBytes())
		}
		if err := again.Remove(t.Context(), c); err != nil || again.TotalBytes() != 0 {
			t.Errorf("step %d: again: %v, %d bytes in all", at, err, again.TotalBytes())
		}
		left, _ := os.ReadDir(filepath.Dir(s.path(c)))
		if len(left) > 0 {
			t.Errorf("step %d: left %v", at, left)
		}
	}
}

// TestRemoveWhilePutting: whoever wins, a file that is there has its type, and the total is right.
func TestRemoveWhilePutting(t *testing.T) {
	s := newStore(t)
	body := strings.Repeat("\x00 no type can be told", 100)
	c := CID([]byte(body))
	for range 30 {
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() { put(t, s, []byte(body), "audio/aac") })
			wg.Go(func() {
				if err := s.Remove(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		info, err := s.Stat(c)
		if (err == nil && info.Type != "audio/aac") || (err != nil && !errors.Is(err, ErrNotFound)) || s.TotalBytes() != info.Size {
			t.Fatalf("%+v, %v, %d bytes in all", info, err, s.TotalBytes())
		}
	}
}
