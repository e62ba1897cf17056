package media

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/haus25/backend/internal/devnet/player"
)

// folder serves a folder as a gateway does: to every origin, with ranges.
func folder(t *testing.T, dir string) (url string) {
	t.Helper()
	files := http.FileServer(http.Dir(dir))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Allow-Headers", "Range")
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// alone plays a video, waits until a second of it was seen, jumps near its end and waits for that.
const alone = `new Promise(done => {
	document.body.innerHTML = '<video muted></video>'
	const v = document.querySelector('video'), say = what => done(what + ' at ' + v.currentTime.toFixed(2) + ' of ' + v.duration)
	const begins = %d
	v.onerror = () => say('error: ' + v.error.message)
	v.ontimeupdate = () => {
		if (v.currentTime < begins + 1) return
		const n = v.getVideoPlaybackQuality().totalVideoFrames
		if (n < 10) return say('only ' + n + ' frames')
		v.ontimeupdate = null
		v.onended = () => say('played')
		v.currentTime = begins + 18
	}
	v.src = '%s'
	v.play().catch(e => say('refused: ' + e))
})`

// A chunk of a later hour has to play by its address alone, although its time does not begin at 0.
func TestChunksPlayAloneInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes long under the race detector, and none of its code is ours")
	}
	t.Parallel() // it mostly waits
	all := concert(t)
	dir := t.TempDir()
	const hour = 3600
	for name, at := range map[string]int64{"first.mp4": 0, "later.mp4": hour} {
		j := session(all, 0, 2)
		j.Origin, j.At = j.Origin-at*Ticks, at*Ticks
		c, err := muxer().Make(t.Context(), Copy, j, filepath.Join(dir, name))
		if err != nil || len(c.Missing) > 0 {
			t.Fatal(err, c.Missing)
		}
		if begins := float64(c.Begins()) / Ticks; math.Abs(begins-float64(at)-1) > 0.5 {
			t.Fatalf("%s begins at %g s", name, begins)
		}
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("%v: install it (apt-get install chromium)", err)
	}
	url := folder(t, dir)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	browser, end := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.UserDataDir(t.TempDir()), chromedp.Flag("no-sandbox", os.Geteuid() == 0),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"))...)
	defer end()
	tab, quit := chromedp.NewContext(browser)
	defer quit()
	if err := chromedp.Do(tab, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	for name, at := range map[string]int{"first.mp4": 1, "later.mp4": hour + 1} {
		got, err := chromedp.Run(tab, chromedp.Evaluate[string](fmt.Sprintf(alone, at, "/"+name), chromedp.EvalAwaitPromise))
		if err != nil || !strings.HasPrefix(got, fmt.Sprintf("played at %d.", at+20)) {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
}

// The same files are segments of a playlist, without a word of discontinuity between them, also where the mode changes.
func TestChunksAreSegmentsOfAPlaylist(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes long under the race detector, and none of its code is ours")
	}
	t.Parallel() // it mostly waits
	all := concert(t)
	dir := t.TempDir()
	list := "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:20\n#EXT-X-PLAYLIST-TYPE:VOD\n"
	for i, mode := range []Mode{Copy, Copy, Low} {
		name := fmt.Sprintf("%d.mp4", i)
		c, err := muxer().Make(t.Context(), mode, session(all, 2*i, 2*i+2), filepath.Join(dir, name))
		if err != nil || len(c.Missing) > 0 {
			t.Fatal(err, c.Missing)
		}
		if i == 0 {
			list += fmt.Sprintf("#EXT-X-START:TIME-OFFSET=%.3f\n", c.Delay()+0.001)
		}
		list += fmt.Sprintf("#EXT-X-MAP:URI=%q,BYTERANGE=\"%d@0\"\n#EXTINF:%.6f,\n#EXT-X-BYTERANGE:%d@%d\n%s\n", name, c.Init, c.Seconds(), c.Size-c.Init, c.Init, name)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.m3u8"), []byte(list+"#EXT-X-ENDLIST\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	seen, err := player.Watch(t.Context(), folder(t, dir)+"/index.m3u8", player.Options{Web: "../../../internal/devnet/player/web", Shortest: 59 * time.Second, Profile: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if seen.Segments != 3 || len(seen.Borders) != 2 || seen.Width != 320 {
		t.Errorf("%+v", seen)
	}
}
