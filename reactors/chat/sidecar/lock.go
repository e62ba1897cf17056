package sidecar

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// lockName is a file beside the database. Whoever has the database open holds a lock on it: the child inherits it, so that one that
// outlives a parent that was killed, since it hangs or was stopped, is found. Two clients on one database would fork its groups.
const lockName = "lock"

// lockFD is the child's file descriptor of the lock.
const lockFD = 4

// lock takes the database's lock. A child of an earlier parent that still holds it has the limit to end by itself, as it does when it
// sees that its parent is gone; then it is killed.
func lock(ctx context.Context, dir string, limit time.Duration, log *slog.Logger) (*os.File, error) {
	path, err := filepath.Abs(filepath.Join(dir, lockName))
	if err != nil {
		return nil, fmt.Errorf("find the lock of the XMTP database: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock of the XMTP database: %w", err)
	}
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	patience := time.NewTimer(limit)
	defer patience.Stop()
	over := time.NewTimer(2 * limit)
	defer over.Stop()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(fmt.Errorf("lock the XMTP database: %w", err), f.Close())
		}
		select {
		case <-again.C:
		case <-patience.C:
			for _, pid := range holders(f) {
				log.Warn("a sidecar of an earlier haus still has the XMTP database open, and is ended", "pid", pid)
				_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended meanwhile
			}
		case <-over.C:
			return nil, errors.Join(fmt.Errorf("%s is locked by another process: end it", path), f.Close())
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		}
	}
}

// holders are the processes that have the lock where a sidecar has it. (Elsewhere than on Linux none is found.)
func holders(lock *os.File) (pids []int) {
	ours, err := lock.Stat()
	if err != nil {
		return nil
	}
	all, _ := filepath.Glob(fmt.Sprintf("/proc/[0-9]*/fd/%d", lockFD)) // the pattern is well formed
	for _, fd := range all {
		// The file and not its name: the folder may be reached by a symbolic link.
		if theirs, err := os.Stat(fd); err != nil || !os.SameFile(ours, theirs) {
			continue
		}
		if pid, err := strconv.Atoi(strings.Split(fd, "/")[2]); err == nil && pid != os.Getpid() {
			pids = append(pids, pid)
		}
	}
	return pids
}
