package api

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/store"
)

func TestReadiness(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name    string
		prepare func()
		status  int
		why     string
	}{
		{"nothing indexed", func() { w.indexer.set(Status{Ready: true}) }, 503, "has not caught up"},
		{"behind", func() { w.batch(1, nil); w.indexer.set(Status{Why: "12 blocks behind."}) }, 503, "12 blocks behind."},
		{"caught up", func() { w.indexer.set(Status{Ready: true}) }, 200, "ready"},
	} {
		c.prepare()
		status, body, h := w.get("/readyz")
		if status != c.status || !strings.Contains(string(body), c.why) {
			t.Errorf("%s: %d %s", c.name, status, body)
		}
		if status == 503 {
			if problemOf(t, status, body, h); h.Get("Retry-After") == "" {
				t.Errorf("%s: no Retry-After", c.name)
			}
		}
		if status, body, _ := w.get("/healthz"); status != 200 {
			t.Errorf("%s: healthz %d %s", c.name, status, body)
		}
	}
}

func TestAStoreThatCannotBeReadIsSaid(t *testing.T) {
	w := newWorld(t)
	w.story()
	w.store.Close()
	for path, want := range map[string]int{"/healthz": 503, "/readyz": 503, "/v1/events": 500, "/v1/live": 500} {
		status, body, h := w.get(path)
		if status != want {
			t.Errorf("%s: %d %s", path, status, body)
		}
		if p := problemOf(t, status, body, h); strings.Contains(p.Detail, "leveldb") {
			t.Errorf("%s tells the inside: %s", path, p.Detail)
		}
	}
}

func TestALiveStreamEndsWithTheStore(t *testing.T) {
	w := newWorld(t)
	w.batch(1, nil)
	s := w.follow("", "")
	s.next("head")
	w.store.Close()
	if e, ok := s.read(); ok {
		t.Fatalf("%+v", e)
	}
}

// TestLag: the chain's clock is compared with itself and the wall's with itself, as the development chain's runs faster.
func TestLag(t *testing.T) {
	seen := time.Unix(1000, 0)
	for _, c := range []struct {
		indexed, head uint64
		seen, now     time.Time
		want          uint64
	}{
		{100, 100, seen, seen, 0},
		{100, 160, seen, seen, 60},
		{100, 160, seen, seen.Add(5900 * time.Millisecond), 65},
		{900_000_000, 900_000_001, seen, seen.Add(time.Second), 2},
		{100, 90, seen, seen.Add(-time.Hour), 0},
		{100, 110, time.Time{}, seen, 10},
	} {
		if got := Lag(c.indexed, c.head, c.seen, c.now); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func TestMetrics(t *testing.T) {
	w := newWorld(t)
	w.story()
	w.store.Rollback(15, nil)
	w.get("/v1/events/0")
	w.get("/v1/events/1")
	w.get("/v1/events/x")
	w.get("/nowhere")
	s := w.follow("", "")
	s.next("head")
	status, body, _ := w.get("/metrics")
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	for _, line := range []string{
		"haus_head_block 18", "haus_indexed_block 15", "haus_lag_seconds 35", "haus_ready 1", "haus_logs_total 8", "haus_events 1", "haus_tickets 3",
		"haus_tips 2", "haus_finalized_events 1", "haus_late_logs_total 1", "haus_rollbacks_total 1", "haus_conflicts_total 1", "haus_live_subscribers 1",
		`haus_http_requests_total{code="200",route="/v1/events/:eventId"} 1`, `haus_http_requests_total{code="404",route="/v1/events/:eventId"} 1`,
		`haus_http_requests_total{code="400",route="/v1/events/:eventId"} 1`, `haus_http_requests_total{code="404",route="none"} 1`,
		`haus_http_request_seconds_count{route="/v1/events/:eventId"} 3`, `haus_build_info{version="test"} 1`, "haus_store_bytes ",
		`haus_endpoint_requests_total{endpoint="https://a.example",n="0"} 10`, `haus_endpoint_errors_total{class="unavailable",endpoint="https://b.example",n="1"} 3`,
		`haus_endpoint_up{endpoint="https://b.example",n="1"} 0`, "go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(string(body), "\n"+line) {
			t.Errorf("no line %q", line)
		}
	}
	if t.Failed() {
		t.Logf("%s", body)
	}
}

// TestWhatIsNotFollowedIsNotKnown: without LiveTipping in the configuration nobody knows of tips, and 0 would be a lie.
func TestWhatIsNotFollowedIsNotKnown(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		alone := identity
		alone.LiveTipping, alone.Distributor = [20]byte{}, [20]byte{}
		o.Store = newStore(t, alone)
	})
	w.store = w.server.store
	w.batch(1, func(b *store.Batch) { event(b.Event(0), 1, alice) })
	e := fetch[map[string]any](w, "/v1/events/0").Data
	for _, field := range []string{"tipsCount", "totalTips", "totalTipsSei", "highestTipper", "highestTip", "tipping", "distributor"} {
		if v, there := e[field]; v != nil || !there {
			t.Errorf("%s is %v", field, v)
		}
	}
	if st := fetch[map[string]any](w, "/v1/stats").Data; st["tips"] != nil || st["totalTips"] != nil || st["events"] != 1.0 {
		t.Errorf("%v", st)
	}
}

// TestReadsCannotWrite: the one guard is not the only reason why reads cannot write; there is nothing that they could call.
func TestReadsCannotWrite(t *testing.T) {
	for _, r := range newWorld(t).reads.app.GetRoutes() {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			t.Errorf("the read listener takes %s %s", r.Method, r.Path)
		}
	}
	only := map[string]string{".Begin(": "retry.go", ".Commit(": "retry.go", ".Post(": "command.go"}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range []string{".Begin(", ".Commit(", ".Record(", ".Rollback(", ".Touch(", ".Post(", ".Put(", ".Delete(", ".Patch(", ".All("} {
			if strings.Contains(string(text), call) && only[call] != file {
				t.Errorf("%s calls %s…)", file, call)
			}
		}
	}
}
