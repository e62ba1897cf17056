package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/util"
)

// Batch is one atomic change of the store. Records are taken from it, changed in place and written by Commit together with
// every index row, account and counter that follows from them. A read that fails is remembered and returned by Commit, so
// that a projection can be written without error checks. One goroutine at a time.
type Batch struct {
	s    *Store
	done bool
	err  error

	events    map[uint64]*entry[Event]
	tickets   map[ticketKey]*entry[Ticket]
	tips      map[tipKey]*entry[Tip]
	whitelist map[common.Address]*entry[Whitelisted]
	accounts  map[common.Address]*Account
	logs      []*Log
	byPos     map[Pos]*Log
	touched   map[WorkKey]struct{}

	workCounts map[string]*WorkCounts

	counters counters
	newest   *uint64 // block of the cursor before this batch, once it was looked up
	cursor   *Ref
	head     uint64
	sets     map[string][]byte // raw rows to write; nil: delete
	order    []string          // keys of sets in the order of their first change, so that a batch is the same for the same input
}

// entry is a record as it is on disk and as it shall be; cur nil means that it shall not be.
type entry[T any] struct {
	raw []byte
	cur *T
}

type ticketKey struct{ event, id uint64 }
type tipKey struct {
	event uint64
	pos   Pos
}

// Begin starts a batch; the next one waits until this is committed or discarded.
func (s *Store) Begin() *Batch {
	s.write.Lock()
	return &Batch{
		s: s, counters: s.counters,
		events: map[uint64]*entry[Event]{}, tickets: map[ticketKey]*entry[Ticket]{}, tips: map[tipKey]*entry[Tip]{},
		whitelist: map[common.Address]*entry[Whitelisted]{}, accounts: map[common.Address]*Account{},
		byPos: map[Pos]*Log{}, touched: map[WorkKey]struct{}{}, workCounts: map[string]*WorkCounts{}, sets: map[string][]byte{},
	}
}

// Discard drops the batch; after Commit it does nothing.
func (b *Batch) Discard() {
	if !b.done {
		b.done = true
		b.s.write.Unlock()
	}
}

func (b *Batch) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// get returns the bytes on disk, or nil.
func (b *Batch) get(k []byte) []byte {
	raw, err := b.s.db.Get(k, nil)
	if err != nil {
		if !errors.Is(err, leveldb.ErrNotFound) {
			b.fail(b.s.readError(fmt.Sprintf("%x", k), err))
		}
		return nil
	}
	return present(raw)
}

func (b *Batch) set(k, v []byte) {
	name := string(k)
	if _, ok := b.sets[name]; !ok {
		b.order = append(b.order, name)
	}
	b.sets[name] = v
}

func (b *Batch) del(k []byte) { b.set(k, nil) }

// fetch loads a record into its entry, once.
func fetch[K comparable, T any](b *Batch, entries map[K]*entry[T], k K, rowKey func() []byte, fill func(*T)) *entry[T] {
	if e, ok := entries[k]; ok {
		return e
	}
	e := &entry[T]{}
	row := rowKey()
	if e.raw = b.get(row); e.raw != nil {
		e.cur = new(T)
		if err := decode(row, e.raw, e.cur); err != nil {
			b.fail(err)
		}
		fill(e.cur)
	}
	entries[k] = e
	return e
}

// old decodes the record as it is on disk; nil when there was none.
func old[T any](b *Batch, e *entry[T], fill func(*T)) *T {
	if e.raw == nil {
		return nil
	}
	v := new(T)
	if err := decode(nil, e.raw, v); err != nil {
		b.fail(err)
	}
	fill(v)
	return v
}

func (b *Batch) eventEntry(id uint64) *entry[Event] {
	return fetch(b, b.events, id, func() []byte { return key(tEvent, id) }, func(*Event) {})
}

// Event returns the event to read and change; an empty one, not Known, when there is none yet.
func (b *Batch) Event(id uint64) *Event {
	e := b.eventEntry(id)
	if e.cur == nil {
		e.cur = &Event{ID: id}
	}
	return e.cur
}

// HasEvent tells whether there is a record of the event, Known or not.
func (b *Batch) HasEvent(id uint64) bool { return b.eventEntry(id).cur != nil }

// Ticket returns the ticket to read and change; an empty one when there is none yet.
func (b *Batch) Ticket(event, id uint64) *Ticket {
	k := ticketKey{event, id}
	e := fetch(b, b.tickets, k, func() []byte { return key(tTicket, event, id) }, fillTicket(k))
	if e.cur == nil {
		e.cur = &Ticket{EventID: event, ID: id}
	}
	return e.cur
}

