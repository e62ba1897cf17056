package sidecar

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// start runs a sidecar whose child is the test binary in the given mode, until the test ends.
func start(t *testing.T, mode string, change func(*Options)) *Sidecar {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o := Options{
		Node: exe, Dir: filepath.Join("fake", mode), DBDir: filepath.Join(t.TempDir(), "chat"), DBKey: [32]byte{0xd8}, Env: "local", Address: testWallet,
		Sign:         func(text []byte) ([]byte, error) { return nil, errors.New("no key") },
		FirstRestart: time.Millisecond, MostRestart: 5 * time.Millisecond, StopGrace: 100 * time.Millisecond,
	}
	if change != nil {
		change(&o)
	}
	return run(t, o)
}

func run(t *testing.T, o Options) *Sidecar {
	t.Helper()
	s := New(o)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
		if h := s.Health(); h.Running || h.PID != 0 {
			t.Errorf("after its end: %+v", h)
		}
	})
	return s
}

func wait(t *testing.T, s *Sidecar) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := s.Wait(ctx); err != nil {
		t.Fatalf("%v: %+v", err, s.Health())
	}
}

// A child that breaks in the middle of a call gives its caller ErrUnavailable, says why, and is replaced.
func TestBrokenChild(t *testing.T) {
	for mode, says := range map[string]string{
		"garbage":               "not the protocol",
		"binary":                "not the protocol",
		"huge":                  "more than 8388608 bytes",
		"crash":                 "its last words: thread panicked at the disco",
		"half a line":           "(exit status 3)", // or its half line is seen first: that is told, with this
		"closes":                "closed its socket",
		"hang":                  "the sidecar hangs",
		"stuck":                 "busy with one call for 1h0m0s",
		"asks a thousand times": "more than one question",
	} {
		t.Run(mode, func(t *testing.T) {
			s := start(t, mode, func(o *Options) {
				switch mode { // the others are to be found out without a ping
				case "hang":
					o.PingEvery, o.PingTimeout = 20*time.Millisecond, 200*time.Millisecond
				case "stuck":
					o.PingEvery = 20 * time.Millisecond
				}
			})
			for round := range 3 {
				wait(t, s)
				_, err := s.Group(t.Context(), testGroup)
				if !errors.Is(err, ErrUnavailable) {
					t.Fatalf("got %v, want ErrUnavailable", err)
				}
				wait(t, s)
				h := s.Health()
				if h.Restarts <= round || !strings.Contains(h.LastError, says) {
					t.Fatalf("health %+v, want a restart and the last error to say %q", h, says)
				}
			}
		})
	}
}

func TestChildThatDoesNotStart(t *testing.T) {
	t.Parallel()
	for mode, says := range map[string]string{
		"crash at start": "exit status 7",
		"hang at start":  "no answer in time",
		"another inbox":  "give the chat a wallet of its own",
		"no such mode":   "no mode",
	} {
		t.Run(mode, func(t *testing.T) {
			attempts := make(chan string, 100)
			s := start(t, mode, func(o *Options) {
				if mode == "hang at start" {
					o.StartTimeout = 500 * time.Millisecond
				}
				o.Log = slog.New(slog.NewTextHandler(lines(attempts), nil))
			})
			seen := 0
			for line := range attempts {
				if strings.Contains(line, "is down") {
					if !strings.Contains(line, says) {
						t.Fatalf("%s: want it to say %q", line, says)
					}
					if seen++; seen == 3 {
						break
					}
				}
			}
			_, err := s.Groups(t.Context())
			if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), says) {
				t.Errorf("a call says %v, want ErrUnavailable and %q", err, says)
			}
		})
	}
}

func TestMissingNode(t *testing.T) {
	s := start(t, "good", func(o *Options) { o.Node = "no-such-node" })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	if h := s.Health(); !strings.Contains(h.LastError, "no-such-node") {
		t.Errorf("%+v", h)
	}
}

// Answers to no call, or to one that was answered, change nothing.
func TestWrongIDs(t *testing.T) {
	s := start(t, "wrong ids", nil)
	wait(t, s)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if g, err := s.Group(t.Context(), testGroup); err != nil || g.Name != "right" && g.Name != "wrong" {
					t.Errorf("%q, %v", g.Name, err)
				}
			}
		})
	}
	all.Wait()
	// Alone there is no call whose id the child could hit by chance.
	for range 50 {
		if g, err := s.Group(t.Context(), testGroup); err != nil || g.Name != "right" {
			t.Errorf("%q, %v", g.Name, err)
		}
	}
	if h := s.Health(); h.Restarts != 0 {
		t.Errorf("%+v", h)
	}
}

func TestLateAnswer(t *testing.T) {
	s := start(t, "late", nil)
	wait(t, s)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := s.Group(ctx, testGroup); !errors.Is(err, ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("out of time: %v", err)
	}
	if g, err := s.Group(t.Context(), testGroup); err != nil || g.Name != "right" {
		t.Fatalf("the call after it: %q, %v", g.Name, err)
	}
	// A caller who leaves learns nothing of XMTP's state.
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if _, err := s.Group(ctx, testGroup); !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnavailable) {
		t.Fatalf("cancelled: %v", err)
	}
}

func TestCallTimeout(t *testing.T) {
	s := start(t, "late", func(o *Options) { o.CallTimeout = 30 * time.Millisecond })
	wait(t, s)
	if err := s.Publish(t.Context(), testGroup); !errors.Is(err, ErrUnavailable) {
		t.Fatal(err)
	}
}

