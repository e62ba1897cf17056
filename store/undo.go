package store

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/syndtr/goleveldb/leveldb"
)

// undoRecord is what one batch changed, as it was before. It is kept under the block that the cursor stood on after it.
type undoRecord struct {
	Rows []undoRow
}

type undoRow struct {
	Key []byte
	Was []byte
	Had bool
}

func decodeUndo(k, raw []byte) (u undoRecord, err error) {
	if err = decode(k, raw, &u); err != nil {
		return u, err
	}
	for _, r := range u.Rows {
		if !wellFormed(r.Key) || !derived(r.Key) {
			return u, fmt.Errorf("undo record %x: %w", k, malformed(r.Key))
		}
	}
	return u, nil
}

// writeUndo adds the undo record of this batch, when it is inside the window, and drops those that left it.
func (b *Batch) writeUndo(out *leveldb.Batch) {
	at := b.cursor
	if at == nil {
		ref, ok := b.s.cursor(b)
		if !ok {
			return // nothing is indexed yet, so there is nothing to go back to
		}
		at, b.head = &ref, ref.Number
	}
	if at.Number+b.s.window <= b.head {
		// Far below the head nothing is taken back: this block is the new floor.
		b.dropUndo(out, at.Number)
		return
	}
	var u undoRecord
	for _, k := range b.order {
		if derived([]byte(k)) {
			raw := b.get([]byte(k))
			u.Rows = append(u.Rows, undoRow{Key: []byte(k), Was: raw, Had: raw != nil})
		}
	}
	if len(u.Rows) > 0 {
		b.counters.Undo++
		out.Put(key(tUndo, at.Number, b.counters.Undo), encode(u))
	}
	if at.Number > b.s.window {
		b.dropUndo(out, at.Number-b.s.window)
	}
}

// dropUndo drops the undo records at or below the block, and the refs that could then no longer be gone back to.
func (b *Batch) dropUndo(out *leveldb.Batch, block uint64) {
	var floor uint64
	b.between(key(tUndo), after(key(tUndo, block)), func(k, _ []byte) {
		floor = u64(k[1:])
		out.Delete(k)
	})
	if b.cursor != nil && b.cursor.Number == block {
		floor = block
	}
	b.between(key(tRef), key(tRef, floor), func(k, _ []byte) { out.Delete(k) })
}

func (s *Store) cursor(b *Batch) (ref Ref, ok bool) {
	raw := b.get(key(tCursor))
	if raw == nil {
		return ref, false
	}
	if err := decode(key(tCursor), raw, &ref); err != nil {
		b.fail(err)
	}
	return ref, true
}

// Rollback takes back everything above block to, which must be one of the refs that View.Refs lists, in one batch: rows are
// as they were, the feed says which logs were removed, and every event that changed is touched for each of the reactors.
// Work, receipts and the feed stay. It fails with ErrTooDeep when the undo records do not reach that far.
func (s *Store) Rollback(to uint64, reactors []string) error {
	b := s.Begin()
	defer b.Discard()
	now, ok := s.cursor(b)
	target := b.get(key(tRef, to))
	switch {
	case b.err != nil:
		return fmt.Errorf("roll back to block %d: %w", to, b.err)
	case !ok || now.Number <= to:
		return fmt.Errorf("roll back to block %d from %d: not below the cursor", to, now.Number)
	case target == nil:
		return fmt.Errorf("roll back to block %d: %w", to, ErrTooDeep)
	}
	type undone struct {
		key []byte
		u   undoRecord
	}
	var records []undone
	b.between(after(key(tUndo, to)), after(key(tUndo)), func(k, v []byte) {
		u, err := decodeUndo(k, v)
		if err != nil {
			b.fail(err)
		}
		records = append(records, undone{bytes.Clone(k), u})
	})
	slices.Reverse(records)
	lowest := to + 1
	events := map[uint64]struct{}{}
	for _, r := range records {
		for _, row := range slices.Backward(r.u.Rows) { // so that the feed takes the newest log away first
			if row.Had {
				b.set(row.Key, row.Was)
			} else {
				b.del(row.Key)
			}
			switch row.Key[0] {
			case tEvent, tTicket, tTip, tEventLog: // reactors read an event's logs too
				events[u64(row.Key[1:])] = struct{}{}
			case tLog:
				if l := b.removeLog(row); l != nil {
					lowest = min(lowest, l.Block)
				}
			}
		}
		b.del(r.key)
	}
	// What comes after the new cursor is compared again, too. A removed log at or below it can only be one that a second pass
	// had found: it has to be found again.
	again := max(lowest, 1) - 1
	b.each(key(tRecheck), func(k, v []byte) {
		if at, err := number(k, v); err != nil {
			b.fail(err)
		} else if at > again {
			b.set(bytes.Clone(k), key(0, again)[1:])
		}
	})
	for id := range events {
		for _, r := range reactors {
			b.Touch(r, id)
		}
	}
	b.counters.Rollbacks++
	b.writeWork(to)
	return b.write(new(leveldb.Batch))
}

// removeLog tells the feed that a log is gone: its own row gets the log itself, since the log's row disappears, and a new
// row says that it was removed. So a reader sees the same story from whatever point it resumes.
func (b *Batch) removeLog(row undoRow) *Log {
	if row.Had {
		return nil
	}
	raw := b.get(row.Key)
	if raw == nil {
		return nil
	}
	l := &Log{Pos: parsePos(row.Key[1:])}
	if err := decode(row.Key, raw, l); err != nil {
		b.fail(err)
		return nil
	}
	b.set(key(tFeed, l.Seq), feedRow{Pos: l.Pos, Log: raw}.encode())
	b.counters.Seq++
	b.set(key(tFeed, b.counters.Seq), feedRow{Pos: l.Pos, Log: raw, Removed: true}.encode())
	return l
}
