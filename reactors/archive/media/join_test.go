package media

import (
	"bytes"
	"io"
	"slices"
	"testing"
	"testing/iotest"
)

func TestJoinedMovesAllTimesAndNothingElse(t *testing.T) {
	all := concert(t)[:3]
	// Packets that lie across all borders of what is read at once.
	all[1] = altered(t, all[1], slices.Concat([]byte("noise"), read(t, all[1].Path)))
	var want []byte
	for _, s := range all {
		want = append(want, read(t, s.Path)...)
	}
	for _, shift := range []int64{0, 1, 126000, -1, wrap - 1} {
		j := &joined{sources: all, shift: shift}
		got, err := io.ReadAll(iotest.HalfReader(j))
		if err != nil {
			t.Fatal(err)
		}
		var copied bytes.Buffer
		if _, err := io.Copy(&copied, &joined{sources: all, shift: shift}); err != nil || !bytes.Equal(copied.Bytes(), got) {
			t.Fatalf("by %d: copied %d bytes, read %d: %v", shift, copied.Len(), len(got), err)
		}
		if shift == 0 && !bytes.Equal(got, want) {
			t.Error("something changes when nothing is to be moved")
		}
		before, _ := Probe(bytes.NewReader(want), nil)
		after, _ := Probe(bytes.NewReader(got), nil)
		for i, b := range before.Tracks {
			a := after.Tracks[i]
			if off := since(b.FirstDTS-a.FirstDTS, shift&(wrap-1)); off != 0 {
				t.Errorf("by %d: %s moved by %d too much", shift, b.Kind, off)
			}
			if a.Units != b.Units || a.LastDTS-a.FirstDTS != b.LastDTS-b.FirstDTS || a.LastPTS-a.FirstPTS != b.LastPTS-b.FirstPTS {
				t.Errorf("by %d: %+v became %+v", shift, b, a)
			}
		}
		if !slices.Equal(before.Faults, after.Faults) {
			t.Errorf("by %d: %q became %q", shift, before.Faults, after.Faults)
		}
		rebase(got, -shift) // not across what it loses between, so only where packets are in step
		if n := int(all[0].Facts.Size); !bytes.Equal(got[:n], want[:n]) {
			t.Errorf("by %d: moved back it is not what it was", shift)
		}
	}
}
