// Package player plays a recording in a real browser, headless Chromium with hls.js, and says what it saw.
//
// It guarantees that the browser reaches nothing but this machine, that every error of the page, of the video and of hls.js makes
// Watch fail (also those that hls.js mends by itself), and that no process, listener or file but the screenshot is left behind.
package player

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/chromedp/chromedp" // drives Chromium by its own protocol, with nothing to install beside it
)

// Options of watching.
type Options struct {
	// Web is the folder with node_modules, internal/devnet/player/web of the repository (make player).
	Web string
	// Chromium is the browser; default chromium, of the PATH.
	Chromium string
	// Shortest is the duration that the recording has to have at least.
	Shortest time.Duration
	// Screenshot is the file to keep a picture in, as PNG, of what plays after the last border; empty: none is kept.
	Screenshot string
	// Borders is how many borders between segments are jumped to at most, evenly spread; default 8.
	Borders int
	// Profile is the parent of the browser's temporary folder; default the system's.
	Profile string
}

// Report is what was seen.
type Report struct {
	Duration      time.Duration
	Segments      int
	Borders       []time.Duration // played across
	Width, Height int             // of the picture
	Screenshot    string
}

const (
	// patience bounds one step, such as a jump: a browser on a busy machine needs seconds to begin to play.
	patience = 30 * time.Second
	// before and after are how much is played around a border, in seconds.
	before, after = 0.7, 0.7
	// width and height of the page, in pixels.
	width, height = 640, 360
)

// Watch plays the playlist at url: it has to begin, go on across borders between segments and to the end, and show a picture that
// moves. Ending ctx ends it at once.
func Watch(ctx context.Context, url string, o Options) (report Report, err error) {
	o.Chromium, o.Borders = cmp.Or(o.Chromium, "chromium"), cmp.Or(o.Borders, 8)
	if _, err := exec.LookPath(o.Chromium); err != nil {
		return report, fmt.Errorf("look for Chromium: %w; install it (make setup)", err)
	}
	page, stop, err := serve(o.Web)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	profile, err := os.MkdirTemp(o.Profile, "haus-player-*")
	if err != nil {
		return report, fmt.Errorf("make the browser's folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(profile)) }()
	browser, end := chromedp.NewExecAllocator(ctx, options(o.Chromium, profile)...)
	defer end()
	tab, quit := chromedp.NewContext(browser)
	defer quit()
	v := &viewer{tab: tab, report: &report}
	err = v.watch(page(url), o)
	if err == nil && o.Screenshot != "" {
		report.Screenshot = o.Screenshot
		if err = os.MkdirAll(filepath.Dir(o.Screenshot), 0o755); err == nil {
			err = os.WriteFile(o.Screenshot, v.picture, 0o644)
		}
	}
	if err != nil {
		return report, fmt.Errorf("play %s in Chromium: %w", url, err)
	}
	return report, nil
}

func options(chromium, profile string) []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium),
		chromedp.UserDataDir(profile),
		chromedp.Flag("no-sandbox", os.Geteuid() == 0), // it does not start as root with one, and everything it loads is of this machine
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.Flag("mute-audio", true),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-component-update", true),
		// Nothing but this machine: no name resolves, and the only addresses that the page is given are of the loopback.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"),
		chromedp.Flag("no-proxy-server", true),
		chromedp.ModifyCmdFunc(func(c *exec.Cmd) {
			// A group of its own: a Ctrl-C in the terminal is for us, and we end it.
			c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
		}),
	)
}

// viewer is one watching.
type viewer struct {
	tab     context.Context
	report  *Report
	picture []byte
}

// seen is the page's window.seen, and where the video is.
type seen struct {
	Errors    []string  `json:"errors"`
	Fragments []float64 `json:"fragments"` // starts, in seconds
	Ready     bool      `json:"ready"`
	Ended     bool      `json:"ended"`
	At        float64   `json:"at"`       // seconds
	Duration  float64   `json:"duration"` // seconds; 0: not known
	Width     int       `json:"width"`
	Height    int       `json:"height"`
}

const look = `({...window.seen, at: video.currentTime, duration: Number.isFinite(video.duration) ? video.duration : 0,
	width: video.videoWidth, height: video.videoHeight})`

