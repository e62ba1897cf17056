package store_test

import (
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

func addr(n int) common.Address { return common.Address{0: 0xad, 19: byte(n)} }

var deployment = store.Identity{ChainID: 1328, StartBlock: 1, EventFactory: addr(200), EventManager: addr(201)}

func options(dir string) store.Options {
	return store.Options{Dir: dir, Identity: deployment, UndoWindow: 12}
}

func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func view(t testing.TB, s *store.Store) *store.View {
	t.Helper()
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Release)
	return v
}

// check reads everything and wants no difference.
func check(t testing.TB, v *store.View) {
	t.Helper()
	var found []string
	if err := v.Check(func(d string) { found = append(found, d) }); err != nil {
		t.Fatal(err)
	}
	if len(found) > 0 {
		t.Fatalf("%d differences, the first: %s", len(found), found[0])
	}
}

func commit(t testing.TB, b *store.Batch) {
	t.Helper()
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
}

func refAt(block uint64) store.Ref {
	return store.Ref{Number: block, Hash: common.BytesToHash([]byte(fmt.Sprint("block ", block))), Time: 1_700_000_000 + block}
}
