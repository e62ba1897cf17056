package broadcast

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/haus25/backend/internal/srs"
)

// small is quick to make: 320 × 180.
var small = Source{Width: 320, Height: 180, Length: 25 * time.Second, Fast: true}

// listener takes callbacks and answers them.
type listener struct {
	url string

	mu     sync.Mutex
	came   []map[string]any
	answer func(action string) (status int, body string)
	onHLS  func()
}

func newListener(t *testing.T) *listener {
	l := &listener{answer: func(string) (int, string) { return 200, `{"code":0}` }}
	server := httptest.NewServer(l)
	t.Cleanup(server.Close)
	l.url = server.URL
	return l
}

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var hook map[string]any
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, &hook)
	}
	if err != nil || r.Method != http.MethodPost {
		http.Error(w, "not a callback", http.StatusBadRequest)
		return
	}
	l.mu.Lock()
	l.came = append(l.came, hook)
	answer, onHLS := l.answer, l.onHLS
	l.mu.Unlock()
	if hook["action"] == "on_hls" && onHLS != nil {
		onHLS()
	}
	status, text := answer(hook["action"].(string))
	w.WriteHeader(status)
	fmt.Fprint(w, text)
}

func (l *listener) hooks(action string) (some []map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, h := range l.came {
		if action == "" || h["action"] == action {
			some = append(some, h)
		}
	}
	return some
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	if o.HLSDir == "" {
		o.HLSDir = t.TempDir()
	}
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func publish(t *testing.T, s *Server, source Source, faults Faults) *Publication {
	t.Helper()
	p, err := s.Publish(t.Context(), "7", "?token=x", source, faults)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func played(t *testing.T, s *Server, source Source, faults Faults) {
	t.Helper()
	if err := publish(t, s, source, faults).Err(); err != nil {
		t.Fatal(err)
	}
}

// files are the names in the streams' folder, sorted.
func files(t *testing.T, s *Server) (names []string) {
	t.Helper()
	root := filepath.Join(s.o.HLSDir, "live")
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(root, path)
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

func TestAPublicationIsWrittenAndToldAsSRSDoes(t *testing.T) {
	l := newListener(t)
	s := start(t, Options{Hooks: l.url + "/srs?secret=s"})
	// When on_hls comes, the segment and the playlist that names it are there, and no temporary file of them.
	l.onHLS = func() {
		h := l.hooks("on_hls")
		last := h[len(h)-1]
		name := filepath.Base(last["file"].(string))
		list, err := os.ReadFile(last["m3u8"].(string))
		if err != nil || !strings.Contains(string(list), "\n7/"+name+"\n") {
			t.Errorf("on_hls tells of %s (%v), the playlist is\n%s", name, err, list)
		}
		if _, err := os.Stat(last["file"].(string)); err != nil {
			t.Error(err)
		}
	}
	before := time.Now()
	played(t, s, small, Faults{})

	names := files(t, s)
	if len(names) != 4 || names[0] != "7.m3u8" {
		t.Fatalf("there is %v, want 7.m3u8 and 3 segments", names)
	}
	for i, name := range names[1:] {
		if !regexp.MustCompile(fmt.Sprintf(`^7/\d{13}-%d-(10\d{3}|5\d{3}).ts$`, i)).MatchString(name) {
			t.Errorf("segment %d is %s", i, name)
		}
		path := filepath.Join(s.o.HLSDir, "live", name)
		if info, err := os.Stat(path); err != nil || info.Size()%188 != 0 {
			t.Errorf("%s has %d bytes (%v), which is no number of TS packets", name, info.Size(), err)
		}
		// It decodes by itself: so it begins with its tables and a keyframe.
		if out, err := exec.Command("ffmpeg", "-v", "warning", "-i", path, "-f", "null", "-").CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v %s", name, err, out)
		}
	}
	// They join by their bytes, without a packet that was not counted on.
	var all []byte
	for _, name := range names[1:] {
		all = append(all, content(t, s, name)...)
	}
	join := exec.Command("ffmpeg", "-v", "warning", "-f", "mpegts", "-i", "pipe:0", "-c", "copy", "-f", "null", "-")
	join.Stdin = bytes.NewReader(all)
	if out, err := join.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("joined: %v %s", err, out)
	}
	if frames := count(t, s, names[1:]); frames != 25*25 {
		t.Errorf("the segments have %d frames, want 625", frames)
	}

	var actions []string
	for _, h := range l.hooks("") {
		actions = append(actions, h["action"].(string))
		for name, want := range map[string]any{"app": "live", "stream": "7", "param": "?token=x", "vhost": "__defaultVhost__", "client_id": l.hooks("on_publish")[0]["client_id"]} {
			if h[name] != want {
				t.Errorf("%s: %s is %v, want %v", h["action"], name, h[name], want)
			}
		}
		for _, name := range []string{"server_id", "service_id", "ip", "tcUrl", "stream_url", "stream_id"} {
			if h[name] == nil || h[name] == "" {
				t.Errorf("%s has no %s", h["action"], name)
			}
		}
	}
	if want := "on_publish on_hls on_hls on_hls on_unpublish"; strings.Join(actions, " ") != want {
		t.Errorf("callbacks %v, want %s", actions, want)
	}
	last := l.hooks("on_hls")[2]
	if d := last["duration"].(float64); last["seq_no"] != float64(2) || d < 4.9 || d > 5.1 || last["url"] != "live/"+names[3] || last["cwd"] == "" {
		t.Errorf("the last on_hls is %v", last)
	}
	if took := time.Since(before); took > 20*time.Second {
		t.Errorf("25 s made fast took %s", took)
	}
}

// count is how many video frames the files have together.
func count(t *testing.T, s *Server, names []string) (frames int) {
	t.Helper()
	for _, name := range names {
		out, err := exec.Command("ffprobe", "-v", "error", "-select_streams", "v", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0",
			filepath.Join(s.o.HLSDir, "live", name)).CombinedOutput()
		var n int
		if _, scan := fmt.Sscan(string(out), &n); err != nil || scan != nil {
			t.Fatalf("ffprobe %s: %v %s", name, err, out)
		}
		frames += n
	}
	return frames
}

func TestWhatIsRefusedDoesNotHappen(t *testing.T) {
	for name, answer := range map[string]struct {
		status int
		body   string
	}{
		"no": {200, `{"code":1}`}, "a newline": {200, "0\n"}, "no content": {204, ""}, "forbidden": {403, `{"code":0}`}, "nothing": {200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			l := newListener(t)
			l.answer = func(string) (int, string) { return answer.status, answer.body }
			s := start(t, Options{Hooks: l.url})
			var refused *Refused
			if _, err := s.Publish(t.Context(), "7", "?token=secret", small, Faults{}); !errors.As(err, &refused) || strings.Contains(err.Error(), "secret") {
				t.Errorf("publish: %v", err)
			}
			if _, err := s.Play(t.Context(), "7", "?token=secret", RTMP); !errors.As(err, &refused) {
				t.Errorf("play: %v", err)
			}
			if _, err := os.Stat(filepath.Join(s.o.HLSDir, "live")); err == nil || len(l.hooks("")) != 2 {
				t.Errorf("something was written (%v), or told: %v", err, l.hooks(""))
			}
		})
	}
	gone := newListener(t)
	address := gone.url
	s := start(t, Options{Hooks: strings.Replace(address, "http://127.0.0.1", "http://127.0.0.1:1/", 1) + "?secret=hidden"})
	if _, err := s.Publish(t.Context(), "7", "", small, Faults{}); err == nil || strings.Contains(err.Error(), "hidden") {
		t.Errorf("hooks that are not there: %v", err)
	}
	for _, evil := range []string{"../7", "", "a/b", "..", ".hidden", strings.Repeat("7", 65), "7\n"} {
		if _, err := s.Publish(t.Context(), evil, "", small, Faults{}); err == nil || !strings.Contains(err.Error(), "name") {
			t.Errorf("stream %q: %v", evil, err)
		}
	}
}

