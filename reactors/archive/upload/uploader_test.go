package upload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
)

// fake is a target at which a test decides what happens; the wire is not under test here (store/content tests it).
type fake struct {
	name string
	// up, if set, answers a try: its number from 1, and the file's bytes as they are read.
	up func(try int, c cid.Cid, body io.Reader) error

	mu    sync.Mutex
	tries []cid.Cid
	at    []time.Time
	files []cid.Cid // acknowledged
}

func (f *fake) Name() string { return f.name }

func (f *fake) Upload(ctx context.Context, c cid.Cid, _ string, size int64, open func() (io.ReadSeekCloser, error)) (content.Receipt, error) {
	f.mu.Lock()
	f.tries, f.at = append(f.tries, c), append(f.at, time.Now())
	try := len(f.tries)
	f.mu.Unlock()
	body, err := open()
	if err != nil {
		return content.Receipt{}, &content.Retryable{Err: err}
	}
	defer body.Close()
	if f.up != nil {
		if err := f.up(try, c, body); err != nil {
			return content.Receipt{}, err
		}
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return content.Receipt{}, err
	}
	if f.up == nil && content.CID(b) != c {
		return content.Receipt{}, fmt.Errorf("%d bytes of another file", len(b))
	}
	f.mu.Lock()
	f.files = append(f.files, c)
	f.mu.Unlock()
	return content.Receipt{Target: f.name, CID: c, ID: fmt.Sprint("id-", try), Size: size, Via: "add"}, ctx.Err()
}

func (f *fake) seen() (tries, files []cid.Cid) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.tries), slices.Clone(f.files)
}

// journal is what the uploader's caller has: receipts by event, target and CID, and the wants that follow from them.
type journal struct {
	mu       sync.Mutex
	receipts []string
	fail     error
	changed  map[uint64]int
}

func entry(event uint64, target string, c cid.Cid) string {
	return fmt.Sprint(event, " ", target, " ", c)
}

func (j *journal) done(job Job, r content.Receipt) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.fail != nil {
		return j.fail
	}
	if r.CID != job.CID {
		return fmt.Errorf("a receipt of %s for %s", r.CID, job.CID)
	}
	j.receipts = append(j.receipts, entry(job.Event, r.Target, r.CID))
	return nil
}

func (j *journal) count(event uint64, target string, c cid.Cid) (n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, r := range j.receipts {
		if r == entry(event, target, c) {
			n++
		}
	}
	return n
}

func (j *journal) told(event uint64) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.changed[event]
}

func (j *journal) breaks(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.fail = err
}

type rig struct {
	*Uploader
	journal *journal
	content *content.Store
	stop    func()
}

// start runs an uploader over targets until the test, or stop, ends it.
func start(t *testing.T, change func(*Options), targets ...content.Target) *rig {
	t.Helper()
	s, err := content.Open(content.Options{Dir: filepath.Join(t.TempDir(), "content")})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{journal: &journal{changed: map[uint64]int{}}, content: s}
	o := Options{Content: s, Targets: targets, Done: r.journal.done, Changed: func(event uint64) {
		r.journal.mu.Lock()
		defer r.journal.mu.Unlock()
		r.journal.changed[event]++
	}}
	if change != nil {
		change(&o)
	}
	r.Uploader = New(o)
	r.stop = r.begin(t)
	return r
}

func (r *rig) begin(t *testing.T) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// file stores bytes and makes the job of bringing them to targets.
func (r *rig) file(t *testing.T, event uint64, body string, targets ...string) Job {
	t.Helper()
	info, err := r.content.Put(t.Context(), bytes.NewReader([]byte(body)), content.TypeMP4)
	if err != nil {
		t.Fatal(err)
	}
	return Job{Event: event, CID: info.CID, Name: body[:min(len(body), 10)], Size: info.Size, Targets: targets}
}

func cids(jobs []Job) (all []cid.Cid) {
	for _, j := range jobs {
		all = append(all, j.CID)
	}
	return all
}

func TestBringsWhatIsWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "kubo"}, &fake{name: "pinata"}
		r := start(t, func(o *Options) { o.Parallel = 1 }, a, b)
		var jobs []Job
		for i := range 5 {
			jobs = append(jobs, r.file(t, 7, fmt.Sprint("chunk ", i), "kubo", "pinata", "web3.storage"))
		}
		jobs[1].Targets = []string{"pinata"}
		r.Want(7, jobs)
		synctest.Wait()
		if tries, files := a.seen(); !slices.Equal(files, cids(append(jobs[:1:1], jobs[2:]...))) || len(tries) != 4 {
			t.Errorf("%d tries, files %v", len(tries), files)
		}
		if _, files := b.seen(); !slices.Equal(files, cids(jobs)) {
			t.Errorf("files %v", files)
		}
		for i, j := range jobs {
			if r.journal.count(7, "kubo", j.CID) != map[bool]int{true: 1}[i != 1] || r.journal.count(7, "pinata", j.CID) != 1 {
				t.Errorf("receipts: %v", r.journal.receipts)
			}
		}
		if len(r.Standing(7)) > 0 || r.journal.told(7) == 0 {
			t.Errorf("%+v, told %d times", r.Standing(7), r.journal.told(7))
		}
		s := r.Status()
		if s.Queue != 0 || s.Oldest != 0 || s.Limit != 0 || s.Targets[0].Uploaded != 4 || s.Targets[1].Uploaded != 5 || s.Targets[1].Bytes != 5*7 || s.Targets[0].Retries != 0 {
			t.Errorf("%+v", s)
		}

		r.Want(7, jobs) // made before the receipts were journalled
		synctest.Wait()
		if tries, _ := b.seen(); len(tries) != 5 {
			t.Errorf("an old list: %d tries", len(tries))
		}
		time.Sleep(2 * fresh)
		r.Want(7, jobs[:1]) // the caller means it
		synctest.Wait()
		if tries, _ := b.seen(); len(tries) != 6 || r.journal.count(7, "pinata", jobs[0].CID) != 2 {
			t.Errorf("wanted again: %d tries", len(tries))
		}
	})
}

// TestOneUploadForTwoEvents: before, while, and after it is brought for the first.
func TestOneUploadForTwoEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		a := &fake{name: "kubo", up: func(int, cid.Cid, io.Reader) error { <-goOn; return nil }}
		r := start(t, nil, a)
		one := r.file(t, 1, "the same", "kubo")
		for event := range uint64(3) {
			one.Event = event
			r.Want(event, []Job{one, one})
			synctest.Wait()
		}
		if s := r.Standing(2); len(s) != 1 || s[0].Standing != uploading || s[0].Target != "kubo" || s[0].CID != one.CID {
			t.Errorf("%+v", s)
		}
		close(goOn)
		synctest.Wait()
		one.Event = 3
		r.Want(3, []Job{one})
		synctest.Wait()
		if tries, _ := a.seen(); len(tries) != 1 {
			t.Errorf("%d uploads", len(tries))
		}
		for event := range uint64(4) {
			if n := r.journal.count(event, "kubo", one.CID); n != 1 || r.journal.told(event) == 0 {
				t.Errorf("event %d: %d receipts", event, n)
			}
		}
	})
}

func TestOldestFirstAndEventsInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		a := &fake{name: "kubo", up: func(int, cid.Cid, io.Reader) error { <-goOn; return nil }}
		r := start(t, func(o *Options) { o.Parallel = 1 }, a)
		var want []cid.Cid
		lists := map[uint64][]Job{}
		for i := range 4 {
			for event := range uint64(3) {
				j := r.file(t, event, fmt.Sprint("chunk ", i, " of ", event), "kubo")
				lists[event] = append(lists[event], j)
				want = append(want, j.CID)
			}
		}
		for event := range uint64(3) {
			time.Sleep(time.Second)
			r.Want(event, lists[event])
			synctest.Wait()
		}
		close(goOn)
		synctest.Wait()
		if tries, _ := a.seen(); !slices.Equal(tries, want) {
			t.Errorf("%v\nwant %v", tries, want)
		}
	})
}

