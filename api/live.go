package api

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/haus25/backend/store"
)

// The live feed is read from the store by each stream for itself, at the speed at which its reader takes it. Nothing is
// queued for anyone, so a slow reader costs a goroutine and a number, and blocks nobody.

// chunkBytes is how much of a stream is written at once, about: enough to make a long catch-up fast.
const chunkBytes = 256 << 10

// retryMillis is how long a browser waits before it reconnects.
const retryMillis = 1000

// follow opens a live stream.
func (s *Server) follow(c *fiber.Ctx) error {
	q := newQuery(c, "/v1/live")
	f := follower{s: s, filter: newLogFilter(q)}
	reacting := q.choice("reactions", "false", "true", "false") == "true"
	resumed, text := false, ""
	if text, resumed = q.take("lastEventId"); !resumed || c.Get("Last-Event-ID") != "" {
		// A browser repeats the URL when it reconnects, and the header is the newer of the two.
		text = c.Get("Last-Event-ID")
		resumed = text != ""
	}
	var generation uint64
	if resumed {
		var ok bool
		if generation, f.seq, ok = openFeed(text); !ok {
			q.fail("lastEventId", "lastEventId is no place in the feed: give the id of a live event or the cursor of an entry, or leave it out to begin now.")
		}
	}
	if err := q.end(); err != nil {
		return err
	}
	if err := f.place(resumed, generation); err != nil {
		return err
	}
	c.Set("Content-Type", "text/event-stream")
	c.Set("Cache-Control", "no-store")
	c.Set("X-Accel-Buffering", "no") // nginx would hold events back
	if c.Method() == http.MethodHead {
		return nil
	}
	if s.live.Add(1) > int64(s.o.MaxLive) {
		s.live.Add(-1)
		return newProblem(http.StatusServiceUnavailable, fmt.Sprintf("%d live streams are open, and that is the most: try again later.", s.o.MaxLive))
	}
	unwatch := func() {}
	if reacting { // from here on, so that nothing is missed between the answer and the stream
		f.reactions, unwatch = s.o.Work.Watch()
	}
	life := c.Context().UserValue(lifetimeKey).(*lifetime) // the guard's
	life.streams.Add(1)
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer life.streams.Done()
		defer s.live.Add(-1)
		defer unwatch()
		defer func() {
			if reason := recover(); reason != nil {
				s.o.Log.Error("a live stream crashed", "panic", panicWords(reason), "stack", string(debug.Stack()))
			}
		}()
		f.run(w, life.over)
	})
	return nil
}

// follower is one live stream.
type follower struct {
	s      *Server
	filter logFilter
	seq    uint64 // the newest row of the feed that is behind it
	reset  string // why it could not go on from where its reader was; told once
	told   *block // the newest block its reader has heard of
	out    bytes.Buffer

	reactions <-chan Reaction // nil: its reader does not want to hear of them
}

// place finds where the stream begins.
func (f *follower) place(resumed bool, generation uint64) error {
	v, err := f.s.store.View()
	if err != nil {
		return err
	}
	defer v.Release()
	switch {
	case !resumed:
		f.seq = v.FeedEnd()
	case generation != v.Generation():
		f.reset = "The index was built anew since: read again what you keep, then go on from here."
		f.seq = v.FeedEnd()
	case f.seq > v.FeedEnd():
		f.reset = "The index was restored from before that place: read again what you keep, then go on from here."
		f.seq = v.FeedEnd()
	}
	return nil
}

