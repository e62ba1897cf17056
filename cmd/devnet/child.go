package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// patience is how long a child may take to stop when it is asked to.
const patience = 30 * time.Second

// exit is how a child ended.
type exit struct {
	code int
	err  error // it could not be started, or had to be killed
}

// runChild runs command once until it ends. When ctx ends it is interrupted, and
// killed when it has not ended after patience.
func runChild(ctx context.Context, command string, stdout, stderr io.Writer) exit {
	words := strings.Fields(command)
	if len(words) == 0 {
		return exit{1, errors.New("-exec: give a command")}
	}
	child := exec.CommandContext(ctx, words[0], words[1:]...)
	child.Stdout, child.Stderr = stdout, stderr
	// A group of its own: a Ctrl-C in the terminal reaches it once, through us.
	child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	child.Cancel = func() error { return child.Process.Signal(os.Interrupt) }
	child.WaitDelay = patience
	if err := child.Start(); err != nil {
		return exit{1, fmt.Errorf("start %q: %w; build it first, or name it by its path", words[0], err)}
	}
	err := child.Wait()
	code := child.ProcessState.ExitCode()
	fmt.Fprintf(stdout, "%s ended: %s\n", words[0], child.ProcessState)
	switch {
	case code >= 0 && (err == nil || ctx.Err() != nil || errors.As(err, new(*exec.ExitError))):
		return exit{code, nil}
	case code < 0:
		// The shell's way to say which signal it was.
		signal := child.ProcessState.Sys().(syscall.WaitStatus).Signal()
		return exit{128 + int(signal), nil}
	default:
		return exit{max(code, 1), fmt.Errorf("run %q: %w", words[0], err)}
	}
}
