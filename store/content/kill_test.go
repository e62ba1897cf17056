package content

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// Variables that make the test binary a process which puts one file and kills itself with SIGKILL at a step.
const (
	victimDir  = "TEST_CONTENT_VICTIM_DIR"
	victimStep = "TEST_CONTENT_VICTIM_STEP"
)

var victimBytes = pattern(600 << 10)

func victim(dir string) {
	at, err := strconv.Atoi(os.Getenv(victimStep))
	if err != nil {
		os.Exit(3)
	}
	n := 0
	s, err := Open(Options{Dir: dir, step: func(string) error {
		if n++; n == at {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // until it arrives
		}
		return nil
	}})
	if err == nil {
		_, err = s.Put(context.Background(), bytes.NewReader(victimBytes), TypeMP4)
	}
	if err != nil {
		os.Exit(4)
	}
	os.Exit(0)
}

// TestKill kills a process before every step of a write in turn, until it gets to the end. Whatever it left: the file is whole
// or absent, nothing half-written stays, and putting it again works.
func TestKill(t *testing.T) {
	for step := 1; ; step++ {
		dir := filepath.Join(t.TempDir(), "content")
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), victimDir+"="+dir, victimStep+"="+strconv.Itoa(step))
		err := cmd.Run()
		done := err == nil
		if exit, ok := errors.AsType[*exec.ExitError](err); !done && (!ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL) {
			t.Fatalf("step %d: %v", step, err)
		}
		s, err := Open(Options{Dir: dir})
		if err != nil {
			t.Fatalf("step %d: %v", step, err)
		}
		err = s.Verify(t.Context(), CID(victimBytes))
		if err != nil && (done || !errors.Is(err, ErrNotFound)) {
			t.Errorf("step %d: %v", step, err)
		}
		if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) > 0 {
			t.Errorf("step %d: %d files left", step, len(left))
		}
		info, err := s.Put(t.Context(), bytes.NewReader(victimBytes), TypeMP4)
		if err != nil || info.Type != TypeMP4 || s.TotalBytes() != int64(len(victimBytes)) {
			t.Errorf("step %d: again: %+v, %v, %d in all", step, info, err, s.TotalBytes())
		}
		if done {
			if step < 8 {
				t.Errorf("only %d steps", step)
			}
			return
		}
	}
}
