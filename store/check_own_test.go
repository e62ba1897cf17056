package store

import (
	"errors"
	"testing"
)

// What a reactor shows is read to its end too: the API could not serve it.
func TestCheckReadsStates(t *testing.T) {
	s, err := Open(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := s.Begin()
	b.SetState(7, &ChatState{Standing: "ready"})
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	for _, damaged := range []bool{false, true} {
		if damaged {
			if err := s.db.Put(key(tState, "chat", uint64(7)), []byte(`{"standing"`), nil); err != nil {
				t.Fatal(err)
			}
		}
		v, err := s.View()
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Check(func(d string) { t.Error(d) }); errors.Is(err, ErrCorrupted) != damaged || !damaged && err != nil {
			t.Errorf("damaged %v: %v", damaged, err)
		}
		v.Release()
	}
}
