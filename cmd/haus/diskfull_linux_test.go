package main

import (
	"os"
	"syscall"
	"testing"

	"github.com/haus25/backend/internal/seinode"
)

// TestFullDisk gives the data directory a disk that is too small. haus says so and ends; with room it goes on where it was.
func TestFullDisk(t *testing.T) {
	w := seinode.NewWorld(seinode.Options{Seed: 29})
	w.Grow(seinode.Bulk{Events: 300, Tickets: 20, Tips: 10})
	head := w.Steps(50).Number
	s, _ := served(t, w)
	if err := os.Mkdir(s.data(), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", s.data(), "tmpfs", 0, "size=2m"); err != nil {
		t.Skipf("a small file system cannot be mounted: %v (it takes root)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(s.data(), syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s.haus("run").complains(exitFailed, "disk is full", "free some space", s.data())
	s.haus("run").complains(exitFailed, "disk is full", "free some space", s.data()) // nor does it help to try again
	if err := syscall.Mount("tmpfs", s.data(), "tmpfs", syscall.MS_REMOUNT, "size=500m"); err != nil {
		t.Fatal(err)
	}
	s.indexed(head)
	s.verifies()
}
