package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// The command line talks to a running daemon through a Unix socket in the data directory that only its owner can open.

const socketName = "haus.sock"

// listenSocket opens the socket. The caller holds the store's lock, so a socket that is there already is a dead daemon's.
func listenSocket(dir string) (net.Listener, error) {
	path := filepath.Join(dir, socketName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("remove the socket of a daemon that is gone: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w (a socket's path may have at most 107 bytes: set a shorter data_dir)", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// message is one line of an answer: a difference, or at last the number of them.
type message struct {
	Difference string `json:"difference,omitempty"`
	Done       bool   `json:"done,omitempty"`
	Count      int    `json:"count,omitempty"`
	Error      string `json:"error,omitempty"`
}

// serveSocket answers until ctx ends.
func serveSocket(ctx context.Context, l net.Listener, verify func(context.Context, func(string)) (int, error), d desk, a archiveDesk) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /alive", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("POST /verify", func(w http.ResponseWriter, r *http.Request) {
		both, stop := context.WithCancel(r.Context())
		defer stop()
		defer context.AfterFunc(ctx, stop)()
		lines := json.NewEncoder(w)
		say := func(m message) {
			if lines.Encode(m) == nil {
				_ = http.NewResponseController(w).Flush()
			}
		}
		n, err := verify(both, func(d string) { say(message{Difference: d}) })
		last := message{Done: true, Count: n}
		if err != nil {
			last.Error = err.Error()
		}
		say(last)
	})
	mux.HandleFunc("POST /work", d.serve)
	mux.HandleFunc("POST /archive", a.serve)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer stop()
	if err := server.Shutdown(grace); err != nil {
		err = server.Close()
		<-ended
		return err
	}
	<-ended
	return nil
}

func socketClient(dir string) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", filepath.Join(dir, socketName))
		},
	}}
}

// socketAnswers tells whether a daemon runs on the data directory.
func socketAnswers(dir string) bool {
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://haus/alive", nil)
	if err != nil {
		return false
	}
	res, err := socketClient(dir).Do(req)
	if err != nil {
		return false
	}
	res.Body.Close()
	return true
}

// askDaemon lets a running daemon verify its store; asked is false when none runs.
func askDaemon(ctx context.Context, dir string, report func(string)) (differences int, asked bool, err error) {
	if !socketAnswers(dir) {
		return 0, false, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://haus/verify", nil)
	if err != nil {
		return 0, true, err
	}
	res, err := socketClient(dir).Do(req)
	if err != nil {
		return 0, true, fmt.Errorf("ask the running haus: %w", err)
	}
	defer res.Body.Close()
	lines := json.NewDecoder(bufio.NewReader(res.Body))
	for {
		var m message
		switch err := lines.Decode(&m); {
		case errors.Is(err, io.EOF):
			return 0, true, errors.New("the running haus stopped before it was done")
		case err != nil:
			return 0, true, fmt.Errorf("ask the running haus: %w", err)
		case m.Error != "":
			return m.Count, true, errors.New(m.Error)
		case m.Done:
			return m.Count, true, nil
		}
		report(m.Difference)
	}
}

// askSocket puts a question to the daemon that runs on a data directory.
func askSocket(ctx context.Context, dir, path string, question, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://haus/"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := socketClient(dir).Do(req)
	if err != nil {
		return fmt.Errorf("ask the running haus: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("ask the running haus: it answers %s: is it of another version?", res.Status)
	}
	if err := json.NewDecoder(res.Body).Decode(answer); err != nil {
		return fmt.Errorf("ask the running haus: %w", err)
	}
	return nil
}
