package broadcast

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// beParent makes the test binary a program that performs, to be killed.
func beParent(folder string) {
	s, err := Start(Options{HLSDir: folder, Fragment: time.Second})
	if err != nil {
		panic(err)
	}
	p, err := s.Publish(context.Background(), "7", "", live, Faults{})
	if err != nil {
		panic(err)
	}
	<-p.Cut()
	fmt.Println(p.camera.child.Process.Pid)
	select {}
}

// A program that is killed takes its ffmpeg along.
func TestAKilledProgramLeavesNoFFmpeg(t *testing.T) {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, 36 /* PR_SET_CHILD_SUBREAPER */, 1, 0); errno != 0 {
		t.Fatal(errno) // orphans become our children, so that we can wait for them
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), parentFolder+"="+t.TempDir())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	_, scanned := fmt.Fscan(out, &pid)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil || scanned != nil {
		t.Fatalf("the program ended with %v, and said no process (%v)", err, scanned)
	}
	var status syscall.WaitStatus
	// Blocks until the orphan has ended: a test that hangs here has failed.
	if _, err := syscall.Wait4(pid, &status, 0, nil); err != nil {
		t.Fatalf("wait for ffmpeg %d: %v", pid, err)
	}
	if !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Errorf("ffmpeg ended with %v", status)
	}
}