func TestNumbersGoOnAfterAShortBreakAndOthersAreToldApart(t *testing.T) {
	s := start(t, Options{})
	played(t, s, small, Faults{})
	played(t, s, Source{Width: 320, Height: 180, Length: 12 * time.Second, Fast: true, GOP: time.Second}, Faults{})
	list, err := os.ReadFile(filepath.Join(s.o.HLSDir, "live", "7.m3u8"))
	if err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile(`\d{13}-(\d)-\d+\.ts|#EXT-X-DISCONTINUITY`).ReplaceAllString(string(list), "$1")
	if want := "7/0\n#EXTINF:10"; !strings.Contains(got, want) || strings.Count(string(list), "#EXT-X-DISCONTINUITY\n") != 1 || !regexp.MustCompile(`(?s)DISCONTINUITY\n#EXTINF[^\n]+\n7/\d+-3-`).Match(list) {
		t.Errorf("the playlist is\n%s", list)
	}
	if n := len(files(t, s)); n != 1+3+2 {
		t.Errorf("there are %d files: %v", n, files(t, s))
	}
}

func TestFaults(t *testing.T) {
	s := start(t, Options{})
	played(t, s, small, Faults{Overwrite: true})
	was := files(t, s)
	if want := []string{"7-0.ts", "7-1.ts", "7-2.ts", "7.m3u8"}; !slices.Equal(was, want) {
		t.Fatalf("there is %v, want %v", was, want)
	}
	first := content(t, s, "7-0.ts")
	played(t, s, Source{Width: 160, Height: 90, Length: 12 * time.Second, Fast: true}, Faults{Overwrite: true})
	if now := files(t, s); !slices.Equal(now, was) || content(t, s, "7-0.ts") == first {
		t.Errorf("a second publication leaves %v, and 7-0.ts the same is %t", now, content(t, s, "7-0.ts") == first)
	}

	l := newListener(t)
	s = start(t, Options{Hooks: l.url})
	played(t, s, small, Faults{Lost: map[int]bool{1: true}, Truncated: map[int]int64{0: 1000}})
	names := files(t, s)
	if len(names) != 3 || !strings.Contains(names[1], "-0-") || !strings.Contains(names[2], "-2-") || len(l.hooks("on_hls")) != 2 {
		t.Errorf("with segment 1 lost there is %v, and %d were announced", names, len(l.hooks("on_hls")))
	}
	if info, err := os.Stat(filepath.Join(s.o.HLSDir, "live", names[1])); err != nil || info.Size() != 1000 {
		t.Errorf("the truncated segment: %v, %v", info, err)
	}
	played(t, s, Source{Length: 3 * time.Second, Fast: true, Width: 160, Height: 90}, Faults{Unannounced: true})
	if n := len(l.hooks("on_hls")); n != 2 {
		t.Errorf("%d segments were announced, want none more than 2", n)
	}
}