func fillTicket(k ticketKey) func(*Ticket) {
	return func(t *Ticket) { t.EventID, t.ID = k.event, k.id }
}
func fillTip(k tipKey) func(*Tip) { return func(t *Tip) { t.EventID, t.Pos = k.event, k.pos } }

// Tip returns the tip to read and change; an empty one when there is none yet.
func (b *Batch) Tip(event uint64, pos Pos) *Tip {
	k := tipKey{event, pos}
	e := fetch(b, b.tips, k, func() []byte { return key(tTip, event, pos) }, fillTip(k))
	if e.cur == nil {
		e.cur = &Tip{EventID: event, Pos: pos}
	}
	return e.cur
}

// Whitelisted returns the address's standing to read and change.
func (b *Batch) Whitelisted(a common.Address) *Whitelisted {
	e := fetch(b, b.whitelist, a, func() []byte { return key(tWhitelist, a) }, func(*Whitelisted) {})
	if e.cur == nil {
		e.cur = &Whitelisted{}
	}
	e.cur.Address = a
	return e.cur
}

// AddLog adds a log to the index and to the feed, and tells whether it is new: one that is there already is not added again.
func (b *Batch) AddLog(l *Log) bool {
	if _, ok := b.byPos[l.Pos]; ok {
		return false
	}
	if b.newest == nil {
		now, _ := b.s.cursor(b)
		b.newest = &now.Number
	}
	if l.Block <= *b.newest && b.get(key(tLog, l.Pos)) != nil { // nothing above the cursor is there yet
		return false
	}
	b.counters.Seq++
	l.Seq = b.counters.Seq
	b.byPos[l.Pos] = l
	b.logs = append(b.logs, l)
	return true
}

// ResetEvent empties the event, its tickets and its tips, so that they can be folded again from the event's logs, and
// returns those logs in order, the ones added to this batch included. What calls told stays.
func (b *Batch) ResetEvent(id uint64) []*Log {
	called := b.Event(id).Called
	b.eventEntry(id).cur = &Event{ID: id, Called: called}
	b.each(key(tTicket, id), func(k, _ []byte) {
		b.Ticket(id, u64(k[9:]))
	})
	for k, e := range b.tickets {
		if k.event == id {
			e.cur = nil
		}
	}
	b.each(key(tTip, id), func(k, _ []byte) {
		b.Tip(id, parsePos(k[9:]))
	})
	for k, e := range b.tips {
		if k.event == id {
			e.cur = nil
		}
	}
	var logs []*Log
	b.each(key(tEventLog, id), func(k, _ []byte) {
		pos := parsePos(k[9:])
		l := &Log{Pos: pos}
		row := key(tLog, pos)
		raw := b.get(row)
		if raw == nil {
			b.fail(fmt.Errorf("log %s of event %d: %w: run `haus rebuild`", pos, id, ErrCorrupted))
			return
		}
		if err := decode(row, raw, l); err != nil {
			b.fail(err)
			return
		}
		logs = append(logs, l)
	})
	for _, l := range b.logs {
		if l.HasEvent && l.EventID == id {
			logs = append(logs, l)
		}
	}
	slices.SortFunc(logs, func(x, y *Log) int { return x.Pos.Compare(y.Pos) })
	return logs
}

// each calls f for the rows on disk under the prefix; key and value are valid until it returns.
func (b *Batch) each(prefix []byte, f func(k, v []byte)) { b.between(prefix, after(prefix), f) }

func (b *Batch) between(lo, hi []byte, f func(k, v []byte)) {
	it := b.s.db.NewIterator(&util.Range{Start: lo, Limit: hi}, nil)
	defer it.Release()
	for it.Next() {
		if !wellFormed(it.Key()) {
			b.fail(malformed(it.Key()))
			return
		}
		f(it.Key(), it.Value())
	}
	if err := it.Error(); err != nil {
		b.fail(b.s.readError(fmt.Sprintf("%x…", lo), err))
	}
}

// Advance moves the cursor to the end of the range whose logs this batch holds, never back. head is the newest block known
// of, so that batches far below it need no undo record.
func (b *Batch) Advance(to Ref, head uint64) { b.cursor, b.head = &to, max(head, to.Number) }

// CountLate counts logs that a second pass found.
func (b *Batch) CountLate(n int) { b.counters.Late += uint64(n) }

// CountConflict counts that a second answer had another block.
func (b *Batch) CountConflict() { b.counters.Conflicts++ }

// SetRecheck records how far the second pass of that name has come.
func (b *Batch) SetRecheck(name string, block uint64) { b.set(key(tRecheck, name), key(0, block)[1:]) }

