package store_test

import (
	"os"
	"sync"
	"syscall"

	"github.com/syndtr/goleveldb/leveldb/storage"
)

// disk is a storage in memory that knows what was synced and what was not. A cut keeps what was synced, plus as much of each
// file's unsynced end as keep says; from the write where failAt stands on, every write fails as on a full disk.
type disk struct {
	mu     sync.Mutex
	files  map[storage.FileDesc]*file
	meta   *storage.FileDesc
	locked bool

	writes  int                      // of data, syncs and names alike, so far
	failAt  int                      // the number of the first write that fails; 0: none
	failing storage.FileType         // what kinds of files fail then
	partial bool                     // the first failing write of data leaves half of it
	onWrite func(n int, state *disk) // called before each
}

type file struct {
	data   []byte
	synced int
}

func newDisk() *disk {
	return &disk{files: map[storage.FileDesc]*file{}, failing: storage.TypeAll}
}

// cut returns the disk as a power cut leaves it now; keep chooses how many of n unsynced bytes are there.
func (d *disk) cut(keep func(n int) int) *disk {
	out := newDisk()
	if d.meta != nil {
		meta := *d.meta
		out.meta = &meta
	}
	for fd, f := range d.files {
		n := f.synced + keep(len(f.data)-f.synced)
		out.files[fd] = &file{data: append([]byte(nil), f.data[:n]...), synced: n}
	}
	return out
}

// write counts a write; locked.
func (d *disk) write(kind storage.FileType) error {
	d.writes++
	if d.onWrite != nil {
		d.onWrite(d.writes, d)
	}
	if d.failAt > 0 && d.writes >= d.failAt && d.failing&kind != 0 {
		return &os.PathError{Op: "write", Path: "disk", Err: syscall.ENOSPC}
	}
	return nil
}

type unlocker struct{ d *disk }

func (u unlocker) Unlock() {
	u.d.mu.Lock()
	defer u.d.mu.Unlock()
	u.d.locked = false
}

func (d *disk) Lock() (storage.Locker, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locked {
		return nil, storage.ErrLocked
	}
	d.locked = true
	return unlocker{d}, nil
}

func (d *disk) Log(string)   {}
func (d *disk) Close() error { return nil }

func (d *disk) SetMeta(fd storage.FileDesc) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.write(fd.Type); err != nil {
		return err
	}
	d.meta = &fd
	return nil
}

func (d *disk) GetMeta() (storage.FileDesc, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.meta == nil || d.files[*d.meta] == nil {
		return storage.FileDesc{}, os.ErrNotExist
	}
	return *d.meta, nil
}

func (d *disk) List(types storage.FileType) (out []storage.FileDesc, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for fd := range d.files {
		if fd.Type&types != 0 {
			out = append(out, fd)
		}
	}
	return out, nil
}

func (d *disk) Open(fd storage.FileDesc) (storage.Reader, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.files[fd] == nil {
		return nil, os.ErrNotExist
	}
	return newReader(d.files[fd].data), nil
}

func (d *disk) Create(fd storage.FileDesc) (storage.Writer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.write(fd.Type); err != nil {
		return nil, err
	}
	f := new(file)
	d.files[fd] = f
	return &writer{d, f, fd.Type}, nil
}

func (d *disk) Remove(fd storage.FileDesc) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.write(fd.Type); err != nil {
		return err
	}
	delete(d.files, fd)
	return nil
}

func (d *disk) Rename(from, to storage.FileDesc) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.write(to.Type); err != nil {
		return err
	}
	d.files[to] = d.files[from]
	delete(d.files, from)
	return nil
}

type writer struct {
	d    *disk
	f    *file
	kind storage.FileType
}

func (w *writer) Write(p []byte) (int, error) {
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	err := w.d.write(w.kind)
	n := len(p)
	if err != nil {
		n = 0
		if w.d.partial {
			n, w.d.partial = len(p)/2, false
		}
	}
	w.f.data = append(w.f.data, p[:n]...)
	return n, err
}

func (w *writer) Sync() error {
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	if err := w.d.write(w.kind); err != nil {
		return err
	}
	w.f.synced = len(w.f.data)
	return nil
}

func (w *writer) Close() error { return nil }
