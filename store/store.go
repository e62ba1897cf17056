package store

import (
	"cmp"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rlp"
	"github.com/syndtr/goleveldb/leveldb"
	ldberrors "github.com/syndtr/goleveldb/leveldb/errors"
	"github.com/syndtr/goleveldb/leveldb/filter"
	"github.com/syndtr/goleveldb/leveldb/opt"
	"github.com/syndtr/goleveldb/leveldb/storage"
)

// Schema is the version of the layout of data/index that this program writes.
const Schema = 2

// Decisions that a caller of this package takes by errors.Is.
var (
	// ErrNotFound: no such record.
	ErrNotFound = errors.New("not found")
	// ErrLocked: another process has the data directory open.
	ErrLocked = errors.New("the data directory is in use by another haus")
	// ErrForeign: the folder holds something that haus did not make.
	ErrForeign = errors.New("not an index of haus")
	// ErrIdentity: the index belongs to another chain or other contracts.
	ErrIdentity = errors.New("the index belongs to another deployment")
	// ErrSchema: the index was written by another version of haus and cannot be read by this one.
	ErrSchema = errors.New("the index has another schema")
	// ErrCorrupted: what was read is not what was written.
	ErrCorrupted = errors.New("the index is corrupted")
	// ErrDiskFull: a write did not fit.
	ErrDiskFull = errors.New("the disk is full")
	// ErrTooDeep: a rollback past the undo window.
	ErrTooDeep = errors.New("the undo records do not reach that far back")
)

// Identity is what an index was built from. An index of one identity is never continued with another.
type Identity struct {
	ChainID                                                               uint64
	StartBlock                                                            uint64
	EventFactory, EventManager, LiveTipping, Distributor, CreationWrapper common.Address
}

func (id Identity) diff(stored Identity) string {
	var out []string
	add := func(name string, stored, now any) {
		if stored != now {
			out = append(out, fmt.Sprintf("%s is %v there and %v in the configuration", name, stored, now))
		}
	}
	add("chain.id", stored.ChainID, id.ChainID)
	add("chain.start_block", stored.StartBlock, id.StartBlock)
	add("contracts.event_factory", stored.EventFactory, id.EventFactory)
	add("contracts.event_manager", stored.EventManager, id.EventManager)
	add("contracts.live_tipping", stored.LiveTipping, id.LiveTipping)
	add("contracts.distributor", stored.Distributor, id.Distributor)
	add("contracts.creation_wrapper", stored.CreationWrapper, id.CreationWrapper)
	return strings.Join(out, "; ")
}

// Options say what to open.
type Options struct {
	// Dir is the data directory: the index is in Dir/index, the journal in Dir/receipts.
	Dir      string
	Identity Identity
	// UndoWindow is how many blocks below the cursor can be taken back; default 256.
	UndoWindow uint64
	Log        *slog.Logger
	// Storage replaces the folder Dir/index; for tests that cut the power.
	Storage storage.Storage
	// Step is called before and after each write of journal and index; for tests that kill the program there.
	Step func()

	writeBuffer int // bytes that LevelDB keeps in memory; 0: writeBuffer
}

// writeBuffer is a compromise: a larger one makes a backfill faster and what is read again after a crash longer.
const writeBuffer = 8 * opt.MiB

// Store is the open index and journal. All methods may be called by any goroutine; batches are written one at a time.
type Store struct {
	db       *leveldb.DB
	stor     storage.Storage
	ownStor  bool
	step     func()
	journal  *journal
	window   uint64
	log      *slog.Logger
	identity Identity

	write    sync.Mutex // held from Begin to Commit or Discard
	counters counters   // guarded by write

	mu      sync.Mutex
	changed chan struct{}
	failed  error
}

// counters are the figures that only ever grow. They are one row, written with every batch.
type counters struct {
	Generation uint64 // random; a cursor of another index is recognised by it
	Seq        uint64 // of the newest feed row
	Touch      uint64 // of the newest touch
	Undo       uint64 // of the newest undo record
	Receipts   uint64 // journal entries applied
	Late       uint64 // logs that a second pass found
	Rollbacks  uint64
	Conflicts  uint64
	RoundEnded uint64 // wall clock, Unix seconds
}

