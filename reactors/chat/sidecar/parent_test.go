package sidecar

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// asParent as the first argument makes the test binary a haus with a sidecar in the folder named by the second.
const asParent = "run-a-sidecar-in"

func beParent(dir string) {
	node := "node"
	if filepath.Dir(dir) == "fake" {
		node = os.Args[0]
	}
	tmp, err := os.MkdirTemp("", "sidecar")
	if err != nil {
		panic(err)
	}
	s := New(Options{Node: node, Dir: dir, DBDir: tmp, Env: "local", APIURL: os.Getenv("TEST_XMTP"), Address: testWallet, Sign: testKey.SignText})
	go func() { panic(s.Run(context.Background())) }()
	if err := s.Wait(context.Background()); err != nil {
		panic(err)
	}
	fmt.Println(s.Health().PID, tmp)
	select {}
}

// parent runs a haus with a sidecar, whose process and folder it returns, and kill kills it.
func parent(t *testing.T, dir, network string) (pid int, tmp string, kill func()) {
	t.Helper()
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, 36 /* PR_SET_CHILD_SUBREAPER */, 1, 0); errno != 0 {
		t.Fatal(errno) // orphans become our children, so that we can wait for them
	}
	cmd := exec.Command(os.Args[0], asParent, dir)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "TEST_XMTP="+network)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, scanErr := fmt.Fscan(bufio.NewReader(out), &pid, &tmp)
	kill = sync.OnceFunc(func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_, _ = io.Copy(io.Discard, out)
		if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Error(err)
		}
	})
	t.Cleanup(kill)
	if scanErr != nil {
		t.Fatalf("no child became ready: %v", scanErr)
	}
	t.Cleanup(func() { os.RemoveAll(tmp) })
	return pid, tmp, kill
}

// ended waits for an orphan's end. A test that hangs here has failed.
func ended(t *testing.T, pid int) (status syscall.WaitStatus) {
	t.Helper()
	if got, err := syscall.Wait4(pid, &status, 0, nil); err != nil || got != pid {
		t.Fatalf("wait for the child %d: %d, %v", pid, got, err)
	}
	return status
}

// A haus that is killed takes its child along.
func TestKilledParent(t *testing.T) {
	for _, dir := range []string{filepath.Join("fake", "good"), "."} {
		t.Run(dir, func(t *testing.T) {
			network := ""
			if dir == "." {
				network = newWorld(t).URL
			}
			pid, _, kill := parent(t, dir, network)
			kill()
			if status := ended(t, pid); !status.Exited() || status.ExitStatus() != 0 {
				t.Errorf("the child ended with %v", status)
			}
		})
	}
}

// A child that hangs outlives a haus that is killed. The next one ends it before it opens the database itself.
func TestHangingOrphan(t *testing.T) {
	w := newWorld(t)
	pid, tmp, kill := parent(t, ".", w.URL)
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	kill()
	s := New(Options{Dir: ".", DBDir: tmp, Env: "local", APIURL: w.URL, Address: testWallet, Sign: testKey.SignText})
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- s.Run(ctx) }()
	defer func() {
		stop()
		if err := <-over; err != nil {
			t.Error(err)
		}
	}()
	if status := ended(t, pid); !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Errorf("the orphan ended with %v", status)
	}
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h := s.Health(); h.Restarts != 0 || h.LastError != "" {
		t.Errorf("it had to be started again: %+v", h)
	}
}
