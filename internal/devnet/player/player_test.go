package player

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// recording is a folder of a playlist and two chunks, each an MP4 that plays by itself and carries its own initialization, as the archive makes them.
func recording(t *testing.T) map[string][]byte {
	t.Helper()
	made, err := record()
	if err != nil {
		t.Fatal(err)
	}
	copied := map[string][]byte{}
	for name, content := range made {
		copied[name] = content
	}
	return copied
}

var record = sync.OnceValues(func() (map[string][]byte, error) {
	folder, err := os.MkdirTemp("", "haus-recording-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	files := map[string][]byte{}
	list := "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:5\n#EXT-X-PLAYLIST-TYPE:VOD\n"
	for i, picture := range []string{"testsrc2", "testsrc"} {
		name := fmt.Sprintf("chunk-%d.mp4", i)
		out, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture+"=size=320x180:rate=25", "-f", "lavfi", "-i", "sine=sample_rate=48000",
			"-t", "5", "-threads", "1", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac",
			"-movflags", "+frag_keyframe+empty_moov+default_base_moof", filepath.Join(folder, name)).CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("make %s: %w: %s; install ffmpeg (make setup)", name, err, out)
		}
		if files[name], err = os.ReadFile(filepath.Join(folder, name)); err != nil {
			return nil, err
		}
		begin := header(files[name])
		list += fmt.Sprintf("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=%q,BYTERANGE=\"%d@0\"\n#EXT-X-BYTERANGE:%d@%[2]d\n#EXTINF:5.000,\n%[1]s\n", name, begin, len(files[name])-begin)
	}
	files["index.m3u8"] = []byte(list + "#EXT-X-ENDLIST\n")
	return files, nil
})

// header is how many bytes an MP4's boxes take before its first fragment.
func header(mp4 []byte) (n int) {
	for n+8 <= len(mp4) && string(mp4[n+4:n+8]) != "moof" {
		n += int(binary.BigEndian.Uint32(mp4[n:]))
	}
	return n
}

// gateway offers files as any gateway does: to every origin, with ranges.
func gateway(t *testing.T, files map[string][]byte) (url string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/ipfs/dir/")
		content, there := files[name]
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Allow-Headers", "Range")
		if !there {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/ipfs/dir/index.m3u8"
}

func TestAShowIsPlayedToItsEnd(t *testing.T) {
	shot := filepath.Join(t.TempDir(), "shots", "show.png")
	got, err := Watch(t.Context(), gateway(t, recording(t)), Options{Web: "web", Shortest: 9 * time.Second, Screenshot: shot, Profile: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if got.Duration < 9900*time.Millisecond || got.Duration > 10200*time.Millisecond || got.Segments != 2 || len(got.Borders) != 1 || got.Width != 320 || got.Height != 180 || got.Screenshot != shot {
		t.Errorf("%+v", got)
	}
	picture, err := os.ReadFile(shot)
	if err != nil {
		t.Fatal(err)
	}
	image, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	if image.Bounds().Dx() != width || image.Bounds().Dy() != height {
		t.Errorf("the screenshot is %v", image.Bounds())
	}
	if colours := map[any]bool{}; true {
		for x := range image.Bounds().Dx() {
			colours[image.At(x, image.Bounds().Dy()/2)] = true
		}
		if len(colours) < 8 {
			t.Errorf("the middle line of the screenshot has %d colours: no test picture", len(colours))
		}
	}
}

func TestWhatDoesNotPlayIsAnError(t *testing.T) {
	lacks := recording(t)
	delete(lacks, "chunk-1.mp4")
	damaged := recording(t)
	damaged["chunk-1.mp4"] = bytes.Repeat([]byte("haus"), len(damaged["chunk-1.mp4"])/4)
	still := recording(t)
	still["chunk-0.mp4"], still["index.m3u8"] = stillPicture(t)
	for name, tt := range map[string]struct {
		files map[string][]byte
		o     Options
		says  string
	}{
		"no playlist":     {nil, Options{}, "manifestLoadError"},
		"a chunk is gone": {lacks, Options{}, "fragLoadError"},
		"a damaged chunk": {damaged, Options{}, "hls.js"},
		"too short":       {recording(t), Options{Shortest: time.Minute}, "want at least 1m0s"},
		"a still picture": {still, Options{}, "stands still"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.o.Web, tt.o.Profile = "web", t.TempDir()
			if _, err := Watch(t.Context(), gateway(t, tt.files), tt.o); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, want a word on %q", err, tt.says)
			}
		})
	}
}

// stillPicture is one chunk of one colour, and its playlist.
func stillPicture(t *testing.T) (chunk, list []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "still.mp4")
	if out, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=blue:size=160x90:rate=25", "-t", "5", "-c:v", "libx264", "-preset", "ultrafast",
		"-pix_fmt", "yuv420p", "-movflags", "+frag_keyframe+empty_moov+default_base_moof", path).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	chunk, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	begin := header(chunk)
	return chunk, fmt.Appendf(nil, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:5\n#EXT-X-MAP:URI=\"chunk-0.mp4\",BYTERANGE=\"%d@0\"\n#EXTINF:5.000,\n#EXT-X-BYTERANGE:%d@%[1]d\nchunk-0.mp4\n#EXT-X-ENDLIST\n", begin, len(chunk)-begin)
}

// The end of the context ends the browser at once, and with it everything that it started.
func TestWatchingCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
	}))
	defer server.Close()
	profile := t.TempDir()
	ended := make(chan error, 1)
	go func() {
		_, err := Watch(ctx, server.URL+"/index.m3u8", Options{Web: "web", Profile: profile})
		ended <- err
	}()
	<-asked
	began := time.Now()
	cancel()
	if err := <-ended; err == nil {
		t.Error("it ended without an error")
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s to end", took)
	}
	if left, err := os.ReadDir(profile); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestWhatIsMissingIsExplained(t *testing.T) {
	if _, err := Watch(t.Context(), "http://127.0.0.1:1/index.m3u8", Options{Web: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "make player") {
		t.Errorf("without hls.js: %v", err)
	}
	if _, err := Watch(t.Context(), "http://127.0.0.1:1/index.m3u8", Options{Web: "web", Chromium: filepath.Join(t.TempDir(), "chromium")}); err == nil || !strings.Contains(err.Error(), "make setup") {
		t.Errorf("without Chromium: %v", err)
	}
}

func TestBordersAreSpread(t *testing.T) {
	for _, tt := range []struct {
		starts []float64
		n      int
		want   string
	}{
		{nil, 3, "[]"}, {[]float64{0}, 3, "[]"}, {[]float64{0, 60, 120}, 3, "[60 120]"}, {[]float64{0, 1, 2, 3, 4, 5}, 3, "[1 3 5]"}, {[]float64{0, 1, 2}, 1, "[1]"},
	} {
		if got := fmt.Sprint(spread(tt.starts, tt.n)); got != tt.want {
			t.Errorf("%v of %v is %s, want %s", tt.n, tt.starts, got, tt.want)
		}
	}
}