// content is a file's content.
func content(t *testing.T, s *Server, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.o.HLSDir, "live", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func unfinished(t *testing.T, s *Server) (names []string) {
	t.Helper()
	for _, name := range files(t, s) {
		if strings.HasSuffix(name, ".ts.tmp") {
			names = append(names, name)
		}
	}
	return names
}

// live is performed in real time, with segments of a second or two.
var live = Source{Width: 160, Height: 90, GOP: time.Second}

func TestAKilledServerLeavesAPieceAndTellsNobody(t *testing.T) {
	l := newListener(t)
	s := start(t, Options{Hooks: l.url, Fragment: time.Second})
	p := publish(t, s, live, Faults{})
	<-p.Cut()
	// The next one is opened a moment after.
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for len(unfinished(t, s)) == 0 {
		select {
		case <-ticker.C:
		case <-p.Done():
			t.Fatal(p.Err())
		}
	}
	pid := p.camera.child.Process.Pid
	if err := p.Kill(); err != nil {
		t.Error(err)
	}
	if left := unfinished(t, s); len(left) != 1 {
		t.Errorf("there is %v, want one .ts.tmp", files(t, s))
	}
	if len(l.hooks("on_unpublish")) != 0 {
		t.Error("on_unpublish was sent")
	}
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("ffmpeg %d is still there: %v", pid, err)
	}
	// A server that starts again counts from 0.
	again := publish(t, s, live, Faults{})
	if segment := <-again.Cut(); segment.Seq != 0 {
		t.Errorf("the first segment after a kill has number %d", segment.Seq)
	}
}

