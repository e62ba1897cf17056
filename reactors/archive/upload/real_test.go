package upload

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
	"github.com/haus25/backend/store/content/contenttest"
)

// providers are stand-ins that speak the real ones' wire formats, and the targets that speak to them.
func providers(t *testing.T, kinds ...string) (servers []*contenttest.Server, targets []content.Target) {
	t.Helper()
	for _, kind := range kinds {
		s, err := contenttest.Start(kind, "key")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		target, err := content.NewTarget(kind, content.TargetOptions{URL: s.URL, API: s.URL, Key: s.Key})
		if err != nil {
			t.Fatal(err)
		}
		servers, targets = append(servers, s), append(targets, target)
	}
	return servers, targets
}

// tell makes a Changed that signals.
func tell(changed chan<- struct{}) func(uint64) {
	return func(uint64) {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
}

// until waits for a change after which something is so.
func until(t *testing.T, changed <-chan struct{}, what string, so func() bool) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for !so() {
		select {
		case <-changed:
		case <-limit:
			t.Fatalf("%s: not in 30 seconds", what)
		}
	}
}

// TestRecordingGoesUp brings chunks and then their folder to three real wire formats through faults of each kind: one answers with
// another CID, one breaks connections, one is not paid for at first and takes no folders.
func TestRecordingGoesUp(t *testing.T) {
	type fault = contenttest.Fault
	servers, targets := providers(t, "lighthouse", "kubo", "pinata")
	names := []string{"lighthouse", "kubo", "pinata"}
	servers[0].Fail(fault{Chunk: 1000}, fault{}, fault{Status: 503})
	servers[1].Fail(fault{Drop: true}, fault{CutReply: true}, fault{Status: 429, RetryAfter: "1"})
	servers[2].Fail(fault{Status: 403, Body: `{"success":false,"error":"Trial expired"}`}, fault{Status: 402})
	changed := make(chan struct{}, 1)
	r := start(t, func(o *Options) { o.Changed = tell(changed) }, targets...)
	var jobs []Job
	var entries []content.Entry
	for i := range 4 {
		j := r.file(t, 7, fmt.Sprint(i)+string(bytes.Repeat([]byte{byte(i)}, 600_000)), names...)
		jobs = append(jobs, j)
		entries = append(entries, content.Entry{Name: fmt.Sprint(i, ".mp4"), CID: j.CID})
	}
	playlist, err := r.content.Put(t.Context(), bytes.NewReader([]byte("#EXTM3U\n")), content.TypePlaylist)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := r.content.PutDirectory(t.Context(), append(entries, content.Entry{Name: "index.m3u8", CID: playlist.CID}))
	if err != nil {
		t.Fatal(err)
	}
	jobs = append(jobs, Job{Event: 7, CID: folder, Name: "7_recording", Folder: true, Targets: names})
	r.Want(7, jobs)
	until(t, changed, "Pinata is parked", func() bool { return r.Status().Targets[2].Parked != "" })
	until(t, changed, "the two others have all", func() bool {
		s := r.Status()
		return s.Targets[0].Queue == 0 && s.Targets[1].Queue == 0
	})
	if s := r.Status(); s.Targets[2].Uploaded != 0 || s.Targets[2].Queue != 4 || s.Targets[2].Refused != 1 {
		t.Errorf("Pinata, not paid for: %+v", s.Targets[2])
	}
	r.Retry()
	until(t, changed, "Pinata has the chunks", func() bool { return r.Status().Targets[2].Queue == 0 })
	if s := r.Standing(7); len(s) != 1 || s[0].CID != folder || s[0].Target != "pinata" || s[0].Standing != refused {
		t.Errorf("%+v", s)
	}
	for i, s := range servers {
		for _, j := range jobs[:4] {
			if r.journal.count(7, names[i], j.CID) != 1 {
				t.Errorf("%s: receipts of %s", names[i], j.CID)
			}
			if got, err := s.Read(t.Context(), j.CID); err != nil || int64(len(got)) != j.Size {
				t.Errorf("%s has %d bytes of %s: %v", names[i], len(got), j.CID, err)
			}
		}
		if _, err := s.Read(t.Context(), playlist.CID); (err == nil) != (i < 2) || r.journal.count(7, names[i], folder) != map[bool]int{true: 1}[i < 2] {
			t.Errorf("%s: the folder: %v", names[i], err)
		}
		if i < 2 && slices.Index(s.Files(), folder) != len(s.Files())-1 {
			t.Errorf("%s: the folder came before what is in it: %v", names[i], s.Files())
		}
	}
}

