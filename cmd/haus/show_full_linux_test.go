package main

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestShowOnAFullDisk takes the room away in the middle of a show. Recording pauses with an alarm, and when there is room again what
// the media server still has is taken.
func TestShowOnAFullDisk(t *testing.T) {
	t.Parallel()
	h := newTheatre(t, "", "kubo")
	h.must(os.Mkdir(h.site.data(), 0o755))
	if err := syscall.Mount("tmpfs", h.site.data(), "tmpfs", 0, "size=160m"); err != nil {
		t.Skipf("a small file system cannot be mounted: %v (it takes root)", err)
	}
	t.Cleanup(func() { h.check(syscall.Unmount(h.site.data(), syscall.MNT_DETACH)) })
	reel := concert.of(t)
	p := h.perform("On a full disk")
	h.haus = h.site.haus("run", quick)
	h.open()
	all := p.write(reel[:4]...)
	h.has(p)

	ballast := h.site.data("ballast")
	h.must(os.WriteFile(ballast, make([]byte, 100<<20), 0o600))
	all = append(all, p.write(reel[4:10]...)...)
	h.haus.says("recording: disk full", "free some space, or move data_dir")
	if _, body := h.haus.get("/metrics"); !strings.Contains(string(body), `haus_archive_alarm{alarm="disk full"} 1`) {
		t.Errorf("no alarm in the metrics")
	}
	r, err := h.archive(p.event)
	h.must(err)
	if n := r.taken(); n != 4 {
		t.Errorf("%d segments were taken where there was room for 4", n)
	}
	h.must(os.Remove(ballast))
	h.has(p)
	all = append(all, p.write(reel[10:12]...)...)
	h.has(p)
	h.close()
	h.judge(p.event, script{sessions: []act{{segments: all}}})
	if _, body := h.haus.get("/metrics"); strings.Contains(string(body), "haus_archive_alarm{") {
		t.Errorf("the alarm rings still")
	}
	h.must(h.stopped())
}
