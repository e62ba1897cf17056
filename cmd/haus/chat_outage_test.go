package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/haus25/backend/store/content/contenttest"
)

// TestOutages takes away, in turn, everything that haus needs, while an event is minted and its ticket moves. When it is back
// the event gets what it asked for, once.
func TestOutages(t *testing.T) {
	w := newTown(t)
	creator, alice, bob := w.chain.Creator(0), w.chain.Fan(0), w.chain.Fan(1)
	host := w.join(creator)
	w.join(alice)
	w.join(bob)
	w.run()
	// work waits until the API shows that the reactor fails or waits.
	work := func(e event, reactor string) {
		t.Helper()
		w.eventually(fmt.Sprintf("the work of %s for %s to show the outage", reactor, e), func() error {
			var all []struct{ Reactor, Standing, LastError, Waits string }
			if err := w.ask(fmt.Sprintf("/v1/events/%d/reactions", e.id), &all); err != nil {
				return err
			}
			for _, r := range all {
				if r.Reactor == reactor && (r.LastError != "" || r.Waits != "") {
					return nil
				}
			}
			return fmt.Errorf("%+v", all)
		})
	}
	events := 0
	for _, o := range []struct {
		what  string
		begin func()
		seen  func(event)
		end   func()
		slow  bool // half a minute of time-outs
	}{
		{"the sidecar is killed", func() { w.sidecar(syscall.SIGKILL) }, func(event) {}, func() {}, false},
		{"the sidecar hangs", func() { w.sidecar(syscall.SIGSTOP) }, func(e event) { work(e, "chat") }, func() {}, false}, // it is replaced
		{"the XMTP node refuses", func() { w.node.Refuse(true) }, func(e event) { work(e, "chat") }, func() { w.node.Refuse(false) }, false},
		{"the XMTP node hangs", func() { w.node.Hang(true) }, func(e event) { work(e, "chat") }, func() { w.node.Hang(false) }, true},
		{"the RPC cuts connections", func() { w.rpc.turn(tapCut) }, func(event) { w.haus.notReady("endpoint") }, func() { w.rpc.turn(tapOpen) }, false},
		{"the RPC hangs", func() { w.rpc.turn(tapHang) }, func(event) {
			w.eventually("a request to hang", func() error {
				if !w.rpc.holds() {
					return errors.New("none does")
				}
				return nil
			})
		}, func() { w.rpc.turn(tapOpen) }, false},
		{"the IPFS target fails", func() { w.kubo.Fail(contenttest.Fault{Status: 503}, contenttest.Fault{Drop: true}) }, func(e event) { work(e, "metadata") }, func() {}, false},
		{"the IPFS target hangs", func() { w.kubo.Fail(contenttest.Fault{Hang: true}) }, func(e event) { work(e, "metadata") }, func() {}, true},
	} {
		if testing.Short() && o.slow {
			continue
		}
		t.Log(o.what)
		o.begin()
		e := w.mint(creator, o.what)
		events++
		w.do(e.purchase(alice))
		w.do(e.move(1, alice, bob))
		o.seen(e)
		o.end()
		w.seated(e, "member", creator, bob)
		w.finished(e)
		w.holds(host, w.rooms(e), creator, bob)
		if n := w.updates(e); n != 1 {
			t.Errorf("%s: %d transactions, want 1", o.what, n)
		}
		if n := len(w.node.Groups()); n != events {
			t.Errorf("%s: %d groups of %d events", o.what, n, events)
		}
	}
	w.must(w.stopped())
}

// sidecar sends a signal to haus's child.
func (w *town) sidecar(s syscall.Signal) {
	w.t.Helper()
	parent := strconv.Itoa(w.haus.cmd.Process.Pid)
	w.eventually("haus to have a sidecar", func() error {
		all, err := filepath.Glob("/proc/[0-9]*/stat")
		w.must(err)
		for _, file := range all {
			stat, err := os.ReadFile(file)
			if err != nil {
				continue // it has ended
			}
			pid, rest, _ := strings.Cut(string(stat), " ")
			fields := strings.Fields(rest[strings.LastIndexByte(rest, ')')+1:]) // state, parent, …
			command, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
			if len(fields) < 2 || fields[1] != parent || !bytes.Contains(command, []byte("sidecar.mjs")) {
				continue
			}
			n, err := strconv.Atoi(pid)
			w.must(err)
			w.must(syscall.Kill(n, s))
			return nil
		}
		return fmt.Errorf("process %s has none", parent)
	})
}