// TestStopWhileTargetsHang: Run returns soon, and leaves no goroutine (TestMain looks).
func TestStopWhileTargetsHang(t *testing.T) {
	servers, targets := providers(t, "lighthouse", "pinata")
	for _, s := range servers {
		s.Fail(contenttest.Fault{Hang: true}, contenttest.Fault{Hang: true})
	}
	r := start(t, nil, targets...)
	var jobs []Job
	for i := range 3 {
		jobs = append(jobs, r.file(t, 7, fmt.Sprint(i)+string(make([]byte, 16<<20)), "lighthouse", "pinata"))
	}
	r.Want(7, jobs)
	for len(servers[0].Requests()) < 2 || len(servers[1].Requests()) < 2 {
		if r.Status().Targets[0].Errors[classRetryable] > 0 {
			t.Fatal("it does not hang")
		}
	}
	begin := time.Now()
	r.stop()
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("stopping took %s", took)
	}
	for _, s := range r.Standing(7) {
		if s.Standing != waiting {
			t.Errorf("%+v", s)
		}
	}
}

// BenchmarkWant is what a show of ten hours costs each time its list is made anew: 600 chunks at two targets, one of them done.
func BenchmarkWant(b *testing.B) {
	s, err := content.Open(content.Options{Dir: filepath.Join(b.TempDir(), "content")})
	if err != nil {
		b.Fatal(err)
	}
	u := New(Options{Content: s, Targets: []content.Target{&fake{name: "kubo"}, &fake{name: "pinata"}}, Done: func(Job, content.Receipt) error { return nil }})
	var jobs []Job
	for i := range 600 {
		jobs = append(jobs, Job{Event: 7, CID: content.CID(fmt.Append(nil, i)), Size: 1, Targets: []string{"pinata"}})
	}
	b.ReportAllocs()
	for b.Loop() {
		u.Want(7, jobs)
	}
}

// TestAnyOrder calls everything at once, for the race detector; at the end everything is there once.
func TestAnyOrder(t *testing.T) {
	a := &fake{name: "kubo"}
	changed := make(chan struct{}, 1)
	r := start(t, func(o *Options) { o.Parallel, o.Changed = 4, tell(changed) }, a)
	var all [4][]Job
	for event := range all {
		for i := range 20 {
			all[event] = append(all[event], r.file(t, uint64(event), fmt.Sprint("chunk ", i+event*10), "kubo")) // half are another event's, too
		}
	}
	var calls sync.WaitGroup
	for event, jobs := range all {
		calls.Go(func() {
			for i := range 20 {
				r.Want(uint64(event), jobs[:i+1])
				r.Standing(uint64(event))
				r.Status()
			}
		})
		calls.Go(func() {
			for range 20 {
				r.Retry()
			}
		})
	}
	calls.Wait()
	until(t, changed, "all is there", func() bool { return r.Status().Queue == 0 })
	tries, _ := a.seen()
	seen := map[cid.Cid]int{}
	for _, c := range tries {
		seen[c]++
	}
	if len(seen) != 50 || len(tries) != 50 {
		t.Errorf("%d uploads of %d files", len(tries), len(seen))
	}
	for event, jobs := range all {
		for _, j := range jobs {
			if n := r.journal.count(uint64(event), "kubo", j.CID); n != 1 {
				t.Errorf("event %d: %d receipts of %s", event, n, j.CID)
			}
		}
	}
}