// Open opens or makes the index and the journal of the data directory. It fails with ErrLocked, ErrForeign, ErrIdentity,
// ErrSchema or ErrCorrupted, each saying how to mend it; nothing is changed then.
func Open(o Options) (*Store, error) {
	if o.UndoWindow == 0 {
		o.UndoWindow = 256
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Step == nil {
		o.Step = func() {}
	}
	s := &Store{window: o.UndoWindow, log: o.Log, identity: o.Identity, stor: o.Storage, step: o.Step, changed: make(chan struct{})}
	dir := filepath.Join(o.Dir, "index")
	if s.stor == nil {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("open %s: %w", dir, err)
		}
		if len(entries) > 0 && !holdsLevelDB(entries) {
			return nil, fmt.Errorf("open %s: %w: it holds %q; set data_dir to another folder", dir, ErrForeign, entries[0].Name())
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("make %s: %w", dir, err)
		}
		if s.stor, err = storage.OpenFile(dir, false); err != nil {
			return nil, fmt.Errorf("open %s: %w", dir, lockError(err))
		}
		s.ownStor = true
	}
	if err := s.open(o, dir); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func holdsLevelDB(entries []fs.DirEntry) bool {
	for _, e := range entries {
		if e.Name() == "CURRENT" || e.Name() == "LOCK" {
			return true
		}
	}
	return false
}

func (s *Store) open(o Options, dir string) (err error) {
	if err := inspect(s.stor); err != nil {
		return fmt.Errorf("open %s: %w", dir, diskError(err))
	}
	s.db, err = leveldb.Open(s.stor, &opt.Options{
		Filter:      filter.NewBloomFilter(10), // off by default; most look-ups of a backfill are for keys that are not there yet
		WriteBuffer: cmp.Or(o.writeBuffer, writeBuffer),
		// Measured on a backfill of 400,000 logs: with LevelDB's own 8 MiB and 4 KiB the index blocks of the tables fall out of
		// the cache, and it takes a third longer; larger blocks also make the index a third smaller.
		BlockCacheCapacity: 32 * opt.MiB,
		BlockSize:          16 * opt.KiB,
		// Batches larger than the buffer would otherwise be written as tables in a transaction, which keeps LevelDB's lock for
		// ever when the disk is full: Close would hang.
		DisableLargeBatchTransaction: true,
	})
	if err != nil {
		if ldberrors.IsCorrupted(err) {
			return fmt.Errorf("open %s: %w (%v): run `haus rebuild`", dir, ErrCorrupted, err)
		}
		return fmt.Errorf("open %s: %w", dir, diskError(err))
	}
	raw, err := s.db.Get(key(tSchema), nil)
	fresh := errors.Is(err, leveldb.ErrNotFound)
	switch {
	case fresh:
		it := s.db.NewIterator(nil, nil)
		used := it.Next()
		ours := used && wellFormed(it.Key()) // damage took the schema away, and left the rest
		it.Release()
		if ours {
			return fmt.Errorf("open %s: %w: it has rows and no schema: run `haus rebuild`", dir, ErrCorrupted)
		}
		if used {
			return fmt.Errorf("open %s: %w: a LevelDB of something else; set data_dir to another folder", dir, ErrForeign)
		}
	case err != nil:
		return s.readError("schema", err)
	case len(raw) != 8:
		return fmt.Errorf("open %s: %w: schema row of %d bytes: run `haus rebuild`", dir, ErrCorrupted, len(raw))
	case u64(raw) > Schema:
		return fmt.Errorf("open %s: %w: %d, and this haus reads up to %d: use the newer haus, or run `haus rebuild`", dir, ErrSchema, u64(raw), Schema)
	case u64(raw) < Schema:
		return fmt.Errorf("open %s: %w: %d, and this haus reads %d: run `haus rebuild`", dir, ErrSchema, u64(raw), Schema)
	}
	if !fresh {
		var id Identity
		if err := s.load(tIdentity, &id); err != nil {
			return err
		}
		if id != o.Identity {
			return fmt.Errorf("open %s: %w: %s: set data_dir to another folder, or mend the configuration", dir, ErrIdentity, o.Identity.diff(id))
		}
		if err := s.load(tCounters, &s.counters); err != nil {
			return err
		}
	}
	// The journal comes before a new index is given its identity: if it is another deployment's, the folder stays as it is.
	if s.journal, err = openJournal(filepath.Join(o.Dir, "receipts"), o.Identity, s.counters.Receipts, s.log); err != nil {
		return err
	}
	if fresh {
		if err := s.create(o.Identity); err != nil {
			return err
		}
	}
	return s.replayJournal()
}

// load reads a row that must be there.
func (s *Store) load(table byte, into any) error {
	raw, err := s.db.Get(key(table), nil)
	if err != nil {
		return s.readError(fmt.Sprintf("row 0x%02x", table), err)
	}
	return decode(key(table), raw, into)
}

func (s *Store) create(id Identity) error {
	var gen [8]byte
	if _, err := rand.Read(gen[:]); err != nil {
		return err
	}
	s.counters = counters{Generation: binary.BigEndian.Uint64(gen[:]) >> 1}
	b := new(leveldb.Batch)
	b.Put(key(tSchema), key(Schema, uint64(Schema))[1:])
	b.Put(key(tIdentity), encode(id))
	b.Put(key(tCounters), encode(s.counters))
	return s.put(b)
}

// put writes and syncs; every write of the store goes through it.
func (s *Store) put(b *leveldb.Batch) error {
	s.step()
	defer s.step()
	if err := s.db.Write(b, &opt.WriteOptions{Sync: true}); err != nil {
		if ldberrors.IsCorrupted(err) { // a compaction met it
			return s.fail(fmt.Errorf("write the index: %w (%v): run `haus rebuild`", ErrCorrupted, err))
		}
		return s.fail(fmt.Errorf("write the index: %w", diskError(err)))
	}
	return nil
}

// fail keeps the first write error, after which nothing more is written.
func (s *Store) fail(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed == nil {
		s.failed = err
	}
	return err
}

// Close ends the store. It waits for a batch that is being written; views fail from then on.
func (s *Store) Close() error { return s.close("") }

// close ends the store and, before anybody else can open it, removes index and journal of the data directory unused (empty: of none).
func (s *Store) close(unused string) error {
	s.write.Lock()
	defer s.write.Unlock()
	var errs []error
	if s.journal != nil {
		errs = append(errs, s.journal.close())
	}
	if s.db != nil {
		if err := s.db.Close(); s.Failed() == nil { // what failed was told already
			errs = append(errs, err)
		}
	}
	if unused != "" {
		errs = append(errs, os.RemoveAll(filepath.Join(unused, "index")), os.RemoveAll(filepath.Join(unused, "receipts")))
	}
	if s.ownStor {
		errs = append(errs, s.stor.Close())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
	return errors.Join(errs...)
}

// Changed returns a channel that is closed by the next commit, and when the store closes. Take it before reading.
func (s *Store) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed == nil {
		closed := make(chan struct{})
		close(closed)
		return closed
	}
	return s.changed
}

func (s *Store) announce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed != nil {
		close(s.changed)
		s.changed = make(chan struct{})
	}
}