func TestWhoIsThereAndCanBeKicked(t *testing.T) {
	l := newListener(t)
	s := start(t, Options{Hooks: l.url, Fragment: time.Second})
	api, err := srs.NewAPI([]string{s.URL()}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer api.Close()
	p := publish(t, s, live, Faults{})
	if _, err := s.Publish(t.Context(), "7", "", live, Faults{}); !errors.Is(err, ErrBusy) || len(l.hooks("on_publish")) != 2 || len(l.hooks("on_unpublish")) != 0 {
		t.Errorf("a second publisher: %v, after %v", err, l.hooks(""))
	}
	stays, err := s.Play(t.Context(), "7", "?token=a", WHEP)
	if err != nil {
		t.Fatal(err)
	}
	goes, err := s.Play(t.Context(), "7", "?token=b", HLS)
	if err != nil {
		t.Fatal(err)
	}
	if play := l.hooks("on_play"); play[1]["stream"] != "7.m3u8" || play[0]["stream"] != "7" {
		t.Errorf("on_play says %v", play)
	}
	streams, down := api.Streams(t.Context())
	if len(down) > 0 || len(streams) != 1 || streams[0].Publisher != p.ID() || streams[0].Clients != 3 || streams[0].Video == nil || streams[0].Video.Width != 160 {
		t.Errorf("streams %+v, %v", streams, down)
	}
	clients, down := api.Clients(t.Context())
	kinds := map[string]string{}
	for _, c := range clients {
		kinds[c.ID] = c.Type
	}
	if len(down) > 0 || len(clients) != 3 || kinds[p.ID()] != "fmle-publish" || kinds[stays.ID()] != "rtc-play" || kinds[goes.ID()] != "hls-play" {
		t.Errorf("clients %+v, %v", clients, down)
	}
	if err := api.Kick(t.Context(), streams[0].Server, goes.ID()); err != nil {
		t.Fatal(err)
	}
	if !goes.Kicked() || len(l.hooks("on_stop")) != 1 {
		t.Errorf("the kicked viewer ended with %v", l.hooks("on_stop"))
	}
	select {
	case <-stays.Done():
		t.Error("the other viewer is gone, too")
	default:
	}
	stays.Leave()
	if stays.Kicked() {
		t.Error("who left was kicked")
	}
	if err := api.Kick(t.Context(), streams[0].Server, p.ID()); err != nil {
		t.Fatal(err)
	}
	if err := p.Err(); err != nil || !p.Kicked() || len(l.hooks("on_unpublish")) != 1 {
		t.Errorf("the kicked publisher ended with %v, kicked %t, %v", err, p.Kicked(), l.hooks("on_unpublish"))
	}
	if streams, _ := api.Streams(t.Context()); len(streams) != 0 {
		t.Errorf("streams %+v after the end", streams)
	}
	if clients, _ := api.Clients(t.Context()); len(clients) != 0 {
		t.Errorf("clients %+v after the end", clients)
	}
}

// The end of a context, and of the server, ends a publication in order.
func TestEndings(t *testing.T) {
	l := newListener(t)
	s := start(t, Options{Hooks: l.url, Fragment: time.Second})
	ctx, cancel := context.WithCancel(t.Context())
	p, err := s.Publish(ctx, "8", "", live, Faults{})
	if err != nil {
		t.Fatal(err)
	}
	<-p.Cut()
	cancel()
	if err := p.Err(); err != nil {
		t.Error(err)
	}
	if n := len(l.hooks("on_unpublish")); n != 1 {
		t.Errorf("%d on_unpublish after the context's end", n)
	}
	p = publish(t, s, live, Faults{})
	v, err := s.Play(t.Context(), "7", "", FLV)
	if err != nil {
		t.Fatal(err)
	}
	<-p.Cut()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := p.Err(); err != nil || v.Kicked() || len(l.hooks("on_unpublish")) != 2 || len(l.hooks("on_stop")) != 1 {
		t.Errorf("after Close: %v, callbacks %v", err, l.hooks(""))
	}
	for _, name := range files(t, s) {
		if strings.HasSuffix(name, ".tmp") {
			t.Errorf("%s was left", name)
		}
	}
	if _, err := s.Publish(t.Context(), "7", "", live, Faults{}); !errors.Is(err, errClosed) {
		t.Errorf("publish at a closed server: %v", err)
	}
}

func TestAMissingFFmpegIsExplained(t *testing.T) {
	if _, err := Start(Options{HLSDir: t.TempDir(), FFmpeg: filepath.Join(t.TempDir(), "ffmpeg")}); err == nil || !strings.Contains(err.Error(), "make setup") {
		t.Error(err)
	}
}
