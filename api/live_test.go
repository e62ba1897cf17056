package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/internal/protocol"
	"github.com/haus25/backend/store"
)

// stream reads server-sent events as a browser does.
type stream struct {
	t      testing.TB
	res    *http.Response
	lines  *bufio.Scanner
	lastID string
	cancel context.CancelFunc
}

type sse struct {
	id, name, data string
	comment        bool
}

func (w *world) follow(query, lastID string) *stream {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	req, err := http.NewRequestWithContext(ctx, "GET", w.url+"/v1/live"+query, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	res, err := w.client.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		body, _ := io.ReadAll(res.Body)
		w.t.Fatalf("live%s: %d %s", query, res.StatusCode, body)
	}
	s := &stream{t: w.t, res: res, lines: bufio.NewScanner(res.Body), lastID: lastID, cancel: cancel}
	s.lines.Buffer(nil, 4<<20)
	w.t.Cleanup(s.close)
	return s
}

func (s *stream) close() {
	s.cancel()
	s.res.Body.Close()
}

// read returns the next event or comment, and false at the end of the stream.
func (s *stream) read() (e sse, ok bool) {
	for s.lines.Scan() {
		line := s.lines.Text()
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			if e.id != "" {
				s.lastID = e.id
			}
			if e.comment || e.data != "" {
				return e, true
			}
			e = sse{}
		case field == "":
			e.comment = true
		case field == "id":
			e.id = value
		case field == "event":
			e.name = value
		case field == "data":
			e.data += value
		case field != "retry":
			s.t.Fatalf("a line that is none of the protocol: %q", line)
		}
	}
	return e, false
}

// next returns the next event of that name; another one fails the test.
func (s *stream) next(name string) sse {
	s.t.Helper()
	e, ok := s.read()
	if !ok || e.name != name {
		s.t.Fatalf("event %q (%q) instead of %q, open %v: %v", e.name, e.data, name, ok, s.lines.Err())
	}
	return e
}

// until returns the log entries up to the head event of a block.
func (s *stream) until(block uint64) (logs []logEntry) {
	s.t.Helper()
	for {
		e, ok := s.read()
		if !ok {
			s.t.Fatalf("the stream ended before block %d: %v", block, s.lines.Err())
		}
		switch e.name {
		case "log":
			logs = append(logs, entry(s.t, e))
		case "head":
			var b struct{ Block uint64 }
			if err := json.Unmarshal([]byte(e.data), &b); err != nil {
				s.t.Fatal(err)
			}
			if b.Block == block {
				return logs
			}
		default:
			s.t.Fatalf("unexpected %+v", e)
		}
	}
}

type logEntry struct {
	Cursor, Name, EventID string
	Removed               bool
	Block                 uint64
}

func entry(t testing.TB, e sse) (l logEntry) {
	t.Helper()
	if err := json.Unmarshal([]byte(e.data), &l); err != nil {
		t.Fatalf("%v in %s", err, e.data)
	}
	if l.Cursor != e.id {
		t.Fatalf("id %s of an entry at %s", e.id, l.Cursor)
	}
	return l
}

func (w *world) finalize(block uint64, events ...uint64) {
	w.batch(block, func(b *store.Batch) {
		for _, id := range events {
			b.AddLog(w.log(block, store.EventFactory, id, "EventFinalized", bigInt(int64(id))))
		}
	})
}

func TestLiveBeginsNowAndFollows(t *testing.T) {
	w := newWorld(t)
	w.finalize(1, 1)
	s := w.follow("", "")
	if e := s.next("head"); e.data != fmt.Sprintf(`{"block":1,"hash":"%s","time":%d}`, hash(1).Hex(), timeOf(1)) || e.id != sealFeed(w.generation(), 1) {
		t.Fatalf("first event %+v", e)
	}
	w.finalize(2, 7)
	if l := entry(t, s.next("log")); l.EventID != "7" || l.Name != "EventFinalized" || l.Block != 2 {
		t.Fatalf("entry %+v", l)
	}
	w.batch(3, nil) // nothing happened in it
	if e := s.next("head"); !strings.Contains(e.data, `"block":3`) || e.id != sealFeed(w.generation(), 2) {
		t.Fatalf("head %+v", e)
	}
}

