package audience_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/haus25/backend/internal/devnet/audience"
	"github.com/haus25/backend/internal/devnet/xmtp/xmtptest"
)

// beParent makes the test binary a program with an audience, to be killed.
func beParent(url, sidecar string) {
	a, err := audience.Start(context.Background(), audience.Options{SidecarDir: sidecar, APIURL: url})
	if err != nil {
		panic(err)
	}
	key, err := crypto.GenerateKey()
	if err != nil {
		panic(err)
	}
	c, err := a.Join(context.Background(), key)
	if err != nil {
		panic(err)
	}
	if _, err := c.Listen(context.Background()); err != nil {
		panic(err)
	}
	fmt.Println("joined")
	select {}
}

// A program that is killed takes its audience along.
func TestKilledParent(t *testing.T) {
	url := xmtptest.New(t).URL
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, 36 /* PR_SET_CHILD_SUBREAPER */, 1, 0); errno != 0 {
		t.Fatal(errno) // orphans become our children, so that we can wait for them
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TEST_XMTP="+url, "TEST_SIDECAR="+xmtptest.SidecarDir(t))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	var said string
	_, scanned := fmt.Fscan(out, &said)
	must(t, cmd.Process.Kill())
	_, _ = io.Copy(io.Discard, out)
	if err := cmd.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Error(err)
	}
	must(t, scanned)
	var status syscall.WaitStatus
	// Blocks until the orphan has ended: a test that hangs here has failed.
	if pid, err := syscall.Wait4(-1, &status, 0, nil); err != nil || pid <= 0 {
		t.Fatalf("wait for the audience's process: %d, %v", pid, err)
	}
	if !status.Exited() || status.ExitStatus() != 0 {
		t.Errorf("the audience's process ended with %v", status)
	}
}
