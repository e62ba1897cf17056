package indexer

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/haus25/backend/store"
)

// logsAt makes logs of one transaction; each letter is a content, each position an index from first on, '-' is a log that
// is missing.
func logsAt(first uint32, contents string) (out []*store.Log) {
	for i, c := range contents {
		if c != '-' {
			out = append(out, &store.Log{Pos: store.Pos{Block: 1, Log: first + uint32(i)}, Topics: []common.Hash{{byte(c)}}})
		}
	}
	return out
}

func TestMissingFrom(t *testing.T) {
	for _, c := range []struct {
		name        string
		have, said  []*store.Log
		want        string
		wantIndexes []uint32
		conflict    bool
	}{
		{"the same", logsAt(5, "abc"), logsAt(5, "abc"), "", nil, false},
		{"nothing stored", nil, logsAt(5, "ab"), "ab", []uint32{5, 6}, false},
		{"nothing said", logsAt(5, "ab"), nil, "", nil, false},
		{"one lost here", logsAt(5, "a-c"), logsAt(5, "abc"), "b", []uint32{6}, false},
		{"one lost there", logsAt(5, "abc"), logsAt(5, "a-c"), "", nil, false},
		{"each lost another", logsAt(5, "ab-d"), logsAt(5, "a-cd"), "c", []uint32{7}, false},
		{"nothing in common", logsAt(5, "a-"), logsAt(5, "-b"), "b", []uint32{6}, false},
		{"other counting", logsAt(5, "abc"), logsAt(0, "abc"), "", nil, false},
		{"other counting, one lost here", logsAt(5, "a-c"), logsAt(0, "abc"), "b", []uint32{6}, false},
		{"other counting, one lost there", logsAt(5, "abc"), logsAt(0, "ab-"), "", nil, false},
		{"equal contents twice, one lost here", logsAt(3, "aba-"), logsAt(3, "abab"), "b", []uint32{6}, false},
		{"equal contents, other counting that overlaps", logsAt(1, "abab"), logsAt(0, "abab"), "", nil, false},
		{"another content", logsAt(5, "abc"), logsAt(5, "axc"), "", nil, true},
	} {
		extra, err := missingFrom(c.have, c.said)
		if (err != nil) != c.conflict {
			t.Errorf("%s: error %v", c.name, err)
			continue
		}
		got := ""
		for i, l := range extra {
			got += string(rune(l.Topics[0][0]))
			if i < len(c.wantIndexes) && l.Log != c.wantIndexes[i] {
				t.Errorf("%s: log %d has index %d, and should have %d", c.name, i, l.Log, c.wantIndexes[i])
			}
		}
		if got != c.want {
			t.Errorf("%s: %q is missing, and should be %q", c.name, got, c.want)
		}
	}
}