// run writes until the reader is gone, the server stops or the store cannot be read.
func (f *follower) run(w *bufio.Writer, stopping <-chan struct{}) {
	heartbeat := time.NewTicker(f.s.o.Heartbeat)
	defer heartbeat.Stop()
	fmt.Fprintf(&f.out, "retry: %d\n\n", retryMillis)
	for {
		changed := f.s.store.Changed() // taken before the store is read, so that no commit falls between
		behind, err := f.step()
		if err != nil {
			f.s.o.Log.Error("a live stream ended: the index cannot be read", "error", err)
			return
		}
		if f.flush(w) != nil {
			return
		}
		if behind {
			select {
			case <-stopping:
				return
			default:
				continue
			}
		}
		for waiting := true; waiting; {
			select {
			case <-stopping:
				return
			case <-changed:
				waiting = false
			case r := <-f.reactions:
				if f.react(r) != nil || f.flush(w) != nil {
					return
				}
			case <-heartbeat.C:
				f.out.WriteString(":\n\n")
				if f.flush(w) != nil {
					return
				}
			}
		}
	}
}

func (f *follower) flush(w *bufio.Writer) error {
	if f.out.Len() == 0 {
		return nil
	}
	if _, err := w.Write(f.out.Bytes()); err != nil {
		return err
	}
	f.out.Reset()
	return w.Flush()
}

// step collects what is new, up to a chunk, from one snapshot; behind says that there is more.
func (f *follower) step() (behind bool, err error) {
	v, err := f.s.store.View()
	if err != nil {
		return false, err
	}
	defer v.Release()
	if f.reset != "" {
		if err := f.event(v, "reset", map[string]string{"reason": f.reset}); err != nil {
			return false, err
		}
		f.reset = ""
	}
	if f.told == nil { // a place to resume from, before anything has happened
		f.mark(v)
	}
	began, sent, budget := f.seq, 0, scanBudget
	for e, err := range v.Feed(f.seq, false) {
		if err != nil {
			return false, err
		}
		f.seq = e.Seq
		if f.filter.matches(e.Log) {
			if err := f.event(v, "log", showLog(e.Log, v.Generation(), e.Seq, e.Removed)); err != nil {
				return false, err
			}
			f.told = &block{e.Log.Block, e.Log.BlockHash.Hex(), e.Log.Time}
			sent++
		}
		if budget -= 1 + len(e.Log.Data)/logUnit; budget <= 0 || f.out.Len() >= chunkBytes {
			break
		}
	}
	if f.seq < v.FeedEnd() {
		if sent == 0 && f.seq > began {
			// Nothing matched for a long way: an id alone moves the place to resume from, and shows a reader that is gone.
			f.mark(v)
		}
		return true, nil
	}
	if now := asOf(v); now != nil && (f.told == nil || *now != *f.told) {
		f.told = now
		return false, f.event(v, "head", now)
	}
	return false, nil
}

// reactionEventJSON is a change in the standing of an event with a reactor.
type reactionEventJSON struct {
	Reactor string  `json:"reactor"`
	EventID string  `json:"eventId"`
	What    string  `json:"what"`
	Why     *string `json:"why"`
	At      uint64  `json:"at"` // wall clock
}

// react writes a reaction, and those that came with it. They are in no feed and can be looked up at any time, so they carry no
// id: the place to resume from stays where it is.
func (f *follower) react(r Reaction) error {
	for {
		if f.filter.event == nil || *f.filter.event == r.Key.EventID {
			body, err := json.Marshal(reactionEventJSON{r.Key.Reactor, strconv.FormatUint(r.Key.EventID, 10), r.What, words(r.Why), r.At})
			if err != nil {
				return fmt.Errorf("write a reaction: %w", err)
			}
			fmt.Fprintf(&f.out, "event: reaction\ndata: %s\n\n", body)
		}
		if f.out.Len() >= chunkBytes {
			return nil
		}
		select {
		case r = <-f.reactions:
		default:
			return nil
		}
	}
}

// mark writes an id alone: no event, only where to resume.
func (f *follower) mark(v *store.View) {
	fmt.Fprintf(&f.out, "id: %s\n\n", sealFeed(v.Generation(), f.seq))
}

// event writes one event; its id is the place after it.
func (f *follower) event(v *store.View, name string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("write a %s event: %w", name, err)
	}
	fmt.Fprintf(&f.out, "id: %s\nevent: %s\ndata: %s\n\n", sealFeed(v.Generation(), f.seq), name, body)
	return nil
}