// TestTargetDownForMinutes: one is down, the other is not disturbed; the one that was down gets everything soon after it is back.
func TestTargetDownForMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := time.Now().Add(7 * time.Minute)
		down := &fake{name: "lighthouse", up: func(int, cid.Cid, io.Reader) error {
			if time.Now().Before(back) {
				return &content.Retryable{Err: errors.New("lighthouse: connection refused")}
			}
			return nil
		}}
		well := &fake{name: "kubo"}
		r := start(t, nil, down, well)
		var jobs []Job
		for i := range 5 {
			jobs = append(jobs, r.file(t, 7, fmt.Sprint("chunk ", i), "lighthouse", "kubo"))
		}
		r.Want(7, jobs)
		synctest.Wait()
		if _, files := well.seen(); len(files) != 5 {
			t.Errorf("%d files at the other target", len(files))
		}
		if s := r.Standing(7); s[4].Standing != waiting || s[4].Why != "the target fails: lighthouse: connection refused" || s[4].RetryAt.IsZero() {
			t.Errorf("not tried yet: %+v", s[4])
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		tries, _ := down.seen()
		if len(tries) < 5 || len(tries) > 60 {
			t.Errorf("%d tries in 5 minutes", len(tries))
		}
		s := r.Standing(7)
		if len(s) != 5 || s[0].Standing != failing || s[0].Why != "lighthouse: connection refused" || !s[0].RetryAt.After(s[0].Since) || time.Since(s[0].Since) < 4*time.Minute {
			t.Errorf("%d: %+v", len(s), s[0])
		}
		if st := r.Status(); st.Queue != 5 || st.Oldest != 5*time.Minute || st.Targets[0].Errors[classRetryable] != uint64(len(tries)) || st.Targets[0].Retries == 0 || st.Targets[1].Queue != 0 {
			t.Errorf("%+v", st)
		}
		time.Sleep(2*time.Minute + retryMost*6/5)
		synctest.Wait()
		if _, files := down.seen(); len(files) != 5 || len(r.Standing(7)) > 0 {
			t.Errorf("back for 5 minutes, %d files: %+v", len(files), r.Standing(7))
		}
		for _, j := range jobs {
			if r.journal.count(7, "lighthouse", j.CID) != 1 || r.journal.count(7, "kubo", j.CID) != 1 {
				t.Errorf("receipts of %s", j.CID)
			}
		}
	})
}

// TestOneBadFile is tried less and less often, and holds nothing up.
func TestOneBadFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bad cid.Cid
		a := &fake{name: "kubo", up: func(_ int, c cid.Cid, _ io.Reader) error {
			if c == bad {
				return &content.Retryable{Err: errors.New("kubo: it answers 500")}
			}
			return nil
		}}
		r := start(t, nil, a)
		var jobs []Job
		for i := range 10 {
			jobs = append(jobs, r.file(t, 7, fmt.Sprint("chunk ", i), "kubo"))
		}
		bad = jobs[0].CID
		r.Want(7, jobs)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if _, files := a.seen(); len(files) != 9 {
			t.Errorf("%d files", len(files))
		}
		time.Sleep(time.Hour)
		if tries, _ := a.seen(); len(tries) > 40 {
			t.Errorf("%d tries in an hour", len(tries))
		}
	})
}

func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "pinata", up: func(try int, _ cid.Cid, _ io.Reader) error {
			if try == 1 {
				return &content.Retryable{After: 17 * time.Minute, Err: errors.New("pinata: it answers 429")}
			}
			return nil
		}}
		r := start(t, func(o *Options) { o.Parallel = 1 }, a)
		begin := time.Now()
		r.Want(7, []Job{r.file(t, 7, "a", "pinata"), r.file(t, 7, "b", "pinata")})
		time.Sleep(16 * time.Minute)
		synctest.Wait()
		if tries, _ := a.seen(); len(tries) != 1 {
			t.Errorf("%d tries before the time that it asked for", len(tries))
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if tries, files := a.seen(); len(tries) != 3 || len(files) != 2 || a.at[1].Sub(begin) != 17*time.Minute {
			t.Errorf("%d tries, the second after %s", len(tries), a.at[1].Sub(begin))
		}
	})
}

