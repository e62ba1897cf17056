package sidecar

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/haus25/backend/internal/socketpair"
)

// child is one process and its socket.
type child struct {
	cmd    *exec.Cmd
	conn   *conn
	cancel context.CancelFunc
	said   *tail
	exited chan error
}

var (
	errStopped = errors.New("the sidecar is stopped")
	errEnded   = errors.New("the sidecar ended")
)

// spawn starts a child with the other end of a socket pair as its file descriptor 3, and the database's lock as 4.
func spawn(ctx context.Context, o Options, lock *os.File, answer handler) (*child, error) {
	socket, theirs, err := socketpair.New()
	if err != nil {
		return nil, fmt.Errorf("make the sidecar's socket: %w", err)
	}
	defer theirs.Close()
	ctx, cancel := context.WithCancel(ctx)
	c := &child{conn: newConn(socket, answer, o.Log), cancel: cancel, said: &tail{}, exited: make(chan error, 1)}
	c.cmd = exec.CommandContext(ctx, o.Node, filepath.Join(o.Dir, script))
	c.cmd.Env = environment(os.Environ())
	c.cmd.ExtraFiles = []*os.File{theirs, lock}
	// The SDK's native part logs to stdout.
	out, errs := newForward(o.Log, "stdout"), newForward(o.Log, "stderr")
	c.cmd.Stdout, c.cmd.Stderr = out, io.MultiWriter(errs, c.said)
	// The socket's end tells the child to end; one that does not is killed after the grace.
	c.cmd.Cancel = func() error { c.conn.close(errStopped); return nil }
	c.cmd.WaitDelay = o.StopGrace
	if err := c.cmd.Start(); err != nil {
		cancel()
		socket.Close()
		return nil, fmt.Errorf("start %s: %w", o.Node, err)
	}
	go func() {
		defer close(c.exited)
		read := make(chan struct{})
		go func() { defer close(read); c.conn.read() }()
		err := c.cmd.Wait()
		if err == nil {
			err = errors.New("exit status 0")
		}
		c.conn.close(errEnded)
		<-read
		c.exited <- err
	}()
	return c, nil
}

// end ends the child if it still runs and waits until nothing of it is left. It returns why, with the process's last words
// if it ended by itself.
func (c *child) end(why error) error {
	c.conn.close(why)
	c.cancel()
	status := <-c.exited
	var exit *exec.ExitError
	if errors.Is(status, context.Canceled) || errors.Is(why, context.Canceled) {
		return why // we ended it
	}
	if said := c.said.String(); said != "" && errors.As(status, &exit) && exit.Exited() {
		return fmt.Errorf("%w (%v; its last words: %s)", why, status, said)
	}
	return fmt.Errorf("%w (%v)", why, status)
}

// environment keeps what Node.js and TLS need of ours. Passphrases and tokens are in the rest of it.
func environment(ours []string) []string {
	keep := map[string]bool{
		"PATH": true, "HOME": true, "LANG": true, "TZ": true, "TMPDIR": true, "LD_LIBRARY_PATH": true,
		"SSL_CERT_FILE": true, "SSL_CERT_DIR": true, "HTTPS_PROXY": true, "https_proxy": true, "NO_PROXY": true, "no_proxy": true,
	}
	kept := []string{} // not nil, which would mean all
	for _, v := range ours {
		if name, _, _ := strings.Cut(v, "="); keep[name] {
			kept = append(kept, v)
		}
	}
	return kept
}