func TestLiveBeforeAnythingIsIndexedCanBeResumed(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Heartbeat = 5 * time.Millisecond })
	s := w.follow("", "")
	if e, ok := s.read(); !ok || !e.comment {
		t.Fatalf("%+v", e)
	}
	if s.lastID != sealFeed(w.generation(), 0) {
		t.Fatalf("last event id %q", s.lastID)
	}
	s.close()
	w.finalize(1, 1)
	if l := entry(t, w.follow("", s.lastID).next("log")); l.EventID != "1" {
		t.Fatalf("%+v", l)
	}
}

// TestLiveResumesWithoutAGap cuts a stream at random places while the chain grows and is rolled back, and compares what
// arrived with the whole feed.
func TestLiveResumesWithoutAGap(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	})
	w := newWorld(t)
	w.batch(1, nil)
	s := w.follow("", "")
	s.next("head")
	finished := make(chan uint64)
	go func() {
		block := uint64(1)
		for range 120 {
			if block > 6 && r.IntN(6) == 0 {
				block -= 1 + r.Uint64N(4)
				if err := w.store.Rollback(block, nil); err != nil {
					t.Error(err)
				}
				for b := range w.logs {
					if b > block {
						delete(w.logs, b)
					}
				}
			}
			block++
			events := make([]uint64, r.IntN(4))
			for i := range events {
				events[i] = r.Uint64N(5)
			}
			w.finalize(block, events...)
		}
		w.batch(1000, nil) // the end
		finished <- 1000
	}()
	cut := rand.New(rand.NewPCG(seed, 1))
	var got []logEntry
	for ended := false; !ended; {
		e, ok := s.read()
		if !ok {
			t.Fatalf("the stream ended: %v", s.lines.Err())
		}
		switch e.name {
		case "log":
			got = append(got, entry(t, e))
		case "head":
			ended = strings.Contains(e.data, `"block":1000,`)
		}
		if cut.IntN(10) == 0 {
			s.close()
			if s = w.follow("", s.lastID); cut.IntN(2) == 0 { // the query works as the header does
				s.close()
				s = w.follow("?lastEventId="+s.lastID, "")
			}
		}
	}
	<-finished
	var want []logEntry
	for cursor := ""; ; {
		page := fetch[[]logEntry](w, "/v1/logs?limit=7"+cursor)
		if want = append(want, page.Data...); page.Next == "" {
			break
		}
		cursor = "&cursor=" + page.Next
	}
	removed := 0
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			t.Fatalf("entry %d of %d: %d arrived", i, len(want), len(got))
		}
		if got[i].Removed {
			removed++
		}
	}
	if removed == 0 {
		t.Errorf("no rollback removed a log: %d entries", len(got))
	}
}

func TestLiveCatchesUpThroughManyChunks(t *testing.T) {
	w := newWorld(t)
	const many = 3000 // about 2 MB
	w.batch(1, nil)
	first := sealFeed(w.generation(), 0)
	w.batch(2, func(b *store.Batch) {
		for i := range uint64(many) {
			b.AddLog(w.log(2, store.EventFactory, i%2, "EventFinalized", bigInt(int64(i%2))))
		}
	})
	w.batch(3, nil)
	if logs := w.follow("", first).until(3); len(logs) != many {
		t.Fatalf("%d of %d logs", len(logs), many)
	}
	if logs := w.follow("?eventId=1&name=EventFinalized&contract=EventFactory&address="+protocol.Hex(addr(0xf1)), first).until(3); len(logs) != many/2 {
		t.Fatalf("%d of %d logs of event 1", len(logs), many/2)
	}
	none := w.follow("?name=TipReceived", first)
	if e := none.next("head"); e.id != sealFeed(w.generation(), many) {
		t.Fatalf("a filter that matched nothing did not move the place to resume from: %+v", e)
	}
}

