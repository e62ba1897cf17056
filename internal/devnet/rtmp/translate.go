package rtmp

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/haus25/backend/internal/srs"
)

// actions are SRS' names of the module's, with the last field of each before what the client's own query said.
var actions = map[string]struct{ action, last string }{
	"publish":      {"on_publish", "type"},
	"publish_done": {"on_unpublish", "name"},
	"play":         {"on_play", "reset"},
	"play_done":    {"on_stop", "name"},
}

// maxForm bounds a form; names and queries are a client's.
const maxForm = 64 << 10

// ServeHTTP answers nginx' forms and, as SRS does, questions about who is connected.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/notify" {
		s.api(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	h, err := read(string(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if !s.hook(r.Context(), h) {
		http.Error(w, "no", http.StatusForbidden)
	}
}

// read makes a callback of a form. What follows the module's own fields is the client's query, as it was: it may repeat their names.
func read(form string) (srs.Hook, error) {
	fields := map[string]string{}
	last := ""
	for form != "" {
		var pair string
		pair, form, _ = strings.Cut(form, "&")
		name, value, _ := strings.Cut(pair, "=")
		text, err := url.PathUnescape(value)
		if err != nil {
			return srs.Hook{}, fmt.Errorf("the form's field %q cannot be read", name)
		}
		fields[name] = text
		if name == "call" {
			last = actions[text].last
		}
		if name == last {
			break
		}
	}
	a, ok := actions[fields["call"]]
	if !ok || last == "" {
		return srs.Hook{}, fmt.Errorf("the form is about %q", fields["call"])
	}
	h := srs.Hook{Action: a.action, ClientID: fields["clientid"], IP: fields["addr"], App: fields["app"], Stream: fields["name"], TCURL: fields["tcurl"], PageURL: fields["pageurl"]}
	if form != "" {
		h.Param = "?" + form
	}
	return h, nil
}

// stat is what nginx says of itself; what is not read is left out.
type stat struct {
	Applications []struct {
		Name    string `xml:"name"`
		Streams []struct {
			Name    string `xml:"name"`
			Time    int64  `xml:"time"` // milliseconds
			In      int    `xml:"bw_in"`
			Out     int    `xml:"bw_out"` // bits a second
			Clients []struct {
				ID         string    `xml:"id"`
				Address    string    `xml:"address"`
				Time       int64     `xml:"time"` // milliseconds
				Timestamp  uint64    `xml:"timestamp"`
				Publishing *struct{} `xml:"publishing"`
			} `xml:"client"`
			Video *struct {
				Width   int    `xml:"width"`
				Height  int    `xml:"height"`
				Codec   string `xml:"codec"`
				Profile string `xml:"profile"`
			} `xml:"meta>video"`
			Audio *struct {
				Codec    string `xml:"codec"`
				Channels int    `xml:"channels"`
				Rate     int    `xml:"sample_rate"`
			} `xml:"meta>audio"`
		} `xml:"live>stream"`
	} `xml:"server>application"`
}

// api answers as SRS' API does: kicks are done by nginx, and the list is nginx' of now.
func (s *Server) api(w http.ResponseWriter, r *http.Request) {
	if id, ok := strings.CutPrefix(r.URL.Path, "/api/v1/clients/"); ok && id != "" && r.Method == http.MethodDelete {
		if _, err := s.ask("/control/drop/client?app=" + srs.App + "&clientid=" + url.QueryEscape(id)); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.list.ServeHTTP(w, r)
		return
	}
	text, err := s.ask("/stat")
	var now stat
	if err == nil {
		err = xml.Unmarshal(text, &now)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refresh(now)
	s.list.ServeHTTP(w, r)
}

// refresh brings the list up to date.
func (s *Server) refresh(now stat) {
	for _, c := range s.list.Clients() {
		s.list.Disconnect(c.ID)
	}
	for _, app := range now.Applications {
		for _, x := range app.Streams {
			// nginx counts no frames; the publisher's last time stands still when they do.
			stream := srs.Stream{App: app.Name, Name: x.Name, Live: time.Duration(x.Time) * time.Millisecond, Clients: len(x.Clients), KbpsIn: x.In / 1000, KbpsOut: x.Out / 1000}
			if v := x.Video; v != nil {
				stream.Video = &srs.Video{Codec: v.Codec, Profile: v.Profile, Width: v.Width, Height: v.Height}
			}
			if a := x.Audio; a != nil {
				stream.Audio = &srs.Audio{Codec: a.Codec, Rate: a.Rate, Channels: a.Channels}
			}
			for _, c := range x.Clients {
				kind := "rtmp-play"
				if c.Publishing != nil {
					kind, stream.Publisher, stream.Frames = "fmle-publish", c.ID, c.Timestamp
				}
				s.list.Connect(srs.Client{ID: c.ID, App: app.Name, Stream: x.Name, IP: c.Address, Type: kind, Publish: c.Publishing != nil, Alive: time.Duration(c.Time) * time.Millisecond})
			}
			if stream.Publisher != "" {
				s.list.Put(stream)
			}
		}
	}
}

// ask asks nginx, and returns what it answers.
func (s *Server) ask(path string) ([]byte, error) {
	answer, err := s.client.Get("http://" + s.http + path)
	if err != nil {
		return nil, fmt.Errorf("ask nginx: %w", err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 8<<20))
	if err == nil && answer.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("status %d", answer.StatusCode)
	}
	if err != nil {
		return nil, fmt.Errorf("ask nginx for %s: %w", path, err)
	}
	return text, nil
}
