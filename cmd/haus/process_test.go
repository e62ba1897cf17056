package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait of these tests. A test that waits this long has failed.
const patience = 3 * time.Minute

// process is a haus that runs, or has run.
type process struct {
	t         *testing.T
	cmd       *exec.Cmd
	out, errs *lines
	ended     chan struct{} // closed once code is set
	code      int           // -1: by a signal
}

// start runs haus with a command line; env adds to the environment.
func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(os.Args[0], args...), out: newLines(), errs: newLines(), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), append([]string{asHaus + "=1"}, env...)...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.errs
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // the code says it
		p.code = p.cmd.ProcessState.ExitCode()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("haus %s ended with %d and said:\n%s%s", strings.Join(args, " "), p.code, p.out, p.errs)
		}
	})
	return p
}

// wait waits for the end and returns the exit code.
func (p *process) wait() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatal("haus does not end")
	}
	return p.code
}

// stop asks haus to end, which it has to within 5 s, and returns the exit code.
func (p *process) stop() int {
	p.t.Helper()
	asked := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Errorf("haus had ended before: %v", err)
	}
	code := p.wait()
	if took := time.Since(asked); took > 5*time.Second {
		p.t.Errorf("haus took %s to end", took)
	}
	return code
}

// kill ends haus as a crash would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.ended
}

// says waits until standard error has a line with all the words, and returns it.
func (p *process) says(words ...string) string {
	p.t.Helper()
	deadline := time.After(patience)
	for {
		text, more := p.errs.read()
		for line := range strings.Lines(text) {
			if holds(line, words) {
				return line
			}
		}
		select {
		case <-more:
			continue
		case <-p.ended: // and all it said is in
			if again, _ := p.errs.read(); again != text {
				continue
			}
		case <-deadline:
		}
		p.t.Fatalf("haus does not say %q", words)
	}
}

// complains checks that haus ended with a code and one line on standard error, logs aside, which has all the words.
func (p *process) complains(code int, words ...string) {
	p.t.Helper()
	if got := p.wait(); got != code {
		p.t.Errorf("exit code %d, want %d", got, code)
	}
	got := p.complaints()
	if len(got) != 1 {
		p.t.Fatalf("%d lines of complaint, want 1: %q", len(got), got)
	}
	if !holds(got[0], words) {
		p.t.Errorf("haus complains %q, want the words %q in it", got[0], words)
	}
}

// complaints are the lines on standard error that are not the log's.
func (p *process) complaints() (out []string) {
	text, _ := p.errs.read()
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "time=") {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

func holds(line string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(line, w) {
			return false
		}
	}
	return true
}

var apiURL = regexp.MustCompile(`api=(http://\S+)`)

// get asks haus' API; status is 0 when nothing answers.
func (p *process) get(path string) (status int, body []byte) {
	p.t.Helper()
	base := apiURL.FindStringSubmatch(p.says("haus starts"))
	if base == nil {
		p.t.Fatal("haus does not say where its API is")
	}
	ctx, stop := context.WithTimeout(p.t.Context(), patience)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base[1]+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		return 0, nil
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil
	}
	return answer.StatusCode, body
}

// situation is what these tests look at of /v1/status.
type situation struct {
	IndexedBlock uint64
	Ready        bool
	SecondPass   struct {
		Positions  struct{ Tail uint64 }
		RoundEnded *uint64
	}
}

// caughtUp waits until haus is ready and has indexed block n.
func (p *process) caughtUp(n uint64) {
	p.t.Helper()
	p.stands(n, func(s situation) bool { return s.Ready && s.IndexedBlock >= n })
}

// settled waits until the second pass has been through everything up to block n too: what contracts of events long over still
// do, it alone reads.
func (p *process) settled(n uint64) {
	p.t.Helper()
	p.stands(n, func(s situation) bool {
		return s.Ready && s.SecondPass.Positions.Tail >= n && s.SecondPass.RoundEnded != nil
	})
}

func (p *process) stands(n uint64, holds func(situation) bool) {
	p.t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	deadline := time.After(patience)
	for {
		_, body := p.get("/v1/status")
		var st struct{ Data situation }
		if json.Unmarshal(body, &st) == nil && holds(st.Data) {
			return
		}
		select {
		case <-look.C:
		case <-p.ended:
			p.t.Fatal("haus ended before it had caught up")
		case <-deadline:
			p.t.Fatalf("haus does not get to block %d: %s", n, body)
		}
	}
}

// notReady waits until /readyz answers 503 with all the words.
func (p *process) notReady(words ...string) {
	p.t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	deadline := time.After(patience)
	for {
		status, body := p.get("/readyz")
		if status == http.StatusServiceUnavailable && holds(string(body), words) {
			return
		}
		select {
		case <-look.C:
		case <-p.ended:
			p.t.Fatal("haus ended")
		case <-deadline:
			p.t.Fatalf("/readyz answers %d %s, want 503 with %q", status, body, words)
		}
	}
}

// lines is what a process writes, to be read while it does.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
	more chan struct{}
}

func newLines() *lines { return &lines{more: make(chan struct{})} }

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.more)
	l.more = make(chan struct{})
	return l.text.Write(b)
}

// read returns everything so far, and a channel that is closed when more comes.
func (l *lines) read() (string, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String(), l.more
}

func (l *lines) String() string {
	text, _ := l.read()
	return text
}
