package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/rlp"
)

// Receipt is something that was done, commanded or paid. It goes to the journal in data/receipts first, synced, then into
// the index; what the index lacks is replayed from the journal when the store opens.
type Receipt struct {
	Number  uint64 // its place in the journal, from 1; given by Record
	Reactor string // a short name without zero bytes
	EventID uint64
	Kind    string // the reactor's own short word for it
	Time    uint64 // wall clock, Unix seconds
	Data    []byte // the reactor's own, at most MaxReceipt bytes
	Touch   bool   // makes (Reactor, EventID) due, as a command does
}

// MaxReceipt is the most bytes one receipt may carry. A receipt says what was done; larger things are named by their CID.
const MaxReceipt = 1 << 20

// maxNames is the most bytes of a receipt's two names together; so a frame has a largest size.
const maxNames = 256

// Record appends the receipt to the journal, synced, and to the index, and returns its number. After an error the receipt
// may or may not be in the journal: look before acting again.
func (s *Store) Record(r Receipt) (uint64, error) {
	if len(r.Data) > MaxReceipt {
		return 0, fmt.Errorf("record a receipt of %s for event %d: %d bytes, at most %d", r.Reactor, r.EventID, len(r.Data), MaxReceipt)
	}
	if r.Reactor == "" || strings.Contains(r.Reactor, "\x00") || len(r.Reactor)+len(r.Kind) > maxNames {
		return 0, fmt.Errorf("record a receipt of %q, kind %q: want short names without zero bytes", r.Reactor, r.Kind)
	}
	b := s.Begin()
	defer b.Discard()
	if err := s.Failed(); err != nil {
		return 0, err
	}
	r.Number = s.journal.entries + 1
	s.step()
	if err := s.journal.append(r); err != nil {
		return 0, s.fail(err)
	}
	b.addReceipt(r)
	return r.Number, b.Commit()
}

func (b *Batch) addReceipt(r Receipt) {
	b.set(key(tReceipt, r.Reactor, r.EventID, r.Number), encode(r))
	b.counters.Receipts = r.Number
	if r.Touch {
		b.Touch(r.Reactor, r.EventID)
	}
}

// Receipts yields what was recorded of a key, oldest first.
func (v *View) Receipts(k WorkKey) iter.Seq2[Receipt, error] {
	return collect(v, key(tReceipt, k.Reactor, k.EventID), nil, false, func(k, raw []byte) (r Receipt, err error) {
		return r, decode(k, raw, &r)
	}, func(r Row[Receipt]) Receipt { return r.Value })
}

// AllReceipts yields what was recorded of a reactor, event by event, each event's oldest first. It is for who keeps an account of
// all events, such as what was spent.
func (v *View) AllReceipts(reactor string) iter.Seq2[Receipt, error] {
	return collect(v, key(tReceipt, reactor), nil, false, func(k, raw []byte) (r Receipt, err error) {
		return r, decode(k, raw, &r)
	}, func(r Row[Receipt]) Receipt { return r.Value })
}