// Failed returns the error of writing the index or the journal after which the store refuses further batches and receipts,
// or nil. A full disk is one. Reading goes on; opening the store again ends it.
func (s *Store) Failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// UndoWindow returns how many blocks below the cursor can be taken back.
func (s *Store) UndoWindow() uint64 { return s.window }

// Identity returns what the index was built from.
func (s *Store) Identity() Identity { return s.identity }

// DiskUsage returns the bytes of the index's tables on disk.
func (s *Store) DiskUsage() (uint64, error) {
	var stats leveldb.DBStats
	if err := s.db.Stats(&stats); err != nil {
		return 0, err
	}
	var n int64
	for _, size := range stats.LevelSizes {
		n += size
	}
	return uint64(n), nil
}

func (s *Store) readError(what string, err error) error {
	switch {
	case errors.Is(err, leveldb.ErrNotFound):
		return fmt.Errorf("read %s: %w: run `haus rebuild`", what, ErrCorrupted)
	case ldberrors.IsCorrupted(err):
		return fmt.Errorf("read %s: %w (%v): run `haus rebuild`", what, ErrCorrupted, err)
	default:
		return fmt.Errorf("read %s: %w", what, err)
	}
}

func lockError(err error) error {
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, storage.ErrLocked) {
		return fmt.Errorf("%w: stop it, or set data_dir to another folder", ErrLocked)
	}
	return err
}

func diskError(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || strings.Contains(err.Error(), "no space left") || errors.Is(err, io.ErrShortWrite) {
		return fmt.Errorf("%w (%v): free some space and start again, nothing is lost", ErrDiskFull, err)
	}
	return err
}

func encode(v any) []byte {
	b, err := rlp.EncodeToBytes(v)
	if err != nil {
		panic(fmt.Sprintf("store: %T cannot be encoded: %v", v, err)) // only a record type that RLP does not know
	}
	return b
}

func decode(k, raw []byte, into any) error {
	if err := rlp.DecodeBytes(raw, into); err != nil {
		return fmt.Errorf("read %x: %w (%v): run `haus rebuild`", k, ErrCorrupted, err)
	}
	return nil
}

// Exists tells whether there is an index in the data directory.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "index", "CURRENT"))
	return err == nil
}

// CloseUnused closes the store and, when nothing was ever indexed or recorded in it, removes it again: an index that was made
// for a wrong configuration would stand in the way of the right one.
func (s *Store) CloseUnused(dir string) error {
	v, err := s.View()
	if err != nil {
		return errors.Join(err, s.Close())
	}
	_, indexed := v.AsOf()
	v.Release()
	if used := indexed || s.journal.entries > 0; used {
		return s.Close()
	}
	return s.close(dir)
}

// SetAside renames the index of the data directory, whatever state it is in, and returns its new name; empty when there is
// none. It fails with ErrLocked while a process has it open.
func SetAside(dir string) (old string, err error) {
	index := filepath.Join(dir, "index")
	if _, err := os.Stat(index); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	lock, err := storage.OpenFile(index, false)
	if err != nil {
		return "", fmt.Errorf("open %s: %w", index, lockError(err))
	}
	defer lock.Close()
	for n := 1; ; n++ {
		old = filepath.Join(dir, fmt.Sprintf("index.old-%d", n))
		if _, err := os.Stat(old); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err := os.Rename(index, old); err != nil {
		return "", fmt.Errorf("set the old index aside: %w", err)
	}
	return old, syncDir(dir)
}
