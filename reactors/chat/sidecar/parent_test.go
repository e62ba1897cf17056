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

// A haus that is killed takes its child along.
func TestKilledParent(t *testing.T) {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, 36 /* PR_SET_CHILD_SUBREAPER */, 1, 0); errno != 0 {
		t.Fatal(errno) // orphans become our children, so that we can wait for them
	}
	for _, dir := range []string{filepath.Join("fake", "good"), "."} {
		t.Run(dir, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], asParent, dir)
			cmd.Stderr = os.Stderr
			if dir == "." {
				cmd.Env = append(os.Environ(), "TEST_XMTP="+newWorld(t).URL)
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			var pid int
			var tmp string
			_, scanErr := fmt.Fscan(bufio.NewReader(out), &pid, &tmp)
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, out)
			if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
				t.Error(err)
			}
			if scanErr != nil {
				t.Fatalf("no child became ready: %v", scanErr)
			}
			t.Cleanup(func() { os.RemoveAll(tmp) })
			var status syscall.WaitStatus
			// Blocks until the child has ended: a test that hangs here has failed.
			if got, err := syscall.Wait4(pid, &status, 0, nil); err != nil || got != pid {
				t.Fatalf("wait for the child %d: %d, %v", pid, got, err)
			}
			if !status.Exited() || status.ExitStatus() != 0 {
				t.Errorf("the child ended with %v", status)
			}
		})
	}
}
