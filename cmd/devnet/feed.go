package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	// again is how long to wait before the feed is asked for anew: haus may not
	// listen yet, or have been restarted.
	again = 200 * time.Millisecond

	// answerTime is how long haus may take to answer a question.
	answerTime = 5 * time.Second

	// answerBytes is more than any of the answers asked for has, but for a log
	// that a stranger made long.
	answerBytes = 64 << 20
)

// feed is haus' live feed, a stream of server-sent events, from the very first log on.
type feed struct {
	base      string
	acts      bool   // tell of reactors too
	last      string // where to go on; empty: not begun
	connected bool
}

// log is what is read of a log; everything may be missing.
type log struct {
	Cursor      string         `json:"cursor"`
	Name        string         `json:"name"`
	Contract    string         `json:"contract"`
	EventID     string         `json:"eventId"`
	Block       uint64         `json:"block"`
	Time        uint64         `json:"time"`
	Transaction string         `json:"transactionHash"`
	Args        map[string]any `json:"args"`
	Removed     bool           `json:"removed"`
}

// frame is what came by the feed: a log, a reactor's change, something to say, or
// none of it, when a block came without a log.
type frame struct {
	log      *log
	reaction *reaction
	notice   string
}

// read sends what comes, over as many connections as it takes, until ctx ends.
func (f *feed) read(ctx context.Context, to chan<- frame) {
	send := func(came frame) {
		select {
		case to <- came:
		case <-ctx.Done():
		}
	}
	for ctx.Err() == nil {
		err := f.begin(ctx, send)
		if err == nil {
			err = f.stream(ctx, send)
		}
		if f.connected && ctx.Err() == nil {
			f.connected = false
			send(frame{notice: fmt.Sprintf("the live feed broke off: %v; trying again", err)})
		}
		select {
		case <-ctx.Done():
		case <-time.After(again):
		}
	}
}

// begin finds the place of the first log: a live feed that is not told where to
// go on begins now, and the first logs may have been before.
func (f *feed) begin(ctx context.Context, send func(frame)) error {
	if f.last != "" {
		return nil
	}
	var (
		status struct{ Cursor string }
		first  []log
	)
	// In this order: when there is no log yet, the end that status told is the beginning.
	if err := get(ctx, f.base+"/v1/status", &status); err != nil {
		return err
	}
	if err := get(ctx, f.base+"/v1/logs?limit=1", &first); err != nil {
		return err
	}
	if f.last = status.Cursor; len(first) > 0 {
		f.last = first[0].Cursor
		send(frame{log: &first[0]})
	}
	return nil
}

// stream reads one connection until it ends.
func (f *feed) stream(ctx context.Context, send func(frame)) error {
	url := f.base + "/v1/live"
	if f.acts {
		url += "?reactions=true"
	}
	answer, done, err := ask(ctx, url, f.last)
	if err != nil {
		return err
	}
	defer done()
	f.connected = true

	// One event is lines up to an empty one. An event is as long as a stranger
	// makes it, so lines are read without a limit.
	var (
		lines = bufio.NewReader(answer)
		name  string
		data  []byte
	)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "":
			if len(line) == 0 && len(data) > 0 {
				send(understand(name, data))
				name, data = "", nil
			}
		case "id":
			f.last = string(value)
		case "event":
			name = string(value)
		case "data":
			data = append(data, value...)
		}
	}
}

func understand(name string, data []byte) frame {
	switch name {
	case "log":
		var l log
		if err := json.Unmarshal(data, &l); err != nil {
			return frame{notice: fmt.Sprintf("a log was not understood: %v", err)}
		}
		return frame{log: &l}
	case "reaction":
		var r reaction
		if err := json.Unmarshal(data, &r); err != nil {
			return frame{notice: fmt.Sprintf("a reaction was not understood: %v", err)}
		}
		return frame{reaction: &r}
	case "reset":
		return frame{notice: "haus' index was built anew or put back: what follows goes on from its end"}
	default:
		return frame{}
	}
}

// get reads the data of an answer into v.
func get(ctx context.Context, url string, v any) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	body, done, err := ask(ctx, url, "")
	if err != nil {
		return err
	}
	defer done()
	answer := struct{ Data any }{v}
	if err := json.NewDecoder(io.LimitReader(body, answerBytes)).Decode(&answer); err != nil {
		return fmt.Errorf("read the answer of %s: %w", url, err)
	}
	return nil
}

// ask opens url; last is where a feed goes on. done ends it.
func ask(ctx context.Context, url, last string) (body io.Reader, done func(), err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, nil, err
	}
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	// A client of its own: an idle connection would outlive us.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, nil, fmt.Errorf("%s answers %s", url, answer.Status)
	}
	return answer.Body, func() { answer.Body.Close() }, nil
}