func TestLiveTellsAReset(t *testing.T) {
	w := newWorld(t)
	w.finalize(1, 1, 2)
	for name, id := range map[string]string{"another index": sealFeed(w.generation()^1, 1), "an older copy of this index": sealFeed(w.generation(), 3)} {
		s := w.follow("", id)
		if e := s.next("reset"); !strings.Contains(e.data, "reason") || e.id != sealFeed(w.generation(), 2) {
			t.Fatalf("%s: %+v", name, e)
		}
		s.next("head")
		s.close()
	}
}

func TestTheHeaderIsNewerThanTheQuery(t *testing.T) {
	w := newWorld(t)
	w.finalize(1, 1, 2, 3)
	g := w.generation()
	if l := entry(t, w.follow("?lastEventId="+sealFeed(g, 0), sealFeed(g, 2)).next("log")); l.EventID != "3" {
		t.Fatalf("%+v", l)
	}
}

func TestLiveStreamsAreBoundedAndEndWithTheServer(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.MaxLive = 2; o.Heartbeat = 5 * time.Millisecond })
	w.batch(1, nil)
	streams := []*stream{w.follow("", ""), w.follow("", "")}
	for _, s := range streams {
		s.next("head")
	}
	status, body, h := w.get("/v1/live")
	if status != http.StatusServiceUnavailable || h.Get("Retry-After") == "" {
		t.Fatalf("a third stream: %d %s", status, body)
	}
	problemOf(t, status, body, h)
	// A reader that leaves makes room as soon as a heartbeat finds it gone.
	streams[0].close()
	deadline := time.Now().Add(10 * time.Second)
	for w.server.live.Load() > 1 && time.Now().Before(deadline) {
		if e, ok := streams[1].read(); !ok || !e.comment {
			t.Fatalf("%+v", e)
		}
	}
	if n := w.server.live.Load(); n != 1 {
		t.Fatalf("%d streams are counted", n)
	}
	began := time.Now()
	w.stop()
	if took := time.Since(began); took > shutdownGrace/2 {
		t.Errorf("the stop took %s", took)
	}
	for {
		if _, ok := streams[1].read(); !ok {
			break
		}
	}
	if n := w.server.live.Load(); n != 0 {
		t.Errorf("%d streams are left", n)
	}
}

// TestASlowReaderBlocksNobody: a stream that nobody reads neither delays commits nor other readers, and is cut off when it
// has taken nothing for the write time-out.
func TestASlowReaderBlocksNobody(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.WriteTimeout = time.Second; o.Heartbeat = 10 * time.Millisecond })
	w.batch(1, nil)
	slow := w.follow("", "")
	quick := w.follow("", "")
	quick.next("head")
	for n := uint64(2); n < 12; n++ {
		w.batch(n, func(b *store.Batch) {
			for range 4 {
				l := w.log(n, store.EventFactory, 1, "EventFinalized", bigInt(1))
				l.Data, l.Undecoded = make([]byte, 256<<10), true
				b.AddLog(l)
			}
		})
	}
	got := 0
	for got < 40 {
		e, ok := quick.read()
		if !ok {
			t.Fatal(quick.lines.Err())
		}
		if e.name == "log" {
			got++
		}
	}
	deadline := time.Now().Add(20 * time.Second)
	for w.server.live.Load() > 1 && time.Now().Before(deadline) {
		if _, ok := quick.read(); !ok {
			t.Fatal(quick.lines.Err())
		}
	}
	if n := w.server.live.Load(); n != 1 {
		t.Errorf("%d streams are open: the slow reader was not cut off", n)
	}
	slow.close()
}
