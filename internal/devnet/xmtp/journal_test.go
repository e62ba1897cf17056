package xmtp

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// written is the journal of a node that got one entry of each kind, and two of one.
func written(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	n, err := New(Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []struct {
		kind kind
		body []byte
	}{
		{kindIdentityUpdate, enc(message{1, create(alice), 3, "A"})},
		{kindKeyPackage, keyPackage("one", "rest")},
		{kindGroupMessage, enc(message{1, private("g", contentCommit, "")})},
		{kindWelcome, enc(message{1, message{1, "one", 2, "data"}})},
		{kindCommitLog, enc(message{1, "g", 2, "entry"})},
		{kindGroupMessage, enc(message{1, private("g", contentApplication, "last")})},
	} {
		if err := n.write(w.kind, w.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "journal"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// reopen a node on a journal of these bytes.
func reopen(t *testing.T, journal []byte) (*Node, string, error) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "journal")
	if err := os.WriteFile(path, journal, 0o600); err != nil {
		t.Fatal(err)
	}
	n, err := New(Options{Dir: dir})
	if err == nil {
		t.Cleanup(func() { n.Close() })
	}
	return n, path, err
}

// everything a client can see, in bytes.
func everything(t *testing.T, n *Node) []byte {
	t.Helper()
	var out []byte
	for _, q := range []struct {
		method  unary
		request message
	}{
		{n.getInboxIDs, message{1, message{1, alice}}},
		{n.getIdentityUpdates, message{1, message{1, "A"}}},
		{n.fetchKeyPackages, message{1, "one"}},
		{n.query(func(s *state) *topics { return &s.messages }), message{1, "g"}},
		{n.query(func(s *state) *topics { return &s.welcomes }), message{1, "one"}},
		{n.queryCommitLog, message{1, message{1, "g"}}},
		{n.newestGroupMessages, message{1, "g"}},
	} {
		response, err := q.method(t.Context(), enc(q.request))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, response...)
	}
	return out
}

func TestJournalReplays(t *testing.T) {
	journal := written(t)
	first, _, err := reopen(t, journal)
	if err != nil {
		t.Fatal(err)
	}
	if s, want := first.Stats(), (Stats{Inboxes: 1, Installations: 1, Groups: 1, Commits: 1, Messages: 1, Welcomes: 1}); s != want {
		t.Errorf("after a replay there is %+v, want %+v", s, want)
	}
	second, path, err := reopen(t, journal)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(everything(t, first), everything(t, second)) {
		t.Error("two replays answer differently")
	}
	// A repeated message is known from before the restart too.
	if err := second.write(kindGroupMessage, enc(message{1, private("g", contentCommit, "")})); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, journal) {
		t.Errorf("opening and a repeated message changed the journal (%v)", err)
	}
}

func through(from, to int) (out []int) {
	for i := from; i <= to; i++ {
		out = append(out, i)
	}
	return out
}

// A kill may cut the last append at any byte, the first one too.
func TestTornJournal(t *testing.T) {
	journal := written(t)
	whole, _, err := reopen(t, journal)
	if err != nil {
		t.Fatal(err)
	}
	last := appendFrame(nil, entry{kindGroupMessage, 0, enc(message{1, private("g", contentApplication, "last")})})
	start := len(journal) - len(last)
	for _, cut := range append(through(0, len(magic)), through(start, len(journal)-1)...) {
		n, path, err := reopen(t, journal[:cut])
		if err != nil {
			t.Fatalf("cut at byte %d of %d: %v", cut, len(journal), err)
		}
		if cut >= start {
			if s := n.Stats(); s.Messages != 0 || s.Commits != 1 {
				t.Fatalf("cut at byte %d, in the last entry: %+v", cut, s)
			}
		}
		// It goes on where the whole part ends: what is written next is there after another start.
		if err := n.write(kindWelcome, enc(message{1, message{1, "new", 2, "data"}})); err != nil {
			t.Fatal(err)
		}
		if err := n.Close(); err != nil {
			t.Fatal(err)
		}
		mended, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := reopen(t, mended)
		if err != nil {
			t.Fatalf("cut at byte %d, after a new write: %v", cut, err)
		}
		if got, want := again.Stats().Welcomes, n.Stats().Welcomes; got != want || got == 0 {
			t.Fatalf("cut at byte %d, after a new write: %d welcomes, want %d", cut, got, want)
		}
	}
	// The blocks of the last entry were not all written, only its length was.
	garbled := bytes.Clone(journal)
	copy(garbled[len(garbled)-4:], []byte{0, 0, 0, 0})
	n, _, err := reopen(t, garbled)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := n.Stats().Messages, whole.Stats().Messages-1; got != want {
		t.Errorf("%d messages with a garbled last entry, want %d", got, want)
	}
}

func TestDamagedJournal(t *testing.T) {
	journal := written(t)
	first := len(magic)
	flip := func(at int) []byte {
		b := bytes.Clone(journal)
		b[at] ^= 1
		return b
	}
	unknown := appendFrame(bytes.Clone(journal), entry{kind: 99})
	for name, c := range map[string]struct {
		journal []byte
		says    string
	}{
		"another file":    {[]byte("[section]\nkey = 1\n# and more than the magic"), "not a journal"},
		"body":            {flip(first + headerSize + entrySize), "damaged at byte 20"},
		"checksum":        {flip(first + 4), "damaged at byte 20"},
		"length":          {append([]byte(magic), make([]byte, 20)...), "an entry of 0 bytes"},
		"unknown kind":    {unknown, "kind 99"},
		"malformed entry": {appendFrame([]byte(magic), entry{kind: kindWelcome}), "read the welcome"},
	} {
		t.Run(name, func(t *testing.T) {
			_, path, err := reopen(t, c.journal)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "remove it") {
				t.Errorf("it opens with %v, want an error with %q and the mend", err, c.says)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, c.journal) {
				t.Errorf("a damaged journal was changed (%v)", err)
			}
		})
	}
}

func TestOneNodeAJournal(t *testing.T) {
	dir := t.TempDir()
	first := open(t, Options{Dir: dir})
	if _, err := New(Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "another node has it") {
		t.Errorf("a second node on the folder: %v, want a refusal", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, Options{Dir: dir})
}
