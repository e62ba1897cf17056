package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	ldberrors "github.com/syndtr/goleveldb/leveldb/errors"
	"github.com/syndtr/goleveldb/leveldb/storage"
	"github.com/syndtr/goleveldb/leveldb/util"
)

// LevelDB skips what it cannot read in its own journal and manifest and goes on with what follows: a flipped bit would
// leave a hole in the middle of the history, with the cursor behind it. Its strict mode refuses every torn end instead,
// which is what any kill leaves. So each file is inspected first: every batch is synced before the next begins, hence
// only the last record may be incomplete.

// The format of both files: blocks, each of chunks of checksum, length and kind, then data; a block's last bytes, too few for
// a chunk's head, are zeros.
const (
	blockSize = 32 << 10
	chunkHead = 7
)

const (
	chunkFull = 1 + iota
	chunkFirst
	chunkMiddle
	chunkLast
)

// inspect looks for damage that LevelDB would pass over in silence, and clears away a first start that was cut short.
func inspect(stor storage.Storage) error {
	files, err := stor.List(storage.TypeJournal)
	if err != nil {
		return err
	}
	switch manifest, err := stor.GetMeta(); {
	case err == nil:
		files = append(files, manifest)
	case ldberrors.IsCorrupted(err):
		return fmt.Errorf("%w (%v): run `haus rebuild`", ErrCorrupted, err)
	case !errors.Is(err, os.ErrNotExist):
		return err
	default:
		return clearUnfinished(stor)
	}
	for _, fd := range files {
		raw, err := readFile(stor, fd)
		if err != nil {
			return fmt.Errorf("read %s: %w", fd, err)
		}
		if at, ok := damage(raw); ok {
			return fmt.Errorf("read %s: %w at byte %d: run `haus rebuild`", fd, ErrCorrupted, at)
		}
	}
	return nil
}

// clearUnfinished removes what LevelDB leaves when it is killed while it makes an index: files that its entry point does not
// name yet. Where there is a journal or a table, the entry point was lost instead, and LevelDB says so.
func clearUnfinished(stor storage.Storage) error {
	if data, err := stor.List(storage.TypeJournal | storage.TypeTable); err != nil || len(data) > 0 {
		return err
	}
	left, err := stor.List(storage.TypeAll)
	for _, fd := range left {
		err = errors.Join(err, stor.Remove(fd))
	}
	return err
}

func readFile(stor storage.Storage, fd storage.FileDesc) ([]byte, error) {
	r, err := stor.Open(fd)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// damage finds the first place that is neither a whole record nor the torn last one.
func damage(raw []byte) (at int, found bool) {
	inside := false // a record began and has not ended
	for at < len(raw) {
		left := blockSize - at%blockSize
		if left < chunkHead {
			at += left
			continue
		}
		kind, size := chunk(raw[at:min(at+left, len(raw))])
		if size == 0 {
			return at, !torn(raw[at:], left)
		}
		if starts := kind == chunkFull || kind == chunkFirst; starts == inside {
			return at, true
		}
		inside = kind == chunkFirst || kind == chunkMiddle
		at += size
	}
	return at, false
}

// chunk returns the kind and the size of the whole chunk that b begins with; size 0: there is none.
func chunk(b []byte) (kind byte, size int) {
	if len(b) < chunkHead {
		return 0, 0
	}
	kind, size = b[6], chunkHead+int(binary.LittleEndian.Uint16(b[4:]))
	if kind < chunkFull || kind > chunkLast || size > len(b) || util.NewCRC(b[6:size]).Value() != binary.LittleEndian.Uint32(b) {
		return 0, 0
	}
	return kind, size
}

// torn tells whether the rest of a file, of whose first block so much is left, is the beginning of a write that never ended:
// too short for what its head promises, with no record after it, or zeros.
func torn(rest []byte, left int) bool {
	if len(bytes.Trim(rest, "\x00")) == 0 {
		return true
	}
	if len(rest) >= left {
		return false
	}
	if len(rest) >= chunkHead && chunkHead+int(binary.LittleEndian.Uint16(rest[4:])) <= len(rest) {
		return false
	}
	for i := 1; i < len(rest); i++ {
		if kind, size := chunk(rest[i:]); size > chunkHead && (kind == chunkFull || kind == chunkFirst) {
			return false
		}
	}
	return true
}
