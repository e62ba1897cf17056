package socketpair

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
)

// The child has the one end that it was given and inherits none; what is written comes out at the other, and the child's end is the end.
func TestChild(t *testing.T) {
	ours, theirs, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	// It counts the sockets that it has, answers a line, and ends.
	child := exec.Command("sh", "-c", `read line <&3; echo "$line, $(ls -l /proc/$$/fd | grep -c socket:)" >&3`)
	child.ExtraFiles = []*os.File{theirs}
	err = child.Start()
	theirs.Close()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintln(ours, "hello"); err != nil {
		t.Error(err)
	}
	answers := bufio.NewReader(ours)
	if line, err := answers.ReadString('\n'); line != "hello, 1\n" || err != nil {
		t.Errorf("the child answers %q, %v", line, err)
	}
	if _, err := answers.ReadByte(); err != io.EOF {
		t.Errorf("after the child's end: %v", err)
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
}
