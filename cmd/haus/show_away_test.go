package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestShowWithoutHaus has haus start late, stand still in the middle, and be gone at the end: all of it is recorded from what the
// media server has on its disk.
func TestShowWithoutHaus(t *testing.T) {
	t.Parallel()
	h := newTheatre(t, "", "kubo")
	reel := concert.of(t)
	p, late := h.perform("Without haus"), h.perform("Begun unseen")
	h.open()
	var all []footage
	all = append(all, p.write(reel[:4]...)...) // before its first start
	h.haus = h.site.haus("run", quick)
	h.has(p)
	all = append(all, p.write(reel[4:8]...)...)
	h.has(p)

	h.must(h.stopped())
	all = append(all, p.write(reel[8:10]...)...) // while it is down
	h.haus = h.site.haus("run", quick)
	h.has(p)

	p.mute, late.mute = true, true // nobody could answer
	h.must(h.haus.cmd.Process.Signal(syscall.SIGSTOP))
	h.drown(p)
	all = append(all, p.write(reel[10:13]...)...) // nothing tells of these, nor of a new folder
	unseen := late.write(encore.of(t)[:3]...)
	h.must(h.haus.cmd.Process.Signal(syscall.SIGCONT))
	h.has(p)
	h.has(late)

	h.must(h.stopped())
	all = append(all, p.write(reel[13:16]...)...) // and until after its end, grace included
	h.pass(72 * time.Minute)
	h.haus = h.site.haus("run", quick)
	// Each of the two stops may have cut an upload off whose target had all of it.
	h.judge(p.event, script{sessions: []act{{segments: all}}, again: 2})
	h.judge(late.event, script{sessions: []act{{segments: unseen}}, again: 1})
	h.must(h.stopped())
}

// drown fills the queue of file system notifications, which is not read: whatever comes after is lost.
func (h *theatre) drown(p *performance) {
	h.t.Helper()
	text, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	h.must(err)
	room, err := strconv.Atoi(strings.TrimSpace(string(text)))
	h.must(err)
	// Two files in turn, since the same notification twice is one.
	var files [2]*os.File
	for i := range files {
		path := filepath.Join(h.hls, "live", p.stream(), fmt.Sprintf("noise-%d", i))
		files[i], err = os.Create(path)
		h.must(err)
		defer os.Remove(path)
		defer files[i].Close()
	}
	for i := range room + 100 {
		_, err := files[i%2].WriteString("x")
		h.must(err)
	}
}
