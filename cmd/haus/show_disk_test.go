package main

import "testing"

// TestShow is a show as it should be: two sessions of a publisher, five minutes of pause between them.
func TestShow(t *testing.T) {
	h := newTheatre(t, "", "kubo")
	p := h.perform("Two sessions")
	h.haus = h.site.haus("run", quick)
	h.open()
	first := p.write(concert.of(t)[:14]...)
	h.has(p)
	p.pause(41e9)
	second := p.write(encore.of(t)[:3]...)
	h.has(p)
	h.close()
	h.judge(p.event, script{sessions: []act{{segments: first}, {why: "the numbering restarts: 0 after 13", gap: "41.", segments: second}}})
	h.must(h.stopped())
}