// TestParked: one target wants to be paid, the other goes on. It is tried with one file now and then, and at once when somebody says
// that it is mended.
func TestParked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var paid atomic.Bool
		a := &fake{name: "lighthouse", up: func(int, cid.Cid, io.Reader) error {
			if !paid.Load() {
				return fmt.Errorf("lighthouse: it answers 402: %w: the plan has ended", content.ErrParked)
			}
			return nil
		}}
		b := &fake{name: "kubo"}
		r := start(t, func(o *Options) { o.Parallel = 3 }, a, b)
		var jobs []Job
		for i := range 20 {
			jobs = append(jobs, r.file(t, 7, fmt.Sprint("chunk ", i), "lighthouse", "kubo"))
		}
		r.Want(7, jobs)
		synctest.Wait()
		if _, files := b.seen(); len(files) != 20 {
			t.Errorf("%d files at the other target", len(files))
		}
		first, _ := a.seen()
		if len(first) > 3 {
			t.Errorf("%d tries", len(first))
		}
		for _, s := range r.Standing(7) {
			if s.Standing != parked || s.RetryAt.IsZero() || s.Why == "" {
				t.Errorf("%+v", s)
			}
		}
		changed := r.journal.told(7)
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		tries, _ := a.seen()
		if n := len(tries) - len(first); n < 20 || n > 40 {
			t.Errorf("%d tries in a day", n)
		}
		if st := r.Status().Targets[0]; st.Parked == "" || time.Since(st.ParkedAt) != 24*time.Hour || st.Queue != 20 || st.Errors[classParked] != uint64(len(tries)) {
			t.Errorf("%+v", st)
		}
		if got := r.journal.told(7) - changed; got > 40 {
			t.Errorf("the event was told %d times that nothing changed", got)
		}
		r.Retry() // nothing was mended: one file is tried, not three
		synctest.Wait()
		if again, _ := a.seen(); len(again) != len(tries)+1 {
			t.Errorf("%d tries", len(again)-len(tries))
		}
		paid.Store(true)
		r.Retry()
		synctest.Wait()
		if _, files := a.seen(); len(files) != 20 || r.Status().Targets[0].Parked != "" || len(r.Standing(7)) > 0 {
			t.Errorf("%d files, %+v", len(files), r.Status().Targets[0])
		}
	})
}

func TestRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var allow atomic.Bool
		a := &fake{name: "kubo", up: func(_ int, c cid.Cid, body io.Reader) error {
			if b, _ := io.ReadAll(body); string(b) == "large" && !allow.Load() {
				return fmt.Errorf("kubo: it answers 413: %w", content.ErrPermanent)
			}
			return nil
		}}
		r := start(t, nil, a)
		r.Want(7, []Job{r.file(t, 7, "large", "kubo"), r.file(t, 7, "small", "kubo")})
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		tries, files := a.seen()
		s := r.Standing(7)
		if len(tries) != 2 || len(files) != 1 || len(s) != 1 || s[0].Standing != refused || s[0].Why == "" || r.Status().Queue != 0 || r.Status().Targets[0].Refused != 1 {
			t.Errorf("%d tries, %+v, %+v", len(tries), s, r.Status())
		}
		allow.Store(true)
		r.Retry()
		synctest.Wait()
		if _, files := a.seen(); len(files) != 2 {
			t.Errorf("%d files", len(files))
		}
	})
}

// TestJournalFails: what the target has is not brought again, only written down.
func TestJournalFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "kubo"}
		r := start(t, nil, a)
		r.journal.breaks(errors.New("the disk is full"))
		j := r.file(t, 7, "chunk", "kubo")
		r.Want(7, []Job{j})
		synctest.Wait()
		if s := r.Standing(7); len(s) != 1 || s[0].Standing != failing || r.Status().Targets[0].Errors[classLocal] != 1 {
			t.Errorf("%+v", s)
		}
		r.journal.breaks(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if tries, _ := a.seen(); len(tries) != 1 || r.journal.count(7, "kubo", j.CID) != 1 || len(r.Standing(7)) > 0 {
			t.Errorf("%d uploads, %v", len(tries), r.journal.receipts)
		}
	})
}

