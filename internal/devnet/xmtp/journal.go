package xmtp

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
)

// The journal is one file: magic, then frames of
//
//	length of what follows the checksum, checksum (CRC-32C) of it, each 4 bytes little-endian
//	kind, 1 byte; time, Unix nanoseconds, 8 bytes little-endian; body
//
// An entry's id is its place, so nothing may ever be taken out of the middle.
const (
	magic      = "haus xmtp journal 1\n"
	headerSize = 8
	entrySize  = 9 // without the body

	// maxBody is far above what an entry can be: a request is at most maxRequest.
	maxBody = maxRequest
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type journal struct {
	file *os.File
	size int64 // of what is written whole
	err  error // why nothing more can be written
}

// entry is a write with its time.
type entry struct {
	kind kind
	at   int64
	body []byte
}

// openJournal gives every entry to replay, in order, and cuts off what a kill in
// the middle of an append has left at the end.
func openJournal(dir string, log *slog.Logger, replay func(entry) error) (*journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the journal: %w", err)
	}
	path := filepath.Join(dir, "journal")
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the journal: %w", err)
	}
	j := &journal{file: file}
	if err := j.start(path, log, replay); err != nil {
		file.Close()
		return nil, err
	}
	return j, nil
}

func (j *journal) start(path string, log *slog.Logger, replay func(entry) error) error {
	// Two nodes appending to one file would destroy it.
	if err := syscall.Flock(int(j.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("lock the journal %s: %w: another node has it; stop that one or take another folder", path, err)
	}
	info, err := j.file.Stat()
	if err != nil {
		return fmt.Errorf("look at the journal: %w", err)
	}
	entries := 0
	j.size, err = readJournal(j.file, info.Size(), func(e entry) error { entries++; return replay(e) })
	if err != nil {
		return fmt.Errorf("read the journal %s: %w; to start anew remove it, and with it every client database that was used with this node", path, err)
	}
	if torn := info.Size() - j.size; torn > 0 {
		log.Warn("the XMTP journal ends in a torn entry, which is cut off", "bytes", torn)
		if err := j.file.Truncate(j.size); err != nil {
			return fmt.Errorf("cut the journal's torn end: %w", err)
		}
	}
	if j.size == 0 {
		if err := j.write([]byte(magic)); err != nil {
			return err
		}
	}
	log.Debug("XMTP journal replayed", "entries", entries, "bytes", j.size)
	return nil
}

// readJournal reads size bytes of frames, and tells how many of them are whole.
// What cannot be a torn end is an error.
func readJournal(r io.Reader, size int64, replay func(entry) error) (whole int64, err error) {
	in := bufio.NewReaderSize(r, 1<<16)
	start := make([]byte, min(size, int64(len(magic))))
	if _, err := io.ReadFull(in, start); err != nil {
		return 0, err
	}
	if string(start) != magic[:len(start)] {
		return 0, errors.New("it is not a journal of this node")
	}
	if len(start) < len(magic) {
		return 0, nil
	}
	at := int64(len(magic))
	for size-at >= headerSize {
		var header [headerSize]byte
		if _, err := io.ReadFull(in, header[:]); err != nil {
			return at, err
		}
		length := int64(binary.LittleEndian.Uint32(header[:]))
		if length < entrySize || length > entrySize+maxBody {
			return at, fmt.Errorf("it is damaged at byte %d: an entry of %d bytes", at, length)
		}
		if length > size-at-headerSize {
			return at, nil
		}
		payload := make([]byte, length)
		if _, err := io.ReadFull(in, payload); err != nil {
			return at, err
		}
		end := at + headerSize + length
		if crc32.Checksum(payload, castagnoli) != binary.LittleEndian.Uint32(header[4:]) {
			if end == size {
				return at, nil // its blocks were not all written
			}
			return at, fmt.Errorf("it is damaged at byte %d: wrong checksum", at)
		}
		err := replay(entry{
			kind: kind(payload[0]),
			at:   int64(binary.LittleEndian.Uint64(payload[1:])),
			body: payload[entrySize:],
		})
		if err != nil {
			return at, fmt.Errorf("the entry at byte %d: %w", at, err)
		}
		at = end
	}
	return at, nil
}

func appendFrame(b []byte, e entry) []byte {
	start := len(b)
	b = binary.LittleEndian.AppendUint32(b, uint32(entrySize+len(e.body)))
	b = append(b, 0, 0, 0, 0) // the checksum's place
	b = append(b, byte(e.kind))
	b = binary.LittleEndian.AppendUint64(b, uint64(e.at))
	b = append(b, e.body...)
	binary.LittleEndian.PutUint32(b[start+4:], crc32.Checksum(b[start+headerSize:], castagnoli))
	return b
}

// append writes the entry whole or not at all. A nil journal keeps nothing.
func (j *journal) append(e entry) error {
	if j == nil {
		return nil
	}
	return j.write(appendFrame(nil, e))
}

func (j *journal) write(b []byte) error {
	if j.err != nil {
		return j.err
	}
	if _, err := j.file.WriteAt(b, j.size); err != nil {
		// Part of it may be there; what follows must not be appended behind it.
		if cut := j.file.Truncate(j.size); cut != nil {
			j.err = fmt.Errorf("cut off an entry that failed: %w", cut)
		}
		return fmt.Errorf("append to the journal: %w", err)
	}
	j.size += int64(len(b))
	return nil
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	j.err = errors.New("the journal is closed")
	if err := errors.Join(j.file.Sync(), j.file.Close()); err != nil {
		return fmt.Errorf("close the journal: %w", err)
	}
	return nil
}