// EndRound records when the second pass last ended a round over all of history (wall clock, Unix seconds).
func (b *Batch) EndRound(at uint64) { b.counters.RoundEnded = at }

// MissChild records that the logs of a child, found late, were never asked for from block from on.
func (b *Batch) MissChild(a common.Address, from uint64) { b.set(key(tMissed, a), key(0, from)[1:]) }

// FoundChild ends what MissChild began.
func (b *Batch) FoundChild(a common.Address) { b.del(key(tMissed, a)) }

// Commit writes the batch, synced. After a read error nothing of it is on disk. After a write error the store refuses more
// (see Store.Failed), and the batch is there as a whole or not at all when the store is opened again.
func (b *Batch) Commit() error {
	defer b.Discard()
	if b.done {
		return errors.New("store: the batch was committed or discarded before")
	}
	now, indexed := b.s.cursor(b)
	if indexed && b.cursor != nil && (b.cursor.Number < now.Number || b.cursor.Number == now.Number && *b.cursor != now) {
		return fmt.Errorf("advance to block %d %s from block %d %s: going back is a rollback", b.cursor.Number, b.cursor.Hash, now.Number, now.Hash)
	}
	b.flush()
	out := new(leveldb.Batch)
	at := now.Number
	if b.cursor != nil {
		at = b.cursor.Number
	}
	b.writeWork(at)
	b.writeUndo(out)
	return b.write(out)
}

// write adds the raw rows and the counters, writes all of it and tells those who wait.
func (b *Batch) write(out *leveldb.Batch) error {
	for _, k := range b.order {
		if v := b.sets[k]; v == nil {
			out.Delete([]byte(k))
		} else {
			out.Put([]byte(k), v)
		}
	}
	out.Put(key(tCounters), encode(b.counters))
	if b.err != nil {
		return b.err
	}
	if err := b.s.Failed(); err != nil {
		return err
	}
	if err := b.s.put(out); err != nil {
		return err
	}
	b.s.counters = b.counters
	b.s.announce()
	return nil
}

// flush turns the changed records into rows.
func (b *Batch) flush() {
	stats := b.stats()
	before := stats
	for _, l := range b.logs {
		b.set(key(tLog, l.Pos), encode(l))
		if l.HasEvent {
			b.set(key(tEventLog, l.EventID, l.Pos), []byte{})
		}
		b.set(key(tFeed, l.Seq), feedRow{Pos: l.Pos}.encode())
		stats.Logs++
		if l.Undecoded {
			stats.Undecoded++
		}
	}
	for _, id := range sorted(b.events, cmp.Compare[uint64]) {
		e := b.events[id]
		if was := old(b, e, func(*Event) {}); put(b, key(tEvent, id), e) {
			b.follow(was, e.cur)
			was.count(&stats, minus)
			e.cur.count(&stats, plus)
		}
	}
	for _, k := range sorted(b.tickets, func(x, y ticketKey) int { return cmp.Or(cmp.Compare(x.event, y.event), cmp.Compare(x.id, y.id)) }) {
		e := b.tickets[k]
		if was := old(b, e, fillTicket(k)); put(b, key(tTicket, k.event, k.id), e) {
			b.follow(was, e.cur)
		}
	}
	for _, k := range sorted(b.tips, func(x, y tipKey) int { return cmp.Or(cmp.Compare(x.event, y.event), x.pos.Compare(y.pos)) }) {
		e := b.tips[k]
		if was := old(b, e, fillTip(k)); put(b, key(tTip, k.event, k.pos), e) {
			b.follow(was, e.cur)
		}
	}
	for _, a := range sorted(b.whitelist, common.Address.Cmp) {
		put(b, key(tWhitelist, a), b.whitelist[a])
	}
	for _, a := range sorted(b.accounts, common.Address.Cmp) {
		if acc := b.accounts[a]; *acc == (Account{}) {
			b.del(key(tAccount, a))
		} else {
			b.set(key(tAccount, a), encode(acc))
		}
	}
	if stats != before {
		b.set(key(tStats), encode(stats))
	}
	if b.cursor != nil {
		b.set(key(tCursor), encode(b.cursor))
		b.set(key(tRef, b.cursor.Number), encode(b.cursor))
	}
}

// put writes the record when it changed, and tells whether it did.
func put[T any](b *Batch, row []byte, e *entry[T]) bool {
	if e.cur == nil {
		if e.raw != nil {
			b.del(row)
		}
		return e.raw != nil
	}
	raw := encode(e.cur)
	if bytes.Equal(raw, e.raw) {
		return false
	}
	b.set(row, raw)
	return true
}

func sorted[K comparable, V any](m map[K]V, compare func(a, b K) int) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compare)
	return keys
}
