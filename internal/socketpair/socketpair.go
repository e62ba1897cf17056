// Package socketpair makes the two ends by which a program speaks with a child of its own: the child gets one end, and no other
// process that is started meanwhile gets any. Neither has a name that somebody else could connect to, and when one process ends, however
// it does, the other reads the end.
package socketpair

import (
	"net"
	"os"
	"syscall"
)

// New makes the ends: ours to speak by, and theirs for [os/exec.Cmd.ExtraFiles], to be closed here when the child has started.
func New() (ours net.Conn, theirs *os.File, err error) {
	syscall.ForkLock.RLock()
	ends, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(ends[0])
		syscall.CloseOnExec(ends[1])
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	own, theirs := os.NewFile(uintptr(ends[0]), "parent's end"), os.NewFile(uintptr(ends[1]), "child's end")
	defer own.Close() // FileConn has a copy
	if ours, err = net.FileConn(own); err != nil {
		theirs.Close()
		return nil, nil, err
	}
	return ours, theirs, nil
}