// replayJournal brings the receipts that the index lacks into it: after a crash between the two writes, or all of them
// when data/index is new.
func (s *Store) replayJournal() error {
	if s.counters.Receipts == s.journal.entries {
		return nil
	}
	const perBatch = 4 << 20 // bytes
	b := s.Begin()
	defer func() { b.Discard() }()
	n := 0
	err := s.journal.read(func(r Receipt) error {
		if r.Number <= b.counters.Receipts {
			return nil
		}
		b.addReceipt(r)
		if n += 128 + len(r.Data); n > perBatch {
			n = 0
			if err := b.Commit(); err != nil {
				return err
			}
			b = s.Begin()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.Commit()
}

// journal is the file of receipts: frames of a head with CRC-32C checksums and an RLP payload. The first names the chain and
// the factory.
type journal struct {
	path    string
	f       *os.File
	size    int64
	entries uint64
}

type journalHead struct {
	Magic   string
	ChainID uint64
	Factory [20]byte
}

const (
	// frameHead is the payload's length, the payload's checksum, and the checksum of these two: so that a flipped length is
	// damage, and never looks like an append that a crash cut short.
	frameHead    = 12
	journalMagic = "haus receipts 1"
	maxFrame     = MaxReceipt + 1024 // maxNames and the figures' bytes fit
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// openJournal opens or makes the journal. A torn last frame, left by a crash in the middle of an append that nobody was
// told had succeeded, is cut off; damage anywhere else is ErrCorrupted, and so is a journal of fewer receipts than the index
// knows. Then nothing is changed.
func openJournal(dir string, id Identity, known uint64, log *slog.Logger) (*journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make %s: %w", dir, err)
	}
	j := &journal{path: filepath.Join(dir, "journal")}
	want := journalHead{journalMagic, id.ChainID, id.EventFactory}
	if _, err := os.Stat(j.path); errors.Is(err, fs.ErrNotExist) {
		if known > 0 {
			return nil, j.lost(known)
		}
		if err := j.create(dir, want); err != nil {
			return nil, err
		}
	}
	var err error
	if j.f, err = os.OpenFile(j.path, os.O_RDWR, 0); err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	whole, err := j.scan(func(i uint64, payload []byte) error {
		if i > 0 {
			j.entries = i
			return nil
		}
		var got journalHead
		if err := rlp.DecodeBytes(payload, &got); err != nil || got.Magic != journalMagic {
			return fmt.Errorf("open %s: %w: set data_dir to another folder", j.path, ErrForeign)
		}
		if got != want {
			return fmt.Errorf("open %s: %w: it holds the receipts of chain %d, EventFactory 0x%x: set data_dir to another folder", j.path, ErrIdentity, got.ChainID, got.Factory)
		}
		return nil
	})
	if err == nil && whole == 0 {
		err = j.damaged(0)
	}
	if err == nil && j.entries < known {
		err = j.lost(known)
	}
	if err == nil {
		var info os.FileInfo
		if info, err = j.f.Stat(); err == nil && info.Size() > whole {
			err = j.cut(dir, whole, info.Size()-whole, log)
		}
	}
	if err != nil {
		j.f.Close()
		return nil, err
	}
	j.size = whole
	return j, nil
}

// cut takes a torn end off the journal. The bytes are kept beside it: if they were damage after all, they are still there.
func (j *journal) cut(dir string, at, n int64, log *slog.Logger) error {
	torn := make([]byte, n)
	if _, err := j.f.ReadAt(torn, at); err != nil {
		return fmt.Errorf("read the torn end of %s: %w", j.path, err)
	}
	aside := fmt.Sprintf("%s.torn-%d", j.path, at)
	log.Warn("the journal ends in a torn receipt, which is cut off", "file", j.path, "bytes", n, "kept", aside)
	if err := writeSynced(aside, torn); err != nil {
		return fmt.Errorf("keep the torn end of %s: %w", j.path, diskError(err))
	}
	if err := errors.Join(j.f.Truncate(at), j.f.Sync(), syncDir(dir)); err != nil {
		return fmt.Errorf("cut the torn end off %s: %w", j.path, diskError(err))
	}
	return nil
}

// create makes the file under another name, so that a journal without its first frame is never seen.
func (j *journal) create(dir string, head journalHead) error {
	tmp := j.path + ".tmp"
	err := writeSynced(tmp, frame(encode(head)))
	if err == nil {
		err = os.Rename(tmp, j.path)
	}
	if err == nil {
		err = errors.Join(syncDir(dir), syncDir(filepath.Dir(dir))) // the folder itself is new too
	}
	if err != nil {
		return fmt.Errorf("make the journal %s: %w", j.path, diskError(err))
	}
	return nil
}

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func frame(payload []byte) []byte {
	b := make([]byte, frameHead, frameHead+len(payload))
	binary.BigEndian.PutUint32(b, uint32(len(payload)))
	binary.BigEndian.PutUint32(b[4:], crc32.Checksum(payload, castagnoli))
	binary.BigEndian.PutUint32(b[8:], crc32.Checksum(b[:8], castagnoli))
	return append(b, payload...)
}

// append writes the receipt, synced. After an error what is on disk is not known, and nothing may be appended any more; the
// next start cuts a torn frame off.
func (j *journal) append(r Receipt) error {
	b := frame(encode(r))
	_, err := j.f.WriteAt(b, j.size)
	if err == nil {
		err = j.f.Sync()
	}
	if err != nil {
		return fmt.Errorf("append to %s: %w", j.path, diskError(err))
	}
	j.size += int64(len(b))
	j.entries = r.Number
	return nil
}

// scan calls f for each whole frame and returns where they end.
func (j *journal) scan(f func(i uint64, payload []byte) error) (whole int64, err error) {
	info, err := j.f.Stat()
	if err != nil {
		return 0, fmt.Errorf("read the journal: %w", err)
	}
	r := io.NewSectionReader(j.f, 0, info.Size())
	var head [frameHead]byte
	for i := uint64(0); ; i++ {
		left := info.Size() - whole
		if left < frameHead {
			return whole, nil
		}
		if _, err := r.ReadAt(head[:], whole); err != nil {
			return whole, fmt.Errorf("read %s: %w", j.path, err)
		}
		n := int64(binary.BigEndian.Uint32(head[:]))
		if crc32.Checksum(head[:8], castagnoli) != binary.BigEndian.Uint32(head[8:]) || n > maxFrame {
			if !zeroTail(r, whole+frameHead, left-frameHead) { // zeros are what a power cut may leave
				return whole, j.damaged(whole)
			}
			return whole, nil
		}
		if n > left-frameHead {
			return whole, nil
		}
		payload := make([]byte, n)
		if _, err := r.ReadAt(payload, whole+frameHead); err != nil {
			return whole, fmt.Errorf("read %s: %w", j.path, err)
		}
		if crc32.Checksum(payload, castagnoli) != binary.BigEndian.Uint32(head[4:]) {
			if n == left-frameHead {
				return whole, nil // the last frame: torn
			}
			return whole, j.damaged(whole)
		}
		if err := f(i, payload); err != nil {
			return whole, err
		}
		whole += frameHead + n
	}
}

func (j *journal) lost(known uint64) error {
	return fmt.Errorf("open %s: %w: the index knows %d receipts and the journal holds %d: restore data/receipts from its backup", j.path, ErrCorrupted, known, j.entries)
}

func (j *journal) damaged(at int64) error {
	return fmt.Errorf("read %s: %w at byte %d: restore it from its backup", j.path, ErrCorrupted, at)
}

// zeroTail tells whether the rest of the file is one frame's worth of zeros, as a file system may leave it after a power cut.
func zeroTail(r io.ReaderAt, at, n int64) bool {
	if n > maxFrame {
		return false
	}
	b := make([]byte, n)
	if _, err := r.ReadAt(b, at); err != nil {
		return false
	}
	return len(bytes.Trim(b, "\x00")) == 0
}

func (j *journal) read(f func(Receipt) error) error {
	_, err := j.scan(func(i uint64, payload []byte) error {
		if i == 0 {
			return nil
		}
		var r Receipt
		if err := rlp.DecodeBytes(payload, &r); err != nil || r.Number != i {
			return fmt.Errorf("read %s: %w: receipt %d (%v): restore it from its backup", j.path, ErrCorrupted, i, err)
		}
		return f(r)
	})
	return err
}

func (j *journal) close() error {
	if err := j.f.Close(); err != nil {
		return fmt.Errorf("close the journal: %w", err)
	}
	return nil
}
