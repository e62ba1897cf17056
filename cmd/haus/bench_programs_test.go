//go:build bench

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/haus25/backend/internal/config"
)

// program is one of ours as a process of its own; no test leaves one behind.
type program struct {
	t     *testing.T
	cmd   *exec.Cmd
	out   bytes.Buffer  // what it wrote; read it when ended is closed
	ended chan struct{} // closed when the process is gone and err is set
	err   error
	asked bool // to stop
}

// launch starts a program; heard is told each line that it writes.
func launch(t *testing.T, heard func(line string), path string, args ...string) *program {
	p := &program{t: t, cmd: exec.Command(path, args...), ended: make(chan struct{})}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stderr = p.cmd.Stdout
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v (make build makes it)", path, err)
	}
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			fmt.Fprintln(&p.out, lines.Text())
			heard(lines.Text())
		}
		p.err = p.cmd.Wait()
	}()
	t.Cleanup(p.stop)
	return p
}

// stop asks the process to end and waits for it; one that does not end well fails the test.
func (p *program) stop() {
	if p.asked {
		return
	}
	p.asked = true
	_ = p.cmd.Process.Signal(os.Interrupt) // it may have ended: then err says how
	select {
	case <-p.ended:
	case <-time.After(time.Minute):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
	if p.err != nil {
		p.t.Errorf("%s: %v\n%s", p.cmd, p.err, p.out.Bytes())
	}
}

// world is a devnet process with its configuration for haus.
type world struct {
	*program
	b      *bench
	config string
	c      *config.Config
}

// world opens a world with a past, made in data/bench at its first use. Its clock stands still: no block comes.
func (b *bench) world(name string, blocks, events, tickets, tips int) *world {
	dir := filepath.Join(b.root, "data", "bench", name)
	return b.devnet(dir, "-data", dir, "-history", fmt.Sprint(blocks), "-history-events", fmt.Sprint(events),
		"-history-tickets", fmt.Sprint(tickets), "-history-tips", fmt.Sprint(tips), "-block-time", "1h", "-speed", "1")
}

func (b *bench) devnet(dir string, args ...string) *world {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	w := &world{b: b, config: filepath.Join(dir, "haus.toml")}
	stands := make(chan struct{})
	w.program = launch(b.T, func(line string) {
		if strings.HasPrefix(line, "Try:") {
			close(stands)
		}
	}, filepath.Join(b.root, "bin", "devnet"), append(args, "-http", "127.0.0.1:0", "-ws", "127.0.0.1:0", "-config", w.config,
		"-api", b.freeAddress(), "-control", b.freeAddress())...)
	select {
	case <-stands:
	case <-w.ended:
		b.Fatalf("no world in %s: %v\n%s", dir, w.err, w.out.Bytes())
	}
	var err error
	if w.c, err = config.Load(w.config, nil); err != nil {
		b.Fatal(err)
	}
	return w
}

// freeAddress is a loopback address that nobody listens on: another haus on this machine must not answer for ours.
func (b *bench) freeAddress() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// daemon is a running haus.
type daemon struct {
	*program
	api     string
	started time.Time
}

func (w *world) haus() *daemon {
	d := &daemon{api: "http://" + w.c.API.Listen, started: time.Now()}
	d.program = launch(w.b.T, func(string) {}, filepath.Join(w.b.root, "bin", "haus"), "run", "--config", w.config)
	return d
}

// awaitReady asks every few milliseconds and returns how long the process took from its start.
func (d *daemon) awaitReady() time.Duration {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(10 * time.Minute)
	for {
		select {
		case <-tick.C:
		case <-d.ended:
			d.t.Fatalf("haus ended before it was ready: %v\n%s", d.err, d.out.Bytes())
		case <-late:
			d.t.Fatal("haus is not ready after 10 minutes")
		}
		res, err := http.Get(d.api + "/readyz")
		if err != nil {
			continue // it does not listen yet
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK {
			return time.Since(d.started)
		}
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakMemory is the most memory that the process has had resident so far, in bytes.
func (d *daemon) peakMemory() uint64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.cmd.Process.Pid))
	if err != nil {
		d.t.Fatal(err)
	}
	found := highWater.FindSubmatch(status)
	if found == nil {
		d.t.Fatalf("no VmHWM in /proc/%d/status", d.cmd.Process.Pid)
	}
	kb, err := strconv.ParseUint(string(found[1]), 10, 64)
	if err != nil {
		d.t.Fatal(err)
	}
	return kb << 10
}

// logs is how many logs haus holds.
func (d *daemon) logs() int {
	var answer struct{ Data struct{ Logs int } }
	if err := getJSON(d.api+"/v1/stats", &answer); err != nil {
		d.t.Fatal(err)
	}
	return answer.Data.Logs
}

func getJSON(url string, into any) error {
	res, err := http.Get(url)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// version is what the measured program calls itself.
func (b *bench) version() string {
	out, err := exec.Command(filepath.Join(b.root, "bin", "haus"), "version").Output()
	if err != nil {
		b.Fatalf("bin/haus version: %v (make build makes it)", err)
	}
	return strings.TrimSpace(string(out))
}