func (v *viewer) watch(page string, o Options) error {
	// The first Run starts the browser and ties it to its context, so no time-out belongs here.
	if err := chromedp.Do(v.tab, chromedp.EmulateViewport(width, height), chromedp.Navigate(page)); err != nil {
		return fmt.Errorf("open the page: %w", err)
	}
	now, err := v.until("the video begins", func(s seen) bool { return s.Ready && s.Duration > 0 && s.At > 0.2 && s.Width > 0 })
	if err != nil {
		return err
	}
	v.report.Duration, v.report.Segments = seconds(now.Duration), len(now.Fragments)
	v.report.Width, v.report.Height = now.Width, now.Height
	if v.report.Duration < o.Shortest {
		return fmt.Errorf("it is %s long, want at least %s", v.report.Duration, o.Shortest)
	}
	if err := v.moves(); err != nil {
		return err
	}
	for _, border := range spread(now.Fragments, o.Borders) {
		if err := v.cross(border, now.Duration); err != nil {
			return err
		}
		v.report.Borders = append(v.report.Borders, seconds(border))
	}
	if v.picture, err = v.shoot(); err != nil {
		return err
	}
	if err := v.jump(max(0, now.Duration-1.5)); err != nil {
		return err
	}
	_, err = v.until("the end is reached", func(s seen) bool { return s.Ended })
	return err
}

// moves takes two pictures with time between them, and wants them different.
func (v *viewer) moves() error {
	first, err := v.shoot()
	if err != nil {
		return err
	}
	now, err := v.now()
	if err != nil {
		return err
	}
	if _, err := v.until("the time advances", func(s seen) bool { return s.At > now.At+1 || s.Ended }); err != nil {
		return err
	}
	later, err := v.shoot()
	if err != nil {
		return err
	}
	if bytes.Equal(first, later) {
		return errors.New("the picture stands still")
	}
	return nil
}

func (v *viewer) shoot() (picture []byte, err error) {
	if picture, err = run(v.tab, chromedp.CaptureScreenshot()); err != nil {
		return nil, fmt.Errorf("take a picture: %w", err)
	}
	return picture, nil
}

// cross jumps to just before a border and lets it play across.
func (v *viewer) cross(border, duration float64) error {
	if err := v.jump(max(0, border-before)); err != nil {
		return err
	}
	past := min(border+after, duration-0.1)
	_, err := v.until(fmt.Sprintf("the border at %.2f s is played across", border), func(s seen) bool { return s.At >= past || s.Ended })
	return err
}

func (v *viewer) jump(to float64) error {
	script := fmt.Sprintf(`seen.ended = false; video.currentTime = %f; video.play().catch(e => failed("play: " + e.message)); true`, to)
	if _, err := run(v.tab, chromedp.Evaluate[chromedp.Void](script)); err != nil {
		return fmt.Errorf("jump to %.2f s: %w", to, err)
	}
	return nil
}

// until looks at the page until something is so; an error on the page ends it.
func (v *viewer) until(what string, so func(seen) bool) (seen, error) {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		s, err := v.now()
		if err != nil || so(s) {
			return s, err
		}
		select {
		case <-ticker.C:
		case <-late.C:
			return s, fmt.Errorf("%s: not within %s; it stands at %.2f of %.2f s", what, patience, s.At, s.Duration)
		case <-v.tab.Done():
			return s, context.Cause(v.tab)
		}
	}
}

func (v *viewer) now() (s seen, err error) {
	if s, err = run(v.tab, chromedp.Evaluate[seen](look)); err != nil {
		return s, fmt.Errorf("look at the page: %w", err)
	}
	if len(s.Errors) > 0 {
		return s, fmt.Errorf("at %.2f s: %s", s.At, strings.Join(s.Errors, "; "))
	}
	return s, nil
}

// run bounds an action.
func run[T any](tab context.Context, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(tab, patience)
	defer cancel()
	return chromedp.Run(ctx, action)
}

// spread picks at most n of the borders between segments: the first, the last, and some between.
func spread(starts []float64, n int) (borders []float64) {
	if len(starts) < 2 {
		return nil
	}
	all := starts[1:]
	if len(all) <= n {
		return all
	}
	for i := range n {
		borders = append(borders, all[i*(len(all)-1)/max(1, n-1)])
	}
	return borders
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
