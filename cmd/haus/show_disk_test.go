package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// packet is the length of one of MPEG-TS.
const packet = 188

// TestShows plays shows to one haus, each with something that goes wrong with media servers and disks. Afterwards every frame that
// was written is in one chunk, and what is missing is named.
func TestShows(t *testing.T) {
	t.Parallel()
	h := newTheatre(t, "", "kubo")
	reel, second := concert.of(t), encore.of(t)
	shows := []*mishap{
		{title: "two sessions", play: func(p *performance, m *mishap) {
			m.want.sessions = []act{{segments: p.write(reel[:14]...)}}
			p.pause(41 * time.Second)
			m.want.sessions = append(m.want.sessions, act{why: "the numbering restarts: 0 after 13", gap: "41.", segments: p.write(second[:3]...)})
		}},
		{title: "names are overwritten", play: func(p *performance, m *mishap) {
			p.flat = true
			m.want.sessions = []act{{segments: p.write(reel[1:8]...)}}
			p.h.has(p) // ten seconds a segment are time enough for a real one, too
			p.pause(15 * time.Second)
			m.want.sessions = append(m.want.sessions, act{why: "the numbering restarts: 0 after 6", gap: "15.", segments: p.write(second[:4]...)})
		}},
		{title: "a segment is lost", play: func(p *performance, m *mishap) {
			m.want.sessions = []act{{segments: p.write(reel[2:5]...)}}
			p.lose(reel[5])
			m.want.sessions = append(m.want.sessions, act{why: "segment 3 is missing", gap: "segment 3, 10.0 s", segments: p.write(reel[6:13]...)})
		}},
		{title: "a segment is truncated", play: func(p *performance, m *mishap) {
			cut := reel[5].cut(t, len(reel[5].raw)*2/3/packet*packet+77)
			m.want.sessions = []act{{segments: p.write(reel[3], reel[4], cut)}, {why: "the time jumps", segments: p.write(reel[6:14]...)}}
			m.want.missing, m.want.decoder = []string{"segment 3: truncated"}, true
		}},
		{title: "bytes are flipped", play: func(p *performance, m *mishap) {
			inside, head := reel[6].flip(t, 200*packet+60), reel[8].flip(t, 300*packet+3)
			m.want.sessions = []act{{segments: p.write(reel[4], reel[5], inside, reel[7], head, reel[9], reel[10])}}
			m.want.missing, m.want.decoder = []string{"segment 5: at least", "frames more than"}, true
		}},
		{title: "the media server is killed twice", play: func(p *performance, m *mishap) {
			p.mute = true
			first := p.write(reel[5:9]...)
			rest := reel[9].cut(t, len(reel[9].raw)/2/packet*packet)
			p.grow(reel[9].cut(t, len(rest.raw)+99))
			p.pause(20 * time.Second)
			m.want.sessions = []act{{segments: append(first, rest)}}
			again := p.write(second[1:6]...)
			last := second[6].cut(t, len(second[6].raw)/3/packet*packet)
			p.grow(last)
			m.want.sessions = append(m.want.sessions, act{why: "the segment before was never finished", gap: "20.", segments: append(again, last)})
			m.want.missing, m.want.decoder = []string{"segment 11: the last unit in audio is cut"}, true
		}},
		{title: "a segment cannot be read", play: func(p *performance, m *mishap) {
			noise := reel[8].spoilt(t, bytes.Repeat([]byte{0x11}, 50*packet))
			m.want.sessions = []act{{segments: p.write(reel[6:8]...)}}
			m.want.damaged = p.write(noise)
			m.want.sessions = append(m.want.sessions, act{why: "cannot be read", segments: p.write(reel[9:12]...)})
		}},
	}
	h.haus = h.site.haus("run", quick)
	for _, m := range shows {
		m.p = h.perform(m.title)
	}
	h.open()
	for _, m := range shows {
		m.play(m.p, m)
	}
	for _, m := range shows {
		h.has(m.p)
	}
	h.close()
	for _, m := range shows {
		t.Run(m.title, func(t *testing.T) { h.in(t).judge(m.p.event, m.want) })
	}
	h.must(h.stopped())
	if left, err := filepath.Glob(h.site.data("spool", "*", "*.ts")); err != nil || len(left) > 0 {
		t.Errorf("the spool holds %q still (%v)", left, err)
	}
	if left, err := os.ReadDir(h.site.data("spool.tmp")); err != nil || len(left) > 0 {
		t.Errorf("chunks in the making are left: %v (%v)", left, err)
	}
}

// mishap is a show with what its recording has to be.
type mishap struct {
	title string
	play  func(*performance, *mishap)
	p     *performance
	want  script
}

// TestShowOfSameBytes plays the very same minute twice in a show, and once more in another: it is shown twice, and uploaded once.
func TestShowOfSameBytes(t *testing.T) {
	t.Parallel()
	h := newTheatre(t, "", "kubo")
	reel := encore.of(t)
	a, b := h.perform("Twice"), h.perform("Once more")
	h.haus = h.site.haus("run", quick)
	h.open()
	first := a.write(reel[:6]...)
	a.pause(30 * time.Second)
	again := a.write(reel[:6]...)
	b.write(reel[:6]...)
	h.has(a)
	h.has(b)
	h.close()
	h.judge(a.event, script{sessions: []act{{segments: first}, {why: "the numbering restarts: 0 after 5", gap: "30.", segments: again}}})
	h.judge(b.event, script{sessions: []act{{segments: first}}})
	r, err := h.archive(a.event)
	h.must(err)
	if len(r.Chunks) != 2 || r.Chunks[0].CID != r.Chunks[1].CID || slices.ContainsFunc(r.Chunks[0].Uploads, func(u recordedUpload) bool { return u.Standing != "done" }) {
		t.Errorf("%+v", r.Chunks)
	}
	if n := h.uploads()["kubo"][r.Chunks[0].CID]; n != 1 {
		t.Errorf("the chunk was uploaded %d times", n)
	}
	h.must(h.stopped())
}
