package upload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ipfs/go-cid"

	"github.com/haus25/backend/store/content"
)

// TestLimit: all uploads together, at two targets, stay below the configured rate, and use it.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := &fake{name: "kubo"}, &fake{name: "pinata"}
		r := start(t, func(o *Options) { o.Limit = 1 << 18 }, a, b)
		var jobs []Job
		for i := range 6 {
			jobs = append(jobs, r.file(t, 7, fmt.Sprint(i)+string(make([]byte, 5<<18)), "kubo", "pinata"))
		}
		begin := time.Now()
		r.Want(7, jobs)
		time.Sleep(20 * time.Second)
		if s := r.Status(); s.BytesPerSecond < 1<<18*9/10 || s.BytesPerSecond > 1<<18*11/10 || s.Limit != 1<<18 || s.Targets[0].Uploading != 2 {
			t.Errorf("%+v", s)
		}
		for len(r.Standing(7)) > 0 {
			time.Sleep(100 * time.Millisecond)
		}
		if took := time.Since(begin); took < 59*time.Second || took > 62*time.Second {
			t.Errorf("15 MB took %s", took)
		}
	})
}

// TestNobodyStarves: at a rate at which a buffer takes seconds each of many uploads reads something often enough not to be taken
// for stalled.
func TestNobodyStarves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var longest atomic.Int64
		up := func(_ int, _ cid.Cid, body io.Reader) error {
			for b := make([]byte, 32<<10); ; {
				before := time.Now()
				if _, err := body.Read(b); err != nil {
					return err
				}
				longest.Store(max(longest.Load(), int64(time.Since(before))))
			}
		}
		r := start(t, func(o *Options) { o.Limit, o.Parallel = 4000, 4 }, &fake{name: "kubo", up: up}, &fake{name: "pinata", up: up})
		var jobs []Job
		for i := range 4 {
			jobs = append(jobs, r.file(t, 7, fmt.Sprint(i)+string(make([]byte, 5<<18)), "kubo", "pinata"))
		}
		r.Want(7, jobs)
		time.Sleep(5 * time.Minute)
		if got := time.Duration(longest.Load()); got == 0 || got > 15*time.Second {
			t.Errorf("a read took %s", got)
		}
	})
}

// TestLeavesRoomForAShow plays a show beginning on a line that uploads fill, and a stall.
func TestLeavesRoomForAShow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const line, show = 10 << 17, 4 << 17
		var live, began atomic.Uint64
		up := func(_ int, _ cid.Cid, body io.Reader) error {
			for b := make([]byte, 8<<10); ; { // two at once, so half the line each
				n, err := body.Read(b)
				if err != nil {
					return &content.Retryable{Err: errors.New("the file's end")}
				}
				time.Sleep(time.Duration(float64(n) / (line / 2) * float64(time.Second)))
			}
		}
		var r *rig
		r = start(t, func(o *Options) {
			o.Live = func() uint64 {
				if began.Load() == 0 {
					return 0
				}
				all := max(show+r.Status().BytesPerSecond, line) // what is too much is taken from both alike
				live.Store(show * line / all)
				return live.Load()
			}
		}, &fake{name: "kubo", up: up})
		r.Want(7, []Job{r.file(t, 7, "a"+string(make([]byte, 8<<20)), "kubo"), r.file(t, 7, "b"+string(make([]byte, 8<<20)), "kubo")})
		time.Sleep(4500 * time.Millisecond)
		if s := r.Status(); s.Limit != 0 || s.BytesPerSecond < 8<<17 {
			t.Errorf("before the show: %+v", s)
		}
		began.Store(1)
		time.Sleep(3 * time.Second)
		if s := r.Status(); s.Limit == 0 || s.Limit > 6<<17 || live.Load() < show*9/10 {
			t.Errorf("3 seconds into the show it gets %d of %d, uploads %+v", live.Load(), show, s)
		}
		time.Sleep(5 * time.Second)
		before := r.Status().Limit
		r.line.stalled()
		time.Sleep(time.Second)
		if s := r.Status(); s.Limit == 0 || s.Limit > before*6/10 {
			t.Errorf("after a stall %d, before %d", s.Limit, before)
		}
	})
}

// TestStallIsSeen: the wire's word for it reaches the line.
func TestStallIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &fake{name: "kubo", up: func(try int, _ cid.Cid, body io.Reader) error {
			io.Copy(io.Discard, body)
			time.Sleep(3 * time.Second)
			return &content.Retryable{Err: fmt.Errorf("kubo: %w", content.ErrStalled)}
		}}
		r := start(t, nil, a)
		r.Want(7, []Job{r.file(t, 7, string(make([]byte, 8<<20)), "kubo")})
		time.Sleep(4500 * time.Millisecond)
		if s := r.Status(); s.Limit == 0 || s.Limit > 4<<20+1<<20 {
			t.Errorf("%+v", s)
		}
	})
}

func TestThrottledFile(t *testing.T) {
	r := start(t, nil)
	body := string(bytes.Repeat([]byte("0123456789"), 30_000))
	j := r.file(t, 7, body)
	f, err := r.content.Open(j.CID)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	it := &item{}
	file := &throttled{f, ctx, r.line, it}
	defer file.Close()
	for range 2 { // from its beginning, as often as one likes
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(file); err != nil || string(got) != body {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	}
	if got := it.sent.Load(); got != 600_000 {
		t.Errorf("%d bytes were counted", got)
	}
	var out bytes.Buffer
	if n, err := (&throttledWriter{&out, ctx, r.line, it}).Write([]byte(body)); n != len(body) || err != nil || out.String() != body {
		t.Errorf("wrote %d bytes, %v", n, err)
	}
	cancel()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if n, err := file.Read(make([]byte, 10)); !errors.Is(err, context.Canceled) {
		t.Errorf("after its end: %d bytes, %v", n, err)
	}
}
