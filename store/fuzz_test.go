package store

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/syndtr/goleveldb/leveldb/storage"
)

// Rows of garbage end in an error, or in nonsense that Check reports: never in a panic.
func FuzzRows(f *testing.F) {
	a := common.Address{1}
	for table := range layouts {
		if layouts[table].head > 0 {
			f.Add(byte(table), make([]byte, 40), []byte{0xc0})
		}
	}
	f.Add(byte(tWork), []byte("chat"), []byte{})
	f.Add(byte(tUndo), make([]byte, 16), encode(undoRecord{Rows: []undoRow{{Key: []byte{}}}}))
	f.Add(byte(tTipped), a[:], []byte{1})
	f.Add(byte(tEvent), make([]byte, 8), encode(&Event{Known: true, Creator: a}))
	f.Add(byte(tFeed), make([]byte, 8), make([]byte, 17))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, table byte, rest, value []byte) {
		s, err := Open(Options{Dir: dir, Storage: storage.NewMemStorage()})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		b := s.Begin()
		b.Event(1).Known = true
		b.AddLog(&Log{Pos: Pos{Block: 1}, HasEvent: true, EventID: 1})
		b.Touch("chat", 1)
		b.Advance(Ref{Number: 1}, 1)
		if err := b.Commit(); err != nil {
			t.Fatal(err)
		}
		k := append([]byte{table}, rest...)
		if l := layouts[table]; !l.named && l.head > 0 && len(k) > l.head {
			k = k[:l.head] // so that most keys are of the right length
		}
		if err := s.db.Put(k, value, nil); err != nil {
			t.Fatal(err)
		}
		readAll(s)
		b = s.Begin()
		b.ResetEvent(1)
		b.Ticket(0, 0)
		b.Tip(0, Pos{})
		b.Whitelisted(common.Address{})
		b.Touch("chat", 0)
		b.Advance(Ref{Number: 2}, 2)
		b.Commit()
		s.Rollback(1, []string{"chat"})
		readAll(s)
	})
}

func drain[T any](seq func(func(T, error) bool)) {
	seq(func(_ T, err error) bool { return err == nil })
}

func readAll(s *Store) {
	for _, final := range []uint64{1, 9} {
		v, err := s.FinalView(final)
		if err != nil {
			continue
		}
		v.Check(func(string) {})
		var a common.Address
		for _, l := range []EventList{AllEvents(), EventsByStart(), EventsByEnd(), EventsInCategory(""), EventsCreatedBy(a), EventsAwaitingCalls()} {
			drain(v.Events(l, nil, false))
		}
		drain(v.Tickets(0, nil, false))
		drain(v.TicketsHeldBy(a, nil, true))
		drain(v.TipsBy(a, nil, false))
		drain(v.Tips(0, nil, false))
		drain(v.EventLogs(0, nil, false))
		drain(v.Logs(0, 9))
		drain(v.Feed(0, true))
		drain(v.Receipts(WorkKey{"chat", 0}))
		drain(v.Children())
		drain(v.Whitelist())
		drain(v.Due("chat", DueAt{Final: 9, Chain: 9, Wall: 9, Latest: 9}))
		drain(v.WorkRows(AllWork(), nil))
		for _, standing := range Standings {
			drain(v.WorkRows(WorkStanding(standing, ""), nil))
		}
		v.NextWake("chat", WallClock)
		v.WorkCounts("chat")
		v.Enabled()
		v.State(0, new(ChatState))
		v.MissedChildren()
		v.Recheck("")
		v.Release()
	}
}

// Whatever the file holds, opening it never panics, never loses a whole receipt before the first damage, and changes nothing
// when it fails.
func FuzzJournal(f *testing.F) {
	id := Identity{ChainID: 7}
	good := frame(encode(journalHead{journalMagic, id.ChainID, id.EventFactory}))
	var ends []int
	for n := range uint64(3) {
		good = append(good, frame(encode(Receipt{Number: n + 1, Reactor: "chat", Data: bytes.Repeat([]byte{1}, 20)}))...)
		ends = append(ends, len(good))
	}
	f.Add(len(good), []byte{})
	f.Add(len(good), []byte{0, 0, 0})
	f.Add(ends[1], good[ends[1]:len(good)-4])
	f.Add(ends[0], frame([]byte("not a receipt")))
	f.Add(0, []byte("a diary of someone, long enough for a frame's head"))
	dir := f.TempDir()
	path := filepath.Join(dir, "journal")
	f.Fuzz(func(t *testing.T, keep int, tail []byte) {
		keep = min(max(keep, 0), len(good))
		raw := append(bytes.Clone(good[:keep]), tail...)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		want := uint64(0)
		for want < uint64(len(ends)) && ends[want] <= keep {
			want++
		}
		j, err := openJournal(dir, id, 0, slog.New(slog.DiscardHandler))
		now, rerr := os.ReadFile(path)
		if rerr != nil {
			t.Fatal(rerr)
		}
		if err != nil {
			if !errors.Is(err, ErrCorrupted) && !errors.Is(err, ErrForeign) && !errors.Is(err, ErrIdentity) {
				t.Fatalf("%v", err)
			}
			if !bytes.Equal(raw, now) {
				t.Fatal("it was changed")
			}
			return
		}
		defer j.close()
		n := uint64(0)
		err = j.read(func(r Receipt) error { n++; return nil })
		if n < want || err == nil && n != j.entries || !bytes.HasPrefix(raw, now) {
			t.Fatalf("%d receipts of %d whole ones (%v)", n, want, err)
		}
	})
}