func TestAnswers(t *testing.T) {
	s := start(t, "kinds", nil)
	wait(t, s)
	for i, kind := range kinds {
		_, err := s.Group(t.Context(), fmt.Sprintf("%032x", i))
		var call *CallError
		switch {
		case err == nil:
			t.Errorf("%.120s: no error", kind.answer)
		case kind.is != nil && !errors.Is(err, kind.is), kind.is == nil && !errors.As(err, &call):
			t.Errorf("%.120s: %v", kind.answer, err)
		case !strings.Contains(err.Error(), kind.says) || len(err.Error()) > 2*maxMessage || strings.ContainsAny(err.Error(), "\x1b\n"):
			t.Errorf("%.120s: says %q", kind.answer, err)
		}
	}
	if h := s.Health(); h.Restarts != 0 {
		t.Errorf("an answer that cannot be right ended the child: %+v", h)
	}
}

func TestEndlessPages(t *testing.T) {
	s := start(t, "endless pages", nil)
	wait(t, s)
	if _, err := s.Groups(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("groups: %v", err)
	}
	if _, err := s.Changes(t.Context(), testGroup, time.Time{}); !errors.Is(err, ErrUnavailable) {
		t.Errorf("changes: %v", err)
	}
}

// What is wrong before it reaches the child.
func TestArguments(t *testing.T) {
	s := New(Options{Address: testWallet, CallTimeout: 20 * time.Millisecond})
	ctx := t.Context()
	long := strings.Repeat("é", MaxName+1)
	for name, err := range map[string]error{
		"group id":     s.Publish(ctx, "../x"),
		"name":         s.Update(ctx, testGroup, Profile{Name: long}),
		"description":  s.Update(ctx, testGroup, Profile{Description: strings.Repeat("x", MaxDescription+1)}),
		"UTF-8":        s.Update(ctx, testGroup, Profile{Name: "\xff"}),
		"text":         s.Send(ctx, testGroup, strings.Repeat("x", MaxText+1)),
		"empty text":   s.Send(ctx, testGroup, ""),
		"batch":        s.Add(ctx, testGroup, make([]common.Address, MaxBatch+1)),
		"batch remove": s.Remove(ctx, testGroup, make([]common.Address, MaxBatch+1)),
		"appData":      func() error { _, err := s.Create(ctx, NewGroup{Name: "x"}); return err }(),
		"long appData": func() error {
			_, err := s.Create(ctx, NewGroup{AppData: strings.Repeat("x", MaxAppData+1)})
			return err
		}(),
	} {
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	// These are right, so they get as far as to the child that is not there.
	if err := s.Update(ctx, testGroup, Profile{Name: long[:len("é")*MaxName]}); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	if _, err := s.Reachable(ctx, []common.Address{testWallet}); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
}

// The key and what haus's environment holds stay with haus; the database's key comes over the socket.
func TestWhatTheChildSees(t *testing.T) {
	t.Setenv("HAUS_AGENT_PASSPHRASE", "hunter2")
	t.Setenv("NODE_OPTIONS", "--inspect")
	s := start(t, "tell", func(o *Options) { o.DBKey = [32]byte{0xc0, 0xff, 0xee} })
	wait(t, s)
	if _, err := s.Group(t.Context(), testGroup); err == nil {
		t.Fatal("the first call fails")
	}
	g, err := s.Group(t.Context(), testGroup)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "HAUS_", "NODE_OPTIONS", "c0ffee"} {
		if strings.Contains(g.AppData, secret) {
			t.Errorf("arguments and environment hold %q:\n%s", secret, g.AppData)
		}
	}
	if !strings.Contains(g.Description, "c0ffee") {
		t.Errorf("init brought %q, without the database's key", g.Description)
	}
}

func TestFolderIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "chat")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s := start(t, "good", func(o *Options) { o.DBDir = dir })
	wait(t, s)
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

func TestOtherQuestions(t *testing.T) {
	s := start(t, "asks for other things", nil)
	wait(t, s)
	if err := s.Publish(t.Context(), testGroup); err != nil {
		t.Fatal(err)
	}
}

func TestOutputIsBounded(t *testing.T) {
	var kept bytes.Buffer
	t.Cleanup(func() { // after the child's end, and so after all that it printed
		got := strings.Split(kept.String(), "\n")
		if len(got) < 10*maxLines || len(got) > 20*maxLines {
			t.Errorf("%d lines logged, want about %d", len(got), 10*maxLines)
		}
		for _, line := range got {
			if len(line) > 2*maxLine || strings.Contains(line, "\x1b") {
				t.Errorf("%d bytes: %.100q", len(line), line)
			}
		}
	})
	s := start(t, "chatters", func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&locked{w: &kept}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	wait(t, s)
	if err := s.Publish(t.Context(), testGroup); err != nil {
		t.Fatal(err)
	}
}

// Nobody waits for a child that does not read: neither a caller nor the end.
func TestDeafChild(t *testing.T) {
	t.Parallel() // it waits most of the time
	s := start(t, "deaf", func(o *Options) { o.CallTimeout = 100 * time.Millisecond })
	wait(t, s)
	big := strings.Repeat("\x01", MaxText) // 48 KB each as JSON
	var all sync.WaitGroup
	for range 4 * maxCalls {
		all.Go(func() {
			if err := s.Send(t.Context(), testGroup, big); !errors.Is(err, ErrUnavailable) {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// locked is a Writer for several goroutines.
type locked struct {
	mu sync.Mutex
	w  *bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// lines is a Writer that hands on what it is given; what nobody takes is dropped.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	select {
	case l <- string(p):
	default:
	}
	return len(p), nil
}
