package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/haus25/backend/store/content/contenttest"
)

// TestShowUploads lets three targets fail in all the ways that they have. What one refuses waits for nobody else, what wants the
// operator is shown as parked, and in the end each has every file once.
func TestShowUploads(t *testing.T) {
	t.Parallel()
	h := newTheatre(t, "", "kubo", "lighthouse", "pinata")
	line := newTap(t, h.targets["kubo"].URL)
	h.site.amend(h.targets["kubo"].URL, line.url)
	reel := concert.of(t)
	p := h.perform("Uploads")
	h.haus = h.site.haus("run", quick)
	h.open()

	// kubo's machine is down, Lighthouse does not know the key any more, Pinata finds the first chunk too large.
	line.turn(tapCut)
	h.targets["lighthouse"].Fail(contenttest.Fault{Status: 401, Early: true})
	h.targets["pinata"].Fail(contenttest.Fault{Status: 413, Early: true})
	all := p.write(reel[:6]...)
	h.until(p.event, "show who refuses it why", func(r *recorded) bool {
		return r.at(0, "kubo", "failing", "") && r.at(0, "lighthouse", "parked", "lighthouse_key_file") && r.at(0, "pinata", "refused", "too large")
	})
	_, metrics := h.haus.get("/metrics")
	for _, want := range []string{`target_parked{target="lighthouse"} 1`, `target_parked{target="kubo"} 0`} {
		if !strings.Contains(string(metrics), want) {
			t.Errorf("the metrics do not have %s", want)
		}
	}

	// It comes back overloaded, then names the wrong CID. The show goes on, and Pinata takes the next chunk.
	const wrong = 100_000 // bytes of a block
	h.targets["kubo"].Fail(contenttest.Fault{Status: 429, RetryAfter: "1"}, contenttest.Fault{Status: 503})
	h.targets["kubo"].Fail(slices.Repeat([]contenttest.Fault{{Chunk: wrong}}, 4)...) // some of the uploads are documents, which have one block
	line.turn(tapOpen)
	all = append(all, p.write(reel[6:12]...)...)
	h.until(p.event, "be at the targets that take something", func(r *recorded) bool {
		return r.at(0, "kubo", "done", "") && r.at(1, "kubo", "done", "") && r.at(1, "pinata", "done", "") && r.at(1, "lighthouse", "parked", "lighthouse_key_file")
	})

	// The operator mends the key, but the plan is over.
	h.targets["lighthouse"].Fail(contenttest.Fault{Status: 403, Body: `{"error":"Trial expired"}`})
	h.command(exitOK, "work", "retry", "archive/"+p.event.eventID())
	h.until(p.event, "show that the plan is over", func(r *recorded) bool { return r.at(1, "lighthouse", "parked", "Trial expired") })

	// One target is enough for the end.
	all = append(all, p.write(reel[12:14]...)...)
	h.has(p)
	h.close()
	r := h.until(p.event, "be complete", func(r *recorded) bool { return r.Complete })
	if !r.at(2, "lighthouse", "parked", "Trial expired") {
		t.Errorf("%+v", r.Chunks)
	}
	h.command(exitOK, "work", "retry", "archive/"+p.event.eventID())
	h.until(p.event, "be everywhere", func(r *recorded) bool {
		for _, name := range h.names() {
			for i := range r.Chunks {
				if !r.at(i, name, "done", "") {
					return false
				}
			}
		}
		return true
	})
	r = h.judge(p.event, script{sessions: []act{{segments: all}}})
	if !slices.ContainsFunc(r.Chunks, func(c recordedChunk) bool {
		_, raw := h.haus.get("/ipfs/" + c.CID)
		other, err := h.targets["lighthouse"].Put(raw, wrong)
		h.must(err)
		return h.uploads()["kubo"][other.String()] > 0
	}) {
		t.Error("no chunk was given a wrong CID, so this tests nothing")
	}
	h.must(h.stopped())
}

// at tells whether a chunk stands so at a target, for a reason with such words.
func (r *recorded) at(chunk int, target, standing, why string) bool {
	if chunk >= len(r.Chunks) {
		return false
	}
	for _, u := range r.Chunks[chunk].Uploads {
		if u.Target == target {
			return u.Standing == standing && strings.Contains(u.Why, why)
		}
	}
	return false
}