// TestKilledBeforeTheReceipt: the next process uploads the same CID once more, and that is all.
func TestKilledBeforeTheReceipt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "kubo"}
		r := start(t, nil, a)
		r.journal.breaks(errors.New("killed"))
		jobs := []Job{r.file(t, 7, "one", "kubo"), r.file(t, 7, "two", "kubo")}
		r.Want(7, jobs)
		synctest.Wait()
		r.stop()
		r.journal.breaks(nil)
		r.Uploader = New(Options{Content: r.content, Targets: []content.Target{a}, Done: r.journal.done})
		r.stop = r.begin(t)
		r.Want(7, jobs)
		synctest.Wait()
		if tries, _ := a.seen(); len(tries) != 4 || r.journal.count(7, "kubo", jobs[0].CID) != 1 || r.journal.count(7, "kubo", jobs[1].CID) != 1 {
			t.Errorf("%d uploads, %v", len(tries), r.journal.receipts)
		}
	})
}

// TestFileGone: what cannot be read here is this machine's matter, and the target does not rest for it.
func TestFileGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "kubo"}
		r := start(t, nil, a)
		gone := r.file(t, 7, "gone", "kubo")
		if err := r.content.Remove(t.Context(), gone.CID); err != nil {
			t.Fatal(err)
		}
		r.Want(7, []Job{gone, r.file(t, 7, "there", "kubo")})
		synctest.Wait()
		s := r.Standing(7)
		if _, files := a.seen(); len(files) != 1 || len(s) != 1 || s[0].Standing != failing || r.Status().Targets[0].Errors[classLocal] != 1 {
			t.Errorf("%d files, %+v", len(files), s)
		}
		r.file(t, 7, "gone", "kubo")
		time.Sleep(time.Minute)
		synctest.Wait()
		if _, files := a.seen(); len(files) != 2 {
			t.Errorf("it is back: %d files", len(files))
		}
	})
}

// TestNotWantedAnyMore: what waits is left, what is under way goes on and is journalled, since the target has it.
func TestNotWantedAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan error)
		a := &fake{name: "kubo", up: func(int, cid.Cid, io.Reader) error { return <-goOn }}
		r := start(t, func(o *Options) { o.Parallel = 1 }, a)
		jobs := []Job{r.file(t, 7, "one", "kubo"), r.file(t, 7, "two", "kubo")}
		r.Want(7, jobs)
		synctest.Wait()
		r.Want(7, nil)
		if s := r.Standing(7); len(s) != 1 || s[0].Standing != uploading {
			t.Errorf("%+v", s)
		}
		goOn <- nil
		synctest.Wait()
		if tries, _ := a.seen(); len(tries) != 1 || r.journal.count(7, "kubo", jobs[0].CID) != 1 || r.Status().Queue != 0 {
			t.Errorf("%d tries, %v", len(tries), r.journal.receipts)
		}
		r.Want(7, jobs[1:])
		synctest.Wait()
		r.Want(7, nil)
		goOn <- &content.Retryable{Err: errors.New("kubo: it answers 500")}
		time.Sleep(time.Hour)
		synctest.Wait()
		if tries, _ := a.seen(); len(tries) != 2 || r.Status().Queue != 0 || len(r.Uploader.events) > 0 || len(r.places[0].items) > 0 {
			t.Errorf("%d tries, %+v", len(tries), r.Status())
		}
	})
}

// TestEndsInTheMiddle: what is cut off is wanted still, and no failure of the target's.
func TestEndsInTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "kubo"}
		r := start(t, func(o *Options) { o.Limit = 1000 }, a)
		j := r.file(t, 7, string(make([]byte, 200_000)), "kubo")
		r.Want(7, []Job{j})
		time.Sleep(30 * time.Second)
		if s := r.Standing(7); len(s) != 1 || s[0].Standing != uploading || s[0].Sent < 20_000 {
			t.Errorf("%+v", s)
		}
		changed := r.journal.told(7)
		r.stop()
		if s := r.Standing(7); len(s) != 1 || s[0].Standing != waiting || r.Status().Targets[0].Errors[classRetryable] != 0 || r.journal.told(7) != changed {
			t.Errorf("%+v, %+v", s, r.Status())
		}
	})
}
