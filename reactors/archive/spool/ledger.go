package spool

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
)

// source is a file as it was when it was taken. Another file of its name differs in one of these.
type source struct {
	Path  string `json:"path"` // below the application's folder
	Ino   uint64 `json:"ino"`
	Size  int64  `json:"size"`  // bytes
	Mtime int64  `json:"mtime"` // Unix nanoseconds
}

// entry is a line of the ledger: a segment and where it came from, a file that holds nothing new, or where an event
// stood when what came before was forgotten or lost.
type entry struct {
	Segment *Segment `json:"segment,omitempty"`
	Source  *source  `json:"source,omitempty"`
	// Open says that nothing but time said that the file was finished: if it grows after all, its rest is taken.
	Open bool `json:"open,omitempty"`
	// From is where the segment begins in its file; more than 0 when it is such a rest.
	From int64 `json:"from,omitempty"`
	// Through is the hash of the file up to the segment's end, when From is more than 0 and Open.
	Through string `json:"through,omitempty"`
	Base    *base  `json:"base,omitempty"`
}

// base is what numbering goes on from.
type base struct {
	N       uint64 `json:"n"`
	Session uint64 `json:"session"`
	// Again says that lines were lost, so that files come again which are in a chunk.
	Again bool `json:"again,omitempty"`
}

const (
	ledgerName = "ledger"
	sumLen     = 8 // of a line's checksum, in hex
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// line is the entry as it is written: CRC-32C in hex, a space, JSON, a line feed. JSON has no line feed of its own.
func (e *entry) line() ([]byte, error) {
	raw, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	out := fmt.Appendf(make([]byte, 0, len(raw)+sumLen+2), "%08x ", crc32.Checksum(raw, castagnoli))
	return append(append(out, raw...), '\n'), nil
}

// parse reads a line, without its line feed; false: it is not as it was written.
func parse(line []byte, into *entry) bool {
	if len(line) < sumLen+1 || line[sumLen] != ' ' {
		return false
	}
	sum, err := strconv.ParseUint(string(line[:sumLen]), 16, 32)
	raw := line[sumLen+1:]
	return err == nil && uint32(sum) == crc32.Checksum(raw, castagnoli) && json.Unmarshal(raw, into) == nil
}

// readLedger calls f for each whole line and where it begins. whole is where the last whole line ends; damaged is where the first bad
// line begins that others follow, -1: there is none. What follows whole is torn.
func readLedger(raw []byte, f func(at int64, line *entry)) (whole, damaged int64) {
	damaged = -1
	bad := int64(-1)
	for at := int64(0); at < int64(len(raw)); {
		n := bytes.IndexByte(raw[at:], '\n')
		if n < 0 {
			break
		}
		var e entry
		if parse(raw[at:at+int64(n)], &e) {
			if bad >= 0 && damaged < 0 {
				damaged = bad
			}
			f(at, &e)
			whole = at + int64(n) + 1
		} else if bad < 0 {
			bad = at
		}
		at += int64(n) + 1
	}
	return whole, damaged
}

// cutTorn takes what follows the last whole line off a ledger: the rest of an append that nobody was told had succeeded. The bytes
// are kept beside it.
func cutTorn(dir string, raw []byte, whole int64) error {
	path := filepath.Join(dir, ledgerName)
	if err := writeSynced(fmt.Sprintf("%s.torn-%d", path, whole), raw[whole:]); err != nil {
		return fmt.Errorf("keep the torn end of %s: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("cut the torn end off %s: %w", path, err)
	}
	if err := errors.Join(f.Truncate(whole), f.Sync(), f.Close(), syncDir(dir)); err != nil {
		return fmt.Errorf("cut the torn end off %s: %w", path, err)
	}
	return nil
}

// writeSynced writes a file; its folder is the caller's to sync.
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
