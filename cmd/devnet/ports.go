package main

import (
	"fmt"
	"net"
	"os"
	"strings"
)

// checkPorts says which of the addresses that are to be listened on are taken,
// and how to start on others, before anything is built. args are those of the
// command line.
func checkPorts(f flags, args []string) error {
	type listener struct{ flag, address, of string }
	wanted := []listener{{"-http", f.chain.HTTP, "JSON-RPC"}, {"-ws", f.chain.WS, "the web socket"}}
	if f.exec != "" {
		wanted = append(wanted, listener{"-api", f.api, "haus' API"}, listener{"-control", f.control, "haus' control listener"}, listener{"-hooks", f.hooks, "haus' listener for the media server"})
	}
	if f.sidecar != "" {
		wanted = append(wanted, listener{"-xmtp", f.xmtp, "XMTP"})
	}
	if f.hls != "" {
		wanted = append(wanted, listener{"-srs", f.srs, "the media server's API"})
	}
	var taken, instead []string
	for _, l := range wanted {
		err := tryPort(l.address)
		if err == nil {
			continue
		}
		taken = append(taken, fmt.Sprintf("%s for %s (%v)", l.address, l.of, err))
		free, err := freePort()
		if err != nil {
			return fmt.Errorf("look for a free port: %w", err)
		}
		instead = append(instead, l.flag, free)
	}
	if len(taken) == 0 {
		return nil
	}
	again := []string{os.Args[0]}
	for _, arg := range append(args, instead...) {
		if strings.ContainsAny(arg, " \t'\"$") {
			arg = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
		again = append(again, arg)
	}
	return fmt.Errorf("cannot listen on %s: stop what listens there, or choose other addresses:\n  %s",
		strings.Join(taken, ", nor on "), strings.Join(again, " "))
}

// tryPort says why address cannot be listened on.
func tryPort(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		if inner, ok := err.(*net.OpError); ok {
			return inner.Err
		}
		return err
	}
	return listener.Close()
}

// freePort is a loopback address that is free now.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}
